//! Limits of terms that several computations share, each named once, with both numbers in the refusal.

use crate::money::{Rate, Refusals};

/// The most periods of a schedule or a plan: a hundred years of months.
pub const MAX_PERIODS: u32 = 1200;

/// A number of periods that can be computed.
pub(super) fn periods(refusals: &mut Refusals, pointer: &str, periods: u32) {
    refusals.unless(
        (1..=MAX_PERIODS).contains(&periods),
        pointer,
        "periods-out-of-range",
        format!("期数是 {periods}，应当在 1 到 {MAX_PERIODS} 之间"),
        format!("{periods} periods: there can be from 1 to {MAX_PERIODS}"),
    );
}

/// A part of a whole, from 0 to 1.
pub(super) fn share(refusals: &mut Refusals, pointer: &str, share: Option<Rate>) {
    let share = share.unwrap_or_default();
    refusals.unless(
        share >= Rate::ZERO && share <= Rate::ONE,
        pointer,
        "share-out-of-range",
        format!("比例是 {share}，应当在 0% 到 100% 之间"),
        format!("the share is {share}; it must be between 0% and 100%"),
    );
}
