//! The act-first list: for each debt its most urgent step with the others behind it, household steps by themselves;
//! by band, then nearest day (running clocks before those that ran out), dearer month of delay, larger balance, order of the request.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Here;
use super::answer::{ActionLine, Because, ConfirmFirst, Due, Step};
use super::counting;
use crate::evaluate::{DueDate, Truth, least_cost};
use crate::fact::Subject;
use crate::finding::TriageFinding;
use crate::money::Money;
use crate::rule::{ActionId, BandId, RuleSet, Status};

/// Where a step stands: band by position, then how near its day is.
pub(crate) type Urgency = (usize, Nearness);

/// How far a day is from today, before or after it. A clock that still runs comes before one that ran out as many days
/// ago: something can still be kept. What has no day comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// So many days away; whether it has passed.
    Days(u64, bool),
    /// It has no day.
    Undated,
}

impl Nearness {
    fn of(day: NaiveDate, as_of: NaiveDate) -> Self {
        let days = (day - as_of).num_days();
        Self::Days(days.unsigned_abs(), days < 0)
    }

    /// Whether its day has passed.
    pub(super) fn has_passed(self) -> bool {
        matches!(self, Self::Days(_, true))
    }

    /// Whether its day is today or within so many days.
    pub(super) fn is_within(self, days: u64) -> bool {
        matches!(self, Self::Days(away, false) if away <= days)
    }
}

/// A step before it is put in words, with the reasons for it.
pub(crate) struct Draft<'f, R> {
    pub(crate) action: &'f ActionId,
    pub(crate) due: Option<&'f DueDate>,
    pub(crate) urgency: Urgency,
    pub(crate) reasons: Vec<R>,
}

pub(super) fn actions(here: &Here<'_>, findings: &[TriageFinding]) -> Vec<ActionLine> {
    let mut by_subject: BTreeMap<Subject, Vec<Draft<'_, &TriageFinding>>> = BTreeMap::new();
    for finding in findings {
        let Some(band) = &finding.band else { continue };
        let drafts = by_subject.entry(finding.subject).or_default();
        for (action, due) in &finding.actions {
            add(drafts, action, due.as_ref(), urgency(here, band, due.as_ref()), finding);
        }
    }
    let mut lines: Vec<(Key, ActionLine)> = Vec::new();
    for (subject, mut drafts) in by_subject {
        drafts.sort_by_key(|d| d.urgency);
        // A debt is one line with its next step; the household has one line for each thing to do.
        let groups = match subject {
            Subject::Debt(_) | Subject::Contact(_) => vec![drafts],
            Subject::Household => drafts.into_iter().map(|d| vec![d]).collect(),
        };
        lines.extend(groups.into_iter().filter_map(|g| line(here, subject, &g)));
    }
    lines.sort_by_key(|(a, _)| *a);
    lines.into_iter().enumerate().map(|(i, (_, line))| ActionLine { rank: i + 1, ..line }).collect()
}

/// Adds a step; the same action asked for by several rules is one step with several reasons.
pub(crate) fn add<'f, R>(
    drafts: &mut Vec<Draft<'f, R>>,
    action: &'f ActionId,
    due: Option<&'f DueDate>,
    urgency: Urgency,
    reason: R,
) {
    match drafts.iter_mut().find(|d| d.action == action) {
        Some(draft) => {
            if urgency < draft.urgency {
                // The day goes with the reason that is most urgent: a clock nobody knows is not hidden by a later date.
                draft.due = due.or(draft.due);
                draft.urgency = urgency;
                draft.reasons.insert(0, reason);
            } else {
                draft.due = draft.due.or(due);
                draft.reasons.push(reason);
            }
        }
        None => drafts.push(Draft { action, due, urgency, reasons: vec![reason] }),
    }
}

/// The band of a step, moved on where its day lies beyond the band's horizon, and the day that counts. A day that is
/// not known counts as today: it may be.
pub(super) fn urgency(here: &Here<'_>, band: &BandId, due: Option<&DueDate>) -> Urgency {
    urgency_on(&here.session.program.set, here.session.portfolio.as_of, band, due)
}

/// The same on a day.
pub(crate) fn urgency_on(set: &RuleSet, as_of: NaiveDate, band: &BandId, due: Option<&DueDate>) -> Urgency {
    let bands = &set.bands;
    let nearness = match due {
        Some(DueDate::On { on, .. }) => Nearness::of(*on, as_of),
        Some(DueDate::NotKnown(_) | DueDate::Failed(_)) => Nearness::of(as_of, as_of),
        None => Nearness::Undated,
    };
    let (band, nearness) = match (bands.get(band).and_then(|b| b.horizon.as_ref()), nearness) {
        (Some((days, otherwise)), Nearness::Days(away, false)) if away > u64::from(*days) => (&otherwise.it, nearness),
        // Among clocks of the law a day that is only set here, such as tomorrow for a call, comes after them.
        (Some((days, _)), Nearness::Days(away, passed)) if is_set_here(due) => {
            (band, Nearness::Days(away + u64::from(*days), passed))
        }
        _ => (band, nearness),
    };
    (bands.get_index_of(band).unwrap_or(usize::MAX), nearness)
}

/// Whether a day is counted from the day of the answer: no law sets it.
fn is_set_here(due: Option<&DueDate>) -> bool {
    matches!(due, Some(DueDate::On { counted_from: None, length: Some(_), .. }))
}

/// The order of lines: urgency, then what a month of delay costs, then balance, then the order of the request.
pub(crate) type Key = (Urgency, Weight, Subject);

/// What tells debts of one urgency apart: what a month of delay costs, then the balance.
pub(crate) type Weight = (Reverse<Decimal>, Reverse<Money>);

/// The weight of a debt; the household has none.
pub(crate) fn weight(here: &Here<'_>, subject: Subject) -> Weight {
    let balance =
        here.debt_id(subject).and_then(|_| here.amount(here.session.program.set.engine_facts.balance, subject));
    let delay = balance.and_then(|b| cost_of_delay(here, subject, b)).unwrap_or_default();
    (Reverse(delay), Reverse(balance.unwrap_or(Money::ZERO)))
}

fn line(here: &Here<'_>, subject: Subject, drafts: &[Draft<'_, &TriageFinding>]) -> Option<(Key, ActionLine)> {
    let (first, rest) = drafts.split_first()?;
    let set = &here.session.program.set;
    let debt = here.debt_id(subject);
    let balance = debt.as_ref().and_then(|_| here.amount(set.engine_facts.balance, subject));
    let (_, band) = set.bands.get_index(first.urgency.0)?;
    let key = (first.urgency, weight(here, subject), subject);
    let line = ActionLine {
        rank: 0,
        confirm_first: debt.as_ref().and_then(|_| confirm_first(here, subject, first.urgency.0)),
        platform_name: debt.as_ref().and_then(|_| here.platform_name(subject)),
        debt,
        balance: balance.map(|b| b.to_string()),
        band: band.id.clone(),
        band_title: band.title.clone(),
        band_title_en: band.title_en(),
        next_step: step(here, first)?,
        then: rest.iter().filter_map(|d| step(here, d)).collect(),
    };
    Some((key, line))
}

/// What a month of delay costs: the balance at the all-in rate, for a twelfth of a year.
fn cost_of_delay(here: &Here<'_>, subject: Subject, balance: Money) -> Option<Decimal> {
    let (rate, _) = least_cost(here.session, subject)?;
    balance.decimal().checked_mul(rate.decimal())?.checked_div(Decimal::from(12))
}

/// The most urgent band a debt may belong to when a rule that is not known turns out to apply.
fn confirm_first(here: &Here<'_>, subject: Subject, band: usize) -> Option<ConfirmFirst> {
    let program = here.session.program;
    if here.is_closed(subject) {
        return None;
    }
    let possible = here.outcomes.outcomes.iter().filter(|o| o.subject == subject).filter_map(|o| {
        let (rule, _) = program.rule(o.rule).filter(|(r, _)| r.status == Status::Active)?;
        let (index, _, possible) = program.set.bands.get_full(&rule.steps()?.band.as_ref()?.it)?;
        match &o.truth {
            Truth::NotKnown(missing) if index < band => Some((index, missing.len(), possible, missing)),
            _ => None,
        }
    });
    let (_, _, possible, missing) = possible.min_by_key(|(index, needs, ..)| (*index, *needs))?;
    Some(ConfirmFirst {
        band: possible.id.clone(),
        band_title: possible.title.clone(),
        band_title_en: possible.title_en(),
        missing: here.missing(missing),
    })
}

fn step(here: &Here<'_>, draft: &Draft<'_, &TriageFinding>) -> Option<Step> {
    let action = here.session.program.set.actions.get(draft.action)?;
    let mut because: Vec<Because> = Vec::new();
    for finding in &draft.reasons {
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
