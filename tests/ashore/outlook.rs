//! What an answer says of itself is tried: every change it says would turn something is made and does turn it; every
//! question can change the answer; facts that are not asked for change nothing.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::source::read_folder;
use serde_json::{Value, json};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check"))
});

fn answer(portfolio: &Value) -> Value {
    let input = from_json(portfolio.to_string().as_bytes()).unwrap();
    let portfolio = ENGINE.read(&input, &LIMITS).unwrap_or_else(|p| panic!("{p:?}"));
    serde_json::to_value(ENGINE.answer(portfolio, Explain::Full)).unwrap()
}

/// The same as things stand, without what lies ahead.
fn now(portfolio: &Value) -> Value {
    let input = from_json(portfolio.to_string().as_bytes()).unwrap();
    let portfolio = ENGINE.read(&input, &LIMITS).unwrap_or_else(|p| panic!("{p:?}"));
    let outcomes = ENGINE.outcomes(portfolio, Explain::Full);
    serde_json::to_value(ENGINE.plan(&outcomes, Explain::Full)).unwrap()
}

/// The whole stories among the lawyers' cases, as requests.
fn stories() -> Vec<(String, Value)> {
    let of_a_story = ENGINE.rules().cases.iter().filter(|c| c.name.starts_with("故事"));
    of_a_story.map(|c| (c.name.clone(), serde_json::to_value(c.portfolio()).unwrap())).collect()
}

fn example(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(format!("openapi/examples/{name}.json")).unwrap()).unwrap()
}

/// Where a fact of a portfolio stands.
fn place<'p>(portfolio: &'p mut Value, fact: &str, debt: Option<&str>, contact: Option<&str>) -> &'p mut Value {
    let (scope, name) = fact.split_once('.').unwrap();
    let owner = match scope {
        "household" => portfolio.as_object_mut().unwrap().entry("household").or_insert_with(|| json!({})),
        list => {
            let id = debt.filter(|_| list == "debt").or(contact).expect("whose fact it is");
            let all = portfolio[format!("{list}s")].as_array_mut().unwrap();
            all.iter_mut().find(|one| one["id"] == id).expect("somebody of this id")
        }
    };
    owner.as_object_mut().unwrap().entry(name).or_insert(Value::Null)
}

/// The rules that are met, by debt or contact.
fn met(answer: &Value) -> BTreeSet<(String, String, String)> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let all = answer["explanation"].as_array().unwrap().iter().filter(|o| o["outcome"] == "met");
    all.map(|o| (text(&o["rule"]["id"]), text(&o["debt"]), text(&o["contact"]))).collect()
}

fn debts_in_order(answer: &Value) -> Vec<String> {
    let lines = answer["actions"].as_array().unwrap().iter();
    lines.filter_map(|l| l["debt"].as_str()).map(str::to_owned).collect()
}

fn next_steps(answer: &Value) -> Vec<(String, String)> {
    let lines = answer["actions"].as_array().unwrap().iter();
    lines
        .map(|l| {
            (l["debt"].as_str().unwrap_or_default().to_owned(), l["next_step"]["action"].as_str().unwrap().to_owned())
        })
        .collect()
}

fn id(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

/// Whether what a change is said to turn stands in an answer.
fn stands(change: &Value, before: &Value, answer: &Value) -> bool {
    match change["of"].as_str().unwrap() {
        "finding" => {
            let contacts: Vec<&str> =
                change["contacts"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let rule = id(change, "rule");
            if answer["cost_findings"]
                .as_array()
                .unwrap()
                .iter()
                .any(|c| c["rule"]["id"] == change["rule"].as_str().unwrap_or_default())
                && is_cost(&rule)
            {
                let of_debt = |c: &&Value| c["rule"]["id"] == rule.as_str() && c["debt"] == change["debt"];
                return answer["cost_findings"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(of_debt)
                    .any(|c| c["position"] == "above");
            }
            if contacts.len() > 1 {
                // Contacts counted together: the finding of the same rule that names them all.
                let shown = answer["conduct_findings"].as_array().unwrap().iter();
                let occurrences = shown
                    .filter(|f| f["rule"]["id"] == rule.as_str())
                    .flat_map(|f| f["occurrences"].as_array().unwrap());
                let same = |o: &Value| {
                    let named: Vec<&str> = o["contacts"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
                    contacts.iter().all(|c| named.contains(c))
                };
                return occurrences.into_iter().any(same);
            }
            let contact = contacts.first().map_or(String::new(), |c| (*c).to_owned());
            met(answer)
                .iter()
                .any(|(r, d, c)| *r == rule && *d == id(change, "debt") && (contact.is_empty() || *c == contact))
        }
        "action" => next_steps(answer).contains(&(id(change, "debt"), id(change, "action"))),
        "rank" => {
            let debt = id(change, "debt");
            let place = |a: &Value| debts_in_order(a).iter().position(|d| *d == debt);
            place(before) == place(answer)
        }
        other => panic!("{other}"),
    }
}

fn is_cost(rule: &str) -> bool {
    ENGINE.rules().rules.iter().any(|r| r.id.as_str() == rule && matches!(r.then, ashore::rule::Then::Cost(_)))
}

#[test]
fn every_change_that_is_said_to_turn_something_turns_it() {
    let mut seen = 0;
    let examples = ["three-loans", "deficit", "mild"].map(|name| (name.to_owned(), example(name)));
    for (name, portfolio) in stories().into_iter().step_by(4).chain(examples) {
        let before = answer(&portfolio);
        for change in before["would_change"].as_array().unwrap() {
            let mut changed = portfolio.clone();
            for part in change["changes"].as_array().unwrap() {
                *place(&mut changed, part["fact"].as_str().unwrap(), part["debt"].as_str(), part["contact"].as_str()) =
                    part["to"].clone();
            }
            assert!(stands(change, &before, &before), "{name}: it stands before: {change:#}");
            assert!(!stands(change, &before, &now(&changed)), "{name}: {}", change["text"]);
            seen += 1;
        }
    }
    assert!(seen > 150, "{seen} changes were made");
}

#[test]
fn no_change_is_proposed_that_is_impossible_or_improper() {
    let never = ["date", "instant", "time", "records"];
    for (name, portfolio) in stories().into_iter().step_by(2) {
        for change in answer(&portfolio)["would_change"].as_array().unwrap() {
            for part in change["changes"].as_array().unwrap() {
                let (_, fact) = ENGINE.rules().vocabulary.find(part["fact"].as_str().unwrap()).unwrap();
                assert!(!never.contains(&fact.kind.word()), "{name}: {}", change["text"]);
                assert!(fact.changeable_by != ashore::fact::Changeable::Nobody, "{name}: {}", change["text"]);
                assert!(fact.derived.is_none(), "{name}: {}", change["text"]);
            }
            let by_client = change["by"] == "act";
            let all_by_client = change["changes"].as_array().unwrap().iter().all(|part| {
                let (_, fact) = ENGINE.rules().vocabulary.find(part["fact"].as_str().unwrap()).unwrap();
                fact.changeable_by == ashore::fact::Changeable::Person
            });
            assert_eq!(by_client, all_by_client, "{name}: {}", change["text"]);
        }
    }
}

/// What a counsellor acts on: the rules that apply, the steps with their days, and what is paid.
fn acted_on(answer: &Value) -> Value {
    let steps: Vec<Value> = answer["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| json!([l["debt"], l["band"], l["next_step"]["action"], l["next_step"]["due"]["on"]]))
        .collect();
    json!([steps, answer["payments"]["lines"], answer["payments"]["held"], answer["payments"]["status"], met(answer)])
}

/// Every answer that a question offers is given: where it is said to bring a rule, the rule applies.
#[test]
fn an_answer_to_a_question_brings_what_it_says() {
    let mut seen = 0;
    for (name, portfolio) in
        stories().into_iter().step_by(40).chain([("three-loans".to_owned(), example("three-loans"))])
    {
        for question in answer(&portfolio)["questions"].as_array().unwrap() {
            for offered in question["answers"].as_array().unwrap() {
                let mut told = portfolio.clone();
                *place(
                    &mut told,
                    question["fact"].as_str().unwrap(),
                    offered["debt"].as_str(),
                    offered["contact"].as_str(),
                ) = offered["value"].clone();
                let met = met(&now(&told));
                let has = |b: &Value| met.contains(&(id(b, "rule"), id(b, "debt"), id(b, "contact")));
                let counted =
                    |b: &Value| ENGINE.rules().rules.iter().any(|r| r.id.as_str() == b["rule"] && r.count.is_some());
                for brought in offered["brings"].as_array().unwrap().iter().filter(|b| !counted(b)) {
                    assert!(
                        has(brought),
                        "{name}: {} {} brings {}",
                        question["fact"],
                        offered["label"],
                        brought["rule"]
                    );
                    seen += 1;
                }
                for out in offered["rules_out"].as_array().unwrap().iter().filter(|b| !counted(b)) {
                    assert!(!has(out), "{name}: {} {} rules out {}", question["fact"], offered["label"], out["rule"]);
                }
            }
        }
    }
    assert!(seen > 50, "{seen} rules were brought");
}

/// A fact of a debt or of the household that nobody gave and that is not asked for: whatever it is, what is acted on stays.
#[test]
fn a_fact_that_is_not_asked_for_changes_nothing() {
    let mut seen = 0;
    for (name, portfolio) in stories().into_iter().step_by(17) {
        let before = answer(&portfolio);
        let asked: BTreeSet<String> = before["questions"].as_array().unwrap().iter().map(|q| id(q, "fact")).collect();
        let debt = portfolio["debts"][0]["id"].as_str().unwrap().to_owned();
        let mut changing = Vec::new();
        for (_, fact) in ENGINE.rules().vocabulary.iter().filter(|(_, f)| f.derived.is_none()) {
            let full = fact.name.to_string();
            let values: Vec<Value> = match fact.kind.word() {
                "yes_no" => vec![json!(true), json!(false)],
                "choice" => fact.kind.choices().iter().take(4).map(|c| json!(c.name)).collect(),
                "count" => vec![json!(0), json!(30)],
                _ => continue,
            };
            if asked.contains(&full) || full.starts_with("contact.") {
                continue;
            }
            let mut told = portfolio.clone();
            let at = place(&mut told, &full, Some(&debt), None);
            if !at.is_null() {
                continue;
            }
            for value in values {
                *place(&mut told, &full, Some(&debt), None) = value.clone();
                seen += 1;
                if acted_on(&now(&told)) != acted_on(&before) {
                    changing.push(format!("{full} = {value}"));
                }
            }
        }
        assert!(changing.is_empty(), "{name}: {changing:?}");
    }
    assert!(seen > 250, "{seen} facts were filled in");
}
