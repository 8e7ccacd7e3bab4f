//! Following the rule folder: says that something may have changed, and leaves it to the reloader to find out what.
//!
//! The system's own notices make it quick; looking every few seconds anyway makes it sure. Notices do not come from
//! network folders, from folders behind links, or when the system has no more watches to give.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::reload::Reloader;

/// A change is taken up when nothing more was written for this long: a file is seldom saved in one stroke.
const QUIET: Duration = Duration::from_millis(150);
/// A folder that never comes to rest is looked at after this long all the same.
const LONGEST_UNREST: Duration = Duration::from_secs(2);
/// How often a folder that is exchanged while the watch is put up is looked at anew; after that the clock serves.
const EXCHANGES: usize = 10;

/// Follows the folder of a reloader for as long as it lives.
pub(super) struct Follower {
    stop: Arc<AtomicBool>,
    nudge: SyncSender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Follower {
    /// Starts to follow; the folder is looked at when the system says so and every `every` anyway.
    pub(super) fn start(reloader: Arc<Reloader>, every: Duration) -> std::io::Result<Self> {
        // Room for one: a hundred notices while rules are being checked are one reason to look again.
        let (nudge, nudged) = sync_channel(1);
        let stop = Arc::new(AtomicBool::new(false));
        let following = Following { reloader, every, stop: stop.clone(), nudge: nudge.clone(), told_of_failure: false };
        let thread = std::thread::Builder::new().name("rule folder".into()).spawn(move || following.run(&nudged))?;
        Ok(Self { stop, nudge, thread: Some(thread) })
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // Full is as good: somebody is about to wake up.
        let _ = self.nudge.try_send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Following {
    reloader: Arc<Reloader>,
    every: Duration,
    stop: Arc<AtomicBool>,
    nudge: SyncSender<()>,
    told_of_failure: bool,
}

impl Following {
    fn run(mut self, nudged: &Receiver<()>) {
        // Watch first and look afterwards, so that nothing falls between the two.
        let mut watcher = self.watch();
        self.reloader.follow();
        while !self.stop.load(Ordering::Acquire) {
            match nudged.recv_timeout(self.every) {
                Ok(()) => {
                    self.wait_for_quiet(nudged);
                    // Folders may have come, gone or been exchanged: watch what is there now.
                    watcher = self.watch();
                    self.reloader.follow();
                }
                Err(RecvTimeoutError::Timeout) => {
                    let changed = self.reloader.follow().is_some();
                    if changed || watcher.is_none() {
                        watcher = self.watch();
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn wait_for_quiet(&self, nudged: &Receiver<()>) {
        let since = Instant::now();
        while since.elapsed() < LONGEST_UNREST && !self.stop.load(Ordering::Acquire) {
            if nudged.recv_timeout(QUIET).is_err() {
                return;
            }
        }
    }

    /// A watcher of the folder as it is now, or nothing where there is none to be had; the clock serves then.
    fn watch(&mut self) -> Option<RecommendedWatcher> {
        match settled_watcher(self.reloader.folder(), &self.nudge) {
            Ok(watcher) => {
                self.told_of_failure = false;
                Some(watcher)
            }
            Err(error) => {
                if !self.told_of_failure {
                    let seconds = self.every.as_secs();
                    tracing::warn!(%error, seconds, "the rule folder cannot be watched, it is looked at every few seconds instead");
                }
                self.told_of_failure = true;
                None
            }
        }
    }
}

/// A watcher of what the folder is once the watch stands: a link may be exchanged while it is put up.
fn settled_watcher(folder: &Path, nudge: &SyncSender<()>) -> notify::Result<RecommendedWatcher> {
    let mut tries = 0;
    loop {
        let before = folder.canonicalize().ok();
        let watcher = watcher(folder, nudge.clone())?;
        tries += 1;
        if tries >= EXCHANGES || folder.canonicalize().ok() == before {
            return Ok(watcher);
        }
    }
}

/// Watches the folder with all that is in it, and the folder it stands in, where it may vanish, return or be exchanged.
/// A folder that is not there is waited for.
fn watcher(folder: &Path, nudge: SyncSender<()>) -> notify::Result<RecommendedWatcher> {
    let named = std::path::absolute(folder).map_err(notify::Error::io)?;
    let real = named.canonicalize().ok();
    let concerns_us = about(&named, real.as_ref());
    let handler = move |event: notify::Result<Event>| {
        if event.as_ref().is_ok_and(|e| reads_only(e) || !concerns_us(e)) {
            return;
        }
        // Full: a look is due already.
        let _ = nudge.try_send(());
    };
    // Links are not followed into other folders: two of them can make a maze.
    let mut watcher = RecommendedWatcher::new(handler, Config::default().with_follow_symlinks(false))?;
    if let Some(parent) = named.parent() {
        watcher.watch(parent, RecursiveMode::NonRecursive)?;
    }
    if let Some(real) = real {
        watcher.watch(&real, RecursiveMode::Recursive)?;
    }
    Ok(watcher)
}

/// Whether an event is about the folder, and not about its neighbours.
fn about(named: &Path, real: Option<&PathBuf>) -> impl Fn(&Event) -> bool + Send + 'static {
    let roots: Vec<PathBuf> = std::iter::once(named.to_owned()).chain(real.cloned()).collect();
    move |event| event.paths.is_empty() || event.paths.iter().any(|p| roots.iter().any(|root| p.starts_with(root)))
}

/// Whether an event only tells that somebody read, which we do ourselves.
fn reads_only(event: &Event) -> bool {
    matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write))
}
