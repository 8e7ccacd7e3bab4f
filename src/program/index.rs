//! Finding the rules that could apply: each rule stands under one test it cannot do without. Where that test is not
//! met, none of the rules under it is looked at, so that cost follows the rules that could fire.

use std::collections::BTreeMap;

use super::{CompiledRule, CompiledTest, Formula, RuleNumber, TestId};
use crate::rule::Matcher;

/// The rules of one stage, by the test they cannot do without.
#[derive(Debug, Default)]
pub struct Index {
    /// Rules under a test, the test evaluated once for all of them.
    pub(crate) under: Vec<(TestId, Vec<RuleNumber>)>,
    /// Rules without such a test.
    pub(crate) always: Vec<RuleNumber>,
}

impl Index {
    pub(super) fn new(
        numbers: impl Iterator<Item = RuleNumber>,
        rules: &[CompiledRule],
        tests: &[CompiledTest],
    ) -> Self {
        let mut under: BTreeMap<TestId, Vec<RuleNumber>> = BTreeMap::new();
        let mut always = Vec::new();
        for number in numbers {
            let Some(rule) = rules.get(number.0) else { continue };
            // Rules on contacts counted together are driven by the contacts, not by a test.
            match anchor(&rule.when, tests).filter(|_| rule.only.is_none()) {
                Some(test) => under.entry(test).or_default().push(number),
                None => always.push(number),
            }
        }
        Self { under: under.into_iter().collect(), always }
    }

    /// Takes a rule from under its test, so that it is looked at whatever that test says; gives back the test.
    pub(super) fn lift(&mut self, number: RuleNumber) -> Option<TestId> {
        let (test, rules) = self.under.iter_mut().find(|(_, rules)| rules.contains(&number))?;
        rules.retain(|r| *r != number);
        self.always.push(number);
        Some(*test)
    }

    /// Puts a rule back under the test it was lifted from.
    pub(super) fn settle(&mut self, number: RuleNumber, test: TestId) {
        self.always.retain(|r| *r != number);
        if let Some((_, rules)) = self.under.iter_mut().find(|(t, _)| *t == test) {
            rules.push(number);
            rules.sort_unstable();
        }
    }

    /// All rules of the stage.
    pub(crate) fn all(&self) -> impl Iterator<Item = RuleNumber> + '_ {
        self.under.iter().flat_map(|(_, rules)| rules.iter().copied()).chain(self.always.iter().copied())
    }
}

/// The test that tells most: one on a choice, which few subjects meet, before any other.
fn anchor(formula: &Formula, tests: &[CompiledTest]) -> Option<TestId> {
    let Formula::All(parts) = formula else { return None };
    let direct = || {
        parts.iter().filter_map(|p| match p {
            Formula::Test(id) => Some(*id),
            Formula::All(_) | Formula::Any(_) | Formula::None(_) | Formula::AnyDebt(_) => None,
        })
    };
    let selective = |id: &TestId| tests.get(id.0).is_some_and(|t| matches!(t.test.matcher, Matcher::OneOf(_)));
    direct().find(selective).or_else(|| direct().next())
}
