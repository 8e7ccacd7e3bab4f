//! Steps of a computation, in words, for a person with a pocket calculator.

use std::fmt::Display;

use serde::Serialize;
use utoipa::ToSchema;

use crate::money::Money;

/// One step of a computation: the figures that go in, what is done with them, what comes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CalculationStep)]
pub struct Step {
    /// The step.
    #[schema(example = "第 1 期利息：12000.00 × 12% ÷ 12 = 120.00")]
    pub text: String,
    /// The same in English.
    #[schema(example = "interest of period 1: 12000.00 × 12% ÷ 12 = 120.00")]
    pub text_en: String,
}

impl Step {
    /// A step from its two wordings.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Step {
        Step { text: zh.into(), text_en: en.into() }
    }
}

/// So many of something in English: `1 month`, `2 months`.
pub(super) fn plural(number: impl Display, one: &str) -> String {
    let number = number.to_string();
    let ending = if number == "1" { "" } else { "s" };
    format!("{number} {one}{ending}")
}

/// Amounts to be added as a person writes them down; of many the first, and how many there are.
pub(super) fn addition(amounts: &[Money]) -> (String, String) {
    const WRITTEN: usize = 24;
    let listed = |amounts: &[Money]| amounts.iter().map(Money::to_string).collect::<Vec<_>>().join(" + ");
    match amounts.get(..WRITTEN) {
        Some(first) if amounts.len() > WRITTEN => {
            let (first, all) = (listed(first), amounts.len());
            (format!("{first} + …（共 {all} 项）"), format!("{first} + … ({all} entries)"))
        }
        _ => (listed(amounts), listed(amounts)),
    }
}
