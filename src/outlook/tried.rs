//! Single changes and what comes of them, each tried once.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::bounds::may_stand;
use super::values::{Values, in_order};
use crate::evaluate::{Again, CostOutcome, Given, Outcome, Outcomes, Session, Truth, Turned};
use crate::fact::{FactId, Missing, Subject, Value, is_closed};
use crate::finding::triage::asked;
use crate::money::yardstick::Position;
use crate::plan::order::{Placed, order};
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

/// A line of the act-first list: whose it is, its next step by position, and the rules that ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) subject: Subject,
    pub(super) action: usize,
    pub(super) rules: Vec<RuleNumber>,
}

/// How many changes are tried for one answer, in a household of usual size; in a larger one each costs more. What could
/// not be tried any more is asked all the same, without what its answers would bring.
const BUDGET: usize = 6_000;
/// So many debts and contacts together make one change cost as much again.
const USUAL_SIZE: usize = 40;

/// Changes that were tried.
pub(crate) struct Tried<'t> {
    again: Again<'t>,
    values: Values<'t>,
    effects: BTreeMap<(FactId, Subject), Rc<Vec<Effect>>>,
    /// What is left of the budget, and what one change costs.
    left: usize,
    price: usize,
}

impl<'t> Tried<'t> {
    pub(crate) fn new(session: &'t Session<'t>, outcomes: &'t Outcomes) -> Self {
        let size = outcomes.portfolio.debts.len() + outcomes.portfolio.contacts.len();
        Self {
            again: Again::new(session, outcomes),
            values: Values::new(session),
            effects: BTreeMap::new(),
            left: BUDGET,
            price: 1 + size / USUAL_SIZE,
        }
    }

    /// Whether one more change may be tried.
    fn may_try(&mut self) -> bool {
        let rest = self.left.checked_sub(self.price);
        self.left = rest.unwrap_or(0);
        rest.is_some()
    }

    /// The values a fact is tried with.
    pub(super) fn values(&self, fact: FactId, subject: Subject) -> Vec<Value> {
        self.values.of(fact, subject)
    }

    /// Whether an outcome that is met is not met with these facts otherwise; `false` where it could not be tried.
    pub(super) fn turns(&mut self, given: &[Given], outcome: &Outcome) -> bool {
        self.may_try()
            && self.again.with(given, |scenario| {
                let is_not_met = match &outcome.counted {
                    Some(counted) => {
                        let same = |o: &&Outcome| {
                            o.subject == outcome.subject && o.counted.as_ref().is_some_and(|c| c.to == counted.to)
                        };
                        let found = scenario.counted(outcome.rule);
                        found.is_some_and(|found| !found.iter().any(|o| same(&o)))
                    }
                    None => scenario.truth(outcome.rule, outcome.subject).is_not_met(),
                };
                let below =
                    |c: &CostOutcome| matches!(c.standing.position(), Some(position) if position != Position::Above);
                let cost = scenario.costs().iter().find(|c| c.rule == outcome.rule && c.debt == outcome.subject);
                is_not_met || cost.is_some_and(below)
            })
    }

    /// The act-first list with these facts otherwise, where that may still be tried.
    pub(super) fn lines_with(&mut self, given: &[Given]) -> Option<Vec<Line>> {
        self.may_try().then(|| self.lines(given))
    }

    /// The act-first list with these facts otherwise, without its words.
    pub(super) fn lines(&mut self, given: &[Given]) -> Vec<Line> {
        self.again.with(given, |scenario| {
            let session = scenario.session;
            let outcomes = scenario.outcomes();
            let asks = asked(session, outcomes.iter().copied(), scenario.costs());
            let closed = |subject: Subject| {
                let set = &session.program.set;
                is_closed(session.portfolio, &set.vocabulary, &set.engine_facts, subject)
            };
            let may = |subject: Subject| {
                let open = outcomes.iter().filter(|o| o.subject == subject && matches!(o.truth, Truth::NotKnown(_)));
                open.filter_map(|o| may_stand(session, o)).min().filter(|_| !closed(subject))
            };
            let lines =
                order(session, &asks, &|subject| matches!(subject, Subject::Debt(_)).then(|| may(subject)).flatten());
            let line = |placed: &Placed<'_>| {
                let first = placed.steps.first()?;
                let rules = first.reasons.iter().filter_map(|reason| asks.get(*reason)).map(|a| a.rule).collect();
                let action = session.program.set.actions.get_index_of(first.action)?;
                Some(Line { subject: placed.subject, action, rules })
            };
            lines.iter().filter_map(line).collect()
        })
    }

    /// Whether values can be found under which a rule that nobody can tell applies. What cannot be tried, as a text, may
    /// be anything; so may what is still open after so many attempts.
    pub(super) fn can_hold(
        &mut self,
        rule: RuleNumber,
        subject: Subject,
        missing: &[Missing],
        attempts: usize,
    ) -> bool {
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
            let Some(fewer) = left.checked_sub(1).filter(|_| self.may_try()) else { return true };
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
        let mut effects = Vec::with_capacity(values.len());
        for value in values.into_iter().filter(|v| now != Some(v)) {
            if !self.may_try() {
                // Half of the values would say less than none.
                effects.clear();
                break;
            }
            let given = [Given::known(fact, subject, value.clone())];
            let (turned, recounted) =
                self.again.with(&given, |s| (s.turned(), s.recounted().map(|(r, o)| (r, o.to_vec())).collect()));
            effects.push(Effect { value, turned, recounted });
        }
        let effects = Rc::new(effects);
        self.effects.insert((fact, subject), Rc::clone(&effects));
        effects
    }
}
