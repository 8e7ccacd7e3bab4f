//! Interest for delay after a judgment (迟延履行期间的加倍部分债务利息): a rate a day on what the judgment awards other
//! than ordinary interest, from the end of the time to perform.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::money::ledger::{self, Account, DatedPayment, Meets, Posting, RateFrom};
use crate::money::step::{addition, plural};
use crate::money::{Exact, Money, Rate, Refusals, Step, dates, limits};

/// A judgment debt and what was paid on it.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "base": "100000.00", "deadline": "2026-01-01", "as_of": "2026-04-11" }))]
pub struct DelayTerms {
    /// What the judgment awards other than ordinary interest and costs, in yuan; this bears interest for delay.
    pub base: Money,
    /// Costs and ordinary interest, in yuan: paid first, bearing nothing here; none where left out.
    pub front: Option<Money>,
    /// The last day to perform.
    pub deadline: NaiveDate,
    /// The day up to which days are counted.
    pub as_of: NaiveDate,
    /// What was paid.
    pub payments: Option<Vec<DatedPayment>>,
}

/// Interest for delay. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DelayInterest {
    /// Days since the deadline; as many as from the day after it, the last day included.
    pub days: i64,
    /// The rate of one day.
    pub rate_per_day: Rate,
    /// Every posting: on each day of a payment, and on the last day.
    pub rows: Vec<DelayRow>,
    /// All interest for delay posted.
    pub delay_interest: Money,
    /// What is left of costs and ordinary interest.
    pub front_left: Money,
    /// What is left of the base.
    pub base_left: Money,
    /// What is left of the interest for delay.
    pub delay_interest_left: Money,
    /// All that is left.
    pub owed: Money,
    /// What was paid beyond everything owed.
    pub overpaid: Money,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// One posting of interest for delay. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DelayRow {
    /// The first day counted.
    pub from: NaiveDate,
    /// The day of the posting, not counted.
    pub to: NaiveDate,
    /// How many days that is.
    pub days: i64,
    /// The base before the payment.
    pub base: Money,
    /// The interest for delay of these days.
    pub interest: Money,
    /// What was paid on the day.
    pub payment: Money,
    /// What of it went to costs and ordinary interest.
    pub to_front: Money,
    /// What of it went to the base.
    pub to_base: Money,
    /// What of it went to interest for delay.
    pub to_delay_interest: Money,
    /// What of it was beyond everything owed.
    pub overpaid: Money,
    /// The base after the payment.
    pub base_after: Money,
}

/// Interest for delay: `base × rate a day × days`, posted half-up on each day of a payment and on the last day. A
/// payment meets costs and ordinary interest first, then the base, then interest for delay. What is paid up to the
/// deadline lowers the debt before anything runs.
///
/// By hand (domain sheet 4.7): 100 000.00 × 0.0175 % × 100 days = 1 750.00.
///
/// ```
/// # use ashore::money::{Rate, delay::{DelayTerms, delay_interest}};
/// let found = delay_interest(&DelayTerms {
///     base: "100000".parse()?,
///     front: None,
///     deadline: "2026-01-01".parse()?,
///     as_of: "2026-04-11".parse()?,
///     payments: None,
/// }, Rate::new("0.000175".parse()?)).map_err(|refused| format!("{refused:?}"))?;
/// assert_eq!((found.days, found.delay_interest.to_string()), (100, "1750.00".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn delay_interest(terms: &DelayTerms, rate_per_day: Rate) -> Result<DelayInterest, Refusals> {
    let payments = terms.payments.as_deref().unwrap_or_default();
    let front = terms.front.unwrap_or_default();
    let mut refusals = Refusals::default();
    limits::amount(&mut refusals, "/base", terms.base);
    limits::amount(&mut refusals, "/front", front);
    ledger::payments(&mut refusals, payments, terms.as_of);
    refusals.end()?;

    let run = ledger::run(&Account {
        front,
        principal: terms.base,
        starts_on: terms.deadline,
        as_of: terms.as_of,
        rates: &[RateFrom { from: terms.deadline, per_day: Exact::from(rate_per_day) }],
        payments,
        meets: Meets::PrincipalFirst,
    })?;
    let mut found = DelayInterest {
        days: dates::days_between(terms.deadline, terms.as_of).max(0),
        rate_per_day,
        delay_interest: ledger::sum(run.postings.iter().map(|posting| posting.interest))?,
        front_left: run.front,
        base_left: run.principal,
        delay_interest_left: run.interest_due,
        owed: ledger::sum([run.front, run.principal, run.interest_due])?,
        overpaid: run.overpaid,
        rows: run.postings.iter().map(row).collect(),
        steps: Vec::new(),
    };
    found.steps = steps(terms, &found);
    Ok(found)
}

fn row(posting: &Posting) -> DelayRow {
    DelayRow {
        from: posting.from,
        to: posting.to,
        days: posting.days,
        base: posting.principal,
        interest: posting.interest,
        payment: posting.payment,
        to_front: posting.to_front,
        to_base: posting.to_principal,
        to_delay_interest: posting.to_interest,
        overpaid: posting.overpaid,
        base_after: posting.principal_after,
    }
}

fn steps(terms: &DelayTerms, found: &DelayInterest) -> Vec<Step> {
    let (deadline, as_of, days, rate) = (terms.deadline, terms.as_of, found.days, found.rate_per_day);
    let mut steps = vec![Step::new(
        format!("天数：{deadline}（履行期限最后一天）到 {as_of}，算头不算尾，{days} 天，等于从次日起算、算到当天"),
        format!(
            "days: {deadline}, the last day to perform, to {as_of}, the first counted and the last not: {}, as many as from the next day with the last one included",
            plural(days, "day")
        ),
    )];
    for row in ledger::opening(&found.rows, |row| row.days) {
        let DelayRow { from, to, days, base, interest, payment, to_front, to_base, to_delay_interest, .. } = row;
        if *days > 0 {
            steps.push(Step::new(
                format!("{from} 到 {to} 的迟延利息：{base} × {rate} × {days} = {interest}"),
                format!("interest for delay from {from} to {to}: {base} × {rate} × {days} = {interest}"),
            ));
        }
        if payment.is_positive() {
            steps.push(Step::new(
                format!("{to} 付 {payment}：先还费用和一般利息 {to_front}，再还计息基数 {to_base}，最后还迟延利息 {to_delay_interest}"),
                format!("{payment} paid on {to}: {to_front} to costs and ordinary interest first, then {to_base} to the base, last {to_delay_interest} to interest for delay"),
            ));
        }
    }
    let posted: Vec<Money> = found.rows.iter().filter(|row| row.days > 0).map(|row| row.interest).collect();
    if posted.len() > 1 {
        let (sum, sum_en) = addition(&posted);
        steps.push(Step::new(
            format!("以后各行同样算；迟延利息合计：{sum} = {}", found.delay_interest),
            format!("the later rows in the same way; interest for delay in all: {sum_en} = {}", found.delay_interest),
        ));
    }
    let DelayInterest { front_left, base_left, delay_interest_left, owed, overpaid, .. } = found;
    steps.push(Step::new(
        format!("还欠：费用和一般利息 {front_left} + 计息基数 {base_left} + 迟延利息 {delay_interest_left} = {owed}"),
        format!("still owed: costs and ordinary interest {front_left} + base {base_left} + interest for delay {delay_interest_left} = {owed}"),
    ));
    if overpaid.is_positive() {
        steps.push(Step::new(format!("付清后多付 {overpaid}"), format!("{overpaid} was paid beyond everything owed")));
    }
    steps
}

#[cfg(test)]
mod tests;
