//! Contacts judged alone: what is said, in which order, by which day, and the page that is printed. Days are counted on
//! a calendar, not by the program.

use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::conduct::{ConductReport, page};
use ashore::engine::{Engine, Explain, digest};
use ashore::fact::{LIMITS, from_json};
use ashore::source::{SourceFile, Sources, read_folder};
use serde_json::{Value, json};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check"))
});

fn judge_by(engine: &Engine, log: &Value) -> ConductReport {
    let body = log.to_string();
    let read = engine.read_contacts(&from_json(body.as_bytes()).unwrap(), &LIMITS);
    engine.conduct(read.unwrap_or_else(|problems| panic!("{problems:?}")), digest(body.as_bytes()))
}

fn judge(log: &Value) -> ConductReport {
    judge_by(&ENGINE, log)
}

/// The pointer and the code of every problem.
fn problems(log: &Value) -> Vec<(String, &'static str)> {
    let read = ENGINE.read_contacts(&from_json(log.to_string().as_bytes()).unwrap(), &LIMITS);
    read.expect_err("the log is bad").into_iter().map(|p| (p.pointer, p.code)).collect()
}

fn log(contacts: &Value) -> Value {
    json!({ "as_of": "2026-11-22", "creditor_type": "consumer_finance", "contacts": contacts })
}

fn threat(id: &str, at: &str) -> Value {
    json!({ "id": id, "at": at, "direction": "outbound", "channel": "sms", "recipient": "self", "content_kind": "verbatim",
            "content_text": "今天不还，晚上就叫人打断你的腿" })
}

fn threats(report: &ConductReport) -> Value {
    let finding = report.findings.iter().find(|f| f.behaviour.as_str() == "threat_of_violence");
    let finding =
        finding.unwrap_or_else(|| panic!("{:?}", report.findings.iter().map(|f| &f.behaviour).collect::<Vec<_>>()));
    serde_json::to_value(finding).unwrap()
}

fn police(report: &ConductReport) -> Value {
    let finding = threats(report);
    finding["report_to"].as_array().unwrap().iter().find(|d| d["channel"] == "police_110").unwrap().clone()
}

#[test]
fn contacts_of_one_creditor_are_judged_by_its_kind_and_no_debt_is_spoken_of() {
    let night = json!([{ "id": "c1", "at": "2026-11-12T22:00:00+08:00", "direction": "outbound", "channel": "call",
                         "recipient": "self", "agreed_window": false }]);
    let report = judge(&log(&night));
    let finding = report.findings.iter().find(|f| f.behaviour.as_str() == "night_contact").expect("22:00:00 is night");
    assert_eq!(finding.debt, None);
    assert_eq!(report.timeline[0].debt, None);
    assert_eq!(report.timeline[0].shows[0].behaviour.as_str(), "night_contact");
    // Nobody said who the lender is: the standard may or may not bind it.
    let nobody = judge(&json!({ "as_of": "2026-11-22", "contacts": night }));
    assert!(nobody.findings.iter().all(|f| f.behaviour.as_str() != "night_contact"));
    let open = nobody.cannot_tell.iter().find(|c| c.behaviours.iter().any(|b| b.behaviour.as_str() == "night_contact"));
    assert!(open.expect("it cannot be told").missing.iter().any(|m| m.fact == "debt.creditor_type"));
    assert!(nobody.timeline[0].cannot_tell.iter().any(|b| b.as_str() == "night_contact"));
}

#[test]
fn contacts_alone_show_what_the_same_contacts_show_in_a_portfolio() {
    let bytes = std::fs::read("openapi/examples/three-loans.json").unwrap();
    let mut whole: Value = serde_json::from_slice(&bytes).unwrap();
    let answer = ENGINE.answer(ENGINE.read(&from_json(&bytes).unwrap(), &LIMITS).unwrap(), Explain::Findings);
    let household = whole.as_object_mut().unwrap().remove("household").unwrap();
    whole["evidence"] = household.get("evidence").cloned().unwrap_or(Value::Null);
    let report = judge(&whole);
    assert_eq!(report.findings, answer.conduct_findings);
    assert_eq!(report.cannot_tell, answer.conduct_cannot_tell);
    assert_eq!(report.not_shown, answer.conduct_not_shown);
    assert_eq!(report.timeline.len(), whole["contacts"].as_array().unwrap().len());
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let contact = json!({ "id": "c1" });
    let of_debt = json!({ "id": "c1", "debt": "a" });
    let named = |id: &str, name: &str| json!({ "id": id, "creditor_group": name });
    for (what, log, pointer, code) in [
        ("no contacts", json!({ "as_of": "2026-11-22", "contacts": [] }), "/contacts", "no-contacts"),
        ("no contacts at all", json!({ "as_of": "2026-11-22" }), "/contacts", "no-contacts"),
        ("no day", json!({ "contacts": [contact] }), "/as_of", "missing-field"),
        (
            "a household",
            json!({ "as_of": "2026-11-22", "contacts": [contact], "household": {} }),
            "/household",
            "unknown-field",
        ),
        ("a debt nobody sent", log(&json!([of_debt])), "/contacts/0/debt", "unknown-debt"),
        (
            "the creditor beside debts",
            json!({ "as_of": "2026-11-22", "creditor_type": "trust", "debts": [{ "id": "a" }], "contacts": [of_debt] }),
            "/creditor_type",
            "creditor-twice",
        ),
        (
            "two creditors",
            log(&json!([named("a", "甲"), named("b", "乙")])),
            "/contacts/1/creditor_group",
            "several-creditors",
        ),
        (
            "a wrong word",
            json!({ "as_of": "2026-11-22", "creditor_type": "bank", "contacts": [contact] }),
            "/creditor_type",
            "unknown-choice",
        ),
        ("a repeated id", log(&json!([contact, contact])), "/contacts/1/id", "duplicate-id"),
        ("a contact to come", log(&json!([{ "id": "a", "at": "2026-11-23" }])), "/contacts/0/at", "date-after-as-of"),
    ] {
        assert_eq!(problems(&log), [(pointer.to_owned(), code)], "{what}");
    }
}

#[test]
fn the_timeline_is_in_order_of_time_in_beijing_and_says_how_exactly_times_are_known() {
    let at = |id: &str, at: &str| json!({ "id": id, "at": at, "channel": "sms" });
    let report = judge(&log(&json!([
        { "id": "never", "channel": "sms" },
        at("day", "2026-11-12"),
        at("minute", "2026-11-12T08:15"),
        at("second", "2026-11-12T08:15:30+08:00"),
        // 18:30 in London on the 11th is half past two in the morning of the 12th in Beijing.
        at("abroad", "2026-11-11T18:30:00+00:00"),
        at("before", "2026-11-11T23:59:59+08:00"),
    ])));
    let told: Vec<(&str, Option<String>, Option<&str>, &str)> = report
        .timeline
        .iter()
        .map(|t| (t.contact.as_str(), t.date.map(|d| d.to_string()), t.time.as_deref(), t.precision.as_str()))
        .collect();
    let on = |day: &str| Some(day.to_owned());
    assert_eq!(
        told,
        [
            ("before", on("2026-11-11"), Some("23:59:59"), "second"),
            ("abroad", on("2026-11-12"), Some("02:30:00"), "second"),
            ("minute", on("2026-11-12"), Some("08:15"), "minute"),
            ("second", on("2026-11-12"), Some("08:15:30"), "second"),
            ("day", on("2026-11-12"), None, "day"),
            ("never", None, None, "unknown"),
        ]
    );
}

#[test]
fn the_words_that_show_a_threat_stand_in_the_timeline() {
    let report = judge(&log(&json!([threat("c1", "2026-11-12T10:00:00+08:00")])));
    let shows = &report.timeline[0].shows[0];
    assert!(shows.words.as_ref().unwrap().contains("打断"), "{:?}", shows.words);
    assert!(!shows.counted_together);
}

#[test]
fn the_police_are_to_be_told_before_six_calendar_months_from_the_last_day_are_over() {
    let at = |day: &str| format!("{day}T10:00:00+08:00");
    for (what, as_of, days, before, passed, says) in [
        (
            "a day in the middle of a month",
            "2026-11-22",
            vec!["2026-11-12"],
            "2027-05-12",
            false,
            "请在 2027-05-12 之前报案",
        ),
        ("a month without a 31st", "2025-12-01", vec!["2025-08-31"], "2026-02-28", false, "2026-02-28 之前"),
        ("a leap year", "2023-12-01", vec!["2023-08-31"], "2024-02-29", false, "2024-02-29 之前"),
        (
            "conduct that went on",
            "2026-11-22",
            vec!["2026-03-01", "2026-06-30"],
            "2026-12-30",
            false,
            "自 2026-06-30 起",
        ),
        ("the day itself", "2026-11-12", vec!["2026-05-12"], "2026-11-12", false, "今天(2026-11-12)就是最后一天"),
        ("a day late", "2026-11-13", vec!["2026-05-12"], "2026-11-12", true, "已经过了"),
    ] {
        let contacts: Vec<Value> = days.iter().enumerate().map(|(i, d)| threat(&format!("c{i}"), &at(d))).collect();
        let report = judge(&json!({ "as_of": as_of, "creditor_type": "consumer_finance", "contacts": contacts }));
        let police = police(&report);
        assert_eq!(police["before"], before, "{what}");
        assert_eq!(police["passed"].as_bool().unwrap_or(false), passed, "{what}");
        assert!(police["limit"].as_str().unwrap().contains(says), "{what}: {}", police["limit"]);
        assert!(police["limit_en"].as_str().unwrap().contains(before), "{what}: {}", police["limit_en"]);
    }
}

/// The shipped rules with changes to their files, each of which must fit.
fn changed(changes: &[(&str, &str, &str)]) -> Engine {
    let mut files: Vec<SourceFile> = read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect();
    files.retain(|f| !f.path.starts_with("cn/cases/"));
    for (path, old, new) in changes {
        let file = files.iter_mut().find(|f| f.path == *path).unwrap();
        assert!(file.text.contains(old), "{path}: {old}");
        *file = SourceFile::new(*path, file.text.replacen(old, new, 1));
    }
    let checked = check(Sources::new(files));
    Engine::new(checked.rules.unwrap_or_else(|| panic!("{:?}", checked.diagnostics)))
}

#[test]
fn without_a_day_no_limit_is_worked_out_and_that_is_said() {
    // A rule that is judged by the day of the answer holds whenever it happened.
    let engine = changed(&[(
        "cn/conduct/threats.yaml",
        "  - id: violence-threat\n",
        "  - id: violence-threat\n    judge_by: decision_date\n",
    )]);
    let mut contact = threat("c1", "");
    contact.as_object_mut().unwrap().remove("at");
    let police = police(&judge_by(&engine, &log(&json!([contact]))));
    assert_eq!(police.get("before"), None);
    assert!(police["limit"].as_str().unwrap().contains("不知道发生在哪一天"), "{police}");
}

#[test]
fn evidence_is_listed_strongest_first_with_how_to_keep_it() {
    let mut all = log(&json!([threat("c1", "2026-11-12T10:00:00+08:00")]));
    all["evidence"] = json!(["screenshot", "sms_original"]);
    let finding = threats(&judge(&all));
    let evidence = finding["evidence"].as_array().unwrap();
    let rungs: Vec<&str> = evidence.iter().map(|e| e["rung"].as_str().unwrap()).collect();
    let ladder = ["original", "full_recording", "copy", "retold"];
    let places: Vec<usize> = rungs.iter().map(|r| ladder.iter().position(|l| l == r).unwrap()).collect();
    assert!(places.is_sorted(), "{rungs:?}");
    let of = |name: &str| evidence.iter().find(|e| e["evidence"] == name).unwrap();
    assert_eq!(of("sms_original")["held"], true);
    assert!(of("sms_original")["how"].as_str().unwrap().contains("恢复出厂"));
    assert_eq!(of("call_recording")["held"], false);
    assert!(of("call_recording")["how"].as_str().unwrap().contains("sha256"));
    assert!(of("call_recording")["how_en"].as_str().unwrap().contains("neither cut nor converted"));
}

#[test]
fn an_article_that_only_advises_gives_a_notice_in_words_of_its_own() {
    let redial = |i: u32| {
        json!({ "id": format!("c{i}"), "at": format!("2026-11-11T{:02}:00:00+08:00", 9 + i), "channel": "call",
                                  "direction": "outbound", "recipient": "self", "connected": false })
    };
    let seven: Vec<Value> = (0..7).map(redial).collect();
    let report = judge(&log(&json!(seven)));
    let finding = report.findings.iter().find(|f| f.behaviour.as_str() == "excessive_redials").unwrap();
    assert_eq!(finding.severity.as_str(), "notice");
    let wording = finding.citations[0].wording.as_ref().unwrap();
    assert!(finding.citations[0].advisory && wording.contains("不宜") && !wording.contains("不符合"), "{wording}");
    assert!(wording.contains("条号待核"), "its number is not known: {wording}");
    assert!(page(&report).unwrap().contains("只作提示，不算违规"));
}

#[test]
fn the_wording_of_each_force_says_no_more_than_it_may() {
    let wording = |force: &str| ENGINE.rules().forces.get(force).unwrap().wording.fill(|_| "X".to_owned());
    for force in ["criminal", "public_order"] {
        assert!(wording(force).starts_with("涉嫌") && wording(force).contains("由公安机关认定"), "{force}");
    }
    assert!(wording("regulation").starts_with("违反监管规定"));
    assert!(wording("national_standard").starts_with("不符合国家推荐性标准"));
    assert!(wording("self_regulation").starts_with("不符合行业自律规范"));
}

#[test]
fn the_page_shows_what_strangers_wrote_as_text_and_loads_nothing() {
    let mut hostile = threat("<script>alert(1)</script>", "2026-11-12T10:00:00+08:00");
    hostile["content_text"] = json!("晚上叫人打断\u{202e}你的腿\"><img src=x onerror=1>");
    hostile["agency_name"] = json!("甲&<b>公司</b>\u{2066}\u{200f}\u{7}");
    hostile["from_number"] = json!("</td></table>");
    let mut all = log(&json!([hostile]));
    all["case_ref"] = json!("</title><svg onload=1>");
    let page = page(&judge(&all)).unwrap();
    for bad in ["<script", "<img", "<b>", "</td></table>", "<svg onload", "\u{202e}", "\u{2066}", "\u{200f}", "\u{7}"] {
        assert!(!page.contains(bad), "{bad:?}");
    }
    assert!(page.contains("&lt;script&gt;") && page.contains("甲&amp;&lt;b&gt;公司"));
    assert!(page.contains("[U+2066][U+200F][U+0007]"), "what nobody sees is shown by its number");
    for outside in ["http:", "https:", "src=", "@import", "<link", "url(\"", "url('"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn the_page_can_be_matched_with_the_request_it_comes_from() {
    let log = log(&json!([threat("c1", "2026-11-12T10:00:00+08:00")]));
    let report = judge(&log);
    // The empty input has a digest that everybody knows.
    assert_eq!(digest(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(report.request_sha256, digest(log.to_string().as_bytes()));
    let printed = page(&report).unwrap();
    assert!(printed.contains(&report.request_sha256));
    assert_eq!(printed, page(&judge(&log)).unwrap(), "the same request, the same page");
}

fn calls(days: u32) -> Vec<Value> {
    let day = |i: u32| chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(u64::from(i));
    (0..days)
        .map(|i| json!({ "id": format!("c{i}"), "at": format!("{}T10:00:00+08:00", day(i)), "channel": "call", "direction": "outbound" }))
        .collect()
}

#[test]
fn sixty_two_days_are_drawn_and_the_rest_is_summed() {
    let rows = |page: &str| page.matches("次</text>").count();
    let whole = page(&judge(&log(&json!(calls(62))))).unwrap();
    assert_eq!(rows(&whole), 62);
    assert!(!whole.contains("没有画出"));
    let cut = page(&judge(&log(&json!(calls(65))))).unwrap();
    assert_eq!(rows(&cut), 62);
    // The first three days, up to the third of January.
    assert!(cut.contains("2026-01-03 及以前另有 3 天、3 次联系没有画出"), "what is left out is said");
    assert!(cut.contains("<td>c0</td>"), "and stands in the list");
}

#[test]
fn the_picture_tells_kinds_apart_by_shape_and_shades_the_quiet_hours_of_the_rules() {
    let at = |id: &str, hour: u32, channel: &str, connected: Value| {
        json!({ "id": id, "at": format!("2026-11-12T{hour:02}:00:00+08:00"),
        "channel": channel, "direction": "outbound", "connected": connected })
    };
    let contacts = json!([
        at("a", 9, "call", json!(true)), at("b", 10, "call", json!(false)), at("c", 11, "call", Value::Null),
        at("d", 12, "sms", Value::Null), at("e", 13, "visit_home", Value::Null), at("f", 14, "letter", Value::Null),
        { "id": "own", "at": "2026-11-12T15:00:00+08:00", "channel": "call", "direction": "inbound", "connected": true },
    ]);
    let report = judge(&log(&contacts));
    let total = report.calendar.total;
    assert_eq!((total.connected, total.not_connected, total.unclear), (1, 1, 1));
    assert_eq!((total.texts, total.visits, total.other, report.calendar.own), (1, 1, 1, 1));
    let day = &report.calendar.days[0];
    assert_eq!((day.quiet_from.as_deref(), day.quiet_until.as_deref()), (Some("22:00"), Some("08:00")));
    let printed = page(&report).unwrap();
    let (_, svg) = printed.split_once("<svg class=\"calendar\"").unwrap();
    let (svg, _) = svg.split_once("</svg>").unwrap();
    assert!(
        svg.contains("9 时 接通的电话 1；10 时 没有接通的电话 1；11 时 不知道接没接通的电话 1；12 时"),
        "said in words: {svg}"
    );
    // Eight columns of 26 from the left edge, then the two from 22 to 24.
    assert!(
        svg.contains(r#"<rect x="118" y="24" width="208""#) && svg.contains(r#"<rect x="690" y="24" width="52""#),
        "{svg}"
    );
    // A lawyer who moves the hours moves the shade.
    let moved = changed(&[("cn/values/conduct.yaml", "value: '22:00'", "value: '21:00'")]);
    let printed = page(&judge_by(&moved, &log(&contacts))).unwrap();
    assert!(printed.contains(r#"<rect x="664" y="24" width="78""#), "three columns from 21 to 24");
}

#[test]
fn the_example_is_answered() {
    let bytes = std::fs::read("openapi/examples/conduct/one-lender.json").unwrap();
    let log = ENGINE.read_contacts(&from_json(&bytes).unwrap(), &LIMITS).unwrap();
    let report = ENGINE.conduct(log, digest(&bytes));
    let codes: Vec<&str> = report.findings.iter().map(|f| f.code.as_str()).collect();
    for code in ["D1", "F1", "E2", "A2", "A3"] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    let reminder = report.timeline.iter().find(|t| t.contact == "reminder").unwrap();
    assert_eq!(reminder.shows, [], "a polite reminder shows nothing");
    assert_eq!(report.timeline.last().unwrap().contact, "undated");
}

#[test]
fn what_was_read_is_told_sentence_by_sentence_and_what_does_not_count_says_why() {
    let said = "你好。今天不还，晚上就叫人打断你的腿！我们不会打断你的腿。";
    let mut message = threat("c1", "2026-11-12T10:15:30+08:00");
    message["content_text"] = json!(said);
    let report = judge(&log(&json!([message])));
    let entry = serde_json::to_value(&report.timeline[0]).unwrap();
    let labels = entry["labels"].as_array().unwrap();
    let words = |l: &Value| -> String {
        let at = |key: &str| usize::try_from(l[key].as_u64().unwrap()).unwrap();
        said.chars().skip(at("from")).take(at("to") - at("from")).collect()
    };
    for label in labels {
        assert_eq!(label["words"], words(label), "the span is where the words stand");
    }
    let of_violence: Vec<&Value> =
        labels.iter().filter(|l| l["codes"].as_array().unwrap().contains(&json!("D1"))).collect();
    let told: Vec<(u64, &Value)> =
        of_violence.iter().map(|l| (l["sentence"].as_u64().unwrap(), &l["counts"])).collect();
    assert_eq!(told, [(2, &json!("said")), (3, &json!("not_said"))]);
    assert_eq!(of_violence[0]["context"], Value::Null);
    let why = of_violence[1]["context"]["title"].as_str().unwrap();
    let tells: Vec<&Value> = of_violence[0]["marks"].as_array().unwrap().iter().map(|m| &m["tells"]).collect();
    assert!(tells.contains(&&json!("time_limit")), "今天 says by when: {tells:?}");
    let html = page(&report).unwrap();
    assert!(html.contains("第 3 句"), "{html}");
    assert!(html.contains(&format!("，{why}，不算")), "{html}");
}

#[test]
fn a_contact_without_words_has_no_labels() {
    let call = json!({ "id": "c1", "at": "2026-11-12T10:15:30+08:00", "direction": "outbound", "channel": "call" });
    assert_eq!(judge(&log(&json!([call]))).timeline[0].labels, []);
}
