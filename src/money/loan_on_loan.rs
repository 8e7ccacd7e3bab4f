//! New borrowing that goes at once to other creditors (以贷养贷).
//!
//! This finds the pairs and shows them; `score` counts them with the other signs. No regulator gives a number, and what
//! the pairs mean is for the rules to say. One consolidation at a lower rate makes a pair as well.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::money::{Money, Rate};

pub mod score;

/// Money that reached the household from a debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inflow {
    /// Which debt, by the caller's number.
    pub debt: usize,
    /// The day it arrived.
    pub on: NaiveDate,
    /// How much, in yuan.
    pub amount: Money,
}

/// Money paid on a debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outflow {
    /// Which debt, by the caller's number.
    pub debt: usize,
    /// The day it was paid.
    pub on: NaiveDate,
    /// How much, in yuan, above zero.
    pub amount: Money,
}

/// One borrowing and the payments to others that followed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The debt that was drawn.
    pub borrowed_from: usize,
    /// The day it was drawn.
    pub borrowed_on: NaiveDate,
    /// How much was drawn, in yuan.
    pub borrowed: Money,
    /// The payments to other creditors inside the window, by day: debt, day, amount in yuan.
    pub repaid_to: Vec<(usize, NaiveDate, Money)>,
    /// The payments over the drawing, at most 1.
    pub cover: Rate,
}

/// The drawings of which at least the given part went to other creditors in the days after:
/// later than the day of the drawing, and no later than `window_days` after it.
///
/// `same_group` says whether two debts are owed to one creditor group; paying one's own creditor
/// is not counted. Amounts of zero or less are passed over. A drawing without payments to others
/// is never a pair. The pairs come by day, and in input order on one day. A payment that lies in
/// the windows of two drawings counts for both.
pub fn pairs(
    inflows: &[Inflow],
    outflows: &[Outflow],
    window_days: i64,
    cover_at_least: Rate,
    same_group: impl Fn(usize, usize) -> bool,
) -> Vec<Pair> {
    let mut outflows: Vec<&Outflow> = outflows.iter().filter(|flow| flow.amount.is_positive()).collect();
    outflows.sort_by_key(|flow| flow.on);
    let mut inflows: Vec<&Inflow> = inflows.iter().filter(|flow| flow.amount.is_positive()).collect();
    inflows.sort_by_key(|flow| flow.on);

    let mut found = Vec::new();
    for inflow in inflows {
        let later = outflows.partition_point(|flow| flow.on <= inflow.on);
        let repaid_to: Vec<(usize, NaiveDate, Money)> = outflows
            .iter()
            .skip(later)
            .take_while(|flow| flow.on.signed_duration_since(inflow.on).num_days() <= window_days)
            .filter(|flow| flow.debt != inflow.debt && !same_group(inflow.debt, flow.debt))
            .map(|flow| (flow.debt, flow.on, flow.amount))
            .collect();
        match cover(inflow.amount, &repaid_to) {
            Some(cover) if cover >= cover_at_least => found.push(Pair {
                borrowed_from: inflow.debt,
                borrowed_on: inflow.on,
                borrowed: inflow.amount,
                repaid_to,
                cover,
            }),
            _ => {}
        }
    }
    found
}

// None without payments.
fn cover(borrowed: Money, repaid_to: &[(usize, NaiveDate, Money)]) -> Option<Rate> {
    if repaid_to.is_empty() {
        return None;
    }
    // A sum too large for an amount covers any drawing.
    let repaid = Money::sum(repaid_to.iter().map(|(_, _, amount)| *amount)).unwrap_or(borrowed);
    let cover = repaid.decimal().checked_div(borrowed.decimal())?;
    Some(Rate::new(cover.min(Decimal::ONE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    // A flow is "debt day amount".
    fn flow(text: &str) -> (usize, NaiveDate, Money) {
        let words: Vec<&str> = text.split(' ').collect();
        (words[0].parse().unwrap(), day(words[1].parse().unwrap()), words[2].parse().unwrap())
    }

    // Debts 1 and 11, 2 and 12 and so on are one group. A pair reads "debt day cover: payments".
    fn check(inflows: &[&str], outflows: &[&str], found: &[&str]) {
        let inflows: Vec<Inflow> =
            inflows.iter().map(|text| flow(text)).map(|(debt, on, amount)| Inflow { debt, on, amount }).collect();
        let outflows: Vec<Outflow> =
            outflows.iter().map(|text| flow(text)).map(|(debt, on, amount)| Outflow { debt, on, amount }).collect();
        let threshold = Rate::new("0.6".parse().unwrap());
        let got: Vec<String> = pairs(&inflows, &outflows, 7, threshold, |a, b| a % 10 == b % 10)
            .iter()
            .map(|pair| {
                let to: Vec<String> = pair.repaid_to.iter().map(|(debt, _, _)| debt.to_string()).collect();
                let on = pair.borrowed_on.format("%-d");
                format!("{} {on} {}: {}", pair.borrowed_from, pair.cover.percent(2), to.join(" "))
            })
            .collect();
        assert_eq!(got, found);
    }

    #[test]
    fn borrowing_that_pays_another_creditor_is_a_pair() {
        check(&["2 3 8500"], &["1 5 8200"], &["2 3 96.47%: 1"]);
        check(&["2 3 1000"], &["1 5 600"], &["2 3 60%: 1"]);
        check(&["2 3 1000"], &["1 5 599.99"], &[]);
        check(&["2 3 1000"], &["3 6 300", "1 5 300"], &["2 3 60%: 1 3"]);
        check(&["2 3 1000"], &["1 5 5000"], &["2 3 100%: 1"]);
    }

    #[test]
    fn the_window_begins_the_day_after_and_ends_with_its_last_day() {
        check(&["2 3 1000"], &["1 3 1000"], &[]);
        check(&["2 3 1000"], &["1 4 1000"], &["2 3 100%: 1"]);
        check(&["2 3 1000"], &["1 10 1000"], &["2 3 100%: 1"]);
        check(&["2 3 1000"], &["1 11 1000"], &[]);
        check(&["2 3 1000"], &["1 2 1000"], &[]);
    }

    #[test]
    fn paying_the_same_creditor_does_not_count() {
        check(&["2 3 1000"], &["2 5 1000"], &[]);
        check(&["2 3 1000"], &["12 5 1000"], &[]);
    }

    #[test]
    fn pairs_come_by_day_and_odd_amounts_are_passed_over() {
        check(&["2 9 100", "3 3 100"], &["1 10 100"], &["3 3 100%: 1", "2 9 100%: 1"]);
        check(&["2 3 0", "2 3 -5"], &["1 5 100"], &[]);
        check(&["2 3 100"], &["1 5 -100", "1 5 0"], &[]);
        check(&[], &[], &[]);
        let most = "1 5 1000000000000000";
        check(&["2 3 1000000000000000"], &[most, most], &["2 3 100%: 1 1"]);
    }
}
