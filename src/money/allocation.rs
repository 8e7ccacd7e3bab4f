//! One payment and several debts to the same creditor: which debt it meets, and within a debt which part.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::money::pro_rata::{Claim, pro_rata};
use crate::money::{Money, Rate, Refusals, Step, ledger, limits};

mod order;

/// A payment and the debts it may meet.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "payment": "1000.00", "as_of": "2026-11-23", "debts": [
    { "id": "a", "interest": "120.00", "principal": "5000.00", "due_on": "2026-05-01", "secured": 0, "annual_rate": "15%" },
    { "id": "b", "principal": "800.00", "due_on": "2027-01-01", "secured": 0, "annual_rate": "18%" }] }))]
pub struct AllocationTerms {
    /// What was paid, in yuan.
    pub payment: Money,
    /// The day of the payment: debts due by then come before others.
    pub as_of: Option<NaiveDate>,
    /// The debt the payer named.
    pub named: Option<String>,
    /// The debts, all to one creditor.
    pub debts: Vec<AllocationDebt>,
}

/// One debt. What decides the order is needed where the order is.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
pub struct AllocationDebt {
    /// Its name in these terms.
    pub id: String,
    /// Costs of enforcing it, in yuan; none where left out.
    pub costs: Option<Money>,
    /// Interest owed, in yuan; none where left out.
    pub interest: Option<Money>,
    /// Principal owed, in yuan.
    pub principal: Money,
    /// The day it is due.
    pub due_on: Option<NaiveDate>,
    /// How far it is secured, in yuan; 0 is without security.
    pub secured: Option<Money>,
    /// Its rate, a year.
    pub annual_rate: Option<Rate>,
}

/// Where a payment goes. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Allocation {
    /// The debts in the order they are met.
    pub order: Vec<AllocationPlace>,
    /// What each debt gets, in the order given.
    pub debts: Vec<AllocatedDebt>,
    /// What is left when everything is paid.
    pub overpaid: Money,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// A debt in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AllocationPlace {
    /// The debt.
    pub id: String,
    /// Why it stands here.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
}

/// What one debt gets. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AllocatedDebt {
    /// The debt.
    pub id: String,
    /// What went to its costs.
    pub to_costs: Money,
    /// What went to its interest.
    pub to_interest: Money,
    /// What went to its principal.
    pub to_principal: Money,
    /// The costs left.
    pub left_costs: Money,
    /// The interest left.
    pub left_interest: Money,
    /// The principal left.
    pub left_principal: Money,
}

/// Where a payment goes (Civil Code 560 and 561): to the debt the payer named, and what is beyond it, or all where none
/// was named, to the others: those due before those not due, then the least secured, then the highest rate, then the
/// earliest due; debts equal in all this share in proportion to what is owed on them. Within a debt: costs, interest,
/// principal.
///
/// By hand: 1 000.00 on a debt with 100.00 of costs, 300.00 of interest and 5 000.00 of principal leaves
/// 5 000.00 − (1 000.00 − 100.00 − 300.00) = 4 400.00 of principal.
///
/// ```
/// # use ashore::money::allocation::{AllocationDebt, AllocationTerms, allocation};
/// let debt = AllocationDebt {
///     id: "a".into(),
///     costs: Some("100".parse()?),
///     interest: Some("300".parse()?),
///     principal: "5000".parse()?,
///     due_on: None,
///     secured: None,
///     annual_rate: None,
/// };
/// let terms = AllocationTerms { payment: "1000".parse()?, as_of: None, named: None, debts: vec![debt] };
/// let found = allocation(&terms).map_err(|refused| format!("{refused:?}"))?;
/// assert_eq!(found.debts.first().map(|debt| debt.left_principal), Some("4400.00".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn allocation(terms: &AllocationTerms) -> Result<Allocation, Refusals> {
    check(terms)?;
    let totals = terms.debts.iter().map(total).collect::<Result<Vec<Money>, Refusals>>()?;
    let groups = order::groups(terms, &totals)?;

    let mut left = terms.payment;
    let mut gets = vec![Money::ZERO; terms.debts.len()];
    let mut steps = Vec::new();
    for group in &groups {
        let before = left;
        let owed: Vec<Money> = group.iter().filter_map(|i| totals.get(*i).copied()).collect();
        let claims: Vec<Claim> =
            owed.iter().map(|balance| Claim { balance: *balance, cap: None, floor: Money::ZERO }).collect();
        let shares = pro_rata(left, &claims);
        for (i, share) in group.iter().zip(&shares.amounts) {
            if let Some(gets) = gets.get_mut(*i) {
                *gets = *share;
            }
        }
        left = shares.unallocated;
        if group.len() > 1 && before.is_positive() {
            steps.push(shared(terms, group, before, &owed, &shares.amounts)?);
        }
    }

    let debts = terms.debts.iter().zip(&gets).map(|(debt, gets)| within(debt, *gets)).collect::<Result<Vec<_>, _>>()?;
    for i in groups.iter().flatten() {
        // Those the money does not reach stand in the figures, with nothing to compute.
        if let (Some(debt), Some(gets)) = (debts.get(*i), gets.get(*i).filter(|gets| gets.is_positive())) {
            steps.push(debt_step(debt, *gets));
        }
    }
    let spent = ledger::minus(terms.payment, left)?;
    steps.push(if left.is_positive() {
        Step::new(
            format!("多付：{} − {spent} = {left}", terms.payment),
            format!("overpaid: {} − {spent} = {left}", terms.payment),
        )
    } else {
        Step::new(
            format!("付的 {spent} 全部用完，没有多付"),
            format!("all of the {spent} paid is used up, nothing is overpaid"),
        )
    });
    Ok(Allocation { order: order::places(terms, &groups), debts, overpaid: left, steps })
}

fn check(terms: &AllocationTerms) -> Result<(), Refusals> {
    let mut refusals = Refusals::default();
    limits::amount(&mut refusals, "/payment", terms.payment);
    limits::entries(&mut refusals, "/debts", terms.debts.len(), limits::MAX_DEBTS);
    limits::ids(&mut refusals, "/debts", terms.debts.iter().map(|debt| debt.id.as_str()));
    refusals.unless(
        !terms.debts.is_empty(),
        "/debts",
        "no-debts",
        "没有列出债务；至少列一笔",
        "there is no debt; name at least one",
    );
    if let Some(named) = &terms.named {
        refusals.unless(
            terms.debts.iter().any(|debt| debt.id == *named),
            "/named",
            "unknown-debt",
            format!("没有编号是「{named}」的债务"),
            format!("there is no debt `{named}`"),
        );
    }
    for (i, debt) in terms.debts.iter().enumerate() {
        for (field, amount) in [
            ("costs", debt.costs),
            ("interest", debt.interest),
            ("principal", Some(debt.principal)),
            ("secured", debt.secured),
        ] {
            limits::amount(&mut refusals, format!("/debts/{i}/{field}"), amount);
        }
        limits::rate(&mut refusals, format!("/debts/{i}/annual_rate"), debt.annual_rate);
    }
    refusals.end()
}

fn total(debt: &AllocationDebt) -> Result<Money, Refusals> {
    Ok(ledger::sum([debt.costs.unwrap_or_default(), debt.interest.unwrap_or_default(), debt.principal])?)
}

fn within(debt: &AllocationDebt, gets: Money) -> Result<AllocatedDebt, Refusals> {
    let (costs, interest) = (debt.costs.unwrap_or_default(), debt.interest.unwrap_or_default());
    let to_costs = gets.min(costs);
    let beyond_costs = ledger::minus(gets, to_costs)?;
    let to_interest = beyond_costs.min(interest);
    // A share is never above what is owed, so that all of the rest is principal.
    let to_principal = ledger::minus(beyond_costs, to_interest)?;
    Ok(AllocatedDebt {
        id: debt.id.clone(),
        to_costs,
        to_interest,
        to_principal,
        left_costs: ledger::minus(costs, to_costs)?,
        left_interest: ledger::minus(interest, to_interest)?,
        left_principal: ledger::minus(debt.principal, to_principal)?,
    })
}

fn shared(
    terms: &AllocationTerms,
    group: &[usize],
    available: Money,
    owed: &[Money],
    shares: &[Money],
) -> Result<Step, Refusals> {
    let all = ledger::sum(owed.iter().copied())?;
    let available = available.min(all);
    let ids = group.iter().filter_map(|i| terms.debts.get(*i)).map(|debt| &debt.id);
    let each: Vec<String> = ids
        .zip(owed.iter().zip(shares))
        .map(|(id, (owed, share))| {
            if all.is_zero() {
                format!("{id} {share}")
            } else {
                format!("{id} {available} × {owed} ÷ {all} → {share}")
            }
        })
        .collect();
    Ok(Step::new(
        format!("条件相同的几笔按欠款总额的比例分 {available}，尾差按最大余数：{}", each.join("；")),
        format!(
            "debts equal in everything share {available} in proportion to what is owed, odd fen to the largest remainders: {}",
            each.join("; ")
        ),
    ))
}

fn debt_step(debt: &AllocatedDebt, gets: Money) -> Step {
    let AllocatedDebt { id, to_costs, to_interest, to_principal, .. } = debt;
    Step::new(
        format!("{id} 得 {gets}：先费用 {to_costs}，再利息 {to_interest}，再本金 {to_principal}"),
        format!(
            "{id} gets {gets}: {to_costs} to costs, then {to_interest} to interest, then {to_principal} to principal"
        ),
    )
}

#[cfg(test)]
mod tests;
