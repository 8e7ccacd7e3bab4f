//! What a running service tells those who run it, outside its answers: the log, and traces for a collector. What is told
//! of a request is decided in `api/watch`, what is counted in `api/metrics`.

mod endpoint;
mod export;
mod log;
mod panics;
mod random;
mod trace;

pub use endpoint::Endpoint;
pub use export::{FinishedRequest, Spans};
pub use log::Level;
pub(crate) use random::random;
pub use trace::TraceContext;

use validator::Validate;

use crate::diagnostic::Text;

/// What is told, and where to. Read once at the start, checked, and passed down.
#[derive(Debug, Clone, Validate)]
pub struct Settings {
    /// The least that is logged.
    pub level: Level,
    /// Whether log lines are JSON.
    pub json: bool,
    /// Where spans are sent; nowhere by default.
    pub otlp_endpoint: Option<Endpoint>,
    /// Of a thousand traces that begin here, so many are sent; what a caller began is sent where the caller says so.
    #[validate(range(min = 0, max = 1_000, message = "is between 0 and 1000"))]
    pub trace_sample_per_mille: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { level: Level::Info, json: false, otlp_endpoint: None, trace_sample_per_mille: 1_000 }
    }
}

/// Starts the log, and the sending of spans where there is somewhere to send them. Once in a process.
pub fn start(settings: &Settings) -> Result<Spans, Text> {
    log::start(settings.level, settings.json);
    panics::tell_the_place_only();
    match &settings.otlp_endpoint {
        Some(endpoint) => Spans::to(endpoint, settings.trace_sample_per_mille),
        None => Ok(Spans::default()),
    }
}
