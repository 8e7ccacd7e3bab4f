//! The log on standard error: lines for people, or JSON.

use std::io::IsTerminal;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Level {
    /// Failures
    Error,
    /// Failures and what may become one
    Warn,
    /// A line for each request as well
    Info,
    /// Everything
    Debug,
}

impl Level {
    fn filter(self) -> LevelFilter {
        match self {
            Self::Error => LevelFilter::ERROR,
            Self::Warn => LevelFilter::WARN,
            Self::Info => LevelFilter::INFO,
            Self::Debug => LevelFilter::DEBUG,
        }
    }
}

/// Starts the log. A second start in a process changes nothing.
pub(super) fn start(level: Level, json: bool) {
    let ours = level.filter();
    // Libraries log headers and addresses of requests where they log everything: of them, only what went wrong.
    let of_libraries = ours.min(LevelFilter::WARN);
    let filter = Targets::new().with_default(of_libraries).with_target("ashore", ours);
    // A log that cannot be written, on a full disk, would otherwise end each request with a panic about that.
    let registry = tracing_subscriber::registry().with(filter);
    let started = if json {
        // The span of a request once, not a second time as a list of one.
        let lines = layer().log_internal_errors(false).json().with_current_span(true).with_span_list(false);
        registry.with(lines.with_writer(std::io::stderr)).try_init()
    } else {
        let colours = std::io::stderr().is_terminal();
        registry.with(layer().log_internal_errors(false).with_ansi(colours).with_writer(std::io::stderr)).try_init()
    };
    // Refused only where a log is there already, as in tests that start several services.
    drop(started);
}
