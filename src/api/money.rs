//! `POST /v1/money/*`: one figure at a time, for apps that need no more. The same terms, figures and steps as inside an
//! evaluation.

use actix_web::{HttpRequest, HttpResponse, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::error::{Failure, Problem};
use super::{State, body, language};
use crate::fact::from_json;
use crate::figures::{Call, Deadlines, answer};
use crate::plan::DeadlineList;

/// Computes one call.
async fn compute<C: Call + 'static>(request: &HttpRequest, payload: web::Payload, state: &State) -> HttpResponse
where
    C::Answer: Send,
{
    match computed::<C>(request, payload, state).await {
        Ok(answer) => HttpResponse::Ok().json(answer),
        Err(failure) => failure.response(language::of(request)),
    }
}

async fn computed<C: Call + 'static>(
    request: &HttpRequest,
    payload: web::Payload,
    state: &State,
) -> Result<C::Answer, Failure>
where
    C::Answer: Send,
{
    let body = body::json(request, payload, state.settings.body_limit_bytes).await?;
    let engine = state.running.engine();
    // Away from the thread that reads and writes connections: six hundred periods keep nobody else waiting.
    let answered = web::block(move || {
        let input = from_json(&body).map_err(Failure::NotJson)?;
        answer::<C>(&engine, &input).map_err(Failure::BadTerms)
    });
    answered.await.unwrap_or(Err(Failure::Stopping))
}

/// Every day that matters
///
/// Send the same portfolio as for an evaluation. The answer lists the last day of each step to take, and the days worked
/// out from what is known: when limitation or a guarantee would end, when service by public notice counts as done, the
/// edges of the credit report. Each says how it was counted.
#[utoipa::path(
    tag = "money",
    params(("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    request_body(content = ref("#/components/schemas/Portfolio"), description = "What is known of the household", content_type = "application/json"),
    responses(
        (status = 200, description = "The days, in the order of the calendar", body = DeadlineList),
        (status = 400, description = "The body is not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not declared as JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The portfolio cannot be read; every bad field is listed", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/money/deadlines")]
async fn list_deadlines(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> HttpResponse {
    compute::<Deadlines>(&request, payload, &state).await
}

/// Declares the route of each call: its doc comment is its title and description in the documentation.
macro_rules! routes {
    ($($(#[$doc:meta])* $path:literal $name:ident $call:ident: $terms:path => $answer:path;)*) => {
        $(
            $(#[$doc])*
            #[utoipa::path(
                tag = "money",
                params(("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
                request_body(content = $terms, description = "The terms", content_type = "application/json"),
                responses(
                    (status = 200, description = "The figures, with the steps to them", body = $answer),
                    (status = 400, description = "The body is not JSON", body = Problem, content_type = "application/problem+json"),
                    (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
                    (status = 415, description = "The body is not declared as JSON", body = Problem, content_type = "application/problem+json"),
                    (status = 422, description = "The terms cannot be computed; every bad field is listed", body = Problem, content_type = "application/problem+json"),
                )
            )]
            #[post($path)]
            pub(super) async fn $name(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> HttpResponse {
                compute::<crate::figures::$call>(&request, payload, &state).await
            }
        )*

        /// Every route of this file.
        pub(super) fn register(config: &mut ServiceConfig<'_>) {
            config$(.service($name))*.service(list_deadlines);
        }
    };
}

routes! {
    /// A settlement plan
    ///
    /// Parts of interest and penalty are waived, the rest is paid in equal instalments without new interest; the last
    /// one takes the difference.
    "/v1/money/settlement" plan_settlement Settlement: crate::money::settlement::SettlementTerms => crate::money::settlement::SettlementPlan;
}
