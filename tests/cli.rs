//! The commands as run: what they print and how they end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise and reads the files it needs"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn ashore(args: &[&str], input: Option<&[u8]>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ashore"));
    command
        .args(args)
        .env_remove("ASHORE_RULES")
        .env_remove("ASHORE_LANG")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    let mut child = command.spawn().unwrap();
    if let (Some(mut stdin), Some(bytes)) = (child.stdin.take(), input) {
        // A command that has no use for its input may close it early.
        let _ = stdin.write_all(bytes);
    }
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A copy of the shipped rules with one file changed.
fn rules_with(name: &str, file: &str, change: impl Fn(String) -> String) -> PathBuf {
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&to);
    copy(Path::new("rules"), &to);
    let path = to.join(file);
    let changed = change(std::fs::read_to_string(&path).unwrap());
    std::fs::write(path, changed).unwrap();
    to
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_rule_is_read_back_with_the_line_to_paste_once_it_is_signed() {
    let read = ashore(&["read", "hearing-set", "--by", "ZL", "--on", "2026-11-22"], None);
    let out = text(&read.stdout);
    assert_eq!(read.status.code(), Some(0), "{}", text(&read.stderr));
    assert!(out.contains("对每一笔债：如果法律阶段（以文书为准）是“已定开庭”"), "{out}");
    assert!(out.contains("For each debt: if legal stage as proven by papers is “hearing set”"), "{out}");
    let line = out.lines().find(|l| l.trim_start().starts_with("reads:")).unwrap().trim();
    assert!(line.ends_with(", by: ZL, on: 2026-11-22 }"), "{line}");
    let title = "    title: 已定开庭日期\n";
    let signed = |name: &str, when: &str| {
        let change = |file: String| {
            let file = file.replace(title, &format!("{title}    {line}\n"));
            file.replace("debt.hearing_on: { on_or_after: as_of }", when)
        };
        let rules = rules_with(name, "cn/triage/court.yaml", change);
        ashore(&["--rules", rules.to_str().unwrap(), "check"], None)
    };
    let same = signed("signed-same", "debt.hearing_on: { on_or_after: as_of }");
    assert!(text(&same.stdout).contains("0 处错误，0 处提醒"), "{}", text(&same.stdout));
    let other = signed("signed-other", "debt.hearing_on: { after: as_of }");
    assert_eq!(other.status.code(), Some(0), "a warning does not stop the rules");
    let out = text(&other.stdout);
    assert!(
        out.contains("warning[reads-differently]: 规则 `hearing-set` 读出来的句子，和 ZL 在 2026-11-22 复核的不一样了"),
        "{out}"
    );
}

#[test]
fn a_rule_that_is_not_there_is_told_with_the_closest_one() {
    let read = ashore(&["read", "hearing-sat"], None);
    assert_eq!(read.status.code(), Some(2));
    assert_eq!(text(&read.stderr).trim(), "没有这条规则：`hearing-sat`；是不是想写 `hearing-set`？");
    assert_eq!(ashore(&["read", "--by", "ZL"], None).status.code(), Some(2), "initials without a day");
}

#[test]
fn the_book_is_one_page_and_the_same_every_time() {
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("book.html");
    let written = ashore(&["book", "--out", to.to_str().unwrap()], None);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    let printed = ashore(&["book"], None);
    assert_eq!(std::fs::read(&to).unwrap(), printed.stdout);
    assert!(text(&printed.stdout).contains("逐部法律：哪些条文有规则，哪些没有"));
    let nowhere = ashore(&["book", "--out", "/nowhere/at/all/book.html"], None);
    assert_eq!(nowhere.status.code(), Some(4));
    assert!(text(&nowhere.stderr).contains("/nowhere/at/all/book.html"));
}

#[test]
fn evaluate_prints_every_part_for_a_counsellor() {
    let output = ashore(&["evaluate", "openapi/examples/three-loans.json"], None);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let mut rest = printed.as_str();
    for heading in [
        "【今天】",
        "【每月收支】",
        "【先办",
        "【先付",
        "【催收行为】",
        "【借款成本】",
        "【不要做】",
        "【找谁帮】",
        "【接下来问】",
        "【依据与限制】",
    ] {
        (_, rest) = rest.split_once(heading).unwrap_or_else(|| panic!("{heading} in its order"));
    }
    assert!(printed.contains("提交答辩状 —— 2026-11-25 前(还有 3 天，从 2026-11-10 的次日起算)"));
}

#[test]
fn evaluate_reads_standard_input_and_prints_the_answer_of_the_api() {
    let bytes = std::fs::read("openapi/examples/mild.json").unwrap();
    let output = ashore(&["evaluate", "-", "--format", "json"], Some(&bytes));
    assert_eq!(output.status.code(), Some(0));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["conduct_findings"], serde_json::json!([]));
    assert_eq!(answer["basis"]["ruleset"], "cn");
}

#[test]
fn input_that_cannot_be_answered_ends_with_3_and_says_why() {
    for (input, says) in [
        ("{", "不是 JSON"),
        (
            r#"{"as_of":"2026-11-22","debts":[{"id":"a","outstanding":-1}]}"#,
            "/debts/0/outstanding [negative-amount]: 金额不能为负：-1",
        ),
    ] {
        let output = ashore(&["evaluate"], Some(input.as_bytes()));
        assert_eq!(output.status.code(), Some(3));
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
    let english =
        ashore(&["evaluate", "--lang", "en"], Some(br#"{"as_of":"2026-11-22","debts":[{"id":"a","outstanding":-1}]}"#));
    assert!(text(&english.stderr).contains("an amount cannot be negative: -1"));
}

#[test]
fn files_that_cannot_be_read_end_with_4_and_wrong_usage_with_2() {
    assert_eq!(ashore(&["evaluate", "no-such-file.json"], None).status.code(), Some(4));
    assert_eq!(ashore(&["check", "--rules", "no-such-folder"], None).status.code(), Some(4));
    assert_eq!(ashore(&["evaluat"], None).status.code(), Some(2));
}

#[test]
fn check_ends_well_on_the_shipped_rules_and_with_1_on_a_mistake() {
    let good = ashore(&["check"], None);
    assert_eq!(good.status.code(), Some(0));
    assert!(text(&good.stdout).contains("0 处错误，0 处提醒"), "{}", text(&good.stdout));

    let rules = rules_with("one-mistake", "cn/triage/court.yaml", |t| {
        t.replacen("debt.legal_stage: payment_order", "debt.legal_stage: paymentorder", 1)
    });
    let bad = ashore(&["check", "--rules", rules.to_str().unwrap()], None);
    assert_eq!(bad.status.code(), Some(1));
    let printed = text(&bad.stdout);
    assert!(printed.contains("error[wrong-value]") && printed.contains("是不是想写 `payment_order`？"), "{printed}");
    assert!(printed.contains("--> cn/triage/court.yaml:7:"), "{printed}");

    let json = ashore(&["check", "--format", "json", "--rules", rules.to_str().unwrap()], None);
    let list: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&list[0]["code"], &list[0]["line"]), (&"wrong-value".into(), &7.into()));

    let refused = ashore(&["evaluate", "openapi/examples/mild.json", "--rules", rules.to_str().unwrap()], None);
    assert_eq!(refused.status.code(), Some(1), "rules with a mistake answer nothing");
}

#[test]
fn test_passes_on_the_shipped_rules_and_shows_what_came_instead_when_a_limit_moves() {
    let good = ashore(&["test"], None);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stdout));

    let rules = rules_with("a-moved-limit", "cn/values/procedure.yaml", |t| {
        let at = t.find("id: answer_days").unwrap();
        let (head, tail) = t.split_at(at);
        format!("{head}{}", tail.replacen("value: 15", "value: 16", 1))
    });
    let bad = ashore(&["test", "--rules", rules.to_str().unwrap()], None);
    assert_eq!(bad.status.code(), Some(1));
    let printed = text(&bad.stdout);
    assert!(printed.contains("2026-11-25") && printed.contains("2026-11-26"), "expected beside actual: {printed}");
}

#[test]
fn serve_keeps_to_this_machine_unless_told_otherwise() {
    let refused = ashore(&["serve", "--bind", "0.0.0.0:0"], None);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("--without-keys"));
    let bad = ashore(&["serve", "--workers", "0", "--body-limit-bytes", "1"], None);
    assert_eq!(text(&bad.stderr), "--body-limit-bytes: is between 1 KiB and 64 MiB\n--workers: is between 1 and 256\n");
}
