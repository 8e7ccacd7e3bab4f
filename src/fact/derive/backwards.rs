//! From a computed fact back to what it is computed from: the values of one given fact that bring a computed one to an
//! edge, the other facts being as they are. Where a formula has no such inverse, values are spread over what is usual.

use chrono::{Days, FixedOffset, Months, NaiveDate, TimeZone};
use rust_decimal::Decimal;

use super::{EngineFacts, Facts, Parameters};
use crate::fact::{FactId, FactKind, Moment, Precision, Subject, Value};
use crate::money::Money;

/// Parts of what is paid in all that a month is tried with, in thousandths above an equal share.
const DEARER: [i64; 6] = [0, 50, 100, 200, 500, 1_000];
/// Fees tried, in thousandths of what was paid out.
const FEES: [i64; 5] = [0, 10, 50, 100, 300];
/// Periods tried.
const PERIODS: [i64; 5] = [3, 6, 12, 24, 36];

/// The values of a given fact that bring what is computed from it to an edge. `edges` gives the edges of a computed
/// fact of this subject.
pub(crate) fn back(
    here: &Facts<'_>,
    facts: &EngineFacts,
    parameters: &Parameters,
    given: FactId,
    edges: &dyn Fn(FactId, Subject) -> Vec<Value>,
) -> Vec<Value> {
    let as_of = here.portfolio.as_of;
    let own = |fact: FactId| edges(fact, here.subject);
    let of_household = |fact: FactId| edges(fact, Subject::Household);
    let household = Facts { subject: Subject::Household, ..*here };
    match given {
        f if f == facts.overdue_since => {
            let days = counts_of(own(facts.overdue_days));
            dates(days.filter_map(|n| as_of.checked_sub_days(Days::new(u64::try_from(n).ok()?))))
        }
        f if f == facts.outstanding => {
            let totals = [facts.total_debt, facts.known_debt, facts.debt_to_plan];
            let now = here.amount(facts.balance).unwrap_or(Money::ZERO);
            let others = household.amount(facts.known_debt).unwrap_or(Money::ZERO).checked_sub(now);
            let rest = totals.into_iter().flat_map(|total| amounts_of(of_household(total)));
            let rest = rest.filter_map(|total| total.checked_sub(others?));
            amounts(amounts_of(own(facts.balance)).chain(rest))
        }
        f if [facts.final_due_on, facts.last_payment_on, facts.last_acknowledged_on, facts.last_demand_on]
            .contains(&f) =>
        {
            let months = parameters.limitation_years.and_then(|y| u32::try_from(y).ok()?.checked_mul(12)).unwrap_or(0);
            let ends = dates_of(own(facts.limitation_ends_on));
            let of_guarantee = dates_of(own(facts.guarantee_ends_on)).filter_map(|end| {
                let months = parameters.guarantee_months.and_then(|n| u32::try_from(n).ok())?;
                end.checked_sub_months(Months::new(months))
            });
            let of_guarantee = of_guarantee.filter(|_| f == facts.final_due_on);
            dates(ends.filter_map(|end| end.checked_sub_months(Months::new(months))).chain(of_guarantee))
        }
        f if f == facts.guarantee_until => own(facts.guarantee_ends_on),
        f if f == facts.accelerated_on => {
            let months = parameters.guarantee_months.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
            let ends = dates_of(own(facts.guarantee_ends_on));
            dates(ends.filter_map(|end| end.checked_sub_months(Months::new(months))))
        }
        f if f == facts.next_due_on => {
            let grace = here.count(facts.grace_days).ok().and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
            let ends = dates_of(own(facts.grace_ends_on));
            dates(ends.filter_map(|end| end.checked_sub_days(Days::new(grace))))
        }
        f if f == facts.grace_days => {
            let due = here.date(facts.next_due_on).ok();
            let ends = dates_of(own(facts.grace_ends_on));
            ends.filter_map(|end| Some((end - due?).num_days())).filter(|n| *n >= 0).map(Value::Count).collect()
        }
        f if f == facts.notice_published_on => published(own(facts.deemed_served_on), parameters),
        f if f == facts.judgment_notice_published_on => published(own(facts.judgment_deemed_served_on), parameters),
        f if f == facts.face_principal => {
            let arrived = here.amount(facts.disbursed_amount).unwrap_or(Money::ZERO);
            amounts(amounts_of(own(facts.head_cut)).filter_map(|cut| arrived.checked_add(cut)))
        }
        f if f == facts.disbursed_amount => {
            let face = here.amount(facts.face_principal).ok();
            let cut = amounts_of(own(facts.head_cut)).filter_map(|cut| face?.checked_sub(cut));
            amounts(cut.chain(received(here, facts)))
        }
        f if f == facts.instalment || f == facts.monthly_fees => amounts(monthly(here, facts, f)),
        f if f == facts.upfront_fees => {
            let arrived = here.amount(facts.disbursed_amount).ok();
            amounts(FEES.into_iter().filter_map(|part| thousandths(arrived?, part)))
        }
        f if f == facts.periods_total => PERIODS.into_iter().map(Value::Count).collect(),
        f if f == facts.income => {
            let essentials = household.amount(facts.monthly_essentials).unwrap_or(Money::ZERO);
            let of_surplus = amounts_of(of_household(facts.surplus));
            let of_surplus = of_surplus.filter_map(|left| essentials.checked_add(left));
            let of_income = amounts_of(of_household(facts.monthly_income));
            lines(&household, given, of_surplus.chain(of_income).chain([essentials]))
        }
        f if f == facts.essentials => {
            let income = household.amount(facts.monthly_income).unwrap_or(Money::ZERO);
            let of_surplus = amounts_of(of_household(facts.surplus));
            let of_surplus = of_surplus.filter_map(|left| income.checked_sub(left));
            let of_essentials = amounts_of(of_household(facts.monthly_essentials));
            lines(&household, given, of_surplus.chain(of_essentials).chain([income]))
        }
        f if f == facts.duration_seconds => {
            let started = match here.portfolio.value(here.vocabulary, facts.local_time, here.subject) {
                Some(Value::Time(time)) => i64::from(time.earliest),
                _ => return PERIODS.into_iter().map(Value::Count).collect(),
            };
            let ends = own(facts.local_end_time).into_iter().filter_map(|end| match end {
                Value::Time(time) => Some((i64::from(time.earliest) - started).rem_euclid(86_400)),
                _ => None,
            });
            ends.flat_map(|seconds| [seconds, seconds + 1]).chain([0]).map(Value::Count).collect()
        }
        f if f == facts.at => {
            let days = dates_of(own(facts.local_date)).filter_map(|d| instant(d, 43_200));
            let times = own(facts.local_time).into_iter().chain(own(facts.local_end_time)).filter_map(|v| match v {
                Value::Time(time) => instant(as_of, time.earliest),
                _ => None,
            });
            days.chain(times).chain(instant(as_of, 43_200)).collect()
        }
        _ => Vec::new(),
    }
}

fn counts_of(all: Vec<Value>) -> impl Iterator<Item = i64> {
    all.into_iter().filter_map(|value| if let Value::Count(n) = value { Some(n) } else { None })
}

fn amounts_of(all: Vec<Value>) -> impl Iterator<Item = Money> {
    all.into_iter().filter_map(|value| if let Value::Amount(amount) = value { Some(amount) } else { None })
}

fn dates_of(all: Vec<Value>) -> impl Iterator<Item = NaiveDate> {
    all.into_iter().filter_map(|value| if let Value::Date(date) = value { Some(date) } else { None })
}

fn dates(days: impl Iterator<Item = NaiveDate>) -> Vec<Value> {
    days.map(Value::Date).collect()
}

fn amounts(all: impl Iterator<Item = Money>) -> Vec<Value> {
    all.filter(|m| !m.is_negative()).map(Value::Amount).collect()
}

fn published(served: Vec<Value>, parameters: &Parameters) -> Vec<Value> {
    let days = parameters.public_notice_days.and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
    dates(dates_of(served).filter_map(|day| day.checked_sub_days(Days::new(days))))
}

fn thousandths(of: Money, part: i64) -> Option<Money> {
    let exact = of.decimal().checked_mul(Decimal::new(part, 3))?;
    Money::round(exact)
}

/// What reached the borrower, if what is paid each month were so much dearer.
fn received(here: &Facts<'_>, facts: &EngineFacts) -> impl Iterator<Item = Money> {
    let (monthly, periods) = (here.amount(facts.instalment).ok(), here.count(facts.periods_total).ok());
    let whole = monthly.zip(periods).and_then(|(m, n)| Money::round(m.decimal().checked_mul(Decimal::from(n))?));
    DEARER.into_iter().filter_map(move |part| {
        let times = Decimal::new(1_000 + part, 3);
        Money::round(whole?.decimal().checked_div(times)?)
    })
}

/// What is paid each month, if it were so much dearer than without interest, less what is paid beside it.
fn monthly(here: &Facts<'_>, facts: &EngineFacts, given: FactId) -> impl Iterator<Item = Money> {
    let (arrived, periods) = (here.amount(facts.disbursed_amount).ok(), here.count(facts.periods_total).ok());
    let share = arrived.zip(periods).and_then(|(a, n)| a.decimal().checked_div(Decimal::from(n)));
    let other = if given == facts.instalment { facts.monthly_fees } else { facts.instalment };
    let beside = here.amount(other).unwrap_or(Money::ZERO);
    DEARER.into_iter().filter_map(move |part| {
        let paid = share?.checked_mul(Decimal::new(1_000 + part, 3))?.checked_sub(beside.decimal())?;
        Money::round(paid)
    })
}

/// One line a month of each amount.
fn lines(here: &Facts<'_>, fact: FactId, each: impl Iterator<Item = Money>) -> Vec<Value> {
    let Some(FactKind::Records(fields)) = here.vocabulary.get(fact).map(|f| &f.kind) else { return Vec::new() };
    let month = fields.iter().find(|f| f.name == "every");
    let month = month.and_then(|f| f.kind.choices().iter().position(|c| c.name == "month"));
    let line = |amount: Money| {
        let field = |name: &str| match name {
            "amount" => Some(Value::Amount(amount)),
            "every" => month.map(Value::Choice),
            "certain" => Some(Value::YesNo(true)),
            _ => None,
        };
        Value::Records(vec![fields.iter().map(|f| field(&f.name)).collect()])
    };
    each.filter(|m| !m.is_negative()).map(line).collect()
}

fn instant(day: NaiveDate, second: u32) -> Option<Value> {
    let zone = FixedOffset::east_opt(8 * 3_600)?;
    let clock = day.and_hms_opt(second / 3_600, second / 60 % 60, second % 60)?;
    let at = zone.from_local_datetime(&clock).single()?;
    Some(Value::Instant(Moment { at, precision: Precision::Second }))
}

/// The given facts that a computed one is computed from and that may be found out or brought about, nearest first.
pub(crate) fn behind(facts: &EngineFacts, computed: FactId) -> Vec<FactId> {
    let cost = [facts.instalment, facts.monthly_fees, facts.upfront_fees, facts.disbursed_amount, facts.periods_total];
    let owed = [
        facts.outstanding,
        facts.outstanding_principal,
        facts.outstanding_interest,
        facts.outstanding_penalty,
        facts.outstanding_fees,
    ];
    match computed {
        f if [facts.all_in_rate, facts.cost_position, facts.yardstick_rate].contains(&f) => cost.to_vec(),
        f if f == facts.head_cut => vec![facts.disbursed_amount, facts.face_principal],
        f if f == facts.grace_ends_on => vec![facts.grace_days],
        f if [facts.balance, facts.total_debt, facts.known_debt, facts.debt_to_plan].contains(&f) => owed.to_vec(),
        f if [facts.months_at_surplus, facts.debt_service_to_income].contains(&f) => {
            owed.into_iter().chain([facts.instalment]).collect()
        }
        f if [facts.overdue_count, facts.debt_count].contains(&f) => vec![facts.legal_stage],
        f if f == facts.living_floor => vec![facts.dibao_standard, facts.members],
        f if f == facts.guarantee_ends_on => vec![facts.accelerated],
        _ => Vec::new(),
    }
}
