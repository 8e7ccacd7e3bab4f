//! What follows from the facts of one debt: balance, days overdue, what was cut off the loan, its all-in cost, and
//! when limitation would end.

use std::cell::LazyCell;

use chrono::Months;

use super::{
    Cell, Computed, EngineFacts, Facts, Formula, Gap, Missing, Parameters, Portfolio, Subject, Value, Vocabulary, all,
    both, cell, deadlines, fees,
};
use crate::fact::FactId;
use crate::money::yardstick::level_cost;
use crate::money::{CostError, Money, Rate};

/// The most monthly periods a loan is taken to have: fifty years.
const MAX_PERIODS: i64 = 600;

pub(super) fn computed(
    here: &Facts<'_>,
    facts: &EngineFacts,
    parameters: &Parameters,
    wanted: &dyn Fn(FactId) -> bool,
) -> Vec<(FactId, Cell)> {
    let as_of = here.portfolio.as_of;
    let balance = LazyCell::new(|| balance(here, facts));
    let deemed_served = |published_on| deadlines::deemed_served(here, published_on, parameters);
    let formulas: [Computed<'_>; 9] = [
        (facts.all_in_rate, &|| all_in_rate(here, facts).map(Value::Rate)),
        (facts.balance, &|| balance.clone().map(Value::Amount)),
        (facts.overdue_days, &|| here.date(facts.overdue_since).map(|since| Value::Count((as_of - since).num_days()))),
        (facts.head_cut, &|| head_cut(here, facts).map(Value::Amount)),
        (facts.limitation_ends_on, &|| limitation_ends_on(here, facts, parameters)),
        (facts.deemed_served_on, &|| deemed_served(facts.notice_published_on)),
        (facts.judgment_deemed_served_on, &|| deemed_served(facts.judgment_notice_published_on)),
        (facts.guarantee_ends_on, &|| deadlines::guarantee_ends(here, facts, parameters)),
        (facts.grace_ends_on, &|| deadlines::grace_ends(here, facts)),
    ];
    let of_debt = formulas.into_iter().filter(|(fact, _)| wanted(*fact)).map(|(fact, formula)| (fact, formula()));
    let fees = fees::of(facts).into_iter().any(wanted).then(|| fees::fees(facts, parameters, &balance));
    of_debt.chain(fees.into_iter().flatten()).map(|(fact, found)| (fact, cell(found))).collect()
}

/// Whether a debt is known to be closed; a debt of unknown stage counts as open.
pub(crate) fn is_closed(portfolio: &Portfolio, vocabulary: &Vocabulary, facts: &EngineFacts, subject: Subject) -> bool {
    let Some(Value::Choice(stage)) = portfolio.value(vocabulary, facts.legal_stage, subject) else { return false };
    let choices = vocabulary.get(facts.legal_stage).map_or(&[][..], |f| f.kind.choices());
    choices.get(*stage).is_some_and(|c| c.name == "closed")
}

/// The total claimed; without it, the four parts, if all are known.
fn balance(here: &Facts<'_>, facts: &EngineFacts) -> Formula<Money> {
    here.amount(facts.outstanding).or_else(|_| {
        let parts = [
            facts.outstanding_principal,
            facts.outstanding_interest,
            facts.outstanding_penalty,
            facts.outstanding_fees,
        ];
        // Asking for the total is one question where the parts would be four.
        let parts = all(parts.map(|p| here.amount(p))).map_err(|_| here.not_known(facts.outstanding))?;
        Money::sum(parts).ok_or_else(out_of_range)
    })
}

fn head_cut(here: &Facts<'_>, facts: &EngineFacts) -> Formula<Money> {
    let (face, arrived) = both(here.amount(facts.face_principal), here.amount(facts.disbursed_amount))?;
    face.checked_sub(arrived).ok_or_else(out_of_range)
}

fn out_of_range() -> Gap {
    Gap::failed("金额超出范围", "the amount is out of range")
}

/// What the all-in cost is computed from. Fees that are not known are left out, which can only make the cost too low.
pub(crate) struct CostInputs {
    /// What reached the borrower, less fees paid on the day.
    pub(crate) received: Money,
    /// Everything paid each month.
    pub(crate) monthly: Money,
    /// How many months.
    pub(crate) periods: u32,
    /// Fees that are not known. Empty: the cost is exact; otherwise it is at least what is computed.
    pub(crate) unknown_fees: Vec<Missing>,
}

/// Gathers what the all-in cost needs.
pub(crate) fn cost_inputs(here: &Facts<'_>, facts: &EngineFacts) -> Formula<CostInputs> {
    let loan =
        both(both(here.amount(facts.disbursed_amount), here.amount(facts.instalment)), here.count(facts.periods_total));
    let ((arrived, instalment), periods) = loan?;
    let mut unknown_fees = Vec::new();
    let mut fee = |result: Formula<Money>| match result {
        Err(Gap::NotKnown(missing)) => {
            unknown_fees.extend(missing);
            Ok(Money::ZERO)
        }
        known => known,
    };
    let upfront = fee(here.amount(facts.upfront_fees))?;
    let monthly_fees = fee(here.amount(facts.monthly_fees))?;
    if periods > MAX_PERIODS {
        return Err(Gap::failed(
            "期数超过 600 期，无法计算年成本",
            "more than 600 periods: the annual cost is not computed",
        ));
    }
    let received = arrived.checked_sub(upfront).ok_or_else(out_of_range)?;
    let monthly = instalment.checked_add(monthly_fees).ok_or_else(out_of_range)?;
    let periods = u32::try_from(periods).map_err(|_| out_of_range())?;
    Ok(CostInputs { received, monthly, periods, unknown_fees })
}

fn all_in_rate(here: &Facts<'_>, facts: &EngineFacts) -> Formula<Rate> {
    let inputs = cost_inputs(here, facts)?;
    if !inputs.unknown_fees.is_empty() {
        return Err(Gap::NotKnown(inputs.unknown_fees));
    }
    nominal_cost(&inputs)
}

/// The nominal annual cost: twelve times the internal rate of return of a month.
pub(crate) fn nominal_cost(inputs: &CostInputs) -> Formula<Rate> {
    level_cost(inputs.received, inputs.monthly, inputs.periods).map_err(cost_gap)
}

/// Why there is no annual cost, in words.
pub(crate) fn cost_gap(error: CostError) -> Gap {
    match error {
        CostError::NoSolution => Gap::failed(
            "到账和还款凑不成一笔借款(到账为零，或者没有还款)，算不出年成本",
            "no annual cost exists: nothing was received, or nothing is paid",
        ),
        CostError::Ambiguous => Gap::failed(
            "现金流方向变化不止一次，年成本不唯一，不作猜测",
            "the flows change direction more than once; the annual cost is ambiguous",
        ),
        CostError::OutOfRange => Gap::failed("金额或期数超出可计算的范围", "amounts or periods are out of range"),
    }
}

/// The latest of the days from which limitation runs anew, plus its years. Any of them unknown leaves it open: an
/// unknown later payment would move it.
fn limitation_ends_on(here: &Facts<'_>, facts: &EngineFacts, parameters: &Parameters) -> Formula<Value> {
    // Of a debt in instalments limitation runs from the last one; the day it fell overdue is no stand-in for that.
    let days = all([
        here.date(facts.final_due_on).map(Some),
        here.date_or_never(facts.last_payment_on),
        here.date_or_never(facts.last_acknowledged_on),
        here.date_or_never(facts.last_demand_on),
    ])?;
    let years = parameters.limitation_years.and_then(|y| u32::try_from(y).ok());
    let latest = days.into_iter().flatten().max();
    match (latest, years.and_then(|y| y.checked_mul(12))) {
        (Some(day), Some(months)) => {
            day.checked_add_months(Months::new(months)).map(Value::Date).ok_or_else(out_of_range)
        }
        _ => Err(Gap::failed("规则里没有这一天的诉讼时效年数", "the rules hold no limitation period for this day")),
    }
}
