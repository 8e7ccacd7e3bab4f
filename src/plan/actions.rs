//! The act-first list in words: each line with its next step, why, by when, and what may still move it up. Where the
//! lines stand is decided in `order`.

use std::collections::BTreeMap;

use super::Here;
use super::answer::{ActionLine, Because, ConfirmFirst, Due, Step};
use super::counting;
use super::order::{Placed, StepDraft, balance, is_set_here, order};
use crate::evaluate::DueDate;
use crate::fact::Subject;
use crate::finding::TriageFinding;
use crate::outlook::May;
use crate::rule::ActionId;

pub(super) fn actions(
    here: &Here<'_>,
    findings: &[TriageFinding],
    possible: &BTreeMap<Subject, May>,
) -> Vec<ActionLine> {
    let lines = order(here.session, findings, &|subject| possible.get(&subject).map(|may| may.band));
    let lines = lines.iter().filter_map(|placed| line(here, findings, placed, possible));
    lines.enumerate().map(|(i, line)| ActionLine { rank: i + 1, ..line }).collect()
}

fn line(
    here: &Here<'_>,
    findings: &[TriageFinding],
    placed: &Placed<'_>,
    possible: &BTreeMap<Subject, May>,
) -> Option<ActionLine> {
    let subject = placed.subject;
    let (first, rest) = placed.steps.split_first()?;
    let debt = here.debt_id(subject);
    let (_, band) = here.session.program.set.bands.get_index(first.urgency.0)?;
    Some(ActionLine {
        rank: 0,
        confirm_first: possible.get(&subject).and_then(|may| confirm_first(here, may)),
        platform_name: debt.as_ref().and_then(|_| here.platform_name(subject)),
        debt,
        balance: balance(here.session, subject).map(|b| b.to_string()),
        band: band.id.clone(),
        band_title: band.title.clone(),
        band_title_en: band.title_en(),
        next_step: step(here, findings, first)?,
        then: rest.iter().filter_map(|d| step(here, findings, d)).collect(),
    })
}

/// A more urgent band the debt may belong to, and what would tell.
fn confirm_first(here: &Here<'_>, may: &May) -> Option<ConfirmFirst> {
    let (_, band) = here.session.program.set.bands.get_index(may.band)?;
    Some(ConfirmFirst {
        band: band.id.clone(),
        band_title: band.title.clone(),
        band_title_en: band.title_en(),
        missing: here.missing(&may.missing),
    })
}

fn step(here: &Here<'_>, findings: &[TriageFinding], draft: &StepDraft<'_>) -> Option<Step> {
    let action = here.session.program.set.actions.get(draft.action)?;
    let mut because: Vec<Because> = Vec::new();
    for finding in draft.reasons.iter().filter_map(|reason| findings.get(*reason)) {
        if !because.iter().any(|b| b.rule.id == finding.reference.id) {
            because.push(reason(finding));
        }
    }
    Some(Step {
        action: action.id.clone(),
        title: action.title.clone(),
        title_en: action.title_en(),
        who: action.who,
        due: draft.due.map(|d| due(here, d, &action.id)),
        because,
        steps: action.steps.clone(),
        steps_en: action.steps_en(),
        if_missed: action.if_missed.clone(),
        if_missed_en: action.if_missed_en(),
        proof: action.proof.clone(),
        proof_en: action.proof_en(),
        scripts: action.scripts.clone(),
        letters: action.letters.iter().map(|l| l.it.clone()).collect(),
    })
}

fn reason(finding: &TriageFinding) -> Because {
    Because {
        text: finding.because.clone(),
        text_en: finding.because_en.clone(),
        rule: finding.reference.clone(),
        facts: finding.facts.clone(),
        citations: finding.citations.clone(),
    }
}

/// A due date in the words of the answer.
pub(super) fn due(here: &Here<'_>, due: &DueDate, action: &ActionId) -> Due {
    let as_of = here.session.portfolio.as_of;
    let open = |status: &str, missing, reason| Due {
        on: None,
        status: status.to_owned(),
        days_left: None,
        counted_from: None,
        set_here: false,
        moved_from: None,
        no_calendar_for: None,
        calendar_unverified: None,
        counting: None,
        counting_en: None,
        missing,
        reason,
    };
    match due {
        DueDate::On { on, unrolled, no_calendar_for, calendar_unverified, counted_from, .. } => {
            let counting = counting::sentence(&here.session.program.set, due, action);
            let days_left = (*on - as_of).num_days();
            let status = match days_left {
                0 => "today",
                left if left < 0 => "missed",
                _ => "upcoming",
            };
            Due {
                on: Some(*on),
                status: status.to_owned(),
                days_left: Some(days_left),
                counted_from: *counted_from,
                set_here: is_set_here(Some(due)),
                moved_from: (on != unrolled).then_some(*unrolled),
                no_calendar_for: *no_calendar_for,
                calendar_unverified: *calendar_unverified,
                counting: counting.as_ref().map(|text| text.zh.clone()),
                counting_en: counting.map(|text| text.en),
                missing: Vec::new(),
                reason: None,
            }
        }
        DueDate::NotKnown(missing) => open("not_known", here.missing(missing), None),
        DueDate::Failed(reason) => open("failed", Vec::new(), Some(reason.0.zh.clone())),
    }
}
