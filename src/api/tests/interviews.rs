//! An interview over HTTP: what is asked first, and every kind of bad request.

use super::*;

fn interview(body: &Value) -> TestRequest {
    TestRequest::post()
        .uri("/v1/interviews")
        .insert_header(("content-type", "application/json"))
        .set_payload(body.to_string())
}

#[actix_web::test]
async fn it_begins_with_a_day_alone_and_asks_for_danger_first() {
    let sent = send(interview(&json!({ "portfolio": { "as_of": "2026-11-22" } }))).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    let next = &sent.body["next"];
    assert_eq!(next["fact"], "household.risk_violence_now");
    assert_eq!((&next["kind"], &next["stage"]), (&json!("fact"), &json!("minimum")));
    assert_eq!(next["pointer"], "/portfolio/household/risk_violence_now");
    assert_eq!(
        next["answers"],
        json!([{ "value": true, "label": "是", "label_en": "yes" }, { "value": false, "label": "否", "label_en": "no" }])
    );
    assert_eq!((&sent.body["answer"], &sent.body["first_step_certain"]), (&Value::Null, &json!(false)));
}

#[actix_web::test]
async fn danger_is_said_at_once_before_a_debt_is_told() {
    let body = json!({ "portfolio": { "as_of": "2026-11-22", "household": { "risk_violence_now": true } } });
    let sent = send(interview(&body)).await;
    assert_eq!(sent.body["today"][0]["rule"]["id"], "violence-now", "{}", sent.body["today"]);
    assert_eq!(sent.body["answer"], Value::Null);
}

#[actix_web::test]
async fn the_same_request_has_the_same_bytes() {
    let body = json!({ "portfolio": { "as_of": "2026-11-22", "debts": [{ "id": "a", "legal_stage": "served" }] } });
    let state = state();
    let service = init_service(application!(state)).await;
    let mut all = Vec::new();
    for _ in 0..3 {
        all.push(read_body(call_service(&service, interview(&body).to_request()).await).await);
    }
    assert!(all.windows(2).all(|two| two[0] == two[1]));
}

#[actix_web::test]
async fn everything_wrong_is_said_at_once_with_its_place_in_the_body() {
    let body = json!({
        "portfolio": { "household": { "members": -1 }, "debts": [{ "id": "a", "outstandin": 1 }] },
        "not_known": [
            { "fact": "debt.outstandig", "debt": "a" }, { "fact": "debt.overdue_days", "debt": "a" }, { "debt": "a" },
            { "fact": 7 }, { "fact": "household.members", "dept": "a" }
        ],
        "complete": ["debts", "all"],
        "known": []
    });
    let sent = send(interview(&body)).await;
    assert_eq!(
        (sent.status, sent.content_type.as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "application/problem+json")
    );
    let errors = sent.body["errors"].as_array().unwrap();
    let told: Vec<(&str, &str)> =
        errors.iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
    let wanted = [
        ("/known", "unknown-field"),
        ("/portfolio/as_of", "missing-field"),
        ("/portfolio/household/members", "wrong-type"),
        ("/portfolio/debts/0/outstandin", "unknown-field"),
        ("/not_known/0/fact", "unknown-fact"),
        ("/not_known/1/fact", "unknown-fact"),
        ("/not_known/2/fact", "missing-field"),
        ("/not_known/3/fact", "wrong-type"),
        ("/not_known/4/dept", "unknown-field"),
        ("/complete/1", "unknown-choice"),
    ];
    assert_eq!(told, wanted, "{}", sent.body);
    assert!(errors[4]["detail"].as_str().unwrap().contains("是不是想写 `debt.outstanding`？"), "{}", errors[4]);
}

#[actix_web::test]
async fn what_is_not_known_names_a_debt_and_a_contact_that_are_there() {
    let body = json!({
        "portfolio": { "as_of": "2026-11-22", "debts": [{ "id": "a1" }], "contacts": [{ "id": "c1" }] },
        "not_known": [
            { "fact": "debt.outstanding" }, { "fact": "debt.outstanding", "debt": "b" },
            { "fact": "contact.debt", "contact": "c2" }, { "fact": "contact.debt", "contact": "c1" }
        ]
    });
    let english = interview(&body).insert_header(("accept-language", "en"));
    let sent = send(english).await;
    let told: Vec<String> = sent.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| format!("{} {}", e["pointer"].as_str().unwrap(), e["detail"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            "/not_known/0/debt `debt` is missing: this is a fact of one debt, say which by its id",
            "/not_known/1/debt there is no debt with the id `b`; `portfolio` does not have it",
            "/not_known/2/contact there is no contact with the id `c2`; `portfolio` does not have it",
        ]
    );
}

#[actix_web::test]
async fn the_limits_are_those_of_an_evaluation() {
    let debts: Vec<Value> = (0..4).map(|i| json!({ "id": format!("d{i}") })).collect();
    let sent = send(interview(&json!({ "portfolio": { "as_of": "2026-11-22", "debts": debts } }))).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(sent.body["errors"][0]["pointer"], "/portfolio/debts");
    let detail = sent.body["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("有 4 项，上限 3"), "{detail}");
    let nothing = send(interview(&json!({ "complete": [] }))).await;
    assert_eq!(nothing.body["errors"][0]["pointer"], "/portfolio");
    let text =
        TestRequest::post().uri("/v1/interviews").set_payload("{").insert_header(("content-type", "application/json"));
    assert_eq!(send(text).await.status, StatusCode::BAD_REQUEST);
    let get = TestRequest::get().uri("/v1/interviews");
    assert_eq!(send(get).await.status, StatusCode::METHOD_NOT_ALLOWED);
}
