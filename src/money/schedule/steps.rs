//! The steps of a schedule in words: the regular part, the first periods, the last one, the sums.

use rust_decimal::Decimal;

use super::{Level, Method, Schedule, ScheduleRow, ScheduleTerms};
use crate::money::dates::{self, DayCount};
use crate::money::{Exact, Money, Step};

/// Decimals of what is shown between posted amounts: as many as a pocket calculator has.
const SHOWN_PLACES: u32 = 12;

pub(super) fn steps(terms: &ScheduleTerms, plan: &Schedule) -> Vec<Step> {
    let mut steps = regular(terms, plan);
    let mut before = terms.principal;
    for row in &plan.rows {
        // Two periods show how the balance goes on; the last one shows the difference.
        if row.period <= 2 || row.period == terms.periods {
            steps.push(of_row(terms, row, before, plan.instalment));
        }
        before = row.balance;
    }
    let (principal, paid) = (terms.principal, plan.total_paid);
    steps.push(if terms.method == Method::FlatFee {
        let fees = plan.total_fees;
        Step::new(
            format!("合计：本金 {principal} + 费用 {fees} = {paid}"),
            format!("in all: principal {principal} + fees {fees} = {paid}"),
        )
    } else {
        let interest = plan.total_interest;
        Step::new(
            format!("合计：本金 {principal} + 利息 {interest} = {paid}"),
            format!("in all: principal {principal} + interest {interest} = {paid}"),
        )
    });
    steps
}

fn regular(terms: &ScheduleTerms, plan: &Schedule) -> Vec<Step> {
    let (principal, n) = (terms.principal, terms.periods);
    match terms.method {
        Method::EqualPayment => level(terms, plan).unwrap_or_default(),
        Method::EqualPrincipal | Method::FlatFee => {
            let Ok(share) = (Exact::from(principal) * Exact::ratio(1, n)).posted() else { return Vec::new() };
            vec![Step::new(
                format!("每期本金：{principal} ÷ {n} = {share}，最后一期还清余数"),
                format!("principal of each period: {principal} ÷ {n} = {share}; the last pays what is left"),
            )]
        }
        Method::InterestOnly | Method::Bullet => Vec::new(),
    }
}

fn level(terms: &ScheduleTerms, plan: &Schedule) -> Option<Vec<Step>> {
    let (principal, n, instalment) = (terms.principal, terms.periods, plan.instalment?);
    let annual = terms.annual_rate?;
    let rate = Exact::from(annual) * Exact::ratio(1, 12);
    if rate == Exact::zero() {
        return Some(vec![Step::new(
            format!("没有利息，每期：{principal} ÷ {n} = {instalment}"),
            format!("no interest, each instalment: {principal} ÷ {n} = {instalment}"),
        )]);
    }
    let worth = Level::new(&rate, n)?.worth(SHOWN_PLACES)?.normalize();
    let r = shown(&rate)?;
    Some(vec![
        Step::new(format!("月利率 r：{annual} ÷ 12 = {r}"), format!("rate a month r: {annual} ÷ 12 = {r}")),
        Step::new(
            format!("年金系数：(1 − 1 ÷ (1 + r)^{n}) ÷ r = {worth}"),
            format!("annuity factor: (1 − 1 ÷ (1 + r)^{n}) ÷ r = {worth}"),
        ),
        Step::new(
            format!("每期还款：{principal} ÷ {worth} = {instalment}"),
            format!("each instalment: {principal} ÷ {worth} = {instalment}"),
        ),
    ])
}

fn of_row(terms: &ScheduleTerms, row: &ScheduleRow, before: Money, instalment: Option<Money>) -> Step {
    let ScheduleRow { period, interest, fee, principal, payment, balance, .. } = row;
    let (charge, zh, en, figures) = match terms.method {
        Method::FlatFee => {
            let rate = terms.period_fee_rate.unwrap_or_default();
            (fee, "费用", "fee", format!("{} × {rate}", terms.principal))
        }
        Method::EqualPayment | Method::EqualPrincipal | Method::InterestOnly | Method::Bullet => {
            let rate = terms.annual_rate.unwrap_or_default();
            (interest, "利息", "interest", format!("{before} × {rate} × {}", part(terms, *period)))
        }
    };
    // A level instalment is given and its principal found; with the other methods, and in the last row, it is the
    // other way round.
    let (of_principal, of_payment) = if instalment == Some(*payment) && *period < terms.periods {
        (format!("{payment} − {charge} = {principal}"), payment.to_string())
    } else {
        (principal.to_string(), format!("{principal} + {charge} = {payment}"))
    };
    let (when, when_en) = if terms.method == Method::Bullet {
        (format!("第 {period} 期到期"), format!("at the end of period {period}"))
    } else {
        (format!("第 {period} 期"), format!("period {period}"))
    };
    Step::new(
        format!(
            "{when}：{zh} {figures} = {charge}，还本 {of_principal}，还款 {of_payment}，余额 {before} − {principal} = {balance}"
        ),
        format!(
            "{when_en}: {en} {figures} = {charge}, principal {of_principal}, payment {of_payment}, balance {before} − {principal} = {balance}"
        ),
    )
}

fn part(terms: &ScheduleTerms, period: u32) -> String {
    let from = if terms.method == Method::Bullet { 0 } else { period - 1 };
    let day = |k| terms.starts_on.and_then(|anchor| dates::month_after(anchor, k).ok());
    let count = terms.day_count.unwrap_or(DayCount::Monthly);
    match (count, day(from), day(period)) {
        (DayCount::Act365F | DayCount::Act360 | DayCount::ActAct, Some(start), Some(end)) => {
            dates::part_in_figures(count, start, end)
        }
        _ => format!("{} ÷ 12", period - from),
    }
}

fn shown(number: &Exact) -> Option<Decimal> {
    number.rounded(SHOWN_PLACES).map(|number| number.normalize())
}
