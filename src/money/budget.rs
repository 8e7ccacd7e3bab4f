//! Household lines brought to a month. What a household has left is in `household`.

use rust_decimal::Decimal;

use crate::money::{Exact, Money, OutOfRange, Rate, words::words};

mod household;

pub use household::{BudgetLine, BudgetStatus, BudgetTerms, HouseholdBudget, MonthlyLine, household_budget};

words! {
    /// How often an amount comes in or goes out.
    pub enum Every {
        /// Every day: 365 in a year.
        Day = "day",
        /// Every week: 52 in a year.
        Week = "week",
        /// Every two weeks: 26 in a year.
        Fortnight = "fortnight",
        /// Every four weeks: 13 in a year.
        FourWeeks = "four_weeks",
        /// Every month.
        Month = "month",
        /// Every three months.
        Quarter = "quarter",
        /// Every six months.
        HalfYear = "half_year",
        /// Once a year.
        Year = "year",
        /// Every month, but not the same: the amount of a month is the mean of those listed.
        Average = "average",
    }
}

impl Every {
    /// How many times it happens in a year.
    pub fn times_a_year(self) -> u32 {
        match self {
            Every::Day => 365,
            Every::Week => 52,
            Every::Fortnight => 26,
            Every::FourWeeks => 13,
            Every::Month | Every::Average => 12,
            Every::Quarter => 4,
            Every::HalfYear => 2,
            Every::Year => 1,
        }
    }
}

/// What an amount comes to in a month, half-up to the fen; none when out of range.
///
/// A week is 52/12 of a month, never a quarter of one.
pub fn monthly(amount: Money, every: Every) -> Option<Money> {
    amount.scaled(Decimal::from(every.times_a_year()), Decimal::from(Every::Month.times_a_year()))
}

/// Decimals a ratio is rounded to: hundredths of a percent.
const RATIO_PLACES: u32 = 4;

/// A part of an income, half-up to four decimals; none without income or out of range.
pub fn ratio(part: Money, income: Money) -> Option<Rate> {
    let ratio = Exact::from(part).over(&Exact::from(income)).filter(|_| income.is_positive())?;
    ratio.rounded(RATIO_PLACES).map(Rate::new)
}

/// What a household needs to live by the local standard: the standard for each of its members.
pub fn living_floor(standard: Money, members: i64) -> Result<Money, OutOfRange> {
    (Exact::from(standard) * Exact::from(members)).posted()
}

/// How many months an amount takes at so much a month: the quotient up to the next whole number; none where nothing is
/// paid.
pub(super) fn whole_months(owed: Money, a_month: Money) -> Option<u64> {
    let a_month = u128::try_from(a_month.fen()).ok().filter(|fen| *fen > 0)?;
    u64::try_from(u128::try_from(owed.fen()).ok()?.div_ceil(a_month)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(amount: &str, every: Every, a_month: &str) {
        let got = monthly(amount.parse().unwrap(), every).unwrap();
        assert_eq!(got.to_string(), a_month, "{amount} {every:?}");
    }

    #[test]
    fn every_line_is_rounded_half_up() {
        check("100", Every::Day, "3041.67");
        check("100", Every::Week, "433.33");
        check("100", Every::Fortnight, "216.67");
        check("100", Every::FourWeeks, "108.33");
        check("100", Every::Month, "100.00");
        check("100", Every::Quarter, "33.33");
        check("100", Every::HalfYear, "16.67");
        check("100", Every::Year, "8.33");
        check("0.06", Every::Year, "0.01");
        check("0.05", Every::Year, "0.00");
        check("-0.06", Every::Year, "-0.01");
        check("0.03", Every::HalfYear, "0.01");
        check("0", Every::Day, "0.00");
        check("100", Every::Average, "100.00");
    }

    #[test]
    fn a_line_too_large_for_an_amount_is_not_given() {
        let most: Money = "1000000000000000".parse().unwrap();
        assert_eq!(monthly(most, Every::Week), None);
        assert_eq!(monthly(most, Every::Month), Some(most));
        check("1000000000000000", Every::Year, "83333333333333.33");
    }
}
