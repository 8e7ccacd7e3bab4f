//! A question as it is sent: what to ask, which answers fit, where the answer goes, and what hangs on it.

use serde::Serialize;
use utoipa::ToSchema;

use super::pending::{Here, Pending};
use super::place::{DEBT_OF_CONTACT, bare, pointer};
use super::request::DEBT_AS_FACT;
use crate::diagnostic::Text;
use crate::fact::{Fact, FactId, FactKind, Field, Subject, Value};
use crate::outlook::{Decides, Question};

/// What an answer brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NextKind {
    /// The value of a fact.
    Fact,
    /// Which debt a contact is about.
    WhichDebt,
    /// One more debt, or that there is none (`complete: ["debts"]`).
    AddDebt,
    /// One more contact, or that there is none to tell first (`complete: ["contacts"]`).
    AddContact,
}

/// Why a question comes now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InterviewStage {
    /// It belongs to the first ten minutes.
    Minimum,
    /// Of all that is not known it decides most.
    Decisive,
}

/// A value as a request writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum FittingValue {
    /// Yes or no.
    YesNo(bool),
    /// A word.
    Word(String),
}

/// A possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FittingAnswer {
    /// As a request writes it.
    pub value: FittingValue,
    /// As people say it.
    #[schema(example = "已送达起诉状")]
    pub label: String,
    /// The same in English.
    #[schema(example = "complaint served")]
    pub label_en: String,
    /// What it means for the person, and what it does not mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// A field of the entries that a question about a list asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AskedField {
    /// Its name in the entry.
    #[schema(example = "every")]
    pub name: String,
    /// Its name for people.
    #[schema(example = "多久一次")]
    pub label: String,
    /// The same in English.
    #[schema(example = "how often")]
    pub label_en: String,
    /// Its type, as of a question.
    #[serde(rename = "type")]
    #[schema(example = "choice")]
    pub kind: String,
    /// Its unit, as of a question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The answers that fit, where they are known beforehand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<FittingAnswer>,
}

/// The next question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NextQuestion {
    /// What an answer brings.
    pub kind: NextKind,
    /// Why it comes now.
    pub stage: InterviewStage,
    /// The fact; `contact.debt` where it is asked which debt a contact is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "debt.legal_stage")]
    pub fact: Option<String>,
    /// The debt it is about; of `add_debt`, an id that is free for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "a")]
    pub debt: Option<String>,
    /// What the client calls that debt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "甲平台")]
    pub platform_name: Option<String>,
    /// The contact it is about; of `add_contact`, an id that is free for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "c1")]
    pub contact: Option<String>,
    /// What to ask, in plain Chinese.
    #[schema(example = "现在到了哪一步？收到过法院、仲裁、公证处的什么文书？")]
    pub question: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question_en: Option<String>,
    /// The fact for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "法律阶段(以文书为准)")]
    pub label: Option<String>,
    /// The same in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "legal stage as proven by papers")]
    pub label_en: Option<String>,
    /// `yes_no`, `choice`, `choices`, `amount`, `rate`, `count`, `date`, `instant`, `time`, `text` or `records`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schema(example = "choice")]
    pub value_type: Option<String>,
    /// `yuan` or `percent_a_year`, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "yuan")]
    pub unit: Option<String>,
    /// The answers that fit, where they are known beforehand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<FittingAnswer>,
    /// What an entry holds, where the answer is a list of entries. An empty list says that there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<AskedField>,
    /// The papers that would settle it.
    #[schema(example = json!(["法院文书"]))]
    pub settled_by: Vec<String>,
    /// The rules that hang on it as far as can be seen from here, most urgent first.
    pub why: Vec<Decides>,
    /// A JSON Pointer (RFC 6901) to where the answer goes in the body of the next request. What is not there on the way
    /// is begun; `-` is the place after the last entry. Of `add_debt` and `add_contact` the answer is an object with its
    /// `id`.
    #[schema(example = "/portfolio/debts/0/legal_stage")]
    pub pointer: String,
}

/// A question as it is sent.
pub(super) fn question(here: &Here<'_>, pending: Pending, stage: InterviewStage) -> NextQuestion {
    match pending {
        Pending::Fact { fact, subject } => of_fact(here, fact, subject, stage),
        Pending::WhichDebt { contact } => which_debt(here, contact, stage),
        Pending::AddDebt => {
            let taken: Vec<&str> = here.session.portfolio.debts.iter().map(|d| d.id.as_str()).collect();
            let say = here.session.program.set.first_questions.as_ref().map(|f| &f.add_debt);
            NextQuestion { debt: Some(free("d", &taken)), ..plain(NextKind::AddDebt, stage, say, "/portfolio/debts/-") }
        }
        Pending::AddContact => {
            let taken: Vec<&str> = here.session.portfolio.contacts.iter().map(|c| c.id.as_str()).collect();
            let say = here.session.program.set.first_questions.as_ref().map(|f| &f.add_contact);
            let asked = plain(NextKind::AddContact, stage, say, "/portfolio/contacts/-");
            NextQuestion { contact: Some(free("c", &taken)), ..asked }
        }
    }
}

/// An id nobody has yet.
fn free(prefix: &str, taken: &[&str]) -> String {
    let ids = (taken.len() + 1..).map(|n| format!("{prefix}{n}"));
    ids.into_iter().find(|id| !taken.contains(&id.as_str())).unwrap_or_default()
}

fn plain(kind: NextKind, stage: InterviewStage, say: Option<&Text>, pointer: &str) -> NextQuestion {
    NextQuestion {
        kind,
        stage,
        fact: None,
        debt: None,
        platform_name: None,
        contact: None,
        question: say.map(|s| s.zh.clone()).unwrap_or_default(),
        question_en: say.map(|s| s.en.clone()),
        label: None,
        label_en: None,
        value_type: None,
        unit: None,
        answers: Vec::new(),
        fields: Vec::new(),
        settled_by: Vec::new(),
        why: Vec::new(),
        pointer: pointer.to_owned(),
    }
}

fn which_debt(here: &Here<'_>, contact: usize, stage: InterviewStage) -> NextQuestion {
    let portfolio = here.session.portfolio;
    let at = pointer(&here.request.portfolio, Subject::Contact(contact), DEBT_OF_CONTACT);
    let say = here.session.program.set.first_questions.as_ref().map(|f| &f.which_debt);
    let answers = portfolio.debts.iter().enumerate().map(|(i, debt)| {
        let label = platform_name(here, Subject::Debt(i)).unwrap_or_else(|| debt.id.clone());
        FittingAnswer { value: FittingValue::Word(debt.id.clone()), label_en: label.clone(), label, about: None }
    });
    NextQuestion {
        fact: Some(DEBT_AS_FACT.to_owned()),
        contact: portfolio.contacts.get(contact).map(|c| c.id.clone()),
        value_type: Some("choice".to_owned()),
        answers: answers.collect(),
        ..plain(NextKind::WhichDebt, stage, say, &at)
    }
}

fn of_fact(here: &Here<'_>, id: FactId, subject: Subject, stage: InterviewStage) -> NextQuestion {
    let portfolio = here.session.portfolio;
    let Some(fact) = here.session.program.set.vocabulary.get(id) else {
        return plain(NextKind::Fact, stage, None, "");
    };
    let at = pointer(&here.request.portfolio, subject, bare(fact.name.as_str()));
    let (debt, contact) = match subject {
        Subject::Household => (None, None),
        Subject::Debt(i) => (portfolio.debts.get(i).map(|d| d.id.clone()), None),
        Subject::Contact(i) => (None, portfolio.contacts.get(i).map(|c| c.id.clone())),
    };
    let same = |q: &&Question| {
        let listed = |ids: &[String], id: &Option<String>| id.as_ref().is_none_or(|id| ids.contains(id));
        q.fact == fact.name.as_str() && listed(&q.debts, &debt) && listed(&q.contacts, &contact)
    };
    NextQuestion {
        fact: Some(fact.name.to_string()),
        platform_name: debt.is_some().then(|| platform_name(here, subject)).flatten(),
        question: fact.question.clone().unwrap_or_else(|| format!("{}?", fact.label.zh)),
        label: Some(fact.label.zh.clone()),
        label_en: Some(fact.label.en.clone()),
        value_type: Some(fact.kind.word().to_owned()),
        unit: unit(&fact.kind),
        answers: answers(&fact.kind, fact.may_be_never),
        fields: fields(&fact.kind),
        settled_by: papers(here, fact),
        why: here.answer.questions.iter().find(same).map(|q| q.decides.clone()).unwrap_or_default(),
        debt,
        contact,
        ..plain(NextKind::Fact, stage, None, &at)
    }
}

fn platform_name(here: &Here<'_>, debt: Subject) -> Option<String> {
    match here.session.value(here.session.program.set.engine_facts.platform_name, debt) {
        Some(Value::Text(name)) => Some(name.clone()),
        _ => None,
    }
}

/// The papers that settle a fact, for people.
fn papers(here: &Here<'_>, fact: &Fact) -> Vec<String> {
    let set = &here.session.program.set;
    let evidence = set.vocabulary.get(set.engine_facts.evidence).map_or(&[][..], |f| f.kind.choices());
    let paper =
        |name: &String| evidence.iter().find(|c| c.name == *name).map_or_else(|| name.clone(), |c| c.label.zh.clone());
    fact.settled_by.iter().map(paper).collect()
}

fn unit(kind: &FactKind) -> Option<String> {
    match kind {
        FactKind::Amount => Some("yuan".to_owned()),
        FactKind::Rate => Some("percent_a_year".to_owned()),
        FactKind::YesNo
        | FactKind::Choice(_)
        | FactKind::Choices(_)
        | FactKind::Count
        | FactKind::Date
        | FactKind::Instant
        | FactKind::Time
        | FactKind::Text
        | FactKind::Records(_) => None,
    }
}

fn answers(kind: &FactKind, may_be_never: bool) -> Vec<FittingAnswer> {
    let word = |value: FittingValue, zh: &str, en: &str| FittingAnswer {
        value,
        label: zh.to_owned(),
        label_en: en.to_owned(),
        about: None,
    };
    let mut all: Vec<FittingAnswer> = match kind {
        FactKind::YesNo => {
            vec![word(FittingValue::YesNo(true), "是", "yes"), word(FittingValue::YesNo(false), "否", "no")]
        }
        _ => kind
            .choices()
            .iter()
            .map(|c| FittingAnswer {
                about: c.about.as_ref().map(|about| about.zh.clone()),
                ..word(FittingValue::Word(c.name.clone()), &c.label.zh, &c.label.en)
            })
            .collect(),
    };
    if may_be_never {
        all.push(word(FittingValue::Word("never".to_owned()), "从来没有", "never"));
    }
    all
}

fn fields(kind: &FactKind) -> Vec<AskedField> {
    let field = |field: &Field| AskedField {
        name: field.name.clone(),
        label: field.label.zh.clone(),
        label_en: field.label.en.clone(),
        kind: field.kind.word().to_owned(),
        unit: unit(&field.kind),
        answers: answers(&field.kind, false),
    };
    match kind {
        FactKind::Records(fields) => fields.iter().map(field).collect(),
        _ => Vec::new(),
    }
}
