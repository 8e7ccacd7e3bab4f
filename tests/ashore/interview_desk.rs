//! `ashore interview` as somebody at the desk sees it: a whole session, one that breaks off, one that goes on.

use std::path::PathBuf;

use crate::shell::{ashore, rules_with, text};
use serde_json::{Value, json};

/// A file of this test that is not there yet.
fn fresh(name: &str) -> PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("interview-{name}"));
    let _ = std::fs::remove_file(&path);
    path
}

/// A session with these lines typed; what was printed, what was complained of, and how it ended.
fn session(args: &[&str], typed: &[&str]) -> (String, String, Option<i32>) {
    let mut all = vec!["interview"];
    all.extend(args);
    let lines = typed.join("\n") + "\n";
    let ended = ashore(&all, Some(lines.as_bytes()));
    (text(&ended.stdout), text(&ended.stderr), ended.status.code())
}

fn read(path: &std::path::Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Everything shown, in this order.
fn shows(screen: &str, wanted: &[&str]) {
    let mut rest = screen;
    for one in wanted {
        (_, rest) = rest.split_once(one).unwrap_or_else(|| panic!("{one} in its order\n{screen}"));
    }
}

#[test]
fn ten_minutes_at_the_desk_end_in_a_saved_portfolio_and_a_printed_plan() {
    let (saved, printed) = (fresh("whole.json"), fresh("whole.html"));
    let typed = [
        "?",              // why is it asked
        "2",              // nobody threatens
        "没有",           // risk_self_harm: an answer by its words
        "有",             // a debt
        "甲平台",         // platform_name
        "银行",           // creditor_type: several have the word in their names
        "商业银行",       // the one
        "5.6万",          // outstanding: proposed
        "",               // that is it
        "已送达起诉状",   // legal_stage
        "原件",           // proof_seen: a part of the words, proposed
        "是",             //
        "2026年11月10日", // served_on: proposed
        "不是",           // no
        "2026-12-10",     // after the day of the answer: refused
        "返回",           // back to proof_seen
        "3",              // by its number
        "2026-11-10",     // served_on
        "2026-06-20",     // overdue_since
        "1",              // on_credit_report
        "不知道",         // security
        "没有了",         // no more debts
        "",               // region
        "2个",            // members: proposed
        "",               //
        "工资 9800 每月", // income, a line
        "零工 很多 每周", // what is 很多
        "零工 300 每周 否",
        "",                     // the end of the list
        "房租 2600 每月",       // essentials
        "伙食日用 二千一 每月", // proposed, and wrong
        "伙食日用 2100元 每月", // proposed
        "",                     //
        "",                     // the end of the list
        "借款合同、法院文书",   // evidence
        "没有",                 // no contacts
        "够了",                 // enough
    ];
    let args = ["--as-of", "2026-11-22", "--save", saved.to_str().unwrap(), "--print", printed.to_str().unwrap()];
    let (screen, complaints, code) = session(&args, &typed);
    assert_eq!((code, complaints.as_str()), (Some(0), ""), "{screen}");
    shows(
        &screen,
        &[
            "必问，还有",
            "现在有没有人在门口",
            "1) 是  2) 否",
            "> ",
            "决定：",
            "1) 有  2) 没有了",
            "债务 d1] 当时是在哪个平台",
            "债务 d1 甲平台] 合同上实际放款的是哪一类机构",
            "可能是 商业银行、",
            "是 56000.00 吗？",
            "是 文书原件 吗？",
            "是 2026-11-10 吗？",
            "晚于计算日 2026-11-22",
            "有没有见到文书原件",
            "起诉状副本是哪一天收到的",
            "收入种类:",
            "1) 工资",
            "多久一次:",
            "看不懂“很多”",
            "+ 零工 300.00 每周 是否稳定:否",
            "是 伙食日用 2001.00 每月 吗？",
            "必问的问完了",
            "【今天】",
            "【先办】",
            "1. d1 甲平台：提交答辩状(2026-11-25 前)",
            "第一步还可能变",
            "接着问最能改变结果的",
            "项会改变结果",
            "到此为止",
            "提交答辩状",
            "材料存进了",
            "计划印进了",
        ],
    );
    assert_eq!(
        read(&saved),
        json!({
            "as_of": "2026-11-22",
            "household": {
                "risk_violence_now": false,
                "risk_self_harm": "none",
                "region": "unknown",
                "members": 2,
                "income": [
                    { "kind": "wage", "amount": "9800.00", "every": "month" },
                    { "kind": "gig", "amount": "300.00", "every": "week", "certain": false }
                ],
                "essentials": [
                    { "kind": "rent", "amount": "2600.00", "every": "month" },
                    { "kind": "food", "amount": "2100.00", "every": "month" }
                ],
                "evidence": ["contract", "court_document"]
            },
            "debts": [{
                "id": "d1",
                "platform_name": "甲平台",
                "creditor_type": "commercial_bank",
                "outstanding": "56000.00",
                "legal_stage": "served",
                "proof_seen": "original",
                "served_on": "2026-11-10",
                "overdue_since": "2026-06-20",
                "on_credit_report": "yes_pboc",
                "security": "unknown"
            }]
        })
    );
    let page = std::fs::read_to_string(&printed).unwrap();
    assert!(page.contains("甲平台") && page.contains("提交答辩状"), "{page}");
    let again = ashore(&["evaluate", saved.to_str().unwrap(), "--format", "html"], None);
    assert_eq!(text(&again.stdout), page, "evaluate reads what was saved, and prints the same plan");
}

#[test]
fn a_session_that_breaks_off_keeps_what_was_told_and_goes_on_where_it_stopped() {
    let saved = fresh("broken.json");
    let path = saved.to_str().unwrap();
    let (screen, complaints, code) = session(
        &["--as-of", "2026-11-22", "--save", path],
        &[
            "否",
            "1",
            "有",
            "甲平台",
            "不知道",
            "1000",
            "已送达起诉状",
            "文书原件",
            "2026-11-10",
            "不清楚",
            "",
            "",
            "没有",
            "",
            "",
            "工资 9800 每月",
        ],
    );
    assert_eq!((code, complaints.as_str()), (Some(0), ""), "{screen}");
    shows(
        &screen,
        &["+ 工资 9800.00 每月", "这一项没有写完，没有记下", "到此为止", "1. d1 甲平台：提交答辩状(2026-11-25 前)"],
    );
    let told = read(&saved);
    assert_eq!(told["debts"][0]["creditor_type"], "unknown");
    assert_eq!(told["household"]["income"], Value::Null, "half a list is no list");
    // It is asked before the file is written again; what was said to be unknown is not asked again.
    let (screen, complaints, code) =
        session(&["--resume", path, "--save", path], &["是", "没有", "工资 9800 每月", ""]);
    assert_eq!((code, complaints.as_str()), (Some(0), ""), "{screen}");
    shows(&screen, &["已经有了，覆盖吗", "还有没有没说到的债", "家里每个月有哪些收入"]);
    assert!(!screen.contains("哪一类机构") && !screen.contains("现在有没有人在门口"), "{screen}");
    assert_eq!(read(&saved)["household"]["income"][0]["amount"], "9800.00");
    let before = std::fs::read(&saved).unwrap();
    let (_, complaints, code) = session(&["--resume", path, "--save", path], &["否"]);
    assert_eq!((code, std::fs::read(&saved).unwrap()), (Some(2), before.clone()));
    assert!(complaints.contains("没有覆盖"), "{complaints}");
    let (_, _, code) = session(&["--resume", path, "--save", path], &[]);
    assert_eq!((code, std::fs::read(&saved).unwrap()), (Some(2), before), "no answer is no yes");
}

#[test]
fn danger_is_on_the_screen_at_once_and_a_whole_case_stops_after_the_first_questions() {
    let (screen, _, code) = session(&["--as-of", "2026-11-22"], &["是"]);
    assert_eq!(code, Some(0));
    shows(
        &screen,
        &["现在有没有人在门口", "!", "110", "不想活", "没有写 --save，材料印在下面", "\"risk_violence_now\": true"],
    );
    let (screen, _, code) = session(
        &["--resume", "openapi/examples/three-loans.json", "--minimum"],
        &["没有了", "", "", "", "", "", "", ""],
    );
    assert_eq!(code, Some(0));
    shows(&screen, &["必问的问完了", "1. a 甲平台：提交答辩状(2026-11-25 前)", "\"outstanding\": 56519.20"]);
    assert!(!screen.contains("接着问"), "{screen}");
}

#[test]
fn in_english_where_there_is_english_and_nothing_else_is_needed() {
    let (screen, _, code) = session(&["--as-of", "2026-11-22", "--lang", "en"], &["yes", "none", "yes", "enough"]);
    assert_eq!(code, Some(0));
    shows(
        &screen,
        &[
            "first questions",
            "1) yes  2) no",
            "is there another debt",
            "· debt d1]",
            "Stopped",
            "[Today]",
            "no --save was given",
        ],
    );
}

#[test]
fn what_cannot_be_read_or_written_is_said() {
    let (_, complaints, code) = session(&[], &[]);
    assert_eq!(code, Some(2), "a day or a saved interview is needed: {complaints}");
    let (_, complaints, code) = session(&["--resume", "/nowhere/at/all.json"], &[]);
    assert_eq!(code, Some(4), "{complaints}");
    let bad = fresh("bad.json");
    std::fs::write(&bad, r#"{ "as_of": "2026-11-22", "debts": [{ "id": "a", "outstandin": 1 }] }"#).unwrap();
    let (_, complaints, code) = session(&["--resume", bad.to_str().unwrap()], &[]);
    assert_eq!(code, Some(3));
    assert!(complaints.contains("/debts/0/outstandin [unknown-field]"), "{complaints}");
    let (screen, complaints, code) = session(&["--as-of", "2026-11-22", "--save", "/nowhere/at/all.json"], &["否"]);
    assert_eq!(code, Some(4), "{complaints}");
    assert!(screen.contains("\"risk_violence_now\": false"), "nothing told is lost: {screen}");
}

#[test]
fn the_first_questions_are_the_lawyers_to_change() {
    let rules = rules_with("interview-order", "cn/pack.yaml", |pack| {
        pack.replacen("      - household.risk_violence_now\n", "      - household.is_student\n", 1)
    });
    let (screen, complaints, _) = session(&["--rules", rules.to_str().unwrap(), "--as-of", "2026-11-22"], &["够了"]);
    assert!(screen.contains("借款的人是不是在校学生"), "{screen}{complaints}");
}
