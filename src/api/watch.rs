//! One log line and one count for each request: method, route, status, time. Never the query, never the body.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};

use super::State;
use super::gate::Caller;

/// Logs and counts a request once it is answered.
pub(super) async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let start = Instant::now();
    let method = request.method().clone();
    // The pattern, not the path: what stands in place of `{id}` is the caller's own.
    let response = next.call(request).await?;
    let route = response.request().match_pattern().unwrap_or_else(|| "(no route)".to_owned());
    let took = start.elapsed();
    if let Some(state) = response.request().app_data::<web::Data<State>>() {
        state.metrics.served(&route, &method, response.status().as_u16(), took);
    }
    let extensions = response.request().extensions();
    let key_id = extensions.get::<Caller>().map(|caller| caller.key_id.as_str());
    tracing::info!(
        key.id = key_id,
        http.method = %method,
        http.route = %route,
        http.status = response.status().as_u16(),
        duration_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "request served"
    );
    drop(extensions);
    Ok(response)
}
