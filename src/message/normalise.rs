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
    /// Which clause of its sentence it stands in, from 0.
    pub(super) clause: usize,
}

/// The sentences of a message.
pub(super) fn sentences(original: &[char]) -> Vec<Vec<Letter>> {
    let quoted = quotations(original);
    let mut sentences: Vec<Vec<Letter>> = vec![Vec::new()];
    let mut clause = 0;
    for ((position, &c), in_quotes) in original.iter().enumerate().zip(quoted) {
        match c {
            '\u{3002}' | '\u{ff01}' | '\u{ff1f}' | '!' | '?' | ';' | '\u{ff1b}' | '\n' | '\r' => {
                sentences.push(Vec::new());
                clause = 0;
            }
            ',' | '\u{ff0c}' | ':' | '\u{ff1a}' => clause += 1,
            _ => {
                if let Some(sentence) = sentences.last_mut() {
                    sentence.extend(folded(c).map(|glyph| Letter { glyph, position, in_quotes, clause }));
                }
            }
        }
    }
    join_single_letters(sentences)
}

/// A full stop after every letter is a disguise: a sentence of one letter belongs to the one before it.
fn join_single_letters(sentences: Vec<Vec<Letter>>) -> Vec<Vec<Letter>> {
    let mut joined: Vec<Vec<Letter>> = Vec::with_capacity(sentences.len());
    for sentence in sentences.into_iter().filter(|s| !s.is_empty()) {
        match (joined.last_mut(), sentence.as_slice()) {
            (Some(last), [letter]) => {
                let clause = last.last().map_or(0, |l| l.clause);
                last.push(Letter { clause, ..*letter });
            }
            (Some(last), _) if last.len() == 1 && sentence.len() == 2 => last.extend(sentence),
            _ => joined.push(sentence),
        }
    }
    joined
}

/// A word of the rules as letters.
pub(super) fn letters(word: &str) -> Vec<char> {
    word.chars().flat_map(folded).collect()
}

/// What a character folds into: one may fold into several (㎏), and some fold into nothing.
fn folded(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkc().flat_map(char::to_lowercase).map(simplified).filter(|g| meant(*g))
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
    let invisible = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}');
    let punctuation = c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{2500}'..='\u{25ff}' | '\u{3000}'..='\u{3004}' | '\u{3007}'..='\u{3020}' | '\u{ff00}'..='\u{ff0f}' | '\u{b7}' | '\u{30fb}' | '\u{2605}' | '\u{2606}');
    let zero_sign = c == '\u{3007}';
    zero_sign || !(invisible || punctuation || c.is_whitespace() || c.is_control())
}
