//! Contacts counted together: by whom, over which stretch of time, and how sure the count is.
//!
//! A contact that may or may not count gives a range: the limit is broken when the lower end is over it, kept when the
//! upper end is not, and otherwise it cannot be told.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeDelta};

use super::matcher::compare;
use super::{Outcome, Session, Truth};
use crate::fact::{FactId, Missing, Precision, Subject, Value};
use crate::program::{RuleNumber, Stage};
use crate::rule::{Comparison, Count, GroupKey, Operand, Rule, Window};

/// Contacts that were counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The contacts that count, by position, in order of time.
    pub contacts: Vec<usize>,
    /// Contacts that may count as well.
    pub possible: Vec<usize>,
    /// The limit they were held against.
    pub limit: Option<i64>,
    /// The first day of the stretch.
    pub from: NaiveDate,
    /// The last day of the stretch.
    pub to: NaiveDate,
}

/// A contact as the counting sees it.
struct Entry {
    contact: usize,
    /// Whether it counts for certain.
    certain: bool,
    /// What keeps it from being certain.
    missing: Vec<Missing>,
    day: NaiveDate,
    at: DateTime<FixedOffset>,
    /// What it has in common with others; `None` where that is not known.
    group: Option<Vec<String>>,
}

/// Evaluates every rule on contacts counted together.
pub(super) fn count_contacts(session: &Session<'_>, trace: bool, outcomes: &mut Vec<Outcome>) {
    let Some(index) = session.program.stages.get(&Stage::Contacts) else { return };
    let mut rules: Vec<RuleNumber> = index.all().collect();
    rules.sort_unstable();
    for number in rules {
        let Some((rule, _)) = session.program.rule(number) else { continue };
        let Some(count) = &rule.count else { continue };
        let found = one_rule(session, number, rule, count);
        let none = !found.iter().any(|o| !o.truth.is_not_met());
        outcomes.extend(found.into_iter().filter(|o| !o.truth.is_not_met()));
        if none && trace {
            let day = Some(session.portfolio.as_of);
            outcomes.push(Outcome {
                rule: number,
                subject: Subject::Household,
                truth: Truth::NotMet,
                day,
                counted: None,
            });
        }
    }
}

fn one_rule(session: &Session<'_>, number: RuleNumber, rule: &Rule, count: &Count) -> Vec<Outcome> {
    let entries = entries(session, number, count);
    let mut groups: BTreeMap<Option<Vec<String>>, Vec<&Entry>> = BTreeMap::new();
    for entry in &entries {
        groups.entry(entry.group.clone()).or_default().push(entry);
    }
    // Contacts of an unknown caller may belong to any group.
    let strays: Vec<&Entry> = groups.remove(&None).unwrap_or_default();
    let mut found = Vec::new();
    if groups.is_empty() {
        windows(session, number, rule, count, &[], &strays, &mut found);
    }
    for members in groups.values() {
        windows(session, number, rule, count, members, &strays, &mut found);
    }
    found
}

/// The contacts that count or may count, in order of time.
fn entries(session: &Session<'_>, number: RuleNumber, count: &Count) -> Vec<Entry> {
    let Some(only) = session.program.rule(number).and_then(|(_, c)| c.only.as_ref()) else { return Vec::new() };
    let set = &session.program.set;
    let mut entries = Vec::new();
    for (contact, subject) in session.portfolio.contact_subjects().enumerate() {
        let truth = session.formula(only, subject);
        let (mut certain, mut missing) = match truth {
            Truth::Met => (true, Vec::new()),
            Truth::NotMet => continue,
            Truth::NotKnown(missing) => (false, missing),
            Truth::Failed(_) => (false, Vec::new()),
        };
        // A contact without any date cannot be placed in a stretch of time; its rules ask for the date themselves.
        let Some(Value::Instant(moment)) = session.portfolio.value(&set.vocabulary, set.engine_facts.at, subject)
        else {
            continue;
        };
        let group = group(session, count, contact, &mut missing);
        if matches!(count.window, Window::RollingHours(_)) && moment.precision == Precision::Day {
            certain = false;
            missing.push(Missing { fact: set.engine_facts.at, subject });
        }
        entries.push(Entry { contact, certain, missing, day: moment.date(), at: moment.at, group });
    }
    entries.sort_by_key(|e| (e.at, e.contact));
    entries
}

/// What a contact has in common with others; what keeps that from being known is added to `missing`.
fn group(session: &Session<'_>, count: &Count, contact: usize, missing: &mut Vec<Missing>) -> Option<Vec<String>> {
    let facts = &session.program.set.engine_facts;
    let subject = Subject::Contact(contact);
    let mut key = Vec::with_capacity(count.by.len());
    for by in &count.by {
        let part = match by {
            GroupKey::CreditorGroup => creditor_group(session, contact).ok_or(facts.contact_creditor_group),
            GroupKey::Debt => debt_of(session, contact).map(|d| d.to_string()).ok_or(facts.contact_creditor_group),
            GroupKey::FromNumber => text(session, facts.from_number, subject).ok_or(facts.from_number),
            GroupKey::Recipient => text(session, facts.recipient, subject).ok_or(facts.recipient),
        };
        match part {
            Ok(part) => key.push(part),
            Err(fact) => {
                missing.push(Missing { fact, subject });
                return None;
            }
        }
    }
    Some(key)
}

fn debt_of(session: &Session<'_>, contact: usize) -> Option<usize> {
    session.portfolio.contacts.get(contact).and_then(|c| c.debt)
}

/// The creditor with its agencies: as said of the contact, else of the debt it is about, else that debt by itself.
fn creditor_group(session: &Session<'_>, contact: usize) -> Option<String> {
    let facts = &session.program.set.engine_facts;
    text(session, facts.contact_creditor_group, Subject::Contact(contact)).or_else(|| {
        let debt = debt_of(session, contact)?;
        let named = text(session, facts.debt_creditor_group, Subject::Debt(debt));
        named.or_else(|| session.portfolio.debts.get(debt).map(|d| d.id.clone()))
    })
}

fn text(session: &Session<'_>, fact: FactId, subject: Subject) -> Option<String> {
    let set = &session.program.set;
    let kind = &set.vocabulary.get(fact)?.kind;
    session.portfolio.value(&set.vocabulary, fact, subject).map(|v| v.wire(kind))
}

/// Holds every stretch of time of one group against the limit.
fn windows(
    session: &Session<'_>,
    number: RuleNumber,
    rule: &Rule,
    count: &Count,
    members: &[&Entry],
    strays: &[&Entry],
    found: &mut Vec<Outcome>,
) {
    let mut all: Vec<&Entry> = members.iter().chain(strays).copied().collect();
    all.sort_by_key(|e| (e.at, e.contact));
    let mut first = 0;
    let mut per_day: BTreeMap<NaiveDate, (usize, usize)> = BTreeMap::new();
    // The stretch that ends with each contact, in one pass; of those that end on one day the fullest is kept.
    for (last, entry) in all.iter().enumerate() {
        while all.get(first).is_some_and(|e| !reaches(count.window, e, entry)) {
            first += 1;
        }
        let fullest = per_day.entry(entry.day).or_insert((first, last));
        if last - first >= fullest.1 - fullest.0 {
            *fullest = (first, last);
        }
    }
    for (day, (first, last)) in per_day {
        let stretch: Vec<&Entry> = all.iter().skip(first).take(last + 1 - first).copied().collect();
        found.extend(one_window(session, number, rule, count, day, &stretch));
    }
}

/// Whether an earlier contact still lies in the stretch that ends with `last`.
fn reaches(window: Window, earlier: &Entry, last: &Entry) -> bool {
    match window {
        Window::CalendarDay => earlier.day == last.day,
        Window::RollingHours(hours) => last.at - earlier.at < TimeDelta::hours(hours.into()),
        Window::ConsecutiveDays(days) => {
            let reach = Days::new(u64::from(days.saturating_sub(1)));
            last.day.checked_sub_days(reach).is_none_or(|start| earlier.day >= start)
        }
    }
}

fn one_window(
    session: &Session<'_>,
    number: RuleNumber,
    rule: &Rule,
    count: &Count,
    day: NaiveDate,
    stretch: &[&Entry],
) -> Option<Outcome> {
    let counts = |e: &&&Entry| e.certain && e.group.is_some();
    let contacts: Vec<usize> = stretch.iter().filter(counts).map(|e| e.contact).collect();
    let possible: Vec<usize> = stretch.iter().filter(|e| !counts(e)).map(|e| e.contact).collect();
    let subject =
        contacts.iter().chain(&possible).find_map(|c| debt_of(session, *c)).map_or(Subject::Household, Subject::Debt);
    if !session.in_force(rule, subject, day) {
        return None;
    }
    let limit = limit(session, &count.limit, day);
    let missing: Vec<Missing> = stretch.iter().filter(|e| !counts(e)).flat_map(|e| e.missing.clone()).collect();
    let held = match &limit {
        Some(limit) => held(count.comparison, contacts.len(), contacts.len() + possible.len(), limit, missing),
        None => return None,
    };
    let (_, compiled) = session.program.rule(number)?;
    let truth = match held {
        Truth::NotMet => Truth::NotMet,
        held => Truth::all([held, session.applies(&compiled.when, compiled.unless.as_ref(), subject)]),
    };
    let from = stretch.first().map_or(day, |e| e.day);
    let limit = match limit {
        Some(Value::Count(n)) => Some(n),
        _ => None,
    };
    Some(Outcome {
        rule: number,
        subject,
        truth,
        day: Some(day),
        counted: Some(Counted { contacts, possible, limit, from, to: day }),
    })
}

/// The limit on a day.
fn limit(session: &Session<'_>, operand: &Operand, day: NaiveDate) -> Option<Value> {
    match operand {
        Operand::Literal(literal) => Some(literal.value.clone()),
        Operand::Value(id) => session.program.set.value_on(id, day),
        Operand::Fact(fact) => {
            session.portfolio.value(&session.program.set.vocabulary, *fact, Subject::Household).cloned()
        }
        Operand::AsOf => None,
    }
}

/// A range against a limit.
fn held(comparison: Comparison, lower: usize, upper: usize, limit: &Value, mut missing: Vec<Missing>) -> Truth {
    let at = |n: usize| {
        let n = Value::Count(i64::try_from(n).unwrap_or(i64::MAX));
        compare(comparison, &n, limit).unwrap_or(false)
    };
    match (at(lower), at(upper)) {
        (true, true) => Truth::Met,
        (false, false) => Truth::NotMet,
        _ => {
            missing.sort_unstable();
            missing.dedup();
            Truth::NotKnown(missing)
        }
    }
}
