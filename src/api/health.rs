//! Whether the service lives, and whether it is ready.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::State;
use super::gate::Keys;
use super::reload::Reload;
use crate::diagnostic::{Report, Text};

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok`, `ready` or `draining`.
    #[schema(example = "ready")]
    status: &'static str,
    /// SHA-256 of the rules in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    ruleset_digest: Option<String>,
    /// How the last reload ended; absent until there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    reload: Option<ReloadHealth>,
    /// Whether the keys file cannot be used as it is and older keys stay in force; the log says why. Absent where no key
    /// is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = false)]
    keys_file_refused: Option<bool>,
}

/// Whether newer rules wait to be mended.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReloadHealth {
    /// Whether the last reload was refused: the service answers by older rules than the folder holds.
    #[schema(example = true)]
    refused: bool,
    /// How many mistakes keep the newer rules from being used.
    #[schema(example = 1)]
    errors: usize,
    /// What is wrong, where it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Text>,
    /// The first mistake, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<Report>,
}

impl ReloadHealth {
    fn new(reload: &Reload) -> Self {
        let refused = reload.refusal().is_some();
        let first = reload.found.first().filter(|_| refused).cloned();
        Self { refused, errors: reload.found.errors, problem: reload.problem(), first }
    }
}

/// Is the process alive
#[utoipa::path(tag = "operations", responses((status = 200, description = "It is", body = Health)))]
#[get("/livez")]
pub(super) async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok", ruleset_digest: None, reload: None, keys_file_refused: None })
}

/// Is the service ready to answer
///
/// It is as soon as it listens, and stays so when changed rules are refused: the old ones keep answering. `reload` says
/// so, for whoever watches. When the service was told to stop it is not ready any longer, though requests are still
/// answered for a while.
#[utoipa::path(
    tag = "operations",
    responses(
        (status = 200, description = "It is: rules are loaded and checked", body = Health),
        (status = 503, description = "The service is being stopped: `status` is `draining`", body = Health),
    )
)]
#[get("/readyz")]
pub(super) async fn readyz(state: web::Data<State>) -> HttpResponse {
    let now = state.running.now();
    let leaving = state.lifecycle.leaving();
    let mut response = if leaving { HttpResponse::ServiceUnavailable() } else { HttpResponse::Ok() };
    response.json(Health {
        status: if leaving { "draining" } else { "ready" },
        ruleset_digest: Some(now.digest().to_owned()),
        reload: now.last.as_deref().map(ReloadHealth::new),
        keys_file_refused: state.gate.keys().map(Keys::refused),
    })
}
