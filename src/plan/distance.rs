//! How far a rule is from being met: which facts would have to be otherwise, each counted once. Of parts that must all
//! hold every one counts, of parts of which one is enough the nearest, of parts of which none may hold those that do.
//!
//! It counts facts, not what may be done about them: a fact that is one away may be one nobody can change. What cannot
//! be met by other facts at all (a rule that is not in force on the day, a fact that would have to be forgotten, a
//! figure that cannot be worked out) has no distance.

use std::collections::BTreeSet;

use super::Here;
use crate::evaluate::{Outcome, Truth};
use crate::fact::{Missing, Reading, Subject, Value};
use crate::program::{CompiledRule, Formula, TestId};
use crate::rule::{Count, JudgeBy, Matcher, Operand, Rule};

/// What would have to be otherwise.
#[derive(Debug, Clone, Default)]
pub(super) struct Needs {
    /// The facts, and of whom.
    pub(super) facts: BTreeSet<Missing>,
    /// How many more contacts would have to be counted, of which nothing is known yet.
    pub(super) contacts: usize,
    /// What has to become of them, in the order of the rule.
    pub(super) wishes: Vec<Wish>,
}

/// What has to become of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// A test has to hold, or not to hold.
    Test(TestId, bool),
    /// The day the rule is judged by has to be known, or another one.
    Day,
    /// It has to be known whether a contact counts.
    Contact,
}

impl Needs {
    /// How many facts.
    pub(super) fn distance(&self) -> usize {
        self.facts.len().saturating_add(self.contacts)
    }

    fn wish(&mut self, wish: Wish) {
        if !self.wishes.contains(&wish) {
            self.wishes.push(wish);
        }
    }

    fn all(&mut self, missing: &[Missing], otherwise: Option<Missing>) -> bool {
        self.facts.extend(missing);
        self.facts.extend(otherwise.filter(|_| missing.is_empty()));
        !missing.is_empty() || otherwise.is_some()
    }
}

/// What a rule needs to be met; nothing where other facts could not bring it about.
pub(super) fn needs(here: &Here<'_>, rule: &Rule, compiled: &CompiledRule, outcome: &Outcome) -> Option<Needs> {
    let mut needs = Needs::default();
    match &outcome.truth {
        Truth::Met => return Some(needs),
        Truth::Failed(_) => return None,
        Truth::NotMet | Truth::NotKnown(_) => {}
    }
    let walk = Walk { here };
    let found = walk.force(rule, outcome, &mut needs)
        && walk.wanted(&compiled.when, outcome.subject, true, &mut needs)
        && compiled.unless.as_ref().is_none_or(|unless| walk.wanted(unless, outcome.subject, false, &mut needs))
        && rule.count.as_ref().is_none_or(|count| counted(here, count, outcome, &mut needs));
    // Where nothing is missing and the rule is not met all the same, something other than a fact keeps it from being met.
    Some(needs).filter(|needs| found && needs.distance() > 0)
}

struct Walk<'w> {
    here: &'w Here<'w>,
}

impl Walk<'_> {
    /// The day, and the law on that day.
    fn force(&self, rule: &Rule, outcome: &Outcome, needs: &mut Needs) -> bool {
        let (session, subject) = (self.here.session, outcome.subject);
        let Some(day) = outcome.day else {
            needs.wish(Wish::Day);
            let missing = session.day(rule.judge_by, subject).err().unwrap_or_default();
            return needs.all(&missing, None);
        };
        if session.in_force(rule, subject, day).is_met() {
            return true;
        }
        let set = &session.program.set;
        let mut laws = set.laws_in_force(rule, day).peekable();
        if !rule.holds_on(day) || laws.peek().is_none() {
            needs.wish(Wish::Day);
            let facts = &set.engine_facts;
            let of = match (rule.judge_by, subject) {
                (JudgeBy::EventDate, Subject::Contact(_)) => facts.at,
                (JudgeBy::ContractDate, _) => facts.contract_date,
                (JudgeBy::FilingDate, _) => facts.filed_on,
                (JudgeBy::DecisionDate | JudgeBy::EventDate, _) => return false,
            };
            return needs.all(&[], Some(session.whose(of, subject)));
        }
        let binding = laws.filter_map(|law| session.program.law_conditions.get(&law.id));
        self.nearest(binding.map(|formula| (formula, subject, true)), needs)
    }

    /// Adds what a condition needs to hold, or not to hold.
    fn wanted(&self, formula: &Formula, subject: Subject, holds: bool, needs: &mut Needs) -> bool {
        match (self.here.session.formula(formula, subject), holds) {
            (Truth::Met, true) | (Truth::NotMet, false) => return true,
            _ => {}
        }
        match (formula, holds) {
            (Formula::Test(id), _) => self.test(*id, subject, holds, needs),
            (Formula::All(parts), true) => self.every(parts, subject, true, needs),
            (Formula::Any(parts), false) | (Formula::None(parts), true) => self.every(parts, subject, false, needs),
            (Formula::All(parts), false) => self.nearest(parts.iter().map(|p| (p, subject, false)), needs),
            (Formula::Any(parts), true) | (Formula::None(parts), false) => {
                self.nearest(parts.iter().map(|p| (p, subject, true)), needs)
            }
            (Formula::AnyDebt(inner), true) => {
                let debts = self.here.session.portfolio.debt_subjects();
                self.nearest(debts.map(|debt| (&**inner, debt, true)), needs)
            }
            (Formula::AnyDebt(inner), false) => {
                let mut debts = self.here.session.portfolio.debt_subjects();
                debts.all(|debt| self.wanted(inner, debt, false, needs))
            }
        }
    }

    /// Every part: plain tests first, so that a choice among lists knows which facts are counted already.
    fn every(&self, parts: &[Formula], subject: Subject, holds: bool, needs: &mut Needs) -> bool {
        let is_test = |part: &&Formula| matches!(part, Formula::Test(_));
        let (tests, lists): (Vec<&Formula>, Vec<&Formula>) = parts.iter().partition(is_test);
        tests.into_iter().chain(lists).all(|part| self.wanted(part, subject, holds, needs))
    }

    /// The part that needs the fewest facts besides those that are counted already; of equals one that is not known comes
    /// before one that is known to be otherwise, then the first.
    fn nearest<'f>(&self, parts: impl Iterator<Item = (&'f Formula, Subject, bool)>, needs: &mut Needs) -> bool {
        let tried = parts.filter_map(|(part, subject, holds)| {
            let mut tried = needs.clone();
            let known = !matches!(self.here.session.formula(part, subject), Truth::NotKnown(_));
            self.wanted(part, subject, holds, &mut tried).then_some((known, tried))
        });
        match tried.min_by_key(|(known, tried)| (tried.distance(), *known)) {
            Some((_, nearest)) => {
                *needs = nearest;
                true
            }
            None => false,
        }
    }

    fn test(&self, id: TestId, subject: Subject, holds: bool, needs: &mut Needs) -> bool {
        let session = self.here.session;
        let asks_of = session.asks_of(id, subject);
        let matcher = session.program.tests.get(id.0).map(|test| &test.test.matcher);
        let reading = session.looked_at(id, subject).map(|(reading, _)| reading);
        // What is known cannot be made not known.
        let forgets = match matcher {
            Some(Matcher::Known) => !holds,
            Some(Matcher::Unknown) => holds,
            _ => false,
        };
        if forgets {
            return false;
        }
        needs.wish(Wish::Test(id, holds));
        match (session.test(id, subject), reading) {
            (Truth::Failed(_), _) | (_, Some(Reading::Failed(_))) => false,
            (Truth::NotKnown(missing), _) | (_, Some(Reading::NotKnown(missing))) => needs.all(&missing, asks_of),
            (Truth::Met | Truth::NotMet, _) => needs.all(&[], asks_of),
        }
    }
}

/// Adds the contacts that are wanting. What would settle whether one counts is a fact; one nobody has told of counts
/// as one.
fn counted(here: &Here<'_>, count: &Count, outcome: &Outcome, needs: &mut Needs) -> bool {
    let there = outcome.counted.as_ref().map_or(0, |c| c.contacts.len());
    let limit = limit(here, count, outcome);
    let Some(limit) = limit else { return false };
    let breaks = |n: &usize| {
        let n = i64::try_from(*n).unwrap_or(i64::MAX);
        count.comparison.holds(n.cmp(&limit))
    };
    let most = usize::try_from(limit).unwrap_or_default().saturating_add(1);
    let Some(first) = (there..=most.max(there)).find(breaks) else { return false };
    let mut wanting = first.saturating_sub(there);
    if let Truth::NotKnown(missing) = &outcome.truth {
        wanting = settled(missing, wanting, needs);
    }
    needs.contacts = needs.contacts.saturating_add(wanting);
    true
}

/// The limit of a count: what it was held against, or where nothing was counted what it would have been.
pub(super) fn limit(here: &Here<'_>, count: &Count, outcome: &Outcome) -> Option<i64> {
    let set = &here.session.program.set;
    let day = outcome.day.unwrap_or(here.session.portfolio.as_of);
    let value = match &count.limit {
        Operand::Literal(literal) => Some(literal.value.clone()),
        Operand::Value(id) => set.value_on(id, day),
        Operand::Fact(fact) => here.session.value(*fact, Subject::Household).cloned(),
        Operand::AsOf => None,
    };
    let now = match value {
        Some(Value::Count(n)) => Some(n),
        _ => None,
    };
    outcome.counted.as_ref().map_or(now, |counted| counted.limit)
}

/// Takes of the contacts that may count those of which the least has to be found out; gives back how many are wanting
/// still. Facts that are no contact's are those of the law and the conditions, unless there are no others.
fn settled(missing: &[Missing], wanting: usize, needs: &mut Needs) -> usize {
    needs.wish(Wish::Contact);
    let of_contact = |m: &&Missing| matches!(m.subject, Subject::Contact(_));
    let mut contacts: Vec<(Subject, Vec<Missing>)> = Vec::new();
    for fact in missing.iter().filter(of_contact) {
        match contacts.iter_mut().find(|(subject, _)| *subject == fact.subject) {
            Some((_, facts)) => facts.push(*fact),
            None => contacts.push((fact.subject, vec![*fact])),
        }
    }
    contacts.sort_by_key(|(subject, facts)| (facts.len(), *subject));
    let taken = contacts.iter().take(wanting);
    let settled = taken.len();
    needs.facts.extend(taken.flat_map(|(_, facts)| facts));
    if contacts.is_empty() {
        needs.facts.extend(missing);
        return 0;
    }
    wanting.saturating_sub(settled)
}
