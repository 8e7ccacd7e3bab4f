//! Reading what collectors say. The words themselves are all in `rules/…/phrases`; here is only how they are looked for:
//!
//! ```text
//! text -> letters and sentences (normalise) -> words, as written, disguised or by sound (vocabulary, syllables)
//!      -> patterns of words in order (pattern, sequence) -> phrases, with what takes their meaning away (reader) -> Read
//! ```
//!
//! The text is searched once for all words of all phrases; only patterns whose rarest word was found are looked at. So
//! the cost follows the text and what it says, not the number of phrases.

mod normalise;
mod pattern;
mod reader;
mod sequence;
mod syllables;
#[cfg(test)]
mod tests;
mod vocabulary;

pub(crate) use pattern::{MAX_VARIANTS, PatternError, least_letters, lists};
pub use reader::Reader;

/// A message as read: what is said in it, sentence by sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What is said, in order of place.
    pub labels: Vec<Label>,
    /// What more its sentences tell, in order of place.
    pub marks: Vec<Marked>,
    /// How many sentences it has.
    pub sentences: usize,
}

/// A phrase that stands in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The phrase list, by its position in the rules.
    pub phrase: usize,
    /// The sentence, from 0.
    pub sentence: usize,
    /// The words as they stand in the message.
    pub words: String,
    /// Where they stand, in characters of the message.
    pub at: std::ops::Range<usize>,
    /// Whether it counts.
    pub counts: Counts,
    /// Whether it is written to slip past a reader: other letters of the same sound, symbols between letters, a picture.
    pub disguised: bool,
}

/// Whether a phrase that stands there is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counts {
    /// It is said.
    Said,
    /// It stands between quotation marks, or in the retelling of this context: whose words they are cannot be told.
    Unclear(Option<usize>),
    /// A context of the rules takes its meaning away: the shared one at this position, else one of the list's own.
    Not(Option<usize>),
}

/// A mark that a sentence carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The mark, by its position in the rules.
    pub mark: usize,
    /// The sentence, from 0.
    pub sentence: usize,
    /// The words as they stand in the message.
    pub words: String,
}

/// What was found of a phrase in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It is said; the words as they stand in the message.
    Said(String),
    /// It stands there, but whose words they are cannot be told from the text.
    Unclear(String),
    /// It is not said.
    NotSaid,
}

impl Read {
    /// Whether a phrase list is said, by its position in the rules.
    pub fn says(&self, phrase: usize) -> Said {
        let mut unclear = None;
        for label in self.labels.iter().filter(|l| l.phrase == phrase) {
            match label.counts {
                Counts::Said => return Said::Said(label.words.clone()),
                Counts::Unclear(_) => unclear = unclear.or_else(|| Some(label.words.clone())),
                Counts::Not(_) => {}
            }
        }
        unclear.map_or(Said::NotSaid, Said::Unclear)
    }
}
