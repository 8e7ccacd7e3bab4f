//! Keys as an operator and a caller see them: made, used, exchanged and taken back while the service runs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::shell::service::Service;
use crate::shell::{ashore, text};

/// A path for a keys file that is not there yet.
fn keys_file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("keys-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder.join("keys.json")
}

/// What `ashore key …` printed as JSON.
fn key(file: &Path, args: &[&str]) -> Value {
    let all = [&["key"], args, &["--format", "json", "--keys", file.to_str().unwrap()]].concat();
    let output = ashore(&all, None);
    assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn token(made: &Value) -> String {
    made["token"].as_str().unwrap().to_owned()
}

/// How the service answers a caller with this token.
fn status(service: &Service, path: &str, token: &str) -> u16 {
    service.send_with("GET", path, &[("Authorization", &format!("Bearer {token}"))], b"").0
}

#[test]
fn a_key_is_made_used_exchanged_and_taken_back_while_the_service_runs() {
    let file = keys_file("life");
    let path = file.to_str().unwrap();
    let made = key(&file, &["new", "--name", "前台", "--scope", "evaluate", "--scope", "rules:read", "--days", "90"]);
    let (id, first) = (made["id"].as_str().unwrap(), token(&made));
    assert_eq!(made["scopes"], serde_json::json!(["evaluate", "rules:read"]));
    assert!(first.starts_with("ashore_") && id.starts_with("k_"));
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(!kept.contains(first.rsplit('_').next().unwrap()), "only a hash is kept");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    // Without limits: it is asked again and again until a change is seen.
    let service = Service::start(&["--keys", path, "--rate-per-minute", "0", "--bad-keys-per-minute", "0"]);
    assert_eq!(service.send("GET", "/v1/laws", b"").0, 401);
    assert_eq!(service.send("GET", "/livez", b"").0, 200);
    assert_eq!(status(&service, "/v1/laws", &first), 200);
    assert_eq!(status(&service, "/metrics", &first), 403);
    let portfolio = std::fs::read("openapi/examples/mild.json").unwrap();
    let bearer = format!("Bearer {first}");
    let (answered, _, body) =
        service.send_with("POST", "/v1/evaluations", &[("Authorization", bearer.as_str())], &portfolio);
    assert_eq!(answered, 200, "{body}");

    let second = token(&key(&file, &["rotate", id]));
    service.wait("the new token is good", || status(&service, "/v1/laws", &second) == 200);
    assert_eq!(status(&service, "/v1/laws", &first), 200, "the older one has a day left");
    let third = token(&key(&file, &["rotate", id, "--grace-hours", "0"]));
    service.wait("the third is good", || status(&service, "/v1/laws", &third) == 200);
    assert_eq!([&first, &second].map(|old| status(&service, "/v1/laws", old)), [401, 401], "ended at once");

    assert_eq!(key(&file, &["revoke", id])["in_force"], false);
    service.wait("taken back", || status(&service, "/v1/laws", &third) == 401);
    let listed = key(&file, &["list"]);
    assert_eq!((listed[0]["id"].as_str(), listed[0]["name"].as_str()), (Some(id), Some("前台")));
    assert!(listed[0]["revoked"].is_string());

    service.wait("the log names the key and why", || {
        let log = service.log();
        log.contains("\"reason\":\"revoked\"") && log.contains(&format!("\"key.id\":\"{id}\""))
    });
    let log = service.log();
    for token in [&first, &second, &third] {
        assert!(!log.contains(token.rsplit('_').next().unwrap()), "no secret is logged");
    }
}

#[test]
fn garbage_for_a_key_is_401_over_the_wire_and_never_logged() {
    let file = keys_file("garbage");
    let good = token(&key(&file, &["new", "--name", "desk", "--scope", "rules:read"]));
    let service = Service::start(&["--keys", file.to_str().unwrap()]);
    for (name, header) in [
        ("too long", format!("Bearer MARKERLONG{}", "x".repeat(7_000))),
        ("no ASCII", "Bearer MARKERHAN钥匙".to_owned()),
        ("a wrong prefix", good.replace("ashore_", "Bearer MARKERPREFIX_")),
        ("a key in another scheme", "Basic MARKERBASIC".to_owned()),
        ("empty", "Bearer".to_owned()),
    ] {
        let (status, head, body) = service.send_with("GET", "/v1/laws", &[("Authorization", &header)], b"");
        assert_eq!(status, 401, "{name}: {body}");
        assert!(head.to_ascii_lowercase().contains("www-authenticate: bearer realm=\"ashore\""), "{name}: {head}");
        assert!(!body.contains("MARKER"), "{name}: {body}");
    }
    assert_eq!(status(&service, "/v1/laws", &good), 200);
    service.wait("all are in the log", || service.log().matches("\"http.status\":401").count() == 5);
    assert!(!service.log().contains("MARKER"), "{}", service.log());
}

/// Starts a service that ought to refuse, and says how it ended and what it said.
fn refused(args: &[&str]) -> (Option<i32>, String) {
    let mut all = vec!["--lang", "en", "serve"];
    all.extend(args);
    let output = ashore(&all, None);
    (output.status.code(), text(&output.stderr))
}

#[test]
fn a_service_that_others_can_reach_does_not_start_without_keys() {
    let file = keys_file("start");
    let path = file.to_str().unwrap();
    let (code, said) = refused(&["--bind", "0.0.0.0:0"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("0.0.0.0 can be reached by others") && said.contains("--keys FILE"), "{said}");

    let (code, said) = refused(&["--keys", path]);
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("No such file"), "{said}");
    for (content, says) in [
        (r#"{ "version": 1, "keys": [] }"#, "holds no key"),
        ("", "the text ends too early"),
        (r#"{ "version": 2, "keys": [] }"#, "/version: it is 1"),
        (
            r#"{ "version": 1, "keys": [{ "id": "k_1", "scope": [] }] }"#,
            "/keys/0: unknown field `scope`; did you mean `scopes`?",
        ),
        (r#"{ "version": 1, "keys": [{ "expires": "soon" }] }"#, "/keys/0/expires: it is a time such as"),
        (r#"{ "version": 1, "keys": [{ "revoked": null, "revoked": null }] }"#, "/keys/0/revoked: it is written twice"),
    ] {
        std::fs::write(&file, content).unwrap();
        let (code, said) = refused(&["--keys", path]);
        assert_eq!(code, Some(4), "{content}: {said}");
        assert!(said.contains(says), "{content}: {said}");
    }
    std::fs::write(&file, " ".repeat(1_048_577)).unwrap();
    let (code, said) = refused(&["--keys", path]);
    assert!(code == Some(4) && said.contains("1048577 bytes, the limit is 1048576"), "{said}");

    std::fs::remove_file(&file).unwrap();
    let made = key(&file, &["new", "--name", "desk", "--scope", "rules:read"]);
    let (code, said) = refused(&["--keys", path, "--without-keys"]);
    assert!(code == Some(2) && said.contains("contradict each other"), "{said}");
    let (code, said) = refused(&["--keys", path, "--cors-origin", "*"]);
    assert!(code == Some(2) && said.contains("--cors-origin: is an origin"), "{said}");
    let service = Service::start(&["--keys", path, "--bind", "0.0.0.0:0"]);
    assert_eq!(service.send("GET", "/v1/laws", b"").0, 401);
    assert_eq!(status(&service, "/v1/laws", &token(&made)), 200);
}

#[test]
fn writers_at_the_same_time_lose_no_key() {
    let file = keys_file("writers");
    let write = |n: usize| {
        Command::new(env!("CARGO_BIN_EXE_ashore"))
            .args(["key", "new", "--scope", "metrics", "--name", &format!("writer {n}"), "--keys"])
            .arg(&file)
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    let writers: Vec<_> = (0..12).map(write).collect();
    for mut writer in writers {
        assert!(writer.wait().unwrap().success());
    }
    assert_eq!(key(&file, &["list"]).as_array().unwrap().len(), 12);
    let left: Vec<String> = std::fs::read_dir(file.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(!left.contains(&"keys.json.new".to_owned()), "{left:?}");
}

#[test]
fn what_is_asked_wrongly_is_refused_with_the_remedy_and_changes_nothing() {
    let file = keys_file("misuse");
    let path = file.to_str().unwrap();
    let made = key(&file, &["new", "--name", "desk", "--scope", "rules:read"]);
    let id = made["id"].as_str().unwrap();
    key(&file, &["revoke", id]);
    let before = std::fs::read(&file).unwrap();
    let long = "长".repeat(81);
    for (args, code, says) in [
        (vec!["new", "--name", "x", "--scope", "rules"], 2, "use one of evaluate, rules:read, rules:reload, metrics"),
        (vec!["new", "--name", "x"], 2, "--scope"),
        (vec!["new", "--name", " ", "--scope", "metrics"], 2, "the name has 0 characters, it needs 1 to 80"),
        (vec!["new", "--name", &long, "--scope", "metrics"], 2, "the name has 81 characters, it needs 1 to 80"),
        (vec!["new", "--name", "x", "--scope", "metrics", "--expires", "2020-01-01"], 2, "is past"),
        (vec!["new", "--name", "x", "--scope", "metrics", "--rate-per-minute", "0"], 2, "0 requests a minute"),
        (vec!["rotate", id], 2, "the key was revoked"),
        (vec!["rotate", "k_000000000000"], 2, "there is no such key"),
        (vec!["revoke", "ashore_secret"], 2, "there is no such key"),
    ] {
        let all = [&["--lang", "en", "key"], args.as_slice(), &["--keys", path]].concat();
        let output = ashore(&all, None);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(says), "{args:?}: {said}");
        assert!(!said.contains("ashore_secret"), "what may be a token is not repeated");
    }
    assert_eq!(std::fs::read(&file).unwrap(), before);
    let missing = ashore(&["--lang", "en", "key", "list", "--keys", "nowhere/keys.json"], None);
    assert_eq!(missing.status.code(), Some(4), "{}", text(&missing.stderr));
}
