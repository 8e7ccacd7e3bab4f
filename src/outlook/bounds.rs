//! Where a debt may stand at best and at worst, with what is not known: a rule nobody can tell counts where values were
//! found under which it applies.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::tried::Tried;
use crate::evaluate::{DueDate, Given, Outcome, Session, Truth, due_date};
use crate::fact::{Missing, Subject};
use crate::finding::NamedFact;
use crate::finding::triage::Asks;
use crate::plan::Here;
use crate::plan::order::urgency;
use crate::program::RuleNumber;
use crate::rule::{Band, BandId, Status};

/// How many combinations of values are tried for one rule. One that is still open then counts as possible.
const MAX_TRIED: usize = 48;

/// The bands of the act-first list a debt may belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Bound {
    /// The debt.
    #[schema(example = "b")]
    pub debt: String,
    /// What the client calls it.
    pub platform_name: Option<String>,
    /// The band it stands in by what is known; absent where nothing known puts it anywhere.
    pub now: Option<BandName>,
    /// The least urgent band it can turn out to belong to.
    pub best: Option<BandName>,
    /// The most urgent band it can turn out to belong to; the act-first list is sorted by it.
    pub worst: Option<BandName>,
    /// Whether what is not known can move it: `false` means confirm first.
    pub certain: bool,
    /// The facts that would tell, those that lead to the worst first.
    pub missing: Vec<NamedFact>,
}

/// A band by id and title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BandName {
    /// Its id.
    #[schema(example = "legal_deadline")]
    pub band: BandId,
    /// Its title.
    pub title: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
}

/// The most urgent band that something may belong to by a rule nobody can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct May {
    /// The band, by position.
    pub(crate) band: usize,
    /// The facts that would tell.
    pub(crate) missing: Vec<Missing>,
}

/// For each debt that may belong to a more urgent band than any rule that applies puts it in: which one, and what would
/// tell.
pub(crate) fn possible<A: Asks>(here: &Here<'_>, asks: &[A], tried: &mut Tried<'_>) -> BTreeMap<Subject, May> {
    let mut found = BTreeMap::new();
    for subject in here.open_debts() {
        let open = above(here.session, &here.outcomes.outcomes, asks, subject);
        found.extend(worst(&open, subject, &[], tried).map(|may| (subject, may)));
    }
    found
}

/// A rule nobody can tell that would put a subject in a more urgent band.
pub(super) struct Above {
    band: usize,
    rule: RuleNumber,
    missing: Vec<Missing>,
}

/// The rules nobody can tell that would put a subject in a more urgent band than those that apply, the worst first.
pub(super) fn above<'o, A: Asks>(
    session: &Session<'_>,
    outcomes: impl IntoIterator<Item = &'o Outcome>,
    asks: &[A],
    subject: Subject,
) -> Vec<Above> {
    let now = now(session, asks, subject).unwrap_or(usize::MAX);
    let open = outcomes.into_iter().filter(|o| o.subject == subject).filter_map(|o| {
        let Truth::NotKnown(missing) = &o.truth else { return None };
        let band = may_stand(session, o).filter(|band| *band < now)?;
        Some(Above { band, rule: o.rule, missing: missing.clone() })
    });
    let mut open: Vec<Above> = open.collect();
    open.sort_by_key(|above| (above.band, above.missing.len(), above.rule));
    open
}

/// The first of them that can hold, these facts being otherwise.
pub(super) fn worst(open: &[Above], subject: Subject, given: &[Given], tried: &mut Tried<'_>) -> Option<May> {
    let found = open.iter().find(|a| tried.can_hold((a.rule, subject), &a.missing, given, MAX_TRIED))?;
    Some(May { band: found.band, missing: found.missing.clone() })
}

/// The band a rule would put a subject in, by the day of its steps as far as it is known. A band for clocks of the law is
/// reached only by a step that has one: what somebody merely claims starts none.
fn may_stand(session: &Session<'_>, outcome: &Outcome) -> Option<usize> {
    let bands = &session.program.set.bands;
    let (rule, _) = session.program.rule(outcome.rule).filter(|(r, _)| r.status == Status::Active)?;
    let then = rule.steps()?;
    let band = bands.get(&then.band.as_ref()?.it)?;
    let day = outcome.day.unwrap_or(session.portfolio.as_of);
    let each = then.actions.iter().map(|action| {
        let due = action.due.as_ref().map(|due| (due, due_date(session, due, outcome.subject, day)));
        let by_law = due.as_ref().is_some_and(|(due, _)| due.fact().is_some());
        match (&band.horizon, by_law) {
            (Some((_, otherwise)), false) => bands.get_index_of(&otherwise.it).unwrap_or(usize::MAX),
            _ => urgency(session, &band.id, due.as_ref().map(|(_, day)| day)).0,
        }
    });
    each.min()
}

/// The most urgent band that rules which apply put a subject in.
fn now<A: Asks>(session: &Session<'_>, asks: &[A], subject: Subject) -> Option<usize> {
    let of = asks.iter().filter(|a| a.subject() == subject);
    of.flat_map(|a| a.actions().filter_map(|(_, due)| Some(urgency(session, a.band()?, due).0))).min()
}

/// The same, if every day that is not known lies as far ahead as it can.
fn at_best<A: Asks>(session: &Session<'_>, asks: &[A], subject: Subject) -> Option<usize> {
    let bands = &session.program.set.bands;
    let of = asks.iter().filter(|a| a.subject() == subject);
    let each = of.flat_map(|a| {
        a.actions().filter_map(|(_, due)| {
            let band = a.band()?;
            let later = bands.get(band).and_then(|b| b.horizon.as_ref());
            match (due, later) {
                (Some(DueDate::NotKnown(_)), Some((_, otherwise))) => bands.get_index_of(&otherwise.it),
                _ => Some(urgency(session, band, due).0),
            }
        })
    });
    each.min()
}

/// The bounds of every open debt.
pub(crate) fn bounds<A: Asks>(here: &Here<'_>, asks: &[A], possible: &BTreeMap<Subject, May>) -> Vec<Bound> {
    let bands = &here.session.program.set.bands;
    let name = |band: usize| bands.get_index(band).map(|(_, band)| named(band));
    let bound = |subject: Subject| {
        let now = now(here.session, asks, subject);
        let best = at_best(here.session, asks, subject);
        let may = possible.get(&subject);
        let worst = may.map(|m| m.band).into_iter().chain(now).min();
        let undated = asks.iter().filter(|a| a.subject() == subject).flat_map(|a| {
            a.actions().filter_map(|(_, due)| match due {
                Some(DueDate::NotKnown(missing)) => Some(missing.clone()),
                _ => None,
            })
        });
        let mut missing: Vec<Missing> = may.map(|m| m.missing.clone()).unwrap_or_default();
        if best != now {
            missing.extend(undated.flatten());
        }
        Some(Bound {
            debt: here.debt_id(subject)?,
            platform_name: here.platform_name(subject),
            now: now.and_then(name),
            best: best.and_then(name),
            worst: worst.and_then(name),
            certain: worst == now && best == now,
            missing: here.missing(&missing),
        })
    };
    here.open_debts().filter_map(bound).collect()
}

pub(crate) fn named(band: &Band) -> BandName {
    BandName { band: band.id.clone(), title: band.title.clone(), title_en: band.title_en() }
}
