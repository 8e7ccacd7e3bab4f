//! One batch from the first line to the last: what comes is read as far as there is room, so many lines are answered at a
//! time, and answers go out in order, one chunk each. Nothing is read while nobody takes what is there, and nothing is
//! answered once nobody takes anything any more.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::{Bytes, Payload};
use futures_util::future::{Either, pending, select};
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio::time::{Instant, timeout, timeout_at};

use super::crew::{Keeping, Place};
use crate::api::State;
use crate::batch::{Answered, Batch, Framing, Line, Trouble};

/// A chunk that was read ahead; the room it takes is free again when it is dropped. `None` where the body broke off.
type Ahead = Option<(Bytes, OwnedSemaphorePermit)>;

/// Answers a body line by line, and gives what goes out.
pub(super) fn run(
    batch: Batch,
    keeping: Option<Keeping>,
    payload: Payload,
    place: Place,
    state: Arc<State>,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> + 'static {
    let (lines, taken) = mpsc::channel(1);
    let (last, ended) = oneshot::channel();
    actix_web::rt::spawn(async move {
        let _place = place;
        let (chunks, ahead) = mpsc::unbounded_channel();
        let reading = read_ahead(payload, chunks, state.settings.body_limit_bytes);
        let answering = Desk::new(batch, keeping, &state, ahead, lines).work();
        // Reading goes on while answers are not taken, and ends with the answering.
        let reading = pin!(async {
            reading.await;
            pending::<()>().await;
        });
        if let Either::Left((Err(Stop::Trouble(line)), _)) = select(pin!(answering), reading).await {
            let _ = last.send(Bytes::from(line));
        }
    });
    stream::unfold((taken, Some(ended)), async |(mut taken, mut ended)| {
        let line = match taken.recv().await {
            Some(line) => line,
            None => ended.take()?.await.ok()?,
        };
        Some((Ok(line), (taken, ended)))
    })
}

/// What a chunk takes beside its bytes; somebody may send them one by one.
const BESIDE: usize = 128;

/// Reads as far ahead as a body may be long, even while no answer is taken: a client that sends everything before it reads
/// anything is served as well, so long as it sends no more than that.
async fn read_ahead(mut payload: Payload, chunks: mpsc::UnboundedSender<Ahead>, bytes: usize) {
    let room = Arc::new(Semaphore::new(bytes));
    while let Some(chunk) = payload.next().await {
        let Ok(chunk) = chunk else {
            let _ = chunks.send(None);
            return;
        };
        let takes = u32::try_from((chunk.len() + BESIDE).min(bytes)).unwrap_or(u32::MAX);
        let Ok(taken) = room.clone().acquire_many_owned(takes).await else { return };
        if chunks.send(Some((chunk, taken))).is_err() {
            return;
        }
    }
}

/// Why no more lines are answered.
enum Stop {
    /// Nobody takes them any more.
    HungUp,
    /// For this reason, told in a last line.
    Trouble(Vec<u8>),
}

/// What is at hand for one batch.
struct Desk<'s> {
    batch: Arc<Batch>,
    /// Nothing where no record is kept.
    keeping: Option<Keeping>,
    state: &'s State,
    framing: Framing,
    ahead: mpsc::UnboundedReceiver<Ahead>,
    /// What is left of the last chunk.
    chunk: Option<(Bytes, OwnedSemaphorePermit)>,
    input: Input,
    /// The lines that are being answered, by their numbers.
    in_flight: VecDeque<(u64, oneshot::Receiver<Answered>)>,
    lines: mpsc::Sender<Bytes>,
    stopping: watch::Receiver<bool>,
    /// When a whole line came last, or an answer was taken.
    moved: Instant,
}

/// What can still be expected of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    Open,
    Ended,
    BrokenOff,
}

impl<'s> Desk<'s> {
    fn new(
        batch: Batch,
        keeping: Option<Keeping>,
        state: &'s State,
        ahead: mpsc::UnboundedReceiver<Ahead>,
        lines: mpsc::Sender<Bytes>,
    ) -> Self {
        Self {
            batch: Arc::new(batch),
            keeping,
            state,
            framing: Framing::new(state.settings.body_limit_bytes),
            ahead,
            chunk: None,
            input: Input::Open,
            in_flight: VecDeque::new(),
            lines,
            stopping: state.crew.stopping(),
            moved: Instant::now(),
        }
    }

    async fn work(mut self) -> Result<(), Stop> {
        loop {
            self.fill();
            if !self.in_flight.is_empty() {
                if let Some(answered) = self.first_or_more().await {
                    self.send(answered).await?;
                }
                continue;
            }
            let next = self.framing.number();
            match self.input {
                Input::Ended => return Ok(()),
                _ if *self.stopping.borrow() => return Err(self.stop(&Trouble::Stopping { next })),
                Input::Open => self.more().await?,
                Input::BrokenOff => return Err(self.stop(&Trouble::BrokenOff { next })),
            }
        }
    }

    /// Gives out lines of what was read, as long as there is room in flight.
    fn fill(&mut self) {
        while self.has_room() {
            let Some((chunk, _)) = &mut self.chunk else {
                match self.ahead.try_recv() {
                    Ok(next) => self.came(Some(next)),
                    Err(TryRecvError::Disconnected) if self.input == Input::Open => self.came(None),
                    Err(TryRecvError::Disconnected | TryRecvError::Empty) => return,
                }
                continue;
            };
            let (number, mut rest) = (self.framing.number(), &chunk[..]);
            let line = self.framing.next(&mut rest);
            let left = rest.len();
            let _ = chunk.split_to(chunk.len() - left);
            if left == 0 {
                self.chunk = None;
            }
            if self.framing.number() != number {
                self.moved = Instant::now();
            }
            if let Some(line) = line {
                self.give(line);
            }
        }
    }

    fn has_room(&self) -> bool {
        self.in_flight.len() < self.state.settings.batch.batch_in_flight && !*self.stopping.borrow()
    }

    fn give(&mut self, line: Line) {
        self.in_flight.push_back((line.number, self.state.crew.answer(&self.batch, line, self.keeping.clone())));
    }

    /// Takes what was read; nothing where the body has ended.
    fn came(&mut self, next: Option<Ahead>) {
        match next {
            Some(Some(chunk)) => self.chunk = Some(chunk),
            // A line that was cut off is not answered: nobody can tell what it would have said.
            Some(None) => self.input = Input::BrokenOff,
            None if self.input == Input::Open => {
                self.input = Input::Ended;
                if let Some(line) = self.framing.end() {
                    self.give(line);
                }
            }
            None => {}
        }
    }

    /// Waits for more to read, or for the service to stop.
    async fn more(&mut self) -> Result<(), Stop> {
        let idle = self.idle();
        let first = async {
            match select(pin!(self.ahead.recv()), pin!(self.stopping.changed())).await {
                Either::Left((next, _)) => Some(next),
                Either::Right(_) => None,
            }
        };
        let first = timeout_at(self.moved + idle, first).await;
        if let Ok(first) = first {
            if let Some(next) = first {
                self.came(next);
            }
            return Ok(());
        }
        Err(self.stop(&Trouble::InputStalled { seconds: idle.as_secs(), next: self.framing.number() }))
    }

    /// Waits for the answer to the first line in flight, or for more to read where there is room for it.
    async fn first_or_more(&mut self) -> Option<Answered> {
        let reads = self.has_room() && self.input == Input::Open;
        let (number, first) = self.in_flight.front_mut()?;
        let number = *number;
        let first_or_more = if reads {
            match select(first, pin!(self.ahead.recv())).await {
                Either::Left((answered, _)) => Either::Left(answered),
                Either::Right((next, _)) => Either::Right(next),
            }
        } else {
            Either::Left(first.await)
        };
        match first_or_more {
            Either::Left(answered) => {
                self.in_flight.pop_front();
                // No thread was to be had, or it broke down.
                Some(answered.unwrap_or_else(|_| self.batch.failed(number)))
            }
            Either::Right(next) => {
                self.came(next);
                None
            }
        }
    }

    /// Sends a line as soon as it is taken.
    async fn send(&mut self, answered: Answered) -> Result<(), Stop> {
        let idle = self.idle();
        match timeout(idle, self.lines.send(Bytes::from(answered.bytes))).await {
            Ok(Ok(())) => {
                self.moved = Instant::now();
                Ok(())
            }
            Ok(Err(_)) => Err(Stop::HungUp),
            Err(_) => Err(self.stop(&Trouble::OutputStalled { seconds: idle.as_secs() })),
        }
    }

    fn idle(&self) -> Duration {
        Duration::from_secs(self.state.settings.batch.batch_idle_seconds)
    }

    fn stop(&self, trouble: &Trouble) -> Stop {
        Stop::Trouble(self.batch.ended(trouble))
    }
}
