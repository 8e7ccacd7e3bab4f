//! What the book and the API show of a stage.

use serde::Serialize;
use utoipa::ToSchema;

use crate::book::view::{Labelled, RegisteredArticle, RuleName};
use crate::diagnostic::Text;
use crate::fact::FactName;
use crate::readback::Clause;
use crate::rule::{ActionId, Actor, AvoidId, LetterId, RuleId, RuleScope, Status};

/// A fact each option of which needs rules.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StagesView {
    /// Its name in rules and requests.
    #[schema(example = "debt.legal_stage")]
    pub fact: FactName,
    /// Its name for people.
    pub label: Text,
    /// What to ask to learn it.
    pub question: Option<String>,
    /// Its options, in the order of the vocabulary.
    pub stages: Vec<StageName>,
}

/// One option, and which rules know it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StageName {
    /// The word in rules and requests.
    #[schema(example = "payment_order")]
    pub name: String,
    /// The word for people.
    pub label: Text,
    /// What it means for the person, and what it does not mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<Text>,
    /// The rules that can apply with it and not with nearly every option, the nearest first.
    pub rules: Vec<RuleName>,
}

/// One option, with the rules that know it in full.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StageView {
    /// The fact it is an option of.
    #[schema(example = "debt.legal_stage")]
    pub fact: FactName,
    /// The word in rules and requests.
    #[schema(example = "payment_order")]
    pub name: String,
    /// The word for people.
    pub label: Text,
    /// What it means for the person, and what it does not mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<Text>,
    /// How many options the fact has.
    #[schema(example = 30)]
    pub options: usize,
    /// The rules that can apply with it and not with nearly every option, the nearest first.
    pub rules: Vec<StageRule>,
    /// What never to do here: the do-not lines of these rules, each once.
    pub avoid: Vec<StageAvoid>,
}

/// A rule as somebody wants it who has to act.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StageRule {
    /// Its id.
    pub id: RuleId,
    /// Its title.
    #[schema(example = "收到支付令")]
    pub title: String,
    /// What it looks at.
    pub scope: RuleScope,
    /// Whether it speaks to clients.
    pub status: Status,
    /// How many options of the fact it can apply with.
    #[schema(example = 1)]
    pub applies_with: usize,
    /// What must hold besides; absent where the stage is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Clause>,
    /// The exception, where it can still hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unless: Option<Clause>,
    /// Where it stands in the act-first list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// Why, as it is said to the client, slots in 〔 〕.
    pub because: String,
    /// What is said at the very top of an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today: Option<String>,
    /// What to do, the most urgent first.
    pub steps: Vec<StageStep>,
    /// Where the debt stands in the pay-first list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<Text>,
    /// What never to do.
    pub avoid: Vec<AvoidId>,
    /// Whom to turn to, by title.
    pub referrals: Vec<String>,
    /// The letters that belong to it.
    pub letters: Vec<StageLetter>,
    /// The articles it rests on, as they read in their newest version.
    pub articles: Vec<RegisteredArticle>,
    /// How binding it is.
    pub strength: Option<Labelled>,
    /// What it leaves out of its articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_modelled: Option<String>,
}

/// A step, by when it is due, and what follows if it is missed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StageStep {
    /// The action.
    pub action: ActionId,
    /// What it is.
    #[schema(example = "对支付令提出书面异议")]
    pub title: String,
    /// Who does it.
    pub who: Actor,
    /// By when, in words; absent where there is no date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Text>,
    /// What happens if it is missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_missed: Option<String>,
}

/// A thing not to do, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StageAvoid {
    /// Its id.
    pub id: AvoidId,
    /// What not to do.
    pub title: String,
    /// Why.
    pub because: String,
}

/// A letter, by title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StageLetter {
    /// Its id.
    pub id: LetterId,
    /// Its title.
    pub title: String,
}
