//! What schedules, pay-off and cost refuse in the same words.

use crate::money::{Money, Rate, Refusals};

/// An amount below zero.
pub(super) fn amount_below_zero(refusals: &mut Refusals, pointer: &str, amount: Money) {
    refusals.unless(
        !amount.is_negative(),
        pointer,
        "amount-below-zero",
        format!("金额是 {amount}，不能小于 0"),
        format!("the amount is {amount}; it cannot be below 0"),
    );
}

/// A rate below zero.
pub(super) fn rate_below_zero(refusals: &mut Refusals, pointer: &str, rate: Rate) {
    refusals.unless(
        rate >= Rate::ZERO,
        pointer,
        "rate-below-zero",
        format!("利率是 {rate}，不能小于 0"),
        format!("the rate is {rate}; it cannot be below 0"),
    );
}

/// A term that the figures cannot do without.
pub(super) fn needed(refusals: &mut Refusals, given: bool, pointer: &str, zh: &str, en: &str) {
    refusals.unless(given, pointer, "term-needed", zh, en);
}

/// A term that the figures would leave unused: whoever gave it expects it to count.
pub(super) fn not_used(refusals: &mut Refusals, given: bool, pointer: &str, zh: &str, en: &str) {
    refusals.unless(!given, pointer, "term-not-used", zh, en);
}
