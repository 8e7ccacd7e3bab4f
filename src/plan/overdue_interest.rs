//! What runs on a debt because it is late: penalty interest by the contract, or interest for delay in performing a
//! judgment.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Gathered, Here};
use crate::fact::Subject;
use crate::figures::law;
use crate::finding::NamedFact;
use crate::money::delay::{DelayInterest, DelayTerms};
use crate::money::penalty::{Penalty, PenaltyTerms, penalty};

/// What runs on a debt because it is late, worked out from the principal owed today: where part of it was paid since it
/// fell due, the true figure is higher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OverdueInterest {
    /// The debt.
    #[schema(example = "a")]
    pub debt: String,
    /// By the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub penalty: Option<Penalty>,
    /// For delay in performing a judgment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_interest: Option<DelayInterest>,
    /// The facts that are missing.
    pub missing: Vec<NamedFact>,
    /// Why it could not be computed though everything is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_en: Option<String>,
}

/// Of each open debt that has a day to perform by, or an agreed uplift and is due as a whole.
pub(super) fn overdue_interest(here: &Here<'_>) -> Vec<OverdueInterest> {
    here.open_debts().filter_map(|debt| of(here, debt)).collect()
}

fn of(here: &Here<'_>, debt: Subject) -> Option<OverdueInterest> {
    let engine = &here.session.program.set.engine_facts;
    let (facts, as_of) = (here.facts(debt), here.session.portfolio.as_of);
    let deadline = facts.date(engine.performance_due_on).ok().filter(|deadline| *deadline < as_of);
    // The rate of the contract ends where the judgment sets its own interest.
    let uplift = facts.rate(engine.penalty_uplift).ok().filter(|_| deadline.is_none());
    if deadline.is_none() && uplift.is_none() {
        return None;
    }
    let mut gathered = Gathered::default();
    let mut found = OverdueInterest {
        debt: here.debt_id(debt)?,
        penalty: None,
        delay_interest: None,
        missing: Vec::new(),
        reason: None,
        reason_en: None,
    };
    let principal = gathered.need(facts.amount(engine.outstanding_principal));
    let computed = if let Some(deadline) = deadline {
        let front =
            [engine.outstanding_interest, engine.outstanding_fees].map(|fact| gathered.need(facts.amount(fact)));
        let front = front.into_iter().collect::<Option<Vec<_>>>().and_then(crate::money::Money::sum);
        principal.zip(front).filter(|_| gathered.is_complete()).map(|(base, front)| {
            let terms = DelayTerms { base, front: Some(front), deadline, as_of, payments: None };
            law::delay_by(&here.session.program.set, &terms).map(|delay| found.delay_interest = Some(delay))
        })
    } else {
        // Only what is due as a whole: of instalments nobody says which part is principal.
        let due_as_a_whole = facts.yes_no(engine.accelerated) == Ok(true)
            || facts.date(engine.final_due_on).is_ok_and(|last| last < as_of);
        if !due_as_a_whole {
            return None;
        }
        let due_on = gathered.need(facts.date(engine.overdue_since));
        let contract_rate = gathered.need(facts.rate(engine.nominal_rate));
        principal.zip(due_on).zip(contract_rate).zip(uplift).map(|(((principal, due_on), contract_rate), uplift)| {
            let terms = PenaltyTerms {
                overdue_principal: principal,
                contract_rate,
                uplift,
                due_on,
                as_of,
                grace_days: facts.count(engine.grace_days).ok().and_then(|days| u32::try_from(days).ok()),
                day_count: None,
                unpaid_interest: facts.amount(engine.outstanding_interest).ok(),
                compound: facts
                    .yes_no(engine.penalty_compound)
                    .ok()
                    .filter(|_| facts.amount(engine.outstanding_interest).is_ok()),
            };
            penalty(&terms).map(|penalty| found.penalty = Some(penalty))
        })
    };
    if let Some(Err(refusals)) = computed {
        (found.reason, found.reason_en) = refusals.sentence();
    }
    found.missing = here.missing(gathered.missing());
    Some(found)
}
