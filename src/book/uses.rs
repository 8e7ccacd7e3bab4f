//! What a rule leans on: dated values, terms, phrases; and from these, who leans on each of them.

use indexmap::IndexSet;

use crate::rule::{
    Condition, CostThen, Due, Length, Matcher, Operand, PhraseId, Quantity, Rule, Slot, Template, TermId, Then,
    TriageThen, ValueId,
};

/// What one rule leans on, each once, in the order of the rule.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    pub(crate) values: IndexSet<ValueId>,
    pub(crate) terms: IndexSet<TermId>,
    pub(crate) phrases: IndexSet<PhraseId>,
}

/// What a rule leans on.
pub(crate) fn uses(rule: &Rule) -> Uses {
    let mut uses = Uses::default();
    uses.condition(&rule.when);
    rule.unless.iter().for_each(|c| uses.condition(c));
    if let Some(count) = &rule.count {
        uses.condition(&count.only);
        uses.operand(&count.limit);
    }
    match &rule.then {
        Then::Triage(steps) => uses.steps(steps),
        Then::Cost(cost) => uses.cost(cost),
        Then::Conduct(conduct) => uses.template(&conduct.because),
    }
    uses
}

impl Uses {
    fn condition(&mut self, condition: &Condition) {
        condition.walk(&mut |inner| match inner {
            Condition::Term(id, _) => {
                self.terms.insert(id.clone());
            }
            Condition::Test(test) => self.matcher(&test.matcher),
            Condition::All(_) | Condition::Any(_) | Condition::None(_) | Condition::AnyDebt(_) => {}
        });
    }

    fn matcher(&mut self, matcher: &Matcher) {
        match matcher {
            Matcher::Known | Matcher::Unknown | Matcher::OneOf(_) => {}
            Matcher::Compare(_, operand) => self.operand(operand),
            Matcher::Between(from, to) => {
                self.operand(from);
                self.operand(to);
            }
            Matcher::Within(length, of) => {
                self.length(length);
                self.operand(of);
            }
            Matcher::WithinLast(length) | Matcher::WithinNext(length) | Matcher::OlderThan(length) => {
                self.length(length);
            }
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
