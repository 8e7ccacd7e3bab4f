//! Work in turns: so many requests at a time, so many waiting, and each for so long. A request that gave up waiting for
//! its work leaves the slot taken until the work has ended, for nothing can stop it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::error::BlockingError;
use actix_web::{HttpMessage, HttpRequest, web};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use super::Bounds;
use crate::api::State;
use crate::api::error::Failure;
use crate::api::reload::guarded;

/// When the head of a request had come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Began(pub(super) Instant);

/// Who may work, and who waits.
pub(crate) struct Slots {
    free: Arc<Semaphore>,
    all: usize,
    waiting: AtomicUsize,
    most_waiting: usize,
    queue_timeout: Duration,
    request_timeout: Duration,
}

impl Slots {
    pub(in crate::api) fn new(bounds: &Bounds, workers: usize) -> Self {
        let all = bounds.requests(workers);
        Self {
            free: Arc::new(Semaphore::new(all)),
            all,
            waiting: AtomicUsize::new(0),
            most_waiting: bounds.max_queue,
            queue_timeout: Duration::from_millis(bounds.queue_timeout_ms),
            request_timeout: Duration::from_millis(bounds.request_timeout_ms),
        }
    }

    /// How many requests are worked on.
    pub(in crate::api) fn working(&self) -> usize {
        self.all.saturating_sub(self.free.available_permits())
    }

    /// How many requests wait for their turn.
    pub(in crate::api) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    async fn take(&self, deadline: Instant) -> Result<OwnedSemaphorePermit, Failure> {
        if let Ok(slot) = self.free.clone().try_acquire_owned() {
            return Ok(slot);
        }
        let _place = Place::taken(self)?;
        let until = deadline.min(Instant::now() + self.queue_timeout);
        match timeout_at(until, self.free.clone().acquire_owned()).await {
            Ok(slot) => slot.map_err(|_| Failure::Stopping),
            Err(_) => Err(Failure::QueuedTooLong { limit_ms: millis(self.queue_timeout), working: self.all }),
        }
    }

    fn deadline(&self, request: &HttpRequest) -> Instant {
        let began = request.extensions().get::<Began>().copied();
        began.map_or_else(Instant::now, |began| began.0) + self.request_timeout
    }
}

/// A place among those who wait; it ends when the turn has come or the client has gone.
struct Place<'s>(&'s Slots);

impl<'s> Place<'s> {
    fn taken(slots: &'s Slots) -> Result<Self, Failure> {
        let one_more = |n: usize| (n < slots.most_waiting).then_some(n + 1);
        match slots.waiting.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more) {
            Ok(_) => Ok(Self(slots)),
            Err(waiting) => Err(Failure::Overloaded { working: slots.all, waiting, limit: slots.most_waiting }),
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Does work away from the thread that reads and writes connections, when it is the turn of this request. A large
/// portfolio keeps nobody else waiting, and work that breaks down takes nothing with it.
pub(in crate::api) async fn away<T: Send + 'static>(
    request: &HttpRequest,
    state: &State,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let deadline = state.slots.deadline(request);
    let slot = state.slots.take(deadline).await?;
    // The slot goes with the work: where nobody waits for it any longer, it is still being done.
    let done = web::block(move || {
        let done = guarded(work);
        drop(slot);
        done
    });
    outcome(timeout_at(deadline, done).await, state)
}

/// The same for the few that have a turn of their own.
pub(in crate::api) async fn away_without_slot<T: Send + 'static>(
    state: &State,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    outcome(Ok(web::block(move || guarded(work).map(Ok)).await), state)
}

fn outcome<T>(
    done: Result<Result<Option<Result<T, Failure>>, BlockingError>, Elapsed>,
    state: &State,
) -> Result<T, Failure> {
    match done {
        Err(_) => Err(Failure::TookTooLong { limit_ms: millis(state.slots.request_timeout) }),
        Ok(Err(_)) => Err(Failure::Stopping),
        Ok(Ok(None)) => {
            tracing::error!("a request broke down inside and was answered 500");
            Err(Failure::BrokeDown)
        }
        Ok(Ok(Some(result))) => result,
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
