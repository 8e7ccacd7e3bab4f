//! The months themselves, without words: what the simulation and the path on which nothing changes have in common.

use super::SimulatedDebt;
use crate::money::cascade::Order;
use crate::money::{Exact, Money, OutOfRange, Rate};

/// Debts on the way, by rank.
#[derive(Debug, Clone)]
pub(in crate::money) struct Run {
    debts: Vec<Running>,
    months: u32,
    interest: Exact,
    paid: Exact,
}

/// One debt on the way.
#[derive(Debug, Clone)]
pub(in crate::money) struct Running {
    /// Where it stands among the terms.
    pub(in crate::money) position: usize,
    /// What is owed on it.
    pub(in crate::money) balance: Money,
    /// The interest of this month.
    pub(in crate::money) interest: Money,
    /// What was paid on it this month.
    pub(in crate::money) paid: Money,
    /// The month in which it was paid off; 0 where nothing was owed from the start.
    pub(in crate::money) cleared_in: Option<u32>,
    pub(in crate::money) rate: Rate,
    pub(in crate::money) minimum: Money,
    pub(in crate::money) tier: i64,
}

impl Running {
    pub(super) fn of(debt: &SimulatedDebt) -> Running {
        Running {
            minimum: debt.minimum.unwrap_or_default(),
            tier: debt.tier.unwrap_or_default(),
            ..Running::new(debt.balance, debt.annual_rate)
        }
    }

    /// A debt without a minimum.
    pub(in crate::money) fn new(balance: Money, rate: Rate) -> Running {
        Running {
            position: 0,
            balance,
            interest: Money::ZERO,
            paid: Money::ZERO,
            cleared_in: balance.is_zero().then_some(0),
            rate,
            minimum: Money::ZERO,
            tier: 0,
        }
    }

    fn bear_interest(&mut self) -> Result<(), OutOfRange> {
        self.paid = Money::ZERO;
        self.interest = (Exact::from(self.balance) * Exact::from(self.rate) * Exact::ratio(1, 12)).posted()?;
        self.balance = self.balance.checked_add(self.interest).ok_or(OutOfRange)?;
        Ok(())
    }

    // Pays what is owed, but no more than `most`, and takes it out of the money.
    fn pay(&mut self, most: Money, money: &mut Money) -> Result<(), OutOfRange> {
        let payment = self.balance.min(most).min(*money);
        self.balance = self.balance.checked_sub(payment).ok_or(OutOfRange)?;
        self.paid = self.paid.checked_add(payment).ok_or(OutOfRange)?;
        *money = money.checked_sub(payment).ok_or(OutOfRange)?;
        Ok(())
    }
}

impl Run {
    /// The debts by rank, which is fixed here.
    pub(in crate::money) fn new(order: Order, debts: impl Iterator<Item = Running>) -> Run {
        let mut debts: Vec<Running> = debts.enumerate().map(|(position, debt)| Running { position, ..debt }).collect();
        // The sorts are stable, so that ties stay in input order.
        debts.sort_by_key(|debt| (debt.tier, order.key(debt.balance, debt.rate)));
        Run { debts, months: 0, interest: Exact::zero(), paid: Exact::zero() }
    }

    /// One month: interest once on each debt, the minimums by rank, the rest down the ranks.
    pub(in crate::money) fn month(&mut self, money: Money) -> Result<(), OutOfRange> {
        let mut money = money.max(Money::ZERO);
        self.months += 1;
        for debt in &mut self.debts {
            debt.bear_interest()?;
        }
        for debt in &mut self.debts {
            debt.pay(debt.minimum, &mut money)?;
        }
        for debt in &mut self.debts {
            debt.pay(debt.balance, &mut money)?;
        }
        for debt in &mut self.debts {
            self.interest = self.interest.clone() + Exact::from(debt.interest);
            self.paid = self.paid.clone() + Exact::from(debt.paid);
            if debt.balance.is_zero() && debt.cleared_in.is_none() {
                debt.cleared_in = Some(self.months);
            }
        }
        Ok(())
    }

    /// The debts by rank.
    pub(in crate::money) fn debts(&self) -> impl Iterator<Item = &Running> {
        self.debts.iter()
    }

    /// Whether anything is owed.
    pub(in crate::money) fn is_owing(&self) -> bool {
        self.debts.iter().any(|debt| !debt.balance.is_zero())
    }

    /// What is owed in all.
    pub(in crate::money) fn owed(&self) -> Result<Money, OutOfRange> {
        Money::sum(self.debts.iter().map(|debt| debt.balance)).ok_or(OutOfRange)
    }

    /// All interest so far.
    pub(in crate::money) fn interest(&self) -> Result<Money, OutOfRange> {
        self.interest.posted()
    }

    /// All payments so far.
    pub(in crate::money) fn paid(&self) -> Result<Money, OutOfRange> {
        self.paid.posted()
    }
}
