//! Mistakes that authors of rules make, each in a file of its own beside the shipped pack: what is reported, exactly
//! where, and with which remedy.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise and reads the files it needs"
)]

use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::diagnostic::{Diagnostic, Language, render};
use ashore::source::{SourceFile, Sources, read_folder};

static PACK: LazyLock<Vec<SourceFile>> =
    LazyLock::new(|| read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect());

/// Checks the shipped pack with one more file and gives back what is said of that file.
fn mistakes_in(text: &str) -> (Vec<Diagnostic>, Sources) {
    let mut files = PACK.clone();
    files.push(SourceFile::new("zz/extra.yaml", text));
    let checked = check(Sources::new(files));
    let extra = |d: &Diagnostic| checked.sources.get(d.place.file).is_some_and(|f| f.path == "zz/extra.yaml");
    (checked.diagnostics.iter().filter(|d| extra(d)).cloned().collect(), checked.sources)
}

/// A rule with one line replaced; the line of the replacement is 6.
fn rule_with(when: &str) -> String {
    format!(
        "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    when:\n{when}\n    strength: heuristic\n    then:\n      because: 例\n"
    )
}

struct Mistake {
    name: &'static str,
    text: String,
    code: &'static str,
    line: usize,
    column: usize,
    /// A part of the message or remedy in Chinese.
    says: &'static str,
}

fn mistake(
    name: &'static str,
    text: impl Into<String>,
    code: &'static str,
    line: usize,
    column: usize,
    says: &'static str,
) -> Mistake {
    Mistake { name, text: text.into(), code, line, column, says }
}

#[test]
fn each_mistake_is_reported_with_its_place_and_remedy() {
    let all = [
        mistake(
            "a misspelt fact",
            rule_with("      debt.legal_stag: served"),
            "unknown-fact",
            6,
            7,
            "是不是想写 `debt.legal_stage`？",
        ),
        mistake(
            "a misspelt choice",
            rule_with("      debt.legal_stage: servd"),
            "wrong-value",
            6,
            25,
            "是不是想写 `served`？",
        ),
        mistake(
            "a Chinese label for a choice",
            rule_with("      debt.legal_stage: 已立案"),
            "wrong-value",
            6,
            25,
            "是不是想写 `filed`？",
        ),
        mistake("yes for true", rule_with("      debt.accelerated: yes"), "wrong-value", 6, 25, "是写 `true`"),
        mistake(
            "a misspelt matcher",
            rule_with("      debt.overdue_days: { atleast: 90 }"),
            "unknown-matcher",
            6,
            28,
            "是不是想写 `at_least`？",
        ),
        mistake(
            "a date test on a number",
            rule_with("      debt.overdue_days: { after: 2026-01-01 }"),
            "test-does-not-fit",
            6,
            28,
            "用 at_least",
        ),
        mistake(
            "a rate without percent",
            rule_with("      debt.all_in_rate: { more_than: 24 }"),
            "rate-without-percent",
            6,
            38,
            "写成 `24%`",
        ),
        mistake(
            "a misspelt value",
            rule_with("      debt.all_in_rate: { more_than: private_lending_cab }"),
            "unknown-value",
            6,
            38,
            "`private_lending_cap`",
        ),
        mistake(
            "a value in another unit",
            rule_with("      debt.all_in_rate: { more_than: answer_days }"),
            "wrong-unit",
            6,
            38,
            "单位是 days",
        ),
        mistake(
            "a date that does not exist",
            rule_with("      debt.served_on: { after: 2026-02-30 }"),
            "wrong-value",
            6,
            32,
            "不是日期",
        ),
        mistake(
            "a misspelt term",
            rule_with("      is: court_paper_in_hands"),
            "unknown-term",
            6,
            11,
            "`court_paper_in_hand`",
        ),
        mistake(
            "a misspelt phrase list",
            rule_with("      contact.content_text: { says: threat }"),
            "fact-out-of-sight",
            6,
            7,
            "改规则的 scope",
        ),
        mistake(
            "a range upside down",
            rule_with("      debt.overdue_days: { between: [90, 30] }"),
            "empty-range",
            6,
            37,
            "把两个数对调",
        ),
        mistake(
            "a list of records in a condition",
            rule_with("      debt.repayments: known"),
            "records-in-condition",
            6,
            7,
            "由它算出的事实",
        ),
        mistake(
            "a length that is none",
            rule_with("      debt.served_on: { older_than: 三个月 }"),
            "bad-length",
            6,
            37,
            "写成 `15 days`",
        ),
        mistake(
            "the same fact twice",
            rule_with("      debt.accelerated: true\n      debt.accelerated: false"),
            "duplicate-key",
            7,
            7,
            "`all_of`",
        ),
        mistake("an empty list", rule_with("      debt.legal_stage: []"), "empty-field", 6, 25, "永远不会成立"),
        mistake("nothing after the colon", rule_with("      debt.legal_stage:"), "empty-field", 6, 23, "写上一个值"),
        mistake(
            "a full-width colon",
            rule_with("      debt.legal_stage\u{ff1a} served"),
            "full-width-punctuation",
            6,
            23,
            "改成半角的 `:`",
        ),
        mistake(
            "a full-width comma in a list",
            rule_with("      debt.legal_stage: [served\u{ff0c}filed]"),
            "full-width-punctuation",
            6,
            32,
            "改成半角的 `,`",
        ),
        mistake("a tab", rule_with("\t\tdebt.legal_stage: served"), "tab", 6, 1, "改用空格"),
        mistake(
            "an ideographic space",
            rule_with("      debt.legal_stage:\u{3000}served"),
            "odd-space",
            6,
            24,
            "改用半角空格",
        ),
        mistake(
            "an alias",
            "terms:\n  - id: extra\n    title: &t 例\n    when: { debt.accelerated: true }\n",
            "anchor-or-tag",
            3,
            12,
            "把内容写全",
        ),
        mistake(
            "a misspelt key",
            "rules:\n  - id: extra\n    titel: 例\n    scope: debt\n    strength: heuristic\n    when: { debt.accelerated: true }\n    then: { because: 例 }\n",
            "unknown-key",
            3,
            5,
            "是不是想写 `title`？",
        ),
        mistake("a misspelt section", "rule:\n  - id: extra\n", "unknown-key", 1, 1, "是不是想写 `rules`？"),
        mistake(
            "a rule without an outcome",
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    strength: heuristic\n    when: { debt.accelerated: true }\n",
            "missing-field",
            2,
            5,
            "`extra` 缺少 `then`",
        ),
        mistake(
            "a rule without grounds",
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    when: { debt.accelerated: true }\n    then: { because: 例 }\n",
            "rule-without-grounds",
            2,
            9,
            "`strength: heuristic`",
        ),
        mistake(
            "an unknown law",
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    when: { debt.accelerated: true }\n    then: { because: 例 }\n    cite: [civil-cod/678]\n",
            "unknown-law",
            7,
            12,
            "`civil-code`",
        ),
        mistake(
            "an unknown article",
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    when: { debt.accelerated: true }\n    then: { because: 例 }\n    cite: [gbt-45251-2025/quiet-hour]\n",
            "unknown-article",
            7,
            12,
            "`quiet-hours`",
        ),
        mistake(
            "an article that was renumbered",
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    when: { debt.accelerated: true }\n    then: { because: 例 }\n    cite: [public-security-law/42]\n",
            "unknown-article",
            7,
            12,
            "引用最新条号 `public-security-law/50`",
        ),
        mistake(
            "a rule older than its law",
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    from: 2010-01-01\n    when: { debt.accelerated: true }\n    then: { because: 例 }\n    cite: [civil-code/678]\n",
            "citation-not-in-force",
            8,
            12,
            "有效期",
        ),
        mistake(
            "a period backwards",
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    from: 2026-02-01\n    until: 2026-01-31\n    strength: heuristic\n    when: { debt.accelerated: true }\n    then: { because: 例 }\n",
            "period-backwards",
            6,
            12,
            "最后一个有效日",
        ),
        mistake(
            "a gap between two values",
            "values:\n  - id: extra\n    title: 例\n    unit: days\n    series:\n      - { from: 2025-01-01, until: 2025-06-30, value: 3 }\n      - { from: 2025-07-02, value: 4 }\n",
            "value-gap",
            6,
            55,
            "补上这一段",
        ),
        mistake(
            "two values at once",
            "values:\n  - id: extra\n    title: 例\n    unit: days\n    series:\n      - { from: 2025-01-01, until: 2025-07-02, value: 3 }\n      - { from: 2025-07-02, value: 4 }\n",
            "value-overlap",
            6,
            55,
            "2025-07-01",
        ),
        mistake(
            "a value in an impossible unit",
            "values:\n  - id: extra\n    title: 例\n    unit: day\n    series: [ { from: 2025-01-01, value: 3 } ]\n",
            "unknown-word",
            4,
            11,
            "是不是想写 `days`？",
        ),
        mistake(
            "an id that exists",
            "values:\n  - id: answer_days\n    title: 例\n    unit: days\n    series: [ { from: 2025-01-01, value: 3 } ]\n",
            "duplicate-id",
            2,
            9,
            "换一个名字",
        ),
        mistake(
            "two rules of one id at one time",
            "rules:\n  - id: complaint-served\n    title: 例\n    scope: debt\n    strength: heuristic\n    when: { debt.accelerated: true }\n    then: { because: 例 }\n",
            "duplicate-rule",
            2,
            9,
            "from / until",
        ),
        mistake(
            "an action without a band",
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    strength: heuristic\n    when: { debt.accelerated: true }\n    then: { because: 例, actions: [ { action: file_answer } ] }\n",
            "action-without-band",
            7,
            46,
            "加 `band: …`",
        ),
        mistake(
            "an unknown action",
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    strength: heuristic\n    when: { debt.accelerated: true }\n    then: { because: 例, band: overdue, actions: [ { action: file_anser } ] }\n",
            "unknown-action",
            7,
            61,
            "`file_answer`",
        ),
        mistake(
            "a slot that stands for nothing",
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    strength: heuristic\n    when: { debt.accelerated: true }\n    then: { because: '{{ debt.balanc }} 元' }\n",
            "unknown-slot",
            7,
            22,
            "`debt.balance`",
        ),
        mistake(
            "a debt's fact in a household rule",
            "rules:\n  - id: extra\n    title: 例\n    scope: household\n    strength: heuristic\n    when: { debt.accelerated: true }\n    then: { because: 例 }\n",
            "fact-out-of-sight",
            6,
            13,
            "`any_debt:`",
        ),
        mistake(
            "a later result in a conduct rule",
            "rules:\n  - id: extra\n    title: 例\n    scope: contact\n    strength: heuristic\n    when: { debt.severe_conduct: true }\n    then: { behaviour: insult, severity: notice, because: 例 }\n",
            "fact-too-early",
            6,
            13,
            "先判断催收行为",
        ),
        mistake(
            "a phrase that hits its near miss",
            "phrases:\n  - id: extra\n    title: 例\n    says: [抓人]\n    examples: [马上抓人]\n    near_misses: [单纯逾期不会抓人, 请还款]\n",
            "phrase-hits-near-miss",
            6,
            19,
            "not_when",
        ),
        mistake(
            "a phrase that misses its example",
            "phrases:\n  - id: extra\n    title: 例\n    says: [抓人]\n    examples: [马上报警]\n    near_misses: [请还款, 您好]\n",
            "phrase-misses-example",
            5,
            16,
            "在 says 里补上",
        ),
        mistake(
            "a sentence cut by a comma",
            "behaviours:\n  - { id: extra, code: Z1, title: 例, about: 一句话, 另一半 }\n",
            "text-cut-by-comma",
            2,
            50,
            "加上单引号",
        ),
        mistake(
            "a case about an unknown rule",
            "cases:\n  - name: 例\n    as_of: 2026-11-22\n    given: { debts: [ { id: a } ] }\n    expect: { rules: [ { rule: complaint-servd, debt: a, is: met } ] }\n",
            "unknown-rule",
            5,
            32,
            "`complaint-served`",
        ),
        mistake(
            "an open quotation",
            "rules:\n  - id: 'extra\n    title: 例\n",
            "yaml-syntax",
            2,
            9,
            "引号和括号是否成对",
        ),
        mistake("two documents", "terms: []\n---\nterms: []\n", "several-documents", 3, 1, "分成两个文件"),
        mistake(
            "no space after a colon",
            "rules:\n  - id: extra\n    title:例\n    scope: debt\n",
            "no-space-after-colon",
            3,
            10,
            "加一个半角空格",
        ),
        mistake(
            "a slot without quotes",
            "rules:\n  - id: extra\n    title: {{ debt.balance }} 元\n    scope: debt\n",
            "slot-unquoted",
            3,
            12,
            "加上单引号",
        ),
        mistake("a line out of line", "rules:\n  - id: extra\n   title: 例\n", "yaml-syntax", 3, 4, "左边对齐"),
        mistake(
            "an outcome one level too far out",
            "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    strength: heuristic\n    band: overdue\n    when: { debt.accelerated: true }\n    then: { because: 例 }\n",
            "unknown-key",
            6,
            5,
            "写在 `then` 下面",
        ),
        mistake(
            "a number in words",
            "values:\n  - id: extra\n    title: 例\n    unit: days\n    series: [ { from: 2025-01-01, value: 十五 } ]\n",
            "bad-value",
            5,
            42,
            "只写阿拉伯数字",
        ),
        mistake("an empty test", rule_with("      debt.overdue_days: {}"), "empty-field", 6, 26, "没有写比较"),
        mistake("an empty choice of conditions", rule_with("      any_of: []"), "empty-field", 6, 15, "没有条件"),
        mistake(
            "a stray key inside within",
            rule_with("      debt.served_on: { within: { days: 7, of: as_of, roll: true } }"),
            "wrong-type",
            6,
            33,
            "days: 7, of: as_of",
        ),
        mistake(
            "two windows",
            "rules:\n  - id: extra\n    title: 例\n    scope: contacts\n    strength: heuristic\n    count:\n      where: { contact.connected: true }\n      by: creditor_group\n      window: { rolling_hours: 24, consecutive_days: 7 }\n    when: { count: { more_than: 3 } }\n    then: { behaviour: insult, severity: notice, because: 例 }\n",
            "wrong-type",
            9,
            15,
            "一种时间窗",
        ),
        mistake(
            "a term that defines itself",
            "terms:\n  - id: extra\n    title: 例\n    when: { is: extra }\n",
            "term-circle",
            4,
            17,
            "用自己来定义自己",
        ),
    ];
    let mut missed = Vec::new();
    for m in &all {
        let (found, sources) = mistakes_in(&m.text);
        let hit = found.iter().any(|d| {
            let words = format!(
                "{} {} {}",
                d.message.zh,
                d.label.as_ref().map_or("", |l| &l.zh),
                d.help.as_ref().map_or("", |h| &h.zh)
            );
            d.code == m.code
                && (d.place.span.line, d.place.span.column + 1) == (m.line, m.column)
                && words.contains(m.says)
        });
        if !hit {
            missed.push(format!(
                "{}: wanted {} at {}:{} saying {}\n{}",
                m.name,
                m.code,
                m.line,
                m.column,
                m.says,
                render(&found, &sources, Language::Zh)
            ));
        }
    }
    assert!(missed.is_empty(), "{} of {} missed\n\n{}", missed.len(), all.len(), missed.join("\n"));
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
