//! What a loan costs: the rate at which everything paid is worth what reached the borrower.
//!
//! The borrower's signs throughout: received above zero, paid below. Rates a year come rounded to
//! fifteen decimals and rates a period to eighteen, so that 5 yuan on 1 200 for a month is exactly
//! 0.05 a year, and not above it by the last digit of a third.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::money::dates::days_between;
use crate::money::root::{Flow, growth, power};
use crate::money::{Money, Rate};

/// The days of a year in an exponent or in simple interest (ACT/365).
const YEAR_DAYS: u32 = 365;

/// Decimals a rate per year is rounded to.
const YEAR_PLACES: u32 = 15;

/// Decimals a rate per period is rounded to: more, because it is multiplied into a year.
const PERIOD_PLACES: u32 = 18;

/// Why a cost cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CostError {
    /// Nothing was received, nothing was paid, or no time passed between them.
    #[error("no rate fits, because money does not move both ways over time")]
    NoSolution,
    /// Money moves back and forth more than once, so that more than one rate may fit.
    #[error("more than one rate may fit, because money changes direction more than once")]
    Ambiguous,
    /// The rate or a figure on the way to it is outside what can be computed.
    #[error("the figures are too large or too small to compute a rate")]
    OutOfRange,
}

/// The rate per period of flows one period apart, the first at the start.
///
/// ```
/// # use ashore::money::{Money, irr::periodic_irr};
/// # let yuan = |text: &str| text.parse::<Money>();
/// let rate = periodic_irr(&[yuan("100")?, yuan("-51")?, yuan("-52.02")?])?;
/// assert_eq!(rate.percent(2), "2%");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn periodic_irr(flows: &[Money]) -> Result<Rate, CostError> {
    rate_per_period(periodic_growth(flows)?)
}

/// The growth by one period, with all the digits found.
pub(super) fn periodic_growth(flows: &[Money]) -> Result<Decimal, CostError> {
    let steps = (0_u32..).zip(flows).map(|(step, amount)| Flow { step, amount: *amount });
    let flows: Vec<Flow> = steps.filter(|flow| !flow.amount.is_zero()).collect();
    growth(&flows)
}

/// The growth by one period as a rate.
pub(super) fn rate_per_period(growth: Decimal) -> Result<Rate, CostError> {
    rate_of(growth, PERIOD_PLACES)
}

/// The rate per year of flows on days, compounding: the exponent is the days over 365.
///
/// Flows on one day are netted first, and the order of the input does not matter.
pub fn dated_irr(flows: &[(NaiveDate, Money)]) -> Result<Rate, CostError> {
    annual_of_daily(daily_growth(&net_by_day(flows)?)?)
}

/// The flows in the order of their days, one a day, without days on which nothing is left.
pub(super) fn net_by_day(flows: &[(NaiveDate, Money)]) -> Result<Vec<(NaiveDate, Money)>, CostError> {
    let mut by_day: BTreeMap<NaiveDate, Decimal> = BTreeMap::new();
    for (day, amount) in flows {
        let net = by_day.entry(*day).or_default();
        *net = net.checked_add(amount.decimal()).ok_or(CostError::OutOfRange)?;
    }
    by_day.retain(|_, net| !net.is_zero());
    by_day.into_iter().map(|(day, net)| Ok((day, Money::round(net).ok_or(CostError::OutOfRange)?))).collect()
}

/// The growth by one day of netted flows. A day is a whole step, so that no fractional power is needed: only the year
/// is a power.
pub(super) fn daily_growth(netted: &[(NaiveDate, Money)]) -> Result<Decimal, CostError> {
    let Some((start, _)) = netted.first() else { return Err(CostError::NoSolution) };
    let mut flows = Vec::with_capacity(netted.len());
    for (day, amount) in netted {
        let step = u32::try_from(days_between(*start, *day)).map_err(|_| CostError::OutOfRange)?;
        flows.push(Flow { step, amount: *amount });
    }
    growth(&flows)
}

/// The growth by one day as a rate per year.
pub(super) fn annual_of_daily(growth: Decimal) -> Result<Rate, CostError> {
    rate_of(power(growth, YEAR_DAYS).ok_or(CostError::OutOfRange)?, YEAR_PLACES)
}

/// The rate per year as a rate per period times the periods, the figure to compare with a cap.
pub fn nominal_annual(rate_per_period: Rate, periods_per_year: u32) -> Result<Rate, CostError> {
    let rate = rate_per_period.decimal().checked_mul(Decimal::from(periods_per_year));
    rate.map(|rate| Rate::new(rate).rounded(YEAR_PLACES)).ok_or(CostError::OutOfRange)
}

/// The rate per year with interest on interest, (1 + r)^m - 1, for information.
pub fn effective_annual(rate_per_period: Rate, periods_per_year: u32) -> Result<Rate, CostError> {
    let a_period = rate_per_period.decimal().checked_add(Decimal::ONE);
    let a_year = a_period.and_then(|a_period| power(a_period, periods_per_year));
    rate_of(a_year.ok_or(CostError::OutOfRange)?, YEAR_PLACES)
}

/// The simple rate per year of one receipt and one payment so many days later,
/// (paid / received - 1) x 365 / days. Refused unless all three are above zero.
pub fn simple_annual(received: Money, paid: Money, days: u32) -> Result<Rate, CostError> {
    if !received.is_positive() || !paid.is_positive() || days == 0 {
        return Err(CostError::NoSolution);
    }
    let rate = || {
        let interest = paid.checked_sub(received)?.decimal();
        let yuan_days = received.decimal().checked_mul(Decimal::from(days))?;
        interest.checked_mul(Decimal::from(YEAR_DAYS))?.checked_div(yuan_days)
    };
    rate().map(|rate| Rate::new(rate).rounded(YEAR_PLACES)).ok_or(CostError::OutOfRange)
}

fn rate_of(growth: Decimal, places: u32) -> Result<Rate, CostError> {
    let rate = growth.checked_sub(Decimal::ONE).ok_or(CostError::OutOfRange)?;
    Ok(Rate::new(rate).rounded(places))
}

#[cfg(test)]
mod tests;
