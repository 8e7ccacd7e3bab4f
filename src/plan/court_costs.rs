//! What it would cost if a debt went to court, by the tables in the rules, on the balance used for the plan.

use serde::Serialize;
use utoipa::ToSchema;

use super::Here;
use crate::fact::Subject;
use crate::program::TermRead;

/// What it would cost if a debt went to court, in yuan. Who bears it in the end is for the court; as a rule the side
/// that loses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CourtCosts {
    /// The debt.
    #[schema(example = "a")]
    pub debt: String,
    /// The balance they are worked out on.
    #[schema(example = "48000.00")]
    pub balance: String,
    /// For hearing the claim.
    #[schema(example = "1000.00")]
    pub court_fee: Option<String>,
    /// The same halved: settled or withdrawn, or in the summary procedure.
    #[schema(example = "500.00")]
    pub court_fee_halved: Option<String>,
    /// For a payment order.
    #[schema(example = "333.33")]
    pub payment_order_fee: Option<String>,
    /// For enforcement.
    #[schema(example = "620.00")]
    pub enforcement_fee: Option<String>,
    /// For having property preserved.
    #[schema(example = "500.00")]
    pub preservation_fee: Option<String>,
}

/// The costs of each open debt whose balance is known.
pub(super) fn court_costs(here: &Here<'_>) -> Vec<CourtCosts> {
    here.open_debts()
        .filter(|debt| !here.session.is(TermRead::NoSuitCosts, *debt))
        .filter_map(|debt| of(here, debt))
        .collect()
}

fn of(here: &Here<'_>, debt: Subject) -> Option<CourtCosts> {
    let facts = &here.session.program.set.engine_facts;
    let fee = |fact| here.amount(fact, debt).map(|fee| fee.to_string());
    Some(CourtCosts {
        debt: here.debt_id(debt)?,
        balance: fee(facts.balance)?,
        court_fee: fee(facts.court_fee),
        court_fee_halved: fee(facts.court_fee_halved),
        payment_order_fee: fee(facts.payment_order_fee),
        enforcement_fee: fee(facts.enforcement_fee),
        preservation_fee: fee(facts.preservation_fee),
    })
}
