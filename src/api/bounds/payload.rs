//! A body that does not come, or comes by the drop: it ends with an error that names the limit.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::rt::time::{Instant, Sleep, sleep_until};
use actix_web::web::Bytes;
use futures_util::Stream;

use super::Bounds;

/// The routes whose bodies and answers are streams: they may take as long as they like, and see for themselves that
/// something moves.
const STREAMING: [&str; 1] = ["/v1/evaluations/batch"];

/// Whether the body and the answer of this path are streams.
pub(super) fn streams(path: &str) -> bool {
    STREAMING.contains(&path)
}

/// A client that was too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body came too slowly")]
pub(in crate::api) struct TooSlow {
    /// How many bytes had come.
    pub(in crate::api) received: usize,
    /// The limit that was passed.
    pub(in crate::api) limit_ms: u64,
    /// Whether nothing came for so long, rather than not all of it.
    pub(in crate::api) idle: bool,
}

impl TooSlow {
    /// What is inside an error of a body, where the client was too slow.
    pub(in crate::api) fn of(error: &PayloadError) -> Option<Self> {
        match error {
            PayloadError::Io(error) => error.get_ref()?.downcast_ref().copied(),
            _ => None,
        }
    }
}

/// A body with its times.
pub(super) struct Timed {
    body: Payload,
    received: usize,
    /// When the whole of it has to be there.
    whole: Instant,
    whole_ms: u64,
    idle_ms: u64,
    /// Since when the client is waited for. What a handler takes its time for is not the client's delay.
    waiting_since: Option<Instant>,
    timer: Pin<Box<Sleep>>,
}

impl Timed {
    pub(super) fn new(body: Payload, began: Instant, bounds: &Bounds) -> Self {
        Self {
            body,
            received: 0,
            whole: began + Duration::from_millis(bounds.body_timeout_ms),
            whole_ms: bounds.body_timeout_ms,
            idle_ms: bounds.body_idle_timeout_ms,
            waiting_since: None,
            timer: Box::pin(sleep_until(began)),
        }
    }

    /// Until when something has to come, and whether that is because nothing came.
    fn until(&mut self) -> (Instant, bool) {
        let since = *self.waiting_since.get_or_insert_with(Instant::now);
        let idle = since + Duration::from_millis(self.idle_ms);
        if self.whole < idle { (self.whole, false) } else { (idle, true) }
    }
}

impl Stream for Timed {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(chunk) = Pin::new(&mut self.body).poll_next(context) {
            self.waiting_since = None;
            if let Some(Ok(bytes)) = &chunk {
                self.received = self.received.saturating_add(bytes.len());
            }
            return Poll::Ready(chunk);
        }
        let (until, idle) = self.until();
        if self.timer.deadline() != until {
            self.timer.as_mut().reset(until);
        }
        if self.timer.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        let limit_ms = if idle { self.idle_ms } else { self.whole_ms };
        let slow = TooSlow { received: self.received, limit_ms, idle };
        Poll::Ready(Some(Err(PayloadError::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, slow)))))
    }
}
