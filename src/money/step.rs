//! Steps of a computation, in words, for a person with a pocket calculator.

use serde::Serialize;
use utoipa::ToSchema;

/// One step of a computation: the figures that go in, what is done with them, what comes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
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
