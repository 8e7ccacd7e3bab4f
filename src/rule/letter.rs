//! Letters, scripts and outlines: what must be known and in hand before one is printed, and when it must not be sent.

use super::condition::{Condition, Quantity};
use super::english::TitleEnglish;
use super::id::LetterId;
use super::template::{Slot, Template};
use crate::source::{Place, Placed};

/// A letter of the pack.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Its id.
    pub id: LetterId,
    /// Its title.
    pub title: String,
    /// What it is for: to be sent, to be spoken, to be completed.
    pub kind: LetterKind,
    /// To whom.
    pub to: String,
    /// What must be known before it is printed.
    pub needs: Vec<NeededSlot>,
    /// Proof of which at least one piece must be in hand (options of `household.evidence`).
    pub needs_proof: Vec<Placed<String>>,
    /// Proof to attach (options of `household.evidence`).
    pub attach: Vec<Placed<String>>,
    /// What not to claim in it.
    pub do_not_claim: Vec<String>,
    /// When it must not be sent, and why not.
    pub not_when: Option<(Condition, String)>,
    /// What to send instead, where it cannot or must not be sent.
    pub instead: Option<Placed<LetterId>>,
    /// Its text.
    pub body: Template,
    /// The same in English.
    pub english: Option<TitleEnglish>,
    /// Where it is declared.
    pub place: Place,
}

/// What a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// Sent as it is, blanks filled.
    #[default]
    Letter,
    /// Spoken, on the telephone or face to face.
    Script,
    /// A frame that a lawyer completes before anybody hands it in.
    Outline,
}

/// What a letter needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededSlot {
    /// What must be known.
    pub slot: Slot,
    /// How large it may be; a plan that takes longer than this is not offered.
    pub at_most: Option<Quantity>,
}

impl Letter {
    /// Everything its text and its needs fill in.
    pub(crate) fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.needs.iter().map(|n| &n.slot).chain(self.body.slots())
    }
}
