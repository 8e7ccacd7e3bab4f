//! How an answer says in a sentence how a day was counted. The sentences are in the pack; here is what can be filled in.

use super::id::ActionId;
use super::template::Template;
use crate::diagnostic::Text;
use crate::source::Placed;

/// What a sentence about a day can be filled in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountingSlot {
    /// The day it is counted from.
    From,
    /// How long, with its unit.
    Length,
    /// The last day as counted.
    Last,
    /// The day it is due.
    On,
    /// A year of the calendar.
    Year,
}

/// The slots of sentences about a day, by name.
pub const COUNTING_SLOTS: [(&str, CountingSlot); 5] = [
    ("from", CountingSlot::From),
    ("length", CountingSlot::Length),
    ("last", CountingSlot::Last),
    ("on", CountingSlot::On),
    ("year", CountingSlot::Year),
];

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// In Chinese.
    pub zh: Template<CountingSlot>,
    /// In English.
    pub en: Template<CountingSlot>,
}

/// The sentences that say how a day was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// From which day how long.
    pub counting: Sentence,
    /// Where the last day stays where it falls.
    pub ends: Sentence,
    /// Where it was moved.
    pub moved: Sentence,
    /// Where there is no calendar to move it by.
    pub no_calendar: Sentence,
    /// Where the calendar is only from memory.
    pub calendar_unverified: Sentence,
    /// That it is enough to have posted it in time.
    pub by_post: Sentence,
    /// For which actions it is.
    pub by_post_for: Vec<Placed<ActionId>>,
    /// Why a contact is in no count.
    pub left_out: Option<LeftOutWording>,
}

/// Why a contact is in no count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutWording {
    /// It was said to repeat another one.
    pub duplicate: Text,
    /// It is of the same second, channel, direction and numbers as another one and says nothing more.
    pub same_instant: Text,
    /// The debtor began it.
    pub inbound: Text,
}
