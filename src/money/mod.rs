//! Money, rates and the counting done with them.
//!
//! The conventions, which every figure follows:
//!
//! - Amounts are whole fen ([`Money`]). Between two posted amounts stand exact fractions ([`Exact`]); an amount is rounded
//!   half-up, ties away from zero, once, where it is posted.
//! - A rate ([`Rate`]) is per year unless it says otherwise; 0.24 is 24 %. Rates are compared exactly, "above" is
//!   strictly greater. A legal line is a nominal rate: it is compared with a rate per period times the periods of a year,
//!   never with an effective one.
//! - Days are counted head in, tail out. Months are counted from the first day, never from the one before: 31 January,
//!   28 February, 31 March ([`dates`]).
//! - The all-in cost is what is paid to anybody because of the loan, against what really reached the borrower. Flows that
//!   change direction more than once have no such cost. A cost above a line only because instalments were rounded up is
//!   *at the line*.
//! - Money is shared by largest remainder (Hamilton); ties go to the larger balance, then to the order given.
//! - Weeks are 52 a year, fortnights 26, four-week periods 13, days 365; every line of a budget is rounded by itself.
//! - What is not known is never taken as nothing. What the law sets (lines, fees, days) is a parameter, from the rules.
//!
//! The calls, each one pure function from its terms to an answer with every step in words, or to [`Refusals`] that name
//! every term at fault:
//!
//! - A loan: [`schedule`] (its rows by method), [`cost`] (what it costs all in, against a line), [`payoff`] (how long a
//!   fixed payment takes).
//! - Claims in court: [`excess`] (interest above the line of private lending), [`penalty`] (overdue interest),
//!   [`delay`] (interest for delay after a judgment), [`allocation`] (which debt a payment meets), [`court_fees`].
//! - A household: [`budget`], [`payments`] (what each creditor gets), [`simulation`] (month by month until nothing is
//!   owed), [`settlement`] (a negotiated plan), [`paths`] with their [`chart`], [`loan_on_loan`] (old loans paid with new).
//!
//! Under them: [`irr`] and [`yardstick`] (rates of flows, and where they lie), [`ledger`] (simple interest from payment to
//! payment), [`pro_rata`], [`cascade`], [`bands`] (progressive tables). `limits` holds what every call refuses, in one
//! wording and one code each.
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
mod near;
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
pub(crate) use words::words;
