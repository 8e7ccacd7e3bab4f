//! The trace a request belongs to, by W3C Trace Context: one that the caller began, or a new one.

use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};

use super::random;

/// How long a `tracestate` may be to be taken over.
const MAX_STATE_CHARS: usize = 512;
/// How long a `traceparent` of version 00 is; later ones may go on behind it.
const PARENT_CHARS: usize = 55;

/// Where a request stands in its trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceContext {
    trace: TraceId,
    span: SpanId,
    parent: Option<Parent>,
    state: TraceState,
}

/// The span of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parent {
    span: SpanId,
    sampled: bool,
}

impl TraceContext {
    /// The trace that these headers name, with a new span in it. Whatever does not follow the standard is as good as
    /// absent, and a new trace begins.
    pub fn of(traceparent: Option<&str>, tracestate: Option<&str>) -> Self {
        let span = SpanId::from_bytes(random());
        match traceparent.and_then(parse) {
            Some((trace, parent)) => {
                let state = tracestate.filter(|s| s.len() <= MAX_STATE_CHARS).and_then(|s| s.parse().ok());
                Self { trace, span, parent: Some(parent), state: state.unwrap_or_default() }
            }
            None => Self { trace: TraceId::from_bytes(random()), span, parent: None, state: TraceState::default() },
        }
    }

    /// The id of the trace, 32 hexadecimal digits.
    pub fn trace_id(&self) -> String {
        self.trace.to_string()
    }

    /// Whether the span is sent: as the caller chose, or so many of a thousand traces that begin here. The choice hangs
    /// on the id alone, so that all services that choose this way choose the same traces.
    pub(super) fn sampled(&self, per_mille: u32) -> bool {
        if let Some(parent) = self.parent {
            return parent.sampled;
        }
        let last_half = u128::from_be_bytes(self.trace.to_bytes()) & u128::from(u64::MAX);
        last_half >> 1 < (1 << 63) / 1_000 * u128::from(per_mille)
    }

    pub(super) fn parent_span(&self) -> SpanId {
        self.parent.map_or(SpanId::INVALID, |parent| parent.span)
    }

    pub(super) fn has_parent(&self) -> bool {
        self.parent.is_some()
    }

    /// As the exporter wants it, for a span that is sent.
    pub(super) fn of_sampled_span(&self) -> SpanContext {
        SpanContext::new(self.trace, self.span, TraceFlags::SAMPLED, false, self.state.clone())
    }
}

/// The trace and the span of a `traceparent`.
fn parse(text: &str) -> Option<(TraceId, Parent)> {
    let (head, rest) = text.split_at_checked(PARENT_CHARS)?;
    let mut parts = head.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none();
    let lengths = [(version, 2), (trace, 32), (span, 16), (flags, 2)];
    let hexadecimal = |t: &str| t.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let well_formed = whole && lengths.iter().all(|(t, length)| t.len() == *length && hexadecimal(t));
    let ended = match version {
        "ff" => false,
        "00" => rest.is_empty(),
        _ => rest.is_empty() || rest.starts_with('-'),
    };
    if !well_formed || !ended {
        return None;
    }
    let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
    let sampled = u8::from_str_radix(flags, 16).ok()? & 1 == 1;
    (trace != TraceId::INVALID && span != SpanId::INVALID).then_some((trace, Parent { span, sampled }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    const SPAN: &str = "b7ad6b7169203331";

    #[test]
    fn a_trace_of_the_caller_goes_on_with_a_new_span() {
        for (version, flags, more, sampled) in [
            ("00", "01", "", true),
            ("00", "00", "", false),
            ("00", "03", "", true),
            ("cc", "01", "", true),
            ("cc", "01", "-what-the-future-brings", true),
        ] {
            let header = format!("{version}-{TRACE}-{SPAN}-{flags}{more}");
            let context = TraceContext::of(Some(&header), Some("a=1, b@c=2"));
            assert_eq!(context.trace_id(), TRACE, "{header}");
            assert_eq!(context.parent_span().to_string(), SPAN, "{header}");
            assert_ne!(context.span.to_string(), SPAN, "{header}");
            assert_eq!(context.sampled(0), sampled, "{header}");
            assert_eq!(context.state.header(), "a=1,b@c=2");
        }
    }

    #[test]
    fn a_header_against_the_standard_begins_a_new_trace() {
        let zero = "0".repeat(32);
        for header in [
            String::new(),
            "00".to_owned(),
            format!("00-{TRACE}-{SPAN}"),
            format!("00-{TRACE}-{SPAN}-0"),
            format!("00-{TRACE}-{SPAN}-01-"),
            format!("00-{TRACE}-{SPAN}-01-more"),
            format!("cc-{TRACE}-{SPAN}-01.more"),
            format!("ff-{TRACE}-{SPAN}-01"),
            format!("00-{}-{SPAN}-01", TRACE.to_uppercase()),
            format!("00-{zero}-{SPAN}-01"),
            format!("00-{TRACE}-0000000000000000-01"),
            format!("00-{TRACE}-{SPAN}-0g"),
            format!("00_{TRACE}-{SPAN}-01"),
            "催收电话".repeat(20),
        ] {
            let context = TraceContext::of(Some(&header), Some("a=1"));
            assert_ne!(context.trace_id(), TRACE, "{header}");
            assert!(!context.has_parent() && context.state == TraceState::default(), "{header}");
        }
    }

    #[test]
    fn a_state_against_the_standard_is_dropped_and_the_trace_goes_on() {
        let header = format!("00-{TRACE}-{SPAN}-01");
        for state in ["no value", "UPPER=1", &format!("a={}", "x".repeat(600))] {
            let context = TraceContext::of(Some(&header), Some(state));
            assert_eq!((context.trace_id().as_str(), context.state.header().as_str()), (TRACE, ""), "{state}");
        }
    }

    #[test]
    fn of_traces_that_begin_here_as_many_are_sent_as_was_asked_for() {
        let new = || TraceContext::of(None, None);
        assert!((0..1_000).all(|_| new().sampled(1_000)));
        assert!(!(0..1_000).any(|_| new().sampled(0)));
        let half = (0..10_000).filter(|_| new().sampled(500)).count();
        assert!((4_000..6_000).contains(&half), "{half}");
    }
}
