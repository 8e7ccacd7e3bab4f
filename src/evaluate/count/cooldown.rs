//! The days after a conversation: what comes after it, in so many days of which its own is the first.
//!
//! A contact surely comes after a conversation of an earlier day, and after one of the same day when the moments of
//! both are known. Where only the day is known, or where it is not known whether there was a conversation, it may.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, FixedOffset, NaiveDate};

use super::entries::{Entry, Holds, Member};
use super::stretch::Stretch;
use crate::fact::Missing;

/// The order of two contacts of one day.
type Order = (Option<NaiveDate>, Option<DateTime<FixedOffset>>, usize);

/// The conversations of one day.
#[derive(Default)]
struct Talks<'e> {
    /// The first that surely was one and whose moment is known, by order.
    sure: Option<Order>,
    /// The first that may have been one and whose moment is known.
    any: Option<Order>,
    /// All, in order.
    all: Vec<Member<'e>>,
}

/// For each day with contacts, what came after a conversation that may still be waited for.
pub(super) fn stretches<'e>(placed: &[Member<'e>], days: u32) -> Vec<Stretch<'e>> {
    let talks = talks(placed);
    let reach = Days::new(u64::from(days.saturating_sub(1)));
    let mut dates: Vec<NaiveDate> = placed.iter().filter(|m| m.may_count()).filter_map(|m| m.entry.date).collect();
    dates.dedup();
    let one = |day: NaiveDate| {
        let start = day.checked_sub_days(reach).unwrap_or(NaiveDate::MIN);
        let (first, begun) = talks.range(start..=day).next()?;
        let surely = talks.range(start..=day).find(|(_, t)| t.all.iter().any(|m| is_sure(*m)));
        let from = placed.partition_point(|m| m.entry.date.is_some_and(|d| d < *first));
        let until = placed.partition_point(|m| m.entry.date.is_some_and(|d| d <= day));
        let members = placed.iter().skip(from).take(until.saturating_sub(from)).filter(|m| m.may_count());
        let mut stretch = Stretch::new(day, []);
        for member in members {
            let sure = surely.is_some_and(|(date, talks)| surely_after(member.entry, *date, talks));
            if sure && member.certain() {
                stretch.certain.push(member.entry);
            } else if sure || may_be_after(member.entry, *first, begun) {
                stretch.possible.push(*member);
            }
        }
        let all = surely.map_or(begun, |(_, talks)| talks).all.iter();
        let conversation = all.clone().find(|m| is_sure(**m)).or_else(|| all.clone().next());
        stretch.conversation = conversation.map(|m| m.entry.contact);
        stretch.missing = begun.all.iter().flat_map(|m| unsure(*m)).collect();
        Some(stretch).filter(|s| s.len() > 0)
    };
    dates.into_iter().filter_map(one).collect()
}

fn talks<'e>(placed: &[Member<'e>]) -> BTreeMap<NaiveDate, Talks<'e>> {
    let mut talks: BTreeMap<NaiveDate, Talks<'e>> = BTreeMap::new();
    for member in placed.iter().filter(|m| m.entry.talk != Holds::No) {
        let Some(date) = member.entry.date else { continue };
        let here = talks.entry(date).or_default();
        here.all.push(*member);
        if member.entry.exact().is_some() {
            let order = member.entry.order();
            here.any = here.any.or(Some(order));
            if is_sure(*member) {
                here.sure = here.sure.or(Some(order));
            }
        }
    }
    talks
}

fn is_sure(member: Member<'_>) -> bool {
    !member.stray && member.entry.talk == Holds::Yes
}

/// What would settle whether this was a conversation, and when.
pub(super) fn unsure(member: Member<'_>) -> Vec<Missing> {
    let mut missing = member.entry.missing.clone();
    if let Holds::Maybe(more, _) = &member.entry.talk {
        missing.extend(more);
    }
    missing
}

fn surely_after(entry: &Entry, date: NaiveDate, talks: &Talks<'_>) -> bool {
    let exact = entry.exact().is_some();
    entry.date > Some(date) || (exact && talks.sure.is_some_and(|first| first < entry.order()))
}

fn may_be_after(entry: &Entry, date: NaiveDate, talks: &Talks<'_>) -> bool {
    if entry.date > Some(date) {
        return true;
    }
    let mut others = talks.all.iter().filter(|m| m.entry.contact != entry.contact);
    match entry.exact() {
        Some(_) => talks.any.is_some_and(|first| first < entry.order()) || others.any(|m| m.entry.exact().is_none()),
        None => others.next().is_some(),
    }
}
