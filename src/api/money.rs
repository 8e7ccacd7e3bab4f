//! `POST /v1/money/*`: one figure at a time, for apps that need no more. The same terms, figures and steps as inside an
//! evaluation.

use actix_web::{HttpRequest, HttpResponse, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::bounds::away;
use super::error::{Failure, Problem};
use super::metrics::Kind;
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
        Ok(answer) => {
            state.metrics.answered(Kind::Money);
            HttpResponse::Ok().json(answer)
        }
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
    let (engine, limits) = (state.running.engine(), state.settings.limits);
    // Away from the thread that reads and writes connections: six hundred periods keep nobody else waiting.
    let answered = away(request, state, move || {
        let input = from_json(&body).map_err(Failure::NotJson)?;
        answer::<C>(&engine, &input, &limits).map_err(Failure::BadTerms)
    });
    answered.await
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
    /// A repayment schedule
    ///
    /// Equal payments, equal principal, interest only, all at the end, or a flat fee; by months or by days over 365, 360
    /// or the days of each year. The last row pays what is left.
    "/v1/money/schedule" draw_up_schedule RepaymentSchedule: crate::money::schedule::ScheduleTerms => crate::money::schedule::Schedule;
    /// How long a fixed payment takes
    ///
    /// Months and interest at a fixed monthly payment; or that it does not cover the interest, only the interest, or takes
    /// more than a hundred years: each an answer of its own.
    "/v1/money/payoff" work_out_payoff PayOffAtFixedPayment: crate::money::payoff::PayoffTerms => crate::money::payoff::Payoff;
    /// The all-in cost
    ///
    /// The rate at which everything paid to anybody is worth what really reached the borrower: a year, simple and with
    /// interest on interest, from flows by period or by day; against a legal line with the test for rounded instalments.
    /// Where no rate fits, or more than one, the answer says so.
    "/v1/money/cost" work_out_cost AllInCost: crate::money::cost::CostTerms => crate::money::cost::Cost;
    /// A settlement plan
    ///
    /// Parts of interest and penalty are waived, the rest is paid in equal instalments without new interest; the last
    /// one takes the difference.
    "/v1/money/settlement" plan_settlement Settlement: crate::money::settlement::SettlementTerms => crate::money::settlement::SettlementPlan;
    /// Interest above the line of private lending
    ///
    /// Two ledgers side by side, as contracted and under the line: simple interest, each payment to interest and then to
    /// principal. The line is the one of the contract's day, with the transition of older contracts by the day of
    /// filing; for a licensed lender, a line asked for. Says what is still owed and what was overpaid.
    "/v1/money/excess" work_out_excess ExcessOverLine: crate::money::excess::ExcessTerms => crate::money::excess::Excess;
    /// Penalty interest
    ///
    /// The contract rate with its uplift on what is overdue, instead of the contract rate; nothing within the days of
    /// grace, from the due date after them.
    "/v1/money/penalty" work_out_penalty PenaltyInterest: crate::money::penalty::PenaltyTerms => crate::money::penalty::Penalty;
    /// Interest for delay in performing a judgment
    ///
    /// A daily rate on what the judgment orders except ordinary interest, from the last day to perform; payments go to
    /// costs and ordinary interest, then to the base, then to delay interest.
    "/v1/money/delay-interest" work_out_delay_interest DelayOfJudgment: crate::money::delay::DelayTerms => crate::money::delay::DelayInterest;
    /// Where a payment goes
    ///
    /// Within a debt to costs, interest, principal; among debts to one creditor to the one named, else due before not
    /// due, least secured, dearest, earliest, and in proportion where all is equal.
    "/v1/money/allocation" allocate_payment AllocationOfPayment: crate::money::allocation::AllocationTerms => crate::money::allocation::Allocation;
    /// What a lawsuit costs
    ///
    /// Court fee, halved and for a payment order, enforcement and preservation, by the tables of the rules on a day.
    "/v1/money/court-fees" work_out_court_fees FeesOfCourt: crate::money::court_fees::CourtFeeTerms => crate::money::court_fees::CourtFees;
    /// A household's month
    ///
    /// Every line brought to a month by its frequency and rounded by itself; surplus or deficit, ratios, months at a flat
    /// offer, and the floor for living beside it.
    "/v1/money/budget" work_out_budget BudgetOfMonth: crate::money::budget::BudgetTerms => crate::money::budget::HouseholdBudget;
    /// Money shared among creditors
    ///
    /// In proportion to the balances by largest remainder, with caps and floors, to the fen.
    "/v1/money/payments" share_payment SharesOfPayment: crate::money::payments::PaymentTerms => crate::money::payments::PaymentShares;
    /// Debts paid off month by month
    ///
    /// Interest once a month, minimums in rank order, the rest down the rank: the dearest first or the smallest first.
    "/v1/money/simulation" simulate_pay_off PayOffSimulation: crate::money::simulation::SimulationTerms => crate::money::simulation::Simulation;
    /// Signs of borrowing to repay
    ///
    /// New borrowing that goes to other creditors within days, with the pairs found, as a score that says what it rests
    /// on. No regulator gives a number: a sign, not a verdict.
    "/v1/money/loan-on-loan" score_loan_on_loan LoanOnLoan: crate::money::loan_on_loan::score::LoanOnLoanTerms => crate::money::loan_on_loan::score::LoanOnLoanScore;
    /// The ways from here
    ///
    /// As contracted; in 24, 36 or 60 equal parts or as many as the money needs, without new interest; and if nothing
    /// changes. Months, cost, the day free of debt or that it does not clear, and a chart.
    "/v1/money/paths" compare_paths PathsFromHere: crate::money::paths::PathTerms => crate::money::paths::Paths;
}
