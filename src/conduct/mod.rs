//! Contacts by themselves: what they show, every contact in order of time, a calendar of them, and the page with all of
//! it that is taken to the police or a regulator. What was found and in which words is for `finding`.

mod calendar;
mod labels;
mod page;
mod picture;
pub(crate) mod timeline;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

pub use calendar::{Calendar, CalendarDay, CalendarHour, Tally};
pub use labels::{LabelContext, SentenceLabel, SentenceMark, WordsCount};
pub use page::page;
pub(crate) use page::{DoorLine, EvidenceLine, doors, evidence, ways_of_checking};
pub use timeline::{Shows, TimelineEntry, WordOf};

use crate::evaluate::{Outcomes, Session};
use crate::fact::{FactId, FactScope};
use crate::finding::{CannotTell, ConductFinding, find};
use crate::plan::{Basis, LeftOut, basis, contacts_left_out, not_shown};
use crate::program::Program;
use crate::rule::{BehaviourId, Condition, RuleSet, Status, Then};

/// What the contacts of collectors show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConductReport {
    /// The day the answer is for.
    #[schema(example = "2026-11-22")]
    pub as_of: NaiveDate,
    /// The reference given with the request.
    pub case_ref: Option<String>,
    /// SHA-256 of the request as it was received, so that a printed report can be matched with the file it comes from.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub request_sha256: String,
    /// Behaviours that were shown, most severe first.
    pub findings: Vec<ConductFinding>,
    /// Behaviours that cannot be told, by what is missing.
    pub cannot_tell: Vec<CannotTell>,
    /// Behaviours looked for and not shown.
    pub not_shown: Vec<BehaviourId>,
    /// Contacts that were left out of the counts, and why.
    pub left_out: Vec<LeftOut>,
    /// Every contact, the earliest first; those without a day come last.
    pub timeline: Vec<TimelineEntry>,
    /// The contacts by day and hour.
    pub calendar: Calendar,
    /// What the answer rests on, and its limits.
    pub basis: Basis,
}

/// The report on outcomes of which only those on conduct are looked at. Where the one debt stands for the creditor of
/// all contacts, nobody sent it and nothing is said of it.
pub(crate) fn report(
    program: &Program,
    mut outcomes: Outcomes,
    one_creditor: bool,
    request_sha256: String,
) -> ConductReport {
    let of_conduct = |then: &Then| matches!(then, Then::Conduct(_));
    outcomes.outcomes.retain(|o| program.rule(o.rule).is_some_and(|(rule, _)| of_conduct(&rule.then)));
    outcomes.costs.clear();
    let session = Session::over(program, &outcomes);
    let found = find(&session, &outcomes);
    let mut report = ConductReport {
        as_of: outcomes.portfolio.as_of,
        case_ref: outcomes.portfolio.case_ref.clone(),
        request_sha256,
        not_shown: not_shown(&session, &found),
        left_out: contacts_left_out(&session),
        timeline: timeline::timeline(&session, &outcomes.outcomes),
        calendar: calendar::calendar(&session),
        basis: basis(&session, &outcomes, &[]),
        findings: found.conduct,
        cannot_tell: found.cannot_tell,
    };
    if one_creditor {
        report.findings.iter_mut().for_each(|f| f.debt = None);
        report.timeline.iter_mut().for_each(|t| t.debt = None);
    }
    report
}

/// Facts that may stand at the top of a request whatever the rules look at, so that the request stays the same when
/// rules change.
const ALWAYS: [&str; 5] =
    ["household.evidence", "debt.creditor_type", "debt.product", "debt.fronted_by_platform", "debt.creditor_group"];

/// The facts of the household and of the one creditor that may stand at the top of a request: those that decide what
/// contacts show, or where to report it. Of two with one name the first counts.
pub(crate) fn top_facts(set: &RuleSet) -> Vec<FactId> {
    let mut read: BTreeSet<FactId> = BTreeSet::new();
    let mut look = |condition: &Condition| {
        condition.walk(&mut |inner| {
            if let Condition::Test(test) = inner {
                read.insert(test.fact);
            }
        });
    };
    for rule in set.rules.iter().filter(|r| r.status == Status::Active) {
        let Then::Conduct(then) = &rule.then else { continue };
        look(&rule.when);
        rule.unless.iter().for_each(&mut look);
        rule.count.iter().for_each(|c| look(&c.only));
        let laws = rule.cite.iter().filter_map(|c| set.laws.get(&c.it.law));
        laws.filter_map(|l| l.applies_when.as_ref()).for_each(&mut look);
        let channels = then.report_to.iter().filter_map(|c| set.channels.get(&c.it));
        channels.filter_map(|c| c.takes_when.as_ref()).for_each(&mut look);
    }
    let always = ALWAYS.iter().filter_map(|name| set.vocabulary.find(name)).map(|(id, _)| id);
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut top = Vec::new();
    for id in always.chain(read.iter().copied()) {
        let Some(fact) = set.vocabulary.get(id) else { continue };
        let bare = fact.name.as_str().split_once('.').map_or("", |(_, bare)| bare);
        if fact.scope <= FactScope::Debt && fact.derived.is_none() && names.insert(bare) {
            top.push(id);
        }
    }
    top
}
