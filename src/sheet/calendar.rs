//! An answer as a calendar (RFC 5545): a day for each deadline to come, and for each day on which the answer changes by
//! itself. The same answer gives the same bytes: the stamp is the day of the answer, and ids come from what they name.
//!
//! Nothing in it says whose it is, save the reference that was given: debts stand under their ids, not under what the
//! client calls them, because calendars are shared and synchronised.
//!
//! Written here and not by a library: the maintained one stamps alarms with the clock and random ids.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::hex::hex;
use crate::plan::{Answer, Deadline};
use crate::timeline::{TimelineChange, TimelineDay};

/// How many days before a deadline of the law the alarm goes off: enough to write one page and to post it.
pub const ALARM_DAYS_BEFORE: i64 = 3;

/// The most octets of a line, its end not counted (RFC 5545, 3.1).
const LINE_OCTETS: usize = 75;

/// An all-day event.
struct Event {
    on: NaiveDate,
    summary: String,
    description: String,
    category: &'static str,
    alarm: bool,
    /// What it is of, whatever its day: the same thing keeps its id when its day moves.
    of: String,
}

/// The answer as a calendar.
pub fn calendar(answer: &Answer) -> String {
    let mut events: Vec<Event> = answer.deadlines.iter().filter(|d| d.days_left >= 0).map(deadline).collect();
    events.extend(answer.timeline.iter().map(change));
    if events.is_empty() {
        // A calendar without an event is none, and many programs refuse it.
        events.push(nothing(answer.as_of));
    }
    let owner = owner(answer, &events);
    let mut lines = Lines::default();
    for (name, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Ashore//Ashore//ZH"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        lines.add(name, value);
    }
    let name = answer.case_ref.as_ref().map_or_else(|| "还债计划".to_owned(), |case| format!("还债计划 {case}"));
    lines.text("X-WR-CALNAME", &name);
    for event in &events {
        lines.event(event, answer.as_of, &owner);
    }
    lines.add("END", "VCALENDAR");
    lines.0
}

/// What keeps ids of one household apart from those of another: its reference; without one, everything in the calendar.
/// Two people with the same deadline must not share an id, or one deadline would replace the other.
fn owner(answer: &Answer, events: &[Event]) -> String {
    answer.case_ref.clone().unwrap_or_else(|| {
        let all = events.iter().map(|e| format!("{}\n{}\n{}\n", e.on, e.summary, e.description));
        all.chain(answer.budget.total_debt.clone()).collect()
    })
}

fn deadline(deadline: &Deadline) -> Event {
    let summary = about(deadline.debt.as_deref(), &deadline.title);
    let lines = [deadline.counting.as_ref(), deadline.title_en.as_ref(), deadline.counting_en.as_ref()];
    let description: Vec<&str> = lines.into_iter().flatten().map(String::as_str).collect();
    Event {
        on: deadline.on,
        of: format!("deadline {:?} {:?}", deadline.debt, deadline.of),
        description: description.join("\n"),
        category: "deadline",
        // A day the client sets for himself is no clock of the law.
        alarm: !deadline.set_here && !deadline.rules.is_empty() && deadline.days_left > 0,
        summary,
    }
}

fn change(entry: &TimelineDay) -> Event {
    let line = |c: &TimelineChange| about(c.debt.as_deref(), &c.text);
    let line_en = |c: &TimelineChange| {
        c.text_en
            .as_ref()
            .map(|text| c.debt.as_ref().map_or_else(|| text.clone(), |debt| format!("debt {debt}: {text}")))
    };
    let first = entry.changes.first().map(line).unwrap_or_default();
    let more = entry.changes.len().saturating_sub(1);
    let texts = entry.changes.iter().map(line).chain(entry.changes.iter().filter_map(line_en));
    Event {
        on: entry.on,
        summary: if more == 0 { first } else { format!("{first}；另有 {more} 项变化") },
        description: texts.collect::<Vec<_>>().join("\n"),
        category: "change",
        alarm: false,
        of: format!("change {}", entry.on),
    }
}

fn nothing(as_of: NaiveDate) -> Event {
    Event {
        on: as_of,
        summary: "按这天的情况，没有会到来的期限".to_owned(),
        description: "As things stand on this day no deadline is coming.".to_owned(),
        category: "deadline",
        alarm: false,
        of: "nothing".to_owned(),
    }
}

fn about(debt: Option<&str>, text: &str) -> String {
    debt.map_or_else(|| text.to_owned(), |debt| format!("债务 {debt}：{text}"))
}

/// Content lines, each ended and folded.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn event(&mut self, event: &Event, as_of: NaiveDate, owner: &str) {
        self.add("BEGIN", "VEVENT");
        self.add("UID", &uid(owner, &event.of));
        self.add("DTSTAMP", &format!("{}T000000Z", plain(as_of)));
        self.add("DTSTART;VALUE=DATE", &plain(event.on));
        self.add("DTEND;VALUE=DATE", &plain(event.on.succ_opt().unwrap_or(event.on)));
        self.text("SUMMARY", &event.summary);
        if !event.description.is_empty() {
            self.text("DESCRIPTION", &event.description);
        }
        self.add("CATEGORIES", event.category);
        self.add("TRANSP", "TRANSPARENT");
        if event.alarm {
            self.add("BEGIN", "VALARM");
            self.add("ACTION", "DISPLAY");
            self.add("TRIGGER", &format!("-P{ALARM_DAYS_BEFORE}D"));
            self.text("DESCRIPTION", &event.summary);
            self.add("END", "VALARM");
        }
        self.add("END", "VEVENT");
    }

    /// A property whose value is a text.
    fn text(&mut self, name: &str, value: &str) {
        self.add(name, &escaped(value));
    }

    /// A line, folded so that no piece is too long and no character is cut.
    fn add(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for c in format!("{name}:{value}").chars() {
            if octets + c.len_utf8() > LINE_OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn escaped(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => all.extend(['\\', c]),
            '\n' => all.push_str("\\n"),
            c if c.is_control() => all.push(' '),
            c => all.push(c),
        }
    }
    all
}

fn plain(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

fn uid(owner: &str, of: &str) -> String {
    let digest = Sha256::digest(format!("{owner}\n{of}"));
    let half = digest.first_chunk::<16>().map(|half| hex(half)).unwrap_or_default();
    format!("{half}@ashore.invalid")
}
