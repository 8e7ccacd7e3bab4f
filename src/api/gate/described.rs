//! What the OpenAPI document says of keys, put on every operation from the one table of needs.

use serde_json::{Value, json};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, OpenApi, Ref, RefOr, Response};

use super::needs::{Need, of_route};
use crate::access::Scope;

/// The name of the scheme.
const SCHEME: &str = "bearer";
/// The failures of the gate: status, name, description, and the header that comes with it.
const FAILURES: [(&str, &str, &str, &str); 3] = [
    ("401", "NoKey", "No key was sent, or it is not good (any more)", "WWW-Authenticate"),
    (
        "403",
        "ScopeMissing",
        "The key does not open this; the answer names the scope that is missing",
        "WWW-Authenticate",
    ),
    ("429", "TooManyRequests", "Too many requests; the answer names the rate", "Retry-After"),
];

/// Says in the document what needs which key, and how it is refused.
pub(in crate::api) fn describe(api: &mut OpenApi) {
    let components = api.components.get_or_insert_with(Components::new);
    let scopes: Vec<String> = Scope::ALL.iter().map(|s| format!("`{s}` {}", s.about().en)).collect();
    let scheme = Http::builder()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(format!(
            "A key, made by the operator with `ashore key new`. A service on its own machine may ask for none. Scopes: {}.",
            scopes.join("; ")
        )))
        .build();
    components.security_schemes.insert(SCHEME.to_owned(), RefOr::T(SecurityScheme::Http(scheme)));
    for (_, name, description, header) in FAILURES {
        if let Ok(response) = serde_json::from_value::<Response>(response(description, header)) {
            components.responses.insert(name.to_owned(), RefOr::T(response));
        }
    }
    for (path, item) in &mut api.paths.paths {
        let Need::Scope(scope) = of_route(path) else { continue };
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        operations.into_iter().flatten().for_each(|operation| needs(operation, scope));
    }
}

fn needs(operation: &mut Operation, scope: Scope) {
    let said = operation.description.take().map(|text| text + "\n\n").unwrap_or_default();
    operation.description = Some(format!("{said}Where the service asks for keys: one with the scope `{scope}`."));
    // In turn: a key, or none where none is asked for.
    operation.security = Some(vec![SecurityRequirement::new(SCHEME, [scope.word()]), SecurityRequirement::default()]);
    for (status, name, _, _) in FAILURES {
        let there = operation.responses.responses.entry(status.to_owned());
        there.or_insert_with(|| RefOr::Ref(Ref::from_response_name(name)));
    }
}

fn response(description: &str, header: &str) -> Value {
    let (kind, about) = match header {
        "Retry-After" => ("integer", "After how many seconds one more request is let through"),
        _ => ("string", "As in RFC 6750"),
    };
    json!({
        "description": description,
        "headers": { header: { "description": about, "schema": { "type": kind } } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
    })
}
