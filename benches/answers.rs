//! What an answer costs, part by part, and what looking ahead adds to it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a bench may stop at the first surprise and reads the files it needs"
)]

use std::fs::read;

use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, Portfolio, from_json};
use ashore::source::read_folder;
use divan::Bencher;

/// A household with four debts and fifteen contacts, one in deficit, one that is early.
const EXAMPLES: [&str; 3] = ["three-loans.json", "deficit.json", "mild.json"];

fn main() {
    divan::main();
}

fn read_in(example: &str) -> (Engine, Portfolio) {
    let engine = engine();
    let portfolio = portfolio(&engine, example);
    (engine, portfolio)
}

fn engine() -> Engine {
    Engine::new(check(read_folder("rules".as_ref()).unwrap()).rules.unwrap())
}

fn portfolio(engine: &Engine, example: &str) -> Portfolio {
    let text = read(format!("openapi/examples/{example}")).unwrap();
    engine.read(&from_json(&text).unwrap(), &LIMITS).unwrap()
}

/// What every rule says.
#[divan::bench(args = EXAMPLES)]
fn evaluate(bencher: Bencher<'_, '_>, example: &str) {
    let (engine, portfolio) = read_in(example);
    bencher.bench(|| engine.outcomes(portfolio.clone(), Explain::Findings));
}

/// The answer as things stand: without what to ask, what would change it, and when it changes by itself.
#[divan::bench(args = EXAMPLES)]
fn answer_as_things_stand(bencher: Bencher<'_, '_>, example: &str) {
    let (engine, portfolio) = read_in(example);
    bencher.bench(|| engine.plan(&engine.outcomes(portfolio.clone(), Explain::Findings), Explain::Findings));
}

/// The whole answer. It may cost three times as much as the one above.
#[divan::bench(args = EXAMPLES)]
fn answer_with_outlook(bencher: Bencher<'_, '_>, example: &str) {
    let (engine, portfolio) = read_in(example);
    bencher.bench(|| engine.answer(portfolio.clone(), Explain::Findings));
}
