//! How fast messages are read, with 100, 1,000 and 10,000 phrase lists: the cost has to follow the text and what it says,
//! not the number of phrases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a bench may stop at the first surprise and reads the files it needs"
)]

use std::path::Path;

use ashore::check::check;
use ashore::message::Reader;
use ashore::rule::{Lexicon, Phrase, PhraseId, PhrasePattern};
use ashore::source::{FileId, Place, Placed, SourceFile, Sources, Span, read_folder};
use divan::Bencher;
use divan::counter::BytesCount;
use indexmap::IndexMap;

/// How much text is read.
const BYTES: usize = 100_000;
/// What phrases are made of: characters that messages about debts are full of, so that many words nearly match.
const ALPHABET: &str = "还款逾期债务催收电话家人单位法院起诉律师银行贷款账户信用合同利息本金今天明晚小时上门带走打断通知联系拉黑朋友父母孩子工作公司领导同事派出所警察立案冻结";
/// Lawful and unlawful sentences, taken in turn.
const SENTENCES: [&str; 8] = [
    "您好，您本期应还1,326.80元，已逾期7天，请于11月20日前通过官方APP还款。",
    "今天不还，晚上就叫人打断你的腿，让你全家不得安宁！",
    "如您对金额有异议，可拨打客服热线查询，或者向法院申请调解。",
    "我们不会联系您的家人和单位，请放心。",
    "你的通讯录我都有，明天挨个打给你同事领导，看你怎么上班",
    "他说“再不还就上门”，我已经报警了，派出所给了回执。",
    "警方提醒：凡是要求把还款转到个人账户的，都是诈骗。",
    "老公，晚上吃什么？记得接孩子，房租我已经转了。",
];

fn main() {
    divan::main();
}

/// Reads the same text whatever the number of phrase lists.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 20, sample_size = 1)]
fn read(bencher: Bencher<'_, '_>, lists: usize) {
    let reader = Reader::new(&lexicon(), &phrases(lists));
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| reader.read(divan::black_box(&text)));
}

/// Reads texts of several lengths with 1,000 phrase lists: the cost grows as the text does, no faster.
#[divan::bench(args = [10_000, 100_000, 1_000_000], sample_count = 5, sample_size = 1)]
fn read_bytes(bencher: Bencher<'_, '_>, bytes: usize) {
    let reader = Reader::new(&lexicon(), &phrases(1_000));
    let text = text_of(bytes);
    bencher.counter(BytesCount::of_str(&text)).bench(|| reader.read(divan::black_box(&text)));
}

/// Reads one sentence without an end, full of what phrases and contexts are looked for by, with the shipped phrases: the
/// worst there is. 12,000 bytes of Chinese are the longest message that is taken.
#[divan::bench(args = [3_000, 6_000, 12_000], sample_count = 5, sample_size = 1)]
fn read_one_sentence(bencher: Bencher<'_, '_>, bytes: usize) {
    let rules = check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check");
    let reader = &rules.reader;
    reader.prepare();
    let said = "不会打断你的腿今天不还就上门";
    let text = said.repeat(bytes / said.len());
    bencher.counter(BytesCount::of_str(&text)).bench(|| reader.read(divan::black_box(&text)));
}

/// Reads texts of several lengths with the shipped phrases, which learn from the labelled messages.
#[divan::bench(args = [10_000, 100_000, 1_000_000], sample_count = 5, sample_size = 1)]
fn read_with_shipped_phrases(bencher: Bencher<'_, '_>, bytes: usize) {
    let rules = check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check");
    rules.reader.prepare();
    let text = text_of(bytes);
    bencher.counter(BytesCount::of_str(&text)).bench(|| rules.reader.read(divan::black_box(&text)));
}

/// Learns from the labelled messages, as it is done once: by the service at its start, else when the first message is read.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn learn(bencher: Bencher<'_, '_>) {
    let rules = check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check");
    let untaught = || Reader::new(&rules.lexicon, &rules.phrases);
    bencher.with_inputs(untaught).bench_refs(|reader| reader.prepare());
}

/// Makes the phrases ready, as it is done once when the rules are loaded.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 3, sample_size = 1)]
fn make_ready(bencher: Bencher<'_, '_>, lists: usize) {
    let (lexicon, phrases) = (lexicon(), phrases(lists));
    bencher.bench(|| Reader::new(divan::black_box(&lexicon), divan::black_box(&phrases)));
}

fn text() -> String {
    text_of(BYTES)
}

fn text_of(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 200);
    for sentence in SENTENCES.iter().cycle() {
        if text.len() >= bytes {
            break;
        }
        text.push_str(sentence);
    }
    text
}

/// The shared contexts, disguises and marks of the shipped rules.
fn lexicon() -> Lexicon {
    check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check").lexicon
}

/// Phrase lists of three patterns each: a word, two words with a gap, two words in any order. The same every time.
fn phrases(lists: usize) -> IndexMap<PhraseId, Phrase> {
    let letters: Vec<char> = ALPHABET.chars().collect();
    // A generator of the simplest kind: the figures want variety, not chance.
    let mut state: u64 = 2_026;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut word = |length: usize| -> String { (0..length).map(|_| letters[next(letters.len())]).collect() };
    let place = Place { file: file(), span: Span::default() };
    let pattern = |it: String| Placed { it, place };
    let mut list = |number: usize| {
        let id = PhraseId::from(format!("list-{number}"));
        let says = vec![
            PhrasePattern::of(vec![pattern(word(4))]),
            PhrasePattern::of(vec![pattern(format!("{}…{}", word(2), word(3)))]),
            PhrasePattern::of(vec![pattern(word(3)), pattern(word(3))]),
        ];
        let phrase = Phrase {
            id: id.clone(),
            title: "例".to_owned(),
            act: None,
            says,
            not_when: Vec::new(),
            labelled: None,
            despite: Vec::new(),
            examples: Vec::new(),
            near_misses: Vec::new(),
            place,
        };
        (id, phrase)
    };
    (0..lists).map(&mut list).collect()
}

fn file() -> FileId {
    Sources::new(vec![SourceFile::new("bench.yaml", "")]).iter().next().unwrap().0
}
