//! The end of a service, as a gateway, a client and systemd see it.

use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;

use crate::shell::service::{PATIENCE, Service};

#[test]
fn a_stop_is_told_first_requests_are_still_taken_for_a_while_and_then_it_ends_well() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("notify.socket");
    let _ = std::fs::remove_file(&path);
    let manager = UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let told = || {
        let mut buffer = [0; 64];
        let length = manager.recv(&mut buffer).unwrap();
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_ashore"));
    command.env("NOTIFY_SOCKET", &path);
    let mut service = Service::started(command, "rules".into(), &["--drain-seconds", "10"]);
    assert_eq!(told(), "READY=1");
    assert_eq!(service.json("GET", "/readyz").1["status"], "ready");

    service.signal("TERM");
    assert_eq!(told(), "STOPPING=1");
    let (status, head, body) = service.send_with("GET", "/readyz", &[], b"");
    assert_eq!(status, 503, "{head}");
    assert!(body.contains("\"status\":\"draining\"") && body.contains("ruleset_digest"), "{body}");
    let example = std::fs::read("openapi/examples/mild.json").unwrap();
    let keep = [("Connection", "keep-alive")];
    let (status, head, _) = service.send_with("POST", "/v1/evaluations", &keep, &example);
    assert_eq!(status, 200, "requests are still taken");
    assert!(head.to_ascii_lowercase().contains("connection: close"), "{head}");
    assert_eq!(service.ended(), Some(0));
    service.wait("each phase is told", || {
        let log = service.log();
        ["draining: not ready any longer", "stopping: no request is taken", "\"message\":\"stopped\""]
            .iter()
            .all(|phase| log.lines().any(|l| l.contains(phase) && l.contains("\"requests\":")))
    });
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut service = Service::start(&["--drain-seconds", "600"]);
    service.signal("INT");
    service.wait("it drains", || service.log().contains("draining"));
    service.signal("TERM");
    assert_eq!(service.ended(), Some(0));
    service.wait("it says why", || service.log().contains("stopped at once: told so a second time"));
}

#[test]
fn told_to_look_again_it_takes_up_changed_rules() {
    let service = Service::on_a_copy("look-again", &[]);
    let pack = service.rules.join("cn/values/procedure.yaml");
    let before = service.json("GET", "/v1/ruleset").1["digest"].clone();
    let text = std::fs::read_to_string(&pack).unwrap();
    std::fs::write(&pack, format!("{text}\n# another line\n")).unwrap();
    service.signal("HUP");
    service.wait("the new rules", || service.json("GET", "/v1/ruleset").1["digest"] != before);
}
