//! The keys in force: read at the start, and again whenever the file changed. A file that is broken or gone leaves those
//! before it in force, and the end of a key counts all the same.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use actix_web::web;
use arc_swap::{ArcSwap, ArcSwapOption};
use chrono::{DateTime, TimeDelta, Utc};

use super::rate::{Account, KeyRate};
use crate::access::{KeyId, Keyring, KeysFile, Refused, Scope, read};
use crate::api::State;
use crate::clock::Clock;
use crate::diagnostic::Text;
use crate::stamp::Stamp;

/// How often the file is looked at.
const LOOKS_EVERY: Duration = Duration::from_secs(1);

/// The keys of a file.
pub(in crate::api) struct Keys {
    path: PathBuf,
    clock: Clock,
    /// When we started, by the clock and by what only goes forward.
    started: (DateTime<Utc>, Instant),
    rate: KeyRate,
    in_force: ArcSwap<InForce>,
    /// What the file looked like when it was last read; nothing where that failed, so that it is tried again.
    seen: Mutex<Option<Stamp>>,
    /// What is wrong with the file as it is now, where something is.
    problem: ArcSwapOption<Text>,
}

/// Keys, and what each has used of its rate.
struct InForce {
    ring: Keyring,
    accounts: BTreeMap<KeyId, Option<Account>>,
}

/// A caller whose key is good.
pub(super) struct Known {
    pub(super) id: KeyId,
    pub(super) scopes: Vec<Scope>,
    /// Nothing where the key has no limit.
    pub(super) account: Option<Account>,
}

impl Keys {
    pub(super) fn new(path: PathBuf, file: KeysFile, rate: KeyRate, clock: Clock) -> Self {
        warn(&path, &file);
        let in_force = InForce::new(&file, rate, None);
        Self {
            path,
            clock,
            started: (clock(), Instant::now()),
            rate,
            in_force: ArcSwap::from_pointee(in_force),
            seen: Mutex::new(Some(file.stamp)),
            problem: ArcSwapOption::empty(),
        }
    }

    /// The key a token is good for as of now.
    pub(super) fn verify(&self, token: &str) -> Result<Known, Refused> {
        let in_force = self.in_force.load();
        let key = in_force.ring.verify(token, self.now())?;
        let account = in_force.accounts.get(&key.id).cloned().flatten();
        Ok(Known { id: key.id.clone(), scopes: key.scopes.clone(), account })
    }

    /// The time keys are held against. A clock that is set back while we run brings no key back to life; one that was
    /// ahead and is set right locks nobody out for longer than it was ahead.
    fn now(&self) -> DateTime<Utc> {
        let (at, since) = self.started;
        let gone = TimeDelta::from_std(since.elapsed()).unwrap_or(TimeDelta::zero());
        (self.clock)().max(at.checked_add_signed(gone).unwrap_or(at))
    }

    /// Whether the file cannot be used as it is now: older keys are in force.
    pub(in crate::api) fn refused(&self) -> bool {
        self.problem.load().is_some()
    }

    /// Reads the file again if it changed.
    pub(in crate::api) fn look(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_some() && *seen == Stamp::of(&self.path) {
            return;
        }
        match read(&self.path) {
            Ok(file) => {
                warn(&self.path, &file);
                let fresh = InForce::new(&file, self.rate, Some(&self.in_force.load()));
                let (keys, in_force) = (file.keys.len(), fresh.ring.in_force(self.now()));
                self.in_force.store(Arc::new(fresh));
                self.problem.store(None);
                *seen = Some(file.stamp);
                tracing::info!(keys, keys.in_force = in_force, "the keys file was read again");
            }
            Err(error) => {
                let problem = error.text();
                *seen = None;
                if self.problem.load().as_deref() != Some(&problem) {
                    tracing::error!("the keys file cannot be used, the keys before it stay in force: {}", problem.en);
                    self.problem.store(Some(Arc::new(problem)));
                }
            }
        }
    }

    /// For the metrics.
    pub(super) fn numbers(&self) -> String {
        let in_force = self.in_force.load().ring.in_force(self.now());
        let refused = u8::from(self.refused());
        format!(
            "\n# HELP ashore_keys_in_force Keys that are neither expired nor revoked\n# TYPE ashore_keys_in_force gauge\n\
             ashore_keys_in_force {in_force}\n\n\
             # HELP ashore_keys_file_refused Whether the keys file cannot be used as it is and older keys stay in force\n\
             # TYPE ashore_keys_file_refused gauge\n\
             ashore_keys_file_refused {refused}\n"
        )
    }
}

impl InForce {
    /// Those of a file. A key whose rate stays the same keeps what it has used: saving the file gives nobody more.
    fn new(file: &KeysFile, rate: KeyRate, before: Option<&Self>) -> Self {
        let ring = Keyring::new(file.keys.clone());
        let accounts = ring
            .iter()
            .map(|key| {
                let fresh = rate.account(key.rate_per_minute);
                let used = before.and_then(|b| b.accounts.get(&key.id)).cloned().flatten();
                let account = match (fresh, used) {
                    (Some(fresh), Some(used)) if used.is_like(&fresh) => Some(used),
                    (fresh, _) => fresh,
                };
                (key.id.clone(), account)
            })
            .collect();
        Self { ring, accounts }
    }
}

/// What an operator should look at.
fn warn(path: &std::path::Path, file: &KeysFile) {
    let path = path.display();
    if file.open_to_all {
        tracing::warn!(%path, "everybody on this machine can read or write the keys file: chmod o= it");
    }
    if file.keys.is_empty() {
        tracing::warn!(%path, "the keys file holds no key: nobody is let in");
    }
}

/// Looks at the keys file for as long as it lives.
pub(in crate::api) struct KeysFollower {
    stop: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl KeysFollower {
    /// Starts to look, where keys are asked for.
    pub(in crate::api) fn start(state: web::Data<State>) -> std::io::Result<Option<Self>> {
        if state.gate.keys().is_none() {
            return Ok(None);
        }
        let (stop, stopped) = sync_channel(1);
        let look = move || {
            while stopped.recv_timeout(LOOKS_EVERY) == Err(RecvTimeoutError::Timeout) {
                if let Some(keys) = state.gate.keys() {
                    keys.look();
                }
            }
        };
        let thread = std::thread::Builder::new().name("keys file".into()).spawn(look)?;
        Ok(Some(Self { stop: Some(stop), thread: Some(thread) }))
    }
}

impl Drop for KeysFollower {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
