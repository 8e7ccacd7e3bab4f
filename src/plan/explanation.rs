//! Every rule with its outcome, for those who want to see why and why not.

use super::Here;
use super::answer::RuleOutcome;
use crate::evaluate::{Outcome, Truth};
use crate::finding::{Words, reference};

pub(super) fn explanation(here: &Here<'_>) -> Vec<RuleOutcome> {
    here.outcomes.outcomes.iter().filter_map(|o| outcome(here, o)).collect()
}

fn outcome(here: &Here<'_>, outcome: &Outcome) -> Option<RuleOutcome> {
    let (rule, compiled) = here.session.program.rule(outcome.rule)?;
    let day = outcome.day.unwrap_or(here.session.portfolio.as_of);
    let words = Words { session: here.session, subject: outcome.subject, day, counted: outcome.counted.as_ref() };
    let (missing, reason) = match &outcome.truth {
        Truth::NotKnown(missing) => (here.missing(missing), None),
        Truth::Failed(reason) => (Vec::new(), Some(reason.0.zh.clone())),
        Truth::Met | Truth::NotMet => (Vec::new(), None),
    };
    Some(RuleOutcome {
        rule: reference(here.session, rule),
        status: rule.status,
        debt: here.debt_id(outcome.subject),
        contact: here.contact_id(outcome.subject),
        outcome: outcome.truth.word().to_owned(),
        day: outcome.day,
        facts: words.facts_used(compiled),
        missing,
        reason,
    })
}
