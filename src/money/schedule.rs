//! Repayment schedules: level instalments, negotiated plans, months to clear.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::money::{MAX_PERIODS, Money, Rate};

/// Digits kept of an instalment before it is rounded to the fen. The working is good to one or
/// two more, so that a true tie is seen as one and not as a hair below.
const INSTALMENT_DIGITS: u32 = 24;

/// One line of a schedule. Amounts are in yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The number of the period, from 1.
    pub period: u32,
    /// Interest of the period.
    pub interest: Money,
    /// What comes off the balance.
    pub principal: Money,
    /// What is still owed after the payment.
    pub balance: Money,
    /// Interest and principal together.
    pub payment: Money,
}

/// The level monthly instalment (等额本息) of a loan at so much a year, half-up to the fen.
///
/// None without periods or with more than [`MAX_PERIODS`], for amounts or rates below zero, and
/// when the instalment is out of range.
pub fn level_instalment(principal: Money, rate_per_year: Rate, periods: u32) -> Option<Money> {
    let rate = rate_per_year.decimal();
    if principal.is_negative() || rate < Decimal::ZERO || periods == 0 || periods > MAX_PERIODS {
        return None;
    }
    let a_month = rate.checked_div(MONTHS)?.checked_add(Decimal::ONE)?;
    let discount = Decimal::ONE.checked_div(a_month)?;
    // v + v^2 + ... + v^n is (1 - v^n) / r without its division by zero at r = 0, and keeps its
    // digits at rates so small that 1 - v^n would lose them.
    let worth = (0..periods).try_fold(Decimal::ZERO, |sum, _| sum.checked_add(Decimal::ONE)?.checked_mul(discount))?;
    let exact = principal.decimal().checked_div(worth)?;
    Money::round(exact.round_sf_with_strategy(INSTALMENT_DIGITS, RoundingStrategy::MidpointAwayFromZero)?)
}

/// The schedule of a loan with level monthly instalments. The last row pays what is left, so
/// that its payment differs by some fen. None as for [`level_instalment`].
pub fn equal_payment(principal: Money, rate_per_year: Rate, periods: u32) -> Option<Vec<Row>> {
    let instalment = level_instalment(principal, rate_per_year, periods)?;
    let mut owed = principal;
    let mut rows = Vec::new();
    for period in 1..=periods {
        let interest = owed.scaled(rate_per_year.decimal(), MONTHS)?;
        let paid_off =
            if period == periods { owed } else { instalment.checked_sub(interest)?.min(owed).max(Money::ZERO) };
        owed = owed.checked_sub(paid_off)?;
        let payment = interest.checked_add(paid_off)?;
        rows.push(Row { period, interest, principal: paid_off, balance: owed, payment });
    }
    Some(rows)
}

/// The regular and the last instalment of a settled total without new interest: the total over
/// the periods half-up, and the last takes the difference.
///
/// None without periods, for a total below zero, and when rounding up would leave the last
/// instalment below zero, which takes a total of fewer fen than half the periods squared.
pub fn settlement_plan(total: Money, periods: u32) -> Option<(Money, Money)> {
    if total.is_negative() || periods == 0 {
        return None;
    }
    let regular = total.scaled(Decimal::ONE, Decimal::from(periods))?;
    let before_last = regular.scaled(Decimal::from(periods - 1), Decimal::ONE)?;
    let last = total.checked_sub(before_last)?;
    (!last.is_negative()).then_some((regular, last))
}

/// The months a flat monthly payment takes to clear a total without interest, the last one
/// perhaps smaller. None when something is owed and nothing can be paid.
pub fn months_to_clear(total: Money, monthly: Money) -> Option<u32> {
    if !total.is_positive() {
        return Some(0);
    }
    let monthly = u128::try_from(monthly.fen()).ok().filter(|fen| *fen > 0)?;
    let total = u128::try_from(total.fen()).ok()?;
    u32::try_from(total.div_ceil(monthly)).ok()
}

const MONTHS: Decimal = Decimal::from_parts(12, 0, 0, false, 0);

#[cfg(test)]
mod tests;
