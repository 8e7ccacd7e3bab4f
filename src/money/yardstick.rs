//! Where the cost of a level loan lies against a rate, with the test for rounded instalments.
//!
//! A plan sold at 24 % with instalments rounded up to the yuan costs 24.01 %. It is reported as
//! at the line, because rounding is all that lies between them.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::money::irr::{nominal_annual, periodic_irr};
use crate::money::schedule::level_instalment;
use crate::money::words::words;
use crate::money::{CostError, MAX_PERIODS, Money, Rate};

words! {
    /// Where a cost lies against the yardstick.
    pub enum Position {
        /// Strictly dearer than the yardstick, and by more than rounding explains.
        Above = "above",
        /// Dearer only by the rounding of the instalment.
        AtLine = "at_line",
        /// As dear as the yardstick, or cheaper.
        NotAbove = "not_above",
    }
}

/// A position with the figures that explain it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PositionFigures {
    /// Where the cost lies.
    pub position: Position,
    /// The cost: the rate per month times twelve.
    pub rate: Rate,
    /// What all instalments cost more than the same number of `instalment_at_line`, in yuan; zero
    /// unless above.
    pub excess: Money,
    /// The level instalment at the yardstick, half-up to the fen, in yuan.
    pub instalment_at_line: Money,
}

/// The all-in cost of a loan per year: so much received, and everything paid each month, for so many months.
pub fn level_cost(received: Money, instalment: Money, periods: u32) -> Result<Rate, CostError> {
    if !received.is_positive() || !instalment.is_positive() || periods == 0 {
        return Err(CostError::NoSolution);
    }
    if periods > MAX_PERIODS {
        return Err(CostError::OutOfRange);
    }
    let payments = (0..periods).map(|_| -instalment);
    let flows: Vec<Money> = std::iter::once(received).chain(payments).collect();
    nominal_annual(periodic_irr(&flows)?, 12)
}

/// Compares the cost of a loan, as `level_cost` gives it, with a yardstick per year.
pub fn position(
    rate: Rate,
    received: Money,
    instalment: Money,
    periods: u32,
    yardstick: Rate,
) -> Result<PositionFigures, CostError> {
    let at_line = level_instalment(received, yardstick, periods).ok_or(CostError::OutOfRange)?;

    let position = position_at(rate, yardstick, instalment, at_line);
    let excess = match position {
        Position::Above => {
            let each = instalment.checked_sub(at_line);
            each.and_then(|each| each.scaled(Decimal::from(periods), Decimal::ONE)).ok_or(CostError::OutOfRange)?
        }
        Position::AtLine | Position::NotAbove => Money::ZERO,
    };
    Ok(PositionFigures { position, rate, excess, instalment_at_line: at_line })
}

/// The position where the instalment at the yardstick is already known.
pub(super) fn position_at(rate: Rate, yardstick: Rate, instalment: Money, at_line: Money) -> Position {
    if rate <= yardstick {
        Position::NotAbove
    } else if instalment <= rounded_like(instalment, at_line) {
        Position::AtLine
    } else {
        Position::Above
    }
}

// The instalment at the line, rounded up to the yuan where the actual one is in whole yuan.
fn rounded_like(actual: Money, at_line: Money) -> Money {
    let up = at_line.decimal().round_dp_with_strategy(0, RoundingStrategy::ToPositiveInfinity);
    if actual.decimal().fract().is_zero() { Money::round(up).unwrap_or(at_line) } else { at_line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(received: &str, paid: &str, periods: u32, yardstick: &str) -> PositionFigures {
        let yardstick = Rate::new(yardstick.parse().unwrap());
        let (received, paid) = (received.parse().unwrap(), paid.parse().unwrap());
        let rate = level_cost(received, paid, periods).unwrap();
        position(rate, received, paid, periods, yardstick).unwrap()
    }

    fn shown(figures: PositionFigures) -> (Position, String, String, String) {
        let PositionFigures { position, rate, excess, instalment_at_line } = figures;
        (position, rate.percent(4), excess.to_string(), instalment_at_line.to_string())
    }

    fn line(position: Position, rate: &str, excess: &str, at_line: &str) -> (Position, String, String, String) {
        (position, rate.to_owned(), excess.to_owned(), at_line.to_owned())
    }

    #[test]
    fn an_instalment_rounded_up_to_the_yuan_is_at_the_line() {
        let at_line = |paid| shown(check("50000", paid, 36, "0.24"));
        assert_eq!(at_line("1961.64"), line(Position::NotAbove, "23.9999%", "0.00", "1961.64"));
        assert_eq!(at_line("1961.65"), line(Position::Above, "24.0003%", "0.36", "1961.64"));
        assert_eq!(at_line("1962.00"), line(Position::AtLine, "24.0136%", "0.00", "1961.64"));
        assert_eq!(at_line("1963.00"), line(Position::Above, "24.0517%", "48.96", "1961.64"));
    }

    #[test]
    fn an_instalment_rounded_to_the_fen_is_at_the_line() {
        let figures = check("10000", "945.60", 12, "0.24");
        assert_eq!(shown(figures), line(Position::AtLine, "24.0008%", "0.00", "945.60"));
        assert_eq!(check("10000", "945.61", 12, "0.24").position, Position::Above);
        assert_eq!(check("10000", "945.59", 12, "0.24").position, Position::NotAbove);
    }

    #[test]
    fn a_cost_exactly_at_the_yardstick_is_not_above() {
        assert_eq!(check("100", "102", 1, "0.24").position, Position::NotAbove);
        assert_eq!(check("100", "100", 1, "0").position, Position::NotAbove);
        // A rate a month that is not a finite decimal.
        assert_eq!(check("1200", "1205", 1, "0.05").position, Position::NotAbove);
        assert_eq!(check("600", "601", 1, "0.02").position, Position::NotAbove);
        // 101.00 is 12 %, 100.01 is 0.12 %: a yuan and a fen over nothing.
        assert_eq!(check("100", "100.01", 1, "0").position, Position::Above);
        assert_eq!(check("100", "101", 1, "0.1199999").position, Position::AtLine);
    }

    #[test]
    fn a_dear_loan_shows_what_it_costs_over_the_line() {
        let figures = check("9000", "933.33", 12, "0.24");
        assert_eq!(shown(figures), line(Position::Above, "42.432%", "987.48", "851.04"));
    }

    #[test]
    fn what_is_no_loan_is_refused() {
        let refused = |received: &str, paid: &str, periods| {
            level_cost(received.parse().unwrap(), paid.parse().unwrap(), periods).unwrap_err()
        };
        assert_eq!(refused("0", "1", 3), CostError::NoSolution);
        assert_eq!(refused("100", "0", 3), CostError::NoSolution);
        assert_eq!(refused("-100", "-1", 3), CostError::NoSolution);
        assert_eq!(refused("100", "1", 0), CostError::NoSolution);
        assert_eq!(refused("100", "1", 1201), CostError::OutOfRange);
        let (received, paid): (Money, Money) = ("100".parse().unwrap(), "101".parse().unwrap());
        let below_zero = Rate::new("-0.01".parse().unwrap());
        assert_eq!(position(Rate::ZERO, received, paid, 1, below_zero).unwrap_err(), CostError::OutOfRange);
    }
}
