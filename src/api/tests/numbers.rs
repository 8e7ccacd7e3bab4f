//! The numbers for monitoring: that Prometheus can read them, what they count, and what never becomes a label.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use actix_web::test::{TestRequest, call_service, init_service, read_body};
use rust_decimal::Decimal;

use super::*;

/// Sends requests to one service and reads its numbers afterwards.
async fn numbers_after(requests: Vec<TestRequest>) -> String {
    let state = state();
    let service = init_service(application!(state)).await;
    for request in requests {
        read_body(call_service(&service, request.to_request()).await).await;
    }
    let metrics = TestRequest::get().uri("/metrics").to_request();
    String::from_utf8(read_body(call_service(&service, metrics).await).await.to_vec()).unwrap()
}

/// Reads the text as Prometheus does: every sample belongs to a family with a type and a text, no series comes twice.
fn read(text: &str) -> BTreeMap<String, Decimal> {
    let (mut types, mut helps) = (BTreeMap::new(), BTreeSet::new());
    let mut samples = BTreeMap::new();
    let plain = |name: &str| {
        let mut bytes = name.bytes();
        bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
            && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    for line in text.lines().filter(|l| !l.is_empty()) {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            assert!(plain(name) && !help.is_empty() && helps.insert(name), "{line}");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(types.insert(name, kind).is_none(), "{line}");
        } else {
            let (series, value) = line.rsplit_once(' ').unwrap();
            let (name, labels) =
                series.split_once('{').map_or((series, ""), |(n, l)| (n, l.strip_suffix('}').unwrap()));
            let family = ["_bucket", "_sum", "_count"]
                .iter()
                .find_map(|end| name.strip_suffix(end).filter(|n| types.get(n) == Some(&"histogram")))
                .unwrap_or(name);
            assert!(plain(name) && types.contains_key(family) && helps.contains(family), "{line}");
            for label in labels.split("\",").filter(|l| !l.is_empty()) {
                let (label, value) = label.split_once("=\"").unwrap();
                assert!(plain(label) && !value.trim_end_matches('"').contains('"'), "{line}");
            }
            assert!(
                samples
                    .insert(
                        series.to_owned(),
                        Decimal::from_str(value).or_else(|_| Decimal::from_scientific(value)).unwrap()
                    )
                    .is_none(),
                "twice: {line}"
            );
        }
    }
    samples
}

#[actix_web::test]
async fn prometheus_can_read_them() {
    let evaluation = include_bytes!("../../../openapi/examples/mild.json");
    let samples = read(&numbers_after(vec![post(evaluation.to_vec()), TestRequest::get().uri("/nothing")]).await);
    for name in ["ashore_build_info", "ashore_ruleset_info"] {
        assert!(samples.iter().any(|(series, value)| series.starts_with(name) && *value == Decimal::ONE), "{name}");
    }
    for name in ["process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_threads"] {
        assert!(samples[name] > Decimal::ZERO, "{name}");
    }
    assert!(samples["process_start_time_seconds"] > Decimal::from(1_700_000_000));
    let buckets: Vec<Decimal> = samples
        .iter()
        .filter(|(s, _)| s.starts_with("ashore_http_request_duration_seconds_bucket{route=\"/v1/evaluations\""))
        .map(|(_, value)| *value)
        .collect();
    assert_eq!(buckets.len(), 13, "{samples:?}");
    assert!(buckets.contains(&Decimal::ONE));
}

#[actix_web::test]
async fn they_count_answers_by_kind_findings_by_rule_and_problems_by_reason() {
    let three_loans = || post(include_bytes!("../../../openapi/examples/mild.json").to_vec());
    let contacts = TestRequest::post()
        .uri("/v1/conduct")
        .insert_header(("content-type", "application/json"))
        .set_payload(include_bytes!("../../../openapi/examples/conduct/one-lender.json").to_vec());
    let body = send(three_loans()).await.body;
    let steps = body["actions"].as_array().unwrap().iter().map(|line| &line["next_step"]);
    let found = steps.flat_map(|s| s["because"].as_array().unwrap()).map(|b| b["rule"]["id"].as_str().unwrap());
    let found: BTreeSet<String> = found.map(str::to_owned).collect();
    let samples = read(&numbers_after(vec![three_loans(), three_loans(), contacts, post("{"), post("[]")]).await);
    assert_eq!(samples["ashore_evaluations_total{kind=\"evaluation\"}"], Decimal::from(2));
    assert_eq!(samples["ashore_evaluations_total{kind=\"letter\"}"], Decimal::from(0));
    assert_eq!(samples["ashore_requests_rejected_total{reason=\"not-json\"}"], Decimal::from(1));
    // The contacts are more than this service takes.
    assert_eq!(samples["ashore_requests_rejected_total{reason=\"bad-portfolio\"}"], Decimal::from(2));
    assert!(!found.is_empty());
    for rule in found {
        assert!(
            samples[&format!("ashore_findings_total{{rule=\"{rule}\"}}")] >= Decimal::from(2),
            "{rule}: {samples:?}"
        );
    }
    let rules: BTreeSet<&str> = ENGINE.rules().rules.iter().map(|r| r.id.as_str()).collect();
    for series in samples.keys().filter_map(|s| s.strip_prefix("ashore_findings_total{rule=\"")) {
        assert!(rules.contains(series.strip_suffix("\"}").unwrap()), "{series}");
    }
}

#[actix_web::test]
async fn nothing_a_caller_writes_becomes_a_label() {
    let marked = |uri: &str| TestRequest::get().uri(uri);
    let text = numbers_after(vec![
        marked("/zqx"),
        marked("/v1/rules/zqx"),
        marked("/v1/stages/zqx?zqx=zqx"),
        marked("/docs/zqx"),
        TestRequest::default().method("ZQX".parse().unwrap()).uri("/livez"),
        marked("/livez").insert_header(("x-request-id", "zqx")).insert_header(("user-agent", "zqx")),
        TestRequest::post().uri("/v1/letters/zqx?debt=zqx").insert_header(("content-type", "zqx/zqx")),
    ])
    .await;
    read(&text);
    assert!(!text.to_ascii_lowercase().contains("zqx"), "{text}");
    assert!(text.contains("method=\"other\""), "{text}");
}
