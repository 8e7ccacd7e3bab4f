//! Contacts counted together: by whom, over which stretch of time, and how sure the count is.
//!
//! A contact that may or may not count gives a range: the limit is broken when the lower end is over it, kept when the
//! upper end is not, and otherwise it cannot be told. A contact without a time may lie in any stretch; one whose
//! caller or number is not known may belong to any group that it does not contradict.

mod cooldown;
mod entries;
mod judge;
mod stretch;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};

use self::entries::{Groups, Key, Member, fits_into};
use self::stretch::{Stretch, Timeline};
use super::{Outcome, Session, Truth};
use crate::fact::{Moment, Precision, Subject, Value};
use crate::program::{CompiledRule, RuleNumber, Stage};
use crate::rule::{Count, Rule, Window};

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
    /// The conversation the stretch begins with, where it begins with one.
    pub conversation: Option<usize>,
    /// For counts by calendar day: the fullest 24 hours that end on that day.
    pub rolling_24h: Option<Rolling>,
}

/// The fullest stretch of 24 hours that ends on a day, over contacts that count for certain and whose time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rolling {
    /// How many contacts lie in it.
    pub count: usize,
    /// The first of them.
    pub from: Moment,
    /// The last of them.
    pub to: Moment,
}

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
    let Some((rule, compiled)) = session.program.rule(number) else { return };
    let Some(count) = &rule.count else { return };
    let counting = Counting { session, number, rule, compiled, count };
    let mut groups = counting.groups();
    let found: Vec<Outcome> = counting.outcomes(&mut groups).into_iter().filter(|o| !o.truth.is_not_met()).collect();
    if found.is_empty() && trace {
        let day = Some(session.portfolio.as_of);
        let nothing = Outcome { rule: number, subject: Subject::Household, truth: Truth::NotMet, day, counted: None };
        outcomes.push(counting.nearest(&groups).unwrap_or(nothing));
    }
    outcomes.extend(found);
}

/// One rule being counted.
struct Counting<'c> {
    session: &'c Session<'c>,
    number: RuleNumber,
    rule: &'c Rule,
    compiled: &'c CompiledRule,
    count: &'c Count,
}

/// What the groups show by themselves: the days on which one breaks the limit, by group.
type Broken<'k> = BTreeMap<&'k Key, Vec<NaiveDate>>;

impl Counting<'_> {
    fn outcomes(&self, groups: &mut Groups) -> Vec<Outcome> {
        let strays: Groups = groups.extract_if(.., |key, _| key.iter().any(Option::is_none)).collect();
        let mut found = Vec::new();
        let mut broken = Broken::new();
        for (key, members) in groups.iter() {
            let all: Vec<Member<'_>> = members.iter().map(Member::own).collect();
            let timeline = Timeline::new(self.count.window, &all);
            let mut days = Vec::new();
            for (day, stretches) in timeline.days() {
                if let Some(mut outcome) = self.first_not_kept(day, &stretches) {
                    if outcome.truth.is_met() {
                        days.push(day);
                        self.widen(&mut outcome, key, &timeline, &strays);
                    }
                    found.push(outcome);
                }
            }
            if days.is_empty() && timeline.is_open() {
                found.extend(self.judge_open(&timeline));
            }
            broken.insert(key, days);
        }
        if !strays.is_empty() {
            found.extend(self.with_strays(groups, &strays, &broken));
        }
        for (key, members) in strays {
            groups.insert(key, members);
        }
        found
    }

    /// The stretch that comes to most, with every contact that may lie in it.
    fn judge_open(&self, timeline: &Timeline<'_>) -> Option<Outcome> {
        let open = timeline.fullest_with_open(self.session.portfolio.as_of)?;
        self.judge(open.day, &open).filter(|o| !o.truth.is_not_met())
    }

    /// Adds to a count that breaks the limit what may come on top: contacts of the stretch whose caller or number is
    /// not known, and those without a time.
    fn widen(&self, outcome: &mut Outcome, key: &Key, timeline: &Timeline<'_>, strays: &Groups) {
        let Some(counted) = &mut outcome.counted else { return };
        let (from, to) = (counted.from, counted.to);
        let last = counted.contacts.iter().chain(&counted.possible).filter_map(|c| self.at(*c)).max();
        let hours = |e: &entries::Entry| match (self.count.window, last, e.exact()) {
            (Window::RollingHours(hours), Some(last), Some(moment)) => {
                moment.at <= last && moment.at > last - TimeDelta::hours(hours.into())
            }
            _ => true,
        };
        let may = timeline.open().map(|m| m.entry).chain(fitting(strays, key));
        let in_reach = may.filter(|e| e.date.is_none_or(|d| from <= d && d <= to) && hours(e)).map(|e| e.contact);
        let there: BTreeSet<usize> = counted.possible.iter().copied().collect();
        counted.possible.extend(in_reach.filter(|c| !there.contains(c)));
    }

    /// The moment of a contact, where it is known better than to the day.
    fn at(&self, contact: usize) -> Option<DateTime<FixedOffset>> {
        match self.session.value(self.session.program.set.engine_facts.at, Subject::Contact(contact)) {
            Some(Value::Instant(moment)) if moment.precision != Precision::Day => Some(moment.at),
            _ => None,
        }
    }

    /// Contacts of unknown callers or numbers, joined to every group they may belong to: on each day the group that
    /// comes to most with them. A group that breaks the limit by itself that day was found already.
    fn with_strays(&self, groups: &Groups, strays: &Groups, broken: &Broken<'_>) -> Vec<Outcome> {
        let mut best: BTreeMap<NaiveDate, Outcome> = BTreeMap::new();
        let mut open: Option<Outcome> = None;
        let mut shown = false;
        let nobody = Vec::new();
        let possible = entries::possible_groups(strays);
        let alone = possible.iter().filter(|key| !groups.contains_key(*key));
        for key in groups.keys().chain(alone) {
            let own = groups.get(key).into_iter().flatten().map(Member::own);
            let joined: Vec<Member<'_>> = own.chain(fitting(strays, key).map(Member::stray)).collect();
            let days = broken.get(key).unwrap_or(&nobody);
            shown |= !days.is_empty();
            if joined.len() == groups.get(key).map_or(0, Vec::len) {
                continue;
            }
            let timeline = Timeline::new(self.count.window, &joined);
            for (day, stretches) in timeline.days() {
                let Some(fullest) = stretches.last().filter(|s| !days.contains(&day) && s.has_stray()) else {
                    continue;
                };
                let outcome =
                    self.judge(day, fullest).filter(|o| matches!(o.truth, Truth::NotKnown(_) | Truth::Failed(_)));
                if let Some(outcome) = outcome {
                    keep_fuller(best.entry(day).or_insert_with(|| outcome.clone()), outcome);
                }
            }
            if days.is_empty() && timeline.is_open() {
                let outcome = self.judge_open(&timeline).filter(|o| !o.truth.is_met());
                if let Some(outcome) = outcome {
                    keep_fuller(open.get_or_insert_with(|| outcome.clone()), outcome);
                }
            }
        }
        // What contacts without a time leave open is asked once, where nothing else asks for as much.
        let open = open.filter(|_| best.is_empty() && !shown);
        best.into_values().chain(open).collect()
    }

    /// Of the stretches that keep the limit, the one with most contacts: how near it came.
    fn nearest(&self, groups: &Groups) -> Option<Outcome> {
        let mut nearest: Option<Outcome> = None;
        for (_, members) in groups.iter().filter(|(key, _)| key.iter().all(Option::is_some)) {
            let all: Vec<Member<'_>> = members.iter().map(Member::own).collect();
            for (day, stretches) in Timeline::new(self.count.window, &all).days() {
                let kept = stretches.iter().filter_map(|s| self.judge(day, s));
                nearest = nearest.into_iter().chain(kept).max_by_key(|o| o.contacts().len());
            }
        }
        nearest
    }

    /// The first of these stretches that breaks the limit, else the first that may.
    fn first_not_kept(&self, day: NaiveDate, stretches: &[Stretch<'_>]) -> Option<Outcome> {
        let outcomes: Vec<Outcome> = stretches.iter().filter_map(|s| self.judge(day, s)).collect();
        let position = outcomes
            .iter()
            .position(|o| o.truth.is_met())
            .or_else(|| outcomes.iter().position(|o| !o.truth.is_not_met()));
        position.and_then(|i| outcomes.into_iter().nth(i))
    }
}

/// The contacts of unknown callers or numbers that may belong to a group.
fn fitting<'e>(strays: &'e Groups, group: &Key) -> impl Iterator<Item = &'e entries::Entry> {
    fits_into(group).into_iter().filter_map(|key| strays.get(&key)).flatten()
}

fn keep_fuller(there: &mut Outcome, other: Outcome) {
    let size = |o: &Outcome| o.counted.as_ref().map_or(0, |c| c.contacts.len() + c.possible.len());
    if size(&other) > size(there) {
        *there = other;
    }
}
