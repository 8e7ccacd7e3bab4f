//! Which values to try: for every edge a test draws, the value at the edge and one step to each side of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::evaluate::{edges_of, values_at};
use crate::fact::{FactId, Value};
use crate::program::{CompiledRule, Formula, Program};
use crate::rule::{Matcher, Operand, PhraseId};

pub(super) fn candidates(program: &Program, day: NaiveDate) -> BTreeMap<FactId, Vec<Option<Value>>> {
    let mut edges: BTreeMap<FactId, Vec<Value>> = BTreeMap::new();
    let mut said: BTreeMap<FactId, BTreeSet<&PhraseId>> = BTreeMap::new();
    for test in &program.tests {
        edges.entry(test.test.fact).or_default().extend(edges_of(program, test, day));
        if let Matcher::Says(phrases) = &test.test.matcher {
            said.entry(test.test.fact).or_default().extend(phrases);
        }
        if let Some(day) = test.judge_by.day_of_debt(&program.set.engine_facts) {
            edges.entry(day).or_default();
        }
        // Two facts that are compared share their edges, so that each can lie on either side of the other.
        for operand in test.test.matcher.operands() {
            if let Operand::Fact(other) = operand {
                edges.entry(*other).or_default();
            }
        }
    }
    share(program, &mut edges);
    edges
        .into_iter()
        .filter_map(|(id, edges)| {
            let fact = program.set.vocabulary.get(id)?;
            let texts = said.get(&id).map(|p| texts(program, p)).unwrap_or_default();
            let values = values_at(fact, &edges, texts, day).into_iter().map(Some);
            // The last one is: not known.
            Some((id, values.chain([None]).collect()))
        })
        .collect()
}

/// Gives facts that are compared with each other the edges of both.
fn share(program: &Program, edges: &mut BTreeMap<FactId, Vec<Value>>) {
    for test in &program.tests {
        for operand in test.test.matcher.operands() {
            let Operand::Fact(other) = operand else { continue };
            let mut both: Vec<Value> = edges.get(&test.test.fact).into_iter().flatten().cloned().collect();
            both.extend(edges.get(other).into_iter().flatten().cloned());
            edges.insert(test.test.fact, both.clone());
            edges.insert(*other, both);
        }
    }
}

/// A text for each list of phrases, for each pair of lists that one rule asks for, and for all lists of a rule.
fn texts(program: &Program, phrases: &BTreeSet<&PhraseId>) -> Vec<String> {
    let example = |id: &PhraseId| program.set.phrases.get(id).and_then(|p| p.examples.first()).map(|e| e.it.as_str());
    let mut all: Vec<String> = phrases.iter().filter_map(|id| example(id)).map(str::to_owned).collect();
    for rule in &program.rules {
        let asked: Vec<&str> = phrases_of(program, rule).into_iter().filter_map(example).collect();
        for (position, first) in asked.iter().enumerate() {
            all.extend(asked.iter().skip(position + 1).map(|second| format!("{first}。{second}")));
        }
        if asked.len() > 2 {
            all.push(asked.join("。"));
        }
    }
    all
}

/// The lists of phrases a rule asks for.
fn phrases_of<'p>(program: &'p Program, rule: &CompiledRule) -> BTreeSet<&'p PhraseId> {
    let formulas = [Some(&rule.when), rule.unless.as_ref(), rule.only.as_ref()];
    let tests = formulas.into_iter().flatten().flat_map(Formula::tests).filter_map(|id| program.tests.get(id.0));
    tests
        .filter_map(|t| if let Matcher::Says(phrases) = &t.test.matcher { Some(phrases) } else { None })
        .flatten()
        .collect()
}
