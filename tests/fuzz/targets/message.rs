#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ashore_fuzz::message(bytes));
