//! The days on which an answer changes by itself. Days are counted by hand from the law and the calendar; for portfolios
//! made at random, walking day by day finds the same days as the timeline, and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, Portfolio, from_json};
use ashore::plan::Answer;
use ashore::sheet::calendar::calendar;
use ashore::source::{SourceFile, Sources, read_folder};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("rules without mistakes"))
});

fn read(engine: &Engine, request: &Value) -> Portfolio {
    let input = from_json(request.to_string().as_bytes()).unwrap();
    engine.read(&input, &LIMITS).unwrap_or_else(|e| panic!("{request}: {e:?}"))
}

fn founding() -> Value {
    serde_json::from_str(&std::fs::read_to_string("openapi/examples/three-loans.json").unwrap()).unwrap()
}

/// The timeline of one debt: day, kind, rule.
fn timeline(as_of: &str, debt: &Value) -> Vec<(String, String, String)> {
    let portfolio = read(&ENGINE, &json!({ "as_of": as_of, "debts": [debt] }));
    entries(&ENGINE.answer(portfolio, Explain::Findings))
}

fn entries(answer: &Answer) -> Vec<(String, String, String)> {
    let word = |kind| serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned();
    let all = answer.timeline.iter().flat_map(|e| e.changes.iter().map(move |c| (e.on, c)));
    all.map(|(on, c)| (on.to_string(), word(c.kind), c.rule.as_ref().map_or_else(String::new, ToString::to_string)))
        .collect()
}

fn has(all: &[(String, String, String)], on: &str, kind: &str, rule: &str) -> bool {
    all.iter().any(|(d, k, r)| d == on && k == kind && r == rule)
}

#[test]
fn the_answer_period_passes_on_the_sixteenth_day() {
    // Served on 2026-11-10, 15 days, the first of which is the 11th: the last is Wednesday, 25 November.
    let portfolio = read(&ENGINE, &founding());
    let answer = ENGINE.answer(portfolio, Explain::Findings);
    let first = &answer.timeline[0];
    assert_eq!(first.on.to_string(), "2026-11-26");
    let change = &first.changes[0];
    assert_eq!(change.text, "“提交答辩状”的期限 2026-11-25 已过");
    assert_eq!(change.text_en.as_deref(), Some("the last day for “File an answer”, 2026-11-25, has passed"));
    assert_eq!(change.debt.as_deref(), Some("a"));
    assert!(has(&entries(&answer), "2026-11-26", "deadline_passes", "complaint-served"));
}

#[test]
fn credit_report_edges_come_after_thirty_sixty_and_ninety_days() {
    // Overdue since 2026-11-01: day 31 is 2 December, day 61 is 1 January, day 91 is 31 January.
    let debt = json!({ "id": "a", "creditor_type": "commercial_bank", "product": "consumer_loan",
        "legal_stage": "overdue_m1", "overdue_since": "2026-11-01", "on_credit_report": "yes_pboc",
        "security": "none" });
    let all = timeline("2026-11-22", &debt);
    let edges: Vec<(&str, &str)> = all
        .iter()
        .filter(|(_, kind, rule)| kind == "rule_begins_to_apply" && rule.starts_with("credit-edge"))
        .map(|(on, _, rule)| (on.as_str(), rule.as_str()))
        .collect();
    assert_eq!(edges, [("2026-12-02", "credit-edge-sixty"), ("2027-01-01", "credit-edge-ninety")]);
    assert!(has(&all, "2027-01-31", "rule_ceases_to_apply", "credit-edge-ninety"), "{all:?}");
}

#[test]
fn limitation_ends_three_years_after_the_last_demand() {
    // Of a debt due in 2023 whose last demand was on 2024-03-01: three years are over after 2027-03-01.
    let debt = json!({ "id": "a", "creditor_type": "natural_person", "product": "iou", "legal_stage": "overdue_m3",
        "final_due_on": "2023-06-01", "last_payment_on": "never", "last_acknowledged_on": "never",
        "last_demand_on": "2024-03-01", "overdue_since": "2023-06-01" });
    let all = timeline("2026-11-22", &debt);
    assert!(has(&all, "2027-03-02", "deadline_passes", ""), "{all:?}");
    assert!(has(&all, "2027-03-02", "rule_begins_to_apply", "possibly-time-barred"), "{all:?}");
    assert!(!all.iter().any(|(on, _, rule)| on.as_str() < "2027-03-02" && rule == "possibly-time-barred"), "{all:?}");
}

#[test]
fn a_guarantee_without_a_term_ends_six_months_after_the_debt_fell_due() {
    // Due on 2026-08-31: six months later there is no 31st, so it ends on 2027-02-28.
    let debt = json!({ "id": "a", "creditor_type": "commercial_bank", "client_role": "guarantor", "contract_date": "2025-08-31",
        "final_due_on": "2026-08-31", "accelerated": false, "guarantee_until": "never" });
    let all = timeline("2026-11-22", &debt);
    assert!(has(&all, "2027-03-01", "deadline_passes", ""), "{all:?}");
}

/// The shipped rules with one text of one file replaced.
fn with(path: &str, from: &str, to: &str) -> Engine {
    let files: Vec<SourceFile> = read_folder(Path::new("rules"))
        .unwrap()
        .iter()
        .map(|(_, file)| {
            let text = if file.path.ends_with(path) { file.text.replace(from, to) } else { file.text.clone() };
            SourceFile::new(file.path.clone(), text)
        })
        .collect();
    Engine::new(check(Sources::new(files)).rules.expect("rules without mistakes"))
}

#[test]
fn a_value_that_changes_moves_the_day_that_is_counted_with_it() {
    let engine = with(
        "values/procedure.yaml",
        "- { from: 2024-01-01, value: 15, checked: { on: 2026-11-22, how: full_text } }\n    source: 民事诉讼法第一百二十八条",
        "- { from: 2024-01-01, until: 2026-11-23, value: 15, checked: { on: 2026-11-22, how: full_text } }
      - { from: 2026-11-24, value: 20, checked: { on: 2026-11-22, how: full_text } }
    source: 民事诉讼法第一百二十八条",
    );
    let answer = engine.answer(read(&engine, &founding()), Explain::Findings);
    let first = &answer.timeline[0];
    assert_eq!(first.on.to_string(), "2026-11-24");
    assert_eq!(first.changes[0].text, "“答辩期”由 15 天 变为 20 天");
    // Served on the 10th: twenty days end on Monday, 30 November, and not on the 25th.
    let all = entries(&answer);
    assert!(!has(&all, "2026-11-26", "deadline_passes", "complaint-served"), "{all:?}");
    assert!(has(&all, "2026-12-01", "deadline_passes", "complaint-served"), "{all:?}");
}

#[test]
fn a_changed_period_of_limitation_is_told_of_before_it_decides() {
    // As if the period were two years from 2027-01-10 on.
    let engine = with(
        "values/procedure.yaml",
        "- { from: 2021-01-01, value: 3, checked: { on: 2026-11-22, how: full_text } }\n    source: 民法典第一百八十八条\n    cite: [civil-code/188]\n\n  - id: limitation_max_years",
        "- { from: 2021-01-01, until: 2027-01-09, value: 3, checked: { on: 2026-11-22, how: full_text } }
      - { from: 2027-01-10, value: 2, checked: { on: 2026-11-22, how: full_text } }
    source: 民法典第一百八十八条\n    cite: [civil-code/188]\n\n  - id: limitation_max_years",
    );
    let debt = json!({ "id": "a", "creditor_type": "natural_person", "product": "iou", "legal_stage": "overdue_m3",
        "final_due_on": "2023-06-01", "last_payment_on": "never", "last_acknowledged_on": "never",
        "last_demand_on": "2024-03-01", "overdue_since": "2023-06-01" });
    let request = json!({ "as_of": "2026-11-22", "debts": [debt] });
    let all = entries(&engine.answer(read(&engine, &request), Explain::Findings));
    assert!(has(&all, "2027-01-10", "rule_begins_to_apply", "possibly-time-barred"), "{all:?}");
    assert!(all.iter().any(|(on, kind, _)| on == "2027-01-10" && kind == "value_changes"), "{all:?}");
    walk(&engine, &request, 120);
}

#[test]
fn a_rule_that_ends_with_the_year_ceases_on_new_years_day() {
    // The subsidy on consumer loans runs until 2026-12-31.
    let debt = json!({ "id": "a", "creditor_type": "commercial_bank", "product": "consumer_loan",
        "legal_stage": "overdue_m3", "overdue_since": "2026-08-01" });
    let all = timeline("2026-11-22", &debt);
    assert!(has(&all, "2027-01-01", "rule_ceases_to_apply", "subsidy-is-no-relief"), "{all:?}");
}

#[test]
fn a_rule_kept_out_by_something_else_names_no_day() {
    // A debt that is settled: whatever its days, nothing about them is told.
    let debt = json!({ "id": "a", "creditor_type": "commercial_bank", "product": "consumer_loan",
        "legal_stage": "closed", "overdue_since": "2026-11-01", "on_credit_report": "no", "served_on": "2026-11-10" });
    let all = timeline("2026-11-22", &debt);
    assert!(all.iter().all(|(.., rule)| !rule.starts_with("credit-edge")), "{all:?}");
}

#[test]
fn the_calendar_reads_back_as_rfc_5545_has_it() {
    let mut request = founding();
    request["case_ref"] = json!("2026;甲,\\ 一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十");
    let answer = ENGINE.answer(read(&ENGINE, &request), Explain::Findings);
    let text = calendar(&answer);
    assert_eq!(text, calendar(&ENGINE.answer(read(&ENGINE, &request), Explain::Findings)), "the same bytes");
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "every line ends in CRLF");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "no line is longer than 75 octets");
    let unfolded = text.replace("\r\n ", "");
    let lines: Vec<(&str, &str)> = unfolded.split_terminator("\r\n").map(|l| l.split_once(':').unwrap()).collect();
    let names = [
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "X-WR-CALNAME",
        "UID",
        "DTSTAMP",
        "DTSTART;VALUE=DATE",
        "DTEND;VALUE=DATE",
        "SUMMARY",
        "DESCRIPTION",
        "CATEGORIES",
        "TRANSP",
        "ACTION",
        "TRIGGER",
    ];
    let mut open: Vec<&str> = Vec::new();
    for &(name, value) in &lines {
        assert!(names.contains(&name), "{name}");
        match name {
            "BEGIN" => open.push(value),
            "END" => assert_eq!(open.pop(), Some(value)),
            "DTSTAMP" => assert_eq!(value, "20261122T000000Z"),
            "SUMMARY" | "DESCRIPTION" | "X-WR-CALNAME" => {
                let bare = value.replace("\\\\", "").replace("\\,", "").replace("\\;", "").replace("\\n", "");
                assert!(!bare.contains(['\\', ',', ';']), "{value}");
            }
            _ => {}
        }
    }
    assert!(open.is_empty() && lines[0] == ("BEGIN", "VCALENDAR"));
    let of = |wanted: &str| -> Vec<&str> {
        lines.iter().filter(|(name, _)| *name == wanted).map(|(_, value)| *value).collect()
    };
    let (events, uids) = (of("BEGIN").iter().filter(|v| **v == "VEVENT").count(), of("UID"));
    assert_eq!(uids.iter().collect::<BTreeSet<_>>().len(), events, "every event has an id of its own");
    // The answer is due on the 25th: an all-day event that ends as the next day begins, with an alarm three days before.
    let at = lines.iter().position(|l| *l == ("SUMMARY", "债务 a：提交答辩状")).unwrap();
    assert_eq!(lines[at - 2..at], [("DTSTART;VALUE=DATE", "20261125"), ("DTEND;VALUE=DATE", "20261126")]);
    let rest = &lines[at..at + lines[at..].iter().position(|l| *l == ("END", "VEVENT")).unwrap()];
    assert!(rest.contains(&("TRIGGER", "-P3D")), "{rest:?}");
    assert!(lines.contains(&("DTSTART;VALUE=DATE", "20261126")), "the day after is a change");
    // Nothing says whose it is: no name a client gave a debt.
    for name in ["甲平台", "乙小贷", "丙消费金融", "丁小贷"] {
        assert!(!unfolded.contains(name), "{name}");
    }
}

#[test]
fn two_households_with_one_deadline_have_two_events() {
    let debt = json!({ "id": "a", "legal_stage": "served", "served_on": "2026-11-10", "proof_seen": "original" });
    let uid = |case: &str| {
        let request = json!({ "as_of": "2026-11-22", "case_ref": case, "debts": [debt] });
        let text = calendar(&ENGINE.answer(read(&ENGINE, &request), Explain::Findings));
        text.lines().find(|l| l.starts_with("UID:")).unwrap().to_owned()
    };
    assert_ne!(uid("2026-1"), uid("2026-2"));
    assert_eq!(uid("2026-1"), uid("2026-1"));
}

#[test]
fn a_household_without_days_has_a_calendar_all_the_same() {
    let request = json!({ "as_of": "2026-11-22", "debts": [{ "id": "a", "legal_stage": "closed" }] });
    let answer = ENGINE.answer(read(&ENGINE, &request), Explain::Findings);
    let text = calendar(&answer);
    assert!(text.contains("BEGIN:VEVENT\r\n"), "{text}");
}

#[test]
#[ignore = "a measurement, not a claim: run by hand"]
fn how_long_an_answer_takes() {
    let portfolio = read(&ENGINE, &founding());
    ENGINE.answer(portfolio.clone(), Explain::Findings);
    let start = std::time::Instant::now();
    for _ in 0..50 {
        ENGINE.answer(portfolio.clone(), Explain::Findings);
    }
    eprintln!("{:?} an answer", start.elapsed() / 50);
}

/// What is compared from day to day: how every rule ends, what comes next and in which order, which days have passed,
/// and where each debt stands among the payments.
#[derive(Debug, PartialEq)]
struct Seen {
    rules: BTreeMap<(String, Option<String>, Option<String>), u8>,
    next: BTreeMap<Option<String>, (String, String)>,
    order: Vec<String>,
    passed: BTreeMap<(Option<String>, String), bool>,
    payments: BTreeMap<String, String>,
}

fn seen(answer: &Answer) -> Seen {
    let mut rules = BTreeMap::new();
    for outcome in answer.explanation.as_ref().unwrap() {
        if serde_json::to_value(outcome.status).unwrap() != json!("active") {
            continue;
        }
        let stand = match outcome.outcome.as_str() {
            "met" => 2,
            "not_met" => 0,
            _ => 1,
        };
        let key = (outcome.rule.id.to_string(), outcome.debt.clone(), outcome.contact.clone());
        let known = rules.entry(key).or_insert(stand);
        *known = stand.max(*known);
    }
    let lines = answer.actions.iter();
    let next = lines.clone().filter(|l| l.debt.is_some());
    let name = |debt: &Option<String>, action: &str| debt.clone().unwrap_or_else(|| action.to_owned());
    let tier = answer.payments.lines.iter().map(|l| (l.debt.clone(), l.tier.to_string()));
    let held = answer.payments.held.iter().map(|l| (l.debt.clone(), "held".to_owned()));
    Seen {
        rules,
        next: next.map(|l| (l.debt.clone(), (l.band.to_string(), l.next_step.action.to_string()))).collect(),
        order: lines.map(|l| name(&l.debt, l.next_step.action.as_str())).collect(),
        passed: answer.deadlines.iter().map(|d| ((d.debt.clone(), format!("{:?}", d.of)), d.days_left < 0)).collect(),
        payments: tier.chain(held).collect(),
    }
}

/// What differs between two days; of order and days only what is there on both.
fn differs(before: &Seen, after: &Seen) -> Vec<String> {
    let mut all = Vec::new();
    for (key, stand) in &after.rules {
        if before.rules.get(key).is_some_and(|was| was != stand) {
            all.push(format!("rule {key:?} {} -> {stand}", before.rules[key]));
        }
    }
    if before.next != after.next {
        all.push(format!("next {:?} -> {:?}", before.next, after.next));
    }
    let kept = |one: &Seen, other: &Seen| -> Vec<String> {
        one.order.iter().filter(|l| other.order.contains(l)).cloned().collect()
    };
    if kept(before, after) != kept(after, before) {
        all.push(format!("order {:?} -> {:?}", before.order, after.order));
    }
    for (key, passed) in &after.passed {
        if before.passed.get(key).is_some_and(|was| was != passed) {
            all.push(format!("day {key:?}"));
        }
    }
    if before.payments != after.payments {
        all.push(format!("payments {:?} -> {:?}", before.payments, after.payments));
    }
    all
}

/// Walks day by day and holds every day against the timeline.
fn walk(engine: &Engine, request: &Value, days: u64) -> usize {
    let portfolio = read(engine, request);
    let start = portfolio.as_of;
    let answer = engine.answer(portfolio.clone(), Explain::Full);
    let last = start.checked_add_days(Days::new(days)).unwrap();
    let listed: BTreeMap<NaiveDate, &Vec<_>> =
        answer.timeline.iter().filter(|e| e.on <= last).map(|e| (e.on, &e.changes)).collect();
    let reached = if answer.timeline_cut { answer.timeline.last().unwrap().on.min(last) } else { last };
    let mut before = answer.clone();
    let mut found = 0;
    for ahead in 1..=days {
        let day = start.checked_add_days(Days::new(ahead)).unwrap();
        if day > reached {
            break;
        }
        let mut later = portfolio.clone();
        later.as_of = day;
        let after = engine.answer(later, Explain::Full);
        let changes = differs(&seen(&before), &seen(&after));
        match listed.get(&day) {
            None => assert!(changes.is_empty(), "{day} is not listed: {changes:?}\n{request}"),
            Some(listed) => {
                // Of a later step that enters the horizon of its band the answer shows the day, and no more.
                let near = listed.iter().all(|c| serde_json::to_value(c.kind).unwrap() == json!("deadline_near"));
                let in_fifteen = after.deadlines.iter().any(|d| d.days_left == 15);
                assert!(!changes.is_empty() || near && in_fifteen, "{day}: nothing changes: {listed:?}\n{request}");
                found += 1;
            }
        }
        before = after;
    }
    found
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn date(&mut self, future: bool) -> String {
        let as_of = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let near = [0, 1, 10, 15, 28, 29, 30, 31, 45, 59, 60, 61, 80, 89, 90, 91, 100, 150, 180, 200];
        let years = [0, 0, 0, 1, 2, 3, 5];
        let ago = near[self.roll(near.len())] + 365 * years[self.roll(years.len())];
        let day = if future && self.roll(2) == 0 {
            as_of.checked_add_days(Days::new(ago.min(130)))
        } else if self.roll(4) == 0 {
            // A period of whole years that ends within the next months.
            as_of.checked_sub_days(Days::new(365 * 3 - ago.min(110)))
        } else {
            as_of.checked_sub_days(Days::new(ago))
        };
        day.unwrap().to_string()
    }

    fn fact(&mut self, fact: &ashore::fact::Fact) -> Option<Value> {
        let choices = fact.kind.choices();
        Some(match fact.kind.word() {
            "yes_no" => json!(self.roll(2) == 0),
            "choice" => json!(choices[self.roll(choices.len())].name),
            "choices" => json!([choices[self.roll(choices.len())].name]),
            "amount" => json!(format!("{}", 100 + self.roll(90_000))),
            "rate" => json!(format!("{}%", self.roll(40))),
            "count" => json!(self.roll(36)),
            "date" if fact.may_be_never && self.roll(4) == 0 => json!("never"),
            "date" => json!(self.date(fact.may_be_future)),
            _ => return None,
        })
    }

    fn facts(&mut self, scope: &str, of_ten: usize) -> serde_json::Map<String, Value> {
        let mut all = serde_json::Map::new();
        for (_, fact) in ENGINE.rules().vocabulary.iter() {
            if fact.scope.prefix() == scope && fact.derived.is_none() && self.roll(10) < of_ten {
                let name = fact.name.to_string();
                let value = self.fact(fact);
                all.extend(value.map(|value| (name.split_once('.').unwrap().1.to_owned(), value)));
            }
        }
        all
    }
}

#[test]
fn walking_day_by_day_finds_the_same_days() {
    let as_of = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let mut dice = Dice(7);
    let mut found = 0;
    for of_ten in [3, 6, 8, 10] {
        let debts: Vec<Value> = (0..=dice.roll(3))
            .map(|i| {
                let mut debt = dice.facts("debt", of_ten);
                debt.insert("id".into(), json!(format!("d{i}")));
                // Most rules ask how far the matter has gone, since when, and whether anybody has seen a paper.
                let stages = ["overdue_m1", "overdue_m3", "served", "hearing_set", "collection_outsourced"];
                debt.insert("legal_stage".into(), json!(stages[dice.roll(stages.len())]));
                let since = as_of.checked_sub_days(Days::new(u64::try_from(dice.roll(90)).unwrap())).unwrap();
                debt.insert("overdue_since".into(), json!(since.to_string()));
                debt.insert("on_credit_report".into(), json!("yes_pboc"));
                debt.insert("proof_seen".into(), json!("original"));
                Value::Object(debt)
            })
            .collect();
        let household = dice.facts("household", of_ten);
        let request = json!({ "as_of": "2026-11-22", "household": household, "debts": debts });
        found += walk(&ENGINE, &request, 120);
    }
    assert!(found >= 5, "only {found} days: the portfolios try nothing");
}

#[test]
fn walking_from_the_founding_case_finds_the_same_days() {
    assert!(walk(&ENGINE, &founding(), 120) >= 9);
    // The same debts with other days: what is due when falls together differently.
    let mut dice = Dice(3);
    for _ in 0..2 {
        let mut request = founding();
        let names: BTreeSet<String> = ENGINE
            .rules()
            .vocabulary
            .iter()
            .filter(|(_, f)| f.kind.word() == "date" && f.derived.is_none())
            .map(|(_, f)| f.name.to_string())
            .collect();
        for debt in request["debts"].as_array_mut().unwrap() {
            for (name, value) in debt.as_object_mut().unwrap() {
                if names.contains(&format!("debt.{name}")) {
                    let (_, fact) = ENGINE.rules().vocabulary.find(&format!("debt.{name}")).unwrap();
                    *value = json!(dice.date(fact.may_be_future));
                }
            }
        }
        walk(&ENGINE, &request, 120);
    }
}
