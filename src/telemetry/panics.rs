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

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::panic::{catch_unwind, take_hook};
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_tells_where_it_was_and_not_what_it_said() {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        let before = take_hook();
        tell_the_place_only();
        let broken = tracing::subscriber::with_default(log, || catch_unwind(|| panic!("she owes {} yuan", 48_000)));
        let _ = take_hook();
        set_hook(before);
        assert!(broken.is_err());
        let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert!(log.contains("src/telemetry/panics.rs:") && log.contains("something broke inside"), "{log}");
        assert!(!log.contains("48000") && !log.contains("owes"), "{log}");
    }
}
