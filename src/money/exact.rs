//! Exact fractions: what stands between two posted amounts. Nothing is lost on the way, so that a tie is seen as one.

use std::ops::{Add, Mul, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;
use rust_decimal::Decimal;

use crate::money::{Money, OutOfRange, Rate};

/// A fraction of two whole numbers of any size.
///
/// ```
/// # use ashore::money::{Exact, Money, Rate};
/// // 30 days of 14.6 % on 10 000.00, a year of 360 days.
/// let interest = Exact::from("10000".parse::<Money>()?) * Exact::from(Rate::new("0.146".parse()?)) * Exact::ratio(30, 360);
/// assert_eq!(interest.posted()?.to_string(), "121.67");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(BigRational);

impl Exact {
    /// Nothing.
    pub fn zero() -> Exact {
        Exact::from(0_i64)
    }

    /// A fraction; a denominator of zero is taken as one, because no caller has one.
    pub fn ratio(numerator: i64, denominator: u32) -> Exact {
        Exact(BigRational::new(BigInt::from(numerator), BigInt::from(denominator.max(1))))
    }

    /// The quotient; none for a divisor of zero.
    pub fn over(&self, divisor: &Exact) -> Option<Exact> {
        (*divisor.0.numer() != BigInt::ZERO).then(|| Exact(&self.0 / &divisor.0))
    }

    /// The numerator and the denominator in lowest terms; the denominator is above zero.
    pub fn parts(&self) -> (&BigInt, &BigInt) {
        (self.0.numer(), self.0.denom())
    }

    /// The amount it is posted as: rounded half-up to the fen, ties away from zero.
    pub fn posted(&self) -> Result<Money, OutOfRange> {
        self.rounded(2).and_then(Money::round).ok_or(OutOfRange)
    }

    /// Rounded half-up to so many decimals, ties away from zero; none when it does not fit a decimal.
    pub fn rounded(&self, places: u32) -> Option<Decimal> {
        let scaled = &self.0 * BigRational::from_integer(BigInt::from(10).pow(places));
        // `round` of a fraction takes ties away from zero.
        let whole = i128::try_from(scaled.round().to_integer()).ok()?;
        Decimal::try_from_i128_with_scale(whole, places).ok()
    }
}

impl From<Decimal> for Exact {
    fn from(number: Decimal) -> Exact {
        Exact(BigRational::new(BigInt::from(number.mantissa()), BigInt::from(10).pow(number.scale())))
    }
}

impl From<Money> for Exact {
    fn from(money: Money) -> Exact {
        Exact::from(money.decimal())
    }
}

impl From<Rate> for Exact {
    fn from(rate: Rate) -> Exact {
        Exact::from(rate.decimal())
    }
}

impl From<i64> for Exact {
    fn from(number: i64) -> Exact {
        Exact(BigRational::from_integer(BigInt::from(number)))
    }
}

impl Add for Exact {
    type Output = Exact;

    fn add(self, other: Exact) -> Exact {
        Exact(self.0 + other.0)
    }
}

impl Sub for Exact {
    type Output = Exact;

    fn sub(self, other: Exact) -> Exact {
        Exact(self.0 - other.0)
    }
}

impl Mul for Exact {
    type Output = Exact;

    fn mul(self, other: Exact) -> Exact {
        Exact(self.0 * other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(numerator: i64, denominator: u32) -> String {
        Exact::ratio(numerator, denominator).posted().unwrap().to_string()
    }

    #[test]
    fn a_half_fen_goes_away_from_zero() {
        assert_eq!(posted(1, 200), "0.01");
        assert_eq!(posted(-1, 200), "-0.01");
        assert_eq!(posted(1, 201), "0.00");
        assert_eq!(posted(5, 1000), "0.01");
        assert_eq!(posted(15, 1000), "0.02");
    }

    #[test]
    fn a_third_three_times_is_a_whole() {
        let third = Exact::ratio(1, 3);
        let sum = third.clone() + third.clone() + third;
        assert_eq!(sum, Exact::from(1));
        assert_eq!(sum.over(&Exact::zero()), None);
    }

    #[test]
    fn what_is_too_large_is_refused_and_never_cut() {
        let most = Exact::from("1000000000000000".parse::<Money>().unwrap());
        assert_eq!(most.posted().unwrap().to_string(), "1000000000000000.00");
        assert_eq!((most.clone() + Exact::ratio(1, 100)).posted(), Err(OutOfRange));
        assert_eq!((most.clone() * most).posted(), Err(OutOfRange));
    }
}
