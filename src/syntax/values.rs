//! Definitions of dated values and of the calendar.

use chrono::{Datelike, NaiveDate, Weekday};
use indexmap::IndexMap;

use super::facts::period;
use super::head_of;
use super::laws::{checked, citations};
use super::read::{Fields, Notes, count, date, expected, id, items, name, rate_without_percent, text, word};
use super::tree::{Entry, Kind, Node};
use crate::diagnostic::Diagnostic;
use crate::fact::{FactKind, Value, literal};
use crate::money::bands::{Band, Bands, BandsError, Charge};
use crate::money::{Money, Rate};
use crate::rule::{CalendarYear, DatedEntry, DatedValue, OptionSeries, StrengthId, Unit, ValueId, ValueSource};
use crate::source::{Place, Placed};

/// The units of dated values.
pub(crate) const UNITS: [(&str, Unit); 8] = [
    ("rate", Unit::Rate),
    ("amount", Unit::Amount),
    ("count", Unit::Count),
    ("days", Unit::Days),
    ("months", Unit::Months),
    ("years", Unit::Years),
    ("time", Unit::Time),
    ("bands", Unit::Bands),
];

pub(super) fn value(node: &Node, notes: &mut Notes) -> Option<DatedValue> {
    let mut fields = Fields::open(node, ("数值", "value"), notes)?;
    let value_id = fields.required("id", notes).and_then(|n| id(n, notes));
    let title = fields.required("title", notes).and_then(|n| text(n, notes));
    let unit = fields.required("unit", notes).and_then(|n| word(n, &UNITS, notes));
    let by = fields.optional("by", notes).and_then(|n| name(n, notes));
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
        (None, series) => match by {
            Some(by) => ValueSource::ByOption { by, options: by_option(series?, unit, notes)? },
            None => ValueSource::Series(entries(series?, unit, notes)),
        },
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
    let last = match source {
        ValueSource::Series(entries) => entries.iter().map(|e| e.from).max(),
        ValueSource::ByOption { options, .. } => options.values().flat_map(|s| &s.entries).map(|e| e.from).max(),
        ValueSource::Multiple { .. } => None,
    };
    let (Some(node), Some(stale), Some(last)) = (node, stale_after, last) else {
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

fn entries(node: &Node, unit: Unit, notes: &mut Notes) -> Vec<DatedEntry> {
    items(node).into_iter().filter_map(|n| entry(n, unit, notes)).collect()
}

/// A series under the name of each option.
fn by_option(node: &Node, unit: Unit, notes: &mut Notes) -> Option<IndexMap<String, OptionSeries>> {
    let Kind::Map(options) = &node.kind else {
        notes.push(expected(node, ("选项的映射", "a mapping of options")).help(
            "写了 `by` 的，series 下面每个选项一行，再在它下面写各段",
            "with `by`, each option stands on a line under `series`, with its stretches under it",
        ));
        return None;
    };
    let series = |option: &Entry, notes: &mut Notes| OptionSeries {
        place: option.key_place,
        entries: entries(&option.value, unit, notes),
    };
    Some(options.iter().map(|option| (option.key.clone(), series(option, notes))).collect())
}

/// The bands of a stretch; a figure in their place is one mistake.
fn in_bands<'n>(fields: &mut Fields<'n>, notes: &mut Notes) -> Option<&'n Node> {
    let Some(figure) = fields.optional("value", notes) else { return fields.required("bands", notes) };
    notes.push(
        Diagnostic::error(
            "bad-bands",
            figure.place,
            "单位是 bands 的，一段里写 `bands`，不写 `value`",
            "in the unit `bands` a stretch has `bands`, not `value`",
        )
        .help(
            "在 `bands` 下面一行写一段；只有一个数的，改 unit",
            "write one band a line under `bands`; for a single figure, change the unit",
        ),
    );
    fields.optional("bands", notes);
    None
}

/// A progressive table: `- { up_to: 10000, fixed: 50 }`, `- { rate: 0.5% }`.
fn bands(node: &Node, notes: &mut Notes) -> Option<Value> {
    let nodes = items(node);
    let read: Option<Vec<Band>> = nodes.iter().map(|n| band(n, notes)).collect();
    let error = match Bands::new(read?) {
        Ok(bands) => return Some(Value::Bands(bands)),
        Err(error) => error,
    };
    let (at, zh, en) = match error {
        BandsError::Empty => (None, "一段也没有写", "no band is written"),
        BandsError::NotAscending(i) => {
            (Some(i), "这一段的上限没有比前一段高", "this band ends no higher than the one before")
        }
        BandsError::OpenBeforeTheLast(i) => {
            (Some(i), "没写上限的一段后面还有别的段", "a band without an end is followed by others")
        }
        BandsError::LastNotOpen => (
            nodes.len().checked_sub(1),
            "最后一段写了上限，再高的金额就没有数",
            "the last band ends, and nothing is said of more",
        ),
    };
    let place = at.and_then(|i| nodes.get(i)).map_or(node.place, |n| head_of(n));
    notes.push(Diagnostic::error("bad-bands", place, zh, en).help(
        "各段从低到高写，上限 up_to 一段比一段高，只有最后一段不写上限",
        "write the bands from low to high, each `up_to` above the last; only the last band has none",
    ));
    None
}

fn band(node: &Node, notes: &mut Notes) -> Option<Band> {
    let mut fields = Fields::open(node, ("表的一段", "part of a table"), notes)?;
    let up_to = fields.optional("up_to", notes);
    let (fixed, rate) = (fields.optional("fixed", notes), fields.optional("rate", notes));
    fields.close(notes);
    let up_to = match up_to {
        Some(node) => Some(amount(node, notes)?),
        None => None,
    };
    let charge = match (fixed, rate) {
        (Some(node), None) => Charge::Fixed(amount(node, notes)?),
        (None, Some(node)) => Charge::Part(rate_of(node, notes)?),
        (Some(_), Some(_)) | (None, None) => {
            notes.push(
                Diagnostic::error(
                    "bad-bands",
                    head_of(node),
                    "每一段写 `fixed`(固定收多少)或 `rate`(按几成收)，写一个",
                    "each band has either `fixed`, an amount, or `rate`, a part",
                )
                .help(
                    "如 `{ up_to: 10000, fixed: 50 }`、`{ rate: 0.5% }`",
                    "such as `{ up_to: 10000, fixed: 50 }`, `{ rate: 0.5% }`",
                ),
            );
            return None;
        }
    };
    Some(Band { up_to, charge })
}

fn amount(node: &Node, notes: &mut Notes) -> Option<Money> {
    match figure(node, &FactKind::Amount, notes)? {
        Value::Amount(money) => Some(money),
        _ => None,
    }
}

fn rate_of(node: &Node, notes: &mut Notes) -> Option<Rate> {
    match figure(node, &FactKind::Rate, notes)? {
        Value::Rate(rate) => Some(rate),
        _ => None,
    }
}

/// A figure of a band.
fn figure(node: &Node, kind: &FactKind, notes: &mut Notes) -> Option<Value> {
    let text = text(node, notes)?;
    if *kind == FactKind::Rate && !text.ends_with('%') {
        notes.push(rate_without_percent(node, &text));
        return None;
    }
    literal(kind, &text)
        .map_err(|error| {
            let note = Diagnostic::error("bad-value", node.place, error.message.zh, error.message.en);
            notes.push(match error.help {
                Some(help) => note.help(help.zh, help.en),
                None => note,
            });
        })
        .ok()
}

fn entry(node: &Node, unit: Unit, notes: &mut Notes) -> Option<DatedEntry> {
    let mut fields = Fields::open(node, ("数值的一段", "stretch of a value"), notes)?;
    let (from, until) = period(&mut fields, notes);
    if node.get("from").is_none() {
        fields.required("from", notes);
    }
    let written = if unit == Unit::Bands { in_bands(&mut fields, notes) } else { fields.required("value", notes) };
    let checked = fields.optional("checked", notes).and_then(|n| checked(n, notes));
    fields.close(notes);
    let written = written?;
    if unit == Unit::Bands {
        let value = bands(written, notes)?;
        return Some(DatedEntry { from: from?, until, value, checked, place: head_of(node) });
    }
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
                Unit::Rate | Unit::Amount | Unit::Time | Unit::Bands => match better {
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
