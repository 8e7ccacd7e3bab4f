//! What follows for the household: the monthly budget, totals over its debts, and signs of borrowing to repay.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use super::{
    Cell, Computed, EngineFacts, Facts, Formula, Gap, Parameters, Portfolio, Subject, Value, Vocabulary, all, both,
    cell, is_closed,
};
use crate::fact::{FactId, FactKind, Missing, creditor_of_debt};
use crate::money::budget::{self, Every, monthly};
use crate::money::loan_on_loan::{Inflow, Outflow, pairs};
use crate::money::{Money, Word};

/// The stages in which a debt need not be overdue. `EngineFacts` sees to it that the vocabulary has them.
const NOT_OVERDUE: [&str; 4] = ["current", "grace", "time_barred_possible", "closed"];

pub(super) fn computed(
    here: &Facts<'_>,
    facts: &EngineFacts,
    parameters: &Parameters,
    wanted: &dyn Fn(FactId) -> bool,
) -> Vec<(FactId, Cell)> {
    let Facts { portfolio, vocabulary, .. } = *here;
    let open: Vec<Subject> =
        portfolio.debt_subjects().filter(|s| !is_closed(portfolio, vocabulary, facts, *s)).collect();
    let of = |subject| Facts { subject, ..*here };
    let amounts = |fact: FactId| open.iter().map(move |s| of(*s).amount(fact));
    let sum = |found: Vec<Money>| Money::sum(found).ok_or_else(too_large);

    let income = LazyCell::new(|| monthly_total(here, facts.income));
    let essentials = LazyCell::new(|| monthly_total(here, facts.essentials));
    let surplus = || both(income.clone(), essentials.clone()).and_then(|(i, e)| i.checked_sub(e).ok_or_else(too_large));
    let service = || all(amounts(facts.instalment)).and_then(sum);
    let formulas: [Computed<'_>; 12] = [
        (facts.monthly_income, &|| income.clone().map(Value::Amount)),
        (facts.monthly_essentials, &|| essentials.clone().map(Value::Amount)),
        (facts.surplus, &|| surplus().map(Value::Amount)),
        (facts.total_debt, &|| all(amounts(facts.balance)).and_then(sum).map(Value::Amount)),
        (facts.debt_count, &|| counted(open.len())),
        (facts.known_debt, &|| sum(amounts(facts.balance).filter_map(Result::ok).collect()).map(Value::Amount)),
        (facts.lender_count, &|| lenders(here, facts, &open)),
        (facts.overdue_count, &|| overdue(here, facts, &open)),
        (facts.debt_service_to_income, &|| {
            both(service(), income.clone()).and_then(|(paid, earned)| ratio(paid, earned))
        }),
        (facts.loan_on_loan_pairs, &|| loan_on_loan(portfolio, vocabulary, facts, parameters)),
        (facts.minimum_wage, &|| minimum_wage(here, parameters)),
        (facts.living_floor, &|| living_floor(here, facts)),
    ];
    let found = formulas.into_iter().filter(|(fact, _)| wanted(*fact)).map(|(fact, formula)| (fact, cell(formula())));
    found.collect()
}

/// How many open debts are known to be overdue.
pub(super) fn overdue_count(portfolio: &Portfolio, vocabulary: &Vocabulary, facts: &EngineFacts) -> Formula<Value> {
    let open: Vec<Subject> =
        portfolio.debt_subjects().filter(|s| !is_closed(portfolio, vocabulary, facts, *s)).collect();
    overdue(&Facts { portfolio, vocabulary, subject: Subject::Household }, facts, &open)
}

/// The minimum wage of where the household lives. A place that is not in the rules has none here.
fn minimum_wage(here: &Facts<'_>, parameters: &Parameters) -> Formula<Value> {
    let none = || Gap::failed("规则里没有收录当地的最低工资", "the rules do not hold the minimum wage of this place");
    let option = here.choice(parameters.minimum_wage.by.ok_or_else(none)?)?;
    parameters.minimum_wage.values.get(&option).cloned().ok_or_else(none)
}

/// What enforcement has to leave: the local standard for each member of the household.
fn living_floor(here: &Facts<'_>, facts: &EngineFacts) -> Formula<Value> {
    let (standard, members) = both(here.amount(facts.dibao_standard), here.count(facts.members))?;
    budget::living_floor(standard, members).map(Value::Amount).map_err(|_| too_large())
}

/// Whether a debt is overdue: by its date, or by a stage that only an overdue debt reaches.
fn is_overdue(debt: &Facts<'_>, facts: &EngineFacts) -> Option<bool> {
    if let Ok(days) = debt.count(facts.overdue_days) {
        return Some(days > 0);
    }
    let choices = debt.vocabulary.get(facts.legal_stage).map_or(&[][..], |f| f.kind.choices());
    let stage = debt.choice(facts.legal_stage).ok().and_then(|i| choices.get(i))?;
    Some(!NOT_OVERDUE.contains(&stage.name.as_str()))
}

fn counted(n: usize) -> Formula<Value> {
    i64::try_from(n).map(Value::Count).map_err(|_| too_large())
}

fn too_large() -> Gap {
    Gap::failed("金额超出范围", "the amount is out of range")
}

/// How many different lenders there are, by the names given. A debt with neither a creditor's nor a platform's name
/// may belong to any of them; a single debt has one lender all the same.
fn lenders(here: &Facts<'_>, facts: &EngineFacts, open: &[Subject]) -> Formula<Value> {
    let mut names = BTreeSet::new();
    let mut missing = Vec::new();
    for subject in open {
        let debt = Facts { subject: *subject, ..*here };
        match debt.text(facts.debt_creditor_group).or_else(|_| debt.text(facts.platform_name)) {
            Ok(name) => drop(names.insert(name)),
            Err(_) => missing.push(Missing { fact: facts.debt_creditor_group, subject: *subject }),
        }
    }
    if open.len() < 2 {
        return counted(open.len());
    }
    if missing.is_empty() { counted(names.len()) } else { Err(Gap::NotKnown(missing)) }
}

/// How many debts are known to be overdue. None known, while of some nobody can say, is not none.
fn overdue(here: &Facts<'_>, facts: &EngineFacts, open: &[Subject]) -> Formula<Value> {
    let mut known = 0;
    let mut missing = Vec::new();
    for subject in open {
        match is_overdue(&Facts { subject: *subject, ..*here }, facts) {
            Some(true) => known += 1,
            Some(false) => {}
            None => missing.push(Missing { fact: facts.legal_stage, subject: *subject }),
        }
    }
    if known == 0 && !missing.is_empty() { Err(Gap::NotKnown(missing)) } else { counted(known) }
}

/// Each line turned into months and rounded by itself, then added up.
fn monthly_total(here: &Facts<'_>, fact: FactId) -> Formula<Money> {
    monthly_of(here, fact, |_| true)
}

/// The income a month that is said not to be certain.
pub(crate) fn uncertain_income(here: &Facts<'_>, facts: &EngineFacts) -> Formula<Money> {
    monthly_of(here, facts.income, |row| here.field(facts.income, row, "certain") == Some(&Value::YesNo(false)))
}

fn monthly_of(here: &Facts<'_>, fact: FactId, counts: impl Fn(&[Option<Value>]) -> bool) -> Formula<Money> {
    let mut sum = Money::ZERO;
    for row in here.records(fact)?.iter().filter(|row| counts(row)) {
        let fields = (here.field(fact, row, "amount"), here.field(fact, row, "every"));
        let (Some(Value::Amount(amount)), Some(Value::Choice(every))) = fields else {
            return Err(here.not_known(fact));
        };
        let every =
            every_word(here, fact, *every).ok_or_else(|| Gap::failed("不认识的周期", "an unknown frequency"))?;
        sum = monthly(*amount, every).and_then(|m| sum.checked_add(m)).ok_or_else(too_large)?;
    }
    Ok(sum)
}

fn every_word(here: &Facts<'_>, fact: FactId, index: usize) -> Option<Every> {
    let FactKind::Records(fields) = &here.vocabulary.get(fact)?.kind else { return None };
    let choices = fields.iter().find(|f| f.name == "every")?.kind.choices();
    let word = choices.get(index)?.name.as_str();
    // A line of a portfolio has one amount: there is nothing to take the mean of.
    let every = Every::WORDS.iter().find(|(known, every)| *known == word && *every != Every::Average);
    every.map(|(_, every)| *every)
}

fn ratio(paid: Money, earned: Money) -> Formula<Value> {
    if !earned.is_positive() {
        return Err(Gap::failed("没有收入，算不出比例", "there is no income to compare with"));
    }
    budget::ratio(paid, earned).map(Value::Rate).ok_or_else(too_large)
}

/// How many new loans went, for the larger part and within days, to other lenders. The count is what the known
/// repayments show; with repayments unknown and none found, it is not known.
fn loan_on_loan(
    portfolio: &Portfolio,
    vocabulary: &Vocabulary,
    facts: &EngineFacts,
    parameters: &Parameters,
) -> Formula<Value> {
    let (Some(window), Some(cover)) = (parameters.loan_on_loan_window_days, parameters.loan_on_loan_cover) else {
        return Err(Gap::failed("规则里没有以贷养贷的判断标准", "the rules hold no measure for borrowing to repay"));
    };
    let mut inflows = Vec::new();
    let mut outflows = Vec::new();
    let mut missing: Vec<Missing> = Vec::new();
    let mut creditors = Vec::new();
    for (debt, subject) in portfolio.debt_subjects().enumerate() {
        let here = Facts { portfolio, vocabulary, subject };
        creditors.push(creditor_of_debt(portfolio, vocabulary, facts, debt));
        match both(here.date(facts.disbursed_on), here.amount(facts.disbursed_amount)) {
            Ok((on, amount)) => inflows.push(Inflow { debt, on, amount }),
            Err(Gap::NotKnown(more)) => missing.extend(more),
            Err(Gap::Failed(_)) => {}
        }
        let rows = match here.repayments(facts) {
            Ok(rows) => rows,
            Err(Gap::NotKnown(more)) => {
                missing.extend(more);
                continue;
            }
            Err(Gap::Failed(_)) => continue,
        };
        for row in rows {
            match row {
                Some((on, amount)) => outflows.push(Outflow { debt, on, amount }),
                None => missing.push(Missing { fact: facts.repayments, subject }),
            }
        }
    }
    let same = |a: usize, b: usize| creditors.get(a) == creditors.get(b);
    let found = pairs(&inflows, &outflows, window, cover, same).len();
    if found == 0 && !missing.is_empty() {
        missing.sort_unstable();
        missing.dedup();
        return Err(Gap::NotKnown(missing));
    }
    counted(found)
}
