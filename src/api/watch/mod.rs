//! What is told of each request: one log line, its numbers, one span. The pattern of its route and never the path, no
//! query, no header and no body; its id goes into every line logged meanwhile, into the answer, and into every problem.
//!
//! The line is written when the last byte of the answer was handed over, or when the caller is gone.

mod body;
mod open;
mod request_id;

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};
use tracing::Instrument;

pub(in crate::api) use body::Watched;
pub(in crate::api) use request_id::{REQUEST_ID, RequestId};

use super::State;
use super::error::problem_code;
use super::gate::Caller;
use crate::telemetry::TraceContext;
use open::Open;

/// Watches a request from its head to the last byte of its answer. Outermost, so that nothing that is answered escapes.
pub(super) async fn watch(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<Watched>, actix_web::Error> {
    let id = RequestId::of(request.headers());
    let Some(state) = request.app_data::<web::Data<State>>().cloned() else {
        // Every application has its state; without it there is nobody to tell.
        return next.call(request).await.map(|r| r.map_body(|_, body| Watched::alone(body)));
    };
    let route = request.match_pattern().unwrap_or_else(|| "(no route)".to_owned());
    let mut open = Open::new(state, &id, trace(request.headers()), request.method(), route);
    request.extensions_mut().insert(id.clone());
    let answered = next.call(request).instrument(open.span().clone()).await;
    let mut response = match answered {
        Ok(response) => response,
        Err(error) => {
            open.answered(error.as_response_error().status_code().as_u16());
            open.ended = true;
            return Err(error);
        }
    };
    open.answered(response.status().as_u16());
    open.problem = problem_code(response.response());
    open.key_id = response.request().extensions().get::<Caller>().map(|caller| caller.key_id.as_str().to_owned());
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(response.map_body(|_, body| {
        // What has no body is never polled.
        open.ended = matches!(body.size(), BodySize::None | BodySize::Sized(0));
        Watched::new(body, open)
    }))
}

/// The trace that the headers name; two `traceparent` are none, several `tracestate` are one list.
fn trace(headers: &HeaderMap) -> TraceContext {
    let mut parents = headers.get_all("traceparent");
    let parent = parents.next().filter(|_| parents.next().is_none()).and_then(|v| v.to_str().ok());
    let states: Option<Vec<&str>> = headers.get_all("tracestate").map(|v| v.to_str().ok()).collect();
    TraceContext::of(parent.map(str::trim), states.map(|s| s.join(",")).as_deref())
}
