//! Bytes to text: UTF-8 with or without its mark, or GB18030. What fits neither shows as `�` and is reported by its line.

use encoding_rs::GB18030;

use super::ImportError;

/// A file as text.
pub(super) struct Decoded {
    pub(super) text: String,
    /// The name of its encoding.
    pub(super) encoding: &'static str,
}

/// Shown where bytes are no text.
pub(super) const UNREADABLE: char = char::REPLACEMENT_CHARACTER;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, ImportError> {
    if is_utf16(bytes) {
        return Err(ImportError::Utf16);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: text.to_owned(), encoding: "UTF-8" });
    }
    let (spoilt, sound) = utf8_characters(bytes);
    // Chinese in GB18030 is hardly ever good UTF-8; a file in UTF-8 with a few broken bytes mostly is.
    if sound > spoilt {
        return Ok(Decoded { text: String::from_utf8_lossy(bytes).into_owned(), encoding: "UTF-8" });
    }
    let (text, _) = GB18030.decode_without_bom_handling(bytes);
    Ok(Decoded { text: text.into_owned(), encoding: "GB18030" })
}

/// Stretches that are no UTF-8, and characters beyond ASCII that are.
fn utf8_characters(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(spoilt, sound), chunk| {
        let more = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (spoilt + usize::from(!chunk.invalid().is_empty()), sound + more)
    })
}

/// By its mark, or because every other byte of its beginning is zero.
fn is_utf16(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 200;
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return true;
    }
    let head = bytes.get(..LOOKED_AT.min(bytes.len())).unwrap_or_default();
    let zeros = head.split(|b| *b == 0).count() - 1;
    zeros > 4 && zeros * 4 >= head.len()
}
