//! Decisions: answers with a record of them, and `GET /v1/decisions/{id}`, one of them with its replay.

use std::sync::Arc;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::bounds::away;
use super::error::{Failure, Problem};
use super::gate::Caller;
use super::metrics::Kind;
use super::{State, language};
use crate::diagnostic::{Language, Text};
use crate::record::{Found, Kept, Mark, Outcome, Record, RecordError, replay};
use crate::reply::{Asked, Unanswered};

/// The header that names a decision.
const DECISION: HeaderName = HeaderName::from_static("ashore-decision");

/// Answers a request; where a record is kept, once the decision is on disk. The body is the same with and without.
pub(super) async fn answer(
    request: &HttpRequest,
    state: &State,
    asked: Asked,
    input: web::BytesMut,
) -> Result<HttpResponse, Failure> {
    let (engine, limits, record) = (state.running.engine(), state.settings.limits, state.record.clone());
    let key = key_of(request);
    // Away from the thread that reads and writes connections: a large portfolio keeps nobody else waiting.
    let answered = away(request, state, move || {
        let reply = asked.reply(&engine, &input, &limits)?;
        let kept = record.map(|record| {
            let draft = record.draft(asked, &engine, &input, &reply, key).map_err(unavailable)?;
            Ok::<_, Failure>((record, draft, engine))
        });
        Ok::<_, Failure>((reply, kept.transpose()?))
    });
    let (reply, kept) = answered.await?;
    let kind = match asked {
        Asked::Evaluation { .. } => Kind::Evaluation,
        Asked::Conduct { .. } => Kind::Conduct,
    };
    state.metrics.evaluated(kind, &reply);
    let mut response = HttpResponse::Ok();
    response.content_type(reply.media);
    if let Some((record, draft, engine)) = kept {
        let id = draft.decision.id.to_string();
        record.keep(draft, engine).await.map_err(unavailable)?;
        response.insert_header((DECISION, HeaderValue::from_str(&id).map_err(|_| Failure::Stopping)?));
    }
    Ok(response.body(reply.bytes))
}

impl From<Unanswered> for Failure {
    fn from(why: Unanswered) -> Self {
        match why {
            Unanswered::NotJson(error) => Self::NotJson(error),
            Unanswered::Problems(problems) => Self::BadPortfolio(problems),
            Unanswered::PageFailed => Self::PageFailed,
        }
    }
}

/// A decision as it is on record.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DecisionRecord {
    /// Its id.
    #[schema(example = "019a9c5e-7d2b-7c31-9a40-5d2f0a6be811")]
    id: String,
    /// When it was made, in UTC.
    #[schema(example = "2026-11-22T02:15:04.120Z")]
    at: String,
    /// The id of the key it was asked for with, where keys are asked for.
    #[schema(example = "k3f9")]
    key: Option<String>,
    /// What was asked for besides the input.
    asked: Asked,
    /// The day the answer is for.
    #[schema(example = "2026-11-22")]
    as_of: String,
    /// SHA-256 of the rules; they are kept.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    ruleset_digest: String,
    /// Their version.
    #[schema(example = "2026.11")]
    ruleset_version: String,
    /// The version of the program.
    #[schema(example = "0.1.0")]
    engine_version: String,
    /// The input as it was received.
    input: Mark,
    /// Whether the input is kept, sealed.
    input_kept: bool,
    /// The answer as it was sent, before it was compressed for the way.
    answer: Mark,
    /// The decision made again; absent with `replay=false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    replay: Option<ReplayRecord>,
}

/// How a decision came out when it was made again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReplayRecord {
    /// How it ended; absent where it could not be made again.
    outcome: Option<Outcome>,
    /// Whether the answer is the same, to the byte.
    #[schema(example = true)]
    same_bytes: bool,
    /// The answer of now; absent where there is none.
    answer: Option<Mark>,
    /// The version of the program now.
    #[schema(example = "0.1.0")]
    engine_version: &'static str,
    /// What it means, or why it could not be made again, in the caller's language.
    #[schema(example = "the same answer, to the byte")]
    says: String,
}

/// Look up one decision
///
/// Only where the operator keeps a record of decisions; the id stands in the header `Ashore-Decision` of the answer.
/// Where the input is kept, the decision is made again under the rules of that day, and the answer says whether it is
/// the same to the byte. With keys, only decisions that were asked for with the same key are found. Requests that were
/// not answered with 200 are no decisions.
#[utoipa::path(
    tag = "decisions",
    params(("id" = String, Path, description = "The decision's id", example = "019a9c5e-7d2b-7c31-9a40-5d2f0a6be811"),
           ("replay" = Option<bool>, Query, description = "`false` leaves out the replay", example = false),
           ("Accept-Language" = Option<String>, Header, description = "Language of messages: `zh-CN` (default) or `en`")),
    responses(
        (status = 200, description = "The decision", body = DecisionRecord),
        (status = 400, description = "A query parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such decision, or no record is kept", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The decision was deleted; `detail` says when", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The record cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/decisions/{id}")]
pub(super) async fn show_decision(
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<State>,
) -> HttpResponse {
    let language = language::of(&request);
    match look_up(&request, &id, &state, language).await {
        Ok(decision) => HttpResponse::Ok().json(decision),
        Err(failure) => failure.response(language),
    }
}

async fn look_up(
    request: &HttpRequest,
    id: &str,
    state: &State,
    language: Language,
) -> Result<DecisionRecord, Failure> {
    let again = replay_wanted(request)?;
    let record = state.record.clone().ok_or(Failure::NoRecord)?;
    let none = || Failure::NoSuchDecision { id: id.chars().take(80).collect() };
    let wanted = Uuid::try_parse(id).map_err(|_| none())?;
    let kept = match record.find(wanted).await.map_err(unavailable)? {
        Found::Kept(kept) => kept,
        Found::Deleted { at } => return Err(Failure::DecisionDeleted { id: wanted.to_string(), at }),
        Found::Never => return Err(none()),
    };
    // What belongs to another key is not there for this one.
    if key_of(request).is_some_and(|key| kept.decision.key.as_ref() != Some(&key)) {
        return Err(none());
    }
    let replayed = if again { Some(made_again(state, record, &kept, language).await?) } else { None };
    let d = kept.decision;
    Ok(DecisionRecord {
        id: d.id.to_string(),
        at: d.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        key: d.key,
        asked: d.asked,
        as_of: d.as_of.to_string(),
        ruleset_digest: d.ruleset_digest,
        ruleset_version: d.ruleset_version,
        engine_version: d.engine_version,
        input: d.input,
        input_kept: kept.sealed.is_some(),
        answer: d.answer,
        replay: replayed,
    })
}

/// Makes a decision again, one at a time: rules of another day take a second or two to be made ready.
async fn made_again(
    state: &State,
    record: Arc<Record>,
    kept: &Kept,
    language: Language,
) -> Result<ReplayRecord, Failure> {
    let digest = kept.decision.ruleset_digest.clone();
    let running = state.running.engine();
    let here = if running.rules().digest == digest { Some(running) } else { record.engine(&digest) };
    let packed = if here.is_none() { record.rules(&digest).await.map_err(unavailable)? } else { None };
    let _turn = state.replays.acquire().await.map_err(|_| Failure::Stopping)?;
    let kept = kept.clone();
    let done = web::block(move || {
        let input = record.input(&kept)?;
        let engine = match here {
            Some(engine) => engine,
            None => record.compile(&digest, &packed.unwrap_or_default())?,
        };
        Ok(replay(&kept.decision, &engine, &input))
    });
    let engine_version = env!("CARGO_PKG_VERSION");
    let done: Result<_, RecordError> = done.await.map_err(|_| Failure::Stopping)?;
    Ok(match done {
        Ok(done) => ReplayRecord {
            outcome: Some(done.outcome),
            same_bytes: done.outcome == Outcome::SameBytes,
            answer: done.answer,
            engine_version,
            says: done.outcome.text().in_language(language).to_owned(),
        },
        Err(error) => ReplayRecord {
            outcome: None,
            same_bytes: false,
            answer: None,
            engine_version,
            says: error.text().in_language(language).to_owned(),
        },
    })
}

fn replay_wanted(request: &HttpRequest) -> Result<bool, Failure> {
    let mut wanted = true;
    for pair in request.query_string().split('&').filter(|p| !p.is_empty()) {
        wanted = match pair {
            "replay=true" => true,
            "replay=false" => false,
            other => {
                let name = other.split('=').next().unwrap_or_default().chars().take(80).collect();
                let remedy = Text::new("可用 `replay=true` 或 `replay=false`", "use `replay=true` or `replay=false`");
                return Err(Failure::BadQuery { name, remedy });
            }
        };
    }
    Ok(wanted)
}

/// The id of the key a request came with, where keys are asked for.
pub(super) fn key_of(request: &HttpRequest) -> Option<String> {
    request.extensions().get::<Caller>().map(|caller| caller.key_id.as_str().to_owned())
}

fn unavailable(error: RecordError) -> Failure {
    tracing::warn!("the record of decisions failed: {}", error.text().en);
    Failure::RecordUnavailable(error)
}
