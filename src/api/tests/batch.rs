//! Batches as sent: good and bad lines in order, what is refused, and who is turned away.

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::HeaderMap;
use futures_util::future::poll_fn;

use super::*;

fn batch(uri: &str, body: impl Into<Vec<u8>>) -> TestRequest {
    TestRequest::post().uri(uri).insert_header(("content-type", "application/x-ndjson")).set_payload(body.into())
}

async fn raw(state: &web::Data<State>, request: TestRequest) -> (StatusCode, HeaderMap, String) {
    let service = init_service(application!(state)).await;
    let response = call_service(&service, request.to_request()).await;
    let (status, headers) = (response.status(), response.headers().clone());
    (status, headers, String::from_utf8(read_body(response).await.to_vec()).unwrap())
}

fn lines(text: &str) -> Vec<Value> {
    assert!(text.is_empty() || text.ends_with('\n'), "{text}");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A portfolio with a reference.
fn line(case_ref: &str) -> String {
    portfolio(|p| p["case_ref"] = json!(case_ref))
}

#[actix_web::test]
async fn each_line_is_answered_in_its_place_with_the_answer_it_would_have_alone() {
    let state = state();
    let bad = portfolio(|p| {
        p["case_ref"] = json!("bad");
        p["debts"][0]["outstanding"] = json!("1.005");
    });
    let body = format!("{}\n\nnot JSON\r\n{bad}\n{}\n[]\n{}", line("first"), "x".repeat(65_537), line("last"));
    let (status, headers, text) = raw(&state, batch("/v1/evaluations/batch", body)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers.get("content-type").unwrap(), "application/x-ndjson");
    assert_eq!(headers.get("ashore-ruleset").unwrap(), ENGINE.rules().digest.as_str());
    assert_eq!(headers.get("cache-control").unwrap(), "no-store");
    let lines = lines(&text);
    let seen: Vec<(u64, &str, Option<&str>)> = lines
        .iter()
        .map(|l| {
            let code = if l["answer"].is_object() { "answer" } else { l["problem"]["code"].as_str().unwrap() };
            (l["line"].as_u64().unwrap(), code, l["case_ref"].as_str())
        })
        .collect();
    assert_eq!(
        seen,
        [
            (1, "answer", Some("first")),
            (3, "not-json", None),
            (4, "bad-portfolio", Some("bad")),
            (5, "line-too-long", None),
            (6, "bad-portfolio", None),
            (7, "answer", Some("last")),
        ]
    );
    assert_eq!(lines[2]["problem"]["errors"][0]["pointer"], "/debts/0/outstanding");
    let alone = send_to(&state, post(line("first"))).await;
    assert_eq!(lines[0]["answer"], alone.body);
}

#[actix_web::test]
async fn every_line_fits_what_the_document_says_of_one() {
    let document: Value = serde_json::from_str(&document(&ENGINE).json).unwrap();
    let schema = json!({ "$ref": "#/components/schemas/BatchLine", "components": document["components"] });
    let validator = jsonschema::validator_for(&schema).unwrap();
    let body = format!("{}\n{{}}\nx\n", line("first"));
    let (_, _, text) = raw(&state(), batch("/v1/evaluations/batch?explain=full", body)).await;
    for line in lines(&text) {
        let problems: Vec<String> =
            validator.iter_errors(&line).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert_eq!(problems, Vec::<String>::new(), "{}", line["line"]);
    }
    assert!(!validator.is_valid(&json!({ "answer": null })), "a line without a number is none");
    let post = &document["paths"]["/v1/evaluations/batch"]["post"];
    for media in ["application/x-ndjson", "application/ndjson", "application/jsonl"] {
        assert!(post["requestBody"]["content"][media].is_object(), "{media}: {post}");
    }
    assert!(post["responses"]["200"]["content"]["application/x-ndjson"].is_object(), "{post}");
}

#[actix_web::test]
async fn problems_are_in_the_language_asked_for_and_nothing_is_nothing() {
    let english = batch("/v1/evaluations/batch", "x").insert_header(("accept-language", "en"));
    let (_, _, text) = raw(&state(), english).await;
    assert_eq!(lines(&text)[0]["problem"]["title"], "the line is not JSON (column 1): this is not valid JSON");
    for nothing in ["", "\n\n", "\u{feff}"] {
        let (status, _, text) = raw(&state(), batch("/v1/evaluations/batch", nothing)).await;
        assert_eq!((status, text.as_str()), (StatusCode::OK, ""));
    }
}

#[actix_web::test]
async fn other_bodies_and_queries_are_refused() {
    let json_body = TestRequest::post()
        .uri("/v1/evaluations/batch")
        .insert_header(("content-type", "application/json"))
        .set_payload("{}");
    let sent = send(json_body).await;
    assert_eq!(
        (sent.status, sent.body["code"].as_str()),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, Some("not-ndjson-type"))
    );
    assert!(sent.body["detail"].as_str().unwrap().contains("application/x-ndjson"), "{}", sent.body);
    let sent = send(batch("/v1/evaluations/batch?format=html", "{}")).await;
    assert_eq!((sent.status, sent.body["code"].as_str()), (StatusCode::BAD_REQUEST, Some("bad-query")));
    for media in ["application/ndjson; charset=utf-8", "application/jsonl"] {
        let request =
            TestRequest::post().uri("/v1/evaluations/batch").insert_header(("content-type", media)).set_payload("x");
        assert_eq!(raw(&state(), request).await.0, StatusCode::OK, "{media}");
    }
}

#[actix_web::test]
async fn more_batches_than_there_is_room_for_are_turned_away_until_one_ends() {
    let settings =
        Settings { batch: BatchSettings { max_batches: 1, ..BatchSettings::default() }, ..Settings::default() };
    let state = web::Data::new(State::new(ENGINE.clone(), "rules".into(), settings));
    let service = init_service(application!(state)).await;
    let first = call_service(&service, batch("/v1/evaluations/batch", "x\ny\nz\n").to_request()).await;
    assert_eq!(first.response().body().size(), BodySize::Stream);
    let second = call_service(&service, batch("/v1/evaluations/batch", "x").to_request()).await;
    assert_eq!(second.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(second.headers().get("retry-after").unwrap(), "10");
    let problem: Value = serde_json::from_slice(&read_body(second).await).unwrap();
    assert_eq!(problem["code"], "too-many-batches");
    assert!(problem["title"].as_str().unwrap().contains("上限 1"), "{problem}");
    assert_eq!(lines(std::str::from_utf8(&read_body(first).await).unwrap()).len(), 3);
    let third = call_service(&service, batch("/v1/evaluations/batch", "x").to_request()).await;
    assert_eq!(third.status(), StatusCode::OK);
}

#[actix_web::test]
async fn a_batch_that_nobody_reads_gives_its_place_back_and_says_why() {
    let batches = BatchSettings { max_batches: 1, batch_idle_seconds: 1, ..BatchSettings::default() };
    let state =
        web::Data::new(State::new(ENGINE.clone(), "rules".into(), Settings { batch: batches, ..Settings::default() }));
    let service = init_service(application!(state)).await;
    let first = call_service(&service, batch("/v1/evaluations/batch", "x\n".repeat(1_000)).to_request()).await;
    let since = std::time::Instant::now();
    // Nothing is taken from the first; after its second it is over, and another one has its place.
    loop {
        let second = call_service(&service, batch("/v1/evaluations/batch", "x").to_request()).await;
        if second.status() == StatusCode::OK {
            break;
        }
        assert!(since.elapsed().as_secs() < 60, "its place is never given back");
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
    let lines = lines(std::str::from_utf8(&read_body(first).await).unwrap());
    assert!(lines.len() < 10, "{}", lines.len());
    let last = lines.last().unwrap();
    assert!(last["line"].is_null() && last["problem"]["code"] == "output-stalled", "{last}");
}

#[actix_web::test]
async fn who_hangs_up_stops_the_work() {
    let state = state();
    let service = init_service(application!(state)).await;
    let response = call_service(&service, batch("/v1/evaluations/batch", "x\n".repeat(20_000)).to_request()).await;
    let mut body = Box::pin(response.into_body());
    let first = poll_fn(|context| body.as_mut().poll_next(context)).await;
    assert!(first.is_some());
    drop(body);
    while state.crew.places_left() < BatchSettings::default().max_batches {
        actix_web::rt::time::sleep(Duration::from_millis(10)).await;
    }
    let (_, _, numbers) = raw(&state, TestRequest::get().uri("/metrics")).await;
    let done = numbers.lines().find_map(|l| l.strip_prefix("ashore_batch_lines_refused_total ")).unwrap();
    let most = BatchSettings::default().batch_in_flight + 2;
    assert!((1..=most).contains(&done.parse::<usize>().unwrap()), "{done} of 20000, in flight at most {most}");
}
