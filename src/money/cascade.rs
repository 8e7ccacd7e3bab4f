//! Money beyond the contracts, paid in a fixed order: the first in the rank is paid as far as it goes, then the next.

use std::cmp::Reverse;

use crate::money::words::words;
use crate::money::{Money, Rate};

words! {
    /// Which debt gets what is left once the contracts are kept.
    pub enum Order {
        /// The dearest first: the highest rate, then the smaller balance, then the order given. The least interest in all.
        Avalanche = "avalanche",
        /// The smallest first: the smaller balance, then the higher rate, then the order given. The soonest debt gone.
        Snowball = "snowball",
    }
}

impl Order {
    /// What debts are sorted by; ties stay in the order given.
    pub fn key(self, balance: Money, rate: Rate) -> impl Ord + use<> {
        let dearest = match self {
            Order::Avalanche => Some(Reverse(rate)),
            Order::Snowball => None,
        };
        (dearest, balance, Reverse(rate))
    }
}

/// The positions of debts in the order in which they are paid.
pub fn rank(debts: &[(Money, Rate)], order: Order) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..debts.len()).collect();
    positions.sort_by_key(|position| {
        let (balance, rate) = debts.get(*position).copied().unwrap_or_default();
        order.key(balance, rate)
    });
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

    fn ranked(debts: &[(&str, &str)], order: Order) -> Vec<usize> {
        let debts: Vec<(Money, Rate)> =
            debts.iter().map(|(b, r)| (b.parse().unwrap(), Rate::new(r.parse().unwrap()))).collect();
        rank(&debts, order)
    }

    #[test]
    fn the_dearest_comes_first_or_the_smallest() {
        let debts = [("12000", "0.1825"), ("8500", "0.219"), ("23456.78", "0.2399")];
        assert_eq!(ranked(&debts, Order::Avalanche), [2, 1, 0]);
        assert_eq!(ranked(&debts, Order::Snowball), [1, 0, 2]);
    }

    #[test]
    fn ties_go_to_the_smaller_balance_or_the_dearer_rate_and_then_keep_their_order() {
        assert_eq!(ranked(&[("200", "0.2"), ("100", "0.2"), ("100", "0.2")], Order::Avalanche), [1, 2, 0]);
        assert_eq!(ranked(&[("100", "0.1"), ("100", "0.2"), ("100", "0.2")], Order::Snowball), [1, 2, 0]);
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
