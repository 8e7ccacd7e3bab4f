//! What every answer tells a browser: keep nothing, guess nothing, embed nothing, and which other pages may read it.

use actix_cors::Cors;
use actix_web::http::header::{HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::middleware::{Condition, DefaultHeaders};

use super::settings::GateSettings;
use crate::api::Settings;

/// The strictest policy the documentation page works under: everything from here, nothing from elsewhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// No page of ours uses any of it.
const PERMISSIONS_POLICY: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
/// Half a year, by https only.
const HSTS: &str = "max-age=15768000";
/// How long a browser may remember that a page may ask, in seconds.
const REMEMBERED_SECONDS: usize = 600;

/// The headers of every answer, failures included.
pub(in crate::api) fn headers(settings: &Settings) -> DefaultHeaders {
    let all = DefaultHeaders::new()
        .add(("Cache-Control", "no-store"))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("X-Frame-Options", "DENY"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("Content-Security-Policy", CONTENT_SECURITY_POLICY))
        .add(("Permissions-Policy", PERMISSIONS_POLICY))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"));
    if settings.gate.hsts || settings.tls.is_some() { all.add(("Strict-Transport-Security", HSTS)) } else { all }
}

/// Lets pages of the given origins read answers; where none is given, pages of no other origin may. A preflight comes
/// without a key, so this stands before the gate.
pub(in crate::api) fn cors(settings: &GateSettings) -> Condition<Cors> {
    let named = |names: &[&'static str]| names.iter().map(|name| HeaderName::from_static(name)).collect::<Vec<_>>();
    let mut cors = Cors::default()
        .allowed_methods(["GET", "POST"])
        .allowed_headers(named(&[
            "accept",
            "accept-language",
            "authorization",
            "content-type",
            "if-none-match",
            "traceparent",
            "tracestate",
            "x-request-id",
        ]))
        .expose_headers(
            [RETRY_AFTER, WWW_AUTHENTICATE]
                .into_iter()
                .chain(named(&["ashore-decision", "etag", "x-request-id"]))
                .collect::<Vec<_>>(),
        )
        .max_age(REMEMBERED_SECONDS);
    for origin in &settings.cors_origin {
        cors = cors.allowed_origin(origin);
    }
    Condition::new(!settings.cors_origin.is_empty(), cors)
}
