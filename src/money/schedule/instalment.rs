//! The level instalment (等额本息), exactly: whole numbers of any size up to the one rounding at the end.

use num_bigint::BigInt;
use rust_decimal::Decimal;

use crate::money::{Exact, MAX_PERIODS, Money};

/// A loan repaid in equal instalments at so much a period.
///
/// With r = p / q the instalment is P·r(1+r)^n / ((1+r)^n − 1) = P·p·(q+p)^n / (q·((q+p)^n − q^n)): all whole numbers.
/// Fractions would look for a common divisor after each step, which takes seconds at 1,200 periods.
#[derive(Debug, Clone)]
pub(in crate::money) struct Level {
    p: BigInt,
    q: BigInt,
    // (q + p)^n and q^n.
    grown: BigInt,
    base: BigInt,
    periods: u32,
}

impl Level {
    /// None for a rate below zero, without periods or with too many of them.
    pub(in crate::money) fn new(rate_per_period: &Exact, periods: u32) -> Option<Level> {
        let (p, q) = rate_per_period.parts();
        if *p < BigInt::ZERO || periods == 0 || periods > MAX_PERIODS {
            return None;
        }
        let (grown, base) = ((q + p).pow(periods), q.pow(periods));
        Some(Level { p: p.clone(), q: q.clone(), grown, base, periods })
    }

    /// The instalment of a principal, half-up to the fen; none when it is out of range or the principal below zero.
    pub(in crate::money) fn instalment(&self, principal: Money) -> Option<Money> {
        if principal.is_negative() {
            return None;
        }
        let fen = BigInt::from(principal.fen());
        let fen = if self.p == BigInt::ZERO {
            half_up(&fen, &BigInt::from(self.periods))
        } else {
            half_up(&(fen * &self.p * &self.grown), &(&self.q * (&self.grown - &self.base)))
        };
        Money::round(decimal(fen, 2)?)
    }

    /// What one yuan in every period is worth at the start, (1 − (1+r)^−n) / r, to so many decimals.
    pub(in crate::money) fn worth(&self, places: u32) -> Option<Decimal> {
        let scale = BigInt::from(10).pow(places);
        let worth = if self.p == BigInt::ZERO {
            scale * BigInt::from(self.periods)
        } else {
            half_up(&(scale * &self.q * (&self.grown - &self.base)), &(&self.p * &self.grown))
        };
        decimal(worth, places)
    }
}

// Both above or at zero, the divisor above it.
fn half_up(numerator: &BigInt, divisor: &BigInt) -> BigInt {
    (numerator * 2 + divisor) / (divisor * 2)
}

fn decimal(number: BigInt, places: u32) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(i128::try_from(number).ok()?, places).ok()
}
