//! The interview: asked question by question, as an app asks it.

use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::diagnostic::{Language, render};
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::interview::{read, reply};
use ashore::source::{SourceFile, Sources, read_folder};
use proptest::prelude::*;
use serde_json::{Value, json};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check"))
});

/// One call: the body as it is sent, the reply as it is sent.
fn ask(body: &Value) -> Value {
    let request = read(&ENGINE, &from_json(body.to_string().as_bytes()).unwrap(), &LIMITS);
    let request = request.unwrap_or_else(|problems| panic!("{body}\n{problems:?}"));
    serde_json::to_value(reply(&ENGINE, &request)).unwrap()
}

/// What `POST /v1/evaluations` answers to a portfolio.
fn evaluate(portfolio: &Value) -> Value {
    let portfolio = ENGINE.read(&from_json(portfolio.to_string().as_bytes()).unwrap(), &LIMITS).unwrap();
    serde_json::to_value(ENGINE.answer(portfolio, Explain::Findings)).unwrap()
}

/// Writes a value where a pointer points, as a client that knows nothing of the vocabulary does.
fn put(body: &mut Value, pointer: &str, value: Value) {
    let mut at = body;
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    for (i, step) in steps.iter().enumerate() {
        let list = steps.get(i + 1).is_some_and(|next| *next == "-" || next.parse::<usize>().is_ok());
        if *step == "-" {
            at.as_array_mut().unwrap().push(Value::Null);
            at = at.as_array_mut().unwrap().last_mut().unwrap();
        } else if let Ok(place) = step.parse::<usize>() {
            at = &mut at[place];
        } else {
            at = at.as_object_mut().unwrap().entry(*step).or_insert(Value::Null);
        }
        if at.is_null() && i + 1 < steps.len() {
            *at = if list { json!([]) } else { json!({}) };
        }
    }
    *at = value;
}

fn push(body: &mut Value, list: &str, value: Value) {
    let entry = body.as_object_mut().unwrap().entry(list).or_insert(json!([]));
    entry.as_array_mut().unwrap().push(value);
}

fn not_known(body: &mut Value, next: &Value) {
    let mut said = json!({ "fact": next["fact"] });
    for key in ["debt", "contact"] {
        if next[key].is_string() {
            said[key] = next[key].clone();
        }
    }
    push(body, "not_known", said);
}

/// The facts asked one after another by a client who answers each with what `say` gives, or does not know.
fn asked(start: &Value, stop: impl Fn(&Value) -> bool, say: impl Fn(&Value) -> Option<Value>) -> Vec<String> {
    let mut body = start.clone();
    let mut all = Vec::new();
    loop {
        let sent = ask(&body);
        let next = &sent["next"];
        if next.is_null() || stop(&sent) {
            return all;
        }
        let kind = next["kind"].as_str().unwrap();
        all.push(next["fact"].as_str().unwrap_or(kind).to_owned());
        let pointer = next["pointer"].as_str().unwrap();
        match (say(next), kind) {
            (Some(value), _) => put(&mut body, pointer, value),
            (None, "add_debt") => push(&mut body, "complete", json!("debts")),
            (None, "add_contact") => push(&mut body, "complete", json!("contacts")),
            (None, _) => not_known(&mut body, next),
        }
    }
}

#[test]
fn the_first_ten_minutes_go_in_the_order_the_lawyers_wrote() {
    let told = std::cell::Cell::new(0);
    let say = |next: &Value| match next["kind"].as_str().unwrap() {
        "add_debt" if told.get() < 2 => {
            told.set(told.get() + 1);
            Some(json!({ "id": next["debt"] }))
        }
        _ if next["fact"] == "debt.legal_stage" => Some(json!(if next["debt"] == "d1" { "served" } else { "current" })),
        _ => None,
    };
    let start = json!({ "portfolio": { "as_of": "2026-11-22" } });
    let all = asked(&start, |sent| sent["next"]["stage"] == "decisive", say);
    let wanted = [
        "household.risk_violence_now",
        "household.risk_self_harm",
        "add_debt",
        "debt.platform_name",
        "debt.creditor_type",
        "debt.outstanding",
        "debt.legal_stage",
        // A court's paper has come: whether it was seen and when it was served; no other date.
        "debt.proof_seen",
        "debt.served_on",
        "debt.overdue_since",
        "debt.on_credit_report",
        "debt.security",
        "add_debt",
        "debt.platform_name",
        "debt.creditor_type",
        "debt.outstanding",
        // Nothing is late and no paper has come.
        "debt.legal_stage",
        "debt.on_credit_report",
        "debt.security",
        "add_debt",
        "household.region",
        "household.members",
        "household.income",
        "household.essentials",
        "household.evidence",
        "add_contact",
    ];
    assert_eq!(all, wanted);
}

#[test]
fn what_stands_as_unknown_is_not_asked_again_and_what_is_left_out_is() {
    let first = |debt: Value| {
        let household = json!({ "risk_violence_now": false, "risk_self_harm": "none" });
        let body = json!({ "portfolio": { "as_of": "2026-11-22", "household": household, "debts": [debt] } });
        ask(&body)["next"]["pointer"].as_str().unwrap().to_owned()
    };
    assert_eq!(first(json!({ "id": "a" })), "/portfolio/debts/0/platform_name");
    assert_eq!(first(json!({ "id": "a", "platform_name": null })), "/portfolio/debts/0/platform_name");
    assert_eq!(
        first(json!({ "id": "a", "facts": { "platform_name": null } })),
        "/portfolio/debts/0/facts/platform_name"
    );
    assert_eq!(first(json!({ "id": "a", "platform_name": "unknown" })), "/portfolio/debts/0/creditor_type");
    assert_eq!(
        first(json!({ "id": "a", "facts": { "platform_name": "unknown" } })),
        "/portfolio/debts/0/creditor_type"
    );
    assert_eq!(first(json!({ "id": "a", "platform_name": "甲" })), "/portfolio/debts/0/creditor_type");
}

#[test]
fn a_sued_debt_is_certain_to_come_first_only_when_nothing_as_urgent_is_open() {
    // Everything legal about it is known; danger was asked and is not there.
    let body = |complete: Value| {
        json!({
            "portfolio": {
                "as_of": "2026-11-22",
                "household": { "risk_violence_now": true },
                "debts": [{ "id": "a", "legal_stage": "current" }]
            },
            "complete": complete
        })
    };
    let open = ask(&body(json!([])));
    assert_eq!(open["answer"]["actions"][0]["band"], "danger");
    assert_eq!(open["first_step_certain"], false, "another debt may be told");
    let told = ask(&body(json!(["debts", "contacts"])));
    let urgent = told["answer"]["questions"].as_array().unwrap().iter().any(|q| {
        q["decides"].as_array().unwrap().iter().any(|d| {
            let id = d["rule"].as_str().unwrap();
            let rules = ENGINE.rules();
            rules.rules.iter().any(|r| {
                r.id.as_str() == id
                    && matches!(&r.then, ashore::rule::Then::Triage(t) if t.band.as_ref().is_some_and(|b| b.it.as_str() == "danger"))
            })
        })
    });
    assert_eq!(told["first_step_certain"], json!(!urgent), "a question decides a rule of danger: {urgent}");
}

/// Takes a number below `n` from a stream that depends on nothing but its seed.
fn draw(seed: &mut u64, n: usize) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).unwrap() % n.max(1)
}

/// Some answer that fits a question.
fn fitting(next: &Value, seed: &mut u64) -> Option<Value> {
    let one = |answers: &Value, seed: &mut u64| {
        let all = answers.as_array().cloned().unwrap_or_default();
        (!all.is_empty()).then(|| all[draw(seed, all.len())]["value"].clone())
    };
    let of = |kind: &str, answers: &Value, seed: &mut u64| match kind {
        "yes_no" | "choice" => one(answers, seed),
        "choices" => one(answers, seed).map(|v| json!([v])),
        "amount" => Some(json!(format!("{}.{:02}", draw(seed, 90_000), draw(seed, 100)))),
        "rate" => Some(json!(format!("{}%", draw(seed, 60)))),
        "count" => Some(json!(draw(seed, 40))),
        "date" => Some(json!(format!("202{}-{:02}-{:02}", draw(seed, 6), 1 + draw(seed, 12), 1 + draw(seed, 28)))),
        "instant" => Some(json!(format!("2026-11-{:02}T{:02}:10:00+08:00", 1 + draw(seed, 21), draw(seed, 24)))),
        "time" => Some(json!(format!("{:02}:30", draw(seed, 24)))),
        _ => Some(json!(["再不还就抓人", "请按时还款", "甲平台"][draw(seed, 3)])),
    };
    // A contact is said to repeat another one by the id of that one.
    if next["fact"] == "contact.duplicate_of" {
        return None;
    }
    match next["type"].as_str().unwrap() {
        "records" => {
            let mut entry = json!({});
            for field in next["fields"].as_array().unwrap() {
                let name = field["name"].as_str().unwrap();
                entry[name] = of(field["type"].as_str().unwrap(), field.get("answers").unwrap_or(&Value::Null), seed)?;
            }
            Some(json!([entry]))
        }
        kind => of(kind, next.get("answers").unwrap_or(&Value::Null), seed),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn an_interview_ends_and_an_evaluation_of_what_was_told_gives_its_last_answer(start in any::<u64>()) {
        let mut seed = start;
        let mut body = json!({ "portfolio": { "as_of": "2026-11-22" } });
        let mut seen = std::collections::BTreeSet::new();
        let vocabulary = &ENGINE.rules().vocabulary;
        let of = |prefix: &str| vocabulary.iter().filter(|(_, f)| f.scope.prefix() == prefix).count();
        let mut asked = 0;
        let last = loop {
            let sent = ask(&body);
            let next = sent["next"].clone();
            if next.is_null() {
                break sent;
            }
            asked += 1;
            let told = |list: &str| body["portfolio"][list].as_array().map_or(0, Vec::len);
            let bound = of("household") + (of("debt") + 1) * told("debts") + (of("contact") + 2) * told("contacts") + 2;
            prop_assert!(asked <= bound, "{asked} questions, {bound} facts");
            prop_assert!(seen.insert(format!("{} {}", next["kind"], next["pointer"])) || next["kind"] != "fact", "twice: {next}");
            let pointer = next["pointer"].as_str().unwrap().to_owned();
            match next["kind"].as_str().unwrap() {
                kind @ ("add_debt" | "add_contact") => {
                    let (list, id) = if kind == "add_debt" { ("debts", "debt") } else { ("contacts", "contact") };
                    if told(list) < 2 && draw(&mut seed, 4) > 0 {
                        put(&mut body, &pointer, json!({ "id": next[id] }));
                    } else {
                        push(&mut body, "complete", json!(list));
                    }
                }
                _ if draw(&mut seed, 4) == 0 => not_known(&mut body, &next),
                _ => match fitting(&next, &mut seed) {
                    Some(value) => put(&mut body, &pointer, value),
                    None => not_known(&mut body, &next),
                },
            }
        };
        prop_assert_eq!(last["left_decisive"].as_u64(), Some(0));
        prop_assert_eq!(last["asked_left_in_minimum"].as_u64(), Some(0));
        if last["answer"].is_null() {
            prop_assert!(body["portfolio"]["debts"].is_null() && body["portfolio"]["contacts"].is_null());
        } else {
            prop_assert_eq!(&last["answer"], &evaluate(&body["portfolio"]));
        }
        prop_assert_eq!(&last, &ask(&body), "the same request, the same reply");
    }
}

/// What is said of a pack with a change.
fn said_of(change: impl Fn(&str) -> String) -> String {
    let files: Vec<SourceFile> = read_folder(Path::new("rules"))
        .unwrap()
        .iter()
        .map(|(_, f)| f.clone())
        .filter(|f| !f.path.starts_with("cn/cases/"))
        .map(|f| if f.path == "cn/pack.yaml" { SourceFile::new(f.path.clone(), change(&f.text)) } else { f })
        .collect();
    let checked = check(Sources::new(files));
    let notes: Vec<_> = checked
        .diagnostics
        .iter()
        .filter(|d| checked.sources.get(d.place.file).is_some_and(|f| f.path == "cn/pack.yaml"))
        .cloned()
        .collect();
    render(&notes, &checked.sources, Language::Zh)
}

#[test]
fn a_first_question_that_nobody_can_ask_is_told_where_it_stands() {
    for (was, is, code, says) in [
        ("- debt.platform_name\n", "- debt.platform_nam\n", "unknown-fact", "是不是想写 `debt.platform_name`？"),
        ("- debt.platform_name\n", "- debt.overdue_days\n", "computed-fact", "由程序计算，不用问"),
        ("- debt.platform_name\n", "- household.members\n", "fact-out-of-sight", "移到 `household` 下面"),
        ("- debt.platform_name\n", "- debt.security\n", "duplicate-id", "`debt.security` 列了两次"),
        (
            "when: { debt.legal_stage: payment_order }",
            "when: { debt.legal_stage: payment }",
            "wrong-value",
            "没有 `payment` 这个选项",
        ),
        ("    contacts: 3\n", "", "missing-field", "contacts"),
        ("fact: debt.hearing_on\n        when:", "fact: debt.hearing_on\n        if:", "unknown-key", "`if`"),
    ] {
        let said = said_of(|text| {
            assert!(text.contains(was), "{was}");
            text.replacen(was, is, 1)
        });
        assert!(said.contains(&format!("error[{code}]")) && said.contains(says), "{is}\n{said}");
        assert_eq!(said.matches("error[").count(), 1, "{is}\n{said}");
    }
    assert_eq!(said_of(str::to_owned), "");
}

#[test]
fn a_pack_without_first_questions_asks_what_decides_most_from_the_start() {
    let files: Vec<SourceFile> = read_folder(Path::new("rules"))
        .unwrap()
        .iter()
        .map(|(_, f)| f.clone())
        .map(|f| {
            let cut = |text: &str| {
                let (before, rest) = text.split_once("  first_questions:").unwrap();
                format!("{before}\nforces:{}", rest.split_once("\nforces:").unwrap().1)
            };
            if f.path == "cn/pack.yaml" { SourceFile::new(f.path.clone(), cut(&f.text)) } else { f }
        })
        .collect();
    let engine = Engine::new(check(Sources::new(files)).rules.unwrap());
    let body = json!({ "portfolio": { "as_of": "2026-11-22", "debts": [{ "id": "a" }] } });
    let request = read(&engine, &from_json(body.to_string().as_bytes()).unwrap(), &LIMITS).unwrap();
    let sent = serde_json::to_value(reply(&engine, &request)).unwrap();
    assert_eq!((&sent["next"]["stage"], &sent["asked_left_in_minimum"]), (&json!("decisive"), &json!(0)));
    assert_eq!(sent["next"]["fact"], sent["answer"]["questions"][0]["fact"]);
}

#[test]
fn requests_and_replies_fit_their_schemas() {
    let document: Value = serde_json::from_str(&ashore::api::document(&ENGINE).json).unwrap();
    let schema =
        |name: &str| json!({ "$ref": format!("#/components/schemas/{name}"), "components": document["components"] });
    let request = jsonschema::validator_for(&schema("InterviewRequest")).unwrap();
    let answer = jsonschema::validator_for(&schema("InterviewReply")).unwrap();
    for name in ["begun", "half-way"] {
        let bytes = std::fs::read(format!("openapi/examples/interviews/{name}.json")).unwrap();
        let body: Value = serde_json::from_slice(&bytes).unwrap();
        for (which, schema, value) in [("request", &request, body.clone()), ("reply", &answer, ask(&body))] {
            let problems: Vec<String> =
                schema.iter_errors(&value).map(|e| format!("{} {e}", e.instance_path())).collect();
            assert_eq!(problems, Vec::<String>::new(), "{which} {name}");
        }
    }
}
