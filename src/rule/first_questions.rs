//! What an interview asks before anything else: the ten minutes at the desk, in the order the lawyers wrote.

use super::condition::Condition;
use crate::diagnostic::Text;
use crate::fact::{FactId, FactScope};

/// A fact that is asked early.
#[derive(Debug, Clone)]
pub struct FirstQuestion {
    /// The fact.
    pub fact: FactId,
    /// It is asked only where this is known to hold; always, where nothing is said.
    pub when: Option<Condition>,
}

/// Which facts are asked first, and the sentences that ask for one more debt or contact.
#[derive(Debug, Clone)]
pub struct FirstQuestions {
    /// Of the household, before anything else.
    pub danger: Vec<FirstQuestion>,
    /// Of each debt, debt by debt.
    pub debt: Vec<FirstQuestion>,
    /// Of the household, when the debts are told.
    pub household: Vec<FirstQuestion>,
    /// Of each contact, contact by contact.
    pub contact: Vec<FirstQuestion>,
    /// How many contacts are told first.
    pub contacts: usize,
    /// Asks for one more debt.
    pub add_debt: Text,
    /// Asks for one more contact.
    pub add_contact: Text,
    /// Asks which debt a contact is about.
    pub which_debt: Text,
}

impl FirstQuestions {
    /// Every question with the scope of its fact.
    pub fn all(&self) -> impl Iterator<Item = (FactScope, &FirstQuestion)> {
        let household = self.danger.iter().chain(&self.household).map(|q| (FactScope::Household, q));
        let debt = self.debt.iter().map(|q| (FactScope::Debt, q));
        household.chain(debt).chain(self.contact.iter().map(|q| (FactScope::Contact, q)))
    }
}
