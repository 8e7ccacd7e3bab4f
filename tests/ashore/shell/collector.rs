//! A collector of spans that keeps every byte it is sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A collector; it takes whatever comes for as long as the test lasts.
pub(crate) struct Collector {
    /// Where it listens, as `--otlp-endpoint` wants it.
    pub(crate) endpoint: String,
    kept: Arc<Mutex<Vec<u8>>>,
}

impl Collector {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let kept = Arc::new(Mutex::new(Vec::new()));
        let keep = kept.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if let Some(bytes) = taken(stream) {
                    keep.lock().unwrap().extend(bytes);
                }
            }
        });
        Self { endpoint, kept }
    }

    /// Everything so far: heads and bodies.
    pub(crate) fn kept(&self) -> Vec<u8> {
        self.kept.lock().unwrap().clone()
    }

    /// Whether these bytes came.
    pub(crate) fn holds(&self, bytes: &[u8]) -> bool {
        self.kept().windows(bytes.len()).any(|w| w == bytes)
    }
}

/// One request, answered.
fn taken(stream: TcpStream) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let (mut all, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        all.extend(line.as_bytes());
        if let Some(given) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = given.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    all.extend(body);
    let answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    reader.into_inner().write_all(answer.as_bytes()).ok()?;
    Some(all)
}
