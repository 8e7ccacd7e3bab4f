//! Sharing what a household can pay among its creditors, so that each can see how its part was found.

use serde::Serialize;
use utoipa::ToSchema;

use crate::money::pro_rata::{Claim, Floors, Quota, Round, money, watched};
use crate::money::step::addition;
use crate::money::{Exact, Money, OutOfRange, Refusals, Step, limits, words::words};

/// What can be paid, and the creditors it is shared among.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "available": "1500.00", "claims": [{ "id": "A", "balance": "12000.00" }, { "id": "B", "balance": "8500.00" }, { "id": "C", "balance": "23456.78" }] }))]
pub struct PaymentTerms {
    /// What there is to share, in yuan; zero or less shares nothing.
    pub available: Money,
    /// The creditors.
    pub claims: Vec<PaymentClaim>,
}

/// What one creditor takes part with.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "id": "A", "balance": "12000.00", "cap": "600.00", "floor": "200.00" }))]
pub struct PaymentClaim {
    /// Its name in the answer.
    pub id: String,
    /// What is owed, in yuan; also the weight.
    pub balance: Money,
    /// The most to give, in yuan; the balance where left out. 0 leaves the creditor out.
    pub cap: Option<Money>,
    /// The least to give where the least of all can be given, in yuan; never above the cap.
    pub floor: Option<Money>,
}

words! {
    /// What became of the sharing.
    pub enum PaymentStatus {
        /// The money is shared; floors, where there are any, were given first.
        Shared = "shared",
        /// The money does not cover all floors, so it is shared by balances alone.
        FloorNotAffordable = "floor_not_affordable",
        /// There is no money to share.
        NothingAvailable = "nothing_available",
    }
}

/// What each creditor gets. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PaymentShares {
    /// What became of the sharing.
    pub status: PaymentStatus,
    /// One share for each claim, in the order of the claims.
    pub shares: Vec<PaymentShare>,
    /// What is left over because every creditor has got its balance or its cap.
    pub unallocated: Money,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// What one creditor gets. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PaymentShare {
    /// Which creditor.
    pub id: String,
    /// What it gets.
    pub amount: Money,
    /// What is owed to it afterwards.
    pub left: Money,
}

/// The shares in proportion to the balances: of each exact share the whole fen, then one fen each to the largest
/// remainders; ties go to the larger balance, then to the earlier claim.
///
/// By hand (domain sheet 4.2): 1 500.00 over 12 000.00, 8 500.00 and 23 456.78, together 43 956.78. The exact shares
/// are 409.4931…, 290.0576… and 800.4492…; their whole fen 409.49, 290.05 and 800.44 leave 0.02, which go to the
/// parts .92 and .76 of a fen, the third and the second.
///
/// ```
/// # use ashore::money::payments::{PaymentClaim, PaymentTerms, shares};
/// let claim = |id: &str, balance: &str| Ok::<_, Box<dyn std::error::Error>>(
///     PaymentClaim { id: id.into(), balance: balance.parse()?, cap: None, floor: None });
/// let shared = shares(&PaymentTerms {
///     available: "1500.00".parse()?,
///     claims: vec![claim("A", "12000.00")?, claim("B", "8500.00")?, claim("C", "23456.78")?],
/// }).map_err(|refused| format!("{refused:?}"))?;
/// let amounts: Vec<String> = shared.shares.iter().map(|share| share.amount.to_string()).collect();
/// assert_eq!(amounts, ["409.49", "290.06", "800.45"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn shares(terms: &PaymentTerms) -> Result<PaymentShares, Refusals> {
    check(terms)?;
    let claims: Vec<Claim> = terms
        .claims
        .iter()
        .map(|claim| Claim { balance: claim.balance, cap: claim.cap, floor: claim.floor.unwrap_or_default() })
        .collect();
    let mut rounds = Vec::new();
    let shared = watched(terms.available, &claims, &mut |round| rounds.push(round));
    let status = match shared.floors {
        _ if !terms.available.is_positive() => PaymentStatus::NothingAvailable,
        Floors::NotAffordable => PaymentStatus::FloorNotAffordable,
        Floors::None | Floors::Given => PaymentStatus::Shared,
    };

    let mut steps = vec![opening(terms, status, shared.floors)];
    for (number, round) in rounds.iter().enumerate() {
        round_steps(number + 1, round, &terms.claims, &mut steps)?;
    }
    let mut shares = Vec::with_capacity(terms.claims.len());
    for (claim, amount) in terms.claims.iter().zip(shared.amounts) {
        let left = (Exact::from(claim.balance) - Exact::from(amount)).posted()?;
        shares.push(PaymentShare { id: claim.id.clone(), amount, left });
    }
    steps.push(closing(&shares, shared.unallocated)?);
    Ok(PaymentShares { status, shares, unallocated: shared.unallocated, steps })
}

fn check(terms: &PaymentTerms) -> Result<(), Refusals> {
    let mut refusals = Refusals::default();
    limits::entries(&mut refusals, "/claims", terms.claims.len(), limits::MAX_DEBTS);
    limits::ids(&mut refusals, "/claims", terms.claims.iter().map(|claim| claim.id.as_str()));
    for (position, claim) in terms.claims.iter().enumerate() {
        for (field, amount) in [("balance", Some(claim.balance)), ("cap", claim.cap), ("floor", claim.floor)] {
            limits::amount(&mut refusals, format!("/claims/{position}/{field}"), amount);
        }
    }
    refusals.end()
}

fn opening(terms: &PaymentTerms, status: PaymentStatus, floors: Floors) -> Step {
    let available = terms.available;
    match (status, floors) {
        (PaymentStatus::NothingAvailable, _) => Step::new(
            format!("可分的是 {available}，没有钱可分"),
            format!("{available} is available: nothing can be shared"),
        ),
        (PaymentStatus::FloorNotAffordable, _) => Step::new(
            format!("可分的是 {available}，不够付足各家的最低额，所以只按余额比例分"),
            format!("{available} is available, less than all floors together, so it is shared by balances alone"),
        ),
        (PaymentStatus::Shared, Floors::Given) => Step::new(
            format!(
                "可分的是 {available}，先付足各家的最低额：{}；余下的按余额减最低额的比例分",
                floors_of(terms, "，")
            ),
            format!(
                "{available} is available; floors first: {}; the rest by balance less floor",
                floors_of(terms, ", ")
            ),
        ),
        (PaymentStatus::Shared, _) => Step::new(
            format!("可分的是 {available}，按余额比例分"),
            format!("{available} is available, shared in proportion to the balances"),
        ),
    }
}

// Every floor as it is given: never above the cap, nor the balance.
fn floors_of(terms: &PaymentTerms, between: &str) -> String {
    let given = terms.claims.iter().filter_map(|claim| {
        let floor = claim.floor?.min(claim.cap.unwrap_or(claim.balance)).min(claim.balance);
        floor.is_positive().then(|| format!("{} {floor}", claim.id))
    });
    given.collect::<Vec<_>>().join(between)
}

fn round_steps(number: usize, round: &Round, claims: &[PaymentClaim], steps: &mut Vec<Step>) -> Result<(), OutOfRange> {
    let (amount, total) = (money(round.amount), yuan(round.total)?);
    let left = round.amount - round.quotas.iter().map(|quota| quota.whole).sum::<u128>();
    let (odd, odd_en) = match left {
        0 => ("正好分完".to_owned(), "nothing is left over".to_owned()),
        1 => ("余下的 1 分给余数最大的一家".to_owned(), "the 1 fen left goes to the largest remainder".to_owned()),
        _ => (
            format!("余下 {left} 分，给余数最大的 {left} 家各 1 分"),
            format!("of the {left} fen left the {left} largest remainders get one each"),
        ),
    };
    steps.push(Step::new(
        format!("第 {number} 轮：分 {amount}，比例的分母是 {total}；各家先取到整分，{odd}"),
        format!("round {number}: {amount} over {total}; whole fen first, {odd_en}"),
    ));
    for quota in &round.quotas {
        let id = claims.get(quota.position).map_or("", |claim| claim.id.as_str());
        let by = format!("{id}：{amount} × {} ÷ {total} = {}", yuan(quota.weight)?, exact_share(quota, round.total)?);
        let by_en = by.replacen('：', ": ", 1);
        let (share, room) = (money(quota.share), money(quota.room));
        let (zh, en) = if quota.share > quota.room {
            (
                format!("，超过还能给的 {room}，给 {room} 后退出，余下重分"),
                format!(", above {room}, the most it can take: it gets {room} and leaves, the rest is shared again"),
            )
        } else if quota.share > quota.whole {
            (
                format!("，取 {}，加 1 分得 {share}", money(quota.whole)),
                format!(", {} and one fen more: {share}", money(quota.whole)),
            )
        } else {
            (format!("，取 {share}"), format!(", so {share}"))
        };
        steps.push(Step::new(by + &zh, by_en + &en));
    }
    Ok(())
}

// The exact share in yuan, cut after six decimals, with dots where it goes on; never rounded up into another fen.
fn exact_share(quota: &Quota, total: u128) -> Result<String, OutOfRange> {
    // Both are below 10^34, so that ten thousand times a remainder fits.
    let (part, rest) = (quota.remainder * 10_000 / total.max(1), quota.remainder * 10_000 % total.max(1));
    let dots = if rest == 0 { "" } else { "…" };
    if quota.remainder == 0 { Ok(yuan(quota.whole)?) } else { Ok(format!("{}{part:04}{dots}", yuan(quota.whole)?)) }
}

// So many fen as yuan, also above the largest amount: a total of weights is no amount.
fn yuan(fen: u128) -> Result<String, OutOfRange> {
    let fen = i128::try_from(fen).map_err(|_| OutOfRange)?;
    rust_decimal::Decimal::try_from_i128_with_scale(fen, 2).map(|yuan| yuan.to_string()).map_err(|_| OutOfRange)
}

fn closing(shares: &[PaymentShare], unallocated: Money) -> Result<Step, OutOfRange> {
    let total = Money::sum(shares.iter().map(|share| share.amount)).ok_or(OutOfRange)?;
    let amounts: Vec<Money> = shares.iter().map(|share| share.amount).collect();
    let (listed, listed_en) = addition(&amounts);
    let (by, by_en) = if shares.len() > 1 {
        (format!("{listed} = {total}"), format!("{listed_en} = {total}"))
    } else {
        (total.to_string(), total.to_string())
    };
    Ok(Step::new(
        format!("合计：{by}，没有分出去的 {unallocated}"),
        format!("in all: {by_en}; not shared: {unallocated}"),
    ))
}

#[cfg(test)]
mod tests;
