//! Test cases held against answers: what was expected, what came instead, and where both are written.

mod judge;

use crate::engine::{Engine, Explain};
use crate::fact::LIMITS;
use crate::rule::Case;
use crate::source::Place;

/// How a case went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What the case shows.
    pub name: String,
    /// Where it is written.
    pub place: Place,
    /// Everything that was not as expected; empty when the case holds.
    pub failures: Vec<Failure>,
}

/// One thing that was not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was expected.
    pub expected: String,
    /// What came instead, with the reasons as far as there are any.
    pub actual: String,
    /// Where the expectation is written.
    pub place: Place,
}

/// Runs all cases of the engine's rules, in the order of the files.
pub fn run(engine: &Engine) -> Vec<Verdict> {
    engine.rules().cases.iter().map(|case| one(engine, case)).collect()
}

fn one(engine: &Engine, case: &Case) -> Verdict {
    let failures = match engine.read(&case.portfolio(), &LIMITS) {
        Ok(portfolio) => {
            let outcomes = engine.outcomes(portfolio, Explain::Full);
            let answer = engine.plan(&outcomes, Explain::Findings);
            let judge = judge::Judge { engine, outcomes: &outcomes, answer: &answer };
            case.expect.iter().filter_map(|e| judge.failure(e)).collect()
        }
        Err(problems) => problems
            .into_iter()
            .map(|p| Failure {
                expected: "given 可以读入".into(),
                actual: format!("{}:{}", p.pointer, p.message.zh),
                place: case.place,
            })
            .collect(),
    };
    Verdict { name: case.name.clone(), place: case.place, failures }
}
