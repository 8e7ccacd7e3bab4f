//! Definitions of dated values and of the calendar.

use chrono::{Datelike, NaiveDate, Weekday};

use super::facts::period;
use super::head_of;
use super::laws::{checked, citations};
use super::read::{Fields, Notes, count, date, id, items, name, rate_without_percent, text, word};
use super::tree::Node;
use crate::diagnostic::Diagnostic;
use crate::fact::literal;
use crate::rule::{CalendarYear, DatedEntry, DatedValue, StrengthId, Unit, ValueId, ValueSource};
use crate::source::{Place, Placed};

/// The units of dated values.
pub(crate) const UNITS: [(&str, Unit); 7] = [
    ("rate", Unit::Rate),
    ("amount", Unit::Amount),
    ("count", Unit::Count),
    ("days", Unit::Days),
    ("months", Unit::Months),
    ("years", Unit::Years),
    ("time", Unit::Time),
];

pub(super) fn value(node: &Node, notes: &mut Notes) -> Option<DatedValue> {
    let mut fields = Fields::open(node, ("数值", "value"), notes)?;
    let value_id = fields.required("id", notes).and_then(|n| id(n, notes));
    let title = fields.required("title", notes).and_then(|n| text(n, notes));
    let unit = fields.required("unit", notes).and_then(|n| word(n, &UNITS, notes));
    let derived = fields.optional("derived_from", notes);
    let series = if derived.is_some() { fields.optional("series", notes) } else { fields.required("series", notes) };
    let stale = fields.optional("stale_after", notes);
    let stale_after = stale.and_then(|n| date(n, notes));
    let publisher = fields.optional("source", notes).and_then(|n| text(n, notes));
    let strength = fields.optional("strength", notes).and_then(|n| name(n, notes)).map(|n| StrengthId::from(n.it));
    let cite = citations(fields.optional("cite", notes), notes).into_iter().map(|c| c.it).collect();
    fields.close(notes);
    let (value_id, unit) = (value_id?, unit?);
    let source = match (derived, series) {
        (Some(derived), None) => multiple(derived, notes)?,
        (Some(_), Some(series)) => {
            notes.push(Diagnostic::error(
                "two-sources",
                head_of(series),
                "`series` 和 `derived_from` 只能写一个",
                "write either `series` or `derived_from`",
            ));
            return None;
        }
        (None, series) => {
            ValueSource::Series(items(series?).into_iter().filter_map(|n| entry(n, unit, notes)).collect())
        }
    };
    stale_too_early(stale, stale_after, &source, notes);
    let place = value_id.place;
    Some(DatedValue {
        id: ValueId::from(value_id.it),
        title: title?,
        unit,
        source,
        stale_after,
        publisher,
        strength,
        cite,
        place,
    })
}

/// A new stretch was added and the reminder was not moved: it would say that the newest number is out of date.
fn stale_too_early(node: Option<&Node>, stale_after: Option<NaiveDate>, source: &ValueSource, notes: &mut Notes) {
    let ValueSource::Series(entries) = source else { return };
    let (Some(node), Some(stale), Some(last)) = (node, stale_after, entries.iter().map(|e| e.from).max()) else {
        return;
    };
    if stale < last {
        notes.push(
            Diagnostic::error(
                "period-backwards",
                node.place,
                format!("过期提醒日 {stale} 早于最后一段的起始日 {last}"),
                format!("the reminder of {stale} is before the last stretch begins, {last}"),
            )
            .help("把 stale_after 移到下一次公布的日子", "move `stale_after` to the day of the next publication"),
        );
    }
}

fn multiple(node: &Node, notes: &mut Notes) -> Option<ValueSource> {
    let mut fields = Fields::open(node, ("推算", "derivation"), notes)?;
    let of = fields.required("value", notes).and_then(|n| name(n, notes));
    let times = fields.required("times", notes).and_then(|n| count(n, notes));
    fields.close(notes);
    Some(ValueSource::Multiple { of: ValueId::from(of?.it), times: times? })
}

fn entry(node: &Node, unit: Unit, notes: &mut Notes) -> Option<DatedEntry> {
    let mut fields = Fields::open(node, ("数值的一段", "stretch of a value"), notes)?;
    let (from, until) = period(&mut fields, notes);
    if node.get("from").is_none() {
        fields.required("from", notes);
    }
    let written = fields.required("value", notes);
    let checked = fields.optional("checked", notes).and_then(|n| checked(n, notes));
    fields.close(notes);
    let written = written?;
    let text = text(written, notes)?;
    // `24` as a rate would be 2,400 % a year: a rate in a rule file always carries its sign.
    if unit == Unit::Rate && !text.ends_with('%') {
        notes.push(rate_without_percent(written, &text));
        return None;
    }
    match literal(&unit.kind(), &text) {
        Ok(value) => Some(DatedEntry { from: from?, until, value, checked, place: written.place }),
        Err(error) => {
            let note = Diagnostic::error("bad-value", written.place, error.message.zh, error.message.en);
            let better = error.help;
            notes.push(match unit {
                Unit::Count | Unit::Days | Unit::Months | Unit::Years => {
                    let so = better.map(|b| (format!("，{}", b.zh), format!(": {}", b.en))).unwrap_or_default();
                    note.help(
                        format!("这里只写阿拉伯数字，单位由 `unit` 说明{}", so.0),
                        format!("write digits only, `unit` says what they count{}", so.1),
                    )
                }
                Unit::Rate | Unit::Amount | Unit::Time => match better {
                    Some(better) => note.help(better.zh, better.en),
                    None => note,
                },
            });
            None
        }
    }
}

pub(super) fn calendar_year(node: &Node, notes: &mut Notes) -> Option<Placed<CalendarYear>> {
    let mut fields = Fields::open(node, ("日历年", "calendar year"), notes)?;
    let year = fields.required("year", notes);
    let checked = fields.optional("checked", notes).and_then(|n| checked(n, notes));
    let source = fields.optional("source", notes).and_then(|n| text(n, notes));
    let mut dates = Vec::new();
    let holidays: Option<Vec<_>> = fields
        .required("holidays", notes)
        .map(|n| items(n).into_iter().filter_map(|h| holiday(h, &mut dates, notes)).collect());
    let workdays: Option<Vec<_>> = fields
        .required("workdays", notes)
        .map(|n| items(n).into_iter().filter_map(|d| placed_date(d, notes)).collect());
    fields.close(notes);
    let place = year?.place;
    let year = count(year?, notes).and_then(|y| i32::try_from(y).ok())?;
    let (holidays, workdays) = (holidays?, workdays?);
    on_weekdays(&workdays, notes);
    dates.extend(workdays.iter().copied());
    in_other_years(year, place, &dates, notes);
    let workdays = workdays.into_iter().map(|day| day.it).collect();
    Some(Placed { it: CalendarYear { year, holidays, workdays, checked, source }, place })
}

/// A holiday; its days go to `dates` with their places.
fn holiday(
    node: &Node,
    dates: &mut Vec<Placed<NaiveDate>>,
    notes: &mut Notes,
) -> Option<(String, NaiveDate, NaiveDate)> {
    let mut fields = Fields::open(node, ("假期", "holiday"), notes)?;
    let name = fields.required("name", notes).and_then(|n| text(n, notes));
    let (from, until) = period(&mut fields, notes);
    if node.get("from").is_none() {
        fields.required("from", notes);
    }
    fields.close(notes);
    for (key, day) in [("from", from), ("until", until)] {
        dates.extend(node.get(key).zip(day).map(|(node, it)| Placed { it, place: node.place }));
    }
    let from = from?;
    Some((name?, from, until.unwrap_or(from)))
}

fn placed_date(node: &Node, notes: &mut Notes) -> Option<Placed<NaiveDate>> {
    date(node, notes).map(|it| Placed { it, place: node.place })
}

/// Make-up working days that are working days anyway.
fn on_weekdays(workdays: &[Placed<NaiveDate>], notes: &mut Notes) {
    for Placed { it: day, place } in workdays {
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            notes.push(
                Diagnostic::error(
                    "workday-on-weekday",
                    *place,
                    format!("{day} 不是周末，不用写成调休上班日"),
                    format!("{day} is no weekend day; it needs no make-up entry"),
                )
                .help("核对日期，或者删去", "check the date, or remove it"),
            );
        }
    }
}

/// Dates of another year than the calendar's. A calendar that was copied and not filled in is one mistake.
fn in_other_years(year: i32, place: Place, dates: &[Placed<NaiveDate>], notes: &mut Notes) {
    let stray: Vec<_> = dates.iter().filter(|day| day.it.year() != year).collect();
    if let Some(first) = stray.first().filter(|_| dates.len() > 2 && stray.len() == dates.len()) {
        notes.push(
            Diagnostic::error(
                "date-in-other-year",
                first.place,
                format!("{year} 年的日历里没有一个日期在 {year} 年"),
                format!("no date of the calendar of {year} is in {year}"),
            )
            .also(place, "这里写的年份", "the year written here")
            .help("换成那一年的放假安排，或改正年份", "write the holidays of that year, or mend the year"),
        );
        return;
    }
    for day in stray {
        notes.push(
            Diagnostic::error(
                "date-in-other-year",
                day.place,
                format!("{} 不在 {year} 年", day.it),
                format!("{} is not in {year}", day.it),
            )
            .help("改正日期，或写到那一年的日历里", "mend the date, or write it into the calendar of its year"),
        );
    }
}
