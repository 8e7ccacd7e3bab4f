//! Definitions of dated values and of the calendar.

use super::facts::period;
use super::head_of;
use super::laws::{checked, citations};
use super::read::{Fields, Notes, count, date, id, items, name, rate_without_percent, text, word};
use super::tree::Node;
use crate::diagnostic::Diagnostic;
use crate::fact::literal;
use crate::rule::{CalendarYear, DatedEntry, DatedValue, StrengthId, Unit, ValueId, ValueSource};
use crate::source::Placed;

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
    let stale_after = fields.optional("stale_after", notes).and_then(|n| date(n, notes));
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
    let holidays =
        fields.required("holidays", notes).map(|n| items(n).into_iter().filter_map(|h| holiday(h, notes)).collect());
    let workdays =
        fields.required("workdays", notes).map(|n| items(n).into_iter().filter_map(|d| date(d, notes)).collect());
    fields.close(notes);
    let place = year?.place;
    let year = count(year?, notes).and_then(|y| i32::try_from(y).ok())?;
    Some(Placed { it: CalendarYear { year, holidays: holidays?, workdays: workdays?, checked, source }, place })
}

fn holiday(node: &Node, notes: &mut Notes) -> Option<(String, chrono::NaiveDate, chrono::NaiveDate)> {
    let mut fields = Fields::open(node, ("假期", "holiday"), notes)?;
    let name = fields.required("name", notes).and_then(|n| text(n, notes));
    let (from, until) = period(&mut fields, notes);
    if node.get("from").is_none() {
        fields.required("from", notes);
    }
    fields.close(notes);
    let from = from?;
    Some((name?, from, until.unwrap_or(from)))
}
