//! Whose debt it is: one creditor with its agencies may hold several debts and make many contacts.

use super::engine_facts::EngineFacts;
use super::portfolio::{Portfolio, Subject};
use super::value::Value;
use super::vocabulary::{FactId, Vocabulary};

/// A creditor, as far as it can be told apart from others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Creditor {
    /// By the name that stands for it with all its agencies.
    Named(String),
    /// By a debt, which counts as a creditor of its own where no name was given.
    OfDebt(usize),
}

/// The creditor of a debt.
pub(crate) fn creditor_of_debt(
    portfolio: &Portfolio,
    vocabulary: &Vocabulary,
    facts: &EngineFacts,
    debt: usize,
) -> Creditor {
    text(portfolio, vocabulary, facts.debt_creditor_group, Subject::Debt(debt))
        .map_or(Creditor::OfDebt(debt), Creditor::Named)
}

/// The creditor a contact was made for: as said of the contact, else the creditor of the debt it is about.
pub(crate) fn creditor_of_contact(
    portfolio: &Portfolio,
    vocabulary: &Vocabulary,
    facts: &EngineFacts,
    contact: usize,
) -> Option<Creditor> {
    let said = text(portfolio, vocabulary, facts.contact_creditor_group, Subject::Contact(contact));
    let debt = portfolio.contacts.get(contact).and_then(|c| c.debt);
    said.map(Creditor::Named).or_else(|| debt.map(|d| creditor_of_debt(portfolio, vocabulary, facts, d)))
}

/// Whether a contact was made for the creditor of a debt; nothing where nobody can say.
pub(crate) fn contact_concerns(
    portfolio: &Portfolio,
    vocabulary: &Vocabulary,
    facts: &EngineFacts,
    contact: usize,
    debt: usize,
) -> Option<bool> {
    if let Some(about) = portfolio.contacts.get(contact).and_then(|c| c.debt) {
        return Some(about == debt);
    }
    match (
        creditor_of_contact(portfolio, vocabulary, facts, contact)?,
        creditor_of_debt(portfolio, vocabulary, facts, debt),
    ) {
        (Creditor::Named(one), Creditor::Named(other)) => Some(one == other),
        (Creditor::Named(_) | Creditor::OfDebt(_), Creditor::OfDebt(_)) | (Creditor::OfDebt(_), Creditor::Named(_)) => {
            None
        }
    }
}

fn text(portfolio: &Portfolio, vocabulary: &Vocabulary, fact: FactId, subject: Subject) -> Option<String> {
    match portfolio.value(vocabulary, fact, subject) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    }
}
