//! `POST /v1/interviews`: what is known in, the next best question and the answer so far out.

use actix_web::{HttpRequest, HttpResponse, post, web};

use super::bounds::away;
use super::error::{Failure, Problem};
use super::metrics::Kind;
use super::{State, body, language};
use crate::fact::from_json;
use crate::interview::{InterviewReply, read, reply};

/// The next best question
///
/// Send what is known, get the next question and the answer so far; send it again with the answer written at the
/// question's `pointer`, until `next` is `null`. The first ten minutes come first, debt by debt; then whatever decides
/// most. What the client was asked and cannot say goes into `not_known`, or stands in the portfolio as `"unknown"`;
/// what is left out or `null` was not asked yet. When there is no more debt or contact to tell, say so in `complete`.
/// The portfolio may begin with `as_of` alone. Nothing is stored: the same request has the same reply.
#[utoipa::path(
    tag = "evaluations",
    params(("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    request_body(content = ref("#/components/schemas/InterviewRequest"), description = "What is known so far", content_type = "application/json"),
    responses(
        (status = 200, description = "The next question, and the answer so far", body = InterviewReply),
        (status = 400, description = "The body is not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not declared as JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The request cannot be read; every bad field is listed", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/interviews")]
pub(super) async fn next_question(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    match ask(&request, payload, &state).await {
        Ok(reply) => {
            // Its findings come again with every step, and are not counted.
            state.metrics.answered(Kind::Interview);
            HttpResponse::Ok().json(reply)
        }
        Err(failure) => failure.response(language::of(&request)),
    }
}

async fn ask(request: &HttpRequest, payload: web::Payload, state: &State) -> Result<InterviewReply, Failure> {
    let body = body::json(request, payload, state.settings.body_limit_bytes).await?;
    let (engine, limits) = (state.running.engine(), state.settings.limits);
    // Away from the thread that reads and writes connections, as for an evaluation.
    let answered = away(request, state, move || {
        let input = from_json(&body).map_err(Failure::NotJson)?;
        let request = read(&engine, &input, &limits).map_err(Failure::BadPortfolio)?;
        Ok(reply(&engine, &request))
    });
    answered.await
}
