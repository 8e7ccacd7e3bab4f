//! Numbers for whoever watches the service, in Prometheus text. Routes are patterns, methods are those of HTTP: nothing
//! a caller writes becomes a label, and nothing of a portfolio is counted.

mod findings;
mod process;

use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use actix_web::http::Method;
use actix_web::{HttpResponse, get, web};
use metrics::{Recorder, counter, describe_counter, describe_histogram, histogram, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use super::State;
use super::reload::Outcome;
use super::running::InUse;
use crate::reply::Reply;
use crate::telemetry::FinishedRequest;
use findings::Findings;

/// Upper bounds of the durations that are told apart, in seconds.
const SECONDS: [f64; 12] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// After how many requests their durations are put together; without that they would pile up where nobody asks.
const REQUESTS_BETWEEN_UPKEEP: u64 = 1_024;

const REQUESTS: &str = "ashore_http_requests_total";
const DURATIONS: &str = "ashore_http_request_duration_seconds";
const RELOADS: &str = "ashore_ruleset_reloads_total";
const BYTES: &str = "ashore_http_response_bytes_total";
const EVALUATIONS: &str = "ashore_evaluations_total";
const FINDINGS: &str = "ashore_findings_total";
const REJECTED: &str = "ashore_requests_rejected_total";
const REFUSED_LINES: &str = "ashore_batch_lines_refused_total";
const ABANDONED: &str = "ashore_http_requests_abandoned_total";

/// What was answered, for counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A portfolio with the whole answer.
    Evaluation,
    /// A step of an interview.
    Interview,
    /// Contacts alone.
    Conduct,
    /// A letter.
    Letter,
    /// A figure.
    Money,
    /// A list turned into contacts.
    Import,
    /// Rules that were checked.
    RulesCheck,
    /// A line of a batch.
    Batch,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Evaluation,
        Self::Interview,
        Self::Conduct,
        Self::Letter,
        Self::Money,
        Self::Import,
        Self::RulesCheck,
        Self::Batch,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Evaluation => "evaluation",
            Self::Interview => "interview",
            Self::Conduct => "conduct",
            Self::Letter => "letter",
            Self::Money => "money",
            Self::Import => "import",
            Self::RulesCheck => "rules_check",
            Self::Batch => "batch",
        }
    }
}

/// Counts what the service does. Each service has its own.
pub(crate) struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    served: AtomicU64,
    in_flight: AtomicI64,
    findings: Findings,
}

impl Metrics {
    pub(super) fn new() -> Self {
        // Only an empty list of bounds is refused.
        let builder = PrometheusBuilder::new().set_buckets(&SECONDS).unwrap_or_default();
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        with_local_recorder(&recorder, || {
            describe_counter!(REQUESTS, "Requests answered, by route, method and status");
            describe_histogram!(DURATIONS, "How long it took until an answer began to be sent, by route and method");
            describe_counter!(RELOADS, "Reloads of the rules, by how they ended");
            describe_counter!(BYTES, "Bytes of bodies handed over, as sent");
            describe_counter!(EVALUATIONS, "What was answered, by kind; a line of a batch counts by itself");
            describe_counter!(REJECTED, "Requests answered with a problem, by its code");
            describe_counter!(ABANDONED, "Requests whose caller left before the answer was whole");
            describe_counter!(REFUSED_LINES, "Lines of batches answered with a problem");
            counter!(REFUSED_LINES).increment(0);
            counter!(BYTES).increment(0);
            counter!(ABANDONED).increment(0);
            for kind in Kind::ALL {
                counter!(EVALUATIONS, "kind" => kind.word()).increment(0);
            }
            for outcome in ["swapped", "refused", "unchanged"] {
                counter!(RELOADS, "outcome" => outcome).increment(0);
            }
        });
        let (served, in_flight) = (AtomicU64::new(0), AtomicI64::new(0));
        Self { recorder, handle, served, in_flight, findings: Findings::default() }
    }

    /// Counts a request in.
    pub(super) fn came(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a request out, whichever way it ended.
    pub(super) fn left(&self, finished: &FinishedRequest) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        self.with(|| {
            counter!(BYTES).increment(finished.bytes);
            if !finished.whole {
                counter!(ABANDONED).increment(1);
            }
            if let Some(code) = &finished.problem {
                counter!(REJECTED, "reason" => code.clone()).increment(1);
            }
        });
    }

    /// Counts something that was answered.
    pub(super) fn answered(&self, kind: Kind) {
        self.with(|| counter!(EVALUATIONS, "kind" => kind.word()).increment(1));
    }

    /// Counts an answer, and the rules it rests on.
    pub(super) fn evaluated(&self, kind: Kind, reply: &Reply) {
        self.answered(kind);
        self.findings.count(reply.rests_on.iter());
    }

    /// Counts a line of a batch that had a problem.
    pub(super) fn line_refused(&self) {
        self.with(|| counter!(REFUSED_LINES).increment(1));
    }

    /// Counts a request whose answer begins to be sent. The method is one of [`known`].
    pub(super) fn served(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        let route = route.to_owned();
        self.with(|| {
            let status = status.to_string();
            counter!(REQUESTS, "route" => route.clone(), "method" => method, "status" => status).increment(1);
            histogram!(DURATIONS, "route" => route, "method" => method).record(took);
        });
        if self.served.fetch_add(1, Ordering::Relaxed).is_multiple_of(REQUESTS_BETWEEN_UPKEEP) {
            self.handle.run_upkeep();
        }
    }

    /// Counts a reload.
    pub(super) fn reloaded(&self, outcome: &Outcome) {
        self.with(|| counter!(RELOADS, "outcome" => outcome.word()).increment(1));
    }

    fn with(&self, count: impl FnOnce()) {
        let recorder: &dyn Recorder = &self.recorder;
        with_local_recorder(recorder, count);
    }

    /// Everything as text. What is in use is told as of now, so that old rules leave no line behind.
    fn text(&self, now: &InUse) -> String {
        let mut text = self.handle.render();
        let pack = &now.engine.rules().pack;
        let refused = u8::from(now.refused().is_some());
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "# HELP ashore_ruleset_info The rules in use\n# TYPE ashore_ruleset_info gauge\n\
             ashore_ruleset_info{{id=\"{}\",version=\"{}\",digest=\"{}\"}} 1\n\n\
             # HELP ashore_ruleset_last_reload_refused Whether the last reload was refused and older rules keep answering\n\
             # TYPE ashore_ruleset_last_reload_refused gauge\n\
             ashore_ruleset_last_reload_refused {refused}\n\n\
             # HELP ashore_build_info This program\n# TYPE ashore_build_info gauge\n\
             ashore_build_info{{version=\"{}\"}} 1\n\n\
             # HELP ashore_http_requests_in_flight Requests whose answer is not whole yet\n\
             # TYPE ashore_http_requests_in_flight gauge\n\
             ashore_http_requests_in_flight {}\n\n\
             # HELP {FINDINGS} Evaluations and reports in which a rule found something, by rule\n\
             # TYPE {FINDINGS} counter",
            label(&pack.id),
            label(&pack.version),
            label(now.digest()),
            env!("CARGO_PKG_VERSION"),
            self.in_flight.load(Ordering::Relaxed),
        );
        self.findings.write(FINDINGS, &mut text);
        text.push('\n');
        process::write(&mut text);
        text
    }
}

/// A text as the value of a label.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// The method where it is one of HTTP's own; a caller may send any word as a method.
pub(super) fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Numbers for monitoring
///
/// Prometheus text: requests and durations by route, requests under way, rejected by reason and abandoned, answers by
/// kind, findings by rule, reloads by outcome, which rules are in use, whether the last reload was refused, and what the
/// process takes. Nothing a caller writes becomes a label. Nothing personal.
#[utoipa::path(
    tag = "operations",
    responses((status = 200, description = "The numbers as of now", body = String, content_type = "text/plain",
               example = "ashore_ruleset_reloads_total{outcome=\"swapped\"} 1"))
)]
#[get("/metrics")]
pub(super) async fn show_metrics(state: web::Data<State>) -> HttpResponse {
    let text = state.metrics.text(&state.running.now()) + &state.gate.numbers();
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text)
}
