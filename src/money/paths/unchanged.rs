//! Nothing changes: the contract rates go on, and the household pays what it can.

use super::{Path, PathKind, PathStatus, PathTerms, nothing_owed, owing};
use crate::money::cascade::Order;
use crate::money::simulation::{HORIZON_MONTHS, Run, Running};
use crate::money::step::plural;
use crate::money::{Exact, Money, Refusals, Step, dates};

/// How many months are shown of a road that does not clear: enough to see it grow.
const MONTHS_SHOWN: usize = 120;

pub(super) fn path(terms: &PathTerms, owed: Money, steps: &mut Vec<Step>) -> Result<Path, Refusals> {
    if owed.is_zero() {
        return Ok(nothing_owed(PathKind::NothingChanges, terms));
    }
    let monthly = terms.available.is_positive().then_some(terms.available);
    let unknown: Vec<_> = owing(terms).filter(|(_, debt)| debt.annual_rate.is_none()).collect();
    let missing: Vec<String> = unknown.iter().map(|(position, _)| format!("/debts/{position}/annual_rate")).collect();
    if !missing.is_empty() {
        let named: Vec<&str> = unknown.iter().map(|(_, debt)| debt.id.as_str()).collect();
        return Ok(Path {
            monthly,
            missing,
            ..Path::new(
                PathKind::NothingChanges,
                PathStatus::NotKnown,
                format!("算不出照旧下去会怎样，利率还不知道的：{}", named.join("、")),
                format!("how it goes on cannot be computed: the rate is not known of {}", named.join(", ")),
            )
        });
    }

    let mut run = Run::new(
        terms.order.unwrap_or(Order::Avalanche),
        owing(terms).map(|(_, debt)| Running {
            minimum: debt.instalment.unwrap_or_default(),
            ..Running::new(debt.balance, debt.annual_rate.unwrap_or_default())
        }),
    );
    let mut balances = vec![owed];
    let mut months = 0;
    let mut in_range = true;
    let (mut first_interest, mut first_payment) = (Money::ZERO, Money::ZERO);
    while in_range && run.is_owing() && months < HORIZON_MONTHS {
        // Out of range, it is larger than any amount and grows on: the months before it stand.
        match run.month(terms.available).and_then(|()| run.owed()) {
            Ok(left) => balances.push(left),
            Err(_) => in_range = false,
        }
        months += 1;
        if months == 1 {
            (first_interest, first_payment) = (run.interest()?, run.paid()?);
        }
    }
    first_month(&balances, first_interest, first_payment, steps);
    if in_range && !run.is_owing() {
        return cleared(terms, owed, months, &run, balances);
    }
    balances.truncate(MONTHS_SHOWN + 1);
    let (shown, last) = (balances.len() - 1, balances.last().copied().unwrap_or_default());
    let (why, why_en) = match (in_range, monthly) {
        (false, _) => {
            ("越滚越大，超过能算的上限".to_owned(), "it grows above every amount that can be computed".to_owned())
        }
        (true, None) => ("没有钱可还".to_owned(), "there is no money to pay with".to_owned()),
        (true, Some(paid)) => (
            format!("每月还 {paid}，{HORIZON_MONTHS} 个月还不清"),
            format!("{paid} a month does not end it in {HORIZON_MONTHS} months"),
        ),
    };
    Ok(Path {
        monthly,
        balances,
        ..Path::new(
            PathKind::NothingChanges,
            PathStatus::DoesNotClear,
            format!("{why}；{shown} 个月后欠 {last}"),
            format!("{why_en}; after {} {last} is owed", plural(shown, "month")),
        )
    })
}

fn cleared(terms: &PathTerms, owed: Money, months: u32, run: &Run, balances: Vec<Money>) -> Result<Path, Refusals> {
    let (available, paid) = (terms.available, run.paid()?);
    let cost = (Exact::from(paid) - Exact::from(owed)).posted()?;
    Ok(Path {
        monthly: Some(available),
        months: Some(months),
        total_paid: Some(paid),
        total_cost: Some(cost),
        debt_free_on: Some(dates::month_after(terms.as_of, months)?),
        balances,
        ..Path::new(
            PathKind::NothingChanges,
            PathStatus::Clears,
            format!("利率照旧，每月还 {available}，{months} 个月还清，共还 {paid}，其中今后的利息 {cost}"),
            format!(
                "at the same rates {available} a month clears everything in {}; {paid} is paid, {cost} of it interest to come",
                plural(months, "month")
            ),
        )
    })
}

fn first_month(balances: &[Money], interest: Money, paid: Money, steps: &mut Vec<Step>) {
    if let [before, after, ..] = balances {
        steps.push(Step::new(
            format!("照旧：第 1 个月各笔的利息（余额 × 年利率 ÷ 12）共 {interest}，还 {paid}，欠款 {before} + {interest} − {paid} = {after}；以后每月同样算"),
            format!("nothing changes: in month 1 the interest of all debts (balance × rate ÷ 12) is {interest} and {paid} is paid: {before} + {interest} − {paid} = {after}; every later month in the same way"),
        ));
    }
}
