//! Skeletons leave a blank where their author has to write something. A definition with a blank is not read any further:
//! what is missing is the blank, not everything that follows from it.

use super::tree::{Kind, Node};
use crate::diagnostic::Diagnostic;

/// What a skeleton writes where something is to be filled in.
pub(crate) const BLANK: &str = "…";

/// Notes every blank of a definition; whether there is one.
pub(super) fn unfilled(node: &Node, notes: &mut Vec<Diagnostic>) -> bool {
    let before = notes.len();
    note(node, None, notes);
    notes.len() > before
}

fn note(node: &Node, key: Option<&str>, notes: &mut Vec<Diagnostic>) {
    match &node.kind {
        Kind::Scalar { text, .. } if text == BLANK => {
            let key = key.unwrap_or(BLANK);
            notes.push(
                Diagnostic::error(
                    "unfilled",
                    node.place,
                    format!("`{key}` 还没有填"),
                    format!("`{key}` is not filled in yet"),
                )
                .help(
                    format!("把 `{BLANK}` 换成内容；用不着的，连同它的名字一起删去"),
                    format!("replace `{BLANK}`; remove it with its name where it is not needed"),
                ),
            );
        }
        Kind::Scalar { .. } => {}
        Kind::List(items) => items.iter().for_each(|item| note(item, key, notes)),
        Kind::Map(entries) => entries.iter().for_each(|e| note(&e.value, Some(&e.key), notes)),
    }
}
