//! Penalty interest (罚息): from the due date a higher rate takes the place of the contract's, on what is overdue.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::money::dates::{self, DayCount};
use crate::money::step::plural;
use crate::money::words::words;
use crate::money::{Exact, Money, Rate, Refusals, Step, ledger, limits};

/// What is overdue, since when, and at which rate.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "overdue_principal": "10000.00", "contract_rate": "14.6%", "uplift": "50%", "due_on": "2026-03-01", "as_of": "2026-03-31" }))]
pub struct PenaltyTerms {
    /// The principal that is overdue, in yuan.
    pub overdue_principal: Money,
    /// The interest rate of the contract, a year.
    pub contract_rate: Rate,
    /// By how much the rate rises: 0.5 is half as much again.
    pub uplift: Rate,
    /// The day it was due.
    pub due_on: NaiveDate,
    /// The day up to which days are counted.
    pub as_of: NaiveDate,
    /// Days of grace: up to so many days nothing is charged, after them it is charged from the due date; none where
    /// left out.
    pub grace_days: Option<u32>,
    /// How days become a part of a year: `ACT/360` where left out; never `MONTHLY`.
    pub day_count: Option<DayCount>,
    /// Interest due and unpaid, in yuan; needed where `compound` is true.
    pub unpaid_interest: Option<Money>,
    /// Whether unpaid interest bears the same rate; it does not where left out.
    pub compound: Option<bool>,
}

words! {
    /// Whether a penalty runs.
    pub enum PenaltyStatus {
        /// It does.
        Accrued = "accrued",
        /// The days of grace are not over.
        InGrace = "in_grace",
        /// Nothing is overdue yet.
        NotDue = "not_due",
    }
}

/// Penalty interest. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Penalty {
    /// Whether it runs.
    pub status: PenaltyStatus,
    /// Days since the due date, that day counted and the last not.
    pub days: i64,
    /// The rate with its rise, a year.
    pub penalty_rate: Rate,
    /// What the overdue principal bears.
    pub penalty: Money,
    /// What the unpaid interest bears.
    pub compound_interest: Money,
    /// Both together.
    pub total: Money,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// Penalty interest: `contract rate × (1 + uplift)` on the overdue principal for the days from the due date, posted
/// half-up; where it compounds, unpaid interest bears the same for the same time, posted by itself.
///
/// By hand (domain sheet 4.7): 14.6 % + 50 % is 21.9 %; 10 000.00 × 21.9 % × 30 ÷ 360 = 182.50.
///
/// ```
/// # use ashore::money::{Rate, penalty::{PenaltyTerms, penalty}};
/// let found = penalty(&PenaltyTerms {
///     overdue_principal: "10000".parse()?,
///     contract_rate: Rate::new("0.146".parse()?),
///     uplift: Rate::new("0.5".parse()?),
///     due_on: "2026-03-01".parse()?,
///     as_of: "2026-03-31".parse()?,
///     grace_days: None,
///     day_count: None,
///     unpaid_interest: None,
///     compound: None,
/// }).map_err(|refused| format!("{refused:?}"))?;
/// assert_eq!(found.penalty.to_string(), "182.50");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn penalty(terms: &PenaltyTerms) -> Result<Penalty, Refusals> {
    check(terms)?;
    let rate = Exact::from(terms.contract_rate) * (Exact::from(1) + Exact::from(terms.uplift));
    let days = dates::days_between(terms.due_on, terms.as_of).max(0);
    let mut found = Penalty {
        status: status(terms, days),
        days,
        penalty_rate: ledger::shown(&rate)?,
        penalty: Money::ZERO,
        compound_interest: Money::ZERO,
        total: Money::ZERO,
        steps: vec![days_step(terms, days)],
    };
    match found.status {
        PenaltyStatus::NotDue => {
            found.steps.push(Step::new("还没有逾期，没有罚息", "nothing is overdue yet, so there is no penalty"));
        }
        PenaltyStatus::InGrace => {
            let grace = terms.grace_days.unwrap_or_default();
            found.steps.push(Step::new(
                format!("宽限期 {grace} 天还没有过，没有罚息"),
                format!("the time of grace, {}, is not over, so there is no penalty", plural(grace, "day")),
            ));
        }
        PenaltyStatus::Accrued => accrue(terms, &rate, &mut found)?,
    }
    Ok(found)
}

fn check(terms: &PenaltyTerms) -> Result<(), Refusals> {
    let mut refusals = Refusals::default();
    limits::amount(&mut refusals, "/overdue_principal", terms.overdue_principal);
    limits::rate(&mut refusals, "/contract_rate", terms.contract_rate);
    limits::rate(&mut refusals, "/uplift", terms.uplift);
    limits::amount(&mut refusals, "/unpaid_interest", terms.unpaid_interest);
    refusals.unless(
        terms.day_count != Some(DayCount::Monthly),
        "/day_count",
        "days-needed",
        "罚息按天数计算，不能用 MONTHLY；改用 ACT/360、ACT/365F 或 ACT/ACT",
        "a penalty is counted in days, not by MONTHLY; use ACT/360, ACT/365F or ACT/ACT",
    );
    limits::needed_field(
        &mut refusals,
        terms.compound != Some(true) || terms.unpaid_interest.is_some(),
        "/unpaid_interest",
        "要算复利，先填未付利息 unpaid_interest；没有就填 0",
        "compound interest needs `unpaid_interest`; write 0 where there is none",
    );
    refusals.end()
}

fn status(terms: &PenaltyTerms, days: i64) -> PenaltyStatus {
    if days == 0 {
        PenaltyStatus::NotDue
    } else if days <= i64::from(terms.grace_days.unwrap_or_default()) {
        PenaltyStatus::InGrace
    } else {
        PenaltyStatus::Accrued
    }
}

fn days_step(terms: &PenaltyTerms, days: i64) -> Step {
    let (due_on, as_of) = (terms.due_on, terms.as_of);
    Step::new(
        format!("逾期天数：{due_on} 到 {as_of}，算头不算尾，{days} 天"),
        format!("days overdue: {due_on} to {as_of}, the first counted and the last not, {}", plural(days, "day")),
    )
}

fn accrue(terms: &PenaltyTerms, rate: &Exact, found: &mut Penalty) -> Result<(), Refusals> {
    let count = terms.day_count.unwrap_or(DayCount::Act360);
    let time = dates::part_of_year(count, terms.due_on, terms.as_of);
    let times = dates::part_in_figures(count, terms.due_on, terms.as_of);
    let (contract, uplift, shown, principal) =
        (terms.contract_rate, terms.uplift, found.penalty_rate, terms.overdue_principal);
    found.penalty = (Exact::from(principal) * rate.clone() * time.clone()).posted()?;
    found.steps.push(Step::new(
        format!("罚息利率：{contract} × (1 + {uplift}) = {shown}"),
        format!("penalty rate: {contract} × (1 + {uplift}) = {shown}"),
    ));
    found.steps.push(Step::new(
        format!("罚息：{principal} × {shown} × {times} = {}", found.penalty),
        format!("penalty: {principal} × {shown} × {times} = {}", found.penalty),
    ));
    if let Some(unpaid) = terms.unpaid_interest.filter(|_| terms.compound == Some(true)) {
        found.compound_interest = (Exact::from(unpaid) * rate.clone() * time).posted()?;
        found.steps.push(Step::new(
            format!("复利：{unpaid} × {shown} × {times} = {}", found.compound_interest),
            format!("compound interest: {unpaid} × {shown} × {times} = {}", found.compound_interest),
        ));
    }
    found.total = ledger::plus(found.penalty, found.compound_interest)?;
    found.steps.push(Step::new(
        format!("合计：{} + {} = {}", found.penalty, found.compound_interest, found.total),
        format!("total: {} + {} = {}", found.penalty, found.compound_interest, found.total),
    ));
    Ok(())
}

#[cfg(test)]
mod tests;
