//! Reading what collectors say. The words themselves are all in `rules/…/phrases` and `rules/…/messages`; here is only how
//! they are looked for, and learned from:
//!
//! ```text
//! text -> letters and sentences (normalise) -> words, as written, disguised or by sound (vocabulary, syllables)
//!      -> patterns of words in order (pattern, sequence), in a sentence or across the message (gathering, scan)
//!      -> phrases, with what takes their meaning away (reader), weighed by what labelled messages teach (learned) -> Read
//! ```
//!
//! The text is searched once for all words of all phrases; only patterns whose rarest word was found are looked at. So
//! the cost follows the text and what it says, not the number of phrases.

mod gathering;
mod learned;
mod normalise;
mod pattern;
mod reader;
mod scan;
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
    /// The labelled message it was learned from, by its position in the rules: no pattern of the list stands there.
    pub like: Option<usize>,
}

/// Whether a phrase that stands there is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counts {
    /// It is said.
    Said,
    /// Whose words they are cannot be told.
    Unclear(Because),
    /// It is not said.
    Not(Because),
}

/// Why a phrase that stands there does not count, or why nobody can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// It stands between quotation marks.
    Quoted,
    /// A context of the rules, by its position.
    Context(usize),
    /// A context of the phrase list itself.
    Own,
    /// The message as a whole does not read like those that are labelled with it.
    Unlike,
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
