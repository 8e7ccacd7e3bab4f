//! Working days: weekends, statutory holidays and make-up working days, by year.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use indexmap::IndexMap;

use super::law::{Checked, How};

/// A year of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// Holidays: name, first day, last day.
    pub holidays: Vec<(String, NaiveDate, NaiveDate)>,
    /// Weekend days on which people work.
    pub workdays: Vec<NaiveDate>,
    /// How it was checked.
    pub checked: Option<Checked>,
    /// Who published it.
    pub source: Option<String>,
}

/// All years there are.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    years: IndexMap<i32, CalendarYear>,
}

/// A due date after rolling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rolled {
    /// The date.
    pub on: NaiveDate,
    /// The year for which there is no calendar, if that kept the date from being rolled. An unrolled date is never
    /// later than the true one, so acting by it is safe.
    pub no_calendar_for: Option<i32>,
}

impl Calendar {
    /// Adds a year; gives back `false` if it is there already.
    pub(crate) fn add(&mut self, year: CalendarYear) -> bool {
        let fresh = !self.years.contains_key(&year.year);
        if fresh {
            self.years.insert(year.year, year);
        }
        fresh
    }

    /// The years there are.
    pub fn years(&self) -> impl Iterator<Item = &CalendarYear> {
        self.years.values()
    }

    /// Whether `day` is a working day; `None` without a calendar for its year.
    pub fn is_working_day(&self, day: NaiveDate) -> Option<bool> {
        let year = self.years.get(&day.year())?;
        if year.workdays.contains(&day) {
            return Some(true);
        }
        let holiday = year.holidays.iter().any(|(_, from, until)| *from <= day && day <= *until);
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        Some(!holiday && !weekend)
    }

    /// The first year from one day's to another's whose calendar nobody has seen in a source.
    pub fn unverified_between(&self, from: NaiveDate, to: NaiveDate) -> Option<i32> {
        let unseen = |year: &CalendarYear| year.checked.is_none_or(|c| c.how == How::Memory);
        (from.year()..=to.year()).find(|year| self.years.get(year).is_some_and(unseen))
    }

    /// `day`, or the next working day when it is none.
    pub fn roll(&self, day: NaiveDate) -> Rolled {
        let mut on = day;
        loop {
            match self.is_working_day(on) {
                Some(true) => return Rolled { on, no_calendar_for: None },
                Some(false) => match on.checked_add_days(Days::new(1)) {
                    Some(next) => on = next,
                    None => return Rolled { on: day, no_calendar_for: None },
                },
                None => return Rolled { on: day, no_calendar_for: Some(on.year()) },
            }
        }
    }

    /// The `n`th working day after `day`; `None` where a year is missing.
    pub fn working_days_after(&self, day: NaiveDate, n: u32) -> Option<NaiveDate> {
        let mut on = day;
        let mut left = n;
        while left > 0 {
            on = on.checked_add_days(Days::new(1))?;
            if self.is_working_day(on)? {
                left -= 1;
            }
        }
        Some(on)
    }
}
