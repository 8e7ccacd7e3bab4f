//! The rows of a schedule: what each method posts in each period.

use chrono::NaiveDate;

use super::{Method, ScheduleRow, ScheduleTerms};
use crate::money::dates::{self, DayCount};
use crate::money::{Exact, Money, OutOfRange, Rate, Refusals};

/// Every row. The level instalment is the one of `equal_payment`; the other methods have none.
pub(super) fn rows(terms: &ScheduleTerms, instalment: Option<Money>) -> Result<Vec<ScheduleRow>, Refusals> {
    if terms.method == Method::Bullet {
        return Ok(vec![bullet(terms)?]);
    }
    let share = (Exact::from(terms.principal) * Exact::ratio(1, terms.periods)).posted()?;
    let fee = (Exact::from(terms.principal) * Exact::from(terms.period_fee_rate.unwrap_or_default())).posted()?;
    let mut balance = terms.principal;
    let mut rows = Vec::new();
    for period in 1..=terms.periods {
        let time = Time::of(terms, period - 1, period)?;
        let interest = interest(balance, terms, &time)?;
        let regular = match terms.method {
            Method::EqualPayment => minus(instalment.unwrap_or_default(), interest)?,
            Method::EqualPrincipal | Method::FlatFee => share,
            Method::InterestOnly | Method::Bullet => Money::ZERO,
        };
        let principal = if period == terms.periods { balance } else { regular.min(balance).max(Money::ZERO) };
        let fee = if terms.method == Method::FlatFee { fee } else { Money::ZERO };
        balance = minus(balance, principal)?;
        rows.push(row(period, &time, [interest, fee, principal], balance)?);
    }
    Ok(rows)
}

fn bullet(terms: &ScheduleTerms) -> Result<ScheduleRow, Refusals> {
    let time = Time::of(terms, 0, terms.periods)?;
    let interest = interest(terms.principal, terms, &time)?;
    Ok(row(terms.periods, &time, [interest, Money::ZERO, terms.principal], Money::ZERO)?)
}

fn interest(balance: Money, terms: &ScheduleTerms, time: &Time) -> Result<Money, OutOfRange> {
    match terms.method {
        Method::FlatFee => Ok(Money::ZERO),
        Method::EqualPayment | Method::EqualPrincipal | Method::InterestOnly | Method::Bullet => {
            let rate: Rate = terms.annual_rate.unwrap_or_default();
            (Exact::from(balance) * Exact::from(rate) * time.part_of_year.clone()).posted()
        }
    }
}

fn row(
    period: u32,
    time: &Time,
    [interest, fee, principal]: [Money; 3],
    balance: Money,
) -> Result<ScheduleRow, OutOfRange> {
    let payment = Money::sum([interest, fee, principal]).ok_or(OutOfRange)?;
    Ok(ScheduleRow { period, due_on: time.due_on, days: time.days, interest, fee, principal, payment, balance })
}

fn minus(from: Money, amount: Money) -> Result<Money, OutOfRange> {
    from.checked_sub(amount).ok_or(OutOfRange)
}

// The time between two due days, the number 0 being the day the money is drawn.
struct Time {
    due_on: Option<NaiveDate>,
    days: Option<i64>,
    part_of_year: Exact,
}

impl Time {
    fn of(terms: &ScheduleTerms, from: u32, to: u32) -> Result<Time, Refusals> {
        let months = Exact::ratio(i64::from(to) - i64::from(from), 12);
        let Some(anchor) = terms.starts_on else { return Ok(Time { due_on: None, days: None, part_of_year: months }) };
        let (start, end) = (dates::month_after(anchor, from)?, dates::month_after(anchor, to)?);
        let count = terms.day_count.unwrap_or(DayCount::Monthly);
        // A fee runs by periods whatever the days.
        if count == DayCount::Monthly || terms.method == Method::FlatFee {
            return Ok(Time { due_on: Some(end), days: None, part_of_year: months });
        }
        let days = Some(dates::days_between(start, end));
        Ok(Time { due_on: Some(end), days, part_of_year: dates::part_of_year(count, start, end) })
    }
}
