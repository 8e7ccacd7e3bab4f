//! Errata: what popular advice says, what is wrong with it, and what is right. Evaluation never reads them; they are for
//! people, in the rulebook and over HTTP.

use super::id::{ErratumId, RuleId, StrengthId};
use super::law::{Checked, Citation};
use crate::source::{Place, Placed};

/// A saying that people in debt are told, set right.
#[derive(Debug, Clone)]
pub struct Erratum {
    /// Its id.
    pub id: ErratumId,
    /// The saying and its correction, in Chinese.
    pub words: ErratumWords,
    /// The same in English, where somebody wrote it.
    pub en: Option<ErratumWords>,
    /// How binding the right answer is, where that does not follow from what it cites.
    pub strength: Option<Placed<StrengthId>>,
    /// How the right answer was checked, where it says more than the articles it cites.
    pub checked: Option<Checked>,
    /// The law behind the right answer.
    pub cite: Vec<Placed<Citation>>,
    /// The rules that hold the right answer.
    pub rules: Vec<Placed<RuleId>>,
    /// Where it is declared.
    pub place: Place,
}

/// A saying and its correction in one language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct ErratumWords {
    /// What people are told.
    #[schema(example = "收到支付令，写一份“还不起”的异议就行")]
    pub says: String,
    /// What is wrong with it.
    pub wrong: String,
    /// What is right.
    pub right: String,
}
