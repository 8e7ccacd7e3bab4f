//! Who answers the lines of batches: threads of their own, so that requests of their own never wait behind a batch, and
//! places for so many batches as fit into memory.

use std::pin::pin;
use std::sync::{Arc, OnceLock};

use actix_web::rt;
use futures_util::future::{Either, select};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

use super::settings::BatchSettings;
use crate::api::metrics::{Kind, Metrics};
use crate::batch::{Answered, Batch, Content, Line};
use crate::record::{Draft, Record};

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

    /// Has a line answered, and put on record where one is kept. Lines begin in the order they are given; one that nobody
    /// waits for any more is not answered.
    pub(super) fn answer(
        &self,
        batch: &Arc<Batch>,
        line: Line,
        keeping: Option<Keeping>,
    ) -> oneshot::Receiver<Answered> {
        let (reply, answer) = oneshot::channel();
        let (batch, metrics, number) = (batch.clone(), self.metrics.clone(), line.number);
        let Some(keeping) = keeping else {
            self.spawn(move || {
                if !reply.is_closed() {
                    let answered = match batch.reply(&line) {
                        Ok(reply) => {
                            metrics.evaluated(Kind::Batch, &reply);
                            batch.answered(number, &reply, None)
                        }
                        Err(problem) => {
                            metrics.line_refused();
                            problem
                        }
                    };
                    // Whoever waited may have gone in the meantime.
                    let _ = reply.send(answered);
                }
            });
            return answer;
        };
        let (made, comes) = oneshot::channel();
        let (keeper, with, refused) = (keeping.clone(), batch.clone(), metrics.clone());
        self.spawn(move || {
            if !made.is_closed() {
                let _ = made.send(keeping.draft(&batch, &line, &metrics));
            }
        });
        rt::spawn(async move {
            let mut reply = reply;
            let Either::Left((Ok(made), _)) = select(comes, pin!(reply.closed())).await else { return };
            let answered = keeper.kept(&with, number, made).await;
            if !answered.well {
                refused.line_refused();
            }
            let _ = reply.send(answered);
        });
        answer
    }

    /// Has work done by one of the threads. Where none can be had it is dropped, and the line said to have failed.
    fn spawn(&self, work: impl FnOnce() + Send + 'static) {
        let threads =
            || ThreadPoolBuilder::new().num_threads(self.threads).thread_name(|n| format!("batch-{n}")).build();
        if let Some(pool) = self.pool.get_or_init(|| threads().ok()) {
            pool.spawn(work);
        }
    }
}

/// What it takes to put the lines of a batch on record.
#[derive(Clone)]
pub(super) struct Keeping {
    pub(super) record: Arc<Record>,
    /// The id of the key the batch was asked for with.
    pub(super) key: Option<String>,
}

/// A line that waits to be on record, or one there is nothing to keep of.
type Made = Result<(Answered, Draft), Answered>;

impl Keeping {
    fn draft(&self, batch: &Batch, line: &Line, metrics: &Metrics) -> Made {
        let reply = batch.reply(line)?;
        metrics.evaluated(Kind::Batch, &reply);
        let Content::Whole(input) = &line.content else { return Err(batch.failed(line.number)) };
        match self.record.draft(batch.asked(), &batch.engine, input, &reply, self.key.clone()) {
            Ok(draft) => Ok((batch.answered(line.number, &reply, Some(&draft.decision.id.to_string())), draft)),
            Err(error) => Err(batch.unrecorded(line.number, error.text())),
        }
    }

    /// The line once its decision is on disk.
    async fn kept(&self, batch: &Batch, number: u64, made: Made) -> Answered {
        match made {
            Ok((answered, draft)) => match self.record.keep(draft, batch.engine.clone()).await {
                Ok(()) => answered,
                Err(error) => batch.unrecorded(number, error.text()),
            },
            Err(answered) => answered,
        }
    }
}
