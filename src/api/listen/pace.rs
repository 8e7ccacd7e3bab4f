//! How long a connection is waited for. The framework waits for the first head of a connection only; after that a client
//! could begin a second one, or dribble what is left of a body nobody reads, for ever.

use std::cell::{Cell, RefCell};
use std::task::Waker;
use std::time::Duration;

use actix_web::rt::time::Instant;

/// Until when a connection is waited for; nothing while a request is in hand.
#[derive(Debug)]
pub(in crate::api) struct Pace {
    until: Cell<Option<Instant>>,
    /// Whether something of the next request has come.
    begun: Cell<bool>,
    /// Whether there is to be no next request.
    last: Cell<bool>,
    keep_alive: Duration,
    header: Duration,
    /// Who has to look again when a request has ended.
    waker: RefCell<Option<Waker>>,
}

/// The framework is left this long to say politely what we would otherwise do by closing.
const POLITENESS: Duration = Duration::from_millis(500);

impl Pace {
    /// A connection that was opened just now.
    pub(super) fn new(keep_alive: Duration, header: Duration) -> Self {
        let until = Some(Instant::now() + header + POLITENESS);
        Self {
            until: Cell::new(until),
            begun: Cell::new(true),
            last: Cell::new(false),
            keep_alive,
            header,
            waker: RefCell::new(None),
        }
    }

    /// A head is complete; the times of body and answer are somebody else's.
    pub(in crate::api) fn request_began(&self) {
        self.until.set(None);
        self.begun.set(false);
    }

    /// The answer says that the connection ends with it. What is left of a body is not waited for as for a next request.
    pub(in crate::api) fn is_the_last(&self) {
        self.last.set(true);
    }

    /// The answer was handed over; the next head is waited for, where there is to be one.
    pub(in crate::api) fn request_ended(&self) {
        let wait = if self.last.get() { self.header } else { self.keep_alive };
        self.until.set(Some(Instant::now() + wait + POLITENESS));
        self.begun.set(false);
        if let Some(waker) = self.waker.borrow_mut().take() {
            waker.wake();
        }
    }

    /// Something came. The first of it that is of no request in hand begins the time of a head.
    pub(super) fn came(&self) {
        if self.until.get().is_some() && !self.begun.replace(true) {
            self.until.set(Some(Instant::now() + self.header));
        }
    }

    /// Until when the connection is waited for, by whoever is to be woken when that changes.
    pub(super) fn until(&self, waker: &Waker) -> Option<Instant> {
        let mut kept = self.waker.borrow_mut();
        if !kept.as_ref().is_some_and(|kept| kept.will_wake(waker)) {
            *kept = Some(waker.clone());
        }
        self.until.get()
    }
}
