//! How much the service takes on at a time and how long it waits for anybody: each bound with its name, its default and
//! what it may be set to. What one portfolio may hold stands in `fact`; the door itself in `listen`.

mod accompany;
mod payload;
mod responses;
mod slots;

use std::time::Duration;

use validator::Validate;

pub(in crate::api) use accompany::accompany;
pub(in crate::api) use payload::TooSlow;
pub(in crate::api) use responses::add_responses;
pub(in crate::api) use slots::{Slots, away, away_without_slot};

/// How much the service takes on at a time and how long it waits. Times are in thousandths of a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::Args, Validate)]
pub struct Bounds {
    /// How many requests are worked on at the same time; 0 means two for each worker
    #[arg(long, env = "ASHORE_MAX_REQUESTS", default_value_t = BOUNDS.max_requests, value_name = "REQUESTS")]
    #[validate(range(max = 1_024, message = "is between 0 and 1024"))]
    pub max_requests: usize,
    /// How many more requests wait for their turn; what comes after them is answered 503 at once
    #[arg(long, env = "ASHORE_MAX_QUEUE", default_value_t = BOUNDS.max_queue, value_name = "REQUESTS")]
    #[validate(range(max = 100_000, message = "is between 0 and 100000"))]
    pub max_queue: usize,
    /// How long a request waits for its turn before it is answered 503, in ms
    #[arg(long, env = "ASHORE_QUEUE_TIMEOUT_MS", default_value_t = BOUNDS.queue_timeout_ms, value_name = "MS")]
    #[validate(range(min = 1, max = 600_000, message = "is between 1 and 600000"))]
    pub queue_timeout_ms: u64,
    /// How long a request may take from its head to its answer, waiting included, before it is answered 504, in ms
    #[arg(long, env = "ASHORE_REQUEST_TIMEOUT_MS", default_value_t = BOUNDS.request_timeout_ms, value_name = "MS")]
    #[validate(range(min = 1, max = 3_600_000, message = "is between 1 and 3600000"))]
    pub request_timeout_ms: u64,
    /// How long a client may take to send the head of a request, or to agree on TLS, in ms
    #[arg(long, env = "ASHORE_HEADER_TIMEOUT_MS", default_value_t = BOUNDS.header_timeout_ms, value_name = "MS")]
    #[validate(range(min = 100, max = 600_000, message = "is between 100 and 600000"))]
    pub header_timeout_ms: u64,
    /// How long a client may take to send a whole body before it is answered 408, in ms; not for streams
    #[arg(long, env = "ASHORE_BODY_TIMEOUT_MS", default_value_t = BOUNDS.body_timeout_ms, value_name = "MS")]
    #[validate(range(min = 100, max = 3_600_000, message = "is between 100 and 3600000"))]
    pub body_timeout_ms: u64,
    /// How long a client may send nothing of a body that has begun before it is answered 408, in ms; not for streams
    #[arg(long, env = "ASHORE_BODY_IDLE_TIMEOUT_MS", default_value_t = BOUNDS.body_idle_timeout_ms, value_name = "MS")]
    #[validate(range(min = 100, max = 3_600_000, message = "is between 100 and 3600000"))]
    pub body_idle_timeout_ms: u64,
    /// How long a client may take nothing of an answer before it is cut off, in ms
    #[arg(long, env = "ASHORE_WRITE_TIMEOUT_MS", default_value_t = BOUNDS.write_timeout_ms, value_name = "MS")]
    #[validate(range(min = 100, max = 3_600_000, message = "is between 100 and 3600000"))]
    pub write_timeout_ms: u64,
    /// How long a connection without a request is kept, in ms; longer than a proxy in front keeps it
    #[arg(long, env = "ASHORE_KEEP_ALIVE_MS", default_value_t = BOUNDS.keep_alive_ms, value_name = "MS")]
    #[validate(range(min = 100, max = 3_600_000, message = "is between 100 and 3600000"))]
    pub keep_alive_ms: u64,
    /// How many connections are open at the same time; more wait to be accepted
    #[arg(long, env = "ASHORE_MAX_CONNECTIONS", default_value_t = BOUNDS.max_connections, value_name = "CONNECTIONS")]
    #[validate(range(min = 1, max = 1_000_000, message = "is between 1 and 1000000"))]
    pub max_connections: usize,
}

/// The bounds that hold unless the operator sets others.
pub const BOUNDS: Bounds = Bounds {
    max_requests: 0,
    max_queue: 64,
    queue_timeout_ms: 5_000,
    request_timeout_ms: 30_000,
    header_timeout_ms: 5_000,
    body_timeout_ms: 20_000,
    body_idle_timeout_ms: 5_000,
    write_timeout_ms: 20_000,
    keep_alive_ms: 15_000,
    max_connections: 4_096,
};

impl Default for Bounds {
    fn default() -> Self {
        BOUNDS
    }
}

impl Bounds {
    /// How many requests are worked on at the same time by so many workers.
    pub(in crate::api) fn requests(&self, workers: usize) -> usize {
        if self.max_requests == 0 { workers.saturating_mul(2) } else { self.max_requests }
    }

    pub(in crate::api) fn header(&self) -> Duration {
        Duration::from_millis(self.header_timeout_ms)
    }

    pub(in crate::api) fn write(&self) -> Duration {
        Duration::from_millis(self.write_timeout_ms)
    }

    pub(in crate::api) fn keep_alive(&self) -> Duration {
        Duration::from_millis(self.keep_alive_ms)
    }
}
