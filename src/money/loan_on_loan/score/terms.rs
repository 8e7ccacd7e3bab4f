//! What goes into the score, the measures of the rules, and what comes out.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::money::{Money, Rate, Step, words::words};

/// What was borrowed and what was paid, and what else is known. What is left out is not told, and never taken as no.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "as_of": "2026-04-30", "drawings": [{ "id": "B-1", "creditor": "B", "on": "2026-03-03", "amount": "8500.00" }], "repayments": [{ "creditor": "A", "on": "2026-03-05", "amount": "8200.00" }], "card_cash_out": false }))]
pub struct LoanOnLoanTerms {
    /// The last day looked at.
    pub as_of: NaiveDate,
    /// Every time money reached the household from a creditor.
    pub drawings: Vec<Drawing>,
    /// Every payment to a creditor.
    pub repayments: Vec<Repayment>,
    /// How many new lenders came in the days before a due date.
    pub new_lenders_before_due: Option<u32>,
    /// What was owed without security at the end of each of the last months, the oldest first, in yuan.
    pub balances: Option<Vec<Money>>,
    /// The income of the same months, in yuan.
    pub incomes: Option<Vec<Money>>,
    /// Whether a credit card was used to get cash (信用卡套现).
    pub card_cash_out: Option<bool>,
    /// Within how many days after a drawing payments to others count, 1 to 366; as the rules say where left out.
    pub window_days: Option<i64>,
    /// Which part of a drawing must have gone to others, from 0 to 1; as the rules say where left out.
    pub cover: Option<Rate>,
    /// In how many calendar months this must have happened; as the rules say where left out.
    pub months: Option<u32>,
    /// How many calendar months are looked at, 1 to 120, the month of `as_of` the last; as the rules say where left out.
    pub look_back_months: Option<u32>,
}

/// Money that reached the household.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "id": "B-1", "creditor": "B", "on": "2026-03-03", "amount": "8500.00" }))]
pub struct Drawing {
    /// Its name in the answer.
    pub id: String,
    /// Who gave it.
    pub creditor: String,
    /// The day it arrived.
    pub on: NaiveDate,
    /// How much, in yuan.
    pub amount: Money,
}

/// Money paid to a creditor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({ "creditor": "A", "on": "2026-03-05", "amount": "8200.00" }))]
pub struct Repayment {
    /// Who got it.
    pub creditor: String,
    /// The day it was paid.
    pub on: NaiveDate,
    /// How much, in yuan.
    pub amount: Money,
}

/// The measures of the rules, for what the terms leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measures {
    /// Within how many days after a drawing payments to others count.
    pub window_days: i64,
    /// Which part of a drawing must have gone to others.
    pub cover: Rate,
    /// In how many calendar months this must have happened.
    pub months: u32,
    /// How many calendar months are looked at.
    pub look_back_months: u32,
    /// How many months running the balances must have risen.
    pub rising_months: u32,
}

words! {
    /// Whether paying old loans with new ones is shown by the flows of money.
    pub enum LoanOnLoanStatus {
        /// It happened in enough of the months looked at.
        Shown = "shown",
        /// It did not, by what was told.
        NotShown = "not_shown",
    }
}

words! {
    /// A sign of paying old loans with new ones.
    pub enum Sign {
        /// New loans went to other creditors in enough of the months looked at.
        CoveredInMonths = "covered_in_months",
        /// A new lender came in the days before a due date.
        NewLenderBeforeDue = "new_lender_before_due",
        /// What is owed without security rises month after month while the income does not.
        BalancesRiseOnFlatIncome = "balances_rise_on_flat_income",
        /// A credit card was used to get cash.
        CardCashOut = "card_cash_out",
    }
}

/// The signs, and the flows of money they were seen in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoanOnLoanScore {
    /// Whether it is shown by the flows of money; the other signs only add to the score.
    pub status: LoanOnLoanStatus,
    /// How many signs are seen.
    pub score: u32,
    /// How many signs could be told.
    pub out_of: u32,
    /// Every sign.
    pub signs: Vec<SignShown>,
    /// Every drawing of the months looked at that went to others for the part asked, by day.
    pub pairs: Vec<DrawingPair>,
    /// The calendar months with such drawings.
    pub months: Vec<PairMonth>,
    /// How the pairs were found, with the drawings that fell short.
    pub steps: Vec<Step>,
}

/// One sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SignShown {
    /// Which sign.
    pub sign: Sign,
    /// Whether it is seen; null where what it takes was not told.
    pub shown: Option<bool>,
    /// Why.
    pub text: String,
    /// The same in English.
    pub text_en: String,
}

/// One drawing and the payments to others that followed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DrawingPair {
    /// Which drawing.
    pub drawing: String,
    /// Who gave it.
    pub creditor: String,
    /// The day it arrived.
    pub on: NaiveDate,
    /// How much, in yuan.
    pub amount: Money,
    /// The part that went to others, at most 1, with four decimals, half-up.
    pub cover: Rate,
    /// The payments to others in the days after.
    pub repaid: Vec<Repayment>,
}

/// A calendar month with pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PairMonth {
    /// The month.
    #[schema(example = "2026-03")]
    pub month: String,
    /// How many pairs.
    pub pairs: u32,
}
