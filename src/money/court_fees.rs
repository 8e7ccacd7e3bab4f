//! What a lawsuit over a sum of money costs, by the tables of the rules: the court fee in full and halved, the payment
//! order, enforcement, preservation.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::money::bands::{Bands, Charge, Slice};
use crate::money::{Exact, Money, OutOfRange, Refusals, Step, ledger, limits};

/// A claim, and the day whose tables hold.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "claim": "50000.00", "on": "2026-11-23" }))]
pub struct CourtFeeTerms {
    /// The sum claimed, in yuan.
    pub claim: Money,
    /// The day whose tables hold.
    pub on: NaiveDate,
}

/// What the rules say of fees on one day.
#[derive(Debug, Clone, Copy)]
pub struct CourtFeeTables<'a> {
    /// The court fee.
    pub court: &'a Bands,
    /// What it is divided by where it is halved.
    pub halved_by: i64,
    /// What it is divided by for a payment order.
    pub payment_order_by: i64,
    /// The enforcement fee.
    pub enforcement: &'a Bands,
    /// The preservation fee.
    pub preservation: &'a Bands,
    /// The most it can be.
    pub preservation_max: Money,
}

/// What a lawsuit costs. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CourtFees {
    /// The court fee, ordinary procedure.
    pub court_fee: Money,
    /// The court fee halved: summary procedure, mediation, withdrawal.
    pub court_fee_halved: Money,
    /// The fee of a payment order.
    pub payment_order_fee: Money,
    /// The fee of enforcement.
    pub enforcement_fee: Money,
    /// The fee of preservation of property.
    pub preservation_fee: Money,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// The fees: each part of the claim by its band, rounded half-up once at the end; the halved fee and the payment order
/// are parts of the court fee so found.
///
/// By hand (Measures on the Payment of Litigation Costs, article 13): 50 000.00 costs 50.00 for the first 10 000.00 and
/// 40 000.00 × 2.5 % = 1 000.00 for the rest, so 1 050.00; halved 525.00.
///
/// ```
/// # use ashore::money::{Money, Rate, bands::{Band, Bands, Charge}};
/// # use ashore::money::court_fees::{CourtFeeTables, CourtFeeTerms, court_fees};
/// let table = Bands::new(vec![
///     Band { up_to: Some("10000".parse()?), charge: Charge::Fixed("50".parse()?) },
///     Band { up_to: None, charge: Charge::Part(Rate::new("0.025".parse()?)) },
/// ])?;
/// let fees = court_fees(
///     &CourtFeeTerms { claim: "50000".parse()?, on: "2026-11-23".parse()? },
///     &CourtFeeTables {
///         court: &table,
///         halved_by: 2,
///         payment_order_by: 3,
///         enforcement: &table,
///         preservation: &table,
///         preservation_max: "5000".parse()?,
///     },
/// ).map_err(|refused| format!("{refused:?}"))?;
/// assert_eq!((fees.court_fee.to_string(), fees.court_fee_halved.to_string()), ("1050.00".into(), "525.00".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn court_fees(terms: &CourtFeeTerms, tables: &CourtFeeTables) -> Result<CourtFees, Refusals> {
    let mut refusals = Refusals::default();
    limits::amount(&mut refusals, "/claim", terms.claim);
    refusals.end()?;

    let claim = terms.claim;
    let mut steps = vec![Step::new(
        format!("按 {} 的收费标准，请求金额 {claim}", terms.on),
        format!("by the tables of {}, on a claim of {claim}", terms.on),
    )];
    let court_fee = banded("案件受理费", "court fee", tables.court, claim, &mut steps)?;
    let court_fee_halved = divided("减半的受理费", "court fee halved", court_fee, tables.halved_by, &mut steps)?;
    let payment_order_fee = divided("支付令申请费", "payment order", court_fee, tables.payment_order_by, &mut steps)?;
    let enforcement_fee = banded("执行申请费", "enforcement fee", tables.enforcement, claim, &mut steps)?;
    let by_bands = banded("保全申请费", "preservation fee", tables.preservation, claim, &mut steps)?;
    let most = tables.preservation_max;
    if by_bands > most {
        steps.push(Step::new(
            format!("保全申请费：{by_bands} 超过最高额，按 {most}"),
            format!("preservation fee: {by_bands} is above the most it can be, so {most}"),
        ));
    }
    let preservation_fee = by_bands.min(most);
    Ok(CourtFees { court_fee, court_fee_halved, payment_order_fee, enforcement_fee, preservation_fee, steps })
}

/// A part of a fee: halved, or a third of it; none for a divisor of zero.
pub(crate) fn part_of_fee(fee: Money, by: i64) -> Option<Money> {
    Exact::from(fee).over(&Exact::from(by))?.posted().ok()
}

fn divided(zh: &str, en: &str, fee: Money, by: i64, steps: &mut Vec<Step>) -> Result<Money, Refusals> {
    let part = part_of_fee(fee, by).ok_or(OutOfRange)?;
    steps.push(Step::new(format!("{zh}：{fee} ÷ {by} = {part}"), format!("{en}: {fee} ÷ {by} = {part}")));
    Ok(part)
}

// The fee is the table's own; the parts are worked out beside it to be shown.
fn banded(zh: &str, en: &str, table: &Bands, claim: Money, steps: &mut Vec<Step>) -> Result<Money, Refusals> {
    let fee = table.charge(claim).ok_or(OutOfRange)?;
    let mut parts = Vec::new();
    for Slice { lower, upper, band } in table.slices(claim) {
        let (span_zh, span_en) = match (lower.is_zero(), band.up_to) {
            (true, Some(up_to)) => (format!("不超过 {up_to} 的部分"), format!("up to {up_to}")),
            (true, None) => ("全部".to_owned(), "the whole".to_owned()),
            (false, Some(up_to)) => (format!("超过 {lower} 至 {up_to} 的部分"), format!("above {lower} up to {up_to}")),
            (false, None) => (format!("超过 {lower} 的部分"), format!("above {lower}")),
        };
        let (sum, part) = match band.charge {
            Charge::Fixed(money) => (String::new(), money.to_string()),
            Charge::Part(rate) => {
                let within = ledger::minus(upper, lower)?;
                let part = within.decimal().checked_mul(rate.decimal()).ok_or(OutOfRange)?;
                let inside = if lower.is_zero() { upper.to_string() } else { format!("({upper} − {lower})") };
                (format!("{inside} × {rate} = "), yuan(part))
            }
        };
        steps.push(Step::new(format!("{zh}，{span_zh}：{sum}{part}"), format!("{en}, {span_en}: {sum}{part}")));
        parts.push(part);
    }
    let sum = match parts.as_slice() {
        [] | [_] => String::new(),
        several => several.join(" + ") + " = ",
    };
    steps.push(Step::new(format!("{zh}：{sum}{fee}"), format!("{en}: {sum}{fee}")));
    Ok(fee)
}

// Not rounded: two decimals, or as many more as there are.
fn yuan(part: Decimal) -> String {
    let mut part = part.normalize();
    if part.scale() < 2 {
        part.rescale(2);
    }
    part.to_string()
}

#[cfg(test)]
mod tests;
