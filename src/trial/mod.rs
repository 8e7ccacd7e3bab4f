//! Test cases held against answers: what was expected, what came instead and why, where both are written, and which
//! sides of which rules the cases have shown.
//!
//! Cases run on all cores. What comes out stands in the order of the files, the same each time.

mod because;
mod bless;
mod coverage;
mod describe;
mod judge;
mod lines;
pub mod mutate;

pub use bless::{Blessed, ChangedLine, Edit, bless};
pub use coverage::{Coverage, Endings, Point, PointKind, RuleCoverage};
pub use lines::{Mark, Reason};

use rayon::prelude::*;

use crate::diagnostic::Text;
use crate::engine::{Engine, Explain};
use crate::evaluate::{Outcomes, Session};
use crate::fact::{LIMITS, Problem};
use crate::rule::{Case, Expectation, Expected};
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
    pub expected: Text,
    /// What came instead.
    pub actual: Text,
    /// Why that came.
    pub because: Vec<Reason>,
    /// What would make the expectation hold; empty where a person has to decide.
    pub edits: Vec<Edit>,
    /// Where the expectation is written.
    pub place: Place,
}

/// Called once for each case that is done.
pub type Progress<'p> = &'p (dyn Fn() + Sync);

/// Runs all cases of the engine's rules, in the order of the files.
pub fn run(engine: &Engine) -> Vec<Verdict> {
    run_cases(engine, &engine.rules().cases.iter().collect::<Vec<_>>(), &|| {})
}

/// Runs some cases; what comes out stands in their order.
pub fn run_cases(engine: &Engine, cases: &[&Case], done: Progress<'_>) -> Vec<Verdict> {
    let one = |case: &&Case| {
        let verdict = verdict(engine, case);
        done();
        verdict
    };
    cases.par_iter().map(one).collect()
}

/// Runs some cases and notes which sides of which rules they show.
pub fn run_with_coverage(engine: &Engine, cases: &[&Case], done: Progress<'_>) -> (Vec<Verdict>, Coverage) {
    let survey = coverage::Survey::new(engine.program());
    let one = |case: &&Case| {
        let both = match worked_out(engine, case) {
            Ok(outcomes) => (judged(engine, case, &outcomes), survey.seen(&outcomes)),
            Err(problems) => (unreadable(case, problems), coverage::Seen::default()),
        };
        done();
        both
    };
    let (verdicts, seen): (Vec<Verdict>, Vec<coverage::Seen>) = cases.par_iter().map(one).unzip();
    (verdicts, survey.coverage(seen))
}

/// The cases that are asked for: those whose file or name holds one of the words, or that name a rule of this id. All,
/// where nothing is asked for.
/// Gives back a word that no case answers to.
pub fn select<'e>(engine: &'e Engine, words: &[String]) -> Result<Vec<&'e Case>, String> {
    let rules = engine.rules();
    let answers = |case: &Case, word: &str| {
        let file = rules.sources.path(case.place.file);
        // A path from anywhere above the rule folder ends with the path inside it.
        let names_rule = || case.expect.iter().any(|e| e.expected.rule().is_some_and(|r| r.it == word));
        file.contains(word) || word.ends_with(&format!("/{file}")) || case.name.contains(word) || names_rule()
    };
    if let Some(lost) = words.iter().find(|w| !rules.cases.iter().any(|c| answers(c, w))) {
        return Err(lost.clone());
    }
    let wanted = |case: &&Case| words.is_empty() || words.iter().any(|w| answers(case, w));
    Ok(rules.cases.iter().filter(wanted).collect())
}

fn verdict(engine: &Engine, case: &Case) -> Verdict {
    match worked_out(engine, case) {
        Ok(outcomes) => judged(engine, case, &outcomes),
        Err(problems) => unreadable(case, problems),
    }
}

fn worked_out(engine: &Engine, case: &Case) -> Result<Outcomes, Vec<Problem>> {
    let portfolio = engine.read(&case.portfolio(), &LIMITS)?;
    Ok(engine.outcomes(portfolio, Explain::Full))
}

fn judged(engine: &Engine, case: &Case, outcomes: &Outcomes) -> Verdict {
    let asks = case.expect.iter().any(is_asking);
    let failures =
        judging(engine, asks, outcomes, |judge| case.expect.iter().filter_map(|e| judge.failure(e)).collect());
    Verdict { name: case.name.clone(), place: case.place, failures }
}

/// Whether an expectation is about what to ask.
fn is_asking(expectation: &Expectation) -> bool {
    matches!(expectation.expected, Expected::Question(_))
}

/// Works out the answer and lets it be judged; what to ask only where that is what is judged.
fn judging<T>(engine: &Engine, asks: bool, outcomes: &Outcomes, with: impl FnOnce(&judge::Judge<'_>) -> T) -> T {
    let answer =
        if asks { engine.answer_to(outcomes, Explain::Findings) } else { engine.plan(outcomes, Explain::Findings) };
    let session = Session::over(engine.program(), outcomes);
    with(&judge::Judge { engine, session: &session, outcomes, answer: &answer })
}

/// A case whose portfolio cannot be read holds nothing.
fn unreadable(case: &Case, problems: Vec<Problem>) -> Verdict {
    let failures = problems.into_iter().map(|p| Failure {
        expected: Text::new("given 可以读入", "given can be read"),
        actual: Text::new(format!("{}：{}", p.pointer, p.message.zh), format!("{}: {}", p.pointer, p.message.en)),
        because: Vec::new(),
        edits: Vec::new(),
        place: case.place,
    });
    Verdict { name: case.name.clone(), place: case.place, failures: failures.collect() }
}
