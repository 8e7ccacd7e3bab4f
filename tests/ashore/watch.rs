//! What a service tells those who run it: a log line for each request, spans for a collector, and what it does when the
//! collector is away.

use serde_json::Value;

use crate::shell::collector::Collector;
use crate::shell::service::Service;
use crate::shell::{ashore, text};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const MILD: &[u8] = include_bytes!("../../openapi/examples/mild.json");

/// The log lines of requests so far.
fn lines(service: &Service) -> Vec<Value> {
    let log = service.log();
    let all = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.filter(|line| line["span"]["name"] == "request").collect()
}

#[test]
fn a_request_has_one_line_with_its_route_its_ids_and_why_it_was_refused() {
    let service = Service::start(&[]);
    let parent = format!("00-{TRACE}-b7ad6b7169203331-01");
    let headers = [("X-Request-Id", "desk-3.17"), ("traceparent", parent.as_str())];
    let (status, head, body) = service.send_with("GET", "/v1/rules/no-such-rule?why=that", &headers, b"");
    assert_eq!(status, 404);
    assert!(head.to_ascii_lowercase().contains("x-request-id: desk-3.17"), "{head}");
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(problem["instance"], "urn:ashore:request:desk-3.17");
    service.send("POST", "/v1/evaluations", MILD);
    service.wait("two requests are in the log", || lines(&service).len() == 2);

    let lines = lines(&service);
    let (refused, served) = (&lines[0], &lines[1]);
    assert_eq!(refused["span"]["request_id"], "desk-3.17");
    assert_eq!(refused["span"]["trace_id"], TRACE);
    let fields = &refused["fields"];
    assert_eq!(fields["message"], "request served");
    assert_eq!(fields["http.method"], "GET");
    assert_eq!(fields["http.route"], "/v1/rules/{id}");
    assert_eq!(fields["http.status"], 404);
    assert_eq!(fields["problem"], "no-such-rule");
    assert_eq!(fields["http.bytes"], body.len());
    assert!(fields["duration_us"].as_u64().unwrap() > 0);

    assert_eq!(served["fields"]["http.status"], 200);
    assert_eq!(served["level"], "INFO");
    assert!(served["fields"]["problem"].is_null());
    assert_eq!(served["span"]["request_id"].as_str().unwrap().len(), 32);
    assert_ne!(served["span"]["trace_id"], TRACE);
}

#[test]
fn spans_of_sampled_requests_reach_the_collector_before_the_service_ends() {
    let collector = Collector::start();
    let mut service = Service::start(&["--otlp-endpoint", &collector.endpoint, "--trace-sample-per-mille", "0"]);
    let parent = |trace: &str, flags: &str| format!("00-{trace}-b7ad6b7169203331-{flags}");
    let other = "1".repeat(32);
    for (trace, flags) in [(TRACE, "01"), (other.as_str(), "00")] {
        service.send_with("POST", "/v1/evaluations", &[("traceparent", &parent(trace, flags))], MILD);
    }
    service.send("GET", "/v1/ruleset", b"");
    service.signal("TERM");
    service.ended();
    let trace = u128::from_str_radix(TRACE, 16).unwrap().to_be_bytes();
    assert!(collector.holds(&trace), "the trace the caller chose");
    assert!(collector.holds(&[0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, 0x31]), "with the caller's span as parent");
    for text in
        ["POST /v1/traces HTTP/1.1", "POST /v1/evaluations", "service.name", "ashore", "http.response.status_code"]
    {
        assert!(collector.holds(text.as_bytes()), "{text}");
    }
    assert!(!collector.holds(&[0x11; 16]), "a trace the caller did not choose");
    assert!(!collector.holds(b"GET /v1/ruleset"), "of traces that begin here none was asked for");
}

#[test]
fn a_collector_that_is_away_keeps_nobody_waiting_and_is_mentioned_once() {
    // Nobody listens where somebody just stopped to.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut service = Service::start(&["--otlp-endpoint", &format!("http://{gone}")]);
    for _ in 0..600 {
        assert_eq!(service.send("GET", "/livez", b"").0, 200);
    }
    service.signal("TERM");
    service.ended();
    let log = service.log();
    assert_eq!(log.matches("the collector takes no spans").count(), 1, "{log}");
}

#[test]
fn an_address_spans_cannot_be_sent_to_is_refused_at_the_start() {
    for (address, says) in [("https://collector:4318", "plain http:// only"), ("collector", "begins with http://")] {
        let run = ashore(&["--lang", "en", "serve", "--bind", "127.0.0.1:0", "--otlp-endpoint", address], None);
        assert_eq!(run.status.code(), Some(2));
        let said = text(&run.stderr);
        assert!(said.contains("--otlp-endpoint: ") && said.contains(says), "{said}");
    }
    let run = ashore(&["serve", "--bind", "127.0.0.1:0", "--trace-sample-per-mille", "1001"], None);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("--trace-sample-per-mille: is between 0 and 1000"));
}
