//! Every figure against cases that were computed apart from this program, by exact fractions from the written
//! conventions: schedules, costs, ledgers, shares, paths, to the fen.
//!
//! A case pins the fields that its `answer` names. Of a long list it may pin entries by their number, the `last`, and
//! the `count`. Rates pinned with a `tolerance` may differ by no more than that.

use std::path::Path;

use ashore::check::check;
use ashore::engine::Engine;
use ashore::fact::from_json;
use ashore::figures::CALLS;
use ashore::source::read_folder;
use rust_decimal::Decimal;
use serde_json::Value;

fn engine() -> Engine {
    Engine::new(check(read_folder("rules".as_ref()).unwrap()).rules.unwrap())
}

#[test]
fn every_figure_is_what_was_computed_apart() {
    let engine = engine();
    let (mut count, mut wrong) = (0, Vec::new());
    for (name, compute) in CALLS {
        if *name == "deadlines" {
            continue; // A whole portfolio, held by the cases of the rules.
        }
        let file = Path::new("tests/money").join(format!("{name}.json"));
        let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        assert!(!cases.is_empty(), "{name} has cases");
        for case in cases {
            count += 1;
            let title = case["name"].as_str().unwrap();
            let terms = from_json(case["terms"].to_string().as_bytes()).unwrap();
            let differences = match (compute(&engine, &terms), case.get("refused")) {
                (Ok(answer), None) => {
                    let mut differences = Vec::new();
                    let tolerance = case.get("tolerance").unwrap_or(&Value::Null);
                    compare(&case["answer"], &serde_json::from_str(&answer).unwrap(), "", tolerance, &mut differences);
                    differences
                }
                (Err(problems), Some(pointer)) => {
                    let there = problems.iter().any(|p| pointer == &p.pointer || pointer == p.code);
                    if there { Vec::new() } else { vec![format!("refused for {pointer}, got {problems:?}")] }
                }
                (Ok(_), Some(pointer)) => vec![format!("should be refused for {pointer}")],
                (Err(problems), None) => vec![format!("refused: {problems:?}")],
            };
            wrong.extend(differences.into_iter().map(|d| format!("{name}: {title}: {d}")));
        }
    }
    assert!(wrong.is_empty(), "{} differences in {count} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 268, "{count} cases");
}

/// What differs between what is wanted and what was given.
fn compare(wanted: &Value, given: &Value, at: &str, tolerance: &Value, differences: &mut Vec<String>) {
    match (wanted, given) {
        (Value::Object(fields), Value::Array(items)) => {
            for (key, wanted) in fields {
                let item = match key.as_str() {
                    "count" => {
                        if wanted.as_u64() != Some(u64::try_from(items.len()).unwrap()) {
                            differences.push(format!("{at}: {wanted} entries wanted, {} given", items.len()));
                        }
                        continue;
                    }
                    "last" => items.last(),
                    number => number.parse::<usize>().ok().and_then(|i| items.get(i)),
                };
                compare(wanted, item.unwrap_or(&Value::Null), &format!("{at}/{key}"), tolerance, differences);
            }
        }
        (Value::Object(fields), Value::Object(_)) => {
            for (key, wanted) in fields {
                let given = given.get(key).unwrap_or(&Value::Null);
                compare(wanted, given, &format!("{at}/{key}"), tolerance, differences);
            }
        }
        (Value::Array(wanted), Value::Array(given)) if wanted.len() == given.len() => {
            for (i, (wanted, given)) in wanted.iter().zip(given).enumerate() {
                compare(wanted, given, &format!("{at}/{i}"), tolerance, differences);
            }
        }
        _ if wanted == given => {}
        _ if near(wanted, given, at, tolerance) => {}
        _ => differences.push(format!("{at}: {wanted} wanted, {given} given")),
    }
}

/// Whether two figures are the same number, or no further apart than the tolerance of that field.
fn near(wanted: &Value, given: &Value, at: &str, tolerance: &Value) -> bool {
    let number = |value: &Value| value.as_str().and_then(|text| text.parse::<Decimal>().ok());
    let (Some(wanted), Some(given)) = (number(wanted), number(given)) else { return false };
    let field = at.rsplit('/').next().unwrap();
    let most = tolerance.get(field).and_then(number).unwrap_or_default();
    (wanted - given).abs() <= most
}
