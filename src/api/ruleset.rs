//! Which rules are running, and taking up changed ones.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, get, post, rt, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::bounds::away_without_slot;
use super::error::{Failure, Problem};
use super::reload::{AskedBy, Reload};
use super::running::InUse;
use super::{State, language};
use crate::diagnostic::{Reports, Text};

/// How soon a caller whose turn has not come looks again.
const TURN: Duration = Duration::from_millis(20);

/// What is running.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RulesetView {
    /// The pack.
    #[schema(example = "cn")]
    id: String,
    /// Its title.
    title: String,
    /// Its version.
    version: String,
    /// SHA-256 of its files.
    digest: String,
    /// Its jurisdiction.
    jurisdiction: String,
    /// The version of this program.
    engine_version: String,
    /// How many rules there are.
    rules: usize,
    /// How many instruments are registered.
    laws: usize,
    /// How many facts are declared.
    facts: usize,
    /// How many cases test the rules.
    cases: usize,
    /// The years for which there is a working-day calendar.
    calendar_years: Vec<i32>,
    /// The limits printed with every answer.
    limits: Vec<String>,
    /// How the last reload ended; absent until there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_reload: Option<ReloadView>,
}

/// How a reload ended.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReloadView {
    /// The number of this reload since the start of the service, from 1.
    #[schema(example = 3)]
    number: u64,
    /// `swapped`: the new rules are in use; `unchanged`: the folder holds what is in use; `refused`: the old rules stay.
    #[schema(example = "refused")]
    outcome: &'static str,
    /// Who asked for it.
    asked_by: AskedBy,
    /// SHA-256 of the rules before it.
    digest_before: String,
    /// SHA-256 of what the folder held; absent where it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest_read: Option<String>,
    /// Why it was refused, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Text>,
    /// What checking found: errors where it was refused, warnings where it was not.
    #[serde(flatten)]
    found: Reports,
}

/// What a reload changed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Reloaded {
    /// Whether other rules are in use than before.
    changed: bool,
    /// SHA-256 of the rules before.
    digest_before: String,
    /// SHA-256 of the rules in use now.
    digest_after: String,
    /// What is running now.
    ruleset: RulesetView,
}

/// Show what is running
///
/// With the outcome of the last reload: when it was refused, every mistake that kept the newer rules from being used.
#[utoipa::path(tag = "rulebook", responses((status = 200, description = "The rule set in use", body = RulesetView)))]
#[get("/v1/ruleset")]
pub(super) async fn show_ruleset(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(RulesetView::new(&state.running.now()))
}

/// Take up changed rules
///
/// Reads the rule folder the service was started with, checks it, and puts its rules in the place of those in use, all
/// at once. Requests that are being answered keep the rules they started with. Rules with a mistake change nothing. One
/// reload runs at a time; a call during another waits for it.
///
/// There are no keys yet: a service that others can reach runs only behind a gateway (`--without-keys`), which decides
/// who may call this.
#[utoipa::path(
    tag = "operations",
    params(("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    responses(
        (status = 200, description = "The rules of the folder are in use", body = Reloaded),
        (status = 409, description = "The folder could not be read as a whole; the old rules stay in use", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The rules have mistakes, all of them listed; the old rules stay in use", body = Problem, content_type = "application/problem+json"),
        (status = 500, description = "Checking failed inside; the old rules stay in use", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/ruleset/reload")]
pub(super) async fn reload_ruleset(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let language = language::of(&request);
    let reloader = state.reloader.clone();
    // Callers wait here, where waiting keeps no thread from evaluating.
    let turn = Turn::come(&state.reloading).await;
    let reloaded = away_without_slot(&state, move || reloader.reload()).await;
    drop(turn);
    let now = match reloaded {
        Ok(now) => now,
        Err(failure) => return failure.response(language),
    };
    match &now.last {
        Some(last) if last.refusal().is_some() => Failure::Refused(last.clone()).response(language),
        last => {
            let before = last.as_ref().map_or(now.digest(), |last| &last.before).to_owned();
            HttpResponse::Ok().json(Reloaded {
                changed: before != now.digest(),
                digest_before: before,
                digest_after: now.digest().to_owned(),
                ruleset: RulesetView::new(&now),
            })
        }
    }
}

impl RulesetView {
    fn new(now: &InUse) -> Self {
        let rules = now.engine.rules();
        Self {
            id: rules.pack.id.clone(),
            title: rules.pack.title.clone(),
            version: rules.pack.version.clone(),
            digest: rules.digest.clone(),
            jurisdiction: rules.pack.jurisdiction.clone(),
            engine_version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: rules.rules.len(),
            laws: rules.laws.len(),
            facts: rules.vocabulary.iter().count(),
            cases: rules.cases.len(),
            calendar_years: rules.calendar.years().map(|y| y.year).collect(),
            limits: rules.pack.limits.clone(),
            last_reload: now.last.as_deref().map(ReloadView::new),
        }
    }
}

impl ReloadView {
    fn new(reload: &Reload) -> Self {
        Self {
            number: reload.number,
            outcome: reload.outcome.word(),
            asked_by: reload.asked_by,
            digest_before: reload.before.clone(),
            digest_read: reload.read.clone(),
            problem: reload.problem(),
            found: reload.found.clone(),
        }
    }
}

/// The turn of one caller; it ends when this is dropped, even if the caller went away.
struct Turn<'t>(&'t AtomicBool);

impl<'t> Turn<'t> {
    async fn come(taken: &'t AtomicBool) -> Self {
        while taken.swap(true, Ordering::AcqRel) {
            rt::time::sleep(TURN).await;
        }
        Self(taken)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}
