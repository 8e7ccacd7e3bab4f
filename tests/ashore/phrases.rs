//! Labelled messages as the command reads them: figures, misses, gates, and files that cannot be read. Figures are
//! counted by hand.

use std::path::{Path, PathBuf};
use std::process::Output;

use crate::shell::{ashore, text};
use serde_json::{Value, json};

// Plain enough that no better phrases will ever read them differently.
const THREAT: &str = "今天不还，晚上就叫人打断你的腿";
const CALM: &str = "您本期应还1,326.80元，请于11月20日前还款。";

fn folder(name: &str, files: &[(&str, String)]) -> PathBuf {
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("phrases-{name}"));
    let _ = std::fs::remove_dir_all(&to);
    for (file, content) in files {
        let path = to.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    to
}

/// Two sets: in `first` one threat is found, a label nobody can find is missed, one text wrongly labelled as lawful is
/// flagged and one lawful text is not; in `second` all is well.
fn two_sets(name: &str) -> PathBuf {
    let first = format!(
        "code: D1\nmessages:\n  - {{ say: '{THREAT}', shows: [D1] }}\n  - {{ say: '{CALM}', shows: [D1], disguised: true }}\n  \
         - {{ say: '再不还，{THREAT}', near_miss: true, given: {{ channel: wechat }} }}\n  - {{ say: '{CALM}谢谢', near_miss: true }}\n"
    );
    let second = format!("code: N0\nmessages:\n  - {{ say: '{CALM}', near_miss: true }}\n");
    folder(name, &[("first/D1.yaml", first), ("second/N0.yaml", second)])
}

fn phrases(folder: &Path, args: &[&str]) -> Output {
    let mut all = vec!["phrases", folder.to_str().unwrap()];
    all.extend(args);
    ashore(&all, None)
}

fn as_json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", text(&output.stderr)))
}

#[test]
fn figures_are_counted_by_set_and_by_code() {
    let output = phrases(&two_sets("figures"), &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "no gate was asked for: {}", text(&output.stderr));
    let report = as_json(&output);
    assert_eq!(report["sets"][0]["set"], "first");
    let d1 = &report["sets"][0]["codes"]["D1"];
    assert_eq!(d1["labels"], json!({ "of": 1, "all": 2 }), "one of two labels found");
    assert_eq!(d1["right"], json!({ "of": 1, "all": 2 }), "found once rightly and once in a text that shows nothing");
    assert_eq!(d1["near_misses"], json!({ "of": 1, "all": 2 }));
    assert_eq!(d1["disguised"], json!({ "of": 0, "all": 1 }));
    assert_eq!(report["sets"][1]["codes"]["N0"]["near_misses"], json!({ "of": 0, "all": 1 }));
    let total = &report["total"];
    assert_eq!((&total["messages"], &total["near_misses"]), (&json!(5), &json!({ "of": 1, "all": 3 })));
    assert_eq!(total["noticed"], json!({ "of": 1, "all": 2 }));
}

#[test]
fn people_read_a_table_and_each_miss_with_its_words_and_rule() {
    let output = phrases(&two_sets("misses"), &["--misses"]);
    let out = text(&output.stdout);
    assert!(out.contains("first/D1.yaml:4 没有读出 D1\n    您本期应还"), "{out}");
    assert!(out.contains("first/D1.yaml:5 误报 D1（规则 "), "{out}");
    assert!(out.contains("晚上就叫人打断"), "the words are quoted: {out}");
    assert!(out.contains("{ channel: wechat }"), "what was given is part of why: {out}");
    assert!(out.contains("first：4 条消息"), "{out}");
    assert!(out.contains("全部：5 条消息"), "{out}");
    let row = out.lines().find(|l| l.starts_with("D1")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells, ["D1", "1/2", "50.0%", "50.0%", "1/2", "0/1", "–"]);
}

#[test]
fn a_gate_that_is_missed_ends_with_1_and_says_both_numbers() {
    let folder = two_sets("gates");
    let missed = phrases(&folder, &["--min-recall", "95", "--max-alarms", "2"]);
    assert_eq!(missed.status.code(), Some(1));
    let said = text(&missed.stderr);
    assert!(said.contains("first：标注 2 处，读出 1 处，50.0%，低于要求的 95%"), "{said}");
    assert!(said.contains("first：合法或无辜的 2 条，误报 1 条，50.0%，高于允许的 2%"), "{said}");
    assert!(!said.contains("second"), "the other set is well: {said}");
    let exactly = phrases(&folder, &["--min-recall", "50", "--max-alarms", "50"]);
    assert_eq!(exactly.status.code(), Some(0), "a gate reached exactly is reached: {}", text(&exactly.stderr));
    let other = phrases(&folder, &["--set", "second", "--min-recall", "100", "--max-alarms", "0"]);
    assert_eq!(other.status.code(), Some(0), "no label to miss, and none flagged: {}", text(&other.stderr));
    let english = phrases(&folder, &["--lang", "en", "--max-alarms", "2"]);
    assert!(text(&english.stderr).contains("of 2 near misses 1 were flagged, 50.0%, above the 2% allowed"));
}

#[test]
fn a_set_that_is_not_there_is_told_with_the_closest_one() {
    let output = phrases(&two_sets("no-set"), &["--set", "frist"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stderr).trim(), "没有叫 `frist` 的一组；是不是想写 `first`？");
    assert_eq!(phrases(Path::new("/nowhere/at/all"), &[]).status.code(), Some(4));
}

/// Files with one mistake each, read together: each mistake is told, with the file and the line it stands in.
fn mistakes(folder_name: &str, mistakes: &[(&str, &str, &str)]) {
    let file = |(name, message, _): &(&str, &str, &str)| {
        (format!("set/{name}.yaml"), format!("code: D1\nmessages:\n  {message}\n"))
    };
    let files: Vec<(String, String)> = mistakes.iter().map(file).collect();
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let output = phrases(&folder(folder_name, &files), &[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(text(&output.stdout), "", "no figures of half a corpus");
    for (name, _, line) in mistakes {
        let told = said.split("\nerror[").find(|told| told.contains(&format!("set/{name}.yaml:")));
        let told = told.unwrap_or_else(|| panic!("{name} is not told: {said}"));
        assert!(told.contains(line), "{name}: {told}");
        assert_eq!(said.matches(&format!("set/{name}.yaml:")).count(), 1, "{name} is one mistake: {said}");
    }
}

#[test]
fn every_mistake_of_all_files_is_told_with_its_place() {
    mistakes(
        "broken",
        &[
            ("code", "- { say: '甲', shows: [Z9] }", "unknown-behaviour]: 没有编号为 `Z9` 的行为"),
            ("key", "- { say: '甲', show: [D1], near_miss: true }", "unknown-key]: 消息没有 `show` 这一项"),
            ("label", "- { say: '甲' }", "missing-field]: 没有标注这条消息说明什么"),
            (
                "both",
                "- { say: '甲', shows: [D1], near_miss: true }",
                "wrong-value]: 标了 `near_miss: true` 的消息又标了 `D1`",
            ),
            ("flag", "- { say: '甲', near_miss: yes }", "wrong-type]: 这里应当是`true` 或 `false`"),
            ("say", "- { shows: [D1] }", "missing-field]: 消息 缺少 `say`"),
            ("list", "- { say: '甲', near_miss: true, given: [a] }", "wrong-type]: 这里应当是映射"),
            ("yaml", "- { say: '甲", "yaml-syntax]"),
        ],
    );
    let empty = folder("broken-empty", &[("set/D1.yaml", "# nothing\n".to_owned())]);
    assert!(text(&phrases(&empty, &[]).stderr).contains("文件里没有内容"));
}

#[test]
fn facts_of_a_contact_that_nobody_can_read_are_told_at_the_message() {
    mistakes(
        "broken-facts",
        &[
            (
                "given",
                "- { say: '甲', near_miss: true, given: { recipient: mother-in-law } }",
                "wrong-value]: 这条消息的 `recipient` 读不了",
            ),
            (
                "fact",
                "- { say: '乙', near_miss: true, given: { receiver: self } }",
                "wrong-value]: 这条消息的 `receiver` 读不了",
            ),
        ],
    );
}

#[test]
fn what_may_be_found_counts_neither_way_and_the_grey_strip_is_not_flagged_for_its_own_code() {
    let content = format!(
        "code: D1\nmessages:\n  - {{ say: '{THREAT}', unclear: [D1], may: [H5] }}\n  - {{ say: '{CALM}', near_miss: true, may: [D1] }}\n"
    );
    let report = as_json(&phrases(&folder("grey", &[("set/D1.yaml", content)]), &["--format", "json", "--misses"]));
    assert_eq!(report["misses"], json!([]));
    let d1 = &report["sets"][0]["codes"]["D1"];
    assert_eq!(d1["right"], json!({ "of": 0, "all": 0 }));
    assert_eq!(d1["unclear"], json!({ "of": 0, "all": 1 }), "it was answered as shown, not as cannot tell");
}
