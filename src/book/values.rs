//! Dated values: the whole series of each, newest first, and what holds on a day.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{CheckedView, Labelled, RegisteredArticle, RuleName, articles, place, strength};
use crate::readback::{Said, figure};
use crate::rule::{DatedEntry, DatedValue, OptionSeries, Rule, RuleSet, Uses, ValueId, ValueSource};

/// One dated value with its series.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ValueView {
    /// Its id.
    pub id: ValueId,
    /// Its title.
    #[schema(example = "答辩期")]
    pub title: String,
    /// Its unit: `rate`, `amount`, `count`, `days`, `months`, `years`, `time`, or
    /// `bands` for a progressive table.
    #[schema(example = "days")]
    pub unit: &'static str,
    /// How binding it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Labelled>,
    /// Who publishes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The value it is a multiple of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derived_from: Option<DerivedFrom>,
    /// Past this day answers say that it may be out of date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale_after: Option<NaiveDate>,
    /// What it was when, newest first; where there is a figure for each option, option by option.
    pub series: Vec<EntryView>,
    /// The articles it rests on.
    #[schema(example = json!(["civil-procedure-law/128"]))]
    pub cite: Vec<String>,
    /// The rules that use it.
    pub used_by: Vec<RuleName>,
    /// The file it stands in.
    pub file: String,
    /// The line of that file.
    pub line: usize,
}

/// What a value is a multiple of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DerivedFrom {
    /// Which value.
    pub value: ValueId,
    /// Its title.
    pub title: String,
    /// How many times.
    pub times: u32,
}

/// What a value was over a stretch of time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryView {
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; absent where it is open.
    pub until: Option<NaiveDate>,
    /// For which option, where there is a figure for each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<Labelled>,
    /// The value with its unit, for people.
    pub value: Said,
    /// How it was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<CheckedView>,
}

/// A dated value on one day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ValueOnDay {
    /// The value with its series.
    #[serde(flatten)]
    pub value: ValueView,
    /// What it is on the day asked for; absent where the series does not reach that day, and where there is a figure
    /// for each option.
    pub on_day: Option<EntryView>,
    /// Whether the day lies past the one after which it may be out of date.
    pub may_be_out_of_date: bool,
}

/// All dated values.
pub(crate) fn values(set: &RuleSet) -> Vec<ValueView> {
    let used: Vec<_> = set.rules.iter().map(|r| (RuleName::of(r), Uses::of(r))).collect();
    let used_by = |id: &ValueId| {
        let mut names: Vec<RuleName> =
            used.iter().filter(|(_, u)| u.values.contains(id)).map(|(r, _)| r.clone()).collect();
        names.dedup();
        names
    };
    set.values.values().map(|value| view(set, value, used_by(&value.id))).collect()
}

/// A dated value as the book shows it: with the articles it rests on and how binding that makes it.
#[derive(Debug, Serialize)]
pub(super) struct ValuePage {
    #[serde(flatten)]
    value: ValueView,
    grounds: Option<Labelled>,
    articles: Vec<RegisteredArticle>,
}

/// All dated values, each on its page.
pub(super) fn pages(set: &RuleSet) -> Vec<ValuePage> {
    let page = |value: ValueView| {
        let cite = set.values.get(&value.id).map(|v| v.cite.as_slice()).unwrap_or_default();
        let grounds = value.strength.clone().or_else(|| strength(set, None, cite));
        let articles = cite.iter().filter_map(|c| articles(set, c, false).into_iter().next()).collect();
        ValuePage { value, grounds, articles }
    };
    values(set).into_iter().map(page).collect()
}

/// All dated values on a day.
pub(crate) fn values_on(set: &RuleSet, day: NaiveDate) -> Vec<ValueOnDay> {
    let on = |value: ValueView| {
        let holds = |e: &&EntryView| e.from <= day && e.until.is_none_or(|until| day <= until);
        ValueOnDay {
            on_day: value.series.iter().find(holds).filter(|e| e.option.is_none()).cloned(),
            may_be_out_of_date: value.stale_after.is_some_and(|after| after < day),
            value,
        }
    };
    values(set).into_iter().map(on).collect()
}

/// The values one rule uses.
pub(crate) fn values_of(set: &RuleSet, rule: &Rule) -> Vec<ValueView> {
    let used = Uses::of(rule).values;
    used.iter().filter_map(|id| set.values.get(id)).map(|v| view(set, v, Vec::new())).collect()
}

fn view(set: &RuleSet, value: &DatedValue, used_by: Vec<RuleName>) -> ValueView {
    let (base, derived_from, chain_stale) = base(set, value);
    let mut series: Vec<EntryView> = Vec::with_capacity(base.len());
    for (entry, next) in base.iter().zip(base.iter().skip(1).map(Some).chain(std::iter::once(None))) {
        let Some(shown) = set.value_on(&value.id, entry.from) else { continue };
        series.push(EntryView {
            from: entry.from,
            until: entry.until.or_else(|| next.and_then(|n| n.from.pred_opt())),
            option: None,
            value: figure(&shown, value.unit),
            checked: entry.checked.map(CheckedView::of),
        });
    }
    series.reverse();
    series.extend(by_option(set, value));
    let (file, line) = place(set, value.place);
    let strength = value.strength.as_ref().and_then(|s| set.strengths.get(s));
    ValueView {
        id: value.id.clone(),
        title: value.title.clone(),
        unit: value.unit.word(),
        strength: strength.map(|s| Labelled { id: s.id.to_string(), label: s.label.clone() }),
        source: value.publisher.clone(),
        derived_from,
        stale_after: value.stale_after.or(chain_stale),
        series,
        cite: value.cite.iter().map(ToString::to_string).collect(),
        used_by,
        file,
        line,
    }
}

/// The figures for each option, in the order of the options, newest first.
fn by_option(set: &RuleSet, value: &DatedValue) -> Vec<EntryView> {
    let ValueSource::ByOption { by, options } = &value.source else { return Vec::new() };
    let choices = set.vocabulary.find(&by.it).map_or(&[][..], |(_, fact)| fact.kind.choices());
    let label = |name: &str| choices.iter().find(|c| c.name == name).map(|c| c.label.clone()).unwrap_or_default();
    let of = |(name, series): (&String, &OptionSeries)| {
        let views = series.entries.iter().rev().map(|entry| EntryView {
            from: entry.from,
            until: entry.until,
            option: Some(Labelled { id: name.clone(), label: label(name) }),
            value: figure(&entry.value, value.unit),
            checked: entry.checked.map(CheckedView::of),
        });
        views.collect::<Vec<_>>()
    };
    options.iter().flat_map(of).collect()
}

/// The series a value rests on, through what it is derived from, and when that goes stale.
fn base<'s>(set: &'s RuleSet, value: &'s DatedValue) -> (&'s [DatedEntry], Option<DerivedFrom>, Option<NaiveDate>) {
    let mut at = value;
    let mut from = None;
    // A chain has no circle and is short; `check` sees to that. The number of values bounds it in any case.
    for _ in 0..=set.values.len() {
        match &at.source {
            ValueSource::Series(entries) => return (entries, from, at.stale_after),
            ValueSource::ByOption { .. } => return (&[], from, at.stale_after),
            ValueSource::Multiple { of, times } => {
                let Some(next) = set.values.get(of) else { break };
                from =
                    from.or_else(|| Some(DerivedFrom { value: of.clone(), title: next.title.clone(), times: *times }));
                at = next;
            }
        }
    }
    (&[], from, None)
}
