//! The date and the time of day of a contact, in Beijing, and the time of day a call ended.

use chrono::Timelike;

use super::{EngineFacts, FactId, Facts, Formula, Gap, Reading, Value, both, cell};
use crate::fact::{Cell, TimeOfDay};

pub(super) fn computed(here: &Facts<'_>, facts: &EngineFacts) -> Vec<(FactId, Cell)> {
    let (date, time) = match here.portfolio.read(here.vocabulary, facts.at, here.subject) {
        Reading::Known(Value::Instant(moment)) => {
            let time = moment.time().map(Value::Time).ok_or_else(|| here.not_known(facts.at));
            (Cell::Known(Value::Date(moment.date())), cell(time))
        }
        Reading::Known(_) | Reading::Failed(_) => return Vec::new(),
        Reading::NotKnown(missing) => (Cell::NotKnown(missing.clone()), Cell::NotKnown(missing)),
    };
    let end = cell(last_second(here, facts));
    vec![(facts.local_date, date), (facts.local_time, time), (facts.local_end_time, end)]
}

const SECONDS_A_DAY: i64 = 24 * 3600;

/// The last second a call was still going, so that a call until 22:00:00 sharp has not run into the hour that begins
/// there; a call without length ends when it begins.
fn last_second(here: &Facts<'_>, facts: &EngineFacts) -> Formula<Value> {
    let started = match here.portfolio.read(here.vocabulary, facts.at, here.subject) {
        Reading::Known(Value::Instant(moment)) => Ok(*moment),
        Reading::Known(_) => Err(Gap::failed("事实的类型不符", "the fact has another type")),
        Reading::NotKnown(missing) => Err(Gap::NotKnown(missing)),
        Reading::Failed(reason) => Err(Gap::Failed(reason.clone())),
    };
    let started =
        started.and_then(|m| m.slack().map(|slack| (m, i64::from(slack))).ok_or_else(|| here.not_known(facts.at)));
    let ((moment, slack), seconds) = both(started, here.count(facts.duration_seconds))?;
    if seconds >= SECONDS_A_DAY {
        return Err(Gap::failed("通话秒数超过一天，请核对", "the call is longer than a day: check its length"));
    }
    let last = i64::from(moment.at.num_seconds_from_midnight()) + (seconds - 1).max(0);
    let second = |shift: i64| u32::try_from((last + shift).rem_euclid(SECONDS_A_DAY)).unwrap_or_default();
    Ok(Value::Time(TimeOfDay { earliest: second(-slack), latest: second(slack) }))
}
