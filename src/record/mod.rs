//! The record of decisions, where the operator has switched it on: what was asked and answered when, by which rules and
//! which version, as digests; the input itself only where inputs are kept, and then sealed. A decision is on disk
//! before its answer is sent. Rule sets are kept by digest, so that a decision can be made again under the rules of its
//! day. Which request is a decision and how it is answered is left to the shells, the answer itself to `reply`.
//!
//! Everything that touches the database runs on one thread of its own, so that the record neither waits for requests
//! nor ends with a thread that serves them.

mod decision;
mod deletion;
mod error;
mod place;
mod replay;
mod rows;
mod rules;
mod seal;
mod settings;
mod store;
mod writer;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Days, Utc};
use tokio::runtime::{Builder, Handle};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

pub use decision::{Decision, Draft, Found, Kept, Mark, Sealed};
pub use deletion::{Deletion, Proof};
pub use error::RecordError;
pub use place::Place;
pub use replay::{Outcome, Replay, replay};
pub use rules::{pack, unpack};
pub use seal::{Key, Keys};
pub use settings::{QUEUE, Settings};

use crate::clock::Clock;
use crate::engine::Engine;
use crate::reply::{Asked, Reply};
use deletion::Which;
use replay::Engines;
use store::Store;
use writer::Job;

/// How long a request waits for its decision to be on disk.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often decisions that are too old are looked for.
const BETWEEN_PURGES: Duration = Duration::from_hours(1);

/// An open record.
pub struct Record {
    store: Store,
    keys: Keys,
    inputs: bool,
    clock: Clock,
    runtime: Handle,
    engines: Engines,
    // Nothing once the record is closed: the writer ends when it has written what it was given.
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Record {
    /// Opens a record, making it where there is none, and begins to delete what is too old. It waits for the database,
    /// so call it before there is a runtime.
    pub fn open(settings: Settings, clock: Clock) -> Result<Self, RecordError> {
        settings.check()?;
        let runtime = Builder::new_current_thread().enable_all().build().map_err(RecordError::thread)?;
        let store = runtime.block_on(Store::open(&settings.place))?;
        let (queue, jobs) = mpsc::channel(settings.queue);
        let handle = runtime.handle().clone();
        let (writing, days) = (store.clone(), settings.days);
        let thread = std::thread::Builder::new().name("record".into()).spawn(move || {
            runtime.block_on(async move {
                if let Some(days) = days {
                    tokio::spawn(purge_hourly(writing.clone(), days, clock));
                }
                writer::run(&writing, jobs, clock).await;
                writing.close().await;
            });
        });
        Ok(Self {
            store,
            keys: settings.keys,
            inputs: settings.inputs,
            clock,
            runtime: handle,
            engines: Engines::default(),
            queue: Mutex::new(Some(queue)),
            thread: Mutex::new(Some(thread.map_err(RecordError::thread)?)),
        })
    }

    /// The record of one answer. Digests and seals: to be called where time may be taken.
    pub fn draft(
        &self,
        asked: Asked,
        engine: &Engine,
        input: &[u8],
        reply: &Reply,
        key: Option<String>,
    ) -> Result<Draft, RecordError> {
        let now = (self.clock)();
        let id = new_id(now)?;
        let decision = Decision {
            id,
            at: now,
            key,
            asked,
            as_of: reply.as_of,
            ruleset_digest: engine.rules().digest.clone(),
            ruleset_version: engine.rules().pack.version.clone(),
            engine_version: env!("CARGO_PKG_VERSION").to_owned(),
            input: Mark::of(input),
            answer: Mark::of(&reply.bytes),
        };
        let sealed = self.inputs.then(|| self.keys.seal(&decision, input)).transpose()?;
        Ok(Draft { decision, sealed })
    }

    /// Waits until a decision is on disk; it is there once this ends well, whatever happens to the machine afterwards.
    pub async fn keep(&self, draft: Draft, engine: Arc<Engine>) -> Result<(), RecordError> {
        let queue = lock(&self.queue).clone().ok_or(RecordError::Closed)?;
        let (told, hears) = oneshot::channel();
        queue.try_send(Job { draft, engine, told }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => RecordError::Full { queue: queue.max_capacity() },
            mpsc::error::TrySendError::Closed(_) => RecordError::Closed,
        })?;
        match tokio::time::timeout(PATIENCE, hears).await {
            Ok(Ok(written)) => written,
            Ok(Err(_)) => Err(RecordError::Closed),
            Err(_) => Err(RecordError::TooSlow { seconds: PATIENCE.as_secs() }),
        }
    }

    /// What there is of a decision.
    pub async fn find(&self, id: Uuid) -> Result<Found, RecordError> {
        let store = self.store.clone();
        self.runtime.spawn(async move { store.find(id).await }).await.unwrap_or(Err(RecordError::Closed))
    }

    /// The rules of a digest as they are kept.
    pub async fn rules(&self, digest: &str) -> Result<Option<Vec<u8>>, RecordError> {
        let (store, digest) = (self.store.clone(), digest.to_owned());
        self.runtime.spawn(async move { store.rules(&digest).await }).await.unwrap_or(Err(RecordError::Closed))
    }

    /// The input of a decision, opened.
    pub fn input(&self, kept: &Kept) -> Result<Vec<u8>, RecordError> {
        let sealed = kept.sealed.as_ref().ok_or(RecordError::InputNotKept)?;
        self.keys.open(&kept.decision, sealed)
    }

    /// An engine that is still there from an earlier replay.
    pub fn engine(&self, digest: &str) -> Option<Arc<Engine>> {
        self.engines.get(digest)
    }

    /// An engine of kept rules, which stays for the next replay. Takes a second or two.
    pub fn compile(&self, digest: &str, packed: &[u8]) -> Result<Arc<Engine>, RecordError> {
        self.engines.compile(digest, packed)
    }

    /// Deletes one decision; what is known of the deletion, or nothing where there is no such decision.
    pub fn delete(&self, id: Uuid, reason: &str) -> Result<Option<Deletion>, RecordError> {
        let now = (self.clock)();
        self.runtime.block_on(async {
            let deleted = self.store.delete(&Which::One(id), reason, now).await?;
            self.store.clean().await?;
            Ok(deleted)
        })
    }

    /// Deletes every decision older than so many days; one run for each stretch of them.
    pub fn purge(&self, days: u32, reason: &str) -> Result<Vec<Deletion>, RecordError> {
        let now = (self.clock)();
        self.runtime.block_on(purge(&self.store, days, reason, now))
    }

    /// Every run of deletions, and whether all of them agree with each other and with what is there.
    pub fn proof(&self) -> Result<Proof, RecordError> {
        self.runtime.block_on(self.store.proof())
    }

    /// Waits for something of this record, where no other runtime is at hand.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Writes what was handed in and closes the record.
    pub fn close(&self) {
        drop(lock(&self.queue).take());
        if let Some(thread) = lock(&self.thread).take() {
            // A thread that ended badly has said so; there is nothing left to close.
            let _ = thread.join();
        }
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record").field("inputs", &self.inputs).finish_non_exhaustive()
    }
}

fn lock<T>(held: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A new id: the time first, so that a table grows at its end, then chance.
fn new_id(now: DateTime<Utc>) -> Result<Uuid, RecordError> {
    let mut chance = [0; 10];
    getrandom::fill(&mut chance).map_err(|_| RecordError::NoRandomness)?;
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &chance).into_uuid())
}

async fn purge(store: &Store, days: u32, reason: &str, now: DateTime<Utc>) -> Result<Vec<Deletion>, RecordError> {
    let before = now.checked_sub_days(Days::new(u64::from(days))).unwrap_or(DateTime::UNIX_EPOCH);
    let mut runs = Vec::new();
    while let Some(run) = store.delete(&Which::Before(before), reason, now).await? {
        runs.push(run);
    }
    if !runs.is_empty() {
        store.clean().await?;
    }
    Ok(runs)
}

/// Deletes what is too old, now and every hour. What fails is tried again in an hour.
async fn purge_hourly(store: Store, days: u32, clock: Clock) {
    loop {
        match purge(&store, days, &format!("older than {days} days"), clock()).await {
            Ok(runs) if runs.is_empty() => {}
            Ok(runs) => {
                let deleted: u64 = runs.iter().map(|run| run.how_many).sum();
                tracing::info!(decisions = deleted, days, "decisions were deleted for their age");
            }
            Err(error) => tracing::warn!(days, "decisions that are too old could not be deleted: {}", error.text().en),
        }
        tokio::time::sleep(BETWEEN_PURGES).await;
    }
}

#[cfg(test)]
mod tests;
