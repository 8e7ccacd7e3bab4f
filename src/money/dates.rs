//! Civil days: months from an anchor, and the years that lie between two days by each way of counting.

use chrono::{Datelike, Months, NaiveDate};

use crate::money::{DayOutOfRange, Exact, words::words};

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
pub fn month_after(anchor: NaiveDate, months: u32) -> Result<NaiveDate, DayOutOfRange> {
    anchor.checked_add_months(Months::new(months)).ok_or(DayOutOfRange { anchor, months })
}

/// The days from one day to another, the first included and the last not.
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// The time from one day to another, the first included and the last not, as a part of a year; below zero where the
/// second day is the earlier one.
///
/// By months ([`DayCount::Monthly`]) it is the calendar months from the one day's month to the other's, each a twelfth:
/// days of the month are not looked at, so that 31 January to 28 February is one month.
///
/// By hand: 15 December 2023 to 20 January 2024 is 17 days of 365 and 19 days of 366 by ACT/ACT.
///
/// ```
/// # use ashore::money::{Exact, dates::{DayCount, part_of_year}};
/// let (from, to) = ("2023-12-15".parse()?, "2024-01-20".parse()?);
/// assert_eq!(part_of_year(DayCount::ActAct, from, to), Exact::ratio(17, 365) + Exact::ratio(19, 366));
/// assert_eq!(part_of_year(DayCount::Act360, from, to), Exact::ratio(36, 360));
/// # Ok::<(), chrono::ParseError>(())
/// ```
pub fn part_of_year(count: DayCount, from: NaiveDate, to: NaiveDate) -> Exact {
    match count {
        DayCount::Monthly => Exact::ratio(months_between(from, to), 12),
        DayCount::Act365F => Exact::ratio(days_between(from, to), 365),
        DayCount::Act360 => Exact::ratio(days_between(from, to), 360),
        DayCount::ActAct => {
            let (common, leap) = days_by_year(from, to);
            Exact::ratio(common, 365) + Exact::ratio(leap, 366)
        }
    }
}

/// The part of a year as a person types it into a calculator: `31 ÷ 360`, or `(17 ÷ 365 + 19 ÷ 366)`.
pub fn part_in_figures(count: DayCount, from: NaiveDate, to: NaiveDate) -> String {
    match count {
        DayCount::Monthly => format!("{} ÷ 12", months_between(from, to)),
        DayCount::Act365F => format!("{} ÷ 365", days_between(from, to)),
        DayCount::Act360 => format!("{} ÷ 360", days_between(from, to)),
        DayCount::ActAct => match days_by_year(from, to) {
            (common, 0) => format!("{common} ÷ 365"),
            (0, leap) => format!("{leap} ÷ 366"),
            (common, leap) => format!("({common} ÷ 365 + {leap} ÷ 366)"),
        },
    }
}

fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    month(to) - month(from)
}

// The days in years of 365 and in years of 366 days.
fn days_by_year(from: NaiveDate, to: NaiveDate) -> (i64, i64) {
    if to < from {
        let (common, leap) = days_by_year(to, from);
        return (-common, -leap);
    }
    let (mut common, mut leap, mut start) = (0, 0, from);
    while start < to {
        // The last year a day can have ends nowhere; `to` lies in it.
        let end = NaiveDate::from_ymd_opt(start.year().saturating_add(1), 1, 1).map_or(to, |new_year| new_year.min(to));
        *if start.leap_year() { &mut leap } else { &mut common } += days_between(start, end);
        start = end;
    }
    (common, leap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_step_from_the_anchor_and_stop_at_the_end_of_the_month() {
        let check = |anchor: &str, months, want: &str| assert_eq!(month_after(on(anchor), months), Ok(on(want)));
        check("2026-01-31", 1, "2026-02-28");
        check("2026-01-31", 2, "2026-03-31");
        check("2024-01-30", 1, "2024-02-29");
        check("2023-12-29", 2, "2024-02-29");
        check("2099-12-31", 2, "2100-02-28");
        check("1990-08-31", 1, "1990-09-30");
    }

    #[test]
    fn a_part_of_a_year_follows_the_way_of_counting() {
        let check = |count, from: &str, to: &str, common, leap, figures: &str| {
            let want =
                Exact::ratio(common, if count == DayCount::Act360 { 360 } else { 365 }) + Exact::ratio(leap, 366);
            assert_eq!(part_of_year(count, on(from), on(to)), want, "{from} {to}");
            assert_eq!(part_in_figures(count, on(from), on(to)), figures);
        };
        check(DayCount::Act365F, "2024-01-01", "2025-01-01", 366, 0, "366 ÷ 365");
        check(DayCount::Act360, "2026-01-31", "2026-02-28", 28, 0, "28 ÷ 360");
        check(DayCount::ActAct, "2024-01-01", "2025-01-01", 0, 366, "366 ÷ 366");
        check(DayCount::ActAct, "2023-12-15", "2024-01-20", 17, 19, "(17 ÷ 365 + 19 ÷ 366)");
        check(DayCount::ActAct, "2024-12-31", "2025-01-01", 0, 1, "1 ÷ 366");
        check(DayCount::ActAct, "2026-05-05", "2026-05-05", 0, 0, "0 ÷ 365");
        // 111 years, 27 of them leap years: 1992 to 2096; 2100 is none.
        check(DayCount::ActAct, "1990-01-01", "2101-01-01", 84 * 365, 27 * 366, "(30660 ÷ 365 + 9882 ÷ 366)");
        let month = part_of_year(DayCount::Monthly, on("2026-01-31"), on("2026-02-28"));
        assert_eq!(month, Exact::ratio(1, 12));
        assert_eq!(
            part_of_year(DayCount::ActAct, on("2024-01-20"), on("2023-12-15")),
            Exact::ratio(-17, 365) + Exact::ratio(-19, 366)
        );
    }
}
