//! Program and facts to outcomes. Pure: no clock, no input or output, no hash order. Same input, same outcomes.
//!
//! The stages run in order: contacts, contacts counted together, cost, debts, household. What a stage finds becomes
//! facts for the next (severe conduct, the yardstick and where the cost lies against it, what is to be cleared from the
//! surplus).

mod again;
mod cost;
mod count;
mod days;
mod edges;
mod matcher;
mod settled;
mod to_plan;
mod trace;
mod truth;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use chrono::NaiveDate;

pub(crate) use again::{Again, Given, Turned, Wanted};
pub(crate) use cost::least_cost;
pub use cost::{CostOutcome, Standing};
pub use count::{Counted, Rolling};
pub use days::DueDate;
pub(crate) use days::{before, due_date, later, number};
pub(crate) use edges::{edges_of, neighbours, values_at};
pub(crate) use to_plan::record as record_to_plan;
pub(crate) use trace::{Outline, Part, RuleOutline};
pub use truth::Truth;

use crate::fact::Gap;
use crate::fact::{Cell, FactId, FactScope, Missing, Portfolio, Reading, Subject, Value, contact_concerns, derive};
use crate::message::Read;
use crate::money::{Money, Rate};
use crate::program::{Formula, Program, RuleNumber, Stage, TestId};
use crate::rule::{JudgeBy, Law, Rule, Status, Then};
use again::Changed;

/// How a rule ended for a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Which rule.
    pub rule: RuleNumber,
    /// For whom.
    pub subject: Subject,
    /// How it ended.
    pub truth: Truth,
    /// The day it was judged by; absent where that day is not known.
    pub day: Option<NaiveDate>,
    /// The contacts counted together, for rules that count.
    pub counted: Option<Counted>,
}

impl Outcome {
    /// The contacts that show it, by position.
    pub(crate) fn contacts(&self) -> Vec<usize> {
        match (&self.counted, self.subject) {
            (Some(counted), _) => counted.contacts.clone(),
            (None, Subject::Contact(i)) => vec![i],
            (None, Subject::Household | Subject::Debt(_)) => Vec::new(),
        }
    }

    /// Further contacts that may show it, where several were counted together.
    pub(crate) fn possible_contacts(&self) -> &[usize] {
        self.counted.as_ref().map_or(&[], |c| c.possible.as_slice())
    }
}

/// Everything an evaluation found.
#[derive(Debug)]
pub struct Outcomes {
    /// The portfolio with all computed facts.
    pub portfolio: Portfolio,
    /// Rules that were met, not known or failed; with `trace` also those not met.
    pub outcomes: Vec<Outcome>,
    /// Where the cost of each debt lies against each yardstick that applies.
    pub costs: Vec<CostOutcome>,
    /// The messages that were read on the way.
    messages: Messages,
}

/// The messages of contacts as they were read, each once; handed from session to session over one state of the facts.
type Messages = BTreeMap<usize, Option<Arc<Read>>>;

/// Evaluates all rules. With `trace`, rules that were not met are in the outcomes too.
pub fn evaluate(program: &Program, mut portfolio: Portfolio, trace: bool) -> Outcomes {
    let set = &program.set;
    let parameters = set.parameters_on(portfolio.as_of);
    derive(&mut portfolio, &set.vocabulary, &set.engine_facts, &parameters);
    let mut outcomes = Vec::new();

    let session = Session::new(program, &portfolio);
    for subject in portfolio.judged_contacts() {
        session.stage(Stage::Contact, subject, trace, &mut outcomes);
    }
    count::count_contacts(&session, trace, &mut outcomes);
    let severe = severe_conduct(&session, outcomes.iter());
    let messages = session.messages.into_inner();
    for (subject, cell) in severe {
        portfolio.set(&set.vocabulary, set.engine_facts.severe_conduct, subject, cell);
    }

    let session = Session::hearing(program, &portfolio, messages);
    let mut of_cost = Vec::new();
    for subject in portfolio.debt_subjects() {
        session.stage(Stage::Cost, subject, trace, &mut of_cost);
    }
    let debts: Vec<Subject> = portfolio.debt_subjects().collect();
    let costs = cost::positions(&session, &debts, &of_cost.iter().collect::<Vec<_>>());
    let messages = session.messages.into_inner();
    for (fact, debt, cell) in cost::facts(program, &debts, &costs, &of_cost.iter().collect::<Vec<_>>()) {
        portfolio.set(&set.vocabulary, fact, debt, cell);
    }
    to_plan::record(program, &mut portfolio);
    outcomes.extend(of_cost);

    let session = Session::hearing(program, &portfolio, messages);
    for subject in portfolio.debt_subjects() {
        session.stage(Stage::Debt, subject, trace, &mut outcomes);
    }
    session.stage(Stage::Household, Subject::Household, trace, &mut outcomes);
    let messages = session.messages.into_inner();
    Outcomes { portfolio, outcomes, costs, messages }
}

/// How one rule ends over facts that are already computed: what [`evaluate`] without `trace` says of it.
pub(crate) fn evaluate_rule(program: &Program, portfolio: &Portfolio, number: RuleNumber) -> Vec<Outcome> {
    let session = Session::new(program, portfolio);
    let Some((rule, _)) = program.rule(number) else { return Vec::new() };
    let mut outcomes = Vec::new();
    let subjects: Vec<Subject> = match Stage::of(rule) {
        Stage::Contacts => {
            count::count_for(&session, number, false, &mut outcomes);
            return outcomes;
        }
        Stage::Contact => portfolio.judged_contacts().collect(),
        Stage::Cost | Stage::Debt => portfolio.debt_subjects().collect(),
        Stage::Household => vec![Subject::Household],
    };
    let ended = subjects.into_iter().map(|subject| {
        let (rule, truth, day) = session.rule(number, subject);
        Outcome { rule, subject, truth, day, counted: None }
    });
    outcomes.extend(ended.filter(|o| !o.truth.is_not_met()));
    outcomes
}

/// Whether the collectors of each debt did something severe: shown, not shown, or not to be told.
fn severe_conduct<'o>(session: &Session<'_>, outcomes: impl Iterator<Item = &'o Outcome>) -> Vec<(Subject, Cell)> {
    let set = &session.program.set;
    let mut by_debt: Vec<Vec<Truth>> = vec![Vec::new(); session.portfolio.debts.len()];
    for outcome in outcomes.filter(|o| is_severe(session.program, o.rule)) {
        for contact in outcome.contacts() {
            let missing = Missing { fact: set.engine_facts.contact_creditor_group, subject: Subject::Contact(contact) };
            for (debt, truths) in by_debt.iter_mut().enumerate() {
                match contact_concerns(session.portfolio, &set.vocabulary, &set.engine_facts, contact, debt) {
                    Some(true) => truths.push(outcome.truth.clone()),
                    // Nobody said whose collectors these were: they may be this debt's.
                    None if outcome.truth.is_met() => truths.push(Truth::NotKnown(vec![missing])),
                    Some(false) | None => {}
                }
            }
        }
    }
    let cell = |truths: Vec<Truth>| match Truth::any(truths) {
        Truth::Met => Cell::Known(Value::YesNo(true)),
        Truth::NotMet => Cell::Known(Value::YesNo(false)),
        Truth::NotKnown(missing) => Cell::NotKnown(missing),
        Truth::Failed(reason) => Cell::Failed(reason),
    };
    by_debt.into_iter().enumerate().map(|(debt, truths)| (Subject::Debt(debt), cell(truths))).collect()
}

/// Whether a rule is about conduct that is severe.
fn is_severe(program: &Program, number: RuleNumber) -> bool {
    let rule = program.rule(number).map(|(r, _)| r).filter(|r| r.status == Status::Active);
    rule.is_some_and(|r| match &r.then {
        Then::Conduct(then) => program.set.severities.get(&then.severity.it).is_some_and(|s| s.severe),
        Then::Triage(_) | Then::Cost(_) => false,
    })
}

/// What loans cost a year, by what arrived, what is paid a month, and for how many months.
type Rates = Rc<RefCell<BTreeMap<(Money, Money, u32), Result<Rate, Gap>>>>;

/// One pass over one state of the facts: every test at most once for each subject.
pub(crate) struct Session<'e> {
    pub(crate) program: &'e Program,
    pub(crate) portfolio: &'e Portfolio,
    // One row for the household, one for each debt, one for each contact; a cell is filled when first asked for.
    known: RefCell<Vec<Vec<Option<Truth>>>>,
    messages: RefCell<Messages>,
    by_patterns: bool,
    /// The annual cost of loans by their terms, shared with the sessions under this one.
    rates: Rates,
    /// The session to ask first, and what is otherwise here.
    under: Option<(&'e Session<'e>, &'e Changed)>,
}

impl<'e> Session<'e> {
    pub(crate) fn new(program: &'e Program, portfolio: &'e Portfolio) -> Self {
        Self::hearing(program, portfolio, Messages::new())
    }

    /// Over everything an evaluation found.
    pub(crate) fn over(program: &'e Program, outcomes: &'e Outcomes) -> Self {
        Self::hearing(program, &outcomes.portfolio, outcomes.messages.clone())
    }

    fn hearing(program: &'e Program, portfolio: &'e Portfolio, messages: Messages) -> Self {
        let rows = 1 + portfolio.debts.len() + portfolio.contacts.len();
        Self {
            program,
            portfolio,
            known: RefCell::new(vec![Vec::new(); rows]),
            messages: RefCell::new(messages),
            by_patterns: false,
            rates: Rates::default(),
            under: None,
        }
    }

    /// The same program over facts of which some are otherwise: what does not read those is asked of `base`.
    fn under(base: &'e Session<'e>, portfolio: &'e Portfolio, changed: &'e Changed) -> Self {
        Self {
            program: base.program,
            portfolio,
            known: RefCell::new(Vec::new()),
            messages: RefCell::default(),
            by_patterns: base.by_patterns,
            rates: Rc::clone(&base.rates),
            under: Some((base, changed)),
        }
    }

    /// The same, with messages read by the patterns of the phrases alone: for looking at rules, not at people's messages.
    pub(crate) fn by_patterns(program: &'e Program, portfolio: &'e Portfolio) -> Self {
        Self { by_patterns: true, ..Self::new(program, portfolio) }
    }

    /// A fact as it is known of a subject, or what is missing to know it.
    pub(crate) fn read(&self, fact: FactId, subject: Subject) -> Reading<'e> {
        self.portfolio.read(&self.program.set.vocabulary, fact, subject)
    }

    /// A fact's value, where it is known.
    pub(crate) fn value(&self, fact: FactId, subject: Subject) -> Option<&'e Value> {
        self.portfolio.value(&self.program.set.vocabulary, fact, subject)
    }

    /// Evaluates the rules of a stage that could apply to a subject.
    fn stage(&self, stage: Stage, subject: Subject, trace: bool, outcomes: &mut Vec<Outcome>) {
        let Some(index) = self.program.stages.get(&stage) else { return };
        let mut found = Vec::new();
        for (test, rules) in &index.under {
            if self.test(*test, subject).is_not_met() {
                if trace {
                    found.extend(rules.iter().map(|r| (*r, Truth::NotMet, self.rule_day(*r, subject))));
                }
                continue;
            }
            found.extend(rules.iter().map(|r| self.rule(*r, subject)));
        }
        found.extend(index.always.iter().map(|r| self.rule(*r, subject)));
        found.sort_by_key(|(number, ..)| *number);
        outcomes.extend(
            found.into_iter().filter(|(_, truth, _)| trace || !truth.is_not_met()).map(|(rule, truth, day)| Outcome {
                rule,
                subject,
                truth,
                day,
                counted: None,
            }),
        );
    }

    fn rule_day(&self, number: RuleNumber, subject: Subject) -> Option<NaiveDate> {
        self.program.rule(number).and_then(|(rule, _)| self.day(rule.judge_by, subject).ok())
    }

    fn rule(&self, number: RuleNumber, subject: Subject) -> (RuleNumber, Truth, Option<NaiveDate>) {
        let Some((rule, compiled)) = self.program.rule(number) else { return (number, Truth::NotMet, None) };
        match self.day(rule.judge_by, subject) {
            Ok(day) => {
                let applies = self.applies(&compiled.when, compiled.unless.as_ref(), subject);
                if applies.is_not_met() {
                    return (number, applies, Some(day));
                }
                (number, Truth::all([applies, self.in_force(rule, subject, day)]), Some(day))
            }
            // Without the day nobody can say which law applies; but a condition that fails on any day decides.
            Err(missing) => {
                let when = self.applies(&compiled.when, compiled.unless.as_ref(), subject);
                (number, Truth::all([when, Truth::NotKnown(missing)]), None)
            }
        }
    }

    /// The condition holds and the exception does not.
    pub(crate) fn applies(&self, when: &Formula, unless: Option<&Formula>, subject: Subject) -> Truth {
        let holds = self.formula(when, subject);
        if holds.is_not_met() {
            return holds;
        }
        match unless {
            Some(unless) => Truth::all([holds, self.formula(unless, subject).opposite()]),
            None => holds,
        }
    }

    /// Whether a rule holds on a day: its own period contains it, and something it cites is in force then and binds
    /// this subject. Not knowing whom a law binds leaves open whether the rule holds.
    pub(crate) fn in_force(&self, rule: &Rule, subject: Subject, day: NaiveDate) -> Truth {
        if !rule.holds_on(day) {
            return Truth::NotMet;
        }
        if rule.cite.is_empty() || rule.strength.is_some() {
            return Truth::Met;
        }
        let in_force = self.program.set.laws_in_force(rule, day);
        Truth::any(in_force.map(|law| self.binds(law, subject)))
    }

    /// Whether a law binds this subject.
    pub(crate) fn binds(&self, law: &Law, subject: Subject) -> Truth {
        self.program.law_conditions.get(&law.id).map_or(Truth::Met, |c| self.formula(c, subject))
    }

    /// The day a rule is judged by, or what is missing to know it.
    pub(crate) fn day(&self, judge_by: JudgeBy, subject: Subject) -> Result<NaiveDate, Vec<Missing>> {
        let facts = &self.program.set.engine_facts;
        let fact = match (judge_by, subject) {
            (JudgeBy::DecisionDate, _) | (JudgeBy::EventDate, Subject::Household | Subject::Debt(_)) => {
                return Ok(self.portfolio.as_of);
            }
            (JudgeBy::EventDate, Subject::Contact(_)) => facts.local_date,
            (JudgeBy::ContractDate, _) => facts.contract_date,
            (JudgeBy::FilingDate, _) => facts.filed_on,
        };
        match self.read(fact, subject) {
            Reading::Known(Value::Date(day)) => Ok(*day),
            Reading::NotKnown(missing) => Err(missing),
            Reading::Known(_) | Reading::Failed(_) => Err(vec![Missing { fact, subject }]),
        }
    }

    /// Evaluates a condition.
    pub(crate) fn formula(&self, formula: &Formula, subject: Subject) -> Truth {
        match formula {
            Formula::All(parts) => Truth::all(parts.iter().map(|p| self.formula(p, subject))),
            Formula::Any(parts) => Truth::any(parts.iter().map(|p| self.formula(p, subject))),
            Formula::None(parts) => Truth::any(parts.iter().map(|p| self.formula(p, subject))).opposite(),
            Formula::AnyDebt(inner) => Truth::any(self.portfolio.debt_subjects().map(|debt| self.formula(inner, debt))),
            Formula::Test(id) => self.test(*id, subject),
        }
    }

    /// Evaluates a test, or remembers its outcome.
    pub(crate) fn test(&self, id: TestId, subject: Subject) -> Truth {
        let Some(test) = self.program.tests.get(id.0) else { return Truth::NotMet };
        let owner = self.owner(test.scope, subject);
        if let Some((base, changed)) = self.under {
            return if changed.touches(self, id, owner) {
                matcher::evaluate(self, test, owner)
            } else {
                base.test(id, owner)
            };
        }
        let row = match owner {
            Subject::Household => 0,
            Subject::Debt(i) => 1 + i,
            Subject::Contact(i) => 1 + self.portfolio.debts.len() + i,
        };
        let remembered = self.known.borrow().get(row).and_then(|r| r.get(id.0).cloned().flatten());
        if let Some(truth) = remembered {
            return truth;
        }
        let truth = matcher::evaluate(self, test, owner);
        if let Some(row) = self.known.borrow_mut().get_mut(row) {
            if row.is_empty() {
                row.resize(self.program.tests.len(), None);
            }
            if let Some(place) = row.get_mut(id.0) {
                *place = Some(truth.clone());
            }
        }
        truth
    }

    /// Evaluates a test without remembering its outcome: for a portfolio that is looked at once and in few places.
    pub(crate) fn test_once(&self, id: TestId, subject: Subject) -> Truth {
        let Some(test) = self.program.tests.get(id.0) else { return Truth::NotMet };
        matcher::evaluate(self, test, self.owner(test.scope, subject))
    }

    /// Whose row a test's outcome stands in: a contact's debt facts are shared with the other contacts of that debt.
    pub(crate) fn owner(&self, scope: FactScope, subject: Subject) -> Subject {
        match (scope, subject) {
            (FactScope::Household, _) => Subject::Household,
            (FactScope::Debt, Subject::Contact(i)) => {
                self.portfolio.contacts.get(i).and_then(|c| c.debt).map_or(subject, Subject::Debt)
            }
            _ => subject,
        }
    }

    /// The message of a contact, read once.
    pub(crate) fn message(&self, subject: Subject) -> Option<Arc<Read>> {
        let Subject::Contact(i) = subject else { return None };
        if let Some((base, changed)) = self.under
            && !changed.holds(self.program.set.engine_facts.content_text, subject)
        {
            return base.message(subject);
        }
        if let Some(read) = self.messages.borrow().get(&i).cloned() {
            return read;
        }
        let message = match self.value(self.program.set.engine_facts.content_text, subject) {
            Some(Value::Text(text)) if self.by_patterns => Some(self.program.reader().read_patterns(text)),
            Some(Value::Text(text)) => Some(self.program.reader().read(text)),
            _ => None,
        };
        let message = message.map(Arc::new);
        self.messages.borrow_mut().insert(i, message.clone());
        message
    }
}
