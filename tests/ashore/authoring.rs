//! The commands lawyers write with, as run: fmt, new and diff.

use std::path::{Path, PathBuf};
use std::process::Command;

/// How a command ended, and what it printed.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run(program: &str, folder: &Path, args: &[&str]) -> Ran {
    let mut command = Command::new(program);
    command.current_dir(folder).args(args).env_remove("ASHORE_RULES").env_remove("ASHORE_LANG");
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn ashore(folder: &Path, args: &[&str]) -> Ran {
    run(env!("CARGO_BIN_EXE_ashore"), folder, args)
}

/// A folder with a copy of the shipped rules in `rules`.
fn folder(name: &str) -> PathBuf {
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("authoring").join(name);
    let _ = std::fs::remove_dir_all(&to);
    let shipped = ashore::source::read_folder("rules".as_ref()).unwrap();
    for (_, file) in shipped.iter() {
        let path = to.join("rules").join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.text).unwrap();
    }
    to
}

fn read(folder: &Path, file: &str) -> String {
    std::fs::read_to_string(folder.join(file)).unwrap()
}

fn edit(folder: &Path, file: &str, old: &str, new: &str) {
    let text = read(folder, file);
    assert!(text.contains(old), "{old} in {file}");
    std::fs::write(folder.join(file), text.replacen(old, new, 1)).unwrap();
}

/// A portfolio with one debt whose complaint was served.
const SERVED: &str = r#"{"as_of":"2026-11-22","case_ref":"个案一","debts":[{"id":"a","legal_stage":"served","proof_seen":"original","served_on":"2026-11-10"}]}"#;

#[test]
fn fmt_check_names_the_files_and_fmt_mends_them() {
    let at = folder("fmt");
    let first = ashore(&at, &["fmt"]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    let clean = ashore(&at, &["fmt", "--check"]);
    assert_eq!((clean.code, clean.out.lines().count()), (Some(0), 1), "{}", clean.out);

    edit(
        &at,
        "rules/cn/triage/court.yaml",
        "    title: 收到支付令\n    scope: debt\n",
        "    scope:   debt\n    title: 收到支付令 # 备注\n",
    );
    let before = read(&at, "rules/cn/triage/court.yaml");
    let dirty = ashore(&at, &["fmt", "--check"]);
    assert_eq!(dirty.code, Some(1));
    assert!(dirty.out.starts_with("rules/cn/triage/court.yaml\n"), "{}", dirty.out);
    assert_eq!(read(&at, "rules/cn/triage/court.yaml"), before, "--check changes nothing");

    let mended = ashore(&at, &["fmt", "rules/cn/triage/court.yaml"]);
    assert_eq!(mended.code, Some(0));
    assert!(read(&at, "rules/cn/triage/court.yaml").contains("    title: 收到支付令  # 备注\n    scope: debt\n"));
    assert_eq!(ashore(&at, &["fmt", "--check"]).code, Some(0));
}

#[test]
fn fmt_leaves_a_broken_file_alone_and_does_the_others() {
    let at = folder("fmt-broken");
    edit(&at, "rules/cn/values/lpr.yaml", "    unit: rate", "\tunit: rate");
    let before = read(&at, "rules/cn/values/lpr.yaml");
    edit(&at, "rules/cn/values/card.yaml", "    unit: ", "    unit:   ");
    let ran = ashore(&at, &["fmt"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("error[tab]") && ran.err.contains("lpr.yaml"), "{}", ran.err);
    assert_eq!(read(&at, "rules/cn/values/lpr.yaml"), before);
    assert!(!read(&at, "rules/cn/values/card.yaml").contains("unit:   "));
}

/// The codes of the mistakes that `check` finds, with the file of each.
fn mistakes(at: &Path) -> Vec<(String, String)> {
    let ran = ashore(at, &["check", "--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let text = |d: &serde_json::Value, key: &str| d[key].as_str().unwrap().to_owned();
    all.as_array().unwrap().iter().map(|d| (text(d, "code"), text(d, "file"))).collect()
}

#[test]
fn every_skeleton_goes_where_its_kin_stand_and_lacks_only_what_its_author_knows() {
    for (what, file, says) in [
        (&["new", "rule", "small-claims-appeal", "--scope", "debt"][..], "rules/cn/triage/court.yaml", "status: draft"),
        (&["new", "rule", "late-visit", "--scope", "contact"], "rules/cn/conduct/visits.yaml", "behaviour: …"),
        (
            &["new", "rule", "calls-a-week", "--scope", "contacts"],
            "rules/cn/conduct/time-and-frequency.yaml",
            "window: calendar_day",
        ),
        (&["new", "value", "lpr_5y", "--unit", "rate"], "rules/cn/values/lpr.yaml", "unit: rate"),
        (&["new", "law", "some-law"], "rules/cn/laws/rights-and-aid.yaml", "versions:"),
        (
            &["new", "case", "--rule", "hearing-set"],
            "rules/cn/cases/triage-court.yaml",
            "hearing_on: …, legal_stage: …, proof_seen: …",
        ),
        (&["new", "phrase", "threat_of_dogs"], "rules/cn/phrases/threats.yaml", "near_misses:"),
        (&["new", "action", "prepare_hearing"], "rules/cn/actions/court.yaml", "who: …"),
        (&["new", "term", "licensed_pawnshop"], "rules/cn/terms/lenders.yaml", "when:"),
        (&["new", "fact", "contact.has_dog"], "rules/cn/facts/contact.yaml", "type: …"),
        (&["new", "behaviour", "threat_of_dogs"], "rules/cn/conduct/behaviours.yaml", "code: …"),
        (&["new", "erratum", "debts-end-at-sixty"], "rules/cn/errata/popular-advice.yaml", "right: …"),
    ] {
        let at = folder("new");
        let before = read(&at, file);
        let ran = ashore(&at, what);
        assert_eq!(ran.code, Some(0), "{what:?}: {}", ran.err);
        assert!(ran.out.contains(file), "{what:?}: {}", ran.out);
        let after = read(&at, file);
        let added: String = after.lines().filter(|l| !before.contains(l)).collect::<Vec<_>>().join("\n");
        assert!(added.contains(says), "{what:?}: {added}");
        assert!(added.contains(" # "), "it explains itself");

        let line: usize =
            ran.out.split(&format!("{file}:")).nth(1).unwrap().split('(').next().unwrap().parse().unwrap();
        let head = after.lines().nth(line - 1).unwrap();
        assert!(head.contains("- id: ") || head.contains("- name: ") || head.contains("- { id: "), "{what:?}: {head}");

        let found = mistakes(&at);
        assert!(!found.is_empty() && found.iter().all(|(code, _)| code == "unfilled"), "{what:?}: {found:?}");
        assert!(found.iter().all(|(_, place)| file.ends_with(place.as_str())), "{what:?}: {found:?}");
    }
}

#[test]
fn a_skeleton_filled_in_is_a_rule_with_its_cases() {
    let at = folder("new-filled");
    assert_eq!(ashore(&at, &["new", "rule", "small-claims-appeal", "--scope", "debt"]).code, Some(0));
    assert_eq!(ashore(&at, &["new", "case", "--rule", "small-claims-appeal"]).code, Some(0));
    let court = "rules/cn/triage/court.yaml";
    for (old, new) in [
        ("title: …  ", "title: 小额诉讼已经判决  "),
        ("debt.legal_stage: …", "debt.legal_stage: judged_first"),
        ("band: …", "band: court_stage"),
        ("because: …", "because: 小额诉讼一审就生效。"),
        ("action: …", "action: attend_hearing"),
        ("due: …", "due: today"),
        ("cite: […]", "cite: [civil-procedure-law/165]"),
    ] {
        let old = if read(&at, court).contains(old) { old } else { old.trim_end() };
        edit(&at, court, old, new.trim_end());
    }
    let cases = "rules/cn/cases/triage-court.yaml";
    for (old, new) in [
        ("name: …", "name: 一审判了，适用"),
        ("legal_stage: …", "legal_stage: judged_first"),
        ("name: …", "name: 还在开庭，不适用"),
        ("legal_stage: …", "legal_stage: hearing_set"),
    ] {
        edit(&at, cases, old, new);
    }
    let checked = ashore(&at, &["check"]);
    assert_eq!(checked.code, Some(0), "{}", checked.out);
    let tested = ashore(&at, &["test"]);
    assert_eq!(tested.code, Some(0), "{}", tested.out);
}

#[test]
fn new_refuses_what_is_there_and_what_cannot_be() {
    let at = folder("new-refused");
    for (what, says) in [
        (&["new", "rule", "complaint-served", "--scope", "debt"][..], "`complaint-served-2`"),
        (&["new", "value", "answer_days", "--unit", "days"], "cn/values/procedure.yaml:"),
        (&["new", "rule", "Bad Id", "--scope", "debt"], "不能用作编号"),
        (&["new", "case", "--rule", "hearing-sett"], "`hearing-set`"),
        (&["new", "fact", "weather"], "以 household.、debt. 或 contact. 开头"),
        (&["new", "term", "a-term", "--in", "../elsewhere.yaml"], "不在规则文件夹"),
        (&["new", "term", "a-term", "--in", "cn/terms/notes.txt"], "不是 .yaml 文件"),
    ] {
        let ran = ashore(&at, what);
        assert_eq!(ran.code, Some(2), "{what:?}: {}", ran.out);
        assert!(ran.err.contains(says), "{what:?}: {}", ran.err);
    }
    assert_eq!(ashore(&at, &["check"]).code, Some(0), "nothing was written");
}

#[test]
fn new_makes_a_file_and_a_section_where_there_is_none() {
    let at = folder("new-file");
    assert_eq!(
        ashore(&at, &["new", "rule", "a-rule", "--scope", "household", "--in", "rules/cn/triage/new.yaml"]).code,
        Some(0)
    );
    assert!(read(&at, "rules/cn/triage/new.yaml").contains("rules:\n  - id: a-rule "));
    assert_eq!(ashore(&at, &["new", "term", "a-term", "--in", "cn/triage/court.yaml"]).code, Some(0));
    assert!(read(&at, "rules/cn/triage/court.yaml").contains("\n\nterms:\n  - id: a-term "));
    assert!(mistakes(&at).iter().all(|(code, _)| code == "unfilled"));
}

#[test]
fn diff_of_folders_says_what_changed_and_for_whom() {
    let (old, new) = (folder("diff-old"), folder("diff-new"));
    let names = [old.join("rules"), new.join("rules")].map(|p| p.display().to_string());
    let same = ashore(&old, &["diff", &names[0], &names[1]]);
    assert_eq!(same.code, Some(0), "{}", same.err);
    assert!(same.out.contains("没有变化"), "{}", same.out);

    edit(&new, "rules/cn/values/procedure.yaml", "{ from: 2024-01-01, value: 15,", "{ from: 2024-01-01, value: 10,");
    let html = new.join("page.html");
    let ran = ashore(&old, &["diff", &names[0], &names[1], "--html", &html.display().to_string()]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for says in [
        "~ 数值 answer_days 答辩期 (cn/values/procedure.yaml:",
        "series[2024-01-01].value：15 → 10",
        "■ 规则 complaint-served 已收到起诉状副本 (cn/triage/court.yaml:",
        "；用到的 answer_days 变了)",
        "应诉的答辩提纲；没填送达日先不出 (cn/cases/letters.yaml:",
        "期限：2026-11-25 → 2026-11-20",
    ] {
        assert!(ran.out.contains(says), "{says}\n{}", ran.out);
    }
    let page = std::fs::read_to_string(html).unwrap();
    for holds in [
        "<html lang=\"zh-CN\">",
        "规则 complaint-served",
        "<del>2026-11-25</del>",
        "<ins>2026-11-20</ins>",
        "收到后 <del>15</del><ins>10</ins> 日内",
        "十一月十日收到起诉状，答辩截止十一月二十五日",
        "@media print",
    ] {
        assert!(page.contains(holds), "{holds}");
    }
    for loaded in ["src=", "<link", "url(", "http://", "https://"] {
        assert!(!page.contains(loaded), "the page loads nothing: {loaded}");
    }

    std::fs::write(old.join("served.ndjson"), SERVED).unwrap();
    let short = ["diff", &names[0], &names[1], "--corpus", "served.ndjson", "--lang", "en"];
    let json = ashore(&old, &[&short[..], &["--format", "json"]].concat());
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["definitions"][0]["id"], "answer_days");
    assert_eq!(value["causes"][0]["rule"], "complaint-served");
    let english = ashore(&old, &short);
    assert!(english.out.contains("■ rule complaint-served"), "{}", english.out);
}

#[test]
fn diff_over_a_corpus_reads_one_portfolio_a_line() {
    let (old, new) = (folder("corpus-old"), folder("corpus-new"));
    edit(&new, "rules/cn/values/procedure.yaml", "{ from: 2024-01-01, value: 15,", "{ from: 2024-01-01, value: 10,");
    let names = [old.join("rules"), new.join("rules")].map(|p| p.display().to_string());
    let calm = r#"{"as_of":"2026-11-22","debts":[{"id":"a","legal_stage":"current"}]}"#;
    std::fs::write(old.join("corpus.ndjson"), format!("{SERVED}\n\n{calm}\n")).unwrap();
    let ran = ashore(&old, &["diff", &names[0], &names[1], "--corpus", "corpus.ndjson"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(
        ran.out.contains("2 份材料，1 份的答复变了") && ran.out.contains("个案一 (corpus.ndjson:1)"),
        "{}",
        ran.out
    );

    std::fs::write(old.join("corpus.ndjson"), format!("{SERVED}\n{{\n")).unwrap();
    let broken = ashore(&old, &["diff", &names[0], &names[1], "--corpus", "corpus.ndjson"]);
    assert_eq!(broken.code, Some(3));
    assert!(broken.err.contains("corpus.ndjson:2: 不是 JSON"), "{}", broken.err);
}

#[test]
fn diff_of_broken_rules_shows_their_mistakes_and_ends_with_3() {
    let (old, new) = (folder("diff-good"), folder("diff-broken"));
    edit(&new, "rules/cn/triage/court.yaml", "debt.legal_stage: payment_order", "debt.legal_stge: payment_order");
    let names = [old.join("rules"), new.join("rules")].map(|p| p.display().to_string());
    let ran = ashore(&old, &["diff", &names[0], &names[1]]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("error[unknown-fact]") && ran.err.contains("改正以后才能对比"), "{}", ran.err);
}

#[test]
fn diff_reads_revisions_of_the_rule_folder() {
    let at = folder("revisions");
    let git = |args: &[&str]| {
        let mut all = vec!["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
        all.extend(args);
        let ran = run("git", &at, &all);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "first"]);
    std::fs::write(at.join("served.ndjson"), SERVED).unwrap();
    let diff = |sides: &[&str]| ashore(&at, &[&["diff", "--corpus", "served.ndjson"], sides].concat());
    let same = diff(&["HEAD"]);
    assert_eq!(same.code, Some(0), "{}{}", same.out, same.err);

    edit(&at, "rules/cn/values/procedure.yaml", "{ from: 2024-01-01, value: 15,", "{ from: 2024-01-01, value: 10,");
    let working = diff(&["HEAD"]);
    assert_eq!(working.code, Some(1), "{}", working.err);
    assert!(working.out.contains("规则对比：HEAD(cn "), "{}", working.out);
    git(&["commit", "--quiet", "-a", "-m", "second"]);
    let two = diff(&["HEAD~1", "HEAD"]);
    assert_eq!(two.code, Some(1), "{}", two.err);
    assert!(two.out.contains("series[2024-01-01].value：15 → 10"), "{}", two.out);

    for (revision, says) in [("no-such-revision", "既不是文件夹，也不是"), ("--output=x", "unexpected argument")]
    {
        let ran = ashore(&at, &["diff", revision]);
        assert_ne!(ran.code, Some(0));
        assert!(ran.err.contains(says), "{}", ran.err);
    }
    assert_eq!(ashore(&at, &["diff", "no-such-revision"]).code, Some(4));
}
