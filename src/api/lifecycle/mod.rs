//! From listening to the last answer: who is told that the service goes, how long it still takes requests, how long it
//! waits for those it has. What a request is answered stands elsewhere.

mod manager;
mod signals;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::rt;
use actix_web::rt::time::{sleep, timeout};

use super::State;
use signals::Signal;
pub(in crate::api) use signals::Signals;

/// How long a service that others can reach goes on taking requests after it said that it goes, in seconds: so long a
/// gateway needs to notice.
const DRAIN_SECONDS: u64 = 5;

/// How long the end of a service may take longer than its requests; after that it is over.
const LAST_PATIENCE: Duration = Duration::from_secs(2);

/// How far a service is with its life, and what it has in hand.
#[derive(Debug, Default)]
pub(crate) struct Lifecycle {
    leaving: AtomicBool,
    requests: AtomicUsize,
    connections: AtomicUsize,
}

impl Lifecycle {
    /// Whether the service is being stopped.
    pub(in crate::api) fn leaving(&self) -> bool {
        self.leaving.load(Ordering::Acquire)
    }

    /// Says that the service is being stopped: it is not ready any longer, and connections end with their answers.
    pub(in crate::api) fn leave(&self) {
        self.leaving.store(true, Ordering::Release);
    }

    /// How many requests have begun and are not yet answered.
    pub(in crate::api) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// How many connections are open.
    pub(in crate::api) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Counts a request for as long as what is given back lives.
    pub(in crate::api) fn underway(self: &Arc<Self>) -> Underway {
        Underway::one(self, |lifecycle| &lifecycle.requests)
    }

    /// Counts a connection for as long as what is given back lives.
    pub(in crate::api) fn connected(self: &Arc<Self>) -> Underway {
        Underway::one(self, |lifecycle| &lifecycle.connections)
    }
}

/// One more of something, for as long as this lives.
pub(in crate::api) struct Underway {
    of: Arc<Lifecycle>,
    which: fn(&Lifecycle) -> &AtomicUsize,
}

impl Underway {
    fn one(of: &Arc<Lifecycle>, which: fn(&Lifecycle) -> &AtomicUsize) -> Self {
        which(of).fetch_add(1, Ordering::Relaxed);
        Self { of: of.clone(), which }
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        (self.which)(&self.of).fetch_sub(1, Ordering::Relaxed);
    }
}

/// How long requests are still taken after a stop, where the operator said nothing: not at all where only this machine
/// is served, for nobody has to find another service.
pub(in crate::api) fn drain(said: Option<u64>, addresses: &[SocketAddr]) -> Duration {
    let own = addresses.iter().all(|address| address.ip().is_loopback());
    Duration::from_secs(said.unwrap_or(if own { 0 } else { DRAIN_SECONDS }))
}

/// Lives until the server ends or the system tells the service to stop, and then leaves in order.
pub(in crate::api) async fn live(
    server: Server,
    mut signals: Signals,
    state: &State,
    drain: Duration,
) -> std::io::Result<()> {
    let handle = server.handle();
    let mut served = rt::spawn(server);
    manager::tell("READY=1");
    loop {
        tokio::select! {
            ended = &mut served => return ended.unwrap_or_else(|error| Err(std::io::Error::other(error))),
            signal = signals.next() => match signal {
                Signal::Reload => look_again(state),
                Signal::Stop(name) => {
                    state.lifecycle.leave();
                    // Each says in its last line where to go on.
                    state.crew.stop();
                    manager::tell("STOPPING=1");
                    told(state, name, drain.as_secs(), "draining: not ready any longer, requests are still taken");
                    break;
                }
            }
        }
    }
    let patience = Duration::from_secs(state.settings.shutdown_timeout_seconds);
    let leaving = async {
        sleep(drain).await;
        told(state, "", patience.as_secs(), "stopping: no request is taken any longer, those underway are finished");
        // The server looks once a second whether all is done; it gives up by itself when its time is over.
        let _ = timeout(patience + LAST_PATIENCE, handle.stop(true)).await;
    };
    tokio::select! {
        () = leaving => told(state, "", 0, "stopped"),
        name = signals.stop() => told(state, name, 0, "stopped at once: told so a second time"),
    }
    Ok(())
}

/// One line for each phase, with what is in hand.
fn told(state: &State, signal: &str, within_seconds: u64, what: &str) {
    tracing::info!(
        signal,
        within_seconds,
        requests = state.lifecycle.requests(),
        working = state.slots.working(),
        waiting = state.slots.waiting(),
        connections = state.lifecycle.connections(),
        "{what}"
    );
}

/// Looks at what may have changed outside: rules and certificates.
fn look_again(state: &State) {
    tracing::info!("told to look again at rules and certificates");
    if let Some(certificate) = &state.certificate {
        certificate.renew();
    }
    let reloader = state.reloader.clone();
    // Nobody waits for it; how it ended is logged and can be asked.
    drop(rt::task::spawn_blocking(move || reloader.follow()));
}
