//! The calendar as a picture: one row for each day, one column for each hour, a mark for each kind of contact. Marks
//! differ in shape, so that the picture says the same on a black-and-white printer and to the colour-blind; what it
//! shows is said in words beside it.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;

use super::calendar::{Calendar, CalendarDay, Tally};

/// How many days are drawn; the rest is summed and said.
pub(super) const DAYS_DRAWN: usize = 62;
/// How many rows stand in one picture, so that a picture fits on a page.
const ROWS: usize = 31;

const HOURS: u32 = 24;
const CELL_WIDTH: u32 = 26;
const CELL_HEIGHT: u32 = 24;
const LEFT: u32 = 118;
const TOP: u32 = 24;
/// Room for the sum of a day and for contacts without an hour.
const RIGHT: u32 = 118;
const MINUTES_OF_DAY: u32 = 1_440;

/// The pictures, and what is not on them.
#[derive(Debug, Serialize)]
pub(super) struct Picture {
    pub(super) blocks: Vec<Block>,
    /// How many days with contacts are left out, and how many contacts they hold.
    pub(super) days_left_out: usize,
    pub(super) contacts_left_out: usize,
    pub(super) left_out_until: Option<String>,
    pub(super) has_quiet_hours: bool,
}

/// One picture.
#[derive(Debug, Serialize)]
pub(super) struct Block {
    width: u32,
    height: u32,
    bottom: u32,
    left: u32,
    right_edge: u32,
    title: String,
    /// The same in words.
    text: String,
    hours: Vec<Label>,
    /// The lines between hours.
    lines: Vec<u32>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Label {
    x: u32,
    text: String,
}

#[derive(Debug, Serialize)]
struct Row {
    y: u32,
    height: u32,
    /// Where texts stand.
    baseline: u32,
    date: String,
    quiet: Vec<Band>,
    marks: Vec<Mark>,
    sum: String,
}

#[derive(Debug, Serialize)]
struct Band {
    x: u32,
    width: u32,
}

#[derive(Debug, Serialize)]
struct Mark {
    kind: &'static str,
    x: u32,
    y: u32,
    /// Half of its width.
    r: u32,
    /// How many, where there is more than one.
    count: Option<String>,
    baseline: u32,
    size: u32,
}

/// Draws a calendar. Where it spans few days every one has its row, so that days in peace are seen as well; else only
/// the last days with contacts are drawn.
pub(super) fn picture(calendar: &Calendar) -> Picture {
    let days = &calendar.days;
    let left_out = if span(days) <= DAYS_DRAWN { 0 } else { days.len().saturating_sub(DAYS_DRAWN) };
    let (before, shown) = days.split_at_checked(left_out).unwrap_or((&[], days));
    let rows: Vec<CalendarDay> = if span(shown) <= DAYS_DRAWN { without_gaps(shown) } else { shown.to_vec() };
    Picture {
        days_left_out: before.len(),
        contacts_left_out: before.iter().map(|d| d.total.sum()).sum(),
        left_out_until: before.last().map(|d| d.date.to_string()),
        has_quiet_hours: rows.iter().any(|d| d.quiet_from.is_some()),
        blocks: rows.chunks(ROWS).map(block).collect(),
    }
}

/// How many days lie between the first and the last, both counted.
fn span(days: &[CalendarDay]) -> usize {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return 0 };
    usize::try_from((last.date - first.date).num_days()).unwrap_or(usize::MAX).saturating_add(1)
}

/// The days with those between them that have no contact. Quiet hours are shown on days with contacts only where they
/// differ: a day in peace takes those of the day before it.
fn without_gaps(days: &[CalendarDay]) -> Vec<CalendarDay> {
    let mut all: Vec<CalendarDay> = Vec::new();
    for day in days {
        while let Some(last) = all.last() {
            let Some(next) = last.date.checked_add_days(Days::new(1)).filter(|next| *next < day.date) else { break };
            let empty = CalendarDay {
                date: next,
                quiet_from: last.quiet_from.clone(),
                quiet_until: last.quiet_until.clone(),
                hours: Vec::new(),
                without_hour: Tally::default(),
                total: Tally::default(),
            };
            all.push(empty);
        }
        all.push(day.clone());
    }
    all
}

fn block(days: &[CalendarDay]) -> Block {
    let right_edge = LEFT + HOURS * CELL_WIDTH;
    let rows: Vec<Row> =
        days.iter().scan(TOP, |y, day| Some(row(day, std::mem::replace(y, *y + CELL_HEIGHT)))).collect();
    let bottom = rows.last().map_or(TOP, |r| r.y + CELL_HEIGHT);
    let (first, last) = (days.first().map(|d| d.date), days.last().map(|d| d.date));
    let named = |day: Option<NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
    Block {
        width: right_edge + RIGHT,
        height: bottom + 4,
        bottom,
        left: LEFT,
        right_edge,
        title: format!("{} 至 {} 每天每小时的催收联系", named(first), named(last)),
        text: in_words(days),
        hours: (0..HOURS).map(|h| Label { x: LEFT + h * CELL_WIDTH + CELL_WIDTH / 2, text: h.to_string() }).collect(),
        lines: (0..=HOURS).map(|h| LEFT + h * CELL_WIDTH).collect(),
        rows,
    }
}

fn row(day: &CalendarDay, y: u32) -> Row {
    let middle = y + CELL_HEIGHT / 2;
    let sum = match (day.total.sum(), day.without_hour.sum()) {
        (0, _) => String::new(),
        (all, 0) => format!("{all} 次"),
        (all, without) => format!("{all} 次，{without} 次钟点不明"),
    };
    Row {
        y,
        height: CELL_HEIGHT,
        baseline: middle + 5,
        date: format!("{} {}", day.date, weekday(day.date)),
        quiet: quiet(day),
        marks: day.hours.iter().flat_map(|h| marks(&h.contacts, LEFT + h.hour * CELL_WIDTH, y)).collect(),
        sum,
    }
}

fn weekday(day: NaiveDate) -> &'static str {
    match day.weekday() {
        chrono::Weekday::Mon => "一",
        chrono::Weekday::Tue => "二",
        chrono::Weekday::Wed => "三",
        chrono::Weekday::Thu => "四",
        chrono::Weekday::Fri => "五",
        chrono::Weekday::Sat => "六",
        chrono::Weekday::Sun => "日",
    }
}

/// The quiet hours of a day as stretches of its row; over midnight they are two.
fn quiet(day: &CalendarDay) -> Vec<Band> {
    let minutes = |clock: &Option<String>| {
        let (hour, minute) = clock.as_ref()?.split_once(':')?;
        let minute = minute.split(':').next().unwrap_or_default();
        Some(hour.parse::<u32>().ok()? * 60 + minute.parse::<u32>().ok()?)
    };
    let (Some(from), Some(until)) = (minutes(&day.quiet_from), minutes(&day.quiet_until)) else { return Vec::new() };
    let x = |minute: u32| LEFT + minute.min(MINUTES_OF_DAY) * CELL_WIDTH * HOURS / MINUTES_OF_DAY;
    let band = |from: u32, until: u32| Band { x: x(from), width: x(until).saturating_sub(x(from)) };
    if from <= until { vec![band(from, until)] } else { vec![band(0, until), band(from, MINUTES_OF_DAY)] }
}

/// The kinds of contacts with their names, as the legend has them.
pub(super) const KINDS: [(&str, &str); 6] = [
    ("connected", "接通的电话"),
    ("not_connected", "没有接通的电话"),
    ("unclear", "不知道接没接通的电话"),
    ("texts", "短信、聊天、推送等文字"),
    ("visits", "上门"),
    ("other", "其他方式"),
];

fn counts(tally: &Tally) -> impl Iterator<Item = (&'static str, &'static str, usize)> {
    let all = [tally.connected, tally.not_connected, tally.unclear, tally.texts, tally.visits, tally.other];
    KINDS.into_iter().zip(all).filter(|(_, n)| *n > 0).map(|((kind, name), n)| (kind, name, n))
}

/// The marks of one hour: one in the middle, two beside each other, more in the corners.
fn marks(tally: &Tally, left: u32, top: u32) -> Vec<Mark> {
    let there: Vec<(&str, usize)> = counts(tally).map(|(kind, _, n)| (kind, n)).collect();
    let places: &[(u32, u32)] = match there.len() {
        0 | 1 => &[(13, 12)],
        2 => &[(7, 12), (19, 12)],
        3 | 4 => &[(7, 6), (19, 6), (7, 18), (19, 18)],
        _ => &[(5, 6), (13, 6), (21, 6), (5, 18), (13, 18), (21, 18)],
    };
    let (r, size) = match there.len() {
        0 | 1 => (9, 11),
        2 => (6, 9),
        3 | 4 => (5, 7),
        _ => (4, 6),
    };
    let mark = |((kind, n), (x, y)): ((&'static str, usize), &(u32, u32))| Mark {
        kind,
        x: left + x,
        y: top + y,
        r,
        count: (n > 1).then(|| if n > 99 { "99+".to_owned() } else { n.to_string() }),
        baseline: top + y + size * 2 / 5,
        size: if n > 9 { size.saturating_sub(2) } else { size },
    };
    there.into_iter().zip(places).map(mark).collect()
}

/// What a picture shows, day by day.
fn in_words(days: &[CalendarDay]) -> String {
    let mut text = String::new();
    for day in days.iter().filter(|d| d.total.sum() > 0) {
        let hours = day.hours.iter().map(|h| (format!("{} 时", h.hour), h.contacts));
        let without = Some(("钟点不明".to_owned(), day.without_hour)).filter(|(_, t)| t.sum() > 0);
        let said: Vec<String> = hours
            .chain(without)
            .map(|(when, tally)| {
                let kinds: Vec<String> = counts(&tally).map(|(_, name, n)| format!("{name} {n}")).collect();
                format!("{when} {}", kinds.join("、"))
            })
            .collect();
        // Writing to a string cannot fail.
        let _ = write!(text, "{}：{}。", day.date, said.join("；"));
    }
    text
}
