//! What a rule says where nothing else in the answer says it: no step, no place of payment, no referral carries its
//! reason. Nobody should have to read the rulebook for it.

use super::Here;
use super::answer::NoteLine;
use crate::finding::TriageFinding;
use crate::rule::Then;

pub(super) fn notes(here: &Here<'_>, findings: &[TriageFinding]) -> Vec<NoteLine> {
    let silent = |f: &&TriageFinding| f.actions.is_empty() && f.payment.is_none() && f.referrals.is_empty();
    // What a line of cost rests on is said where the cost is.
    let of_cost = |f: &&TriageFinding| {
        here.session.program.rule(f.rule).is_some_and(|(rule, _)| matches!(rule.then, Then::Cost(_)))
    };
    let note = |f: &TriageFinding| NoteLine {
        debt: here.debt_id(f.subject),
        text: f.because.clone(),
        text_en: f.because_en.clone(),
        rule: f.reference.clone(),
        facts: f.facts.clone(),
        citations: f.citations.clone(),
    };
    findings.iter().filter(silent).filter(|f| !of_cost(f)).map(note).collect()
}
