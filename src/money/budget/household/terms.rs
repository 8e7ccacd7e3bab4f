//! What goes into the budget of a household, and what comes out.

use serde::Serialize;
use utoipa::ToSchema;

use crate::money::budget::Every;
use crate::money::{Money, Rate, Step, words::words};

/// The income and the expenses of a household, and what it owes.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "income": [{ "label": "工资", "amount": "6800.00", "every": "month" }, { "label": "跑单", "every": "average", "amounts": ["1200.00", "900.00", "1350.00"] }], "expenses": [{ "label": "买菜", "amount": "500.00", "every": "week" }], "debt_payments": "2100.00", "total_debt": "43956.78", "dibao_standard": "1010.00", "members": 3 }))]
pub struct BudgetTerms {
    /// What comes in, line by line; an empty list is no income.
    pub income: Vec<BudgetLine>,
    /// What goes out for living, line by line; payments on debts are not among them.
    pub expenses: Vec<BudgetLine>,
    /// What the contracts ask for all debts a month, in yuan.
    pub debt_payments: Option<Money>,
    /// What is owed in all, in yuan.
    pub total_debt: Option<Money>,
    /// The minimum living standard (最低生活保障) of the place for one person a month, in yuan.
    pub dibao_standard: Option<Money>,
    /// How many people live on the income.
    pub members: Option<u32>,
}

/// One line of income or of expenses.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(example = json!({ "label": "买菜", "amount": "500.00", "every": "week" }))]
pub struct BudgetLine {
    /// What it is.
    pub label: Option<String>,
    /// How much each time, in yuan; needed unless `every` is `average`.
    pub amount: Option<Money>,
    /// How often.
    pub every: Every,
    /// The amount of each month that is known, in yuan; needed where `every` is `average`.
    pub amounts: Option<Vec<Money>>,
}

words! {
    /// What a household has left after living.
    pub enum BudgetStatus {
        /// More comes in than goes out.
        Surplus = "surplus",
        /// As much comes in as goes out.
        Balanced = "balanced",
        /// Less comes in than goes out.
        Deficit = "deficit",
    }
}

/// The budget of a month. Amounts in yuan, ratios with at most four decimals, half-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HouseholdBudget {
    /// What is left after living.
    pub status: BudgetStatus,
    /// What comes in a month.
    pub income: Money,
    /// What goes out a month.
    pub expenses: Money,
    /// Income less expenses; below zero where more goes out than comes in.
    pub surplus: Money,
    /// Every line of income as a month.
    pub income_lines: Vec<MonthlyLine>,
    /// Every line of expenses as a month.
    pub expense_lines: Vec<MonthlyLine>,
    /// The contractual payments over the income; null without income or where the payments are not known.
    pub debt_service_to_income: Option<Rate>,
    /// What is owed over the income of a year; null without income or where the debt is not known.
    pub debt_to_annual_income: Option<Rate>,
    /// How many months the whole surplus takes to pay what is owed today, without new interest; null without a surplus
    /// or where the debt is not known, 0 where nothing is owed.
    pub months_at_flat_offer: Option<u64>,
    /// The living standard of the place for everybody of the household, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub living_floor: Option<Money>,
    /// Whether the income is below that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below_living_floor: Option<bool>,
    /// How the figures were found.
    pub steps: Vec<Step>,
}

/// A line as a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthlyLine {
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What it comes to in a month, half-up, in yuan.
    pub monthly: Money,
}
