//! The flags of what a service tells those who run it.

use crate::telemetry::{Endpoint, Level, Settings};

// Named, because the flags of `serve` are a group called `Args` already.
#[derive(Debug, clap::Args)]
#[group(id = "telemetry")]
pub(super) struct Args {
    /// Log lines as JSON
    #[arg(long, env = "ASHORE_LOG_JSON", value_parser = clap::value_parser!(bool), default_value = "false", num_args = 0..=1, default_missing_value = "true")]
    log_json: bool,
    /// The least that is logged
    #[arg(long, env = "ASHORE_LOG", default_value = "info")]
    log: Level,
    /// Send a span of each request to this OpenTelemetry collector, by plain HTTP; off by default
    #[arg(long, env = "ASHORE_OTLP_ENDPOINT", value_name = "http://HOST:4318")]
    otlp_endpoint: Option<String>,
    /// Of a thousand traces that begin here, so many are sent; what a caller began is sent where the caller says so
    #[arg(long, env = "ASHORE_TRACE_SAMPLE_PER_MILLE", default_value_t = 1_000, value_name = "0..1000")]
    trace_sample_per_mille: u32,
}

impl Args {
    /// The settings these flags mean, or what is wrong with the address of the collector.
    pub(super) fn settings(&self) -> Result<Settings, crate::diagnostic::Text> {
        // A variable that is set to nothing is as good as one that is not set.
        let given = self.otlp_endpoint.as_deref().filter(|e| !e.is_empty());
        let otlp_endpoint = given.map(str::parse::<Endpoint>).transpose()?;
        Ok(Settings {
            level: self.log,
            json: self.log_json,
            otlp_endpoint,
            trace_sample_per_mille: self.trace_sample_per_mille,
        })
    }
}
