//! Dated values: no gap, no overlap, no circle; what they cite exists; what the formulas read is there.

use chrono::Days;
use indexmap::IndexMap;

use super::catalogue::Catalogue;
use super::names::{self, Noun};
use super::nowhere;
use crate::diagnostic::Diagnostic;
use crate::fact::{FactKind, FactScope, Parameters, Vocabulary};
use crate::rule::{Calendar, CalendarYear, DatedEntry, DatedValue, Law, LawId, ValueId, ValueSource};
use crate::source::{Place, Placed};

pub(super) fn values(mut all: Vec<DatedValue>, notes: &mut Vec<Diagnostic>) -> IndexMap<ValueId, DatedValue> {
    for value in &mut all {
        match &mut value.source {
            ValueSource::Series(entries) => in_order(entries, &value.id, notes),
            ValueSource::ByOption { options, .. } => {
                for series in options.values_mut() {
                    in_order(&mut series.entries, &value.id, notes);
                }
            }
            ValueSource::Multiple { .. } => {}
        }
    }
    let map = names::unique(all, |v| (v.id.clone(), v.place), Noun::VALUE, notes);
    for value in map.values() {
        chain(value, &map, notes);
    }
    map
}

fn in_order(entries: &mut [DatedEntry], id: &ValueId, notes: &mut Vec<Diagnostic>) {
    entries.sort_by_key(|e| e.from);
    close_series(entries, id, notes);
}

/// A table stands where one figure belongs.
pub(super) fn is_a_table(value: &DatedValue, place: Place) -> Diagnostic {
    let (zh, en) = match &value.source {
        ValueSource::ByOption { by, .. } => {
            (format!("按 `{}` 分别列出的表", by.it), format!("one figure for each option of `{}`", by.it))
        }
        ValueSource::Series(_) | ValueSource::Multiple { .. } => {
            ("一张分段的表".to_owned(), "a progressive table".to_owned())
        }
    };
    Diagnostic::error(
        "value-is-a-table",
        place,
        format!("`{}` 是{zh}，不是一个数", value.id),
        format!("`{}` is {en}, not a single figure", value.id),
    )
    .also(value.place, "在这里定义", "declared here")
    .help(
        "用由它算出的事实，如 `debt.court_fee`、`household.minimum_wage`",
        "use a fact computed from it, such as `debt.court_fee`, `household.minimum_wage`",
    )
}

/// What figures are told apart by is a choice of the household, and its options are there.
fn by_option(value: &DatedValue, vocabulary: &Vocabulary, notes: &mut Vec<Diagnostic>) {
    let ValueSource::ByOption { by, options } = &value.source else { return };
    let Some((_, fact)) = vocabulary.find(&by.it) else {
        notes.push(names::unknown_fact(by.place, &by.it, vocabulary));
        return;
    };
    let FactKind::Choice(choices) = &fact.kind else { return not_a_choice(by, notes) };
    if fact.scope != FactScope::Household {
        return not_a_choice(by, notes);
    }
    for (name, series) in options.iter().filter(|(name, _)| !choices.iter().any(|c| c.name == **name)) {
        let known = choices.iter().map(|c| c.name.as_str());
        notes.push(names::unknown(Noun::OPTION, series.place, name, known));
    }
}

fn not_a_choice(by: &Placed<String>, notes: &mut Vec<Diagnostic>) {
    notes.push(
        Diagnostic::error(
            "value-by-choice",
            by.place,
            format!("`by` 只能写家庭的单选事实，`{}` 不是", by.it),
            format!("`by` names a single choice of the household, which `{}` is not", by.it),
        )
        .help("如 `household.region`", "such as `household.region`"),
    );
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
    if let Some(table) = map.get(of).filter(|v| v.is_table()) {
        notes.push(is_a_table(table, value.place));
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
    vocabulary: &Vocabulary,
    notes: &mut Vec<Diagnostic>,
) {
    for value in values.values() {
        by_option(value, vocabulary, notes);
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
        let by_option = Parameters::BY_OPTION.contains(&id);
        let of_kind = |v: &DatedValue| matches!(v.source, ValueSource::ByOption { .. }) == by_option;
        if found.is_none_or(|v| v.unit.word() != unit || !of_kind(v)) {
            notes.push(
                Diagnostic::error(
                    "engine-value-missing",
                    found.map_or_else(nowhere, |v| v.place),
                    format!("程序要用的数值 `{id}`(单位 {unit})没有定义，或者单位不同"),
                    format!("the value `{id}` in {unit}, which the program reads, is missing or has another unit"),
                )
                .help(
                    format!("在 values/ 里定义 `{id}`{}", if by_option { "，用 `by` 按选项分别列数" } else { "" }),
                    format!(
                        "declare `{id}` in values/{}",
                        if by_option { ", with `by` and a figure for each option" } else { "" }
                    ),
                ),
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
