//! The values facts are tried with on one day: for each fact not known, and values on each side of every edge that any
//! test of the program draws. Between two edges all values behave alike, so these stand for all there are.
//!
//! How a test comes out for a value is asked of the evaluator, once; nothing here knows what a test means.

use std::cell::{self, OnceCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::formula::{MET, NOT, OPEN, Outcomes};
use crate::evaluate::{Session, Truth};
use crate::fact::{Cell, Contact, Debt, FactId, FactScope, Portfolio, Record, Subject, Value, Vocabulary};
use crate::program::{CompiledTest, Program, TestId};
use crate::rule::Operand;

mod candidates;

/// The facts of a program on one day.
#[derive(Debug)]
pub(super) struct Space<'e> {
    program: &'e Program,
    day: NaiveDate,
    /// The steps that are left to all spaces of a rule set.
    left: Rc<cell::Cell<usize>>,
    /// The values of each fact that a test reads; the last is `None`: not known.
    candidates: BTreeMap<FactId, Vec<Option<Value>>>,
    /// How each test comes out, by the positions of the values of the facts it reads; filled when first asked for.
    tables: Vec<OnceCell<Table>>,
}

#[derive(Debug)]
struct Table {
    /// One entry for each combination, the first fact changing slowest.
    outcomes: Vec<Outcomes>,
    /// How many values the second fact is tried with; 1 where there is none.
    width: usize,
    any: Outcomes,
}

impl<'e> Space<'e> {
    pub(super) fn new(program: &'e Program, day: NaiveDate, left: Rc<cell::Cell<usize>>) -> Self {
        let candidates = candidates::candidates(program, day);
        let tables = program.tests.iter().map(|_| OnceCell::new()).collect();
        Self { program, day, left, candidates, tables }
    }

    /// Takes so many steps from those that are left; `false` where there are not so many.
    pub(super) fn may_spend(&self, steps: usize) -> bool {
        let rest = self.left.get().checked_sub(steps);
        self.left.set(rest.unwrap_or(0));
        rest.is_some()
    }

    /// How many tests the program has.
    pub(super) fn tests(&self) -> usize {
        self.program.tests.len()
    }

    pub(super) fn day(&self) -> NaiveDate {
        self.day
    }

    pub(super) fn vocabulary(&self) -> &'e Vocabulary {
        &self.program.set.vocabulary
    }

    pub(super) fn scope(&self, fact: FactId) -> FactScope {
        self.vocabulary().get(fact).map_or(FactScope::Household, |f| f.scope)
    }

    /// How many values a fact is tried with.
    pub(super) fn count(&self, fact: FactId) -> usize {
        self.candidates.get(&fact).map_or(1, Vec::len)
    }

    /// A value a fact is tried with; `None` where it is tried as not known.
    pub(super) fn value(&self, fact: FactId, candidate: usize) -> Option<&Value> {
        self.candidates.get(&fact)?.get(candidate)?.as_ref()
    }

    /// The position of a value among those a fact is tried with; of `None`, of the fact being not known.
    pub(super) fn position(&self, fact: FactId, value: Option<&Value>) -> Option<usize> {
        self.candidates.get(&fact)?.iter().position(|c| c.as_ref() == value)
    }

    /// The facts whose values decide a test.
    pub(super) fn reads(&self, test: TestId) -> Vec<FactId> {
        self.program.tests.get(test.0).map_or_else(Vec::new, |t| read_by(self.program, t))
    }

    /// Which outcomes of a test are possible, where the facts it reads have these values or, `None`, none yet. A test
    /// of one fact has its only value first.
    pub(super) fn outcomes(&self, test: TestId, first: Option<usize>, second: Option<usize>) -> Outcomes {
        let Some(table) = self.tables.get(test.0).map(|t| t.get_or_init(|| self.table(test))) else {
            return MET | NOT | OPEN;
        };
        let at = |a: usize, b: usize| table.outcomes.get(a * table.width + b).copied().unwrap_or(OPEN);
        match (first, second) {
            (Some(a), Some(b)) => at(a, b),
            (Some(a), None) => (0..table.width).fold(0, |all, b| all | at(a, b)),
            (None, Some(b)) => (0..table.outcomes.len() / table.width.max(1)).fold(0, |all, a| all | at(a, b)),
            (None, None) => table.any,
        }
    }

    fn table(&self, test: TestId) -> Table {
        let nothing = || vec![None];
        let reads = self.reads(test);
        let values = |i: usize| reads.get(i).and_then(|f| self.candidates.get(f)).cloned().unwrap_or_else(nothing);
        let (first, second) = (values(0), if reads.len() > 1 { values(1) } else { nothing() });
        let mut outcomes = Vec::with_capacity(first.len() * second.len());
        for a in &first {
            for b in &second {
                let facts = reads.iter().copied().zip([a.as_ref(), b.as_ref()]);
                outcomes.push(self.ask(test, facts));
            }
        }
        let any = outcomes.iter().fold(0, |all, o| all | o);
        Table { outcomes, width: second.len(), any }
    }

    /// How the evaluator judges a test of a contact about a debt, when these facts have these values.
    fn ask<'v>(&self, test: TestId, facts: impl Iterator<Item = (FactId, Option<&'v Value>)>) -> Outcomes {
        let mut portfolio = self.blank();
        for (fact, value) in facts {
            let subject = subject(self.scope(fact));
            let cell = value.map_or(Cell::Blank, |v| Cell::Known(v.clone()));
            portfolio.set(self.vocabulary(), fact, subject, cell);
        }
        let session = Session::by_patterns(self.program, &portfolio);
        match session.test(test, Subject::Contact(0)) {
            Truth::Met => MET,
            Truth::NotMet => NOT,
            Truth::NotKnown(_) | Truth::Failed(_) => OPEN,
        }
    }

    /// One debt and one contact about it, on this day, of which nothing else is known.
    fn blank(&self) -> Portfolio {
        let vocabulary = self.vocabulary();
        let record = |scope| Record(vec![Cell::Blank; vocabulary.slots(scope)]);
        let mut portfolio = Portfolio {
            as_of: self.day,
            case_ref: None,
            household: record(FactScope::Household),
            debts: vec![Debt { id: "a".into(), record: record(FactScope::Debt) }],
            contacts: vec![Contact {
                id: "c1".into(),
                debt: Some(0),
                record: record(FactScope::Contact),
                repeats: None,
            }],
        };
        let today = Cell::Known(Value::Date(self.day));
        portfolio.set(vocabulary, self.program.set.engine_facts.local_date, Subject::Contact(0), today);
        portfolio
    }
}

fn subject(scope: FactScope) -> Subject {
    match scope {
        FactScope::Household => Subject::Household,
        FactScope::Debt => Subject::Debt(0),
        FactScope::Contact => Subject::Contact(0),
    }
}

/// The facts a test reads: its own, the one it is compared with, and the contract's day where that decides which value
/// holds. A contact is looked at on the day of the space. No test reads more than two facts that differ.
fn read_by(program: &Program, test: &CompiledTest) -> Vec<FactId> {
    let mut all = vec![test.test.fact];
    let mut add = |fact: FactId| {
        if !all.contains(&fact) && all.len() < 2 {
            all.push(fact);
        }
    };
    for operand in test.test.matcher.operands() {
        if let Operand::Fact(fact) = operand {
            add(*fact);
        }
    }
    if let Some(day) = test.judge_by.day_of_debt(&program.set.engine_facts) {
        add(day);
    }
    all
}
