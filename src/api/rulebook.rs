//! The rulebook, readable: which rules there are, each with its text, its law and its cases.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::{Failure, Problem};
use super::{State, language};
use crate::book::{RuleParts, parts};
use crate::diagnostic::closest;
use crate::rule::{JudgeBy, Rule, RuleId, RuleScope, RuleSet, Status, Then};

/// A rule in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RuleSummary {
    /// Its id.
    id: RuleId,
    /// Its title.
    #[schema(example = "已收到起诉状副本")]
    title: String,
    /// Its title in English, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    title_en: Option<String>,
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
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_modelled_en: Option<String>,
    /// The rule in words, with its law, its values and its cases.
    #[serde(flatten)]
    parts: RuleParts,
    /// The rule as its authors wrote it.
    source: String,
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
/// As a sentence in Chinese and English, in parts, with its law, its values and its cases. Two rules may share an id when
/// their periods do not overlap; all of them are given.
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
        title_en: rule.title_en(),
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
        not_modelled_en: rule.not_modelled_en(),
        parts: parts(rules, rule),
        source: source(rules, rule),
    }
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
