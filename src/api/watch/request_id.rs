//! The id of a request: the caller's where it is harmless, else a new one.

use actix_web::http::header::{HeaderMap, HeaderName};

use crate::hex::hex;
use crate::telemetry::random;

/// The header it comes and goes in.
pub(in crate::api) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is taken over.
const MAX_CHARS: usize = 64;

/// The id of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) struct RequestId(String);

impl RequestId {
    /// The id in the headers where it is 1 to 64 letters, digits, `.`, `_` or `-`; anything else is replaced and never
    /// logged.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(REQUEST_ID).and_then(|v| v.to_str().ok()).filter(|text| harmless(text));
        given.map_or_else(Self::new, |text| Self(text.to_owned()))
    }

    fn new() -> Self {
        Self(hex(&random::<16>()))
    }

    /// The id as text.
    pub(in crate::api) fn as_str(&self) -> &str {
        &self.0
    }
}

fn harmless(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    (1..=MAX_CHARS).contains(&text.len()) && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_ids_are_taken_over() {
        for (text, taken) in [
            ("a", true),
            ("0190b2c4-7d5e-7a31_v1.2", true),
            (&"x".repeat(64), true),
            (&"x".repeat(65), false),
            ("", false),
            ("a b", false),
            ("a\"b", false),
            ("编号", false),
        ] {
            assert_eq!(harmless(text), taken, "{text}");
        }
        let (one, two) = (RequestId::new(), RequestId::new());
        assert!(harmless(one.as_str()) && one != two);
    }
}
