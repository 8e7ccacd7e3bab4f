//! Contacts counted together: by whom, over which stretch of time, and how sure the count is.
//!
//! A contact that may or may not count gives a range: the limit is broken when the lower end is over it, kept when the
//! upper end is not, and otherwise it cannot be told. A contact without a time may lie in any stretch; one of an
//! unknown caller may belong to any group.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeDelta};

use super::{Outcome, Session, Truth};
use crate::diagnostic::Text;
use crate::fact::{Creditor, FactId, Missing, Precision, Reading, Reason, Subject, Value, creditor_of_contact};
use crate::program::{RuleNumber, Stage};
use crate::rule::{Count, GroupKey, Operand, Rule, Window};

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
    /// Why it could not be worked out whether it counts.
    failed: Option<Reason>,
    /// When it was; absent where that is not known well enough to place it in a stretch.
    at: Option<(NaiveDate, DateTime<FixedOffset>)>,
}

/// What contacts counted together have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum GroupPart {
    Creditor(Creditor),
    Debt(usize),
    Text(String),
}

type Groups = BTreeMap<Option<Vec<GroupPart>>, Vec<Entry>>;

/// Evaluates every rule on contacts counted together.
pub(super) fn count_contacts(session: &Session<'_>, trace: bool, outcomes: &mut Vec<Outcome>) {
    let Some(index) = session.program.stages.get(&Stage::Contacts) else { return };
    let mut rules: Vec<RuleNumber> = index.all().collect();
    rules.sort_unstable();
    for number in rules {
        count_for(session, number, trace, outcomes);
    }
}

/// Evaluates one rule on contacts counted together.
pub(super) fn count_for(session: &Session<'_>, number: RuleNumber, trace: bool, outcomes: &mut Vec<Outcome>) {
    let Some((rule, _)) = session.program.rule(number) else { return };
    let Some(count) = &rule.count else { return };
    let counting = Counting { session, number, rule, count };
    let found: Vec<Outcome> = counting.outcomes().into_iter().filter(|o| !o.truth.is_not_met()).collect();
    if found.is_empty() && trace {
        let day = Some(session.portfolio.as_of);
        let nothing = Outcome { rule: number, subject: Subject::Household, truth: Truth::NotMet, day, counted: None };
        outcomes.push(counting.nearest().unwrap_or(nothing));
    }
    outcomes.extend(found);
}

/// One rule being counted.
struct Counting<'c> {
    session: &'c Session<'c>,
    number: RuleNumber,
    rule: &'c Rule,
    count: &'c Count,
}

/// The stretch of a day that counts for most: its contacts, and how many there can be at the most.
type Fullest<'e> = BTreeMap<NaiveDate, Vec<&'e Entry>>;

impl Counting<'_> {
    fn outcomes(&self) -> Vec<Outcome> {
        let mut groups = self.groups();
        // Contacts of an unknown caller may belong to any group; they are held against the fullest of each day once.
        let strays = groups.remove(&None).unwrap_or_default();
        let mut found = Vec::new();
        let mut fullest: Fullest<'_> = BTreeMap::new();
        for members in groups.values() {
            let (dated, undated): (Vec<&Entry>, Vec<&Entry>) = members.iter().partition(|e| e.at.is_some());
            let mut broken = false;
            for (day, stretches) in self.stretches(&dated) {
                for stretch in &stretches {
                    keep_fuller(&mut fullest, day, stretch);
                }
                if let Some(outcome) = self.first_not_kept(day, &stretches) {
                    broken |= outcome.truth.is_met();
                    found.push(outcome);
                }
            }
            if !broken && !undated.is_empty() {
                let best = self.stretches(&dated).into_values().flatten().max_by_key(Vec::len).unwrap_or_default();
                found.extend(self.with_doubtful(&best, &undated));
            }
        }
        if !strays.is_empty() {
            found.extend(self.strays(&strays, &fullest));
        }
        found
    }

    /// Of the stretches that keep the limit, the one with most contacts: how near it came.
    fn nearest(&self) -> Option<Outcome> {
        let groups = self.groups();
        let mut nearest: Option<Outcome> = None;
        for members in groups.values() {
            let dated: Vec<&Entry> = members.iter().filter(|e| e.at.is_some()).collect();
            for (day, stretches) in self.stretches(&dated) {
                let kept = stretches.iter().filter_map(|s| self.judge(day, s, &[]));
                nearest = nearest.into_iter().chain(kept).max_by_key(|o| o.contacts().len());
            }
        }
        nearest
    }

    /// The contacts that count or may count, by what they have in common, in order of time.
    fn groups(&self) -> Groups {
        let mut groups = Groups::new();
        let set = &self.session.program.set;
        let Some(only) = self.session.program.rule(self.number).and_then(|(_, c)| c.only.as_ref()) else {
            return groups;
        };
        for (contact, subject) in self.session.portfolio.contact_subjects().enumerate() {
            let (certain, mut missing, failed) = match self.session.formula(only, subject) {
                Truth::Met => (true, Vec::new(), None),
                Truth::NotMet => continue,
                Truth::NotKnown(missing) => (false, missing, None),
                Truth::Failed(reason) => (false, Vec::new(), Some(reason)),
            };
            let group = self.group(contact, &mut missing);
            let at = match self.session.value(set.engine_facts.at, subject) {
                // A day alone does not place a contact in a stretch of hours.
                Some(Value::Instant(m))
                    if m.precision == Precision::Day && matches!(self.count.window, Window::RollingHours(_)) =>
                {
                    None
                }
                Some(Value::Instant(moment)) => Some((moment.date(), moment.at)),
                _ => None,
            };
            if at.is_none() {
                missing.push(Missing { fact: set.engine_facts.at, subject });
            }
            groups.entry(group).or_default().push(Entry { contact, certain, missing, failed, at });
        }
        for members in groups.values_mut() {
            members.sort_by_key(|e| (e.at, e.contact));
        }
        groups
    }

    /// What a contact has in common with others; what keeps that from being known is added to `missing`.
    fn group(&self, contact: usize, missing: &mut Vec<Missing>) -> Option<Vec<GroupPart>> {
        let (set, portfolio) = (&self.session.program.set, self.session.portfolio);
        let facts = &set.engine_facts;
        let subject = Subject::Contact(contact);
        let text = |fact: FactId| {
            let kind = &set.vocabulary.get(fact)?.kind;
            self.session.value(fact, subject).map(|v| GroupPart::Text(v.wire(kind)))
        };
        let mut key = Vec::with_capacity(self.count.by.len());
        for by in &self.count.by {
            let (part, fact) = match by {
                GroupKey::CreditorGroup => {
                    let creditor = creditor_of_contact(portfolio, &set.vocabulary, facts, contact);
                    (creditor.map(GroupPart::Creditor), facts.contact_creditor_group)
                }
                GroupKey::Debt => {
                    let debt = portfolio.contacts.get(contact).and_then(|c| c.debt);
                    (debt.map(GroupPart::Debt), facts.contact_creditor_group)
                }
                GroupKey::FromNumber => (text(facts.from_number), facts.from_number),
                GroupKey::Recipient => (text(facts.recipient), facts.recipient),
            };
            let Some(part) = part else {
                missing.push(Missing { fact, subject });
                return None;
            };
            key.push(part);
        }
        Some(key)
    }

    /// For each day, of the stretches that end on it, the one with most certain contacts and the one with most of all.
    fn stretches<'e>(&self, dated: &[&'e Entry]) -> BTreeMap<NaiveDate, Vec<Vec<&'e Entry>>> {
        let mut ends: BTreeMap<NaiveDate, [(usize, usize, usize); 2]> = BTreeMap::new();
        let (mut first, mut certain) = (0, 0);
        for (last, entry) in dated.iter().enumerate() {
            certain += usize::from(entry.certain);
            while first < last && dated.get(first).is_some_and(|e| !reaches(self.count.window, e, entry)) {
                certain -= usize::from(dated.get(first).is_some_and(|e| e.certain));
                first += 1;
            }
            let Some((day, _)) = entry.at else { continue };
            let [surest, fullest] = ends.entry(day).or_insert([(first, last, certain), (first, last, certain)]);
            if certain >= surest.2 {
                *surest = (first, last, certain);
            }
            if last - first >= fullest.1 - fullest.0 {
                *fullest = (first, last, certain);
            }
        }
        let cut = |(first, last, _): (usize, usize, usize)| {
            dated.iter().skip(first).take(last + 1 - first).copied().collect()
        };
        ends.into_iter().map(|(day, [surest, fullest])| (day, vec![cut(surest), cut(fullest)])).collect()
    }

    /// The first of these stretches that breaks the limit, else the first that may.
    fn first_not_kept(&self, day: NaiveDate, stretches: &[Vec<&Entry>]) -> Option<Outcome> {
        let outcomes: Vec<Outcome> = stretches.iter().filter_map(|s| self.judge(day, s, &[])).collect();
        let position = outcomes
            .iter()
            .position(|o| o.truth.is_met())
            .or_else(|| outcomes.iter().position(|o| !o.truth.is_not_met()));
        position.and_then(|i| outcomes.into_iter().nth(i))
    }

    /// A stretch together with contacts that may or may not lie in it.
    fn with_doubtful(&self, stretch: &[&Entry], doubtful: &[&Entry]) -> Option<Outcome> {
        let day = stretch.last().and_then(|e| e.at).map_or(self.session.portfolio.as_of, |(day, _)| day);
        self.judge(day, stretch, doubtful).filter(|o| !o.truth.is_not_met())
    }

    /// Contacts of unknown callers, on the day on which they and the fullest group come to most.
    fn strays(&self, strays: &[Entry], fullest: &Fullest<'_>) -> Option<Outcome> {
        let (dated, undated): (Vec<&Entry>, Vec<&Entry>) = strays.iter().partition(|e| e.at.is_some());
        let by_day: BTreeMap<NaiveDate, Vec<&Entry>> = self
            .stretches(&dated)
            .into_iter()
            .filter_map(|(day, s)| s.into_iter().max_by_key(Vec::len).map(|s| (day, s)))
            .collect();
        let days = by_day.keys().chain(fullest.keys()).copied();
        let together = |day: &NaiveDate| by_day.get(day).map_or(0, Vec::len) + fullest.get(day).map_or(0, Vec::len);
        let day = days.max_by_key(together);
        let (group, mut doubtful) = match day {
            Some(day) => {
                (fullest.get(&day).cloned().unwrap_or_default(), by_day.get(&day).cloned().unwrap_or_default())
            }
            None => (Vec::new(), Vec::new()),
        };
        doubtful.extend(undated);
        // A group that breaks the limit by itself was found already.
        self.judge(day.unwrap_or(self.session.portfolio.as_of), &group, &doubtful).filter(|o| !o.truth.is_met())
    }

    /// Holds a stretch against the limit; `doubtful` contacts may or may not lie in it.
    fn judge(&self, day: NaiveDate, stretch: &[&Entry], doubtful: &[&Entry]) -> Option<Outcome> {
        let (session, rule) = (self.session, self.rule);
        let contacts: Vec<usize> = stretch.iter().filter(|e| e.certain).map(|e| e.contact).collect();
        let open: Vec<&Entry> = stretch.iter().filter(|e| !e.certain).chain(doubtful).copied().collect();
        let possible: Vec<usize> = open.iter().map(|e| e.contact).collect();
        let debt = |c: &usize| session.portfolio.contacts.get(*c).and_then(|c| c.debt);
        let subject = contacts.iter().chain(&possible).find_map(debt).map_or(Subject::Household, Subject::Debt);
        let force = session.in_force(rule, subject, day);
        if force.is_not_met() {
            return None;
        }
        let limit = self.limit(day);
        let held = match &limit {
            Ok(limit) => self.held(contacts.len(), possible.len(), limit, &open),
            Err(gap) => gap.clone(),
        };
        let (_, compiled) = session.program.rule(self.number)?;
        let truth = match held {
            Truth::NotMet => Truth::NotMet,
            held => Truth::all([held, force, session.applies(&compiled.when, compiled.unless.as_ref(), subject)]),
        };
        let from = stretch.first().and_then(|e| e.at).map_or(day, |(day, _)| day);
        let limit = match limit {
            Ok(Value::Count(n)) => Some(n),
            _ => None,
        };
        let counted = Some(Counted { contacts, possible, limit, from, to: day });
        Some(Outcome { rule: self.number, subject, truth, day: Some(day), counted })
    }

    /// The limit on a day, or what stands in its place where there is none.
    fn limit(&self, day: NaiveDate) -> Result<Value, Truth> {
        let set = &self.session.program.set;
        let none = || {
            Truth::Failed(Reason(Text::new(
                format!("规则里没有 {day} 的次数上限"),
                format!("the rules hold no limit for {day}"),
            )))
        };
        match &self.count.limit {
            Operand::Literal(literal) => Ok(literal.value.clone()),
            Operand::Value(id) => set.value_on(id, day).ok_or_else(none),
            Operand::Fact(fact) => match self.session.read(*fact, Subject::Household) {
                Reading::Known(value) => Ok(value.clone()),
                Reading::NotKnown(missing) => Err(Truth::NotKnown(missing)),
                Reading::Failed(reason) => Err(Truth::Failed(reason.clone())),
            },
            Operand::AsOf => Err(none()),
        }
    }

    /// A range against the limit: so many for certain, so many more at the most.
    fn held(&self, certain: usize, more: usize, limit: &Value, open: &[&Entry]) -> Truth {
        let at = |n: usize| {
            let n = Value::Count(i64::try_from(n).unwrap_or(i64::MAX));
            n.order(limit).is_some_and(|order| self.count.comparison.holds(order))
        };
        match (at(certain), at(certain + more)) {
            (true, true) => Truth::Met,
            (false, false) => Truth::NotMet,
            _ => Truth::all(open.iter().map(|e| match &e.failed {
                Some(reason) => Truth::Failed(reason.clone()),
                None => Truth::NotKnown(e.missing.clone()),
            })),
        }
    }
}

fn keep_fuller<'e>(fullest: &mut Fullest<'e>, day: NaiveDate, stretch: &[&'e Entry]) {
    let there = fullest.entry(day).or_default();
    if stretch.len() > there.len() {
        *there = stretch.to_vec();
    }
}

/// Whether an earlier contact still lies in the stretch that ends with `last`.
fn reaches(window: Window, earlier: &Entry, last: &Entry) -> bool {
    let (Some((early_day, early)), Some((last_day, late))) = (earlier.at, last.at) else { return false };
    match window {
        Window::CalendarDay => early_day == last_day,
        Window::RollingHours(hours) => late - early < TimeDelta::hours(hours.into()),
        Window::ConsecutiveDays(days) => {
            let reach = Days::new(u64::from(days.saturating_sub(1)));
            last_day.checked_sub_days(reach).is_none_or(|start| early_day >= start)
        }
    }
}
