//! Two processes behind nginx by the file that operators are given, restarted one after the other under load: every
//! request is counted, and every one is answered.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::shell::service::{PATIENCE, Service};

/// A running nginx; it ends with the test.
struct Nginx {
    child: Child,
    address: String,
    folder: PathBuf,
}

impl Nginx {
    fn before(processes: &[String; 2]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nginx");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let address = free();
        let shipped = std::fs::read_to_string("deploy/nginx/ashore.conf").unwrap();
        let ours = shipped
            .replace("server 127.0.0.1:8081", &format!("server {}", processes[0]))
            .replace("server 127.0.0.1:8082", &format!("server {}", processes[1]))
            .replace("listen 127.0.0.1:8080", &format!("listen {address}"));
        assert_eq!(
            ours.matches(":80").count(),
            shipped.matches(":80").count() - 3,
            "the three addresses were replaced"
        );
        std::fs::write(folder.join("ashore.conf"), ours).unwrap();
        let at = folder.display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("  {kind}_temp_path {at}/{kind};\n"))
            .concat();
        let main = format!(
            "daemon off;\npid {at}/nginx.pid;\nerror_log {at}/error.log notice;\nworker_processes 2;\n\
             events {{ worker_connections 512; }}\nhttp {{\n  access_log off;\n{temporary}  include {at}/ashore.conf;\n}}\n"
        );
        std::fs::write(folder.join("nginx.conf"), main).unwrap();
        let child = Command::new("nginx")
            .arg("-p")
            .arg(&folder)
            .arg("-c")
            .arg(folder.join("nginx.conf"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let since = Instant::now();
        while TcpStream::connect(&address).is_err() {
            assert!(since.elapsed() < PATIENCE, "nginx does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self { child, address, folder }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("error.log")).unwrap_or_default()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Asked to stop, so that its workers stop with it.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

/// An address nobody listens on.
fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// The status of the answer to one request; nothing where there was no whole answer.
fn ask(address: &str, body: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let head = format!(
        "POST /v1/evaluations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, rest) = answer.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let whole = length.map_or_else(|| rest.ends_with("0\r\n\r\n"), |length: usize| rest.len() == length);
    if whole { head.split(' ').nth(1)?.parse().ok() } else { None }
}

#[test]
#[ignore = "needs nginx, which the checks of a change install"]
fn no_request_is_lost_while_both_processes_are_restarted_twice() {
    let addresses = [free(), free()];
    let start = |i: usize| {
        Service::start(&[
            "--bind",
            &addresses[i],
            "--drain-seconds",
            "1",
            "--request-timeout-ms",
            "120000",
            "--queue-timeout-ms",
            "60000",
        ])
    };
    let mut processes = [start(0), start(1)];
    let nginx = Nginx::before(&addresses);
    let body = std::fs::read("openapi/examples/mild.json").unwrap();
    let (done, sent) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut restarts = 0;
    let answers = std::thread::scope(|scope| {
        let askers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut answers = Vec::new();
                    while !done.load(Ordering::Acquire) {
                        sent.fetch_add(1, Ordering::AcqRel);
                        answers.push(ask(&nginx.address, &body));
                    }
                    answers
                })
            })
            .collect();
        let more = |n: usize| {
            let (since, from) = (Instant::now(), sent.load(Ordering::Acquire));
            while sent.load(Ordering::Acquire) < from + n && since.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(20));
            }
        };
        for _ in 0..2 {
            for (i, process) in processes.iter_mut().enumerate() {
                more(20);
                process.signal("TERM");
                assert_eq!(process.ended(), Some(0), "{}", process.log());
                *process = start(i);
                restarts += 1;
            }
        }
        more(20);
        done.store(true, Ordering::Release);
        askers.into_iter().flat_map(|asker| asker.join().unwrap()).collect::<Vec<_>>()
    });
    let lost = answers.iter().filter(|a| a.is_none()).count();
    let not_served = answers.iter().flatten().filter(|status| **status != 200).count();
    println!("{} requests over {restarts} restarts: {lost} lost, {not_served} not served", answers.len());
    assert_eq!(answers.len(), sent.load(Ordering::Acquire));
    assert_eq!((lost, not_served), (0, 0), "of {}; nginx: {}", answers.len(), nginx.log());
    assert!(answers.len() > 100, "{}", answers.len());
}
