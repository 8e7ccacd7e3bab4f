//! Every rule with its outcome, for those who want to see why and why not.

use super::Here;
use super::answer::{NotWorkedOut, RuleOutcome};
use crate::evaluate::{Outcome, Truth};
use crate::finding::{Words, cited, reference};
use crate::rule::Status;

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
    let exception = exception(here, outcome);
    Some(RuleOutcome {
        rule: reference(here.session, rule, &cited(here.session, &rule.cite, outcome.subject, day, false)),
        status: rule.status,
        debt: here.debt_id(outcome.subject),
        contact: here.contact_id(outcome.subject),
        outcome: outcome.truth.word().to_owned(),
        day: outcome.day,
        facts: words.facts_used(compiled),
        missing,
        reason,
        exception_en: exception.as_ref().and_then(|_| rule.unless_because_en()),
        exception,
    })
}

/// The exception in the lawyers' words, where all but it would have held.
fn exception(here: &Here<'_>, outcome: &Outcome) -> Option<String> {
    let (rule, compiled) = here.session.program.rule(outcome.rule).filter(|_| outcome.truth.is_not_met())?;
    let unless = compiled.unless.as_ref()?;
    let excepted = here.session.formula(&compiled.when, outcome.subject).is_met()
        && here.session.formula(unless, outcome.subject).is_met();
    excepted.then(|| rule.unless_because.clone().unwrap_or_default())
}

/// Active rules that failed, with the reason.
pub(super) fn not_worked_out(here: &Here<'_>) -> Vec<NotWorkedOut> {
    let failed = here.outcomes.outcomes.iter().filter_map(|o| {
        let (rule, _) = here.session.program.rule(o.rule).filter(|(r, _)| r.status == Status::Active)?;
        let Truth::Failed(reason) = &o.truth else { return None };
        let day = o.day.unwrap_or(here.session.portfolio.as_of);
        Some(NotWorkedOut {
            rule: reference(here.session, rule, &cited(here.session, &rule.cite, o.subject, day, false)),
            debt: here.debt_id(o.subject),
            contact: here.contact_id(o.subject),
            reason: reason.0.zh.clone(),
        })
    });
    failed.collect()
}
