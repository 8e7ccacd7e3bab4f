//! One figure at a time: the JSON of a call to its terms, the terms to the figure. The computing is done in
//! [`crate::money`]; what the law sets is looked up in the rules.

mod calls;
pub(crate) mod law;
mod read;

pub(crate) use calls::{
    AllInCost, AllocationOfPayment, BudgetOfMonth, Call, Deadlines, DelayOfJudgment, ExcessOverLine, FeesOfCourt,
    LoanOnLoan, PathsFromHere, PayOffAtFixedPayment, PayOffSimulation, PenaltyInterest, RepaymentSchedule, Settlement,
    SharesOfPayment,
};
pub use calls::{ByName, CALLS};

use crate::engine::Engine;
use crate::fact::{Input, LIMITS, Limits, Problem};
use crate::money::Refusals;

/// Reads the terms of a call and computes its answer, or says everything that is wrong with them.
pub(crate) fn answer<C: Call>(engine: &Engine, input: &Input, limits: &Limits) -> Result<C::Answer, Vec<Problem>> {
    let terms = C::read(engine, input, limits)?;
    C::compute(engine, terms).map_err(problems)
}

/// The same as JSON to read.
fn json<C: Call>(engine: &Engine, input: &Input) -> Result<String, Vec<Problem>> {
    let answer = answer::<C>(engine, input, &LIMITS)?;
    Ok(serde_json::to_string_pretty(&answer).unwrap_or_default() + "\n")
}

fn problems(refusals: Refusals) -> Vec<Problem> {
    let refusals = refusals.0.into_iter();
    refusals.map(|r| Problem { pointer: r.pointer, code: r.code, message: r.message }).collect()
}
