//! What the service answers by at this moment. Rules, documentation and the outcome of the last reload change together
//! or not at all; a request keeps what it started with.

use std::sync::Arc;

use arc_swap::ArcSwap;

use super::document::{Document, document};
use super::reload::Reload;
use crate::engine::Engine;

/// Rules in use, what is said of them, and how the last reload ended.
pub(crate) struct InUse {
    pub(crate) engine: Arc<Engine>,
    pub(crate) document: Arc<Document>,
    /// Nothing until rules were looked at again after the start.
    pub(crate) last: Option<Arc<Reload>>,
}

impl InUse {
    /// What there is to use of these rules. What takes a while is done before the first request.
    pub(super) fn new(engine: Arc<Engine>) -> Self {
        engine.rules().reader.prepare();
        let document = Arc::new(document(&engine));
        Self { engine, document, last: None }
    }

    /// The digest of the rules.
    pub(super) fn digest(&self) -> &str {
        &self.engine.rules().digest
    }

    /// The last reload, where it was refused.
    pub(super) fn refused(&self) -> Option<&Arc<Reload>> {
        self.last.as_ref().filter(|last| last.refusal().is_some())
    }
}

/// Holds what is in use. Reading never waits.
pub(crate) struct Running(ArcSwap<InUse>);

impl Running {
    pub(super) fn new(engine: Arc<Engine>) -> Self {
        Self(ArcSwap::from_pointee(InUse::new(engine)))
    }

    /// Everything in use, as of now.
    pub(crate) fn now(&self) -> Arc<InUse> {
        self.0.load_full()
    }

    /// The engine in use, to be kept for the whole of a request.
    pub(crate) fn engine(&self) -> Arc<Engine> {
        self.0.load().engine.clone()
    }

    /// Puts something else in its place. Only the reloader does, one reload at a time.
    pub(super) fn set(&self, next: InUse) -> Arc<InUse> {
        let next = Arc::new(next);
        self.0.store(next.clone());
        next
    }
}
