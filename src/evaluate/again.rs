//! The same evaluation with a few facts otherwise. Only what reads one of them is looked at again, by the index from
//! facts to rules; everything else is taken from the evaluation that is there. What comes out is what [`super::evaluate`]
//! would find from the beginning.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    CostOutcome, Outcome, Outcomes, Session, Truth, cost, count, evaluate, is_severe, severe_conduct, to_plan,
};
use chrono::{DateTime, FixedOffset};

use crate::fact::{Cell, FactId, Facts, Parameters, Portfolio, Precision, Subject, Value, computed};
use crate::program::{Program, RuleNumber, Stage, TestId};
pub(crate) use wanted::Wanted;

/// One fact of one subject, as it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) fact: FactId,
    pub(crate) subject: Subject,
    pub(crate) cell: Cell,
}

impl Given {
    /// A fact that is known to be this.
    pub(crate) fn known(fact: FactId, subject: Subject, value: Value) -> Self {
        Self { fact, subject, cell: Cell::Known(value) }
    }
}

/// The facts that are otherwise, computed ones included.
#[derive(Debug, Default)]
pub(super) struct Changed {
    facts: Vec<(FactId, Subject)>,
    mask: Vec<bool>,
}

impl Changed {
    fn new(program: &Program) -> Self {
        Self { facts: Vec::new(), mask: vec![false; program.set.vocabulary.iter().len()] }
    }

    fn add(&mut self, fact: FactId, subject: Subject) {
        if let Some(place) = self.mask.get_mut(fact.0) {
            *place = true;
        }
        if !self.facts.contains(&(fact, subject)) {
            self.facts.push((fact, subject));
        }
    }

    /// Whether this fact of this subject is otherwise.
    pub(super) fn holds(&self, fact: FactId, subject: Subject) -> bool {
        self.mask.get(fact.0).copied().unwrap_or(false) && self.facts.contains(&(fact, subject))
    }

    /// Whether a test reads a fact that is otherwise.
    pub(super) fn touches(&self, session: &Session<'_>, test: TestId, owner: Subject) -> bool {
        session.program.reads.of_test(test).iter().any(|fact| {
            self.mask.get(fact.0).copied().unwrap_or(false)
                && session
                    .program
                    .set
                    .vocabulary
                    .get(*fact)
                    .and_then(|f| session.portfolio.owner(f.scope, owner))
                    .is_some_and(|of| self.facts.contains(&(*fact, of)))
        })
    }
}

/// What a fact of a subject was before it was set otherwise.
type Saved = (FactId, Subject, Cell);

/// An evaluation that can be asked again with some facts otherwise.
pub(crate) struct Again<'e> {
    base: &'e Session<'e>,
    outcomes: &'e Outcomes,
    by_rule: BTreeMap<RuleNumber, Vec<usize>>,
    scratch: Portfolio,
    parameters: Parameters,
    /// The facts formulas compute with.
    inputs: Vec<bool>,
    /// The rules on costs, and those on severe conduct, which others read the outcome of.
    of_cost: Vec<RuleNumber>,
    of_severe: Vec<RuleNumber>,
    /// How many contacts are of one second.
    moments: BTreeMap<DateTime<FixedOffset>, usize>,
}

/// What comes out with some facts otherwise.
pub(crate) struct Scenario<'s> {
    /// The facts as they would be, under all rules.
    pub(crate) session: &'s Session<'s>,
    base: &'s Outcomes,
    by_rule: &'s BTreeMap<RuleNumber, Vec<usize>>,
    again: &'s Looked,
    costs: &'s [CostOutcome],
}

/// What was looked at again.
#[derive(Debug, Default)]
struct Looked {
    /// For each rule, by subject, how it comes out now.
    rules: BTreeMap<(RuleNumber, Subject), Outcome>,
    /// Rules that were counted anew, with everything they find.
    counted: BTreeMap<RuleNumber, Vec<Outcome>>,
    /// Whether everything was looked at.
    everything: bool,
}

impl<'e> Again<'e> {
    /// Over an evaluation and the session of its facts.
    pub(crate) fn new(base: &'e Session<'e>, outcomes: &'e Outcomes) -> Self {
        let program = base.program;
        let set = &program.set;
        let mut by_rule: BTreeMap<RuleNumber, Vec<usize>> = BTreeMap::new();
        for (i, outcome) in outcomes.outcomes.iter().enumerate() {
            by_rule.entry(outcome.rule).or_default().push(i);
        }
        let parameters = set.parameters_on(outcomes.portfolio.as_of);
        let mut inputs = vec![false; set.vocabulary.iter().len()];
        for fact in set.engine_facts.all().chain(parameters.minimum_wage.by) {
            if let Some(place) = inputs.get_mut(fact.0) {
                *place = true;
            }
        }
        let mut moments = BTreeMap::new();
        for contact in outcomes.portfolio.contact_subjects() {
            if let Some(moment) = moment(base.value(set.engine_facts.at, contact)) {
                *moments.entry(moment).or_default() += 1;
            }
        }
        let all = || (0..set.rules.len()).map(RuleNumber);
        let is_cost = |rule: &RuleNumber| program.rule(*rule).is_some_and(|(r, _)| Stage::of(r) == Stage::Cost);
        Self {
            base,
            outcomes,
            by_rule,
            scratch: outcomes.portfolio.clone(),
            parameters,
            inputs,
            of_cost: all().filter(is_cost).collect(),
            of_severe: all().filter(|rule| is_severe(program, *rule)).collect(),
            moments,
        }
    }

    /// The session of the facts as they are.
    pub(crate) fn base(&self) -> &'e Session<'e> {
        self.base
    }

    /// Looks at what comes out with these facts otherwise.
    pub(crate) fn with<R>(&mut self, given: &[Given], look: impl FnOnce(&Scenario<'_>) -> R) -> R {
        self.with_only(given, &Wanted::everything(), look)
    }

    /// The same, where only some rules are of interest: others are looked at only where they bear on these, and what none
    /// of them reads is left as it is.
    pub(crate) fn with_only<R>(
        &mut self,
        given: &[Given],
        wanted: &Wanted,
        look: impl FnOnce(&Scenario<'_>) -> R,
    ) -> R {
        if given.iter().any(|g| self.may_repeat(g)) {
            return self.all_anew(given, look);
        }
        let mut saved = Vec::new();
        let mut changed = Changed::new(self.base.program);
        self.apply(given, &|fact| wanted.reads(fact), &mut saved, &mut changed);
        let mut looked = Looked::default();
        let costs = self.stages(&mut saved, &mut changed, wanted, &mut looked);
        let session = Session::under(self.base, &self.scratch, &changed);
        let scenario = Scenario {
            session: &session,
            base: self.outcomes,
            by_rule: &self.by_rule,
            again: &looked,
            costs: costs.as_deref().unwrap_or(&self.outcomes.costs),
        };
        let seen = look(&scenario);
        self.restore(saved);
        seen
    }

    /// How one rule comes out for a subject with these facts otherwise, what earlier stages find left as it is.
    pub(crate) fn rule_with(&mut self, given: &[Given], rule: RuleNumber, subject: Subject) -> Truth {
        let mut saved = Vec::new();
        let mut changed = Changed::new(self.base.program);
        let read = self.base.program.reads.of_rule(rule);
        self.apply(given, &|fact| read.binary_search(&fact).is_ok(), &mut saved, &mut changed);
        let (_, truth, _) = Session::under(self.base, &self.scratch, &changed).rule(rule, subject);
        self.restore(saved);
        truth
    }

    /// Whether a change may make a contact repeat another one, or no longer: then all contacts have to be seen anew.
    pub(crate) fn may_repeat(&self, given: &Given) -> bool {
        let Subject::Contact(contact) = given.subject else { return false };
        let facts = &self.base.program.set.engine_facts;
        if given.fact == facts.duplicate_of {
            return true;
        }
        let now = self.base.value(facts.at, Subject::Contact(contact));
        let others = |value: Option<&Value>| moment(value).and_then(|m| self.moments.get(&m)).copied().unwrap_or(0);
        let moved = match &given.cell {
            Cell::Known(value) if given.fact == facts.at => others(Some(value)) > 0,
            _ => false,
        };
        moved || others(now) > 1
    }

    fn all_anew<R>(&mut self, given: &[Given], look: impl FnOnce(&Scenario<'_>) -> R) -> R {
        let mut portfolio = self.scratch.clone();
        for change in given {
            portfolio.set(&self.base.program.set.vocabulary, change.fact, change.subject, change.cell.clone());
        }
        let outcomes = evaluate(self.base.program, portfolio, false);
        let session = Session::over(self.base.program, &outcomes);
        let mut looked = Looked { everything: true, ..Looked::default() };
        for outcome in &outcomes.outcomes {
            match outcome.counted {
                Some(_) => looked.counted.entry(outcome.rule).or_default().push(outcome.clone()),
                None => drop(looked.rules.insert((outcome.rule, outcome.subject), outcome.clone())),
            }
        }
        look(&Scenario {
            session: &session,
            base: self.outcomes,
            by_rule: &self.by_rule,
            again: &looked,
            costs: &outcomes.costs,
        })
    }

    /// Sets the facts, and what is computed from them as far as it is read.
    fn apply(&mut self, given: &[Given], read: &dyn Fn(FactId) -> bool, saved: &mut Vec<Saved>, changed: &mut Changed) {
        let facts = &self.base.program.set.engine_facts;
        let mut subjects: BTreeSet<Subject> = BTreeSet::new();
        for change in given {
            self.write((change.fact, change.subject, change.cell.clone()), saved, changed);
            if self.inputs.get(change.fact.0).copied().unwrap_or(false) {
                subjects.insert(change.subject);
            }
        }
        let below = |fact: FactId| read(fact) || fact == facts.balance || fact == facts.overdue_days;
        let has_debt = subjects.iter().any(|s| matches!(s, Subject::Debt(_)));
        for subject in subjects.iter().filter(|s| **s != Subject::Household) {
            self.compute(*subject, &below, saved, changed);
        }
        if has_debt || subjects.contains(&Subject::Household) {
            self.compute(Subject::Household, read, saved, changed);
        }
    }

    /// Sets what is computed for a subject, as far as it is read.
    fn compute(
        &mut self,
        subject: Subject,
        read: &dyn Fn(FactId) -> bool,
        saved: &mut Vec<Saved>,
        changed: &mut Changed,
    ) {
        let set = &self.base.program.set;
        let here = Facts { portfolio: &self.scratch, vocabulary: &set.vocabulary, subject };
        for (fact, cell) in computed(&here, &set.engine_facts, &self.parameters, read) {
            self.write((fact, subject, cell), saved, changed);
        }
    }

    /// Puts back what was kept, the last first.
    fn restore(&mut self, saved: Vec<Saved>) {
        for (fact, subject, cell) in saved.into_iter().rev() {
            self.scratch.set(&self.base.program.set.vocabulary, fact, subject, cell);
        }
    }

    /// The stages in their order; gives back the costs of all debts, where one of them is otherwise.
    fn stages(
        &mut self,
        saved: &mut Vec<Saved>,
        changed: &mut Changed,
        wanted: &Wanted,
        looked: &mut Looked,
    ) -> Option<Vec<CostOutcome>> {
        let program = self.base.program;
        let severe = {
            let session = Session::under(self.base, &self.scratch, changed);
            look_again(&session, changed, &[Stage::Contact, Stage::Contacts], wanted, looked);
            if wanted.severe { self.severe(&session, changed, looked) } else { Vec::new() }
        };
        for (subject, cell) in severe {
            self.write((program.set.engine_facts.severe_conduct, subject, cell), saved, changed);
        }
        let costs = {
            let session = Session::under(self.base, &self.scratch, changed);
            look_again(&session, changed, &[Stage::Cost], wanted, looked);
            if wanted.costs { self.costs(&session, changed, looked) } else { None }
        };
        let costs = costs.map(|(debts, costs)| {
            let of_cost = of_cost(program, self.outcomes, looked, &debts);
            for found in cost::facts(program, &debts, &costs, &of_cost) {
                self.write(found, saved, changed);
            }
            let mut all: Vec<CostOutcome> =
                self.outcomes.costs.iter().filter(|c| !debts.contains(&c.debt)).cloned().collect();
            all.extend(costs);
            all.sort_by_key(|c| c.debt);
            all
        });
        if wanted.plan && changed.facts.iter().any(|(fact, _)| program.reads.is_of_plan(*fact)) {
            let cells = {
                let session = Session::under(self.base, &self.scratch, changed);
                to_plan::facts(&session)
            };
            for (fact, cell) in cells {
                self.write((fact, Subject::Household, cell), saved, changed);
            }
        }
        let session = Session::under(self.base, &self.scratch, changed);
        look_again(&session, changed, &[Stage::Debt, Stage::Household], wanted, looked);
        costs
    }

    fn write(&mut self, (fact, subject, cell): Saved, saved: &mut Vec<Saved>, changed: &mut Changed) {
        let slot = self.base.program.set.vocabulary.get(fact).map(|f| f.slot);
        let place = slot.and_then(|slot| self.scratch.record_mut(subject)?.0.get_mut(slot));
        if let Some(place) = place.filter(|now| **now != cell) {
            saved.push((fact, subject, std::mem::replace(place, cell)));
            changed.add(fact, subject);
        }
    }

    /// Which debts' collectors did something severe, where that may be otherwise.
    fn severe(&self, session: &Session<'_>, changed: &Changed, looked: &Looked) -> Vec<(Subject, Cell)> {
        let set = &self.base.program.set;
        let groups = [set.engine_facts.contact_creditor_group, set.engine_facts.debt_creditor_group];
        let regrouped = changed.facts.iter().any(|(fact, _)| groups.contains(fact));
        let looked_at = looked.rules.keys().map(|(rule, _)| rule).chain(looked.counted.keys());
        if !regrouped && !looked_at.into_iter().any(|rule| is_severe(self.base.program, *rule)) {
            return Vec::new();
        }
        severe_conduct(session, looked.over(self.outcomes))
    }

    /// The costs of the debts whose cost is looked at again.
    fn costs(
        &self,
        session: &Session<'_>,
        changed: &Changed,
        looked: &Looked,
    ) -> Option<(Vec<Subject>, Vec<CostOutcome>)> {
        let program = self.base.program;
        let is_cost = |rule: RuleNumber| program.rule(rule).is_some_and(|(r, _)| Stage::of(r) == Stage::Cost);
        let facts = &program.set.engine_facts;
        let inputs = [
            facts.disbursed_amount,
            facts.instalment,
            facts.periods_total,
            facts.upfront_fees,
            facts.monthly_fees,
            facts.all_in_rate,
        ];
        let by_rule = looked.rules.keys().filter(|(rule, _)| is_cost(*rule)).map(|(_, subject)| *subject);
        let by_fact = changed.facts.iter().filter(|(fact, _)| inputs.contains(fact)).map(|(_, subject)| *subject);
        let debts: BTreeSet<Subject> = by_rule.chain(by_fact).collect();
        if debts.is_empty() {
            return None;
        }
        let debts: Vec<Subject> = debts.into_iter().collect();
        let costs = cost::positions(session, &debts, &of_cost(program, self.outcomes, looked, &debts));
        Some((debts, costs))
    }
}

/// How the cost rules come out for these debts.
fn of_cost<'o>(program: &Program, base: &'o Outcomes, looked: &'o Looked, debts: &[Subject]) -> Vec<&'o Outcome> {
    let is_cost = |o: &&Outcome| program.rule(o.rule).is_some_and(|(r, _)| Stage::of(r) == Stage::Cost);
    let mut all: Vec<&Outcome> = looked.over(base).filter(|o| debts.contains(&o.subject)).filter(is_cost).collect();
    all.sort_by_key(|o| (o.subject, o.rule));
    all
}

impl Looked {
    /// The outcomes with what was looked at again in their place, in no particular order; rules that are not met may be
    /// among them.
    fn over<'o>(&'o self, base: &'o Outcomes) -> impl Iterator<Item = &'o Outcome> {
        let stays = |o: &&Outcome| !self.has(o.rule, o.subject);
        let kept = base.outcomes.iter().filter(stays);
        kept.chain(self.rules.values()).chain(self.counted.values().flatten())
    }

    fn has(&self, rule: RuleNumber, subject: Subject) -> bool {
        self.everything || self.counted.contains_key(&rule) || self.rules.contains_key(&(rule, subject))
    }
}

/// Looks again at the rules of some stages that read a fact that is otherwise.
fn look_again(session: &Session<'_>, changed: &Changed, stages: &[Stage], wanted: &Wanted, looked: &mut Looked) {
    let program = session.program;
    let mut todo: BTreeSet<(RuleNumber, Subject)> = BTreeSet::new();
    let mut counted: BTreeSet<RuleNumber> = BTreeSet::new();
    for (fact, owner) in &changed.facts {
        for rule in program.reads.by_fact(*fact).iter().filter(|rule| wanted.has(**rule)) {
            let Some((declared, compiled)) = program.rule(*rule) else { continue };
            let stage = Stage::of(declared);
            if !stages.contains(&stage) {
                continue;
            }
            match (stage, owner) {
                (Stage::Contacts, _) => drop(counted.insert(*rule)),
                (Stage::Household, _) => drop(todo.insert((*rule, Subject::Household))),
                (Stage::Cost | Stage::Debt, Subject::Debt(_)) if !compiled.asks_any_debt => {
                    todo.insert((*rule, *owner));
                }
                (Stage::Cost | Stage::Debt, _) => todo.extend(session.portfolio.debt_subjects().map(|d| (*rule, d))),
                (Stage::Contact, Subject::Contact(_)) => drop(todo.insert((*rule, *owner))),
                (Stage::Contact, _) => todo.extend(session.portfolio.judged_contacts().map(|c| (*rule, c))),
            }
        }
    }
    let judged = |subject: &Subject| match subject {
        Subject::Contact(i) => session.portfolio.contacts.get(*i).is_some_and(|c| c.repeats.is_none()),
        Subject::Household | Subject::Debt(_) => true,
    };
    for (number, subject) in todo.into_iter().filter(|(_, s)| judged(s)) {
        let (rule, truth, day) = session.rule(number, subject);
        looked.rules.insert((number, subject), Outcome { rule, subject, truth, day, counted: None });
    }
    for number in counted {
        let mut found = Vec::new();
        count::count_for(session, number, false, &mut found);
        looked.counted.insert(number, found);
    }
}

/// The moment of a contact, where it is known to the second: only then can it repeat another one by itself.
fn moment(value: Option<&Value>) -> Option<DateTime<FixedOffset>> {
    match value {
        Some(Value::Instant(moment)) if moment.precision == Precision::Second => Some(moment.at),
        _ => None,
    }
}

impl<'s> Scenario<'s> {
    /// Everything that would be found, in the order an evaluation finds it.
    pub(crate) fn outcomes(&self) -> Vec<&'s Outcome> {
        let program = self.session.program;
        let mut all: Vec<(Stage, &Outcome)> = self
            .again
            .over(self.base)
            .filter(|o| !o.truth.is_not_met())
            .filter_map(|o| Some((Stage::of(program.rule(o.rule)?.0), o)))
            .collect();
        // Contacts counted together are found rule by rule, everything else subject by subject.
        all.sort_by_key(|(stage, o)| match stage {
            Stage::Contacts => (*stage, None, o.rule),
            _ => (*stage, Some(o.subject), o.rule),
        });
        all.into_iter().map(|(_, o)| o).collect()
    }

    /// The costs of all debts.
    pub(crate) fn costs(&self) -> &'s [CostOutcome] {
        self.costs
    }

    /// How a rule that is not counted comes out for a subject.
    pub(crate) fn truth(&self, rule: RuleNumber, subject: Subject) -> Truth {
        if let Some(outcome) = self.again.rules.get(&(rule, subject)) {
            return outcome.truth.clone();
        }
        if self.again.everything {
            return Truth::NotMet;
        }
        before(self.base, self.by_rule, rule, subject)
    }

    /// What a rule on contacts counted together finds, where it was counted anew.
    pub(crate) fn counted(&self, rule: RuleNumber) -> Option<&'s [Outcome]> {
        match self.again.counted.get(&rule) {
            Some(found) => Some(found.as_slice()),
            None if self.again.everything => Some(&[]),
            None => None,
        }
    }

    /// Each rule that was looked at again and comes out otherwise for a subject: before, and now.
    pub(crate) fn turned(&self) -> Vec<Turned> {
        let mut all: Vec<Turned> = Vec::new();
        let mut seen: BTreeSet<(RuleNumber, Subject)> = self.again.rules.keys().copied().collect();
        if self.again.everything {
            seen.extend(self.base.outcomes.iter().filter(|o| o.counted.is_none()).map(|o| (o.rule, o.subject)));
        }
        for (rule, subject) in seen {
            let (was, now) = (before(self.base, self.by_rule, rule, subject), self.truth(rule, subject));
            if was != now {
                all.push(Turned { rule, subject, was, now });
            }
        }
        all
    }

    /// Each rule on contacts counted together that finds something else now.
    pub(crate) fn recounted(&self) -> impl Iterator<Item = (RuleNumber, &'s [Outcome])> {
        let of = |rule: &RuleNumber| -> Vec<&Outcome> {
            self.by_rule.get(rule).into_iter().flatten().filter_map(|i| self.base.outcomes.get(*i)).collect()
        };
        let differs = move |(rule, now): &(&RuleNumber, &Vec<Outcome>)| of(rule) != now.iter().collect::<Vec<_>>();
        self.again.counted.iter().filter(differs).map(|(rule, now)| (*rule, now.as_slice()))
    }
}

/// A rule that comes out otherwise for a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turned {
    pub(crate) rule: RuleNumber,
    pub(crate) subject: Subject,
    pub(crate) was: Truth,
    pub(crate) now: Truth,
}

fn before(base: &Outcomes, by_rule: &BTreeMap<RuleNumber, Vec<usize>>, rule: RuleNumber, subject: Subject) -> Truth {
    let found = by_rule.get(&rule).into_iter().flatten().filter_map(|i| base.outcomes.get(*i));
    found.filter(|o| o.subject == subject).map(|o| o.truth.clone()).next().unwrap_or(Truth::NotMet)
}

#[cfg(test)]
mod tests;
mod wanted;
