//! A cell as people write it, made plain: one width, nothing unseen, without what spreadsheets put round it.

use unicode_normalization::UnicodeNormalization;

/// Whether a character is not meant to be seen.
fn unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

/// The cell of a date, a number or a word; and whether a control character stood in it.
pub(super) fn plain(cell: &str) -> (String, bool) {
    // Exports end numbers with a tabulator so that spreadsheets leave them alone.
    let trimmed = cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'));
    let spoilt = trimmed.chars().any(|c| c.is_control() && !c.is_whitespace());
    let seen: String = trimmed.nfkc().filter(|c| c.is_whitespace() || !unseen(*c)).collect();
    let seen = seen.trim();
    // `="138…"` and `'138…` keep a spreadsheet from taking a number for a figure.
    let inner = seen.strip_prefix("=\"").and_then(|s| s.strip_suffix('"')).or_else(|| seen.strip_prefix('\''));
    (inner.unwrap_or(seen).trim().to_owned(), spoilt)
}

/// A header, made comparable: without spaces and unseen characters, in one width.
pub(super) fn header(cell: &str) -> String {
    plain(cell).0.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A text as it stands, with control characters shown as unreadable; and whether there were any.
pub(super) fn text(cell: &str) -> (String, bool) {
    let keeps = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    let spoilt = cell.chars().any(|c| !keeps(c));
    let text = cell.chars().map(|c| if keeps(c) { c } else { super::encoding::UNREADABLE }).collect::<String>();
    (text.trim().to_owned(), spoilt)
}
