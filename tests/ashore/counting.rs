//! Counts, ranges and seconds in quiet hours, held against a second computation: brute force over every contact and
//! every stretch, written from the conventions of the project and not from the engine.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::source::{SourceFile, Sources, read_folder};
use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeDelta};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Rules for these tests, beside the shipped pack.
const RULES: &str = r"
rules:
  - id: by-day
    title: 按天
    scope: contacts
    strength: heuristic
    count:
      where: { contact.channel: call, contact.connected: true }
      by: [creditor_group]
      window: calendar_day
    when: { count: { more_than: 3 } }
    then: { behaviour: excessive_calls, severity: notice, because: 例 }
  - id: by-hours
    title: 按小时
    scope: contacts
    strength: heuristic
    count:
      where: { contact.channel: call, contact.connected: true }
      by: [creditor_group]
      window: { rolling_hours: 24 }
    when: { count: { more_than: 3 } }
    then: { behaviour: excessive_calls, severity: notice, because: 例 }
  - id: by-days
    title: 按连续几天
    scope: contacts
    strength: heuristic
    count:
      where: { contact.channel: call, contact.connected: true }
      by: [creditor_group]
      window: { consecutive_days: 3 }
    when: { count: { more_than: 4 } }
    then: { behaviour: excessive_calls, severity: notice, because: 例 }
  - id: by-number
    title: 按被叫号码
    scope: contacts
    strength: heuristic
    count:
      where: { contact.channel: call, contact.connected: true }
      by: [creditor_group, to_number]
      window: calendar_day
    when: { count: { more_than: 2 } }
    then: { behaviour: excessive_redials, severity: notice, because: 例 }
  - id: after-talk
    title: 通话以后
    scope: contacts
    strength: heuristic
    count:
      where: { contact.channel: call }
      conversation: { contact.connected: true }
      by: [creditor_group]
      window: { days_after_conversation: 7 }
    when: { count: { at_least: 1 } }
    then: { behaviour: excessive_calls, severity: notice, because: 例 }
";

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let mut files: Vec<SourceFile> = read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect();
    files.push(SourceFile::new("zz/counting.yaml", RULES));
    Engine::new(check(Sources::new(files)).rules.expect("rules without mistakes"))
});

fn ask(portfolio: &Value) -> Value {
    let input = from_json(portfolio.to_string().as_bytes()).unwrap();
    let answer = ENGINE.answer(ENGINE.read(&input, &LIMITS).expect("a good portfolio"), Explain::Full);
    serde_json::to_value(answer).unwrap()
}

/// How a rule ended, over all that it was counted for: the worst of it.
fn ended(answer: &Value, rule: &str) -> &'static str {
    let all = answer["explanation"].as_array().unwrap().iter().filter(|o| o["rule"]["id"] == rule);
    let outcomes: Vec<&str> = all.map(|o| o["outcome"].as_str().unwrap()).collect();
    ["met", "not_known", "failed", "not_met"].into_iter().find(|w| outcomes.contains(w)).unwrap_or("none")
}

fn occurrences(answer: &Value, rule: &str) -> Vec<Value> {
    let findings = answer["conduct_findings"].as_array().unwrap().iter().filter(|f| f["rule"]["id"] == rule);
    findings.flat_map(|f| f["occurrences"].as_array().unwrap().clone()).collect()
}

/// A contact as the oracle sees it.
#[derive(Debug, Clone)]
struct Call {
    id: String,
    /// Seconds from the first midnight; nothing where no time was given.
    at: Option<i64>,
    day_only: bool,
    connected: Option<bool>,
    lender: Option<u8>,
    to: Option<u8>,
    /// Hours of the offset it is written in.
    offset: i32,
}

const FIRST: (i32, u32, u32) = (2024, 2, 27);

fn midnight() -> DateTime<FixedOffset> {
    let (y, m, d) = FIRST;
    NaiveDate::from_ymd_opt(y, m, d).unwrap().and_hms_opt(0, 0, 0).unwrap().and_local_timezone(beijing()).unwrap()
}

fn beijing() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap()
}

impl Call {
    fn json(&self) -> Value {
        let mut call = json!({ "id": self.id, "channel": "call", "direction": "outbound", "recipient": "self" });
        if let Some(at) = self.at {
            let at = midnight() + TimeDelta::seconds(at);
            call["at"] = if self.day_only {
                json!(at.date_naive().to_string())
            } else {
                json!(at.with_timezone(&FixedOffset::east_opt(self.offset * 3600).unwrap()).to_rfc3339())
            };
        }
        if let Some(connected) = self.connected {
            call["connected"] = json!(connected);
        }
        if let Some(lender) = self.lender {
            call["creditor_group"] = json!(format!("lender {lender}"));
        }
        if let Some(to) = self.to {
            call["to_number"] = json!(format!("number {to}"));
        }
        call
    }

    fn date(&self) -> Option<i64> {
        self.at.map(|at| at.div_euclid(86_400))
    }
}

fn log(most: usize) -> impl Strategy<Value = Vec<Call>> {
    let stamp = prop_oneof![
        4 => (0_i64..5, 0_i64..24).prop_map(|(d, h)| Some((d * 86_400 + h * 3600, false))),
        2 => (0_i64..5, prop::sample::select(vec![0_i64, 1, 86_399, 43_200])).prop_map(|(d, s)| Some((d * 86_400 + s, false))),
        1 => (0_i64..5).prop_map(|d| Some((d * 86_400, true))),
        1 => Just(None),
    ];
    let known = prop_oneof![5 => Just(Some(true)), 1 => Just(Some(false)), 1 => Just(None)];
    let lender = prop_oneof![4 => Just(Some(0_u8)), 2 => Just(Some(1)), 1 => Just(None)];
    let to = prop_oneof![3 => Just(Some(0_u8)), 1 => Just(Some(1)), 2 => Just(None)];
    prop::collection::vec((stamp, known, lender, to, -11_i32..=12), 0..most).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(i, (stamp, connected, lender, to, offset))| Call {
                id: format!("c{i:03}"),
                at: stamp.map(|s| s.0),
                day_only: stamp.is_some_and(|s| s.1),
                connected,
                lender,
                to,
                offset,
            })
            .collect()
    })
}

/// Of contacts of the same second and number, those that add nothing to another one go.
fn without_repeats(calls: &[Call]) -> Vec<Call> {
    let same = |a: &Call, b: &Call| a.at == b.at && a.lender == b.lender && a.to == b.to && !a.day_only && !b.day_only;
    let mut order: Vec<&Call> = calls.iter().collect();
    order.sort_by_key(|c| (c.connected.is_none(), c.id.clone()));
    let mut kept: Vec<Call> = Vec::new();
    for call in order {
        let adds_nothing = |k: &Call| {
            call.at.is_some() && same(k, call) && (call.connected.is_none() || k.connected == call.connected)
        };
        if !kept.iter().any(adds_nothing) {
            kept.push(call.clone());
        }
    }
    kept.sort_by_key(|c| c.id.clone());
    kept
}

/// What two contacts must share: for every way of filling in what is not known.
type Group = (u8, Option<u8>);

/// The groups a contact may belong to; `numbers` is whether the rule looks at the number called.
fn groups(call: &Call, numbers: bool, named: bool) -> BTreeSet<Group> {
    let lenders: Vec<u8> = call.lender.map_or_else(|| vec![0, 1, 9], |l| vec![l]);
    let to: Vec<Option<u8>> = match (numbers && named, call.to) {
        (false, _) => vec![None],
        (true, Some(n)) => vec![Some(n)],
        (true, None) => vec![Some(0), Some(1), Some(9)],
    };
    lenders.iter().flat_map(|l| to.iter().map(move |t| (*l, *t))).collect()
}

/// For each group and each stretch that ends with a contact or a day: at least so many, at most so many. `inside` says
/// of a contact and the end of a stretch whether it lies in it: for certain, or perhaps.
fn verdict(calls: &[Call], numbers: bool, limit: usize, inside: impl Fn(&Call, i64) -> (bool, bool)) -> &'static str {
    let counted: Vec<&Call> = calls.iter().filter(|c| c.connected != Some(false)).collect();
    let named = counted.iter().any(|c| c.to.is_some());
    let possible: BTreeSet<Group> = counted.iter().flat_map(|c| groups(c, numbers, named)).collect();
    let mut ends: BTreeSet<i64> = counted.iter().filter_map(|c| c.at).collect();
    ends.extend((0..5).flat_map(|d| [d * 86_400, d * 86_400 + 86_399]));
    let mut open = false;
    for group in possible {
        for end in &ends {
            let (mut least, mut most) = (0, 0);
            for call in &counted {
                let mine = groups(call, numbers, named);
                let (surely, perhaps) = if call.at.is_some() { inside(call, *end) } else { (false, true) };
                if mine.contains(&group) && perhaps {
                    most += 1;
                }
                if mine == BTreeSet::from([group]) && surely && call.connected == Some(true) {
                    least += 1;
                }
            }
            if least > limit {
                return "met";
            }
            open |= most > limit;
        }
    }
    if open { "not_known" } else { "not_met" }
}

fn by_day(call: &Call, end: i64) -> (bool, bool) {
    let same = call.date() == Some(end.div_euclid(86_400));
    (same, same)
}

fn by_hours(call: &Call, end: i64) -> (bool, bool) {
    let at = call.at.unwrap();
    if call.day_only {
        // All of a day lies in the 24 hours that end with its last second; else its day must only reach in.
        let last = at + 86_399;
        return (end == last, at <= end && last > end - 86_400);
    }
    let inside = at <= end && at > end - 86_400;
    (inside, inside)
}

fn by_days(call: &Call, end: i64) -> (bool, bool) {
    let (date, day) = (call.date().unwrap(), end.div_euclid(86_400));
    let inside = date <= day && day - date < 3;
    (inside, inside)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_are_those_of_a_second_computation(calls in log(14)) {
        let contacts: Vec<Value> = calls.iter().map(Call::json).collect();
        if contacts.is_empty() {
            return Ok(());
        }
        let answer = ask(&json!({ "as_of": "2026-11-22", "debts": [{ "id": "a" }], "contacts": contacts }));
        let kept = without_repeats(&calls);
        let left_out: BTreeSet<String> =
            answer["left_out"].as_array().unwrap().iter().map(|l| l["contact"].as_str().unwrap().to_owned()).collect();
        let gone: BTreeSet<String> = calls.iter().map(|c| c.id.clone()).filter(|id| kept.iter().all(|k| k.id != *id)).collect();
        prop_assert_eq!(left_out, gone);
        prop_assert_eq!(ended(&answer, "by-day"), verdict(&kept, false, 3, by_day), "by day: {:#?}", kept);
        prop_assert_eq!(ended(&answer, "by-hours"), verdict(&kept, false, 3, by_hours), "by hours: {:#?}", kept);
        prop_assert_eq!(ended(&answer, "by-days"), verdict(&kept, false, 4, by_days), "by days: {:#?}", kept);
        prop_assert_eq!(ended(&answer, "by-number"), verdict(&kept, true, 2, by_day), "by number: {:#?}", kept);
    }

    #[test]
    fn a_count_by_day_says_how_many_for_certain_at_the_most_and_in_24_hours(calls in log(16)) {
        let contacts: Vec<Value> = calls.iter().map(Call::json).collect();
        if contacts.is_empty() {
            return Ok(());
        }
        let answer = ask(&json!({ "as_of": "2026-11-22", "debts": [{ "id": "a" }], "contacts": contacts }));
        let kept = without_repeats(&calls);
        let mut expected = BTreeMap::new();
        for lender in 0..2 {
            for day in 0..5 {
                let sure = |c: &&Call| c.connected == Some(true) && c.lender == Some(lender);
                let count = kept.iter().filter(sure).filter(|c| c.date() == Some(day)).count();
                let may = |c: &&Call| c.connected != Some(false) && c.lender.is_none_or(|l| l == lender);
                let most = kept.iter().filter(may).filter(|c| c.date().is_none_or(|d| d == day)).count();
                let exact: Vec<i64> = kept.iter().filter(sure).filter(|c| !c.day_only).filter_map(|c| c.at).collect();
                let ends = exact.iter().filter(|t| t.div_euclid(86_400) == day);
                let rolling = ends.map(|t| exact.iter().filter(|s| **s <= *t && **s > t - 86_400).count()).max();
                if count > 3 {
                    let mut who: Vec<String> =
                        kept.iter().filter(sure).filter(|c| c.date() == Some(day)).map(|c| c.id.clone()).collect();
                    who.sort();
                    expected.insert(who, (count, most, rolling));
                }
            }
        }
        let mut found = BTreeMap::new();
        for occurrence in occurrences(&answer, "by-day") {
            let mut who: Vec<String> =
                occurrence["contacts"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect();
            who.sort();
            let number = |v: &Value| usize::try_from(v.as_u64().unwrap()).unwrap();
            let rolling = occurrence.get("rolling_24h").map(|r| number(&r["count"]));
            let possible = occurrence.get("possible").map_or(0, |p| p.as_array().unwrap().len());
            prop_assert_eq!(number(&occurrence["count"]) + possible, number(&occurrence["count_at_most"]));
            found.insert(who, (number(&occurrence["count"]), number(&occurrence["count_at_most"]), rolling));
        }
        prop_assert_eq!(found, expected, "{:#?}", kept);
    }

    #[test]
    fn contacts_after_a_conversation_are_those_of_a_second_computation(calls in log(7)) {
        // Every moment known: each contact against each conversation, as the convention says it.
        let calls: Vec<Call> = calls.into_iter().filter(|c| c.at.is_some() && !c.day_only && c.lender.is_some()).collect();
        if calls.is_empty() {
            return Ok(());
        }
        let contacts: Vec<Value> = calls.iter().map(Call::json).collect();
        let answer = ask(&json!({ "as_of": "2026-11-22", "debts": [{ "id": "a" }], "contacts": contacts }));
        let kept = without_repeats(&calls);
        let breaks = |e: &Call, sure: bool| kept.iter().any(|c| {
            let talked = if sure { c.connected == Some(true) } else { c.connected != Some(false) };
            talked && c.lender == e.lender && (c.at, &c.id) < (e.at, &e.id) && e.date().unwrap() - c.date().unwrap() < 7
        });
        let expected = match (kept.iter().any(|e| breaks(e, true)), kept.iter().any(|e| breaks(e, false))) {
            (true, _) => "met",
            (false, true) => "not_known",
            (false, false) => "not_met",
        };
        prop_assert_eq!(ended(&answer, "after-talk"), expected, "{:#?}", kept);
        let named: BTreeSet<String> = occurrences(&answer, "after-talk").iter()
            .flat_map(|o| o["contacts"].as_array().unwrap().clone()).map(|c| c.as_str().unwrap().to_owned()).collect();
        let all: BTreeSet<String> = kept.iter().filter(|e| breaks(e, true)).map(|e| e.id.clone()).collect();
        prop_assert_eq!(named, all);
    }

    #[test]
    fn quiet_seconds_are_those_counted_one_by_one(
        start in prop_oneof![0_i64..86_400, 79_000_i64..79_400, 28_700_i64..28_900], lasted in 1_i64..4000,
        agreed in prop::option::of((0_i64..1440, 0_i64..1440)), offset in -11_i32..=12,
    ) {
        let mut debt = json!({ "id": "a", "creditor_type": "commercial_bank" });
        let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        if let Some((from, until)) = agreed {
            debt["agreed_from"] = json!(clock(from));
            debt["agreed_until"] = json!(clock(until));
        }
        let at = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
        let at = at.and_local_timezone(beijing()).unwrap() + TimeDelta::seconds(start);
        let at = at.with_timezone(&FixedOffset::east_opt(offset * 3600).unwrap()).to_rfc3339();
        let mut call = json!({ "id": "c", "debt": "a", "at": at, "channel": "call", "direction": "outbound",
            "recipient": "self", "connected": true, "duration_seconds": lasted });
        if agreed.is_none() {
            call["agreed_window"] = json!(false);
        }
        let answer = ask(&json!({ "as_of": "2026-11-22", "debts": [debt], "contacts": [call] }));
        let inside = |from: i64, until: i64, second: i64| {
            let second = second.rem_euclid(86_400);
            if from <= until { from <= second && second < until } else { second >= from || second < until }
        };
        let was_agreed = |second: i64| agreed.is_some_and(|(f, u)| inside(f * 60, u * 60, second));
        let quiet = |second: i64| inside(22 * 3600, 8 * 3600, second);
        let seconds = (start..start + lasted).filter(|s| quiet(*s) && !was_agreed(*s)).count();
        let begins = quiet(start) && !was_agreed(start);
        let runs_in = !quiet(start) && quiet(start + lasted - 1) && !was_agreed(start + lasted - 1);
        prop_assert_eq!(ended(&answer, "night-contact"), if begins { "met" } else { "not_met" });
        prop_assert_eq!(ended(&answer, "call-into-the-night"), if runs_in { "met" } else { "not_met" });
        for rule in ["night-contact", "call-into-the-night"] {
            for occurrence in occurrences(&answer, rule) {
                prop_assert_eq!(occurrence["seconds_inside"].as_u64(), u64::try_from(seconds).ok());
            }
        }
    }
}

fn at(day: u64, clock: &str) -> String {
    let day = NaiveDate::from_ymd_opt(2028, 2, 27).unwrap().checked_add_days(Days::new(day)).unwrap();
    format!("{day}T{clock}+08:00")
}

fn calls(stamps: &[String]) -> Vec<Value> {
    let one = |(i, at): (usize, &String)| {
        json!({ "id": format!("c{i}"), "debt": "a", "at": at, "channel": "call", "direction": "outbound",
            "recipient": "self", "connected": true })
    };
    stamps.iter().enumerate().map(one).collect()
}

fn case(contacts: &[Value]) -> Value {
    ask(
        &json!({ "as_of": "2028-11-22", "debts": [{ "id": "a", "creditor_type": "commercial_bank" }], "contacts": contacts }),
    )
}

#[test]
fn windows_end_where_the_conventions_say() {
    let check = |name: &str, rule: &str, stamps: &[String], expected: &str| {
        assert_eq!(ended(&case(&calls(stamps)), rule), expected, "{name}");
    };
    let three = [at(0, "10:00:00"), at(0, "11:00:00"), at(0, "12:00:00")];
    let with = |last: &[String]| three.iter().chain(last).cloned().collect::<Vec<_>>();
    check("(t - 24 h, t]: 24 hours after the first, it has left", "by-hours", &with(&[at(1, "10:00:00")]), "not_met");
    check("a second earlier it is inside", "by-hours", &with(&[at(1, "09:59:59")]), "met");
    check("[d - 2, d]: the third day is inside", "by-days", &with(&[at(1, "09:00:00"), at(2, "23:59:59")]), "met");
    check("the fourth is not", "by-days", &with(&[at(1, "09:00:00"), at(3, "00:00:00")]), "not_met");
    check("the last second of a day", "by-day", &with(&[at(0, "23:59:59")]), "met");
    check("midnight is the next day", "by-day", &with(&[at(1, "00:00:00")]), "not_met");
    let leap = [at(2, "00:00:00"), at(2, "08:00:00"), at(2, "16:00:00"), at(2, "23:59:59")];
    check("29 February is a day of its own", "by-day", &leap, "met");
}

#[test]
fn the_day_of_a_conversation_is_the_first_of_the_days_after_it() {
    let with = |connected: Value, first: &str, last: &str| {
        let mut contacts = calls(&[first.to_owned(), last.to_owned()]);
        contacts[0]["connected"] = connected;
        contacts[1]["connected"] = json!(false);
        case(&contacts)
    };
    let check =
        |name: &str, answer: &Value, expected: &str| assert_eq!(ended(answer, "after-talk"), expected, "{name}");
    check("the seventh day breaks it", &with(json!(true), &at(0, "23:59:59"), &at(6, "00:00:00")), "met");
    check("the eighth does not", &with(json!(true), &at(0, "23:59:59"), &at(7, "00:00:00")), "not_met");
    check("a contact before it does not", &with(json!(true), &at(1, "10:00:00"), &at(0, "10:00:00")), "not_met");
    check(
        "no conversation, nothing to wait for",
        &with(json!(false), &at(0, "10:00:00"), &at(1, "10:00:00")),
        "not_met",
    );
    let open = with(Value::Null, &at(0, "10:00:00"), &at(1, "10:00:00"));
    check("perhaps no conversation", &open, "not_known");
    let missing = open["conduct_cannot_tell"].to_string();
    assert!(missing.contains("contact.connected"), "{missing}");
    let day = "2028-02-27".to_owned();
    check("the same day, who knows which came first", &with(json!(true), &day, &at(0, "10:00:00")), "not_known");
    check("another day does", &with(json!(true), &day, &at(1, "00:00:00")), "met");
    let shown = &occurrences(&with(json!(true), &at(0, "10:00:00"), &at(1, "10:00:00")), "after-talk")[0];
    assert_eq!((&shown["after_conversation"], &shown["contacts"]), (&json!("c0"), &json!(["c1"])));
}

#[test]
fn what_is_left_out_is_said_with_the_reason() {
    let mut contacts = calls(&[at(0, "10:00:00"), at(0, "10:00:00"), at(0, "11:00:00"), at(0, "12:00:00")]);
    contacts[2]["duplicate_of"] = json!("c0");
    contacts[3]["direction"] = json!("inbound");
    let mut pack = case(&contacts);
    // The rules of these tests count whatever the direction; the shipped ones do not.
    assert!(pack["left_out"].as_array().unwrap().iter().all(|l| l["contact"] != "c3"));
    let files = read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect();
    let engine = Engine::new(check(Sources::new(files)).rules.unwrap());
    let portfolio = json!({ "as_of": "2028-11-22", "debts": [{ "id": "a" }], "contacts": contacts });
    let input = from_json(portfolio.to_string().as_bytes()).unwrap();
    pack = serde_json::to_value(engine.answer(engine.read(&input, &LIMITS).unwrap(), Explain::Findings)).unwrap();
    let said: Vec<(&str, Option<&str>)> = pack["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| {
            assert!(!l["because"].as_str().unwrap().is_empty() && !l["because_en"].as_str().unwrap().is_empty());
            (l["contact"].as_str().unwrap(), l.get("same_as").and_then(Value::as_str))
        })
        .collect();
    assert_eq!(said, [("c1", Some("c0")), ("c2", Some("c0")), ("c3", None)]);
}

#[test]
fn a_wrong_id_of_a_repeated_contact_is_refused() {
    for of in ["nobody", "c0"] {
        let mut contacts = calls(&[at(0, "10:00:00")]);
        contacts[0]["duplicate_of"] = json!(of);
        let portfolio = json!({ "as_of": "2028-11-22", "debts": [{ "id": "a" }], "contacts": contacts });
        let problems = ENGINE.read(&from_json(portfolio.to_string().as_bytes()).unwrap(), &LIMITS).unwrap_err();
        assert!(format!("{problems:?}").contains("unknown-contact"), "{problems:?}");
    }
}

#[test]
fn a_count_that_cannot_be_told_says_between_which_numbers_it_lies() {
    let mut contacts = calls(&[at(0, "09:00:00"), at(0, "10:00:00"), at(0, "11:00:00"), at(0, "12:00:00")]);
    contacts[3].as_object_mut().unwrap().remove("connected");
    let answer = case(&contacts);
    let counts = answer["conduct_cannot_tell"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|c| c["counts"].as_array().cloned().unwrap_or_default());
    let of: Vec<Value> = counts.filter(|c| c["rule"] == "by-day").collect();
    assert_eq!(of.len(), 1);
    assert_eq!((&of[0]["count"], &of[0]["count_at_most"], &of[0]["limit"]), (&json!(3), &json!(4), &json!(3)));
    assert_eq!((&of[0]["contacts"], &of[0]["possible"]), (&json!(["c0", "c1", "c2"]), &json!(["c3"])));
}

#[test]
fn ten_thousand_contacts_are_answered() {
    let number = |i: usize| {
        json!({ "id": format!("c{i}"), "debt": if i.is_multiple_of(3) { Value::Null } else { json!("a") },
        "at": at(u64::try_from(i % 300).unwrap(), &format!("{:02}:{:02}:00", i % 24, i % 60)), "channel": "call", "direction": "outbound",
        "recipient": "self", "connected": !i.is_multiple_of(5), "to_number": if i.is_multiple_of(7) { Value::Null } else { json!(format!("n{}", i % 50)) } })
    };
    let contacts: Vec<Value> = (0..10_000).map(number).collect();
    let answer = ask(&json!({ "as_of": "2029-11-22", "debts": [{ "id": "a" }], "contacts": contacts }));
    assert_eq!(ended(&answer, "by-day"), "met");
}
