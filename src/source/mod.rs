//! The rule folder as text: which files there are, what they say, and how to name a place in them.
//!
//! This is the only stage that touches the disk. It knows nothing of YAML.

mod folder;
mod limits;

pub use folder::{read_folder, read_settled};
pub use limits::{MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, ReadError, path_problem};

use std::ops::Range;

use crate::hex::hex;
use sha2::{Digest, Sha256};

/// Which file of a [`Sources`] a place is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) usize);

/// A stretch of text. Lines count from 1, columns from 0, both in characters, so that Chinese text is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First line.
    pub line: usize,
    /// First column.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// Column after the last character.
    pub end_column: usize,
}

/// A stretch of text in one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Where in it.
    pub span: Span,
}

/// Something together with the place it was written at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Placed<T> {
    /// What was written.
    pub it: T,
    /// Where.
    pub place: Place,
}

impl<T> Placed<T> {
    /// The same place with something made from what was written there.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Placed<U> {
        Placed { it: make(self.it), place: self.place }
    }
}

/// One file of the rule folder.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as shown to people: relative to the folder that was read, with `/`.
    pub path: String,
    /// The text, exactly as read.
    pub text: String,
    // Invariant: byte offset at which each line starts; the first is 0. Built once in `new`.
    line_starts: Vec<usize>,
}

impl SourceFile {
    /// A file from its path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1))
            .collect();
        Self { path: path.into(), text, line_starts }
    }

    /// The bytes a span covers; a span past the end is cut to the end.
    pub fn byte_range(&self, span: Span) -> Range<usize> {
        let start = self.byte_at(span.line, span.column);
        let end = self.byte_at(span.end_line, span.end_column).max(start);
        start..end
    }

    /// The text of one line, without its end.
    pub fn line(&self, line: usize) -> &str {
        let Some(&start) = self.line_starts.get(line.saturating_sub(1)) else { return "" };
        let rest = self.text.get(start..).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default().trim_end_matches('\r')
    }

    /// The same span within the lines there are: a span may run on to the end of its line without saying where that is.
    pub fn clip(&self, span: Span) -> Span {
        let last = self.line_starts.len();
        let (line, end_line) = (span.line.clamp(1, last), span.end_line.clamp(1, last));
        let width = |line: usize| self.line(line).chars().count();
        let column = span.column.min(width(line));
        let end_column = span.end_column.min(width(end_line));
        let end_column = if line == end_line { end_column.max(column) } else { end_column };
        Span { line, column, end_line, end_column }
    }

    fn byte_at(&self, line: usize, column: usize) -> usize {
        let Some(&start) = self.line_starts.get(line.saturating_sub(1)) else { return self.text.len() };
        let rest = self.text.get(start..).unwrap_or_default();
        let line_text = rest.split('\n').next().unwrap_or_default();
        start + line_text.char_indices().nth(column).map_or(line_text.len(), |(i, _)| i)
    }
}

/// All files of a rule folder, in the order of their paths.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// The files in the order of their paths, so that the order on disk never matters.
    pub fn new(mut files: Vec<SourceFile>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// The files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i), f))
    }

    /// One file.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0)
    }

    /// A place as people look it up: the path and the line.
    pub fn line(&self, place: Place) -> String {
        format!("{}:{}", self.path(place.file), place.span.line)
    }

    /// The path of one file, as shown to people.
    pub fn path(&self, id: FileId) -> &str {
        self.get(id).map_or("", |f| f.path.as_str())
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file at all.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// SHA-256 over paths and texts in hexadecimal: the same rules have the same digest on every machine.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for file in &self.files {
            hash.update(file.path.as_bytes());
            hash.update([0]);
            hash.update(file.text.as_bytes());
            hash.update([0]);
        }
        hex(&hash.finalize())
    }
}
