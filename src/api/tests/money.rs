//! One figure at a time as sent: an answer of each call, and every kind of bad terms. The figures were worked out by hand.

use super::*;

fn ask(call: &str, terms: impl Into<Vec<u8>>) -> TestRequest {
    TestRequest::post()
        .uri(&format!("/v1/money/{call}"))
        .insert_header(("content-type", "application/json"))
        .set_payload(terms.into())
}

/// Asks for one figure and holds the places named against what was worked out; `…` stands for more decimals.
async fn check(name: &str, call: &str, terms: Value, figures: &[(&str, Value)]) {
    let sent = send(ask(call, terms.to_string())).await;
    assert_eq!(sent.status, StatusCode::OK, "{name}: {}", sent.body);
    for (pointer, wanted) in figures {
        let given = sent.body.pointer(pointer).unwrap_or(&Value::Null);
        let begins = wanted.as_str().and_then(|w| w.strip_suffix('…')).zip(given.as_str());
        let same = begins.map_or(given == wanted, |(wanted, given)| given.starts_with(wanted));
        assert!(same, "{name}: {pointer} should be {wanted}, is {given}");
    }
    let steps = sent.body["steps"].as_array().unwrap();
    let told =
        |step: &Value| !step["text"].as_str().unwrap().is_empty() && !step["text_en"].as_str().unwrap().is_empty();
    assert!(!steps.is_empty() && steps.iter().all(told), "{name}: steps in both languages");
}

#[actix_web::test]
async fn schedule_and_pay_off_are_right_to_the_fen() {
    check(
        "12 000.00 at 12 % in 12 equal payments: eleven of 1 066.19, and 1 066.14 at the end",
        "schedule",
        json!({ "method": "equal_payment", "principal": 12000, "annual_rate": "12%", "periods": 12, "starts_on": "2026-01-31" }),
        &[
            ("/instalment", json!("1066.19")),
            ("/rows/0/interest", json!("120.00")),
            ("/rows/0/due_on", json!("2026-02-28")),
            ("/rows/1/due_on", json!("2026-03-31")),
            ("/rows/11/payment", json!("1066.14")),
            ("/rows/11/balance", json!("0.00")),
            ("/total_paid", json!("12794.23")), // 11 × 1 066.19 + 1 066.14
        ],
    )
    .await;
    check(
        "1 000.00 for 3 periods at a flat fee of 1 %: the fee stays 10.00, the last share takes 333.34",
        "schedule",
        json!({ "method": "flat_fee", "principal": "1000.00", "period_fee_rate": "1%", "periods": 3 }),
        &[
            ("/rows/2/fee", json!("10.00")),
            ("/rows/0/principal", json!("333.33")),
            ("/rows/2/payment", json!("343.34")),
            ("/total_fees", json!("30.00")),
        ],
    )
    .await;
    check(
        "10 000.00 at 24 % costs 200.00 in the first month: 200.01 a month clears it in 505 months",
        "payoff",
        json!({ "balance": "10000.00", "annual_rate": "0.24", "payment": "200.01" }),
        &[
            ("/status", json!("clears")),
            ("/first_interest", json!("200.00")),
            ("/least_payment", json!("200.01")),
            ("/months", json!(505)),
        ],
    )
    .await;
    check(
        "43 956.78 in 24 parts: 1 831.53 each, the last 43 956.78 − 23 × 1 831.53 = 1 831.59",
        "settlement",
        json!({ "principal": "41956.78", "interest": "2000.00", "penalty": "1500.00", "waived_penalty": "100%", "periods": 24 }),
        &[
            ("/total", json!("43956.78")),
            ("/waived", json!("1500.00")),
            ("/instalment", json!("1831.53")),
            ("/last_instalment", json!("1831.59")),
        ],
    )
    .await;
}

#[actix_web::test]
async fn cost_excess_penalty_and_delay_are_right_to_the_fen() {
    check(
        "1 050.00 in and 1 500.00 out after 7 days: (1 500 ÷ 1 050 − 1) × 365 ÷ 7 = 2 234.69 % a year",
        "cost",
        json!({ "flows": [{ "amount": 1050, "on": "2026-01-01" }, { "amount": -1500, "on": "2026-01-08" }], "yardstick": "24%" }),
        &[
            ("/status", json!("found")),
            ("/basis", json!("dated")),
            ("/apr_simple", json!("22.3469…")),
            ("/position", json!("above")),
        ],
    )
    .await;
    check(
        "100 000.00 at 24 % for 365 days, contract of 2025-06-01: four times 3 % is 12 %, so 12 000.00 is above the line",
        "excess",
        json!({ "lender": "private", "contract_date": "2025-06-01", "as_of": "2026-06-01", "received": "100000.00",
                "received_on": "2025-06-01", "contract_rate": "24%" }),
        &[
            ("/status", json!("computed")),
            ("/segments/0/line", json!("0.12")),
            ("/contract/interest_accrued", json!("24000.00")),
            ("/capped/interest_accrued", json!("12000.00")),
            ("/excess_interest", json!("12000.00")),
        ],
    )
    .await;
    // The prime rate went from 3.1 % to 3 % on 2025-05-20.
    for (contract_date, line) in [("2025-05-19", "0.124"), ("2025-05-20", "0.12")] {
        check(
            "the line is the one of the day of the contract",
            "excess",
            json!({ "lender": "private", "contract_date": contract_date, "as_of": "2026-06-01", "received": 100_000,
                    "received_on": "2025-06-01", "contract_rate": 0.24 }),
            &[("/segments/0/line", json!(line))],
        )
        .await;
    }
    check(
        "10 000.00 at 14.6 % and half as much again, 30 days over 360: 10 000 × 21.9 % × 30 ÷ 360 = 182.50",
        "penalty",
        json!({ "overdue_principal": "10000.00", "contract_rate": "14.6%", "uplift": "50%", "due_on": "2026-03-01",
                "as_of": "2026-03-31" }),
        &[("/days", json!(30)), ("/penalty_rate", json!("0.219")), ("/penalty", json!("182.50"))],
    )
    .await;
    check(
        "100 000.00 for 100 days at 0.0175 % a day is 1 750.00",
        "delay-interest",
        json!({ "base": "100000.00", "deadline": "2026-01-01", "as_of": "2026-04-11" }),
        &[
            ("/days", json!(100)),
            ("/rate_per_day", json!("0.000175")),
            ("/delay_interest", json!("1750.00")),
            ("/owed", json!("101750.00")),
        ],
    )
    .await;
}

#[actix_web::test]
async fn allocation_fees_budget_and_shares_are_right_to_the_fen() {
    check(
        "1 000.00 on costs of 100.00, interest of 300.00 and principal: 600.00 of it is principal",
        "allocation",
        json!({ "payment": 1000, "debts": [{ "id": "a", "costs": 100, "interest": 300, "principal": 5000 }] }),
        &[
            ("/debts/0/to_costs", json!("100.00")),
            ("/debts/0/to_interest", json!("300.00")),
            ("/debts/0/to_principal", json!("600.00")),
            ("/debts/0/left_principal", json!("4400.00")),
            ("/overpaid", json!("0.00")),
        ],
    )
    .await;
    check(
        // Measures on the payment of litigation costs, articles 13 and 14: 50 + 40 000 × 2.5 %; 50 + 40 000 × 1.5 %;
        // 30 + 49 000 × 1 %.
        "a claim of 50 000.00: hearing 1 050.00, halved 525.00, payment order a third, enforcement 650.00, preservation 520.00",
        "court-fees",
        json!({ "claim": "50000.00", "on": "2026-11-23" }),
        &[
            ("/court_fee", json!("1050.00")),
            ("/court_fee_halved", json!("525.00")),
            ("/payment_order_fee", json!("350.00")),
            ("/enforcement_fee", json!("650.00")),
            ("/preservation_fee", json!("520.00")),
        ],
    )
    .await;
    check(
        "500.00 a week is 500 × 52 ÷ 12 = 2 166.67 a month, not 2 000.00; 2 100.00 of 7 950.00 is 0.2642",
        "budget",
        json!({ "income": [{ "amount": 6800, "every": "month" }, { "every": "average", "amounts": [1200, 900, 1350] }],
                "expenses": [{ "label": "买菜", "amount": "500.00", "every": "week" }],
                "debt_payments": 2100, "total_debt": "43956.78" }),
        &[
            ("/status", json!("surplus")),
            ("/income", json!("7950.00")),
            ("/expense_lines/0/monthly", json!("2166.67")),
            ("/surplus", json!("5783.33")),
            ("/debt_service_to_income", json!("0.2642")),
            ("/months_at_flat_offer", json!(8)),
        ],
    )
    .await;
    check(
        "1 500.00 over 12 000.00, 8 500.00 and 23 456.78: 409.49, 290.06 and 800.45, which is 1 500.00 again",
        "payments",
        json!({ "available": "1500.00", "claims": [{ "id": "A", "balance": "12000.00" }, { "id": "B", "balance": "8500.00" },
                { "id": "C", "balance": "23456.78" }] }),
        &[
            ("/status", json!("shared")),
            ("/shares/0/amount", json!("409.49")),
            ("/shares/1/amount", json!("290.06")),
            ("/shares/2/amount", json!("800.45")),
            ("/unallocated", json!("0.00")),
        ],
    )
    .await;
}

#[actix_web::test]
async fn simulation_score_and_paths_are_right_to_the_fen() {
    let debts = json!([
        { "id": "A", "balance": "12000.00", "annual_rate": "18.25%", "minimum": "600.00" },
        { "id": "B", "balance": "8500.00", "annual_rate": "21.9%", "minimum": "500.00" },
        { "id": "C", "balance": "23456.78", "annual_rate": "23.99%", "minimum": "1000.00" }
    ]);
    for (order, interest, rank) in [("avalanche", "7549.71", ["C", "B", "A"]), ("snowball", "7904.89", ["B", "A", "C"])]
    {
        check(
            "3 000.00 a month pays the three debts in 18 months either way; the dearest first saves 355.18",
            "simulation",
            json!({ "budget": "3000.00", "order": order, "debts": debts }),
            &[
                ("/status", json!("cleared")),
                ("/months", json!(18)),
                ("/total_interest", json!(interest)),
                ("/rank", json!(rank)),
            ],
        )
        .await;
    }
    check(
        "8 200 of 8 500 and 4 000 of 5 000 went to others within a week, in two months of six: the spiral is shown",
        "loan-on-loan",
        json!({ "as_of": "2026-04-30",
                "drawings": [{ "id": "1", "creditor": "B", "on": "2026-03-03", "amount": 8500 },
                             { "id": "2", "creditor": "C", "on": "2026-04-02", "amount": 5000 }],
                "repayments": [{ "creditor": "A", "on": "2026-03-05", "amount": 8200 },
                               { "creditor": "B", "on": "2026-04-06", "amount": 4000 }] }),
        &[
            ("/status", json!("shown")),
            ("/pairs/0/cover", json!("0.9647…")),
            ("/pairs/1/cover", json!("0.8")),
            ("/months/1/month", json!("2026-04")),
            ("/signs/3/shown", Value::Null),
        ],
    )
    .await;
    check(
        "43 956.78 in 24, 36 and 60 parts is 1 831.53, 1 221.02 and 732.61; 1 500.00 a month carries the last two",
        "paths",
        json!({ "as_of": "2026-11-20", "available": "1500.00", "debts": debts.as_array().unwrap().iter().map(|debt|
                json!({ "id": debt["id"], "balance": debt["balance"] })).collect::<Vec<_>>() }),
        &[
            ("/paths/0/kind", json!("contract")),
            ("/paths/0/status", json!("not_known")),
            ("/paths/1/monthly", json!("1831.53")),
            ("/paths/1/status", json!("cannot_be_carried")),
            ("/paths/2/monthly", json!("1221.02")),
            ("/paths/2/status", json!("clears")),
            ("/paths/2/total_cost", json!("0.00")),
            ("/paths/3/monthly", json!("732.61")),
            ("/paths/3/debt_free_on", json!("2031-11-20")),
        ],
    )
    .await;
}

#[actix_web::test]
async fn the_days_of_a_household_are_those_the_law_gives() {
    let portfolio = include_bytes!("../../../openapi/examples/three-loans.json").to_vec();
    let state = web::Data::new(State::new(ENGINE.clone(), "rules".into(), Settings::default()));
    let sent = send_to(&state, ask("deadlines", portfolio)).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    assert_eq!(sent.body["as_of"], "2026-11-22");
    let days = sent.body["deadlines"].as_array().unwrap();
    for (debt, of, on, why) in [
        (
            "a",
            json!({ "action": "file_answer" }),
            "2026-11-25",
            "served on the 10th, fifteen days, the first not counted",
        ),
        ("d", json!({ "action": "ask_extension" }), "2026-12-17", "before the instalment of the 18th falls due"),
        ("d", json!({ "fact": "debt.grace_ends_on" }), "2026-12-21", "three days of grace after the 18th"),
        ("b", json!({ "fact": "debt.limitation_ends_on" }), "2030-01-15", "three years from the last instalment"),
        ("d", json!({ "fact": "debt.limitation_ends_on" }), "2030-04-18", "three years from the last instalment"),
        ("c", json!({ "fact": "debt.limitation_ends_on" }), "2030-08-28", "three years from the last instalment"),
    ] {
        let found: Vec<&Value> = days.iter().filter(|day| day["debt"] == debt && day["of"] == of).collect();
        assert_eq!(found.len(), 1, "{debt} {of}");
        assert_eq!(found[0]["on"], on, "{debt} {of}: {why}");
    }
    let answer = days.iter().find(|day| day["of"]["action"] == "file_answer").unwrap();
    assert_eq!(answer["days_left"], 3);
    assert_eq!(answer["rules"][0]["id"], "complaint-served");
    assert!(answer["counting"].as_str().unwrap().contains("从次日起算 15 天"), "{answer}");
    let order: Vec<&str> = days.iter().map(|day| day["on"].as_str().unwrap()).collect();
    assert!(order.is_sorted(), "in the order of the calendar: {order:?}");
}

#[actix_web::test]
async fn what_is_a_result_of_its_own_is_an_answer() {
    let loan = |annual: &str| json!([{ "id": "a", "balance": "10000.00", "annual_rate": annual }]);
    let private = |lender: &str, contract_date: &str| {
        json!({ "lender": lender, "contract_date": contract_date, "as_of": "2026-06-01", "received": "100000.00",
                "received_on": contract_date, "contract_rate": "24%" })
    };
    let flows =
        |amounts: &[i64]| json!({ "flows": amounts.iter().map(|a| json!({ "amount": a })).collect::<Vec<_>>() });
    for (name, call, terms, status, absent) in [
        (
            "a payment below the first interest of 200.00",
            "payoff",
            json!({ "balance": 10000, "annual_rate": "24%", "payment": "199.99" }),
            "negative_amortisation",
            "months",
        ),
        (
            "a budget that leaves less than nothing",
            "payoff",
            json!({ "balance": 10000, "annual_rate": "24%", "payment": "-350.00" }),
            "negative_amortisation",
            "months",
        ),
        (
            "a payment that is the interest",
            "payoff",
            json!({ "balance": 10000, "annual_rate": "24%", "payment": "200.00" }),
            "interest_only_forever",
            "months",
        ),
        (
            "1 201.00 at no interest takes 1 201 months of 1.00",
            "payoff",
            json!({ "balance": 1201, "annual_rate": 0, "payment": 1 }),
            "over_horizon",
            "months",
        ),
        ("money that is only received", "cost", flows(&[1000, 100]), "no_solution", "apr_simple"),
        ("rates of 10 % and of 20 % fit both", "cost", flows(&[100, -230, 132]), "ambiguous", "apr_simple"),
        (
            "a bank is no private lender",
            "excess",
            private("commercial_bank", "2025-06-01"),
            "not_applicable",
            "excess_interest",
        ),
        (
            "a contract from before 2020-08-20 that is not sued",
            "excess",
            private("private", "2020-01-10"),
            "filing_date_needed",
            "excess_interest",
        ),
        (
            "a budget that is the interest",
            "simulation",
            json!({ "budget": 200, "order": "avalanche", "debts": loan("24%") }),
            "not_cleared_within_horizon",
            "months",
        ),
        (
            "a penalty within the days of grace",
            "penalty",
            json!({ "overdue_principal": 10000, "contract_rate": "14.6%", "uplift": "50%", "due_on": "2026-03-01",
                    "as_of": "2026-03-04", "grace_days": 3 }),
            "in_grace",
            "reason",
        ),
        (
            "floors of 60.00 from 50.00",
            "payments",
            json!({ "available": 50, "claims": [{ "id": "a", "balance": 100, "floor": 30 }, { "id": "b", "balance": 100, "floor": 30 }] }),
            "floor_not_affordable",
            "reason",
        ),
        (
            "a household with a deficit",
            "budget",
            json!({ "income": [], "expenses": [{ "amount": 1, "every": "month" }] }),
            "deficit",
            "living_floor",
        ),
    ] {
        let sent = send(ask(call, terms.to_string())).await;
        assert_eq!((sent.status, &sent.body["status"]), (StatusCode::OK, &json!(status)), "{name}: {}", sent.body);
        assert_eq!(sent.body.get(absent), None, "{name}: no figure is made up");
        let explained = sent.body["reason"].is_string() && sent.body["reason_en"].is_string();
        assert!(explained || !sent.body["steps"].as_array().unwrap().is_empty(), "{name}: it says why");
    }
}

#[actix_web::test]
async fn every_mistake_comes_at_once_in_the_language_asked_for() {
    let terms = r#"{ "principal": 41956.785, "intrest": 2000, "waived_penalty": true, "periods": "two", "starts_on": "2026-02-30" }"#;
    let pointers = ["/intrest", "/principal", "/waived_penalty", "/periods", "/starts_on"];
    let codes = ["unknown-field", "too-many-decimals", "wrong-type", "wrong-type", "wrong-type"];
    let chinese = [
        "没有 `intrest` 这个字段；是不是想写 `interest`？",
        "金额最多两位小数(到分)，这里有 3 位",
        "这里应当是年利率(如 24%)，却是是或否",
        "`two` 不是不小于零的整数",
        "`2026-02-30` 不是日期",
    ];
    let english = [
        "there is no field `intrest`; did you mean `interest`?",
        "an amount has at most two decimals (fen), this has 3",
        "expected a rate per year such as 24%, found a yes or no",
        "`two` is not a whole number, zero or more",
        "`2026-02-30` is not a date such as 2026-01-31",
    ];
    for (language, title, says) in
        [(None, "请求里有 5 处问题", chinese), (Some("en-GB,en;q=0.8"), "the request has 5 problems", english)]
    {
        let request = ask("settlement", terms);
        let request = match language {
            Some(language) => request.insert_header(("accept-language", language)),
            None => request,
        };
        let sent = send(request).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", sent.body);
        assert_eq!(sent.content_type, "application/problem+json");
        assert_eq!((&sent.body["code"], &sent.body["title"]), (&json!("bad-terms"), &json!(title)));
        let errors = sent.body["errors"].as_array().unwrap();
        let each = |field: &str| errors.iter().map(|e| e[field].as_str().unwrap()).collect::<Vec<_>>();
        assert_eq!(each("pointer"), pointers);
        assert_eq!(each("code"), codes);
        for (given, wanted) in each("detail").iter().zip(says) {
            assert!(given.starts_with(wanted), "{given}");
        }
    }
}

#[actix_web::test]
async fn bad_terms_are_told_where_and_what_to_do() {
    let schedule = |field: &str, value: Value| {
        let mut terms = json!({ "method": "equal_payment", "principal": 12000, "annual_rate": "12%", "periods": 12 });
        terms[field] = value;
        terms
    };
    for (name, call, terms, pointer, code, says) in [
        (
            "a word that is none, with the list",
            "schedule",
            schedule("method", json!("annuity")),
            "/method",
            "unknown-choice",
            "可用的有：equal_payment、equal_principal、interest_only、bullet、flat_fee",
        ),
        (
            "a word that is nearly one",
            "schedule",
            schedule("method", json!("equal_paymnt")),
            "/method",
            "unknown-choice",
            "是不是想写 `equal_payment`？",
        ),
        (
            "24 for 24 %",
            "schedule",
            schedule("annual_rate", json!(24)),
            "/annual_rate",
            "rate-out-of-range",
            "写成 24% 或 0.24",
        ),
        (
            "24 for 24 % as a text",
            "schedule",
            schedule("annual_rate", json!("24")),
            "/annual_rate",
            "rate-out-of-range",
            "写成 24% 或 0.24",
        ),
        (
            "three decimals",
            "schedule",
            schedule("principal", json!("0.005")),
            "/principal",
            "too-many-decimals",
            "这里有 3 位",
        ),
        (
            "an amount below zero",
            "schedule",
            schedule("principal", json!(-1)),
            "/principal",
            "negative-amount",
            "不能为负",
        ),
        (
            "no periods",
            "schedule",
            schedule("periods", json!(0)),
            "/periods",
            "periods-out-of-range",
            "期数是 0，应当在 1 到 1200 之间",
        ),
        (
            "more than a hundred years",
            "schedule",
            schedule("periods", json!(1201)),
            "/periods",
            "periods-out-of-range",
            "期数是 1201，应当在 1 到 1200 之间",
        ),
        (
            "unknown where it is needed",
            "schedule",
            schedule("principal", json!("unknown")),
            "/principal",
            "missing-field",
            "缺少",
        ),
        ("nothing at all", "schedule", json!({}), "/periods", "missing-field", "缺少"),
        ("a list", "schedule", json!([]), "", "wrong-type", "应当是对象"),
        (
            "a share above the whole",
            "settlement",
            json!({ "principal": 1, "interest": 1, "waived_interest": "101%", "periods": 1 }),
            "/waived_interest",
            "share-out-of-range",
            "0% 到 100%",
        ),
        (
            "a creditor of no type",
            "excess",
            json!({ "lender": "comercial_bank", "contract_date": "2025-06-01", "as_of": "2026-06-01", "received": 1,
                    "received_on": "2025-06-01", "contract_rate": 0 }),
            "/lender",
            "unknown-choice",
            "是不是想写 `commercial_bank`？",
        ),
        (
            "a mistake inside a list",
            "payments",
            json!({ "available": 1, "claims": [{ "id": "a", "balance": 1 }, { "id": "b", "balance": "1,5" }] }),
            "/claims/1/balance",
            "wrong-type",
            "最多两位小数",
        ),
        (
            "an empty portfolio",
            "deadlines",
            json!({ "as_of": "2026-11-22" }),
            "",
            "empty-portfolio",
            "没有债务也没有催收联系",
        ),
    ] {
        let sent = send(ask(call, terms.to_string())).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", sent.body);
        assert_eq!(sent.body["code"], "bad-terms", "{name}");
        let errors = sent.body["errors"].as_array().unwrap();
        let hit = errors
            .iter()
            .any(|e| e["pointer"] == pointer && e["code"] == code && e["detail"].as_str().unwrap().contains(says));
        assert!(hit, "{name}: {}", sent.body);
    }
}

#[actix_web::test]
async fn a_figure_too_large_is_refused_and_never_wrong() {
    let most = "1000000000000000.00";
    let interest_on_the_most = json!({ "method": "bullet", "principal": most, "annual_rate": "100%", "periods": 12 });
    for (call, terms) in [
        ("schedule", interest_on_the_most),
        ("settlement", json!({ "principal": most, "interest": "0.01", "periods": 1 })),
        ("budget", json!({ "income": [{ "amount": most, "every": "day" }], "expenses": [] })),
        ("payoff", json!({ "balance": most, "annual_rate": "1200%", "payment": most })),
    ] {
        let sent = send(ask(call, terms.to_string())).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{call}: {}", sent.body);
        assert_eq!(sent.body["errors"][0]["code"], "out-of-range", "{call}: {}", sent.body);
    }
    // At the limit itself every fen is kept.
    let sent = send(ask("settlement", json!({ "principal": "999999999999999.99", "periods": 1 }).to_string())).await;
    assert_eq!(sent.body["instalment"], "999999999999999.99");
}

#[actix_web::test]
async fn failures_of_the_transport_have_the_same_shape_as_everywhere() {
    let text = ("content-type", "text/plain");
    let get = |call: &str| TestRequest::get().uri(&format!("/v1/money/{call}"));
    let cases = [
        ("not JSON", ask("schedule", "{\"periods\": 012}"), 400, "not-json"),
        ("nothing", ask("schedule", ""), 400, "not-json"),
        ("too large", ask("schedule", " ".repeat(65_537)), 413, "body-too-large"),
        (
            "not declared as JSON",
            TestRequest::post().uri("/v1/money/schedule").insert_header(text).set_payload("{}"),
            415,
            "not-json-type",
        ),
        ("read instead of sent", get("schedule"), 405, "method-not-allowed"),
        ("the days read instead of sent", get("deadlines"), 405, "method-not-allowed"),
        ("no such call", ask("shedule", "{}"), 404, "not-found"),
    ];
    for (name, request, status, code) in cases {
        let sent = send(request).await;
        assert_eq!((sent.status.as_u16(), &sent.body["code"]), (status, &json!(code)), "{name}: {}", sent.body);
        assert_eq!(sent.content_type, "application/problem+json", "{name}");
    }
}
