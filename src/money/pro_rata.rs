//! Sharing an amount among creditors in proportion to their balances, to the fen.
//!
//! Largest remainder (Hamilton) in whole fen. Nothing here can overflow: an amount is at most
//! 10^17 fen, so a product of two is at most 10^34 and the total of ten thousand balances at most
//! 10^21, both far inside a `u128` (3.4 x 10^38).

use crate::money::Money;

/// What one creditor takes part with. Amounts below zero count as zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// What is owed, in yuan; also the weight.
    pub balance: Money,
    /// The most to give, in yuan; the balance when none is named, and never above it.
    /// A cap of zero leaves the creditor out.
    pub cap: Option<Money>,
    /// The least to give, in yuan, when the floors of all can be met; never above the cap.
    pub floor: Money,
}

/// What each creditor gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// One amount for each claim, in the order of the claims, in yuan.
    pub amounts: Vec<Money>,
    /// What is left over because every creditor has reached the cap, in yuan.
    pub unallocated: Money,
    /// What became of the floors.
    pub floors: Floors,
}

/// Whether the floors were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Floors {
    /// Nobody asked for one.
    None,
    /// Every floor was given first and the rest shared on the balances less the floors.
    Given,
    /// The money does not cover all floors, so all were ignored.
    NotAffordable,
}

/// Shares the available amount in proportion to the balances.
///
/// The shares add up to exactly the lesser of the available amount and all caps together. Fen
/// left by rounding down go to the largest remainders; ties to the larger balance, then to the
/// earlier claim. Nothing is shared when the available amount is zero or less.
pub fn pro_rata(available: Money, claims: &[Claim]) -> Shares {
    watched(available, claims, &mut |_| ())
}

/// One round of a sharing, in whole fen.
#[derive(Debug)]
pub(super) struct Round {
    /// What is shared.
    pub(super) amount: u128,
    /// The weights of everybody taking part.
    pub(super) total: u128,
    /// Everybody taking part, in the order of the claims.
    pub(super) quotas: Vec<Quota>,
}

/// What one creditor's part of a round comes to, in whole fen.
#[derive(Debug)]
pub(super) struct Quota {
    /// Which claim.
    pub(super) position: usize,
    /// Its weight: the balance, less the floor already given.
    pub(super) weight: u128,
    /// The exact share without its part of a fen.
    pub(super) whole: u128,
    /// What the division leaves; the largest get a fen more.
    pub(super) remainder: u128,
    /// The share of this round.
    pub(super) share: u128,
    /// The most it can take; where the share is above it, this is what it gets, and the rest is shared again.
    pub(super) room: u128,
}

/// The same as [`pro_rata`], showing every round to somebody.
pub(super) fn watched(available: Money, claims: &[Claim], watch: &mut impl FnMut(Round)) -> Shares {
    let available = whole_fen(available);
    let terms: Vec<Terms> = claims.iter().map(Terms::of).collect();
    let asked: u128 = terms.iter().map(|terms| terms.floor).sum();
    let floors = match asked {
        0 => Floors::None,
        _ if asked <= available => Floors::Given,
        _ => Floors::NotAffordable,
    };
    let given = if floors == Floors::Given { asked } else { 0 };

    let mut left = available - given;
    let mut amounts = Vec::with_capacity(terms.len());
    let mut active = Vec::with_capacity(terms.len());
    for (position, terms) in terms.iter().enumerate() {
        let first = if floors == Floors::Given { terms.floor } else { 0 };
        amounts.push(first);
        if terms.cap > first {
            active.push(Active {
                position,
                balance: terms.balance,
                weight: terms.balance - first,
                room: terms.cap - first,
            });
        }
    }

    // Every pass ends the sharing or takes out at least one creditor, who has reached the cap.
    while left > 0 && !active.is_empty() {
        let round = largest_remainder(left, &active);
        let shares: Vec<u128> = round.quotas.iter().map(|quota| quota.share).collect();
        watch(round);
        let nobody_over = active.iter().zip(&shares).all(|(one, share)| *share <= one.room);
        let mut within = Vec::with_capacity(active.len());
        for (one, share) in active.into_iter().zip(shares) {
            let over = share > one.room;
            if over || nobody_over {
                let posted = share.min(one.room);
                left -= posted;
                if let Some(amount) = amounts.get_mut(one.position) {
                    *amount += posted;
                }
            } else {
                within.push(one);
            }
        }
        active = within;
    }

    Shares { amounts: amounts.into_iter().map(money).collect(), unallocated: money(left), floors }
}

// A claim in whole fen. Invariant: floor <= cap <= balance.
struct Terms {
    balance: u128,
    cap: u128,
    floor: u128,
}

impl Terms {
    fn of(claim: &Claim) -> Terms {
        let balance = whole_fen(claim.balance);
        let cap = claim.cap.map_or(balance, whole_fen).min(balance);
        Terms { balance, cap, floor: whole_fen(claim.floor).min(cap) }
    }
}

// A creditor still taking part. Invariant: 0 < room <= weight.
struct Active {
    position: usize,
    balance: u128,
    weight: u128,
    room: u128,
}

// Shares adding up to exactly `amount`. `active` is not empty.
fn largest_remainder(amount: u128, active: &[Active]) -> Round {
    let total: u128 = active.iter().map(|one| one.weight).sum();
    let mut quotas: Vec<Quota> = active
        .iter()
        .map(|one| {
            let (whole, remainder) = (amount * one.weight / total, amount * one.weight % total);
            Quota { position: one.position, weight: one.weight, whole, remainder, share: whole, room: one.room }
        })
        .collect();
    let handed_out: u128 = quotas.iter().map(|quota| quota.whole).sum();
    // Fewer fen are left than there are creditors, because each lost less than one.
    let left = usize::try_from(amount - handed_out).unwrap_or(usize::MAX);

    let mut order: Vec<_> = active.iter().zip(quotas.iter_mut()).collect();
    // The sort is stable, so that full ties stay in input order.
    order.sort_by_key(|(one, quota)| std::cmp::Reverse((quota.remainder, one.balance)));
    for (_, quota) in order.into_iter().take(left) {
        quota.share += 1;
    }
    Round { amount, total, quotas }
}

fn whole_fen(money: Money) -> u128 {
    u128::try_from(money.fen()).unwrap_or(0)
}

// No share is above a balance and nothing is left above the available amount, both of which are
// `Money`, so that the conversion always succeeds.
pub(super) fn money(fen: u128) -> Money {
    i64::try_from(fen).ok().and_then(Money::from_fen).unwrap_or_default()
}

#[cfg(test)]
mod tests;
