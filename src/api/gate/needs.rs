//! What each route needs, once. A route that is not listed here is served to nobody where keys are asked for.

use actix_web::dev::ServiceRequest;

use crate::access::Scope;

/// What a request needs to be let in, where keys are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Nothing, and as often as anybody likes: probes.
    Nothing,
    /// No key.
    NoKey,
    /// Any good key: to be told that there is nothing at an address.
    AnyKey,
    /// A key with this scope.
    Scope(Scope),
    /// More than any key has: a route that is not listed.
    Unlisted,
}

/// Every route by its pattern, as the routes themselves say it; one that ends in `/` stands for all that begin with it.
/// Where two patterns fit the same path, as `/v1/rules/{id}` and `/v1/rules/check`, they need the same.
const NEEDS: [(&str, Need); 25] = [
    ("/livez", Need::Nothing),
    ("/readyz", Need::Nothing),
    ("/openapi.json", Need::NoKey),
    ("/docs", Need::NoKey),
    ("/docs/", Need::NoKey),
    ("/v1/evaluations", Need::Scope(Scope::Evaluate)),
    ("/v1/evaluations/batch", Need::Scope(Scope::Evaluate)),
    ("/v1/interviews", Need::Scope(Scope::Evaluate)),
    ("/v1/contacts/import", Need::Scope(Scope::Evaluate)),
    ("/v1/conduct", Need::Scope(Scope::Evaluate)),
    ("/v1/letters/{id}", Need::Scope(Scope::Evaluate)),
    ("/v1/money/", Need::Scope(Scope::Evaluate)),
    ("/v1/decisions/{id}", Need::Scope(Scope::DecisionsRead)),
    ("/v1/rules", Need::Scope(Scope::RulesRead)),
    ("/v1/rules/{id}", Need::Scope(Scope::RulesRead)),
    ("/v1/rules/check", Need::Scope(Scope::RulesRead)),
    ("/v1/ruleset", Need::Scope(Scope::RulesRead)),
    ("/v1/ruleset/reload", Need::Scope(Scope::RulesReload)),
    ("/v1/laws", Need::Scope(Scope::RulesRead)),
    ("/v1/values", Need::Scope(Scope::RulesRead)),
    ("/v1/vocabulary", Need::Scope(Scope::RulesRead)),
    ("/v1/stages", Need::Scope(Scope::RulesRead)),
    ("/v1/stages/{name}", Need::Scope(Scope::RulesRead)),
    ("/v1/errata", Need::Scope(Scope::RulesRead)),
    ("/metrics", Need::Scope(Scope::Metrics)),
];

/// What this request needs. The path is taken as the router takes it, with its `%6C` read, so that no way of writing a
/// path gets by.
pub(super) fn of(request: &ServiceRequest) -> Need {
    let pattern = request.resource_map().match_pattern(request.match_info().as_str());
    pattern.as_deref().map_or(Need::AnyKey, of_route)
}

/// What the route of this pattern needs.
pub(super) fn of_route(route: &str) -> Need {
    let fits = |listed: &str| if listed.ends_with('/') { route.starts_with(listed) } else { route == listed };
    NEEDS.iter().find(|(listed, _)| fits(listed)).map_or(Need::Unlisted, |(_, need)| *need)
}
