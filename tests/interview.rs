//! The interview: asked question by question, as an app asks it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise and reads the files it needs"
)]

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

/// A client who knows everything that a portfolio says, and nothing else. His debts are called as in the portfolio.
struct Client {
    knows: Value,
}

impl Client {
    fn answers(&self, body: &mut Value, next: &Value) {
        let told = |list: &str| body["portfolio"][list].as_array().map_or(0, Vec::len);
        let pointer = next["pointer"].as_str().unwrap();
        match next["kind"].as_str().unwrap() {
            kind @ ("add_debt" | "add_contact") => {
                let list = if kind == "add_debt" { "debts" } else { "contacts" };
                match self.knows[list].get(told(list)) {
                    Some(item) => {
                        let id = item["id"].clone();
                        put(body, pointer, json!({ "id": id }));
                    }
                    None => push(body, "complete", json!(list)),
                }
            }
            _ => match self.knows.pointer(pointer.strip_prefix("/portfolio").unwrap()) {
                Some(value) => put(body, pointer, value.clone()),
                None => not_known(body, next),
            },
        }
    }
}

#[test]
fn three_loans_told_at_the_desk_come_to_the_same_first_step_with_far_fewer_questions() {
    let story: Value = serde_json::from_str(include_str!("../openapi/examples/three-loans.json")).unwrap();
    let whole = evaluate(&story);
    let client = Client { knows: story.clone() };
    let mut body = json!({ "portfolio": { "as_of": "2026-11-22" } });
    let (mut asked, mut at_end_of_minimum, mut certain_at, mut first_right) = (0, None, None, None);
    let last = loop {
        let sent = ask(&body);
        let next = sent["next"].clone();
        if at_end_of_minimum.is_none() && next["stage"] != "minimum" {
            at_end_of_minimum = Some((asked, sent["answer"]["actions"][0].clone()));
            assert_eq!(sent["asked_left_in_minimum"], 0);
        }
        if certain_at.is_none() && sent["first_step_certain"] == true {
            certain_at = Some(asked);
        }
        let step = &sent["answer"]["actions"][0];
        if first_right.is_none() && step["next_step"]["action"] == whole["actions"][0]["next_step"]["action"] {
            first_right = Some(asked);
        }
        if next.is_null() {
            break sent;
        }
        asked += 1;
        assert!(asked < 2_000, "{next}");
        client.answers(&mut body, &next);
    };
    let (minimum, step) = at_end_of_minimum.unwrap();
    let same = |step: &Value| {
        assert_eq!(step["debt"], "a");
        assert_eq!(step["next_step"]["action"], whole["actions"][0]["next_step"]["action"]);
        assert_eq!(step["next_step"]["due"]["on"], "2026-11-25", "fifteen days from the day after 2026-11-10");
    };
    same(&step);
    same(&last["answer"]["actions"][0]);
    println!("asked {asked}, minimum {minimum}, first right after {first_right:?}, certain after {certain_at:?}");
    assert_eq!(last["answer"], evaluate(&body["portfolio"]), "an evaluation of what was told gives the same");
    let facts = |v: &Value| {
        let of = |o: &Value| o.as_object().map_or(0, serde_json::Map::len);
        let each = |l: &Value| l.as_array().map_or(0, |l| l.iter().map(of).sum());
        of(&v["household"]) + each(&v["debts"]) + each(&v["contacts"])
    };
    println!("facts in the story {}, told {}", facts(&story), facts(&body["portfolio"]));
    assert!(minimum < 75, "{minimum} questions in the first ten minutes");
}
