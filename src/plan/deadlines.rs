//! Every day that matters, in order: the last days of the steps to take, and the days worked out from what is known
//! (when limitation or a guarantee would end, when service by public notice counts as done).

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::Here;
use super::answer::{ActionLine, Basis, Step};
use crate::fact::{Subject, Value};
use crate::finding::RuleReference;

/// A day that matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Deadline {
    /// The day.
    #[schema(example = "2026-11-25")]
    pub on: NaiveDate,
    /// Days left; negative when it has passed.
    #[schema(example = 3)]
    pub days_left: i64,
    /// The debt, if one.
    #[schema(example = "a")]
    pub debt: Option<String>,
    /// What it is: the title of the step, or the name of the day.
    #[schema(example = "提交答辩状")]
    pub title: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// Said of a day that is only set here, so many days after the day of the answer: no law sets it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub set_here: bool,
    /// The step that is due, or the fact that was worked out.
    pub of: DeadlineOf,
    /// How it was counted, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counting: Option<String>,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counting_en: Option<String>,
    /// The rules that ask for the step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleReference>,
}

/// The days that matter for a portfolio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeadlineList {
    /// The day they are counted for.
    pub as_of: NaiveDate,
    /// Every day that matters, in the order of the calendar.
    pub deadlines: Vec<Deadline>,
    /// What they rest on.
    pub basis: Basis,
}

/// What a day is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineOf {
    /// A step to take: its action.
    Action(String),
    /// A day worked out from other facts: its fact.
    Fact(String),
}

/// The days of these steps and the days worked out, the nearest past or coming first in the order of the calendar.
pub(super) fn deadlines(here: &Here<'_>, actions: &[ActionLine]) -> Vec<Deadline> {
    let steps = actions.iter().flat_map(|line| {
        let all = std::iter::once(&line.next_step).chain(&line.then);
        all.filter_map(|step| of_step(line.debt.as_deref(), step))
    });
    let mut all: Vec<Deadline> = steps.chain(here.open_debts().flat_map(|debt| of_facts(here, debt))).collect();
    // The sort is stable: on one day, steps in their order come before days worked out.
    all.sort_by_key(|deadline| deadline.on);
    all
}

fn of_step(debt: Option<&str>, step: &Step) -> Option<Deadline> {
    let due = step.due.as_ref()?;
    Some(Deadline {
        on: due.on?,
        days_left: due.days_left?,
        debt: debt.map(str::to_owned),
        title: step.title.clone(),
        title_en: step.title_en.clone(),
        set_here: due.set_here,
        of: DeadlineOf::Action(step.action.to_string()),
        counting: due.counting.clone(),
        counting_en: due.counting_en.clone(),
        rules: step.because.iter().map(|because| because.rule.clone()).collect(),
    })
}

fn of_facts(here: &Here<'_>, debt: Subject) -> Vec<Deadline> {
    let as_of = here.session.portfolio.as_of;
    let worked_out = here.session.program.set.vocabulary.iter().filter(|(_, fact)| fact.derived.is_some());
    let dated = worked_out.filter_map(|(id, fact)| match here.session.value(id, debt) {
        Some(Value::Date(on)) => Some(Deadline {
            on: *on,
            days_left: (*on - as_of).num_days(),
            debt: here.debt_id(debt),
            title: fact.label.zh.clone(),
            title_en: Some(fact.label.en.clone()),
            set_here: false,
            of: DeadlineOf::Fact(fact.name.to_string()),
            counting: fact.derived.clone(),
            counting_en: None,
            rules: Vec::new(),
        }),
        _ => None,
    });
    dated.collect()
}
