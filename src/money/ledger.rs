//! A ledger of simple interest: what a principal earns from day to day at rates that change on given days, and what
//! payments do to it. The excess over a legal line and the interest for delay after a judgment are both run on it.
//!
//! What is owed has three parts: a front that earns nothing, a principal, and the interest the principal has earned. In
//! which order a payment meets them is the caller's to say. Unpaid interest earns nothing.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use utoipa::ToSchema;

use crate::money::{Exact, Money, OutOfRange, Rate, Refusals, dates, limits};

/// A payment and its day.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "on": "2025-12-01", "amount": "20000.00" }))]
pub struct DatedPayment {
    /// The day it was made; payments of one day are one payment.
    pub on: NaiveDate,
    /// How much, in yuan, above zero.
    pub amount: Money,
}

/// A rate that holds from a day on, until the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RateFrom {
    /// Its first day.
    pub(super) from: NaiveDate,
    /// What one day earns on one yuan.
    pub(super) per_day: Exact,
}

/// Which part a payment meets first, after the front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meets {
    /// Interest, then principal.
    InterestFirst,
    /// Principal, then interest.
    PrincipalFirst,
}

/// What a ledger is run on.
#[derive(Debug, Clone)]
pub(super) struct Account<'a> {
    /// What is paid first and earns nothing.
    pub(super) front: Money,
    /// What earns interest.
    pub(super) principal: Money,
    /// The first day that earns.
    pub(super) starts_on: NaiveDate,
    /// The day the ledger is closed; it does not earn any more.
    pub(super) as_of: NaiveDate,
    /// The rates, by day.
    pub(super) rates: &'a [RateFrom],
    /// The payments in any order, none after `as_of`.
    pub(super) payments: &'a [DatedPayment],
    /// What a payment meets first.
    pub(super) meets: Meets,
}

/// One posting: the interest of some days, and what a payment did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Posting {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) days: i64,
    /// Before the payment.
    pub(super) principal: Money,
    pub(super) interest: Money,
    pub(super) payment: Money,
    pub(super) to_front: Money,
    pub(super) to_principal: Money,
    pub(super) to_interest: Money,
    /// What of the payment is beyond everything owed.
    pub(super) overpaid: Money,
    pub(super) principal_after: Money,
    /// Interest earned and not paid, after the payment.
    pub(super) interest_due: Money,
}

/// Every posting, and what is left at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) postings: Vec<Posting>,
    pub(super) front: Money,
    pub(super) principal: Money,
    pub(super) interest_due: Money,
    pub(super) overpaid: Money,
}

/// Runs the ledger: interest is posted on each day of a payment and on the last day, rounded half-up once for the whole
/// time since the posting before, however many rates fall into it. Days are counted head in, tail out. A payment before
/// the first day that earns only lowers what is there.
pub(super) fn run(account: &Account) -> Result<Run, OutOfRange> {
    let mut run = Run {
        postings: Vec::new(),
        front: account.front,
        principal: account.principal,
        interest_due: Money::ZERO,
        overpaid: Money::ZERO,
    };
    let mut posted_until = account.starts_on;
    for (on, payment) in events(account)? {
        let from = posted_until.min(on);
        let interest = earned(run.principal, account.rates, from, on).posted()?;
        run.post(account.meets, from, on, interest, payment)?;
        posted_until = posted_until.max(on);
    }
    Ok(run)
}

impl Run {
    fn post(
        &mut self,
        meets: Meets,
        from: NaiveDate,
        to: NaiveDate,
        interest: Money,
        payment: Money,
    ) -> Result<(), OutOfRange> {
        let principal = self.principal;
        self.interest_due = plus(self.interest_due, interest)?;
        let mut left = payment;
        let to_front = pay(&mut left, &mut self.front)?;
        let (to_principal, to_interest) = match meets {
            Meets::InterestFirst => {
                let to_interest = pay(&mut left, &mut self.interest_due)?;
                (pay(&mut left, &mut self.principal)?, to_interest)
            }
            Meets::PrincipalFirst => (pay(&mut left, &mut self.principal)?, pay(&mut left, &mut self.interest_due)?),
        };
        self.overpaid = plus(self.overpaid, left)?;
        self.postings.push(Posting {
            from,
            to,
            days: dates::days_between(from, to),
            principal,
            interest,
            payment,
            to_front,
            to_principal,
            to_interest,
            overpaid: left,
            principal_after: self.principal,
            interest_due: self.interest_due,
        });
        Ok(())
    }
}

/// What a principal earns in some days, exactly.
fn earned(principal: Money, rates: &[RateFrom], from: NaiveDate, to: NaiveDate) -> Exact {
    let a_yuan =
        parts(rates, from, to).fold(Exact::zero(), |sum, (days, rate)| sum + rate.per_day.clone() * Exact::from(days));
    Exact::from(principal) * a_yuan
}

/// How many of some days fall to which rate; days before the first rate earn nothing.
pub(super) fn parts(rates: &[RateFrom], from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = (i64, &RateFrom)> {
    let ends = rates.iter().skip(1).map(|next| next.from).chain(std::iter::once(NaiveDate::MAX));
    rates.iter().zip(ends).filter_map(move |(rate, end)| {
        let days = dates::days_between(rate.from.max(from), end.min(to));
        (days > 0).then_some((days, rate))
    })
}

// The days on which something is posted, each with what is paid on it; the last day is always one of them.
fn events(account: &Account) -> Result<Vec<(NaiveDate, Money)>, OutOfRange> {
    let mut payments: Vec<(NaiveDate, Money)> =
        account.payments.iter().map(|payment| (payment.on, payment.amount)).collect();
    payments.push((account.as_of, Money::ZERO));
    payments.sort_by_key(|(on, _)| *on);
    let mut events: Vec<(NaiveDate, Money)> = Vec::new();
    for (on, amount) in payments {
        match events.last_mut() {
            Some((day, paid)) if *day == on => *paid = plus(*paid, amount)?,
            _ => events.push((on, amount)),
        }
    }
    Ok(events)
}

// Moves as much of a payment as a part of the debt takes, and says how much that was.
fn pay(payment: &mut Money, owed: &mut Money) -> Result<Money, OutOfRange> {
    let paid = (*payment).min(*owed);
    *payment = minus(*payment, paid)?;
    *owed = minus(*owed, paid)?;
    Ok(paid)
}

/// The rows up to the first that has days, that one included: enough to follow how the first interest came about.
pub(super) fn opening<T>(rows: &[T], days: impl Fn(&T) -> i64) -> impl Iterator<Item = &T> {
    let first = rows.iter().position(|row| days(row) > 0);
    rows.iter().take(first.map_or(rows.len(), |first| first.saturating_add(1)))
}

/// The sum of two amounts.
pub(super) fn plus(a: Money, b: Money) -> Result<Money, OutOfRange> {
    a.checked_add(b).ok_or(OutOfRange)
}

/// The difference of two amounts.
pub(super) fn minus(a: Money, b: Money) -> Result<Money, OutOfRange> {
    a.checked_sub(b).ok_or(OutOfRange)
}

/// The sum of many amounts.
pub(super) fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money, OutOfRange> {
    Money::sum(amounts).ok_or(OutOfRange)
}

/// An exact rate as it is shown: with all its decimals, up to 18. Computing goes on with the exact one.
pub(super) fn shown(rate: &Exact) -> Result<Rate, OutOfRange> {
    rate.rounded(18).map(|rate| Rate::new(Decimal::normalize(&rate))).ok_or(OutOfRange)
}

/// Payments above zero, no more than can be computed, none after the day of the computation.
pub(super) fn payments(refusals: &mut Refusals, payments: &[DatedPayment], as_of: NaiveDate) {
    limits::entries(refusals, "/payments", payments.len(), limits::MAX_PAYMENTS);
    for (i, payment) in payments.iter().enumerate() {
        limits::positive_amount(refusals, format!("/payments/{i}/amount"), payment.amount);
        refusals.unless(
            payment.on <= as_of,
            format!("/payments/{i}/on"),
            "payment-after-as-of",
            format!("付款日 {} 晚于计算日 {as_of}；删去这笔，或者把计算日改晚", payment.on),
            format!("the payment of {} is after {as_of}, the day of the computation; leave it out or compute for a later day", payment.on),
        );
    }
}

#[cfg(test)]
mod tests;
