//! What the system tells a service: stop, or look again.

use tokio::signal::unix::{Signal as Listener, SignalKind, signal};

/// What the system may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// Stop, by the signal of this name.
    Stop(&'static str),
    /// Look again at rules and certificates.
    Reload,
}

/// Listens to the system, from when it is made.
pub(in crate::api) struct Signals {
    terminate: Listener,
    interrupt: Listener,
    hang_up: Listener,
}

impl Signals {
    pub(in crate::api) fn new() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    pub(super) async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::Stop("SIGTERM"),
            _ = self.interrupt.recv() => Signal::Stop("SIGINT"),
            _ = self.hang_up.recv() => Signal::Reload,
        }
    }

    /// Waits to be told to stop; by which signal.
    pub(super) async fn stop(&mut self) -> &'static str {
        loop {
            if let Signal::Stop(name) = self.next().await {
                return name;
            }
        }
    }
}
