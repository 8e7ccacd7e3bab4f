//! Which line holds on which day: by the day of the contract, by the transition to the new rule, or as asked for.

use chrono::NaiveDate;

use super::{ExcessStatus, ExcessTerms};
use crate::money::words::words;
use crate::money::{Exact, Rate, Refusals, Step, ledger};

/// What the rules say of the line of private lending.
#[derive(Clone, Copy)]
pub struct CapLines<'a> {
    /// The first day of the new rule.
    pub switch: NaiveDate,
    /// The line for days before it, a year; none where the rules hold no value.
    pub old_line: Option<Rate>,
    /// The line by the prime rate last published on or before a day; none where it is not known for the day.
    pub cap_on: &'a dyn Fn(NaiveDate) -> Option<Cap>,
}

/// A line that is a multiple of a published prime rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// The one-year loan prime rate.
    pub lpr: Rate,
    /// How many times of it make the line.
    pub times: i64,
    /// The day it was published.
    pub published_on: NaiveDate,
}

words! {
    /// Where a line comes from.
    pub enum ExcessBasis {
        /// The day of the contract: the new rule holds for it as a whole.
        ContractDate = "contract_date",
        /// The contract is from before the new rule: one line before it, another by the day of filing from then on.
        Transition = "transition",
        /// The borrower asks for it.
        Requested = "requested",
    }
}

// Lines with all that explains them, or why there are none.
pub(super) enum Found {
    Lines(Held),
    Nothing { status: ExcessStatus, reason: String, reason_en: String },
}

pub(super) struct Held {
    pub(super) basis: ExcessBasis,
    pub(super) lines: Vec<Line>,
    pub(super) steps: Vec<Step>,
    pub(super) condition: Option<(String, String)>,
}

pub(super) struct Line {
    pub(super) from: NaiveDate,
    pub(super) until: Option<NaiveDate>,
    pub(super) rate: Exact,
}

pub(super) fn lines(terms: &ExcessTerms, lines: &CapLines, private: bool) -> Result<Found, Refusals> {
    match (private, terms.requested_line) {
        (false, None) => Ok(Found::Nothing {
            status: ExcessStatus::NotApplicable,
            reason: "出借方不是民间借贷的出借人，民间借贷的利率上限不适用；持牌机构看另外的标准".to_owned(),
            reason_en: "the lender is no private lender, so the line of private lending does not hold; licensed lenders have another yardstick".to_owned(),
        }),
        (_, Some(line)) => Ok(Found::Lines(requested(terms, line))),
        (true, None) if terms.contract_date >= lines.switch => by_contract(terms, lines).map(Found::Lines),
        (true, None) => transition(terms, lines),
    }
}

fn requested(terms: &ExcessTerms, line: Rate) -> Held {
    Held {
        basis: ExcessBasis::Requested,
        lines: vec![Line { from: terms.received_on, until: None, rate: Exact::from(line) }],
        steps: vec![Step::new(
            format!("按借款人请求调减到的年利率 {line} 计算，是否调减由法院决定"),
            format!(
                "computed with {line} a year, to which the borrower asks to reduce; whether it is reduced is for the court"
            ),
        )],
        condition: None,
    }
}

fn by_contract(terms: &ExcessTerms, lines: &CapLines) -> Result<Held, Refusals> {
    let (on, switch) = (terms.contract_date, lines.switch);
    let cap = cap(lines, on, "/contract_date")?;
    let (rate, zh, en) = spelled(&cap)?;
    Ok(Held {
        basis: ExcessBasis::ContractDate,
        lines: vec![Line { from: terms.received_on, until: None, rate }],
        steps: vec![Step::new(
            format!("上限：合同 {on} 成立，不早于 {switch}，全程按合同成立时的一年期 LPR：{zh}"),
            format!(
                "line: the contract of {on} is not before {switch}, so the one-year LPR on the day of the contract holds throughout: {en}"
            ),
        )],
        condition: None,
    })
}

fn transition(terms: &ExcessTerms, lines: &CapLines) -> Result<Found, Refusals> {
    let (on, switch) = (terms.contract_date, lines.switch);
    // A filing before the new rule falls under the old one as a whole, with its middle band: not covered.
    if let Some(filed) = terms.filed_on.filter(|filed| *filed < switch) {
        return Err(Refusals::one(
            "/filed_on",
            "filed-before-new-rule",
            format!("起诉日 {filed} 早于 {switch}，按旧规定处理，这里不计算"),
            format!("the suit was filed on {filed}, before {switch}: the old rule holds, which is not computed here"),
        ));
    }
    let has_old = terms.received_on < switch;
    let has_new = terms.as_of > switch || !has_old;
    if has_new && terms.filed_on.is_none() {
        return Ok(Found::Nothing {
            status: ExcessStatus::FilingDateNeeded,
            reason: format!(
                "合同 {on} 成立，早于 {switch}，从 {switch} 起的上限看起诉时的一年期 LPR；还没有起诉日，算不出来"
            ),
            reason_en: format!(
                "the contract of {on} is from before {switch}; from then on the line follows the one-year LPR on the day of filing, and without that day nothing can be computed"
            ),
        });
    }
    let mut found = Held { basis: ExcessBasis::Transition, lines: Vec::new(), steps: Vec::new(), condition: None };
    if has_old {
        let line = lines.old_line.ok_or_else(|| {
            Refusals::one(
                "/contract_date",
                "line-not-known",
                format!("规则里没有合同成立那天（{on}）的利率上限，请问律师"),
                format!("the rules hold no line for a contract of {on}; ask a lawyer"),
            )
        })?;
        let until = switch.pred_opt();
        let last = until.unwrap_or(switch);
        found.lines.push(Line { from: terms.received_on, until, rate: Exact::from(line) });
        found.steps.push(Step::new(
            format!("上限：合同 {on} 成立，早于 {switch}，到 {last}（含当天）按年利率 {line}"),
            format!("line: the contract of {on} is from before {switch}; until {last}, the day included, it is {line} a year"),
        ));
    }
    match terms.filed_on {
        Some(filed) if has_new => {
            let cap = cap(lines, filed, "/filed_on")?;
            let (rate, zh, en) = spelled(&cap)?;
            found.lines.push(Line { from: switch.max(terms.received_on), until: None, rate });
            found.steps.push(Step::new(
                format!("上限：从 {switch} 起按起诉日 {filed} 的一年期 LPR：{zh}"),
                format!("line: from {switch} on, by the one-year LPR on {filed}, the day of filing: {en}"),
            ));
        }
        Some(_) => {}
        None => {
            found.condition = Some((
                format!("没有起诉日；计息的日子都早于 {switch}，假定不早于这一天起诉"),
                format!(
                    "there is no day of filing; every day that bears interest is before {switch}, and a filing not before that day is assumed"
                ),
            ));
        }
    }
    Ok(Found::Lines(found))
}

fn cap(lines: &CapLines, on: NaiveDate, pointer: &str) -> Result<Cap, Refusals> {
    (lines.cap_on)(on).ok_or_else(|| {
        Refusals::one(
            pointer,
            "lpr-not-known",
            format!("规则里没有 {on} 当天或者以前公布的一年期 LPR"),
            format!("the rules hold no one-year LPR published on or before {on}"),
        )
    })
}

// The line of a cap, with its multiplication in words.
fn spelled(cap: &Cap) -> Result<(Exact, String, String), Refusals> {
    let Cap { lpr, times, published_on } = cap;
    let line = Exact::from(*lpr) * Exact::from(*times);
    let shown = ledger::shown(&line)?;
    let zh = format!("{lpr}（{published_on} 公布）× {times} = {shown}");
    let en = format!("{lpr} (published {published_on}) × {times} = {shown}");
    Ok((line, zh, en))
}
