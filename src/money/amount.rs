//! Amounts of yuan in whole fen, and rates.

use std::fmt;
use std::ops::Neg;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::{AnyOfBuilder, ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// The largest amount either side of zero, in yuan.
///
/// Wide enough for any household, and narrow enough that sums and products of amounts fit
/// the integers and decimals used on them.
pub const LIMIT_YUAN: i64 = 1_000_000_000_000_000;

/// An amount of yuan, always in whole fen and within [`LIMIT_YUAN`] of zero.
///
/// ```
/// # use ashore::money::Money;
/// let instalment: Money = "1234.5".parse()?;
/// assert_eq!(instalment.to_string(), "1234.50");
/// # Ok::<(), ashore::money::MoneyTextError>(())
/// ```
// Invariant: the scale is 2, zero has no minus sign, and the size is at most `LIMIT_YUAN`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(Decimal);

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyTextError {
    /// The text is not a decimal number.
    #[error("`{0}` is not an amount")]
    NotANumber(String),
    /// The text is a number, but has a part smaller than a fen or is too large.
    #[error("`{0}` is not an amount in whole fen of at most {LIMIT_YUAN} yuan")]
    NotWholeFen(String),
}

impl Money {
    /// No money.
    pub const ZERO: Money = Money(Decimal::from_parts(0, 0, 0, false, 2));

    /// The amount of so many yuan; none when it has more than two decimals or is out of range.
    /// Trailing zeros do not count as decimals.
    pub fn from_decimal_exact(yuan: Decimal) -> Option<Money> {
        Money::round(yuan).filter(|money| money.0 == yuan)
    }

    /// The amount rounded half-up to the fen, ties away from zero; none when out of range.
    pub fn round(yuan: Decimal) -> Option<Money> {
        let mut yuan = yuan.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        if yuan.is_zero() {
            return Some(Money::ZERO);
        }
        if yuan.abs() > Decimal::from(LIMIT_YUAN) {
            return None;
        }
        yuan.rescale(2);
        Some(Money(yuan))
    }

    /// The amount of so many fen; none when out of range.
    pub fn from_fen(fen: i64) -> Option<Money> {
        Money::round(Decimal::new(fen, 2))
    }

    /// The amount in yuan, with two decimals.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// The amount in fen.
    pub fn fen(self) -> i128 {
        self.0.mantissa()
    }

    /// Whether this is no money.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is below zero.
    pub fn is_negative(self) -> bool {
        self < Money::ZERO
    }

    /// Whether this is above zero.
    pub fn is_positive(self) -> bool {
        self > Money::ZERO
    }

    /// The sum; none when out of range.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        Money::round(self.0.checked_add(other.0)?)
    }

    /// The difference; none when out of range.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        Money::round(self.0.checked_sub(other.0)?)
    }

    /// The sum of many amounts in any order; none when it is out of range.
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        Money::round(amounts.into_iter().try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount.0))?)
    }

    /// The amount times a number and divided by another, rounded half-up once at the end.
    pub(super) fn scaled(self, times: Decimal, divided_by: Decimal) -> Option<Money> {
        Money::round(self.0.checked_mul(times)?.checked_div(divided_by)?)
    }
}

impl Default for Money {
    fn default() -> Self {
        Money::ZERO
    }
}

impl Neg for Money {
    type Output = Money;

    fn neg(self) -> Money {
        if self.is_zero() { self } else { Money(-self.0) }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The invariant on the scale makes this two decimals; padding keeps a width usable.
        f.pad_integral(!self.is_negative(), "", &self.0.abs().to_string())
    }
}

impl FromStr for Money {
    type Err = MoneyTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let yuan = Decimal::from_str_exact(text).map_err(|_| MoneyTextError::NotANumber(text.to_owned()))?;
        Money::from_decimal_exact(yuan).ok_or_else(|| MoneyTextError::NotWholeFen(text.to_owned()))
    }
}

/// An exact rate, per year unless named otherwise: 0.24 is 24 %.
///
/// ```
/// # use ashore::money::Rate;
/// assert_eq!(Rate::new("0.424328".parse()?).percent(2), "42.43%");
/// # Ok::<(), rust_decimal::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(Decimal);

impl Rate {
    /// No interest.
    pub const ZERO: Rate = Rate(Decimal::ZERO);

    /// The whole.
    pub const ONE: Rate = Rate(Decimal::ONE);

    /// The rate with this value, where 1 is 100 %.
    pub const fn new(rate: Decimal) -> Rate {
        Rate(rate)
    }

    /// The value, where 1 is 100 %.
    pub const fn decimal(self) -> Decimal {
        self.0
    }

    /// The rate rounded half-up to so many decimals of its value: 4 keeps hundredths of a percent.
    pub fn rounded(self, places: u32) -> Rate {
        Rate(self.0.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero))
    }

    /// The rate as a percentage with at most so many decimals, half-up, without trailing zeros.
    pub fn percent(self, places: u32) -> String {
        Rate(self.in_percent()).rounded(places).0.normalize().to_string() + "%"
    }

    // Saturates only above 7.9 x 10^26, which no flow of money reaches.
    fn in_percent(self) -> Decimal {
        self.0.saturating_mul(Decimal::ONE_HUNDRED)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.percent(Decimal::MAX_SCALE))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.normalize())
    }
}

impl PartialSchema for Money {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^-?[0-9]+([.][0-9]{1,2}0*)?$"));
        let number = ObjectBuilder::new().schema_type(Type::Number);
        let either = AnyOfBuilder::new().item(text).item(number);
        either.description(Some("Yuan with at most two decimals, as text or as a number; answered as text with two decimals. 元，到分。")).into()
    }
}

impl ToSchema for Money {}

impl PartialSchema for Rate {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^-?[0-9]+([.][0-9]+)? ?%?$"));
        let number = ObjectBuilder::new().schema_type(Type::Number);
        let either = AnyOfBuilder::new().item(text).item(number);
        either.description(Some("A fraction, per year unless the field says otherwise: 0.24 or \"0.24\" or \"24%\" is 24 %; answered as a fraction in text. 小数或百分数，不另说明的是年率。")).into()
    }
}

impl ToSchema for Rate {}

#[cfg(test)]
mod tests;
