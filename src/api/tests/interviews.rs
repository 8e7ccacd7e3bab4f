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

/// Writes a value where a pointer points, as a client that knows nothing of the vocabulary does.
fn put(body: &mut Value, pointer: &str, value: Value) {
    let (above, last) = pointer.rsplit_once('/').unwrap();
    if body.pointer(above).is_none_or(Value::is_null) {
        put(body, above, if last == "-" { json!([]) } else { json!({}) });
    }
    match body.pointer_mut(above).unwrap() {
        Value::Array(items) => items.push(value),
        other => other[last] = value,
    }
}

/// What a client who knows the story and nothing else sends next.
fn answered(story: &Value, mut body: Value, next: &Value) -> Value {
    let pointer = next["pointer"].as_str().unwrap();
    let push = |body: &mut Value, list: &str, value: Value| match body[list].as_array_mut() {
        Some(items) => items.push(value),
        None => body[list] = json!([value]),
    };
    if let kind @ ("add_debt" | "add_contact") = next["kind"].as_str().unwrap() {
        let list = if kind == "add_debt" { "debts" } else { "contacts" };
        let told = body["portfolio"][list].as_array().map_or(0, Vec::len);
        match story[list].get(told) {
            Some(item) => put(&mut body, pointer, json!({ "id": item["id"] })),
            None => push(&mut body, "complete", json!(list)),
        }
        return body;
    }
    if let Some(value) = story.pointer(pointer.strip_prefix("/portfolio").unwrap()) {
        put(&mut body, pointer, value.clone());
    } else {
        let said: serde_json::Map<String, Value> = ["fact", "debt", "contact"]
            .iter()
            .filter(|key| next[**key].is_string())
            .map(|key| ((*key).to_owned(), next[*key].clone()))
            .collect();
        push(&mut body, "not_known", Value::Object(said));
    }
    body
}

fn facts(portfolio: &Value) -> usize {
    let of = |o: &Value| o.as_object().map_or(0, serde_json::Map::len);
    let each = |list: &Value| list.as_array().map_or(0, |list| list.iter().map(of).sum());
    of(&portfolio["household"]) + each(&portfolio["debts"]) + each(&portfolio["contacts"])
}

#[actix_web::test]
async fn three_loans_told_question_by_question_come_to_the_first_step_of_the_whole_story() {
    let state = web::Data::new(State::new(ENGINE.clone(), "rules".into(), Settings::default()));
    let story: Value = serde_json::from_str(include_str!("../../../openapi/examples/three-loans.json")).unwrap();
    let whole = send_to(&state, post(story.to_string())).await.body;
    let same = |answer: &Value| {
        let step = &answer["actions"][0];
        step["debt"] == "a" && step["next_step"]["action"] == whole["actions"][0]["next_step"]["action"]
    };
    let mut body = json!({ "portfolio": { "as_of": "2026-11-22" } });
    let (mut asked, mut first, mut right) = (0, None, None);
    let last = loop {
        let sent = send_to(&state, interview(&body)).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
        let next = sent.body["next"].clone();
        if right.is_none() && same(&sent.body["answer"]) {
            right = Some(asked);
        }
        if first.is_none() && next["stage"] != "minimum" {
            first = Some(asked);
            assert!(same(&sent.body["answer"]), "after the first questions: {}", sent.body["answer"]["actions"][0]);
            assert_eq!(sent.body["asked_left_in_minimum"], 0);
        }
        if next.is_null() {
            break sent.body;
        }
        asked += 1;
        assert!(asked < 500, "{next}");
        body = answered(&story, body, &next);
    };
    let (first, right) = (first.unwrap(), right.unwrap());
    println!(
        "{asked} questions, {first} of them first, the step is right after {right}; the story tells {} facts, {} were told",
        facts(&story),
        facts(&body["portfolio"])
    );
    assert!(same(&last["answer"]), "{}", last["answer"]["actions"][0]);
    assert_eq!(
        last["answer"]["actions"][0]["next_step"]["due"]["on"], "2026-11-25",
        "15 days from the day after 2026-11-10"
    );
    let evaluated = send_to(&state, post(body["portfolio"].to_string())).await;
    assert_eq!(evaluated.body, last["answer"], "an evaluation of what was told gives the same");
    // Danger, that there is a debt, and the eight facts of the one that is sued.
    assert!(right <= 2 + 1 + 8, "{right}");
    // Two of danger; for each of four debts at most nine facts and that it is there; the household; three contacts.
    assert!(first <= 2 + 4 * 10 + 1 + 5 + 3 * 9, "{first}");
    assert!(asked * 3 < facts(&story), "{asked} questions for a story of {} facts", facts(&story));
}
