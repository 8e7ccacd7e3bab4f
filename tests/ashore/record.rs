//! Decisions on record: kept before they are sent, made again to the same bytes, deleted with proof; through kill -9,
//! and alike in a file and on a server.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::shell::service::{PATIENCE, Service};
use crate::shell::{ashore, text};

/// What a collector wrote, to be looked for where it must not be.
const PHRASE: &str = "不还钱就把你的照片发给你们单位";

/// A folder of this test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A key file in a folder.
fn key(folder: &Path, name: &str) -> String {
    let file = folder.join(name).display().to_string();
    let made = ashore(&["record", "key", &file], None);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    file
}

/// A household; the number makes it another one.
fn portfolio(number: usize) -> Vec<u8> {
    format!(
        r#"{{ "as_of": "2026-11-22", "case_ref": "n{number}",
          "debts": [{{ "id": "a", "outstanding": 3000, "creditor_type": "consumer_finance" }}],
          "contacts": [{{ "id": "c", "debt": "a", "at": "2026-11-12T10:00:00+08:00", "channel": "sms",
            "direction": "outbound", "recipient": "self", "content_kind": "verbatim", "content_text": "{PHRASE}" }}] }}"#
    )
    .into_bytes()
}

/// The id of the decision of an answer.
fn decision_of(head: &str) -> String {
    let line = head.lines().find_map(|l| l.strip_prefix("ashore-decision: "));
    line.unwrap_or_else(|| panic!("no decision in {head}")).to_owned()
}

/// Posts and gives back the id of the decision and the answer.
fn decide(service: &Service, path: &str, body: &[u8]) -> (String, String) {
    let (status, head, answer) = service.send_with("POST", path, &[], body);
    assert_eq!(status, 200, "{answer}");
    (decision_of(&head), answer)
}

/// Runs a command on a record.
fn on_record(place: &str, args: &[&str], input: Option<&[u8]>) -> (Option<i32>, String, String) {
    let mut all = vec!["--lang", "en"];
    all.extend_from_slice(args);
    all.extend_from_slice(&["--record", place]);
    let ran = ashore(&all, input);
    (ran.status.code(), text(&ran.stdout), text(&ran.stderr))
}

async fn sqlite(file: &Path) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await.unwrap()
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// The whole way of decisions at one place.
fn a_decision_is_kept_made_again_and_deleted(name: &str, place: &str) {
    let folder = folder(name);
    let key_file = key(&folder, "key");
    let flags = ["--record", place, "--record-inputs", "--record-key-file", &key_file];
    let service = Service::on_a_copy(&format!("{name}-rules"), &flags);
    let body = portfolio(1);

    // Every form of every decision, and the same bytes as without a record.
    let forms = [
        "/v1/evaluations",
        "/v1/evaluations?explain=full",
        "/v1/evaluations?format=html",
        "/v1/evaluations?format=ics",
    ];
    let mut decisions: Vec<(String, String)> = forms.iter().map(|path| decide(&service, path, &body)).collect();
    let contacts = std::fs::read("openapi/examples/conduct/one-lender.json").unwrap();
    for path in ["/v1/conduct", "/v1/conduct?format=html"] {
        decisions.push(decide(&service, path, &contacts));
    }
    let (status, head, _) = service.send_with("POST", "/v1/evaluations", &[], b"{}");
    assert_eq!((status, head.contains("ashore-decision")), (422, false), "what is not answered is no decision");

    // Other rules from now on: the old decisions are made again under the old ones.
    let pack = service.rules.join("cn/values/procedure.yaml");
    let changed = std::fs::read_to_string(&pack).unwrap().replacen("id: answer_days", "id: answer_days # 复核", 1);
    std::fs::write(&pack, changed).unwrap();
    let (status, reloaded) = service.json("POST", "/v1/ruleset/reload");
    assert_eq!((status, &reloaded["changed"]), (200, &Value::Bool(true)), "{reloaded}");
    decisions.push(decide(&service, "/v1/evaluations", &body));
    let (of_old, of_new) = (&decisions[0].0, &decisions.last().unwrap().0);
    let rules_of = |id: &str| service.json("GET", &format!("/v1/decisions/{id}")).1["ruleset_digest"].clone();
    assert_ne!(rules_of(of_old), rules_of(of_new));

    for (id, answer) in &decisions {
        let (status, found) = service.json("GET", &format!("/v1/decisions/{id}"));
        assert_eq!(status, 200, "{found}");
        assert_eq!(found["id"], id.as_str());
        assert_eq!(found["answer"]["sha256"], ashore::engine::digest(answer.as_bytes()), "{found}");
        assert_eq!(found["replay"]["outcome"], "same_bytes", "{found}");
        assert_eq!(found["replay"]["answer"], found["answer"], "{found}");
    }
    let (_, found) = service.json("GET", &format!("/v1/decisions/{}?replay=false", decisions[1].0));
    assert!(found.get("replay").is_none(), "{found}");
    assert_eq!(found["asked"], serde_json::json!({ "kind": "evaluation", "explain": "full", "form": "json" }));
    assert_eq!((&found["as_of"], &found["input_kept"]), (&"2026-11-22".into(), &true.into()));
    assert_eq!(found["input"]["sha256"], ashore::engine::digest(&body));

    // The same from the command line.
    let (code, shown, _) = on_record(place, &["replay", of_old, "--record-key-file", &key_file], None);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.ends_with("the same answer, to the byte\n"), "{shown}");
    let (code, printed, _) = on_record(place, &["replay", of_old, "--record-key-file", &key_file, "--print"], None);
    assert_eq!((code, &printed), (Some(0), &decisions[0].1));
    let other = key(&folder, "other");
    let (code, _, said) = on_record(place, &["replay", of_old, "--record-key-file", &other], None);
    assert_eq!(code, Some(2));
    assert!(said.contains("which is not here: give it with `--record-key-file`"), "{said}");
    let both = format!("{other},{key_file}");
    assert_eq!(
        on_record(place, &["replay", of_old, "--record-key-file", &both], None).0,
        Some(0),
        "a key that was changed"
    );

    // Deleted, and that it was can be shown.
    let (code, line, said) = on_record(place, &["record", "delete", of_old, "--reason", "the client's wish"], None);
    assert_eq!(code, Some(0), "{said}");
    assert!(line.contains("the client's wish"), "{line}");
    let (status, gone) = service.json("GET", &format!("/v1/decisions/{of_old}"));
    assert_eq!((status, &gone["code"]), (410, &"decision-deleted".into()), "{gone}");
    assert_eq!(on_record(place, &["replay", of_old], None).0, Some(2));
    assert_eq!(on_record(place, &["record", "delete", of_old], None).0, Some(2), "once");
    let (code, nothing, _) = on_record(place, &["record", "purge", "--older-than-days", "1"], None);
    assert_eq!((code, nothing.as_str()), (Some(0), "nothing to delete\n"));
    let (code, proof, said) = on_record(place, &["record", "deletions"], None);
    assert_eq!(code, Some(0), "{said}");
    assert!(proof.ends_with("each follows the one before, and their ids agree\n"), "{proof}");
    for (id, _) in decisions.iter().skip(1) {
        assert_eq!(service.json("GET", &format!("/v1/decisions/{id}?replay=false")).0, 200);
    }

    for (id, expected) in [("00000000-0000-7000-8000-000000000000", 404), ("x", 404)] {
        let (status, none) = service.json("GET", &format!("/v1/decisions/{id}"));
        assert_eq!((status, &none["code"]), (expected, &"no-such-decision".into()), "{none}");
    }
    assert!(!service.log().contains(PHRASE) && !service.log().contains("sesame"), "{}", service.log());
}

#[test]
fn a_decision_is_kept_made_again_and_deleted_in_a_file() {
    let file = folder("record-file-place").join("decisions.db");
    a_decision_is_kept_made_again_and_deleted("record-file", &format!("sqlite:{}", file.display()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
#[ignore = "needs a PostgreSQL server: ASHORE_TEST_POSTGRES=postgres://USER@HOST:PORT/DATABASE"]
fn a_decision_is_kept_made_again_and_deleted_on_a_server() {
    let place = std::env::var("ASHORE_TEST_POSTGRES").expect("ASHORE_TEST_POSTGRES names a server");
    a_decision_is_kept_made_again_and_deleted("record-server", &place);
    killed_in_the_middle_of_load("record-server-killed", &place);
}

#[test]
fn an_input_that_was_not_kept_is_given_and_has_to_be_the_same() {
    let folder = folder("record-without-inputs");
    let place = format!("sqlite:{}", folder.join("decisions.db").display());
    let service = Service::start(&["--record", &place]);
    let body = portfolio(7);
    let (id, _) = decide(&service, "/v1/evaluations", &body);
    let (_, found) = service.json("GET", &format!("/v1/decisions/{id}"));
    assert_eq!((&found["input_kept"], &found["replay"]["same_bytes"]), (&false.into(), &false.into()), "{found}");
    assert!(found["replay"]["says"].as_str().unwrap().contains("没有保存"), "{found}");

    assert_eq!(on_record(&place, &["replay", &id], None).0, Some(3));
    let (code, shown, said) = on_record(&place, &["replay", &id, "--input", "-"], Some(&body));
    assert_eq!(code, Some(0), "{shown}{said}");
    let (code, _, said) = on_record(&place, &["replay", &id, "--input", "-"], Some(&portfolio(8)));
    assert_eq!(code, Some(3));
    assert!(
        said.contains(&ashore::engine::digest(&body)) && said.contains(&ashore::engine::digest(&portfolio(8))),
        "{said}"
    );
}

#[test]
fn what_was_deleted_is_nowhere_in_the_files() {
    let folder = folder("record-deleted");
    let (file, key_file) = (folder.join("decisions.db"), key(&folder, "key"));
    let place = format!("sqlite:{}", file.display());
    let service = Service::start(&["--record", &place, "--record-inputs", "--record-key-file", &key_file]);
    let ids: Vec<String> = (0..8).map(|n| decide(&service, "/v1/evaluations", &portfolio(n)).0).collect();
    let sealed: Vec<u8> = wait(async {
        let mut file = sqlite(&file).await;
        sqlx::query_scalar("SELECT sealed FROM decisions WHERE id = $1")
            .bind(&ids[3])
            .fetch_one(&mut file)
            .await
            .unwrap()
    });
    let holds = |what: &[u8]| {
        let files =
            std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).filter(|p| *p != Path::new(&key_file));
        files.map(|p| std::fs::read(p).unwrap()).any(|bytes| bytes.windows(what.len()).any(|w| w == what))
    };
    assert!(holds(&sealed[..64]) && !holds(PHRASE.as_bytes()), "kept, and sealed");
    let (code, _, said) = on_record(&place, &["record", "delete", &ids[3]], None);
    assert_eq!(code, Some(0), "{said}");
    assert!(!holds(&sealed[..64]) && !holds(&sealed[64..128]), "nothing of it is left, the log of changes included");
}

#[test]
fn a_decision_that_cannot_be_kept_is_not_given() {
    let folder = folder("record-broken");
    let file = folder.join("decisions.db");
    let service = Service::start(&["--record", &format!("sqlite:{}", file.display())]);
    let change = |statement: &'static str| {
        wait(async { sqlx::query(statement).execute(&mut sqlite(&file).await).await.unwrap() })
    };
    change("ALTER TABLE decisions RENAME TO elsewhere");
    let (status, head, body) =
        service.send_with("POST", "/v1/evaluations", &[("Accept-Language", "en")], &portfolio(1));
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &problem["code"]), (503, &"record-unavailable".into()), "{body}");
    assert!(head.contains("application/problem+json") && !head.contains("ashore-decision"), "{head}");
    assert!(
        !body.contains("elsewhere") && !body.contains("no such table"),
        "what the database said is for the log: {body}"
    );
    service.wait("the log says why", || service.log().contains("no such table"));
    change("ALTER TABLE elsewhere RENAME TO decisions");
    decide(&service, "/v1/evaluations", &portfolio(1));
}

#[test]
fn a_service_without_a_record_says_so_and_settings_that_make_no_sense_are_refused() {
    let service = Service::start(&[]);
    let (status, head, _) = service.send_with("POST", "/v1/evaluations", &[], &portfolio(1));
    assert_eq!((status, head.contains("ashore-decision")), (200, false));
    let (status, none) = service.json("GET", "/v1/decisions/00000000-0000-7000-8000-000000000000");
    assert_eq!((status, &none["code"]), (404, &"no-record".into()));
    drop(service);

    let folder = folder("record-refused");
    let (place, good) = (format!("sqlite:{}", folder.join("a.db").display()), key(&folder, "key"));
    let open = folder.join("open").display().to_string();
    std::fs::copy(&good, &open).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&open, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let short = folder.join("short").display().to_string();
    std::fs::copy(&good, &short).unwrap();
    std::fs::write(&short, "abc").unwrap();
    for (flags, expected) in [
        (vec!["--record", &place, "--record-inputs"], "--record-inputs needs a key"),
        (vec!["--record-inputs"], "and no --record"),
        (vec!["--record", "mysql://ann:sesame@db/a"], "write the place of the record as"),
        (vec!["--record", &place, "--record-days", "0"], "--record-days is 0, it has to be between 1 and 36525"),
        (vec!["--record", &place, "--record-queue", "0"], "--record-queue is 0, it has to be between 1 and 65536"),
        (vec!["--record", &place, "--record-key-file", &open], "everybody may read it"),
        (vec!["--record", &place, "--record-key-file", &short], "it has to hold 64 hexadecimal digits"),
    ] {
        let mut args = vec!["--lang", "en", "serve", "--bind", "127.0.0.1:0"];
        args.extend(&flags);
        let ran = ashore(&args, None);
        let said = text(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{flags:?}: {said}");
        assert!(said.contains(expected) && !said.contains("sesame"), "{flags:?}: {said}");
    }
    assert_eq!(ashore(&["record", "key", &good], None).status.code(), Some(4), "a key is never written over");
}

/// The id of a decision whose answer came whole; nothing where the service is gone.
fn answered(address: &str, body: &[u8]) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let head = format!(
        "POST /v1/evaluations HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, _) = answer.split_once("\r\n\r\n")?;
    head.starts_with("HTTP/1.1 200").then(|| decision_of(head))
}

/// Several clients post while the service is killed; every decision a client was told of has to be there. Gives back
/// the ids.
fn killed_in_the_middle_of_load(name: &str, place: &str) -> BTreeSet<String> {
    let folder = folder(name);
    let key_file = key(&folder, "key");
    let flags = ["--record", place, "--record-inputs", "--record-key-file", &key_file];
    let told = Mutex::new(BTreeSet::new());
    for enough in [15, 45] {
        let mut service = Service::start(&flags);
        let address = service.address.clone();
        let (over, since) = (AtomicBool::new(false), Instant::now());
        std::thread::scope(|scope| {
            for client in 0..4 {
                let (told, over, address) = (&told, &over, &address);
                scope.spawn(move || {
                    for number in (client..).step_by(4) {
                        if over.load(Ordering::Acquire) || since.elapsed() > PATIENCE * 2 {
                            break;
                        }
                        if let Some(id) = answered(address, &portfolio(number)) {
                            told.lock().unwrap().insert(id);
                        }
                    }
                });
            }
            service.wait("some answers", || told.lock().unwrap().len() >= enough);
            // SIGKILL, while the clients go on.
            service.child.kill().unwrap();
            service.child.wait().unwrap();
            std::thread::sleep(Duration::from_millis(50));
            over.store(true, Ordering::Release);
        });
    }
    let told = told.into_inner().unwrap();
    let service = Service::start(&flags);
    for id in &told {
        let (status, found) = service.json("GET", &format!("/v1/decisions/{id}"));
        assert_eq!(status, 200, "a client was told of {id}: {found}");
        assert_eq!(found["replay"]["outcome"], "same_bytes", "{found}");
    }
    told
}

#[test]
fn no_decision_a_client_was_told_of_is_lost_by_kill_9_and_none_is_torn() {
    let folder = folder("record-killed-place");
    let file = folder.join("decisions.db");
    let place = format!("sqlite:{}", file.display());
    let told = killed_in_the_middle_of_load("record-killed", &place);
    let (sound, strays, all): (String, Option<String>, Vec<String>) = wait(async {
        let mut file = sqlite(&file).await;
        (
            sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut file).await.unwrap(),
            sqlx::query_scalar("SELECT \"table\" FROM pragma_foreign_key_check")
                .fetch_optional(&mut file)
                .await
                .unwrap(),
            sqlx::query_scalar("SELECT id FROM decisions").fetch_all(&mut file).await.unwrap(),
        )
    });
    assert_eq!((sound.as_str(), strays), ("ok", None));
    // What was on disk and not told yet is whole as well.
    let key_file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("record-killed/key").display().to_string();
    for id in all.iter().filter(|id| !told.contains(*id)) {
        let (code, shown, said) = on_record(&place, &["replay", id, "--record-key-file", &key_file], None);
        assert_eq!(code, Some(0), "{shown}{said}");
    }
    assert!(all.len() >= told.len());
}
