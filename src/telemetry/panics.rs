//! A panic in the log: where it happened, and nothing of what it said.

use std::panic::{Location, set_hook};

/// Logs the place of a panic. Its message may hold a value of a portfolio, so that it is neither logged nor printed.
pub(super) fn tell_the_place_only() {
    set_hook(Box::new(|info| {
        let place = info.location().map_or_else(|| "not known".to_owned(), Location::to_string);
        let thread = std::thread::current();
        let thread = thread.name().unwrap_or("without name");
        tracing::error!(place, thread, "something broke inside; its message is withheld, it may hold private data");
    }));
}
