//! Reads of the rulebook that the caller has already.

use actix_web::dev::ServiceResponse;
use actix_web::test::{TestRequest, call_service, init_service, read_body};

use super::*;

async fn read(uri: &str, headers: &[(&str, &str)]) -> (ServiceResponse, Vec<u8>) {
    let state = state();
    let service = init_service(application!(state)).await;
    let request = headers.iter().fold(TestRequest::get().uri(uri), |r, (name, value)| r.insert_header((*name, *value)));
    let response = call_service(&service, request.to_request()).await;
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let body = actix_web::body::to_bytes(body).await.ok().map(|b| b.to_vec()).unwrap_or_default();
    (ServiceResponse::new(request, head.set_body(actix_web::body::BoxBody::new(()))), body)
}

fn header<B>(response: &ServiceResponse<B>, name: &str) -> String {
    let values: Vec<&str> = response.headers().get_all(name).map(|v| v.to_str().unwrap()).collect();
    values.join(", ")
}

const READS: [&str; 9] = [
    "/v1/rules",
    "/v1/rules/complaint-served",
    "/v1/laws",
    "/v1/values?as_of=2026-11-22",
    "/v1/vocabulary",
    "/v1/stages",
    "/v1/stages/payment_order",
    "/v1/errata",
    "/openapi.json",
];

#[actix_web::test]
async fn what_the_caller_has_already_is_not_sent_again() {
    for uri in READS {
        let (first, body) = read(uri, &[]).await;
        assert_eq!(first.status(), StatusCode::OK, "{uri}");
        assert!(!body.is_empty());
        let tag = header(&first, "etag");
        assert!(tag.starts_with("W/\"") && tag.len() == 36, "{uri}: {tag}");
        let strong = tag.trim_start_matches("W/").to_owned();
        for asked in [tag.clone(), strong, format!("\"other\", {tag}"), "*".to_owned()] {
            let (again, body) = read(uri, &[("if-none-match", &asked)]).await;
            assert_eq!((again.status(), body.len()), (StatusCode::NOT_MODIFIED, 0), "{uri} {asked}");
            for name in ["etag", "cache-control", "vary"] {
                assert_eq!(header(&again, name), header(&first, name), "{uri} {name}");
            }
            assert_eq!(header(&again, "x-content-type-options"), "nosniff");
        }
        assert_eq!(header(&first, "cache-control"), "private, no-cache");
        let (other, body) = read(uri, &[("if-none-match", "W/\"00000000000000000000000000000000\"")]).await;
        assert_eq!(other.status(), StatusCode::OK, "{uri}");
        assert!(!body.is_empty());
    }
}

#[actix_web::test]
async fn each_address_and_each_language_has_its_own_tag() {
    let mut tags = Vec::new();
    for uri in READS.iter().copied().chain(["/v1/values?as_of=2026-11-23"]) {
        for language in ["zh-CN", "en"] {
            tags.push(header(&read(uri, &[("accept-language", language)]).await.0, "etag"));
        }
    }
    let different: std::collections::BTreeSet<&String> = tags.iter().collect();
    assert_eq!(different.len(), tags.len(), "{tags:?}");
}

#[actix_web::test]
async fn the_tag_is_the_same_on_the_compressed_answer() {
    let (plain, _) = read("/v1/laws", &[]).await;
    let (small, _) = read("/v1/laws", &[("accept-encoding", "gzip")]).await;
    assert_eq!(header(&small, "content-encoding"), "gzip");
    assert_eq!(header(&small, "etag"), header(&plain, "etag"));
    assert!(header(&small, "vary").to_ascii_lowercase().contains("accept-encoding"));
}

#[actix_web::test]
async fn what_is_not_there_or_is_no_read_of_the_rulebook_has_no_tag() {
    for (uri, status) in [
        ("/v1/rules/no-such-rule", StatusCode::NOT_FOUND),
        ("/v1/values", StatusCode::BAD_REQUEST),
        ("/v1/ruleset", StatusCode::OK),
        ("/readyz", StatusCode::OK),
        ("/metrics", StatusCode::OK),
        ("/nothing", StatusCode::NOT_FOUND),
    ] {
        let (response, _) = read(uri, &[("if-none-match", "*")]).await;
        assert_eq!(response.status(), status, "{uri}");
        assert_eq!(header(&response, "etag"), "", "{uri}");
        assert_eq!(header(&response, "cache-control"), "no-store", "{uri}");
    }
}

#[actix_web::test]
async fn other_rules_have_another_tag() {
    let state = state();
    let service = init_service(application!(state)).await;
    let ask = || TestRequest::get().uri("/v1/rules").to_request();
    let before = header(&call_service(&service, ask()).await, "etag");
    let changed: Vec<crate::source::SourceFile> = ENGINE
        .rules()
        .sources
        .iter()
        .map(|(_, file)| {
            let more = if file.path.ends_with("pack.yaml") { "# a comment\n" } else { "" };
            crate::source::SourceFile::new(&file.path, format!("{}{more}", file.text))
        })
        .collect();
    let rules = check(crate::source::Sources::new(changed)).rules.unwrap();
    state.running.set(running::InUse::new(Arc::new(Engine::new(rules))));
    let after = call_service(&service, ask()).await;
    assert_ne!(header(&after, "etag"), before);
    assert!(!read_body(after).await.is_empty());
}
