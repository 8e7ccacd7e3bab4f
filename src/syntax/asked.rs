//! What readers have asked mappings for on this thread. Only tests look: they hold the schemas of editors against it.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// By what is being read (in English): each field, and whether it was ever needed.
pub(crate) type Asked = BTreeMap<&'static str, BTreeMap<&'static str, bool>>;

thread_local! {
    static ASKED: RefCell<Asked> = const { RefCell::new(BTreeMap::new()) };
}

/// Notes one question.
pub(super) fn note(what: &'static str, key: &'static str, needed: bool) {
    ASKED.with_borrow_mut(|all| *all.entry(what).or_default().entry(key).or_default() |= needed);
}

/// What was asked since the last time somebody looked.
pub(crate) fn take() -> Asked {
    ASKED.take()
}
