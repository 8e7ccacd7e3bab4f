//! `POST /v1/evaluations`: a portfolio in, an answer out: to read by a program, as a page to print, or as a
//! calendar.

use actix_web::{HttpRequest, HttpResponse, post, web};

use super::error::{Failure, Problem};
use super::{State, accept, body, language};
use crate::diagnostic::Text;
use crate::engine::Explain;
use crate::fact::from_json;
use crate::plan::Answer;
use crate::sheet::calendar::calendar;
use crate::sheet::plan;

/// How the answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Html,
    Calendar,
}

/// The media types of the forms; what asks for anything takes the first.
const FORMS: [(&str, Form); 3] =
    [("application/json", Form::Json), ("text/html", Form::Html), ("text/calendar", Form::Calendar)];

/// Evaluate a household's portfolio
///
/// Send what is known of the household, its debts and the contacts of collectors; leave out what is not known, or say
/// `"unknown"`. The answer says what to do first and by which date, what can be paid, what each debt really costs,
/// which conduct breaks which rule, what not to do, and what to ask next. As `text/html` it is a page to print for the
/// counsellor and the client; as `text/calendar` the deadlines and the days on which the answer will change by itself.
/// Nothing is stored.
#[utoipa::path(
    tag = "evaluations",
    params(("explain" = Option<String>, Query, pattern = "^(full|findings)$", description = "`full` adds every rule with its outcome (JSON only)", example = "full"),
           ("format" = Option<String>, Query, pattern = "^(json|html|ics)$", description = "`json`, `html` or `ics`; else by `Accept`", example = "html"),
           ("Accept" = Option<String>, Header, description = "`application/json` (default), `text/html` or `text/calendar`"),
           ("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    request_body(content = ref("#/components/schemas/Portfolio"), description = "What is known of the household", content_type = "application/json"),
    responses(
        (status = 200, description = "The answer", content((Answer = "application/json"), (String = "text/html"), (String = "text/calendar"))),
        (status = 400, description = "The body is not JSON, or a query parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not declared as JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The portfolio cannot be read; every bad field is listed", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/evaluations")]
pub(super) async fn create_evaluation(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    match evaluate(&request, payload, &state).await {
        Ok(response) => response,
        Err(failure) => failure.response(language::of(&request)),
    }
}

async fn evaluate(request: &HttpRequest, payload: web::Payload, state: &State) -> Result<HttpResponse, Failure> {
    let (explain, form) = asked_for(request)?;
    let body = body::json(request, payload, state.settings.body_limit_bytes).await?;
    let (engine, limits) = (state.running.engine(), state.settings.limits);
    // Away from the thread that reads and writes connections: a large portfolio keeps nobody else waiting.
    let answered = web::block(move || {
        let input = from_json(&body).map_err(Failure::NotJson)?;
        let portfolio = engine.read(&input, &limits).map_err(Failure::BadPortfolio)?;
        let answer = engine.answer(portfolio, explain);
        match form {
            Form::Json => Ok((answer, None)),
            Form::Html => match plan::page(&answer) {
                Ok(page) => Ok((answer, Some(("text/html; charset=utf-8", page)))),
                Err(_) => Err(Failure::PageFailed),
            },
            Form::Calendar => {
                let calendar = calendar(&answer);
                Ok((answer, Some(("text/calendar; charset=utf-8", calendar))))
            }
        }
    });
    let (answer, page) = answered.await.unwrap_or(Err(Failure::Stopping))?;
    Ok(match page {
        Some((media, text)) => HttpResponse::Ok().content_type(media).body(text),
        None => HttpResponse::Ok().json(answer),
    })
}

fn asked_for(request: &HttpRequest) -> Result<(Explain, Form), Failure> {
    let mut explain = Explain::Findings;
    let mut form = accept::preferred(request, &FORMS).unwrap_or(Form::Json);
    for pair in request.query_string().split('&').filter(|p| !p.is_empty()) {
        match pair {
            "explain=full" => explain = Explain::Full,
            "explain=findings" => explain = Explain::Findings,
            "format=json" => form = Form::Json,
            "format=html" => form = Form::Html,
            "format=ics" => form = Form::Calendar,
            other => {
                let name = other.split('=').next().unwrap_or_default().chars().take(80).collect();
                let remedy = Text::new(
                    "可用 `explain=full`、`explain=findings`、`format=json`、`format=html` 或 `format=ics`",
                    "use `explain=full`, `explain=findings`, `format=json`, `format=html` or `format=ics`",
                );
                return Err(Failure::BadQuery { name, remedy });
            }
        }
    }
    Ok((explain, form))
}
