//! The answer as a page to print: who gets it, what stands on it, and that nothing of a portfolio is taken for markup.

use super::*;

fn household() -> Value {
    json!({
        "as_of": "2026-11-22", "case_ref": "<b>7</b>",
        "household": { "income": [{ "kind": "wage", "amount": 6000, "every": "month" }] },
        "debts": [
            { "id": "a", "platform_name": "甲<b>银行", "creditor_type": "commercial_bank", "legal_stage": "served",
              "proof_seen": "original", "served_on": "2026-11-10", "outstanding": 12000 },
            { "id": "b", "creditor_type": "consumer_finance", "outstanding": "8500.55" }
        ],
        "contacts": [{ "id": "c1", "debt": "b", "at": "2026-11-12T10:00:00+08:00", "channel": "sms", "direction": "outbound",
            "recipient": "self", "content_kind": "verbatim",
            "content_text": "<script>alert(1)</script>今天不还，晚上就叫人打断你的腿" }]
    })
}

fn ask(path: &str) -> TestRequest {
    TestRequest::post()
        .uri(path)
        .insert_header(("content-type", "application/json"))
        .set_payload(household().to_string())
}

async fn raw(request: TestRequest) -> (StatusCode, String, String) {
    let state = state();
    let service = init_service(application!(state)).await;
    let response = call_service(&service, request.to_request()).await;
    let status = response.status();
    let kind = response.headers().get("content-type").map_or("", |v| v.to_str().unwrap()).to_owned();
    (status, kind, String::from_utf8(read_body(response).await.to_vec()).unwrap())
}

#[actix_web::test]
async fn the_plan_is_a_page_for_who_asks_for_one() {
    for request in [
        ask("/v1/evaluations?format=html"),
        ask("/v1/evaluations?explain=full&format=html"),
        ask("/v1/evaluations").insert_header(("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")),
    ] {
        let (status, kind, page) = raw(request).await;
        assert_eq!((status, kind.as_str()), (StatusCode::OK, "text/html; charset=utf-8"), "{page}");
        let mut rest = page.as_str();
        for shown in [
            "<html lang=\"zh-CN\">",
            "<title>还债计划 · 2026年11月22日</title>",
            "今天</h2>",
            "现在的情况",
            "20500.55 元",
            "先办（急的在前）",
            "提交答辩状",
            "2026-11-25 周三",
            "怎么数的",
            "2026-11-10 当天不算",
            "先付（本月）",
            "每月收支",
            "6000.00 元",
            "借款成本",
            "催收行为（重的在前）",
            "叫人打断你",
            "不要做",
            "接下来问",
            "别的都不变，哪天会变",
            "2026-11-26 周四",
            "“提交答辩状”的期限 2026-11-25 已过",
            "辅导员：",
            "下次复查日：",
            "cn&#x2f;triage&#x2f;court.yaml",
        ] {
            (_, rest) = rest.split_once(shown).unwrap_or_else(|| panic!("{shown} in its order\n{page}"));
        }
        assert!(page.contains("甲&lt;b&gt;银行") && page.contains("&lt;b&gt;7&lt;"), "{page}");
        for never in ["<script", "<b>", "http:", "https:", " src=", "onload", "[U+"] {
            assert!(!page.contains(never), "{never}");
        }
    }
    let both = ask("/v1/evaluations?format=json").insert_header(("accept", "text/html"));
    assert_eq!(raw(both).await.1, "application/json");
    let anything = ask("/v1/evaluations").insert_header(("accept", "application/pdf"));
    assert_eq!(raw(anything).await.1, "application/json");
}

#[actix_web::test]
async fn the_days_are_a_calendar_for_who_asks_for_one() {
    for request in
        [ask("/v1/evaluations?format=ics"), ask("/v1/evaluations").insert_header(("accept", "text/calendar"))]
    {
        let (status, kind, text) = raw(request).await;
        assert_eq!((status, kind.as_str()), (StatusCode::OK, "text/calendar; charset=utf-8"), "{text}");
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("DTSTART;VALUE=DATE:20261125\r\n"), "{text}");
        assert!(unfolded.contains("SUMMARY:债务 a：提交答辩状\r\n"), "{text}");
        assert!(!unfolded.contains("甲"), "what the client calls a debt stays out of calendars");
    }
}

#[actix_web::test]
async fn another_form_is_refused_with_all_that_there_is() {
    for path in ["/v1/evaluations?format=pdf", "/v1/evaluations?explain=all", "/v1/evaluations?form=html"] {
        let sent = send(ask(path)).await;
        assert_eq!((sent.status, sent.body["code"].as_str()), (StatusCode::BAD_REQUEST, Some("bad-query")), "{path}");
        for allowed in ["explain=full", "explain=findings", "format=json", "format=html", "format=ics"] {
            assert!(sent.body["detail"].as_str().unwrap().contains(allowed), "{path}: {}", sent.body);
        }
        assert_eq!(sent.content_type, "application/problem+json");
    }
}
