//! Responses as sent: good requests, and every kind of bad one.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use actix_web::HttpMessage;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

mod conduct;
#[path = "../../tests/conform/contract.rs"]
mod contract;
mod evaluations;
mod imports;
mod interviews;
mod letters;
mod money;
mod reload;
mod rules_check;

use super::*;
use crate::check::check;
use crate::fact::{LIMITS, Limits};
use crate::source::read_folder;

static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| {
    Arc::new(Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check")))
});

/// What every test sends and gets is held against the document of the shipped rules.
static CONTRACT: LazyLock<contract::Contract> = LazyLock::new(|| contract::Contract::new(&document(&ENGINE).json));

pub(super) struct Sent {
    pub(super) status: StatusCode,
    content_type: String,
    pub(super) body: Value,
}

fn state() -> web::Data<State> {
    let settings = Settings {
        body_limit_bytes: 65_536,
        limits: Limits { debts: 3, contacts: 4, ..LIMITS },
        ..Settings::default()
    };
    web::Data::new(State::new(ENGINE.clone(), "rules".into(), settings))
}

pub(super) async fn send(request: TestRequest) -> Sent {
    send_to(&state(), request).await
}

async fn send_to(state: &web::Data<State>, request: TestRequest) -> Sent {
    let service = init_service(application!(state)).await;
    let mut request = request.to_request();
    let posted = posted(request.take_payload()).await;
    let (method, uri) = (request.method().to_string(), request.uri().to_string());
    let declared = |headers: &HeaderMap| headers.get("content-type").map_or("", |v| v.to_str().unwrap()).to_owned();
    let request_type = declared(request.headers());
    let given: Payload = Payload::Stream { payload: Box::pin(stream::iter([Ok(posted.clone())])) };
    let (request, _) = request.replace_payload(given);
    let response = call_service(&service, request).await;
    let status = response.status();
    let content_type = declared(response.headers());
    assert_eq!(response.headers().get("cache-control").unwrap(), "no-store");
    let body = read_body(response).await;
    CONTRACT.hold(&contract::Exchange {
        method: &method,
        uri: &uri,
        request_type: &request_type,
        request: &posted,
        status: status.as_u16(),
        answer_type: &content_type,
        answer: &body,
    });
    Sent { status, content_type, body: serde_json::from_slice(&body).unwrap_or(Value::Null) }
}

/// The body of a request, so that it can be looked at and sent.
async fn posted(mut payload: Payload) -> web::Bytes {
    let mut all = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        all.extend_from_slice(&chunk.unwrap());
    }
    all.freeze()
}

/// The text of a file of the shipped rules.
fn shipped(path: &str) -> &'static str {
    &ENGINE.rules().sources.iter().find(|(_, f)| f.path == path).unwrap().1.text
}

fn post(body: impl Into<Vec<u8>>) -> TestRequest {
    TestRequest::post()
        .uri("/v1/evaluations")
        .insert_header(("content-type", "application/json"))
        .set_payload(body.into())
}

/// A portfolio with one debt and one contact; `change` makes it bad.
fn portfolio(change: impl FnOnce(&mut Value)) -> String {
    let mut value = json!({
        "as_of": "2026-11-22",
        "household": { "members": 3 },
        "debts": [{ "id": "a", "outstanding": 100 }],
        "contacts": [{ "id": "c1", "debt": "a", "at": "2026-11-12T10:00:00+08:00", "channel": "call" }]
    });
    change(&mut value);
    value.to_string()
}

#[actix_web::test]
async fn each_bad_portfolio_is_told_where_and_what_to_do() {
    let cases: Vec<(&str, String, &str, &str, &str)> = vec![
        ("no day", portfolio(|p| p["as_of"] = Value::Null), "/as_of", "missing-field", "2026-11-22"),
        ("a day that is none", portfolio(|p| p["as_of"] = json!("2026-02-30")), "/as_of", "wrong-type", "日期"),
        (
            "a wrong type",
            portfolio(|p| p["debts"][0]["outstanding"] = json!(true)),
            "/debts/0/outstanding",
            "wrong-type",
            "却是是或否",
        ),
        (
            "an unknown field",
            portfolio(|p| p["debts"][0]["outstandin"] = json!(1)),
            "/debts/0/outstandin",
            "unknown-field",
            "是不是想写 `outstanding`？",
        ),
        (
            "an unknown field at the top",
            portfolio(|p| p["debt"] = json!([])),
            "/debt",
            "unknown-field",
            "是不是想写 `debts`？",
        ),
        (
            "an unknown choice",
            portfolio(|p| p["debts"][0]["creditor_type"] = json!("bank")),
            "/debts/0/creditor_type",
            "unknown-choice",
            "选项",
        ),
        (
            "a negative amount",
            portfolio(|p| p["debts"][0]["outstanding"] = json!(-1)),
            "/debts/0/outstanding",
            "negative-amount",
            "不能为负",
        ),
        (
            "three decimals",
            portfolio(|p| p["debts"][0]["outstanding"] = json!("1.005")),
            "/debts/0/outstanding",
            "too-many-decimals",
            "这里有 3 位",
        ),
        (
            "a date after as_of",
            portfolio(|p| p["debts"][0]["served_on"] = json!("2026-11-23")),
            "/debts/0/served_on",
            "date-after-as-of",
            "晚于计算日 2026-11-22",
        ),
        (
            "a contact tomorrow",
            portfolio(|p| p["contacts"][0]["at"] = json!("2026-11-23T00:00:00+08:00")),
            "/contacts/0/at",
            "date-after-as-of",
            "将来",
        ),
        (
            "a debt twice",
            portfolio(|p| p["debts"] = json!([{ "id": "a" }, { "id": "a" }])),
            "/debts/1/id",
            "duplicate-id",
            "第 1 项和第 2 项",
        ),
        (
            "a debt without id",
            portfolio(|p| p["debts"] = json!([{ "outstanding": 1 }])),
            "/debts/0/id",
            "missing-field",
            "不要用姓名",
        ),
        (
            "a contact for an unknown debt",
            portfolio(|p| p["contacts"][0]["debt"] = json!("b")),
            "/contacts/0/debt",
            "unknown-debt",
            "没有编号为 `b` 的债务",
        ),
        (
            "nothing to answer for",
            json!({ "as_of": "2026-11-22" }).to_string(),
            "",
            "empty-portfolio",
            "没有债务也没有催收联系",
        ),
        (
            "too many debts",
            portfolio(|p| p["debts"] = (0..4).map(|i| json!({ "id": format!("d{i}") })).collect()),
            "/debts",
            "too-many",
            "有 4 项，上限 3",
        ),
        (
            "too many contacts",
            portfolio(|p| p["contacts"] = (0..5).map(|i| json!({ "id": format!("c{i}") })).collect()),
            "/contacts",
            "too-many",
            "有 5 项，上限 4",
        ),
        (
            "a computed fact",
            portfolio(|p| p["debts"][0]["balance"] = json!(1)),
            "/debts/0/balance",
            "computed-fact",
            "由程序计算",
        ),
        ("a list for an object", portfolio(|p| p["household"] = json!([])), "/household", "wrong-type", "应当是对象"),
        (
            "a text too long",
            portfolio(|p| p["contacts"][0]["content_text"] = json!("还".repeat(4_001))),
            "/contacts/0/content_text",
            "text-too-long",
            "4001 个字，上限 4000",
        ),
        (
            "a rate as a percentage without sign",
            portfolio(|p| p["debts"][0]["nominal_rate"] = json!(240)),
            "/debts/0/nominal_rate",
            "rate-out-of-range",
            "24% 或 0.24",
        ),
        (
            "a field given twice",
            r#"{"as_of":"2026-11-22","debts":[{"id":"a","outstanding":1,"outstanding":2}]}"#.into(),
            "/debts/0/outstanding",
            "duplicate-field",
            "填了两次",
        ),
        (
            "an amount beyond reason",
            portfolio(|p| p["debts"][0]["outstanding"] = json!("99999999999999999")),
            "/debts/0/outstanding",
            "amount-out-of-range",
            "一千万亿",
        ),
        ("a name with a slash", portfolio(|p| p["a/b~c"] = json!(1)), "/a~1b~0c", "unknown-field", "可用的有"),
    ];
    for (name, body, pointer, code, says) in cases {
        let sent = send(post(body)).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", sent.body);
        assert_eq!(sent.content_type, "application/problem+json", "{name}");
        let errors = sent.body["errors"].as_array().unwrap();
        let hit = errors
            .iter()
            .any(|e| e["pointer"] == pointer && e["code"] == code && e["detail"].as_str().unwrap().contains(says));
        assert!(hit, "{name}: {}", sent.body);
    }
}

#[actix_web::test]
async fn every_bad_field_comes_at_once_in_the_language_asked_for() {
    let body = portfolio(|p| {
        p["debts"][0]["outstanding"] = json!("1.005");
        p["household"]["members"] = json!("three");
        p["contacts"][0]["channel"] = json!("phone call");
    });
    let sent = send(post(body).insert_header(("accept-language", "en-GB"))).await;
    insta::assert_json_snapshot!("every_bad_field_in_english", sent.body);
}

#[actix_web::test]
async fn failures_of_the_transport_have_the_same_shape() {
    let json_type = ("content-type", "application/json");
    let cases = [
        ("not JSON", post("{\"as_of\": 2026-11-22}"), StatusCode::BAD_REQUEST, "not-json"),
        ("nothing", post(""), StatusCode::BAD_REQUEST, "not-json"),
        ("not UTF-8", post(vec![b'"', 0xff, b'"']), StatusCode::BAD_REQUEST, "not-json"),
        ("a broken escape", post(r#"{"as_of":"\ud800"}"#), StatusCode::BAD_REQUEST, "not-json"),
        ("nested without end", post("[".repeat(60_000)), StatusCode::BAD_REQUEST, "not-json"),
        ("too large", post(" ".repeat(65_537)), StatusCode::PAYLOAD_TOO_LARGE, "body-too-large"),
        (
            "a form",
            TestRequest::post().uri("/v1/evaluations").insert_header(("content-type", "text/plain")).set_payload("{}"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not-json-type",
        ),
        (
            "a bad query",
            TestRequest::post().uri("/v1/evaluations?explain=all").insert_header(json_type).set_payload("{}"),
            StatusCode::BAD_REQUEST,
            "bad-query",
        ),
        (
            "a wrong method",
            TestRequest::get().uri("/v1/evaluations"),
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
        ),
        ("a wrong path", TestRequest::get().uri("/v2"), StatusCode::NOT_FOUND, "not-found"),
        ("an unknown rule", TestRequest::get().uri("/v1/rules/complaint-servd"), StatusCode::NOT_FOUND, "no-such-rule"),
    ];
    for (name, request, status, code) in cases {
        let sent = send(request).await;
        assert_eq!((sent.status, sent.body["code"].as_str()), (status, Some(code)), "{name}: {}", sent.body);
        assert_eq!(sent.content_type, "application/problem+json", "{name}");
        assert_eq!(sent.body["status"], status.as_u16(), "{name}");
    }
}

#[actix_web::test]
async fn a_scalar_or_a_list_as_the_whole_body_is_a_bad_portfolio() {
    for body in ["1", "null", "[]", "\"x\"", "true"] {
        let sent = send(post(body)).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", sent.body);
    }
}

#[actix_web::test]
async fn amounts_come_as_numbers_or_texts_and_go_as_texts_to_the_fen() {
    let body = portfolio(|p| {
        p["debts"] = json!([{ "id": "a", "outstanding": "100000000000000.01" }]);
        p["household"] =
            json!({ "income": [{ "kind": "wage", "amount": 5000.1, "every": "month" }], "essentials": [] });
    });
    // As a JSON number too, far beyond what a binary float can hold to the fen.
    let number = body.replace("\"100000000000000.01\"", "100000000000000.01");
    for body in [body, number] {
        let sent = send(post(body)).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
        assert_eq!(sent.body["budget"]["total_debt"], "100000000000000.01");
        assert_eq!(sent.body["budget"]["surplus"], "5000.10");
    }
}

#[actix_web::test]
async fn the_same_request_has_the_same_bytes_and_explains_on_demand() {
    let body = include_bytes!("../../openapi/examples/three-loans.json").to_vec();
    let wide = |uri: &str| {
        TestRequest::post().uri(uri).insert_header(("content-type", "application/json")).set_payload(body.clone())
    };
    let state = web::Data::new(State::new(ENGINE.clone(), "rules".into(), Settings::default()));
    let service = init_service(application!(state)).await;
    let first = read_body(call_service(&service, wide("/v1/evaluations").to_request()).await).await;
    let again = read_body(call_service(&service, wide("/v1/evaluations").to_request()).await).await;
    assert_eq!(first, again);
    let full: Value = serde_json::from_slice(
        &read_body(call_service(&service, wide("/v1/evaluations?explain=full").to_request()).await).await,
    )
    .unwrap();
    let rules: std::collections::BTreeSet<&str> =
        full["explanation"].as_array().unwrap().iter().map(|o| o["rule"]["id"].as_str().unwrap()).collect();
    let all: std::collections::BTreeSet<&str> = ENGINE.rules().rules.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(rules, all, "every rule is accounted for");
}

#[actix_web::test]
async fn the_rulebook_and_the_state_of_the_service_can_be_read() {
    let rules = send(TestRequest::get().uri("/v1/rules")).await;
    assert!(rules.body.as_array().unwrap().len() >= 40);
    let rule = send(TestRequest::get().uri("/v1/rules/complaint-served")).await;
    assert_eq!(rule.body[0]["articles"][0]["citation"], "civil-procedure-law/128");
    assert!(rule.body[0]["source"].as_str().unwrap().starts_with("  - id: complaint-served"));
    assert!(!rule.body[0]["cases"].as_array().unwrap().is_empty());
    let set = send(TestRequest::get().uri("/v1/ruleset")).await;
    assert_eq!(set.body["digest"].as_str().unwrap().len(), 64);
    assert!(set.body["last_reload"].is_null(), "nothing was reloaded since the start");
    assert_eq!(send(TestRequest::get().uri("/livez")).await.body["status"], "ok");
    assert_eq!(send(TestRequest::get().uri("/readyz")).await.body["status"], "ready");
    assert_eq!(send(TestRequest::get().uri("/openapi.json")).await.body["info"]["title"], "Ashore 上岸");
}
