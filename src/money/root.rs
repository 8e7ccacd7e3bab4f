//! The growth of money by one step of time that brings a row of flows to nothing.
//!
//! The flows are a polynomial in the discount x = 1 / growth. With one change of sign it has
//! exactly one positive root (Descartes), and that root is found in (0, 1), where nothing grows:
//! when money lost value over time, the polynomial is read backwards and x is the growth itself.

use rust_decimal::Decimal;

use crate::money::near::near;
use crate::money::{CostError, Money};

/// Money that moves after so many steps of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow {
    pub(super) step: u32,
    pub(super) amount: Money,
}

// Halving alone takes 94 rounds from 1 to the last digit of a decimal; Newton seldom needs 10.
const MAX_ROUNDS: u32 = 400;

/// The growth by one step: 1.02 where each step costs 2 %. The flows are in order of their steps,
/// each step at most once, and none is zero.
pub(super) fn growth(flows: &[Flow]) -> Result<Decimal, CostError> {
    let (Some(first), Some(last)) = (flows.first(), flows.last()) else {
        return Err(CostError::NoSolution);
    };
    let turns = flows.iter().zip(flows.iter().skip(1));
    match turns.filter(|(one, next)| one.amount.is_negative() != next.amount.is_negative()).count() {
        0 => return Err(CostError::NoSolution),
        1 => {}
        _ => return Err(CostError::Ambiguous),
    }
    let total = flows.iter().try_fold(Decimal::ZERO, |sum, flow| sum.checked_add(flow.amount.decimal()));
    let total = total.ok_or(CostError::OutOfRange)?;
    if total.is_zero() {
        return Ok(Decimal::ONE);
    }
    let grows = first.amount.is_negative() != total.is_sign_negative();
    let found = if grows {
        let terms = flows.iter().map(|flow| (flow.step - first.step, flow.amount));
        root(&Polynomial::new(terms)).and_then(|discount| Decimal::ONE.checked_div(discount))
    } else {
        let terms = flows.iter().rev().map(|flow| (last.step - flow.step, flow.amount));
        root(&Polynomial::new(terms))
    };
    found.ok_or(CostError::OutOfRange)
}

/// A number to a whole power; none when it grows too large.
pub(super) fn power(base: Decimal, exponent: u32) -> Option<Decimal> {
    let (mut result, mut square, mut exponent) = (Decimal::ONE, base, exponent);
    loop {
        if exponent % 2 == 1 {
            result = result.checked_mul(square)?;
        }
        exponent /= 2;
        if exponent == 0 {
            return Some(result);
        }
        square = square.checked_mul(square)?;
    }
}

// Invariant: highest power first; the last term has power 0 and is above zero.
struct Polynomial(Vec<(u32, Money)>);

impl Polynomial {
    // `terms` begin with power 0.
    fn new(terms: impl Iterator<Item = (u32, Money)>) -> Polynomial {
        let mut terms: Vec<_> = terms.collect();
        if terms.first().is_some_and(|(_, lowest)| lowest.is_negative()) {
            for (_, amount) in &mut terms {
                *amount = -*amount;
            }
        }
        terms.reverse();
        Polynomial(terms)
    }

    // The value and the slope at x, by Horner. With x in (0, 1] no step exceeds the sum of the
    // amounts (times the highest power, for the slope).
    fn at(&self, x: Decimal) -> Option<(Decimal, Decimal)> {
        let (mut value, mut slope) = (Decimal::ZERO, Decimal::ZERO);
        let mut above = None;
        for (exponent, amount) in &self.0 {
            match above.and_then(|above: u32| above.checked_sub(*exponent)) {
                None => {}
                Some(1) => {
                    slope = slope.checked_mul(x)?.checked_add(value)?;
                    value = value.checked_mul(x)?;
                }
                Some(gap) => {
                    let less_one = power(x, gap.checked_sub(1)?)?;
                    let whole = less_one.checked_mul(x)?;
                    let inner = value.checked_mul(less_one)?.checked_mul(Decimal::from(gap))?;
                    slope = slope.checked_mul(whole)?.checked_add(inner)?;
                    value = value.checked_mul(whole)?;
                }
            }
            value = value.checked_add(amount.decimal())?;
            above = Some(*exponent);
        }
        Some((value, slope))
    }
}

// The root in (0, 1) of a polynomial that is above zero at 0 and below it at 1. Newton, with a
// halving of the bracket wherever Newton would leave it or does not halve the last step.
fn root(polynomial: &Polynomial) -> Option<Decimal> {
    let finest = Decimal::new(2, Decimal::MAX_SCALE);
    let enough = Decimal::new(1, 22);
    let (mut low, mut high) = (Decimal::ZERO, Decimal::ONE);
    let mut x = near(&polynomial.0).unwrap_or(Decimal::ONE);
    let mut last_step = Decimal::ONE;
    for _ in 0..MAX_ROUNDS {
        let (value, slope) = polynomial.at(x)?;
        if value.is_zero() {
            return Some(x);
        }
        if value.is_sign_negative() {
            high = x;
        } else {
            low = x;
        }
        let next = newton(x, value, slope, last_step)
            .filter(|next| *next > low && *next < high)
            .map_or_else(|| low.checked_add(high)?.checked_div(Decimal::TWO), Some)?;
        last_step = next.checked_sub(x)?.abs();
        x = next;
        if last_step <= finest.max(x.checked_mul(enough)?) {
            return Some(x);
        }
    }
    None
}

fn newton(x: Decimal, value: Decimal, slope: Decimal, last_step: Decimal) -> Option<Decimal> {
    let step = value.checked_div(slope)?;
    if step.abs().checked_mul(Decimal::TWO)? > last_step {
        return None;
    }
    x.checked_sub(step)
}
