//! What is still to be asked, in its order: the first questions of the pack, then the questions of the answer.

use std::collections::BTreeSet;

use super::place::{DEBT_OF_CONTACT, bare, said_unknown};
use super::request::Request;
use crate::evaluate::Session;
use crate::fact::{FactId, FactScope, Reading, Subject};
use crate::outlook::Question;
use crate::plan::Answer;
use crate::rule::FirstQuestion;

/// Something to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pending {
    /// A fact.
    Fact {
        /// Which.
        fact: FactId,
        /// Of whom.
        subject: Subject,
    },
    /// Which debt a contact is about.
    WhichDebt {
        /// The contact, by position.
        contact: usize,
    },
    /// One more debt.
    AddDebt,
    /// One more contact.
    AddContact,
}

impl Pending {
    /// Whether it asks for something to write down, and not for one more debt or contact.
    pub(super) fn is_about_a_fact(self) -> bool {
        match self {
            Self::Fact { .. } | Self::WhichDebt { .. } => true,
            Self::AddDebt | Self::AddContact => false,
        }
    }
}

/// What every part of a reply looks at.
pub(super) struct Here<'h> {
    pub(super) session: &'h Session<'h>,
    pub(super) request: &'h Request,
    pub(super) answer: &'h Answer,
}

impl Here<'_> {
    /// Whether nobody has said anything of a fact yet, and somebody could.
    fn is_open(&self, fact: FactId, subject: Subject) -> bool {
        let Some(declared) = self.session.program.set.vocabulary.get(fact) else { return false };
        declared.derived.is_none()
            && matches!(self.session.read(fact, subject), Reading::NotKnown(_))
            && !self.request.not_known.contains(&Pending::Fact { fact, subject })
            && !said_unknown(&self.request.portfolio, subject, bare(declared.name.as_str()))
    }

    /// Whether it is open which debt a contact is about, and there is one to name.
    fn is_debt_open(&self, contact: usize) -> bool {
        let portfolio = self.session.portfolio;
        !portfolio.debts.is_empty()
            && portfolio.contacts.get(contact).is_some_and(|c| c.debt.is_none())
            && !self.request.not_known.contains(&Pending::WhichDebt { contact })
            && !said_unknown(&self.request.portfolio, Subject::Contact(contact), DEBT_OF_CONTACT)
    }

    /// Whether an early question is asked of a subject: always, or because its condition is known to hold.
    fn is_asked(&self, question: &FirstQuestion, subject: Subject) -> bool {
        let condition = self.session.program.first_conditions.get(&question.fact);
        condition.is_none_or(|when| self.session.formula(when, subject).is_met())
    }

    fn asked<'a>(&'a self, list: &'a [FirstQuestion], subject: Subject) -> impl Iterator<Item = Pending> + 'a {
        let open = move |q: &&FirstQuestion| self.is_open(q.fact, subject) && self.is_asked(q, subject);
        list.iter().filter(open).map(move |q| Pending::Fact { fact: q.fact, subject })
    }
}

/// What is left of the first ten minutes: danger, the debts one by one, the household, the worst contacts.
pub(super) fn minimum(here: &Here<'_>) -> Vec<Pending> {
    let Some(first) = &here.session.program.set.first_questions else { return Vec::new() };
    let (request, portfolio) = (here.request, here.session.portfolio);
    let mut all: Vec<Pending> = here.asked(&first.danger, Subject::Household).collect();
    for debt in portfolio.debt_subjects() {
        all.extend(here.asked(&first.debt, debt));
    }
    if !request.debts_complete && portfolio.debts.len() < request.limits.debts {
        all.push(Pending::AddDebt);
    }
    all.extend(here.asked(&first.household, Subject::Household));
    for contact in 0..portfolio.contacts.len().min(first.contacts) {
        all.extend(here.is_debt_open(contact).then_some(Pending::WhichDebt { contact }));
        all.extend(here.asked(&first.contact, Subject::Contact(contact)));
    }
    let told = portfolio.contacts.len() >= first.contacts.min(request.limits.contacts);
    if !request.contacts_complete && !told {
        all.push(Pending::AddContact);
    }
    all
}

/// What else could change the answer, most decisive first, subject by subject.
pub(super) fn decisive(here: &Here<'_>, minimum: &[Pending]) -> Vec<Pending> {
    let mut seen: BTreeSet<Pending> = minimum.iter().copied().collect();
    let mut all = Vec::new();
    // What the answer presumes leaves nothing open: it is told when it comes up.
    let open = here.answer.questions.iter().filter(|question| !question.presumed);
    let next =
        here.answer.ask_next.iter().filter_map(|next| one(here, &next.fact, next.debt.as_ref(), next.contact.as_ref()));
    for pending in next.chain(open.flat_map(|question| every(here, question))) {
        let open = match pending {
            Pending::Fact { fact, subject } => here.is_open(fact, subject),
            Pending::WhichDebt { contact } => here.is_debt_open(contact),
            Pending::AddDebt | Pending::AddContact => false,
        };
        if open && seen.insert(pending) {
            all.push(pending);
        }
    }
    all
}

/// A question about several debts or contacts, one by one.
fn every(here: &Here<'_>, question: &Question) -> Vec<Pending> {
    let debts = question.debts.iter().map(|id| (Some(id), None));
    let contacts = question.contacts.iter().map(|id| (None, Some(id)));
    let mut subjects: Vec<(Option<&String>, Option<&String>)> = debts.chain(contacts).collect();
    if subjects.is_empty() {
        subjects.push((None, None));
    }
    subjects.into_iter().filter_map(|(debt, contact)| one(here, &question.fact, debt, contact)).collect()
}

/// One thing to ask of the household, of a debt or of a contact. A debt's fact asked of a contact means that nobody said
/// which debt the contact is about.
fn one(here: &Here<'_>, fact: &str, debt: Option<&String>, contact: Option<&String>) -> Option<Pending> {
    let portfolio = here.session.portfolio;
    let (fact, declared) = here.session.program.set.vocabulary.find(fact)?;
    let debt = debt.and_then(|id| portfolio.debts.iter().position(|d| d.id == *id));
    let contact = contact.and_then(|id| portfolio.contacts.iter().position(|c| c.id == *id));
    let of = |subject| Pending::Fact { fact, subject };
    match declared.scope {
        FactScope::Household => Some(of(Subject::Household)),
        FactScope::Debt => {
            debt.map(|d| of(Subject::Debt(d))).or_else(|| contact.map(|contact| Pending::WhichDebt { contact }))
        }
        FactScope::Contact => contact.map(|c| of(Subject::Contact(c))),
    }
}

/// How many facts are not known and need not be asked.
pub(super) fn not_needed(here: &Here<'_>, minimum: &[Pending]) -> usize {
    let portfolio = here.session.portfolio;
    let mut needed: BTreeSet<Pending> = here.answer.questions.iter().flat_map(|q| every(here, q)).collect();
    needed.extend(minimum);
    let household = std::iter::once(Subject::Household);
    let subjects =
        household.chain(portfolio.debt_subjects()).chain((0..portfolio.contacts.len()).map(Subject::Contact));
    let scope = |subject| match subject {
        Subject::Household => FactScope::Household,
        Subject::Debt(_) => FactScope::Debt,
        Subject::Contact(_) => FactScope::Contact,
    };
    let unknown = |subject: Subject| {
        let of_scope = here.session.program.set.vocabulary.iter().filter(move |(_, f)| f.scope == scope(subject));
        let given = of_scope.filter(|(_, f)| f.derived.is_none()).map(|(fact, _)| fact);
        given.filter(move |fact| matches!(here.session.read(*fact, subject), Reading::NotKnown(_)))
    };
    subjects
        .flat_map(|subject| unknown(subject).map(move |fact| Pending::Fact { fact, subject }))
        .filter(|pending| !needed.contains(pending))
        .count()
}
