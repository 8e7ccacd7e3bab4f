//! A rule file as pieces that know exactly which characters are theirs. What hangs on what, and where comments belong,
//! is for `blocks`.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, StrInput};

/// A position: the character, its line from 1, its column from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) index: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// A stretch of a file.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) start: Mark,
    /// The character after the last one. Of lists and mappings in block style only the start is meant.
    pub(super) end: Mark,
    pub(super) kind: PieceKind,
}

/// What a piece is.
#[derive(Debug)]
pub(super) enum PieceKind {
    /// A text on one line or several.
    Scalar,
    /// The lines of a text after `|` or `>`; the sign itself stands before the piece.
    BlockText,
    /// A list in brackets or with dashes.
    List { flow: bool, items: Vec<Piece> },
    /// A mapping in braces or one key a line: key, content of the key, value.
    Map { flow: bool, entries: Vec<(Piece, String, Piece)> },
}

impl Piece {
    /// Whether nothing of it hangs below: a text, or something in brackets or braces.
    pub(super) fn is_leaf(&self) -> bool {
        match &self.kind {
            PieceKind::Scalar | PieceKind::BlockText => true,
            PieceKind::List { flow, .. } | PieceKind::Map { flow, .. } => *flow,
        }
    }

    /// The stretches of all texts (`deep`), or of all leaves, in the order of the file.
    pub(super) fn stretches(&self, deep: bool, into: &mut Vec<(usize, usize)>) {
        match &self.kind {
            PieceKind::List { items, .. } if deep || !self.is_leaf() => {
                for item in items {
                    item.stretches(deep, into);
                }
            }
            PieceKind::Map { entries, .. } if deep || !self.is_leaf() => {
                for (key, _, value) in entries {
                    key.stretches(deep, into);
                    value.stretches(deep, into);
                }
            }
            _ => into.push((self.start.index, self.end.index)),
        }
    }
}

/// The pieces of a text that `syntax` has already read without a mistake.
pub(super) fn pieces(text: &str) -> Option<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { chars, parser: Parser::new_from_str(text) };
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
            Event::StreamEnd | Event::DocumentEnd => return None,
            other => return reader.piece(other, span).map(|(piece, _)| piece),
        }
    }
}

struct Reader<'t> {
    chars: Vec<char>,
    parser: Parser<'t, StrInput<'t>>,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        self.parser.next_event()?.ok()
    }

    /// A piece, and its content if it is a text.
    fn piece(&mut self, event: Event<'t>, span: Span) -> Option<(Piece, String)> {
        let start = mark(span.start);
        let flow = |open: char| self.chars.get(start.index) == Some(&open);
        match event {
            Event::Scalar(content, style, ..) => {
                let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let kind = if block { PieceKind::BlockText } else { PieceKind::Scalar };
                let end = self.closing_quote(start, style).unwrap_or_else(|| mark(span.end));
                Some((Piece { start, end, kind }, content.into_owned()))
            }
            Event::SequenceStart(..) => {
                let flow = flow('[');
                let mut items = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        let end = after(span.start);
                        return Some((Piece { start, end, kind: PieceKind::List { flow, items } }, String::new()));
                    }
                    items.push(self.piece(event, span)?.0);
                }
            }
            Event::MappingStart(..) => {
                let flow = flow('{');
                let mut entries = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::MappingEnd) {
                        let end = after(span.start);
                        return Some((Piece { start, end, kind: PieceKind::Map { flow, entries } }, String::new()));
                    }
                    let (key, name) = self.piece(event, span)?;
                    let (event, span) = self.next()?;
                    entries.push((key, name, self.piece(event, span)?.0));
                }
            }
            _ => None,
        }
    }
}

impl Reader<'_> {
    /// The place after the closing quote of a text in quotes; the parser's own end may lie behind blanks.
    fn closing_quote(&self, start: Mark, style: ScalarStyle) -> Option<Mark> {
        let quote = match style {
            ScalarStyle::SingleQuoted => '\'',
            ScalarStyle::DoubleQuoted => '"',
            ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => return None,
        };
        let mut at = Mark { index: start.index + 1, line: start.line, column: start.column + 1 };
        let step = |at: Mark, c: char| match c {
            '\n' => Mark { index: at.index + 1, line: at.line + 1, column: 0 },
            _ => Mark { index: at.index + 1, line: at.line, column: at.column + 1 },
        };
        loop {
            let c = *self.chars.get(at.index)?;
            let doubled = c == '\'' && self.chars.get(at.index + 1) == Some(&'\'');
            let escaped = c == '\\' && quote == '"';
            at = step(at, c);
            if (doubled && quote == '\'') || escaped {
                at = step(at, *self.chars.get(at.index)?);
            } else if c == quote {
                return Some(at);
            }
        }
    }
}

fn mark(marker: Marker) -> Mark {
    Mark { index: marker.index(), line: marker.line(), column: marker.col() }
}

/// The place after a closing bracket; the parser's own end may lie behind blanks and a comment.
fn after(marker: Marker) -> Mark {
    Mark { index: marker.index() + 1, line: marker.line(), column: marker.col() + 1 }
}
