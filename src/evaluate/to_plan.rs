//! What has to be cleared from the monthly surplus, and how long that takes. Which debts are left out (somebody else's,
//! those nobody should pay before something is settled, a home loan that is paid on time) is a term of the rules.

use super::Session;
use crate::fact::{Cell, FactId, Facts, Gap, Missing, Portfolio, Subject, Value, is_closed};
use crate::money::Money;
use crate::money::schedule::months_to_clear;
use crate::program::{Program, TermRead};

/// Writes the amount and the months into the portfolio.
pub(crate) fn record(program: &Program, portfolio: &mut Portfolio) {
    let found = facts(&Session::new(program, portfolio));
    for (fact, cell) in found {
        portfolio.set(&program.set.vocabulary, fact, Subject::Household, cell);
    }
}

/// The amount and the months.
pub(super) fn facts(session: &Session<'_>) -> [(FactId, Cell); 2] {
    let facts = &session.program.set.engine_facts;
    let amount = to_clear(session);
    let months = amount.clone().and_then(|amount| {
        let household = of(session, Subject::Household);
        let surplus = household.amount(facts.surplus)?;
        let none = || Gap::failed("没有结余，按结余还不清", "there is no surplus to clear the debt with");
        months_to_clear(amount, surplus).map(|m| Value::Count(i64::from(m))).ok_or_else(none)
    });
    let cell = |result: Result<Value, Gap>| result.map_or_else(Gap::into_cell, Cell::Known);
    [(facts.debt_to_plan, cell(amount.map(Value::Amount))), (facts.months_at_surplus, cell(months))]
}

/// The balances of the debts that count, added up. A debt of which nobody can say whether it counts does.
fn to_clear(session: &Session<'_>) -> Result<Money, Gap> {
    let set = &session.program.set;
    let facts = &set.engine_facts;
    let open = session.portfolio.debt_subjects().filter(|debt| {
        !is_closed(session.portfolio, &set.vocabulary, facts, *debt) && !session.is(TermRead::LeftOutOfPlan, *debt)
    });
    let mut sum = Money::ZERO;
    let mut missing: Vec<Missing> = Vec::new();
    for debt in open {
        match of(session, debt).amount(facts.balance) {
            Ok(balance) => sum = sum.checked_add(balance).ok_or_else(too_large)?,
            Err(Gap::NotKnown(more)) => missing.extend(more),
            Err(failed @ Gap::Failed(_)) => return Err(failed),
        }
    }
    if missing.is_empty() { Ok(sum) } else { Err(Gap::NotKnown(missing)) }
}

impl Session<'_> {
    /// Whether a debt is known to be what a term of the rules says.
    pub(crate) fn is(&self, term: TermRead, debt: Subject) -> bool {
        self.program.terms_read.get(&term).is_some_and(|formula| self.formula(formula, debt).is_met())
    }
}

fn of<'s>(session: &'s Session<'_>, subject: Subject) -> Facts<'s> {
    Facts { portfolio: session.portfolio, vocabulary: &session.program.set.vocabulary, subject }
}

fn too_large() -> Gap {
    Gap::failed("金额超出范围", "the amount is out of range")
}
