//! The figures inside an answer: ways from here, ledgers of private loans, interest for lateness, days, court costs and
//! where money beyond the contracts goes. Expected figures come from the law and from fractions worked out apart.

use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::source::read_folder;
use rust_decimal::Decimal;
use serde_json::{Value, json};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("rules without mistakes"))
});

/// The answer as it is sent.
fn ask(as_of: &str, household: &Value, debts: &Value) -> Value {
    let request = json!({ "as_of": as_of, "household": household, "debts": debts });
    let input = from_json(request.to_string().as_bytes()).unwrap();
    let portfolio = ENGINE.read(&input, &LIMITS).unwrap_or_else(|e| panic!("{request}: {e:?}"));
    serde_json::to_value(ENGINE.answer(portfolio, Explain::Findings)).unwrap()
}

/// A household with so much left over each month.
fn with_surplus(surplus: &str) -> Value {
    let income = Decimal::from(3500) + surplus.parse::<Decimal>().unwrap();
    json!({
        "income": [{ "kind": "wage", "amount": income.to_string(), "every": "month", "certain": true }],
        "essentials": [{ "kind": "food", "amount": "3500", "every": "month" }],
    })
}

fn facts(missing: &Value) -> Vec<&str> {
    missing.as_array().unwrap().iter().map(|fact| fact["fact"].as_str().unwrap()).collect()
}

/// 100 000.00 received on 2025-06-01 at 24 %, 20 000.00 paid on 2025-12-01 (183 days), a year in all.
fn private_loan() -> Value {
    json!({
        "id": "a", "creditor_type": "natural_person", "product": "iou", "legal_stage": "overdue_m1",
        "contract_date": "2025-06-01", "disbursed_on": "2025-06-01", "disbursed_amount": "100000", "face_principal": "110000",
        "nominal_rate": "24%", "outstanding": "110000", "upfront_fees": "0", "monthly_fees": "0",
        "repayments": [{ "date": "2025-12-01", "amount": "20000" }], "repayments_complete": true,
    })
}

#[test]
fn a_private_loan_runs_in_two_ledgers() {
    let answer = ask("2026-06-01", &json!({}), &json!([private_loan()]));
    let found = &answer["ledgers"][0];
    assert_eq!((found["debt"].as_str(), found["missing"].as_array().map(Vec::len)), (Some("a"), Some(0)));
    let figures = &found["ledgers"];
    assert_eq!(figures["segments"][0]["line"], "0.12", "four times the 3 % published on 2025-05-20");
    let ledger = |name: &str| {
        let of = |field: &str| figures[name][field].as_str().unwrap().to_owned();
        [of("interest_accrued"), of("principal"), of("interest_due"), of("owed")]
    };
    assert_eq!(ledger("contract"), ["23046.57", "92032.88", "11013.69", "103046.57"]);
    assert_eq!(ledger("capped"), ["11163.29", "86016.44", "5146.85", "91163.29"]);
    assert_eq!(figures["excess_interest"], "11883.28");
    assert_eq!(figures["owed_difference"], "11883.28");
    assert_eq!(figures["head_cut"], "10000.00");
}

#[test]
fn a_loan_between_people_is_formed_by_the_payment_and_not_by_the_paper() {
    let mut debt = private_loan();
    debt["contract_date"] = json!("2020-08-10");
    debt["disbursed_on"] = json!("2020-09-01");
    debt["filed_on"] = json!("2026-05-20");
    let figures = ask("2026-06-01", &json!({}), &json!([debt]))["ledgers"][0]["ledgers"].clone();
    // Formed on 1 September 2020: four times the 3.85 % published on 20 August 2020, whatever the day of filing.
    assert_eq!((&figures["basis"], &figures["segments"][0]["line"]), (&json!("contract_date"), &json!("0.154")));
}

#[test]
fn fees_that_run_beside_the_interest_make_no_ledger() {
    let mut debt = private_loan();
    debt["monthly_fees"] = json!("500");
    let found = ask("2026-06-01", &json!({}), &json!([debt]))["ledgers"][0].clone();
    assert_eq!(found.get("ledgers"), None);
    assert!(found["reason"].as_str().unwrap().contains("费用要和利息加在一起比"), "{found}");
}

#[test]
fn what_was_paid_on_the_day_of_the_loan_is_not_principal() {
    let mut debt = private_loan();
    debt["upfront_fees"] = json!("5000");
    let figures = ask("2026-06-01", &json!({}), &json!([debt]))["ledgers"][0]["ledgers"].clone();
    assert_eq!(figures["capped"]["rows"][0]["principal"], "95000.00");
}

#[test]
fn a_list_of_repayments_that_may_have_gaps_makes_no_ledger() {
    let mut debt = private_loan();
    debt.as_object_mut().unwrap().remove("repayments_complete");
    let found = ask("2026-06-01", &json!({}), &json!([debt]))["ledgers"][0].clone();
    assert_eq!(found.get("ledgers"), None);
    assert_eq!(facts(&found["missing"]), ["debt.repayments_complete"]);

    debt["repayments_complete"] = json!(false);
    let found = ask("2026-06-01", &json!({}), &json!([debt]))["ledgers"][0].clone();
    assert_eq!((found.get("ledgers"), found["reason"].as_str().unwrap()), (None, "还款明细不全，两本账算不准；先补全"));
}

#[test]
fn a_licensed_lender_has_no_ledger_of_private_lending() {
    let mut debt = private_loan();
    debt["creditor_type"] = json!("consumer_finance");
    assert_eq!(ask("2026-06-01", &json!({}), &json!([debt]))["ledgers"], json!([]));
}

#[test]
fn an_older_loan_that_is_not_in_court_waits_for_the_day_of_filing() {
    let mut debt = private_loan();
    debt["contract_date"] = json!("2020-08-19");
    debt["disbursed_on"] = json!("2020-08-19");
    let found = ask("2026-06-01", &json!({}), &json!([debt]))["ledgers"][0]["ledgers"].clone();
    assert_eq!((&found["status"], found.get("contract")), (&json!("filing_date_needed"), None));
    assert_eq!(facts(&ask("2026-06-01", &json!({}), &json!([debt]))["ledgers"][0]["missing"]), ["debt.filed_on"]);
}

#[test]
fn delay_in_performing_a_judgment_costs_a_daily_rate() {
    let debt = json!({
        "id": "a", "legal_stage": "effective", "proof_seen": "original", "performance_due_on": "2026-08-14",
        "outstanding_principal": "50000", "outstanding_interest": "3000", "outstanding_fees": "500", "outstanding_penalty": "0",
    });
    // 14 August to 22 November is 100 days: 50 500.00 (principal and fees) × 0.0175 % × 100; interest is in front.
    let found = ask("2026-11-22", &json!({}), &json!([debt]))["overdue_interest"][0]["delay_interest"].clone();
    let of = |field: &str| found[field].as_str().unwrap();
    assert_eq!(found["days"], 100);
    assert_eq!(
        (of("delay_interest"), of("front_left"), of("base_left"), of("owed")),
        ("883.75", "3000.00", "50500.00", "54383.75")
    );
    // On the last day to perform nothing runs yet.
    assert_eq!(ask("2026-08-14", &json!({}), &json!([debt]))["overdue_interest"], json!([]));
}

#[test]
fn penalty_interest_runs_on_a_debt_that_is_due_as_a_whole() {
    let mut debt = json!({
        "id": "a", "creditor_type": "commercial_bank", "legal_stage": "overdue_m1", "accelerated": true,
        "overdue_since": "2026-03-01", "accelerated_on": "2026-10-23", "outstanding_principal": "10000",
        "nominal_rate": "14.6%", "penalty_uplift": "50%", "penalty_compound": false,
    });
    // 30 days from the day it was called due, not from the first missed instalment, at 21.9 % over 360 days.
    let found = ask("2026-11-22", &json!({}), &json!([debt]))["overdue_interest"][0].clone();
    assert_eq!((&found["penalty"]["days"], &found["penalty"]["penalty"]), (&json!(30), &json!("182.50")));

    debt.as_object_mut().unwrap().remove("nominal_rate");
    let found = ask("2026-11-22", &json!({}), &json!([debt]))["overdue_interest"][0].clone();
    assert_eq!((found.get("penalty"), facts(&found["missing"])), (None, vec!["debt.nominal_rate"]));

    debt["accelerated"] = json!(false);
    assert_eq!(ask("2026-11-22", &json!({}), &json!([debt]))["overdue_interest"], json!([]));
}

/// Kind, periods, a month, status, months, all payments.
fn ways(answer: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let fields = ["kind", "periods", "monthly", "status", "months", "total_paid"];
    let path = |path: &Value| fields.map(|field| text(&path[field])).join(" ");
    answer["paths"]["paths"].as_array().unwrap().iter().map(path).collect()
}

#[test]
fn the_ways_from_here_stand_side_by_side() {
    // 12 000.00 at 12 % over 12: 1 066.19, the last 1 066.14; without the last row's difference twelve times 1 066.19 is 12 794.28.
    let debt = json!({
        "id": "a", "legal_stage": "current", "outstanding": "12000", "instalment": "1066.19", "monthly_fees": "0",
        "nominal_rate": "12%", "periods_total": 12, "periods_paid": 0,
    });
    let answer = ask("2026-11-22", &with_surplus("500"), &json!([debt]));
    assert_eq!(
        ways(&answer),
        [
            "contract - 1066.19 cannot_be_carried 12 12794.28",
            "proposed 24 500.00 clears 24 12000.00",
            "proposed 36 333.33 clears 36 12000.00",
            "proposed 60 200.00 clears 60 12000.00",
            // What the budget gives is one of the usual terms, and stands once.
            // 500 a month at 1 % a month, by fractions: 28 months and 13 790.94 in all.
            "nothing_changes - 500.00 clears 28 13790.94",
        ]
    );
    let chart = answer["paths"]["chart"].as_str().unwrap();
    assert!(chart.starts_with("<svg") && chart.trim_end().ends_with("</svg>") && !chart.contains("script"), "{chart}");
}

#[test]
fn a_deficit_has_no_way_that_clears() {
    let debt = json!({ "id": "a", "legal_stage": "overdue_m1", "outstanding": "12000", "nominal_rate": "12%" });
    let answer = ask("2026-11-22", &with_surplus("-200"), &json!([debt]));
    let clears: Vec<String> = ways(&answer).into_iter().filter(|way| way.contains(" clears ")).collect();
    assert_eq!(clears, Vec::<String>::new());
    let last = answer["paths"]["paths"].as_array().unwrap().last().unwrap().clone();
    // Nothing is paid: 12 000.00, and 120.00 more after a month.
    assert_eq!((&last["status"], &last["balances"][1]), (&json!("does_not_clear"), &json!("12120.00")));
}

#[test]
fn what_a_court_set_is_paid_first_and_a_debt_called_due_is_owed_at_once() {
    let debts = json!([
        { "id": "c", "legal_stage": "settled_in_court", "proof_seen": "original", "outstanding": "60000", "court_instalment": "2500", "instalment": "900", "nominal_rate": "12%" },
        { "id": "d", "legal_stage": "overdue_m2", "accelerated": true, "outstanding": "12000", "instalment": "600", "nominal_rate": "12%", "periods_total": 24, "periods_paid": 4 },
    ]);
    let answer = ask("2026-11-22", &with_surplus("3000"), &debts);
    assert_eq!(answer["paths"]["debts"], json!(["d"]));
    let ways = ways(&answer);
    assert_eq!(ways[0], "contract - 12000.00 cannot_be_carried 1 12000.00");
    // 500 are left beside what the court set.
    assert_eq!(ways[1], "proposed 24 500.00 clears 24 12000.00");
    assert_eq!(answer["payments"]["lines"][0]["amount"], "2500.00");
}

#[test]
fn a_suit_over_taxes_or_one_already_won_has_no_price_here() {
    let debts = json!([
        { "id": "t", "creditor_type": "tax_or_fine", "legal_stage": "overdue_m1", "outstanding": "50000" },
        { "id": "e", "creditor_type": "commercial_bank", "legal_stage": "enforcement", "outstanding": "50000" },
    ]);
    assert_eq!(ask("2026-11-22", &json!({}), &debts)["court_costs"], json!([]));
}

#[test]
fn what_is_not_known_of_the_ways_is_named() {
    let debt = json!({ "id": "a", "legal_stage": "overdue_m1", "outstanding": "12000" });
    let answer = ask("2026-11-22", &with_surplus("500"), &json!([debt]));
    let missing = facts(&answer["paths"]["missing"]);
    assert!(missing.contains(&"debt.nominal_rate") && missing.contains(&"debt.instalment"), "{missing:?}");
    let reasons: Vec<&str> =
        answer["paths"]["paths"].as_array().unwrap().iter().map(|p| p["reason"].as_str().unwrap()).collect();
    assert!(!reasons.iter().any(|reason| reason.contains("/debts/")), "{reasons:?}");

    let unknown =
        ask("2026-11-22", &json!({}), &json!([{ "id": "a", "legal_stage": "overdue_m1", "outstanding": "12000" }]));
    assert_eq!(unknown["paths"]["paths"], json!([]));
    assert_eq!(facts(&unknown["paths"]["missing"]), ["household.income", "household.essentials"]);
}

#[test]
fn every_day_that_matters_stands_in_one_list() {
    let debt = json!({
        "id": "a", "legal_stage": "served", "proof_seen": "original", "served_on": "2026-11-10", "outstanding": "8000",
        "final_due_on": "2026-10-01", "last_payment_on": "2026-09-01", "last_acknowledged_on": "never", "last_demand_on": "never",
    });
    let answer = ask("2026-11-22", &json!({}), &json!([debt]));
    let days = answer["deadlines"].as_array().unwrap();
    let of = |what: &Value| days.iter().find(|day| day["of"] == *what).unwrap_or_else(|| panic!("{what}"));
    // Served on the 10th, that day not counted, 15 days.
    let answer_due = of(&json!({ "action": "file_answer" }));
    assert_eq!((&answer_due["on"], &answer_due["days_left"]), (&json!("2026-11-25"), &json!(3)));
    // Three years from the last day it was due.
    assert_eq!(of(&json!({ "fact": "debt.limitation_ends_on" }))["on"], "2029-10-01");
    assert!(days.windows(2).all(|two| two[0]["on"].as_str() <= two[1]["on"].as_str()), "in the order of the calendar");
}

#[test]
fn a_suit_has_its_price() {
    // 50 for the first 10 000, 2.5 % of the next 40 000: 1 050; halved 525; a third 350; enforcement 50 and 1.5 % of 40 000.
    let answer =
        ask("2026-11-22", &json!({}), &json!([{ "id": "a", "legal_stage": "overdue_m1", "outstanding": "50000" }]));
    let costs = &answer["court_costs"][0];
    let of = |field: &str| costs[field].as_str().unwrap();
    assert_eq!(
        (of("court_fee"), of("court_fee_halved"), of("payment_order_fee"), of("enforcement_fee")),
        ("1050.00", "525.00", "350.00", "650.00")
    );
}

#[test]
fn new_borrowing_that_pays_others_is_shown_with_its_pairs() {
    let debts = json!([
        { "id": "a", "creditor_group": "甲", "legal_stage": "overdue_m1", "outstanding": "9000", "repayments": [{ "date": "2026-11-05", "amount": "8200" }] },
        { "id": "b", "creditor_group": "乙", "legal_stage": "current", "outstanding": "8500", "disbursed_on": "2026-11-03", "disbursed_amount": "8500" },
    ]);
    // When a was drawn and what was repaid on b is not said: what was not seen is not known.
    let signs = ask("2026-11-22", &json!({}), &debts)["loan_on_loan"]["signs"].clone();
    let covered = signs.as_array().unwrap().iter().find(|sign| sign["sign"] == "covered_in_months").unwrap();
    assert_eq!(covered["shown"], Value::Null);
    let found = ask("2026-11-22", &json!({}), &debts)["loan_on_loan"].clone();
    let pair = &found["pairs"][0];
    assert_eq!(
        (&pair["creditor"], &pair["amount"], &pair["repaid"][0]["creditor"]),
        (&json!("乙"), &json!("8500.00"), &json!("甲"))
    );
    // In one month of six: a pair to look at, not yet a pattern.
    assert_eq!(found["status"], "not_shown");
}

#[test]
fn a_home_loan_whose_instalment_stands_in_the_essentials_is_not_paid_again_from_the_surplus() {
    let debts = json!([
        { "id": "m", "creditor_type": "commercial_bank", "product": "mortgage", "legal_stage": "current", "outstanding": "500000", "instalment": "3000" },
        { "id": "k", "creditor_type": "commercial_bank", "product": "credit_card", "legal_stage": "overdue_m1", "outstanding": "50000" },
    ]);
    let mut household = with_surplus("3000");
    let lines = |household: &Value| {
        let payments = ask("2026-11-22", household, &debts)["payments"].clone();
        let line = |line: &Value| format!("{} {}", line["debt"].as_str().unwrap(), line["amount"].as_str().unwrap());
        let lines: Vec<String> = payments["lines"].as_array().unwrap().iter().map(line).collect();
        (lines, payments.get("in_essentials").cloned())
    };
    // Not among the essentials: the instalment comes first, and nothing is left for the card.
    assert_eq!(lines(&household), (vec!["m 3000.00".to_owned(), "k 0.00".to_owned()], None));
    household["income"][0]["amount"] = json!("9500");
    household["essentials"] = json!([
        { "kind": "food", "amount": "3500", "every": "month" },
        { "kind": "mortgage", "amount": "3000", "every": "month" },
    ]);
    assert_eq!(lines(&household), (vec!["k 3000.00".to_owned()], Some(json!(["m"]))));
}

#[test]
fn each_tier_says_why_its_money_is_shared_so() {
    let debts = json!([
        { "id": "a", "creditor_type": "commercial_bank", "legal_stage": "current", "outstanding": "6000", "instalment": "500", "nominal_rate": "12%" },
        { "id": "b", "creditor_type": "commercial_bank", "legal_stage": "current", "outstanding": "3000", "instalment": "300", "nominal_rate": "24%" },
    ]);
    let method = |surplus: &str| ask("2026-11-22", &with_surplus(surplus), &debts)["payments"]["method"][0].clone();
    let kept = method("1000");
    assert_eq!(kept["method"], "avalanche_after_contracts");
    assert_eq!(kept["because"], "这一档每笔的月供都付得起，多出来的钱先还利率最高的一笔，总利息最少。");
    let short = method("799.99");
    assert_eq!(short["method"], "pro_rata_floors_not_affordable");
    assert_eq!(short["because"], "按余额比例分，对每家一视同仁，谁催得凶都不多给。");
    let exact = method("800");
    assert_eq!((&exact["method"], exact.get("because")), (&json!("pro_rata_with_contract_floors"), None));
}
