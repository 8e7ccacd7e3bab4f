//! The roads from here, side by side: the contracts as they stand, settlements over some terms, what the household can
//! pay as one settlement, and going on as now. A road that cannot be computed says which facts are missing.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::money::cascade::Order;
use crate::money::chart::chart;
use crate::money::{Exact, MAX_PERIODS, Money, Rate, Refusals, Step, limits, words::words};

mod by_contract;
mod proposed;
mod unchanged;

/// The most terms of settlements: more lines cannot be told apart in one chart.
const MAX_TERMS: usize = 6;

/// What is owed, and what can be paid on it.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "as_of": "2026-11-20", "available": "1850.00", "debts": [{ "id": "A", "balance": "12000.00", "annual_rate": "18.25%", "instalment": "1200.00", "periods_left": 11 }, { "id": "B", "balance": "8500.00", "annual_rate": "21.9%", "instalment": "500.00" }] }))]
pub struct PathTerms {
    /// The day the balances are of.
    pub as_of: NaiveDate,
    /// What the household can pay on all debts a month, in yuan; zero or less pays nothing.
    pub available: Money,
    /// The debts.
    pub debts: Vec<PathDebt>,
    /// The terms of settlements to compare, in months, at most six; where left out, the usual ones of the rules.
    pub terms: Option<Vec<u32>>,
    /// Which debt gets what is left after the instalments where nothing changes; the dearest first where left out.
    pub order: Option<Order>,
}

/// One debt. What is left out is not known, and never taken as nothing.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "id": "A", "balance": "12000.00", "annual_rate": "18.25%", "instalment": "1200.00", "periods_left": 11 }))]
pub struct PathDebt {
    /// Its name.
    pub id: String,
    /// What is owed, in yuan.
    pub balance: Money,
    /// Its rate a year.
    pub annual_rate: Option<Rate>,
    /// What the contract asks a month, in yuan.
    pub instalment: Option<Money>,
    /// How many instalments are left, from 1 to 1,200.
    #[schema(minimum = 1, maximum = 1200)]
    pub periods_left: Option<u32>,
}

words! {
    /// Which road it is.
    pub enum PathKind {
        /// Every contract is kept as it stands.
        Contract = "contract",
        /// Everything owed today is paid in instalments without new interest, where the creditors agree.
        Proposed = "proposed",
        /// The contract rates go on, and the household pays what it can.
        NothingChanges = "nothing_changes",
    }
}

words! {
    /// Where a road leads.
    pub enum PathStatus {
        /// Nothing is owed at its end.
        Clears = "clears",
        /// It never ends, as far as can be computed.
        DoesNotClear = "does_not_clear",
        /// Facts are missing.
        NotKnown = "not_known",
        /// It asks more a month than there is.
        CannotBeCarried = "cannot_be_carried",
    }
}

/// The roads side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Paths {
    /// The contracts; the settlements, one for each term, then the one the budget gives; going on as now.
    pub paths: Vec<Path>,
    /// What is owed along each road, as an SVG picture.
    pub chart: String,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// One road. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Path {
    /// Which road.
    pub kind: PathKind,
    /// The term of a settlement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub periods: Option<u32>,
    /// What it takes a month, at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly: Option<Money>,
    /// Whether there is that much a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affordable: Option<bool>,
    /// Where it leads.
    pub status: PathStatus,
    /// How many months it takes; of a road that cannot be carried, how many it would take, as for the two figures after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// All payments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_paid: Option<Money>,
    /// All payments less what is owed today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_cost: Option<Money>,
    /// The day nothing is owed any more; only of a road that clears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt_free_on: Option<NaiveDate>,
    /// JSON Pointers to the facts without which it cannot be computed. Where both the rate and the number of instalments
    /// of a debt are named, one of them is enough.
    pub missing: Vec<String>,
    /// Why it leads there.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
    /// What is still to pay at the start and at the end of each month, by contract with the interest to come; of a road
    /// that does not clear, what is owed, for at most 120 months. Empty where nothing can be shown.
    pub balances: Vec<Money>,
}

impl Path {
    // A road of which nothing is known but its end.
    fn new(kind: PathKind, status: PathStatus, reason: impl Into<String>, reason_en: impl Into<String>) -> Path {
        Path {
            kind,
            periods: None,
            monthly: None,
            affordable: None,
            status,
            months: None,
            total_paid: None,
            total_cost: None,
            debt_free_on: None,
            missing: Vec::new(),
            reason: reason.into(),
            reason_en: reason_en.into(),
            balances: Vec::new(),
        }
    }
}

/// The roads. By contract each debt takes its instalment for the periods left, or until its rate lets it end; a settlement
/// divides everything owed today by its term, the last instalment takes the difference; where nothing changes the months
/// go on as in [`simulation`](crate::money::simulation::simulation), the instalments as minimums.
///
/// By hand: 12 000.00 with 11 instalments of 1 200.00 left cost 13 200.00 in 11 months by contract; over 24 months they are
/// 500.00 each; 800.00 a month pay them in 15 months.
///
/// ```
/// # use ashore::money::paths::{PathDebt, PathTerms, paths};
/// let roads = paths(&PathTerms {
///     as_of: chrono::NaiveDate::from_ymd_opt(2026, 8, 31).ok_or("no such day")?,
///     available: "800.00".parse()?,
///     debts: vec![PathDebt {
///         id: "A".into(), balance: "12000.00".parse()?, annual_rate: None,
///         instalment: Some("1200.00".parse()?), periods_left: Some(11),
///     }],
///     terms: Some(vec![24]),
///     order: None,
/// }).map_err(|refused| format!("{refused:?}"))?;
/// let seen: Vec<_> = roads.paths.iter().map(|path| (path.months, path.affordable)).collect();
/// assert_eq!(seen, [(Some(11), Some(false)), (Some(24), Some(true)), (Some(15), Some(true)), (None, None)]);
/// assert_eq!(roads.paths[3].missing, ["/debts/0/annual_rate"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn paths(terms: &PathTerms) -> Result<Paths, Refusals> {
    check(terms)?;
    let owed = terms.debts.iter().fold(Exact::zero(), |sum, debt| sum + Exact::from(debt.balance)).posted()?;
    let mut steps = vec![Step::new(
        format!("现在共欠 {owed}，每月可还 {}", terms.available),
        format!("{owed} is owed today, {} a month can be paid", terms.available),
    )];
    let mut paths = vec![by_contract::path(terms, owed, &mut steps)?];
    for periods in terms.terms.as_deref().unwrap_or_default() {
        paths.push(proposed::over(terms, owed, *periods, &mut steps)?);
    }
    let by_budget = proposed::by_budget(terms, owed, &mut steps)?;
    // The budget may give just one of the terms.
    if !paths.iter().any(|path| path.periods == by_budget.periods && path.monthly == by_budget.monthly) {
        paths.push(by_budget);
    }
    paths.push(unchanged::path(terms, owed, &mut steps)?);
    Ok(Paths { chart: chart(&paths), paths, steps })
}

fn check(terms: &PathTerms) -> Result<(), Refusals> {
    let mut refusals = Refusals::default();
    limits::entries(&mut refusals, "/debts", terms.debts.len(), limits::MAX_DEBTS);
    limits::ids(&mut refusals, "/debts", terms.debts.iter().map(|debt| debt.id.as_str()));
    for (position, debt) in terms.debts.iter().enumerate() {
        limits::amount(&mut refusals, format!("/debts/{position}/balance"), debt.balance);
        limits::amount(&mut refusals, format!("/debts/{position}/instalment"), debt.instalment);
        limits::rate(&mut refusals, format!("/debts/{position}/annual_rate"), debt.annual_rate);
        if let Some(periods) = debt.periods_left.filter(|_| !debt.balance.is_zero()) {
            limits::periods(&mut refusals, format!("/debts/{position}/periods_left"), periods);
        }
    }
    let lengths = terms.terms.as_deref().unwrap_or_default();
    limits::entries(&mut refusals, "/terms", lengths.len(), MAX_TERMS);
    for (position, periods) in lengths.iter().enumerate() {
        limits::periods(&mut refusals, format!("/terms/{position}"), *periods);
    }
    refusals.end()
}

fn nothing_owed(kind: PathKind, terms: &PathTerms) -> Path {
    Path {
        months: Some(0),
        total_paid: Some(Money::ZERO),
        total_cost: Some(Money::ZERO),
        debt_free_on: Some(terms.as_of),
        balances: vec![Money::ZERO],
        ..Path::new(kind, PathStatus::Clears, "没有欠款", "nothing is owed")
    }
}

// The debts of which something is owed, each with its number among the terms.
fn owing(terms: &PathTerms) -> impl Iterator<Item = (usize, &PathDebt)> {
    terms.debts.iter().enumerate().filter(|(_, debt)| !debt.balance.is_zero())
}

#[cfg(test)]
mod tests;
