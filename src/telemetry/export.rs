//! Spans of finished requests on their way to a collector, by OTLP over HTTP.
//!
//! A span is made here from a closed list of values, not from what happens to be logged: what is not in
//! [`FinishedRequest`] cannot leave the process this way. Sending happens on a thread of its own; where the collector is
//! slow or away, spans wait in a queue of 2,048 and are dropped when it is full. No request ever waits.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use opentelemetry::trace::{SpanKind, Status};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_otlp::{RetryPolicy, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{BatchSpanProcessor, SpanData, SpanEvents, SpanLinks, SpanProcessor};

use super::{Endpoint, TraceContext};
use crate::diagnostic::Text;

/// How long one sending may take, and the last one when the service stops.
const PATIENCE: Duration = Duration::from_secs(5);
/// A collector that stays away is mentioned again after this long.
const SILENCE: Duration = Duration::from_mins(10);

/// A request that was answered, or left by its caller: everything a span says.
#[derive(Debug)]
pub struct FinishedRequest {
    /// Where it stands in its trace.
    pub trace: TraceContext,
    /// Its id.
    pub request_id: String,
    /// Its method.
    pub method: &'static str,
    /// The pattern of its route.
    pub route: String,
    /// The status it was answered with; nothing where the caller left first.
    pub status: Option<u16>,
    /// The code of the problem it was answered with.
    pub problem: Option<String>,
    /// The id of the key it came with.
    pub key_id: Option<String>,
    /// How many bytes of a body were sent.
    pub bytes: u64,
    /// Whether the caller stayed to the last byte.
    pub whole: bool,
    /// When it came.
    pub started: SystemTime,
    /// How long it took, to the last byte of the body.
    pub took: Duration,
}

/// Where spans go: nowhere, or to a collector.
#[derive(Debug, Clone, Default)]
pub struct Spans(Option<Arc<Exporting>>);

#[derive(Debug)]
struct Exporting {
    processor: BatchSpanProcessor,
    scope: InstrumentationScope,
    per_mille: u32,
}

impl Spans {
    /// To this collector; of traces that begin here, so many of a thousand.
    pub(super) fn to(endpoint: &Endpoint, per_mille: u32) -> Result<Self, Text> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_endpoint(endpoint.as_str())
            .with_timeout(PATIENCE)
            .with_retry_policy(RetryPolicy::disabled())
            .build()
            .map_err(|error| {
                Text::new(format!("无法发送到 {endpoint}：{error}"), format!("cannot send to {endpoint}: {error}"))
            })?;
        let mut processor = BatchSpanProcessor::builder(Telling::new(exporter, endpoint.clone())).build();
        let version = env!("CARGO_PKG_VERSION");
        let resource = Resource::builder()
            .with_service_name("ashore")
            .with_attribute(KeyValue::new("service.version", version))
            .build();
        processor.set_resource(&resource);
        let scope = InstrumentationScope::builder("ashore").with_version(version).build();
        Ok(Self(Some(Arc::new(Exporting { processor, scope, per_mille }))))
    }

    /// Puts the span of a request into the queue, or nowhere.
    pub fn send(&self, request: &FinishedRequest) {
        if let Some(exporting) = self.0.as_ref().filter(|e| request.trace.sampled(e.per_mille)) {
            exporting.processor.on_end(span(request, exporting.scope.clone()));
        }
    }

    /// Sends what waits, within a few seconds, and stops. To be called where nothing else is to be done: it waits.
    pub fn stop(&self) {
        if let Some(exporting) = &self.0
            && exporting.processor.shutdown_with_timeout(PATIENCE).is_err()
        {
            tracing::warn!("the last spans could not be sent");
        }
    }
}

/// By the names of OpenTelemetry's conventions for HTTP servers, and a few of our own.
fn span(request: &FinishedRequest, instrumentation_scope: InstrumentationScope) -> SpanData {
    let bytes = i64::try_from(request.bytes).unwrap_or(i64::MAX);
    let mut attributes = vec![
        KeyValue::new("http.request.method", request.method),
        KeyValue::new("http.route", request.route.clone()),
        KeyValue::new("http.response.body.size", bytes),
        KeyValue::new("ashore.request_id", request.request_id.clone()),
        KeyValue::new("ashore.answered_whole", request.whole),
    ];
    if let Some(status) = request.status {
        attributes.push(KeyValue::new("http.response.status_code", i64::from(status)));
    }
    for (name, value) in [("ashore.problem", &request.problem), ("ashore.key_id", &request.key_id)] {
        if let Some(value) = value {
            attributes.push(KeyValue::new(name, value.clone()));
        }
    }
    let failed = request.status.is_some_and(|status| status >= 500);
    SpanData {
        span_context: request.trace.of_sampled_span(),
        parent_span_id: request.trace.parent_span(),
        parent_span_is_remote: request.trace.has_parent(),
        span_kind: SpanKind::Server,
        name: format!("{} {}", request.method, request.route).into(),
        start_time: request.started,
        end_time: request.started + request.took,
        attributes,
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: if failed { Status::error("") } else { Status::Unset },
        instrumentation_scope,
    }
}

/// An exporter that says in the log when a collector is away and when it is back, and not each time.
#[derive(Debug)]
struct Telling {
    exporter: SpanExporter,
    endpoint: Endpoint,
    /// When it was last said that the collector is away; nothing while it is there.
    told: Mutex<Option<Instant>>,
}

impl Telling {
    fn new(exporter: SpanExporter, endpoint: Endpoint) -> Self {
        Self { exporter, endpoint, told: Mutex::new(None) }
    }

    fn tell(&self, result: &OTelSdkResult, spans: usize) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let collector = self.endpoint.as_str();
        match result {
            Ok(()) if told.take().is_some() => tracing::info!(collector, "spans reach the collector again"),
            Err(error) if told.is_none_or(|at| at.elapsed() >= SILENCE) => {
                *told = Some(Instant::now());
                tracing::warn!(collector, spans, %error, "the collector takes no spans; they are dropped, requests are answered all the same");
            }
            Ok(()) | Err(_) => {}
        }
    }
}

impl opentelemetry_sdk::trace::SpanExporter for Telling {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let result = self.exporter.export(batch).await;
        self.tell(&result, spans);
        result
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
