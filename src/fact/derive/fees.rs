//! What it would cost if a debt went to court: by the tables in the rules, on the balance used for the plan.

use super::{EngineFacts, Formula, Gap, Parameters, Value};
use crate::fact::FactId;
use crate::money::Money;
use crate::money::bands::Bands;
use crate::money::court_fees::part_of_fee;

/// The facts that hold fees.
pub(super) fn of(facts: &EngineFacts) -> [FactId; 5] {
    [facts.court_fee, facts.court_fee_halved, facts.payment_order_fee, facts.enforcement_fee, facts.preservation_fee]
}

/// Every fee of one debt.
pub(super) fn fees(
    facts: &EngineFacts,
    parameters: &Parameters,
    balance: &Formula<Money>,
) -> [(FactId, Formula<Value>); 5] {
    let fee = |table: &Option<Bands>| charge(balance.clone(), table.as_ref());
    let court = fee(&parameters.court_fee);
    let part = |by: Option<i64>| court.clone().and_then(|fee| divided(fee, by));
    let preservation = fee(&parameters.preservation_fee)
        .and_then(|fee| parameters.preservation_fee_max.map(|most| fee.min(most)).ok_or_else(no_table));
    let [whole, halved, order, enforcement, preserved] = of(facts);
    let results = [
        (whole, court.clone()),
        (halved, part(parameters.court_fee_halved_by)),
        (order, part(parameters.payment_order_fee_by)),
        (enforcement, fee(&parameters.enforcement_fee)),
        (preserved, preservation),
    ];
    results.map(|(fact, fee)| (fact, fee.map(Value::Amount)))
}

fn charge(balance: Formula<Money>, table: Option<&Bands>) -> Formula<Money> {
    let balance = balance?;
    table.ok_or_else(no_table)?.charge(balance).ok_or_else(|| Gap::failed("金额超出范围", "the amount is out of range"))
}

fn divided(fee: Money, by: Option<i64>) -> Formula<Money> {
    by.and_then(|by| part_of_fee(fee, by)).ok_or_else(no_table)
}

fn no_table() -> Gap {
    Gap::failed("规则里没有这一天的收费标准", "the rules hold no table of fees for this day")
}
