//! Who answers the lines of batches: threads of their own, so that requests of their own never wait behind a batch, and
//! places for so many batches as fit into memory.

use std::sync::{Arc, OnceLock};

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

use super::settings::BatchSettings;
use crate::api::metrics::Metrics;
use crate::batch::{Answered, Batch, Line};

/// The threads and places of a service.
pub(in crate::api) struct Crew {
    threads: usize,
    /// Started with the first batch: many services never see one.
    pool: OnceLock<Option<ThreadPool>>,
    places: Arc<Semaphore>,
    stopping: watch::Sender<bool>,
    metrics: Arc<Metrics>,
}

/// A place of a batch, free again when it is dropped.
pub(super) struct Place(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

impl Crew {
    pub(in crate::api) fn new(settings: &BatchSettings, metrics: Arc<Metrics>) -> Self {
        let places = Arc::new(Semaphore::new(settings.max_batches));
        Self {
            threads: settings.batch_threads,
            pool: OnceLock::new(),
            places,
            stopping: watch::Sender::new(false),
            metrics,
        }
    }

    /// A place for one more batch, where there is one.
    pub(super) fn place(&self) -> Option<Place> {
        self.places.clone().try_acquire_owned().ok().map(Place)
    }

    /// How many more batches there is a place for.
    #[cfg(test)]
    pub(in crate::api) fn places_left(&self) -> usize {
        self.places.available_permits()
    }

    /// Lets every batch end with what it has begun; its last line says where to go on.
    pub(in crate::api) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Whether batches are to end, now and when that changes.
    pub(super) fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Has a line answered. Lines begin in the order they are given; one that nobody waits for any more is not answered.
    pub(super) fn answer(&self, batch: &Arc<Batch>, line: Line) -> oneshot::Receiver<Answered> {
        let (reply, answer) = oneshot::channel();
        let (batch, metrics) = (batch.clone(), self.metrics.clone());
        let work = move || {
            if reply.is_closed() {
                return;
            }
            let answered = batch.answer(&line);
            metrics.line_answered(answered.well);
            // Whoever waited may have gone in the meantime.
            let _ = reply.send(answered);
        };
        let threads =
            || ThreadPoolBuilder::new().num_threads(self.threads).thread_name(|n| format!("batch-{n}")).build();
        match self.pool.get_or_init(|| threads().ok()) {
            Some(pool) => pool.spawn(work),
            // No thread can be had: the line is dropped, and said to have failed.
            None => drop(work),
        }
        answer
    }
}
