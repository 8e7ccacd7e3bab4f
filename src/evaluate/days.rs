//! Dates: lengths of time, and due dates with the first day excluded and a last day off moved on.

use chrono::{Days, Months, NaiveDate};

use super::Session;
use crate::fact::{Missing, Reading, Reason, Subject, Value};
use crate::rule::{Due, DueStart, Length, LengthUnit, Quantity, Rolled, RuleSet};

/// When something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueDate {
    /// On this day.
    On {
        /// The day.
        on: NaiveDate,
        /// The day before it was moved off a weekend or holiday.
        unrolled: NaiveDate,
        /// The year without a calendar, where that kept it from being moved.
        no_calendar_for: Option<i32>,
        /// The year whose calendar it leans on, where nobody has seen that calendar in a source.
        calendar_unverified: Option<i32>,
        /// The day it was counted from, where that is the date of a fact.
        counted_from: Option<NaiveDate>,
        /// How long was counted.
        length: Option<(u32, LengthUnit)>,
    },
    /// It depends on facts that are not known.
    NotKnown(Vec<Missing>),
    /// It could not be worked out.
    Failed(Reason),
}

/// The number a quantity stands for on a day.
pub(crate) fn number(set: &RuleSet, quantity: &Quantity, day: NaiveDate) -> Option<u32> {
    match quantity {
        Quantity::Number(n) => Some(*n),
        Quantity::Value(id) => match set.value_on(id, day)? {
            Value::Count(n) => u32::try_from(n).ok(),
            _ => None,
        },
    }
}

/// `day` plus a length, dated values as of `judge_day`.
pub(crate) fn later(set: &RuleSet, day: NaiveDate, length: &Length, judge_day: NaiveDate) -> Option<NaiveDate> {
    let n = number(set, &length.quantity, judge_day)?;
    match length.unit {
        LengthUnit::Days => day.checked_add_days(Days::new(n.into())),
        LengthUnit::WorkingDays => set.calendar.working_days_after(day, n),
        LengthUnit::Months => day.checked_add_months(Months::new(n)),
        LengthUnit::Years => day.checked_add_months(Months::new(n.checked_mul(12)?)),
    }
}

/// `day` less a length.
pub(crate) fn before(set: &RuleSet, day: NaiveDate, length: &Length, judge_day: NaiveDate) -> Option<NaiveDate> {
    let n = number(set, &length.quantity, judge_day)?;
    match length.unit {
        LengthUnit::Days | LengthUnit::WorkingDays => day.checked_sub_days(Days::new(n.into())),
        LengthUnit::Months => day.checked_sub_months(Months::new(n)),
        LengthUnit::Years => day.checked_sub_months(Months::new(n.checked_mul(12)?)),
    }
}

/// Works out a due date for a subject.
pub(crate) fn due_date(session: &Session<'_>, due: &Due, subject: Subject, judge_day: NaiveDate) -> DueDate {
    let set = &session.program.set;
    let plain = |on: NaiveDate| DueDate::On {
        on,
        unrolled: on,
        no_calendar_for: None,
        calendar_unverified: None,
        counted_from: None,
        length: None,
    };
    let fact = |fact| match session.read(fact, subject) {
        Reading::Known(Value::Date(day)) => Ok(*day),
        Reading::Known(_) => Err(DueDate::NotKnown(Vec::new())),
        Reading::NotKnown(missing) => Err(DueDate::NotKnown(missing)),
        Reading::Failed(reason) => Err(DueDate::Failed(reason.clone())),
    };
    match due {
        Due::Today => plain(session.portfolio.as_of),
        Due::On(id) => fact(*id).map_or_else(|gap| gap, plain),
        Due::Before(id) => match fact(*id) {
            Ok(day) => day.checked_sub_days(Days::new(1)).map_or(DueDate::NotKnown(Vec::new()), plain),
            Err(gap) => gap,
        },
        Due::After { quantity, unit, start, roll } => {
            let length = Length { quantity: quantity.clone(), unit: *unit };
            match start {
                DueStart::AsOf => after(set, session.portfolio.as_of, None, &length, judge_day, *roll),
                DueStart::Fact(id) => match fact(*id) {
                    Ok(start) => after(set, start, Some(start), &length, judge_day, *roll),
                    Err(gap) => gap,
                },
            }
        }
    }
}

/// The first day does not count; a last day off moves to the next working day.
fn after(
    set: &RuleSet,
    start: NaiveDate,
    counted_from: Option<NaiveDate>,
    length: &Length,
    judge_day: NaiveDate,
    roll: bool,
) -> DueDate {
    let Some(unrolled) = later(set, start, length, judge_day) else {
        let reason = crate::diagnostic::Text::new(
            "规则里没有这一天的期限或日历",
            "the rules hold no period or calendar for this day",
        );
        return DueDate::Failed(Reason(reason));
    };
    // Working days are counted by the calendar from the first day on, other days only where the last one falls.
    let by_calendar = length.unit == LengthUnit::WorkingDays;
    let rolled = if roll { set.calendar.roll(unrolled) } else { Rolled { on: unrolled, no_calendar_for: None } };
    let first = if by_calendar { start } else { unrolled };
    DueDate::On {
        on: rolled.on,
        unrolled,
        no_calendar_for: rolled.no_calendar_for,
        calendar_unverified: (roll || by_calendar).then(|| set.calendar.unverified_between(first, rolled.on)).flatten(),
        counted_from,
        length: number(set, &length.quantity, judge_day).map(|n| (n, length.unit)),
    }
}
