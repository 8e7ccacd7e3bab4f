//! How long a fixed monthly payment takes to clear a debt, or why it never does.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::money::step::plural;
use crate::money::words::words;
use crate::money::{Exact, MAX_PERIODS, Money, OutOfRange, Rate, Refusals, Step, dates, limits};

words! {
    /// What a fixed monthly payment leads to.
    pub enum PayoffStatus {
        /// The debt is cleared.
        Clears = "clears",
        /// The payment is below the first interest, or nothing is paid: what is owed never goes down.
        NegativeAmortisation = "negative_amortisation",
        /// The payment is the interest: the debt stays as it is for ever.
        InterestOnlyForever = "interest_only_forever",
        /// It would take longer than 1,200 months.
        OverHorizon = "over_horizon",
    }
}

/// A debt and the payment of each month.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "balance": "10000.00", "annual_rate": "24%", "payment": "500.00", "starts_on": "2026-01-31" }))]
pub struct PayoffTerms {
    /// What is owed now, in yuan.
    pub balance: Money,
    /// The rate a year.
    pub annual_rate: Rate,
    /// What is paid each month, in yuan; may be zero or below, as a budget may leave nothing.
    pub payment: Money,
    /// The day the balance is as of; month k ends k months later.
    pub starts_on: Option<NaiveDate>,
}

/// Where a fixed monthly payment leads. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Payoff {
    /// What it leads to.
    pub status: PayoffStatus,
    /// The interest of the first month.
    pub first_interest: Money,
    /// The least payment that makes the debt smaller: the first interest and one fen.
    pub least_payment: Money,
    /// How many months it takes; only where it clears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// All interest until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_interest: Option<Money>,
    /// Everything paid until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_paid: Option<Money>,
    /// The last payment, which is no larger than the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_payment: Option<Money>,
    /// The day of the last payment, where the start is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt_free_on: Option<NaiveDate>,
    /// What it means.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// Where a fixed payment leads: each month the interest is balance × rate ÷ 12, half-up to the fen, then the payment
/// comes off. A horizon is never given as the month in which a debt is cleared.
///
/// By hand (domain sheet 4.4): the first interest on 10 000.00 at 24 % is 200.00. 199.99 a month lets the debt grow,
/// 200.00 keeps it for ever, 200.01 clears it in 505 months.
///
/// ```
/// # use ashore::money::{Rate, payoff::{PayoffTerms, payoff}};
/// let terms = PayoffTerms {
///     balance: "10000".parse()?,
///     annual_rate: Rate::new("0.24".parse()?),
///     payment: "200.01".parse()?,
///     starts_on: None,
/// };
/// assert_eq!(payoff(&terms).map_err(|refused| format!("{refused:?}"))?.months, Some(505));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn payoff(terms: &PayoffTerms) -> Result<Payoff, Refusals> {
    let mut refusals = Refusals::default();
    limits::amount(&mut refusals, "/balance", terms.balance);
    limits::rate(&mut refusals, "/annual_rate", terms.annual_rate);
    refusals.end()?;

    let first_interest = interest(terms.balance, terms.annual_rate)?;
    let least_payment = (Exact::from(first_interest) + Exact::ratio(1, 100)).posted()?;
    let mut steps = Vec::new();
    let (status, paid) = if terms.balance.is_zero() {
        steps.push(Step::new("没有欠款，不用再还", "nothing is owed, so nothing is to be paid"));
        (PayoffStatus::Clears, Some(Paid::default()))
    } else if !terms.payment.is_positive() || terms.payment < first_interest {
        (PayoffStatus::NegativeAmortisation, None)
    } else if terms.payment == first_interest {
        (PayoffStatus::InterestOnlyForever, None)
    } else {
        match run(terms, &mut steps)? {
            Some(paid) => (PayoffStatus::Clears, Some(paid)),
            None => (PayoffStatus::OverHorizon, None),
        }
    };
    if paid.is_none() && status != PayoffStatus::OverHorizon {
        steps.push(never(terms, first_interest));
    }
    let debt_free_on = match (&paid, terms.starts_on) {
        (Some(paid), Some(start)) => Some(dates::month_after(start, paid.months)?),
        _ => None,
    };
    let (reason, reason_en) = reason(status, terms, first_interest, least_payment, paid.as_ref());
    Ok(Payoff {
        status,
        first_interest,
        least_payment,
        months: paid.as_ref().map(|paid| paid.months),
        total_interest: paid.as_ref().map(|paid| paid.interest),
        total_paid: paid.as_ref().map(|paid| paid.payments),
        last_payment: paid.as_ref().map(|paid| paid.last),
        debt_free_on,
        reason,
        reason_en,
        steps,
    })
}

#[derive(Debug, Clone, Default)]
struct Paid {
    months: u32,
    interest: Money,
    payments: Money,
    last: Money,
}

// Month by month until nothing is owed; none when the horizon comes first.
fn run(terms: &PayoffTerms, steps: &mut Vec<Step>) -> Result<Option<Paid>, OutOfRange> {
    let mut balance = terms.balance;
    let mut all = Paid::default();
    while all.months < MAX_PERIODS {
        let interest = interest(balance, terms.annual_rate)?;
        let owed = balance.checked_add(interest).ok_or(OutOfRange)?;
        let payment = terms.payment.min(owed);
        let left = owed.checked_sub(payment).ok_or(OutOfRange)?;
        all.months += 1;
        all.interest = all.interest.checked_add(interest).ok_or(OutOfRange)?;
        all.payments = all.payments.checked_add(payment).ok_or(OutOfRange)?;
        all.last = payment;
        if all.months <= 2 || left.is_zero() || all.months == MAX_PERIODS {
            steps.push(month(all.months, terms.annual_rate, [balance, interest, payment, left]));
        }
        balance = left;
        if balance.is_zero() {
            steps.push(Step::new(
                format!("合计：本金 {} + 利息 {} = {}", terms.balance, all.interest, all.payments),
                format!("in all: principal {} + interest {} = {}", terms.balance, all.interest, all.payments),
            ));
            return Ok(Some(all));
        }
    }
    Ok(None)
}

fn interest(balance: Money, annual_rate: Rate) -> Result<Money, OutOfRange> {
    (Exact::from(balance) * Exact::from(annual_rate) * Exact::ratio(1, 12)).posted()
}

fn month(month: u32, rate: Rate, [balance, interest, payment, left]: [Money; 4]) -> Step {
    Step::new(
        format!(
            "第 {month} 个月：利息 {balance} × {rate} ÷ 12 = {interest}，余额 {balance} + {interest} − {payment} = {left}"
        ),
        format!(
            "month {month}: interest {balance} × {rate} ÷ 12 = {interest}, balance {balance} + {interest} − {payment} = {left}"
        ),
    )
}

fn never(terms: &PayoffTerms, first_interest: Money) -> Step {
    let PayoffTerms { balance, annual_rate, payment, .. } = terms;
    let sign = match payment.cmp(&first_interest) {
        std::cmp::Ordering::Less => "<",
        std::cmp::Ordering::Equal => "=",
        std::cmp::Ordering::Greater => ">",
    };
    Step::new(
        format!(
            "第 1 个月利息：{balance} × {annual_rate} ÷ 12 = {first_interest}；每月还款 {payment} {sign} {first_interest}"
        ),
        format!(
            "interest of month 1: {balance} × {annual_rate} ÷ 12 = {first_interest}; payment {payment} {sign} {first_interest}"
        ),
    )
}

fn reason(
    status: PayoffStatus,
    terms: &PayoffTerms,
    first_interest: Money,
    least: Money,
    paid: Option<&Paid>,
) -> (String, String) {
    let payment = terms.payment;
    match status {
        PayoffStatus::Clears => {
            let months = paid.map_or(0, |paid| paid.months);
            if months == 0 {
                return ("没有欠款".into(), "nothing is owed".into());
            }
            (
                format!("每月还 {payment}，{months} 个月还清"),
                format!("{payment} a month clears the debt in {}", plural(months, "month")),
            )
        }
        PayoffStatus::NegativeAmortisation if !payment.is_positive() => (
            format!("每月没有钱可还，欠款不会减少；每月至少要还 {least}"),
            format!("nothing is paid, so the debt never goes down; at least {least} a month is needed"),
        ),
        PayoffStatus::NegativeAmortisation => (
            format!("每月还 {payment}，不够第 1 个月的利息 {first_interest}，欠款越来越多；每月至少要还 {least}"),
            format!(
                "{payment} a month is below the first interest of {first_interest}, so the debt grows; at least {least} a month is needed"
            ),
        ),
        PayoffStatus::InterestOnlyForever => (
            format!("每月还 {payment}，正好是利息，本金永远不变；每月至少要还 {least}"),
            format!(
                "{payment} a month is just the interest, so the principal never goes down; at least {least} a month is needed"
            ),
        ),
        PayoffStatus::OverHorizon => (
            format!("每月还 {payment}，{MAX_PERIODS} 个月后还没有还清"),
            format!("{payment} a month has not cleared the debt after {MAX_PERIODS} months"),
        ),
    }
}

#[cfg(test)]
mod tests;
