//! Month by month until nothing is owed: interest, the minimums, and the rest to one debt after another.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::money::cascade::Order;
use crate::money::{Money, Rate, Refusals, Step, dates, limits, words::words};

mod narrative;
mod run;

pub(super) use run::{Run, Running};

/// The most months that are looked at: fifty years.
pub const HORIZON_MONTHS: u32 = 600;

/// What is paid a month, and the debts it is paid on.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "budget": "3000.00", "order": "avalanche", "debts": [{ "id": "A", "balance": "12000.00", "annual_rate": "18.25%", "minimum": "600.00" }, { "id": "B", "balance": "8500.00", "annual_rate": "21.9%", "minimum": "500.00" }, { "id": "C", "balance": "23456.78", "annual_rate": "23.99%", "minimum": "1000.00" }], "starts_on": "2026-12-10" }))]
pub struct SimulationTerms {
    /// What is paid a month on all debts together, in yuan; zero or less pays nothing.
    pub budget: Money,
    /// Which debt gets what is left after the minimums.
    pub order: Order,
    /// The debts.
    pub debts: Vec<SimulatedDebt>,
    /// The day the balances are of; month k ends k months later.
    pub starts_on: Option<NaiveDate>,
}

/// One debt of a simulation.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "id": "A", "balance": "12000.00", "annual_rate": "18.25%", "minimum": "600.00", "tier": 0 }))]
pub struct SimulatedDebt {
    /// Its name in the answer.
    pub id: String,
    /// What is owed, in yuan.
    pub balance: Money,
    /// Its rate a year.
    pub annual_rate: Rate,
    /// What it gets every month before anything else is handed out, in yuan; nothing where left out.
    pub minimum: Option<Money>,
    /// Debts of a lower tier come first whatever their rate; 0 where left out.
    pub tier: Option<i64>,
}

words! {
    /// How a simulation ends.
    pub enum SimulationStatus {
        /// Every debt is paid.
        Cleared = "cleared",
        /// Something is still owed after 600 months; no month is named.
        NotClearedWithinHorizon = "not_cleared_within_horizon",
    }
}

/// How the debts are paid off. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Simulation {
    /// How it ends.
    pub status: SimulationStatus,
    /// How many months until nothing is owed; only when cleared, as are the three figures after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// All interest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_interest: Option<Money>,
    /// All payments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_paid: Option<Money>,
    /// The day nothing is owed any more, where the first day is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt_free_on: Option<NaiveDate>,
    /// The debts in the order in which they get what is left after the minimums.
    pub rank: Vec<String>,
    /// The debts that are paid, in the order in which that happens.
    pub cleared: Vec<ClearedDebt>,
    /// What is owed in all at the start and at the end of each month.
    pub balances: Vec<Money>,
    /// Why it ends like this.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
    /// How the figures were found: the first month in full, then the debts as they are paid.
    pub steps: Vec<Step>,
}

/// A debt that is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClearedDebt {
    /// Which debt.
    pub id: String,
    /// In which month, from 1; 0 where nothing was owed from the start.
    pub month: u32,
    /// On which day, where the first day is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
}

/// The simulation: every month each debt gets its interest, `balance × rate ÷ 12`, half-up; then every minimum is paid by
/// rank as far as the money reaches; then the rest goes down the ranks in the same month. The rank never changes.
///
/// Nothing is concluded from the first month: 3 000.00 at 36 % and 6 000.00 at 24 % have a first interest of 90.00 and
/// 120.00, exactly the 210.00 paid; 210.00 at the dearer leaves 2 880.00 and 6 120.00, whose interest is 86.40 and
/// 122.40, 208.80 in all. Now 1.20 of the money pays debt, and it ends after 109 months (domain sheet 4.3).
///
/// ```
/// # use ashore::money::{cascade::Order, simulation::{SimulatedDebt, SimulationTerms, simulation}};
/// let debt = |id: &str, balance: &str, rate: &str| Ok::<_, Box<dyn std::error::Error>>(SimulatedDebt {
///     id: id.into(), balance: balance.parse()?, annual_rate: ashore::money::Rate::new(rate.parse()?), minimum: None, tier: None });
/// let run = simulation(&SimulationTerms {
///     budget: "210.00".parse()?,
///     order: Order::Avalanche,
///     debts: vec![debt("A", "3000.00", "0.36")?, debt("B", "6000.00", "0.24")?],
///     starts_on: None,
/// }).map_err(|refused| format!("{refused:?}"))?;
/// assert_eq!(run.months, Some(109));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn simulation(terms: &SimulationTerms) -> Result<Simulation, Refusals> {
    check(terms)?;
    let mut run = Run::new(terms.order, terms.debts.iter().map(Running::of));
    let rank: Vec<String> = run.debts().map(|debt| id(terms, debt.position)).collect();
    let mut cleared = Vec::new();
    let mut balances = vec![run.owed()?];
    let mut steps = vec![narrative::rank(terms.order, &rank)];
    note_cleared(terms, &run, 0, &mut cleared)?;
    let mut months = 0;
    while run.is_owing() && months < HORIZON_MONTHS {
        months += 1;
        let before = run.clone();
        run.month(terms.budget)?;
        if months == 1 {
            narrative::month(terms, &before, &run, &mut steps);
        }
        balances.push(run.owed()?);
        note_cleared(terms, &run, months, &mut cleared)?;
    }
    narrative::cleared(&cleared, &mut steps);

    let done = !run.is_owing();
    let figures = if done { Some((run.interest()?, run.paid()?)) } else { None };
    let day = terms.starts_on.filter(|_| done);
    let owed = run.owed()?;
    let opening = balances.first().copied().unwrap_or_default();
    let (reason, reason_en) = narrative::reason(terms.budget, figures, months, owed);
    if let Some((interest, paid)) = figures {
        steps.push(narrative::total(opening, interest, paid));
    }
    Ok(Simulation {
        status: if done { SimulationStatus::Cleared } else { SimulationStatus::NotClearedWithinHorizon },
        months: done.then_some(months),
        total_interest: figures.map(|(interest, _)| interest),
        total_paid: figures.map(|(_, paid)| paid),
        debt_free_on: day.map(|day| dates::month_after(day, months)).transpose()?,
        rank,
        cleared,
        balances,
        reason,
        reason_en,
        steps,
    })
}

fn check(terms: &SimulationTerms) -> Result<(), Refusals> {
    let mut refusals = Refusals::default();
    limits::entries(&mut refusals, "/debts", terms.debts.len(), limits::MAX_DEBTS);
    limits::ids(&mut refusals, "/debts", terms.debts.iter().map(|debt| debt.id.as_str()));
    for (position, debt) in terms.debts.iter().enumerate() {
        limits::amount(&mut refusals, format!("/debts/{position}/balance"), debt.balance);
        limits::amount(&mut refusals, format!("/debts/{position}/minimum"), debt.minimum);
        limits::rate(&mut refusals, format!("/debts/{position}/annual_rate"), debt.annual_rate);
    }
    refusals.end()
}

fn id(terms: &SimulationTerms, position: usize) -> String {
    terms.debts.get(position).map(|debt| debt.id.clone()).unwrap_or_default()
}

fn note_cleared(
    terms: &SimulationTerms,
    run: &Run,
    month: u32,
    cleared: &mut Vec<ClearedDebt>,
) -> Result<(), Refusals> {
    for debt in run.debts().filter(|debt| debt.cleared_in == Some(month)) {
        let on = terms.starts_on.map(|day| dates::month_after(day, month)).transpose()?;
        cleared.push(ClearedDebt { id: id(terms, debt.position), month, on });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
