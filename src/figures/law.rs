//! What the law sets for a computation, looked up in the rules by the day that counts.

use chrono::NaiveDate;
use rust_decimal::prelude::ToPrimitive;

use crate::engine::Engine;
use crate::evaluate::Session;
use crate::fact::{Input, LIMITS, Value};
use crate::money::court_fees::{CourtFeeTables, CourtFeeTerms, CourtFees, court_fees};
use crate::money::delay::{DelayInterest, DelayTerms, delay_interest};
use crate::money::excess::{Cap, CapLines, Excess, ExcessTerms, excess};
use crate::money::loan_on_loan::score::{LoanOnLoanScore, LoanOnLoanTerms, Measures, score};
use crate::money::paths::{PathTerms, Paths, paths};
use crate::money::{Rate, Refusals};
use crate::program::TermRead;
use crate::rule::{DatedValue, RuleSet, ValueId};

/// The line of private lending by its present rule, and the published rate it is a multiple of.
const CAP: &str = "private_lending_cap";
/// The line before it; the day after its last entry is the first day of the present rule.
const OLD_LINE: &str = "private_lending_cap_2015";
/// The usual terms of a settlement, in months.
const USUAL_TERMS: [&str; 3] = ["plan_months_short", "plan_months_usual", "plan_months_max"];
/// What a person calls private lending who does not name the type of the creditor.
const PRIVATE: &str = "private";

/// How much interest is above the line, by the lines in the rules.
pub(crate) fn excess_over_line(engine: &Engine, terms: &ExcessTerms) -> Result<Excess, Refusals> {
    let private = is_private(engine, &terms.lender)?;
    excess_by(engine.rules(), terms, private)
}

/// The same where it is known whether the lender is a private one.
pub(crate) fn excess_by(set: &RuleSet, terms: &ExcessTerms, private: bool) -> Result<Excess, Refusals> {
    let old = set.values.get(&ValueId::from(OLD_LINE)).and_then(DatedValue::period);
    let (first, last) = old.ok_or_else(|| no_value(OLD_LINE, terms.contract_date))?;
    let switch = last.and_then(|last| last.succ_opt()).ok_or_else(|| no_value(OLD_LINE, terms.contract_date))?;
    // A contract from before the old line has another rule, which is not in the rules.
    let old_line =
        rate(set, OLD_LINE, terms.received_on.max(terms.contract_date).max(first).min(last.unwrap_or(switch)));
    let old_line = old_line.filter(|_| terms.contract_date >= first);
    let lines = CapLines { switch, old_line, cap_on: &|day| cap_on(set, day) };
    excess(terms, &lines, private)
}

fn cap_on(set: &RuleSet, day: NaiveDate) -> Option<Cap> {
    let id = ValueId::from(CAP);
    let line = rate(set, CAP, day)?;
    let base = set.base_of(&id)?;
    let entry = base.entry_on(day)?;
    let Value::Rate(lpr) = &entry.value else { return None };
    let times = line.decimal().checked_div(lpr.decimal())?.to_i64()?;
    Some(Cap { lpr: *lpr, times, published_on: entry.from })
}

/// Whether the rules count this kind of creditor as private lending.
fn is_private(engine: &Engine, lender: &str) -> Result<bool, Refusals> {
    if lender == PRIVATE {
        return Ok(true);
    }
    let text = |text: &str| Input::Text(text.to_owned());
    let debt = Input::Map(vec![("id".to_owned(), text("a")), ("creditor_type".to_owned(), text(lender))]);
    let input = Input::Map(vec![
        // Who lent does not depend on the day.
        ("as_of".to_owned(), text("2026-01-01")),
        ("debts".to_owned(), Input::List(vec![debt])),
    ]);
    let portfolio = engine.read(&input, &LIMITS).map_err(|problems| {
        let mut refusals = Refusals::default();
        for problem in problems {
            refusals.add("/lender", problem.code, problem.message.zh, problem.message.en);
        }
        refusals
    })?;
    let program = engine.program();
    let session = Session::new(program, &portfolio);
    let debt = portfolio.debt_subjects().next();
    let term = program.terms_read.get(&TermRead::PrivateLender).zip(debt);
    Ok(term.is_some_and(|(term, debt)| session.formula(term, debt).is_met()))
}

/// Delay interest at the daily rate of the rules.
pub(crate) fn delay(engine: &Engine, terms: &DelayTerms) -> Result<DelayInterest, Refusals> {
    delay_by(engine.rules(), terms)
}

/// The same by a set of rules.
pub(crate) fn delay_by(set: &RuleSet, terms: &DelayTerms) -> Result<DelayInterest, Refusals> {
    const PER_DAY: &str = "delay_interest_per_day";
    let per_day = rate(set, PER_DAY, terms.as_of).ok_or_else(|| no_value(PER_DAY, terms.as_of))?;
    // One rate for the whole time: of days before it, or under another, the rules say nothing here.
    if rate(set, PER_DAY, terms.deadline.min(terms.as_of)) != Some(per_day) {
        return Err(no_value(PER_DAY, terms.deadline));
    }
    delay_interest(terms, per_day)
}

/// Court fees by the tables of the rules.
pub(crate) fn fees(engine: &Engine, terms: &CourtFeeTerms) -> Result<CourtFees, Refusals> {
    let parameters = engine.rules().parameters_on(terms.on);
    let tables = || {
        Some(CourtFeeTables {
            court: parameters.court_fee.as_ref()?,
            halved_by: parameters.court_fee_halved_by?,
            payment_order_by: parameters.payment_order_fee_by?,
            enforcement: parameters.enforcement_fee.as_ref()?,
            preservation: parameters.preservation_fee.as_ref()?,
            preservation_max: parameters.preservation_fee_max?,
        })
    };
    court_fees(terms, &tables().ok_or_else(|| no_value("court_fee_bands", terms.on))?)
}

/// The ways from here, with the usual terms of the rules where none are asked for.
pub(crate) fn paths_from(engine: &Engine, terms: &PathTerms) -> Result<Paths, Refusals> {
    paths_by(engine.rules(), terms.clone())
}

/// The same by a set of rules.
pub(crate) fn paths_by(set: &RuleSet, mut terms: PathTerms) -> Result<Paths, Refusals> {
    let months = |id: &str| match set.value_on(&ValueId::from(id), terms.as_of) {
        Some(Value::Count(count)) => u32::try_from(count).ok(),
        _ => None,
    };
    if terms.terms.is_none() {
        terms.terms = Some(USUAL_TERMS.iter().filter_map(|id| months(id)).collect());
    }
    paths(&terms)
}

/// The score of loan-on-loan by the measures of the rules, where the terms name no others.
pub(crate) fn loan_on_loan(engine: &Engine, terms: &LoanOnLoanTerms) -> Result<LoanOnLoanScore, Refusals> {
    loan_on_loan_by(engine.rules(), terms)
}

/// The same by a set of rules.
pub(crate) fn loan_on_loan_by(set: &RuleSet, terms: &LoanOnLoanTerms) -> Result<LoanOnLoanScore, Refusals> {
    let day = terms.as_of;
    let count = |id: &str| match set.value_on(&ValueId::from(id), day) {
        Some(Value::Count(count)) => Ok(count),
        _ => Err(no_value(id, day)),
    };
    let months = |id: &str| count(id).and_then(|n| u32::try_from(n).map_err(|_| no_value(id, day)));
    let measures = Measures {
        window_days: count("loan_on_loan_window_days")?,
        cover: rate(set, "loan_on_loan_cover", day).ok_or_else(|| no_value("loan_on_loan_cover", day))?,
        months: months("loan_on_loan_months")?,
        look_back_months: months("loan_on_loan_look_back_months")?,
        rising_months: months("loan_on_loan_rising_months")?,
    };
    score(terms, &measures)
}

fn rate(set: &RuleSet, id: &str, day: NaiveDate) -> Option<Rate> {
    match set.value_on(&ValueId::from(id), day) {
        Some(Value::Rate(rate)) => Some(rate),
        _ => None,
    }
}

fn no_value(id: &str, day: NaiveDate) -> Refusals {
    Refusals::one(
        "",
        "no-value-for-day",
        format!("规则里没有 {day} 这一天的 `{id}`，算不了"),
        format!("the rules hold no `{id}` for {day}; it cannot be computed"),
    )
}
