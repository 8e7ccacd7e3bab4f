//! The values of a fact that can make a difference here: on each side of every edge that a test draws on it, or on what
//! is computed from it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::evaluate::{Session, before, edges_of, later, neighbours, values_at};
use crate::fact::{FactId, FactKind, FactScope, Facts, Parameters, Subject, Value, back};
use crate::program::{Formula, RuleNumber};
use crate::rule::{Matcher, Operand};

/// How many names that others bear a text is tried with.
const NAMES: usize = 3;
/// The word for none of several words.
const NONE: &str = "none";
/// A name that nobody bears.
const NOBODY: &str = "other";

/// The values facts are tried with.
pub(super) struct Values<'v> {
    session: &'v Session<'v>,
    parameters: Parameters,
    edges: RefCell<BTreeMap<FactId, Vec<Value>>>,
}

impl<'v> Values<'v> {
    pub(super) fn new(session: &'v Session<'v>) -> Self {
        let parameters = session.program.set.parameters_on(session.portfolio.as_of);
        Self { session, parameters, edges: RefCell::new(BTreeMap::new()) }
    }

    /// The values of a given fact that can make a difference for a subject, in a fixed order.
    pub(super) fn of(&self, fact: FactId, subject: Subject) -> Vec<Value> {
        let set = &self.session.program.set;
        let Some(declared) = set.vocabulary.get(fact).filter(|f| f.derived.is_none()) else { return Vec::new() };
        // A debt's fact asked of a contact: nobody said which debt the contact is about.
        if self.session.portfolio.owner(declared.scope, subject) != Some(subject) {
            return Vec::new();
        }
        let here = Facts { portfolio: self.session.portfolio, vocabulary: &set.vocabulary, subject };
        let edges_of = |computed: FactId, of: Subject| {
            let edges = self.edges(computed, of);
            edges.iter().flat_map(neighbours).collect::<Vec<_>>()
        };
        let behind = back(&here, &set.engine_facts, &self.parameters, fact, &edges_of);
        match declared.kind {
            FactKind::Text => self.names(fact, subject),
            FactKind::Records(_) | FactKind::Instant => {
                let mut all = behind;
                if all.is_empty() {
                    all = values_at(declared, &[], Vec::new(), self.session.portfolio.as_of);
                }
                distinct(all)
            }
            _ => {
                let mut edges = self.edges(fact, subject);
                edges.extend(behind);
                let all = values_at(declared, &edges, Vec::new(), self.session.portfolio.as_of);
                all.into_iter().filter_map(|value| as_given(&declared.kind, value)).collect()
            }
        }
    }

    /// The same, as far as one rule can tell them apart: of words those it names, and one it does not.
    pub(super) fn of_rule(&self, fact: FactId, subject: Subject, rule: RuleNumber) -> Vec<Value> {
        let program = self.session.program;
        let is_choice = program.set.vocabulary.get(fact).is_some_and(|f| matches!(f.kind, FactKind::Choice(_)));
        let all = self.of(fact, subject);
        let Some((_, compiled)) = program.rule(rule).filter(|_| is_choice) else { return all };
        let formulas = std::iter::once(&compiled.when).chain(&compiled.unless);
        let tests = formulas.flat_map(Formula::tests).filter_map(|id| program.tests.get(id.0));
        let named: Vec<&Value> = tests
            .filter(|t| t.test.fact == fact)
            .flat_map(|t| match &t.test.matcher {
                Matcher::OneOf(list) => list.iter().map(|l| &l.value).collect(),
                _ => Vec::new(),
            })
            .collect();
        let mut other = false;
        all.into_iter().filter(|v| named.contains(&v) || !std::mem::replace(&mut other, true)).collect()
    }

    /// The edges tests draw on a fact of a subject.
    fn edges(&self, fact: FactId, subject: Subject) -> Vec<Value> {
        let program = self.session.program;
        let own = self.edges.borrow().get(&fact).cloned();
        let mut edges = own.unwrap_or_else(|| {
            let day = self.session.portfolio.as_of;
            let tests = program.reads.tests_on(fact).iter().filter_map(|id| program.tests.get(id.0));
            let edges: Vec<Value> =
                tests.filter(|t| t.test.fact == fact).flat_map(|t| edges_of(program, t, day)).collect();
            let edges = distinct(edges);
            self.edges.borrow_mut().insert(fact, edges.clone());
            edges
        });
        // Two facts that are held against each other: the edge is where the other one stands, or so far from it.
        for test in program.reads.tests_on(fact).iter().filter_map(|id| program.tests.get(id.0)) {
            let operands =
                test.test.matcher.operands().filter_map(|o| if let Operand::Fact(f) = o { Some(*f) } else { None });
            let others: Vec<FactId> = if test.test.fact == fact { operands.collect() } else { vec![test.test.fact] };
            for other in others.into_iter().filter_map(|f| self.session.value(f, subject)) {
                edges.push(other.clone());
                if let (Matcher::Within(length, _), Value::Date(other)) = (&test.test.matcher, other) {
                    let day = self.session.portfolio.as_of;
                    let ends = [before(&program.set, *other, length, day), later(&program.set, *other, length, day)];
                    edges.extend(ends.into_iter().flatten().map(Value::Date));
                }
            }
        }
        edges.retain(|v| !matches!(v, Value::Never));
        edges
    }

    /// Names that others bear, and one that nobody does.
    fn names(&self, fact: FactId, subject: Subject) -> Vec<Value> {
        let program = self.session.program;
        let facts = &program.set.engine_facts;
        let scope = program.set.vocabulary.get(fact).map(|f| f.scope);
        let tests = program.reads.tests_on(fact).iter().filter_map(|id| program.tests.get(id.0));
        if tests.into_iter().any(|t| matches!(t.test.matcher, Matcher::Says(_))) {
            // What may have been said has no end.
            return Vec::new();
        }
        let portfolio = self.session.portfolio;
        let alike: Vec<Subject> = match scope {
            Some(FactScope::Debt) => portfolio.debt_subjects().collect(),
            Some(FactScope::Contact) => portfolio.contact_subjects().collect(),
            Some(FactScope::Household) | None => Vec::new(),
        };
        let mut names: Vec<Value> = Vec::new();
        let groups = [facts.contact_creditor_group, facts.debt_creditor_group];
        let of_debts = portfolio.debt_subjects().filter(|_| groups.contains(&fact));
        let named = of_debts.filter_map(|d| self.session.value(facts.debt_creditor_group, d));
        let own = alike.into_iter().filter(|s| *s != subject).filter_map(|s| self.session.value(fact, s));
        for name in named.chain(own) {
            if names.len() < NAMES && !names.contains(name) {
                names.push(name.clone());
            }
        }
        names.push(Value::Text(NOBODY.to_owned()));
        names
    }
}

/// A value as it can be given: that none of several words applies has a word of its own, or cannot be said.
fn as_given(kind: &FactKind, value: Value) -> Option<Value> {
    match value {
        Value::Choices(words) if words.is_empty() => {
            kind.choices().iter().position(|c| c.name == NONE).map(|none| Value::Choices(vec![none]))
        }
        other => Some(other),
    }
}

fn distinct(all: Vec<Value>) -> Vec<Value> {
    let mut distinct: Vec<Value> = Vec::with_capacity(all.len());
    for value in all {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// Values in order, where they have one: dates, amounts, rates, counts and times.
pub(super) fn in_order(values: &mut [Value]) {
    values.sort_by(|a, b| a.order(b).unwrap_or(std::cmp::Ordering::Equal));
}
