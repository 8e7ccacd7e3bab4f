//! Tells whoever started the service how it is, in the way of systemd (`Type=notify`): one datagram to the socket that
//! it named. Where none is named, nothing is told.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// Sends one line, such as `READY=1`.
pub(super) fn tell(line: &str) {
    #[expect(clippy::disallowed_methods, reason = "set by the manager for this process, not a setting of ours")]
    let Ok(socket) = std::env::var("NOTIFY_SOCKET") else { return };
    if let Err(error) = send(&socket, line) {
        tracing::warn!(%error, line, "whoever started the service could not be told");
    }
}

fn send(socket: &str, line: &str) -> std::io::Result<()> {
    let address = match socket.strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(socket)?,
    };
    let sent = UnixDatagram::unbound()?.send_to_addr(line.as_bytes(), &address)?;
    if sent == line.len() { Ok(()) } else { Err(std::io::ErrorKind::WriteZero.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_arrives_at_a_socket_in_a_folder_and_at_one_that_is_only_a_name() {
        let path = std::env::temp_dir().join(format!("ashore-notify-{}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let name = format!("ashore-notify-{}", std::process::id());
        let named = SocketAddr::from_abstract_name(&name).unwrap();
        for (socket, given) in [
            (UnixDatagram::bind(&path).unwrap(), path.to_str().unwrap().to_owned()),
            (UnixDatagram::bind_addr(&named).unwrap(), format!("@{name}")),
        ] {
            send(&given, "READY=1").unwrap();
            let mut buffer = [0; 32];
            let length = socket.recv(&mut buffer).unwrap();
            assert_eq!(&buffer[..length], b"READY=1", "{given}");
        }
        std::fs::remove_file(&path).unwrap();
    }
}
