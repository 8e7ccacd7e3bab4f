//! Named limits as a caller meets them: the answer comes at once, has the one shape and names both numbers.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use serde_json::Value;

use crate::shell::service::{PATIENCE, Service};

fn example() -> Vec<u8> {
    std::fs::read("openapi/examples/three-loans.json").unwrap()
}

#[test]
fn more_requests_than_may_wait_are_answered_at_once_and_health_is_not_kept_waiting() {
    let service = Service::start(&["--max-requests", "1", "--max-queue", "1"]);
    let (body, english) = (example(), [("Accept-Language", "en")]);
    let answers: Vec<(u16, String, String)> = std::thread::scope(|scope| {
        let askers: Vec<_> =
            (0..16).map(|_| scope.spawn(|| service.send_with("POST", "/v1/evaluations", &english, &body))).collect();
        assert_eq!(service.send("GET", "/livez", b"").0, 200);
        assert_eq!(service.send("GET", "/readyz", b"").0, 200);
        askers.into_iter().map(|asker| asker.join().unwrap()).collect()
    });
    let (served, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|(status, ..)| *status == 200);
    assert!(!served.is_empty() && !refused.is_empty(), "{} served, {} refused", served.len(), refused.len());
    for (status, head, body) in refused {
        let problem: Value = serde_json::from_str(body).unwrap();
        assert_eq!((*status, &problem["code"]), (503, &Value::from("overloaded")), "{body}");
        assert!(head.to_ascii_lowercase().contains("retry-after: 1"), "{head}");
        assert_eq!(problem["title"], "the service is busy: 1 requests are worked on and 1 wait, the limit is 1");
    }
    let (status, body) = service.send("POST", "/v1/evaluations", &body);
    assert_eq!(status, 200, "all slots are free again: {body}");
}

#[test]
fn a_request_that_waits_or_takes_too_long_is_told_the_limit() {
    let service = Service::start(&["--request-timeout-ms", "1"]);
    let (status, body) = service.send("POST", "/v1/evaluations", &example());
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, 504, "{body}");
    assert_eq!((&problem["code"], &problem["title"]), (&"took-too-long".into(), &"1 毫秒内没有算完，这是上限".into()));

    let service = Service::start(&["--max-requests", "1", "--queue-timeout-ms", "1"]);
    let body = example();
    let answers: Vec<(u16, String)> = std::thread::scope(|scope| {
        let askers: Vec<_> = (0..8).map(|_| scope.spawn(|| service.send("POST", "/v1/evaluations", &body))).collect();
        askers.into_iter().map(|asker| asker.join().unwrap()).collect()
    });
    let waited = answers.iter().find(|(status, _)| *status == 503).expect("one of eight waited");
    assert!(waited.1.contains("\"code\":\"queued-too-long\"") && waited.1.contains("1 毫秒"), "{}", waited.1);
    assert!(answers.iter().any(|(status, _)| *status == 200));
}

#[test]
fn a_text_may_be_as_long_as_the_operator_says() {
    let text = "好".repeat(4_500);
    let portfolio = serde_json::json!({
        "as_of": "2026-11-22",
        "debts": [{ "id": "a" }],
        "contacts": [{ "id": "c1", "debt": "a", "at": "2026-11-12T10:00:00+08:00", "channel": "sms", "content_kind": "verbatim", "content_text": text }]
    })
    .to_string();
    let (status, body) = Service::start(&[]).send("POST", "/v1/evaluations", portfolio.as_bytes());
    assert_eq!(status, 422);
    assert!(body.contains("text-too-long") && body.contains("4500") && body.contains("4000"), "{body}");
    let (status, _, body) =
        // The document says what holds unless the operator says otherwise.
        Service::start(&["--max-text-chars", "5000"]).send_unheld("POST", "/v1/evaluations", &[], portfolio.as_bytes());
    assert_eq!(status, 200, "{body}");
    let (_, body) = Service::start(&["--max-text-chars", "10"]).send("POST", "/v1/evaluations", portfolio.as_bytes());
    assert!(body.contains("上限 10"), "{body}");
}

#[test]
fn a_head_of_a_megabyte_is_refused_and_the_service_goes_on() {
    let service = Service::start(&[]);
    for (what, head) in [
        ("one long header", format!("GET /livez HTTP/1.1\r\nHost: a\r\nX-Long: {}\r\n\r\n", "a".repeat(1 << 20))),
        ("a long path", format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(1 << 20))),
        ("many headers", format!("GET /livez HTTP/1.1\r\nHost: a\r\n{}\r\n", "X-Many: a\r\n".repeat(100_000))),
    ] {
        let mut stream = TcpStream::connect(&service.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // It may be cut off before all of it was sent.
        let _ = stream.write_all(head.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(["", "HTTP/1.1 431", "HTTP/1.1 400"].contains(&answer.get(..12).unwrap_or("")), "{what}: {answer}");
        assert_eq!(service.send("GET", "/livez", b"").0, 200, "{what}");
    }
}

#[test]
fn a_bound_out_of_bounds_is_a_misuse_that_names_its_flag() {
    for (flag, value) in [("--max-requests", "5000"), ("--header-timeout-ms", "0"), ("--drain-seconds", "601")] {
        let started = Command::new(env!("CARGO_BIN_EXE_ashore"))
            .args(["serve", "--rules", "rules", "--bind", "127.0.0.1:0", flag, value])
            .output()
            .unwrap();
        let said = String::from_utf8(started.stderr).unwrap();
        assert_eq!(started.status.code(), Some(2), "{said}");
        assert!(said.contains(&format!("{flag}: is between")), "{said}");
    }
}
