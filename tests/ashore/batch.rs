//! Many portfolios, one on each line: over HTTP while they are sent, and in the terminal, cut off and gone on with.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::shell::service::{PATIENCE, Service};
use crate::shell::{ashore, rules_with, text};

/// What a process may have held at once, whatever it was sent: the rules alone take most of it.
const GROWTH_KIB: u64 = 65_536;

fn portfolio(case_ref: &str) -> String {
    json!({ "as_of": "2026-11-22", "case_ref": case_ref, "debts": [{ "id": "a", "outstanding": 100 }] }).to_string()
}

/// Good lines, bad lines and blank ones.
fn mixed() -> String {
    let three_loans: Value =
        serde_json::from_slice(&std::fs::read("openapi/examples/three-loans.json").unwrap()).unwrap();
    let mut lines = String::from("\u{feff}");
    for n in 0..4 {
        let good = portfolio(&format!("good-{n}"));
        write!(lines, "{good}\n\nnot JSON\r\n{{\"case_ref\":\"bad-{n}\"}}\n").unwrap();
    }
    lines.push_str(&three_loans.to_string());
    lines
}

/// The numbers of the mixed lines, and whether they are good.
fn numbers() -> Vec<(u64, bool)> {
    let four = |n: u64| [(4 * n + 1, true), (4 * n + 3, false), (4 * n + 4, false)];
    (0..4).flat_map(four).chain([(17, true)]).collect()
}

fn seen(lines: &str) -> Vec<(u64, bool)> {
    let seen = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        assert!(line["answer"].is_object() != line["problem"].is_object(), "{line}");
        (line["line"].as_u64().unwrap(), line["answer"].is_object())
    };
    lines.lines().map(seen).collect()
}

fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let path: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A batch that is under way.
struct Call {
    stream: TcpStream,
}

impl Call {
    fn begin(service: &Service) -> Self {
        let mut stream = TcpStream::connect(&service.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = "POST /v1/evaluations/batch HTTP/1.1\r\nHost: ashore\r\nContent-Type: application/x-ndjson\r\n\
                    Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        Self { stream }
    }

    /// Sends lines as one chunk; nothing ends the body.
    fn send(&mut self, lines: &str) -> std::io::Result<()> {
        write!(self.stream, "{:x}\r\n{lines}\r\n", lines.len())
    }

    /// The lines that come back until the connection is closed, with what frames them left out.
    fn lines(&self) -> impl Iterator<Item = String> + use<> {
        let lines = BufReader::new(self.stream.try_clone().unwrap()).lines();
        lines.map_while(Result::ok).filter(|line| line.starts_with('{'))
    }
}

fn done(service: &Service) -> u64 {
    let (_, numbers) = service.send("GET", "/metrics", b"");
    ["ashore_evaluations_total{kind=\"batch\"} ", "ashore_batch_lines_refused_total "]
        .map(|name| numbers.lines().find_map(|l| l.strip_prefix(name)).unwrap().parse::<u64>().unwrap())
        .iter()
        .sum()
}

/// What the service held at most so far, in KiB.
fn most_held(service: &Service) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", service.child.id())).unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

#[test]
fn the_service_and_the_terminal_write_the_same_bytes_in_the_order_of_the_lines() {
    let service = Service::start(&[]);
    let (status, head, sent) = service.send_with(
        "POST",
        "/v1/evaluations/batch",
        &[("Content-Type", "application/x-ndjson")],
        mixed().as_bytes(),
    );
    assert_eq!(status, 200, "{sent}");
    assert!(head.to_lowercase().contains("ashore-ruleset: "), "{head}");
    assert_eq!(seen(&sent), numbers());

    let printed = ashore(&["evaluate", "--ndjson"], Some(mixed().as_bytes()));
    assert_eq!(printed.status.code(), Some(3));
    assert_eq!(text(&printed.stderr).trim(), "13 行中有 8 行无法回答：第 3、4、7、8、11 … 行");
    assert!(text(&printed.stdout) == sent, "the same bytes");
    let alone = ashore(&["evaluate", "--ndjson", "--jobs", "1"], Some(mixed().as_bytes()));
    assert!(text(&alone.stdout) == sent, "on one thread too");
    let good = file("batch-good.ndjson", portfolio("x"));
    assert_eq!(ashore(&["evaluate", "--ndjson", &good], None).status.code(), Some(0));
}

#[test]
fn answers_come_while_lines_are_still_sent_and_a_body_that_breaks_off_is_said_to() {
    let service = Service::start(&[]);
    let mut call = Call::begin(&service);
    let mut lines = call.lines();
    for n in 1..=3 {
        call.send(&format!("{}\n", portfolio("x"))).unwrap();
        let line: Value = serde_json::from_str(&lines.next().unwrap()).unwrap();
        assert_eq!(line["line"], n);
        assert!(line["answer"].is_object());
    }
    call.send("{\"as_of\":\"2026-").unwrap();
    call.stream.shutdown(Shutdown::Write).unwrap();
    let last: Value = serde_json::from_str(&lines.next().unwrap()).unwrap();
    assert!(last["line"].is_null() && last["problem"]["code"] == "broken-body", "{last}");
    assert!(last["problem"]["detail"].as_str().unwrap().contains("第 4 行"), "{last}");
}

#[test]
fn a_sender_that_falls_silent_is_told_so_and_let_go() {
    let service = Service::start(&["--batch-idle-seconds", "1"]);
    let mut call = Call::begin(&service);
    call.send("x\n{\"as_of\":").unwrap();
    let lines: Vec<Value> = call.lines().map(|l| serde_json::from_str(&l).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!((&lines[0]["line"], &lines[0]["problem"]["code"]), (&json!(1), &json!("not-json")));
    assert_eq!((&lines[1]["line"], &lines[1]["problem"]["code"]), (&json!(null), &json!("input-stalled")));
    assert!(lines[1]["problem"]["title"].as_str().unwrap().starts_with("1 秒"), "{lines:?}");
}

#[test]
fn what_is_not_read_is_not_worked_out_and_nothing_is_lost_when_it_is_read() {
    const LINES: u64 = 200;
    let service = Service::start(&[]);
    let before = most_held(&service);
    let call = Call::begin(&service);
    let mut sender = Call { stream: call.stream.try_clone().unwrap() };
    let sending = std::thread::spawn(move || {
        for n in 0..LINES {
            sender.send(&format!("{}\n", portfolio(&n.to_string()))).unwrap();
        }
        sender.stream.write_all(b"0\r\n\r\n").unwrap();
    });
    // It works until nothing more is taken, and then no further.
    service.wait("it waits for its reader", || {
        let before = done(&service);
        sleep(Duration::from_secs(1));
        let now = done(&service);
        now > 0 && now == before
    });
    let worked = done(&service);
    assert!(worked < LINES / 2, "{worked} of {LINES} lines were answered for nobody");
    let (status, _) = service.send("POST", "/v1/evaluations", portfolio("alone").as_bytes());
    assert_eq!(status, 200, "one portfolio is answered beside it");
    let read: Vec<u64> =
        call.lines().map(|l| serde_json::from_str::<Value>(&l).unwrap()["line"].as_u64().unwrap()).collect();
    assert_eq!(read, (1..=LINES).collect::<Vec<u64>>());
    sending.join().unwrap();
    let grown = most_held(&service) - before;
    assert!(grown < GROWTH_KIB, "{grown} KiB more");
}

#[test]
fn who_hangs_up_stops_the_work() {
    const LINES: u64 = 3_000;
    let service = Service::start(&[]);
    let mut call = Call::begin(&service);
    call.send(&format!("{}\n", portfolio("x")).repeat(usize::try_from(LINES).unwrap())).unwrap();
    call.lines().next().unwrap();
    call.stream.shutdown(Shutdown::Both).unwrap();
    drop(call);
    let mut last = done(&service);
    loop {
        sleep(Duration::from_secs(1));
        let now = done(&service);
        if now == last {
            break;
        }
        last = now;
    }
    assert!(last < LINES / 2, "{last} of {LINES} lines were answered for nobody");
    let (status, _) = service.send("POST", "/v1/evaluations", portfolio("x").as_bytes());
    assert_eq!(status, 200);
}

#[test]
fn twenty_thousand_bad_lines_are_told_one_by_one_and_nothing_piles_up() {
    const LINES: u64 = 20_000;
    let service = Service::start(&[]);
    let before = most_held(&service);
    let mut call = Call::begin(&service);
    let mut sender = Call { stream: call.stream.try_clone().unwrap() };
    let sending = std::thread::spawn(move || {
        for _ in 0..LINES / 100 {
            sender.send(&"{}\n".repeat(100)).unwrap();
        }
        sender.stream.write_all(b"0\r\n\r\n").unwrap();
    });
    let mut count = 0;
    for line in call.lines() {
        count += 1;
        assert!(line.starts_with(&format!("{{\"line\":{count},\"problem\":{{")), "{line}");
    }
    assert_eq!(count, LINES);
    sending.join().unwrap();
    let mut rest = Vec::new();
    let _ = call.stream.read_to_end(&mut rest);
    let grown = most_held(&service) - before;
    assert!(grown < GROWTH_KIB, "{grown} KiB more");
}

#[test]
fn a_run_that_was_cut_off_is_gone_on_with_and_ends_in_the_same_bytes() {
    let input = file("batch-resume.ndjson", mixed());
    let whole = Path::new(env!("CARGO_TARGET_TMPDIR")).join("batch-whole.ndjson");
    let _ = std::fs::remove_file(&whole);
    let ran = ashore(&["evaluate", "--ndjson", &input, "--output", whole.to_str().unwrap()], None);
    assert_eq!((ran.status.code(), text(&ran.stdout).as_str()), (Some(3), ""));
    let whole = std::fs::read(whole).unwrap();
    assert_eq!(seen(&text(&whole)), numbers());
    let ends: Vec<usize> = whole.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
    let said = b"{\"line\":null,\"problem\":{\"type\":\"urn:ashore:problem:input-stalled\"}}\n";
    let cuts: Vec<(&str, Vec<u8>)> = vec![
        ("nothing was written", Vec::new()),
        ("the first line was cut", whole[..20].to_vec()),
        ("after an answer", whole[..ends[3]].to_vec()),
        ("inside an answer", whole[..ends[3] - 1_000].to_vec()),
        ("before a line break", whole[..ends[4] - 1].to_vec()),
        ("inside the last line", whole[..whole.len() - 2].to_vec()),
        ("why the service ended it", [&whole[..ends[5]], said].concat()),
        ("it was done", whole.clone()),
    ];
    for (name, cut) in cuts {
        let output = file("batch-cut.ndjson", cut);
        let ran = ashore(&["evaluate", "--ndjson", &input, "--output", &output, "--resume"], None);
        assert!(matches!(ran.status.code(), Some(0 | 3)), "{name}: {}", text(&ran.stderr));
        assert!(std::fs::read(&output).unwrap() == whole, "{name}");
    }
    let from = ashore(&["evaluate", "--ndjson", &input, "--from-line", "8"], None);
    assert!(from.stdout == whole[ends[4]..], "the lines from the eighth on");
}

#[test]
fn files_that_hold_something_else_are_left_alone() {
    let input = file("batch-one.ndjson", portfolio("x"));
    let work = file("batch-work.ndjson", "hours of work\n");
    let answered = text(&ashore(&["evaluate", "--ndjson", &input], None).stdout);
    let by_these = file("batch-by-these.ndjson", &answered);
    let rules = rules_with("batch-other-rules", "cn/values/procedure.yaml", |text| format!("{text}\n# other rules\n"));
    let rules = rules.to_str().unwrap();
    let cases: Vec<(Vec<&str>, &str)> = vec![
        (vec!["--output", &work], "--resume"),
        (vec!["--output", &work, "--resume"], "was not written by this command"),
        (vec!["--output", &by_these, "--resume", "--rules", rules], "written by other rules"),
    ];
    for (more, says) in cases {
        let mut args = vec!["evaluate", "--ndjson", &input, "--lang", "en"];
        args.extend(more);
        let ran = ashore(&args, None);
        assert_eq!(ran.status.code(), Some(2), "{args:?}");
        assert!(text(&ran.stderr).contains(says), "{}", text(&ran.stderr));
    }
    assert_eq!(std::fs::read_to_string(work).unwrap(), "hours of work\n");
    assert_eq!(std::fs::read_to_string(by_these).unwrap(), answered);
}

#[test]
fn a_full_disk_names_the_line_to_go_on_from_and_a_closed_pipe_is_no_failure() {
    let input = file("batch-many.ndjson", format!("{}\n", portfolio("x")).repeat(200));
    for (more, remedy) in [(vec![], "--from-line 1"), (vec!["--output", "/dev/full"], "--resume")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ashore"));
        command.args(["evaluate", "--lang", "en", "--ndjson", &input]).args(more);
        command.stdout(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
        let ran = command.output().unwrap();
        assert_eq!(ran.status.code(), Some(4));
        let said = text(&ran.stderr);
        assert!(said.contains("cannot write from line 1 on") && said.contains(remedy), "{said}");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_ashore"));
    command.args(["evaluate", "--ndjson", &input]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"line\":1,"), "{first}");
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), text(&ended.stderr).as_str()), (Some(0), ""));
}
