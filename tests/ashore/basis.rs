//! What an answer says of its own grounds: which figures its lines used and how sure they are, how a day was counted,
//! and by which calendar.

use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::plan::Answer;
use ashore::source::{SourceFile, Sources, read_folder};
use serde_json::{Value, json};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| engine_with(""));

fn engine_with(extra: &str) -> Engine {
    let mut files: Vec<_> = read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect();
    if !extra.is_empty() {
        files.push(SourceFile::new("zz/extra.yaml", extra));
    }
    Engine::new(check(Sources::new(files)).rules.expect("rules without mistakes"))
}

fn ask(engine: &Engine, as_of: &str, household: &Value, debt: &Value) -> Answer {
    let mut debt = debt.clone();
    debt["id"] = json!("a");
    let request = json!({ "as_of": as_of, "household": household, "debts": [debt] });
    let portfolio = engine.read(&from_json(request.to_string().as_bytes()).unwrap(), &LIMITS).expect("a portfolio");
    engine.answer(portfolio, Explain::Findings)
}

/// How the day of an action was counted, in both languages.
fn counted(answer: &Answer, action: &str) -> (String, String) {
    let steps = answer.actions.iter().flat_map(|line| std::iter::once(&line.next_step).chain(&line.then));
    let due = steps.into_iter().find(|s| s.action.as_str() == action).unwrap().due.clone().unwrap();
    (due.counting.unwrap_or_default(), due.counting_en.unwrap_or_default())
}

fn served(on: &str) -> Value {
    json!({ "legal_stage": "served", "proof_seen": "original", "served_on": on })
}

#[test]
fn a_day_says_how_it_was_counted_in_the_words_of_the_pack() {
    let told = |as_of: &str, on: &str| counted(&ask(&ENGINE, as_of, &json!({}), &served(on)), "file_answer");
    assert_eq!(
        told("2026-11-22", "2026-11-10"),
        (
            "2026-11-10 当天不算，从次日起算 15 天；到 2026-11-25 为止；期满前交邮的不算过期，留好寄件凭证".to_owned(),
            "15 days from the day after 2026-11-10; ending on 2026-11-25; posted before the end is in time; keep the receipt"
                .to_owned(),
        )
    );
    assert!(told("2026-11-22", "2026-11-13").0.contains("末日 2026-11-28 是休息日，顺延到 2026-11-30"));
    // 2027 and 2018 have no calendar; that is said, and nothing is guessed.
    assert!(told("2026-12-28", "2026-12-19").0.contains("到 2027-01-03 为止；规则里没有 2027 年的放假安排"));
    assert!(told("2026-11-22", "2018-12-15").0.contains("到 2018-12-30 为止；规则里没有 2018 年的放假安排"));
}

#[test]
fn a_day_that_leans_on_a_calendar_from_memory_says_so() {
    let engine = engine_with(
        "calendar:\n  - year: 2027\n    checked: { on: 2026-11-22, how: memory }\n    holidays: [{ name: 元旦, from: 2027-01-01, until: 2027-01-03 }]\n    workdays: []\n",
    );
    let of = |on: &str| {
        let answer = ask(&engine, "2026-12-28", &json!({}), &served(on));
        answer.actions[0].next_step.due.clone().unwrap()
    };
    let rolled = of("2026-12-18");
    assert_eq!((rolled.on.unwrap().to_string().as_str(), rolled.calendar_unverified), ("2027-01-04", Some(2027)));
    assert!(rolled.counting.unwrap().contains("2027 年的放假安排凭记忆，没有核对"));
    // A day in a year that was looked up says nothing.
    assert_eq!(of("2026-12-15").calendar_unverified, None);
}

/// The values an answer used: id, figure, whether it is unverified, and since when it may be out of date.
fn used(answer: &Answer) -> Vec<String> {
    let line = |v: &ashore::plan::ValueUsed| {
        let stale = v.stale_after.map(|d| format!(" stale after {d}")).unwrap_or_default();
        format!("{} {} from {}{}{stale}", v.value, v.figure, v.from, if v.unverified { " unverified" } else { "" })
    };
    answer.basis.values.iter().map(line).collect()
}

#[test]
fn an_answer_names_the_figures_its_lines_used_and_how_sure_they_are() {
    let loan = |more: Value| {
        let mut debt = json!({ "creditor_type": "natural_person", "disbursed_amount": 10000, "instalment": 889.50,
            "monthly_fees": 0, "upfront_fees": 0, "periods_total": 12 });
        for (key, value) in more.as_object().unwrap() {
            debt[key] = value.clone();
        }
        ask(&ENGINE, "2026-11-22", &json!({}), &debt)
    };
    let has =
        |answer: &Answer, line: &str| assert!(used(answer).iter().any(|l| l == line), "{line}: {:?}", used(answer));
    let lacks =
        |answer: &Answer, id: &str| assert!(!used(answer).iter().any(|l| l.starts_with(id)), "{:?}", used(answer));

    // A line of long ago does not go out of date; the newest one does.
    let old = loan(json!({ "contract_date": "2025-05-20" }));
    has(&old, "private_lending_cap 12% from 2025-05-20");
    assert!(old.basis.stale_values.is_empty(), "{:?}", old.basis.stale_values);
    let new = loan(json!({ "contract_date": "2026-11-01" }));
    has(&new, "private_lending_cap 12% from 2026-09-20 unverified stale after 2026-10-20");
    assert_eq!(new.basis.stale_values.len(), 1);
    lacks(&new, "answer_days");

    // The day of the suit decides which publication was used.
    let sued = loan(json!({ "contract_date": "2019-12-20", "filed_on": "2025-05-19" }));
    has(&sued, "private_lending_cap 12.4% from 2025-04-21");

    let served = ask(&ENGINE, "2026-11-22", &json!({}), &served("2026-11-10"));
    has(&served, "answer_days 15 天 from 2024-01-01");
    lacks(&served, "private_lending_cap");
    lacks(&served, "minimum_wage");
}

#[test]
fn a_computed_fact_brings_the_figures_it_was_computed_from() {
    let engine = engine_with(
        "rules:\n  - id: poor\n    title: 例\n    scope: household\n    strength: heuristic\n    when: { household.monthly_income: { less_than: household.minimum_wage } }\n    then: { because: 例 }\n",
    );
    let income = json!([{ "kind": "wage", "amount": 2000, "every": "month", "certain": true }]);
    let answer = ask(&engine, "2026-11-22", &json!({ "region": "shanghai", "income": income }), &json!({}));
    let line = "minimum_wage 2740 元 from 2025-07-01 unverified stale after 2026-01-01";
    assert!(used(&answer).iter().any(|l| l == line), "{:?}", used(&answer));
    let title = answer.basis.values.iter().find(|v| v.value.as_str() == "minimum_wage").unwrap().title.clone();
    assert_eq!(title, "当地月最低工资（第一档）(上海)");
}
