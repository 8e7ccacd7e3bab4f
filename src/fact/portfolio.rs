//! A portfolio: one household, its debts, and the contacts of collectors, as facts that are known or not known.

use chrono::NaiveDate;

use super::value::Value;
use super::vocabulary::{FactId, FactScope, Vocabulary};
use crate::diagnostic::Text;

/// Whom a fact or a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The household.
    Household,
    /// A debt, by its position in the request.
    Debt(usize),
    /// A contact, by its position in the request.
    Contact(usize),
}

/// A fact that is not known, and of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Missing {
    /// Which fact.
    pub fact: FactId,
    /// Of whom. A debt's fact missing *of a contact* means that nobody said which debt the contact is about.
    pub subject: Subject,
}

/// Why a computed fact could not be computed though everything it needs is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason(pub Text);

/// What a record holds for one fact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    /// Not given.
    #[default]
    Blank,
    /// Given or computed.
    Known(Value),
    /// Computed from facts of which these are not known.
    NotKnown(Vec<Missing>),
    /// Could not be computed.
    Failed(Reason),
}

/// The facts of one subject, by slot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record(pub(crate) Vec<Cell>);

/// One debt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// The id the request gave it.
    pub id: String,
    /// Its facts.
    pub record: Record,
}

/// One contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The id the request gave it.
    pub id: String,
    /// The debt it is about, by position.
    pub debt: Option<usize>,
    /// Its facts.
    pub record: Record,
    /// The contact it repeats; such a contact is judged by no rule and counted in none.
    pub repeats: Option<Repeats>,
}

/// Which contact another one repeats, by position, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// The request says so.
    Said(usize),
    /// Both are of the same second, channel, direction and numbers, and this one says nothing the other does not.
    SameInstant(usize),
}

impl Repeats {
    /// The contact that stays.
    pub fn original(self) -> usize {
        match self {
            Self::Said(contact) | Self::SameInstant(contact) => contact,
        }
    }
}

/// Everything one request says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portfolio {
    /// The day the answer is for.
    pub as_of: NaiveDate,
    /// A reference without meaning, given back as it came.
    pub case_ref: Option<String>,
    /// The household.
    pub household: Record,
    /// The debts, in the order of the request.
    pub debts: Vec<Debt>,
    /// The contacts, in the order of the request.
    pub contacts: Vec<Contact>,
}

/// What reading a fact gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading<'p> {
    /// It is known.
    Known(&'p Value),
    /// It is not known; these facts would settle it.
    NotKnown(Vec<Missing>),
    /// It could not be computed.
    Failed(&'p Reason),
}

impl Portfolio {
    /// Reads a fact as seen from `subject`: a contact sees the facts of the debt it is about and of the household.
    pub fn read(&self, vocabulary: &Vocabulary, fact: FactId, subject: Subject) -> Reading<'_> {
        let missing = |subject| Reading::NotKnown(vec![Missing { fact, subject }]);
        let Some(declared) = vocabulary.get(fact) else { return missing(subject) };
        let Some(owner) = self.owner(declared.scope, subject) else { return missing(subject) };
        match self.cell(declared.slot, owner) {
            Some(Cell::Known(value)) => Reading::Known(value),
            Some(Cell::NotKnown(missing)) => Reading::NotKnown(missing.clone()),
            Some(Cell::Failed(reason)) => Reading::Failed(reason),
            Some(Cell::Blank) | None => missing(owner),
        }
    }

    /// The value of a fact where it is known.
    pub fn value(&self, vocabulary: &Vocabulary, fact: FactId, subject: Subject) -> Option<&Value> {
        match self.read(vocabulary, fact, subject) {
            Reading::Known(value) => Some(value),
            Reading::NotKnown(_) | Reading::Failed(_) => None,
        }
    }

    /// Sets a computed fact. Given facts are never overwritten: computed facts cannot be given.
    pub(crate) fn set(&mut self, vocabulary: &Vocabulary, fact: FactId, subject: Subject, cell: Cell) {
        let Some(slot) = vocabulary.get(fact).map(|f| f.slot) else { return };
        if let Some(place) = self.record_mut(subject).and_then(|r| r.0.get_mut(slot)) {
            *place = cell;
        }
    }

    /// The facts of a subject.
    pub(crate) fn record(&self, subject: Subject) -> Option<&Record> {
        match subject {
            Subject::Household => Some(&self.household),
            Subject::Debt(i) => self.debts.get(i).map(|d| &d.record),
            Subject::Contact(i) => self.contacts.get(i).map(|c| &c.record),
        }
    }

    /// The facts of a subject, to be changed.
    pub(crate) fn record_mut(&mut self, subject: Subject) -> Option<&mut Record> {
        match subject {
            Subject::Household => Some(&mut self.household),
            Subject::Debt(i) => self.debts.get_mut(i).map(|d| &mut d.record),
            Subject::Contact(i) => self.contacts.get_mut(i).map(|c| &mut c.record),
        }
    }

    /// Whose record holds a fact of `scope` as seen from `subject`.
    pub(crate) fn owner(&self, scope: FactScope, subject: Subject) -> Option<Subject> {
        match (scope, subject) {
            (FactScope::Household, _) => Some(Subject::Household),
            (FactScope::Debt, Subject::Debt(_)) | (FactScope::Contact, Subject::Contact(_)) => Some(subject),
            (FactScope::Debt, Subject::Contact(i)) => self.contacts.get(i)?.debt.map(Subject::Debt),
            (FactScope::Debt | FactScope::Contact, _) => None,
        }
    }

    fn cell(&self, slot: usize, owner: Subject) -> Option<&Cell> {
        self.record(owner)?.0.get(slot)
    }

    /// Every debt as a subject, in the order of the request.
    pub fn debt_subjects(&self) -> impl Iterator<Item = Subject> + use<> {
        (0..self.debts.len()).map(Subject::Debt)
    }

    /// Every contact as a subject, in the order of the request.
    pub fn contact_subjects(&self) -> impl Iterator<Item = Subject> + use<> {
        (0..self.contacts.len()).map(Subject::Contact)
    }

    /// Every contact that is judged and counted: those that repeat another one are not.
    pub fn judged_contacts(&self) -> impl Iterator<Item = Subject> {
        self.contacts.iter().enumerate().filter(|(_, c)| c.repeats.is_none()).map(|(i, _)| Subject::Contact(i))
    }
}
