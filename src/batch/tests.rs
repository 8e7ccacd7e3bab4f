//! Any chunks, the same lines; any line, one line.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::check::check;
use crate::diagnostic::Language;
use crate::engine::{Engine, Explain};
use crate::fact::LIMITS;
use crate::source::read_folder;

static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| {
    Arc::new(Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check")))
});

fn batch(language: Language) -> Batch {
    Batch { engine: ENGINE.clone(), limits: LIMITS, explain: Explain::Findings, language }
}

/// The lines of a text that comes in these chunks.
fn lines<'c>(limit: usize, chunks: impl IntoIterator<Item = &'c [u8]>) -> Vec<Line> {
    let mut framing = Framing::new(limit);
    let mut lines = Vec::new();
    for mut chunk in chunks {
        while let Some(line) = framing.next(&mut chunk) {
            lines.push(line);
        }
    }
    lines.extend(framing.end());
    lines
}

fn whole(number: u64, text: &str) -> Line {
    Line { number, content: Content::Whole(text.into()) }
}

fn too_long(number: u64, limit: usize) -> Line {
    Line { number, content: Content::TooLong { limit } }
}

#[test]
fn lines_are_what_editors_and_other_systems_write() {
    let far_more = "x".repeat(1_000);
    let far_more_and_another = format!("{far_more}\nb");
    let cases: Vec<(&str, &str, Vec<Line>)> = vec![
        ("nothing", "", vec![]),
        ("blank lines alone", "\n \n\t\r\n", vec![]),
        ("two lines", "a\nb\n", vec![whole(1, "a"), whole(2, "b")]),
        ("a last line without an ending", "a\nb", vec![whole(1, "a"), whole(2, "b")]),
        ("lines of another system", "a\r\nb\r\n", vec![whole(1, "a"), whole(2, "b")]),
        ("a return at the very end", "a\r", vec![whole(1, "a")]),
        ("a return inside stays", "a\rb\n", vec![whole(1, "a\rb")]),
        ("blank lines count", "\n\na\n\r\nb", vec![whole(3, "a"), whole(5, "b")]),
        ("a mark at the start", "\u{feff}a\n\u{feff}b", vec![whole(1, "a"), whole(2, "\u{feff}b")]),
        ("a mark alone", "\u{feff}\r\nb", vec![whole(2, "b")]),
        ("as long as may be", "12345678\n12345678\r\n", vec![whole(1, "12345678"), whole(2, "12345678")]),
        ("as long as may be, with a mark and a return", "\u{feff}12345678\r\n", vec![whole(1, "12345678")]),
        ("one byte more", "123456789\nb\n", vec![too_long(1, 8), whole(2, "b")]),
        ("one byte more at the end", "a\n123456789", vec![whole(1, "a"), too_long(2, 8)]),
        ("far more", &far_more_and_another, vec![too_long(1, 8), whole(2, "b")]),
        ("far more at the end", &far_more, vec![too_long(1, 8)]),
    ];
    for (name, text, expected) in cases {
        assert_eq!(lines(8, [text.as_bytes()]), expected, "{name}");
        assert_eq!(lines(8, text.as_bytes().chunks(1)), expected, "{name}, byte by byte");
    }
}

#[test]
fn a_line_without_end_is_answered_at_once_and_not_kept() {
    let mut framing = Framing::new(1_000);
    let chunk = vec![b'x'; 700];
    assert_eq!(framing.next(&mut chunk.as_slice()), None);
    assert_eq!(framing.next(&mut chunk.as_slice()), Some(too_long(1, 1_000)));
    for _ in 0..1_000 {
        assert_eq!(framing.next(&mut chunk.as_slice()), None, "said once");
    }
    assert_eq!(framing.next(&mut b"x\nb\n".as_slice()), Some(whole(2, "b")));
}

proptest! {
    #[test]
    fn however_chunks_are_cut_the_lines_are_the_same(
        text in proptest::collection::vec(prop_oneof![
            Just(b'\n'), Just(b'\r'), Just(b' '), Just(b'x'), Just(0xef), Just(0xbb), Just(0xbf), any::<u8>()
        ], 0..120),
        marked in any::<bool>(),
        cuts in proptest::collection::vec(0_usize..124, 0..20),
        limit in 1_usize..12,
    ) {
        let mut bytes = if marked { vec![0xef, 0xbb, 0xbf] } else { Vec::new() };
        bytes.extend(text);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|at| at.min(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]);
        let at_once = lines(limit, [bytes.as_slice()]);
        prop_assert_eq!(&lines(limit, pieces), &at_once);
        for line in &at_once {
            if let Content::Whole(held) = &line.content {
                prop_assert!(held.len() <= limit && !held.contains(&b'\n'));
            }
        }
        prop_assert!(at_once.windows(2).all(|pair| pair[0].number < pair[1].number));
    }
}

#[test]
fn a_good_line_holds_the_answer_as_the_engine_gives_it() {
    let portfolio: Value = serde_json::from_str(include_str!("../../openapi/examples/mild.json")).unwrap();
    let text = portfolio.to_string();
    let answered = batch(Language::Zh).answer(&whole(7, &text));
    assert!(answered.well);
    let input = crate::fact::from_json(text.as_bytes()).unwrap();
    let answer = ENGINE.answer(ENGINE.read(&input, &LIMITS).unwrap(), Explain::Findings);
    let case_ref = serde_json::to_string(portfolio["case_ref"].as_str().unwrap()).unwrap();
    let expected =
        format!("{{\"line\":7,\"case_ref\":{case_ref},\"answer\":{}}}\n", serde_json::to_string(&answer).unwrap());
    assert!(String::from_utf8(answered.bytes).unwrap() == expected);
}

#[test]
fn each_bad_line_is_told_in_place() {
    let broken = Line { number: 9, content: Content::Whole(vec![b'"', 0xff, b'"']) };
    let bad = r#"{"as_of":"2026-11-22","case_ref":"K-17","debts":[{"id":"a","outstanding":"1.005"}]}"#;
    let cases = [
        ("not JSON", whole(2, "{\"as_of\": }"), 400, "not-json", "column 11"),
        ("not UTF-8", broken, 400, "not-json", "byte 2"),
        ("a list", whole(3, "[]"), 422, "bad-portfolio", "1 problems"),
        ("a bad field", whole(4, bad), 422, "bad-portfolio", "1 problems"),
        ("too long", too_long(5, 4_194_304), 413, "line-too-long", "longer than 4194304 bytes"),
    ];
    for (name, line, status, code, says) in cases {
        let answered = batch(Language::En).answer(&line);
        assert!(!answered.well && answered.number == line.number, "{name}");
        let text = String::from_utf8(answered.bytes).unwrap();
        assert!(text.ends_with("}\n") && text.lines().count() == 1, "{name}: {text}");
        let sent: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(sent["line"], line.number, "{name}");
        let problem = &sent["problem"];
        assert_eq!((&problem["status"], &problem["code"]), (&json!(status), &json!(code)), "{name}: {text}");
        assert_eq!(problem["type"], format!("urn:ashore:problem:{code}"), "{name}");
        assert!(problem["title"].as_str().unwrap().contains(says), "{name}: {text}");
        assert!(!problem["detail"].as_str().unwrap().is_empty(), "{name}");
    }
    let answered = batch(Language::Zh).answer(&whole(4, bad));
    assert_eq!(
        String::from_utf8(answered.bytes).unwrap(),
        "{\"line\":4,\"case_ref\":\"K-17\",\"problem\":{\"type\":\"urn:ashore:problem:bad-portfolio\",\"title\":\"这一行有 1 处问题\",\
         \"status\":422,\"code\":\"bad-portfolio\",\"detail\":\"改正后只需重新提交这一行\",\"errors\":[{\"pointer\":\"/debts/0/outstanding\",\
         \"code\":\"too-many-decimals\",\"detail\":\"金额最多两位小数(到分)，这里有 3 位；四舍五入到分\"}]}}\n"
    );
}

#[test]
fn what_ends_a_batch_is_a_line_without_a_number() {
    let cases = [
        (Trouble::BrokenOff { next: 12 }, "broken-body", "第 12 行"),
        (Trouble::InputStalled { seconds: 60, next: 12 }, "input-stalled", "第 12 行"),
        (Trouble::Stopping { next: 12 }, "stopping", "第 12 行"),
        (Trouble::OutputStalled { seconds: 60 }, "output-stalled", "一边发送一边读取"),
    ];
    for (trouble, code, says) in cases {
        let sent: Value = serde_json::from_slice(&batch(Language::Zh).ended(&trouble)).unwrap();
        assert!(sent["line"].is_null() && sent.get("line").is_some(), "{sent}");
        assert_eq!(sent["problem"]["code"], code);
        assert!(sent["problem"]["detail"].as_str().unwrap().contains(says), "{sent}");
    }
}
