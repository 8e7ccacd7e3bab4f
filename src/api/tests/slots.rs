//! Work in turns, and work that breaks down or is not waited for.

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use super::*;
use crate::api::bounds::away;
use crate::api::error::Failure;

fn one_at_a_time(request_timeout_ms: u64) -> web::Data<State> {
    let bounds = Bounds { max_requests: 1, max_queue: 1, request_timeout_ms, ..BOUNDS };
    let settings = Settings { bounds, ..Settings::default() };
    web::Data::new(State::new(ENGINE.clone(), "rules".into(), settings))
}

#[actix_web::test]
async fn work_that_breaks_down_is_answered_500_and_leaves_its_slot_free() {
    let state = one_at_a_time(60_000);
    let request = TestRequest::default().to_http_request();
    for _ in 0..3 {
        let failed = away(&request, &state, || -> Result<(), Failure> { panic!("on purpose") }).await;
        assert!(matches!(failed, Err(Failure::BrokeDown)), "{failed:?}");
    }
    let response = Failure::BrokeDown.response(crate::diagnostic::Language::En);
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(away(&request, &state, || Ok(1)).await.unwrap(), 1);
}

#[actix_web::test]
async fn a_slot_stays_taken_until_work_that_nobody_waits_for_has_ended() {
    let state = one_at_a_time(100);
    let request = TestRequest::default().to_http_request();
    let (go_on, told) = channel::<()>();
    let work = move || told.recv().map_err(|_| Failure::BrokeDown);
    assert!(matches!(away(&request, &state, work).await, Err(Failure::TookTooLong { limit_ms: 100 })));
    assert_eq!(state.slots.working(), 1, "it is still being done");
    let next = away(&request, &state, || Ok(())).await;
    assert!(matches!(next, Err(Failure::QueuedTooLong { working: 1, .. })), "{next:?}");
    go_on.send(()).unwrap();
    let since = Instant::now();
    while state.slots.working() > 0 {
        assert!(since.elapsed() < Duration::from_mins(2));
        actix_web::rt::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(away(&request, &state, || Ok(())).await.is_ok());
}
