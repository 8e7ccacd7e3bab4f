//! Reads of the rulebook are answered with `304 Not Modified` where the caller has them already.
//!
//! What such a read says hangs on the rules, on this program, on the address and on the language: a tag made of these is
//! known before anything is read, and a caller who is up to date costs next to nothing. The tag is weak, because the same
//! one stands on the compressed and on the plain answer; for comparing what was read that makes no difference.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH, VARY};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, web};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{Header, OpenApi, RefOr, Required, ResponseBuilder};

use super::{State, language};
use crate::diagnostic::Language;
use crate::hex::hex;

/// The reads that hang on nothing else. `/v1/ruleset` also tells how the last reload ended.
const READS: [&str; 9] = [
    "/v1/rules",
    "/v1/rules/{id}",
    "/v1/laws",
    "/v1/values",
    "/v1/vocabulary",
    "/v1/stages",
    "/v1/stages/{name}",
    "/v1/errata",
    "/openapi.json",
];

/// Tags reads of the rulebook, and answers those that are up to date without reading.
pub(super) async fn conditional(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let tagged = *request.method() == Method::GET
        && request.match_pattern().is_some_and(|pattern| READS.contains(&pattern.as_str()));
    let state = request.app_data::<web::Data<State>>().cloned();
    let (true, Some(state)) = (tagged, state) else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let before = state.running.now();
    let tag = tag(&request, before.digest());
    let asked = Asked::of(&request, &tag);
    if asked == Asked::This {
        return Ok(request.into_response(not_modified(&tag)).map_into_boxed_body());
    }
    let mut response = next.call(request).await?.map_into_boxed_body();
    // Rules that were exchanged meanwhile may have been read under the tag of the others.
    let same = Arc::ptr_eq(&before.engine, &state.running.now().engine);
    if response.status() != StatusCode::OK || !same {
        return Ok(response);
    }
    if asked == Asked::Any {
        return Ok(response.into_response(not_modified(&tag)).map_into_boxed_body());
    }
    mark(response.headers_mut(), &tag);
    Ok(response)
}

/// What `If-None-Match` asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nothing,
    /// Whether this is still the tag.
    This,
    /// Whether there is anything.
    Any,
}

impl Asked {
    fn of(request: &ServiceRequest, tag: &str) -> Self {
        let values = request.headers().get_all(IF_NONE_MATCH).filter_map(|v| v.to_str().ok());
        let mut asked = Self::Nothing;
        for one in values.flat_map(|v| v.split(',')).map(str::trim) {
            // Weak comparison (RFC 9110, 8.8.3.2): what matters stands between the quotes.
            if one.strip_prefix("W/").unwrap_or(one) == tag {
                return Self::This;
            }
            if one == "*" {
                asked = Self::Any;
            }
        }
        asked
    }
}

/// The tag in its quotes.
fn tag(request: &ServiceRequest, digest: &str) -> String {
    let language = match language::of(request.request()) {
        Language::Zh => "zh",
        Language::En => "en",
    };
    let mut hash = Sha256::new();
    for part in [env!("CARGO_PKG_VERSION"), digest, language, request.path(), request.query_string()] {
        hash.update(part);
        hash.update([0]);
    }
    let half = hash.finalize().first_chunk::<16>().map(|half| hex(half)).unwrap_or_default();
    format!("\"{half}\"")
}

fn not_modified(tag: &str) -> HttpResponse {
    let mut response = HttpResponse::NotModified().finish();
    mark(response.headers_mut(), tag);
    response
}

/// The same headers on the answer and on `304`: to be kept by the caller alone, and to be asked about each time.
fn mark(headers: &mut actix_web::http::header::HeaderMap, tag: &str) {
    if let Ok(value) = HeaderValue::from_str(&format!("W/{tag}")) {
        headers.insert(ETAG, value);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("Accept-Language, Accept-Encoding"));
}

/// Says so in the documentation of these reads.
pub(super) fn document(api: &mut OpenApi) {
    for path in READS {
        if let Some(operation) = api.paths.paths.get_mut(path).and_then(|item| item.get.as_mut()) {
            document_read(operation);
        }
    }
}

fn document_read(operation: &mut Operation) {
    let text = || utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String);
    let asked: Parameter = ParameterBuilder::new()
        .name("If-None-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The `ETag` of an earlier answer: `304` without a body where nothing changed"))
        .schema(Some(text()))
        .example(Some(json!("W/\"5d41402abc4b2a76b9719d911017c592\"")))
        .build();
    operation.parameters.get_or_insert_with(Vec::new).push(asked.into());
    let tag = || {
        let mut header = Header::new(text());
        header.description = Some(
            "What was read, in short: changes with the rules, the program, the address and the language".to_owned(),
        );
        header
    };
    if let Some(RefOr::T(read)) = operation.responses.responses.get_mut("200") {
        read.headers.insert("ETag".to_owned(), tag().into());
    }
    let unchanged =
        ResponseBuilder::new().description("Nothing changed since the answer with this `ETag`").header("ETag", tag());
    operation.responses.responses.insert("304".to_owned(), unchanged.build().into());
}
