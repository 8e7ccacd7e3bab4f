//! English beside the Chinese: the same sentence with the same figures, left out where nobody wrote it, and wanted where
//! the pack says that it speaks English.

use std::path::Path;
use std::sync::LazyLock;

use crate::shell::{ashore, text};
use ashore::check::{Checked, check};
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::source::{SourceFile, Sources, read_folder};
use serde_json::{Value, json};

static PACK: LazyLock<Vec<SourceFile>> =
    LazyLock::new(|| read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect());

/// The shipped pack with one more file, its `languages` as given.
fn checked(languages: &str, extra: &str) -> Checked {
    let mut files: Vec<SourceFile> = PACK.iter().filter(|f| !f.path.starts_with("cn/cases/")).cloned().collect();
    let pack = files.iter_mut().find(|f| f.path == "cn/pack.yaml").unwrap();
    let line = pack.text.lines().find(|l| l.trim_start().starts_with("languages:")).unwrap().to_owned();
    *pack = SourceFile::new("cn/pack.yaml", pack.text.replace(&line, &format!("  languages: {languages}")));
    files.push(SourceFile::new("zz/extra.yaml", extra));
    check(Sources::new(files))
}

/// The answer of the shipped pack with one more file, as it is sent.
fn answer(extra: &str, portfolio: &Value) -> Value {
    let engine = Engine::new(checked("[zh-CN]", extra).rules.expect("rules without mistakes"));
    let input = from_json(portfolio.to_string().as_bytes()).unwrap();
    let answer = engine.answer(engine.read(&input, &LIMITS).expect("a good portfolio"), Explain::Findings);
    serde_json::to_value(answer).unwrap()
}

fn danger() -> Value {
    json!({ "as_of": "2026-11-22", "household": { "risk_violence_now": true },
        "debts": [{ "id": "a", "legal_stage": "overdue_m1", "outstanding": 20000 }] })
}

#[test]
fn an_answer_has_the_english_of_titles_reasons_and_steps_beside_the_chinese() {
    let answer = answer("", &danger());
    let today = &answer["today"][0];
    assert_eq!(today["text"], "现在就打 110。不要单独谈，不要跟对方走，不要当场签字。");
    assert_eq!(
        today["text_en"],
        "Ring 110 now. Do not talk to them alone, do not go away with them, do not sign anything on the spot."
    );
    assert_eq!(today["rule"]["title_en"], "Somebody is threatening or holding a person right now");
    let line = &answer["actions"][0];
    assert_eq!(line["band_title_en"], "Personal safety");
    let step = &line["next_step"];
    assert_eq!(step["title_en"], "Call the police");
    assert_eq!(step["steps_en"].as_array().unwrap().len(), step["steps"].as_array().unwrap().len());
    assert_eq!(step["proof_en"].as_array().unwrap().len(), step["proof"].as_array().unwrap().len());
    assert!(step["if_missed_en"].as_str().unwrap().starts_with("Reported later"));
    assert!(step["because"][0]["text_en"].as_str().unwrap().starts_with("Collecting a debt by violence"));
    assert!(step["because"][0]["rule"]["not_modelled_en"].as_str().unwrap().contains("the courts"));
    let avoid = answer["avoid"].as_array().unwrap().iter().find(|l| l["avoid"] == "no_new_note").unwrap();
    assert!(avoid["title_en"].as_str().unwrap().starts_with("Do not sign a new IOU"));
    assert!(avoid["because_en"].as_str().unwrap().starts_with("A new signature"));
    let police = answer["referrals"].as_array().unwrap().iter().find(|l| l["referral"] == "police").unwrap();
    assert_eq!(police["title_en"], "Police");
    assert_eq!(police["to_en"], "Ring 110, or go to the nearest police station");
    assert_eq!(police["bring_en"].as_array().unwrap().len(), police["bring"].as_array().unwrap().len());
    assert!(police["because"][0]["text_en"].as_str().unwrap().starts_with("Collecting a debt"));
}

/// A rule with slots of every kind, and an action of its own.
const SLOTS: &str = "rules:
  - id: extra
    title: 例
    scope: debt
    strength: heuristic
    when: { debt.small_claims: true }
    then:
      band: danger
      because: '{{ debt.served_on }}、{{ debt.outstanding }} 元、{{ debt.legal_stage }}、{{ debt.accelerated }}、{{ debt.hearing_on }}、{{ value.answer_days }} 日、{{ as_of }}'
      actions: [ { action: extra_step, due: today } ]
      payment: hold
    en:
      title: Example
      because: 'on {{ debt.served_on }}, {{ debt.outstanding }} yuan, {{ debt.legal_stage }}, {{ debt.accelerated }}, {{ debt.hearing_on }}, {{ value.answer_days }} days, {{ as_of }}'
actions:
  - id: extra_step
    title: 例
    who: person
    steps: [一, 二]
    en:
      title: Example
      steps: [one]
";

#[test]
fn dates_amounts_choices_and_what_is_not_known_are_said_in_english() {
    let portfolio = json!({ "as_of": "2026-11-22", "debts": [{ "id": "a", "small_claims": true, "legal_stage": "served",
        "served_on": "2026-11-10", "outstanding": 1234.5, "accelerated": false, "contract_date": "2025-01-02" }] });
    let answer = answer(SLOTS, &portfolio);
    let held = &answer["payments"]["held"][0];
    assert_eq!(
        held["because"], "2026-11-10、1234.50 元、已送达起诉状、否、(开庭日期未知)、15 日、2026-11-22",
        "the Chinese is what it was"
    );
    assert_eq!(
        held["because_en"],
        "on 2026-11-10, 1234.50 yuan, complaint served, no, (hearing date: not known), 15 days, 2026-11-22"
    );
    let line = answer["actions"].as_array().unwrap().iter().find(|l| l["debt"] == "a").unwrap();
    let step = &line["next_step"];
    assert_eq!(step["action"], "extra_step");
    assert_eq!(step["title_en"], "Example");
    assert_eq!(step["because"][0]["text_en"], held["because_en"]);
    assert_eq!(step.get("steps_en"), None, "English that does not keep step would send somebody to another step");
}

#[test]
fn where_nobody_wrote_english_nothing_is_there() {
    let chinese: String = SLOTS.split_inclusive('\n').filter(|l| !is_english(l)).collect();
    let answer = answer(&chinese, &json!({ "as_of": "2026-11-22", "debts": [{ "id": "a", "small_claims": true }] }));
    let held = answer["payments"]["held"][0].as_object().unwrap();
    assert!(held.contains_key("because") && !held.contains_key("because_en"), "{held:?}");
    assert_eq!(held["rule"].get("title_en"), None);
}

fn is_english(line: &str) -> bool {
    ["    en:", "      title: Example", "      because: 'on", "      steps: [one]"].iter().any(|l| line.starts_with(l))
}

#[test]
fn a_cost_finding_has_its_reason_and_its_message_in_english() {
    let extra = "rules:
  - id: extra
    title: 例
    scope: debt
    strength: heuristic
    when: { debt.small_claims: true }
    then:
      yardstick: { value: private_lending_cap, role: information }
      because: 例
      above: 年成本 {{ debt.all_in_rate }}，高于这条线
      not_above: 不高于
    en:
      title: Example
      because: an example
      above: a yearly cost of {{ debt.all_in_rate }} is above the line
      not_above: not above
";
    let found = |monthly: f64| {
        let portfolio = json!({ "as_of": "2026-11-22", "debts": [{ "id": "a", "small_claims": true,
            "contract_date": "2026-10-01", "disbursed_amount": 10000, "instalment": monthly, "monthly_fees": 0,
            "upfront_fees": 0, "periods_total": 12 }] });
        let answer = answer(extra, &portfolio);
        answer["cost_findings"].as_array().unwrap().iter().find(|f| f["rule"]["id"] == "extra").unwrap().clone()
    };
    let (above, below) = (found(1000.0), found(850.0));
    assert_eq!(above["position"], "above");
    assert_eq!(above["why_en"], "an example");
    let rate = above["all_in_rate"].as_str().unwrap();
    assert_eq!(above["message_en"], format!("a yearly cost of {rate} is above the line"));
    assert_eq!(below["position"], "not_above");
    assert_eq!(below["message_en"], "not above");
}

#[test]
fn english_is_wanted_only_where_the_pack_says_that_it_speaks_it() {
    let rules = "rules:
  - { id: bare, title: 例, scope: debt, strength: heuristic, when: { debt.small_claims: true }, then: { because: 例, today: 例, band: danger } }
  - { id: half, title: 例, scope: household, strength: heuristic, when: { household.risk_violence_now: true }, then: { because: 例 }, en: { title: Example } }
  - { id: whole, title: 例, scope: household, strength: heuristic, when: { household.risk_violence_now: true }, then: { because: 例 }, en: { title: Example, because: Example } }
  - { id: draft, title: 例, scope: debt, status: draft, strength: heuristic, when: { debt.small_claims: true }, then: { because: 例 } }
  - { id: conduct, title: 例, scope: contact, strength: heuristic, when: { contact.channel: call }, then: { behaviour: night_contact, severity: notice, because: 例 } }
actions:
  - { id: bare_step, title: 例, who: person, steps: [例], if_missed: 例 }
avoid:
  - { id: bare_line, title: 例, because: 例, en: { title: Example } }
referrals:
  - { id: bare_desk, title: 例, to: 例, en: { title: Example, to: Example } }
bands:
  - { id: bare_band, title: 例 }
";
    let said = |languages: &str| -> Vec<String> {
        let checked = checked(languages, rules);
        let extra = |f| checked.sources.get(f).is_some_and(|f: &SourceFile| f.path == "zz/extra.yaml");
        let mut said: Vec<String> = checked
            .diagnostics
            .iter()
            .filter(|d| d.code.starts_with("english-") && extra(d.place.file))
            .map(|d| d.message.en.clone())
            .collect();
        said.sort();
        said
    };
    assert_eq!(said("[zh-CN]"), Vec::<String>::new());
    assert_eq!(
        said("[zh-CN, en]"),
        [
            "the action `bare_step` has no English for `title`, `steps`, `if_missed`",
            "the band `bare_band` has no English for `title`",
            "the line of the do-not list `bare_line` has no English for `because`",
            "the rule `bare` has no English for `title`, `because`, `today`",
            "the rule `half` has no English for `because`",
        ]
    );
}

#[test]
fn what_has_english_in_the_shipped_pack_has_all_of_it() {
    // The other files get theirs one by one; what is there is whole.
    let whole = ["cn/triage/danger.yaml", "cn/actions/danger.yaml", "cn/actions/bands.yaml"];
    let checked = checked("[zh-CN, en]", "{}");
    let lacking = checked.diagnostics.iter().filter(|d| d.code.starts_with("english-"));
    let lacking: Vec<&str> = lacking
        .filter(|d| checked.sources.get(d.place.file).is_some_and(|f| whole.contains(&f.path.as_str())))
        .map(|d| d.message.en.as_str())
        .collect();
    assert_eq!(lacking, Vec::<&str>::new());
}

#[test]
fn english_is_printed_below_the_chinese_when_it_is_asked_for() {
    let bytes = danger().to_string();
    let printed = |language: &str| text(&ashore(&["evaluate", "--lang", language], Some(bytes.as_bytes())).stdout);
    let (zh, en) = (printed("zh"), printed("en"));
    assert!(!zh.contains("Call the police"), "{zh}");
    assert!(en.contains("     ▶ 报警 —— 2026-11-22 前(就是今天)\n       Call the police\n"), "{en}");
    assert!(en.contains("       Collecting a debt by violence"), "{en}");
    assert!(en.contains("  × 不要签把利息滚进本金的新借条。"), "the Chinese stays: {en}");
    assert!(en.contains("\n    Do not sign a new IOU"), "{en}");
    let chinese: Vec<&str> = zh.lines().collect();
    let kept: Vec<&str> = en.lines().filter(|l| chinese.contains(l)).collect();
    assert_eq!(kept, chinese, "nothing but the English was added");
}

#[test]
fn reading_a_rule_back_shows_its_english() {
    let read = text(&ashore(&["read", "self-harm-risk"], None).stdout);
    assert!(read.contains("\n  Thoughts of not wanting to live\n"), "{read}");
    assert!(read.contains("\n  at the top: Leave the debts for now."), "{read}");
    assert!(read.contains("do “See to the person's safety first”"), "{read}");
}
