//! The calls: the terms each one takes, and how it is computed by the rules in use.

use serde::Serialize;

use super::json;
use super::read::{read_terms, terms};
use crate::engine::{Engine, Explain};
use crate::fact::{Input, LIMITS, Portfolio, Problem};
use crate::money::Refusals;
use crate::plan::DeadlineList;
use crate::money::settlement::{SettlementPlan, SettlementTerms, settlement};

/// A computation that can be asked for by itself.
pub(crate) trait Call {
    /// What it takes.
    type Terms;
    /// What it gives.
    type Answer: Serialize;

    /// Reads the terms, or says everything that is wrong with them.
    fn read(engine: &Engine, input: &Input) -> Result<Self::Terms, Vec<Problem>>;

    /// Computes it by the rules in use.
    fn compute(engine: &Engine, terms: Self::Terms) -> Result<Self::Answer, Refusals>;
}

/// A call by name: from JSON to JSON.
pub type ByName = (&'static str, fn(&Engine, &Input) -> Result<String, Vec<Problem>>);

macro_rules! calls {
    ($($name:literal $call:ident: $terms:ty => $answer:ty, $compute:expr;)*) => {
        $(
            pub(crate) struct $call;

            impl Call for $call {
                type Terms = $terms;
                type Answer = $answer;

                fn read(_: &Engine, input: &Input) -> Result<$terms, Vec<Problem>> {
                    terms(input)
                }

                fn compute(engine: &Engine, terms: $terms) -> Result<$answer, Refusals> {
                    let compute: fn(&Engine, &$terms) -> Result<$answer, Refusals> = $compute;
                    compute(engine, &terms)
                }
            }
        )*

        /// Every call by its name.
        pub const CALLS: &[ByName] = &[$(($name, json::<$call>),)* ("deadlines", json::<Deadlines>)];
    };
}

/// The days that matter for a whole portfolio.
pub(crate) struct Deadlines;

impl Call for Deadlines {
    type Terms = Portfolio;
    type Answer = DeadlineList;

    fn read(engine: &Engine, input: &Input) -> Result<Portfolio, Vec<Problem>> {
        engine.read(input, &LIMITS)
    }

    fn compute(engine: &Engine, portfolio: Portfolio) -> Result<DeadlineList, Refusals> {
        let answer = engine.answer(portfolio, Explain::Findings);
        Ok(DeadlineList { as_of: answer.as_of, deadlines: answer.deadlines, basis: answer.basis })
    }
}

calls! {
    "settlement" Settlement: SettlementTerms => SettlementPlan, |_, terms| settlement(terms);
}

read_terms!(SettlementTerms { principal, interest, penalty, waived_interest, waived_penalty, periods, starts_on });
