//! Conditions as written: which fact, which test. Whether fact and test fit is for `check`.

use super::read::{Fields, Name, Notes, items, names};
use super::tree::{Entry, Kind, Node};
use crate::diagnostic::Diagnostic;
use crate::source::Placed;

/// A condition as written.
#[derive(Debug, Clone)]
pub(crate) enum ConditionDraft {
    All(Vec<ConditionDraft>),
    Any(Vec<ConditionDraft>),
    None(Vec<ConditionDraft>),
    Term(Name),
    AnyDebt(Box<ConditionDraft>),
    Test { fact: Name, test: TestDraft },
}

/// A test as written: a single value, a list, or a mapping of matchers.
#[derive(Debug, Clone)]
pub(crate) enum TestDraft {
    OneOf(Vec<Node>),
    Matchers(Vec<(Placed<MatcherKey>, Node)>),
}

/// The words tests are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MatcherKey {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    Between,
    OnOrAfter,
    OnOrBefore,
    Before,
    After,
    Within,
    WithinLast,
    WithinNext,
    OlderThan,
    Says,
}

/// Each matcher with its word.
pub(crate) const MATCHERS: [(&str, MatcherKey); 14] = [
    ("at_least", MatcherKey::AtLeast),
    ("more_than", MatcherKey::MoreThan),
    ("at_most", MatcherKey::AtMost),
    ("less_than", MatcherKey::LessThan),
    ("between", MatcherKey::Between),
    ("on_or_after", MatcherKey::OnOrAfter),
    ("on_or_before", MatcherKey::OnOrBefore),
    ("before", MatcherKey::Before),
    ("after", MatcherKey::After),
    ("within", MatcherKey::Within),
    ("within_last", MatcherKey::WithinLast),
    ("within_next", MatcherKey::WithinNext),
    ("older_than", MatcherKey::OlderThan),
    ("says", MatcherKey::Says),
];

/// Reads a condition: a mapping in which all lines must hold.
pub(super) fn condition(node: &Node, notes: &mut Notes) -> Option<ConditionDraft> {
    let Kind::Map(entries) = &node.kind else {
        let note =
            super::read::expected(node, ("条件(每行一个`事实: 要求`)", "a condition (`fact: test`, one a line)"));
        notes.push(match node.kind {
            Kind::List(_) => note.help(
                "去掉每行开头的 `-`：写在一起的条件都要成立；只要一个成立就行的，写在 `any_of:` 下面",
                "leave out the `-`: conditions written together must all hold; put them under `any_of:` if one is enough",
            ),
            Kind::Scalar { .. } | Kind::Map(_) => {
                note.help("写成 `debt.legal_stage: served` 这样", "write it like `debt.legal_stage: served`")
            }
        });
        return None;
    };
    if entries.is_empty() {
        notes.push(
            Diagnostic::error(
                "empty-condition",
                node.place,
                "条件是空的，任何情况都会成立",
                "the condition is empty: it would always hold",
            )
            .help("至少写一个条件", "write at least one test"),
        );
        return None;
    }
    let parts = entries.iter().filter_map(|entry| line(entry, notes)).collect();
    Some(ConditionDraft::All(parts))
}

fn line(entry: &Entry, notes: &mut Notes) -> Option<ConditionDraft> {
    match entry.key.as_str() {
        "all_of" => Some(ConditionDraft::All(list(&entry.value, notes))),
        "any_of" => Some(ConditionDraft::Any(list(&entry.value, notes))),
        "none_of" => Some(ConditionDraft::None(list(&entry.value, notes))),
        "is" => Some(ConditionDraft::All(names(&entry.value, notes).into_iter().map(ConditionDraft::Term).collect())),
        "any_debt" => Some(ConditionDraft::AnyDebt(Box::new(condition(&entry.value, notes)?))),
        "no_debt" => {
            let inner = ConditionDraft::AnyDebt(Box::new(condition(&entry.value, notes)?));
            Some(ConditionDraft::None(vec![inner]))
        }
        "and" | "or" | "not" | "any" | "all" | "none" => {
            notes.push(combination(entry));
            None
        }
        _ => {
            let fact = Placed { it: entry.key.clone(), place: entry.key_place };
            Some(ConditionDraft::Test { fact, test: test(&entry.value, notes)? })
        }
    }
}

fn list(node: &Node, notes: &mut Notes) -> Vec<ConditionDraft> {
    if !matches!(node.kind, Kind::List(_)) {
        notes.push(
            super::read::expected(node, ("条件的列表(每项以 `-` 开头)", "a list of conditions (each starts with `-`)"))
                .help("在每一组条件前加 `- `", "put `- ` before each group of conditions"),
        );
        return Vec::new();
    }
    if items(node).is_empty() {
        notes.push(
            Diagnostic::error("empty-field", node.place, "列表里没有条件", "there is no condition in the list")
                .help("写上条件，或者删去这一项", "write its conditions, or remove it"),
        );
    }
    items(node).into_iter().filter_map(|n| condition(n, notes)).collect()
}

fn test(node: &Node, notes: &mut Notes) -> Option<TestDraft> {
    match &node.kind {
        Kind::Scalar { text, quoted: false } if matches!(text.as_str(), "" | "null" | "~") => {
            notes.push(
                Diagnostic::error("empty-field", node.place, "冒号后面没有写要求", "nothing follows the colon").help(
                    "写上一个值、一个列表或比较，如 `{ at_least: 90 }`；不知道写 `unknown`",
                    "write a value, a list or a comparison such as `{ at_least: 90 }`; `unknown` for what is not known",
                ),
            );
            None
        }
        Kind::Scalar { .. } => Some(TestDraft::OneOf(vec![node.clone()])),
        Kind::List(list) if list.is_empty() => {
            notes.push(
                Diagnostic::error(
                    "empty-field",
                    node.place,
                    "列表是空的，这一条永远不会成立",
                    "the list is empty: this can never hold",
                )
                .help("写上选项，或者删去这一条", "write the options, or remove this test"),
            );
            None
        }
        Kind::List(list) => Some(TestDraft::OneOf(list.clone())),
        Kind::Map(entries) if entries.is_empty() => {
            notes.push(
                Diagnostic::error(
                    "empty-field",
                    node.place,
                    "花括号里没有写比较",
                    "there is no test inside the braces",
                )
                .help("写成 `{ at_least: 90 }` 这样", "write it like `{ at_least: 90 }`"),
            );
            None
        }
        Kind::Map(entries) if entries.iter().all(is_bare_word) => {
            let words: Vec<&str> = entries.iter().map(|e| e.key.as_str()).collect();
            let list = format!("[{}]", words.join(", "));
            notes.push(
                Diagnostic::error(
                    "wrong-type",
                    node.place,
                    "几个选项要写在方括号里",
                    "a list of options stands in square brackets",
                )
                .write_instead(Some(list)),
            );
            None
        }
        Kind::Map(entries) => {
            let matchers = entries.iter().filter_map(|e| matcher(e, notes)).collect();
            Some(TestDraft::Matchers(matchers))
        }
    }
}

/// `served` in `{ served, filed }`: a word that is no comparison, with nothing behind it.
fn is_bare_word(entry: &Entry) -> bool {
    let bare = matches!(&entry.value.kind, Kind::Scalar { text, quoted: false } if text.is_empty());
    let word = !entry.key.starts_with(|c: char| c.is_ascii_digit());
    bare && word && MATCHERS.iter().all(|(matcher, _)| *matcher != entry.key)
}

fn matcher(entry: &Entry, notes: &mut Notes) -> Option<(Placed<MatcherKey>, Node)> {
    if let Some((_, key)) = MATCHERS.iter().find(|(word, _)| *word == entry.key) {
        return Some((Placed { it: *key, place: entry.key_place }, entry.value.clone()));
    }
    if let Some(note) = super::read::number_cut(entry) {
        notes.push(note);
        return None;
    }
    let words = || MATCHERS.iter().map(|(word, _)| *word);
    let note = Diagnostic::error(
        "unknown-matcher",
        entry.key_place,
        format!("没有 `{}` 这种比较", entry.key),
        format!("there is no test called `{}`", entry.key),
    );
    notes.push(match entry.key.as_str() {
        "not" | "is_not" | "not_in" | "except" => note.help(
            "“不是”写在 `none_of:` 下面：`none_of: [ { 事实: 值 } ]`",
            "put what must not hold under `none_of:`: `none_of: [ { fact: value } ]`",
        ),
        "equals" | "equal" | "eq" | "in" | "is" => {
            note.help("写成 `事实: 值` 或 `事实: [值, 值]`", "write `fact: value` or `fact: [value, value]`")
        }
        _ => note.suggest_or_list(&entry.key, words()),
    });
    None
}

/// A combining word of another language where ours has another.
fn combination(entry: &Entry) -> Diagnostic {
    let ours = match entry.key.as_str() {
        "or" | "any" => "any_of",
        "not" | "none" => "none_of",
        _ => "all_of",
    };
    Diagnostic::error(
        "unknown-key",
        entry.key_place,
        format!("条件没有 `{}` 这一项", entry.key),
        format!("a condition has no field `{}`", entry.key),
    )
    .help(
        format!("写成 `{ours}:`，下面每项以 `- ` 开头"),
        format!("write `{ours}:` with its items below, each after `- `"),
    )
}

/// Reads an optional condition field.
pub(super) fn optional(fields: &mut Fields<'_>, key: &'static str, notes: &mut Notes) -> Option<ConditionDraft> {
    fields.optional(key, notes).and_then(|n| condition(n, notes))
}
