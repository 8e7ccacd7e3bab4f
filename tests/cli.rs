//! The commands as run: what they print and how they end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise and reads the files it needs"
)]

mod shell;

use shell::{ashore, rules_with, text};

#[test]
fn evaluate_prints_every_part_for_a_counsellor() {
    let output = ashore(&["evaluate", "openapi/examples/three-loans.json"], None);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let mut rest = printed.as_str();
    for heading in [
        "【今天】",
        "【每月收支】",
        "【先办",
        "【先付",
        "【催收行为】",
        "【借款成本】",
        "【不要做】",
        "【找谁帮】",
        "【接下来问】",
        "【依据与限制】",
    ] {
        (_, rest) = rest.split_once(heading).unwrap_or_else(|| panic!("{heading} in its order"));
    }
    assert!(printed.contains("提交答辩状 —— 2026-11-25 前(还有 3 天，从 2026-11-10 的次日起算)"));
}

#[test]
fn evaluate_reads_standard_input_and_prints_the_answer_of_the_api() {
    let bytes = std::fs::read("openapi/examples/mild.json").unwrap();
    let output = ashore(&["evaluate", "-", "--format", "json"], Some(&bytes));
    assert_eq!(output.status.code(), Some(0));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["conduct_findings"], serde_json::json!([]));
    assert_eq!(answer["basis"]["ruleset"], "cn");
}

#[test]
fn input_that_cannot_be_answered_ends_with_3_and_says_why() {
    for (input, says) in [
        ("{", "不是 JSON"),
        (
            r#"{"as_of":"2026-11-22","debts":[{"id":"a","outstanding":-1}]}"#,
            "/debts/0/outstanding [negative-amount]: 金额不能为负：-1",
        ),
    ] {
        let output = ashore(&["evaluate"], Some(input.as_bytes()));
        assert_eq!(output.status.code(), Some(3));
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
    let english =
        ashore(&["evaluate", "--lang", "en"], Some(br#"{"as_of":"2026-11-22","debts":[{"id":"a","outstanding":-1}]}"#));
    assert!(text(&english.stderr).contains("an amount cannot be negative: -1"));
}

#[test]
fn files_that_cannot_be_read_end_with_4_and_wrong_usage_with_2() {
    assert_eq!(ashore(&["evaluate", "no-such-file.json"], None).status.code(), Some(4));
    assert_eq!(ashore(&["check", "--rules", "no-such-folder"], None).status.code(), Some(4));
    assert_eq!(ashore(&["evaluat"], None).status.code(), Some(2));
}

#[test]
fn check_ends_well_on_the_shipped_rules_and_with_1_on_a_mistake() {
    let good = ashore(&["check"], None);
    assert_eq!(good.status.code(), Some(0));
    assert!(text(&good.stdout).contains("0 处错误，0 处提醒"), "{}", text(&good.stdout));

    let rules = rules_with("one-mistake", "cn/triage/court.yaml", |t| {
        t.replacen("debt.legal_stage: payment_order", "debt.legal_stage: paymentorder", 1)
    });
    let bad = ashore(&["check", "--rules", rules.to_str().unwrap()], None);
    assert_eq!(bad.status.code(), Some(1));
    let printed = text(&bad.stdout);
    assert!(printed.contains("error[wrong-value]") && printed.contains("是不是想写 `payment_order`？"), "{printed}");
    assert!(printed.contains("--> cn/triage/court.yaml:7:"), "{printed}");

    let json = ashore(&["check", "--format", "json", "--rules", rules.to_str().unwrap()], None);
    let list: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&list[0]["code"], &list[0]["line"]), (&"wrong-value".into(), &7.into()));

    let refused = ashore(&["evaluate", "openapi/examples/mild.json", "--rules", rules.to_str().unwrap()], None);
    assert_eq!(refused.status.code(), Some(1), "rules with a mistake answer nothing");
}

#[test]
fn test_passes_on_the_shipped_rules_and_shows_what_came_instead_when_a_limit_moves() {
    let good = ashore(&["test"], None);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stdout));

    let rules = rules_with("a-moved-limit", "cn/values/procedure.yaml", |t| {
        let at = t.find("id: answer_days").unwrap();
        let (head, tail) = t.split_at(at);
        format!("{head}{}", tail.replacen("value: 15", "value: 16", 1))
    });
    let bad = ashore(&["test", "--rules", rules.to_str().unwrap()], None);
    assert_eq!(bad.status.code(), Some(1));
    let printed = text(&bad.stdout);
    assert!(printed.contains("2026-11-25") && printed.contains("2026-11-26"), "expected beside actual: {printed}");
}

#[test]
fn serve_keeps_to_this_machine_unless_told_otherwise() {
    let refused = ashore(&["serve", "--bind", "0.0.0.0:0"], None);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("--without-keys"));
    let bad = ashore(&["serve", "--workers", "0", "--body-limit-bytes", "1"], None);
    assert_eq!(text(&bad.stderr), "--body-limit-bytes: is between 1 KiB and 64 MiB\n--workers: is between 1 and 256\n");
}
