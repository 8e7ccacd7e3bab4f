//! The signs of paying old loans with new ones, each explained: a score to talk about, never a verdict.

use chrono::{Datelike, NaiveDate};

use super::{Inflow, Outflow, Pair, pairs};
use crate::money::{Money, Rate, Refusals, limits};

mod signs;
mod terms;

pub use terms::{
    Drawing, DrawingPair, LoanOnLoanScore, LoanOnLoanStatus, LoanOnLoanTerms, Measures, PairMonth, Repayment, Sign,
    SignShown,
};

/// The most drawings, and the most repayments.
const MAX_FLOWS: usize = 300;

/// The most months of balances or incomes.
const MAX_MONTHS: usize = 1200;

/// The score. A drawing is covered when payments to *other* creditors, later than its day and within the window, come to
/// the part asked; it is shown when that happened in enough of the last calendar months, the month of `as_of` included.
///
/// By hand (domain sheet 4.9): 8 500.00 from B on 3 March, 8 200.00 to A on 5 March: 8 200 ÷ 8 500 = 96.47 %, a pair. One
/// month with pairs is less than two, so that one consolidation is not shown as a spiral.
pub fn score(terms: &LoanOnLoanTerms, rules: &Measures) -> Result<LoanOnLoanScore, Refusals> {
    let measures = Measures {
        window_days: terms.window_days.unwrap_or(rules.window_days),
        cover: terms.cover.unwrap_or(rules.cover),
        months: terms.months.unwrap_or(rules.months),
        look_back_months: terms.look_back_months.unwrap_or(rules.look_back_months),
        rising_months: rules.rising_months,
    };
    check(terms, &measures)?;

    // Every flow has a number of its own, so that a pair names it; paying one's own creditor is kept out by name.
    let looked_at = |on: NaiveDate| month_of(terms.as_of) - month_of(on) < i64::from(measures.look_back_months);
    let drawings: Vec<&Drawing> = terms.drawings.iter().filter(|drawing| looked_at(drawing.on)).collect();
    let creditor = |number: usize| match drawings.get(number) {
        Some(drawing) => Some(&drawing.creditor),
        None => terms.repayments.get(number.checked_sub(drawings.len())?).map(|repayment| &repayment.creditor),
    };
    let inflows: Vec<Inflow> =
        drawings.iter().enumerate().map(|(debt, flow)| Inflow { debt, on: flow.on, amount: flow.amount }).collect();
    let outflows: Vec<Outflow> = terms
        .repayments
        .iter()
        .enumerate()
        .map(|(position, flow)| Outflow { debt: drawings.len() + position, on: flow.on, amount: flow.amount })
        .collect();
    // All with any payment to others, so that the steps show the ones that fall short too.
    let found = pairs(&inflows, &outflows, measures.window_days, Rate::ZERO, |a, b| creditor(a) == creditor(b));

    let mut steps = vec![signs::opening(terms.as_of, &measures)];
    let mut covered = Vec::new();
    for pair in &found {
        let Some(drawing) = drawings.get(pair.borrowed_from) else { continue };
        let mut shown = as_shown(drawing, pair, |number| terms.repayments.get(number.checked_sub(drawings.len())?));
        let enough = pair.cover >= measures.cover;
        if !enough && shown.cover >= measures.cover {
            // Rounding would show as reached what is a little below.
            shown.cover = pair.cover;
        }
        steps.push(signs::pair(&shown, enough, &measures));
        if enough {
            covered.push(shown);
        }
    }
    let months = months(&covered);
    steps.push(signs::months(&months));
    let signs = signs::all(terms, &measures, months.len());
    let count = |wanted: fn(&SignShown) -> bool| signs.iter().filter(|sign| wanted(sign)).fold(0, |sum, _| sum + 1);
    let shown = signs.iter().any(|sign| sign.sign == Sign::CoveredInMonths && sign.shown == Some(true));
    Ok(LoanOnLoanScore {
        status: if shown { LoanOnLoanStatus::Shown } else { LoanOnLoanStatus::NotShown },
        score: count(|sign| sign.shown == Some(true)),
        out_of: count(|sign| sign.shown.is_some()),
        signs,
        pairs: covered,
        months,
        steps,
    })
}

fn as_shown<'a>(drawing: &Drawing, pair: &Pair, repayment: impl Fn(usize) -> Option<&'a Repayment>) -> DrawingPair {
    DrawingPair {
        drawing: drawing.id.clone(),
        creditor: drawing.creditor.clone(),
        on: drawing.on,
        amount: drawing.amount,
        cover: pair.cover.rounded(4),
        repaid: pair.repaid_to.iter().filter_map(|(number, _, _)| repayment(*number).cloned()).collect(),
    }
}

// The pairs come by day, and so do their months.
fn months(pairs: &[DrawingPair]) -> Vec<PairMonth> {
    let mut months: Vec<PairMonth> = Vec::new();
    for pair in pairs {
        let month = pair.on.format("%Y-%m").to_string();
        match months.last_mut() {
            Some(last) if last.month == month => last.pairs += 1,
            _ => months.push(PairMonth { month, pairs: 1 }),
        }
    }
    months
}

// Calendar months counted through, so that two of them can be subtracted.
fn month_of(on: NaiveDate) -> i64 {
    i64::from(on.year()) * 12 + i64::from(on.month0())
}

fn check(terms: &LoanOnLoanTerms, measures: &Measures) -> Result<(), Refusals> {
    let mut refusals = Refusals::default();
    limits::entries(&mut refusals, "/drawings", terms.drawings.len(), MAX_FLOWS);
    limits::entries(&mut refusals, "/repayments", terms.repayments.len(), MAX_FLOWS);
    limits::ids(&mut refusals, "/drawings", terms.drawings.iter().map(|drawing| drawing.id.as_str()));
    for (position, drawing) in terms.drawings.iter().enumerate() {
        flow(&mut refusals, format!("/drawings/{position}"), terms.as_of, drawing.on, drawing.amount);
    }
    for (position, repayment) in terms.repayments.iter().enumerate() {
        flow(&mut refusals, format!("/repayments/{position}"), terms.as_of, repayment.on, repayment.amount);
    }
    for (list, amounts) in [("/balances", &terms.balances), ("/incomes", &terms.incomes)] {
        limits::entries(&mut refusals, list, amounts.as_ref().map_or(0, Vec::len), MAX_MONTHS);
        for (position, amount) in amounts.iter().flatten().enumerate() {
            limits::amount(&mut refusals, format!("{list}/{position}"), *amount);
        }
    }
    if let (Some(balances), Some(incomes)) = (&terms.balances, &terms.incomes) {
        let (balances, incomes) = (balances.len(), incomes.len());
        refusals.unless(
            balances == incomes,
            "/incomes",
            "months-differ",
            format!("余额有 {balances} 个月，收入有 {incomes} 个月，应当是同样的几个月"),
            format!("there are {balances} months of balances and {incomes} of incomes; they must be the same months"),
        );
    }
    limits::share(&mut refusals, "/cover", measures.cover);
    between(&mut refusals, "/window_days", measures.window_days, 366);
    between(&mut refusals, "/look_back_months", i64::from(measures.look_back_months), 120);
    between(&mut refusals, "/months", i64::from(measures.months), i64::from(measures.look_back_months));
    refusals.end()
}

fn flow(refusals: &mut Refusals, pointer: String, as_of: NaiveDate, on: NaiveDate, amount: Money) {
    refusals.unless(
        on <= as_of,
        format!("{pointer}/on"),
        "after-as-of",
        format!("{on} 在截止日 {as_of} 之后"),
        format!("{on} is after {as_of}, the last day looked at"),
    );
    limits::amount(refusals, pointer + "/amount", amount);
}

fn between(refusals: &mut Refusals, pointer: &str, number: i64, most: i64) {
    refusals.unless(
        (1..=most).contains(&number),
        pointer,
        "number-out-of-range",
        format!("是 {number}，应当在 1 到 {most} 之间"),
        format!("it is {number}; it must be from 1 to {most}"),
    );
}

#[cfg(test)]
mod tests;
