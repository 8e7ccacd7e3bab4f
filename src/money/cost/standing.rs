//! Where a cost lies against the line, with the rounding test for level instalments.

use super::moves::Moves;
use super::{Cost, CostStatus};
use crate::money::schedule::level_instalment_in;
use crate::money::yardstick::{Position, position_at};
use crate::money::{Exact, Money, Rate};

/// Fills in the position and what explains it. Leaves them out where no rate is known, and where only the effective rate
/// is: the line is a nominal rate, and the effective rate of the same contract is higher.
pub(super) fn fill(answer: &mut Cost, moves: &Moves, yardstick: Rate, periods_per_year: u32) {
    let Some(rate) = answer.apr_simple else {
        if answer.status == CostStatus::Found {
            answer.reason = Some(format!(
                "标准线 {yardstick} 是年利率（不计复利），这里按日期只能算出计复利的年化，同一合同会更高，不能直接比；要比较，就去掉日期，按期列出收付"
            ));
            answer.reason_en = Some(format!(
                "the line of {yardstick} is a rate without interest on interest; days give only the rate with it, which is higher for the same contract, so the two are not compared; give the flows by period, without days, to compare"
            ));
        }
        return;
    };
    let without_rounding = if rate > yardstick { Position::Above } else { Position::NotAbove };
    answer.position = Some(without_rounding);
    let Some((instalment, last, periods)) = moves.level() else { return };
    let Some(at_line) = level_instalment_in(answer.received, yardstick, periods_per_year, periods) else { return };
    // A posted schedule takes the rounding of all its rows in the last one.
    let only_rounding = last <= instalment
        || line_ends_with(answer.received, yardstick, periods_per_year, periods, instalment) >= Some(last);
    if !only_rounding {
        return;
    }
    let position = position_at(rate, yardstick, instalment, at_line);
    answer.position = Some(position);
    answer.instalment_at_line = Some(at_line);
    if position == Position::Above {
        let all = Exact::from(at_line) * Exact::from(i64::from(periods));
        let excess = (Exact::from(answer.paid) - all).posted().ok();
        answer.excess = excess.filter(|excess| excess.is_positive());
    }
}

// The last payment of a loan at the line that is repaid with this instalment, interest posted each period.
fn line_ends_with(received: Money, line: Rate, per_year: u32, periods: u32, instalment: Money) -> Option<Money> {
    let mut balance = received;
    let with_interest = |balance: Money| {
        let interest = Exact::from(balance) * Exact::from(line) * Exact::ratio(1, per_year);
        balance.checked_add(interest.posted().ok()?)
    };
    for _ in 1..periods {
        balance = with_interest(balance)?.checked_sub(instalment)?.max(Money::ZERO);
    }
    with_interest(balance)
}
