//! What a rule leans on: dated values, terms, phrases. What it leads to (actions, tiers, channels …) is not listed here.

use indexmap::IndexSet;

use super::condition::{Condition, Length, Matcher, Operand, Quantity, Test};
use super::definition::{CostThen, Due, DueStart, Overlap, Rule, Then, TriageThen};
use super::id::{PhraseId, TermId, ValueId};
use super::template::{Slot, Template};
use crate::fact::FactId;

/// What one rule, or several things together, lean on; each once, in the order it is met.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    pub(crate) values: IndexSet<ValueId>,
    pub(crate) terms: IndexSet<TermId>,
    pub(crate) phrases: IndexSet<PhraseId>,
    /// The facts it looks at, counts from or fills in.
    pub(crate) facts: IndexSet<FactId>,
}

impl Uses {
    /// What a rule leans on.
    pub(crate) fn of(rule: &Rule) -> Self {
        let mut uses = Self::default();
        uses.rule(rule);
        uses
    }

    /// Adds what a rule leans on.
    pub(crate) fn rule(&mut self, rule: &Rule) {
        self.condition(&rule.when);
        rule.unless.iter().for_each(|c| self.condition(c));
        if let Some(count) = &rule.count {
            self.condition(&count.only);
            count.conversation.iter().for_each(|c| self.condition(c));
            self.operand(&count.limit);
        }
        self.then(&rule.then);
    }

    /// What the outcome of a rule leans on, whatever its condition looks at.
    pub(crate) fn of_then(then: &Then) -> Self {
        let mut uses = Self::default();
        uses.then(then);
        uses
    }

    /// What one test leans on.
    pub(crate) fn of_test(test: &Test) -> Self {
        let mut uses = Self::default();
        uses.test(test);
        uses
    }

    fn then(&mut self, then: &Then) {
        match then {
            Then::Triage(steps) => self.steps(steps),
            Then::Cost(cost) => self.cost(cost),
            Then::Conduct(conduct) => {
                self.template(&conduct.because);
                conduct.overlap.iter().flat_map(Overlap::operands).for_each(|o| self.operand(o));
            }
        }
    }

    fn test(&mut self, test: &Test) {
        self.facts.insert(test.fact);
        self.matcher(&test.matcher);
    }

    /// Adds what a condition leans on.
    pub(crate) fn condition(&mut self, condition: &Condition) {
        condition.walk(&mut |inner| match inner {
            Condition::Term(id, _) => {
                self.terms.insert(id.clone());
            }
            Condition::Test(test) => self.test(test),
            Condition::All(_) | Condition::Any(_) | Condition::None(_) | Condition::AnyDebt(_) => {}
        });
    }

    fn matcher(&mut self, matcher: &Matcher) {
        matcher.operands().for_each(|o| self.operand(o));
        match matcher {
            Matcher::Known | Matcher::Unknown | Matcher::OneOf(_) | Matcher::Compare(..) | Matcher::Between(..) => {}
            Matcher::Within(length, _)
            | Matcher::WithinLast(length)
            | Matcher::WithinNext(length)
            | Matcher::OlderThan(length) => self.length(length),
            Matcher::Says(phrases) => self.phrases.extend(phrases.iter().cloned()),
        }
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Value(id) => {
                self.values.insert(id.clone());
            }
            Operand::Fact(id) => {
                self.facts.insert(*id);
            }
            Operand::Literal(_) | Operand::AsOf => {}
        }
    }

    fn length(&mut self, length: &Length) {
        self.quantity(&length.quantity);
    }

    fn quantity(&mut self, quantity: &Quantity) {
        if let Quantity::Value(id) = quantity {
            self.values.insert(id.clone());
        }
    }

    fn steps(&mut self, steps: &TriageThen) {
        for due in steps.actions.iter().filter_map(|a| a.due.as_ref()) {
            match due {
                Due::After { quantity, start, .. } => {
                    self.quantity(quantity);
                    self.facts.extend(match start {
                        DueStart::Fact(id) => Some(*id),
                        DueStart::AsOf => None,
                    });
                }
                Due::On(id) | Due::Before(id) => {
                    self.facts.insert(*id);
                }
                Due::Today => {}
            }
        }
        self.template(&steps.because);
        steps.today.iter().for_each(|t| self.template(t));
    }

    fn cost(&mut self, cost: &CostThen) {
        self.values.insert(cost.yardstick.it.clone());
        self.steps(&cost.steps);
        for text in [Some(&cost.above), cost.at_line.as_ref(), cost.not_above.as_ref()].into_iter().flatten() {
            self.template(text);
        }
    }

    fn template(&mut self, template: &Template) {
        for slot in template.slots() {
            match slot {
                Slot::Value(id) => {
                    self.values.insert(id.clone());
                }
                Slot::Fact(id) => {
                    self.facts.insert(*id);
                }
                _ => {}
            }
        }
    }
}
