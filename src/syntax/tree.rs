//! A YAML document as a tree in which every piece knows its place. Scalars stay text: what a text means
//! (a date, a rate, a yes) is decided by the field it stands in, so YAML's guesses (`no`, `22:00`) never apply.

use crate::source::{FileId, Place, Span};

/// One piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
}

/// The three kinds of pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Scalar {
        /// The text.
        text: String,
        /// Whether it was written in quotes or as a block.
        quoted: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order written. Keys are unique: `parse` reports and drops a repeated key.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_place: Place,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A mapping's value under `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find(|e| e.key == key).map(|e| &e.value),
            Kind::Scalar { .. } | Kind::List(_) => None,
        }
    }

    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// The words for what this is, in messages: Chinese, English.
    pub(crate) fn describe(&self) -> (&'static str, &'static str) {
        match &self.kind {
            Kind::Scalar { text, quoted: false } if text.is_empty() => ("空", "nothing"),
            Kind::Scalar { .. } => ("文字", "a text"),
            Kind::List(_) => ("列表", "a list"),
            Kind::Map(_) => ("映射", "a mapping"),
        }
    }
}

/// A place of no width at the head of a file.
pub(super) fn head(file: FileId) -> Place {
    Place { file, span: Span { line: 1, column: 0, end_line: 1, end_column: 0 } }
}
