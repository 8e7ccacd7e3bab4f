//! A body that counts what is handed over, and ends the request it belongs to.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

use super::open::Open;

/// The body of an answer that is watched.
pub(in crate::api) struct Watched {
    body: BoxBody,
    open: Option<Open>,
}

impl Watched {
    pub(super) fn new(body: impl MessageBody + 'static, open: Open) -> Self {
        Self { body: body.boxed(), open: Some(open) }
    }

    /// A body that belongs to no request that is watched.
    pub(super) fn alone(body: impl MessageBody + 'static) -> Self {
        Self { body: body.boxed(), open: None }
    }
}

impl MessageBody for Watched {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.get_mut();
        let whole = match this.body.size() {
            BodySize::Sized(size) => Some(size),
            BodySize::None | BodySize::Stream => None,
        };
        let span = this.open.as_ref().map(|open| open.span().clone());
        let _entered = span.as_ref().map(tracing::Span::enter);
        let polled = Pin::new(&mut this.body).poll_next(cx);
        if let Some(open) = &mut this.open {
            match &polled {
                Poll::Ready(Some(Ok(bytes))) => {
                    open.bytes += u64::try_from(bytes.len()).unwrap_or(0);
                    // Whoever knows the length need not ask whether there is more.
                    open.ended = whole == Some(open.bytes);
                }
                Poll::Ready(None) => open.ended = true,
                Poll::Ready(Some(Err(_))) | Poll::Pending => {}
            }
        }
        polled
    }
}
