//! Everything owed today as one settlement without new interest: over a term that is asked for, or as fast as the budget
//! allows.

use super::{MAX_PERIODS, Path, PathKind, PathStatus, PathTerms, nothing_owed};
use crate::money::budget::whole_months;
use crate::money::settlement::{SettlementTerms, instalments, settlement};
use crate::money::step::plural;
use crate::money::{Exact, Money, OutOfRange, Refusals, Step, dates};

pub(super) fn over(terms: &PathTerms, owed: Money, periods: u32, steps: &mut Vec<Step>) -> Result<Path, Refusals> {
    if owed.is_zero() {
        return Ok(Path { periods: Some(periods), ..nothing_owed(PathKind::Proposed, terms) });
    }
    let plan = settlement(&SettlementTerms {
        principal: owed,
        interest: None,
        penalty: None,
        waived_interest: None,
        waived_penalty: None,
        periods,
        starts_on: None,
    })?;
    let (instalment, last) = (plan.instalment, plan.last_instalment);
    let Step { text, text_en } = instalments(owed, periods, instalment, last);
    steps.push(Step::new(
        format!("协商 {periods} 期：{text}"),
        format!("settlement over {}: {text_en}", plural(periods, "month")),
    ));
    let payments: Vec<Money> = plan.rows.iter().map(|row| row.payment).collect();
    // An instalment of less than half a fen is 0.00; without money it is not carried all the same.
    let affordable = instalment <= terms.available && terms.available.is_positive();
    settled(terms, owed, periods, instalment, affordable, &payments)
}

pub(super) fn by_budget(terms: &PathTerms, owed: Money, steps: &mut Vec<Step>) -> Result<Path, Refusals> {
    if owed.is_zero() {
        return Ok(Path { periods: Some(0), ..nothing_owed(PathKind::Proposed, terms) });
    }
    let available = terms.available;
    let months = whole_months(owed, available);
    let Some(periods) = months.and_then(|months| u32::try_from(months).ok()).filter(|months| *months <= MAX_PERIODS)
    else {
        let (zh, en) = if available.is_positive() {
            (
                format!("每月还 {available}，不计新息也超过 {MAX_PERIODS} 个月"),
                format!("{available} a month takes more than {MAX_PERIODS} months even without new interest"),
            )
        } else {
            ("没有钱可还，分多少期都还不清".into(), "there is no money to pay with, over any number of periods".into())
        };
        return Ok(Path::new(PathKind::Proposed, PathStatus::DoesNotClear, zh, en));
    };
    let mut left = owed;
    let mut payments = Vec::new();
    for _ in 0..periods {
        let payment = left.min(available);
        left = left.checked_sub(payment).ok_or(OutOfRange)?;
        payments.push(payment);
    }
    let last = payments.last().copied().unwrap_or_default();
    steps.push(Step::new(
        format!("按可还的还：{owed} ÷ {available}，进到整月，{periods} 个月，最后一个月 {last}"),
        format!(
            "what the budget gives: {owed} ÷ {available}, up to whole months, {}; the last pays {last}",
            plural(periods, "month")
        ),
    ));
    settled(terms, owed, periods, available.min(owed), true, &payments)
}

fn settled(
    terms: &PathTerms,
    owed: Money,
    periods: u32,
    monthly: Money,
    affordable: bool,
    payments: &[Money],
) -> Result<Path, Refusals> {
    let mut left = Exact::from(owed);
    let mut balances = vec![owed];
    for payment in payments {
        left = left - Exact::from(*payment);
        balances.push(left.posted()?);
        if left == Exact::zero() {
            // Rounded up, so that some of the periods are not needed.
            break;
        }
    }
    let months = u32::try_from(balances.len() - 1).map_err(|_| OutOfRange)?;
    let available = terms.available;
    let path = if affordable {
        Path::new(
            PathKind::Proposed,
            PathStatus::Clears,
            format!("每月 {monthly}，{months} 个月还清，共还 {owed}，不再计息；要债权人同意"),
            format!(
                "{monthly} a month clears everything in {}; {owed} is paid without new interest, if the creditors agree",
                plural(months, "month")
            ),
        )
    } else {
        Path::new(
            PathKind::Proposed,
            PathStatus::CannotBeCarried,
            format!("每月要 {monthly}，每月可还 {available}，付不起"),
            format!("it takes {monthly} a month and there is {available}"),
        )
    };
    Ok(Path {
        periods: Some(periods),
        monthly: Some(monthly),
        affordable: Some(affordable),
        months: Some(months),
        total_paid: Some(owed),
        total_cost: Some(Money::ZERO),
        debt_free_on: if affordable { Some(dates::month_after(terms.as_of, months)?) } else { None },
        balances: if affordable { balances } else { Vec::new() },
        ..path
    })
}
