//! Contacts alone as sent: each form, and every kind of bad request.

use super::*;

fn log(contacts: &Value) -> Value {
    json!({ "as_of": "2026-11-22", "creditor_type": "consumer_finance", "contacts": contacts })
}

fn night() -> Value {
    json!({ "id": "c1", "at": "2026-11-12T22:00:00+08:00", "channel": "call", "direction": "outbound", "recipient": "self",
            "agreed_window": false })
}

fn ask(path: &str, body: impl Into<Vec<u8>>) -> TestRequest {
    TestRequest::post().uri(path).insert_header(("content-type", "application/json")).set_payload(body.into())
}

async fn raw(request: TestRequest) -> (StatusCode, String, String) {
    let state = state();
    let service = init_service(application!(state)).await;
    let response = call_service(&service, request.to_request()).await;
    let status = response.status();
    let kind = response.headers().get("content-type").map_or("", |v| v.to_str().unwrap()).to_owned();
    (status, kind, String::from_utf8(read_body(response).await.to_vec()).unwrap())
}

#[actix_web::test]
async fn contacts_alone_come_back_with_what_they_show() {
    let sent = send(ask("/v1/conduct", log(&json!([night()])).to_string())).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    assert_eq!(sent.body["findings"][0]["behaviour"], "night_contact");
    assert_eq!(sent.body["findings"][0]["debt"], Value::Null, "nobody sent a debt");
    assert_eq!(sent.body["timeline"][0]["shows"][0]["code"], "A1");
    assert_eq!(sent.body["calendar"]["days"][0]["hours"][0]["hour"], 22);
    assert_eq!(sent.body["basis"]["as_of"], "2026-11-22");
    let used: Vec<&str> =
        sent.body["basis"]["values"].as_array().unwrap().iter().map(|v| v["value"].as_str().unwrap()).collect();
    assert_eq!(used, ["quiet_from", "quiet_until"], "the basis is that of the contacts, not of a household");
    assert_eq!(sent.body.get("actions"), None);
}

#[actix_web::test]
async fn the_page_is_sent_to_who_asks_for_it_and_matches_the_bytes_that_came() {
    // Spaces count: the digest is of the bytes as they came, not of what they mean.
    let body = format!("  {}\n", log(&json!([night()])));
    for request in [
        ask("/v1/conduct?format=html", body.clone()),
        ask("/v1/conduct", body.clone()).insert_header(("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")),
    ] {
        let (status, kind, page) = raw(request).await;
        assert_eq!((status, kind.as_str()), (StatusCode::OK, "text/html; charset=utf-8"));
        assert!(page.contains(&crate::engine::digest(body.as_bytes())), "{page}");
    }
    let both = ask("/v1/conduct?format=json", body).insert_header(("accept", "text/html"));
    assert_eq!(raw(both).await.1, "application/json");
}

#[actix_web::test]
async fn bad_requests_are_told_what_to_do() {
    let good = log(&json!([night()])).to_string();
    let many: Vec<Value> = (0..5).map(|i| json!({ "id": format!("c{i}") })).collect();
    let broken = [b"{\"as_of\": \"2026-11-22\", \"contacts\": [{\"id\": \"".as_slice(), b"\xff\xfe\"}]}"].concat();
    let cases: Vec<(&str, TestRequest, u16, &str, &str)> = vec![
        ("an unknown form", ask("/v1/conduct?format=pdf", good.clone()), 400, "bad-query", "format=html"),
        ("an unknown parameter", ask("/v1/conduct?explain=full", good.clone()), 400, "bad-query", "format=json"),
        ("no JSON", ask("/v1/conduct", "{"), 400, "not-json", ""),
        ("invalid UTF-8", ask("/v1/conduct", broken), 400, "not-json", ""),
        ("too many contacts", ask("/v1/conduct", log(&json!(many)).to_string()), 422, "bad-portfolio", "5 项，上限 4"),
        ("no contacts", ask("/v1/conduct", log(&json!([])).to_string()), 422, "bad-portfolio", "`contacts`"),
        (
            "another type",
            TestRequest::post().uri("/v1/conduct").insert_header(("content-type", "text/csv")),
            415,
            "not-json-type",
            "",
        ),
        ("another method", TestRequest::get().uri("/v1/conduct"), 405, "method-not-allowed", "POST"),
    ];
    for (what, request, status, code, says) in cases {
        let sent = send(request).await;
        assert_eq!((sent.status.as_u16(), sent.body["code"].as_str()), (status, Some(code)), "{what}: {}", sent.body);
        assert!(sent.body.to_string().contains(says), "{what}: {}", sent.body);
        assert_eq!(sent.content_type, "application/problem+json", "{what}");
    }
    let english = ask("/v1/conduct", log(&json!([])).to_string()).insert_header(("accept-language", "en"));
    let sent = send(english).await;
    assert!(sent.body["errors"][0]["detail"].as_str().unwrap().starts_with("there is no contact"), "{}", sent.body);
}
