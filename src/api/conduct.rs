//! `POST /v1/conduct`: contacts in, what they show out: to read, or as a page for the police or a regulator.

use actix_web::{HttpRequest, HttpResponse, post, web};

use super::error::{Failure, Problem};
use super::{State, accept, body, decisions, language};
use crate::conduct::ConductReport;
use crate::diagnostic::Text;
use crate::reply::{Asked, ReportForm};

/// The media types of the forms; what asks for anything takes the first.
const FORMS: [(&str, ReportForm); 2] = [("application/json", ReportForm::Json), ("text/html", ReportForm::Html)];

/// Judge contacts alone
///
/// Send the contacts of collectors as in a portfolio, without the household: the answer says which behaviours they
/// show, with the articles in force on the day, what cannot be told and what would settle it, what to keep and how,
/// where to report and by which day; every contact in order of time; and a calendar of them. Where all contacts are for
/// one creditor, say what is known of it at the top; otherwise list `debts` and say in each contact which it is about.
/// As `text/html` it is a page to print for the police or a regulator. Nothing is stored, unless the operator
/// keeps a record of decisions: then `Ashore-Decision` names this one.
#[utoipa::path(
    tag = "conduct",
    params(("format" = Option<String>, Query, pattern = "^(json|html)$", description = "`json` or `html`; else by `Accept`", example = "html"),
           ("Accept" = Option<String>, Header, description = "`application/json` (default) or `text/html`"),
           ("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    request_body(content = ref("#/components/schemas/ContactLog"), description = "The contacts of collectors", content_type = "application/json"),
    responses(
        (status = 200, description = "What the contacts show", headers(("Ashore-Decision" = Option<String>, description = "The id of this decision, where a record is kept")), content((ConductReport = "application/json"), (String = "text/html"))),
        (status = 400, description = "The body is not JSON, or a query parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not declared as JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The contacts cannot be read; every bad field is listed", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The decision could not be put on record, so it is not given; or the service is stopping", body = Problem, content_type = "application/problem+json"),
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
    decisions::answer(request, state, Asked::Conduct { form }, body).await
}

fn form(request: &HttpRequest) -> Result<ReportForm, Failure> {
    let mut form = accept::preferred(request, &FORMS).unwrap_or(ReportForm::Json);
    for pair in request.query_string().split('&').filter(|p| !p.is_empty()) {
        form = match pair {
            "format=json" => ReportForm::Json,
            "format=html" => ReportForm::Html,
            other => {
                let name = other.split('=').next().unwrap_or_default().chars().take(80).collect();
                let remedy = Text::new("可用 `format=json` 或 `format=html`", "use `format=json` or `format=html`");
                return Err(Failure::BadQuery { name, remedy });
            }
        };
    }
    Ok(form)
}
