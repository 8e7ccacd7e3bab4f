//! The days after the day of an answer on which it will change by itself, if nothing else does: a deadline passes or
//! comes near, a count of days reaches an edge, limitation or a guarantee ends, a rule, an article or a value begins or
//! ends. Each with what changes.
//!
//! Days are not tried one by one. What a test compares names the days on which it may turn; a rule that is decided by
//! something no day changes has none. Those days, the days of steps and the days of the rules' own periods are looked at
//! in their order, and one is kept where the answer as it stands without words differs from the day before.
//!
//! Deliberately left out: amounts that grow with every day (interest, penalty), and that a value of the rules has not
//! been checked beyond some day. A step that is always so many days ahead of the answer changes its date every day and is
//! no news; where days off move two such steps past each other for a weekend, that is not said either.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `thresholds` | the days on which a test may turn |
//! | `live` | the rules that may end otherwise, and their days |
//! | `again` | how facts and rules stand on another day: the one place that evaluates |
//! | `state` | the answer without words: steps, order, payments |
//! | `changes` | two states held against each other, in words |
//! | `law` | dated values and articles that rules in force rest on |

mod again;
mod changes;
mod law;
mod live;
mod state;
mod thresholds;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fact::Subject;
use crate::money::words;
use crate::outlook::May;
use crate::plan::Here;
use crate::rule::RuleId;
use changes::Comparing;
use law::LawDays;
use live::live_rules;
use state::States;
use thresholds::Moving;

/// How far the timeline looks ahead. Limitation, judgments and records end within it; beyond it nobody plans.
pub const YEARS_AHEAD: u32 = 10;
/// How many days are listed, nearest first. A counsellor comes back long before.
pub const MOST_ENTRIES: usize = 30;

/// A day on which the answer will change by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TimelineDay {
    /// The first day with the changed answer.
    #[schema(example = "2026-11-26")]
    pub on: NaiveDate,
    /// What changes.
    pub changes: Vec<TimelineChange>,
}

/// Something that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TimelineChange {
    /// What it is.
    pub kind: ChangeKind,
    /// In words.
    #[schema(example = "“提交答辩状”的期限 2026-11-25 已过")]
    pub text: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_en: Option<String>,
    /// The debt it is about, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "a")]
    pub debt: Option<String>,
    /// The contact it is about, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// The rule it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
}

words! {
    /// What changes by itself.
    pub enum ChangeKind {
        /// The last day of a step, or a day worked out from facts, has passed.
        DeadlinePasses = "deadline_passes",
        /// The last day of a step is near enough for its band.
        DeadlineNear = "deadline_near",
        /// A rule begins to apply, or may from now on.
        RuleBeginsToApply = "rule_begins_to_apply",
        /// A rule ceases to apply, or is no longer certain to.
        RuleCeasesToApply = "rule_ceases_to_apply",
        /// Another step comes first for a debt.
        NextStepChanges = "next_step_changes",
        /// A debt moves to another tier of the pay-first list, is held, or is no longer held.
        PaymentChanges = "payment_changes",
        /// A dated value that a rule here reads changes.
        ValueChanges = "value_changes",
        /// An article that a rule here rests on changes.
        LawChanges = "law_changes",
        /// The order of the act-first list changes.
        RankChanges = "rank_changes",
    }
}

/// What will change, and whether there is more.
pub(crate) struct Timeline {
    pub(crate) entries: Vec<TimelineDay>,
    pub(crate) cut: bool,
}

/// The days looked at: those after the day of the answer.
#[derive(Debug, Clone, Copy)]
struct Window {
    as_of: NaiveDate,
    until: NaiveDate,
}

impl Window {
    fn has(self, day: NaiveDate) -> bool {
        self.as_of < day && day <= self.until
    }

    /// Whether something that holds from a first to a last day begins or ends in it.
    fn has_edge(self, from: Option<NaiveDate>, until: Option<NaiveDate>) -> bool {
        [from, until.and_then(|day| day.succ_opt())].into_iter().flatten().any(|day| self.has(day))
    }
}

/// The timeline of an answer.
pub(crate) fn timeline(here: &Here<'_>, may: &BTreeMap<Subject, May>) -> Timeline {
    let as_of = here.session.portfolio.as_of;
    let until = as_of.checked_add_months(Months::new(12 * YEARS_AHEAD)).unwrap_or(NaiveDate::MAX);
    let mut moving = Moving::new(here.session, Window { as_of, until });
    let live = live_rules(&mut moving);
    let law = LawDays::new(here, &moving, &live);
    let mut states = States::new(here, &moving, &live, may);
    let mut days: BTreeSet<NaiveDate> = states.days();
    days.extend(&live.days);
    days.extend(law.days());
    let mut entries: Vec<TimelineDay> = Vec::new();
    let mut before = states.on(as_of);
    for day in days {
        let after = states.on(day);
        let changes = Comparing { here, law: &law, day, before: &before, after: &after }.changes();
        before = after;
        if changes.is_empty() {
            continue;
        }
        if entries.len() == MOST_ENTRIES {
            return Timeline { entries, cut: true };
        }
        entries.push(TimelineDay { on: day, changes });
    }
    Timeline { entries, cut: false }
}
