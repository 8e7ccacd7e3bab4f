//! One connection, plain or by TLS: it ends when a client sends no head in time, or takes nothing of an answer.

use std::future::Future;
use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use actix_web::rt::time::{Instant, Sleep, sleep_until, timeout};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::{Door, Pace};
use crate::api::lifecycle::Underway;

/// Greets a client: agrees on TLS where there are certificates.
pub(super) async fn accept(stream: TcpStream, door: &Door) -> Result<Connection> {
    let counted = door.lifecycle.connected();
    let (bounds, header) = (&door.bounds, door.bounds.header());
    let stream = match &door.certificate {
        None => Stream::Plain(stream),
        Some(certificate) => {
            let agreed = TlsAcceptor::from(Arc::clone(certificate.config())).accept(stream);
            Stream::Tls(Box::new(timeout(header, agreed).await.map_err(|_| Error::from(ErrorKind::TimedOut))??))
        }
    };
    Ok(Connection {
        stream,
        pace: Rc::new(Pace::new(bounds.keep_alive(), header)),
        reading: Box::pin(sleep_until(Instant::now())),
        writing: None,
        write: bounds.write(),
        _counted: counted,
    })
}

/// A connection with its times.
pub(super) struct Connection {
    stream: Stream,
    pace: Rc<Pace>,
    reading: Pin<Box<Sleep>>,
    /// Since when the client takes nothing, by the time at which that is enough.
    writing: Option<Pin<Box<Sleep>>>,
    write: Duration,
    _counted: Underway,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Connection {
    /// Its times, for whoever handles its requests.
    pub(super) fn pace(&self) -> Rc<Pace> {
        self.pace.clone()
    }

    /// What came of writing; a client that takes nothing has so long.
    fn taken<T>(&mut self, result: Poll<Result<T>>, context: &mut Context<'_>) -> Poll<Result<T>> {
        if result.is_ready() {
            self.writing = None;
            return result;
        }
        let until = Instant::now() + self.write;
        ready!(self.writing.get_or_insert_with(|| Box::pin(sleep_until(until))).as_mut().poll(context));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        let result = match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Stream::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        };
        if result.is_ready() {
            if buffer.filled().len() > before {
                self.pace.came();
            }
            return result;
        }
        let Some(until) = self.pace.until(context.waker()) else { return Poll::Pending };
        if self.reading.deadline() != until {
            self.reading.as_mut().reset(until);
        }
        ready!(self.reading.as_mut().poll(context));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let result = match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Stream::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        };
        self.taken(result, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        match &mut self.stream {
            // Nothing is held back in a plain one, so flushing says nothing about the client.
            Stream::Plain(stream) => Pin::new(stream).poll_flush(context),
            Stream::Tls(stream) => {
                let result = Pin::new(stream).poll_flush(context);
                self.taken(result, context)
            }
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let result = match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Stream::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        };
        self.taken(result, context)
    }
}
