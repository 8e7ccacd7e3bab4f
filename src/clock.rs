//! The clock, asked by the shells alone: when a key ends, when a decision was recorded, how long to wait. No rule, no
//! evaluation and no figure asks it; the day they are about is part of the request.

use chrono::{DateTime, Utc};

/// A clock: the system's in the service, one set by hand in a test.
pub type Clock = fn() -> DateTime<Utc>;

/// The time of the system.
#[expect(clippy::disallowed_methods, reason = "the one place where the shells learn the time")]
pub fn system() -> DateTime<Utc> {
    Utc::now()
}
