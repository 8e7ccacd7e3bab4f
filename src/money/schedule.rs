//! Repayment schedules by the five usual methods, the level instalment, and the months a flat payment takes.

mod instalment;
mod rows;
mod steps;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

pub(super) use instalment::Level;

use crate::money::budget::whole_months;
use crate::money::dates::DayCount;
use crate::money::words::words;
use crate::money::{Exact, Money, OutOfRange, Rate, Refusals, Step, limits};

words! {
    /// How a loan is repaid.
    pub enum Method {
        /// Level instalments of interest and principal (等额本息).
        EqualPayment = "equal_payment",
        /// Equal shares of principal, and interest on what is left (等额本金).
        EqualPrincipal = "equal_principal",
        /// Interest each period, the principal at the end (先息后本).
        InterestOnly = "interest_only",
        /// Everything at the end, with simple interest over the whole term (一次还本付息).
        Bullet = "bullet",
        /// Equal shares of principal and a fee on the original principal each period (等本等费).
        FlatFee = "flat_fee",
    }
}

/// A loan and how it is repaid. One period is one month.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "method": "equal_payment", "principal": "12000.00", "annual_rate": "12%", "periods": 12, "starts_on": "2026-01-31" }))]
pub struct ScheduleTerms {
    /// How it is repaid.
    pub method: Method,
    /// The principal, in yuan.
    pub principal: Money,
    /// The contract rate a year; needed by every method but `flat_fee`, which has none.
    pub annual_rate: Option<Rate>,
    /// The fee of one period as a part of the original principal; needed by `flat_fee`, and only used there.
    pub period_fee_rate: Option<Rate>,
    /// How many monthly periods, from 1 to 1,200.
    #[schema(minimum = 1, maximum = 1200)]
    pub periods: u32,
    /// The day the money is drawn; period k is due k months later, on that day of the month or on its last day. Needed
    /// where interest is counted by days.
    pub starts_on: Option<NaiveDate>,
    /// How the time of a period becomes a part of a year; twelfths (`MONTHLY`) where left out.
    pub day_count: Option<DayCount>,
}

/// A repayment schedule. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Schedule {
    /// The level instalment, only of `equal_payment`; the last payment differs by some fen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instalment: Option<Money>,
    /// Every period; of `bullet` only the last.
    pub rows: Vec<ScheduleRow>,
    /// All interest.
    pub total_interest: Money,
    /// All fees.
    pub total_fees: Money,
    /// Everything paid.
    pub total_paid: Money,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// One period of a schedule. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScheduleRow {
    /// Its number, from 1.
    pub period: u32,
    /// The day it is due, where the day the money is drawn is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// The days interest is counted for, where it is counted by days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    /// Interest.
    pub interest: Money,
    /// The fee; zero for every method but `flat_fee`.
    pub fee: Money,
    /// What comes off the balance.
    pub principal: Money,
    /// What is paid: interest, fee and principal.
    pub payment: Money,
    /// What is owed after it.
    pub balance: Money,
}

/// The schedule of a loan. Interest and fees are posted half-up to the fen each period; the last row pays everything
/// that is left, so that its payment may differ by some fen.
///
/// By hand (domain sheet 4.4): 12 000.00 at 12 % over 12 months is 1 066.19 a month. The first interest is
/// 12 000.00 × 1 % = 120.00, so 946.19 comes off; the last payment is 1 066.14.
///
/// ```
/// # use ashore::money::{Rate, schedule::{Method, ScheduleTerms, schedule}};
/// let plan = schedule(&ScheduleTerms {
///     method: Method::EqualPayment,
///     principal: "12000".parse()?,
///     annual_rate: Some(Rate::new("0.12".parse()?)),
///     period_fee_rate: None,
///     periods: 12,
///     starts_on: None,
///     day_count: None,
/// }).map_err(|refused| format!("{refused:?}"))?;
/// assert_eq!(plan.instalment, Some("1066.19".parse()?));
/// assert_eq!(plan.rows[11].payment.to_string(), "1066.14");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn schedule(terms: &ScheduleTerms) -> Result<Schedule, Refusals> {
    refusals(terms).end()?;
    let instalment = match terms.method {
        Method::EqualPayment => {
            let rate = terms.annual_rate.unwrap_or_default();
            Some(level_instalment(terms.principal, rate, terms.periods).ok_or(OutOfRange)?)
        }
        Method::EqualPrincipal | Method::InterestOnly | Method::Bullet | Method::FlatFee => None,
    };
    let rows = rows::rows(terms, instalment)?;
    let total = |part: fn(&ScheduleRow) -> Money| Money::sum(rows.iter().map(part)).ok_or(OutOfRange);
    let total_interest = total(|row| row.interest)?;
    let total_fees = total(|row| row.fee)?;
    let total_paid = total(|row| row.payment)?;
    let mut plan = Schedule { instalment, rows, total_interest, total_fees, total_paid, steps: Vec::new() };
    plan.steps = steps::steps(terms, &plan);
    Ok(plan)
}

fn refusals(given: &ScheduleTerms) -> Refusals {
    let mut refusals = Refusals::default();
    let flat_fee = given.method == Method::FlatFee;
    let count = given.day_count.unwrap_or(DayCount::Monthly);
    limits::periods(&mut refusals, "/periods", given.periods);
    limits::amount(&mut refusals, "/principal", given.principal);
    limits::rate(&mut refusals, "/annual_rate", given.annual_rate);
    limits::rate(&mut refusals, "/period_fee_rate", given.period_fee_rate);
    limits::needed_field(
        &mut refusals,
        flat_fee || given.annual_rate.is_some(),
        "/annual_rate",
        "缺少年利率；没有利息的写 0",
        "the rate a year is needed; write 0 where there is no interest",
    );
    limits::needed_field(
        &mut refusals,
        !flat_fee || given.period_fee_rate.is_some(),
        "/period_fee_rate",
        "等本等费需要每期费率（按原始本金）",
        "`flat_fee` needs the fee rate of a period, on the original principal",
    );
    limits::needed_field(
        &mut refusals,
        count == DayCount::Monthly || given.starts_on.is_some(),
        "/starts_on",
        "按天计息需要放款日",
        "counting by days needs the day the money is drawn",
    );
    // A zero says the same as leaving it out.
    limits::unused_field(
        &mut refusals,
        flat_fee && given.annual_rate.is_some_and(|rate| rate != Rate::ZERO),
        "/annual_rate",
        "等本等费只按每期费率收费，不用年利率；既收费又计息的，分两次算",
        "`flat_fee` charges only the fee rate of a period and has no rate a year; compute interest beside it separately",
    );
    limits::unused_field(
        &mut refusals,
        !flat_fee && given.period_fee_rate.is_some_and(|rate| rate != Rate::ZERO),
        "/period_fee_rate",
        "每期费率只用于等本等费",
        "the fee rate of a period is only used by `flat_fee`",
    );
    refusals
}

/// The level monthly instalment (等额本息) of a loan at so much a year, half-up to the fen.
///
/// None without periods or with more than [`crate::money::MAX_PERIODS`], for amounts or rates below zero, and when the
/// instalment is out of range.
pub fn level_instalment(principal: Money, rate_per_year: Rate, periods: u32) -> Option<Money> {
    level_instalment_in(principal, rate_per_year, 12, periods)
}

/// The same where a year has another number of periods than twelve months.
pub fn level_instalment_in(
    principal: Money,
    rate_per_year: Rate,
    periods_per_year: u32,
    periods: u32,
) -> Option<Money> {
    let rate_per_period = Exact::from(rate_per_year) * Exact::ratio(1, periods_per_year);
    Level::new(&rate_per_period, periods)?.instalment(principal)
}

/// The months a flat monthly payment takes to clear a total without interest, the last one
/// perhaps smaller. None when something is owed and nothing can be paid.
pub fn months_to_clear(total: Money, monthly: Money) -> Option<u32> {
    if !total.is_positive() {
        return Some(0);
    }
    whole_months(total, monthly).and_then(|months| u32::try_from(months).ok())
}

#[cfg(test)]
mod tests;
