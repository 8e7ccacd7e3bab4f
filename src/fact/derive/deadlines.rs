//! Days that the law counts from other days: when service by public notice counts as done, when a guarantee ends, when
//! grace ends. None of them moves off a weekend or holiday: whether it may is for the rule that acts on it, and the
//! earlier day is the safer one to act by.

use chrono::{Days, Months, NaiveDate};

use super::{EngineFacts, Facts, Formula, Gap, Parameters, Value, both};
use crate::fact::FactId;

/// The day of the notice plus the days after which it counts as served.
pub(super) fn deemed_served(here: &Facts<'_>, published_on: FactId, parameters: &Parameters) -> Formula<Value> {
    let published_on = here.date(published_on)?;
    match parameters.public_notice_days.and_then(|n| u64::try_from(n).ok()) {
        Some(days) => plus_days(published_on, days),
        None => Err(Gap::failed(
            "规则里没有这一天的公告送达期",
            "the rules hold no period of service by public notice for this day",
        )),
    }
}

/// The last day of grace.
pub(super) fn grace_ends(here: &Facts<'_>, facts: &EngineFacts) -> Formula<Value> {
    let (due_on, days) = both(here.date(facts.next_due_on), here.count(facts.grace_days))?;
    u64::try_from(days).map_err(|_| out_of_range()).and_then(|days| plus_days(due_on, days))
}

/// The day agreed; where none was, some months from the day the debt fell due.
pub(super) fn guarantee_ends(here: &Facts<'_>, facts: &EngineFacts, parameters: &Parameters) -> Formula<Value> {
    let due_on = due_on(here, facts);
    match here.date_or_never(facts.guarantee_until)? {
        // A period agreed to end no later than the debt falls due could never be used: the law takes it as not agreed.
        Some(agreed) if due_on.as_ref().is_ok_and(|due_on| agreed <= *due_on) => {}
        Some(agreed) => return Ok(Value::Date(agreed)),
        None => {}
    }
    let due_on = due_on?;
    let older = here.date(facts.contract_date).ok().zip(parameters.guarantee_months_from).is_some_and(|(d, f)| d < f);
    match parameters.guarantee_months.and_then(|n| u32::try_from(n).ok()).filter(|_| !older) {
        Some(months) => due_on.checked_add_months(Months::new(months)).map(Value::Date).ok_or_else(out_of_range),
        None => Err(Gap::failed(
            "规则里没有签合同那天没约定时的保证期间，请问律师",
            "the rules hold no guarantee period for contracts of that day; ask a lawyer",
        )),
    }
}

/// The day the whole debt is or was due: by its contract, or earlier because it was called due.
fn due_on(here: &Facts<'_>, facts: &EngineFacts) -> Formula<NaiveDate> {
    match here.yes_no(facts.accelerated) {
        Ok(false) => here.date(facts.final_due_on),
        Ok(true) => here.date(facts.accelerated_on),
        // The day alone says as much.
        Err(gap) => here.date(facts.accelerated_on).or_else(|_| {
            // Nobody said whether it was called due: the day of the contract may be too late.
            both(here.date(facts.final_due_on), Err::<(), _>(gap)).map(|(day, ())| day)
        }),
    }
}

fn plus_days(day: NaiveDate, days: u64) -> Formula<Value> {
    day.checked_add_days(Days::new(days)).map(Value::Date).ok_or_else(out_of_range)
}

fn out_of_range() -> Gap {
    Gap::failed("日期超出可计算的范围", "the date is out of range")
}
