//! Test cases that lawyers write: a portfolio, and what the answer must hold.

use chrono::NaiveDate;

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

/// What an answer can be expected to hold. Parts left out may be anything.
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
        is: &'static str,
    },
    /// An action stands in the plan.
    Action {
        /// Which action; absent for any.
        action: Option<Placed<String>>,
        /// For which debt.
        debt: Option<String>,
        /// Due on this day.
        due: Option<NaiveDate>,
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
        verdict: Option<String>,
        /// With at least these contacts.
        contacts: Vec<String>,
        /// Counted so often.
        count: Option<u32>,
        /// By this rule.
        rule: Option<Placed<String>>,
    },
    /// A debt stands so against a yardstick.
    Cost {
        /// Which debt.
        debt: String,
        /// Which yardstick.
        yardstick: Option<Placed<String>>,
        /// `above`, `at_line`, `not_above` or `cannot_tell`.
        position: Option<String>,
        /// The all-in annual cost, as shown: `42.43%`.
        rate: Option<String>,
    },
    /// A debt is paid this much a month.
    Payment {
        /// Which debt.
        debt: String,
        /// The amount, as shown.
        amount: String,
    },
    /// The monthly surplus is this much.
    Surplus(String),
    /// A line of the do-not list.
    Avoid(Placed<String>),
    /// A referral.
    Referral(Placed<String>),
    /// A line at the top, from this rule.
    Today(Placed<String>),
    /// A question about this fact.
    Question(Placed<String>),
    /// A letter.
    Letter(Placed<String>),
    /// The debts stand in this order in the act-first list.
    Order(Vec<String>),
}
