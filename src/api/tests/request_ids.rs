//! The id of a request, as sent; what it does to problems; a caller who leaves.

use actix_web::test::{TestRequest, call_service, init_service, read_body};

use super::*;

async fn answered(request: TestRequest) -> (StatusCode, String, Value) {
    let state = state();
    let service = init_service(application!(state)).await;
    let response = call_service(&service, request.to_request()).await;
    let id = response.headers().get("x-request-id").map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    (response.status(), id, serde_json::from_slice(&read_body(response).await).unwrap_or(Value::Null))
}

#[actix_web::test]
async fn a_harmless_id_comes_back_and_any_other_is_replaced() {
    for (given, taken) in
        [("abc-1._Z", true), (&"x".repeat(64), true), (&"x".repeat(65), false), ("a b", false), ("a/../b", false)]
    {
        let (_, id, _) = answered(TestRequest::get().uri("/livez").insert_header(("x-request-id", given))).await;
        assert_eq!(id == given, taken, "{given}: {id}");
        assert!(taken || (id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())), "{given}: {id}");
    }
}

#[actix_web::test]
async fn every_answer_carries_an_id_and_every_problem_names_it() {
    let not_yaml = TestRequest::post().uri("/v1/rules/check").insert_header(("content-type", "image/png"));
    for (request, status) in [
        (TestRequest::get().uri("/livez"), 200),
        (TestRequest::get().uri("/nothing"), 404),
        (TestRequest::delete().uri("/v1/rules"), 405),
        (TestRequest::get().uri("/v1/rules/nothing"), 404),
        (post("{"), 400),
        (post(portfolio(|p| p["debt"] = json!([]))), 422),
        (not_yaml, 415),
    ] {
        let (got, id, body) = answered(request).await;
        assert_eq!((got.as_u16(), id.len()), (status, 32), "{body}");
        if status >= 400 {
            assert_eq!(body["instance"], format!("urn:ashore:request:{id}"), "{body}");
            assert_eq!(body["status"], status);
        }
    }
}

#[actix_web::test]
async fn a_caller_who_leaves_is_counted_as_such_and_is_no_longer_in_flight() {
    let state = state();
    let service = init_service(application!(state)).await;
    let left = call_service(&service, TestRequest::get().uri("/v1/laws").to_request()).await;
    let in_flight = "ashore_http_requests_in_flight 2";
    let metrics = || TestRequest::get().uri("/metrics").to_request();
    let text = |bytes: web::Bytes| String::from_utf8(bytes.to_vec()).unwrap();
    let during = text(read_body(call_service(&service, metrics()).await).await);
    assert!(during.contains(in_flight), "{during}");
    drop(left);
    let after = text(read_body(call_service(&service, metrics()).await).await);
    assert!(after.contains("ashore_http_requests_in_flight 1"), "{after}");
    assert!(after.contains("ashore_http_requests_abandoned_total 1"), "{after}");
}
