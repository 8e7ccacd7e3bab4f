//! Whether the service lives, and whether it is ready.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::State;

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok` or `ready`.
    #[schema(example = "ready")]
    status: &'static str,
    /// SHA-256 of the rules in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    ruleset_digest: Option<String>,
}

/// Is the process alive
#[utoipa::path(tag = "operations", responses((status = 200, description = "It is", body = Health)))]
#[get("/livez")]
pub(super) async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok", ruleset_digest: None })
}

/// Is the service ready to answer
#[utoipa::path(tag = "operations", responses((status = 200, description = "It is: rules are loaded and checked", body = Health)))]
#[get("/readyz")]
pub(super) async fn readyz(state: web::Data<State>) -> HttpResponse {
    let digest = state.engine.rules().digest.clone();
    HttpResponse::Ok().json(Health { status: "ready", ruleset_digest: Some(digest) })
}
