//! Small tools for turning a tree into definitions: ask a mapping for its fields, and everything not asked for is a
//! mistake with a suggestion. Nothing here stops at the first mistake.

mod fields;

pub(crate) use fields::Fields;
pub(super) use fields::number_cut;

use chrono::NaiveDate;

use super::tree::{Kind, Node};
use crate::diagnostic::{Diagnostic, Text};
use crate::fact::{FactKind, meant};
use crate::source::Placed;

/// The mistakes noted so far.
pub(crate) type Notes = Vec<Diagnostic>;

/// A name as written, with its place.
pub(crate) type Name = Placed<String>;

/// A text whose slots have not been looked up.
#[derive(Debug, Clone)]
pub(crate) struct TextDraft(pub(crate) Name);

/// `node` is not what belongs here.
pub(crate) fn expected(node: &Node, what: (&str, &str)) -> Diagnostic {
    let (is_zh, is_en) = node.describe();
    Diagnostic::error(
        "wrong-type",
        node.place,
        format!("这里应当是{}，却是{is_zh}", what.0),
        format!("expected {}, found {is_en}", what.1),
    )
}

/// A text that is not empty.
pub(crate) fn text(node: &Node, notes: &mut Notes) -> Option<String> {
    match &node.kind {
        Kind::Scalar { text, .. } if !text.trim().is_empty() => Some(text.clone()),
        Kind::Scalar { .. } | Kind::List(_) | Kind::Map(_) => {
            let note = expected(node, ("文字", "a text"));
            notes.push(match &node.kind {
                Kind::Scalar { .. } => {
                    Diagnostic::error("empty-field", node.place, "这里什么也没有写", "nothing is written here")
                        .help("写上内容，或者删去这一项", "write its content, or remove the entry")
                }
                Kind::List(_) => note.help(
                    "只写一段文字；文字本身以 `[` 开头时加单引号",
                    "write one text; put single quotes round a text that starts with `[`",
                ),
                Kind::Map(_) => note.help(
                    "只写一段文字；文字里有“冒号加空格”或花括号时加单引号",
                    "write one text; put single quotes round a text with a colon and a space, or braces",
                ),
            });
            None
        }
    }
}

/// A name: a text with its place.
pub(crate) fn name(node: &Node, notes: &mut Notes) -> Option<Name> {
    text(node, notes).map(|it| Placed { it, place: node.place })
}

/// The id of something that is being defined: lower-case letters, digits, `_` and `-`.
pub(crate) fn id(node: &Node, notes: &mut Notes) -> Option<Name> {
    let name = name(node, notes)?;
    let good = name.it.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.'));
    if !good {
        notes.push(
            Diagnostic::error(
                "bad-id",
                node.place,
                format!("`{}` 不能用作名字", name.it),
                format!("`{}` cannot be a name", name.it),
            )
            .help("只用小写英文字母、数字、下划线和连字符", "use lower-case letters, digits, `_` and `-` only")
            .write_instead(as_id(&name.it)),
        );
        return None;
    }
    Some(name)
}

/// An id made of what was written: `Court Paper` could be `court-paper`.
fn as_id(written: &str) -> Option<String> {
    let words: Vec<&str> = written.split(|c: char| c.is_whitespace()).collect();
    let id = words.join("-").to_ascii_lowercase();
    id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')).then_some(id)
}

/// A list; a single item counts as a list of one.
pub(crate) fn items(node: &Node) -> Vec<&Node> {
    match &node.kind {
        Kind::List(items) => items.iter().collect(),
        Kind::Scalar { .. } | Kind::Map(_) => vec![node],
    }
}

/// A list of names.
pub(crate) fn names(node: &Node, notes: &mut Notes) -> Vec<Name> {
    items(node).into_iter().filter_map(|n| name(n, notes)).collect()
}

/// A list of texts.
pub(crate) fn texts(node: &Node, notes: &mut Notes) -> Vec<String> {
    items(node).into_iter().filter_map(|n| text(n, notes)).collect()
}

/// `true` or `false`, nothing else.
pub(crate) fn yes_no(node: &Node, notes: &mut Notes) -> Option<bool> {
    match node.text() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => {
            notes.push(
                expected(node, ("`true` 或 `false`", "`true` or `false`"))
                    .help("是写 `true`，否写 `false`", "write `true` for yes and `false` for no")
                    .write_instead(node.text().and_then(|t| meant(&FactKind::YesNo, t))),
            );
            None
        }
    }
}

/// A date written as 2026-01-31.
pub(crate) fn date(node: &Node, notes: &mut Notes) -> Option<NaiveDate> {
    let parsed = node.text().and_then(parse_date);
    if parsed.is_none() {
        let written = node.text().unwrap_or_default();
        let note = if node.text().is_some() {
            Diagnostic::error(
                "bad-date",
                node.place,
                format!("`{written}` 不是日期"),
                format!("`{written}` is not a date"),
            )
        } else {
            expected(node, ("日期", "a date"))
        };
        notes.push(match () {
            () if looks_like_date(written) => {
                note.help("日历上没有这一天，核对年月日", "there is no such day in the calendar")
            }
            () => note
                .help("日期写成 2026-01-31", "write a date as 2026-01-31")
                .write_instead(meant(&FactKind::Date, written)),
        });
    }
    parsed
}

/// A date in the one form that is accepted anywhere: four digits, two, two.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    looks_like_date(text).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

fn looks_like_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
}

/// A whole number that is not negative.
pub(crate) fn count(node: &Node, notes: &mut Notes) -> Option<u32> {
    let parsed = node.text().and_then(|t| t.replace('_', "").parse::<u32>().ok());
    if parsed.is_none() {
        let note = match node.text() {
            Some(written) => Diagnostic::error(
                "wrong-type",
                node.place,
                format!("`{written}` 不是整数"),
                format!("`{written}` is not a whole number"),
            )
            .help("只写阿拉伯数字", "write digits only"),
            None => expected(node, ("一个整数", "a whole number")),
        };
        notes.push(note.write_instead(node.text().and_then(|t| meant(&FactKind::Count, t))));
    }
    parsed
}

/// A rate in a rule file carries its sign: `24` would be 2,400 % a year.
pub(crate) fn rate_without_percent(node: &Node, text: &str) -> Diagnostic {
    let better = meant(&FactKind::Rate, text).unwrap_or_else(|| format!("{text}%"));
    Diagnostic::error(
        "rate-without-percent",
        node.place,
        format!("利率 `{text}` 没有百分号"),
        format!("the rate `{text}` has no percent sign"),
    )
    .write_instead(Some(better))
}

/// One of a fixed list of words.
pub(crate) fn word<T: Copy>(node: &Node, words: &[(&str, T)], notes: &mut Notes) -> Option<T> {
    let written = node.text().unwrap_or_default();
    if let Some((_, found)) = words.iter().find(|(w, _)| *w == written) {
        return Some(*found);
    }
    let note = Diagnostic::error(
        "unknown-word",
        node.place,
        format!("这里不能写 `{written}`"),
        format!("`{written}` is not allowed here"),
    );
    notes.push(note.suggest_or_list(written, words.iter().map(|(w, _)| *w)));
    None
}

/// A label in both languages.
pub(crate) fn label(node: &Node, notes: &mut Notes) -> Option<Text> {
    let mut fields = Fields::open(node, ("双语名称", "label"), notes)?;
    let zh = fields.required("zh", notes).and_then(|n| text(n, notes));
    let en = fields.required("en", notes).and_then(|n| text(n, notes));
    fields.close(notes);
    Some(Text::new(zh?, en?))
}

/// A list of names as ids with their places.
pub(crate) fn placed<T: From<String>>(list: Vec<Name>) -> Vec<Placed<T>> {
    list.into_iter().map(|n| n.map(T::from)).collect()
}
