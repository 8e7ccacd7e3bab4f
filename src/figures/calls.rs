//! The calls: the terms each one takes, and how it is computed by the rules in use.

use serde::Serialize;

use super::json;
use super::read::{Term, read_terms};
use crate::engine::Engine;
use crate::fact::{Input, Problem};
use crate::money::Refusals;
use crate::money::settlement::{SettlementPlan, SettlementTerms, settlement};

/// A computation that can be asked for by itself.
pub(crate) trait Call {
    /// What it takes.
    type Terms: Term;
    /// What it gives.
    type Answer: Serialize;

    /// Computes it by the rules in use.
    fn compute(engine: &Engine, terms: &Self::Terms) -> Result<Self::Answer, Refusals>;
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

                fn compute(engine: &Engine, terms: &$terms) -> Result<$answer, Refusals> {
                    let compute: fn(&Engine, &$terms) -> Result<$answer, Refusals> = $compute;
                    compute(engine, terms)
                }
            }
        )*

        /// Every call by its name.
        pub const CALLS: &[ByName] = &[$(($name, json::<$call>)),*];
    };
}

calls! {
    "settlement" Settlement: SettlementTerms => SettlementPlan, |_, terms| settlement(terms);
}

read_terms!(SettlementTerms { principal, interest, penalty, waived_interest, waived_penalty, periods, starts_on });
