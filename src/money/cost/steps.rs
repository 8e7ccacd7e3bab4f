//! The steps of a cost in words: what was received and paid, the rate, its test, the years, the line.

use rust_decimal::{Decimal, RoundingStrategy};

use super::moves::Moves;
use super::{Cost, CostBasis, CostTerms};
use crate::money::schedule::Level;
use crate::money::yardstick::Position;
use crate::money::{Exact, Money, Rate, Step};

/// Digits of a rate that is shown to be checked: a pocket calculator takes as many.
const RATE_DIGITS: u32 = 10;

/// Decimals of what is shown between amounts.
const SHOWN_PLACES: u32 = 12;

/// The digits of a rate and the decimals between amounts of a loan so large that the usual ones miss a fen.
const MORE: [(u32, u32); 4] = [(RATE_DIGITS, SHOWN_PLACES), (12, 14), (15, 17), (18, 20)];

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
    line(terms, moves, answer, &mut steps);
    if let (Some(reason), Some(reason_en)) = (&answer.reason, &answer.reason_en) {
        steps.push(Step::new(reason, reason_en));
    }
    steps
}

fn periodic(terms: &CostTerms, moves: &Moves, answer: &Cost, steps: &mut Vec<Step>) {
    let Some(rate) = answer.rate_per_period else { return };
    let level = moves.level().filter(|(instalment, last, _)| instalment == last);
    let checked = level.and_then(|(instalment, _, periods)| annuity(rate, instalment, periods, answer.received));
    let (digits, test) = match checked {
        Some((digits, test)) => (digits, Some(test)),
        None => (RATE_DIGITS, None),
    };
    let r = short(rate, digits);
    steps.push(Step::new(
        format!("每期利率 r（{digits} 位）：{r}"),
        format!("rate of one period r, to {digits} digits: {r}"),
    ));
    match test {
        Some(test) => steps.push(test),
        None => {
            sum_of_rows(answer, steps, |row| format!("{} ÷ (1 + r)^{}", row.amount, row.period.unwrap_or_default()));
        }
    }
    let m = terms.periods_per_year.unwrap_or(12);
    if let Some(apr) = answer.apr_simple {
        steps.push(same("年化（单利）", "a year, simple", format!("{r} × {m} = {}", apr.percent(6))));
    }
    if let Some(apr) = answer.apr_compound {
        let growth = if r.is_sign_negative() { format!("1 − {}", -r) } else { format!("1 + {r}") };
        steps.push(same("年化（复利）", "a year, compound", format!("({growth})^{m} − 1 = {}", apr.percent(6))));
    }
}

// The annuity formula with as many digits as bring it to the fen, and how many these are; none below zero.
fn annuity(rate: Rate, instalment: Money, periods: u32, received: Money) -> Option<(u32, Step)> {
    if rate == Rate::ZERO {
        let step = same("验算（没有利息）", "test, without interest", format!("{instalment} × {periods} = {received}"));
        return Some((RATE_DIGITS, step));
    }
    MORE.iter().find_map(|(digits, places)| {
        let r = short(rate, *digits);
        let worth = Level::new(&Exact::from(r), periods)?.worth(*places)?.normalize();
        let value = (Exact::from(instalment) * Exact::from(worth)).posted().ok()?;
        let formula = format!("(1 − 1 ÷ (1 + {r})^{periods}) ÷ {r}");
        let figures = format!("{instalment} × {formula} = {instalment} × {worth} = {value}");
        (value == received).then(|| (*digits, same("验算", "test", figures)))
    })
}

fn dated(answer: &Cost, steps: &mut Vec<Step>) {
    let Some(apr) = answer.apr_compound else { return };
    let r = short(apr, RATE_DIGITS);
    steps.push(Step::new(
        format!("年化（复利）R（{RATE_DIGITS} 位）：{r}，即 {}", apr.percent(6)),
        format!("a year, compound R, to {RATE_DIGITS} digits: {r}, which is {}", apr.percent(6)),
    ));
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
        let paid = -paid;
        let (off, off_en) = if received == paid {
            ("两边相等", "the two are equal")
        } else {
            ("只差每行四舍五入的分", "they differ only by the rounding of each row")
        };
        steps.push(Step::new(
            format!("各行现值同样算，分别相加：收到 {received}，付出 {paid}，{off}"),
            format!("the other rows in the same way, added up: received {received}, paid {paid}; {off_en}"),
        ));
    }
}

fn line(terms: &CostTerms, moves: &Moves, answer: &Cost, steps: &mut Vec<Step>) {
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
    let Some((at_line, (_, _, periods))) = answer.instalment_at_line.zip(moves.level()) else { return };
    steps.push(same("按标准线算的每期还款", "instalment at the line", at_the_line(terms, answer, at_line, periods)));
    if let Some(excess) = answer.excess {
        let figures = format!("{} − {periods} × {at_line} = {excess}", answer.paid);
        steps.push(same("全部还款比按标准线多", "all payments above those at the line", figures));
    }
}

fn at_the_line(terms: &CostTerms, answer: &Cost, at_line: Money, periods: u32) -> String {
    let (received, line) = (answer.received, terms.yardstick.unwrap_or_default());
    let m = terms.periods_per_year.unwrap_or(12);
    let rate = Exact::from(line) * Exact::ratio(1, m);
    let worth = Level::new(&rate, periods).and_then(|level| level.worth(SHOWN_PLACES)).map(|worth| worth.normalize());
    match worth {
        Some(worth) if line != Rate::ZERO => {
            let formula = format!("(1 − 1 ÷ (1 + {line} ÷ {m})^{periods}) ÷ ({line} ÷ {m})");
            format!("{formula} = {worth}; {received} ÷ {worth} = {at_line}")
        }
        _ => format!("{received} ÷ {periods} = {at_line}"),
    }
}

fn same(zh: &str, en: &str, figures: impl std::fmt::Display) -> Step {
    Step::new(format!("{zh}：{figures}"), format!("{en}: {figures}"))
}

fn short(rate: Rate, digits: u32) -> Decimal {
    let rounded = rate.decimal().round_sf_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    rounded.unwrap_or(rate.decimal()).normalize()
}
