//! The service as run: its rules edited while it answers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise and reads the files it needs"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ashore::source::read_folder;
use serde_json::Value;

/// Long enough for a machine that is busy with everything else.
const PATIENCE: Duration = Duration::from_mins(2);
const PROCEDURE: &str = "cn/values/procedure.yaml";

/// A running service on a copy of the shipped rules.
struct Service {
    child: Child,
    address: String,
    rules: PathBuf,
    log: Arc<Mutex<String>>,
}

impl Service {
    fn start(name: &str, more: &[&str]) -> Self {
        let rules = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&rules);
        for (_, file) in read_folder(Path::new("rules")).unwrap().iter() {
            let path = rules.join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, &file.text).unwrap();
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_ashore"))
            .args(["serve", "--bind", "127.0.0.1:0", "--log-json", "--rules"])
            .arg(&rules)
            .args(more)
            .env_remove("ASHORE_WATCH")
            .env_remove("ASHORE_LANG")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening = lines.by_ref().map(Result::unwrap).find(|l| l.contains("\"message\":\"listening\"")).unwrap();
        let (_, address) = listening.split_once('[').unwrap();
        let address = address.split_once(']').unwrap().0.to_owned();
        let log = Arc::new(Mutex::new(String::new()));
        let kept = log.clone();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mut log = kept.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        Self { child, address, rules, log }
    }

    fn send(&self, method: &str, path: &str, body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let body = if head.contains("transfer-encoding: chunked") { unchunked(body) } else { body.to_owned() };
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body)
    }

    fn json(&self, method: &str, path: &str) -> (u16, Value) {
        let (status, body) = self.send(method, path, b"");
        (status, serde_json::from_str(&body).unwrap())
    }

    /// The day by which the complaint of the example has to be answered.
    fn answer_by(&self) -> String {
        let (status, body) =
            self.send("POST", "/v1/evaluations", &std::fs::read("openapi/examples/three-loans.json").unwrap());
        assert_eq!(status, 200, "{body}");
        let answer: Value = serde_json::from_str(&body).unwrap();
        answer["actions"][0]["next_step"]["due"]["on"].as_str().unwrap().to_owned()
    }

    fn digest(&self) -> String {
        self.json("GET", "/v1/ruleset").1["digest"].as_str().unwrap().to_owned()
    }

    fn save(&self, days: &str) {
        std::fs::write(self.rules.join(PROCEDURE), with_days(days)).unwrap();
    }

    fn wait(&self, what: &str, seen: impl Fn() -> bool) {
        let since = Instant::now();
        while !seen() {
            assert!(since.elapsed() < PATIENCE, "{what}; the log: {}", self.log.lock().unwrap());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The dated values of procedure with other days for answering a complaint.
fn with_days(days: &str) -> String {
    let text = std::fs::read_to_string(Path::new("rules").join(PROCEDURE)).unwrap();
    let (head, tail) = text.split_once("id: answer_days").unwrap();
    format!(
        "{head}id: answer_days{}",
        tail.replacen("from: 2024-01-01, value: 15", &format!("from: 2024-01-01, value: {days}"), 1)
    )
}

fn unchunked(body: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), body.as_bytes());
    loop {
        let end = rest.windows(2).position(|w| w == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return String::from_utf8(bytes).unwrap();
        }
        bytes.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
}

#[test]
fn an_edited_value_answers_once_it_is_reloaded_and_a_broken_file_changes_nothing() {
    let service = Service::start("reload-by-call", &[]);
    let first = service.digest();
    // Served on the 10th of November, fifteen days.
    assert_eq!(service.answer_by(), "2026-11-25");

    service.save("16");
    assert_eq!(service.answer_by(), "2026-11-25", "nobody asked for a reload");
    let (status, reloaded) = service.json("POST", "/v1/ruleset/reload");
    assert_eq!((status, &reloaded["changed"]), (200, &Value::Bool(true)), "{reloaded}");
    assert_eq!(reloaded["digest_before"], first.as_str());
    assert_eq!(service.answer_by(), "2026-11-26");
    let second = service.digest();
    assert_eq!(reloaded["digest_after"], second.as_str());

    let broken = with_days("16").replacen("    unit:", "    unti:", 1);
    let line = broken.lines().position(|l| l.starts_with("    unti:")).unwrap() + 1;
    std::fs::write(service.rules.join(PROCEDURE), broken).unwrap();
    let (status, problem) = service.json("POST", "/v1/ruleset/reload");
    assert_eq!((status, &problem["code"]), (422, &Value::from("rules-refused")), "{problem}");
    let diagnostics = problem["diagnostics"].as_array().unwrap();
    let typo = diagnostics.iter().find(|d| d["code"] == "unknown-key").unwrap();
    assert_eq!((&typo["file"], &typo["line"], &typo["column"]), (&PROCEDURE.into(), &line.into(), &5.into()));

    assert_eq!(service.answer_by(), "2026-11-26", "the rules before it keep answering");
    assert_eq!(service.digest(), second);
    let (status, ready) = service.json("GET", "/readyz");
    assert_eq!((status, &ready["status"]), (200, &Value::from("ready")));
    assert_eq!((&ready["ruleset_digest"], &ready["reload"]["refused"]), (&second.as_str().into(), &true.into()));
    let (_, numbers) = service.send("GET", "/metrics", b"");
    for line in [
        "ashore_ruleset_reloads_total{outcome=\"refused\"} 1",
        "ashore_ruleset_reloads_total{outcome=\"swapped\"} 1",
        "ashore_ruleset_last_reload_refused 1",
        &format!("digest=\"{second}\"}} 1"),
    ] {
        assert!(numbers.contains(line), "{line} in {numbers}");
    }
    service.wait("one log line names the mistake", || {
        let log = service.log.lock().unwrap();
        let refused: Vec<&str> = log.lines().filter(|l| l.contains("new rules were refused")).collect();
        refused.len() == 1 && refused[0].contains(&format!("unknown-key {PROCEDURE}:{line}:5 "))
    });
}

#[test]
fn a_watched_folder_is_taken_up_by_itself_after_a_rename_and_after_a_hundred_saves() {
    // So seldom looked at that what happens was told by the system.
    let service = Service::start("reload-by-watching", &["--watch", "--watch-seconds", "3600"]);
    let saved = service.rules.join("cn/values/procedure.yaml.tmp");
    std::fs::write(&saved, with_days("16")).unwrap();
    std::fs::rename(&saved, service.rules.join(PROCEDURE)).unwrap();
    service.wait("a save by rename", || service.answer_by() == "2026-11-26");

    for days in 101..=200 {
        service.save(&days.to_string());
        std::thread::sleep(Duration::from_millis(10));
    }
    service.save("14");
    service.wait("the last of a hundred", || service.answer_by() == "2026-11-24");
    let reloads = service.json("GET", "/v1/ruleset").1["last_reload"]["number"].as_u64().unwrap();
    assert!(reloads <= 50, "coalesced, not one for each: {reloads}");

    service.save("many");
    service.wait("a mistake", || service.json("GET", "/readyz").1["reload"]["refused"] == true);
    assert_eq!(service.answer_by(), "2026-11-24");
    service.save("15");
    service.wait("mended", || service.answer_by() == "2026-11-25");
    assert_eq!(service.json("GET", "/readyz").1["reload"]["refused"], false);
}

#[test]
fn requests_are_answered_without_a_failure_while_rules_are_swapped() {
    let service = Service::start("reload-under-load", &[]);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let answers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut answers = Vec::new();
                    while !done.load(std::sync::atomic::Ordering::Acquire) {
                        answers.push(service.answer_by());
                    }
                    answers
                })
            })
            .collect();
        for days in ["16", "x", "14", "16"] {
            service.save(days);
            let (status, _) = service.json("POST", "/v1/ruleset/reload");
            assert_eq!(status, if days == "x" { 422 } else { 200 });
        }
        done.store(true, std::sync::atomic::Ordering::Release);
        for answers in answers {
            let answers = answers.join().unwrap();
            assert!(!answers.is_empty());
            assert!(
                answers.iter().all(|day| ["2026-11-24", "2026-11-25", "2026-11-26"].contains(&day.as_str())),
                "each by one of the rule sets, whole: {answers:?}"
            );
        }
    });
}
