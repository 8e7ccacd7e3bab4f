//! Pieces to blocks: what hangs on what, each comment with the thing it belongs to. Keys get their order here; blanks
//! and columns are for `write`.
//!
//! A comment on a line of its own belongs to what follows it, unless it stands further in than what follows: then it
//! ends the block it is aligned with. A comment after something belongs to that line.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::comments::{Comment, between_leaves};
use super::order::{FREE, Shape, section};
use super::pieces::{Piece, PieceKind};

/// What stands above something: blank lines (any number counts as one) and comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remark {
    Blank,
    Comment(String),
}

/// A value with what hangs below it.
#[derive(Debug)]
pub(super) enum Block {
    Leaf(Leaf),
    Map(Vec<Entry>, Vec<Remark>),
    List(Vec<Item>, Vec<Remark>),
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) lead: Vec<Remark>,
    pub(super) key: String,
    pub(super) comment: Option<String>,
    pub(super) value: Block,
}

/// An entry of a list.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) lead: Vec<Remark>,
    pub(super) value: Block,
}

/// A value nothing hangs below.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) words: Words,
    pub(super) comment: Option<String>,
}

/// How a value is written.
#[derive(Debug)]
pub(super) enum Words {
    /// On the same line.
    Line(String),
    /// A text on several lines, whose further lines may stand at any column.
    Lines(Vec<String>),
    /// Brackets or braces on several lines: the first line, and the others with their column.
    Spread(String, Vec<(usize, String)>),
    /// The sign of a block text with its lines, without their common indentation.
    Block(String, Vec<String>),
}

/// A whole file.
pub(super) struct Document {
    pub(super) root: Block,
    pub(super) end: Vec<Remark>,
}

/// Puts a file's pieces and comments together.
pub(super) fn blocks(text: &str, root: &Piece) -> Document {
    let comments = between_leaves(text, root);
    let (own, beside) = comments.into_iter().partition(|c: &Comment| c.own_line);
    let mut reader = Reader { lines: text.split('\n').collect(), own: Vec::into_iter(own).peekable(), beside };
    let next = Next { line: usize::MAX, column: None };
    let root = reader.root(root, next);
    let end = reader.lead(usize::MAX);
    Document { root, end }
}

/// What follows a block: its line, and its column unless the file ends.
#[derive(Clone, Copy)]
struct Next {
    line: usize,
    column: Option<usize>,
}

struct Reader<'t> {
    lines: Vec<&'t str>,
    own: Peekable<IntoIter<Comment>>,
    beside: Vec<Comment>,
}

impl Reader<'_> {
    fn root(&mut self, piece: &Piece, next: Next) -> Block {
        match &piece.kind {
            PieceKind::Map { flow: false, entries } => self.map(piece.start.column, entries, &FREE, next, section),
            _ => self.block(piece, &FREE, None, next),
        }
    }

    fn line(&self, number: usize) -> &str {
        self.lines.get(number.wrapping_sub(1)).copied().unwrap_or_default()
    }

    fn blank_above(&self, line: usize) -> bool {
        line > 1 && line <= self.lines.len() && self.line(line - 1).trim().is_empty()
    }

    /// What stands above a line: the comments not yet taken, and blank lines between them.
    fn lead(&mut self, line: usize) -> Vec<Remark> {
        let mut lead = Vec::new();
        while let Some(comment) = self.own.next_if(|c| c.line < line) {
            if self.blank_above(comment.line) {
                lead.push(Remark::Blank);
            }
            lead.push(Remark::Comment(comment.text));
        }
        if self.blank_above(line) {
            lead.push(Remark::Blank);
        }
        lead
    }

    /// The comments that end a block at `column`.
    fn tail(&mut self, column: usize, next: Next) -> Vec<Remark> {
        let mut tail = Vec::new();
        let belongs =
            |c: &Comment| c.line < next.line && c.column >= column && next.column.is_none_or(|n| c.column > n);
        while let Some(comment) = self.own.next_if(|c| belongs(c) && (column > 0 || next.column.is_some())) {
            if self.blank_above(comment.line) {
                tail.push(Remark::Blank);
            }
            tail.push(Remark::Comment(comment.text));
        }
        tail
    }

    fn beside(&mut self, line: usize) -> Option<String> {
        let index = self.beside.iter().position(|c| c.line == line)?;
        Some(self.beside.remove(index).text)
    }

    fn block(&mut self, piece: &Piece, shape: &'static Shape, key_column: Option<usize>, next: Next) -> Block {
        match &piece.kind {
            PieceKind::Map { flow: false, entries } => {
                self.map(piece.start.column, entries, shape, next, |key| shape.below(key))
            }
            PieceKind::List { flow: false, items } => self.list(piece, items, shape, next),
            _ => Block::Leaf(self.leaf(piece, shape, key_column)),
        }
    }

    fn map(
        &mut self,
        column: usize,
        entries: &[(Piece, String, Piece)],
        shape: &'static Shape,
        next: Next,
        below: impl Fn(&str) -> &'static Shape,
    ) -> Block {
        let mut all = Vec::with_capacity(entries.len());
        for (i, (key, name, value)) in entries.iter().enumerate() {
            let mut lead = self.lead(key.start.line);
            // A blank line above the first key stands above the whole mapping.
            if i == 0 && lead.first() == Some(&Remark::Blank) {
                lead.remove(0);
            }
            // What stands beside the key of a block below, or of a text that begins on a later line.
            let is_below = !value.is_leaf() || value.start.line > key.end.line;
            let is_block_text = matches!(value.kind, PieceKind::BlockText);
            let beside = if is_below && !is_block_text { self.beside(key.end.line) } else { None };
            let (comment, above) = if value.is_leaf() { (None, beside) } else { (beside, None) };
            lead.extend(above.map(Remark::Comment));
            let after =
                entries.get(i + 1).map_or(next, |(k, ..)| Next { line: k.start.line, column: Some(k.start.column) });
            let value = self.block(value, below(name), Some(key.start.column), after);
            all.push((shape.rank(name), Entry { lead, key: self.slice(key), comment, value }));
        }
        let tail = self.tail(column, next);
        all.sort_by_key(|(rank, _)| *rank);
        Block::Map(all.into_iter().map(|(_, entry)| entry).collect(), tail)
    }

    fn list(&mut self, piece: &Piece, items: &[Piece], shape: &'static Shape, next: Next) -> Block {
        let column = items.first().map_or(piece.start.column, |first| self.dash(first).unwrap_or(piece.start.column));
        let mut all = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            let header = matches!(item.kind, PieceKind::BlockText);
            let line = if header { self.header_line(item) } else { item.start.line };
            let lead = self.lead(line);
            let after = items.get(i + 1).map_or(next, |n| Next { line: n.start.line, column: Some(column) });
            all.push(Item { lead, value: self.block(item, shape, Some(column), after) });
        }
        let tail = self.tail(column, next);
        Block::List(all, tail)
    }

    /// The column of the dash before an item, where it stands on the same line.
    fn dash(&self, item: &Piece) -> Option<usize> {
        let before: Vec<char> = self.line(item.start.line).chars().take(item.start.column).collect();
        let dash = before.iter().rposition(|c| *c == '-')?;
        before.iter().all(|c| c.is_whitespace() || *c == '-').then_some(dash)
    }

    fn leaf(&mut self, piece: &Piece, shape: &'static Shape, owner: Option<usize>) -> Leaf {
        match &piece.kind {
            PieceKind::BlockText => self.block_text(piece, owner.unwrap_or_default()),
            PieceKind::Scalar => {
                let text = self.slice(piece);
                let mut lines = text.split('\n').map(|l| l.trim().to_owned()).collect::<Vec<_>>();
                let words = if lines.len() > 1 { Words::Lines(lines) } else { Words::Line(lines.remove(0)) };
                Leaf { words, comment: self.beside(piece.end.line) }
            }
            PieceKind::List { .. } | PieceKind::Map { .. } => {
                let words = match self.flow(piece, shape) {
                    Some(line) => Words::Line(line),
                    None => self.spread(piece),
                };
                Leaf { words, comment: self.beside(piece.end.line) }
            }
        }
    }

    /// Brackets or braces on one line, evenly spaced; nothing where they are written in an unusual way.
    fn flow(&self, piece: &Piece, shape: &'static Shape) -> Option<String> {
        if piece.start.line != piece.end.line {
            return None;
        }
        match &piece.kind {
            PieceKind::Scalar => Some(self.slice(piece)).filter(|s| !s.is_empty()),
            PieceKind::List { flow, items } => {
                let items: Option<Vec<String>> = items.iter().map(|i| self.flow(i, shape)).collect();
                flow.then_some(format!("[{}]", items?.join(", ")))
            }
            PieceKind::BlockText | PieceKind::Map { flow: false, .. } => None,
            PieceKind::Map { entries, .. } if entries.is_empty() => Some("{}".to_owned()),
            PieceKind::Map { entries, .. } => {
                let mut all = Vec::with_capacity(entries.len());
                for (key, name, value) in entries {
                    let value = self.flow(value, shape.below(name))?;
                    all.push((shape.rank(name), format!("{}: {value}", self.slice(key))));
                }
                all.sort_by_key(|(rank, _)| *rank);
                let all: Vec<String> = all.into_iter().map(|(_, text)| text).collect();
                Some(format!("{{ {} }}", all.join(", ")))
            }
        }
    }

    fn spread(&self, piece: &Piece) -> Words {
        let text = self.slice(piece);
        let base = self.line(piece.start.line).chars().take_while(|c| *c == ' ').count();
        let mut lines = text.split('\n');
        let first = lines.next().unwrap_or_default().trim_end().to_owned();
        let further = lines.map(|l| {
            let column = l.chars().take_while(|c| *c == ' ').count();
            (column.saturating_sub(base), l.trim().to_owned())
        });
        Words::Spread(first, further.collect())
    }

    /// The line of the sign of a block text: the last one before its content that holds a `|` or `>`.
    fn header_line(&self, piece: &Piece) -> usize {
        let mut line = piece.start.line.saturating_sub(1);
        while line > 1 && self.line(line).trim().is_empty() {
            line -= 1;
        }
        line
    }

    fn block_text(&mut self, piece: &Piece, owner: usize) -> Leaf {
        let header_line = self.header_line(piece);
        let comment = self.beside(header_line);
        let header = self.line(header_line);
        let header = header.split(" #").next().unwrap_or_default();
        let sign = header.trim_end().rsplit(' ').next().unwrap_or_default().to_owned();
        let last = piece.end.line.saturating_sub(1);
        let mut lines: Vec<&str> = (header_line + 1..=last).map(|l| self.line(l)).collect();
        if !sign.contains('+') {
            while lines.last().is_some_and(|l| l.trim().is_empty()) {
                lines.pop();
            }
        }
        let indent = |l: &str| l.chars().take_while(|c| *c == ' ').count();
        let digit = sign.chars().find_map(|c| c.to_digit(10)).and_then(|d| usize::try_from(d).ok());
        let base = digit.map_or_else(
            || lines.iter().find(|l| !l.trim().is_empty()).map_or(0, |l| indent(l)),
            |digit| owner + digit,
        );
        // An indentation written out keeps its meaning only if it is written out anew.
        let sign = sign.chars().map(|c| if c.is_ascii_digit() { '2' } else { c }).collect();
        let lines = lines.iter().map(|l| l.chars().skip(base).collect()).collect();
        Leaf { words: Words::Block(sign, lines), comment }
    }

    fn slice(&self, piece: &Piece) -> String {
        let (first, last) = (piece.start.line, piece.end.line);
        let mut text = String::new();
        for number in first..=last {
            let line = self.line(number);
            let from = if number == first { piece.start.column } else { 0 };
            let until = if number == last { piece.end.column } else { usize::MAX };
            text.extend(line.chars().take(until).skip(from));
            if number < last {
                text.push('\n');
            }
        }
        text
    }
}
