//! The ledgers of an excess in words; the figures of every row stand in the ledgers themselves.

use super::{ExcessTerms, Ledger, LedgerRow, Segment};
use crate::money::ledger::{self, RateFrom};
use crate::money::step::{addition, plural};
use crate::money::{Exact, Money, Rate, Refusals, Step};

/// Rates added together, and compared with each line.
pub(super) fn rates(terms: &ExcessTerms, together: &Exact, segments: &[Segment]) -> Result<Vec<Step>, Refusals> {
    let all = ledger::shown(together)?;
    let mut steps = Vec::new();
    let others: Vec<Rate> = terms.other_rates.iter().flatten().copied().collect();
    if !others.is_empty() {
        let added = others.iter().map(Rate::to_string).collect::<Vec<_>>().join(" + ");
        steps.push(Step::new(
            format!("合同的各项利率合计：{} + {added} = {all}", terms.contract_rate),
            format!("all rates of the contract together: {} + {added} = {all}", terms.contract_rate),
        ));
    }
    for segment in segments {
        let (from, line) = (segment.from, ledger::shown(&segment.line)?);
        steps.push(if *together > segment.line {
            Step::new(
                format!("从 {from} 起：{all} 高于 {line}，按 {line} 计算"),
                format!("from {from}: {all} is above {line}, so {line} counts"),
            )
        } else {
            Step::new(
                format!("从 {from} 起：{all} 不高于 {line}，按 {all} 计算"),
                format!("from {from}: {all} is not above {line}, so {all} counts"),
            )
        });
    }
    Ok(steps)
}

/// The first interest of both ledgers as multiplications, and the payments up to it.
pub(super) fn ledgers(
    contract: &Ledger,
    capped: &Ledger,
    together: &Exact,
    segments: &[Segment],
) -> Result<Vec<Step>, Refusals> {
    let by_law: Vec<RateFrom> =
        segments.iter().map(|segment| RateFrom { from: segment.from, per_day: segment.capped.clone() }).collect();
    let by_contract: Vec<RateFrom> =
        by_law.first().map(|first| RateFrom { from: first.from, per_day: together.clone() }).into_iter().collect();
    let mut steps = Vec::new();
    for (zh, en, ledger, rates) in
        [("合同账", "by the contract", contract, &by_contract), ("上限账", "under the line", capped, &by_law)]
    {
        // Every row ends with a payment, save the last.
        for row in ledger::opening(&ledger.rows, |row| row.days) {
            if row.days > 0 {
                steps.push(interest(zh, en, row, rates)?);
            }
            if row.payment.is_positive() {
                steps.push(payment(zh, en, row));
            }
        }
        steps.extend(sums(zh, en, ledger));
    }
    Ok(steps)
}

// All interest, where it was posted more than once, and what is left.
fn sums(zh: &str, en: &str, ledger: &Ledger) -> Vec<Step> {
    let posted: Vec<Money> = ledger.rows.iter().filter(|row| row.days > 0).map(|row| row.interest).collect();
    let Ledger { interest_accrued, principal, interest_due, owed, .. } = ledger;
    let mut steps = Vec::new();
    if posted.len() > 1 {
        let (sum, sum_en) = addition(&posted);
        steps.push(Step::new(
            format!("{zh}，以后各行同样算，利息合计：{sum} = {interest_accrued}"),
            format!("{en}, the later rows in the same way, all interest: {sum_en} = {interest_accrued}"),
        ));
    }
    steps.push(Step::new(
        format!("{zh}，还欠：本金 {principal} + 利息 {interest_due} = {owed}"),
        format!("{en}, still owed: principal {principal} + interest {interest_due} = {owed}"),
    ));
    steps
}

// The rates are a year's here.
fn interest(zh: &str, en: &str, row: &LedgerRow, rates: &[RateFrom]) -> Result<Step, Refusals> {
    let LedgerRow { from, to, days, principal, interest, .. } = row;
    let parts = ledger::parts(rates, *from, *to)
        .map(|(days, rate)| Ok(format!("{} × {days}", ledger::shown(&rate.per_day)?)))
        .collect::<Result<Vec<String>, Refusals>>()?;
    let sum = if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join(" + ")) };
    Ok(Step::new(
        format!("{zh}，{from} 到 {to} 共 {days} 天（算头不算尾）的利息：{principal} × {sum} ÷ 365 = {interest}"),
        format!(
            "{en}, interest of {} from {from} to {to}, the last day not counted: {principal} × {sum} ÷ 365 = {interest}",
            plural(*days, "day")
        ),
    ))
}

fn payment(zh: &str, en: &str, row: &LedgerRow) -> Step {
    let LedgerRow { to, payment, to_interest, to_principal, principal_after, overpaid, .. } = row;
    let (beyond, beyond_en) = if overpaid.is_positive() {
        (format!("，多付 {overpaid}"), format!("; {overpaid} overpaid"))
    } else {
        (String::new(), String::new())
    };
    Step::new(
        format!(
            "{zh}，{to} 付 {payment}：先还利息 {to_interest}，再还本金 {to_principal}，剩余本金 {principal_after}{beyond}"
        ),
        format!(
            "{en}, {payment} paid on {to}: {to_interest} to interest first, then {to_principal} to principal; principal left {principal_after}{beyond_en}"
        ),
    )
}

/// The subtractions at the end.
pub(super) fn differences(contract: &Ledger, capped: &Ledger, interest: Money, owed: Money) -> Vec<Step> {
    let mut steps = vec![
        Step::new(
            format!("超出上限的利息：{} − {} = {interest}", contract.interest_accrued, capped.interest_accrued),
            format!(
                "interest above the line: {} − {} = {interest}",
                contract.interest_accrued, capped.interest_accrued
            ),
        ),
        Step::new(
            format!("欠款的差额：{} − {} = {owed}", contract.owed, capped.owed),
            format!("difference in what is owed: {} − {} = {owed}", contract.owed, capped.owed),
        ),
    ];
    if capped.overpaid.is_positive() {
        steps.push(Step::new(
            format!("按上限算，本息付清后多付 {}", capped.overpaid),
            format!("under the line, {} was paid beyond principal and interest", capped.overpaid),
        ));
    }
    steps
}

/// What was kept back at the start.
pub(super) fn head_cut(terms: &ExcessTerms, cut: Money) -> Step {
    let (face, received) = (terms.face_principal.unwrap_or_default(), terms.received);
    Step::new(
        format!("预先扣下的：{face} − {received} = {cut}；本金按实际到手的 {received} 计算"),
        format!("kept back at the start: {face} − {received} = {cut}; the principal is the {received} received"),
    )
}
