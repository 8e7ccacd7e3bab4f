//! A request under way: what is known of it so far, told when it ends.

use std::time::{Instant, SystemTime};

use actix_web::http::Method;
use actix_web::web;
use tracing::Span;

use super::request_id::RequestId;
use crate::api::State;
use crate::api::metrics::known;
use crate::clock;
use crate::telemetry::{FinishedRequest, TraceContext};

/// A request under way. However it ends, it is told once: when this is dropped.
pub(in crate::api) struct Open {
    state: web::Data<State>,
    span: Span,
    id: RequestId,
    trace: TraceContext,
    method: &'static str,
    route: String,
    since: Instant,
    started: SystemTime,
    /// The status; nothing until there is an answer.
    status: Option<u16>,
    /// The code of the problem it was answered with.
    pub(super) problem: Option<String>,
    /// The id of the key it came with.
    pub(super) key_id: Option<String>,
    /// How many bytes of the body were handed over.
    pub(super) bytes: u64,
    /// Whether all of the body was handed over.
    pub(super) ended: bool,
}

impl Open {
    pub(super) fn new(
        state: web::Data<State>,
        id: &RequestId,
        trace: TraceContext,
        method: &Method,
        route: String,
    ) -> Self {
        state.metrics.came();
        // As an error, so that it is there however little is logged.
        let span = tracing::error_span!("request", request_id = id.as_str(), trace_id = trace.trace_id());
        let (since, started) = (Instant::now(), clock::system().into());
        let (id, method) = (id.clone(), known(method));
        let (status, problem, key_id, bytes, ended) = (None, None, None, 0, false);
        Self { state, span, id, trace, method, route, since, started, status, problem, key_id, bytes, ended }
    }

    /// The span of everything that is logged meanwhile.
    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    /// Notes that the head of the answer is there, and counts the request.
    pub(super) fn answered(&mut self, status: u16) {
        self.status = Some(status);
        self.state.metrics.served(&self.route, self.method, status, self.since.elapsed());
    }

    fn log(&self, finished: &FinishedRequest) {
        let duration_us = u64::try_from(finished.took.as_micros()).unwrap_or(u64::MAX);
        let (problem, key) = (finished.problem.as_deref(), finished.key_id.as_deref());
        // A level is part of where a line is logged from: three lines alike.
        macro_rules! line {
            ($level:ident, $text:literal) => {
                tracing::$level!(
                    http.method = self.method,
                    http.route = %finished.route,
                    http.status = self.status,
                    http.bytes = self.bytes,
                    duration_us,
                    problem,
                    key.id = key,
                    $text
                )
            };
        }
        match self.status {
            None => line!(info, "the caller left before there was an answer"),
            Some(500..) => line!(error, "request failed"),
            Some(_) if !self.ended => line!(info, "the caller left before the end of the answer"),
            Some(_) => line!(info, "request served"),
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let finished = FinishedRequest {
            trace: self.trace.clone(),
            request_id: self.id.as_str().to_owned(),
            method: self.method,
            route: std::mem::take(&mut self.route),
            status: self.status,
            problem: self.problem.take(),
            key_id: self.key_id.take(),
            bytes: self.bytes,
            whole: self.ended,
            started: self.started,
            took: self.since.elapsed(),
        };
        self.state.metrics.left(&finished);
        self.span.in_scope(|| self.log(&finished));
        self.state.settings.spans.send(&finished);
    }
}
