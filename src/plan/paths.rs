//! The ways from here: as contracted, by settlements of several lengths, and if nothing changes, for the debts that have
//! to be cleared from the monthly surplus.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Gathered, Here};
use crate::fact::{Facts, Formula, Gap, Subject};
use crate::figures::law;
use crate::finding::NamedFact;
use crate::money::paths::{Path, PathDebt, PathTerms};
use crate::money::{Money, Rate, Step};
use crate::program::TermRead;

/// The ways from here. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PathsFromHere {
    /// The debts they are for: open, to be cleared from the surplus, and without instalments set by a court, which are taken
    /// off the surplus first.
    pub debts: Vec<String>,
    /// The contracts; the settlements, one for each usual term, then the one the budget gives; going on as now. Empty
    /// where the surplus or a balance is not known.
    pub paths: Vec<Path>,
    /// What is owed along each, as an SVG picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart: Option<String>,
    /// How the figures were found.
    pub steps: Vec<Step>,
    /// The facts without which some of them cannot be computed.
    pub missing: Vec<NamedFact>,
    /// Why none could be computed though everything is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_en: Option<String>,
}

/// The ways of the debts to be cleared; none where there are no such debts.
pub(super) fn paths(here: &Here<'_>) -> Option<PathsFromHere> {
    let facts = &here.session.program.set.engine_facts;
    let to_clear: Vec<Subject> =
        here.open_debts().filter(|debt| !here.session.is(TermRead::LeftOutOfPlan, *debt)).collect();
    // What a court set is paid as it is set and comes first; no other way is open for it.
    let by_court = |debt: &Subject| here.amount(facts.court_instalment, *debt);
    let set_by_court = Money::sum(to_clear.iter().filter_map(by_court));
    let subjects: Vec<Subject> = to_clear.into_iter().filter(|debt| by_court(debt).is_none()).collect();
    if subjects.is_empty() {
        return None;
    }
    let mut gathered = Gathered::default();
    let available = gathered.need(here.facts(Subject::Household).amount(facts.surplus));
    let balances: Vec<Option<Money>> =
        subjects.iter().map(|debt| gathered.need(here.facts(*debt).amount(facts.balance))).collect();
    let known = gathered.is_complete();
    let debts: Option<Vec<PathDebt>> =
        subjects.iter().zip(balances).map(|(debt, balance)| Some(path_debt(here, *debt, balance?))).collect();
    let mut found = PathsFromHere {
        debts: subjects.iter().filter_map(|debt| here.debt_id(*debt)).collect(),
        paths: Vec::new(),
        chart: None,
        steps: Vec::new(),
        missing: Vec::new(),
        reason: None,
        reason_en: None,
    };
    let available = available.zip(set_by_court).and_then(|(surplus, first)| surplus.checked_sub(first));
    if let (true, Some(available), Some(debts)) = (known, available.map(|left| left.max(Money::ZERO)), debts) {
        let terms = PathTerms { as_of: here.session.portfolio.as_of, available, debts, terms: None, order: None };
        match law::paths_by(&here.session.program.set, terms) {
            Ok(computed) => {
                found.chart = Some(computed.chart);
                found.steps = computed.steps;
                found.paths = computed.paths;
            }
            Err(refusals) => (found.reason, found.reason_en) = refusals.sentence(),
        }
    }
    for path in &mut found.paths {
        // They point into the terms of the computation, which nobody sent: the facts behind them are named beside.
        for pointer in std::mem::take(&mut path.missing) {
            behind(here, &subjects, &pointer, &mut gathered);
        }
    }
    for debt in subjects.iter().filter(|_| !found.paths.is_empty()) {
        // Fees that nobody knows of would make each way as contracted dearer.
        gathered.need(here.facts(*debt).amount(facts.monthly_fees));
    }
    (found.reason, found.reason_en) = match gathered.failed() {
        Some(reason) if found.reason.is_none() => (Some(reason.zh.clone()), Some(reason.en.clone())),
        _ => (found.reason, found.reason_en),
    };
    found.missing = here.missing(gathered.missing());
    Some(found)
}

/// Notes the facts behind a term that was missing, such as `/debts/0/annual_rate`.
fn behind(here: &Here<'_>, debts: &[Subject], pointer: &str, gathered: &mut Gathered) {
    let Some((position, term)) = pointer.strip_prefix("/debts/").and_then(|rest| rest.split_once('/')) else { return };
    let Some(debt) = position.parse::<usize>().ok().and_then(|position| debts.get(position)) else { return };
    let facts = here.facts(*debt);
    match term {
        "annual_rate" => drop(gathered.need(rate(here, &facts))),
        "instalment" => {
            gathered.need(facts.amount(here.session.program.set.engine_facts.instalment));
        }
        _ => drop(gathered.need(periods_left(here, &facts))),
    }
}

fn path_debt(here: &Here<'_>, debt: Subject, balance: Money) -> PathDebt {
    let engine = &here.session.program.set.engine_facts;
    let facts = here.facts(debt);
    if facts.yes_no(engine.accelerated) == Ok(true) || facts.date(engine.performance_due_on).is_ok() {
        // Called due, or ordered by a court: by contract the whole is owed at once.
        let annual_rate = rate(here, &facts).ok();
        let id = here.debt_id(debt).unwrap_or_default();
        return PathDebt { id, balance, annual_rate, instalment: Some(balance), periods_left: Some(1) };
    }
    PathDebt {
        id: here.debt_id(debt).unwrap_or_default(),
        balance,
        annual_rate: rate(here, &facts).ok(),
        // Where nobody knows the fees, the contracts cost at least what is said.
        instalment: here.monthly_instalment(debt),
        periods_left: periods_left(here, &facts).ok(),
    }
}

/// The rate at which a balance grows: the contract's where no fees run beside it, else the all-in one, which has them in.
fn rate(here: &Here<'_>, facts: &Facts<'_>) -> Formula<Rate> {
    let engine = &here.session.program.set.engine_facts;
    let nominal = facts.rate(engine.nominal_rate);
    let fees_run = facts.amount(engine.monthly_fees).is_ok_and(Money::is_positive);
    match facts.rate(engine.all_in_rate) {
        Ok(all_in) if fees_run || nominal.is_err() => Ok(all_in),
        _ => nominal,
    }
}

fn periods_left(here: &Here<'_>, facts: &Facts<'_>) -> Formula<u32> {
    let engine = &here.session.program.set.engine_facts;
    let total = facts.count(engine.periods_total)?;
    let paid = facts.count(engine.periods_paid)?;
    // Something is still owed: with no period left, the contract says no more about when it is paid.
    let none = || Gap::failed("合同的期数已经还完，还有余额", "every period was paid and something is still owed");
    u32::try_from(total - paid).ok().filter(|left| *left > 0).ok_or_else(none)
}
