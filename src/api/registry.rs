//! What rules lean on, readable: the instruments article by article, the dated values on a day, the vocabulary.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use super::error::{Failure, Problem};
use super::{State, language};
use crate::book::{LawView, ValueOnDay, laws, values_on};
use crate::diagnostic::Text;
use crate::fact::{Changeable, Fact, Phase, Value};

/// A fact rules can look at.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FactView {
    /// Its name in rules and requests.
    #[schema(example = "debt.served_on")]
    name: String,
    /// Its name for people.
    label: Text,
    /// Its type: `yes_no`, `choice`, `choices`, `amount`, `rate`, `count`, `date`, `instant`, `time`, `text`, `records`.
    #[schema(example = "date")]
    kind: &'static str,
    /// The words of a choice, with their meanings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<ChoiceView>,
    /// What to ask to learn it.
    #[schema(example = "法院的起诉状是哪一天收到的？")]
    question: Option<String>,
    /// More about what belongs in it.
    about: Option<String>,
    /// The papers that settle it.
    settled_by: Vec<String>,
    /// Who can bring about a change of it: `person`, `evidence`, `nobody`.
    #[schema(example = "nobody")]
    changeable_by: &'static str,
    /// The only values that may be proposed as a change, as a request writes them; of a fact of several words, the words
    /// that may be added. Left out where any other value may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    may_become: Option<Vec<Json>>,
    /// The sentence that says yes, where it says more than the label.
    #[serde(skip_serializing_if = "Option::is_none")]
    if_true: Option<Text>,
    /// The sentence that says no.
    #[serde(skip_serializing_if = "Option::is_none")]
    if_false: Option<Text>,
    /// How it is computed, for facts that are; they cannot be given in a request.
    derived: Option<String>,
    /// The stage after which it can be read: `given`, `conduct`, `cost`.
    #[schema(example = "given")]
    known_after: &'static str,
}

/// A word of a choice.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChoiceView {
    /// The word in rules and requests.
    #[schema(example = "served")]
    name: String,
    /// The word for people.
    label: Text,
    /// What it means for the person, and what it does not mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Text>,
}

/// List the law
///
/// Every registered instrument with its versions and articles, the rules that rest on each article, and what those rules
/// leave out. An article without rules is registered for reference only.
#[utoipa::path(tag = "rulebook", responses((status = 200, description = "All instruments, in the order of the files", body = Vec<LawView>)))]
#[get("/v1/laws")]
pub(super) async fn list_laws(state: web::Data<State>) -> HttpResponse {
    let engine = state.running.engine();
    let rules = engine.rules();
    HttpResponse::Ok().json(laws(rules))
}

/// List the dated values
///
/// Interest yardsticks, limits and periods as they stand on a day, each with its series, its source and whether it may be
/// out of date by then.
#[utoipa::path(
    tag = "rulebook",
    params(("as_of" = NaiveDate, Query, description = "The day", example = "2026-11-22"),
           ("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    responses(
        (status = 200, description = "All values, in the order of the files", body = Vec<ValueOnDay>),
        (status = 400, description = "`as_of` is missing or is no date", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/values")]
pub(super) async fn list_values(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let engine = state.running.engine();
    let rules = engine.rules();
    match day(request.query_string()) {
        Ok(day) => HttpResponse::Ok().json(values_on(rules, day)),
        Err(failure) => failure.response(language::of(&request)),
    }
}

/// The day of `?as_of=2026-11-22`, and nothing else beside it.
fn day(query: &str) -> Result<NaiveDate, Failure> {
    let remedy = Text::new("写成 `?as_of=2026-11-22`", "write `?as_of=2026-11-22`");
    let bad = |name: &str| Failure::BadQuery { name: name.chars().take(40).collect(), remedy: remedy.clone() };
    let mut day = None;
    for part in query.split('&').filter(|p| !p.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let date = NaiveDate::parse_from_str(value, "%Y-%m-%d").ok().filter(|_| name == "as_of" && day.is_none());
        day = Some(date.ok_or_else(|| bad(name))?);
    }
    day.ok_or_else(|| bad("as_of"))
}

/// List the vocabulary
#[utoipa::path(tag = "rulebook", responses((status = 200, description = "Every fact rules can look at, in the order of the files", body = Vec<FactView>)))]
#[get("/v1/vocabulary")]
pub(super) async fn list_vocabulary(state: web::Data<State>) -> HttpResponse {
    let engine = state.running.engine();
    let rules = engine.rules();
    HttpResponse::Ok().json(rules.vocabulary.iter().map(|(_, f)| view(f)).collect::<Vec<_>>())
}

fn view(fact: &Fact) -> FactView {
    let choice =
        |c: &crate::fact::Choice| ChoiceView { name: c.name.clone(), label: c.label.clone(), about: c.about.clone() };
    FactView {
        name: fact.name.to_string(),
        label: fact.label.clone(),
        kind: fact.kind.word(),
        choices: fact.kind.choices().iter().map(choice).collect(),
        question: fact.question.clone(),
        about: fact.about.clone(),
        settled_by: fact.settled_by.clone(),
        changeable_by: match fact.changeable_by {
            Changeable::Person => "person",
            Changeable::Evidence => "evidence",
            Changeable::Nobody => "nobody",
        },
        may_become: fact.may_become.as_ref().map(|all| all.iter().flat_map(|v| words(fact, v)).collect()),
        if_true: fact.if_true.clone(),
        if_false: fact.if_false.clone(),
        derived: fact.derived.clone(),
        known_after: match fact.phase {
            Phase::Given => "given",
            Phase::Conduct => "conduct",
            Phase::Cost => "cost",
        },
    }
}

/// A value as a request writes it: true, false, or a word. Facts of other types list none.
fn words(fact: &Fact, value: &Value) -> Vec<Json> {
    let word = |i: &usize| fact.kind.choices().get(*i).map(|c| json!(c.name));
    match value {
        Value::YesNo(yes) => vec![json!(yes)],
        Value::Choice(i) => word(i).into_iter().collect(),
        Value::Choices(all) => all.iter().filter_map(word).collect(),
        Value::Amount(_)
        | Value::Rate(_)
        | Value::Count(_)
        | Value::Date(_)
        | Value::Never
        | Value::Instant(_)
        | Value::Time(_)
        | Value::Text(_)
        | Value::Records(_)
        | Value::Bands(_) => Vec::new(),
    }
}
