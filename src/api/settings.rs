//! How the service runs: every setting with its bounds and its default.

use validator::Validate;

use super::batch::BatchSettings;
use super::bounds::{BOUNDS, Bounds};
use super::gate::GateSettings;
use super::listen::TlsFiles;
use crate::fact::{LIMITS, Limits};
use crate::telemetry::Spans;

/// How the service runs. Read once at the start, checked, and passed down.
#[derive(Debug, Clone, Validate)]
pub struct Settings {
    /// Where to listen, such as `127.0.0.1:8080`.
    #[validate(length(min = 3, max = 255, message = "is an address and a port, such as 127.0.0.1:8080"))]
    pub bind: String,
    /// Worker threads.
    #[validate(range(min = 1, max = 256, message = "is between 1 and 256"))]
    pub workers: usize,
    /// The largest body that is read, in bytes.
    #[validate(range(min = 1_024, max = 67_108_864, message = "is between 1 KiB and 64 MiB"))]
    pub body_limit_bytes: usize,
    /// How long requests in flight may take after the service was told to stop, in seconds.
    #[validate(range(min = 0, max = 600, message = "is between 0 and 600"))]
    pub shutdown_timeout_seconds: u64,
    /// How long requests are still taken after the service was told to stop, in seconds; where nothing is said, 5, or 0
    /// where only this machine is served.
    #[validate(range(max = 600, message = "is between 0 and 600"))]
    pub drain_seconds: Option<u64>,
    /// The files of a certificate, where the service speaks TLS itself.
    pub tls: Option<TlsFiles>,
    /// How much the service takes on at a time and how long it waits for anybody.
    #[validate(nested)]
    pub bounds: Bounds,
    /// Whether the rule folder is followed and its changes are taken up.
    pub watch: bool,
    /// How often a folder that is followed is looked at in any case, in seconds.
    #[validate(range(min = 1, max = 3_600, message = "is between 1 and 3600"))]
    pub watch_seconds: u64,
    /// Keys, rates, and which web pages may read answers.
    #[validate(nested)]
    pub gate: GateSettings,
    /// How batches run.
    #[validate(nested)]
    pub batch: BatchSettings,
    /// How much one portfolio may hold.
    pub limits: Limits,
    /// Where the spans of requests go; nowhere by default.
    pub spans: Spans,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            bind: "127.0.0.1:8080".into(),
            workers: 2,
            body_limit_bytes: 4_194_304,
            shutdown_timeout_seconds: 30,
            drain_seconds: None,
            tls: None,
            bounds: BOUNDS,
            watch: false,
            watch_seconds: 2,
            gate: GateSettings::default(),
            batch: BatchSettings::default(),
            limits: LIMITS,
            spans: Spans::default(),
        }
    }
}
