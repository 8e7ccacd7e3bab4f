//! Bytes as hexadecimal digits: digests, random ids, secrets.

use std::fmt::Write;

/// The bytes as lower-case digits, two for each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
