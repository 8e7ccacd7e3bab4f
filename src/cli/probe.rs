//! `ashore probe`: asks a running service whether it takes requests, for containers that hold nothing else to ask with. It
//! speaks plain HTTP to this machine; behind TLS it sees only whether the port is open.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::{Context, Ended, complain};
use crate::diagnostic::Text;

/// The most that is read of an answer: the first line says all.
const HEAD_BYTES: u64 = 512;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where the service listens; an address for every interface is asked on this machine
    #[arg(env = "ASHORE_BIND", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    bind: String,
    /// What is asked for
    #[arg(long, default_value = "/readyz", value_name = "PATH")]
    path: String,
    /// How long the answer may take, in milliseconds
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    timeout_ms: u64,
    /// Whether the service speaks TLS: then an open port is enough
    #[arg(long, env = "ASHORE_TLS_CERT", num_args = 0..=1, default_missing_value = "yes", value_name = "FILE")]
    tls: Option<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    match asked(args) {
        Ok(()) => Ended::Well,
        Err(why) => {
            complain(why.in_language(context.language));
            Ended::Outside
        }
    }
}

/// Well where the service answers 200.
fn asked(args: &Args) -> Result<(), Text> {
    let target = here(&args.bind);
    let failed = |why: &dyn std::fmt::Display| {
        Text::new(
            format!("{target} 没有应答：{why}；看看服务是否在运行、监听地址是否一致"),
            format!("{target} does not answer: {why}; see whether the service runs and listens there"),
        )
    };
    let patience = Duration::from_millis(args.timeout_ms);
    let address = target.to_socket_addrs().map_err(|e| failed(&e))?.next().ok_or_else(|| failed(&"no address"))?;
    let mut stream = TcpStream::connect_timeout(&address, patience).map_err(|e| failed(&e))?;
    if args.tls.is_some() {
        return Ok(());
    }
    let request = format!("GET {} HTTP/1.1\r\nHost: {target}\r\nConnection: close\r\n\r\n", args.path);
    let answered = stream
        .set_read_timeout(Some(patience))
        .and_then(|()| stream.set_write_timeout(Some(patience)))
        .and_then(|()| stream.write_all(request.as_bytes()))
        .and_then(|()| first_line(stream));
    let line = answered.map_err(|e| failed(&e))?;
    match line.split(' ').nth(1) {
        Some("200") => Ok(()),
        _ => Err(Text::new(
            format!("{target}{} 的应答是 `{line}`，应当是 200", args.path),
            format!("{target}{} answers `{line}`, 200 is wanted", args.path),
        )),
    }
}

fn first_line(stream: TcpStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    let mut stream = stream.take(HEAD_BYTES);
    let mut piece = [0; 128];
    while !head.contains(&b'\n') {
        match stream.read(&mut piece)? {
            0 => break,
            n => head.extend(piece.iter().take(n)),
        }
    }
    Ok(String::from_utf8_lossy(&head).lines().next().unwrap_or_default().trim().to_owned())
}

/// An address that stands for every interface is this machine.
fn here(bind: &str) -> String {
    match bind.rsplit_once(':') {
        Some(("0.0.0.0", port)) => format!("127.0.0.1:{port}"),
        Some(("[::]", port)) => format!("[::1]:{port}"),
        _ => bind.to_owned(),
    }
}
