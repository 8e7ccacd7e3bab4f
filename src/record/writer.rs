//! The one that writes decisions: takes what waits, writes all of it at once, and says so to everybody who waits.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::rules::pack;
use super::store::{RuleSetRow, Store};
use super::{Draft, RecordError};
use crate::clock::Clock;
use crate::engine::Engine;

/// The most decisions that are written at once.
const AT_ONCE: usize = 256;

/// A decision to be written.
pub(super) struct Job {
    pub(super) draft: Draft,
    /// Whose rules it was made by.
    pub(super) engine: Arc<Engine>,
    /// Who waits for it to be on disk.
    pub(super) told: oneshot::Sender<Result<(), RecordError>>,
}

/// Writes until nobody can hand anything in any more.
pub(super) async fn run(store: &Store, mut jobs: mpsc::Receiver<Job>, clock: Clock) {
    let mut known = BTreeSet::new();
    let mut waiting = Vec::with_capacity(AT_ONCE);
    while jobs.recv_many(&mut waiting, AT_ONCE).await > 0 {
        let written = write_all(store, &waiting, &mut known, clock).await;
        if let Err(error) = &written {
            tracing::warn!(decisions = waiting.len(), "decisions could not be put on record: {}", error.text().en);
        }
        for job in waiting.drain(..) {
            // Whoever gave up waiting has answered for himself.
            let _ = job.told.send(written.clone());
        }
    }
}

/// Writes what waits in one transaction. A failure is tried once more: a connection may have been lost, or the rules
/// that were there before are gone.
async fn write_all(store: &Store, jobs: &[Job], known: &mut BTreeSet<String>, clock: Clock) -> Result<(), RecordError> {
    let drafts: Vec<&Draft> = jobs.iter().map(|job| &job.draft).collect();
    let rules = unknown(jobs, known, clock)?;
    if store.put(&rules, &drafts).await.is_err() {
        known.clear();
        store.put(&unknown(jobs, known, clock)?, &drafts).await?;
    }
    known.extend(jobs.iter().map(|job| job.draft.decision.ruleset_digest.clone()));
    Ok(())
}

/// The rules that may not be kept yet, each once.
fn unknown(jobs: &[Job], known: &BTreeSet<String>, clock: Clock) -> Result<Vec<RuleSetRow>, RecordError> {
    let mut rows: Vec<RuleSetRow> = Vec::new();
    for job in jobs {
        let rules = job.engine.rules();
        if known.contains(&rules.digest) || rows.iter().any(|row| row.digest == rules.digest) {
            continue;
        }
        rows.push(RuleSetRow {
            digest: rules.digest.clone(),
            version: rules.pack.version.clone(),
            first_used: clock(),
            files: pack(&rules.sources)?,
        });
    }
    Ok(rows)
}
