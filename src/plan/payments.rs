//! The pay-first list: the surplus shared over the tiers in order, to the fen. A loud collector moves nothing here.
//!
//! Within a tier debts are paid in full or in proportion to their balances by largest remainder; where every contract
//! instalment can be kept, it is kept first. In a deficit nothing is promised.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::Here;
use super::answer::{HeldLine, HowShared, PaymentLine, Payments, TierLine};
use crate::fact::{FactId, FactKind, Missing, Reading, Subject, Value};
use crate::finding::TriageFinding;
use crate::money::cascade::{Order, cascade, rank};
use crate::money::pro_rata::{Claim, Floors, pro_rata};
use crate::money::schedule::months_to_clear;
use crate::money::{Money, Rate};
use crate::program::TermRead;
use crate::rule::{PaymentMethod, PaymentPlace, PaymentTier, TierId};

/// A debt that is to be paid.
struct Payable<'f> {
    subject: Subject,
    tier: TierId,
    placed_by: Option<&'f TriageFinding>,
    balance: Option<Money>,
    instalment: Option<Money>,
    due: Option<NaiveDate>,
    amount: Option<Money>,
}

pub(super) fn payments(here: &Here<'_>, findings: &[TriageFinding]) -> Payments {
    let (mut held, mut in_essentials) = (Vec::new(), Vec::new());
    let mut payables = Vec::new();
    let facts = &here.session.program.set.engine_facts;
    let mut missing: Vec<Missing> = Vec::new();
    for subject in here.open_debts() {
        if let Some(line) = hold(here, findings, subject) {
            held.push(line);
            continue;
        }
        if stands_in_essentials(here, subject) {
            in_essentials.extend(here.debt_id(subject));
            continue;
        }
        let (tier, placed_by) = place(here, findings, subject);
        let balance = read(here, facts.balance, subject, &mut missing);
        let instalment = here.monthly_instalment(subject);
        let due = match here.session.value(facts.next_due_on, subject) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        };
        payables.push(Payable { subject, tier, placed_by, balance, instalment, due, amount: None });
    }
    let unknown_balance = payables.iter().any(|p| p.balance.is_none());
    let surplus = read(here, facts.surplus, Subject::Household, &mut missing);
    let available = surplus.map(|s| if s.is_negative() { Money::ZERO } else { s });
    let mut method = Vec::new();
    let mut left = available;
    let mut provisional = unknown_balance;
    for tier in here.session.program.set.tiers.values() {
        let mut here_placed: Vec<&mut Payable<'_>> = payables.iter_mut().filter(|p| p.tier == tier.id).collect();
        if let Some(money) = left
            && !here_placed.is_empty()
        {
            let before = missing.len();
            let (rest, how) = match tier.method {
                PaymentMethod::InFull => {
                    (in_full(here, tier, &mut here_placed, money, &mut missing), HowShared::InFull)
                }
                PaymentMethod::ProRata => share(here, tier, &mut here_placed, money, &mut missing),
            };
            let told = missing.len() == before;
            provisional |= !told;
            let because = why(tier, how);
            // What a court ordered is not known: what is left for the next tiers is not known either. A tier that pays
            // in proportion takes at the most what it is given here.
            left = Some(rest).filter(|_| told || tier.method == PaymentMethod::ProRata);
            method.push(TierLine {
                tier: tier.id.clone(),
                title: tier.title.clone(),
                title_en: tier.title_en(),
                method: how,
                because: because.0,
                because_en: because.1,
            });
        }
    }
    let status = match surplus {
        None => "not_known",
        Some(s) if !s.is_positive() => "deficit",
        Some(_) if provisional => "provisional",
        Some(_) => "shared",
    };
    let order = |p: &Payable<'_>| here.session.program.set.tiers.get_index_of(&p.tier);
    payables.sort_by_key(|p| (order(p), p.subject));
    Payments {
        status: status.to_owned(),
        available: available.map(|m| m.to_string()),
        lines: payables.iter().map(|p| line(here, p)).collect(),
        held,
        in_essentials,
        unallocated: left.map(|m| m.to_string()),
        method,
        missing: here.missing(&missing),
    }
}

fn read(here: &Here<'_>, fact: FactId, subject: Subject, missing: &mut Vec<Missing>) -> Option<Money> {
    match here.session.read(fact, subject) {
        Reading::Known(Value::Amount(amount)) => Some(*amount),
        Reading::NotKnown(more) => {
            missing.extend(more);
            None
        }
        Reading::Known(_) | Reading::Failed(_) => None,
    }
}

/// Whether a debt that is not cleared from the surplus has its instalment among the essentials: a line there of the kind
/// that bears the word of the debt's product.
fn stands_in_essentials(here: &Here<'_>, subject: Subject) -> bool {
    let set = &here.session.program.set;
    let facts = &set.engine_facts;
    let word =
        |fact: FactId, option: usize| set.vocabulary.get(fact)?.kind.choices().get(option).map(|c| c.name.as_str());
    let product = here.facts(subject).choice(facts.product).ok().and_then(|option| word(facts.product, option));
    let Some(product) = product.filter(|_| here.session.is(TermRead::LeftOutOfPlan, subject)) else { return false };
    let household = here.facts(Subject::Household);
    let Some(FactKind::Records(fields)) = set.vocabulary.get(facts.essentials).map(|f| &f.kind) else { return false };
    let kinds = fields.iter().find(|f| f.name == "kind").map_or(&[][..], |f| f.kind.choices());
    let rows = household.records(facts.essentials).unwrap_or_default();
    rows.iter().any(|row| match household.field(facts.essentials, row, "kind") {
        Some(Value::Choice(kind)) => kinds.get(*kind).is_some_and(|kind| kind.name == product),
        _ => false,
    })
}

/// The first rule that holds a debt back.
fn hold(here: &Here<'_>, findings: &[TriageFinding], subject: Subject) -> Option<HeldLine> {
    let by = findings.iter().find(|f| f.subject == subject && f.payment == Some(PaymentPlace::Hold))?;
    Some(HeldLine {
        debt: here.debt_id(subject)?,
        platform_name: here.platform_name(subject),
        because: by.because.clone(),
        because_en: by.because_en.clone(),
        rule: by.reference.clone(),
    })
}

/// The earliest tier a rule puts a debt in, else the default one.
fn place<'f>(here: &Here<'_>, findings: &'f [TriageFinding], subject: Subject) -> (TierId, Option<&'f TriageFinding>) {
    let tiers = &here.session.program.set.tiers;
    let placed = findings.iter().filter(|f| f.subject == subject).filter_map(|f| match &f.payment {
        Some(PaymentPlace::Tier(tier)) => tiers.get_index_of(&tier.it).map(|i| (i, tier.it.clone(), f)),
        Some(PaymentPlace::Hold) | None => None,
    });
    if let Some((_, tier, by)) = placed.min_by_key(|(i, ..)| *i) {
        (tier, Some(by))
    } else {
        let default = tiers.values().find(|t| t.default).map_or_else(|| TierId::from("others"), |t| t.id.clone());
        (default, None)
    }
}

/// Pays each debt of a tier its amount, the nearest due date first, as far as the money goes; gives back the rest.
fn in_full(
    here: &Here<'_>,
    tier: &PaymentTier,
    payables: &mut [&mut Payable<'_>],
    money: Money,
    missing: &mut Vec<Missing>,
) -> Money {
    payables.sort_by_key(|p| (p.due.is_none(), p.due, Reverse(p.balance), p.subject));
    let mut left = money;
    for payable in payables {
        let Some(wanted) = tier.reads.and_then(|fact| read(here, fact, payable.subject, missing)) else { continue };
        let due = payable.balance.map_or(wanted, |b| b.min(wanted)).min(left);
        payable.amount = Some(due);
        left = left.checked_sub(due).unwrap_or(Money::ZERO);
    }
    left
}

/// Shares the money over a tier in proportion to the balances; gives back the rest and how it was shared.
fn share(
    here: &Here<'_>,
    tier: &PaymentTier,
    payables: &mut [&mut Payable<'_>],
    money: Money,
    missing: &mut Vec<Missing>,
) -> (Money, HowShared) {
    // A tier that pays at most an instalment, and an instalment nobody knows: the share may be too large.
    if let Some(fact) = tier.reads {
        for payable in payables.iter() {
            read(here, fact, payable.subject, missing);
        }
    }
    let floors_known = payables.iter().all(|p| p.balance.is_none() || p.instalment.is_some());
    let claim = |p: &Payable<'_>| {
        let balance = p.balance?;
        let cap = tier.reads.and_then(|fact| here.amount(fact, p.subject)).map(|c| c.min(balance));
        let floor = p.instalment.filter(|_| floors_known).map_or(Money::ZERO, |f| f.min(balance));
        Some(Claim { balance, cap, floor })
    };
    let known: Vec<usize> = payables.iter().enumerate().filter(|(_, p)| p.balance.is_some()).map(|(i, _)| i).collect();
    let claims: Vec<Claim> = payables.iter().filter_map(|p| claim(p)).collect();
    let shares = pro_rata(money, &claims);
    for (index, amount) in known.into_iter().zip(&shares.amounts) {
        if let Some(payable) = payables.get_mut(index) {
            payable.amount = Some(*amount);
        }
    }
    let how = match shares.floors {
        Floors::None => HowShared::ProRata,
        Floors::Given => HowShared::ProRataWithContractFloors,
        Floors::NotAffordable => HowShared::ProRataFloorsNotAffordable,
    };
    let kept = shares.floors == Floors::Given && claims.len() == payables.len();
    let beyond = if kept { beyond_contracts(here, tier, payables, &claims, money) } else { None };
    beyond.unwrap_or((shares.unallocated, how))
}

/// Where every contract is kept: the instalments, and the rest to the debts in their order. Nothing where there is no
/// rest, or where a rate is not known by which they would be ordered; then it stays shared in proportion. The claims are
/// those of the debts, one for one.
fn beyond_contracts(
    here: &Here<'_>,
    tier: &PaymentTier,
    payables: &mut [&mut Payable<'_>],
    claims: &[Claim],
    money: Money,
) -> Option<(Money, HowShared)> {
    let order = tier.extra.as_ref()?.order;
    let facts = &here.session.program.set.engine_facts;
    let rate = |debt| here.rate(facts.all_in_rate, debt).or_else(|| here.rate(facts.nominal_rate, debt));
    let debts: Option<Vec<(Money, Rate)>> =
        payables.iter().zip(claims).map(|(payable, claim)| Some((claim.balance, rate(payable.subject)?))).collect();
    let most = |claim: &Claim| claim.cap.unwrap_or(claim.balance);
    let floors: Vec<Money> = claims.iter().map(|claim| claim.floor.min(most(claim))).collect();
    let rooms: Option<Vec<Money>> =
        claims.iter().zip(&floors).map(|(claim, floor)| most(claim).checked_sub(*floor)).collect();
    let rest = money.checked_sub(Money::sum(floors.iter().copied())?)?;
    if !rest.is_positive() {
        return None;
    }
    let (more, left) = cascade(rest, &rooms?, &rank(&debts?, order));
    for ((payable, floor), more) in payables.iter_mut().zip(floors).zip(more) {
        payable.amount = floor.checked_add(more);
    }
    let how = match order {
        Order::Avalanche => HowShared::AvalancheAfterContracts,
        Order::Snowball => HowShared::SnowballAfterContracts,
    };
    Some((left, how))
}

/// Why a tier is paid so, in Chinese and in English.
fn why(tier: &PaymentTier, how: HowShared) -> (Option<String>, Option<String>) {
    match how {
        HowShared::AvalancheAfterContracts | HowShared::SnowballAfterContracts => {
            (tier.extra.as_ref().map(|extra| extra.because.clone()), tier.extra_because_en())
        }
        // Every instalment was met: the reason for sharing what does not reach is not the reason here.
        HowShared::ProRataWithContractFloors => (None, None),
        HowShared::InFull | HowShared::ProRata | HowShared::ProRataFloorsNotAffordable => {
            (tier.because.clone(), tier.because_en())
        }
    }
}

fn line(here: &Here<'_>, payable: &Payable<'_>) -> PaymentLine {
    let months = payable.balance.zip(payable.amount).and_then(|(b, a)| months_to_clear(b, a));
    PaymentLine {
        debt: here.debt_id(payable.subject).unwrap_or_default(),
        platform_name: here.platform_name(payable.subject),
        tier: payable.tier.clone(),
        amount: payable.amount.map(|m| m.to_string()),
        balance: payable.balance.map(|m| m.to_string()),
        contract_instalment: payable.instalment.map(|m| m.to_string()),
        months: months.filter(|m| *m > 0),
        because: payable.placed_by.map(|f| f.because.clone()),
        because_en: payable.placed_by.and_then(|f| f.because_en.clone()),
        rule: payable.placed_by.map(|f| f.reference.clone()),
    }
}
