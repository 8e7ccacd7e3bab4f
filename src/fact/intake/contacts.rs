//! Contacts by themselves: the same contacts and debts as in a portfolio, without a household. Where no debts are given,
//! what is known of the one creditor all contacts are for may stand at the top.

use super::escape;
use super::{Limits, Problem, Reader, Received};
use crate::fact::input::Input;
use crate::fact::portfolio::{Cell, Contact, Debt, Portfolio};
use crate::fact::value::Value;
use crate::fact::vocabulary::{FactId, FactScope, Vocabulary};

/// Contacts that were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactLog {
    /// The contacts, with their debts or the one debt that stands for their creditor.
    pub portfolio: Portfolio,
    /// Whether the one debt is ours: nobody sent it, and no answer may speak of it.
    pub one_creditor: bool,
}

/// The fields that are no facts.
const OWN_FIELDS: [&str; 4] = ["as_of", "case_ref", "debts", "contacts"];

/// Reads contacts by themselves, or says everything that is wrong with them. `top` are the facts of the household and
/// of the one creditor that may stand at the top.
pub fn intake_contacts(
    input: &Input,
    vocabulary: &Vocabulary,
    limits: &Limits,
    top: &[FactId],
) -> Result<ContactLog, Vec<Problem>> {
    let mut reader = Reader { vocabulary, as_of: None, received: Received::new(limits) };
    let log = reader.log(input, top);
    reader.received.end(log)
}

impl Reader<'_> {
    fn log(&mut self, input: &Input, top: &[FactId]) -> Option<ContactLog> {
        let entries = self.received.object(input, "")?;
        let vocabulary = self.vocabulary;
        let facts = || top.iter().filter_map(|id| vocabulary.get(*id));
        let bare = |name: &'_ str| name.split_once('.').map_or(String::new(), |(_, bare)| bare.to_owned());
        let of_facts: Vec<String> = facts().map(|f| bare(f.name.as_str())).collect();
        let names: Vec<&str> = OWN_FIELDS.iter().copied().chain(of_facts.iter().map(String::as_str)).collect();
        self.received.known_fields(entries, "", &names);
        self.as_of = self.as_of(input);
        let case_ref = self.case_ref(input.get("case_ref"));

        let mut household = self.blank(FactScope::Household);
        let mut creditor = self.blank(FactScope::Debt);
        let mut of_creditor: Vec<&str> = Vec::new();
        for (key, given) in entries {
            let Some(fact) = facts().find(|f| bare(f.name.as_str()) == *key) else { continue };
            let record = if fact.scope == FactScope::Household { &mut household } else { &mut creditor };
            if fact.scope == FactScope::Debt {
                of_creditor.push(key);
            }
            if let Some(value) = self.value(given, fact, &format!("/{}", escape(key)))
                && let Some(cell) = record.0.get_mut(fact.slot)
            {
                *cell = Cell::Known(value);
            }
        }

        let mut debts = self.debts(input.get("debts"));
        let debts_read = match input.get("debts") {
            Some(Input::List(items)) => items.len() == debts.len(),
            _ => true,
        };
        let debts_given = !debts.is_empty() || !debts_read;
        if debts_given {
            self.said_of_debts(&of_creditor);
        }
        let mut contacts = self.contacts(input.get("contacts"), &debts, debts_read);
        if contacts.is_empty() && self.received.is_well() {
            self.received.problem(
                "/contacts",
                "no-contacts",
                "没有催收联系，没有可以判断的；在 `contacts` 里一次联系写一项",
                "there is no contact to judge: write one entry of `contacts` for each",
            );
        }
        let one_creditor = !debts_given && !of_creditor.is_empty();
        if one_creditor {
            self.one_group(&mut creditor.0, &contacts, &of_creditor);
            debts.push(Debt { id: String::new(), record: creditor });
            for contact in &mut contacts {
                contact.debt = Some(0);
            }
        }
        let portfolio = Portfolio { as_of: self.as_of?, case_ref, household, debts, contacts };
        Some(ContactLog { portfolio, one_creditor })
    }

    /// With debts, what is known of a creditor belongs to one of them.
    fn said_of_debts(&mut self, of_creditor: &[&str]) {
        for key in of_creditor {
            self.received.problem(
                &format!("/{}", escape(key)),
                "creditor-twice",
                format!("写了 `debts`，`{key}` 就写在它的债务里，不写在最外层"),
                format!("with `debts`, `{key}` belongs inside the debt it is about, not at the top"),
            );
        }
    }

    /// All contacts are for one creditor: whoever names it anywhere names it for all.
    fn one_group(&mut self, creditor: &mut [Cell], contacts: &[Contact], of_creditor: &[&str]) {
        let slot = |name: &str| self.vocabulary.find(name).map(|(_, fact)| fact.slot);
        let (Some(of_contact), Some(of_debt)) = (slot("contact.creditor_group"), slot("debt.creditor_group")) else {
            return;
        };
        let mut known = match creditor.get(of_debt) {
            Some(Cell::Known(Value::Text(name))) => Some(name.clone()),
            _ => None,
        };
        let mut other = None;
        for (position, contact) in contacts.iter().enumerate() {
            let Some(Cell::Known(Value::Text(name))) = contact.record.0.get(of_contact) else { continue };
            match &known {
                Some(first) if first != name => other = other.or(Some(position)),
                Some(_) => {}
                None => known = Some(name.clone()),
            }
        }
        if let Some(position) = other {
            let top = of_creditor.first().copied().unwrap_or_default();
            self.received.problem(
                &format!("/contacts/{position}/creditor_group"),
                "several-creditors",
                format!("最外层的 `{top}` 说的是同一家债权人，联系里却写了不止一家；把各家写进 `debts`，联系里写 `debt`"),
                format!("`{top}` at the top is about one creditor, but the contacts name several: list them as `debts`, and say `debt` in each contact"),
            );
        }
        if let (Some(name), Some(cell)) = (known, creditor.get_mut(of_debt)) {
            *cell = Cell::Known(Value::Text(name));
        }
    }
}
