//! Every failure, one shape: `application/problem+json` (RFC 9457), in the caller's language, with a JSON Pointer and a
//! remedy for each bad field. What status a failure gets is decided here and nowhere else.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ResourceDef, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::letters::{instead_of, no_letter, not_ready};
use super::reload::{Refusal, Reload};
use super::{State, language};
use crate::diagnostic::{Language, Report, Text};
use crate::fact::{NotJson, Problem as BadField};
use crate::import::ImportError;
use crate::plan::{LetterLine, NoLetter};

/// The media type of every failure.
const PROBLEM_JSON: &str = "application/problem+json";

/// What can go wrong with a request.
#[derive(Debug)]
pub(super) enum Failure {
    /// The portfolio cannot be read; every bad field is listed.
    BadPortfolio(Vec<BadField>),
    /// The files to be checked cannot be read from the request; every bad field is listed.
    BadFiles(Vec<BadField>),
    /// The terms of a computation cannot be read or computed; every bad field is listed.
    BadTerms(Vec<BadField>),
    /// The rules of the folder were not taken up.
    Refused(Arc<Reload>),
    /// Checking rules broke down.
    CheckFailed,
    /// The body is not JSON.
    NotJson(NotJson),
    /// The body is declared to be something else.
    NotJsonType {
        /// As declared.
        given: String,
    },
    /// The body is declared to be no list.
    NotCsvType {
        /// As declared.
        given: String,
    },
    /// The list cannot be read.
    BadList(ImportError),
    /// There is no such kind of list.
    NoSuchImport {
        /// As asked for.
        name: String,
        /// The closest there is.
        close: Option<String>,
        /// All there are.
        known: Vec<String>,
    },
    /// The body is larger than allowed.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body broke off.
    BrokenBody,
    /// A query parameter is unknown or has a value that it cannot have.
    BadQuery {
        /// Which.
        name: String,
        /// What may be written instead.
        remedy: Text,
    },
    /// There is no such rule.
    NoSuchRule {
        /// As asked for.
        id: String,
        /// The closest rule there is.
        close: Option<String>,
    },
    /// Nobody can say which letter is meant.
    NoLetter {
        /// The letter as asked for.
        id: String,
        /// The debt as asked for.
        debt: String,
        /// Why not.
        why: NoLetter,
    },
    /// The letter cannot be printed, or must not be sent for this debt.
    LetterNotReady(Box<LetterLine>),
    /// A page could not be laid out.
    PageFailed,
    /// There is no such stage.
    NoSuchStage {
        /// As asked for.
        name: String,
        /// The closest stage there is.
        close: Option<String>,
    },
    /// There is nothing at this path.
    NotFound,
    /// The service is stopping and takes no more work.
    Stopping,
    /// The path is there, but takes other methods.
    WrongMethod {
        /// The methods it takes.
        allow: String,
    },
}

/// A failure as sent (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "urn:ashore:problem:bad-portfolio", "title": "请求里有 1 处问题", "status": 422, "code": "bad-portfolio",
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
#[derive(Debug, Serialize, ToSchema)]
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
    fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchRule { .. }
            | Self::NoSuchStage { .. }
            | Self::NoSuchImport { .. }
            | Self::NotFound
            | Self::NoLetter { why: NoLetter::NoSuchLetter { .. }, .. } => StatusCode::NOT_FOUND,
            Self::BadPortfolio(_)
            | Self::BadFiles(_)
            | Self::BadTerms(_)
            | Self::BadList(_)
            | Self::NoLetter { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::LetterNotReady(_) => StatusCode::CONFLICT,
            Self::CheckFailed | Self::PageFailed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Refused(reload) => match reload.refusal() {
                Some(Refusal::Unreadable(_)) => StatusCode::CONFLICT,
                Some(Refusal::Failed) => StatusCode::INTERNAL_SERVER_ERROR,
                Some(Refusal::Mistakes) | None => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::NotJson(_) | Self::BrokenBody | Self::BadQuery { .. } => StatusCode::BAD_REQUEST,
            Self::NotJsonType { .. } | Self::NotCsvType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongMethod { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The stable name, what is wrong, and what to do.
    fn words(&self) -> (&'static str, Text, Option<Text>) {
        match self {
            Self::BadPortfolio(fields) | Self::BadFiles(fields) | Self::BadTerms(fields) => {
                let n = fields.len();
                let code = match self {
                    Self::BadFiles(_) => "bad-files",
                    Self::BadTerms(_) => "bad-terms",
                    _ => "bad-portfolio",
                };
                (code, Text::new(format!("请求里有 {n} 处问题"), format!("the request has {n} problems")), None)
            }
            Self::Refused(reload) => {
                let code = match reload.refusal() {
                    Some(Refusal::Unreadable(_)) => "rules-unreadable",
                    Some(Refusal::Failed) => "check-failed",
                    Some(Refusal::Mistakes) | None => "rules-refused",
                };
                let what = reload.problem().unwrap_or_else(|| Text::new("规则没有启用", "the rules were not taken up"));
                (code, what, Some(Text::new("原来的规则继续使用", "the old rules stay in use")))
            }
            Self::CheckFailed => (
                "check-failed",
                Text::new("检查这些规则时程序出错", "checking these rules failed inside"),
                Some(Text::new("请把规则文件发给开发者", "send the files to the developers")),
            ),
            Self::NotJson(error) => (
                "not-json",
                Text::new(
                    format!("正文不是 JSON(第 {} 行第 {} 列)", error.line, error.column),
                    format!("the body is not JSON (line {}, column {}): {}", error.line, error.column, error.reason),
                ),
                Some(Text::new(
                    "检查逗号、引号和括号；日期和文字要加双引号",
                    "look at commas, quotes and brackets; dates and texts stand in double quotes",
                )),
            ),
            Self::NotJsonType { given } => (
                "not-json-type",
                Text::new(format!("正文声明为 `{given}`"), format!("the body is declared as `{given}`")),
                Some(Text::new("请求头写 `Content-Type: application/json`", "send `Content-Type: application/json`")),
            ),
            Self::NotCsvType { given } => (
                "not-csv-type",
                Text::new(format!("正文声明为 `{given}`"), format!("the body is declared as `{given}`")),
                Some(Text::new("请求头写 `Content-Type: text/csv`", "send `Content-Type: text/csv`")),
            ),
            Self::BadList(error) => (error.code(), error.text(), Some(error.remedy())),
            Self::NoSuchImport { name, close, known } => (
                "no-such-import",
                Text::new(format!("没有 `{name}` 这种表格"), format!("there is no kind of list `{name}`")),
                Some(match close {
                    Some(c) => Text::new(format!("是不是 `{c}`？"), format!("did you mean `{c}`?")),
                    None => {
                        Text::new(format!("可用的有：{}", known.join("、")), format!("use one of {}", known.join(", ")))
                    }
                }),
            ),
            Self::TooLarge { limit } => (
                "body-too-large",
                Text::new(format!("正文超过 {limit} 字节"), format!("the body is larger than {limit} bytes")),
                Some(Text::new(
                    "分成几次提交，或请运维人员调高上限",
                    "send it in parts, or ask the operator to raise the limit",
                )),
            ),
            Self::BrokenBody => {
                ("broken-body", Text::new("正文没有传完", "the body broke off"), Some(Text::new("请重试", "try again")))
            }
            Self::BadQuery { name, remedy } => (
                "bad-query",
                Text::new(format!("查询参数 `{name}` 不对"), format!("the query parameter `{name}` is wrong")),
                Some(remedy.clone()),
            ),
            Self::NoSuchRule { id, close } => (
                "no-such-rule",
                Text::new(format!("没有编号为 `{id}` 的规则"), format!("there is no rule `{id}`")),
                close.as_ref().map(|c| Text::new(format!("是不是 `{c}`?"), format!("did you mean `{c}`?"))),
            ),
            Self::NoLetter { id, debt, why } => no_letter(id, debt, why),
            Self::LetterNotReady(letter) => not_ready(letter),
            Self::PageFailed => (
                "page-failed",
                Text::new("页面排不出来", "the page could not be laid out"),
                Some(Text::new("可以先用 `format=json`", "`format=json` still works")),
            ),
            Self::NoSuchStage { name, close } => (
                "no-such-stage",
                Text::new(format!("没有名为 `{name}` 的阶段"), format!("there is no stage `{name}`")),
                close.as_ref().map(|c| Text::new(format!("是不是 `{c}`?"), format!("did you mean `{c}`?"))),
            ),
            Self::Stopping => (
                "stopping",
                Text::new("服务正在停止", "the service is stopping"),
                Some(Text::new("请稍后重试", "try again in a moment")),
            ),
            Self::WrongMethod { allow } => (
                "method-not-allowed",
                Text::new("这个地址不接受这种方法", "this address does not take that method"),
                Some(Text::new(format!("请用 {allow}"), format!("use {allow}"))),
            ),
            Self::NotFound => (
                "not-found",
                Text::new("这个地址下没有内容", "there is nothing at this address"),
                Some(Text::new("接口说明见 /docs", "see /docs")),
            ),
        }
    }

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
        sent(Problem { detail, errors, diagnostics, letter, instead, ..problem })
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
        errors: Vec::new(),
        diagnostics: Vec::new(),
        letter: None,
        instead: None,
    }
}

fn sent(problem: Problem) -> HttpResponse {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponse::build(status).content_type(PROBLEM_JSON).json(problem)
}

/// The answer to a request that no route takes: the path is not there, or takes other methods.
pub(super) async fn not_found(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let language = language::of(&request);
    let now = state.running.now();
    let known = now.document.methods.iter().find(|(path, _)| ResourceDef::new(path.as_str()).is_match(request.path()));
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

/// Gives the framework's own failures (wrong method, bad path, payload errors) the one shape as well.
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
    let shaped =
        response.headers().get(CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(PROBLEM_JSON.as_bytes()));
    if !(status.is_client_error() || status.is_server_error()) || shaped {
        return Ok(response);
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
    Ok(response.into_response(shaped))
}
