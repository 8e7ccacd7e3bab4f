//! What goes wrong around a service: it answers on, or says why not.

use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::shell::service::{PATIENCE, Service};

fn evaluated(service: &Service) -> u16 {
    service.send("POST", "/v1/evaluations", &std::fs::read("openapi/examples/mild.json").unwrap()).0
}

#[test]
fn rules_that_vanish_or_cannot_be_read_leave_those_in_use() {
    let service = Service::on_a_copy("faults-vanishing", &[]);
    let (rules, away) = (service.rules.clone(), service.rules.with_extension("away"));
    let _ = std::fs::remove_dir_all(&away);
    let refused = |what: &str| {
        let (status, problem) = service.json("POST", "/v1/ruleset/reload");
        assert_eq!((status, &problem["code"]), (409, &Value::from("rules-unreadable")), "{what}: {problem}");
        assert!(problem["title"].as_str().is_some_and(|t| !t.is_empty()), "{what}: {problem}");
        assert_eq!(evaluated(&service), 200, "{what}");
        let (status, ready) = service.json("GET", "/readyz");
        assert_eq!((status, &ready["reload"]["refused"]), (200, &Value::Bool(true)), "{what}: {ready}");
    };
    std::fs::rename(&rules, &away).unwrap();
    refused("the folder is gone");
    std::fs::write(&rules, "a file in its place").unwrap();
    refused("a file stands in its place");
    std::fs::remove_file(&rules).unwrap();
    std::os::unix::fs::symlink("nowhere", &rules).unwrap();
    refused("a link to nowhere stands in its place");
    std::fs::remove_file(&rules).unwrap();
    std::fs::rename(&away, &rules).unwrap();
    assert_eq!(service.json("POST", "/v1/ruleset/reload").0, 200, "it is back");
    assert_eq!(service.json("GET", "/readyz").1["reload"]["refused"], false);
}

#[test]
fn a_service_without_a_file_handle_left_says_so_and_answers_when_there_are_some_again() {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 64; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_ashore")]);
    let service = Service::started(command, "rules".into(), &["--header-timeout-ms", "60000"]);
    let many: Vec<TcpStream> = (0..200).map_while(|_| TcpStream::connect(&service.address).ok()).collect();
    assert!(many.len() > 64, "{}", many.len());
    service.wait("it says why", || service.log().contains("Too many open files"));
    let (status, problem) = {
        drop(many);
        service.json("POST", "/v1/ruleset/reload")
    };
    assert_eq!(status, 200, "{problem}");
    assert_eq!(evaluated(&service), 200);
}

#[test]
fn a_service_whose_log_cannot_be_written_answers_all_the_same() {
    // The port is found beforehand, for it cannot be read from the log.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_ashore"))
        .args(["serve", "--rules", "rules", "--bind", &address])
        .stderr(Stdio::from(full))
        .spawn()
        .unwrap();
    let since = Instant::now();
    while TcpStream::connect(&address).is_err() {
        assert!(since.elapsed() < PATIENCE && child.try_wait().unwrap().is_none(), "it does not listen");
        std::thread::sleep(Duration::from_millis(50));
    }
    let service = Service { child, address, rules: "rules".into(), log: std::sync::Arc::default() };
    for _ in 0..20 {
        assert_eq!(evaluated(&service), 200);
    }
}
