//! The flows in order: netted by day, what was deducted taken off the first receipt.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{CostBasis, CostRow, CostTerms};
use crate::money::dates::days_between;
use crate::money::irr::{daily_growth, net_by_day, periodic_growth};
use crate::money::root::power;
use crate::money::{CostError, Money, OutOfRange};

/// The flows of a loan as they are computed with.
pub(super) struct Moves {
    pub(super) basis: CostBasis,
    /// The amounts in order, with the days of dated flows.
    amounts: Vec<(Option<NaiveDate>, Money)>,
    /// Where the first receipt stands; it may be used up by what was deducted.
    first_receipt: Option<usize>,
    deducted: Money,
}

impl Moves {
    pub(super) fn of(terms: &CostTerms) -> Result<Moves, OutOfRange> {
        let days: Vec<_> = terms.flows.iter().filter_map(|flow| Some((flow.on?, flow.amount))).collect();
        let (basis, mut amounts) = if days.is_empty() {
            (CostBasis::Periodic, terms.flows.iter().map(|flow| (None, flow.amount)).collect::<Vec<_>>())
        } else {
            let netted = net_by_day(&days).map_err(|_| OutOfRange)?;
            (CostBasis::Dated, netted.into_iter().map(|(day, amount)| (Some(day), amount)).collect())
        };
        let deducted = terms.deducted.unwrap_or_default();
        let first_receipt = amounts.iter().position(|(_, amount)| amount.is_positive());
        if let Some((_, amount)) = first_receipt.and_then(|at| amounts.get_mut(at)) {
            *amount = amount.checked_sub(deducted).ok_or(OutOfRange)?;
        }
        Ok(Moves { basis, amounts, first_receipt, deducted })
    }

    /// The first receipt after what was deducted; may be below zero.
    pub(super) fn received(&self) -> Money {
        self.first_receipt.and_then(|at| self.amounts.get(at)).map_or(Money::ZERO, |(_, amount)| *amount)
    }

    /// Whether what was deducted used up the first receipt.
    pub(super) fn nothing_left(&self) -> bool {
        self.first_receipt.is_some() && !self.received().is_positive()
    }

    /// Everything paid. A first receipt below zero after the deduction is not a payment.
    pub(super) fn paid(&self) -> Result<Money, OutOfRange> {
        let kept = self.amounts.iter().enumerate().filter(|(at, _)| Some(*at) != self.first_receipt);
        let payments = kept.map(|(_, (_, amount))| -*amount).filter(|amount| amount.is_positive());
        Money::sum(payments).ok_or(OutOfRange)
    }

    pub(super) fn starts_with_payment(&self) -> bool {
        self.amounts.iter().find(|(_, amount)| !amount.is_zero()).is_some_and(|(_, amount)| amount.is_negative())
    }

    pub(super) fn deducted(&self) -> Money {
        self.deducted
    }

    /// The growth by one period or one day.
    pub(super) fn growth(&self) -> Result<Decimal, CostError> {
        if self.nothing_left() {
            return Err(CostError::NoSolution);
        }
        match self.basis {
            CostBasis::Periodic => periodic_growth(&self.amounts.iter().map(|(_, amount)| *amount).collect::<Vec<_>>()),
            CostBasis::Dated => {
                let dated = self.amounts.iter().filter_map(|(on, amount)| Some(((*on)?, *amount)));
                daily_growth(&dated.collect::<Vec<_>>())
            }
        }
    }

    /// The rows, with present values where the growth is known.
    pub(super) fn rows(&self, growth: Option<Decimal>) -> Vec<CostRow> {
        let discount = growth.and_then(|growth| Decimal::ONE.checked_div(growth));
        let start = self.amounts.first().and_then(|(on, _)| *on);
        let row = |(period, (on, amount)): (u32, &(Option<NaiveDate>, Money))| {
            let step = match (start, on) {
                (Some(start), Some(on)) => u32::try_from(days_between(start, *on)).ok(),
                _ => Some(period),
            };
            let worth = || Money::round(amount.decimal().checked_mul(power(discount?, step?)?)?);
            CostRow { period: on.is_none().then_some(period), on: *on, amount: *amount, present_value: worth() }
        };
        (0_u32..).zip(&self.amounts).map(row).collect()
    }

    /// Of dated flows with exactly one receipt and then one payment: both, and the days between them.
    pub(super) fn receipt_and_payment(&self) -> Option<(Money, Money, u32)> {
        let [(Some(from), received), (Some(to), paid)] = self.amounts.as_slice() else { return None };
        let both = received.is_positive() && paid.is_negative();
        both.then(|| Some((*received, -*paid, u32::try_from(days_between(*from, *to)).ok()?))).flatten()
    }

    /// Of periodic flows with one receipt at the start and payments in every period, all the same but perhaps the last:
    /// the instalment, the last payment and the periods.
    pub(super) fn level(&self) -> Option<(Money, Money, u32)> {
        if self.basis != CostBasis::Periodic {
            return None;
        }
        let ((_, received), payments) = self.amounts.split_first()?;
        let ((_, last), others) = payments.split_last()?;
        let instalment = others.first().map_or(*last, |(_, amount)| *amount);
        let level = others.iter().all(|(_, amount)| *amount == instalment);
        let signs = received.is_positive() && instalment.is_negative() && last.is_negative();
        (level && signs).then(|| Some((-instalment, -*last, u32::try_from(payments.len()).ok()?))).flatten()
    }
}
