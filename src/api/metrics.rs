//! Numbers for whoever watches the service, in Prometheus text. Routes are patterns, methods are those of HTTP: nothing
//! a caller writes becomes a label, and nothing of a portfolio is counted.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::http::Method;
use actix_web::{HttpResponse, get, web};
use metrics::{Recorder, counter, describe_counter, describe_histogram, histogram, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use super::State;
use super::reload::Outcome;
use super::running::InUse;

/// Upper bounds of the durations that are told apart, in seconds.
const SECONDS: [f64; 12] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// After how many requests their durations are put together; without that they would pile up where nobody asks.
const REQUESTS_BETWEEN_UPKEEP: u64 = 1_024;

const REQUESTS: &str = "ashore_http_requests_total";
const DURATIONS: &str = "ashore_http_request_duration_seconds";
const BATCH_LINES: &str = "ashore_batch_lines_total";
const RELOADS: &str = "ashore_ruleset_reloads_total";

/// Counts what the service does. Each service has its own.
pub(crate) struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    served: AtomicU64,
}

impl Metrics {
    pub(super) fn new() -> Self {
        // Only an empty list of bounds is refused.
        let builder = PrometheusBuilder::new().set_buckets(&SECONDS).unwrap_or_default();
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        with_local_recorder(&recorder, || {
            describe_counter!(REQUESTS, "Requests answered, by route, method and status");
            describe_histogram!(DURATIONS, "How long answers took, by route and method");
            describe_counter!(BATCH_LINES, "Lines of batches, by whether they were answered or had a problem");
            for outcome in ["answer", "problem"] {
                counter!(BATCH_LINES, "outcome" => outcome).increment(0);
            }
            describe_counter!(RELOADS, "Reloads of the rules, by how they ended");
            for outcome in ["swapped", "refused", "unchanged"] {
                counter!(RELOADS, "outcome" => outcome).increment(0);
            }
        });
        Self { recorder, handle, served: AtomicU64::new(0) }
    }

    /// Counts a request.
    pub(super) fn served(&self, route: &str, method: &Method, status: u16, took: Duration) {
        let (route, method) = (route.to_owned(), known(method));
        self.with(|| {
            let status = status.to_string();
            counter!(REQUESTS, "route" => route.clone(), "method" => method, "status" => status).increment(1);
            histogram!(DURATIONS, "route" => route, "method" => method).record(took);
        });
        if self.served.fetch_add(1, Ordering::Relaxed).is_multiple_of(REQUESTS_BETWEEN_UPKEEP) {
            self.handle.run_upkeep();
        }
    }

    /// Counts a line of a batch.
    pub(super) fn line_answered(&self, well: bool) {
        let outcome = if well { "answer" } else { "problem" };
        self.with(|| counter!(BATCH_LINES, "outcome" => outcome).increment(1));
    }

    /// Counts a reload.
    pub(super) fn reloaded(&self, outcome: &Outcome) {
        self.with(|| counter!(RELOADS, "outcome" => outcome.word()).increment(1));
    }

    fn with(&self, count: impl FnOnce()) {
        let recorder: &dyn Recorder = &self.recorder;
        with_local_recorder(recorder, count);
    }

    /// Everything as text. What is in use is told as of now, so that old rules leave no line behind.
    fn text(&self, now: &InUse) -> String {
        let mut text = self.handle.render();
        let pack = &now.engine.rules().pack;
        let refused = u8::from(now.refused().is_some());
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "# HELP ashore_ruleset_info The rules in use\n# TYPE ashore_ruleset_info gauge\n\
             ashore_ruleset_info{{id=\"{}\",version=\"{}\",digest=\"{}\"}} 1\n\n\
             # HELP ashore_ruleset_last_reload_refused Whether the last reload was refused and older rules keep answering\n\
             # TYPE ashore_ruleset_last_reload_refused gauge\n\
             ashore_ruleset_last_reload_refused {refused}",
            label(&pack.id),
            label(&pack.version),
            label(now.digest()),
        );
        text
    }
}

/// A text as the value of a label.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// The method where it is one of HTTP's own; a caller may send any word as a method.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Numbers for monitoring
///
/// Prometheus text: requests and durations by route, reloads by outcome, which rules are in use, and whether the last
/// reload was refused. Nothing personal.
#[utoipa::path(
    tag = "operations",
    responses((status = 200, description = "The numbers as of now", body = String, content_type = "text/plain",
               example = "ashore_ruleset_reloads_total{outcome=\"swapped\"} 1"))
)]
#[get("/metrics")]
pub(super) async fn show_metrics(state: web::Data<State>) -> HttpResponse {
    let text = state.metrics.text(&state.running.now()) + &state.gate.numbers();
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text)
}
