//! A running service, asked over its port.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use ashore::source::read_folder;
use serde_json::Value;

use crate::contract::{Contract, Exchange};

/// Long enough for a machine that is busy with everything else.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// What tests send and get is held against the committed document.
static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| Contract::new(&std::fs::read_to_string("openapi/openapi.json").unwrap()));

/// A running service; it ends with the test.
pub(crate) struct Service {
    pub(crate) child: Child,
    /// Where it listens.
    pub(crate) address: String,
    /// The folder of its rules.
    pub(crate) rules: PathBuf,
    /// What it wrote so far.
    pub(crate) log: Arc<Mutex<String>>,
}

impl Service {
    /// By the shipped rules, with these flags as well.
    pub(crate) fn start(more: &[&str]) -> Self {
        Self::by("rules".into(), true, more)
    }

    /// By the shipped rules, with a log for people instead of JSON.
    pub(crate) fn with_a_log_for_people(more: &[&str]) -> Self {
        Self::by("rules".into(), false, more)
    }

    /// By a copy of the shipped rules, in a folder of this name.
    pub(crate) fn on_a_copy(name: &str, more: &[&str]) -> Self {
        let rules = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&rules);
        for (_, file) in read_folder(Path::new("rules")).unwrap().iter() {
            let path = rules.join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, &file.text).unwrap();
        }
        Self::by(rules, true, more)
    }

    fn by(rules: PathBuf, json: bool, more: &[&str]) -> Self {
        let form: &[&str] = if json { &["--log-json"] } else { &[] };
        Self::run(Command::new(env!("CARGO_BIN_EXE_ashore")), rules, &[form, more].concat())
    }

    /// By a command that starts the program, in an environment of its own.
    pub(crate) fn started(command: Command, rules: PathBuf, more: &[&str]) -> Self {
        Self::run(command, rules, &[&["--log-json"], more].concat())
    }

    fn run(mut command: Command, rules: PathBuf, more: &[&str]) -> Self {
        command.args(["serve", "--rules"]).arg(&rules).args(more);
        if !more.contains(&"--bind") {
            command.args(["--bind", "127.0.0.1:0"]);
        }
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ASHORE_")) {
            command.env_remove(name);
        }
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let log = Arc::new(Mutex::new(String::new()));
        let keep = |line: &str| {
            let mut log = log.lock().unwrap();
            log.push_str(line);
            log.push('\n');
        };
        let listening = lines.by_ref().map(Result::unwrap).inspect(|l| keep(l)).find(|l| l.contains("listening"));
        let listening = listening.unwrap_or_else(|| panic!("it does not listen: {}", log.lock().unwrap()));
        let (_, address) = listening.split_once('[').unwrap();
        let address = address.split_once(']').unwrap().0.to_owned();
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

    /// The status and the body of an answer.
    pub(crate) fn send(&self, method: &str, path: &str, body: &[u8]) -> (u16, String) {
        let (status, _, body) = self.send_with(method, path, &[], body);
        (status, body)
    }

    /// The status, the head and the body of an answer to a request with more headers.
    pub(crate) fn send_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        sent: &[u8],
    ) -> (u16, String, String) {
        let (status, head, body) = self.send_unheld(method, path, headers, sent);
        CONTRACT.hold(&Exchange {
            method,
            uri: path,
            request_type: header(headers.iter().copied(), "content-type").unwrap_or("application/json"),
            request: sent,
            status,
            answer_type: header(head.lines().filter_map(|l| l.split_once(": ")), "content-type").unwrap_or_default(),
            answer: body.as_bytes(),
        });
        (status, head, body)
    }

    /// The same for a request that need not be one the document knows.
    pub(crate) fn send_unheld(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        sent: &[u8],
    ) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\nConnection: close\r\n",
            self.address,
            sent.len()
        );
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            head.push_str("Content-Type: application/json\r\n");
        }
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(sent).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let body = if head.contains("transfer-encoding: chunked") { unchunked(body) } else { body.to_owned() };
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_owned(), body)
    }

    /// The status and the JSON of an answer.
    pub(crate) fn json(&self, method: &str, path: &str) -> (u16, Value) {
        let (status, body) = self.send(method, path, b"");
        (status, serde_json::from_str(&body).unwrap())
    }

    /// Waits until something is seen.
    pub(crate) fn wait(&self, what: &str, seen: impl Fn() -> bool) {
        let since = Instant::now();
        while !seen() {
            assert!(since.elapsed() < PATIENCE, "{what}; the log: {}", self.log.lock().unwrap());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends it a signal by its name, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until it has ended; with which exit code.
    pub(crate) fn ended(&mut self) -> Option<i32> {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(since.elapsed() < PATIENCE, "it does not end; the log: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What it wrote so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The value of a header.
fn header<'h>(mut all: impl Iterator<Item = (&'h str, &'h str)>, name: &str) -> Option<&'h str> {
    all.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
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
