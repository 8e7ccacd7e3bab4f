//! The all-in cost of a loan: the rate at which everything paid is worth what reached the borrower.

mod moves;
mod standing;
mod steps;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::money::irr::{annual_of_daily, effective_annual, nominal_annual, rate_per_period, simple_annual};
use crate::money::words::words;
use crate::money::yardstick::Position;
use crate::money::{CostError, Money, Rate, Refusals, Step, limits};
use moves::Moves;

words! {
    /// Whether a cost can be told.
    pub enum CostStatus {
        /// There is one rate, and every figure of it can be written down.
        Found = "found",
        /// No rate fits: money does not move both ways, or nothing reached the borrower.
        NoSolution = "no_solution",
        /// Money changes direction more than once, so that more than one rate may fit.
        Ambiguous = "ambiguous",
        /// A rate is too large to be written down; the figures that can be are given.
        OutOfRange = "out_of_range",
    }
}

words! {
    /// What lies between two flows.
    pub enum CostBasis {
        /// Equal periods.
        Periodic = "periodic",
        /// Days, over 365.
        Dated = "dated",
    }
}

/// The flows of a loan. Either all have a day, or none.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "flows": [{ "amount": "1050.00", "on": "2026-01-01" }, { "amount": "-1500.00", "on": "2026-01-08" }], "yardstick": "24%" }))]
pub struct CostTerms {
    /// The money that moves, at most 1,201 entries. Without days the first is at the start, and each next one a period
    /// later.
    pub flows: Vec<FlowTerms>,
    /// What was taken at the start, in yuan: fees, deposits, memberships. It comes off the first receipt.
    pub deducted: Option<Money>,
    /// How many periods a year has, from 1 to 366; 12 where left out. Only for flows without days.
    #[schema(minimum = 1, maximum = 366)]
    pub periods_per_year: Option<u32>,
    /// The legal line a year that the cost is held against; it is compared with the rate without interest on interest.
    pub yardstick: Option<Rate>,
}

/// Money that moves, with the borrower's sign.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
pub struct FlowTerms {
    /// In yuan: received above zero, paid below.
    pub amount: Money,
    /// The day.
    pub on: Option<NaiveDate>,
}

/// The cost of a loan. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Cost {
    /// Whether it can be told.
    pub status: CostStatus,
    /// What lies between two flows.
    pub basis: CostBasis,
    /// What really reached the borrower first: the first receipt less what was taken from it.
    pub received: Money,
    /// Everything paid.
    pub paid: Money,
    /// The rate of one period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_per_period: Option<Rate>,
    /// The rate a year without interest on interest; of dated flows only for one receipt and one payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apr_simple: Option<Rate>,
    /// The rate a year with interest on interest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apr_compound: Option<Rate>,
    /// Where the cost lies against the line. The line is compared with the rate without interest on interest; where that
    /// is not known the position is left out, and `reason` says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The level instalment at the line, of a plan with level instalments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instalment_at_line: Option<Money>,
    /// What a level plan costs more than one at the line, where it is above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excess: Option<Money>,
    /// The flows in order, netted by day and after what was deducted.
    pub rows: Vec<CostRow>,
    /// Why no cost can be told, or what to mind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_en: Option<String>,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// One flow and what it is worth at the start. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CostRow {
    /// Its period, 0 being the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
    /// Its day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// The amount.
    pub amount: Money,
    /// What it is worth at the start at the rate found, to the fen. Together they are zero but for rounding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present_value: Option<Money>,
}

/// The cost of a loan: the rate that brings the present values of all flows to zero.
///
/// By hand (domain sheet 4.5): 1 050.00 received and 1 500.00 paid after 7 days is
/// (1 500 ÷ 1 050 − 1) × 365 ÷ 7 = 2 234.69 % a year without interest on interest.
///
/// ```
/// # use ashore::money::cost::{CostTerms, FlowTerms, cost};
/// let flows = vec![
///     FlowTerms { amount: "1050".parse()?, on: Some("2026-01-01".parse()?) },
///     FlowTerms { amount: "-1500".parse()?, on: Some("2026-01-08".parse()?) },
/// ];
/// let terms = CostTerms { flows, deducted: None, periods_per_year: None, yardstick: None };
/// let cost = cost(&terms).map_err(|refused| format!("{refused:?}"))?;
/// assert_eq!(cost.apr_simple.map(|rate| rate.percent(2)), Some("2234.69%".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cost(terms: &CostTerms) -> Result<Cost, Refusals> {
    refusals(terms).end()?;
    let moves = Moves::of(terms)?;
    let periods_per_year = terms.periods_per_year.unwrap_or(12);
    let mut answer = Cost {
        status: CostStatus::Found,
        basis: moves.basis,
        received: moves.received(),
        paid: moves.paid()?,
        rate_per_period: None,
        apr_simple: None,
        apr_compound: None,
        position: None,
        instalment_at_line: None,
        excess: None,
        rows: moves.rows(None),
        reason: None,
        reason_en: None,
        steps: Vec::new(),
    };
    match moves.growth() {
        Ok(growth) => {
            answer.rows = moves.rows(Some(growth));
            match moves.basis {
                CostBasis::Periodic => {
                    let rate = rate_per_period(growth).ok();
                    answer.rate_per_period = rate;
                    answer.apr_simple = rate.and_then(|rate| nominal_annual(rate, periods_per_year).ok());
                    answer.apr_compound = rate.and_then(|rate| effective_annual(rate, periods_per_year).ok());
                }
                CostBasis::Dated => answer.apr_compound = annual_of_daily(growth).ok(),
            }
            if answer.apr_compound.is_none() {
                fail(&mut answer, CostError::OutOfRange);
            }
        }
        Err(error) => fail(&mut answer, error),
    }
    if let Some((received, paid, days)) = moves.receipt_and_payment() {
        answer.apr_simple = simple_annual(received, paid, days).ok();
    }
    if moves.nothing_left() {
        answer.reason =
            Some(format!("先扣的 {} 不少于第一笔到手的钱，借款人没有拿到钱", terms.deducted.unwrap_or_default()));
        answer.reason_en = Some(format!(
            "{} was taken from the first receipt and nothing of it is left: no money reached the borrower",
            terms.deducted.unwrap_or_default()
        ));
    } else if moves.starts_with_payment() {
        // The figures are those of the formula, but a line for loans says nothing about money lent.
        if answer.status == CostStatus::Found {
            answer.reason = Some("第一笔是付出，不是借款；正负号以借款人为准：收到为正，付出为负".into());
            answer.reason_en = Some(
                "the first flow is paid, so this is not a loan; signs are the borrower's: received above zero, paid below".into(),
            );
        }
    } else if let Some(yardstick) = terms.yardstick {
        standing::fill(&mut answer, &moves, yardstick, periods_per_year);
    }
    answer.steps = steps::steps(terms, &moves, &answer);
    Ok(answer)
}

fn fail(answer: &mut Cost, error: CostError) {
    let (status, zh, en) = match error {
        CostError::NoSolution => (
            CostStatus::NoSolution,
            "没有既收钱又还钱，算不出利率",
            "money does not move both ways, so that no rate fits",
        ),
        CostError::Ambiguous => (
            CostStatus::Ambiguous,
            "收付方向变了不止一次，合适的利率可能不止一个，不猜",
            "money changes direction more than once, so that more than one rate may fit; none is guessed",
        ),
        CostError::OutOfRange => (
            CostStatus::OutOfRange,
            "利率大得写不下；核对金额和日期",
            "a rate is too large to be written down; check amounts and days",
        ),
    };
    answer.status = status;
    answer.reason = Some(zh.into());
    answer.reason_en = Some(en.into());
}

/// The most flows: one at the start, and one in each of the most periods.
const MAX_FLOWS: usize = 1201;
const MAX_PERIODS_PER_YEAR: u32 = 366;

fn refusals(given: &CostTerms) -> Refusals {
    let mut refusals = Refusals::default();
    limits::entries(&mut refusals, "/flows", given.flows.len(), MAX_FLOWS);
    let dated = given.flows.first().is_some_and(|flow| flow.on.is_some());
    if let Some(odd) = given.flows.iter().position(|flow| flow.on.is_some() != dated) {
        refusals.add(
            format!("/flows/{odd}/on"),
            "days-mixed",
            "要么每笔都写日期，要么都不写",
            "either every flow has a day, or none has",
        );
    }
    limits::amount(&mut refusals, "/deducted", given.deducted);
    limits::rate(&mut refusals, "/yardstick", given.yardstick);
    let per_year = given.periods_per_year.unwrap_or(12);
    refusals.unless(
        (1..=MAX_PERIODS_PER_YEAR).contains(&per_year),
        "/periods_per_year",
        "periods-out-of-range",
        format!("每年 {per_year} 期，应当在 1 到 {MAX_PERIODS_PER_YEAR} 之间"),
        format!("{per_year} periods a year: there can be from 1 to {MAX_PERIODS_PER_YEAR}"),
    );
    limits::unused_field(
        &mut refusals,
        dated && given.periods_per_year.is_some(),
        "/periods_per_year",
        "写了日期的按天数算，不用每年期数",
        "flows with days are counted by days; leave the periods a year out",
    );
    refusals
}

#[cfg(test)]
mod tests;
