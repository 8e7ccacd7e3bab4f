//! The contacts by day and hour, with the quiet hours of each day as the rules have them.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Timelike};
use serde::Serialize;
use utoipa::ToSchema;

use super::timeline::{value, word};
use crate::evaluate::Session;
use crate::fact::{Precision, Subject, Value};
use crate::rule::ValueId;

/// The dated values that say when the quiet hours of a day begin and end. Without them none are shown.
const QUIET_HOURS: (&str, &str) = ("quiet_from", "quiet_until");
/// Channels that are a call; whether it was connected tells them apart.
const CALLS: [&str; 3] = ["call", "ai_voice", "robot_notice"];
/// Channels that leave something to read.
const TEXTS: [&str; 6] = ["sms", "verification_code_bomb", "wechat", "qq", "app_push", "email"];
/// Channels that bring somebody to a door.
const VISITS: [&str; 3] = ["visit_home", "visit_work", "visit_village"];

/// Contacts by day and hour. Those that the debtor began stand apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Calendar {
    /// The days with contacts, in order.
    pub days: Vec<CalendarDay>,
    /// Contacts whose day is not known.
    pub without_day: Tally,
    /// How many the debtor began; they are counted nowhere else here.
    pub own: usize,
    /// All contacts but those the debtor began.
    pub total: Tally,
}

/// The contacts of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CalendarDay {
    /// The day in Beijing.
    #[schema(example = "2026-11-12")]
    pub date: NaiveDate,
    /// When its quiet hours begin, where the rules have any for that day.
    #[schema(example = "22:00")]
    pub quiet_from: Option<String>,
    /// When they end.
    #[schema(example = "08:00")]
    pub quiet_until: Option<String>,
    /// The hours with contacts, in order.
    pub hours: Vec<CalendarHour>,
    /// Contacts of which only the day is known.
    pub without_hour: Tally,
    /// All of the day.
    pub total: Tally,
}

/// The contacts of one hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CalendarHour {
    /// The hour in Beijing, from 0 to 23.
    #[schema(example = 22)]
    pub hour: u32,
    /// How many there were.
    pub contacts: Tally,
}

/// How many contacts of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Tally {
    /// Calls that were connected.
    pub connected: usize,
    /// Calls that were not.
    pub not_connected: usize,
    /// Calls of which that is not known.
    pub unclear: usize,
    /// Messages.
    pub texts: usize,
    /// Visits.
    pub visits: usize,
    /// Anything else, and what nobody named.
    pub other: usize,
}

impl Tally {
    /// All of them.
    pub fn sum(&self) -> usize {
        self.connected + self.not_connected + self.unclear + self.texts + self.visits + self.other
    }

    /// Adds another tally.
    pub fn add(&mut self, other: Self) {
        self.connected += other.connected;
        self.not_connected += other.not_connected;
        self.unclear += other.unclear;
        self.texts += other.texts;
        self.visits += other.visits;
        self.other += other.other;
    }
}

/// Which hour of a day, where known.
type Days = BTreeMap<NaiveDate, BTreeMap<Option<u32>, Tally>>;

pub(super) fn calendar(session: &Session<'_>) -> Calendar {
    let mut days = Days::new();
    let (mut without_day, mut total, mut own) = (Tally::default(), Tally::default(), 0);
    for subject in session.portfolio.contact_subjects() {
        if word(session, "contact.direction", subject).is_some_and(|d| d.word == "inbound") {
            own += 1;
            continue;
        }
        let one = kind(session, subject);
        total.add(one);
        match session.value(session.program.set.engine_facts.at, subject) {
            Some(Value::Instant(moment)) => {
                let hour = (moment.precision != Precision::Day).then(|| moment.at.hour());
                days.entry(moment.date()).or_default().entry(hour).or_default().add(one);
            }
            _ => without_day.add(one),
        }
    }
    let days = days.into_iter().map(|(date, hours)| day(session, date, hours)).collect();
    Calendar { days, without_day, own, total }
}

fn day(session: &Session<'_>, date: NaiveDate, mut hours: BTreeMap<Option<u32>, Tally>) -> CalendarDay {
    let without_hour = hours.remove(&None).unwrap_or_default();
    let mut total = without_hour;
    for of_hour in hours.values() {
        total.add(*of_hour);
    }
    let (from, until) = quiet_hours(session, date).unzip();
    CalendarDay {
        date,
        quiet_from: from,
        quiet_until: until,
        hours: hours
            .into_iter()
            .filter_map(|(hour, contacts)| hour.map(|hour| CalendarHour { hour, contacts }))
            .collect(),
        without_hour,
        total,
    }
}

fn quiet_hours(session: &Session<'_>, date: NaiveDate) -> Option<(String, String)> {
    let set = &session.program.set;
    let clock = |id: &str| {
        let id = ValueId::from(id);
        let unit = set.values.get(&id)?.unit;
        match set.value_on(&id, date) {
            Some(value @ Value::Time(_)) => Some(value.show(&unit.kind())),
            _ => None,
        }
    };
    Some((clock(QUIET_HOURS.0)?, clock(QUIET_HOURS.1)?))
}

/// One contact as a tally.
fn kind(session: &Session<'_>, subject: Subject) -> Tally {
    let channel = word(session, "contact.channel", subject).map(|c| c.word).unwrap_or_default();
    let of = |kinds: &[&str]| kinds.contains(&channel.as_str());
    let mut one = Tally::default();
    if of(&CALLS) {
        let lasted = match value(session, "contact.duration_seconds", subject) {
            Some(Value::Count(seconds)) => Some(*seconds > 0),
            _ => None,
        };
        match value(session, "contact.connected", subject) {
            Some(Value::YesNo(connected)) => count_call(&mut one, Some(*connected)),
            _ => count_call(&mut one, lasted),
        }
    } else if of(&TEXTS) {
        one.texts = 1;
    } else if of(&VISITS) {
        one.visits = 1;
    } else {
        one.other = 1;
    }
    one
}

fn count_call(tally: &mut Tally, connected: Option<bool>) {
    match connected {
        Some(true) => tally.connected += 1,
        Some(false) => tally.not_connected += 1,
        None => tally.unclear += 1,
    }
}
