//! What goes into an excess over the line, and what comes out.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::ExcessBasis;
use crate::money::ledger::DatedPayment;
use crate::money::{Money, Rate, Step, words::words};

/// A loan, what was paid on it, and the days that decide which line holds.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "lender": "private", "contract_date": "2025-06-01", "as_of": "2026-06-01", "received": "100000.00", "received_on": "2025-06-01", "contract_rate": "24%" }))]
pub struct ExcessTerms {
    /// Who lent: a word of the types of creditors. The line holds for private lending alone.
    pub lender: String,
    /// The day the contract was formed.
    pub contract_date: NaiveDate,
    /// The day the suit was filed; needed for a contract from before the new rule.
    pub filed_on: Option<NaiveDate>,
    /// The day the ledgers are closed.
    pub as_of: NaiveDate,
    /// What reached the borrower, in yuan: this is the principal.
    pub received: Money,
    /// The day it did; interest runs from this day on, the day included.
    pub received_on: NaiveDate,
    /// The principal the contract names, in yuan, where it differs from what was received.
    pub face_principal: Option<Money>,
    /// The interest rate of the contract, a year.
    pub contract_rate: Rate,
    /// Rates that run at the same time, a year: overdue interest, damages, fees. They are added before the comparison.
    pub other_rates: Option<Vec<Rate>>,
    /// What was paid.
    pub payments: Option<Vec<DatedPayment>>,
    /// The line the borrower asks the court to reduce to, where the lender is licensed.
    pub requested_line: Option<Rate>,
}

words! {
    /// What became of the question how much interest is above the line.
    pub enum ExcessStatus {
        /// It was computed.
        Computed = "computed",
        /// The line of private lending does not hold for this lender.
        NotApplicable = "not_applicable",
        /// Without the day of filing the line is not known.
        FilingDateNeeded = "filing_date_needed",
    }
}

/// What is above the line. Amounts in yuan. Figures stand here only where the status is `computed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Excess {
    /// Whether it was computed.
    pub status: ExcessStatus,
    /// Where the line comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<ExcessBasis>,
    /// Which line holds when.
    pub segments: Vec<ExcessSegment>,
    /// The loan as the contract has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<Ledger>,
    /// The loan as the law caps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capped: Option<Ledger>,
    /// Interest by the contract less interest under the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excess_interest: Option<Money>,
    /// What is owed by the contract less what is owed under the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owed_difference: Option<Money>,
    /// What was paid beyond everything owed under the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overpaid: Option<Money>,
    /// What was kept back from the principal the contract names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_cut: Option<Money>,
    /// Why nothing was computed, or on what condition it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_en: Option<String>,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// A line and the days it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExcessSegment {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, included; open where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The line, a year.
    pub line: Rate,
    /// All rates of the contract together, a year.
    pub contract_rate: Rate,
    /// The lower of the two: what may be asked for.
    pub capped_rate: Rate,
}

/// A loan from the first day to the last. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ledger {
    /// Every posting: on each day of a payment, and on the last day.
    pub rows: Vec<LedgerRow>,
    /// All interest posted.
    pub interest_accrued: Money,
    /// What of it was paid.
    pub interest_paid: Money,
    /// What of the principal was paid.
    pub principal_paid: Money,
    /// The principal left.
    pub principal: Money,
    /// The interest left.
    pub interest_due: Money,
    /// Principal and interest left.
    pub owed: Money,
    /// What was paid beyond everything owed.
    pub overpaid: Money,
}

/// One posting of a ledger. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerRow {
    /// The first day counted.
    pub from: NaiveDate,
    /// The day of the posting, not counted.
    pub to: NaiveDate,
    /// How many days that is.
    pub days: i64,
    /// The principal before the payment.
    pub principal: Money,
    /// The interest of these days.
    pub interest: Money,
    /// What was paid on the day.
    pub payment: Money,
    /// What of it went to interest.
    pub to_interest: Money,
    /// What of it went to the principal.
    pub to_principal: Money,
    /// What of it was beyond everything owed.
    pub overpaid: Money,
    /// The principal after the payment.
    pub principal_after: Money,
    /// The interest left after the payment.
    pub interest_due: Money,
}
