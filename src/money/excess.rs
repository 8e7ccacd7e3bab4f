//! Interest above the line of private lending: the loan as the contract has it beside the loan as the law caps it, both
//! run from the first day with the same payments.
//!
//! Not covered: interest of the old middle band that was paid of one's own will, cases accepted before the new rule,
//! fees of third parties, interest rolled into a new note.

use chrono::NaiveDate;

use crate::money::ledger::{self, Account, DatedPayment, Meets, RateFrom};
use crate::money::{Exact, Money, Refusals, Step, limits};

mod line;
mod steps;
mod terms;

pub use line::{Cap, CapLines, ExcessBasis};
pub use terms::{Excess, ExcessSegment, ExcessStatus, ExcessTerms, Ledger, LedgerRow};

/// The most rates that run beside the one of the contract.
const MAX_RATES: usize = 50;

// A segment with its exact rates.
struct Segment {
    from: NaiveDate,
    until: Option<NaiveDate>,
    line: Exact,
    capped: Exact,
}

/// How much interest is above the line: interest is simple, by days over 365, on what reached the borrower; rates that
/// run together are added and then compared with the line; a payment meets interest first; the same loan is run once at
/// the rates of the contract and once at the lower of these and the line.
///
/// `private` says whether the line holds for this lender; for others there is an answer only with a line asked for.
///
/// By hand (domain sheet 4.6): 100 000.00 received on 2025-06-01 at 24 % for a year, 365 days. The line is four times
/// 3 %, so 12 %: 24 000.00 by the contract, 12 000.00 under the line, 12 000.00 above it.
///
/// ```
/// # use ashore::money::excess::{Cap, CapLines, ExcessTerms, excess};
/// # use ashore::money::Rate;
/// let lpr = Cap { lpr: Rate::new("0.03".parse()?), times: 4, published_on: "2025-05-20".parse()? };
/// let lines = CapLines { switch: "2020-08-20".parse()?, old_line: None, cap_on: &|_| Some(lpr) };
/// let terms = ExcessTerms {
///     lender: "private".into(),
///     contract_date: "2025-06-01".parse()?,
///     filed_on: None,
///     as_of: "2026-06-01".parse()?,
///     received: "100000".parse()?,
///     received_on: "2025-06-01".parse()?,
///     face_principal: None,
///     contract_rate: Rate::new("0.24".parse()?),
///     other_rates: None,
///     payments: None,
///     requested_line: None,
/// };
/// let found = excess(&terms, &lines, true).map_err(|refused| format!("{refused:?}"))?;
/// assert_eq!(found.excess_interest, Some("12000.00".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn excess(terms: &ExcessTerms, lines: &CapLines, private: bool) -> Result<Excess, Refusals> {
    check(terms, private)?;
    let found = match line::lines(terms, lines, private)? {
        line::Found::Lines(found) => found,
        line::Found::Nothing { status, reason, reason_en } => return Ok(nothing(status, reason, reason_en)),
    };

    let rates = terms.other_rates.iter().flatten().copied();
    let together = rates.fold(Exact::from(terms.contract_rate), |sum, rate| sum + Exact::from(rate));
    let segments: Vec<Segment> = found
        .lines
        .iter()
        .map(|line| Segment {
            from: line.from,
            until: line.until,
            line: line.rate.clone(),
            capped: line.rate.clone().min(together.clone()),
        })
        .collect();
    let by_contract: Vec<RateFrom> = vec![RateFrom { from: terms.received_on, per_day: a_day(&together) }];
    let by_law: Vec<RateFrom> =
        segments.iter().map(|segment| RateFrom { from: segment.from, per_day: a_day(&segment.capped) }).collect();
    let contract = run(terms, &by_contract)?;
    let capped = run(terms, &by_law)?;

    let excess_interest = ledger::minus(contract.interest_accrued, capped.interest_accrued)?;
    let owed_difference = ledger::minus(contract.owed, capped.owed)?;
    let head_cut = terms.face_principal.map(|face| ledger::minus(face, terms.received)).transpose()?;
    let mut all = found.steps;
    all.extend(steps::rates(terms, &together, &segments)?);
    all.extend(steps::ledgers(&contract, &capped, &together, &segments)?);
    all.extend(steps::differences(&contract, &capped, excess_interest, owed_difference));
    all.extend(head_cut.map(|cut| steps::head_cut(terms, cut)));
    let (reason, reason_en) = found.condition.unzip();
    Ok(Excess {
        status: ExcessStatus::Computed,
        basis: Some(found.basis),
        segments: segments.iter().map(|segment| shown(segment, &together)).collect::<Result<_, Refusals>>()?,
        overpaid: Some(capped.overpaid),
        contract: Some(contract),
        capped: Some(capped),
        excess_interest: Some(excess_interest),
        owed_difference: Some(owed_difference),
        head_cut,
        reason,
        reason_en,
        steps: all,
    })
}

fn check(terms: &ExcessTerms, private: bool) -> Result<(), Refusals> {
    let mut refusals = Refusals::default();
    limits::positive_amount(&mut refusals, "/received", terms.received);
    limits::rate(&mut refusals, "/contract_rate", terms.contract_rate);
    let rates = terms.other_rates.as_ref().map_or(0, Vec::len);
    limits::entries(&mut refusals, "/other_rates", rates, MAX_RATES);
    for (i, rate) in terms.other_rates.iter().flatten().enumerate() {
        limits::rate(&mut refusals, format!("/other_rates/{i}"), *rate);
    }
    if let Some(line) = terms.requested_line {
        limits::rate(&mut refusals, "/requested_line", line);
        refusals.unless(
            !private,
            "/requested_line",
            "line-set-by-law",
            "民间借贷的利率上限由法律规定，不能另行请求；删去 requested_line",
            "the law sets the line for private lending, none can be asked for; leave `requested_line` out",
        );
    }
    refusals.unless(
        terms.face_principal.is_none_or(|face| face >= terms.received),
        "/face_principal",
        "face-below-received",
        format!("合同本金低于实际到手的 {}；核对这两个数", terms.received),
        format!("the principal of the contract is below the {} that was received; check both", terms.received),
    );
    refusals.unless(
        terms.filed_on.is_none_or(|filed| filed >= terms.contract_date),
        "/filed_on",
        "filed-before-contract",
        format!("起诉日早于合同成立日 {}；核对这两个日期", terms.contract_date),
        format!("the suit was filed before the contract of {}; check both days", terms.contract_date),
    );
    refusals.unless(
        terms.as_of >= terms.received_on,
        "/as_of",
        "as-of-before-received",
        format!("计算日 {} 早于到手日 {}", terms.as_of, terms.received_on),
        format!(
            "{}, the day of the computation, is before the money was received on {}",
            terms.as_of, terms.received_on
        ),
    );
    let payments = payments(terms);
    ledger::payments(&mut refusals, payments, terms.as_of);
    for (i, payment) in payments.iter().enumerate() {
        refusals.unless(
            payment.on >= terms.received_on,
            format!("/payments/{i}/on"),
            "payment-before-received",
            format!("付款日 {} 早于到手日 {}；预先扣下的不算付款，从到手的钱里减去", payment.on, terms.received_on),
            format!(
                "the payment of {} is before the money was received on {}; take what was kept back off `received`",
                payment.on, terms.received_on
            ),
        );
    }
    refusals.end()
}

fn payments(terms: &ExcessTerms) -> &[DatedPayment] {
    terms.payments.as_deref().unwrap_or_default()
}

fn a_day(rate: &Exact) -> Exact {
    rate.clone() * Exact::ratio(1, 365)
}

fn run(terms: &ExcessTerms, rates: &[RateFrom]) -> Result<Ledger, Refusals> {
    let run = ledger::run(&Account {
        front: Money::ZERO,
        principal: terms.received,
        starts_on: terms.received_on,
        as_of: terms.as_of,
        rates,
        payments: payments(terms),
        meets: Meets::InterestFirst,
    })?;
    let postings = &run.postings;
    Ok(Ledger {
        interest_accrued: ledger::sum(postings.iter().map(|posting| posting.interest))?,
        interest_paid: ledger::sum(postings.iter().map(|posting| posting.to_interest))?,
        principal_paid: ledger::sum(postings.iter().map(|posting| posting.to_principal))?,
        principal: run.principal,
        interest_due: run.interest_due,
        owed: ledger::plus(run.principal, run.interest_due)?,
        overpaid: run.overpaid,
        rows: run
            .postings
            .into_iter()
            .map(|posting| LedgerRow {
                from: posting.from,
                to: posting.to,
                days: posting.days,
                principal: posting.principal,
                interest: posting.interest,
                payment: posting.payment,
                to_interest: posting.to_interest,
                to_principal: posting.to_principal,
                overpaid: posting.overpaid,
                principal_after: posting.principal_after,
                interest_due: posting.interest_due,
            })
            .collect(),
    })
}

fn shown(segment: &Segment, together: &Exact) -> Result<ExcessSegment, Refusals> {
    Ok(ExcessSegment {
        from: segment.from,
        until: segment.until,
        line: ledger::shown(&segment.line)?,
        contract_rate: ledger::shown(together)?,
        capped_rate: ledger::shown(&segment.capped)?,
    })
}

fn nothing(status: ExcessStatus, reason: String, reason_en: String) -> Excess {
    Excess {
        status,
        basis: None,
        segments: Vec::new(),
        contract: None,
        capped: None,
        excess_interest: None,
        owed_difference: None,
        overpaid: None,
        head_cut: None,
        steps: vec![Step::new(&reason, &reason_en)],
        reason: Some(reason),
        reason_en: Some(reason_en),
    }
}

#[cfg(test)]
mod tests;
