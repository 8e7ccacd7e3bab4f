//! The values facts can take.

use std::cmp::Ordering;

use chrono::{DateTime, FixedOffset, NaiveDate, Timelike};

use super::vocabulary::FactKind;
use crate::diagnostic::Language;
use crate::money::bands::{Bands, Charge};
use crate::money::{Money, Rate};

/// What a fact is known to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    YesNo(bool),
    /// One word of a choice, by its position in the vocabulary.
    Choice(usize),
    /// Several words, by position, without repeats, in rising order.
    Choices(Vec<usize>),
    /// Yuan.
    Amount(Money),
    /// A rate per year.
    Rate(Rate),
    /// A whole number.
    Count(i64),
    /// A date.
    Date(NaiveDate),
    /// A date that never came: nobody ever paid, demanded or acknowledged.
    Never,
    /// A point in time.
    Instant(Moment),
    /// A time of day.
    Time(TimeOfDay),
    /// Free text.
    Text(String),
    /// Entries; each holds its fields in the order of the vocabulary, `None` where a field is not known.
    Records(Vec<Vec<Option<Value>>>),
    /// A progressive table. Only dated values are one, never a fact.
    Bands(Bands),
}

/// How exactly a point in time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// Only the day.
    Day,
}

/// A point in time, in Beijing time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant; at midnight where only the day is known.
    pub at: DateTime<FixedOffset>,
    /// How exactly it is known.
    pub precision: Precision,
}

impl Moment {
    /// The date in Beijing.
    pub fn date(&self) -> NaiveDate {
        self.at.date_naive()
    }

    /// The time of day in Beijing as far as it is known; nothing where only the day is known.
    pub fn time(&self) -> Option<TimeOfDay> {
        let (second, slack) = (self.at.num_seconds_from_midnight(), self.slack()?);
        Some(TimeOfDay { earliest: second.saturating_sub(slack), latest: second + slack })
    }

    /// By how many seconds it may be off, either way; nothing where only the day is known. A stamp to the minute may have
    /// been cut or rounded: it stands for anything less than a minute away.
    pub fn slack(&self) -> Option<u32> {
        match self.precision {
            Precision::Second => Some(0),
            Precision::Minute => Some(59),
            Precision::Day => None,
        }
    }
}

/// A time of day in seconds after midnight, as a range where it is not known to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay {
    /// The earliest second it can be.
    pub earliest: u32,
    /// The latest second it can be.
    pub latest: u32,
}

impl TimeOfDay {
    /// A time known to the second.
    pub fn exactly(second: u32) -> Self {
        Self { earliest: second, latest: second }
    }
}

impl Value {
    /// The value as people read it: choices by their Chinese label, amounts with two decimals.
    pub fn show(&self, kind: &FactKind) -> String {
        self.show_in(kind, Language::Zh)
    }

    /// The same in either language. Figures and dates are written alike in both.
    pub fn show_in(&self, kind: &FactKind, language: Language) -> String {
        let say = |zh: &str, en: &str| match language {
            Language::Zh => zh.to_owned(),
            Language::En => en.to_owned(),
        };
        let word =
            |i: &usize| kind.choices().get(*i).map_or_else(String::new, |c| c.label.in_language(language).to_owned());
        match self {
            Self::YesNo(true) => say("是", "yes"),
            Self::YesNo(false) => say("否", "no"),
            Self::Choice(i) => word(i),
            Self::Choices(all) => all.iter().map(word).collect::<Vec<_>>().join(&say("、", ", ")),
            Self::Amount(m) => m.to_string(),
            Self::Rate(r) => r.percent(2),
            Self::Count(n) => n.to_string(),
            Self::Date(d) => d.to_string(),
            Self::Never => say("从未", "never"),
            Self::Instant(m) => match m.precision {
                Precision::Second => m.at.format("%Y-%m-%d %H:%M:%S").to_string(),
                Precision::Minute => m.at.format("%Y-%m-%d %H:%M").to_string(),
                Precision::Day => m.date().to_string(),
            },
            Self::Time(t) => clock(t.earliest),
            Self::Text(t) => t.clone(),
            Self::Records(r) if r.len() == 1 => say("1 项", "1 entry"),
            Self::Records(r) => say(&format!("{} 项", r.len()), &format!("{} entries", r.len())),
            Self::Bands(bands) => table(bands, say),
        }
    }

    /// Which of two is larger; nothing where they are not of one type that has an order.
    pub(crate) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Amount(a), Self::Amount(b)) => Some(a.cmp(b)),
            (Self::Rate(a), Self::Rate(b)) => Some(a.cmp(b)),
            (Self::Count(a), Self::Count(b)) => Some(a.cmp(b)),
            (Self::Date(a), Self::Date(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    /// The value in the words of the API: choices by name.
    pub fn wire(&self, kind: &FactKind) -> String {
        let name = |i: &usize| kind.choices().get(*i).map_or_else(String::new, |c| c.name.clone());
        match self {
            Self::YesNo(b) => b.to_string(),
            Self::Choice(i) => name(i),
            Self::Choices(all) => all.iter().map(name).collect::<Vec<_>>().join(","),
            Self::Never => "never".into(),
            Self::Instant(m) if m.precision != Precision::Day => m.at.to_rfc3339(),
            Self::Amount(_)
            | Self::Rate(_)
            | Self::Count(_)
            | Self::Date(_)
            | Self::Instant(_)
            | Self::Time(_)
            | Self::Text(_)
            | Self::Records(_)
            | Self::Bands(_) => self.show(kind),
        }
    }
}

/// 不超过 10000 元 50 元；10000 至 100000 元的部分 2.5%；超过 100000 元的部分 2%.
fn table(bands: &Bands, say: impl Fn(&str, &str) -> String) -> String {
    let plain = |m: Money| m.to_string().trim_end_matches(".00").to_owned();
    let mut lower = None;
    let each = bands.bands().iter().map(|band| {
        let stretch = match (lower, band.up_to) {
            (None, Some(to)) => say(&format!("不超过 {} 元", plain(to)), &format!("up to {} yuan:", plain(to))),
            (Some(from), Some(to)) => say(
                &format!("{} 至 {} 元的部分", plain(from), plain(to)),
                &format!("from {} to {} yuan:", plain(from), plain(to)),
            ),
            (Some(from), None) => {
                say(&format!("超过 {} 元的部分", plain(from)), &format!("above {} yuan:", plain(from)))
            }
            (None, None) => say("全部", "all of it:"),
        };
        lower = band.up_to;
        match band.charge {
            Charge::Fixed(money) => format!("{stretch} {} {}", plain(money), say("元", "yuan")),
            Charge::Part(rate) => format!("{stretch} {}", rate.percent(2)),
        }
    });
    each.collect::<Vec<_>>().join(&say("；", "; "))
}

fn clock(second: u32) -> String {
    let (h, m, s) = (second / 3600, second / 60 % 60, second % 60);
    if s == 0 { format!("{h:02}:{m:02}") } else { format!("{h:02}:{m:02}:{s:02}") }
}
