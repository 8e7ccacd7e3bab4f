//! The parts of the rulebook that a counsellor opens by what is at hand: the stage a paper shows, the saying a client heard.

use actix_web::{HttpRequest, HttpResponse, get, web};

use super::error::{Failure, Problem};
use super::{State, language};
use crate::book::{ErratumView, StageView, StagesView, errata, stage_like, stages, stages_named};

/// List the stages
///
/// For every fact that rules must cover (`exhaustive`), each of its options with what it means for the person, and the
/// rules that know it by name.
#[utoipa::path(tag = "rulebook", responses((status = 200, description = "The facts in the order of the vocabulary, their options in order", body = Vec<StagesView>)))]
#[get("/v1/stages")]
pub(super) async fn list_stages(state: web::Data<State>) -> HttpResponse {
    let engine = state.running.engine();
    HttpResponse::Ok().json(stages(engine.rules()))
}

/// Show a stage
///
/// Everything the rules say of one stage: what it means, and the rules that know it with their next steps, by when, the
/// law behind them, what happens if a step is missed and what never to do. Whatever case is at hand, the steps that
/// apply to it are in the answer to its portfolio. Figures are those of the newest stretch of each dated value.
#[utoipa::path(
    tag = "rulebook",
    params(("name" = String, Path, description = "The option, as in requests", example = "payment_order"),
           ("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    responses(
        (status = 200, description = "The stage, of each fact that has an option of this name", body = Vec<StageView>),
        (status = 404, description = "There is no such stage", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/stages/{name}")]
pub(super) async fn show_stage(request: HttpRequest, name: web::Path<String>, state: web::Data<State>) -> HttpResponse {
    let engine = state.running.engine();
    let rules = engine.rules();
    let found = stages_named(rules, &name);
    if found.is_empty() {
        let close = stage_like(rules, &name);
        return Failure::NoSuchStage { name: name.chars().take(80).collect(), close }.response(language::of(&request));
    }
    HttpResponse::Ok().json(found)
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
