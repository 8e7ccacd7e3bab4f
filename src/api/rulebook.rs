//! The rulebook, readable: which rules there are, each with its text, its law and its cases.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::{Failure, Problem};
use super::{State, language};
use crate::diagnostic::closest;
use crate::rule::{Case, Citation, Expected, How, JudgeBy, Rule, RuleId, RuleScope, RuleSet, Status, Then};

/// A rule in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RuleSummary {
    /// Its id.
    id: RuleId,
    /// Its title.
    #[schema(example = "已收到起诉状副本")]
    title: String,
    /// What it looks at.
    scope: RuleScope,
    /// Whether it speaks to clients.
    status: Status,
    /// First day; absent where it holds as long as something it cites is in force.
    from: Option<NaiveDate>,
    /// Last day, inclusive.
    until: Option<NaiveDate>,
    /// What it leads to: `triage`, `cost` or `conduct`.
    #[schema(example = "triage")]
    leads_to: &'static str,
    /// The articles it cites.
    #[schema(example = json!(["civil-procedure-law/128"]))]
    cite: Vec<String>,
    /// The file it stands in.
    #[schema(example = "cn/triage/court.yaml")]
    file: String,
    /// The line of that file.
    line: usize,
}

/// A rule whole.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RuleDetail {
    #[serde(flatten)]
    summary: RuleSummary,
    /// The day it is judged by.
    judge_by: JudgeBy,
    /// How binding it is, where that does not follow from what it cites.
    strength: Option<String>,
    /// What it leaves out of its articles.
    not_modelled: Option<String>,
    /// The articles it cites, as registered.
    articles: Vec<RegisteredArticle>,
    /// The rule as its authors wrote it.
    source: String,
    /// The cases that test it.
    cases: Vec<CaseReference>,
}

/// An article of the registry, in one of its versions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RegisteredArticle {
    /// The citation.
    citation: String,
    /// The instrument.
    law: String,
    /// Its number in this version; absent where it could not be verified.
    article: Option<String>,
    /// First day in force.
    from: NaiveDate,
    /// Last day in force.
    until: Option<NaiveDate>,
    /// What it says, in our own words.
    gist: String,
    /// Its level of force.
    force: String,
    /// How its text was checked.
    checked: How,
}

/// A case that tests a rule.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseReference {
    /// What it shows.
    name: String,
    /// The file it stands in.
    file: String,
    /// The line of that file.
    line: usize,
}

/// List the rules
#[utoipa::path(tag = "rulebook", responses((status = 200, description = "All rules, in the order of the files", body = Vec<RuleSummary>)))]
#[get("/v1/rules")]
pub(super) async fn list_rules(state: web::Data<State>) -> HttpResponse {
    let engine = state.running.engine();
    let rules = engine.rules();
    HttpResponse::Ok().json(rules.rules.iter().map(|r| summary(rules, r)).collect::<Vec<_>>())
}

/// Show a rule
///
/// Two rules may share an id when their periods do not overlap; all of them are given.
#[utoipa::path(
    tag = "rulebook",
    params(("id" = String, Path, description = "The rule's id", example = "complaint-served"),
           ("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    responses(
        (status = 200, description = "The rule in each of its periods", body = Vec<RuleDetail>),
        (status = 404, description = "There is no such rule", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/rules/{id}")]
pub(super) async fn show_rule(request: HttpRequest, id: web::Path<String>, state: web::Data<State>) -> HttpResponse {
    let engine = state.running.engine();
    let rules = engine.rules();
    let found: Vec<RuleDetail> =
        rules.rules.iter().filter(|r| r.id.as_str() == id.as_str()).map(|r| detail(rules, r)).collect();
    if found.is_empty() {
        let close = closest(&id, rules.rules.iter().map(|r| r.id.as_str())).map(str::to_owned);
        return Failure::NoSuchRule { id: id.chars().take(80).collect(), close }.response(language::of(&request));
    }
    HttpResponse::Ok().json(found)
}

fn summary(rules: &RuleSet, rule: &Rule) -> RuleSummary {
    RuleSummary {
        id: rule.id.clone(),
        title: rule.title.clone(),
        scope: rule.scope,
        status: rule.status,
        from: rule.from,
        until: rule.until,
        leads_to: match rule.then {
            Then::Triage(_) => "triage",
            Then::Cost(_) => "cost",
            Then::Conduct(_) => "conduct",
        },
        cite: rule.cite.iter().map(|c| c.it.to_string()).collect(),
        file: rules.sources.path(rule.place.file).to_owned(),
        line: rule.place.span.line,
    }
}

fn detail(rules: &RuleSet, rule: &Rule) -> RuleDetail {
    RuleDetail {
        summary: summary(rules, rule),
        judge_by: rule.judge_by,
        strength: rule.strength.as_ref().map(ToString::to_string),
        not_modelled: rule.not_modelled.clone(),
        articles: rule.cite.iter().flat_map(|c| articles(rules, &c.it)).collect(),
        source: source(rules, rule),
        cases: rules.cases.iter().filter(|c| tests(c, rule)).map(|c| reference(rules, c)).collect(),
    }
}

fn articles(rules: &RuleSet, citation: &Citation) -> Vec<RegisteredArticle> {
    let Some(law) = rules.laws.get(&citation.law) else { return Vec::new() };
    let one = |(version, number, article): (&crate::rule::LawVersion, &str, &crate::rule::Article)| RegisteredArticle {
        citation: citation.to_string(),
        law: law.title.clone(),
        article: (!article.number_unverified).then(|| number.to_owned()),
        from: version.from,
        until: version.until,
        gist: article.gist.clone(),
        force: law.force.to_string(),
        checked: article.checked.how,
    };
    law.numbers(&citation.article).into_iter().map(one).collect()
}

/// The lines of a rule: from its id to the next entry of the list it stands in.
fn source(rules: &RuleSet, rule: &Rule) -> String {
    let Some(file) = rules.sources.get(rule.place.file) else { return String::new() };
    let mut lines = file.text.lines().skip(rule.place.span.line.saturating_sub(1));
    let Some(first) = lines.next() else { return String::new() };
    let indent = |l: &str| l.chars().take_while(|c| *c == ' ').count();
    let own = indent(first);
    let rest = lines.take_while(|l| l.trim().is_empty() || indent(l) > own);
    let text: Vec<&str> = std::iter::once(first).chain(rest).collect();
    text.join("\n").trim_end().to_owned()
}

fn tests(case: &Case, rule: &Rule) -> bool {
    case.expect.iter().any(|e| match &e.expected {
        Expected::Rule { rule: named, .. } | Expected::Today(named) => named.it == rule.id.as_str(),
        Expected::Action { rule: Some(named), .. } | Expected::Conduct { rule: Some(named), .. } => {
            named.it == rule.id.as_str()
        }
        _ => false,
    })
}

fn reference(rules: &RuleSet, case: &Case) -> CaseReference {
    CaseReference {
        name: case.name.clone(),
        file: rules.sources.path(case.place.file).to_owned(),
        line: case.place.span.line,
    }
}
