//! What lies ahead of an answer: which facts nobody gave could still change it and what to ask first, and which nearest
//! change of a known fact would turn a finding, a step or a place in the order.
//!
//! Everything said here was tried: a fact is given another value, what reads it is looked at again by the same rules,
//! and what comes out differently is told. Nothing that was not seen to change something is said to.

mod answers;
mod bounds;
mod candidates;
mod questions;
mod search;
mod sentences;
mod tried;
mod values;
mod would_change;

pub use answers::{Bring, PossibleAnswer};
pub use bounds::{BandName, Bound};
pub(crate) use bounds::{May, bounds};
pub use questions::{AskNext, Changes, Decides, Question};
pub use would_change::{By, Change, Of, WouldChange};

use std::collections::BTreeMap;

use crate::evaluate::{Outcomes, Session};
use crate::fact::Subject;
use crate::finding::triage::Asks;
use crate::plan::{Answer, Here};
use crate::timeline::timeline;
use bounds::possible;
use tried::Tried;

/// What was seen of how things may stand.
pub(crate) struct Seen<'s> {
    tried: Tried<'s>,
    /// The more urgent bands that debts may belong to.
    pub(crate) may: BTreeMap<Subject, May>,
}

impl<'s> Seen<'s> {
    pub(crate) fn new<A: Asks>(session: &'s Session<'s>, outcomes: &'s Outcomes, asks: &[A]) -> Self {
        let mut tried = Tried::new(session, outcomes);
        let may = possible(&Here { session, outcomes }, asks, &mut tried);
        Self { tried, may }
    }
}

/// Adds to an answer what lies ahead of it.
pub(crate) fn look_ahead(session: &Session<'_>, outcomes: &Outcomes, seen: &mut Seen<'_>, answer: &mut Answer) {
    let here = Here { session, outcomes };
    let lines = seen.tried.lines(&[]);
    (answer.questions, answer.ask_next) = questions::questions(&here, &lines, &mut seen.tried);
    answer.would_change = would_change::would_change(&here, &lines, &mut seen.tried);
    let timeline = timeline(&here, &seen.may);
    answer.timeline = timeline.entries;
    answer.timeline_cut = timeline.cut;
}
