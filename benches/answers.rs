//! What an answer costs, part by part, on the founding case.
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

fn main() {
    divan::main();
}

fn engine() -> Engine {
    Engine::new(check(read_folder("rules".as_ref()).unwrap()).rules.unwrap())
}

fn portfolio(engine: &Engine, example: &str) -> Portfolio {
    let text = read(format!("openapi/examples/{example}")).unwrap();
    engine.read(&from_json(&text).unwrap(), &LIMITS).unwrap()
}

#[divan::bench(args = ["three-loans.json"])]
fn evaluate(bencher: Bencher<'_, '_>, example: &str) {
    let engine = engine();
    let portfolio = portfolio(&engine, example);
    bencher.bench(|| engine.outcomes(portfolio.clone(), Explain::Findings));
}

#[divan::bench(args = ["three-loans.json"])]
fn answer(bencher: Bencher<'_, '_>, example: &str) {
    let engine = engine();
    let portfolio = portfolio(&engine, example);
    bencher.bench(|| engine.answer(portfolio.clone(), Explain::Findings));
}
