//! Why, why not, why before: what somebody sees of it, on the founding case and on small portfolios.

use std::path::Path;
use std::sync::LazyLock;

use crate::shell::{ashore, text};
use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::source::read_folder;
use serde_json::{Value, json};

const FOUNDING: &str = "openapi/examples/three-loans.json";

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check"))
});

fn answered(portfolio: &[u8], explain: Explain) -> Value {
    let portfolio = ENGINE.read(&from_json(portfolio).unwrap(), &LIMITS).expect("the portfolio is good");
    serde_json::to_value(ENGINE.answer(portfolio, explain)).unwrap()
}

fn explained(portfolio: &Value) -> Value {
    answered(portfolio.to_string().as_bytes(), Explain::Full)
}

/// How a rule ended for a debt.
fn ended(answer: &Value, rule: &str, debt: &str) -> Value {
    let lines = answer["explanation"].as_array().unwrap();
    lines.iter().find(|l| l["rule"]["id"] == rule && l["debt"] == debt).expect("the rule ran").clone()
}

/// A debt that was sued: served on the 10th, an original seen.
fn sued(id: &str, more: &Value) -> Value {
    let mut debt = json!({ "id": id, "platform_name": format!("平台{id}"), "legal_stage": "served",
        "proof_seen": "original", "served_on": "2026-11-10", "small_claims": false });
    debt.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    debt
}

fn portfolio(debts: &[Value]) -> Value {
    json!({ "as_of": "2026-11-22", "debts": debts })
}

#[test]
fn without_explain_an_answer_holds_neither() {
    let bytes = std::fs::read(FOUNDING).unwrap();
    let answer = answered(&bytes, Explain::Findings);
    assert!(answer.get("order").is_none() && answer.get("explanation").is_none());
}

#[test]
fn conditions_stand_in_the_order_of_the_rule_with_what_was_there() {
    let answer = explained(&portfolio(&[sued("a", &json!({}))]));
    let met = ended(&answer, "complaint-served", "a");
    assert_eq!((&met["outcome"], &met["distance"], &met["near_miss"]), (&json!("met"), &json!(0), &json!(false)));
    let conditions = met["conditions"].as_array().unwrap();
    let kinds: Vec<&str> = conditions.iter().map(|c| c["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["test", "term", "any"], "the stage, the paper, the exceptions");
    assert_eq!(conditions[0]["text"], "法律阶段（以文书为准）是“已送达起诉状”或“已定开庭”");
    assert_eq!((&conditions[0]["outcome"], &conditions[0]["value"]), (&json!("met"), &json!("已送达起诉状")));
    assert!(conditions[1].get("parts").is_none(), "a term that holds is one line");
    assert_eq!((&conditions[2]["unless"], &conditions[2]["outcome"]), (&json!(true), &json!("not_met")));
    assert_eq!(conditions[2]["parts"].as_array().unwrap().len(), 2, "nested parts keep their structure");
}

#[test]
fn one_known_fact_away_is_a_near_miss_and_applying_it_meets_the_rule() {
    let near = |proof: &str| portfolio(&[sued("a", &json!({ "proof_seen": proof }))]);
    let line = ended(&explained(&near("screenshot")), "complaint-served", "a");
    assert_eq!((&line["outcome"], &line["distance"], &line["near_miss"]), (&json!("not_met"), &json!(1), &json!(true)));
    let on = &line["hinges_on"];
    assert_eq!((&on["fact"], &on["debt"]), (&json!("debt.proof_seen"), &json!("a")));
    assert_eq!((&on["is"], &on["would_be"]), (&json!("只有截图"), &json!("看到过的凭证是“文书原件”或“已向法院核实”")));
    assert_eq!(ended(&explained(&near("original")), "complaint-served", "a")["outcome"], "met");
}

#[test]
fn one_unknown_fact_away_is_a_near_miss_that_names_it() {
    let mut debt = sued("a", &json!({ "legal_stage": "judged_first", "judgment_served_on": "2026-11-12" }));
    debt.as_object_mut().unwrap().remove("proof_seen");
    let answer = explained(&portfolio(&[debt]));
    // Whether the loan is secured by a home is not known, and that alone decides.
    let line = ended(&answer, "home-loan", "a");
    assert_eq!(
        (&line["outcome"], &line["distance"], &line["near_miss"]),
        (&json!("not_known"), &json!(1), &json!(true))
    );
    let on = &line["hinges_on"];
    assert_eq!((&on["fact"], &on["is"]), (&json!("debt.security"), &json!("未知")), "{line}");
    assert_eq!(on["would_be"], "担保物是“唯一住房”或“住房”");
}

#[test]
fn near_misses_stand_first_and_what_is_furthest_last() {
    let answer = answered(&std::fs::read(FOUNDING).unwrap(), Explain::Full);
    let lines = answer["explanation"].as_array().unwrap();
    let group = |l: &Value| match (l["near_miss"].as_bool().unwrap(), l["outcome"].as_str().unwrap()) {
        (true, _) => 0,
        (false, "not_known" | "failed") => 1,
        (false, "met") => 2,
        (false, _) => 3,
    };
    let groups: Vec<i32> = lines.iter().map(group).collect();
    assert!(groups.is_sorted(), "{groups:?}");
    let far = lines.iter().filter(|l| group(l) == 3).map(|l| l["distance"].as_u64().unwrap_or(u64::MAX));
    assert!(far.is_sorted());
    assert_eq!(lines[0]["rule"]["id"], "self-harm-risk", "danger before everything");
    for line in lines {
        assert_eq!(line["outcome"] == "met", line["distance"] == 0, "{line}");
        assert_eq!(line["near_miss"] == true, line.get("hinges_on").is_some(), "{line}");
        let said = |c: &Value| !c["text"].as_str().unwrap().is_empty() && !c["text_en"].as_str().unwrap().is_empty();
        assert!(line["conditions"].as_array().unwrap().iter().all(said), "{line}");
    }
}

#[test]
fn a_count_says_how_many_there_were_and_against_which_limit() {
    let answer = answered(&std::fs::read(FOUNDING).unwrap(), Explain::Full);
    let lines = answer["explanation"].as_array().unwrap();
    let line = lines.iter().find(|l| l["rule"]["id"] == "night-contact-repeated").unwrap();
    let count = &line["conditions"][0];
    // Three night contacts in seven days are the line; the story has two.
    assert_eq!((&count["kind"], &count["value"], &count["against"]), (&json!("count"), &json!("2"), &json!(["3"])));
    assert_eq!((&line["distance"], &line["hinges_on"]["is"]), (&json!(1), &json!("2")));
    let none = lines.iter().find(|l| l["rule"]["id"] == "address-book-blast").unwrap();
    assert_eq!(none["distance"], 2, "more than one, and there is none");
}

#[test]
fn a_law_that_was_not_in_force_on_the_day_is_told_and_no_fact_would_do() {
    let mut early = portfolio(&[sued("a", &json!({}))]);
    early["as_of"] = json!("2012-11-22");
    early["debts"][0]["served_on"] = json!("2012-11-10");
    let answer = explained(&early);
    let lines = answer["explanation"].as_array().unwrap();
    let told = lines.iter().find(|l| {
        let conditions = l["conditions"].as_array().unwrap();
        conditions.iter().any(|c| (c["kind"] == "law" || c["kind"] == "period") && c["value"] == "2012-11-22")
    });
    let told = told.expect("some rule of today rests on newer law");
    assert_eq!(told["outcome"], "not_met");
    assert!(told.get("distance").is_none() && told["near_miss"] == false, "{told}");
}

#[test]
fn the_first_criterion_on_which_two_debts_differ_says_both_sides() {
    let later = json!({ "served_on": "2026-11-16" });
    let answer = explained(&portfolio(&[
        sued("a", &later),
        sued("b", &json!({})),
        json!({ "id": "c", "outstanding": 1000, "overdue_since": "2026-10-01", "legal_stage": "overdue_m2" }),
    ]));
    let order = answer["order"].as_array().unwrap();
    let pair = |first: &str, second: &str| {
        order.iter().find(|o| o["first"] == first && o["second"] == second).expect("the pair is told")
    };
    // Fifteen days from the day after: the 25th, and the 1st of December.
    let due = pair("b", "a");
    assert_eq!(due["criterion"], "due");
    assert_eq!(
        due["text"],
        "同在一档：“平台b”的“提交答辩状”2026年11月25日到期，“平台a”的“提交答辩状”2026年12月1日到期；离今天近的在前"
    );
    assert_eq!(due["rule"]["id"], "complaint-served");
    assert_eq!(due["citations"][0]["citation"], "civil-procedure-law/128");
    let band = pair("b", "c");
    assert_eq!(band["criterion"], "band");
    assert!(
        band["text"].as_str().unwrap().starts_with("“平台b”的“提交答辩状”在“法律期限将到或刚过”一档，“c”的"),
        "{band}"
    );
    assert_eq!(order.len(), 3, "every two of three");
}

#[test]
fn debts_that_are_equally_urgent_differ_by_balance_and_then_by_the_request() {
    let debt = |id: &str, owed: u32| json!({ "id": id, "outstanding": owed, "legal_stage": "overdue_m2" });
    let answer = explained(&portfolio(&[debt("x", 1000), debt("y", 2000), debt("z", 1000)]));
    let order = answer["order"].as_array().unwrap();
    let told: Vec<String> = order
        .iter()
        .map(|o| {
            format!(
                "{}{} {}",
                o["first"].as_str().unwrap(),
                o["second"].as_str().unwrap(),
                o["criterion"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(told, ["yx balance", "yz balance", "xz order_of_request"]);
    assert_eq!(order[0]["text"], "同样急，拖一个月的代价也一样：“y”还欠 2000.00 元，“x”还欠 1000.00 元；欠得多的在前");
    assert!(order.iter().all(|o| o.get("rule").is_none()));
}

#[test]
fn above_twenty_debts_each_is_told_with_the_next() {
    let debts = |n: u32| -> Vec<Value> {
        (0..n).map(|i| json!({ "id": format!("d{i}"), "outstanding": 1000 + i, "legal_stage": "overdue_m2" })).collect()
    };
    let pairs = |n: u32| explained(&portfolio(&debts(n)))["order"].as_array().unwrap().len();
    assert_eq!((pairs(20), pairs(21)), (20 * 19 / 2, 20));
}

#[test]
fn the_command_prints_near_misses_a_rule_and_an_order() {
    let near = ashore(&["why", FOUNDING], None);
    assert_eq!(near.status.code(), Some(0), "{}", text(&near.stderr));
    let out = text(&near.stdout);
    assert!(out.starts_with("只差一项事实就成立的："), "{out}");
    assert!(out.contains("自伤自杀风险：现在是 没有，要 自伤自杀风险是“提到过”或“有具体计划”"), "{out}");

    let rule = ashore(&["why", FOUNDING, "--rule", "complaint-served", "--debt", "a"], None);
    let out = text(&rule.stdout);
    assert!(out.contains("✓ 债务 a 成立，按 2026-11-22 判断\n  ✓ 法律阶段（以文书为准）是“已送达起诉状”或“已定开庭” —— 已送达起诉状\n"), "{out}");
    assert!(out.contains("  ✗ 例外：符合以下任何一项\n    ✗ 符合术语“已知是小额诉讼”\n"), "{out}");
    assert!(!out.contains("债务 b"), "only the debt that was asked for");

    let before = ashore(&["why", FOUNDING, "--before", "b", "a"], None);
    let out = text(&before.stdout);
    assert!(out.starts_with("债务 a 在债务 b 之前（band）\n"), "whichever is named first: {out}");
    assert!(out.contains("规则 complaint-served") && out.contains("依据：民事诉讼法第128条"), "{out}");

    let json = ashore(&["why", FOUNDING, "--rule", "complaint-served", "--format", "json"], None);
    let lines: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(lines.as_array().unwrap().len(), 4, "one for each debt");
}

#[test]
fn an_id_that_is_not_there_is_told_with_the_closest_one() {
    let check = |args: &[&str], code: i32, said: &str| {
        let ran = ashore(&[&["why", FOUNDING], args].concat(), None);
        assert_eq!((ran.status.code(), text(&ran.stderr).trim()), (Some(code), said), "{args:?}");
    };
    check(&["--rule", "complaint-servd"], 2, "没有这条规则：`complaint-servd`；是不是想写 `complaint-served`？");
    check(&["--before", "a", "zz"], 2, "没有这笔债：`zz`");
    check(&["--before", "a", "a"], 2, "要两笔不同的债");
    check(&["--contact", "zz"], 2, "没有这次联系：`zz`");
}
