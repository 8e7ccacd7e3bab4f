//! Dated values: interest yardsticks, limits, procedural days, thresholds; each with the time it held.

use chrono::NaiveDate;
use indexmap::IndexMap;

use super::id::{StrengthId, ValueId};
use super::law::{Checked, Citation};
use crate::fact::{FactKind, Value};
use crate::source::{Place, Placed};

/// The unit of a dated value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A rate per year.
    Rate,
    /// Yuan.
    Amount,
    /// A number of things.
    Count,
    /// Calendar days.
    Days,
    /// Months.
    Months,
    /// Years.
    Years,
    /// A time of day.
    Time,
    /// A progressive table: so much for the first part of an amount, a rate for the next.
    Bands,
}

impl Unit {
    /// The word for it in YAML.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Amount => "amount",
            Self::Count => "count",
            Self::Days => "days",
            Self::Months => "months",
            Self::Years => "years",
            Self::Time => "time",
            Self::Bands => "bands",
        }
    }

    /// The type its values are read as.
    pub fn kind(self) -> FactKind {
        match self {
            Self::Rate => FactKind::Rate,
            Self::Amount => FactKind::Amount,
            Self::Count | Self::Days | Self::Months | Self::Years => FactKind::Count,
            Self::Time => FactKind::Time,
            // No fact is a table, so that none can be compared with one.
            Self::Bands => FactKind::Records(Vec::new()),
        }
    }
}

/// A value and the stretch of time it holds.
#[derive(Debug, Clone)]
pub struct DatedEntry {
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; open where absent and no later entry follows.
    pub until: Option<NaiveDate>,
    /// The value.
    pub value: Value,
    /// How it was checked.
    pub checked: Option<Checked>,
    /// Where it is written.
    pub place: Place,
}

/// Where the values come from.
#[derive(Debug, Clone)]
pub enum ValueSource {
    /// A series, in order of time.
    // Invariant: sorted by date, no overlaps, no gaps; `check` rejects anything else.
    Series(Vec<DatedEntry>),
    /// A multiple of another value.
    Multiple {
        /// Of which.
        of: ValueId,
        /// How many times.
        times: u32,
    },
    /// A series for each option of a choice of the household: what differs from place to place.
    ByOption {
        /// The choice.
        by: Placed<String>,
        /// The series, each in order of time, by the name of the option. An option without one has no value.
        options: IndexMap<String, OptionSeries>,
    },
}

/// The values for one option.
#[derive(Debug, Clone)]
pub struct OptionSeries {
    /// Where the option is named.
    pub place: Place,
    /// The series, in order of time.
    pub entries: Vec<DatedEntry>,
}

/// One dated value.
#[derive(Debug, Clone)]
pub struct DatedValue {
    /// Its id.
    pub id: ValueId,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub unit: Unit,
    /// Where the values come from.
    pub source: ValueSource,
    /// Past this day answers say that it may be out of date.
    pub stale_after: Option<NaiveDate>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// How binding it is.
    pub strength: Option<StrengthId>,
    /// The articles it rests on.
    pub cite: Vec<Citation>,
    /// Where it is declared.
    pub place: Place,
}

/// The entry of a series that holds on a day.
fn holding(entries: &[DatedEntry], day: NaiveDate) -> Option<&DatedEntry> {
    entries.iter().rev().find(|e| e.from <= day).filter(|e| e.until.is_none_or(|until| day <= until))
}

impl DatedValue {
    /// Whether it is a table, which only formulas can read: a progressive one, or one figure for each option.
    pub fn is_table(&self) -> bool {
        self.unit == Unit::Bands || matches!(self.source, ValueSource::ByOption { .. })
    }

    /// The entry for an option that holds on `day`.
    pub fn option_on(&self, option: &str, day: NaiveDate) -> Option<&DatedEntry> {
        match &self.source {
            ValueSource::ByOption { options, .. } => options.get(option).and_then(|s| holding(&s.entries, day)),
            ValueSource::Series(_) | ValueSource::Multiple { .. } => None,
        }
    }

    /// The entry that holds on `day`, of a series.
    pub fn entry_on(&self, day: NaiveDate) -> Option<&DatedEntry> {
        match &self.source {
            ValueSource::Series(entries) => holding(entries, day),
            ValueSource::Multiple { .. } | ValueSource::ByOption { .. } => None,
        }
    }

    /// The first and the last day of a series; `None` as last day means it is open.
    pub fn period(&self) -> Option<(NaiveDate, Option<NaiveDate>)> {
        match &self.source {
            ValueSource::Series(entries) => Some((entries.first()?.from, entries.last()?.until)),
            ValueSource::Multiple { .. } | ValueSource::ByOption { .. } => None,
        }
    }
}
