//! The door: addresses, TLS, connections, and how slow clients are cut off. What is asked and answered through it stands
//! elsewhere.

mod certificate;
mod connection;
mod pace;

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;

use actix_http::{HttpService, Protocol, Request, Response};
use actix_server::{Server, ServerBuilder};
use actix_service::{IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::body::MessageBody;
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use tokio::net::TcpSocket;

pub(in crate::api) use certificate::Certificate;
pub use certificate::TlsFiles;
pub(in crate::api) use pace::Pace;

use super::bounds::Bounds;
use super::lifecycle::Lifecycle;
use connection::{Connection, accept};

/// How many clients may stand at the door before it is opened.
const BACKLOG: u32 = 1_024;
/// Threads for work beside the evaluations: reloads, checks of what was sent, whatever must not wait for evaluations.
const OTHER_THREADS: usize = 8;

/// Listens on every address that the name stands for.
pub(super) fn bind(name: &str) -> io::Result<Vec<TcpListener>> {
    let (mut listeners, mut last) = (Vec::new(), None);
    for address in name.to_socket_addrs()? {
        match bound(address) {
            Ok(listener) => listeners.push(listener),
            Err(error) => last = Some(error),
        }
    }
    match last {
        Some(error) if listeners.is_empty() => Err(error),
        None if listeners.is_empty() => Err(io::ErrorKind::AddrNotAvailable.into()),
        _ => Ok(listeners),
    }
}

fn bound(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A service that is started anew takes its address over from the one that has just stopped.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

/// What a door needs to know.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) bounds: Bounds,
    pub(super) workers: usize,
    pub(super) shutdown_timeout_seconds: u64,
    pub(super) certificate: Option<Arc<Certificate>>,
    pub(super) lifecycle: Arc<Lifecycle>,
}

impl Door {
    fn server(&self, listeners: usize) -> ServerBuilder {
        let each = self.bounds.max_connections.div_ceil(self.workers.max(1)).div_ceil(listeners.max(1));
        Server::build()
            .workers(self.workers)
            .max_concurrent_connections(each)
            // Slots hold the evaluations back, not threads: a reload is not kept waiting by them, nor they by it.
            .worker_max_blocking_threads(self.bounds.requests(self.workers).saturating_add(OTHER_THREADS))
            .shutdown_timeout(self.shutdown_timeout_seconds)
            .disable_signals()
    }
}

/// A server that answers what comes through these listeners by the applications that are made.
pub(super) fn serve<F, A, S, B>(listeners: Vec<TcpListener>, door: &Door, make: F) -> io::Result<Server>
where
    F: Fn() -> A + Send + Clone + 'static,
    A: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig, Error = actix_web::Error> + 'static,
    S::Response: Into<Response<B>> + 'static,
    S::InitError: std::fmt::Debug,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let mut server = door.server(listeners.len());
    let stopping = server.graceful_shutdown_signal();
    for listener in listeners {
        let (make, door, stopping) = (make.clone(), door.clone(), stopping.clone());
        let address = listener.local_addr()?;
        server = server.listen(format!("ashore on {address}"), listener, move || {
            let stopping = stopping.clone();
            let http = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let stopping = stopping.clone();
                    async move { stopping.notified().await }
                })
                .keep_alive(door.bounds.keep_alive())
                .client_request_timeout(door.bounds.header())
                .client_disconnect_timeout(door.bounds.header())
                .local_addr(address)
                .on_connect_ext(|connection: &Connection, extensions| {
                    extensions.insert(connection.pace());
                })
                .finish(map_config(make(), |()| AppConfig::default()));
            let door = door.clone();
            fn_service(move |stream: TcpStream| {
                let door = door.clone();
                async move {
                    let peer = stream.peer_addr().ok();
                    // Who goes away during the greeting was no request, and nobody is told.
                    let connection = accept(stream, &door).await.map_err(actix_http::error::DispatchError::Io)?;
                    Ok((connection, Protocol::Http1, peer))
                }
            })
            .and_then(http)
        })?;
    }
    Ok(server.run())
}
