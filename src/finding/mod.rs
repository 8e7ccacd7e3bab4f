//! What the outcomes mean for people: triage lines, cost findings and conduct findings, each with its reason in words,
//! the facts it used, and the law in force on the day it is judged by.

mod citation;
mod conduct;
mod cost;
mod counts;
mod evidence;
mod overlap;
mod report_to;
pub(crate) mod triage;
mod words;

pub use citation::{CitedArticle, RuleReference};
pub(crate) use citation::{cited, cited_for_any, reference};
pub(crate) use conduct::conduct;
pub use conduct::{CannotTell, ConductFinding, NamedBehaviour, Occurrence};
pub use cost::CostFinding;
pub use counts::{CountRange, Rolling24h};
pub use evidence::EvidenceToKeep;
pub(crate) use evidence::kept;
pub use report_to::ReportTo;
pub use triage::TriageFinding;
pub use words::{FactUsed, NamedFact};
pub(crate) use words::{Words, named};

use crate::evaluate::{Outcome, Outcomes, Session};

/// Everything found.
#[derive(Debug)]
pub struct Findings {
    /// What to do, by rule and subject.
    pub triage: Vec<TriageFinding>,
    /// Cost against yardsticks.
    pub cost: Vec<CostFinding>,
    /// Behaviours shown.
    pub conduct: Vec<ConductFinding>,
    /// Behaviours that may or may not have been shown, by what is missing.
    pub cannot_tell: Vec<CannotTell>,
}

/// Turns outcomes into findings.
pub(crate) fn find(session: &Session<'_>, outcomes: &Outcomes) -> Findings {
    let active: Vec<&Outcome> = outcomes
        .outcomes
        .iter()
        .filter(|o| session.program.rule(o.rule).is_some_and(|(r, _)| r.status == crate::rule::Status::Active))
        .collect();
    let cost = cost::findings(session, &outcomes.costs);
    Findings {
        triage: triage::findings(session, active.iter().copied(), &outcomes.costs),
        cost,
        conduct: conduct::shown(session, &active),
        cannot_tell: conduct::cannot_tell(session, &active),
    }
}
