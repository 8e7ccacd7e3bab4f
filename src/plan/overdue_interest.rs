//! What runs on a debt because it is late: penalty interest by the contract, or interest for delay in performing a
//! judgment.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Gathered, Here};
use crate::fact::{Formula, Subject};
use crate::figures::law;
use crate::finding::NamedFact;
use crate::money::Rate;
use crate::money::delay::{DelayInterest, DelayTerms};
use crate::money::penalty::{Penalty, PenaltyTerms, penalty};
use crate::program::TermRead;

/// What runs on a debt because it is late, worked out from what is owed today since the whole fell due: penalty interest on
/// earlier instalments is not in it, and where a judgment names other amounts, those count.
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
    // The rate of the contract ends where the judgment sets its own interest; of a private loan all that runs together
    // is held against the line, in its ledgers.
    let by_contract = deadline.is_none() && !here.session.is(TermRead::PrivateLender, debt);
    let uplift = facts.rate(engine.penalty_uplift).ok().filter(|_| by_contract);
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
    let computed = match (deadline, uplift) {
        (Some(deadline), _) => delay_terms(here, debt, deadline, &mut gathered).map(|terms| {
            law::delay_by(&here.session.program.set, &terms).map(|delay| found.delay_interest = Some(delay))
        }),
        (None, Some(uplift)) => {
            let due_on = gathered.need(due_as_a_whole(here, debt)?);
            penalty_terms(here, debt, uplift, due_on, &mut gathered)
                .map(|terms| penalty(&terms).map(|penalty| found.penalty = Some(penalty)))
        }
        (None, None) => None,
    };
    if let Some(Err(refusals)) = computed {
        (found.reason, found.reason_en) = refusals.sentence();
    }
    found.missing = here.missing(gathered.missing());
    Some(found)
}

/// What the judgment orders, taken from what is owed today: ordinary and penalty interest before the rest.
fn delay_terms(here: &Here<'_>, debt: Subject, deadline: NaiveDate, gathered: &mut Gathered) -> Option<DelayTerms> {
    let engine = &here.session.program.set.engine_facts;
    let mut amount = |fact| gathered.need(here.facts(debt).amount(fact));
    let (principal, fees) = (amount(engine.outstanding_principal), amount(engine.outstanding_fees));
    let (interest, penalty) = (amount(engine.outstanding_interest), amount(engine.outstanding_penalty));
    Some(DelayTerms {
        base: principal?.checked_add(fees?)?,
        front: Some(interest?.checked_add(penalty?)?),
        deadline,
        as_of: here.session.portfolio.as_of,
        payments: None,
    })
}

/// The day the whole debt fell due: called due, or past its last day. Of instalments nobody says which part is principal;
/// nothing is worked out of them.
fn due_as_a_whole(here: &Here<'_>, debt: Subject) -> Option<Formula<NaiveDate>> {
    let engine = &here.session.program.set.engine_facts;
    let facts = here.facts(debt);
    if facts.yes_no(engine.accelerated) == Ok(true) {
        return Some(facts.date(engine.accelerated_on));
    }
    let last = facts.date(engine.final_due_on).ok().filter(|last| *last < here.session.portfolio.as_of);
    last.map(Ok)
}

fn penalty_terms(
    here: &Here<'_>,
    debt: Subject,
    uplift: Rate,
    due_on: Option<NaiveDate>,
    gathered: &mut Gathered,
) -> Option<PenaltyTerms> {
    let engine = &here.session.program.set.engine_facts;
    let facts = here.facts(debt);
    let principal = gathered.need(facts.amount(engine.outstanding_principal));
    let contract_rate = gathered.need(facts.rate(engine.nominal_rate));
    let compound = gathered.need(facts.yes_no(engine.penalty_compound));
    let unpaid_interest =
        if compound == Some(true) { Some(gathered.need(facts.amount(engine.outstanding_interest))?) } else { None };
    Some(PenaltyTerms {
        overdue_principal: principal?,
        contract_rate: contract_rate?,
        uplift,
        due_on: due_on?,
        as_of: here.session.portfolio.as_of,
        // A debt that is due as a whole is past every grace.
        grace_days: None,
        day_count: None,
        unpaid_interest,
        compound: Some(compound?),
    })
}
