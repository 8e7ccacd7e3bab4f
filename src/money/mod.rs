//! Money, rates and the counting done with them.
//!
//! The conventions, which every figure follows:
//!
//! - Amounts are whole fen in exact decimals; sums are rounded half-up, and only where an amount is posted.
//! - A rate is per year unless it says otherwise; 0.24 is 24 %. Rates are compared exactly, "above" is strictly greater.
//! - The all-in cost is what is paid to anybody because of the loan, against what really reached the borrower: twelve
//!   times the internal rate of return of a month. Flows that change direction more than once have no such cost.
//! - A cost above a line only because instalments were rounded up is *at the line*.
//! - Money is shared by largest remainder (Hamilton); ties go to the larger balance, then to the order given.
//! - Weeks are 52 a year, fortnights 26, four-week periods 13, days 365; every line of a budget is rounded by itself.
//!
//! There is no float, no clock, no input or output here. What a figure means in law is for the rules to say.

pub mod allocation;
pub mod amount;
pub mod bands;
pub mod budget;
pub mod cascade;
pub mod chart;
pub mod cost;
pub mod court_fees;
pub mod dates;
pub mod delay;
mod exact;
pub mod excess;
pub mod irr;
pub mod ledger;
mod limits;
pub mod loan_on_loan;
pub mod paths;
pub mod payments;
pub mod payoff;
pub mod penalty;
pub mod pro_rata;
mod refusal;
mod root;
pub mod schedule;
pub mod settlement;
pub mod simulation;
mod step;
mod words;
pub mod yardstick;

pub use amount::{Money, MoneyTextError, Rate};
pub use exact::Exact;
pub use irr::CostError;
pub use limits::MAX_PERIODS;
pub use refusal::{DayOutOfRange, OutOfRange, Refusal, Refusals};
pub use step::Step;
pub use words::Word;
