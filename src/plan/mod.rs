//! Findings to an answer: what first, by when, what can be paid, what to ask, what to send.

mod actions;
mod answer;
mod asked;
mod basis;
mod before;
mod budget;
mod conditions;
mod counting;
mod court_costs;
mod deadlines;
mod distance;
mod explanation;
mod gathered;
mod ledgers;
mod left_out;
mod letters;
mod lists;
mod loan_on_loan;
mod notes;
pub(crate) mod order;
mod overdue_interest;
mod paths;
mod payments;
mod today;

pub use answer::{
    ActionLine, Answer, AvoidLine, Basis, Because, Budget, ConfirmFirst, Due, HeldLine, HowShared, LetterLine,
    NoteLine, PaymentLine, Payments, ReferralLine, ReferralReason, RuleOutcome, Step, TierLine, TodayLine, ValueUsed,
};

pub use asked::NoLetter;
pub use before::{Before, NoOrder};
pub use conditions::{ConditionKind, ConditionPart};
pub use ledgers::LoanLedgers;
pub use order::Criterion;
pub use overdue_interest::OverdueInterest;
pub use paths::PathsFromHere;

pub(crate) use asked::letter;
pub(crate) use basis::basis;
pub use court_costs::CourtCosts;
pub use deadlines::{Deadline, DeadlineList, DeadlineOf};
pub use explanation::HingesOn;
pub use left_out::LeftOut;
pub(crate) use left_out::left_out as contacts_left_out;

use explanation::Depth;
use std::collections::BTreeMap;

use gathered::Gathered;

use crate::evaluate::{Outcomes, Session};
use crate::fact::{FactId, Facts, Missing, Subject, Value, is_closed};
use crate::finding::{Findings, NamedFact, named};
use crate::money::{Money, Rate};
use crate::outlook::{May, Seen, bounds};
use crate::rule::{BehaviourId, Rule, RuleId, Status, Then};

/// Puts the answer together. With `explain`, every outcome goes with it.
pub(crate) fn plan(
    session: &Session<'_>,
    outcomes: &Outcomes,
    findings: Findings,
    explain: bool,
    possible: &BTreeMap<Subject, May>,
) -> Answer {
    let here = Here { session, outcomes };
    let payments = payments::payments(&here, &findings.triage);
    let actions = actions::actions(&here, &findings.triage, possible);
    let letters = letters::letters(&here, &findings.triage, &payments);
    Answer {
        as_of: outcomes.portfolio.as_of,
        case_ref: outcomes.portfolio.case_ref.clone(),
        today: today::today(&here, &findings.triage),
        budget: budget::budget(&here),
        deadlines: deadlines::deadlines(&here, &actions),
        timeline: Vec::new(),
        timeline_cut: false,
        court_costs: court_costs::court_costs(&here),
        paths: paths::paths(&here),
        ledgers: ledgers::ledgers(&here),
        overdue_interest: overdue_interest::overdue_interest(&here),
        loan_on_loan: loan_on_loan::loan_on_loan(&here),
        avoid: lists::avoid(&here, &findings),
        referrals: lists::referrals(&here, &findings.triage),
        notes: notes::notes(&here, &findings.triage),
        bounds: bounds(&here, &findings.triage, possible),
        questions: Vec::new(),
        ask_next: Vec::new(),
        would_change: Vec::new(),
        order: explain.then(|| before::pairs(&here, &findings.triage, possible)),
        explanation: explain.then(|| explanation::explanation(&here, None, Depth::Short)),
        basis: basis(session, outcomes, &letters),
        letters,
        left_out: contacts_left_out(session),
        conduct_not_shown: not_shown(session, &findings),
        not_worked_out: explanation::not_worked_out(&here),
        actions,
        payments,
        cost_findings: findings.cost,
        conduct_findings: findings.conduct,
        conduct_cannot_tell: findings.cannot_tell,
    }
}

/// Every rule with its outcome and all its conditions; or one rule.
pub(crate) fn why(session: &Session<'_>, outcomes: &Outcomes, rule: Option<&RuleId>) -> Vec<RuleOutcome> {
    explanation::explanation(&Here { session, outcomes }, rule, Depth::Full)
}

/// Which of two debts stands first in the act-first list, and why.
pub(crate) fn why_before(
    session: &Session<'_>,
    outcomes: &Outcomes,
    findings: &Findings,
    debts: (&str, &str),
) -> Result<Before, NoOrder> {
    let here = Here { session, outcomes };
    let seen = Seen::new(session, outcomes, &findings.triage);
    before::between(&here, &findings.triage, &seen.may, debts)
}

/// What every part of the plan looks at.
pub(crate) struct Here<'h> {
    pub(crate) session: &'h Session<'h>,
    pub(crate) outcomes: &'h Outcomes,
}

impl Here<'_> {
    /// Missing facts by name, each once.
    pub(crate) fn missing(&self, missing: &[Missing]) -> Vec<NamedFact> {
        named(missing, &self.session.program.set.vocabulary)
    }

    /// The facts of a subject, by type.
    pub(crate) fn facts(&self, subject: Subject) -> Facts<'_> {
        Facts { portfolio: self.session.portfolio, vocabulary: &self.session.program.set.vocabulary, subject }
    }

    pub(crate) fn debt_id(&self, subject: Subject) -> Option<String> {
        match subject {
            Subject::Debt(i) => self.session.portfolio.debts.get(i).map(|d| d.id.clone()),
            Subject::Household | Subject::Contact(_) => None,
        }
    }

    /// The debts that are not closed, in the order of the request.
    pub(crate) fn open_debts(&self) -> impl Iterator<Item = Subject> {
        self.session.portfolio.debt_subjects().filter(|debt| !self.is_closed(*debt))
    }

    fn is_closed(&self, debt: Subject) -> bool {
        let set = &self.session.program.set;
        is_closed(self.session.portfolio, &set.vocabulary, &set.engine_facts, debt)
    }

    /// What the client calls a debt.
    pub(crate) fn platform_name(&self, debt: Subject) -> Option<String> {
        match self.session.value(self.session.program.set.engine_facts.platform_name, debt) {
            Some(Value::Text(name)) => Some(name.clone()),
            _ => None,
        }
    }

    /// An amount, where it is known.
    fn amount(&self, fact: FactId, subject: Subject) -> Option<Money> {
        match self.session.value(fact, subject) {
            Some(Value::Amount(amount)) => Some(*amount),
            _ => None,
        }
    }

    /// A rate, where it is known.
    fn rate(&self, fact: FactId, subject: Subject) -> Option<Rate> {
        match self.session.value(fact, subject) {
            Some(Value::Rate(rate)) => Some(*rate),
            _ => None,
        }
    }

    /// What a contract asks a month: its instalment, and the fees that are known to be paid with it.
    fn monthly_instalment(&self, debt: Subject) -> Option<Money> {
        let facts = &self.session.program.set.engine_facts;
        let fees = self.amount(facts.monthly_fees, debt).unwrap_or_default();
        self.amount(facts.instalment, debt)?.checked_add(fees)
    }

    pub(crate) fn contact_id(&self, subject: Subject) -> Option<String> {
        match subject {
            Subject::Contact(i) => self.session.portfolio.contacts.get(i).map(|c| c.id.clone()),
            Subject::Household | Subject::Debt(_) => None,
        }
    }
}

/// Behaviours that rules looked for among the contacts given and that were neither shown nor left open. A rule that
/// binds nobody here has looked for nothing.
pub(crate) fn not_shown(session: &Session<'_>, findings: &Findings) -> Vec<BehaviourId> {
    let shown = |id: &BehaviourId| findings.conduct.iter().any(|f| f.behaviour == *id);
    let open = |id: &BehaviourId| findings.cannot_tell.iter().any(|c| c.behaviours.iter().any(|b| b.behaviour == *id));
    let looked = |rule: &Rule| {
        let mut contacts = session.portfolio.judged_contacts();
        contacts.any(|c| session.day(rule.judge_by, c).is_ok_and(|day| session.in_force(rule, c, day).is_met()))
    };
    let mut all: Vec<BehaviourId> = Vec::new();
    for rule in session.program.set.rules.iter().filter(|r| r.status == Status::Active) {
        if let Then::Conduct(then) = &rule.then {
            let id = &then.behaviour.it;
            if !shown(id) && !open(id) && !all.contains(id) && looked(rule) {
                all.push(id.clone());
            }
        }
    }
    all
}
