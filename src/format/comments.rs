//! The comments of a rule file: everything from a `#` outside all texts to the end of its line.

use super::pieces::{Piece, pieces};

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    /// Its line, from 1.
    pub(super) line: usize,
    /// Its column, from 0.
    pub(super) column: usize,
    /// With its `#`, without blanks at the end.
    pub(super) text: String,
    /// Whether nothing but dashes stands before it on its line.
    pub(super) own_line: bool,
}

/// The comments outside the leaves of a file: what stands inside brackets and braces goes with them.
pub(super) fn between_leaves(text: &str, root: &Piece) -> Vec<Comment> {
    let mut taken = Vec::new();
    root.stretches(false, &mut taken);
    outside(text, &taken)
}

/// All comments of a file, sorted, wherever they stand.
pub(super) fn all(text: &str) -> Vec<String> {
    let mut taken = Vec::new();
    if let Some(root) = pieces(text) {
        root.stretches(true, &mut taken);
    }
    let mut all: Vec<String> = outside(text, &taken).into_iter().map(|c| c.text).collect();
    all.sort_unstable();
    all
}

fn outside(text: &str, taken: &[(usize, usize)]) -> Vec<Comment> {
    let mut found = Vec::new();
    let mut taken = taken.iter().peekable();
    let mut start = 0;
    for (number, line) in text.split('\n').enumerate() {
        let mut before = ' ';
        let mut own_line = true;
        for (column, c) in line.chars().enumerate() {
            let index = start + column;
            while taken.next_if(|(_, end)| *end <= index).is_some() {}
            let inside = taken.peek().is_some_and(|(from, end)| (*from..*end).contains(&index));
            if c == '#' && before.is_whitespace() && !inside {
                let text = line.chars().skip(column).collect::<String>().trim_end().to_owned();
                found.push(Comment { line: number + 1, column, text, own_line });
                break;
            }
            own_line = own_line && (c.is_whitespace() || (c == '-' && !inside));
            before = c;
        }
        start += line.chars().count() + 1;
    }
    found
}
