//! The corpus of mistakes that authors of rules make, each in a file of `tests/mistakes/` laid beside the shipped pack:
//! what is reported, exactly where, with which remedy, and nothing besides. `tests/mistakes/README.md` is its table.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

use ashore::check::{check, pages};
use ashore::diagnostic::{Diagnostic, Language, Severity, render};
use ashore::source::{SourceFile, Sources, read_folder};
use rayon::prelude::*;

static PACK: LazyLock<Vec<SourceFile>> =
    LazyLock::new(|| read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect());

/// Checks the shipped pack with one more file and gives back what is said of that file. The cases of the pack say
/// nothing about other files and are left out: there are many mistakes to try.
fn mistakes_in(text: &str) -> (Vec<Diagnostic>, Sources) {
    let mut files: Vec<SourceFile> = PACK.iter().filter(|f| !f.path.starts_with("cn/cases/")).cloned().collect();
    files.push(SourceFile::new("zz/extra.yaml", text));
    let checked = check(Sources::new(files));
    let extra = |d: &Diagnostic| checked.sources.get(d.place.file).is_some_and(|f| f.path == "zz/extra.yaml");
    (checked.diagnostics.iter().filter(|d| extra(d)).cloned().collect(), checked.sources)
}

/// One file of the corpus. Its first lines say what is expected of it.
struct Mistake {
    file: String,
    text: String,
    zh: String,
    en: String,
    code: String,
    at: (usize, usize),
    says: String,
    schema: bool,
    also: Vec<String>,
}

fn corpus() -> Vec<Mistake> {
    let folder = Path::new("tests/mistakes");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "yaml"));
    files.sort();
    files.iter().map(|path| mistake(path)).collect()
}

fn mistake(path: &Path) -> Mistake {
    let file = path.file_name().unwrap().to_str().unwrap().to_owned();
    let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    let field = |name: &str| {
        let head = format!("# {name}: ");
        text.lines().find_map(|l| l.trim_start_matches('\u{feff}').strip_prefix(&head)).map(str::to_owned)
    };
    let needed = |name: &str| field(name).unwrap_or_else(|| panic!("{file}: has no line `# {name}: …`"));
    let sentences = needed("mistake");
    let (zh, en) = sentences.split_once(" / ").unwrap_or_else(|| panic!("{file}: a mistake is said in two languages"));
    let at = needed("at");
    let (line, column) = at.split_once(':').unwrap();
    let also = field("also").unwrap_or_default();
    Mistake {
        zh: zh.to_owned(),
        en: en.to_owned(),
        code: needed("code"),
        at: (line.parse().unwrap(), column.parse().unwrap()),
        says: needed("says"),
        schema: needed("schema") == "yes",
        also: also.split(", ").filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        file,
        text,
    }
}

/// What came of one file.
struct Outcome {
    /// Caught, in its place, with the remedy, and nothing besides.
    marks: [bool; 4],
    shown: String,
}

fn try_out(mistake: &Mistake) -> Outcome {
    let (found, sources) = mistakes_in(&mistake.text);
    let at = |d: &Diagnostic| (d.place.span.line, d.place.span.column + 1) == mistake.at;
    let of_code: Vec<&Diagnostic> = found.iter().filter(|d| d.code == mistake.code).collect();
    let here: Vec<&Diagnostic> = of_code.iter().copied().filter(|d| at(d)).collect();
    let says = |d: &Diagnostic| {
        let remedy = [&d.label, &d.help].into_iter().flatten().map(|t| t.zh.as_str()).collect::<Vec<_>>().join(" ");
        !remedy.is_empty() && format!("{} {remedy}", d.message.zh).contains(&mistake.says)
    };
    let expected = |d: &Diagnostic| d.code == mistake.code || mistake.also.iter().any(|code| *code == d.code);
    Outcome {
        marks: [
            !of_code.is_empty(),
            !here.is_empty(),
            here.iter().any(|d| says(d)),
            of_code.len() <= 1 && found.iter().all(|d| d.severity == Severity::Warning || expected(d)),
        ],
        shown: render(&found, &sources, Language::Zh),
    }
}

#[test]
fn each_mistake_is_reported_alone_with_its_place_and_remedy_and_the_table_says_so() {
    let corpus = corpus();
    let outcomes: Vec<Outcome> = corpus.par_iter().map(try_out).collect();
    let missed: Vec<String> = corpus
        .iter()
        .zip(&outcomes)
        .filter(|(_, o)| o.marks.contains(&false))
        .map(|(m, o)| {
            let (line, column) = m.at;
            format!("{}: wanted only {} at {line}:{column} saying {}\n{}", m.file, m.code, m.says, o.shown)
        })
        .collect();
    assert!(missed.is_empty(), "{} of {} missed\n\n{}", missed.len(), corpus.len(), missed.join("\n"));
    assert!(corpus.len() >= 90, "the corpus shrank to {} mistakes", corpus.len());
    let unknown: BTreeSet<&str> = corpus.iter().map(|m| m.code.as_str()).filter(|c| pages::page(c).is_none()).collect();
    assert!(unknown.is_empty(), "codes without a page: {unknown:?}");

    let table = table(&corpus, &outcomes);
    let path = Path::new("tests/mistakes/README.md");
    if std::env::var_os("RENEW_TABLES").is_some() {
        std::fs::write(path, &table).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).is_ok_and(|kept| kept == table),
        "tests/mistakes/README.md is stale: RENEW_TABLES=1 cargo test --test ashore mistakes"
    );
}

/// The published table.
fn table(corpus: &[Mistake], outcomes: &[Outcome]) -> String {
    let mut text = String::from(
        "# 写规则时常犯的错误 / Mistakes in writing rules\n\n\
         每个错误一个文件，放在随附规则包旁边检查：必须只报这一处、位置准确、说明怎么改。表由测试生成。\n\
         Each mistake is a file that is checked beside the shipped pack: it is reported alone, in its place, with the \
         remedy. A test writes this table: `RENEW_TABLES=1 cargo test --test ashore mistakes`.\n\n",
    );
    let mark = |b: bool| if b { "✓" } else { "✗" };
    let share = |kind: usize| {
        let count = outcomes.iter().filter(|o| o.marks[kind]).count();
        format!("{count} / {} ({} %)", outcomes.len(), count * 100 / outcomes.len())
    };
    let [caught, placed, remedied, alone] = [0, 1, 2, 3].map(share);
    let seen = corpus.iter().filter(|m| m.schema).count();
    let _ = writeln!(
        text,
        "| | 发现 caught | 位置 place | 改法 fix | 只报一处 alone |\n\
         | --- | --- | --- | --- | --- |\n\
         | **全部 all** | {caught} | {placed} | {remedied} | {alone} |\n\n\
         其中 {seen} 个在编辑器里写的时候，那一行就有波浪线(yaml-language-server，由测试逐个核对)。 \
         / Of these, {seen} are underlined on their line while typing (yaml-language-server; a test compares each).\n\n\
         | # | 错误 mistake | 代码 code | 发现 | 位置 | 改法 | 编辑器 editor |\n\
         | --- | --- | --- | --- | --- | --- | --- |"
    );
    for (m, o) in corpus.iter().zip(outcomes) {
        let number = m.file.split('-').next().unwrap();
        let [caught, placed, remedied, _] = o.marks.map(mark);
        let _ = writeln!(
            text,
            "| [{number}]({}) | {}<br>{} | `{}` | {caught} | {placed} | {remedied} | {} |",
            m.file,
            m.zh.replace('|', "\\|"),
            m.en,
            m.code,
            if m.schema { "✓" } else { "–" }
        );
    }
    text
}

#[test]
fn what_lawyers_may_write_freely_is_no_mistake() {
    let rule = "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    strength: heuristic\n    when:\n      debt.overdue_days: { at_least: \"90\" }\n      debt.balance: { more_than: 100_000 }\n    then:\n      because: 例：“逾期”(九十天)——先核实\n";
    for (name, text) in [
        ("quoted numbers, full-width punctuation inside a sentence", rule.to_owned()),
        ("line endings of Windows", rule.replace('\n', "\r\n")),
        ("no line end at the end", rule.trim_end().to_owned()),
        ("a comment behind a value", rule.replace("scope: debt\n", "scope: debt # 每笔债务\n")),
        ("a hash in quotes", rule.replace("title: 例", "title: '见附件 #3：说明'")),
    ] {
        let (found, sources) = mistakes_in(&text);
        let errors: Vec<Diagnostic> = found.into_iter().filter(|d| d.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{name}\n{}", render(&errors, &sources, Language::Zh));
    }
}

#[test]
fn all_mistakes_of_a_file_come_at_once_and_carets_line_up_under_chinese() {
    let (found, sources) = mistakes_in(
        "rules:\n  - id: extra\n    title: 逾期九十天的例子\n    scope: debt\n    strength: heuristic\n    when:\n      debt.legal_stag: served\n      debt.overdue_days: { atleast: 90 }\n    then:\n      because: '余额 {{ debt.balanc }} 元'\n      avoid: [no_new_loans]\n",
    );
    insta::assert_snapshot!("mistakes_in_chinese", render(&found, &sources, Language::Zh));
    insta::assert_snapshot!("mistakes_in_english", render(&found, &sources, Language::En));
}

#[test]
fn the_shipped_pack_has_no_mistake_and_no_warning() {
    let checked = check(Sources::new(PACK.clone()));
    assert_eq!(render(&checked.diagnostics, &checked.sources, Language::En), "");
}

#[test]
fn a_file_that_cannot_be_read_does_not_drown_its_author_in_what_follows_from_it() {
    let mut files = PACK.clone();
    let court = files.iter_mut().find(|f| f.path == "cn/triage/court.yaml").unwrap();
    *court = SourceFile::new("cn/triage/court.yaml", court.text.replacen("title: 收到支付令", "title： 收到支付令", 1));
    let checked = check(Sources::new(files));
    let codes: Vec<&str> = checked.diagnostics.iter().map(|d| d.code).collect();
    assert!(codes.contains(&"full-width-punctuation"), "{codes:?}");
    assert!(codes.len() <= 2, "{}", render(&checked.diagnostics, &checked.sources, Language::En));
}
