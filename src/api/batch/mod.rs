//! `POST /v1/evaluations/batch`: a portfolio on each line in, an answer or a problem on each line out. Lines and answers
//! are made in [`crate::batch`]; the way from one to the other is in `run`, the threads in `crew`.

mod crew;
mod run;
mod settings;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, post, web};
use utoipa::ToSchema;

pub use settings::BatchSettings;

pub(super) use crew::Crew;

use crew::Keeping;

use super::error::{Failure, Problem};
use super::{State, body, decisions, language};
use crate::batch::Batch;
use crate::diagnostic::Text;
use crate::engine::Explain;
use crate::plan::Answer;

/// What lines are called; the first is what is sent.
const MEDIA: [&str; 3] = ["application/x-ndjson", "application/ndjson", "application/jsonl"];

/// One line of what a batch sends
///
/// Either an answer or a problem. The lines stand in the order of the lines they answer.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "says to readers of the document what `batch` writes; a test holds the two together")]
pub(super) struct BatchLine {
    /// The number of the line that it answers, from 1, blank lines included; `null` in a last line that says why a batch
    /// ended before its end.
    #[schema(required = true, example = 1)]
    line: Option<u64>,
    /// The reference of the portfolio, where it has one.
    #[schema(example = "K-17")]
    case_ref: Option<String>,
    /// The id of the decision, where the operator keeps a record of decisions.
    #[schema(example = "019a9c5e-7d2b-7c31-9a40-5d2f0a6be811")]
    decision: Option<String>,
    /// The answer, as `POST /v1/evaluations` gives it.
    answer: Option<Box<Answer>>,
    /// What is wrong with the line, as `POST /v1/evaluations` says it.
    problem: Option<Box<Problem>>,
}

/// What a batch sends: text, of which each line is a `BatchLine`
#[derive(Debug, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "says to readers of the document what `batch` writes; a test holds the two together")]
pub(super) enum BatchAnswer {
    /// The whole.
    Whole(String),
    /// One line.
    Line(Box<BatchLine>),
}

/// Evaluate many portfolios, one on each line
///
/// Send portfolios as NDJSON, each on one line as `POST /v1/evaluations` takes it; there may be millions. Each line that is
/// not blank is answered with one line, in the same order: `BatchLine`, with the answer, or with the problem where the line
/// is bad; a bad line does not stop the rest. All lines are answered by the rules in use at the start, named by the header
/// `Ashore-Ruleset`. One line may be as long as the body of a single request.
///
/// Read answers while you send: the service reads on only as answers are taken. A client that reads nothing before it has
/// sent everything is served as long as it sends no more than one body may hold (4 MiB unless set otherwise); send larger
/// files in parts, or with a client that does both at once, such as `curl -T`. Where no whole line comes or no answer is
/// taken for a minute, and where the body breaks off, a last line says so with `"line": null` and from which line to send
/// again. A connection that is closed stops the work. Nothing is stored, unless the
/// operator keeps a record of decisions: then each line names its `decision`.
#[utoipa::path(
    tag = "evaluations",
    params(("explain" = Option<String>, Query, pattern = "^(full|findings)$", description = "`full` adds every rule with its outcome", example = "full"),
           ("Accept-Language" = Option<String>, Header, description = "Language of problems: `zh-CN` (default) or `en`")),
    request_body(
        description = "Portfolios, one on each line; blank lines are passed over",
        content((serde_json::Value = "application/x-ndjson"), (serde_json::Value = "application/ndjson"), (serde_json::Value = "application/jsonl")),
    ),
    responses(
        (status = 200, description = "A `BatchLine` for each line", body = BatchAnswer, content_type = "application/x-ndjson",
         headers(("Ashore-Ruleset" = String, description = "The digest of the rules that all lines are answered by"))),
        (status = 400, description = "A query parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not declared as NDJSON", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "As many batches as there is room for are under way; `Retry-After` says when to try again", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/evaluations/batch")]
pub(super) async fn evaluate_lines(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    match begin(&request, payload, state) {
        Ok(response) => response,
        Err(failure) => failure.response(language::of(&request)),
    }
}

fn begin(request: &HttpRequest, payload: web::Payload, state: web::Data<State>) -> Result<HttpResponse, Failure> {
    let explain = explain(request)?;
    let media = body::media(request);
    if request.headers().contains_key(CONTENT_TYPE) && !MEDIA.contains(&media.as_str()) {
        return Err(Failure::NotNdjsonType { given: media });
    }
    let limit = state.settings.batch.max_batches;
    let place = state.crew.place().ok_or(Failure::TooManyBatches { limit })?;
    let engine = state.running.engine();
    let digest = engine.rules().digest.clone();
    let keeping = state.record.clone().map(|record| Keeping { record, key: decisions::key_of(request) });
    let batch = Batch { engine, limits: state.settings.limits, explain, language: language::of(request) };
    Ok(HttpResponse::Ok()
        .content_type("application/x-ndjson")
        .insert_header(("Ashore-Ruleset", digest))
        .streaming(run::run(batch, keeping, payload, place, state.into_inner())))
}

fn explain(request: &HttpRequest) -> Result<Explain, Failure> {
    let mut explain = Explain::Findings;
    for pair in request.query_string().split('&').filter(|p| !p.is_empty()) {
        explain = match pair {
            "explain=full" => Explain::Full,
            "explain=findings" => Explain::Findings,
            other => {
                let name = other.split('=').next().unwrap_or_default().chars().take(80).collect();
                let remedy =
                    Text::new("可用 `explain=full` 或 `explain=findings`", "use `explain=full` or `explain=findings`");
                return Err(Failure::BadQuery { name, remedy });
            }
        };
    }
    Ok(explain)
}
