//! Why a figure is refused: which term, by which limit, and what to do.

use chrono::NaiveDate;

use crate::diagnostic::Text;
use crate::money::step::plural;

/// A figure on the way is larger than any amount may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a figure is too large: no amount may be above 1,000,000,000,000,000 yuan")]
pub struct OutOfRange;

/// A day on the way is later than the calendar goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{months} months after {anchor} is later than any day that can be written")]
pub struct DayOutOfRange {
    /// The day the months are counted from.
    pub anchor: NaiveDate,
    /// How many months.
    pub months: u32,
}

/// One reason why terms are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// A JSON Pointer to the term; empty for the terms as a whole.
    pub pointer: String,
    /// The stable name of the reason.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: Text,
}

/// Every reason why terms are refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusals(pub Vec<Refusal>);

impl Refusals {
    /// Notes a reason.
    pub fn add(
        &mut self,
        pointer: impl Into<String>,
        code: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.0.push(Refusal { pointer: pointer.into(), code, message: Text::new(zh, en) });
    }

    /// Notes a reason unless something holds.
    pub fn unless(
        &mut self,
        holds: bool,
        pointer: impl Into<String>,
        code: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        if !holds {
            self.add(pointer, code, zh, en);
        }
    }

    /// Goes on where nothing was noted.
    pub fn end(self) -> Result<(), Refusals> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    /// All reasons in one sentence, in Chinese and in English.
    pub fn sentence(&self) -> (Option<String>, Option<String>) {
        let texts: Vec<Text> = self.0.iter().map(|refusal| refusal.message.clone()).collect();
        let Text { zh, en } = Text::join(&texts, "；", "; ");
        (Some(zh), Some(en))
    }

    /// A single reason.
    pub fn one(
        pointer: impl Into<String>,
        code: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Refusals {
        let mut all = Refusals::default();
        all.add(pointer, code, zh, en);
        all
    }
}

impl From<OutOfRange> for Refusals {
    fn from(_: OutOfRange) -> Refusals {
        Refusals::one(
            "",
            "out-of-range",
            "算出来的数超过 1,000,000,000,000,000 元的上限；核对金额、利率和期数",
            "a figure on the way is above the limit of 1,000,000,000,000,000 yuan; check amounts, rates and periods",
        )
    }
}

impl From<DayOutOfRange> for Refusals {
    fn from(DayOutOfRange { anchor, months }: DayOutOfRange) -> Refusals {
        Refusals::one(
            "",
            "day-out-of-range",
            format!("{anchor} 再过 {months} 个月，超出能算的最晚日期；核对日期和期数"),
            format!(
                "{} after {anchor} is later than any day that can be computed; check days and periods",
                plural(months, "month")
            ),
        )
    }
}
