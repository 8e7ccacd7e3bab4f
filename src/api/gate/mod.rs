//! The gate: who may ask for what, and how often. What each route needs stands in `needs`, how often is often in `rate`,
//! the keys in force in `keys`; keys themselves are `access`.

mod described;
mod headers;
mod keys;
mod needs;
mod rate;
mod settings;

use std::net::{IpAddr, Ipv4Addr};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, web};

pub use settings::GateSettings;

pub(super) use described::describe;
pub(super) use headers::{cors, headers};
pub(super) use keys::{Keys, KeysFollower};
pub(super) use rate::{Counted, TooFast};

use super::error::Failure;
use super::{State, language};
use crate::access::{KeyId, Refused};
use crate::clock::Clock;
use crate::diagnostic::{Language, Text};
use keys::Known;
use needs::Need;
use rate::{Account, KeyRate, Rates};

/// Who asks, as far as a key says. It is with every request that came with a good key, and with no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) struct Caller {
    /// The id of the key; no secret.
    pub(in crate::api) key_id: KeyId,
}

/// Lets requests in, or says why not.
pub(crate) struct Gate {
    keys: Option<Keys>,
    rates: Rates,
}

impl Gate {
    /// A gate by these settings; without a keys file it asks for no key.
    pub(super) fn new(settings: &GateSettings, clock: Clock) -> Result<Self, Text> {
        let keys = settings.keys_file()?.map(|(path, file)| Keys::new(path, file, KeyRate::new(settings), clock));
        Ok(Self { keys, rates: Rates::new(settings) })
    }

    /// The keys, where they are asked for.
    pub(super) fn keys(&self) -> Option<&Keys> {
        self.keys.as_ref()
    }

    /// What is told of keys in the metrics; nothing where none are asked for.
    pub(super) fn numbers(&self) -> String {
        self.keys.as_ref().map(Keys::numbers).unwrap_or_default()
    }

    fn admit(&self, request: &ServiceRequest) -> Result<Option<Caller>, Failure> {
        let peer = request.peer_addr().map(|address| address.ip());
        match (needs::of(request), &self.keys) {
            (Need::Nothing, _) => Ok(None),
            (Need::NoKey, _) | (_, None) => self.rates.peer(peer).map(|()| None).map_err(Failure::TooFast),
            (need @ (Need::AnyKey | Need::Scope(_) | Need::Unlisted), Some(keys)) => {
                let known = self.known(keys, request.headers(), peer)?;
                known.account.as_ref().map_or(Ok(()), Account::count).map_err(Failure::TooFast)?;
                match need {
                    Need::Scope(needed) if !known.scopes.contains(&needed) => {
                        Err(Failure::ScopeMissing { needed, has: known.scopes })
                    }
                    Need::Unlisted => Err(Failure::NotFound),
                    Need::Scope(_) | Need::AnyKey | Need::NoKey | Need::Nothing => {
                        Ok(Some(Caller { key_id: known.id }))
                    }
                }
            }
        }
    }

    /// Who asks. A good key is believed however many bad ones came from the same address: behind a gateway all come from
    /// one, and nobody guesses 256 bits. Bad ones are only answered and logged so often.
    fn known(&self, keys: &Keys, headers: &HeaderMap, peer: Option<IpAddr>) -> Result<Known, Failure> {
        let refused = match token(headers) {
            Sent::Token(token) => match keys.verify(token) {
                Ok(known) => return Ok(known),
                Err(refused) => Some(refused),
            },
            Sent::Unreadable => Some(Refused::Malformed),
            Sent::Nothing => None,
        };
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        self.rates.failure(peer).map_err(Failure::TooFast)?;
        let Some(refused) = refused else { return Err(Failure::NoKey) };
        // Of a key that is known the id, which is no secret; of anything else nothing.
        let key_id = refused.key().map(KeyId::as_str);
        tracing::warn!(reason = refused.word(), key.id = key_id, %peer, "a key was refused");
        Err(Failure::BadKey)
    }
}

/// What a caller sent by way of a key.
enum Sent<'h> {
    Nothing,
    /// Something that cannot be a key: two of them, or bytes that are no text.
    Unreadable,
    Token(&'h str),
}

fn token(headers: &HeaderMap) -> Sent<'_> {
    let mut all = headers.get_all(AUTHORIZATION);
    let (Some(only), None) = (all.next(), all.next()) else {
        return if headers.contains_key(AUTHORIZATION) { Sent::Unreadable } else { Sent::Nothing };
    };
    let Ok(text) = only.to_str() else { return Sent::Unreadable };
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Sent::Token(token.trim_matches(' ')),
        // Another way of saying who one is, which this service does not know.
        _ => Sent::Nothing,
    }
}

/// Lets a request in, with its caller in the extensions, or answers why not.
pub(super) async fn check(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let admitted = match request.app_data::<web::Data<State>>() {
        Some(state) => state.gate.admit(&request),
        None => Err(Failure::Stopping),
    };
    match admitted {
        Ok(caller) => {
            if let Some(caller) = caller {
                request.extensions_mut().insert(caller);
            }
            next.call(request).await.map(ServiceResponse::map_into_boxed_body)
        }
        Err(failure) => {
            let response = refusal(&failure, language::of(request.request()));
            Ok(request.into_response(response))
        }
    }
}

/// A failure with the header that goes with it (RFC 6750, section 3; RFC 9110, section 10.2.3).
fn refusal(failure: &Failure, language: Language) -> HttpResponse {
    let mut response = failure.response(language);
    let header = match failure {
        Failure::NoKey => Some((WWW_AUTHENTICATE, "Bearer realm=\"ashore\"".to_owned())),
        Failure::BadKey => Some((WWW_AUTHENTICATE, "Bearer realm=\"ashore\", error=\"invalid_token\"".to_owned())),
        Failure::ScopeMissing { needed, .. } => Some((
            WWW_AUTHENTICATE,
            format!("Bearer realm=\"ashore\", error=\"insufficient_scope\", scope=\"{needed}\""),
        )),
        _ => None,
    };
    if let Some((name, value)) = header
        && let Ok(value) = HeaderValue::from_str(&value)
    {
        response.headers_mut().insert(name, value);
    }
    response
}
