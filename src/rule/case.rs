//! Test cases that lawyers write: a portfolio, and what the answer must hold.

use chrono::NaiveDate;

use super::definition::YardstickRole;
use crate::fact::Input;
use crate::source::{Place, Placed};

/// One test case.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it shows, in a sentence.
    pub name: String,
    /// The day the answer is for.
    pub as_of: NaiveDate,
    /// The portfolio.
    pub given: Input,
    /// What the answer must hold.
    pub expect: Vec<Expectation>,
    /// Where it is written.
    pub place: Place,
}

impl Case {
    /// The portfolio with the day it is for, as a request would hold it.
    pub fn portfolio(&self) -> Input {
        let mut entries = match &self.given {
            Input::Map(entries) => entries.clone(),
            other => return other.clone(),
        };
        entries.push(("as_of".to_owned(), Input::Text(self.as_of.to_string())));
        Input::Map(entries)
    }
}

/// One thing the answer must hold, or must not.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Whether it must be absent.
    pub absent: bool,
    /// What.
    pub expected: Expected,
    /// Where it is written.
    pub place: Place,
}

/// What an answer can be expected to hold. Parts left out may be anything. What can be taken over from an answer keeps
/// its place, so that it can be rewritten there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// A rule ends like this.
    Rule {
        /// Which rule.
        rule: Placed<String>,
        /// For which debt.
        debt: Option<String>,
        /// For which contact.
        contact: Option<String>,
        /// `met`, `not_met`, `not_known` or `failed`.
        is: Placed<&'static str>,
        /// Where it is met, resting on at least these articles on that day, by their newest numbers.
        cite: Vec<Placed<String>>,
    },
    /// An action stands in the plan.
    Action {
        /// Which action; absent for any.
        action: Option<Placed<String>>,
        /// For which debt.
        debt: Option<String>,
        /// Due on this day.
        due: Option<Placed<NaiveDate>>,
        /// Because of this rule.
        rule: Option<Placed<String>>,
        /// In this band.
        band: Option<Placed<String>>,
    },
    /// A behaviour is found.
    Conduct {
        /// Which behaviour.
        behaviour: Placed<String>,
        /// `shown` or `cannot_tell`.
        verdict: Option<Placed<String>>,
        /// With at least these contacts.
        contacts: Vec<String>,
        /// Counted so often.
        count: Option<Placed<u32>>,
        /// By this rule.
        rule: Option<Placed<String>>,
        /// So severe.
        severity: Option<Placed<String>>,
        /// To be reported to at least these channels, in this order.
        report_to: Vec<Placed<String>>,
    },
    /// A debt stands so against a yardstick.
    Cost {
        /// Which debt.
        debt: String,
        /// Which yardstick.
        yardstick: Option<Placed<String>>,
        /// `above`, `at_line`, `not_above` or `cannot_tell`.
        position: Option<Placed<String>>,
        /// The all-in annual cost, as shown: `42.43%`.
        rate: Option<Placed<String>>,
        /// What the yardstick is for.
        role: Option<Placed<YardstickRole>>,
    },
    /// A debt stands so in the pay-first list.
    Payment {
        /// Which debt.
        debt: String,
        /// The amount a month, as shown.
        amount: Option<Placed<String>>,
        /// Its tier, or `hold` where it is not paid for now.
        tier: Option<Placed<String>>,
        /// Put there by this rule.
        rule: Option<Placed<String>>,
    },
    /// The monthly surplus is this much.
    Surplus(Placed<String>),
    /// A line of the do-not list.
    Avoid {
        /// Which line.
        avoid: Placed<String>,
        /// Raised by this rule.
        rule: Option<Placed<String>>,
    },
    /// A referral.
    Referral {
        /// Which.
        referral: Placed<String>,
        /// Because of this rule.
        rule: Option<Placed<String>>,
    },
    /// A line at the top, from this rule.
    Today(Placed<String>),
    /// A question about this fact.
    Question(Placed<String>),
    /// A letter. Parts left out may be anything.
    Letter {
        /// Which.
        letter: Placed<String>,
        /// For which debt.
        debt: Option<String>,
        /// Whether it can be printed.
        ready: Option<bool>,
        /// Whether it must not be sent for this debt.
        forbidden: Option<bool>,
        /// At least these facts are missing.
        missing: Vec<Placed<String>>,
        /// At least these facts are to be found out first.
        check_first: Vec<Placed<String>>,
        /// What to send instead.
        instead: Option<Placed<String>>,
    },
    /// The debts stand in this order in the act-first list.
    Order(Vec<Placed<String>>),
}

impl Expected {
    /// The rule it speaks of.
    pub fn rule(&self) -> Option<&Placed<String>> {
        match self {
            Self::Rule { rule, .. } | Self::Today(rule) => Some(rule),
            Self::Action { rule, .. }
            | Self::Conduct { rule, .. }
            | Self::Payment { rule, .. }
            | Self::Avoid { rule, .. }
            | Self::Referral { rule, .. } => rule.as_ref(),
            Self::Cost { .. } | Self::Surplus(_) | Self::Question(_) | Self::Letter { .. } | Self::Order(_) => None,
        }
    }
}
