//! A negotiated plan: parts of what is owed are waived, the rest is paid in instalments without new interest.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::money::{Exact, Money, Rate, Refusals, Step, dates, limits};

/// What is owed, what is waived, and in how many instalments the rest is paid.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "principal": "41956.78", "interest": "2000.00", "penalty": "1500.00", "waived_penalty": "100%", "periods": 24, "starts_on": "2026-12-10" }))]
pub struct SettlementTerms {
    /// Principal owed, in yuan; it is never waived in part here.
    pub principal: Money,
    /// Interest owed, in yuan; none where left out.
    pub interest: Option<Money>,
    /// Penalty interest and default charges owed, in yuan; none where left out.
    pub penalty: Option<Money>,
    /// The part of the interest that is waived, from 0 to 1; nothing where left out.
    pub waived_interest: Option<Rate>,
    /// The part of the penalty that is waived, from 0 to 1; nothing where left out.
    pub waived_penalty: Option<Rate>,
    /// How many monthly instalments, from 1 to 1,200.
    #[schema(minimum = 1, maximum = 1200)]
    pub periods: u32,
    /// The day of the first instalment; the others follow by months, each on that day of the month or on its last day.
    pub starts_on: Option<NaiveDate>,
}

/// A settlement plan. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettlementPlan {
    /// What is paid in all: the principal and what is kept of interest and penalty.
    pub total: Money,
    /// What is kept of the interest.
    pub kept_interest: Money,
    /// What is kept of the penalty.
    pub kept_penalty: Money,
    /// What is waived in all.
    pub waived: Money,
    /// The regular instalment.
    pub instalment: Money,
    /// The last instalment, which takes the difference.
    pub last_instalment: Money,
    /// Every instalment.
    pub rows: Vec<SettlementRow>,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// One instalment of a settlement plan. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettlementRow {
    /// Its number, from 1.
    pub period: u32,
    /// Its day, where the first one's is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// What is paid.
    pub payment: Money,
    /// What is left after it.
    pub balance: Money,
}

/// The plan: of each part `amount × (1 − waived)`, half-up, is kept; the total over the periods, half-up, is the
/// instalment; the last one takes the difference. No instalment is above what is left.
///
/// By hand (domain sheet 4.4): 43 956.78 over 24 periods is 1 831.5325, so 1 831.53, and the last is
/// 43 956.78 − 23 × 1 831.53 = 1 831.59.
///
/// ```
/// # use ashore::money::settlement::{SettlementTerms, settlement};
/// let plan = settlement(&SettlementTerms {
///     principal: "43956.78".parse()?,
///     interest: None,
///     penalty: None,
///     waived_interest: None,
///     waived_penalty: None,
///     periods: 24,
///     starts_on: None,
/// }).map_err(|refused| format!("{refused:?}"))?;
/// assert_eq!((plan.instalment.to_string(), plan.last_instalment.to_string()), ("1831.53".into(), "1831.59".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn settlement(terms: &SettlementTerms) -> Result<SettlementPlan, Refusals> {
    let mut refusals = Refusals::default();
    limits::amount(&mut refusals, "/principal", terms.principal);
    limits::amount(&mut refusals, "/interest", terms.interest);
    limits::amount(&mut refusals, "/penalty", terms.penalty);
    limits::periods(&mut refusals, "/periods", terms.periods);
    limits::share(&mut refusals, "/waived_interest", terms.waived_interest);
    limits::share(&mut refusals, "/waived_penalty", terms.waived_penalty);
    refusals.end()?;

    let mut steps = Vec::new();
    let kept_interest = kept("利息", "interest", terms.interest, terms.waived_interest, &mut steps)?;
    let kept_penalty = kept("罚息违约金", "penalty", terms.penalty, terms.waived_penalty, &mut steps)?;
    let owed = Exact::from(terms.principal)
        + Exact::from(terms.interest.unwrap_or_default())
        + Exact::from(terms.penalty.unwrap_or_default());
    let total = (Exact::from(terms.principal) + Exact::from(kept_interest) + Exact::from(kept_penalty)).posted()?;
    let waived = (owed - Exact::from(total)).posted()?;
    steps.push(Step::new(
        format!("总额：{} + {kept_interest} + {kept_penalty} = {total}", terms.principal),
        format!("total: {} + {kept_interest} + {kept_penalty} = {total}", terms.principal),
    ));

    let instalment = (Exact::from(total) * Exact::ratio(1, terms.periods)).posted()?;
    let mut rows = Vec::new();
    let mut left = total;
    for period in 1..=terms.periods {
        let payment = if period == terms.periods { left } else { instalment.min(left) };
        left = (Exact::from(left) - Exact::from(payment)).posted()?;
        let due_on = terms.starts_on.map(|first| dates::month_after(first, period - 1)).transpose()?;
        rows.push(SettlementRow { period, due_on, payment, balance: left });
    }
    let last_instalment = rows.last().map_or(Money::ZERO, |row| row.payment);
    steps.push(instalments(total, terms.periods, instalment, last_instalment));
    Ok(SettlementPlan { total, kept_interest, kept_penalty, waived, instalment, last_instalment, rows, steps })
}

/// The instalments in words: the division, and what the last one takes.
pub(super) fn instalments(total: Money, periods: u32, each: Money, last: Money) -> Step {
    let others = periods.saturating_sub(1);
    let before = Exact::from(each) * Exact::from(i64::from(others));
    if periods == 1 {
        return Step::new(format!("一期付清 {total}"), format!("a single instalment of {total}"));
    }
    let (rest, rest_en) = if Exact::from(total) - before == Exact::from(last) {
        let sum = format!("{total} − {others} × {each} = {last}");
        (format!("最后一期付清余数 {sum}"), format!("the last pays what is left, {sum}"))
    } else {
        // Rounded up, so that nothing is left before the last one.
        (
            "每期取整后提前付清，付到没有余额为止".to_owned(),
            "rounded up it ends early: paid until nothing is left".to_owned(),
        )
    };
    Step::new(
        format!("每期 {total} ÷ {periods} = {each}；{rest}"),
        format!("each instalment {total} ÷ {periods} = {each}; {rest_en}"),
    )
}

fn kept(
    zh: &str,
    en: &str,
    amount: Option<Money>,
    waived: Option<Rate>,
    steps: &mut Vec<Step>,
) -> Result<Money, Refusals> {
    let (amount, waived) = (amount.unwrap_or_default(), waived.unwrap_or_default());
    let kept = (Exact::from(amount) * (Exact::from(1) - Exact::from(waived))).posted()?;
    if !amount.is_zero() {
        steps.push(Step::new(
            format!("保留的{zh}：{amount} × (1 − {waived}) = {kept}"),
            format!("{en} kept: {amount} × (1 − {waived}) = {kept}"),
        ));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests;
