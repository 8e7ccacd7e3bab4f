//! Money, rates and the counting done with them, after the conventions in `money.md`.
//!
//! Everything here is exact decimals and whole fen: no floats, no clock, no input or output.
//! Sums are rounded half-up, and only where an amount is posted. What a figure means in law
//! is for the rules to say.

pub mod amount;
pub mod budget;
pub mod irr;
pub mod loan_on_loan;
pub mod pro_rata;
mod root;
pub mod schedule;
pub mod yardstick;

pub use amount::{Money, MoneyTextError, Rate};
pub use irr::CostError;
