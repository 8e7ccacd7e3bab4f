//! The contacts a rule counts or may count, and what they have in common.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::Counting;
use crate::evaluate::Truth;
use crate::fact::{Creditor, FactId, Missing, Moment, Precision, Reason, Subject, Value, creditor_of_contact};
use crate::rule::{GroupKey, Window};

/// Whether something holds of a contact, and what keeps that from being known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Holds {
    Yes,
    No,
    Maybe(Vec<Missing>, Option<Reason>),
}

impl From<Truth> for Holds {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::Met => Self::Yes,
            Truth::NotMet => Self::No,
            Truth::NotKnown(missing) => Self::Maybe(missing, None),
            Truth::Failed(reason) => Self::Maybe(Vec::new(), Some(reason)),
        }
    }
}

/// A contact as the counting sees it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) contact: usize,
    /// Whether it counts.
    pub(super) counts: Holds,
    /// Whether it is a conversation; `No` where the window does not ask.
    pub(super) talk: Holds,
    /// What of its time, its caller or its number is not known.
    pub(super) missing: Vec<Missing>,
    /// The day, where it is known.
    pub(super) date: Option<NaiveDate>,
    /// The moment: the start of the day where only that is known.
    pub(super) moment: Option<Moment>,
    /// Its place among contacts of the same moment: by id.
    rank: usize,
}

impl Entry {
    /// The moment, where it is known better than to the day.
    pub(super) fn exact(&self) -> Option<Moment> {
        self.moment.filter(|m| m.precision != Precision::Day)
    }

    /// By time, then by id.
    pub(super) fn order(&self) -> (Option<NaiveDate>, Option<DateTime<FixedOffset>>, usize) {
        (self.date, self.exact().map(|m| m.at), self.rank)
    }
}

/// A contact in a group: its own, or one that may belong to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member<'e> {
    pub(super) entry: &'e Entry,
    pub(super) stray: bool,
}

impl<'e> Member<'e> {
    pub(super) fn own(entry: &'e Entry) -> Self {
        Self { entry, stray: false }
    }

    pub(super) fn stray(entry: &'e Entry) -> Self {
        Self { entry, stray: true }
    }

    /// Whether it counts for certain.
    pub(super) fn certain(self) -> bool {
        !self.stray && self.entry.counts == Holds::Yes
    }

    /// Whether it can count at all: a conversation may be there only to count from.
    pub(super) fn may_count(self) -> bool {
        self.entry.counts != Holds::No
    }
}

/// What contacts counted together have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum GroupPart {
    Creditor(Creditor),
    Debt(usize),
    Text(String),
    /// The one contact point of a recipient of whom no number is known.
    ContactPoint(Option<String>),
}

/// What contacts have in common, by the keys of the rule; nothing where that is not known.
pub(super) type Key = Vec<Option<GroupPart>>;

/// Contacts by what they have in common, in order of time.
pub(super) type Groups = BTreeMap<Key, Vec<Entry>>;

impl Counting<'_> {
    /// The contacts that count or may count, by what they have in common, in order of time.
    pub(super) fn groups(&self) -> Groups {
        let (session, mut groups) = (self.session, Groups::new());
        let Some(only) = &self.compiled.only else { return groups };
        let mut found: Vec<(usize, Holds, Holds)> = Vec::new();
        for subject in session.portfolio.judged_contacts() {
            let Subject::Contact(contact) = subject else { continue };
            let counts = Holds::from(session.formula(only, subject));
            let talk = self.compiled.conversation.as_ref().map_or(Truth::NotMet, |c| session.formula(c, subject));
            let talk = Holds::from(talk);
            if counts != Holds::No || talk != Holds::No {
                found.push((contact, counts, talk));
            }
        }
        let id = |contact: usize| session.portfolio.contacts.get(contact).map(|c| c.id.as_str());
        let mut ranked: Vec<usize> = found.iter().map(|(contact, ..)| *contact).collect();
        ranked.sort_by_key(|contact| id(*contact));
        let ranks: BTreeMap<usize, usize> = ranked.into_iter().enumerate().map(|(rank, c)| (c, rank)).collect();
        let numbered = self.recipients_with_numbers(found.iter().map(|(contact, ..)| *contact));
        for (contact, counts, talk) in found {
            let mut missing = Vec::new();
            let key = self.key(contact, &numbered, &mut missing);
            let (date, moment) = self.when(contact, &mut missing);
            let rank = ranks.get(&contact).copied().unwrap_or_default();
            groups.entry(key).or_default().push(Entry { contact, counts, talk, missing, date, moment, rank });
        }
        for members in groups.values_mut() {
            members.sort_by_key(Entry::order);
        }
        groups
    }

    fn text(&self, fact: FactId, contact: usize) -> Option<String> {
        let kind = &self.session.program.set.vocabulary.get(fact)?.kind;
        self.session.value(fact, Subject::Contact(contact)).map(|v| v.wire(kind))
    }

    /// The day and the moment; what of them is missing for the stretch is added.
    fn when(&self, contact: usize, missing: &mut Vec<Missing>) -> (Option<NaiveDate>, Option<Moment>) {
        let at = self.session.program.set.engine_facts.at;
        let subject = Subject::Contact(contact);
        let moment = match self.session.value(at, subject) {
            Some(Value::Instant(moment)) => Some(*moment),
            _ => None,
        };
        let exact = moment.is_some_and(|m| m.precision != Precision::Day);
        let by_hour = matches!(self.count.window, Window::RollingHours(_) | Window::DaysAfterConversation(_));
        if moment.is_none() || (!exact && by_hour) {
            missing.push(Missing { fact: at, subject });
        }
        (moment.map(|m| m.date()), moment)
    }

    /// The recipients of whom at least one contact names the number called. Of the others all contacts went to one
    /// contact point; of these a contact without a number may have gone to any.
    fn recipients_with_numbers(&self, contacts: impl Iterator<Item = usize>) -> BTreeSet<Option<String>> {
        let facts = &self.session.program.set.engine_facts;
        if !self.count.by.contains(&GroupKey::ToNumber) {
            return BTreeSet::new();
        }
        contacts.filter(|c| self.text(facts.to_number, *c).is_some()).map(|c| self.text(facts.recipient, c)).collect()
    }

    /// What a contact has in common with others; what keeps a part of that from being known is added to `missing`.
    fn key(&self, contact: usize, numbered: &BTreeSet<Option<String>>, missing: &mut Vec<Missing>) -> Key {
        let (set, portfolio) = (&self.session.program.set, self.session.portfolio);
        let facts = &set.engine_facts;
        let text = |fact: FactId| self.text(fact, contact).map(GroupPart::Text);
        let part = |by: &GroupKey| match by {
            GroupKey::CreditorGroup => {
                let creditor = creditor_of_contact(portfolio, &set.vocabulary, facts, contact);
                (creditor.map(GroupPart::Creditor), facts.contact_creditor_group)
            }
            GroupKey::Debt => {
                let debt = portfolio.contacts.get(contact).and_then(|c| c.debt);
                (debt.map(GroupPart::Debt), facts.contact_creditor_group)
            }
            GroupKey::FromNumber => (text(facts.from_number), facts.from_number),
            GroupKey::ToNumber => {
                let recipient = self.text(facts.recipient, contact);
                let one_point =
                    || Some(GroupPart::ContactPoint(recipient.clone())).filter(|_| !numbered.contains(&recipient));
                (text(facts.to_number).or_else(one_point), facts.to_number)
            }
            GroupKey::Recipient => (text(facts.recipient), facts.recipient),
        };
        let mut key = Key::with_capacity(self.count.by.len());
        for (part, fact) in self.count.by.iter().map(part) {
            if part.is_none() {
                missing.push(Missing { fact, subject: Subject::Contact(contact) });
            }
            key.push(part);
        }
        key
    }
}

/// Every key that says less than this one and nothing else: contacts of that key may belong to this group.
pub(super) fn fits_into(group: &Key) -> Vec<Key> {
    let mut all = vec![Key::new()];
    for part in group {
        let mut longer = Vec::with_capacity(all.len() * 2);
        for start in all {
            let with = |part: Option<GroupPart>| start.iter().cloned().chain([part]).collect::<Key>();
            if part.is_some() {
                longer.push(with(part.clone()));
            }
            longer.push(with(None));
        }
        all = longer;
    }
    all
}

/// How many different half-known keys are joined with each other. Beyond it they are only taken as they stand.
const JOINED: usize = 64;

/// The groups that contacts of half-known keys may form among themselves: their keys, and what they join to.
pub(super) fn possible_groups(strays: &Groups) -> BTreeSet<Key> {
    let mut all: BTreeSet<Key> = strays.keys().cloned().collect();
    if strays.len() > JOINED {
        return all;
    }
    // A key of n parts is reached after n joins at most.
    for _ in 0..strays.keys().next().map_or(0, Vec::len) {
        let joined: Vec<Key> = all.iter().flat_map(|one| strays.keys().filter_map(|other| join(one, other))).collect();
        all.extend(joined);
    }
    all
}

fn join(one: &Key, other: &Key) -> Option<Key> {
    one.iter()
        .zip(other)
        .map(|(a, b)| match (a, b) {
            (Some(a), Some(b)) if a != b => None,
            (a, b) => Some(a.clone().or_else(|| b.clone())),
        })
        .collect()
}
