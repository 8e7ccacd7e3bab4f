//! Contacts that repeat another one: because the request says so, or because they are of the same second, channel,
//! direction and numbers and add nothing. What is left out of a count must be certain to be the same event, so a
//! contact that says anything the other does not stays.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::{Cell, EngineFacts, FactId, Portfolio, Value, Vocabulary};
use crate::fact::{Contact, Precision, Repeats};

/// With how many contacts of one second, channel and number each further one is compared. A log holds one or two; the
/// bound keeps ten thousand of them from being compared with each other.
const COMPARED: usize = 64;

/// Marks every contact that repeats another one.
pub(super) fn derive(portfolio: &mut Portfolio, vocabulary: &Vocabulary, facts: &EngineFacts) {
    let reader = Reader { vocabulary, facts };
    let mut repeats = reader.said(&portfolio.contacts);
    reader.same_instant(&portfolio.contacts, &mut repeats);
    for (contact, found) in portfolio.contacts.iter_mut().zip(repeats) {
        contact.repeats = found;
    }
}

struct Reader<'r> {
    vocabulary: &'r Vocabulary,
    facts: &'r EngineFacts,
}

impl Reader<'_> {
    fn cell<'c>(&self, contact: &'c Contact, fact: FactId) -> Option<&'c Value> {
        match contact.record.0.get(self.vocabulary.get(fact)?.slot) {
            Some(Cell::Known(value)) => Some(value),
            _ => None,
        }
    }

    /// By the ids given, followed to the one that repeats none. Of a circle the first contact stays.
    fn said(&self, contacts: &[Contact]) -> Vec<Option<Repeats>> {
        let by_id: HashMap<&str, usize> = contacts.iter().enumerate().map(|(i, c)| (c.id.as_str(), i)).collect();
        let of: Vec<Option<usize>> = contacts
            .iter()
            .enumerate()
            .map(|(i, contact)| match self.cell(contact, self.facts.duplicate_of) {
                Some(Value::Text(id)) => by_id.get(id.as_str()).copied().filter(|other| *other != i),
                _ => None,
            })
            .collect();
        let mut ends: Vec<Option<usize>> = vec![None; contacts.len()];
        for start in 0..contacts.len() {
            let mut way = BTreeMap::new();
            let mut here = start;
            let end = loop {
                if let Some(end) = ends.get(here).copied().flatten() {
                    break end;
                }
                if let Some(entered) = way.get(&here).copied() {
                    break way.iter().filter(|(_, step)| **step >= entered).map(|(c, _)| *c).min().unwrap_or(here);
                }
                way.insert(here, way.len());
                match of.get(here).copied().flatten() {
                    Some(next) => here = next,
                    None => break here,
                }
            };
            for contact in way.into_keys() {
                if let Some(place) = ends.get_mut(contact) {
                    *place = Some(end);
                }
            }
        }
        ends.iter().enumerate().map(|(i, end)| end.filter(|end| *end != i).map(Repeats::Said)).collect()
    }

    /// By what they hold: of each second, channel, direction and numbers, the fullest contacts stay.
    fn same_instant(&self, contacts: &[Contact], repeats: &mut [Option<Repeats>]) {
        let mut alike: BTreeMap<Vec<Option<String>>, Vec<usize>> = BTreeMap::new();
        for (i, contact) in contacts.iter().enumerate() {
            if repeats.get(i).is_some_and(Option::is_none)
                && let Some(key) = self.key(contact)
            {
                alike.entry(key).or_default().push(i);
            }
        }
        for mut these in alike.into_values().filter(|a| a.len() > 1) {
            let known = |i: &usize| contacts.get(*i).map_or(0, |c| c.record.0.iter().filter(|c| is_known(c)).count());
            these.sort_by_key(|i| (Reverse(known(i)), *i));
            let mut stay: Vec<usize> = Vec::new();
            for i in these {
                let says_no_more = |other: &&usize| match (contacts.get(i), contacts.get(**other)) {
                    (Some(one), Some(other)) => adds_nothing(one, other),
                    _ => false,
                };
                match (stay.iter().take(COMPARED).find(says_no_more), repeats.get_mut(i)) {
                    (Some(other), Some(place)) => *place = Some(Repeats::SameInstant(*other)),
                    _ => stay.push(i),
                }
            }
        }
    }

    /// What two contacts must share to be one: nothing for contacts that are not known to the second.
    fn key(&self, contact: &Contact) -> Option<Vec<Option<String>>> {
        let facts = self.facts;
        let wire = |fact: FactId| {
            let kind = &self.vocabulary.get(fact)?.kind;
            self.cell(contact, fact).map(|value| value.wire(kind))
        };
        let Some(Value::Instant(at)) = self.cell(contact, facts.at) else { return None };
        if at.precision != Precision::Second {
            return None;
        }
        let (channel, direction) = (wire(facts.channel)?, wire(facts.direction)?);
        let rest =
            [facts.from_number, facts.to_number, facts.recipient, facts.contact_creditor_group, facts.content_text];
        let debt = contact.debt.map(|d| d.to_string());
        let first = [Some(at.at.timestamp().to_string()), Some(channel), Some(direction), debt];
        Some(first.into_iter().chain(rest.into_iter().map(wire)).collect())
    }
}

fn is_known(cell: &Cell) -> bool {
    matches!(cell, Cell::Known(_))
}

/// Whether everything a contact says stands in another one as well.
fn adds_nothing(one: &Contact, other: &Contact) -> bool {
    one.record.0.iter().zip(&other.record.0).all(|(a, b)| !is_known(a) || a == b)
}
