//! How batches run: every setting with its bounds and its default.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use validator::Validate;

/// How batches run. The longest line is that of a body, see [`Settings`](crate::api::Settings).
#[derive(Debug, Clone, Validate)]
pub struct BatchSettings {
    /// Threads that answer lines, for all batches together. Requests of their own have others.
    #[validate(range(min = 1, max = 256, message = "is between 1 and 256"))]
    pub batch_threads: usize,
    /// Lines of one batch that are answered, or answered and not yet taken, at the same time.
    #[validate(range(min = 1, max = 1_024, message = "is between 1 and 1024"))]
    pub batch_in_flight: usize,
    /// Batches at the same time; more are turned away.
    #[validate(range(min = 1, max = 1_024, message = "is between 1 and 1024"))]
    pub max_batches: usize,
    /// How long a batch may go without a whole line that comes or an answer that is taken, in seconds.
    #[validate(range(min = 1, max = 3_600, message = "is between 1 and 3600"))]
    pub batch_idle_seconds: u64,
}

impl Default for BatchSettings {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            // Half the cores are left to whoever waits for one answer.
            batch_threads: (cores / 2).clamp(1, 256),
            batch_in_flight: cores.saturating_mul(2).clamp(1, 1_024),
            max_batches: 8,
            batch_idle_seconds: 60,
        }
    }
}
