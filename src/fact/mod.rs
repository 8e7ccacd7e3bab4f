//! Facts: the vocabulary they are declared in, their values, a portfolio of them as it comes in, and the facts
//! that are computed from others.
//!
//! Not known is a value. A fact that was not given reads as [`Reading::NotKnown`] and names itself; it is never
//! false, never zero and never left out.

mod creditor;
mod derive;
mod engine_facts;
mod input;
mod intake;
mod json;
mod literal;
mod meant;
mod portfolio;
mod value;
mod vocabulary;
mod write;
mod written;

pub(crate) use creditor::{Creditor, contact_concerns, creditor_of_contact, creditor_of_debt};
pub(crate) use derive::values_behind;
pub use derive::{ByOption, Parameters, Values, derive};
pub(crate) use derive::{
    CostInputs, Facts, Formula, Gap, back, behind, computed, cost_gap, cost_inputs, is_closed, move_to, nominal_cost,
    uncertain_income,
};
pub use engine_facts::EngineFacts;
pub use input::Input;
pub use intake::{ContactLog, LIMITS, Limits, Problem, intake, intake_begun, intake_contacts};
pub(crate) use intake::{Received, close_or, escape};
pub use json::{NotJson, from_json};
pub use literal::{LiteralError, MAX_TEXT_CHARS, literal};
pub use meant::{meant, meant_comparison, meant_length};
pub use portfolio::{Cell, Contact, Debt, Missing, Portfolio, Reading, Reason, Record, Repeats, Subject};
pub use value::{Moment, Precision, TimeOfDay, Value};
pub use vocabulary::{Changeable, Choice, Fact, FactId, FactKind, FactName, FactScope, Field, Phase, Vocabulary};
pub use write::to_json;
pub(crate) use written::written;
