//! The parts of the rulebook that a counsellor opens by what is at hand: the stage a paper shows, the saying a client heard.

use actix_web::{HttpResponse, get, web};

use super::State;
use crate::book::{ErratumView, StagesView, errata, stages};

/// List the stages
///
/// For every fact that rules must cover, each of its options: what it means for the person, and the rules that know it
/// with their next steps, by when, the law behind them, what happens if a step is missed and what never to do. All of it
/// is read from the rules; figures are those of the newest stretch of each dated value.
#[utoipa::path(tag = "rulebook", responses((status = 200, description = "The facts in the order of the vocabulary, their options in order", body = Vec<StagesView>)))]
#[get("/v1/stages")]
pub(super) async fn list_stages(state: web::Data<State>) -> HttpResponse {
    let engine = state.running.engine();
    HttpResponse::Ok().json(stages(engine.rules()))
}

/// List the errata
///
/// What people in debt are often told, what is wrong with it and what is right, with the law and the rules behind the
/// right answer, how binding it is and how it was checked.
#[utoipa::path(tag = "rulebook", responses((status = 200, description = "All errata, in the order of the files", body = Vec<ErratumView>)))]
#[get("/v1/errata")]
pub(super) async fn list_errata(state: web::Data<State>) -> HttpResponse {
    let engine = state.running.engine();
    HttpResponse::Ok().json(errata(engine.rules()))
}
