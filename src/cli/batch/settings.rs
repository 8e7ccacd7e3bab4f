//! The flags of `ashore serve` that concern batches.

use crate::api::BatchSettings;

#[derive(Debug, clap::Args)]
#[group(id = "batches")]
pub(in crate::cli) struct ServiceArgs {
    /// Threads that answer the lines of batches, apart from those of single requests; half the cores when left out
    #[arg(long, env = "ASHORE_BATCH_THREADS")]
    batch_threads: Option<usize>,
    /// Lines of one batch that are answered, or answered and not yet taken, at the same time; twice the cores when left out
    #[arg(long, env = "ASHORE_BATCH_IN_FLIGHT")]
    batch_in_flight: Option<usize>,
    /// Batches at the same time; more are turned away
    #[arg(long, env = "ASHORE_MAX_BATCHES", default_value_t = 8)]
    max_batches: usize,
    /// How long a batch may go without a whole line that comes or an answer that is taken, in seconds
    #[arg(long, env = "ASHORE_BATCH_IDLE_SECONDS", default_value_t = 60)]
    batch_idle_seconds: u64,
}

impl ServiceArgs {
    /// The settings they are.
    pub(in crate::cli) fn settings(&self) -> BatchSettings {
        let default = BatchSettings::default();
        BatchSettings {
            batch_threads: self.batch_threads.unwrap_or(default.batch_threads),
            batch_in_flight: self.batch_in_flight.unwrap_or(default.batch_in_flight),
            max_batches: self.max_batches,
            batch_idle_seconds: self.batch_idle_seconds,
        }
    }
}
