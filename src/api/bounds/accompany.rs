//! The outermost step of every request: when it began, how slowly its body may come, that it is counted until its answer
//! has been handed over, and that its connection ends with it while the service is being stopped.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_http::ConnectionType;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::rt::time::Instant;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage};
use futures_util::StreamExt;

use super::payload::{Timed, streams};
use super::slots::Began;
use crate::api::State;
use crate::api::lifecycle::Underway;
use crate::api::listen::Pace;

/// Goes with a request from its head to the end of its answer.
pub(in crate::api) async fn accompany(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let began = Instant::now();
    let Some(state) = request.app_data::<Data<State>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body().map_body(|_, body| Counted { body, _until: None }));
    };
    let until = Until { pace: request.conn_data::<Rc<Pace>>().cloned(), _underway: state.lifecycle.underway() };
    if let Some(pace) = &until.pace {
        pace.request_began();
    }
    request.extensions_mut().insert(Began(began));
    let body = match request.take_payload() {
        Payload::None => Payload::None,
        body if streams(request.path()) => body,
        body => {
            let timed = Timed::new(body, began, &state.settings.bounds);
            Payload::Stream { payload: timed.boxed_local() }
        }
    };
    request.set_payload(body);
    let mut response = next.call(request).await?;
    if state.lifecycle.leaving() {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    if let Some(pace) =
        until.pace.as_ref().filter(|_| response.response().head().connection_type() == ConnectionType::Close)
    {
        pace.is_the_last();
    }
    Ok(response.map_into_boxed_body().map_body(|_, body| Counted { body, _until: Some(until) }))
}

/// How long a request counts, and its connection is not waiting for another.
struct Until {
    pace: Option<Rc<Pace>>,
    _underway: Underway,
}

impl Drop for Until {
    fn drop(&mut self) {
        if let Some(pace) = &self.pace {
            pace.request_ended();
        }
    }
}

/// A body whose end is the end of the request.
struct Counted {
    body: BoxBody,
    _until: Option<Until>,
}

impl MessageBody for Counted {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
