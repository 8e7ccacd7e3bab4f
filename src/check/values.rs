//! Dated values: no gap, no overlap, no circle; what they cite exists; what the formulas read is there.

use chrono::Days;
use indexmap::IndexMap;

use super::catalogue::Catalogue;
use super::names::{self, Noun};
use super::nowhere;
use crate::diagnostic::Diagnostic;
use crate::fact::Parameters;
use crate::rule::{Calendar, CalendarYear, DatedEntry, DatedValue, Law, LawId, ValueId, ValueSource};
use crate::source::Placed;

pub(super) fn values(mut all: Vec<DatedValue>, notes: &mut Vec<Diagnostic>) -> IndexMap<ValueId, DatedValue> {
    for value in &mut all {
        if let ValueSource::Series(entries) = &mut value.source {
            entries.sort_by_key(|e| e.from);
            close_series(entries, &value.id, notes);
        }
    }
    let map = names::unique(all, |v| (v.id.clone(), v.place), Noun::VALUE, notes);
    for value in map.values() {
        chain(value, &map, notes);
    }
    map
}

/// Each entry lasts until the day before the next; what an author wrote must agree with that.
fn close_series(entries: &mut [DatedEntry], id: &ValueId, notes: &mut Vec<Diagnostic>) {
    let starts: Vec<_> = entries.iter().skip(1).map(|e| e.from).collect();
    for (entry, next) in entries.iter_mut().zip(starts) {
        let last = next.checked_sub_days(Days::new(1));
        if entry.from == next {
            notes.push(Diagnostic::error(
                "value-overlap",
                entry.place,
                format!("`{id}` 有两段都从 {next} 开始"),
                format!("two stretches of `{id}` begin on {next}"),
            ));
        }
        match (entry.until, last) {
            (None, last) => entry.until = last,
            (Some(until), Some(last)) if until > last => notes.push(
                Diagnostic::error(
                    "value-overlap",
                    entry.place,
                    format!("`{id}` 的这一段到 {until}，下一段却从 {next} 开始"),
                    format!("this stretch of `{id}` lasts until {until}, but the next begins on {next}"),
                )
                .help(format!("until 改为 {last}，或者删去 until"), format!("set until to {last}, or leave it out")),
            ),
            (Some(until), Some(last)) if until < last => notes.push(
                Diagnostic::error(
                    "value-gap",
                    entry.place,
                    format!("`{id}` 在 {until} 之后、{next} 之前没有数值"),
                    format!("`{id}` has no value between {until} and {next}"),
                )
                .help("补上这一段，或者删去 until", "fill the gap, or leave until out"),
            ),
            _ => {}
        }
    }
}

fn chain(value: &DatedValue, map: &IndexMap<ValueId, DatedValue>, notes: &mut Vec<Diagnostic>) {
    let ValueSource::Multiple { of, .. } = &value.source else { return };
    let used = Placed { it: of.clone(), place: value.place };
    if !names::known(&used, map, Noun::VALUE, notes) {
        return;
    }
    let mut seen = vec![&value.id];
    let mut next = of;
    while let Some(DatedValue { source: ValueSource::Multiple { of, .. }, .. }) = map.get(next) {
        if seen.contains(&next) || seen.len() > 4 {
            notes.push(Diagnostic::error(
                "value-circle",
                value.place,
                format!("`{}` 由自己推算出来", value.id),
                format!("`{}` is derived from itself", value.id),
            ));
            return;
        }
        seen.push(next);
        next = of;
    }
}

/// What needs the other definitions: citations, strengths, and the values that formulas read.
pub(super) fn check_names(
    values: &IndexMap<ValueId, DatedValue>,
    laws: &IndexMap<LawId, Law>,
    catalogue: &Catalogue,
    notes: &mut Vec<Diagnostic>,
) {
    for value in values.values() {
        for citation in &value.cite {
            super::citations::exists(&Placed { it: citation.clone(), place: value.place }, laws, notes);
        }
        if let Some(strength) = &value.strength {
            names::known(
                &Placed { it: strength.clone(), place: value.place },
                &catalogue.strengths,
                Noun::STRENGTH,
                notes,
            );
        }
    }
    for (id, unit) in Parameters::IDS {
        let found = values.get(id);
        if found.is_none_or(|v| v.unit.word() != unit) {
            notes.push(
                Diagnostic::error(
                    "engine-value-missing",
                    found.map_or_else(nowhere, |v| v.place),
                    format!("程序要用的数值 `{id}`(单位 {unit})没有定义，或者单位不同"),
                    format!("the value `{id}` in {unit}, which the program reads, is missing or has another unit"),
                )
                .help(format!("在 values/ 里定义 `{id}`"), format!("declare `{id}` in values/")),
            );
        }
    }
}

pub(super) fn calendar(years: Vec<Placed<CalendarYear>>, notes: &mut Vec<Diagnostic>) -> Calendar {
    let mut all = Calendar::default();
    for Placed { it: year, place } in years {
        let number = year.year;
        if !all.add(year) {
            notes.push(Diagnostic::error(
                "duplicate-id",
                place,
                format!("{number} 年的日历定义了两次"),
                format!("the calendar of {number} is defined twice"),
            ));
        }
    }
    all
}
