//! Rule files of any content: each is read or reported, soon, and never panics.

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

/// What messages that strangers wrote may hold.
mod messages {
    use std::fmt::Write;
    use std::path::Path;
    use std::sync::LazyLock;
    use std::time::Instant;

    use ashore::check::check;
    use ashore::conduct::{ConductReport, page};
    use ashore::engine::{Engine, digest};
    use ashore::fact::{LIMITS, MAX_TEXT_CHARS, Problem, from_json};
    use ashore::source::read_folder;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
        Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check"))
    });

    const THREAT: &str = "今天不还，晚上就叫人打断你的腿";

    fn judged(log: &Value) -> Result<ConductReport, Vec<Problem>> {
        let body = log.to_string();
        let read = ENGINE.read_contacts(&from_json(body.as_bytes()).unwrap(), &LIMITS)?;
        Ok(ENGINE.conduct(read, digest(body.as_bytes())))
    }

    fn message(id: &str, text: &str) -> Value {
        json!({ "id": id, "at": "2026-11-12T10:15:30+08:00", "direction": "outbound", "channel": "sms",
                "recipient": "self", "content_kind": "verbatim", "content_text": text })
    }

    fn log(contacts: &[Value]) -> Value {
        json!({ "as_of": "2026-11-22", "creditor_type": "consumer_finance", "contacts": contacts })
    }

    fn of_one(text: &str) -> ConductReport {
        judged(&log(&[message("c1", text)])).unwrap_or_else(|problems| panic!("{text:?}: {problems:?}"))
    }

    /// The codes that the words of the one message show.
    fn shown(report: &ConductReport) -> Vec<&str> {
        report.timeline[0].shows.iter().filter(|s| s.words.is_some()).map(|s| s.code.as_str()).collect()
    }

    #[test]
    fn a_message_past_the_limit_is_refused_with_both_numbers_and_one_at_the_limit_is_read() {
        let hundred_kilobytes = "您".repeat(100_000 / 3);
        let problems = judged(&log(&[message("c1", &hundred_kilobytes)])).expect_err("it is too long");
        let of_text: Vec<&Problem> = problems.iter().filter(|p| p.pointer == "/contacts/0/content_text").collect();
        assert_eq!(of_text.len(), 1, "{problems:?}");
        let said = &of_text[0].message;
        for text in [&said.zh, &said.en] {
            assert!(text.contains("33333") && text.contains(&MAX_TEXT_CHARS.to_string()), "{text}");
        }
        let at_the_limit = format!("{}{THREAT}", "好".repeat(MAX_TEXT_CHARS - THREAT.chars().count()));
        assert!(shown(&of_one(&at_the_limit)).contains(&"D1"), "the last words of a long message are read");
    }

    #[test]
    fn odd_characters_neither_stop_the_reading_nor_hide_a_threat() {
        let (nul, zero_width) = ("\0", "\u{200b}");
        for (what, text) in [
            ("NUL before it", format!("{nul}{THREAT}")),
            ("NUL inside it", format!("今天不还，晚上就叫人打断{nul}你的腿")),
            ("control characters inside it", "今天不还，晚上就叫人打\u{1}断\u{7}你\u{1b}的\u{7f}腿".to_owned()),
            ("zero-width characters inside it", format!("今天不还，晚上就叫人打{zero_width}断{zero_width}你的腿")),
            ("a text turned around", format!("\u{202e}{THREAT}\u{202c}")),
            ("a byte order mark", format!("\u{feff}{THREAT}")),
            ("a quotation mark without its pair before it", format!("“{THREAT}")),
            ("a quotation mark without its pair after it", format!("{THREAT}”")),
            ("emoji joined into one before it", format!("👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿👍🏽 {THREAT}")),
            ("a combining mark without its letter", format!("\u{301}{THREAT}")),
            ("a private character", format!("\u{e000}{THREAT}\u{10fffd}")),
        ] {
            let report = of_one(&text);
            assert!(shown(&report).contains(&"D1"), "{what}: {:?}", report.timeline[0].labels);
            for label in &report.timeline[0].labels {
                let there: String = text.chars().skip(label.from).take(label.to - label.from).collect();
                assert_eq!(label.words, there, "{what}: the words are quoted as they stand");
            }
            let html = page(&report).unwrap();
            assert!(!html.chars().any(|c| c.is_control() && c != '\n'), "{what}: nothing hidden reaches the page");
        }
    }

    #[test]
    fn texts_of_nothing_but_odd_characters_show_nothing() {
        for text in [
            "“",
            "”“”“",
            "\0\0\0",
            "👨‍👩‍👧‍👦",
            "🏳️‍🌈🏴󠁧󠁢󠁥󠁮󠁧󠁿",
            "\u{202e}\u{202d}\u{2066}",
            "\u{301}\u{301}",
            "……。。。！！",
            "\n\r\t",
            "\u{fffd}",
        ] {
            if let Ok(report) = judged(&log(&[message("c1", text)])) {
                assert_eq!(shown(&report), Vec::<&str>::new(), "{text:?}");
            }
        }
    }

    #[test]
    fn a_lone_surrogate_is_told_with_its_line_and_nothing_of_the_text() {
        let text = "{\n \"as_of\": \"2026-11-22\",\n \"contacts\": [{ \"id\": \"c1\",\n  \"content_text\": \"打断\\ud800你的腿\" }]\n}";
        let error = from_json(text.as_bytes()).unwrap_err();
        assert_eq!((error.line, error.reason), (4, "a text holds a broken escape"));
        assert!(!error.to_string().contains('腿'));
        let paired = r#"{ "a": "\ud83d\udd2a" }"#;
        assert!(from_json(paired.as_bytes()).is_ok(), "a pair is a character");
        let bytes = [b"{ \"a\": \"".as_slice(), &[0xff, 0xfe], b"\" }"].concat();
        assert_eq!(from_json(&bytes).unwrap_err().reason, "this is not UTF-8 text");
    }

    #[test]
    fn ten_thousand_contacts_are_answered_and_one_more_is_refused_with_both_numbers() {
        let contact = |i: usize| {
            let at = format!(
                "2026-{:02}-{:02}T{:02}:{:02}:{:02}+08:00",
                1 + i % 10,
                1 + i / 400 % 28,
                8 + i % 12,
                i % 60,
                i / 7 % 60
            );
            let mut contact = message(&format!("c{i}"), if i == 9_999 { THREAT } else { "请按时还款，谢谢" });
            contact["at"] = json!(at);
            contact
        };
        let mut contacts: Vec<Value> = (0..LIMITS.contacts).map(contact).collect();
        let started = Instant::now();
        let report = judged(&log(&contacts)).unwrap_or_else(|problems| panic!("{problems:?}"));
        let took = started.elapsed();
        assert_eq!(report.timeline.len(), 10_000, "nothing is lost");
        let threats: Vec<&str> = report
            .timeline
            .iter()
            .filter(|t| t.shows.iter().any(|s| s.code == "D1"))
            .map(|t| t.contact.as_str())
            .collect();
        assert_eq!(threats, ["c9999"]);
        assert!(took.as_secs() < 120, "10,000 contacts took {took:?}");
        contacts.push(message("one-more", THREAT));
        let problems = judged(&log(&contacts)).expect_err("one too many");
        let said = problems.iter().find(|p| p.pointer == "/contacts").unwrap_or_else(|| panic!("{problems:?}"));
        for text in [&said.message.zh, &said.message.en] {
            assert!(text.contains("10001") && text.contains("10000"), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read_the_same_twice_and_quoted_as_it_stands(
            pieces in prop::collection::vec(prop_oneof![
                any::<char>().prop_map(String::from),
                "[打断你的腿今晚不还，。！“”‘’「」()\\[\\]]{1,6}",
                "[\u{0}-\u{1f}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{fe0f}\u{fffd}]{1,3}",
                "[dａＢ1①Ⅳ㎏﷽ﬃ]{1,4}",
                Just(THREAT.to_owned()),
            ], 0..40)
        ) {
            let mut text = String::new();
            for piece in &pieces {
                let _ = write!(text, "{piece}");
            }
            let reader = ENGINE.program().reader();
            let read = reader.read(&text);
            prop_assert_eq!(&read, &reader.read(&text));
            for label in &read.labels {
                let there: String = text.chars().skip(label.at.start).take(label.at.len()).collect();
                prop_assert_eq!(&label.words, &there);
                prop_assert!(label.sentence < read.sentences);
            }
        }
    }
}
