//! Letters that apply, filled in. A letter that lacks what it needs is not printed: it says what is missing, and which
//! letter to send until then.

use chrono::Months;

use super::Here;
use super::answer::{LetterLine, Payments};
use crate::diagnostic::Language;
use crate::fact::{FactScope, Missing, Subject};
use crate::finding::{NamedFact, TriageFinding, Words};
use crate::rule::{Letter, LetterId, Slot};

pub(super) fn letters(here: &Here<'_>, findings: &[TriageFinding], payments: &Payments) -> Vec<LetterLine> {
    let mut wanted: Vec<(Subject, LetterId)> = Vec::new();
    let mut want = |subject: Subject, letter: &LetterId| {
        if !wanted.contains(&(subject, letter.clone())) {
            wanted.push((subject, letter.clone()));
        }
    };
    let set = &here.session.program.set;
    for finding in findings {
        let of_actions = finding
            .actions
            .iter()
            .filter_map(|(a, _)| set.actions.get(a))
            .flat_map(|a| a.letters.iter().map(|l| &l.it));
        for letter in finding.letters.iter().chain(of_actions) {
            for subject in recipients(here, finding.subject, letter) {
                want(subject, letter);
            }
        }
    }
    let mut lines: Vec<LetterLine> = Vec::new();
    let mut queue = wanted;
    queue.reverse();
    while let Some((subject, id)) = queue.pop() {
        let Some(letter) = set.letters.get(&id) else { continue };
        let line = line(here, letter, subject, payments);
        if lines.iter().any(|l| l.letter == line.letter && l.debt == line.debt) {
            continue;
        }
        if let Some(instead) = &line.instead {
            queue.push((subject, instead.clone()));
        }
        lines.push(line);
    }
    lines
}

/// A letter that speaks of a debt goes to every open debt's creditor; one that speaks of the household alone is
/// written once.
fn recipients(here: &Here<'_>, subject: Subject, letter: &LetterId) -> Vec<Subject> {
    let set = &here.session.program.set;
    let speaks_of_debt = |slot: &Slot| match slot {
        Slot::Fact(id) => set.vocabulary.get(*id).is_some_and(|f| f.scope == FactScope::Debt),
        Slot::PlanAmount | Slot::PlanMonths => true,
        Slot::PlanStart | Slot::Value(_) | Slot::AsOf | Slot::Count | Slot::Limit | Slot::Day | Slot::Law => false,
    };
    let about_debt = set.letters.get(letter).is_some_and(|l| l.needs.iter().chain(l.body.slots()).any(speaks_of_debt));
    match subject {
        Subject::Household if about_debt => here.open_debts().collect(),
        other => vec![other],
    }
}

fn line(here: &Here<'_>, letter: &Letter, subject: Subject, payments: &Payments) -> LetterLine {
    let pen = Pen { here, subject, payments, debt: here.debt_id(subject) };
    let mut missing: Vec<NamedFact> = Vec::new();
    for slot in &letter.needs {
        if pen.write(slot).is_none() {
            missing.extend(pen.name(slot).filter(|n| !missing.contains(n)));
        }
    }
    let ready = missing.is_empty();
    let blank = |slot: &Slot| format!("＿＿＿＿({})", pen.name(slot).map(|n| n.label).unwrap_or_default());
    LetterLine {
        letter: letter.id.clone(),
        title: letter.title.clone(),
        title_en: letter.title_en(),
        to: letter.to.clone(),
        debt: pen.debt.clone(),
        ready,
        missing,
        instead: letter.instead.as_ref().map(|l| l.it.clone()).filter(|_| !ready),
        text: ready.then(|| letter.body.fill(|slot| pen.write(slot).unwrap_or_else(|| blank(slot)))),
    }
}

/// Fills the slots of letters for one debt.
struct Pen<'p> {
    here: &'p Here<'p>,
    subject: Subject,
    payments: &'p Payments,
    debt: Option<String>,
}

impl Pen<'_> {
    /// The words for a slot, where they are known.
    fn write(&self, slot: &Slot) -> Option<String> {
        let session = self.here.session;
        let paid = || self.payments.lines.iter().find(|l| Some(&l.debt) == self.debt.as_ref());
        match slot {
            Slot::Fact(id) => {
                let kind = &session.program.set.vocabulary.get(*id)?.kind;
                session.value(*id, self.subject).map(|v| v.show(kind))
            }
            Slot::PlanAmount => paid()?.amount.clone().filter(|a| a != "0.00"),
            Slot::PlanMonths => paid()?.months.map(|m| m.to_string()),
            // The budget is monthly: the first payment falls a month from now.
            Slot::PlanStart => session.portfolio.as_of.checked_add_months(Months::new(1)).map(|d| d.to_string()),
            Slot::Value(_) | Slot::AsOf => {
                let words = Words { session, subject: self.subject, day: session.portfolio.as_of, counted: None };
                Some(words.slot(slot, Language::Zh))
            }
            Slot::Count | Slot::Limit | Slot::Day | Slot::Law => None,
        }
    }

    fn name(&self, slot: &Slot) -> Option<NamedFact> {
        let plan = |name: &str, label: &str| Some(NamedFact { fact: name.to_owned(), label: label.to_owned() });
        match slot {
            Slot::Fact(fact) => self.here.missing(&[Missing { fact: *fact, subject: self.subject }]).pop(),
            Slot::PlanAmount => plan("plan.amount", "每月可还金额"),
            Slot::PlanMonths => plan("plan.months", "期数"),
            Slot::PlanStart => plan("plan.start_on", "首次还款日"),
            Slot::Value(_) | Slot::AsOf | Slot::Count | Slot::Limit | Slot::Day | Slot::Law => None,
        }
    }
}
