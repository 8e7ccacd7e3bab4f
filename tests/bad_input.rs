//! Rule files of any content: each is read or reported, soon, and never panics.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise and reads the files it needs"
)]

use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use ashore::check::{Checked, check};
use ashore::diagnostic::{Language, as_json, render};
use ashore::source::{SourceFile, Sources, read_folder};
use proptest::prelude::*;

static PACK: LazyLock<Vec<SourceFile>> =
    LazyLock::new(|| read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect());

/// Checks, and shows what was found in every way there is.
fn checked(files: Vec<SourceFile>) -> Checked {
    let checked = check(Sources::new(files));
    for language in [Language::Zh, Language::En] {
        let _ = render(&checked.diagnostics, &checked.sources, language);
    }
    let _ = as_json(&checked.diagnostics, &checked.sources);
    checked
}

/// One way to spoil a file.
#[derive(Debug, Clone)]
enum Spoil {
    Cut(usize),
    Flip(usize, u8),
    Delete(usize),
    Double(usize),
    Swap(usize, usize),
    Insert(usize, String),
    Indent(usize),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    prop_oneof![
        any::<usize>().prop_map(Spoil::Cut),
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Spoil::Flip(at, byte)),
        any::<usize>().prop_map(Spoil::Delete),
        any::<usize>().prop_map(Spoil::Double),
        (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Spoil::Swap(a, b)),
        (any::<usize>(), "[-:{}\\[\\]'\"#&*!|>%@`,?\t\u{3000}\u{feff}：，“\u{200b}0-9a-z]{1,6}")
            .prop_map(|(at, text)| Spoil::Insert(at, text)),
        any::<usize>().prop_map(Spoil::Indent),
    ]
}

fn spoilt(text: &str, how: &Spoil) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut lines: Vec<&str> = text.lines().collect();
    let line = |at: usize| at % lines.len().max(1);
    match how {
        Spoil::Cut(at) => bytes.truncate(at % (bytes.len() + 1)),
        Spoil::Flip(at, byte) => {
            let at = at % bytes.len();
            bytes[at] = *byte;
        }
        Spoil::Insert(at, more) => {
            let at = at % (bytes.len() + 1);
            bytes.splice(at..at, more.bytes());
        }
        Spoil::Delete(at) => {
            lines.remove(line(*at));
            return lines.join("\n");
        }
        Spoil::Double(at) => {
            let at = line(*at);
            lines.insert(at, lines[at]);
            return lines.join("\n");
        }
        Spoil::Swap(a, b) => {
            let (a, b) = (line(*a), line(*b));
            lines.swap(a, b);
            return lines.join("\n");
        }
        Spoil::Indent(at) => {
            let at = line(*at);
            let moved = format!("  {}", lines[at]);
            lines[at] = &moved;
            return lines.join("\n");
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_shipped_file_that_was_spoilt_is_read_or_reported(
        file in any::<prop::sample::Index>(),
        hows in prop::collection::vec(spoil(), 1..4),
    ) {
        let file = file.get(&PACK);
        let text = hows.iter().fold(file.text.clone(), |text, how| if text.is_empty() { text } else { spoilt(&text, how) });
        checked(vec![SourceFile::new(file.path.clone(), text)]);
    }

    #[test]
    fn any_bytes_are_read_or_reported(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        checked(vec![SourceFile::new("x.yaml", String::from_utf8_lossy(&bytes))]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_spoilt_file_never_takes_effect_partly(file in any::<prop::sample::Index>(), how in spoil()) {
        let at = file.index(PACK.len());
        let mut files = PACK.clone();
        files[at] = SourceFile::new(files[at].path.clone(), spoilt(&files[at].text, &how));
        let checked = checked(files);
        let errors = ashore::diagnostic::any_error(&checked.diagnostics);
        prop_assert_eq!(checked.rules.is_none(), errors, "rules exist exactly when there is no error");
    }
}

/// Files as large as they may be. Each is told in which way it is too much, or checked, in little time.
#[test]
fn huge_files_are_checked_in_time() {
    let rule = |when: &str, because: &str| {
        format!(
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    strength: heuristic\n    when:\n{when}\n    then:\n      because: {because}\n"
        )
    };
    let many = |count: usize, one: &dyn Fn(usize) -> String| -> String {
        (0..count).fold(String::new(), |mut all, i| {
            let _ = write!(all, "{}", one(i));
            all
        })
    };
    let cases = [
        ("brackets in brackets", "[".repeat(100_000)),
        ("braces in braces", "{a: ".repeat(100_000)),
        ("lists in lists by dashes", "- ".repeat(100_000)),
        ("aliases of aliases", many(30, &|i| format!("a{i}: &a{i} [*a{0}, *a{0}]\n", i.saturating_sub(1)))),
        ("one text of a megabyte", rule("      debt.accelerated: true", &"例".repeat(340_000))),
        ("one line of opening quotes", rule("      debt.accelerated: true", &"'".repeat(300_000))),
        (
            "a number of 100,000 digits",
            rule(&format!("      debt.balance: {{ more_than: {} }}", "9".repeat(100_000)), "例"),
        ),
        ("100,000 keys", many(100_000, &|i| format!("k{i}: 1\n"))),
        ("a key repeated 100,000 times", "rules: 1\n".repeat(100_000)),
        ("10,000 unknown facts", rule(&many(10_000, &|i| format!("      debt.unknown_{i}: true\n")), "例")),
        ("10,000 misspelt facts", rule(&many(10_000, &|i| format!("      debt.legal_stag{i}: true\n")), "例")),
        (
            "a rule with 20,000 conditions",
            rule(
                &format!(
                    "      any_of:\n{}",
                    many(20_000, &|i| format!("        - debt.overdue_days: {{ at_least: {i} }}\n"))
                ),
                "例",
            ),
        ),
        (
            "terms that double at each level",
            format!(
                "terms:\n  - {{ id: t0, title: 例, when: {{ debt.accelerated: true }} }}\n{}",
                many(60, &|i| format!("  - {{ id: t{}, title: 例, when: {{ is: [t{i}, t{i}] }} }}\n", i + 1))
            ),
        ),
        (
            "a text with 50,000 slots",
            rule("      debt.accelerated: true", &format!("'{}'", "{{debt.balance}}".repeat(50_000))),
        ),
        (
            "a text with 50,000 wrong slots",
            rule("      debt.accelerated: true", &format!("'{}'", "{{debt.balanc}}".repeat(50_000))),
        ),
        (
            "5,000 rules of one id",
            format!(
                "rules:\n{}",
                many(5_000, &|_| {
                    "  - { id: extra, title: 例, scope: debt, strength: heuristic, when: { debt.accelerated: true }, then: { because: 例 } }\n".to_owned()
                })
            ),
        ),
        ("a line of a megabyte", format!("# {}\n", "例".repeat(340_000))),
        ("100,000 lines with tabs", "\tx\n".repeat(100_000)),
        ("100,000 lines with full-width colons", "title：例\n".repeat(60_000)),
        (
            "20,000 phrases",
            format!(
                "phrases:\n  - id: extra\n    title: 例\n    says:\n{}    examples: [第一种说法]\n    near_misses: [请还款, 您好]\n",
                many(20_000, &|i| format!("      - 说法{i}\n"))
            ),
        ),
    ];
    let slow: Vec<String> = cases
        .into_iter()
        .filter_map(|(name, text)| {
            let mut files: Vec<SourceFile> =
                PACK.iter().filter(|f| !f.path.starts_with("cn/cases/")).cloned().collect();
            files.push(SourceFile::new("zz/huge.yaml", text));
            let start = Instant::now();
            let checked = checked(files);
            let took = start.elapsed();
            println!("{name}: {} ms, {} diagnostics", took.as_millis(), checked.diagnostics.len());
            // Tests are built without optimisation: the program itself is some twenty times as fast.
            (took > Duration::from_secs(15)).then(|| format!("{name}: {} ms", took.as_millis()))
        })
        .collect();
    assert!(slow.is_empty(), "{slow:?}");
}
