//! Single changes and what comes of them, each tried once.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::NaiveDate;

use super::bounds::{above, worst};
use super::values::{Values, in_order};
use crate::evaluate::{Again, CostOutcome, Given, Outcome, Outcomes, Session, Truth, Turned, Wanted};
use crate::fact::{FactId, FactKind, Subject, Value, is_closed};
use crate::finding::triage::asked;
use crate::money::yardstick::Position;
use crate::plan::order::{Placed, Urgency, order};
use crate::program::{RuleNumber, TestId};
use crate::rule::{Matcher, Then};

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
    pub(super) urgency: Urgency,
}

/// How many changes are tried for each part of an answer, in a household of usual size; in a larger one each costs more.
/// What could not be tried any more is asked all the same, without what its answers would bring.
const BUDGET: usize = 1_000;
/// So many debts and contacts together make one change cost as much again.
const USUAL_SIZE: usize = 40;

/// Changes that were tried.
pub(crate) struct Tried<'t> {
    pub(super) again: Again<'t>,
    pub(super) values: Values<'t>,
    /// The act-first lists that were looked at, with what was otherwise.
    lines: Vec<(Vec<Given>, Rc<[Line]>)>,
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
            lines: Vec::new(),
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
    pub(super) fn values(&self, fact: FactId, subject: Subject) -> Rc<[Value]> {
        self.values.of(fact, subject)
    }

    /// Whether an outcome that is met is not met with these facts otherwise; `false` where it could not be tried.
    pub(super) fn turns(&mut self, given: &[Given], outcome: &Outcome, wanted: &Wanted) -> bool {
        self.may_try()
            && self.again.with_only(given, wanted, |scenario| {
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
    pub(super) fn lines_with(&mut self, given: &[Given]) -> Option<Rc<[Line]>> {
        if let Some((_, lines)) = self.lines.iter().find(|(same, _)| same == given) {
            return Some(Rc::clone(lines));
        }
        self.may_try().then(|| {
            let lines: Rc<[Line]> = self.lines(given).into();
            self.lines.push((given.to_vec(), Rc::clone(&lines)));
            lines
        })
    }

    /// Begins another kind of question with its own budget.
    pub(super) fn begin(&mut self) {
        self.left = BUDGET;
    }

    /// The act-first list with these facts otherwise, without its words.
    pub(super) fn lines(&mut self, given: &[Given]) -> Vec<Line> {
        let (mut lines, open) = self.again.with(given, |scenario| {
            let session = scenario.session;
            let outcomes = scenario.outcomes();
            let asks = asked(session, outcomes.iter().copied(), scenario.costs());
            let lines = order(session, &asks, &|_| None);
            let line = |placed: &Placed<'_>| {
                let first = placed.steps.first()?;
                let rules = first.reasons.iter().filter_map(|reason| asks.get(*reason)).map(|a| a.rule).collect();
                let action = session.program.set.actions.get_index_of(first.action)?;
                Some((placed.key, Line { subject: placed.subject, action, rules, urgency: first.urgency }))
            };
            let set = &session.program.set;
            let debts = session.portfolio.debt_subjects();
            let open = debts.filter(|debt| !is_closed(session.portfolio, &set.vocabulary, &set.engine_facts, *debt));
            let open = open.map(|debt| (debt, above(session, outcomes.iter().copied(), &asks, debt)));
            (lines.iter().filter_map(line).collect::<Vec<_>>(), open.collect::<Vec<_>>())
        });
        for (subject, open) in open {
            let Some(may) = worst(&open, subject, given, self) else { continue };
            for (key, _) in lines.iter_mut().filter(|(_, line)| line.subject == subject) {
                *key = key.at_worst(may.band);
            }
        }
        lines.sort_by_key(|(key, _)| *key);
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// What comes of each value a fact can take for a subject, but the one it has, for the rules that are of interest;
    /// values in order.
    pub(super) fn effects(&mut self, fact: FactId, subject: Subject, rules: &BTreeSet<RuleNumber>) -> Vec<Effect> {
        let mut values = self.values.of_rules(fact, subject, rules).to_vec();
        in_order(&mut values);
        let now = self.again.base().value(fact, subject);
        let mut effects: Vec<Effect> = Vec::with_capacity(values.len());
        // Words that no rule of interest tells apart bring the same.
        let mut seen: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
        let wanted = self.again.wanted(rules.iter().copied());
        for value in values.into_iter().filter(|v| now != Some(v)) {
            let alike = self.told_apart_as(fact, &value, rules);
            if let Some(same) = alike.as_ref().and_then(|a| seen.get(a)).and_then(|i| effects.get(*i)) {
                effects.push(Effect { value, turned: same.turned.clone(), recounted: same.recounted.clone() });
                continue;
            }
            if !self.may_try() {
                // Half of the values would say less than none.
                return Vec::new();
            }
            let given = [Given::known(fact, subject, value.clone())];
            let (turned, recounted) = self
                .again
                .with_only(&given, &wanted, |s| (s.turned(), s.recounted().map(|(r, o)| (r, o.to_vec())).collect()));
            seen.extend(alike.map(|alike| (alike, effects.len())));
            effects.push(Effect { value, turned, recounted });
        }
        effects
    }

    /// How the rules of interest tell a word from others; nothing for facts that are no choice, or that are read by more
    /// than rules.
    fn told_apart_as(&self, fact: FactId, value: &Value, rules: &BTreeSet<RuleNumber>) -> Option<Vec<bool>> {
        let program = self.again.base().program;
        let is_choice = program.set.vocabulary.get(fact).is_some_and(|f| matches!(f.kind, FactKind::Choice(_)));
        let by_formulas = program.set.engine_facts.all().any(|f| f == fact);
        if !is_choice || by_formulas || rules.iter().any(|rule| self.reads_found(*rule)) {
            return None;
        }
        let of_interest = |test: &TestId| rules.iter().any(|rule| program.reads.tests_of(*rule).contains(test));
        let tests = program.reads.tests_on(fact).iter().filter(|t| of_interest(t));
        let tests = tests.filter_map(|id| program.tests.get(id.0));
        let named = tests.map(|t| match &t.test.matcher {
            Matcher::OneOf(list) => list.iter().any(|l| l.value == *value),
            _ => true,
        });
        Some(named.collect())
    }

    /// How one rule comes out with one fact otherwise, what is found in earlier stages left as it is.
    pub(super) fn rule_with(&mut self, given: &[Given], rule: RuleNumber, subject: Subject) -> Option<Truth> {
        self.may_try().then(|| self.again.rule_with(given, rule, subject))
    }

    /// Whether a change may make contacts repeat each other, or no longer.
    pub(super) fn may_repeat(&self, given: &[Given]) -> bool {
        given.iter().any(|g| self.again.may_repeat(g))
    }

    /// These rules, with what bears on them.
    pub(super) fn wanted(&self, rules: impl IntoIterator<Item = RuleNumber>) -> Wanted {
        self.again.wanted(rules)
    }

    /// Whether a rule chooses a yardstick.
    pub(super) fn is_cost(&self, rule: RuleNumber) -> bool {
        self.again.base().program.rule(rule).is_some_and(|(r, _)| matches!(r.then, Then::Cost(_)))
    }

    /// Whether a rule reads what earlier stages find.
    pub(super) fn reads_found(&self, rule: RuleNumber) -> bool {
        let set = &self.again.base().program.set;
        let facts = &set.engine_facts;
        let found = [
            facts.severe_conduct,
            facts.cost_position,
            facts.yardstick_rate,
            facts.debt_to_plan,
            facts.months_at_surplus,
        ];
        self.again.base().program.reads.of_rule(rule).iter().any(|fact| found.contains(fact))
    }
}
