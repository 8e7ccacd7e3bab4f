//! Money beyond the contracts, paid in a fixed order: the first in the rank is paid as far as it goes, then the next.

use std::cmp::Reverse;

use crate::money::{Money, Rate};

/// Which debt comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RankOrder {
    /// The dearest rate first (avalanche): the least interest in all.
    Avalanche,
    /// The smallest balance first (snowball): the soonest debt gone.
    Snowball,
}

/// The positions of debts in the order in which they are paid: by rate and balance, ties in input order.
pub fn rank(debts: &[(Money, Rate)], order: RankOrder) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..debts.len()).collect();
    let of = |position: &usize| debts.get(*position).copied().unwrap_or_default();
    match order {
        RankOrder::Avalanche => positions.sort_by_key(|p| (Reverse(of(p).1), of(p).0)),
        RankOrder::Snowball => positions.sort_by_key(|p| (of(p).0, Reverse(of(p).1))),
    }
    positions
}

/// What each debt gets of an amount when the ranks are paid in order, each up to its room; and what is left.
///
/// By hand: 500.00 over rooms of 300.00 (second in rank) and 400.00 (first) gives 100.00 and 400.00.
///
/// ```
/// # use ashore::money::{Money, cascade::cascade};
/// # let yuan = |text: &str| text.parse::<Money>();
/// let (given, left) = cascade(yuan("500")?, &[yuan("300")?, yuan("400")?], &[1, 0]);
/// assert_eq!((given, left), (vec![yuan("100")?, yuan("400")?], Money::ZERO));
/// # Ok::<(), ashore::money::MoneyTextError>(())
/// ```
pub fn cascade(amount: Money, rooms: &[Money], ranks: &[usize]) -> (Vec<Money>, Money) {
    let mut given = vec![Money::ZERO; rooms.len()];
    let mut left = amount.max(Money::ZERO);
    for position in ranks {
        if let (Some(room), Some(given)) = (rooms.get(*position), given.get_mut(*position)) {
            *given = left.min((*room).max(Money::ZERO));
            // Not above what is left, so that the difference is an amount.
            left = left.checked_sub(*given).unwrap_or_default();
        }
    }
    (given, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(debts: &[(&str, &str)], order: RankOrder) -> Vec<usize> {
        let debts: Vec<(Money, Rate)> =
            debts.iter().map(|(b, r)| (b.parse().unwrap(), Rate::new(r.parse().unwrap()))).collect();
        rank(&debts, order)
    }

    #[test]
    fn the_dearest_comes_first_or_the_smallest() {
        let debts = [("12000", "0.1825"), ("8500", "0.219"), ("23456.78", "0.2399")];
        assert_eq!(ranked(&debts, RankOrder::Avalanche), [2, 1, 0]);
        assert_eq!(ranked(&debts, RankOrder::Snowball), [1, 0, 2]);
    }

    #[test]
    fn ties_go_to_the_smaller_balance_or_the_dearer_rate_and_then_keep_their_order() {
        assert_eq!(ranked(&[("200", "0.2"), ("100", "0.2"), ("100", "0.2")], RankOrder::Avalanche), [1, 2, 0]);
        assert_eq!(ranked(&[("100", "0.1"), ("100", "0.2"), ("100", "0.2")], RankOrder::Snowball), [1, 2, 0]);
    }

    #[test]
    fn what_nobody_can_take_is_left() {
        let yuan = |text: &str| text.parse::<Money>().unwrap();
        let rooms = [yuan("300"), yuan("0"), yuan("400")];
        assert_eq!(cascade(yuan("1000"), &rooms, &[2, 1, 0]), (rooms.to_vec(), yuan("300")));
        assert_eq!(cascade(yuan("-5"), &rooms, &[2, 1, 0]), (vec![Money::ZERO; 3], Money::ZERO));
        assert_eq!(cascade(yuan("0.01"), &rooms, &[0, 2, 1]).0, [yuan("0.01"), Money::ZERO, Money::ZERO]);
    }
}
