//! Signs that loans are taken to repay loans, with the pairs found, so that the client can correct them.

use super::Here;
use crate::fact::{Creditor, Subject, creditor_of_debt};
use crate::figures::law;
use crate::money::loan_on_loan::score::{Drawing, LoanOnLoanScore, LoanOnLoanStatus, LoanOnLoanTerms, Repayment, Sign};

/// The score; none where no drawing or no repayment is known.
pub(super) fn loan_on_loan(here: &Here<'_>) -> Option<LoanOnLoanScore> {
    let set = &here.session.program.set;
    let engine = &set.engine_facts;
    let (mut drawings, mut repayments) = (Vec::new(), Vec::new());
    let mut complete = true;
    for (position, debt) in here.session.portfolio.debt_subjects().enumerate() {
        let facts = here.facts(debt);
        let id = here.debt_id(debt)?;
        let creditor = match creditor_of_debt(here.session.portfolio, &set.vocabulary, engine, position) {
            Creditor::Named(name) => name,
            // Not a name that a group could have.
            Creditor::OfDebt(_) => format!("债务 {id}"),
        };
        if let (Ok(on), Ok(amount)) = (facts.date(engine.disbursed_on), facts.amount(engine.disbursed_amount)) {
            drawings.push(Drawing { id, creditor: creditor.clone(), on, amount });
        } else {
            complete = false;
        }
        let Ok(rows) = facts.repayments(engine) else {
            complete = false;
            continue;
        };
        let dated = rows.into_iter().flatten();
        repayments.extend(dated.map(|(on, amount)| Repayment { creditor: creditor.clone(), on, amount }));
    }
    if drawings.is_empty() || repayments.is_empty() {
        return None;
    }
    let terms = LoanOnLoanTerms {
        as_of: here.session.portfolio.as_of,
        drawings,
        repayments,
        new_lenders_before_due: None,
        balances: None,
        incomes: None,
        card_cash_out: here.facts(Subject::Household).yes_no(engine.card_cash_out).ok(),
        window_days: None,
        cover: None,
        months: None,
        look_back_months: None,
    };
    let score = law::loan_on_loan_by(set, &terms).ok()?;
    // What is not on record may be the very borrowing that was looked for: without a pair nothing can be said.
    let told = complete || score.status == LoanOnLoanStatus::Shown || !score.pairs.is_empty();
    told.then(|| if complete { score } else { open(score) })
}

/// The same where drawings or repayments are missing: what was not seen is not known.
fn open(mut score: LoanOnLoanScore) -> LoanOnLoanScore {
    for sign in score.signs.iter_mut().filter(|sign| sign.sign == Sign::CoveredInMonths && sign.shown == Some(false)) {
        sign.shown = None;
        score.out_of = score.out_of.saturating_sub(1);
    }
    score
}
