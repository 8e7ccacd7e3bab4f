//! `ashore fmt`: a rule file with its keys in the usual order, its lines aligned, and every comment still there.
//!
//! It works on text with places, never by writing a data tree out again: quotes, braces, dashes, comments and blank
//! lines are the author's. Whether the file says the right things is for `check`.

mod blocks;
mod comments;
mod order;
mod pieces;
mod write;

use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::source::{FileId, SourceFile, Sources};
use crate::syntax::{Kind, Node, tree_of};

/// Why a file was left as it is.
#[derive(Debug)]
pub enum LeftAlone {
    /// It cannot be read; the mistakes, with the text they stand in.
    Mistakes(Vec<Diagnostic>, Sources),
    /// Formatting it would have changed what it says, or lost a comment. The file is as before.
    Unsure(Text),
}

/// The formatted text of a file. The result reads as the same rules with the same comments, or there is none.
pub fn format(path: &str, text: &str) -> Result<String, LeftAlone> {
    let mut plain = text.replace("\r\n", "\n");
    if !plain.ends_with('\n') {
        plain.push('\n');
    }
    let Some(before) = read(path, &plain)? else { return Ok(text.to_owned()) };
    let formatted = pieces::pieces(&plain).map(|root| write::write(blocks::blocks(&plain, &root))).unwrap_or_default();
    let unsure = |zh: &str, en: &str| Err(LeftAlone::Unsure(Text::new(zh, en)));
    match read(path, &formatted) {
        Ok(Some(after)) if same(&before, &after) => {}
        _ => {
            return unsure(
                "排版会改变内容，没有改动这个文件；把写法特别的地方改简单一些再试",
                "formatting would change what the file says; it was left as it is. Write the unusual parts more plainly",
            );
        }
    }
    if comments::all(&plain) == comments::all(&formatted) {
        Ok(formatted)
    } else {
        unsure(
            "排版会丢掉备注，没有改动这个文件；把备注单独写一行再试",
            "formatting would lose a comment; the file was left as it is. Put the comment on a line of its own",
        )
    }
}

/// The tree of a text; nothing when there is nothing in it.
fn read(path: &str, text: &str) -> Result<Option<Node>, LeftAlone> {
    let mut notes = Vec::new();
    let source = SourceFile::new(path, text);
    let tree = tree_of(FileId(0), &source, &mut notes);
    if notes.iter().any(|n| n.severity == Severity::Error) {
        return Err(LeftAlone::Mistakes(notes, Sources::new(vec![source])));
    }
    Ok(tree)
}

/// Whether two trees say the same, places and the order of keys aside.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Scalar { .. }, Kind::Scalar { .. }) => a.kind == b.kind,
        (Kind::List(a), Kind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Kind::Map(entries), Kind::Map(others)) => {
            entries.len() == others.len()
                && entries.iter().all(|e| b.get(&e.key).is_some_and(|other| same(&e.value, other)))
        }
        _ => false,
    }
}
