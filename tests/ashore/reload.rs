//! The service as run: its rules edited while it answers.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::shell::service::Service;

const PROCEDURE: &str = "cn/values/procedure.yaml";

/// The day by which the complaint of the example has to be answered.
fn answer_by(service: &Service) -> String {
    let (status, body) =
        service.send("POST", "/v1/evaluations", &std::fs::read("openapi/examples/three-loans.json").unwrap());
    assert_eq!(status, 200, "{body}");
    let answer: Value = serde_json::from_str(&body).unwrap();
    answer["actions"][0]["next_step"]["due"]["on"].as_str().unwrap().to_owned()
}

fn digest(service: &Service) -> String {
    service.json("GET", "/v1/ruleset").1["digest"].as_str().unwrap().to_owned()
}

fn save(service: &Service, days: &str) {
    std::fs::write(service.rules.join(PROCEDURE), with_days(days)).unwrap();
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

#[test]
fn an_edited_value_answers_once_it_is_reloaded_and_a_broken_file_changes_nothing() {
    let service = Service::on_a_copy("reload-by-call", &[]);
    let first = digest(&service);
    // Served on the 10th of November, fifteen days.
    assert_eq!(answer_by(&service), "2026-11-25");

    save(&service, "16");
    assert_eq!(answer_by(&service), "2026-11-25", "nobody asked for a reload");
    let (status, reloaded) = service.json("POST", "/v1/ruleset/reload");
    assert_eq!((status, &reloaded["changed"]), (200, &Value::Bool(true)), "{reloaded}");
    assert_eq!(reloaded["digest_before"], first.as_str());
    assert_eq!(answer_by(&service), "2026-11-26");
    let second = digest(&service);
    assert_eq!(reloaded["digest_after"], second.as_str());

    let broken = with_days("16").replacen("    unit:", "    unti:", 1);
    let line = broken.lines().position(|l| l.starts_with("    unti:")).unwrap() + 1;
    std::fs::write(service.rules.join(PROCEDURE), broken).unwrap();
    let (status, problem) = service.json("POST", "/v1/ruleset/reload");
    assert_eq!((status, &problem["code"]), (422, &Value::from("rules-refused")), "{problem}");
    let diagnostics = problem["diagnostics"].as_array().unwrap();
    let typo = diagnostics.iter().find(|d| d["code"] == "unknown-key").unwrap();
    assert_eq!((&typo["file"], &typo["line"], &typo["column"]), (&PROCEDURE.into(), &line.into(), &5.into()));

    assert_eq!(answer_by(&service), "2026-11-26", "the rules before it keep answering");
    assert_eq!(digest(&service), second);
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
    let service = Service::on_a_copy("reload-by-watching", &["--watch", "--watch-seconds", "3600"]);
    let saved = service.rules.join("cn/values/procedure.yaml.tmp");
    std::fs::write(&saved, with_days("16")).unwrap();
    std::fs::rename(&saved, service.rules.join(PROCEDURE)).unwrap();
    service.wait("a save by rename", || answer_by(&service) == "2026-11-26");

    for days in 101..=200 {
        save(&service, &days.to_string());
        std::thread::sleep(Duration::from_millis(10));
    }
    save(&service, "14");
    service.wait("the last of a hundred", || answer_by(&service) == "2026-11-24");
    let reloads = service.json("GET", "/v1/ruleset").1["last_reload"]["number"].as_u64().unwrap();
    assert!(reloads <= 50, "coalesced, not one for each: {reloads}");

    save(&service, "many");
    service.wait("a mistake", || service.json("GET", "/readyz").1["reload"]["refused"] == true);
    assert_eq!(answer_by(&service), "2026-11-24");
    save(&service, "15");
    service.wait("mended", || answer_by(&service) == "2026-11-25");
    assert_eq!(service.json("GET", "/readyz").1["reload"]["refused"], false);
}

#[test]
fn requests_are_answered_without_a_failure_while_rules_are_swapped() {
    let service = Service::on_a_copy("reload-under-load", &[]);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let answers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut answers = Vec::new();
                    while !done.load(std::sync::atomic::Ordering::Acquire) {
                        answers.push(answer_by(&service));
                    }
                    answers
                })
            })
            .collect();
        for days in ["16", "x", "14", "16"] {
            save(&service, days);
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
