//! Letters that apply, filled in. A letter that lacks what it needs, or that must not be sent for this debt, is not
//! printed: it says why, and which letter to send instead.

use chrono::Months;

use super::Here;
use super::answer::{LetterLine, PaymentLine, Payments};
use crate::diagnostic::Language;
use crate::evaluate::{Truth, number};
use crate::fact::{FactScope, Missing, Reading, Subject};
use crate::finding::{EvidenceToKeep, NamedFact, TriageFinding, Words, kept};
use crate::rule::{Letter, LetterId, LetterKind, NeededSlot, Slot};

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
    let about_debt = here.session.program.set.letters.get(letter).is_some_and(|l| is_about_debt(here, l));
    match subject {
        Subject::Household if about_debt => here.open_debts().collect(),
        other if about_debt => vec![other],
        _ => vec![Subject::Household],
    }
}

/// Whether a letter speaks of one debt: by what it fills in, or by what forbids it.
pub(super) fn is_about_debt(here: &Here<'_>, letter: &Letter) -> bool {
    let program = here.session.program;
    let of_debt = |id| program.set.vocabulary.get(id).is_some_and(|f| f.scope == FactScope::Debt);
    let speaks_of_debt = |slot: &Slot| match slot {
        Slot::Fact(id) => of_debt(*id),
        Slot::PlanAmount | Slot::PlanMonths => true,
        Slot::PlanStart | Slot::Value(_) | Slot::AsOf | Slot::Count | Slot::Limit | Slot::Day | Slot::Law => false,
    };
    let forbidding = program.letter_conditions.get(&letter.id).map(|f| f.own_tests()).unwrap_or_default();
    let mut tests = forbidding.into_iter().filter_map(|t| program.tests.get(t.0));
    letter.slots().any(speaks_of_debt) || tests.any(|t| t.scope == FactScope::Debt)
}

/// One letter for one debt or the household: its text, or why there is none.
pub(super) fn line(here: &Here<'_>, letter: &Letter, subject: Subject, payments: &Payments) -> LetterLine {
    let pen = Pen { here, subject, payments, debt: here.debt_id(subject) };
    let truth = forbids(here, letter, subject);
    let forbidden = letter.not_when.as_ref().map(|(_, because)| because.clone()).filter(|_| truth.is_met());
    let check_first = match &truth {
        Truth::NotKnown(missing) => here.missing(missing),
        Truth::Met | Truth::NotMet | Truth::Failed(_) => Vec::new(),
    };
    let mut missing: Vec<NamedFact> = Vec::new();
    for need in &letter.needs {
        let lacking = pen.lacking(&need.slot).into_iter().filter(|n| !missing.contains(n)).collect::<Vec<_>>();
        missing.extend(lacking);
    }
    missing.extend(proof_to_get(here, letter));
    // What must not be sent needs no other reason.
    let mut reasons: Vec<String> = match &forbidden {
        Some(because) => vec![because.clone()],
        None => letter.needs.iter().filter_map(|need| pen.too_long(need)).collect(),
    };
    if forbidden.is_none() && !missing.is_empty() {
        let labels: Vec<&str> = missing.iter().map(|n| n.label.as_str()).collect();
        reasons.push(format!("还缺：{}", labels.join("、")));
    }
    let ready = reasons.is_empty();
    let attach = kept(here.session, letter.needs_proof.iter().chain(&letter.attach));
    let blank = |slot: &Slot| format!("＿＿＿＿({})", pen.name(slot).map(|n| n.label).unwrap_or_default());
    let text = || letter.body.fill(|slot| pen.write(slot).unwrap_or_else(|| blank(slot)));
    LetterLine {
        letter: letter.id.clone(),
        title: letter.title.clone(),
        title_en: letter.title_en(),
        to: letter.to.clone(),
        debt: pen.debt.clone(),
        kind: letter.kind,
        ready,
        missing,
        forbidden,
        reasons,
        check_first,
        instead: instead(here, letter, subject).filter(|_| !ready),
        text: ready.then(|| text().trim_end().to_owned() + &attachments(letter.kind, &attach)),
        attach,
        do_not_claim: letter.do_not_claim.clone(),
    }
}

/// Whether a letter must not be sent for this debt.
fn forbids(here: &Here<'_>, letter: &Letter, subject: Subject) -> Truth {
    let conditions = &here.session.program.letter_conditions;
    conditions.get(&letter.id).map_or(Truth::NotMet, |c| here.session.formula(c, subject))
}

/// The next letter down the line that is not forbidden here. Checking has seen to it that the line ends.
fn instead(here: &Here<'_>, letter: &Letter, subject: Subject) -> Option<LetterId> {
    let letters = &here.session.program.set.letters;
    let follow = |l: &Letter| l.instead.as_ref().and_then(|i| letters.get(&i.it));
    let mut line = std::iter::successors(follow(letter), |l| follow(l));
    line.find(|l| !forbids(here, l, subject).is_met()).map(|l| l.id.clone())
}

/// Proof of which one piece is needed and none is in hand, as one thing that is missing.
fn proof_to_get(here: &Here<'_>, letter: &Letter) -> Option<NamedFact> {
    let session = here.session;
    let wanted = kept(session, letter.needs_proof.iter());
    if wanted.is_empty() || wanted.iter().any(|e| e.held == Some(true)) {
        return None;
    }
    let labels: Vec<&str> = wanted.iter().map(|e| e.label.as_str()).collect();
    let one = if labels.len() > 1 { "之一" } else { "" };
    let set = &session.program.set;
    let fact = set.vocabulary.get(set.engine_facts.evidence)?.name.to_string();
    Some(NamedFact { fact, label: format!("所附证明({}{one})", labels.join("、")) })
}

/// The line that lists what is attached: nobody writes that a paper is enclosed which is not there.
fn attachments(kind: LetterKind, attach: &[EvidenceToKeep]) -> String {
    let enclosed: Vec<&str> = attach.iter().filter(|e| e.held != Some(false)).map(|e| e.label.as_str()).collect();
    if kind == LetterKind::Script || enclosed.is_empty() {
        return String::new();
    }
    let unsure = attach.iter().any(|e| e.held.is_none());
    format!("\n\n附：{}{}\n", if unsure { "（只留实际附上的）" } else { "" }, enclosed.join("、"))
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
        match slot {
            Slot::Fact(id) => {
                let kind = &session.program.set.vocabulary.get(*id)?.kind;
                session.value(*id, self.subject).map(|v| v.show(kind)).filter(|shown| !shown.is_empty())
            }
            Slot::PlanAmount => self.paid()?.amount.clone().filter(|a| a != "0.00"),
            Slot::PlanMonths => self.paid()?.months.map(|m| m.to_string()),
            // The budget is monthly: the first payment falls a month from now.
            Slot::PlanStart => session.portfolio.as_of.checked_add_months(Months::new(1)).map(|d| d.to_string()),
            Slot::Value(_) | Slot::AsOf => {
                let words = Words { session, subject: self.subject, day: session.portfolio.as_of, counted: None };
                Some(words.slot(slot, Language::Zh))
            }
            Slot::Count | Slot::Limit | Slot::Day | Slot::Law => None,
        }
    }

    /// What keeps a needed slot from being filled.
    fn lacking(&self, slot: &Slot) -> Vec<NamedFact> {
        // A share worked out while another debt's balance is not known may be more than there is to give.
        let unsure = self.payments.status == "provisional" && matches!(slot, Slot::PlanAmount | Slot::PlanMonths);
        match self.write(slot) {
            Some(_) if unsure => self.payments.missing.clone(),
            Some(_) => Vec::new(),
            None => self.unknown_behind(slot),
        }
    }

    /// What is not known, so that a slot cannot be filled: of a computed fact, what it is computed from.
    fn unknown_behind(&self, slot: &Slot) -> Vec<NamedFact> {
        if let Slot::Fact(id) = slot
            && let Reading::NotKnown(missing) = self.here.session.read(*id, self.subject)
        {
            return self.here.missing(&missing);
        }
        self.name(slot).into_iter().collect()
    }

    /// Why the plan is not offered, where it takes longer than the letter allows.
    fn too_long(&self, need: &NeededSlot) -> Option<String> {
        let session = self.here.session;
        let months = self.paid()?.months.filter(|_| need.slot == Slot::PlanMonths)?;
        let most = number(&session.program.set, need.at_most.as_ref()?, session.portfolio.as_of)?;
        (months > most)
            .then(|| format!("按收支能付的数，要 {months} 期才能还清，超过 {most} 期：这样的方案做不到，不写进信里"))
    }

    fn paid(&self) -> Option<&PaymentLine> {
        self.payments.lines.iter().find(|l| Some(&l.debt) == self.debt.as_ref())
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
