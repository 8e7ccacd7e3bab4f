//! Every small change to every rule, and which of them no case notices: a change that goes unnoticed is a part of a rule
//! that could be wrong without anybody seeing it.
//!
//! A change is made where the rule is written. What stands in a term is written once and changes in all rules that use
//! the term. Changes that cannot make a difference are left out, as far as the shape of the rule tells.

mod conditions;
mod limits;
mod notice;
mod operator;
mod outcomes;
mod redundant;
mod run;

mod words;

use indexmap::IndexMap;

pub use operator::Operator;
pub use run::{Progress, Report, Tried, run};

use crate::diagnostic::Text;
use crate::program::RuleNumber;
use crate::rule::{Condition, DatedValue, Rule, RuleSet, Status};
use crate::source::Place;
use words::Words;

/// One small change.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// What kind of change it is.
    pub operator: Operator,
    /// Where what it changes is written.
    pub place: Place,
    /// The change in words.
    pub words: Text,
    /// The rules it changes, with what becomes of them.
    pub rules: Vec<(RuleNumber, Rule)>,
    /// Dated values that it needs besides those there are.
    values: Vec<DatedValue>,
}

/// A change to a part of a rule, and what becomes of that part.
struct Change<T> {
    operator: Operator,
    place: Place,
    words: Text,
    to: T,
    values: Vec<DatedValue>,
}

impl<T> Change<T> {
    fn new(operator: Operator, place: Place, words: Text, to: T) -> Self {
        Self { operator, place, words, to, values: Vec::new() }
    }

    fn map<U>(self, make: impl FnOnce(T) -> U) -> Change<U> {
        let Self { operator, place, words, to, values } = self;
        Change { operator, place, words, to: make(to), values }
    }
}

/// What the changes are made from.
struct Maker<'m> {
    set: &'m RuleSet,
    words: Words<'m>,
}

/// All changes to all rules, in the order in which what they change is written.
pub fn mutants(set: &RuleSet) -> Vec<Mutant> {
    let maker = Maker { set, words: Words { set } };
    let mut all: IndexMap<(Place, Operator, String, usize), Mutant> = IndexMap::new();
    for (number, rule) in set.rules.iter().enumerate().filter(|(_, r)| r.status != Status::Retired) {
        let mut seen: IndexMap<(Place, Operator, String), usize> = IndexMap::new();
        for change in maker.rule(rule) {
            let Change { operator, place, words, to, values } = change;
            // The same change at the same place of another rule comes from a term that both use: it is one change.
            let times = seen.entry((place, operator, words.zh.clone())).or_default();
            let key = (place, operator, words.zh.clone(), *times);
            *times += 1;
            let new = || Mutant { operator, place, words, rules: Vec::new(), values };
            all.entry(key).or_insert_with(new).rules.push((RuleNumber(number), to));
        }
    }
    let mut all: Vec<Mutant> = all.into_values().collect();
    all.sort_by_key(|m| (m.place, m.operator));
    all
}

impl Maker<'_> {
    fn rule(&self, rule: &Rule) -> Vec<Change<Rule>> {
        let mut all = self.applies(rule);
        all.extend(self.count(rule));
        all.extend(self.period(rule));
        // A draft speaks to nobody: what follows from it cannot be seen.
        if rule.status == Status::Active {
            all.extend(self.then(rule));
            all.extend(self.cite(rule));
        }
        all
    }

    /// Changes to the condition and to the exception.
    fn applies(&self, rule: &Rule) -> Vec<Change<Rule>> {
        let when = redundant::simplified(&rule.when);
        let unless = rule.unless.as_ref().map(redundant::simplified);
        let exception: Vec<Condition> = unless.iter().map(|u| Condition::None(vec![u.clone()])).collect();
        let mut all: Vec<Change<Rule>> = self
            .whole(&when, &exception.iter().collect::<Vec<_>>())
            .into_iter()
            .map(|c| c.map(|when| Rule { when, ..rule.clone() }))
            .collect();
        if let Some(unless) = unless {
            let parts = self.inside(&unless, &[&when]).into_iter();
            all.extend(parts.map(|c| c.map(|unless| Rule { unless: Some(unless), ..rule.clone() })));
            let place = unless.place().unwrap_or(rule.place);
            let said = self.words.removed_exception(&unless);
            all.push(Change::new(Operator::Exception, place, said, Rule { unless: None, ..rule.clone() }));
        }
        all
    }
}
