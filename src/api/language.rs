//! The language of a caller: Chinese unless English is preferred.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;

use crate::diagnostic::Language;

/// The language a request asks for.
pub(super) fn of(request: &HttpRequest) -> Language {
    request.headers().get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).map_or(Language::Zh, preferred)
}

/// The language with the highest weight among those we have; the first of equals; Chinese for anything else.
fn preferred(header: &str) -> Language {
    let mut best: Option<(u32, Language)> = None;
    for entry in header.split(',') {
        let mut parts = entry.split(';');
        let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let weight = parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(1_000, thousandths);
        let language = match tag.split('-').next() {
            Some("en") => Language::En,
            Some("zh" | "*") => Language::Zh,
            _ => continue,
        };
        if weight > 0 && best.is_none_or(|(top, _)| weight > top) {
            best = Some((weight, language));
        }
    }
    best.map_or(Language::Zh, |(_, language)| language)
}

/// A weight such as `0.8` in thousandths; anything that is no weight counts as nothing.
fn thousandths(text: &str) -> u32 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u32>()) {
        ("0", Ok(n)) => n,
        ("1", Ok(0)) => 1_000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_only_where_it_is_preferred() {
        for (header, expected) in [
            ("en", Language::En),
            ("en-GB,en;q=0.9", Language::En),
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Zh),
            ("zh;q=0.5,en;q=0.8", Language::En),
            ("fr,en;q=0.3", Language::En),
            ("fr", Language::Zh),
            ("en;q=0", Language::Zh),
            ("", Language::Zh),
            ("en;q=many", Language::Zh),
        ] {
            assert_eq!(preferred(header), expected, "{header}");
        }
    }
}
