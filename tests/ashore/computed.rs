//! Facts that the program works out from others: what comes out, and what is said to be missing where nothing does.
//! Each line is a fact, what is given of a debt, and the answer; expected figures come from the law, not from the program.

use std::path::Path;

use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::source::{SourceFile, Sources, read_folder};
use serde_json::{Value, json};

/// The shipped rules and one that looks at a fact.
fn looking_at(fact: &str) -> Engine {
    let scope = if fact.starts_with("household.") { "household" } else { "debt" };
    let test = if fact.ends_with("_on") { "on_or_after: 2000-01-01" } else { "at_least: 0" };
    let rule = format!(
        "rules:\n  - id: looks\n    title: 例\n    scope: {scope}\n    strength: heuristic\n    when: {{ {fact}: {{ {test} }} }}\n    \
         then: {{ because: 例 }}\n"
    );
    let mut files: Vec<_> = read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect();
    files.push(SourceFile::new("zz/extra.yaml", &rule));
    let checked = check(Sources::new(files));
    Engine::new(checked.rules.unwrap_or_else(|| panic!("{:?}", checked.diagnostics)))
}

/// What a fact comes out as: its value as sent, `? ` and the missing facts, or `! ` and the reason.
fn computed(engine: &Engine, fact: &str, household: &Value, debt: &Value) -> String {
    let mut debt = debt.clone();
    debt["id"] = json!("a");
    let request = json!({ "as_of": "2026-11-22", "household": household, "debts": [debt] });
    let input = from_json(request.to_string().as_bytes()).unwrap();
    let portfolio = engine.read(&input, &LIMITS).unwrap_or_else(|e| panic!("{request}: {e:?}"));
    let answer = engine.answer(portfolio, Explain::Full);
    let all = serde_json::to_value(answer.explanation.unwrap()).unwrap();
    let rule = all.as_array().unwrap().iter().find(|o| o["rule"]["id"] == "looks").unwrap();
    match rule["outcome"].as_str().unwrap() {
        "met" => {
            let used = rule["facts"].as_array().unwrap().iter().find(|f| f["fact"] == fact).expect("the fact");
            used["value"].as_str().map_or_else(|| used["value"].to_string(), str::to_owned)
        }
        "failed" => format!("! {}", rule["reason"].as_str().unwrap()),
        _ => {
            let names = rule["missing"].as_array().unwrap().iter().map(|m| m["fact"].as_str().unwrap());
            format!("? {}", names.collect::<Vec<_>>().join(" "))
        }
    }
}

fn debts(fact: &str, lines: &[(Value, &str)]) {
    let engine = looking_at(fact);
    for (debt, expected) in lines {
        assert_eq!(computed(&engine, fact, &json!({}), debt), *expected, "{fact} of {debt}");
    }
}

#[test]
fn service_by_public_notice_counts_thirty_days_after_the_notice_and_does_not_move_off_a_weekend() {
    debts(
        "debt.deemed_served_on",
        &[
            // 2026-11-22 is a Sunday.
            (json!({ "notice_published_on": "2026-10-23" }), "2026-11-22"),
            (json!({ "notice_published_on": "2026-11-20" }), "2026-12-20"),
            // The notice has its own day, whatever else was served.
            (json!({ "notice_published_on": "2026-10-23", "served_on": "2026-10-30" }), "2026-11-22"),
            (json!({ "served_on": "2026-10-30" }), "? debt.notice_published_on"),
        ],
    );
    debts(
        "debt.judgment_deemed_served_on",
        &[
            (json!({ "judgment_notice_published_on": "2026-10-01" }), "2026-10-31"),
            (json!({ "notice_published_on": "2026-10-01" }), "? debt.judgment_notice_published_on"),
        ],
    );
}

#[test]
fn a_guarantee_ends_on_the_day_agreed_or_six_months_after_the_debt_fell_due() {
    debts(
        "debt.guarantee_ends_on",
        &[
            (json!({ "guarantee_until": "2027-03-01" }), "2027-03-01"),
            (json!({ "guarantee_until": "never", "accelerated": false, "final_due_on": "2026-08-31" }), "2027-02-28"),
            // Called due: from that day, not from the day of the contract.
            (
                json!({ "guarantee_until": "never", "accelerated": true, "accelerated_on": "2026-03-15", "final_due_on": "2027-08-31" }),
                "2026-09-15",
            ),
            (
                json!({ "guarantee_until": "never", "accelerated_on": "2026-03-15", "final_due_on": "2027-08-31" }),
                "2026-09-15",
            ),
            // Agreed to end before or as the debt falls due is as good as not agreed; a day later is agreed.
            (
                json!({ "guarantee_until": "2026-08-31", "accelerated": false, "final_due_on": "2026-08-31" }),
                "2027-02-28",
            ),
            (
                json!({ "guarantee_until": "2026-09-01", "accelerated": false, "final_due_on": "2026-08-31" }),
                "2026-09-01",
            ),
            // A contract older than the law that says six months.
            (
                json!({ "guarantee_until": "never", "accelerated": false, "final_due_on": "2026-08-31", "contract_date": "2020-12-31" }),
                "! 规则里没有签合同那天没约定时的保证期间，请问律师",
            ),
            (
                json!({ "guarantee_until": "never", "accelerated": false, "final_due_on": "2026-08-31", "contract_date": "2021-01-01" }),
                "2027-02-28",
            ),
            (json!({ "accelerated": false, "final_due_on": "2026-08-31" }), "? debt.guarantee_until"),
            (json!({ "guarantee_until": "never", "accelerated": false }), "? debt.final_due_on"),
            (
                json!({ "guarantee_until": "never", "accelerated": true, "final_due_on": "2026-08-31" }),
                "? debt.accelerated_on",
            ),
            // Whether it was called due is not known: the day of the contract may be too late.
            (json!({ "guarantee_until": "never", "final_due_on": "2026-08-31" }), "? debt.accelerated"),
        ],
    );
}

#[test]
fn grace_ends_its_days_after_the_next_due_day() {
    debts(
        "debt.grace_ends_on",
        &[
            (json!({ "next_due_on": "2026-11-25", "grace_days": 3 }), "2026-11-28"),
            (json!({ "next_due_on": "2026-11-25", "grace_days": 0 }), "2026-11-25"),
            (json!({ "next_due_on": "2026-11-25" }), "? debt.grace_days"),
            (json!({ "grace_days": 3 }), "? debt.next_due_on"),
        ],
    );
}

#[test]
fn court_fees_follow_the_tables_and_the_balance() {
    let balance = |yuan: &str| json!({ "outstanding": yuan });
    debts(
        "debt.court_fee",
        &[
            (balance("10000"), "50.00"),
            (balance("50000"), "1050.00"),
            (balance("100000"), "2300.00"),
            (balance("200000"), "4300.00"),
            (balance("500000"), "8800.00"),
            (balance("1000000"), "13800.00"),
            (json!({}), "? debt.outstanding"),
            // Four known parts make the balance.
            (
                json!({ "outstanding_principal": 40000, "outstanding_interest": 5000, "outstanding_penalty": 3000, "outstanding_fees": 2000 }),
                "1050.00",
            ),
        ],
    );
    debts("debt.court_fee_halved", &[(balance("50000"), "525.00"), (balance("100000"), "1150.00")]);
    debts("debt.payment_order_fee", &[(balance("50000"), "350.00"), (balance("100000"), "766.67")]);
    debts(
        "debt.enforcement_fee",
        &[(balance("50000"), "650.00"), (balance("100000"), "1400.00"), (balance("500000"), "7400.00")],
    );
    debts(
        "debt.preservation_fee",
        &[
            (balance("1000"), "30.00"),
            (balance("100000"), "1020.00"),
            // 1,020 and 0.5 % of the rest, but never more than 5,000.
            (balance("895999"), "5000.00"),
            (balance("895000"), "4995.00"),
            (balance("2000000"), "5000.00"),
        ],
    );
}

#[test]
fn the_minimum_wage_is_that_of_the_place_and_day() {
    let engine = looking_at("household.minimum_wage");
    let lines = [
        (json!({ "region": "shanghai" }), "2740.00"),
        (json!({ "region": "beijing" }), "2540.00"),
        (json!({ "region": "zhejiang" }), "2490.00"),
        (json!({ "region": "other" }), "! 规则里没有收录当地的最低工资"),
        (json!({}), "? household.region"),
    ];
    for (household, expected) in lines {
        assert_eq!(computed(&engine, "household.minimum_wage", &household, &json!({})), expected, "{household}");
    }
}

#[test]
fn enforcement_leaves_the_local_standard_for_each_member_of_the_household() {
    let engine = looking_at("household.living_floor");
    let lines = [
        (json!({ "dibao_standard": "1330.50", "members": 3 }), "3991.50"),
        (json!({ "dibao_standard": 1330 }), "? household.members"),
        (json!({ "members": 3 }), "? household.dibao_standard"),
    ];
    for (household, expected) in lines {
        assert_eq!(computed(&engine, "household.living_floor", &household, &json!({})), expected, "{household}");
    }
}
