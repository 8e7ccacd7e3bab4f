//! Reading a body within its limit, so that every failure has the one shape.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;

use super::bounds::TooSlow;
use super::error::Failure;

/// Reads a JSON body of at most `limit` bytes.
pub(super) async fn json(request: &HttpRequest, payload: web::Payload, limit: usize) -> Result<web::BytesMut, Failure> {
    let media = media(request);
    if media != "application/json" && !media.ends_with("+json") {
        return Err(Failure::NotJsonType { given: media });
    }
    bytes(payload, limit).await
}

/// The longest media type that is named back to the caller.
const MEDIA_CHARS: usize = 80;

/// What the body is declared to be; JSON where nothing is said.
pub(super) fn media(request: &HttpRequest) -> String {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("application/json");
    let media = content_type.split(';').next().unwrap_or_default().trim();
    media.chars().take(MEDIA_CHARS).collect::<String>().to_ascii_lowercase()
}

/// Reads a body of at most `limit` bytes.
pub(super) async fn bytes(mut payload: web::Payload, limit: usize) -> Result<web::BytesMut, Failure> {
    let mut body = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| TooSlow::of(&error).map_or(Failure::BrokenBody, Failure::SlowBody))?;
        if body.len() + chunk.len() > limit {
            return Err(Failure::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
