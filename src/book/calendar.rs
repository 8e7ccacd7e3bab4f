//! The working days, year by year.

use chrono::NaiveDate;
use serde::Serialize;

use super::view::CheckedView;
use crate::rule::{CalendarYear, RuleSet};

/// A year of the calendar as the book shows it.
#[derive(Debug, Serialize)]
pub(super) struct YearPage {
    pub(super) year: i32,
    source: Option<String>,
    checked: Option<CheckedView>,
    holidays: Vec<HolidayPage>,
    workdays: Vec<NaiveDate>,
}

#[derive(Debug, Serialize)]
struct HolidayPage {
    name: String,
    from: NaiveDate,
    until: NaiveDate,
}

/// All years.
pub(super) fn calendar(set: &RuleSet) -> Vec<YearPage> {
    let holiday = |(name, from, until): &(String, NaiveDate, NaiveDate)| HolidayPage {
        name: name.clone(),
        from: *from,
        until: *until,
    };
    let year = |year: &CalendarYear| YearPage {
        year: year.year,
        source: year.source.clone(),
        checked: year.checked.map(CheckedView::of),
        holidays: year.holidays.iter().map(holiday).collect(),
        workdays: year.workdays.clone(),
    };
    set.calendar.years().map(year).collect()
}
