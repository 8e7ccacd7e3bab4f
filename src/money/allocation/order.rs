//! The order in which debts are met, with the reason for each place.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::{AllocationPlace, AllocationTerms};
use crate::money::{Money, Rate, Refusals};

// What decides: not due, security, rate, due day. The lower comes first.
type Key = (bool, Money, Reverse<Rate>, NaiveDate);

/// Debts by their places, in groups that share a place. Where the debt named takes the whole payment, it stands alone.
pub(super) fn groups(terms: &AllocationTerms, totals: &[Money]) -> Result<Vec<Vec<usize>>, Refusals> {
    let named = terms.named.as_ref().and_then(|id| terms.debts.iter().position(|debt| debt.id == *id));
    let mut groups: Vec<Vec<usize>> = named.map(|named| vec![named]).into_iter().collect();
    let takes_all = named.and_then(|named| totals.get(named)).is_some_and(|total| *total >= terms.payment);
    if takes_all {
        return Ok(groups);
    }
    let rest: Vec<usize> = (0..terms.debts.len()).filter(|i| Some(*i) != named).collect();
    if let [_, _, ..] = rest.as_slice() {
        let mut keys = keys(terms, &rest)?;
        // The sort is stable, so that equal debts stay in the order given.
        keys.sort_by_key(|(key, _)| *key);
        let equal = keys.chunk_by(|(a, _), (b, _)| a == b);
        groups.extend(equal.map(|group| group.iter().map(|(_, i)| *i).collect()));
    } else if !rest.is_empty() {
        groups.push(rest);
    }
    Ok(groups)
}

// Every fact the order needs; what is missing is named, and never taken as zero.
fn keys(terms: &AllocationTerms, rest: &[usize]) -> Result<Vec<(Key, usize)>, Refusals> {
    let mut refusals = Refusals::default();
    if terms.as_of.is_none() {
        missing(&mut refusals, "/as_of".to_owned(), "付款日 as_of", "`as_of`");
    }
    let mut keys = Vec::new();
    for i in rest {
        let Some(debt) = terms.debts.get(*i) else { continue };
        if debt.due_on.is_none() {
            missing(&mut refusals, format!("/debts/{i}/due_on"), "到期日 due_on", "`due_on`");
        }
        if debt.secured.is_none() {
            missing(
                &mut refusals,
                format!("/debts/{i}/secured"),
                "担保额 secured（没有担保填 0）",
                "`secured` (0 without security)",
            );
        }
        if debt.annual_rate.is_none() {
            missing(&mut refusals, format!("/debts/{i}/annual_rate"), "年利率 annual_rate", "`annual_rate`");
        }
        if let (Some(as_of), Some(due_on), Some(secured), Some(rate)) =
            (terms.as_of, debt.due_on, debt.secured, debt.annual_rate)
        {
            keys.push(((due_on > as_of, secured, Reverse(rate), due_on), *i));
        }
    }
    refusals.end()?;
    Ok(keys)
}

fn missing(refusals: &mut Refusals, pointer: String, zh: &str, en: &str) {
    refusals.add(
        pointer,
        "missing-field",
        format!("有几笔债务要排先后，需要{zh}；不知道的先问清，或者由付款人指定还哪一笔"),
        format!("the order of several debts needs {en}; find it out, or let the payer name the debt"),
    );
}

/// The places of all groups, each debt with what sets it behind the one before.
pub(super) fn places(terms: &AllocationTerms, groups: &[Vec<usize>]) -> Vec<AllocationPlace> {
    let mut places: Vec<AllocationPlace> = Vec::new();
    let mut before: Option<usize> = None;
    for i in groups.iter().flatten() {
        let Some(debt) = terms.debts.get(*i) else { continue };
        let (reason, reason_en) = if terms.named.as_ref() == Some(&debt.id) {
            ("付款人指定".to_owned(), "named by the payer".to_owned())
        } else if let Some(first) = before.and_then(|before| terms.debts.get(before)) {
            behind(terms, first, debt)
        } else {
            first(terms, debt)
        };
        places.push(AllocationPlace { id: debt.id.clone(), reason, reason_en });
        before = Some(*i);
    }
    places
}

fn first(terms: &AllocationTerms, debt: &super::AllocationDebt) -> (String, String) {
    match (terms.as_of, debt.due_on, debt.secured, debt.annual_rate) {
        (Some(as_of), Some(due_on), Some(secured), Some(rate)) if terms.debts.len() > 1 => {
            let (zh, en) = if due_on <= as_of { ("已到期", "due") } else { ("未到期", "not due") };
            (
                format!("{zh}（{due_on}），担保 {secured}，年利率 {rate}，排在最前"),
                format!("{en} ({due_on}), secured by {secured}, {rate} a year: comes first"),
            )
        }
        _ => ("只有这一笔".to_owned(), "the only debt".to_owned()),
    }
}

fn behind(terms: &AllocationTerms, first: &super::AllocationDebt, debt: &super::AllocationDebt) -> (String, String) {
    let other = &first.id;
    if terms.named.as_ref() == Some(other) {
        return (
            format!("指定的 {other} 付清以后的余款"),
            format!("takes what is beyond `{other}`, which the payer named"),
        );
    }
    let due = |debt: &super::AllocationDebt| debt.due_on <= terms.as_of;
    if due(first) != due(debt) {
        (format!("未到期，排在已到期的 {other} 之后"), format!("not due, so after `{other}`, which is"))
    } else if first.secured != debt.secured {
        let (a, b) = (debt.secured.unwrap_or_default(), first.secured.unwrap_or_default());
        (
            format!("担保 {a}，多于 {other} 的 {b}，排在其后"),
            format!("secured by {a}, more than the {b} of `{other}`, so after it"),
        )
    } else if first.annual_rate != debt.annual_rate {
        let (a, b) = (debt.annual_rate.unwrap_or_default(), first.annual_rate.unwrap_or_default());
        (
            format!("年利率 {a}，低于 {other} 的 {b}，排在其后"),
            format!("{a} a year, below the {b} of `{other}`, so after it"),
        )
    } else if first.due_on == debt.due_on {
        (
            format!("与 {other} 条件相同，按比例分"),
            format!("equal to `{other}` in everything, so the two share in proportion"),
        )
    } else {
        (
            format!("{} 到期，晚于 {other}，排在其后", debt.due_on.map(|on| on.to_string()).unwrap_or_default()),
            format!(
                "due on {}, later than `{other}`, so after it",
                debt.due_on.map(|on| on.to_string()).unwrap_or_default()
            ),
        )
    }
}
