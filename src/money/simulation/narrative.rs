//! The simulation in words.

use super::{ClearedDebt, HORIZON_MONTHS, Run, SimulationTerms, id};
use crate::money::cascade::Order;
use crate::money::step::plural;
use crate::money::{Money, Step};

pub(super) fn rank(order: Order, rank: &[String]) -> Step {
    let (zh, en) = match order {
        Order::Avalanche => ("利率高的先还", "the highest rate first"),
        Order::Snowball => ("余额小的先还", "the smallest balance first"),
    };
    Step::new(format!("顺序（{zh}）：{}", rank.join(" → ")), format!("order ({en}): {}", rank.join(" → ")))
}

/// A month in full: interest, payment and what is left, debt by debt.
pub(super) fn month(terms: &SimulationTerms, before: &Run, after: &Run, steps: &mut Vec<Step>) {
    let budget = terms.budget.max(Money::ZERO);
    steps.push(Step::new(
        format!("第 1 个月可还 {budget}：先按顺序付各家最低还款，余下的仍按顺序还，当月用完"),
        format!("month 1, {budget} to pay: the minimums by rank, then the rest by rank, in the same month"),
    ));
    for (before, after) in before.debts().zip(after.debts()).filter(|(before, _)| !before.balance.is_zero()) {
        let id = id(terms, before.position);
        let (balance, rate, interest, paid) = (before.balance, before.rate, after.interest, after.paid);
        let minimum = before.minimum;
        steps.push(Step::new(
            format!("{id}：利息 {balance} × {rate} ÷ 12 = {interest}；最低还款 {minimum}，实还 {paid}；余额 {balance} + {interest} − {paid} = {}", after.balance),
            format!("{id}: interest {balance} × {rate} ÷ 12 = {interest}; minimum {minimum}, paid {paid}; left {balance} + {interest} − {paid} = {}", after.balance),
        ));
    }
    steps.push(Step::new(
        "以后每个月同样算，顺序不变",
        "every later month is computed in the same way, in the same order",
    ));
}

pub(super) fn cleared(cleared: &[ClearedDebt], steps: &mut Vec<Step>) {
    for debt in cleared {
        let (id, month) = (&debt.id, debt.month);
        steps.push(match (month, debt.on) {
            (0, _) => Step::new(format!("{id} 本来就没有欠款"), format!("nothing is owed on {id}")),
            (_, Some(on)) => Step::new(
                format!("{id} 在第 {month} 个月（{on}）还清"),
                format!("{id} is paid in month {month} ({on})"),
            ),
            (_, None) => Step::new(format!("{id} 在第 {month} 个月还清"), format!("{id} is paid in month {month}")),
        });
    }
}

pub(super) fn total(opening: Money, interest: Money, paid: Money) -> Step {
    Step::new(
        format!("合计：本来欠 {opening} + 利息 {interest} = 共还 {paid}"),
        format!("in all: owed at the start {opening} + interest {interest} = paid {paid}"),
    )
}

pub(super) fn reason(budget: Money, figures: Option<(Money, Money)>, months: u32, owed: Money) -> (String, String) {
    match figures {
        Some(_) if months == 0 => ("没有欠款".into(), "nothing is owed".into()),
        Some((interest, paid)) => (
            format!("每月还 {budget}，{months} 个月还清，共还 {paid}，其中利息 {interest}"),
            format!(
                "{budget} a month clears everything in {}; {paid} is paid, {interest} of it interest",
                plural(months, "month")
            ),
        ),
        None => (
            format!("每月还 {}，{HORIZON_MONTHS} 个月还不清，那时还欠 {owed}", budget.max(Money::ZERO)),
            format!(
                "{} a month does not clear everything in {HORIZON_MONTHS} months; {owed} is still owed then",
                budget.max(Money::ZERO)
            ),
        ),
    }
}
