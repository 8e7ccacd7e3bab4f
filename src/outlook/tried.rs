//! Single changes and what comes of them, each tried once.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::values::{Values, in_order};
use crate::evaluate::{Again, Given, Outcome, Outcomes, Session, Truth, Turned};
use crate::fact::{FactId, Missing, Subject, Value};
use crate::program::RuleNumber;

/// What comes of one change.
#[derive(Debug)]
pub(super) struct Effect {
    /// The value.
    pub(super) value: Value,
    /// Rules that come out otherwise.
    pub(super) turned: Vec<Turned>,
    /// What rules on contacts counted together find that find something else.
    pub(super) recounted: Vec<(RuleNumber, Vec<Outcome>)>,
}

impl Effect {
    /// How a rule comes out for a subject with this change; nothing where it comes out as before.
    pub(super) fn truth(&self, rule: RuleNumber, subject: Subject) -> Option<&Truth> {
        self.turned.iter().find(|t| t.rule == rule && t.subject == subject).map(|t| &t.now)
    }

    /// How a count comes out over the stretch that ends on a day; nothing where it comes out as before.
    pub(super) fn count(&self, rule: RuleNumber, subject: Subject, to: NaiveDate) -> Option<Truth> {
        let (_, found) = self.recounted.iter().find(|(r, _)| *r == rule)?;
        let same = |o: &&Outcome| o.subject == subject && o.counted.as_ref().is_some_and(|c| c.to == to);
        Some(found.iter().find(same).map_or(Truth::NotMet, |o| o.truth.clone()))
    }

    /// How an outcome would be with this change.
    pub(super) fn of(&self, outcome: &Outcome) -> Option<Truth> {
        match &outcome.counted {
            Some(counted) => self.count(outcome.rule, outcome.subject, counted.to),
            None => self.truth(outcome.rule, outcome.subject).cloned(),
        }
    }
}

/// Changes that were tried.
pub(crate) struct Tried<'t> {
    again: Again<'t>,
    values: Values<'t>,
    effects: BTreeMap<(FactId, Subject), Rc<Vec<Effect>>>,
}

impl<'t> Tried<'t> {
    pub(crate) fn new(session: &'t Session<'t>, outcomes: &'t Outcomes) -> Self {
        Self { again: Again::new(session, outcomes), values: Values::new(session), effects: BTreeMap::new() }
    }

    /// Whether values can be found under which a rule that nobody can tell applies. What cannot be tried, as a text, may
    /// be anything; so may what is still open after so many attempts.
    pub(super) fn can_hold(&mut self, rule: RuleNumber, subject: Subject, missing: &[Missing], attempts: usize) -> bool {
        let mut left = attempts;
        self.holds_with(rule, subject, missing, &mut Vec::new(), &mut left)
    }

    fn holds_with(
        &mut self,
        rule: RuleNumber,
        subject: Subject,
        missing: &[Missing],
        given: &mut Vec<Given>,
        left: &mut usize,
    ) -> bool {
        let Some(next) = missing.iter().find(|m| !given.iter().any(|g| g.fact == m.fact && g.subject == m.subject))
        else {
            return true;
        };
        let values = self.values.of(next.fact, next.subject);
        if values.is_empty() {
            return true;
        }
        for value in values {
            let Some(fewer) = left.checked_sub(1) else { return true };
            *left = fewer;
            given.push(Given::known(next.fact, next.subject, value));
            let holds = match self.again.rule_with(given, rule, subject) {
                Truth::Met => true,
                Truth::NotKnown(more) => self.holds_with(rule, subject, &more, given, left),
                Truth::NotMet | Truth::Failed(_) => false,
            };
            given.pop();
            if holds {
                return true;
            }
        }
        false
    }

    /// What comes of each value a fact can take for a subject, but the one it has; values in order.
    pub(super) fn effects(&mut self, fact: FactId, subject: Subject) -> Rc<Vec<Effect>> {
        if let Some(known) = self.effects.get(&(fact, subject)) {
            return Rc::clone(known);
        }
        let mut values = self.values.of(fact, subject);
        in_order(&mut values);
        let now = self.again.base().value(fact, subject);
        let tried = values.into_iter().filter(|v| now != Some(v)).map(|value| {
            let given = [Given::known(fact, subject, value.clone())];
            let (turned, recounted) =
                self.again.with(&given, |s| (s.turned(), s.recounted().map(|(r, o)| (r, o.to_vec())).collect()));
            Effect { value, turned, recounted }
        });
        let effects = Rc::new(tried.collect::<Vec<_>>());
        self.effects.insert((fact, subject), Rc::clone(&effects));
        effects
    }
}
