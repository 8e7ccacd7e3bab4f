//! `POST /v1/evaluations`: a portfolio in, an answer out.

use actix_web::{HttpRequest, HttpResponse, post, web};

use super::error::{Failure, Problem};
use super::{State, body, language};
use crate::diagnostic::Text;
use crate::engine::Explain;
use crate::fact::from_json;
use crate::plan::Answer;

/// Evaluate a household's portfolio
///
/// Send what is known of the household, its debts and the contacts of collectors; leave out what is not known, or say
/// `"unknown"`. The answer says what to do first and by which date, what can be paid, what each debt really costs,
/// which conduct breaks which rule, what not to do, and what to ask next. Nothing is stored.
#[utoipa::path(
    tag = "evaluations",
    params(("explain" = Option<String>, Query, description = "`full` adds every rule with its outcome", example = "full"),
           ("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    request_body(content = ref("#/components/schemas/Portfolio"), description = "What is known of the household", content_type = "application/json"),
    responses(
        (status = 200, description = "The answer", body = Answer),
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
        Ok(answer) => HttpResponse::Ok().json(answer),
        Err(failure) => failure.response(language::of(&request)),
    }
}

async fn evaluate(request: &HttpRequest, payload: web::Payload, state: &State) -> Result<Answer, Failure> {
    let explain = explain(request.query_string())?;
    let body = body::json(request, payload, state.settings.body_limit_bytes).await?;
    let (engine, limits) = (state.running.engine(), state.settings.limits);
    // Away from the thread that reads and writes connections: a large portfolio keeps nobody else waiting.
    let answered = web::block(move || {
        let input = from_json(&body).map_err(Failure::NotJson)?;
        let portfolio = engine.read(&input, &limits).map_err(Failure::BadPortfolio)?;
        Ok(engine.answer(portfolio, explain))
    });
    answered.await.unwrap_or(Err(Failure::Stopping))
}

fn explain(query: &str) -> Result<Explain, Failure> {
    let mut explain = Explain::Findings;
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        explain = match pair {
            "explain=full" => Explain::Full,
            "explain=findings" => Explain::Findings,
            other => {
                let name = other.split('=').next().unwrap_or_default().to_owned();
                let remedy =
                    Text::new("可用 `explain=full` 或 `explain=findings`", "use `explain=full` or `explain=findings`");
                return Err(Failure::BadQuery { name, remedy });
            }
        };
    }
    Ok(explain)
}
