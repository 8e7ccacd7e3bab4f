//! Progressive tables: so much for the first part of an amount, a rate for the next part, and so on. Court fees are
//! written like this. What the tables say stands in the rules.

use rust_decimal::Decimal;

use super::{Money, Rate};

/// What one part of an amount costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// The same for any amount that reaches this part.
    Fixed(Money),
    /// A part of what lies in it.
    Part(Rate),
}

/// One part of a progressive table: from where the one before ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// Its upper end, inclusive; open where absent.
    pub up_to: Option<Money>,
    /// What it costs.
    pub charge: Charge,
}

/// A progressive table.
// Invariant: each band ends above the one before, and only the last is open; `new` refuses anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bands(Vec<Band>);

/// Why some bands are no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BandsError {
    /// There is none.
    #[error("there is no band")]
    Empty,
    /// A band, counted from 0, ends no higher than the one before.
    #[error("band {0} ends no higher than the one before")]
    NotAscending(usize),
    /// A band, counted from 0, is open and is not the last.
    #[error("band {0} is open and is not the last")]
    OpenBeforeTheLast(usize),
    /// The last band has an end: nothing is said of amounts above it.
    #[error("the last band has an end")]
    LastNotOpen,
}

/// The part of an amount that falls into one band.
pub(super) struct Slice<'b> {
    /// Where it begins.
    pub(super) lower: Money,
    /// Where it ends.
    pub(super) upper: Money,
    /// The band.
    pub(super) band: &'b Band,
}

impl Bands {
    /// A table of these bands, lowest first.
    pub fn new(bands: Vec<Band>) -> Result<Self, BandsError> {
        let Some(last) = bands.last() else { return Err(BandsError::Empty) };
        let mut lower = Money::ZERO;
        for (i, band) in bands.iter().enumerate() {
            match band.up_to {
                Some(up_to) if up_to <= lower => return Err(BandsError::NotAscending(i)),
                Some(up_to) => lower = up_to,
                None if i + 1 < bands.len() => return Err(BandsError::OpenBeforeTheLast(i)),
                None => {}
            }
        }
        if last.up_to.is_some() { Err(BandsError::LastNotOpen) } else { Ok(Self(bands)) }
    }

    /// The parts of an amount that fall into each band, lowest first; none where there is no amount.
    pub(super) fn slices(&self, amount: Money) -> impl Iterator<Item = Slice<'_>> {
        let starts = std::iter::once(Money::ZERO).chain(self.0.iter().filter_map(|band| band.up_to));
        starts.zip(&self.0).take_while(move |(lower, _)| amount > *lower).map(move |(lower, band)| Slice {
            lower,
            upper: band.up_to.map_or(amount, |up_to| up_to.min(amount)),
            band,
        })
    }

    /// Its bands, lowest first.
    pub fn bands(&self) -> &[Band] {
        &self.0
    }

    /// What an amount costs: each part by its band, rounded half-up once at the end. Nothing where there is no amount;
    /// `None` when it is out of range.
    ///
    /// ```
    /// use ashore::money::{Money, Rate, bands::{Band, Bands, Charge}};
    ///
    /// let yuan = |yuan: i64| Money::from_fen(yuan * 100);
    /// let table = Bands::new(vec![
    ///     Band { up_to: yuan(10_000), charge: Charge::Fixed(Money::from_fen(50_00).ok_or("amount")?) },
    ///     Band { up_to: None, charge: Charge::Part(Rate::new("0.025".parse()?)) },
    /// ])?;
    /// assert_eq!(table.charge(yuan(50_000).ok_or("amount")?), yuan(1_050));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn charge(&self, amount: Money) -> Option<Money> {
        let mut sum = Decimal::ZERO;
        for Slice { lower, upper, band } in self.slices(amount) {
            let part = match band.charge {
                Charge::Fixed(money) => money.decimal(),
                Charge::Part(rate) => upper.checked_sub(lower)?.decimal().checked_mul(rate.decimal())?,
            };
            sum = sum.checked_add(part)?;
        }
        Money::round(sum)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::zero_prefixed_literal, reason = "a test may stop at the first surprise")]
mod tests {
    use super::{Band, Bands, BandsError, Charge};
    use crate::money::{Money, Rate};

    fn yuan(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn fixed(up_to: Option<&str>, charge: &str) -> Band {
        Band { up_to: up_to.map(yuan), charge: Charge::Fixed(yuan(charge)) }
    }

    fn part(up_to: Option<&str>, rate: &str) -> Band {
        Band { up_to: up_to.map(yuan), charge: Charge::Part(Rate::new(rate.parse().unwrap())) }
    }

    #[test]
    fn each_part_of_an_amount_costs_what_its_band_says() {
        let table =
            Bands::new(vec![fixed(Some("10000"), "50"), part(Some("100000"), "0.025"), part(None, "0.02")]).unwrap();
        let lines = [
            ("0", "0"),
            ("0.01", "50"),
            ("10000", "50"),
            ("10000.01", "50"),
            ("10000.20", "50.01"),
            ("50000", "1050"),
            ("100000", "2300"),
            ("200000", "4300"),
        ];
        for (amount, charge) in lines {
            assert_eq!(table.charge(yuan(amount)), Some(yuan(charge)), "{amount}");
        }
    }

    #[test]
    fn bands_out_of_order_are_no_table() {
        let cases = [
            (vec![], BandsError::Empty),
            (vec![fixed(Some("0"), "1"), part(None, "0.1")], BandsError::NotAscending(0)),
            (vec![fixed(Some("10"), "1"), part(Some("10"), "0.1"), part(None, "0.1")], BandsError::NotAscending(1)),
            (vec![part(None, "0.1"), part(None, "0.2")], BandsError::OpenBeforeTheLast(0)),
            (vec![fixed(Some("10"), "1")], BandsError::LastNotOpen),
        ];
        for (bands, error) in cases {
            assert_eq!(Bands::new(bands), Err(error));
        }
    }
}
