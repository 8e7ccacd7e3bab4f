//! The rulebook over HTTP: rules in parts, instruments, dated values, the vocabulary, stages and errata.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

use super::tests::send;

async fn get(uri: &str) -> Value {
    let sent = send(TestRequest::get().uri(uri)).await;
    assert_eq!(sent.status, StatusCode::OK, "{uri}: {}", sent.body);
    sent.body
}

fn find<'v>(list: &'v Value, key: &str, wanted: &str) -> &'v Value {
    list.as_array().unwrap().iter().find(|v| v[key] == wanted).unwrap_or_else(|| panic!("no {wanted}"))
}

#[actix_web::test]
async fn a_rule_is_given_as_a_sentence_and_in_parts() {
    let rule = get("/v1/rules/complaint-served").await[0].clone();
    let sentence = rule["reading"]["sentence"]["zh"].as_str().unwrap();
    assert!(sentence.starts_with("对每一笔债：如果法律阶段（以文书为准）是“已送达起诉状”或“已定开庭”"), "{sentence}");
    assert!(sentence.contains("“答辩期”（2024年1月1日起为 15 天）以内"), "{sentence}");
    assert!(
        !rule["to_sign"].as_str().unwrap().contains("15 天"),
        "the signed sentence holds no figure that may change"
    );
    assert_eq!(rule["reading"]["when"]["kind"], "all");
    let term = &rule["reading"]["when"]["parts"][1];
    assert_eq!(term["term"], "court_paper_in_hand");
    assert!(term["parts"].to_string().contains("看到过的凭证是“文书原件”或“已向法院核实”"), "{term}");
    assert_eq!(find(&rule["values"], "id", "answer_days")["series"][0]["value"]["zh"], "15 天");
    assert_eq!(rule["articles"][0]["name"], "第128条");
    assert_eq!(rule["articles"][0]["force_label"]["zh"], "民事");
    assert!(rule["cases"].as_array().unwrap().iter().any(|c| c["expects"][0] == "met"));
    assert_eq!(rule["says"][0]["part"], "because");
    assert!(rule["says"][0]["text"].as_str().unwrap().contains("〔答辩期：15〕"));
    assert_eq!(rule["not_modelled"], "补充送达和期限中止没有计算；公告送达和小额诉讼另有规则");
    assert!(rule.get("signed").is_none());
}

#[actix_web::test]
async fn a_rule_has_its_english_where_that_is_written() {
    let rule = get("/v1/rules/violence-now").await[0].clone();
    assert_eq!(rule["title_en"], "Somebody is threatening or holding a person right now");
    assert!(rule["says"][0]["text_en"].as_str().unwrap().starts_with("Collecting a debt by violence"));
    assert!(rule["not_modelled_en"].as_str().unwrap().ends_with("for the police and the courts to decide"));
    let all = get("/v1/rules").await;
    assert_eq!(find(&all, "id", "violence-now")["title_en"], rule["title_en"]);
}

#[actix_web::test]
async fn each_article_names_the_rules_that_rest_on_it_by_the_number_of_its_time() {
    let laws = get("/v1/laws").await;
    let law = find(&laws, "id", "public-security-law");
    // Rules cite the newest number; the older version shows them under the number it had then.
    let newest = find(&law["versions"][0]["articles"], "key", "50");
    let older = find(&law["versions"][1]["articles"], "key", "42");
    assert_eq!(law["versions"][1]["until"], "2025-12-31");
    assert!(!newest["rules"].as_array().unwrap().is_empty());
    assert_eq!(older["rules"], newest["rules"]);
    assert_eq!(older["succeeded_by"], "50");
    let procedure = find(&laws, "id", "civil-procedure-law");
    let versions = procedure["versions"].as_array().unwrap();
    let articles: Vec<_> = versions.iter().flat_map(|v| v["articles"].as_array().unwrap()).collect();
    let covered = articles.iter().filter(|a| !a["rules"].as_array().unwrap().is_empty()).count();
    assert_eq!(procedure["covered"], covered);
    assert!(covered < articles.len(), "an article without rules is listed too");
    let gap = procedure["not_modelled"].as_array().unwrap().iter().find(|n| n["rule"]["id"] == "complaint-served");
    assert_eq!(gap.unwrap()["text"], "补充送达和期限中止没有计算；公告送达和小额诉讼另有规则");
}

#[actix_web::test]
async fn values_are_given_as_they_stood_on_a_day() {
    // One-year LPR: 3.35 % from 2024-07-22, 3.10 % from 2024-10-21. Four times that is the cap for private lending.
    for (day, lpr, cap) in [("2024-10-20", "3.35%", "13.4%"), ("2024-10-21", "3.1%", "12.4%")] {
        let values = get(&format!("/v1/values?as_of={day}")).await;
        assert_eq!(find(&values, "id", "lpr_1y")["on_day"]["value"]["zh"], lpr, "{day}");
        let found = find(&values, "id", "private_lending_cap");
        assert_eq!(found["on_day"]["value"]["zh"], cap, "{day}");
        assert_eq!(found["derived_from"]["times"], 4);
    }
    let late = get("/v1/values?as_of=2027-06-01").await;
    assert_eq!(find(&late, "id", "private_lending_cap")["may_be_out_of_date"], true, "stale as the LPR it rests on");
    let early = get("/v1/values?as_of=2010-01-01").await;
    assert_eq!(find(&early, "id", "lpr_1y")["on_day"], Value::Null);
}

#[actix_web::test]
async fn a_day_that_is_none_is_told_with_the_remedy() {
    for query in ["", "?as_of=", "?as_of=2026-02-30", "?day=2026-11-22", "?as_of=2026-11-22&as_of=2026-11-23"] {
        let sent = send(TestRequest::get().uri(&format!("/v1/values{query}"))).await;
        assert_eq!((sent.status, &sent.body["code"]), (StatusCode::BAD_REQUEST, &Value::from("bad-query")), "{query}");
        assert_eq!(sent.body["detail"], "写成 `?as_of=2026-11-22`", "{query}");
    }
}

#[actix_web::test]
async fn the_vocabulary_names_every_fact_with_its_question_and_words() {
    let facts = get("/v1/vocabulary").await;
    let stage = find(&facts, "name", "debt.legal_stage");
    assert_eq!(stage["kind"], "choice");
    assert_eq!(find(&stage["choices"], "name", "served")["label"]["zh"], "已送达起诉状");
    let surplus = find(&facts, "name", "household.surplus");
    assert_eq!(surplus["derived"], "月收入减月基本支出");
}

#[actix_web::test]
async fn the_vocabulary_says_what_can_change_and_proposes_nothing_impossible_or_improper() {
    let facts = get("/v1/vocabulary").await;
    let fact = |name: &str| find(&facts, "name", name);
    let deduction = fact("debt.auto_deduction");
    assert_eq!((&deduction["changeable_by"], &deduction["may_become"]), (&"person".into(), &json!([false])));
    assert_eq!(deduction["if_false"]["en"], "automatic deduction is off for this debt");
    assert_eq!(fact("contact.connected")["if_false"]["zh"], "这通电话没有接通");
    let words = |name: &str| fact(name)["may_become"].as_array().cloned().unwrap_or_default();
    assert!(words("household.evidence").contains(&json!("call_list_from_carrier")));
    assert!(!words("household.evidence").contains(&json!("unemployment_proof")), "no hardship is invented");
    for never in ["closed", "time_barred_possible", "current"] {
        assert!(!words("debt.legal_stage").contains(&json!(never)), "{never}");
    }
    for fixed in ["household.hardship", "household.members", "household.asset_transferred", "debt.purpose"] {
        assert_eq!((&fact(fixed)["changeable_by"], &fact(fixed)["may_become"]), (&"nobody".into(), &Value::Null));
    }
    for fact in facts.as_array().unwrap().iter().filter(|f| f["changeable_by"] != "nobody") {
        let (name, kind) = (&fact["name"], fact["kind"].as_str().unwrap());
        assert!(kind != "yes_no" || (fact["if_true"].is_object() && fact["if_false"].is_object()), "{name}");
        let listed = fact["changeable_by"] != "person" || fact["may_become"].is_array();
        assert!(listed || !["yes_no", "choice", "choices"].contains(&kind), "{name}");
    }
}

#[actix_web::test]
async fn stages_are_listed_in_order_with_the_rules_that_know_them() {
    let facts = get("/v1/stages").await;
    let of = find(&facts, "fact", "debt.legal_stage");
    let stages = of["stages"].as_array().unwrap();
    assert_eq!((&stages[0]["name"], &stages[stages.len() - 1]["name"]), (&"current".into(), &"closed".into()));
    let order = find(&of["stages"], "name", "payment_order");
    assert!(order["about"]["zh"].as_str().unwrap().contains("只说没钱不算异议"));
    assert_eq!(order["rules"][0]["id"], "payment-order-received");
    let vocabulary = get("/v1/vocabulary").await;
    let same = find(&find(&vocabulary, "name", "debt.legal_stage")["choices"], "name", "payment_order");
    assert_eq!(same["about"], order["about"]);
}

#[actix_web::test]
async fn a_stage_gives_next_steps_dates_law_and_what_never_to_do() {
    let stage = get("/v1/stages/payment_order").await[0].clone();
    assert_eq!(stage["fact"], "debt.legal_stage");
    let rule = &stage["rules"][0];
    assert_eq!((&rule["id"], &rule["applies_with"]), (&"payment-order-received".into(), &1.into()));
    assert_eq!(rule["when"]["term"], "court_paper_in_hand", "only what the stage does not settle");
    let step = &rule["steps"][0];
    assert_eq!(step["action"], "object_payment_order");
    assert!(step["due"]["zh"].as_str().unwrap().contains("“支付令异议期”（2024年1月1日起为 15 天）"));
    assert!(step["due"]["en"].as_str().unwrap().starts_with("within "));
    assert!(step["if_missed"].as_str().unwrap().contains("支付令生效"));
    assert_eq!(rule["articles"][0]["citation"], "civil-procedure-law/227");
    assert_eq!(rule["strength"]["id"], "law");
    let never = find(&stage["avoid"], "id", rule["avoid"][0].as_str().unwrap());
    assert!(!never["because"].as_str().unwrap().is_empty());
}

#[actix_web::test]
async fn a_stage_that_is_none_is_told_with_the_closest() {
    let sent = send(TestRequest::get().uri("/v1/stages/payment_ordr")).await;
    assert_eq!((sent.status, &sent.body["code"]), (StatusCode::NOT_FOUND, &Value::from("no-such-stage")));
    assert_eq!(sent.body["detail"], "是不是 `payment_order`?");
}

#[actix_web::test]
async fn errata_come_with_grounds_rules_and_how_they_were_checked() {
    let errata = get("/v1/errata").await;
    assert!(errata.as_array().unwrap().len() >= 25);
    let order = find(&errata, "id", "payment-order-cannot-pay");
    assert_eq!(order["rules"][0]["id"], "payment-order-received");
    assert_eq!(order["strength"]["id"], "law");
    assert_eq!(order["articles"][1]["name"], "第436条");
    assert!(order["en"]["says"].as_str().unwrap().contains("payment order"));
    // Nothing that is less than law is called law.
    let weaker = find(&errata, "id", "twenty-four-cuts-itself");
    assert_eq!((&weaker["strength"]["id"], &weaker["checked"]["how"]), (&"court_practice".into(), &"secondary".into()));
    for erratum in errata.as_array().unwrap() {
        let grounds = erratum["articles"].as_array().unwrap();
        assert!(!erratum["strength"].is_null(), "{erratum}");
        assert!(!grounds.is_empty() || !erratum["checked"].is_null(), "{erratum}");
    }
}
