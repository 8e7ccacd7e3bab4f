//! Every failure, one shape: `application/problem+json` (RFC 9457), in the caller's language, with a JSON Pointer and a
//! remedy for each bad field. Which failures there are, with their status, stands in `failure`; their wording in `words`.

mod failure;
mod words;

use actix_http::ConnectionType;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ResourceDef, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

pub(super) use failure::Failure;

use super::letters::instead_of;
use super::watch::RequestId;
use super::{State, language};
use crate::diagnostic::{Language, Report, Text};
use crate::plan::LetterLine;

/// The media type of every failure.
const PROBLEM_JSON: &str = "application/problem+json";

/// A failure as sent (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "urn:ashore:problem:bad-portfolio", "title": "请求里有 1 处问题", "status": 422, "code": "bad-portfolio",
    "instance": "urn:ashore:request:0af7651916cd43dd8448eb211c80319c",
    "errors": [{ "pointer": "/debts/0/outstanding", "code": "too-many-decimals", "detail": "金额最多两位小数(到分)，这里有 3 位" }]
}))]
pub(super) struct Problem {
    /// A name for the kind of problem; it never changes.
    #[serde(rename = "type")]
    #[schema(example = "urn:ashore:problem:bad-portfolio")]
    kind: String,
    /// What is wrong, in the caller's language.
    title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    status: u16,
    /// The kind of problem in words, the same in every language.
    #[schema(example = "bad-portfolio")]
    code: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The request, by the id of its `X-Request-Id`: the same stands in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "urn:ashore:request:0af7651916cd43dd8448eb211c80319c")]
    instance: Option<String>,
    /// Every bad field of the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// Every mistake of rules that were refused, at most 1,000.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diagnostics: Vec<Report>,
    /// The letter that cannot be printed: what is missing, what forbids it.
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<Box<LetterLine>>,
    /// Where to ask for the letter to send instead, with the same body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/v1/letters/holding_letter?debt=a")]
    instead: Option<String>,
}

/// One bad field.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct FieldProblem {
    /// A JSON Pointer to it (RFC 6901); empty for the whole document.
    #[schema(example = "/debts/0/outstanding")]
    pointer: String,
    /// What is wrong, in words that never change.
    #[schema(example = "too-many-decimals")]
    code: String,
    /// What is wrong and what to do, in the caller's language.
    detail: String,
}

impl Failure {
    /// The response for a caller of this language.
    pub(super) fn response(&self, language: Language) -> HttpResponse {
        let (code, title, detail) = self.words();
        let errors = match self {
            Self::BadPortfolio(fields) | Self::BadFiles(fields) | Self::BadTerms(fields) => fields
                .iter()
                .map(|f| FieldProblem {
                    pointer: f.pointer.clone(),
                    code: f.code.to_owned(),
                    detail: f.message.in_language(language).to_owned(),
                })
                .collect(),
            _ => Vec::new(),
        };
        let diagnostics = match self {
            Self::Refused(reload) => reload.found.diagnostics.clone(),
            _ => Vec::new(),
        };
        let (letter, instead) = match self {
            Self::LetterNotReady(letter) => (Some(letter.clone()), instead_of(letter)),
            _ => (None, None),
        };
        let detail = detail.map(|d| d.in_language(language).to_owned());
        let problem = problem(self.status(), code, title.in_language(language));
        let mut response = sent(Problem { detail, errors, diagnostics, letter, instead, ..problem });
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        // What is left of a slow body is not waited for.
        if matches!(self, Self::SlowBody(_)) {
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
        response
    }
}

/// A failure without details.
fn problem(status: StatusCode, code: &str, title: &str) -> Problem {
    Problem {
        kind: format!("urn:ashore:problem:{code}"),
        title: title.to_owned(),
        status: status.as_u16(),
        code: code.to_owned(),
        detail: None,
        instance: None,
        errors: Vec::new(),
        diagnostics: Vec::new(),
        letter: None,
        instead: None,
    }
}

fn sent(problem: Problem) -> HttpResponse {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status).content_type(PROBLEM_JSON).json(&problem);
    response.extensions_mut().insert(problem);
    response
}

/// The code of the problem a response tells of.
pub(super) fn problem_code<B>(response: &HttpResponse<B>) -> Option<String> {
    response.extensions().get::<Problem>().map(|problem| problem.code.clone())
}

/// Says in a problem which request it is about.
fn name_the_request(mut response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let id = response.request().extensions().get::<RequestId>().cloned();
    let problem = response.response().extensions().get::<Problem>().cloned();
    if let (Some(id), Some(problem)) = (id, problem) {
        let instance = Some(format!("urn:ashore:request:{}", id.as_str()));
        if let Ok(body) = serde_json::to_vec(&Problem { instance, ..problem }) {
            response = response.map_body(|_, _| BoxBody::new(body));
        }
    }
    response
}

/// The answer to a request that no route takes: the path is not there, or takes other methods.
pub(super) async fn not_found(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let language = language::of(&request);
    let now = state.running.now();
    let (methods, path) = (&now.document.methods, request.path());
    // A path as it is written comes before a template it would fit as well: `/v1/rules/check` is no rule.
    let known = methods
        .iter()
        .find(|(known, _)| known == path)
        .or_else(|| methods.iter().find(|(known, _)| ResourceDef::new(known.as_str()).is_match(path)));
    match known {
        Some((_, allow)) => {
            let mut response = Failure::WrongMethod { allow: allow.clone() }.response(language);
            if let Ok(value) = HeaderValue::from_str(allow) {
                response.headers_mut().insert(ALLOW, value);
            }
            response
        }
        None => Failure::NotFound.response(language),
    }
}

/// Gives the framework's own failures (wrong method, bad path, payload errors) the one shape as well, and each problem
/// the id of its request.
pub(super) async fn one_shape(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let language = language::of(request.request());
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => return Err(error),
    };
    let status = response.status();
    // What is JSON already was made by a handler that knows better, such as the one that says why it is not ready.
    let ours = |media: &HeaderValue| {
        [PROBLEM_JSON, "application/json"].iter().any(|m| media.as_bytes().starts_with(m.as_bytes()))
    };
    let shaped = response.headers().get(CONTENT_TYPE).is_some_and(ours);
    if !(status.is_client_error() || status.is_server_error()) || shaped {
        return Ok(name_the_request(response));
    }
    let text = match status {
        StatusCode::NOT_FOUND => Text::new("这个地址下没有内容", "there is nothing at this address"),
        s if s.is_server_error() => {
            Text::new("服务内部出错，请求没有被处理", "something failed inside; the request was not served")
        }
        _ => Text::new("请求不符合要求", "the request is not acceptable"),
    };
    let code = status.canonical_reason().unwrap_or("error").to_ascii_lowercase().replace(' ', "-");
    let mut shaped = sent(problem(status, &code, text.in_language(language)));
    for (name, value) in response.headers() {
        if *name != CONTENT_TYPE && *name != CONTENT_LENGTH {
            shaped.headers_mut().append(name.clone(), value.clone());
        }
    }
    Ok(name_the_request(response.into_response(shaped)))
}
