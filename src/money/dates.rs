//! Civil days: months from an anchor, and the years that lie between two days by each way of counting.

use chrono::{Months, NaiveDate};

use crate::money::{OutOfRange, words::words};

words! {
    /// How the time of a period becomes a part of a year.
    pub enum DayCount {
        /// Every period is a twelfth of a year, however many days it has.
        Monthly = "MONTHLY",
        /// Days over 365, in leap years as well.
        Act365F = "ACT/365F",
        /// Days over 360.
        Act360 = "ACT/360",
        /// Each day over the days of its own calendar year: 365 or 366.
        ActAct = "ACT/ACT",
    }
}

/// The day so many months after an anchor; where the month has no such day, its last day. Counting is always from the
/// anchor: 31 January, 28 February, 31 March.
pub fn month_after(anchor: NaiveDate, months: u32) -> Result<NaiveDate, OutOfRange> {
    anchor.checked_add_months(Months::new(months)).ok_or(OutOfRange)
}

/// The days from one day to another, the first included and the last not.
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}
