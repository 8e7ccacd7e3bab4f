//! The values of a fact that can make a difference here: on each side of every edge that a test draws on it, or on what
//! is computed from it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::evaluate::{Session, before, edges_of, later, neighbours, values_at};
use crate::fact::{FactId, FactKind, FactScope, Facts, Parameters, Subject, Value, back};
use crate::program::{CompiledTest, RuleNumber, TestId};
use crate::rule::{Matcher, Operand};

/// How many names that others bear a text is tried with.
const NAMES: usize = 3;
/// The word for none of several words.
const NONE: &str = "none";
/// A name that nobody bears.
const NOBODY: &str = "other";

/// The values one fact is tried with.
type Spread = Rc<[Value]>;

/// The values facts are tried with.
pub(super) struct Values<'v> {
    session: &'v Session<'v>,
    parameters: Parameters,
    all: RefCell<BTreeMap<(FactId, Subject), Spread>>,
    edges: RefCell<BTreeMap<TestId, Rc<[Value]>>>,
}

impl<'v> Values<'v> {
    pub(super) fn new(session: &'v Session<'v>) -> Self {
        let parameters = session.program.set.parameters_on(session.portfolio.as_of);
        Self { session, parameters, all: RefCell::default(), edges: RefCell::default() }
    }

    /// The values of a given fact that can make a difference for a subject, in a fixed order.
    pub(super) fn of(&self, fact: FactId, subject: Subject) -> Spread {
        if let Some(all) = self.all.borrow().get(&(fact, subject)) {
            return Rc::clone(all);
        }
        let found: Spread = self.found(fact, subject, &|_| true, true).into();
        self.all.borrow_mut().insert((fact, subject), Rc::clone(&found));
        found
    }

    /// The same, as far as some rules can tell them apart.
    pub(super) fn of_rules(&self, fact: FactId, subject: Subject, rules: &BTreeSet<RuleNumber>) -> Spread {
        let program = self.session.program;
        let (set, reads) = (&program.set, &program.reads);
        let is_computed = |fact: &FactId| set.vocabulary.get(*fact).is_some_and(|f| f.derived.is_some());
        let feeds = set.engine_facts.all().chain(self.parameters.minimum_wage.by).any(|f| f == fact);
        if feeds && rules.iter().any(|rule| reads.of_rule(*rule).iter().any(is_computed)) {
            return self.of(fact, subject);
        }
        let relevant = |test: TestId| rules.iter().any(|rule| reads.tests_of(*rule).binary_search(&test).is_ok());
        self.found(fact, subject, &relevant, false).into()
    }

    /// The same for one rule: of words those it names, and one it does not.
    pub(super) fn of_rule(&self, fact: FactId, subject: Subject, rule: RuleNumber) -> Vec<Value> {
        let program = self.session.program;
        let is_choice = program.set.vocabulary.get(fact).is_some_and(|f| matches!(f.kind, FactKind::Choice(_)));
        let all = self.of_rules(fact, subject, &BTreeSet::from([rule]));
        if !is_choice {
            return all.to_vec();
        }
        let tests = program.reads.tests_of(rule).iter().filter_map(|id| program.tests.get(id.0));
        let named: Vec<&Value> = tests
            .filter(|t| t.test.fact == fact)
            .flat_map(|t| match &t.test.matcher {
                Matcher::OneOf(list) => list.iter().map(|l| &l.value).collect(),
                _ => Vec::new(),
            })
            .collect();
        let mut other = false;
        all.iter().filter(|v| named.contains(v) || !std::mem::replace(&mut other, true)).cloned().collect()
    }

    /// The values on each side of the edges that tests draw; `computed` for those of what is computed from the fact too.
    fn found(&self, fact: FactId, subject: Subject, relevant: &dyn Fn(TestId) -> bool, computed: bool) -> Vec<Value> {
        let set = &self.session.program.set;
        let Some(declared) = set.vocabulary.get(fact).filter(|f| f.derived.is_none()) else { return Vec::new() };
        // A debt's fact asked of a contact: nobody said which debt the contact is about.
        if self.session.portfolio.owner(declared.scope, subject) != Some(subject) {
            return Vec::new();
        }
        let behind = if computed { self.behind(fact, subject) } else { Vec::new() };
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
                let mut edges = self.edges(fact, subject, relevant);
                edges.extend(behind);
                let all = values_at(declared, &edges, Vec::new(), self.session.portfolio.as_of);
                all.into_iter().filter_map(|value| as_given(&declared.kind, value)).collect()
            }
        }
    }

    /// The values that bring what is computed from a fact to an edge.
    fn behind(&self, fact: FactId, subject: Subject) -> Vec<Value> {
        let set = &self.session.program.set;
        let here = Facts { portfolio: self.session.portfolio, vocabulary: &set.vocabulary, subject };
        let edges_of = |computed: FactId, of: Subject| {
            let edges = self.edges(computed, of, &|_| true);
            edges.iter().flat_map(neighbours).collect::<Vec<_>>()
        };
        back(&here, &set.engine_facts, &self.parameters, fact, &edges_of)
    }

    /// The edges tests draw on a fact of a subject.
    fn edges(&self, fact: FactId, subject: Subject, relevant: &dyn Fn(TestId) -> bool) -> Vec<Value> {
        let program = self.session.program;
        let day = self.session.portfolio.as_of;
        let mut edges: Vec<Value> = Vec::new();
        let tests = program.reads.tests_on(fact).iter().filter(|id| relevant(**id));
        for (id, test) in tests.filter_map(|id| Some((id, program.tests.get(id.0)?))) {
            if test.test.fact == fact {
                edges.extend(self.edges_of(*id, test).iter().cloned());
            }
            // Two facts that are held against each other: the edge is where the other one stands, or so far from it.
            let operands =
                test.test.matcher.operands().filter_map(|o| if let Operand::Fact(f) = o { Some(*f) } else { None });
            let others: Vec<FactId> = if test.test.fact == fact { operands.collect() } else { vec![test.test.fact] };
            for other in others.into_iter().filter_map(|f| self.session.value(f, subject)) {
                edges.push(other.clone());
                if let (Matcher::Within(length, _), Value::Date(other)) = (&test.test.matcher, other) {
                    let ends = [before(&program.set, *other, length, day), later(&program.set, *other, length, day)];
                    edges.extend(ends.into_iter().flatten().map(Value::Date));
                }
            }
        }
        edges.retain(|v| !matches!(v, Value::Never));
        distinct(edges)
    }

    /// The edges a test draws by itself, worked out once.
    fn edges_of(&self, id: TestId, test: &CompiledTest) -> Rc<[Value]> {
        if let Some(edges) = self.edges.borrow().get(&id) {
            return Rc::clone(edges);
        }
        let edges: Rc<[Value]> = edges_of(self.session.program, test, self.session.portfolio.as_of).into();
        self.edges.borrow_mut().insert(id, Rc::clone(&edges));
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
