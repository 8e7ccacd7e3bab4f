//! One letter as sent: ready, not ready, forbidden, in each form.

use super::*;

fn household(evidence: &[&str]) -> Value {
    json!({
        "as_of": "2026-11-22",
        "household": {
            "income": [{ "kind": "wage", "amount": 5000, "every": "month", "certain": true }],
            "essentials": [{ "kind": "food", "amount": 3500, "every": "month" }],
            "hardship": ["job_loss"], "hardship_since": "2026-10-01", "evidence": evidence
        },
        "debts": [
            { "id": "a", "platform_name": "甲<b>银行", "creditor_type": "commercial_bank", "legal_stage": "overdue_m1",
              "outstanding": 5000, "disputes": ["none"] },
            { "id": "b", "platform_name": "乙", "legal_stage": "overdue_m1", "outstanding": 3000, "disputes": ["not_mine"] }
        ]
    })
}

fn ask(path: &str, portfolio: &Value) -> TestRequest {
    let body = portfolio.to_string();
    TestRequest::post().uri(path).insert_header(("content-type", "application/json")).set_payload(body)
}

/// The bytes of a response, with its status and type.
async fn raw(request: TestRequest) -> (StatusCode, String, String) {
    let state = state();
    let service = init_service(application!(state)).await;
    let response = call_service(&service, request.to_request()).await;
    let status = response.status();
    let kind = response.headers().get("content-type").map_or("", |v| v.to_str().unwrap()).to_owned();
    let policy = response.headers().get("content-security-policy").unwrap().to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    (status, kind, String::from_utf8(read_body(response).await.to_vec()).unwrap())
}

#[actix_web::test]
async fn a_letter_that_is_ready_comes_with_its_text_its_proof_and_what_not_to_claim() {
    let sent = send(ask("/v1/letters/hardship_letter?debt=a", &household(&["unemployment_proof"]))).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    assert_eq!(sent.body["kind"], "letter");
    assert_eq!(sent.body["debt"], "a");
    let text = sent.body["text"].as_str().unwrap();
    assert!(text.contains("从 2026-12-22 起，每月还 1500.00 元，共约 4 期"), "{text}");
    assert!(text.ends_with("附：失业证明\n"), "only what is in hand is enclosed: {text}");
    let attach = json!([
        { "evidence": "unemployment_proof", "label": "失业证明", "held": true },
        { "evidence": "income_proof", "label": "收入证明", "held": false },
        { "evidence": "medical_record", "label": "病历", "held": false }
    ]);
    assert_eq!(sent.body["attach"], attach);
    assert!(sent.body["do_not_claim"].as_array().is_some_and(|d| !d.is_empty()));
    assert_eq!(sent.body["check_first"][0]["fact"], "debt.application_truthful", "not known, and it might forbid it");
}

#[actix_web::test]
async fn a_letter_that_is_not_ready_says_what_is_missing_and_where_the_other_one_is() {
    let sent = send(ask("/v1/letters/hardship_letter?debt=a", &household(&["contract"]))).await;
    assert_eq!(sent.status, StatusCode::CONFLICT);
    assert_eq!(sent.content_type, "application/problem+json");
    assert_eq!(sent.body["code"], "letter-not-ready");
    assert_eq!(sent.body["instead"], "/v1/letters/holding_letter?debt=a");
    assert_eq!(sent.body["letter"]["missing"][0]["fact"], "household.evidence");
    assert_eq!(sent.body["letter"]["text"], Value::Null, "a letter that is not ready has no text");
    let detail = sent.body["detail"].as_str().unwrap();
    assert_eq!(detail, "还缺：所附证明(失业证明、收入证明、病历之一)。先用 `holding_letter`");
    let english = ask("/v1/letters/hardship_letter?debt=a", &household(&[])).insert_header(("accept-language", "en"));
    let sent = send(english).await;
    assert_eq!(sent.body["detail"], "missing: household.evidence; use `holding_letter` instead");
}

#[actix_web::test]
async fn a_letter_that_acknowledges_is_refused_for_a_debt_that_is_disputed() {
    let sent = send(ask("/v1/letters/hardship_letter?debt=b", &household(&["income_proof"]))).await;
    assert_eq!(sent.status, StatusCode::CONFLICT);
    assert_eq!(sent.body["code"], "letter-must-not-be-sent");
    assert!(sent.body["letter"]["forbidden"].as_str().unwrap().contains("等于承认欠款"));
    // The holding letter acknowledges as well: the first one down the line that does not.
    assert_eq!(sent.body["instead"], "/v1/letters/statement_request?debt=b");
    let sent = send(ask("/v1/letters/statement_request?debt=b", &household(&[]))).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
}

#[actix_web::test]
async fn nobody_guesses_which_letter_or_which_debt_is_meant() {
    let all = household(&["income_proof"]);
    let mut none = all.clone();
    none["debts"] = json!([{ "id": "a", "legal_stage": "closed" }]);
    let cases = [
        ("/v1/letters/hardship_leter?debt=a", &all, 404, "no-such-letter", "hardship_letter"),
        ("/v1/letters/hardship_letter", &all, 422, "which-debt", "a、b"),
        ("/v1/letters/hardship_letter?debt=z", &all, 422, "no-such-debt", "a、b"),
        ("/v1/letters/phone_script?debt=z", &all, 422, "no-such-debt", "a、b"),
        ("/v1/letters/hardship_letter", &none, 422, "no-open-debt", "debt="),
        ("/v1/letters/hardship_letter?format=pdf", &all, 400, "bad-query", "format=html"),
        ("/v1/letters/hardship_letter?for=a", &all, 400, "bad-query", "debt="),
        ("/v1/letters/hardship_letter?debt=", &all, 400, "bad-query", "debt="),
    ];
    for (path, portfolio, status, code, says) in cases {
        let sent = send(ask(path, portfolio)).await;
        assert_eq!(sent.status.as_u16(), status, "{path}: {}", sent.body);
        assert_eq!(sent.body["code"], code, "{path}");
        assert!(sent.body["detail"].as_str().unwrap().contains(says), "{path}: {}", sent.body);
    }
    let sent = send(ask("/v1/letters/phone_script", &all)).await;
    assert_eq!(sent.status, StatusCode::OK, "a script for the household needs no debt: {}", sent.body);
    assert_eq!(sent.body["debt"], Value::Null);
    let mut bad = all.clone();
    bad["debts"][0]["outstanding"] = json!(1.234);
    let sent = send(ask("/v1/letters/hardship_letter?debt=a", &bad)).await;
    assert_eq!(sent.body["errors"][0]["pointer"], "/debts/0/outstanding");
    let sent = send(TestRequest::get().uri("/v1/letters/hardship_letter")).await;
    assert_eq!(sent.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[actix_web::test]
async fn a_letter_is_sent_as_text_or_as_a_page_that_loads_nothing_and_escapes_everything() {
    let portfolio = household(&["unemployment_proof"]);
    let path = "/v1/letters/hardship_letter?debt=a";
    let (status, kind, text) = raw(ask(&format!("{path}&format=text"), &portfolio)).await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, "text/plain; charset=utf-8"));
    assert!(text.starts_with("困难说明与分期申请\n\n甲<b>银行：\n"), "{text}");
    assert!(!text.contains("不写付不起"), "what not to claim stays off the letter");

    let browser = ask(path, &portfolio).insert_header(("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"));
    let (status, kind, page) = raw(browser).await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, "text/html; charset=utf-8"));
    let (cover, sheet) = page.split_once("<article class=\"sheet\">").unwrap();
    assert!(sheet.contains("甲&lt;b&gt;银行：") && !page.contains("甲<b>"), "{sheet}");
    for only_on_the_cover in ["不要写", "要附上", "失业证明（已有）", "病历（还没有", "规则包 cn", "申请材料是否真实"]
    {
        assert!(cover.contains(only_on_the_cover) && !sheet.contains(only_on_the_cover), "{only_on_the_cover}");
    }
    assert!(sheet.contains("附：失业证明"));
    for outside in ["http:", "https:", "<script", "<link", "<img", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("size: A4") && page.contains("break-after: page"));
    let (_, kind, _) = raw(ask(path, &portfolio).insert_header(("accept", "*/*"))).await;
    assert_eq!(kind, "application/json");
    let (_, kind, _) =
        raw(ask(&format!("{path}&format=json"), &portfolio).insert_header(("accept", "text/html"))).await;
    assert_eq!(kind, "application/json", "what is said in the address counts");
}

#[actix_web::test]
async fn an_outline_says_that_it_is_not_finished() {
    let portfolio = json!({ "as_of": "2026-11-22", "debts": [{ "id": "a", "legal_stage": "served",
        "proof_seen": "original", "served_on": "2026-11-10" }] });
    let (status, _, page) = raw(ask("/v1/letters/answer_to_complaint?format=html", &portfolio)).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("提纲，还没有写完"), "{page}");
    assert!(page.contains("附：（只留实际附上的）"), "nobody said what is in hand: {page}");
}

/// What rules never ask for is refused all the same when somebody asks for it by name.
#[actix_web::test]
async fn each_letter_is_refused_where_it_would_do_harm() {
    let cases = [
        ("settlement_offer", json!({}), json!({ "legal_stage": "closed" }), "statement_request?debt=a"),
        ("extension_request", json!({}), json!({ "legal_stage": "overdue_m1" }), "hardship_letter?debt=a"),
        (
            "extension_request",
            json!({}),
            json!({ "legal_stage": "grace", "disputes": ["coerced"] }),
            "statement_request?debt=a",
        ),
        (
            "token_offer",
            json!({ "income": [{ "kind": "wage", "amount": "0.01", "every": "month", "certain": true }],
            "essentials": [] }),
            json!({ "legal_stage": "overdue_m1" }),
            "holding_letter?debt=a",
        ),
        ("cost_dispute_letter", json!({}), json!({ "disputes": ["not_mine"] }), "statement_request?debt=a"),
        ("identity_theft_objection", json!({}), json!({ "disputes": ["amount"] }), "statement_request?debt=a"),
        ("credit_report_objection", json!({}), json!({ "credit_report_wrong": false }), ""),
        ("guarantor_notice", json!({}), json!({ "family_guarantor": false }), ""),
        ("answer_for_employer", json!({}), json!({ "creditor_type": "employer" }), ""),
        ("complaint_regulator", json!({}), json!({ "creditor_type": "natural_person" }), "complaint_lender?debt=a"),
        ("complaint_local_regulator", json!({}), json!({}), "complaint_lender?debt=a"),
        (
            "complaint_local_regulator",
            json!({}),
            json!({ "creditor_type": "commercial_bank" }),
            "complaint_lender?debt=a",
        ),
        ("non_enforcement_request", json!({}), json!({ "enforcement_title": "judgment" }), ""),
        ("exempt_income_request", json!({ "frozen_by": "police" }), json!({}), ""),
        ("use_living_cost_request", json!({ "frozen_by": "bank_risk_control" }), json!({}), ""),
        (
            "limitation_defence",
            json!({}),
            json!({ "served_on": "2026-10-31", "final_due_on": "2023-10-31", "last_payment_on": "never",
                "last_acknowledged_on": "never", "last_demand_on": "never" }),
            "answer_to_complaint?debt=a",
        ),
    ];
    for (letter, household, mut debt, instead) in cases {
        debt["id"] = json!("a");
        let portfolio = json!({ "as_of": "2026-11-22", "household": household, "debts": [debt] });
        let sent = send(ask(&format!("/v1/letters/{letter}?debt=a"), &portfolio)).await;
        assert_eq!(sent.status, StatusCode::CONFLICT, "{letter}: {}", sent.body);
        assert_eq!(sent.body["code"], "letter-must-not-be-sent", "{letter}: {}", sent.body);
        let expected = if instead.is_empty() { Value::Null } else { json!(format!("/v1/letters/{instead}")) };
        assert_eq!(sent.body["instead"], expected, "{letter}");
    }
}
