//! The stretches of time that end on each day, with the contacts that lie in them for certain and those that may.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, TimeDelta};

use super::entries::{Entry, Holds, Member};
use super::{Rolling, cooldown};
use crate::fact::{Missing, Moment};
use crate::rule::Window;

/// A stretch of time with the contacts in it.
#[derive(Debug, Clone)]
pub(super) struct Stretch<'e> {
    /// The day it ends on.
    pub(super) day: NaiveDate,
    /// What counts for certain, in order of time.
    pub(super) certain: Vec<&'e Entry>,
    /// What may count as well.
    pub(super) possible: Vec<Member<'e>>,
    /// The conversation it begins with.
    pub(super) conversation: Option<usize>,
    /// What keeps its beginning from being known.
    pub(super) missing: Vec<Missing>,
    /// The fullest 24 hours that end on the day, beside a count by calendar day.
    pub(super) rolling_24h: Option<Rolling>,
}

impl<'e> Stretch<'e> {
    pub(super) fn new(day: NaiveDate, members: impl IntoIterator<Item = Member<'e>>) -> Self {
        let (certain, possible): (Vec<Member<'e>>, Vec<Member<'e>>) =
            members.into_iter().filter(|m| m.may_count()).partition(|m| m.certain());
        let certain = certain.into_iter().map(|m| m.entry).collect();
        Self { day, certain, possible, conversation: None, missing: Vec::new(), rolling_24h: None }
    }

    pub(super) fn len(&self) -> usize {
        self.certain.len() + self.possible.len()
    }

    /// Whether a contact lies in it that may belong to another group.
    pub(super) fn has_stray(&self) -> bool {
        self.possible.iter().any(|m| m.stray)
    }
}

/// The contacts of one group in order of time.
pub(super) struct Timeline<'e> {
    window: Window,
    /// Placed well enough for the window.
    placed: Vec<Member<'e>>,
    /// Of which only the day is known, where the window asks for the hour.
    by_day: Vec<Member<'e>>,
    /// Without any time.
    undated: Vec<Member<'e>>,
}

impl<'e> Timeline<'e> {
    pub(super) fn new(window: Window, members: &[Member<'e>]) -> Self {
        let hours = matches!(window, Window::RollingHours(_));
        let mut members = members.to_vec();
        // Runs that are in order already are only merged.
        members.sort_by_key(|m| m.entry.order());
        let mut line = Self { window, placed: Vec::new(), by_day: Vec::new(), undated: Vec::new() };
        for member in members {
            match (member.entry.date, member.entry.exact()) {
                (None, _) => line.undated.push(member),
                (Some(_), None) if hours => line.by_day.push(member),
                (Some(_), _) => line.placed.push(member),
            }
        }
        line
    }

    /// Whether contacts without a time may lie in any stretch.
    pub(super) fn is_open(&self) -> bool {
        !self.undated.is_empty()
    }

    /// The contacts without a time that may count.
    pub(super) fn open(&self) -> impl Iterator<Item = Member<'e>> {
        self.undated.iter().copied().filter(|m| m.may_count())
    }

    /// For each day, of the stretches that end on it, the one with most certain contacts, then the one with most of
    /// all.
    pub(super) fn days(&self) -> BTreeMap<NaiveDate, Vec<Stretch<'e>>> {
        match self.window {
            Window::CalendarDay => {
                let rolling = self.rolling();
                let with = |mut stretch: Stretch<'e>| {
                    stretch.rolling_24h = rolling.get(&stretch.day).copied();
                    stretch
                };
                self.by_date(1).map(|s| (s.day, vec![with(s)])).collect()
            }
            Window::ConsecutiveDays(days) => self.by_date(days).map(|s| (s.day, vec![s])).collect(),
            Window::RollingHours(hours) => self.by_hour(hours),
            Window::DaysAfterConversation(days) => {
                cooldown::stretches(&self.placed, days).into_iter().map(|s| (s.day, vec![s])).collect()
            }
        }
    }

    /// The stretch that comes to most together with the contacts that have no time.
    pub(super) fn fullest_with_open(&self, today: NaiveDate) -> Option<Stretch<'e>> {
        let mut fullest = self.days().into_values().flatten().max_by_key(Stretch::len);
        if let Window::DaysAfterConversation(days) = self.window {
            // A conversation without a time may have come before anything.
            let talks = self.undated.iter().any(|m| m.entry.talk != Holds::No);
            if talks && let Some(after) = self.by_date(days).max_by_key(Stretch::len) {
                let missing = self.undated.iter().flat_map(|m| cooldown::unsure(*m)).collect();
                let possible = after.certain.into_iter().map(Member::own).chain(after.possible).collect();
                fullest = Some(Stretch { possible, missing, ..Stretch::new(after.day, []) });
            } else if !talks && !self.placed.iter().any(|m| m.entry.talk != Holds::No) {
                return None;
            }
        }
        let mut stretch = fullest.unwrap_or_else(|| Stretch::new(today, []));
        stretch.possible.extend(self.open());
        Some(stretch)
    }

    /// For each date, what lies on it and on so many days before it that they are `days` together.
    fn by_date(&self, days: u32) -> impl Iterator<Item = Stretch<'e>> {
        let reach = Days::new(u64::from(days.saturating_sub(1)));
        let mut dates: Vec<NaiveDate> = self.placed.iter().filter_map(|m| m.entry.date).collect();
        dates.dedup();
        dates.into_iter().map(move |day| {
            let start = day.checked_sub_days(reach).unwrap_or(NaiveDate::MIN);
            let before = |limit: NaiveDate| self.placed.partition_point(|m| m.entry.date.is_some_and(|d| d < limit));
            let (first, last) = (before(start), before(day.succ_opt().unwrap_or(NaiveDate::MAX)));
            Stretch::new(day, cut(&self.placed, first, last))
        })
    }

    /// `(t - H, t]` for every contact at t, and at the start of every day of which only the day is known.
    fn by_hour(&self, hours: u32) -> BTreeMap<NaiveDate, Vec<Stretch<'e>>> {
        let length = TimeDelta::hours(hours.into());
        let mut days: BTreeMap<NaiveDate, [Span; 2]> = BTreeMap::new();
        let mut certain_to = vec![0];
        for member in &self.placed {
            certain_to.push(certain_to.last().copied().unwrap_or(0) + usize::from(member.certain()));
        }
        let exact = self.placed.iter().filter_map(|m| m.entry.moment);
        let starts = self.by_day.iter().filter_map(|m| m.entry.moment);
        for moment in exact.chain(starts) {
            let (end, day) = (moment.at, moment.date());
            let from = end - length;
            let until = |limit| move |m: &Member<'_>| m.entry.moment.is_some_and(|m| m.at <= limit);
            let (first, last) = (self.placed.partition_point(until(from)), self.placed.partition_point(until(end)));
            // Only the day known: it may lie in the stretch when that day reaches into it.
            let over = |m: &Member<'_>| m.entry.moment.is_some_and(|m| m.at + a_day() <= from + TimeDelta::seconds(1));
            let loose = self.by_day.partition_point(over);
            let loose_end = self.by_day.partition_point(|m| m.entry.date.is_some_and(|d| d <= day));
            let sums = certain_to.get(last).zip(certain_to.get(first));
            let certain = sums.map_or(0, |(last, first)| last - first);
            let span = Span { placed: (first, last), loose: (loose, loose_end), certain };
            let [surest, fullest] = days.entry(day).or_insert([span, span]);
            if span.certain >= surest.certain {
                *surest = span;
            }
            if span.len() >= fullest.len() {
                *fullest = span;
            }
        }
        let mut all: BTreeMap<NaiveDate, Vec<Stretch<'e>>> =
            days.into_iter().map(|(day, spans)| (day, spans.iter().map(|s| self.stretch(day, s)).collect())).collect();
        if hours >= HOURS_A_DAY {
            self.whole_days(&mut all);
        }
        all
    }

    /// What lies on one day lies within any stretch of a day's length, at whatever hour it was.
    fn whole_days(&self, all: &mut BTreeMap<NaiveDate, Vec<Stretch<'e>>>) {
        let mut dates: Vec<NaiveDate> = self.by_day.iter().filter_map(|m| m.entry.date).collect();
        dates.dedup();
        for day in dates {
            let on_it = self.placed.iter().chain(&self.by_day).filter(|m| m.entry.date == Some(day)).copied();
            all.entry(day).or_default().insert(0, Stretch::new(day, on_it));
        }
    }

    fn stretch(&self, day: NaiveDate, span: &Span) -> Stretch<'e> {
        let mut stretch = Stretch::new(day, cut(&self.placed, span.placed.0, span.placed.1));
        stretch.possible.extend(cut(&self.by_day, span.loose.0, span.loose.1).filter(|m| m.may_count()));
        stretch
    }

    /// For each day, the fullest 24 hours that end on it.
    fn rolling(&self) -> BTreeMap<NaiveDate, Rolling> {
        let sure = self.placed.iter().filter(|m| m.certain());
        let moments: Vec<Moment> = sure.filter_map(|m| m.entry.exact()).collect();
        let mut days: BTreeMap<NaiveDate, Rolling> = BTreeMap::new();
        for (last, to) in moments.iter().enumerate() {
            let from = to.at - a_day();
            let first = moments.partition_point(|m| m.at <= from);
            let Some(start) = moments.get(first) else { continue };
            let here = Rolling { count: last + 1 - first, from: *start, to: *to };
            let there = days.entry(to.date()).or_insert(here);
            if here.count >= there.count {
                *there = here;
            }
        }
        days
    }
}

/// The length of a day, for the count over 24 hours that stands beside a count by calendar day.
const HOURS_A_DAY: u32 = 24;

fn a_day() -> TimeDelta {
    TimeDelta::hours(HOURS_A_DAY.into())
}

/// Positions of contacts in a stretch, before they are picked out.
#[derive(Debug, Clone, Copy)]
struct Span {
    placed: (usize, usize),
    loose: (usize, usize),
    certain: usize,
}

impl Span {
    fn len(&self) -> usize {
        (self.placed.1 - self.placed.0) + self.loose.1.saturating_sub(self.loose.0)
    }
}

fn cut<'m, 'e>(members: &'m [Member<'e>], first: usize, last: usize) -> impl Iterator<Item = Member<'e>> + use<'m, 'e> {
    members.iter().skip(first).take(last.saturating_sub(first)).copied()
}
