//! The steps of a cost in words: what was received and paid, the rate, its test, the years, the line.

use rust_decimal::{Decimal, RoundingStrategy};

use super::moves::Moves;
use super::{Cost, CostBasis, CostTerms};
use crate::money::schedule::Level;
use crate::money::yardstick::Position;
use crate::money::{Exact, Money, Rate, Step};

/// Digits of a rate that is shown to be checked.
const RATE_DIGITS: u32 = 10;

/// Decimals of what is shown between amounts.
const SHOWN_PLACES: u32 = 12;

pub(super) fn steps(terms: &CostTerms, moves: &Moves, answer: &Cost) -> Vec<Step> {
    let mut steps = Vec::new();
    if moves.deducted().is_positive() {
        let (taken, left) = (moves.deducted(), answer.received);
        let full = left.checked_add(taken).map_or_else(String::new, |full| full.to_string());
        steps.push(same("实际到手", "really received", format!("{full} − {taken} = {left}")));
    }
    if let Some((received, paid, days)) = moves.receipt_and_payment()
        && let Some(rate) = answer.apr_simple
    {
        steps.push(same(
            "年化（单利）",
            "a year, simple",
            format!("({paid} ÷ {received} − 1) × 365 ÷ {days} = {}", rate.percent(6)),
        ));
    }
    match answer.basis {
        CostBasis::Periodic => periodic(terms, moves, answer, &mut steps),
        CostBasis::Dated => dated(answer, &mut steps),
    }
    line(terms, answer, &mut steps);
    steps
}

fn periodic(terms: &CostTerms, moves: &Moves, answer: &Cost, steps: &mut Vec<Step>) {
    let Some(rate) = answer.rate_per_period else { return };
    let r = short(rate);
    steps.push(same("每期利率 r（10 位）", "rate of one period r, to 10 digits", r.to_string()));
    match moves.level().filter(|(instalment, last, _)| instalment == last) {
        Some((instalment, _, periods)) if !r.is_sign_negative() => {
            steps.extend(annuity(r, instalment, periods));
        }
        _ => sum_of_rows(answer, steps, |row| format!("{} ÷ (1 + r)^{}", row.amount, row.period.unwrap_or_default())),
    }
    let m = terms.periods_per_year.unwrap_or(12);
    if let Some(apr) = answer.apr_simple {
        steps.push(same("年化（单利）", "a year, simple", format!("{r} × {m} = {}", apr.percent(6))));
    }
    if let Some(apr) = answer.apr_compound {
        steps.push(same("年化（复利）", "a year, compound", format!("(1 + {r})^{m} − 1 = {}", apr.percent(6))));
    }
}

// The annuity formula at the rate shown; none below zero.
fn annuity(r: Decimal, instalment: Money, periods: u32) -> Option<Step> {
    let worth = Level::new(&Exact::from(r), periods)?.worth(SHOWN_PLACES)?.normalize();
    let value = (Exact::from(instalment) * Exact::from(worth)).posted().ok()?;
    let formula = if r.is_zero() { "n".to_owned() } else { format!("(1 − 1 ÷ (1 + {r})^{periods}) ÷ {r}") };
    Some(same("验算", "test", format!("{instalment} × {formula} = {instalment} × {worth} = {value}")))
}

fn dated(answer: &Cost, steps: &mut Vec<Step>) {
    let Some(apr) = answer.apr_compound else { return };
    steps.push(same("年化（复利）R（10 位）", "a year, compound R, to 10 digits", short(apr).to_string()));
    let start = answer.rows.first().and_then(|row| row.on);
    sum_of_rows(answer, steps, |row| {
        let days = start.zip(row.on).map_or(0, |(start, on)| crate::money::dates::days_between(start, on));
        format!("{} ÷ (1 + R)^({days} ÷ 365)", row.amount)
    });
}

// The first discounted row as an example, then the sums of both directions.
fn sum_of_rows(answer: &Cost, steps: &mut Vec<Step>, formula: impl Fn(&super::CostRow) -> String) {
    let mut worth = Vec::new();
    for row in &answer.rows {
        let Some(value) = row.present_value else { return };
        worth.push(value);
    }
    if let Some((row, value)) = answer.rows.iter().zip(&worth).skip(1).find(|(row, _)| !row.amount.is_zero()) {
        steps.push(same("现值，例", "present value, for example", format!("{} = {value}", formula(row))));
    }
    let sum = |positive: bool| Money::sum(worth.iter().copied().filter(|value| value.is_positive() == positive));
    if let (Some(received), Some(paid)) = (sum(true), sum(false)) {
        steps.push(Step::new(
            format!("各行现值相加：收到 {received}，付出 {paid}，相抵为零（差的是每行四舍五入的分）"),
            format!("sums of the rows: received {received}, paid {paid}; they cancel but for the rounding of each row"),
        ));
    }
}

fn line(terms: &CostTerms, answer: &Cost, steps: &mut Vec<Step>) {
    let (Some(yardstick), Some(position)) = (terms.yardstick, answer.position) else { return };
    let Some(rate) = answer.apr_simple else { return };
    let rate = rate.percent(6);
    steps.push(match position {
        Position::Above => same("与标准线比较", "against the line", format!("{rate} > {yardstick}")),
        Position::NotAbove => same("与标准线比较", "against the line", format!("{rate} ≤ {yardstick}")),
        Position::AtLine => Step::new(
            format!("与标准线比较：{rate} 高于 {yardstick} 只是因为每期还款取整，算在线上"),
            format!("against the line: {rate} is above {yardstick} only because the instalment was rounded; it is at the line"),
        ),
    });
    if let Some(at_line) = answer.instalment_at_line {
        steps.push(same("按标准线算的每期还款", "instalment at the line", at_line.to_string()));
    }
    if let Some(excess) = answer.excess {
        steps.push(Step::new(
            format!("全部还款 {} 比按标准线多 {excess}", answer.paid),
            format!("all payments, {}, are {excess} more than at the line", answer.paid),
        ));
    }
}

fn same(zh: &str, en: &str, figures: impl std::fmt::Display) -> Step {
    Step::new(format!("{zh}：{figures}"), format!("{en}: {figures}"))
}

fn short(rate: Rate) -> Decimal {
    let rounded = rate.decimal().round_sf_with_strategy(RATE_DIGITS, RoundingStrategy::MidpointAwayFromZero);
    rounded.unwrap_or(rate.decimal()).normalize()
}
