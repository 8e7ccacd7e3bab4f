//! A message as plain letters: width and case folded, white space and inserted symbols dropped, every letter
//! remembering where it stood.

use unicode_normalization::UnicodeNormalization;

/// A letter of a normalised message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    /// The letter.
    pub(super) glyph: char,
    /// Its position in the original, in characters.
    pub(super) position: usize,
    /// Whether it stands inside quotation marks.
    pub(super) in_quotes: bool,
}

/// The sentences of a message.
pub(super) fn normalise(original: &[char]) -> Vec<Vec<Letter>> {
    let mut sentences = vec![Vec::new()];
    let mut in_quotes = false;
    for (position, &c) in original.iter().enumerate() {
        match c {
            '\u{201c}' | '\u{300c}' | '\u{300e}' => in_quotes = true,
            '\u{201d}' | '\u{300d}' | '\u{300f}' => in_quotes = false,
            '"' | '\u{ff02}' => in_quotes = !in_quotes,
            '\u{3002}' | '\u{ff01}' | '\u{ff1f}' | '!' | '?' | ';' | '\u{ff1b}' | '\n' | '\r' => {
                sentences.push(Vec::new());
            }
            _ => {
                // One character may fold into several (㎏), and some fold into nothing.
                for glyph in std::iter::once(c).nfkc().flat_map(char::to_lowercase).filter(|g| meant(*g)) {
                    if let Some(sentence) = sentences.last_mut() {
                        sentence.push(Letter { glyph, position, in_quotes });
                    }
                }
            }
        }
    }
    sentences.retain(|s| !s.is_empty());
    sentences
}

/// Whether a character carries meaning of its own. Letters, digits and pictures do; white space, zero-width
/// characters and punctuation are what disguises are made of.
fn meant(c: char) -> bool {
    let invisible = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}');
    let punctuation = c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3000}'..='\u{3004}' | '\u{3007}'..='\u{3020}' | '\u{ff00}'..='\u{ff0f}' | '\u{b7}' | '\u{30fb}');
    let zero_sign = c == '\u{3007}';
    zero_sign || !(invisible || punctuation || c.is_whitespace() || c.is_control())
}
