//! The monthly budget in the words of the answer.

use super::Here;
use super::answer::Budget;
use crate::fact::{FactId, Facts, Reading, Subject, Value, uncertain_income};
use crate::money::budget::ratio;
use crate::money::{Exact, Money};

pub(super) fn budget(here: &Here<'_>) -> Budget {
    let set = &here.session.program.set;
    let facts = &set.engine_facts;
    let read = |fact: FactId| here.session.read(fact, Subject::Household);
    let amount = |fact| here.amount(fact, Subject::Household);
    let count = |fact| match read(fact) {
        Reading::Known(Value::Count(n)) => Some(*n),
        _ => None,
    };
    let mut missing = Vec::new();
    for fact in [facts.surplus, facts.total_debt] {
        if let Reading::NotKnown(more) = read(fact) {
            missing.extend(more);
        }
    }
    let surplus = amount(facts.surplus);
    let status = match surplus {
        Some(s) if s.is_positive() => "surplus",
        Some(s) if s.is_negative() => "deficit",
        Some(_) => "balanced",
        None => "not_known",
    };
    let household =
        Facts { portfolio: here.session.portfolio, vocabulary: &set.vocabulary, subject: Subject::Household };
    let uncertain = uncertain_income(&household, facts).ok().filter(|m| m.is_positive());
    let shown = |m: Option<Money>| m.map(|m| m.to_string());
    Budget {
        status: status.to_owned(),
        income: shown(amount(facts.monthly_income)),
        uncertain_income: uncertain.map(|m| m.to_string()),
        essentials: shown(amount(facts.monthly_essentials)),
        surplus: shown(surplus),
        total_debt: shown(amount(facts.total_debt)),
        debt_to_plan: shown(amount(facts.debt_to_plan)),
        debt_count: count(facts.debt_count),
        debt_service_to_income: match read(facts.debt_service_to_income) {
            Reading::Known(Value::Rate(rate)) => Some(rate.percent(2)),
            _ => None,
        },
        debt_to_annual_income: amount(facts.total_debt)
            .zip(amount(facts.monthly_income))
            .and_then(|(debt, income)| ratio(debt, a_year(income)?))
            .map(|rate| rate.percent(2)),
        living_floor: shown(amount(facts.living_floor)),
        below_living_floor: amount(facts.monthly_income)
            .zip(amount(facts.living_floor))
            .map(|(income, floor)| income < floor),
        months_at_surplus: count(facts.months_at_surplus),
        missing: here.missing(&missing),
    }
}

fn a_year(income: Money) -> Option<Money> {
    (Exact::from(income) * Exact::from(12)).posted().ok()
}
