//! The lines that say why something came out as it did.

use crate::diagnostic::Text;
use crate::evaluate::Truth;
use crate::source::Place;

/// What stands before a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It holds.
    Held,
    /// It does not hold.
    NotHeld,
    /// It cannot be told.
    NotKnown,
    /// It could not be worked out.
    Failed,
    /// A remark.
    Note,
}

impl Mark {
    /// The sign in a terminal.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Held => "✓",
            Self::NotHeld => "✗",
            Self::NotKnown => "?",
            Self::Failed => "!",
            Self::Note => "·",
        }
    }

    /// The word in JSON: as rules end, or `note`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Held => "met",
            Self::NotHeld => "not_met",
            Self::NotKnown => "not_known",
            Self::Failed => "failed",
            Self::Note => "note",
        }
    }
}

impl From<&Truth> for Mark {
    fn from(truth: &Truth) -> Self {
        match truth {
            Truth::Met => Self::Held,
            Truth::NotMet => Self::NotHeld,
            Truth::NotKnown(_) => Self::NotKnown,
            Truth::Failed(_) => Self::Failed,
        }
    }
}

/// One line of a why: what was looked at and how it came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// How far it is indented: what belongs to the line above stands one further in.
    pub depth: usize,
    /// How it came out.
    pub mark: Mark,
    /// In words.
    pub text: Text,
    /// Where it is written, for what is written in a rule.
    pub place: Option<Place>,
}

/// A remark.
pub(super) fn note(depth: usize, text: Text) -> Reason {
    Reason { depth, mark: Mark::Note, text, place: None }
}

/// What there is, or that there is nothing.
pub(super) fn or_nothing(text: Text) -> Text {
    if text.zh.is_empty() { Text::new("没有", "nothing") } else { text }
}
