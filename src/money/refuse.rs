//! What several calls refuse in the same words.

use crate::money::{Money, Rate, Refusals};

/// An amount below zero.
pub(super) fn below_zero(refusals: &mut Refusals, pointer: String, amount: Money) {
    refusals.unless(
        !amount.is_negative(),
        pointer,
        "amount-below-zero",
        format!("金额是 {amount}，不能小于 0"),
        format!("the amount is {amount}; it cannot be below 0"),
    );
}

/// A rate below zero.
pub(super) fn rate_below_zero(refusals: &mut Refusals, pointer: String, rate: Rate) {
    refusals.unless(
        rate >= Rate::ZERO,
        pointer,
        "rate-below-zero",
        format!("利率是 {rate}，不能小于 0"),
        format!("the rate is {rate}; it cannot be below 0"),
    );
}

/// More entries than are computed.
pub(super) fn too_many(refusals: &mut Refusals, pointer: &str, entries: usize, most: usize) {
    refusals.unless(
        entries <= most,
        pointer,
        "too-many",
        format!("有 {entries} 项，最多 {most} 项"),
        format!("there are {entries} entries; the limit is {most}"),
    );
}

/// An id that an earlier entry of the list has: an answer by id would not say which one is meant.
pub(super) fn repeated_ids<'a>(refusals: &mut Refusals, list: &str, ids: impl Iterator<Item = &'a str>) {
    let mut seen = std::collections::BTreeSet::new();
    for (position, id) in ids.enumerate() {
        refusals.unless(
            seen.insert(id),
            format!("{list}/{position}/id"),
            "id-repeated",
            format!("编号 {id} 重复，每项要有自己的编号"),
            format!("the id {id} is repeated; every entry needs its own"),
        );
    }
}
