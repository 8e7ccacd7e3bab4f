//! Counts as an answer gives them: how many for certain, how many at the most, and the fullest 24 hours beside a count
//! by calendar day.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::evaluate::{Counted, Outcome, Rolling, Session};
use crate::fact::{Moment, Precision};
use crate::rule::RuleId;

/// The fullest stretch of 24 hours that ends on a day. For information: limits by calendar day are not held against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Rolling24h {
    /// How many contacts lie in it, of those that count for certain and whose hour is known.
    #[schema(example = 5)]
    pub count: usize,
    /// The first of them, in Beijing time.
    #[schema(example = "2026-11-12T20:10:00+08:00")]
    pub from: String,
    /// The last of them, in Beijing time.
    #[schema(example = "2026-11-13T09:10:00+08:00")]
    pub to: String,
}

/// A count that cannot be held against its limit: somewhere between two numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct CountRange {
    /// The rule that counts.
    pub rule: RuleId,
    /// The first day of the stretch.
    pub from: NaiveDate,
    /// The last day of the stretch.
    pub to: NaiveDate,
    /// How many count for certain.
    #[schema(example = 3)]
    pub count: usize,
    /// How many can count at the most.
    #[schema(example = 4)]
    pub count_at_most: usize,
    /// The limit they are held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The contacts that count for certain.
    pub contacts: Vec<String>,
    /// The contacts that may count as well.
    pub possible: Vec<String>,
}

/// The contacts of these positions, by id.
pub(super) fn ids(session: &Session<'_>, contacts: &[usize]) -> Vec<String> {
    contacts.iter().filter_map(|i| session.portfolio.contacts.get(*i)).map(|c| c.id.clone()).collect()
}

/// How many there can be at the most.
pub(super) fn at_most(counted: &Counted) -> usize {
    counted.contacts.len() + counted.possible.len()
}

/// The range of a count that was left open.
pub(super) fn range(session: &Session<'_>, outcome: &Outcome) -> Option<CountRange> {
    let counted = outcome.counted.as_ref()?;
    let (rule, _) = session.program.rule(outcome.rule)?;
    Some(CountRange {
        rule: rule.id.clone(),
        from: counted.from,
        to: counted.to,
        count: counted.contacts.len(),
        count_at_most: at_most(counted),
        limit: counted.limit,
        contacts: ids(session, &counted.contacts),
        possible: ids(session, &counted.possible),
    })
}

pub(super) fn rolling(rolling: &Rolling) -> Rolling24h {
    Rolling24h { count: rolling.count, from: stamp(&rolling.from), to: stamp(&rolling.to) }
}

/// As exact as it was given.
fn stamp(moment: &Moment) -> String {
    match moment.precision {
        Precision::Second => moment.at.to_rfc3339(),
        Precision::Minute => moment.at.format("%Y-%m-%dT%H:%M%:z").to_string(),
        Precision::Day => moment.date().to_string(),
    }
}
