//! A short run at the four doors of `tests/fuzz` on the one toolchain there is: texts the project has of each kind, cut,
//! joined and bent, and bytes of no kind at all. What `cargo fuzz` does for hours is tried here for seconds, the same way each
//! time.

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

#[expect(unreachable_pub, reason = "the fuzz targets, a program of their own, reach them")]
#[path = "../fuzz/entries.rs"]
mod entries;

/// Pieces that have a meaning to one reader or another.
const PIECES: [&str; 24] = [
    "\u{0}",
    "\u{feff}",
    "\u{200b}",
    "\u{3000}",
    "：",
    "\t",
    "\r\n",
    "\"",
    "“",
    "'",
    "{",
    "[",
    "]",
    "}",
    ",",
    "- ",
    ": ",
    "&a *a",
    "|",
    "unknown",
    "-1",
    "1e999",
    "9999-12-31",
    "😀",
];

/// The files of a folder with this ending, in order of name.
fn files(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = std::fs::read_dir(Path::new(folder)).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == ending));
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// One thing done to a text.
#[derive(Debug, Clone)]
enum Change {
    Cut(prop::sample::Index, usize),
    Put(prop::sample::Index, Vec<u8>),
    Turn(prop::sample::Index, u8),
    Repeat(prop::sample::Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        (at(), 1_usize..40).prop_map(|(i, n)| Change::Cut(i, n)),
        (at(), prop::sample::select(PIECES.to_vec())).prop_map(|(i, piece)| Change::Put(i, piece.into())),
        (at(), prop::collection::vec(any::<u8>(), 1..4)).prop_map(|(i, bytes)| Change::Put(i, bytes)),
        (at(), any::<u8>()).prop_map(|(i, byte)| Change::Turn(i, byte)),
        (at(), 1_usize..30).prop_map(|(i, n)| Change::Repeat(i, n)),
    ]
}

fn changed(mut text: Vec<u8>, changes: Vec<Change>) -> Vec<u8> {
    for change in changes {
        let end = text.len();
        match change {
            Change::Cut(at, n) if end > 0 => {
                let at = at.index(end);
                text.drain(at..end.min(at + n));
            }
            Change::Put(at, bytes) => {
                let at = at.index(end + 1);
                text.splice(at..at, bytes);
            }
            Change::Turn(at, byte) if end > 0 => text[at.index(end)] = byte,
            Change::Repeat(at, n) if end > 0 => {
                let at = at.index(end);
                let piece = text[at..end.min(at + n)].to_vec();
                text.splice(at..at, piece);
            }
            Change::Cut(..) | Change::Turn(..) | Change::Repeat(..) => {}
        }
    }
    text
}

/// Tries a door with so many texts.
fn try_door(door: fn(&[u8]), seeds: Vec<Vec<u8>>, cases: u32) {
    assert!(!seeds.is_empty(), "there is something to begin with");
    let bent = (prop::sample::select(seeds), prop::collection::vec(change(), 0..12)).prop_map(|(s, c)| changed(s, c));
    let any_bytes = prop_oneof![8 => bent, 1 => prop::collection::vec(any::<u8>(), 0..200)];
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    // From the same seed each time: a build that failed fails again.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner
        .run(&any_bytes, |bytes| {
            door(&bytes);
            Ok(())
        })
        .unwrap();
}

#[test]
fn any_rule_file_is_checked_shown_and_laid_out() {
    try_door(entries::rule_file, files("tests/mistakes", "yaml"), 150);
}

#[test]
fn any_body_is_answered_or_refused_with_places() {
    let mut seeds = files("openapi/examples", "json");
    seeds.push(
        br#"{"as_of":"2026-11-22","debts":[{"id":"a","outstanding":"1234.50","legal_stage":"served"}]}"#.to_vec(),
    );
    seeds.push(br#"{"as_of":"2026-11-22","contacts":[{"id":"c","at":"2026-11-12T22:40:00+08:00"}]}"#.to_vec());
    try_door(entries::portfolio, seeds, 400);
}

static MESSAGES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let said = |text: &str| -> Vec<Vec<u8>> {
        let lines = text.lines().filter_map(|l| l.split_once("say: '")?.1.split_once('\''));
        lines.map(|(said, _)| said.as_bytes().to_vec()).collect()
    };
    files("tests/messages/read-last", "yaml").iter().flat_map(|f| said(&String::from_utf8_lossy(f))).collect()
});

#[test]
fn any_message_is_read_the_same_way_twice() {
    try_door(entries::message, MESSAGES.clone(), 2_000);
}

#[test]
fn any_list_is_read_with_every_line_accounted_for_or_refused() {
    let list = "序号,起始时间,通话时长,呼叫类型,对方号码,通信地点\n\
        1,2026-11-12 22:40:05,1分8秒,被叫,4001234567,深圳\n2,2026-11-12 09:00:00,0,主叫,138****0000,\"深,圳\"\n合计,2 次,,,,\n";
    let (national, _, _) = encoding_rs::GB18030.encode(list);
    let seeds = vec![list.into(), national.into_owned(), list.replace(',', "\t").into_bytes()];
    try_door(entries::list, seeds, 1_000);
}
