//! What a rule's condition hangs on, without trying values.

use super::{Session, Truth};
use crate::fact::{FactId, Missing, Subject};
use crate::program::{Formula, RuleNumber, Stage};
use crate::rule::{Matcher, Test};

impl Session<'_> {
    /// Whether a rule's condition comes out the same for a subject whatever the tests on one fact say. What was said in
    /// a message is listened to only where nothing else settles it.
    pub(crate) fn is_settled_without(&self, number: RuleNumber, subject: Subject, fact: FactId) -> bool {
        let Some((_, compiled)) = self.program.rule(number) else { return true };
        let is_of_fact = |test: &Test| test.fact == fact;
        let settled = |open: &dyn Fn(&Test) -> bool| {
            let when = self.without(&compiled.when, subject, open);
            let unless = compiled.unless.as_ref().map_or(Some(false), |unless| self.without(unless, subject, open));
            when == Some(false) || unless == Some(true) || (when.is_some() && unless.is_some())
        };
        settled(&|test| is_of_fact(test) || matches!(test.matcher, Matcher::Says(_))) || settled(&is_of_fact)
    }

    /// How a condition comes out with some tests left open; nothing where that is open.
    fn without(&self, formula: &Formula, subject: Subject, open: &dyn Fn(&Test) -> bool) -> Option<bool> {
        // Whether one part comes out so, which decides; the opposite if all are told. Single tests come first: most
        // often one of them decides.
        let first = |parts: &[Formula], decisive: bool| {
            let mut all_told = true;
            let is_test = |part: &&Formula| matches!(part, Formula::Test(_));
            for part in parts.iter().filter(is_test).chain(parts.iter().filter(|p| !is_test(p))) {
                match self.without(part, subject, open) {
                    Some(told) if told == decisive => return Some(decisive),
                    Some(_) => {}
                    None => all_told = false,
                }
            }
            all_told.then_some(!decisive)
        };
        match formula {
            Formula::All(parts) => first(parts, false),
            Formula::Any(parts) => first(parts, true),
            Formula::None(parts) => first(parts, true).map(|found| !found),
            Formula::AnyDebt(_) => None,
            Formula::Test(id) => {
                self.program.tests.get(id.0).filter(|t| !open(&t.test))?;
                match self.test(*id, subject) {
                    Truth::Met => Some(true),
                    Truth::NotMet => Some(false),
                    Truth::NotKnown(_) | Truth::Failed(_) => None,
                }
            }
        }
    }

    /// For each rule that looks at a subject and is kept out by the test it cannot do without, the fact of that test.
    pub(crate) fn kept_out(&self, subject: Subject) -> Vec<Option<FactId>> {
        let mut kept_out = vec![None; self.program.set.rules.len()];
        let stages: &[Stage] = match subject {
            Subject::Household => &[Stage::Household],
            Subject::Debt(_) => &[Stage::Cost, Stage::Debt],
            Subject::Contact(_) => &[Stage::Contact],
        };
        let under = stages.iter().filter_map(|stage| self.program.stages.get(stage)).flat_map(|index| &index.under);
        for (test, rules) in under.filter(|(test, _)| self.test(*test, subject).is_not_met()) {
            for rule in rules {
                if let Some(place) = kept_out.get_mut(rule.0) {
                    *place = self.program.tests.get(test.0).map(|t| t.test.fact);
                }
            }
        }
        kept_out
    }

    /// Whether one thing that is not known leaves more than one test of a rule open. Then the tests may settle between
    /// them what each alone leaves open.
    pub(crate) fn is_open_twice(&self, number: RuleNumber, subject: Subject) -> bool {
        let Some((_, compiled)) = self.program.rule(number) else { return false };
        let mut missing = Vec::new();
        for formula in std::iter::once(&compiled.when).chain(&compiled.unless) {
            self.left_open(formula, subject, &mut missing);
        }
        let rule = self.program.rule(number).map(|(rule, _)| rule).filter(|rule| rule.strength.is_none());
        for cite in rule.iter().flat_map(|rule| &rule.cite) {
            if let Some(formula) = self.program.law_conditions.get(&cite.it.law) {
                self.left_open(formula, subject, &mut missing);
            }
        }
        missing.sort_unstable();
        missing.windows(2).any(|pair| matches!(pair, [one, next] if one == next))
    }

    /// What each open test of a condition misses, as far as the condition hangs on it.
    fn left_open(&self, formula: &Formula, subject: Subject, missing: &mut Vec<Missing>) {
        let Truth::NotKnown(more) = self.formula(formula, subject) else { return };
        match formula {
            Formula::All(parts) | Formula::Any(parts) | Formula::None(parts) => {
                for part in parts {
                    self.left_open(part, subject, missing);
                }
            }
            Formula::AnyDebt(inner) => {
                for debt in self.portfolio.debt_subjects() {
                    self.left_open(inner, debt, missing);
                }
            }
            Formula::Test(_) => missing.extend(more),
        }
    }
}
