//! What an answer says of what it does not know, held against every way in which that can turn out: over random rules on
//! a handful of facts all completions are gone through.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::source::{SourceFile, Sources, read_folder};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Map, Value, json};

/// The facts the random rules are about: of the household and of the one debt.
const FACTS: [&str; 5] =
    ["household.is_student", "household.other_home", "debt.bundled_goods", "debt.small_claims", "debt.accelerated"];
const BANDS: [&str; 3] = ["enforcement", "court_stage", "overdue"];

static PACK: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let files = read_folder(Path::new("rules")).unwrap();
    // Everything but rules, and what is about rules.
    let about_rules = ["/cases/", "/errata/"];
    let is_about_rules = |f: &SourceFile| about_rules.iter().any(|a| f.path.contains(a));
    let holds_rules = |f: &SourceFile| f.text.lines().any(|line| line == "rules:");
    files.iter().map(|(_, f)| f.clone()).filter(|f| !is_about_rules(f) && !holds_rules(f)).collect()
});

/// A random condition over the facts, as one line of YAML.
fn condition(depth: u32) -> BoxedStrategy<String> {
    let test = (prop::sample::select(FACTS.to_vec()), any::<bool>()).prop_map(|(f, v)| format!("{{ {f}: {v} }}"));
    if depth == 0 {
        return test.boxed();
    }
    let parts = prop::collection::vec(condition(depth - 1), 1..4).prop_map(|parts| parts.join(", "));
    let group = (prop::sample::select(vec!["all_of", "any_of", "none_of"]), parts)
        .prop_map(|(word, parts)| format!("{{ {word}: [{parts}] }}"));
    prop_oneof![1 => test, 2 => group].boxed()
}

/// Some rules with these conditions, in one file.
fn rules() -> impl Strategy<Value = String> {
    prop::collection::vec((condition(2), 0_usize..BANDS.len()), 2..6).prop_map(|all| {
        let rule = |(i, (when, band)): (usize, (String, usize))| {
            format!(
                "  - id: random-{i}\n    title: 规则{i}\n    scope: debt\n    strength: practice\n    when: {when}\n    then:\n      \
                 band: {}\n      because: 理由{i}\n      actions:\n        - action: ask_hardship_plan\n",
                BANDS[band]
            )
        };
        let each: String = all.into_iter().enumerate().map(rule).collect();
        format!("rules:\n{each}")
    })
}

fn engine(rules: &str) -> Engine {
    let mut files = PACK.clone();
    files.push(SourceFile::new("cn/triage/random.yaml", rules));
    let checked = check(Sources::new(files));
    let said: Vec<String> = checked.diagnostics.iter().map(|d| d.message.en.clone()).take(5).collect();
    Engine::new(checked.rules.unwrap_or_else(|| panic!("{said:?}\n{rules}")))
}

/// What is known: each fact yes, no, or not known.
type Known = [Option<bool>; FACTS.len()];

fn portfolio(known: Known) -> Value {
    let (mut household, mut debt) = (Map::new(), Map::new());
    debt.insert("id".into(), json!("a"));
    for (fact, value) in FACTS.iter().zip(known) {
        let (scope, name) = fact.split_once('.').unwrap();
        let owner = if scope == "household" { &mut household } else { &mut debt };
        if let Some(value) = value {
            owner.insert(name.into(), json!(value));
        }
    }
    json!({ "as_of": "2026-11-22", "household": household, "debts": [debt] })
}

/// How every rule ends.
fn ends(engine: &Engine, known: Known) -> BTreeMap<String, String> {
    let input = from_json(portfolio(known).to_string().as_bytes()).unwrap();
    let outcomes = engine.outcomes(engine.read(&input, &LIMITS).unwrap(), Explain::Full);
    let answer = serde_json::to_value(engine.plan(&outcomes, Explain::Full)).unwrap();
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    answer["explanation"].as_array().unwrap().iter().map(|o| (text(&o["rule"]["id"]), text(&o["outcome"]))).collect()
}

fn asked(engine: &Engine, known: Known) -> BTreeSet<String> {
    let input = from_json(portfolio(known).to_string().as_bytes()).unwrap();
    let answer = engine.answer(engine.read(&input, &LIMITS).unwrap(), Explain::Findings);
    answer.questions.iter().filter(|q| !q.decides.is_empty()).map(|q| q.fact.clone()).collect()
}

/// Every state of knowledge, by its number.
fn states() -> impl Iterator<Item = Known> {
    (0..3_usize.pow(5)).map(|n| {
        let mut rest = n;
        std::array::from_fn(|_| {
            let digit = rest % 3;
            rest /= 3;
            [None, Some(false), Some(true)][digit]
        })
    })
}

fn completions(known: Known) -> Vec<Known> {
    let mut all = vec![known];
    for i in 0..FACTS.len() {
        if known[i].is_none() {
            let with = |value: bool| {
                all.iter()
                    .map(move |k| {
                        let mut k = *k;
                        k[i] = Some(value);
                        k
                    })
                    .collect::<Vec<_>>()
            };
            all = with(false).into_iter().chain(with(true)).collect();
        }
    }
    all
}

/// Holds what is said in every state of knowledge against every way in which it can turn out.
fn holds_in_every_state(text: &str) -> Result<(), TestCaseError> {
    let engine = engine(text);
    let complete: BTreeMap<Known, BTreeMap<String, String>> =
        completions([None; 5]).into_iter().map(|k| (k, ends(&engine, k))).collect();
    for known in states().step_by(2) {
        let now = ends(&engine, known);
        let all = completions(known);
        for (rule, end) in now.iter().filter(|(_, end)| *end != "not_known") {
            for completion in &all {
                prop_assert_eq!(end, &complete[completion][rule], "{} with {:?}, then {:?}", rule, known, completion);
            }
        }
        let asked = asked(&engine, known);
        for (i, fact) in FACTS.iter().enumerate().filter(|(i, _)| known[*i].is_none()) {
            let flipped = |k: &Known| {
                let mut k = *k;
                k[i] = k[i].map(|v| !v);
                k
            };
            // Two completions that differ in this fact alone, and in how a rule ends.
            let decides = all.iter().any(|k| complete[k] != complete[&flipped(k)]);
            prop_assert_eq!(asked.contains(*fact), decides, "{} with {:?}\n{}", fact, known, text);
        }
    }
    Ok(())
}

#[test]
fn what_is_certain_stays_and_what_is_asked_is_exactly_what_can_still_change_something() {
    let mut runner = TestRunner::new(Config { cases: 60, ..Config::default() });
    runner.run(&rules(), |text| holds_in_every_state(&text)).unwrap();
}

#[test]
fn of_five_facts_in_a_condition_that_contradicts_itself_none_is_asked() {
    let text = "rules:\n  - id: random-0\n    title: 规则0\n    scope: debt\n    strength: practice\n    when: { all_of: \
                [{ debt.small_claims: false }, { debt.accelerated: false }, { debt.bundled_goods: false }, \
                { household.is_student: false }, { household.other_home: true }, { household.other_home: false }] }\n    \
                then:\n      band: enforcement\n      because: 理由0\n      actions:\n        - action: ask_hardship_plan\n";
    assert_eq!(asked(&engine(text), [None; FACTS.len()]), BTreeSet::new());
    holds_in_every_state(text).unwrap();
}
