//! What every request that takes work may be answered when a bound is passed, said in the document once for all routes.

use utoipa::openapi::{Content, OpenApi, Ref, RefOr, ResponseBuilder};

/// The statuses, with what they mean. A route that says more about one of them keeps its own words.
const RESPONSES: [(&str, &str); 4] = [
    ("408", "The body came too slowly; the connection ends"),
    ("500", "Something failed inside"),
    (
        "503",
        "Too many requests wait already, the request waited too long, or the service is stopping; `Retry-After` says when to try again",
    ),
    ("504", "The answer was not there in time"),
];

/// Adds them to every operation that reads a body.
pub(in crate::api) fn add_responses(api: &mut OpenApi) {
    for item in api.paths.paths.values_mut() {
        let Some(operation) = item.post.as_mut().filter(|post| post.request_body.is_some()) else { continue };
        for (status, description) in RESPONSES {
            let content = Content::new(Some(Ref::from_schema_name("Problem")));
            let response =
                ResponseBuilder::new().description(description).content("application/problem+json", content).build();
            operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(response));
        }
    }
}
