//! The form of a response that a caller asks for.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT;

/// The first form of the header that we have; nothing where it asks for anything else.
pub(super) fn preferred<F: Copy>(request: &HttpRequest, forms: &[(&str, F)]) -> Option<F> {
    let header = request.headers().get(ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut asked = header.split(',').map(|entry| entry.split(';').next().unwrap_or_default().trim());
    asked.find_map(|media| forms.iter().find(|(known, _)| *known == media)).map(|(_, form)| *form)
}
