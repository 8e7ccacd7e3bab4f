//! A message as plain letters: width and case folded, traditional characters simplified, white space and inserted
//! symbols dropped, every letter remembering where it stood.
//!
//! `traditional.txt` holds pairs of a traditional and its simplified character, after the OpenCC data (Apache-2.0).

use std::collections::HashMap;
use std::sync::LazyLock;

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
    let quoted = quotations(original);
    let mut sentences = vec![Vec::new()];
    for ((position, &c), in_quotes) in original.iter().enumerate().zip(quoted) {
        match c {
            '\u{3002}' | '\u{ff01}' | '\u{ff1f}' | '!' | '?' | ';' | '\u{ff1b}' | '\n' | '\r' => {
                sentences.push(Vec::new());
            }
            _ => {
                // One character may fold into several (㎏), and some fold into nothing.
                for glyph in
                    std::iter::once(c).nfkc().flat_map(char::to_lowercase).map(simplified).filter(|g| meant(*g))
                {
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

/// Which characters stand between quotation marks that come in pairs. A mark without a partner quotes nothing.
fn quotations(original: &[char]) -> Vec<bool> {
    let mut quoted = vec![false; original.len()];
    let mut open: Option<(usize, char)> = None;
    for (position, &c) in original.iter().enumerate() {
        let closes = match c {
            '\u{201c}' => Some('\u{201d}'),
            '\u{300c}' => Some('\u{300d}'),
            '\u{300e}' => Some('\u{300f}'),
            '"' | '\u{ff02}' => Some(c),
            _ => None,
        };
        match open {
            Some((from, close)) if close == c => {
                quoted.iter_mut().take(position).skip(from + 1).for_each(|q| *q = true);
                open = None;
            }
            _ => open = closes.map(|close| (position, close)).or(open),
        }
    }
    quoted
}

/// A traditional character as the simplified one; any other as it is.
fn simplified(c: char) -> char {
    static PAIRS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let letters: Vec<char> = include_str!("traditional.txt").chars().filter(|c| !c.is_whitespace()).collect();
        letters.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()
    });
    PAIRS.get(&c).copied().unwrap_or(c)
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
