//! How many seconds of a contact lay inside hours of the day, those agreed left out. The edges are wall clock in
//! Beijing, which has one time all year; `[from, until)`, over midnight where the end is not later than the start.

use chrono::{NaiveDate, Timelike};

use crate::evaluate::Session;
use crate::fact::{Subject, TimeOfDay, Value};
use crate::rule::{Operand, Overlap};

const SECONDS_A_DAY: i64 = 24 * 3600;

/// A stretch of seconds, counted from midnight of the day the contact began; the end is not included.
type Seconds = (i64, i64);

/// The whole seconds inside; nothing where the beginning or the length is not known well enough to say.
pub(super) fn seconds_inside(
    session: &Session<'_>,
    overlap: &Overlap,
    subject: Subject,
    day: NaiveDate,
) -> Option<u32> {
    let facts = &session.program.set.engine_facts;
    let Some(Value::Instant(began)) = session.value(facts.at, subject) else { return None };
    let Some(Value::Count(lasted)) = session.value(facts.duration_seconds, subject) else { return None };
    let time = |operand: &Operand| match value(session, operand, subject, day)? {
        Value::Time(TimeOfDay { earliest, latest }) if earliest == latest => Some(i64::from(earliest)),
        _ => None,
    };
    let hours = |(from, until): &(Operand, Operand)| time(from).zip(time(until));
    let between = hours(&overlap.between)?;
    let agreed = overlap.agreed.as_ref().and_then(hours);
    if *lasted > SECONDS_A_DAY {
        return None;
    }
    let of = |slack: i64| {
        let start = i64::from(began.at.num_seconds_from_midnight()) + slack;
        inside((start, start + lasted), between, agreed)
    };
    let slack = i64::from(began.slack()?);
    // A stamp that may be a minute off tells only where both ends of that minute say the same.
    Some(of(-slack)).filter(|least| *least == of(slack)).and_then(|seconds| u32::try_from(seconds).ok())
}

fn value(session: &Session<'_>, operand: &Operand, subject: Subject, day: NaiveDate) -> Option<Value> {
    match operand {
        Operand::Literal(literal) => Some(literal.value.clone()),
        Operand::Value(id) => session.program.set.value_on(id, day),
        Operand::Fact(fact) => session.value(*fact, subject).cloned(),
        Operand::AsOf => None,
    }
}

fn inside(contact: Seconds, between: Seconds, agreed: Option<Seconds>) -> i64 {
    let each_day = |(from, until): Seconds| {
        let until = if until < from { until + SECONDS_A_DAY } else { until };
        (-2..=2).map(move |day| (from + day * SECONDS_A_DAY, until + day * SECONDS_A_DAY))
    };
    let mut seconds = 0;
    for quiet in each_day(between).map(|quiet| common(contact, quiet)) {
        let cut: i64 = agreed.into_iter().flat_map(each_day).map(|window| length(common(quiet, window))).sum();
        seconds += length(quiet) - cut;
    }
    seconds
}

fn common(one: Seconds, other: Seconds) -> Seconds {
    (one.0.max(other.0), one.1.min(other.1))
}

fn length((from, until): Seconds) -> i64 {
    (until - from).max(0)
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn seconds_are_counted_from_the_first_quiet_one_to_the_first_that_is_not() {
        let clock = |h: i64, m: i64, s: i64| h * 3600 + m * 60 + s;
        let quiet = (clock(22, 0, 0), clock(8, 0, 0));
        let check = |name, start, lasted, agreed, expected| {
            assert_eq!(inside((start, start + lasted), quiet, agreed), expected, "{name}");
        };
        check("a call that ends at 22:00:00 sharp", clock(21, 0, 0), 3600, None, 0);
        check("one that runs a second over", clock(21, 0, 0), 3601, None, 1);
        check("one that begins at 22:00:00", clock(22, 0, 0), 60, None, 60);
        check("over midnight", clock(23, 59, 0), 120, None, 120);
        check("until after eight", clock(7, 59, 30), 60, None, 30);
        check("from eight on", clock(8, 0, 0), 60, None, 0);
        check("agreed until half past ten", clock(22, 29, 0), 120, Some((clock(21, 0, 0), clock(22, 30, 0))), 60);
        check("agreed over midnight", clock(0, 29, 0), 120, Some((clock(23, 0, 0), clock(0, 30, 0))), 60);
        check("no length", clock(23, 0, 0), 0, None, 0);
    }
}
