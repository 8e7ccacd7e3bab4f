//! Broad claims, tried on many inputs: nothing panics, the same input has the same answer, order on disk does not matter.

use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::source::{SourceFile, Sources, read_folder};
use proptest::prelude::*;
use serde_json::{Value, json};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check"))
});

/// Any value at all for a fact: right, wrong, or absurd.
fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[0-9]{1,14}(\\.[0-9]{1,2})?".prop_map(Value::from),
        "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])".prop_map(Value::from),
        "20(2[0-6])-0[1-9]-1[0-9]T[0-2][0-9]:[0-5][0-9]:00\\+08:00".prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        Just(Value::Null),
        prop::collection::vec("[a-z_]{1,12}".prop_map(Value::from), 0..4).prop_map(Value::from),
    ]
}

/// A value that fits the type of a fact, so that evaluation is reached.
fn fitting(name: &str) -> BoxedStrategy<Value> {
    let (_, fact) = ENGINE.rules().vocabulary.find(name).unwrap();
    let words: Vec<String> = fact.kind.choices().iter().map(|c| c.name.clone()).collect();
    match fact.kind.word() {
        "yes_no" => any::<bool>().prop_map(Value::from).boxed(),
        "choice" => prop::sample::select(words).prop_map(Value::from).boxed(),
        "choices" => prop::collection::vec(prop::sample::select(words), 1..3).prop_map(Value::from).boxed(),
        "amount" => (0_i64..100_000_000).prop_map(|fen| json!(format!("{}.{:02}", fen / 100, fen % 100))).boxed(),
        "rate" => (0_u32..100).prop_map(|p| json!(format!("{p}%"))).boxed(),
        "count" => (0_u32..700).prop_map(Value::from).boxed(),
        "date" => {
            (2019_i32..=2026, 1_u32..=11, 1_u32..=22).prop_map(|(y, m, d)| json!(format!("{y}-{m:02}-{d:02}"))).boxed()
        }
        "instant" => (1_u32..=22, 0_u32..24, 0_u32..60)
            .prop_map(|(d, h, m)| json!(format!("2026-11-{d:02}T{h:02}:{m:02}:00+08:00")))
            .boxed(),
        "time" => (0_u32..24, 0_u32..60).prop_map(|(h, m)| json!(format!("{h:02}:{m:02}"))).boxed(),
        "text" => prop::sample::select(vec!["再不还马上抓人", "请按时还款", "“抓人”", "", "😀抓*人"])
            .prop_map(Value::from)
            .boxed(),
        _ => Just(json!([])).boxed(),
    }
}

/// Some facts of one scope, each known or not.
fn facts(prefix: &'static str) -> impl Strategy<Value = serde_json::Map<String, Value>> {
    let names: Vec<String> = ENGINE
        .rules()
        .vocabulary
        .iter()
        .filter(|(_, f)| f.scope.prefix() == prefix && f.derived.is_none())
        .map(|(_, f)| f.name.to_string())
        .collect();
    let each: Vec<_> = names
        .into_iter()
        .map(|name| {
            let short = name.split_once('.').unwrap().1.to_owned();
            prop::option::weighted(0.6, fitting(&name)).prop_map(move |v| (short.clone(), v))
        })
        .collect();
    each.prop_map(|list| list.into_iter().filter_map(|(k, v)| v.map(|v| (k, v))).collect())
}

fn portfolio() -> impl Strategy<Value = Value> {
    let debts = prop::collection::vec(facts("debt"), 1..4);
    let contacts = prop::collection::vec((facts("contact"), prop::option::of(0_usize..4)), 0..5);
    (facts("household"), debts, contacts).prop_map(|(household, debts, contacts)| {
        let count = debts.len();
        let debts: Vec<Value> = debts
            .into_iter()
            .enumerate()
            .map(|(i, mut d)| {
                d.insert("id".into(), json!(format!("d{i}")));
                Value::Object(d)
            })
            .collect();
        let contacts: Vec<Value> = contacts
            .into_iter()
            .enumerate()
            .map(|(i, (mut c, debt))| {
                c.insert("id".into(), json!(format!("c{i}")));
                // It names another contact: the one before, where there is one.
                if c.remove("duplicate_of").is_some() && i > 0 {
                    c.insert("duplicate_of".into(), json!(format!("c{}", i - 1)));
                }
                if let Some(d) = debt.filter(|d| *d < count) {
                    c.insert("debt".into(), json!(format!("d{d}")));
                }
                Value::Object(c)
            })
            .collect();
        json!({ "as_of": "2026-11-22", "household": household, "debts": debts, "contacts": contacts })
    })
}

fn fen(text: &str) -> i128 {
    text.replace('.', "").parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_request_of_any_content_is_answered_or_refused(value in anything(), at in 0_usize..6) {
        let mut p = json!({ "as_of": "2026-11-22", "household": {}, "debts": [{ "id": "a" }], "contacts": [{ "id": "c", "debt": "a" }] });
        match at {
            0 => p["as_of"] = value,
            1 => p["debts"][0]["outstanding"] = value,
            2 => p["debts"][0]["served_on"] = value,
            3 => p["contacts"][0]["at"] = value,
            4 => p["household"]["income"] = value,
            _ => p["contacts"][0]["content_text"] = value,
        }
        let input = from_json(p.to_string().as_bytes()).unwrap();
        if let Ok(portfolio) = ENGINE.read(&input, &LIMITS) {
            let _ = ENGINE.answer(portfolio, Explain::Full);
        }
    }

    #[test]
    fn bytes_of_any_kind_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(input) = from_json(&bytes) {
            let _ = ENGINE.read(&input, &LIMITS);
        }
    }

    #[test]
    fn the_same_portfolio_has_the_same_answer_and_payments_add_up(p in portfolio()) {
        let input = from_json(p.to_string().as_bytes()).unwrap();
        let once = ENGINE.answer(ENGINE.read(&input, &LIMITS).unwrap(), Explain::Full);
        let again = ENGINE.answer(ENGINE.read(&input, &LIMITS).unwrap(), Explain::Full);
        prop_assert_eq!(serde_json::to_string(&once).unwrap(), serde_json::to_string(&again).unwrap());
        if let (Some(available), Some(left)) = (&once.payments.available, &once.payments.unallocated) {
            let paid: i128 = once.payments.lines.iter().filter_map(|l| l.amount.as_deref()).map(fen).sum();
            prop_assert_eq!(paid + fen(left), fen(available));
        }
        let held: Vec<&str> = once.payments.held.iter().map(|h| h.debt.as_str()).collect();
        prop_assert!(once.payments.lines.iter().all(|l| !held.contains(&l.debt.as_str())));
    }

    #[test]
    fn a_rule_file_of_any_content_is_read_or_reported(text in "(rules|values|laws|terms|cases|phrases):\n  - [ -~\u{4e00}-\u{4e20}\n:{}\\[\\]'\"&*!|>#,-]{0,120}") {
        let _ = check(Sources::new(vec![SourceFile::new("x.yaml", text)]));
    }
}

#[test]
fn the_order_of_files_on_disk_does_not_matter() {
    let sources = read_folder(Path::new("rules")).unwrap();
    let mut files: Vec<SourceFile> = sources.iter().map(|(_, f)| f.clone()).collect();
    files.reverse();
    let backwards = Engine::new(check(Sources::new(files)).rules.unwrap());
    let bytes = std::fs::read("openapi/examples/three-loans.json").unwrap();
    let answer = |engine: &Engine| {
        let portfolio = engine.read(&from_json(&bytes).unwrap(), &LIMITS).unwrap();
        serde_json::to_string(&engine.answer(portfolio, Explain::Full)).unwrap()
    };
    assert_eq!(answer(&ENGINE), answer(&backwards));
}
