//! `POST /v1/conduct`: contacts in, what they show out: to read, or as a page for the police or a regulator.

use actix_web::{HttpRequest, HttpResponse, post, web};

use super::error::{Failure, Problem};
use super::{State, accept, body, language};
use crate::conduct::{ConductReport, page};
use crate::diagnostic::Text;
use crate::engine::digest;
use crate::fact::from_json;

/// How the report is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Html,
}

/// The media types of the forms; what asks for anything takes the first.
const FORMS: [(&str, Form); 2] = [("application/json", Form::Json), ("text/html", Form::Html)];

/// Judge contacts alone
///
/// Send the contacts of collectors as in a portfolio, without the household: the answer says which behaviours they
/// show, with the articles in force on the day, what cannot be told and what would settle it, what to keep and how,
/// where to report and by which day; every contact in order of time; and a calendar of them. Where all contacts are for
/// one creditor, say what is known of it at the top; otherwise list `debts` and say in each contact which it is about.
/// As `text/html` it is a page to print for the police or a regulator. Nothing is stored.
#[utoipa::path(
    tag = "conduct",
    params(("format" = Option<String>, Query, pattern = "^(json|html)$", description = "`json` or `html`; else by `Accept`", example = "html"),
           ("Accept" = Option<String>, Header, description = "`application/json` (default) or `text/html`"),
           ("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    request_body(content = ref("#/components/schemas/ContactLog"), description = "The contacts of collectors", content_type = "application/json"),
    responses(
        (status = 200, description = "What the contacts show", content((ConductReport = "application/json"), (String = "text/html"))),
        (status = 400, description = "The body is not JSON, or a query parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not declared as JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The contacts cannot be read; every bad field is listed", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/conduct")]
pub(super) async fn judge_contacts(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    match judge(&request, payload, &state).await {
        Ok(response) => response,
        Err(failure) => failure.response(language::of(&request)),
    }
}

async fn judge(request: &HttpRequest, payload: web::Payload, state: &State) -> Result<HttpResponse, Failure> {
    let form = form(request)?;
    let body = body::json(request, payload, state.settings.body_limit_bytes).await?;
    let (engine, limits) = (state.running.engine(), state.settings.limits);
    let answered = web::block(move || {
        let input = from_json(&body).map_err(Failure::NotJson)?;
        let log = engine.read_contacts(&input, &limits).map_err(Failure::BadPortfolio)?;
        let report = engine.conduct(log, digest(&body));
        match form {
            Form::Json => Ok((report, None)),
            Form::Html => match page(&report) {
                Ok(page) => Ok((report, Some(page))),
                Err(_) => Err(Failure::PageFailed),
            },
        }
    });
    let (report, page) = answered.await.unwrap_or(Err(Failure::Stopping))?;
    Ok(match page {
        Some(page) => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page),
        None => HttpResponse::Ok().json(report),
    })
}

fn form(request: &HttpRequest) -> Result<Form, Failure> {
    let mut form = accept::preferred(request, &FORMS).unwrap_or(Form::Json);
    for pair in request.query_string().split('&').filter(|p| !p.is_empty()) {
        form = match pair {
            "format=json" => Form::Json,
            "format=html" => Form::Html,
            other => {
                let name = other.split('=').next().unwrap_or_default().chars().take(80).collect();
                let remedy = Text::new("可用 `format=json` 或 `format=html`", "use `format=json` or `format=html`");
                return Err(Failure::BadQuery { name, remedy });
            }
        };
    }
    Ok(form)
}
