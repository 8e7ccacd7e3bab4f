//! The contracts as they stand.

use super::{Path, PathDebt, PathKind, PathStatus, PathTerms, nothing_owed, owing};
use crate::money::cascade::Order;
use crate::money::simulation::{Run, Running};
use crate::money::step::plural;
use crate::money::{Exact, MAX_PERIODS, Money, OutOfRange, Rate, Refusals, Step, dates};

pub(super) fn path(terms: &PathTerms, owed: Money, steps: &mut Vec<Step>) -> Result<Path, Refusals> {
    if owed.is_zero() {
        return Ok(nothing_owed(PathKind::Contract, terms));
    }
    let instalments: Option<Vec<Money>> = owing(terms).map(|(_, debt)| debt.instalment).collect();
    let monthly = instalments.map(|all| Money::sum(all).ok_or(OutOfRange)).transpose()?;
    let affordable = monthly.map(|monthly| monthly <= terms.available);
    let lacking = |(position, debt): &(usize, &PathDebt)| !missing(*position, debt).is_empty();
    let named: Vec<&str> = owing(terms).filter(lacking).map(|(_, debt)| debt.id.as_str()).collect();
    let missing: Vec<String> = owing(terms).flat_map(|(position, debt)| missing(position, debt)).collect();
    if !missing.is_empty() {
        let (either, either_en) = if missing.iter().any(|pointer| pointer.ends_with("/periods_left")) {
            ("（同一笔的利率和剩余期数知道一个就够）", " (of one debt, the rate or the periods left is enough)")
        } else {
            ("", "")
        };
        return Ok(Path {
            monthly,
            affordable,
            missing,
            ..Path::new(
                PathKind::Contract,
                PathStatus::NotKnown,
                format!("算不出按合同还到什么时候，月供、期数或利率还不知道的：{}{either}", named.join("、")),
                format!(
                    "how the contracts end cannot be computed: the instalment, the periods or the rate is not known of {}{either_en}",
                    named.join(", ")
                ),
            )
        });
    }

    // What is paid in each month on all debts together.
    let mut payments: Vec<Exact> = Vec::new();
    let mut never = Vec::new();
    for (_, debt) in owing(terms) {
        match debt_payments(debt, steps)? {
            Some(paid) => {
                let length = payments.len().max(paid.len());
                payments.resize(length, Exact::zero());
                for (sum, paid) in payments.iter_mut().zip(paid) {
                    *sum = sum.clone() + Exact::from(paid);
                }
            }
            None => never.push(debt.id.as_str()),
        }
    }
    if !never.is_empty() {
        let (zh, en) = (never.join("、"), never.join(", "));
        return Ok(Path {
            monthly,
            affordable,
            ..Path::new(
                PathKind::Contract,
                PathStatus::DoesNotClear,
                format!("按现在的月供还不清：{zh}"),
                format!("the instalments of today never pay off {en}"),
            )
        });
    }

    // What is still to pay, from the end backwards.
    let mut left = Exact::zero();
    let mut balances = vec![Money::ZERO];
    for payment in payments.iter().rev() {
        left = left + payment.clone();
        balances.push(left.posted()?);
    }
    balances.reverse();
    let months = u32::try_from(payments.len()).map_err(|_| OutOfRange)?;
    let total = left.posted()?;
    let cost = (Exact::from(total) - Exact::from(owed)).posted()?;
    let (asked, there) = (monthly.unwrap_or_default(), terms.available);
    let carried = affordable == Some(true);
    let path = if carried {
        Path::new(
            PathKind::Contract,
            PathStatus::Clears,
            format!("按合同每月共还 {asked}，{months} 个月还清，共还 {total}，比现在欠的多 {cost}"),
            format!(
                "the contracts ask {asked} a month and end after {}; {total} is paid, {cost} more than is owed today",
                plural(months, "month")
            ),
        )
    } else {
        Path::new(
            PathKind::Contract,
            PathStatus::CannotBeCarried,
            format!("合同每月共要 {asked}，每月可还 {there}，付不起；付得起的话要 {months} 个月，共还 {total}"),
            format!(
                "the contracts ask {asked} a month and there is {there}; with enough it would take {} and {total}",
                plural(months, "month")
            ),
        )
    };
    Ok(Path {
        monthly,
        affordable,
        months: Some(months),
        total_paid: Some(total),
        total_cost: Some(cost),
        debt_free_on: if carried { Some(dates::month_after(terms.as_of, months)?) } else { None },
        balances: if carried { balances } else { Vec::new() },
        ..path
    })
}

fn missing(position: usize, debt: &PathDebt) -> Vec<String> {
    let pointer = |field: &str| format!("/debts/{position}/{field}");
    let mut missing = Vec::new();
    if debt.instalment.is_none() {
        missing.push(pointer("instalment"));
    }
    if debt.periods_left.is_none() && debt.annual_rate.is_none() {
        missing.extend([pointer("annual_rate"), pointer("periods_left")]);
    }
    missing
}

// What is paid on one debt in each month; none where it is never paid off. Nothing is missing of it.
fn debt_payments(debt: &PathDebt, steps: &mut Vec<Step>) -> Result<Option<Vec<Money>>, OutOfRange> {
    let (id, balance, instalment) = (&debt.id, debt.balance, debt.instalment.unwrap_or_default());
    let Some(periods) = debt.periods_left else {
        return until_paid(debt, instalment, debt.annual_rate.unwrap_or_default(), steps);
    };
    let total = (Exact::from(instalment) * Exact::from(i64::from(periods))).posted()?;
    let short = Exact::from(balance) - Exact::from(total);
    steps.push(Step::new(
        format!("按合同 {id}：{instalment} × {periods} 期 = {total}"),
        format!("by contract {id}: {instalment} × {} = {total}", plural(periods, "period")),
    ));
    // An instalment that was rounded down leaves less than a fen a period, which the last one takes.
    if short > Exact::ratio(i64::from(periods), 100) {
        steps.push(Step::new(
            format!("{id}：比欠的 {balance} 少，这些期付完还剩一部分没还"),
            format!("{id}: less than the {balance} owed, after the periods left a part is still unpaid"),
        ));
        return Ok(None);
    }
    let mut paid: Vec<Money> = (0..periods).map(|_| instalment).collect();
    if let Some(last) = paid.last_mut().filter(|_| short > Exact::zero()) {
        *last = (Exact::from(*last) + short).posted()?;
    }
    Ok(Some(paid))
}

fn until_paid(
    debt: &PathDebt,
    instalment: Money,
    rate: Rate,
    steps: &mut Vec<Step>,
) -> Result<Option<Vec<Money>>, OutOfRange> {
    let (id, balance) = (&debt.id, debt.balance);
    let mut run = Run::new(Order::Avalanche, std::iter::once(Running::new(balance, rate)));
    let first = (Exact::from(balance) * Exact::from(rate) * Exact::ratio(1, 12)).posted()?;
    if instalment <= first {
        steps.push(Step::new(
            format!("按合同 {id}：首月利息 {balance} × {rate} ÷ 12 = {first}，月供 {instalment} 不超过它，还不清"),
            format!("by contract {id}: first interest {balance} × {rate} ÷ 12 = {first}; {instalment} a month is not above it and never ends"),
        ));
        return Ok(None);
    }
    let mut paid = Vec::new();
    for _ in 0..MAX_PERIODS {
        run.month(instalment)?;
        paid.extend(run.debts().map(|debt| debt.paid));
        if !run.is_owing() {
            let (months, total) = (paid.len(), run.paid()?);
            steps.push(Step::new(
                format!("按合同 {id}：首月利息 {balance} × {rate} ÷ 12 = {first}，每月还 {instalment}，{months} 个月还清，共还 {total}"),
                format!("by contract {id}: first interest {balance} × {rate} ÷ 12 = {first}; {instalment} a month ends after {}, {total} in all", plural(months, "month")),
            ));
            return Ok(Some(paid));
        }
    }
    steps.push(Step::new(
        format!("按合同 {id}：每月还 {instalment}，{MAX_PERIODS} 个月还不清"),
        format!("by contract {id}: {instalment} a month does not end within {MAX_PERIODS} months"),
    ));
    Ok(None)
}
