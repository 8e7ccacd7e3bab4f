//! What lies ahead of an answer: which facts nobody gave could still change it and what to ask first, and which nearest
//! change of a known fact would turn a finding, a step or a place in the order.
//!
//! Everything said here was tried: a fact is given another value, what reads it is looked at again by the same rules,
//! and what comes out differently is told. Nothing that was not seen to change something is said to.

mod answers;
mod bounds;
mod candidates;
mod questions;
mod sentences;
mod tried;
mod values;
mod would_change;

pub use answers::{Bring, PossibleAnswer};
pub use bounds::{BandName, Bound};
pub(crate) use bounds::{May, bounds, possible};
pub use questions::{Changes, Decides, Question};
pub(crate) use tried::Tried;
pub use would_change::{By, Change, Of, WouldChange};

use crate::evaluate::{Outcomes, Session};
use crate::plan::{Answer, Here};

/// Adds to an answer what lies ahead of it.
pub(crate) fn look_ahead(session: &Session<'_>, outcomes: &Outcomes, tried: &mut Tried<'_>, answer: &mut Answer) {
    let here = Here { session, outcomes };
    answer.questions = questions::questions(&here, tried);
    answer.would_change = would_change::would_change(&here, tried);
}
