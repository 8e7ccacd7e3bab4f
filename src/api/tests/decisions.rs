//! Decisions as sent: who may see one, and that the body is the same with and without a record.

use actix_web::HttpMessage;

use super::*;
use crate::access::KeyId;
use crate::api::gate::Caller;
use crate::record::{Place, Settings as RecordSettings};

fn with_record(name: &str) -> web::Data<State> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tmp").join(name);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
    // A record is opened before there is a runtime, as a service does.
    let opened = std::thread::spawn(|| Record::open(RecordSettings::at(Place::Sqlite(file)), clock::system));
    let record = opened.join().unwrap().unwrap();
    let state = State::new(ENGINE.clone(), "rules".into(), Settings::default());
    web::Data::new(State { record: Some(Arc::new(record)), ..state })
}

/// Sends with a key; gives back status, the decision's id and the body.
async fn send_as(state: &web::Data<State>, key: Option<&str>, request: TestRequest) -> (u16, Option<String>, String) {
    let service = init_service(application!(state)).await;
    let request = request.to_request();
    if let Some(key) = key {
        request.extensions_mut().insert(Caller { key_id: KeyId::read(key).unwrap() });
    }
    let response = call_service(&service, request).await;
    let id = response.headers().get("ashore-decision").map(|id| id.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    (status, id, String::from_utf8(read_body(response).await.to_vec()).unwrap())
}

#[actix_web::test]
async fn a_key_sees_its_own_decisions_and_the_body_is_the_same_without_a_record() {
    let kept = with_record("decisions-by-key.db");
    let body = portfolio(|_| {});
    let (_, none, plain) = send_as(&state(), Some("k_aaaaaaaaaaaa"), post(body.clone())).await;
    assert_eq!(none, None);
    let (status, id, answer) = send_as(&kept, Some("k_aaaaaaaaaaaa"), post(body)).await;
    assert_eq!((status, &answer), (200, &plain));
    let path = format!("/v1/decisions/{}", id.unwrap());

    let (status, _, found) = send_as(&kept, Some("k_aaaaaaaaaaaa"), TestRequest::get().uri(&path)).await;
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!((status, &found["key"]), (200, &json!("k_aaaaaaaaaaaa")), "{found}");
    assert_eq!(send_as(&kept, None, TestRequest::get().uri(&path)).await.0, 200, "where no keys are asked for");
    let (status, _, problem) = send_as(&kept, Some("k_bbbbbbbbbbbb"), TestRequest::get().uri(&path)).await;
    let problem: Value = serde_json::from_str(&problem).unwrap();
    assert_eq!((status, &problem["code"]), (404, &json!("no-such-decision")), "as if it were not there");
    let wrong = TestRequest::get().uri("/v1/decisions/x?repaly=false");
    let (status, _, problem) = send_as(&kept, None, wrong).await;
    assert_eq!(status, 400);
    assert!(problem.contains("查询参数 `repaly` 不对"), "{problem}");
}
