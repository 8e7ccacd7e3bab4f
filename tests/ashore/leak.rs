//! Nothing of a portfolio, and nothing else a caller writes, reaches the log, the numbers or the collector of spans:
//! marked requests of every kind, good and bad, and then everything the service wrote, read for the marks.

use std::io::Write;
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::shell::collector::Collector;
use crate::shell::service::Service;

/// Stands in names, ids, headers and addresses.
const WORD: &str = "Zqxmark";
/// Stands in texts.
const WORDS: &str = "赵钱孙李的暗号";
/// Stands in amounts.
const AMOUNT: &str = "918273645.46";
/// Behind a text that is long enough to be somebody's story: a problem must not repeat it even to its sender.
const STORY: &str = "Zqxstory";

/// A request: what it is, method, address, headers, body.
type Marked = (&'static str, &'static str, String, Vec<(&'static str, String)>, Vec<u8>);

fn story() -> String {
    format!("{}{STORY}", WORDS.repeat(12))
}

/// A portfolio that is marked wherever it may hold something of its own.
fn portfolio() -> Value {
    json!({
        "as_of": "2026-11-22",
        "case_ref": WORD,
        "household": {
            "members": 3,
            "income": [{ "kind": "wage", "amount": AMOUNT, "every": "month" }],
            "essentials": []
        },
        "debts": [{ "id": format!("{WORD}-a"), "platform_name": WORDS, "outstanding": AMOUNT, "creditor_type": "consumer_finance_company" }],
        "contacts": [{
            "id": format!("{WORD}-c"), "debt": format!("{WORD}-a"), "at": "2026-11-12T10:00:00+08:00", "channel": "sms",
            "content_text": format!("再不还钱就上门抓人，{}", story())
        }]
    })
}

fn changed(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value = portfolio();
    change(&mut value);
    value.to_string().into_bytes()
}

/// Portfolios that can be read, and portfolios that cannot.
fn portfolios() -> Vec<(&'static str, Vec<u8>)> {
    let good = portfolio().to_string();
    let cut = good.char_indices().nth(good.chars().count() - 20).unwrap().0;
    vec![
        ("good", good.clone().into_bytes()),
        ("a wrong type", changed(|p| p["debts"][0]["outstanding"] = json!(story()))),
        ("a wrong type of a list", changed(|p| p["debts"] = json!(story()))),
        ("an amount below zero", changed(|p| p["debts"][0]["outstanding"] = json!(format!("-{AMOUNT}")))),
        ("an amount with too many decimals", changed(|p| p["debts"][0]["outstanding"] = json!(format!("{AMOUNT}789")))),
        ("a choice that is none", changed(|p| p["debts"][0]["creditor_type"] = json!(story()))),
        ("a date that is none", changed(|p| p["debts"][0]["served_on"] = json!(story()))),
        ("a rate that is none", changed(|p| p["debts"][0]["nominal_rate"] = json!(story()))),
        ("a day that is none", changed(|p| p["as_of"] = json!(story()))),
        ("an instant that is none", changed(|p| p["contacts"][0]["at"] = json!(story()))),
        ("an unknown field", changed(|p| p["debts"][0][WORD] = json!(WORDS))),
        ("an unknown field at the top", changed(|p| p[WORDS] = json!(AMOUNT))),
        ("an unknown debt", changed(|p| p["contacts"][0]["debt"] = json!(format!("{WORD}-b")))),
        ("an id that is too long", changed(|p| p["debts"][0]["id"] = json!(story().repeat(5)))),
        ("an id twice", changed(|p| p["debts"] = json!([{ "id": WORD }, { "id": WORD }]))),
        ("a text that is too long", changed(|p| p["contacts"][0]["content_text"] = json!(story().repeat(60)))),
        ("a number for a text", changed(|p| p["contacts"][0]["content_text"] = json!(918_273_645))),
        ("a reference that is a story", changed(|p| p["case_ref"] = json!(story().repeat(5)))),
        ("cut off", good.as_bytes()[..cut].to_vec()),
        ("behind the end", format!("{good} {WORD}").into_bytes()),
        ("a broken escape", good.replace(WORDS, &format!("{WORD}\\ud800")).into_bytes()),
        ("no text", [good.as_bytes(), &[0xff, 0xfe], WORD.as_bytes()].concat()),
        ("a bare word", WORD.as_bytes().to_vec()),
        ("a bare text", json!(story()).to_string().into_bytes()),
        ("a field twice", format!(r#"{{"{WORD}":1,"{WORD}":"{WORDS}"}}"#).into_bytes()),
        ("too large", changed(|p| p[WORD] = json!(WORDS.repeat(4_000)))),
    ]
}

fn requests() -> Vec<Marked> {
    let plain = || Vec::new();
    let mut all: Vec<Marked> = Vec::new();
    for path in [
        "/v1/evaluations",
        "/v1/evaluations?explain=full&format=html",
        "/v1/evaluations/batch",
        "/v1/conduct",
        "/v1/letters/holding_letter",
        "/v1/money/deadlines",
        "/v1/money/schedule",
        "/v1/rules/check",
    ] {
        for (what, body) in portfolios() {
            all.push((what, "POST", path.to_owned(), plain(), body));
        }
    }
    for (what, body) in portfolios() {
        let interview =
            [br#"{"portfolio":"#.as_slice(), &body, format!(r#","not_known":[{{"fact":"{WORD}"}}]}}"#).as_bytes()]
                .concat();
        all.push((what, "POST", "/v1/interviews".to_owned(), plain(), interview));
    }
    let contacts = json!({ "as_of": "2026-11-22", "contacts": portfolio()["contacts"], "debts": portfolio()["debts"] });
    all.push(("contacts", "POST", "/v1/conduct".to_owned(), plain(), contacts.to_string().into_bytes()));
    let terms = json!({ "principal": AMOUNT, "annual_rate": "0.24", "periods": 12, WORD: WORDS });
    all.push(("terms", "POST", "/v1/money/schedule".to_owned(), plain(), terms.to_string().into_bytes()));

    let csv = |kind: &str| vec![("Content-Type", kind.to_owned())];
    let list = format!("对方号码,通话时间,{WORD}\n1380013{WORD},2026-11-12 10:00:00,{WORDS}\n{},{AMOUNT},\n", story());
    for query in
        ["as=call_list", &format!("as={WORD}"), &format!("as=call_list&only={WORD}&prefix={WORD}&debt={WORD}"), WORD]
    {
        let path = format!("/v1/contacts/import?{query}");
        all.push(("a list", "POST", path.clone(), csv("text/csv"), list.clone().into_bytes()));
        all.push(("a list of another type", "POST", path, csv(&format!("image/{WORD}")), list.clone().into_bytes()));
    }
    let yaml = format!("rules:\n  - id: {WORD}\n    title: {}\n    {WORD}: [", story());
    let path = format!("/v1/rules/check?path=cn/{WORD}.yaml&render=true");
    all.push(("rules", "POST", path, csv("application/yaml"), yaml.clone().into_bytes()));
    let files = json!({ "files": [{ "path": format!("cn/{WORD}.yaml"), "text": yaml }], "base": WORD });
    all.push(("rules as JSON", "POST", "/v1/rules/check".to_owned(), plain(), files.to_string().into_bytes()));

    for path in [
        format!("/{WORD}"),
        format!("/v1/rules/{WORD}"),
        format!("/v1/rules?{WORD}={WORD}"),
        format!("/v1/stages/{WORD}"),
        format!("/v1/values?as_of={WORD}"),
        format!("/v1/values?{WORD}"),
        format!("/v1/decisions/{WORD}"),
        format!("/docs/{WORD}"),
        format!("/v1/evaluations?{WORD}={WORD}"),
        "/%E8%B5%B5%E9%92%B1%E5%AD%99%E6%9D%8E%E7%9A%84%E6%9A%97%E5%8F%B7".to_owned(),
        format!("/../{WORD}/%ff"),
    ] {
        all.push(("an address", "GET", path.clone(), plain(), Vec::new()));
        all.push(("an address", "POST", path, plain(), portfolio().to_string().into_bytes()));
    }
    let letter = format!("/v1/letters/{WORD}?debt={WORD}&format={WORD}");
    all.push(("a letter", "POST", letter, plain(), portfolio().to_string().into_bytes()));
    let letter = format!("/v1/letters/{WORD}?debt={WORD}");
    all.push(("no such letter", "POST", letter, plain(), portfolio().to_string().into_bytes()));
    let letter = format!("/v1/letters/statement_request?debt={WORD}");
    all.push(("no such debt", "POST", letter, plain(), portfolio().to_string().into_bytes()));

    // An id and a state of a trace that follow their rules are taken over by design; these do not.
    for (name, value) in [
        ("X-Request-Id", format!("{WORD} {WORD}")),
        ("X-Request-Id", WORDS.to_owned()),
        ("X-Request-Id", WORD.repeat(20)),
        ("traceparent", format!("00-{WORD}-b7ad6b7169203331-01")),
        ("traceparent", WORDS.to_owned()),
        ("tracestate", format!("{WORD}={WORD}")),
        ("Authorization", format!("Bearer {WORD}")),
        ("Authorization", format!("Basic {WORD}{WORDS}")),
        ("User-Agent", WORD.to_owned()),
        ("Referer", format!("https://{WORD}/{WORD}")),
        ("Origin", format!("https://{WORD}")),
        ("Cookie", format!("{WORD}={WORD}")),
        ("X-Forwarded-For", WORD.to_owned()),
        ("Accept", format!("{WORD}/{WORD}")),
        ("Accept-Language", WORDS.to_owned()),
        ("Accept-Encoding", WORD.to_owned()),
        ("If-None-Match", format!("\"{WORD}\"")),
        ("Expect", WORD.to_owned()),
        ("Content-Type", format!("application/{WORD}; charset={WORD}")),
        ("Content-Type", WORDS.to_owned()),
        ("Content-Encoding", WORD.to_owned()),
        ("Zqxmark-Header", WORDS.to_owned()),
    ] {
        for (method, path) in
            [("GET", "/v1/rules"), ("POST", "/v1/evaluations"), ("POST", "/v1/contacts/import?as=sms_list")]
        {
            let body = if method == "GET" { Vec::new() } else { portfolio().to_string().into_bytes() };
            all.push(("a header", method, path.to_owned(), vec![(name, value.clone())], body));
        }
    }
    all.push(("a method", "ZQXMARK", "/livez".to_owned(), plain(), Vec::new()));
    all.push(("a method", "ZQXMARK", "/v1/evaluations".to_owned(), plain(), portfolio().to_string().into_bytes()));
    all
}

/// What is no request at all, or none that is whole.
fn broken() -> Vec<Vec<u8>> {
    let head = "POST /v1/evaluations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    let good = portfolio().to_string();
    vec![
        format!("GET /{WORD} HTTP/9.9\r\nHost: {WORD}\r\n\r\n").into_bytes(),
        format!("{WORD} {WORDS}\r\n\r\n").into_bytes(),
        format!("GET /{WORDS} HTTP/1.1\r\nHost: a\r\n\r\n").into_bytes(),
        format!("GET /livez HTTP/1.1\r\nHost: {WORD} {WORD}\r\n\r\n").into_bytes(),
        format!("GET /livez HTTP/1.1\r\n{WORD} {WORD}: {WORD}\r\n\r\n").into_bytes(),
        format!("{head}Content-Length: {WORD}\r\n\r\n{good}").into_bytes(),
        format!("{head}Content-Length: 100000\r\n\r\n{good}").into_bytes(),
        format!("{head}Content-Length: 5\r\nContent-Length: {WORD}\r\n\r\n{good}").into_bytes(),
        format!("{head}Transfer-Encoding: {WORD}\r\n\r\n{good}").into_bytes(),
        format!("{head}Transfer-Encoding: chunked\r\n\r\n{WORD}\r\n{good}").into_bytes(),
        format!("{head}X: {}\r\n\r\n", WORD.repeat(40_000)).into_bytes(),
        good.into_bytes(),
    ]
}

/// Sends everything, stops the service, and gives back everything that was written meanwhile, by where.
fn written(service: &mut Service, collector: &Collector) -> Vec<(&'static str, Vec<u8>)> {
    let mut sent = 0;
    for (what, method, path, headers, body) in requests() {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let (status, _, answer) = service.send_unheld(method, &path, &headers, &body);
        sent += 1;
        assert!(status < 500 || status == 501, "{what} {method} {path}: {status} {answer}");
        if status >= 400 && !answer.is_empty() {
            assert!(!answer.contains(STORY), "{what} {method} {path} repeats a text: {answer}");
        }
    }
    for bytes in broken() {
        let mut stream = TcpStream::connect(&service.address).unwrap();
        // It may be cut off on the way.
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(std::net::Shutdown::Both);
    }
    let (_, metrics) = service.send("GET", "/metrics", b"");
    assert!(sent > 300, "{sent}");
    service.signal("TERM");
    service.ended();
    vec![
        ("the log", service.log().into_bytes()),
        ("the numbers", metrics.into_bytes()),
        ("the spans", collector.kept()),
    ]
}

/// The marks in every dress they may come in.
fn dresses() -> Vec<Vec<u8>> {
    let (word, story) = ("zqxmark".to_owned(), STORY.to_ascii_lowercase());
    let listed = |text: &str| text.bytes().map(|b| b.to_string()).collect::<Vec<_>>().join(", ");
    let percent: String = "暗号".bytes().map(|b| format!("%{b:02x}")).collect::<Vec<_>>().concat();
    let escaped: String = "暗号".chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect::<Vec<_>>().concat();
    let debug: String = "暗号".chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect::<Vec<_>>().concat();
    let bytes: String = "暗号".bytes().map(|b| format!("\\x{b:02x}")).collect::<Vec<_>>().concat();
    let whole = AMOUNT.split('.').next().unwrap().to_owned();
    let texts =
        [word, story, "暗号".to_owned(), percent, escaped, debug, bytes, whole, listed("暗号"), listed("Zqxmark")];
    texts.into_iter().map(String::into_bytes).collect()
}

fn leaks(written: &[(&'static str, Vec<u8>)]) -> Vec<String> {
    let mut found = Vec::new();
    for (place, bytes) in written {
        let bytes = bytes.to_ascii_lowercase();
        for mark in dresses() {
            if let Some(at) = bytes.windows(mark.len()).position(|w| w == mark) {
                let around = &bytes[at.saturating_sub(200)..(at + 100).min(bytes.len())];
                found.push(format!("{place}: {}", String::from_utf8_lossy(around)));
            }
        }
    }
    found
}

#[test]
fn the_marks_are_found_where_they_stand() {
    let dressed = ["... Zqxmark", "暗号", "%E6%9A%97%E5%8F%B7", "\\u6697\\u53f7", "918273645.46"];
    for text in dressed {
        assert_eq!(leaks(&[("here", text.as_bytes().to_vec())]).len(), 1, "{text}");
    }
}

#[test]
fn nothing_a_caller_writes_is_in_the_log_the_numbers_or_the_spans() {
    let collector = Collector::start();
    let flags = ["--log", "debug", "--body-limit-bytes", "65536", "--otlp-endpoint", &collector.endpoint];
    let mut service = Service::start(&flags);
    let written = written(&mut service, &collector);
    assert_eq!(leaks(&written), Vec::<String>::new());
    let log = service.log();
    assert!(log.matches("request served").count() > 300, "{log}");
    assert!(collector.holds(b"POST /v1/evaluations") && collector.holds(b"bad-portfolio"));
    assert!(String::from_utf8_lossy(&written[1].1).contains("ashore_requests_rejected_total{reason=\"not-json\"}"));
}

#[test]
fn nor_in_the_log_for_people() {
    let collector = Collector::start();
    let flags = ["--log", "debug", "--body-limit-bytes", "65536", "--otlp-endpoint", &collector.endpoint];
    let mut service = Service::with_a_log_for_people(&flags);
    let written = written(&mut service, &collector);
    assert_eq!(leaks(&written), Vec::<String>::new());
    assert!(service.log().contains("request{request_id="), "{}", service.log());
}
