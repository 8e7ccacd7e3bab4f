//! Two ledgers of each private loan: as contracted and under the line of the law, with what is above it.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Gathered, Here};
use crate::fact::{Gap, Subject};
use crate::figures::law;
use crate::finding::NamedFact;
use crate::money::excess::{Excess, ExcessStatus, ExcessTerms};
use crate::money::ledger::DatedPayment;
use crate::program::TermRead;

/// The two ledgers of a private loan, or what is missing for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoanLedgers {
    /// The debt.
    #[schema(example = "a")]
    pub debt: String,
    /// The ledgers and what is above the line; absent where facts are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ledgers: Option<Excess>,
    /// The facts that are missing.
    pub missing: Vec<NamedFact>,
    /// Why they could not be run though everything is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_en: Option<String>,
}

/// The ledgers of each open debt that the rules count as private lending.
pub(super) fn ledgers(here: &Here<'_>) -> Vec<LoanLedgers> {
    here.open_debts()
        .filter(|debt| here.session.is(TermRead::PrivateLender, *debt))
        .map(|debt| of(here, debt))
        .collect()
}

fn of(here: &Here<'_>, debt: Subject) -> LoanLedgers {
    let mut gathered = Gathered::default();
    let terms = terms(here, debt, &mut gathered);
    let mut found = LoanLedgers {
        debt: here.debt_id(debt).unwrap_or_default(),
        ledgers: None,
        missing: here.missing(gathered.missing()),
        reason: gathered.failed().map(|reason| reason.zh.clone()),
        reason_en: gathered.failed().map(|reason| reason.en.clone()),
    };
    if let Some(terms) = terms {
        match law::excess_by(&here.session.program.set, &terms, true) {
            Ok(excess) => {
                if excess.status == ExcessStatus::FilingDateNeeded {
                    let filed_on = here.session.program.set.engine_facts.filed_on;
                    gathered.need::<()>(Err(here.facts(debt).not_known(filed_on)));
                    found.missing = here.missing(gathered.missing());
                }
                found.ledgers = Some(excess);
            }
            Err(refusals) => (found.reason, found.reason_en) = refusals.sentence(),
        }
    }
    found
}

fn terms(here: &Here<'_>, debt: Subject, gathered: &mut Gathered) -> Option<ExcessTerms> {
    let engine = &here.session.program.set.engine_facts;
    let facts = here.facts(debt);
    let contract_date = gathered.need(facts.date(engine.contract_date));
    let arrived = gathered.need(facts.amount(engine.disbursed_amount));
    // What was paid on the day of the loan never stayed with the borrower.
    let upfront = gathered.need(facts.amount(engine.upfront_fees));
    let received_on = gathered.need(facts.date(engine.disbursed_on));
    gathered.need(facts.amount(engine.monthly_fees).and_then(|fees| {
        let beside = || {
            Gap::failed(
                "每期另收费用，费用要和利息加在一起比；两本账只算约定利率，这笔请看综合年成本",
                "fees run beside the interest and count with it; the ledgers know only the rate, so see the all-in cost",
            )
        };
        (!fees.is_positive()).then_some(()).ok_or_else(beside)
    }));
    let contract_rate = gathered.need(facts.rate(engine.nominal_rate));
    // A list that may have gaps would show more owed than is.
    let complete = gathered.need(facts.yes_no(engine.repayments_complete).and_then(|complete| {
        let gaps =
            || Gap::failed("还款明细不全，两本账算不准；先补全", "the list of repayments has gaps; complete it first");
        complete.then_some(()).ok_or_else(gaps)
    }));
    let rows = gathered.need(facts.repayments(engine));
    let mut payments = Vec::new();
    for row in rows.into_iter().flatten() {
        match row {
            Some((on, amount)) if amount.is_positive() => payments.push(DatedPayment { on, amount }),
            Some(_) => {}
            None => drop(gathered.need::<()>(Err(facts.not_known(engine.repayments)))),
        }
    }
    complete.filter(|()| gathered.is_complete())?;
    Some(ExcessTerms {
        lender: String::new(),
        // Where the law has the contract formed by the payment, the paper's day does not count.
        contract_date: if here.session.is(TermRead::FormedByPayment, debt) { received_on? } else { contract_date? },
        filed_on: facts.date(engine.filed_on).ok(),
        as_of: here.session.portfolio.as_of,
        received: arrived?.checked_sub(upfront?)?,
        received_on: received_on?,
        face_principal: facts.amount(engine.face_principal).ok(),
        contract_rate: contract_rate?,
        other_rates: None,
        payments: Some(payments),
        requested_line: None,
    })
}
