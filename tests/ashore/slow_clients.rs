//! Clients that send or take by the drop: they are cut off within their limit, and nobody else notices them.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::shell::service::{PATIENCE, Service};

/// A client that sends a little now and then, and what became of it.
struct Dribbler {
    stream: TcpStream,
    answer: Vec<u8>,
    ended_after: Option<Duration>,
}

impl Dribbler {
    fn begins(service: &Service, with: &[u8]) -> Self {
        let mut stream = TcpStream::connect(&service.address).unwrap();
        stream.write_all(with).unwrap();
        stream.set_nonblocking(true).unwrap();
        Self { stream, answer: Vec::new(), ended_after: None }
    }

    /// Sends one byte more and looks whether the other side has had enough.
    fn dribble(&mut self, since: Instant) {
        if self.ended_after.is_some() {
            return;
        }
        let sent = self.stream.write(b"x");
        let mut buffer = [0; 4_096];
        let ended = loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => break true,
                Ok(n) => self.answer.extend_from_slice(&buffer[..n]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    break sent.as_ref().is_err_and(|e| e.kind() != ErrorKind::WouldBlock);
                }
                Err(_) => break true,
            }
        };
        if ended {
            self.ended_after = Some(since.elapsed());
        }
    }
}

const LIMITS: [&str; 6] =
    ["--header-timeout-ms", "2000", "--body-timeout-ms", "3000", "--body-idle-timeout-ms", "2000"];
/// The longest of them, and generous waiting for a machine that is busy with everything else.
const CUT: Duration = Duration::from_secs(3 + 90);

#[test]
fn two_hundred_slow_heads_and_fifty_slow_bodies_are_cut_off_while_others_are_answered() {
    let service = Service::start(&LIMITS);
    let body =
        b"POST /v1/evaluations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 4096\r\n\r\n{";
    let since = Instant::now();
    let mut heads: Vec<_> = (0..200).map(|_| Dribbler::begins(&service, b"GET /livez HTTP/1.1\r\nX-Slow: ")).collect();
    let mut bodies: Vec<_> = (0..50).map(|_| Dribbler::begins(&service, body)).collect();
    let example = std::fs::read("openapi/examples/mild.json").unwrap();
    let mut answered = 0;
    while heads.iter().chain(&bodies).any(|d| d.ended_after.is_none()) {
        assert!(since.elapsed() < PATIENCE, "they are not cut off");
        heads.iter_mut().chain(&mut bodies).for_each(|d| d.dribble(since));
        assert_eq!(service.send("GET", "/readyz", b"").0, 200);
        assert_eq!(service.send("POST", "/v1/evaluations", &example).0, 200);
        answered += 1;
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(answered > 3, "others were answered meanwhile: {answered}");
    for slow in heads.iter().chain(&bodies) {
        assert!(slow.ended_after.unwrap() < CUT, "{:?}", slow.ended_after);
    }
    for slow in &bodies {
        let answer = String::from_utf8_lossy(&slow.answer);
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("\"code\":\"body-too-slow\""), "{answer}");
        assert!(answer.contains("3000"), "the limit is named: {answer}");
    }
}

#[test]
fn a_body_that_stops_is_answered_with_what_had_come() {
    let service = Service::start(&LIMITS);
    let mut stream = TcpStream::connect(&service.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = "POST /v1/evaluations HTTP/1.1\r\nHost: a\r\nAccept-Language: en\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(format!("{head}3\r\n{{ \n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout"), "{answer}");
    assert!(answer.contains("nothing came for 2000 ms after 3 bytes of the body"), "{answer}");
    assert!(answer.to_ascii_lowercase().contains("connection: close"), "{answer}");
}

#[test]
fn a_second_head_that_is_never_finished_is_cut_off_as_well() {
    let service = Service::start(&["--header-timeout-ms", "1000", "--keep-alive-ms", "60000"]);
    let mut stream = TcpStream::connect(&service.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    let mut first = [0; 4_096];
    let n = stream.read(&mut first).unwrap();
    assert!(first[..n].starts_with(b"HTTP/1.1 200"));
    let since = Instant::now();
    let mut slow = Dribbler { stream, answer: Vec::new(), ended_after: None };
    slow.stream.write_all(b"GET /livez HTTP/1.1\r\nX-Slow: ").unwrap();
    slow.stream.set_nonblocking(true).unwrap();
    while slow.ended_after.is_none() {
        assert!(since.elapsed() < CUT, "it is not cut off");
        slow.dribble(since);
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_client_that_takes_nothing_of_its_answers_is_cut_off() {
    let service = Service::start(&["--write-timeout-ms", "500"]);
    let mut stream = TcpStream::connect(&service.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let one = service.send("GET", "/openapi.json", b"").1.len();
    // More than the buffers of the system between two ends hold.
    let times = 64_000_000 / one;
    let mut writer = stream.try_clone().unwrap();
    let sender = std::thread::spawn(move || {
        for _ in 0..times {
            if writer.write_all(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n").is_err() {
                return;
            }
        }
    });
    service.wait("answers stop", || {
        let before = service.log().matches("/openapi.json").count();
        std::thread::sleep(Duration::from_secs(2));
        service.log().matches("/openapi.json").count() == before
    });
    let (mut taken, mut buffer) = (0, vec![0; 1 << 20]);
    let whole = loop {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break taken >= one * times,
            Ok(n) => taken += n,
        }
    };
    assert!(!whole, "the connection ended before all was sent");
    drop(stream);
    sender.join().unwrap();
    assert_eq!(service.send("GET", "/livez", b"").0, 200);
}
