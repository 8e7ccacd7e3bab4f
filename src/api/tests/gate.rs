//! Who is let in: responses as sent to callers with good keys, bad keys and none, too many of them, and to web pages.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};

use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::access::{Key, New, Scope, Token, change};
use crate::clock::Clock;

/// A folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ashore-gate-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A keys file with a key of these scopes, and its token.
fn key_in(folder: &Path, scopes: &[Scope], rate_per_minute: Option<u32>, expires: Option<DateTime<Utc>>) -> Token {
    let new = New { name: "desk".into(), scopes: scopes.to_vec(), rate_per_minute, expires };
    let (key, token) = Key::new(new, start()).unwrap();
    change(&folder.join("keys.json"), true, |keys| {
        keys.push(key);
        Ok::<_, crate::access::KeysError>(())
    })
    .unwrap();
    token
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

fn behind(settings: GateSettings, clock: Clock) -> web::Data<State> {
    let settings = Settings { gate: settings, ..Settings::default() };
    let gate = Gate::new(&settings.gate, clock).unwrap();
    web::Data::new(State::behind(gate, ENGINE.clone(), "rules".into(), settings))
}

fn with_keys(folder: &Path) -> GateSettings {
    GateSettings { keys: Some(folder.join("keys.json")), ..GateSettings::default() }
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

async fn ask(state: &web::Data<State>, request: TestRequest) -> Answer {
    let service = init_service(application!(state)).await;
    let response = call_service(&service, request.to_request()).await;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = read_body(response).await;
    Answer { status, headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) }
}

fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path)
}

fn by(token: &Token, request: TestRequest) -> TestRequest {
    request.insert_header(("authorization", format!("Bearer {}", token.text())))
}

#[expect(clippy::disallowed_methods, reason = "a test looks at the file it wrote")]
fn bytes(file: &Path) -> Vec<u8> {
    std::fs::read(file).unwrap()
}

#[actix_web::test]
async fn every_documented_route_needs_a_key_except_the_probes() {
    let folder = folder("every-route");
    let token = key_in(&folder, &[Scope::DecisionsRead], None, None);
    let state = behind(GateSettings { bad_keys_per_minute: 0, ..with_keys(&folder) }, clock::system);
    let document: Value = serde_json::from_str(&state.running.now().document.json).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{method} {path}");
            let filled = path.replace("{id}", "x").replace("{name}", "x");
            let request =
                || TestRequest::default().method(method.to_uppercase().parse::<Method>().unwrap()).uri(&filled);
            let (without, with) = (ask(&state, request()).await, ask(&state, by(&token, request())).await);
            let scope = operation["security"][0]["bearer"][0].as_str();
            if ["/livez", "/readyz"].contains(&path.as_str()) {
                assert_eq!((without.status, scope), (200, None), "{name}");
                continue;
            }
            let scope = scope.unwrap_or_else(|| panic!("{name} has an entry in the table"));
            assert_eq!((without.status, without.code()), (401, "no-key"), "{name}");
            assert_eq!(without.header("www-authenticate"), "Bearer realm=\"ashore\"", "{name}");
            if scope != "decisions:read" {
                assert_eq!((with.status, with.code()), (403, "scope-missing"), "{name}");
                let challenge = format!("Bearer realm=\"ashore\", error=\"insufficient_scope\", scope=\"{scope}\"");
                assert_eq!(with.header("www-authenticate"), challenge, "{name}");
            }
            for (status, response) in [("401", "NoKey"), ("403", "ScopeMissing"), ("429", "TooManyRequests")] {
                let reference = format!("#/components/responses/{response}");
                assert_eq!(operation["responses"][status]["$ref"], reference.as_str(), "{name}");
                assert!(document["components"]["responses"][response]["content"].is_object(), "{response}");
            }
            assert!(operation["description"].as_str().unwrap().contains(&format!("`{scope}`")), "{name}");
        }
    }
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    for open in ["/openapi.json", "/docs/", "/docs/index.html"] {
        assert_eq!(ask(&state, get(open)).await.status, 200, "{open}");
    }
}

#[actix_web::test]
async fn each_scope_opens_its_routes_and_no_others() {
    let folder = folder("scopes");
    let state_of = [
        (Scope::Evaluate, [405, 403, 403, 403]),
        (Scope::RulesRead, [403, 200, 403, 403]),
        (Scope::RulesReload, [403, 403, 405, 403]),
        (Scope::Metrics, [403, 403, 403, 200]),
    ];
    let tokens = state_of.map(|(scope, _)| key_in(&folder, &[scope], None, None));
    let state = behind(with_keys(&folder), clock::system);
    for ((scope, expected), token) in state_of.iter().zip(&tokens) {
        for (path, status) in ["/v1/evaluations", "/v1/laws", "/v1/ruleset/reload", "/metrics"].iter().zip(expected) {
            assert_eq!(ask(&state, by(token, get(path))).await.status, *status, "{scope} at {path}");
        }
    }
    let sent = ask(&state, by(&tokens[0], get("/v1/laws")).insert_header(("accept-language", "en"))).await;
    assert_eq!(sent.body["title"], "the key lacks the scope `rules:read`");
    assert_eq!(sent.body["detail"], "it has evaluate: ask the operator for another key");
    let sent = ask(&state, by(&tokens[0], get("/v1/laws"))).await;
    assert_eq!(sent.body["title"], "密钥没有 `rules:read` 权限");
}

#[actix_web::test]
async fn no_way_of_writing_a_path_gets_by() {
    let folder = folder("paths");
    let token = key_in(&folder, &[Scope::Evaluate], None, None);
    let state = behind(with_keys(&folder), clock::system);
    for (path, with_key) in [
        ("/v1/ruleset/reload", 403),
        ("/v1/ru%6Ceset/reload", 403),
        ("/v1/ruleset/relo%61d", 403),
        ("/%76%31/ruleset/reload", 403),
        ("/v1/ruleset/reload?x=/livez", 403),
        ("/livez/../v1/ruleset/reload", 404),
        ("//v1/ruleset/reload", 404),
        ("/v1/ruleset/reload/", 404),
        ("/V1/ruleset/reload", 404),
        ("/nowhere", 404),
    ] {
        let post = || TestRequest::post().uri(path);
        assert_eq!(ask(&state, post()).await.status, 401, "{path}: without a key nobody learns what there is");
        assert_eq!(ask(&state, by(&token, post())).await.status, with_key, "{path}");
    }
}

#[actix_web::test]
async fn whatever_is_no_good_key_is_401_and_says_no_more() {
    let folder = folder("garbage");
    let token = key_in(&folder, &[Scope::RulesRead], None, None);
    let good = token.text();
    let state = behind(GateSettings { bad_keys_per_minute: 0, ..with_keys(&folder) }, clock::system);
    let swapped = Token::fresh(token.id.clone()).unwrap().text();
    let cases = [
        ("another secret", format!("Bearer {swapped}"), "bad-key"),
        (
            "another id",
            format!("Bearer {}", good.replacen(good.split('_').nth(1).unwrap(), "000000000000", 1)),
            "bad-key",
        ),
        ("another prefix", format!("Bearer {}", good.replace("ashore_", "github_")), "bad-key"),
        ("upper case", format!("Bearer {}", good.to_uppercase()), "bad-key"),
        ("cut off", format!("Bearer {}", good.strip_suffix(|_| true).unwrap()), "bad-key"),
        ("too long", format!("Bearer {}", "a".repeat(10_000)), "bad-key"),
        ("nothing after the scheme", "Bearer ".to_owned(), "bad-key"),
        ("twice", format!("Bearer {good} {good}"), "bad-key"),
        ("without a scheme", good.clone(), "no-key"),
        ("another scheme", format!("Basic {good}"), "no-key"),
    ];
    for (name, header, code) in cases {
        let sent = ask(&state, get("/v1/laws").insert_header(("authorization", header))).await;
        assert_eq!((sent.status, sent.code()), (401, code), "{name}");
        assert!(sent.header("www-authenticate").starts_with("Bearer realm=\"ashore\""), "{name}");
        assert_eq!(sent.header("www-authenticate").contains("error=\"invalid_token\""), code == "bad-key", "{name}");
        let body = sent.body.to_string();
        assert!(
            !body.contains(good.rsplit('_').next().unwrap()) && !body.contains(token.id.as_str()),
            "{name}: {body}"
        );
    }
    let chinese = ask(&state, get("/v1/laws").insert_header(("authorization", "Bearer 钥匙".as_bytes()))).await;
    assert_eq!((chinese.status, chinese.code()), (401, "bad-key"), "bytes that are no ASCII");
    let two = by(&token, get("/v1/laws")).append_header(("authorization", format!("Bearer {good}")));
    assert_eq!(ask(&state, two).await.code(), "bad-key", "two headers");
    let lower = get("/v1/laws").insert_header(("authorization", format!("bearer {good}")));
    assert_eq!(ask(&state, lower).await.status, 200, "the scheme in any case");
    let english = ask(&state, get("/v1/laws").insert_header(("accept-language", "en"))).await;
    assert_eq!(english.body["title"], "no key came with the request");
}

#[actix_web::test]
async fn a_key_ends_by_the_clock_and_a_clock_set_back_does_not_bring_it_to_life() {
    static SECONDS: AtomicI64 = AtomicI64::new(0);
    let folder = folder("clock");
    let token = key_in(&folder, &[Scope::RulesRead], None, Some(start() + TimeDelta::seconds(3_600)));
    let clock: Clock = || start() + TimeDelta::seconds(SECONDS.load(Ordering::Relaxed));
    let state = behind(with_keys(&folder), clock);
    assert_eq!(ask(&state, by(&token, get("/v1/laws"))).await.status, 200);
    SECONDS.store(3_600, Ordering::Relaxed);
    assert_eq!(ask(&state, by(&token, get("/v1/laws"))).await.status, 401, "expired");
    SECONDS.store(3_599, Ordering::Relaxed);
    assert_eq!(ask(&state, by(&token, get("/v1/laws"))).await.status, 200, "a clock that was ahead and is set right");
    // Started in the hour after its end; the clock is set back by a day.
    SECONDS.store(7_200, Ordering::Relaxed);
    let state = behind(with_keys(&folder), clock);
    SECONDS.store(7_200 - 86_400, Ordering::Relaxed);
    assert_eq!(ask(&state, by(&token, get("/v1/laws"))).await.status, 401);
}

#[actix_web::test]
async fn a_changed_file_counts_and_a_broken_one_leaves_the_keys_before_it() {
    let folder = folder("changed");
    let file = folder.join("keys.json");
    let first = key_in(&folder, &[Scope::RulesRead], Some(1), None);
    let state = behind(GateSettings { rate_burst: 2, ..with_keys(&folder) }, clock::system);
    let keys = state.gate.keys().unwrap();
    assert_eq!(ask(&state, by(&first, get("/v1/laws"))).await.status, 200);
    let second = key_in(&folder, &[Scope::RulesRead, Scope::Metrics], Some(1_000_000), None);
    assert_eq!(ask(&state, by(&second, get("/v1/laws"))).await.status, 401, "not looked at yet");
    keys.look();
    assert_eq!(ask(&state, by(&second, get("/v1/laws"))).await.status, 200);
    assert_eq!(ask(&state, by(&first, get("/v1/laws"))).await.status, 200);
    assert_eq!(ask(&state, by(&first, get("/v1/laws"))).await.status, 429, "what it used before counts");

    let whole = bytes(&file);
    for (name, broken) in [
        ("half a file", Some(&whole[..whole.len() / 2])),
        ("an empty file", Some(&b""[..])),
        ("a misspelt field", Some(&br#"{"version": 1, "kyes": []}"#[..])),
        ("no file", None),
    ] {
        match broken {
            Some(bytes) => std::fs::write(&file, bytes).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        keys.look();
        assert_eq!(ask(&state, by(&second, get("/v1/vocabulary"))).await.status, 200, "{name}");
        let ready = ask(&state, get("/readyz")).await;
        assert_eq!((ready.status, &ready.body["keys_file_refused"]), (200, &json!(true)), "{name}");
    }
    std::fs::write(&file, &whole).unwrap();
    keys.look();
    assert_eq!(ask(&state, get("/readyz")).await.body["keys_file_refused"], false);
    change(&file, false, |keys| {
        for key in keys.iter_mut() {
            key.revoke(start());
        }
        Ok::<_, crate::access::KeysError>(())
    })
    .unwrap();
    keys.look();
    assert_eq!(ask(&state, by(&second, get("/v1/laws"))).await.code(), "bad-key", "revoked");
    assert!(state.gate.numbers().contains("\nashore_keys_in_force 0\n"));
}

#[actix_web::test]
async fn a_key_that_asks_too_often_is_told_both_numbers_and_when_to_come_again() {
    let folder = folder("rate");
    let (slow, usual) = (
        key_in(&folder, &[Scope::RulesRead], Some(1), None),
        key_in(&folder, &[Scope::RulesRead, Scope::Metrics], None, None),
    );
    let state = behind(GateSettings { rate_burst: 2, rate_per_minute: 30, ..with_keys(&folder) }, clock::system);
    for _ in 0..2 {
        assert_eq!(ask(&state, by(&slow, get("/v1/errata"))).await.status, 200);
    }
    let refused = ask(&state, by(&slow, get("/v1/errata")).insert_header(("accept-language", "en"))).await;
    assert_eq!((refused.status, refused.code()), (429, "too-many-requests"));
    assert_eq!(refused.body["title"], "too many requests with this key: the limit is 1 in a minute, 2 at once");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(refused.body["detail"], format!("try again in {wait} s"));
    assert_eq!(ask(&state, by(&usual, get("/v1/errata"))).await.status, 200, "another key has its own account");
    assert_eq!(ask(&state, by(&slow, get("/livez"))).await.status, 200, "probes are always answered");
}

#[actix_web::test]
async fn addresses_without_keys_have_an_account_each_and_this_machine_has_none() {
    let state = behind(GateSettings { rate_per_minute: 1, rate_burst: 2, ..GateSettings::default() }, clock::system);
    let from = |address: &str| get("/v1/errata").peer_addr(address.parse::<SocketAddr>().unwrap());
    for (address, expected) in [
        ("192.0.2.1:1000", 200),
        ("192.0.2.1:2000", 200),
        ("192.0.2.1:3000", 429),
        ("[::ffff:192.0.2.1]:4000", 429),
        ("192.0.2.2:1000", 200),
        ("127.0.0.1:1", 200),
        ("127.0.0.1:2", 200),
        ("127.0.0.1:3", 200),
        ("[::1]:3", 200),
    ] {
        assert_eq!(ask(&state, from(address)).await.status, expected, "{address}");
    }
}

#[actix_web::test]
async fn bad_keys_of_an_address_are_answered_so_often_and_good_ones_always() {
    let folder = folder("bad-keys");
    let token = key_in(&folder, &[Scope::RulesRead], None, None);
    let state = behind(GateSettings { bad_keys_per_minute: 1, ..with_keys(&folder) }, clock::system);
    let bad = || by(&Token::fresh(token.id.clone()).unwrap(), get("/v1/laws"));
    let mut seen = Vec::new();
    for _ in 0..22 {
        seen.push(ask(&state, bad()).await.status);
    }
    assert_eq!((&seen[..20], &seen[20..]), ([401; 20].as_slice(), [429; 2].as_slice()));
    let refused = ask(&state, get("/v1/laws")).await;
    assert_eq!((refused.status, refused.header("retry-after").is_empty()), (429, false), "none counts as a bad one");
    assert_eq!(ask(&state, by(&token, get("/v1/laws"))).await.status, 200);
}

#[actix_web::test]
async fn pages_of_other_origins_read_nothing_unless_theirs_is_named() {
    let folder = folder("cors");
    let token = key_in(&folder, &[Scope::Evaluate], None, None);
    let desk = "https://desk.example.org";
    let preflight = |origin: &str| {
        TestRequest::default()
            .method(Method::OPTIONS)
            .uri("/v1/evaluations")
            .insert_header(("origin", origin))
            .insert_header(("access-control-request-method", "POST"))
            .insert_header(("access-control-request-headers", "authorization,content-type"))
    };
    let closed = behind(with_keys(&folder), clock::system);
    let sent = ask(&closed, preflight(desk)).await;
    assert_eq!((sent.status, sent.header("access-control-allow-origin")), (401, ""));

    let settings = GateSettings { cors_origin: vec![desk.to_owned()], ..with_keys(&folder) };
    let open = behind(settings, clock::system);
    let sent = ask(&open, preflight(desk)).await;
    assert_eq!((sent.status, sent.header("access-control-allow-origin")), (200, desk), "a preflight has no key");
    assert_eq!(sent.header("access-control-allow-credentials"), "");
    let allowed = sent.header("access-control-allow-headers").to_ascii_lowercase();
    assert!(allowed.contains("authorization") && allowed.contains("content-type"), "{allowed}");
    for origin in ["https://elsewhere.example.org", "http://desk.example.org", "null"] {
        let sent = ask(&open, preflight(origin)).await;
        assert_eq!((sent.status, sent.header("access-control-allow-origin")), (400, ""), "{origin}");
        assert_eq!(sent.header("content-type"), "application/problem+json", "{origin}");
    }
    let refused = ask(&open, get("/v1/laws").insert_header(("origin", desk))).await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (401, desk), "a page can read why not");
    let strange = by(&token, get("/v1/evaluations")).insert_header(("origin", "https://elsewhere.example.org"));
    assert_eq!(ask(&open, strange).await.header("access-control-allow-origin"), "");
}

#[actix_web::test]
async fn every_answer_tells_browsers_to_be_careful() {
    let folder = folder("headers");
    key_in(&folder, &[Scope::Evaluate], None, None);
    let plain = behind(with_keys(&folder), clock::system);
    let https = behind(GateSettings { hsts: true, ..with_keys(&folder) }, clock::system);
    for path in ["/livez", "/v1/laws", "/nowhere", "/docs/", "/openapi.json"] {
        let sent = ask(&plain, get(path)).await;
        // What is the same for everybody may be kept, if one asks each time whether it still holds.
        let kept = if path == "/openapi.json" { "private, no-cache" } else { "no-store" };
        for (name, value) in [
            ("cache-control", kept),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(sent.header(name), value, "{path}: {name}");
        }
        assert!(sent.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert!(sent.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(sent.header("strict-transport-security"), "", "{path}");
        assert_eq!(ask(&https, get(path)).await.header("strict-transport-security"), "max-age=15768000", "{path}");
    }
}
