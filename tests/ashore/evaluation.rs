//! What an answer must not fold: unknown into no, a failure into silence, a later date over a clock nobody knows.
//! Each case is a portfolio, sometimes with a rule of its own beside the shipped pack.

use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::plan::Answer;
use ashore::source::{SourceFile, Sources, read_folder};
use serde_json::{Value, json};

static PACK: LazyLock<Vec<SourceFile>> =
    LazyLock::new(|| read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect());
static ENGINE: LazyLock<Engine> = LazyLock::new(|| engine_with(""));

fn engine_with(extra: &str) -> Engine {
    let mut files = PACK.clone();
    if !extra.is_empty() {
        files.push(SourceFile::new("zz/extra.yaml", extra));
    }
    Engine::new(check(Sources::new(files)).rules.expect("rules without mistakes"))
}

fn ask(engine: &Engine, portfolio: &Value) -> Answer {
    let input = from_json(portfolio.to_string().as_bytes()).unwrap();
    engine.answer(engine.read(&input, &LIMITS).expect("a good portfolio"), Explain::Full)
}

/// How a rule ended, for a debt if one is named.
fn ended(answer: &Answer, rule: &str, debt: Option<&str>) -> Vec<String> {
    let all = answer.explanation.as_ref().unwrap().iter();
    all.filter(|o| o.rule.id.as_str() == rule && (debt.is_none() || o.debt.as_deref() == debt))
        .map(|o| o.outcome.clone())
        .collect()
}

fn calls(stamps: &[&str], more: &Value) -> Vec<Value> {
    let one = |(i, at): (usize, &&str)| {
        let mut call = json!({ "id": format!("c{i}"), "debt": "a", "direction": "outbound", "channel": "call", "connected": true, "recipient": "self" });
        if !at.is_empty() {
            call["at"] = json!(at);
        }
        for (key, value) in more.as_object().unwrap() {
            call[key] = value.clone();
        }
        call
    };
    stamps.iter().enumerate().map(one).collect()
}

const ROLLING: &str = "rules:
  - id: rolling
    title: 例
    scope: contacts
    strength: heuristic
    count:
      where: { contact.channel: call, contact.connected: true }
      by: [creditor_group]
      window: { rolling_hours: 24 }
    when: { count: { more_than: 3 } }
    then: { behaviour: excessive_calls, severity: notice, because: 例 }
";

#[test]
fn contacts_without_a_time_leave_open_what_contacts_with_one_would_show() {
    let lender = json!([{ "id": "a", "creditor_type": "consumer_finance" }]);
    let with = |stamps: &[&str]| {
        ask(&ENGINE, &json!({ "as_of": "2026-11-22", "debts": lender, "contacts": calls(stamps, &json!({})) }))
    };
    let shown = with(&["2026-11-10"; 5]);
    assert_eq!(ended(&shown, "too-many-effective-calls", None), ["met"]);
    let undated = with(&[""; 5]);
    assert_eq!(ended(&undated, "too-many-effective-calls", None), ["not_known"]);
    assert!(undated.questions.iter().any(|q| q.fact == "contact.at"));
    let few = with(&[""; 3]);
    assert_eq!(ended(&few, "too-many-effective-calls", None), ["not_met"], "three can never be more than three");
}

#[test]
fn more_contacts_of_unknown_outcome_never_erase_a_breach_that_is_shown() {
    let engine = engine_with(ROLLING);
    let certain = [
        "2026-11-10T23:00:00+08:00",
        "2026-11-10T23:01:00+08:00",
        "2026-11-11T22:00:00+08:00",
        "2026-11-11T22:01:00+08:00",
    ];
    let mut contacts = calls(&certain, &json!({}));
    for minute in 2..5 {
        contacts.push(json!({ "id": format!("u{minute}"), "debt": "a", "channel": "call", "at": format!("2026-11-11T23:3{minute}:00+08:00") }));
    }
    let answer = ask(&engine, &json!({ "as_of": "2026-11-22", "debts": [{ "id": "a" }], "contacts": contacts }));
    assert!(ended(&answer, "rolling", None).contains(&"met".to_owned()));
}

#[test]
fn a_rolling_window_is_right_to_the_second() {
    let engine = engine_with(ROLLING);
    let last = |at: &str| {
        let stamps = ["2026-11-10T22:00:00+08:00", "2026-11-11T20:00:00+08:00", "2026-11-11T21:00:00+08:00", at];
        let answer = ask(
            &engine,
            &json!({ "as_of": "2026-11-22", "debts": [{ "id": "a" }], "contacts": calls(&stamps, &json!({})) }),
        );
        ended(&answer, "rolling", None)
    };
    assert_eq!(last("2026-11-11T21:59:59+08:00"), ["met"], "a second less than 24 hours after the first");
    assert_eq!(last("2026-11-11T22:00:00+08:00"), ["not_met"], "24 hours after, the first has left the window");
    // A day alone may have been late in that day.
    let stamps = ["2026-11-10", "2026-11-11T20:00:00+08:00", "2026-11-11T21:00:00+08:00", "2026-11-11T21:30:00+08:00"];
    let answer = ask(
        &engine,
        &json!({ "as_of": "2026-11-22", "debts": [{ "id": "a" }], "contacts": calls(&stamps, &json!({})) }),
    );
    assert_eq!(ended(&answer, "rolling", None), ["not_known"]);
}

#[test]
fn a_debt_is_not_taken_for_the_creditor_whose_name_it_bears() {
    let mut contacts = calls(&["2026-11-10T10:00:00+08:00", "2026-11-10T11:00:00+08:00"], &json!({}));
    for i in 0..2 {
        contacts.push(json!({ "id": format!("b{i}"), "debt": "b", "at": "2026-11-10T12:00:00+08:00", "direction": "outbound", "channel": "call", "connected": true, "recipient": "self" }));
    }
    let debts = json!([{ "id": "a", "creditor_type": "consumer_finance", "creditor_group": "b" }, { "id": "b", "creditor_type": "consumer_finance" }]);
    let answer = ask(&ENGINE, &json!({ "as_of": "2026-11-22", "debts": debts, "contacts": contacts }));
    assert_eq!(ended(&answer, "too-many-effective-calls", None), ["not_met"]);
}

#[test]
fn severe_conduct_of_a_named_creditor_counts_for_its_debts_and_of_nobody_for_none_and_all() {
    let threat = |more: Value| {
        let mut contact = json!({ "id": "c", "at": "2026-11-10T12:00:00+08:00", "channel": "visit_home", "direction": "outbound", "recipient": "self", "entered_without_consent": true });
        contact.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let debts = json!([{ "id": "a", "creditor_type": "consumer_finance", "creditor_group": "G", "legal_stage": "overdue_m1" }]);
        let answer = ask(&ENGINE, &json!({ "as_of": "2026-11-22", "debts": debts, "contacts": [contact] }));
        ended(&answer, "severe-collection", Some("a"))
    };
    assert_eq!(threat(json!({ "debt": "a" })), ["met"]);
    assert_eq!(threat(json!({ "creditor_group": "G" })), ["met"]);
    assert_eq!(threat(json!({})), ["not_known"], "they may be this debt's collectors");
    assert_eq!(threat(json!({ "creditor_group": "H" })), ["not_met"]);
}

#[test]
fn a_rule_on_lenders_of_one_kind_is_open_for_a_lender_of_unknown_kind() {
    let visit = json!([{ "id": "c", "debt": "a", "at": "2026-11-10T12:00:00+08:00", "channel": "visit_home", "direction": "outbound", "recipient": "self", "visitors": 1, "visit_showed_id": false }]);
    let behaviours = |kind: Value| {
        let answer = ask(
            &ENGINE,
            &json!({ "as_of": "2026-11-22", "debts": [{ "id": "a", "creditor_type": kind }], "contacts": visit }),
        );
        answer.conduct_findings.iter().map(|f| f.behaviour.to_string()).collect::<Vec<_>>()
    };
    assert!(behaviours(json!("commercial_bank")).contains(&"irregular_visit".to_owned()));
    assert!(!behaviours(Value::Null).contains(&"irregular_visit".to_owned()));
}

#[test]
fn money_that_a_court_has_a_claim_on_is_not_promised_to_others() {
    let household = json!({ "income": [{ "kind": "wage", "amount": 5000, "every": "month" }], "essentials": [{ "kind": "food", "amount": 3000, "every": "month" }] });
    let court = |id: &str, instalment: Value, due: &str| json!({ "id": id, "legal_stage": "settled_in_court", "proof_seen": "original", "court_instalment": instalment, "next_due_on": due, "outstanding": 6000 });
    let paid = |debts: Value| {
        let answer = ask(&ENGINE, &json!({ "as_of": "2026-11-22", "household": household, "debts": debts }));
        let amounts: Vec<Option<String>> = ["a", "b"]
            .iter()
            .map(|d| answer.payments.lines.iter().find(|l| l.debt == *d).unwrap().amount.clone())
            .collect();
        (answer.payments.status, amounts)
    };
    let other = json!({ "id": "b", "legal_stage": "overdue_m1", "outstanding": 9000 });
    assert_eq!(paid(json!([court("a", Value::Null, "2026-12-20"), other])), ("provisional".into(), vec![None, None]));
    let both = json!([court("a", json!(1500), "2026-12-20"), court("b", json!(1500), "2026-11-25")]);
    assert_eq!(
        paid(both),
        ("shared".into(), vec![Some("500.00".into()), Some("1500.00".into())]),
        "the nearest due date first"
    );
}

#[test]
fn a_later_date_of_the_same_step_does_not_hide_a_clock_that_nobody_knows() {
    let extra = "rules:
  - id: clock
    title: 例
    scope: debt
    strength: heuristic
    when: { debt.accelerated: true }
    then: { band: legal_deadline, because: 例, actions: [ { action: file_answer, due: { days: 15, after: debt.served_on } } ] }
  - id: later
    title: 例
    scope: debt
    strength: heuristic
    when: { debt.accelerated: true }
    then: { band: overdue, because: 例, actions: [ { action: file_answer, due: { days: 20, after: as_of } } ] }
";
    let answer = ask(
        &engine_with(extra),
        &json!({ "as_of": "2026-11-22", "debts": [{ "id": "a", "accelerated": true, "legal_stage": "overdue_m1" }] }),
    );
    let step = &answer.actions.iter().find(|a| a.next_step.action.as_str() == "file_answer").unwrap().next_step;
    let due = step.due.as_ref().unwrap();
    assert_eq!((due.on, due.status.as_str(), due.missing[0].fact.as_str()), (None, "not_known", "debt.served_on"));
}

#[test]
fn a_yardstick_that_may_come_first_leaves_the_position_open() {
    let debt = |date: Value| {
        let debts = json!([{ "id": "a", "creditor_type": "microloan", "contract_date": date, "disbursed_amount": 9000, "instalment": 933.33, "periods_total": 12, "upfront_fees": 0, "monthly_fees": 0, "legal_stage": "overdue_m1" }]);
        let answer = ask(&ENGINE, &json!({ "as_of": "2026-11-22", "debts": debts }));
        (
            answer.cost_findings.iter().any(|f| f.excess.is_some()),
            answer.questions.iter().any(|q| q.fact == "debt.contract_date"),
        )
    };
    assert_eq!(debt(json!("2026-01-05")), (true, false));
    assert_eq!(debt(Value::Null), (false, true));
}

#[test]
fn nothing_is_called_not_shown_where_nothing_was_looked_at() {
    let none = ask(&ENGINE, &json!({ "as_of": "2026-11-22", "debts": [{ "id": "a" }] }));
    assert_eq!(none.conduct_not_shown, []);
    assert_eq!(
        none.questions.iter().filter(|q| q.decides.is_empty()).count(),
        none.questions.iter().rev().take_while(|q| q.decides.is_empty()).count(),
        "what decides nothing comes last"
    );
}

#[test]
fn thousands_of_contacts_of_unknown_or_different_callers_are_answered() {
    let contacts: Vec<Value> = (0..1_500).map(|i| json!({ "id": format!("c{i}") })).collect();
    let mut groups: Vec<Value> = (0..1_000).map(|i| json!({ "id": format!("g{i}"), "creditor_group": format!("G{i}"), "at": "2026-11-10", "channel": "call", "direction": "outbound", "connected": true, "recipient": "self" })).collect();
    groups.extend((0..1_000).map(|i| json!({ "id": format!("s{i}"), "at": "2026-11-10", "channel": "call", "direction": "outbound", "connected": true, "recipient": "self" })));
    for contacts in [contacts, groups] {
        let answer = ask(&ENGINE, &json!({ "as_of": "2026-11-22", "debts": [{ "id": "a" }], "contacts": contacts }));
        assert!(!answer.questions.is_empty());
    }
}

#[test]
fn a_rate_of_the_law_is_said_to_its_last_digit() {
    // 日万分之一点七五: rounded to hundredths of a percent it would read as more than the law allows.
    let answer = ask(
        &ENGINE,
        &json!({ "as_of": "2026-11-22", "debts": [{ "id": "a", "legal_stage": "effective", "proof_seen": "original",
            "performance_due_on": "2026-12-01" }] }),
    );
    let because = &answer.actions[0].next_step.because[0].text;
    assert!(because.contains("按每天 0.0175% 另加"), "{because}");
}

#[test]
fn a_rule_that_yields_leaves_payment_and_the_day_of_a_step_to_the_other() {
    let rule = |id: &str, when: &str, tier: &str, days: u32, more: &str| {
        format!(
            "  - id: {id}\n    title: 例\n    scope: debt\n    strength: heuristic\n    when:\n      debt.legal_stage: overdue_m1\n      {when}: true\n    then:\n      band: overdue\n      because: 例\n      actions:\n        - action: list_debts\n          due: {{ days: {days}, after: debt.contract_date, roll: false }}\n      payment: {tier}\n{more}"
        )
    };
    let portfolio = json!({ "as_of": "2026-11-22", "household": {
            "income": [{ "kind": "wage", "amount": 5000, "every": "month", "certain": true }],
            "essentials": [{ "kind": "food", "amount": 3000, "every": "month" }] },
        "debts": [{ "id": "a", "legal_stage": "overdue_m1", "contract_date": "2026-11-20", "outstanding": 1000,
            "small_claims": true, "auto_deduction": true }] });
    let tier_and_day = |yields: &str| {
        let text = format!(
            "rules:\n{}{}",
            rule("early", "debt.small_claims", "secures_necessity", 5, yields),
            rule("late", "debt.auto_deduction", "family_last", 9, "")
        );
        let answer = ask(&engine_with(&text), &portfolio);
        let line = answer.payments.lines.iter().find(|l| l.debt == "a").unwrap();
        let steps = answer.actions.iter().flat_map(|l| std::iter::once(&l.next_step).chain(&l.then));
        let step = steps.into_iter().find(|s| s.action.as_str() == "list_debts").unwrap();
        (line.tier.to_string(), step.due.as_ref().unwrap().on.unwrap().to_string())
    };
    let earliest = ("secures_necessity".to_owned(), "2026-11-25".to_owned());
    assert_eq!(tier_and_day(""), earliest, "by themselves the earlier tier and the earlier day hold");
    let other = ("family_last".to_owned(), "2026-11-29".to_owned());
    assert_eq!(tier_and_day("    yields_to: [late]\n"), other, "nine days after the twentieth");
}
