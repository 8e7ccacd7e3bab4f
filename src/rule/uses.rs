//! What a rule leans on: dated values, terms, phrases. What it leads to (actions, tiers, channels …) is not listed here.

use indexmap::IndexSet;

use super::condition::{Condition, Length, Matcher, Operand, Quantity};
use super::definition::{CostThen, Due, Rule, Then, TriageThen};
use super::id::{PhraseId, TermId, ValueId};
use super::template::{Slot, Template};

/// What one rule, or several things together, lean on; each once, in the order it is met.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    pub(crate) values: IndexSet<ValueId>,
    pub(crate) terms: IndexSet<TermId>,
    pub(crate) phrases: IndexSet<PhraseId>,
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
            self.operand(&count.limit);
        }
        match &rule.then {
            Then::Triage(steps) => self.steps(steps),
            Then::Cost(cost) => self.cost(cost),
            Then::Conduct(conduct) => self.template(&conduct.because),
        }
    }

    /// Adds what a condition leans on.
    pub(crate) fn condition(&mut self, condition: &Condition) {
        condition.walk(&mut |inner| match inner {
            Condition::Term(id, _) => {
                self.terms.insert(id.clone());
            }
            Condition::Test(test) => self.matcher(&test.matcher),
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
        if let Operand::Value(id) = operand {
            self.values.insert(id.clone());
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
            if let Due::After { quantity, .. } = due {
                self.quantity(quantity);
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
            if let Slot::Value(id) = slot {
                self.values.insert(id.clone());
            }
        }
    }
}
