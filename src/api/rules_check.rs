//! `POST /v1/rules/check`: rule files that are not saved yet, checked like those of the folder. Nothing takes effect.

mod request;

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::{Failure, Problem};
use super::reload::guarded;
use super::{State, body, language};
use crate::diagnostic::{Language, Reports, Text, render};
use crate::engine::Engine;
use crate::fact::Problem as BadField;
use crate::prove::examine;
use crate::source::{SourceFile, Sources};

pub(super) use request::{Base, CheckRequest, FileText};

/// The most mistakes that are also given as text.
const MOST_RENDERED: usize = 200;

/// What checking found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckView {
    /// The mistakes of all files, those of the files that were sent and those they cause elsewhere.
    #[serde(flatten)]
    found: Reports,
    /// The first 200 mistakes as a person reads them, with the marked lines, in the caller's language; only with `render`.
    #[serde(skip_serializing_if = "Option::is_none")]
    rendered: Option<String>,
}

/// Check rules that are not saved yet
///
/// The files are laid over the rules in use, so that one changed file is checked against all others; with `base: none`
/// they are checked alone. A file with `text: null` is taken away. The answer lists every mistake of every file, as
/// `ashore check` does. Nothing takes effect and nothing is stored.
///
/// One file can also be sent as it is, as `application/yaml`, with its path in the query.
#[utoipa::path(
    tag = "rulebook",
    params(("path" = Option<String>, Query, description = "For a YAML body: the path of the file, from the rule folder on", example = "cn/triage/court.yaml"),
           ("base" = Option<Base>, Query, description = "For a YAML body: what the file is laid over", example = "running"),
           ("render" = Option<bool>, Query, description = "For a YAML body: give the mistakes as text as well", example = false),
           ("Accept-Language" = Option<String>, Header, description = "Language of error messages and of `rendered`: `zh-CN` (default) or `en`")),
    request_body(description = "The files", content((CheckRequest = "application/json"), (serde_json::Value = "application/yaml"), (serde_json::Value = "text/yaml"))),
    responses(
        (status = 200, description = "What checking found, be it nothing", body = CheckView),
        (status = 400, description = "The body is not JSON, or a query parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is declared as something else", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The request cannot be read; every bad field is listed", body = Problem, content_type = "application/problem+json"),
        (status = 500, description = "Checking failed inside", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/rules/check")]
pub(super) async fn check_rules(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> HttpResponse {
    let language = language::of(&request);
    match answer(&request, payload, &state, language).await {
        Ok(view) => HttpResponse::Ok().json(view),
        Err(failure) => failure.response(language),
    }
}

async fn answer(
    request: &HttpRequest,
    payload: web::Payload,
    state: &State,
    language: Language,
) -> Result<CheckView, Failure> {
    let (limit, query) = (state.settings.body_limit_bytes, request.query_string().to_owned());
    let yaml = request::is_yaml(&body::media(request));
    let body = if yaml { body::bytes(payload, limit).await? } else { body::json(request, payload, limit).await? };
    let engine = state.running.engine();
    let checked = web::block(move || {
        let asked = if yaml { request::from_yaml(&body, &query) } else { request::from_json(&body, &query) }?;
        let sources = laid_over(&asked, &engine)?;
        guarded(|| view(sources, asked.render, language)).ok_or(Failure::CheckFailed)
    });
    checked.await.unwrap_or(Err(Failure::Stopping))
}

fn view(sources: Sources, rendering: bool, language: Language) -> CheckView {
    let checked = examine(sources);
    let rendered = rendering.then(|| {
        let most = checked.diagnostics.get(..MOST_RENDERED).unwrap_or(&checked.diagnostics);
        render(most, &checked.sources, language)
    });
    CheckView { found: Reports::new(&checked.diagnostics, &checked.sources), rendered }
}

/// The files of the request over those they are checked with.
fn laid_over(asked: &CheckRequest, engine: &Engine) -> Result<Sources, Failure> {
    let mut files: BTreeMap<&str, SourceFile> = match asked.base {
        Base::None => BTreeMap::new(),
        Base::Running => engine.rules().sources.iter().map(|(_, f)| (f.path.as_str(), f.clone())).collect(),
    };
    for FileText { path, text } in &asked.files {
        match text {
            Some(text) => files.insert(path, SourceFile::new(path, text)),
            None => files.remove(path.as_str()),
        };
    }
    let sources = Sources::new(files.into_values().collect());
    let problem = if sources.is_empty() {
        Some(Text::new("没有剩下要检查的文件", "there is no file left to check"))
    } else {
        sources.within_limits().err().map(|error| error.text())
    };
    match problem {
        None => Ok(sources),
        Some(message) => {
            Err(Failure::BadFiles(vec![BadField { pointer: "/files".into(), code: "files-out-of-limits", message }]))
        }
    }
}
