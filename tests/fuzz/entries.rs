//! The four doors through which strangers' bytes come in, and what must hold behind each of them whatever they are: nothing
//! panics, and the same bytes have the same outcome. The fuzz targets of this folder and `tests/ashore/fuzz.rs` call these
//! functions; where the bytes come from is for them to say.

use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::diagnostic::{Language, render};
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, Limits, from_json};
use ashore::format::format;
use ashore::import::{Options, import};
use ashore::source::{SourceFile, Sources, read_folder};

/// The rules of the project, wherever the caller was started.
const RULES: &str = match option_env!("ASHORE_FUZZ_RULES") {
    Some(folder) => folder,
    None => "rules",
};

/// The shipped rules.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(check(read_folder(Path::new(RULES)).unwrap()).rules.expect("the shipped rules check"))
});

/// What a strange file is laid beside: names to refer to, and little to check again each time.
static SMALL_PACK: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let kept = ["cn/pack.yaml", "cn/values/", "cn/calendar/"];
    let files = read_folder(Path::new(RULES)).unwrap();
    files.iter().filter(|(_, f)| kept.iter().any(|k| f.path.starts_with(k))).map(|(_, f)| f.clone()).collect()
});

/// Small enough that thousands of portfolios a minute are answered.
const SMALL: Limits = Limits { debts: 3, contacts: 4, records: 20, ..LIMITS };

/// A rule file: checked alone and beside a small pack, every mistake shown in both languages, laid out anew.
pub fn rule_file(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let file = SourceFile::new("zz/extra.yaml", text.clone());
    let beside = SMALL_PACK.iter().cloned().chain([file.clone()]).collect();
    for files in [vec![file], beside] {
        let sources = Sources::new(files);
        if sources.within_limits().is_err() {
            continue;
        }
        let checked = check(sources);
        for language in [Language::Zh, Language::En] {
            let _ = render(&checked.diagnostics, &checked.sources, language);
        }
    }
    if let Ok(laid_out) = format("zz/extra.yaml", &text)
        && let Ok(again) = format("zz/extra.yaml", &laid_out)
    {
        assert_eq!(laid_out, again, "a file that was laid out stays as it is");
    }
}

/// The body of an evaluation: an answer that is the same twice, or problems that each name a place.
pub fn portfolio(bytes: &[u8]) {
    let Ok(input) = from_json(bytes) else { return };
    let answered = || {
        let portfolio = ENGINE.read(&input, &SMALL)?;
        Ok(serde_json::to_string(&ENGINE.answer(portfolio, Explain::Full)).expect("an answer can be written"))
    };
    match answered() {
        Ok(answer) => assert_eq!(Ok(answer), answered(), "the same portfolio has the same answer"),
        Err::<_, Vec<ashore::fact::Problem>>(problems) => {
            assert!(!problems.is_empty(), "a refusal says why");
            assert!(problems.iter().all(|p| p.pointer.is_empty() || p.pointer.starts_with('/')), "{problems:?}");
        }
    }
}

/// What a collector wrote: read the same twice, and every label stands where it says.
pub fn message(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let reader = &ENGINE.rules().reader;
    let read = reader.read(&text);
    let letters = text.chars().count();
    for label in &read.labels {
        assert!(label.at.start <= label.at.end && label.at.end <= letters, "{:?} of {letters} characters", label.at);
        assert!(label.sentence < read.sentences, "sentence {} of {}", label.sentence, read.sentences);
    }
    assert_eq!(read, reader.read(&text), "the same message is read the same way");
}

/// A list of a carrier or a phone, as each kind there is: lines that add up, or a reason in words.
pub fn list(bytes: &[u8]) {
    let set = ENGINE.rules();
    for definition in set.imports.values() {
        match import(bytes, definition, &set.vocabulary, &Options::default()) {
            Ok(imported) => {
                let lines = imported.lines;
                assert_eq!(lines.read, lines.kept + lines.dropped, "every line is kept or dropped");
                assert_eq!(lines.kept, imported.contacts.len());
            }
            Err(error) => assert!(!error.code().is_empty() && !error.text().zh.is_empty()),
        }
    }
}
