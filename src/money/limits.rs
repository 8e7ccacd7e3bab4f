//! What every call asks of its terms: amounts and rates not below zero, numbers within their limits, ids told apart. Each
//! refusal has one code and one wording, and a limit is said with both numbers.

use std::collections::BTreeMap;

use crate::money::{Money, Rate, Refusals};

/// The most periods of a schedule or a plan: a hundred years of months.
pub const MAX_PERIODS: u32 = 1200;

/// The most payments of a ledger: each makes a row of its own.
pub(super) const MAX_PAYMENTS: usize = 2000;

/// The most debts or creditors of one call.
pub(super) const MAX_DEBTS: usize = 200;

/// An amount that may be nothing, but not less.
pub(super) fn amount(refusals: &mut Refusals, pointer: impl Into<String>, amount: impl Into<Option<Money>>) {
    let amount = amount.into().unwrap_or_default();
    refusals.unless(
        !amount.is_negative(),
        pointer,
        "negative-amount",
        format!("金额是 {amount}，不能小于 0"),
        format!("the amount is {amount}; it cannot be below 0"),
    );
}

/// An amount that must be something.
pub(super) fn positive_amount(refusals: &mut Refusals, pointer: impl Into<String>, amount: Money) {
    refusals.unless(
        amount.is_positive(),
        pointer,
        "amount-not-positive",
        format!("金额是 {amount}，应当大于 0"),
        format!("the amount is {amount}; it must be above 0"),
    );
}

/// A rate that may be nothing, but not less.
pub(super) fn rate(refusals: &mut Refusals, pointer: impl Into<String>, rate: impl Into<Option<Rate>>) {
    let rate = rate.into().unwrap_or_default();
    refusals.unless(
        rate >= Rate::ZERO,
        pointer,
        "negative-rate",
        format!("利率是 {rate}，不能小于 0"),
        format!("the rate is {rate}; it cannot be below 0"),
    );
}

/// A part of a whole, from 0 to 1.
pub(super) fn share(refusals: &mut Refusals, pointer: impl Into<String>, share: impl Into<Option<Rate>>) {
    let share = share.into().unwrap_or_default();
    refusals.unless(
        share >= Rate::ZERO && share <= Rate::ONE,
        pointer,
        "share-out-of-range",
        format!("比例是 {share}，应当在 0% 到 100% 之间"),
        format!("the share is {share}; it must be between 0% and 100%"),
    );
}

/// A number of periods that can be computed.
pub(super) fn periods(refusals: &mut Refusals, pointer: impl Into<String>, periods: u32) {
    refusals.unless(
        (1..=MAX_PERIODS).contains(&periods),
        pointer,
        "periods-out-of-range",
        format!("期数是 {periods}，应当在 1 到 {MAX_PERIODS} 之间"),
        format!("the number of periods is {periods}; it must be from 1 to {MAX_PERIODS}"),
    );
}

/// A list no longer than can be computed.
pub(super) fn entries(refusals: &mut Refusals, pointer: impl Into<String>, entries: usize, most: usize) {
    refusals.unless(
        entries <= most,
        pointer,
        "too-many",
        format!("有 {entries} 项，上限 {most}"),
        format!("{entries} entries, the limit is {most}"),
    );
}

/// Ids of a list, each used once: an answer by id would not say which entry is meant.
pub(super) fn ids<'a>(refusals: &mut Refusals, list: &str, ids: impl IntoIterator<Item = &'a str>) {
    let mut seen = BTreeMap::new();
    for (position, id) in ids.into_iter().enumerate() {
        let first = *seen.entry(id).or_insert(position) + 1;
        let again = position + 1;
        refusals.unless(
            first == again,
            format!("{list}/{position}/id"),
            "duplicate-id",
            format!("编号 `{id}` 用了两次（第 {first} 项和第 {again} 项）"),
            format!("the id `{id}` is used twice (entries {first} and {again})"),
        );
    }
}

/// A field that the figures cannot do without.
pub(super) fn needed_field(refusals: &mut Refusals, given: bool, pointer: impl Into<String>, zh: &str, en: &str) {
    refusals.unless(given, pointer, "missing-field", zh, en);
}

/// A field that the figures would leave unused: whoever gave it expects it to count.
pub(super) fn unused_field(refusals: &mut Refusals, given: bool, pointer: impl Into<String>, zh: &str, en: &str) {
    refusals.unless(!given, pointer, "field-not-used", zh, en);
}
