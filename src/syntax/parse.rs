//! Text to tree. Repeated keys, aliases, tags and a second document are mistakes; a tree is given back all the same
//! where the rest can be read, so that one slip does not hide the others.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span as YamlSpan, StrInput};

use super::parse_error::{anchor_or_tag, syntax_error};
use super::tree::{Entry, Kind, Node};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Place, SourceFile, Span};

/// How deep lists and mappings may nest. Real rules need nine.
const MAX_DEPTH: usize = 48;
/// How many pieces one file may hold.
const MAX_NODES: usize = 200_000;

/// Reads one file into a tree. `None` when there is nothing in it or nothing can be made of it.
pub(super) fn parse(file: FileId, source: &SourceFile, notes: &mut Vec<Diagnostic>) -> Option<Node> {
    let mut reader = Reader { file, parser: Parser::new_from_str(&source.text), notes, nodes: 0 };
    match reader.document() {
        Ok(node) => node,
        Err(Stop::Syntax(error)) => {
            notes.push(syntax_error(file, source, &error));
            None
        }
        Err(Stop::Noted) => None,
    }
}

/// Why reading stopped before the end.
enum Stop {
    Syntax(ScanError),
    Noted,
}

struct Reader<'s, 'n> {
    file: FileId,
    parser: Parser<'s, StrInput<'s>>,
    notes: &'n mut Vec<Diagnostic>,
    nodes: usize,
}

type Next<'s> = (Event<'s>, YamlSpan);

impl<'s> Reader<'s, '_> {
    fn next(&mut self) -> Result<Next<'s>, Stop> {
        match self.parser.next_event() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(Stop::Syntax(error)),
            None => Ok((Event::StreamEnd, YamlSpan::default())),
        }
    }

    fn document(&mut self) -> Result<Option<Node>, Stop> {
        let mut found = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(found),
                Event::StreamStart | Event::Nothing | Event::DocumentStart(_) | Event::DocumentEnd => {}
                other if found.is_none() => found = Some(self.node(other, span, 0)?),
                _ => {
                    self.notes.push(
                        Diagnostic::error(
                            "several-documents",
                            self.place(span),
                            "一个文件里只能有一份内容",
                            "a file holds one document",
                        )
                        .help("删去 `---` 分隔线，或者分成两个文件", "remove the `---` line, or make two files"),
                    );
                    return Err(Stop::Noted);
                }
            }
        }
    }

    fn node(&mut self, event: Event<'s>, span: YamlSpan, depth: usize) -> Result<Node, Stop> {
        self.nodes += 1;
        let place = self.place(span);
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            self.notes.push(Diagnostic::error(
                "file-too-deep",
                place,
                format!("内容嵌套超过 {MAX_DEPTH} 层或超过 {MAX_NODES} 项"),
                format!("more than {MAX_DEPTH} levels or {MAX_NODES} pieces"),
            ));
            return Err(Stop::Noted);
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.no_anchor(anchor, tag.is_some(), place);
                let quoted = style != ScalarStyle::Plain;
                // A block's span ends in the line after it; mark its first line only.
                Ok(Node { place: first_line(place), kind: Kind::Scalar { text: text.into_owned(), quoted } })
            }
            Event::SequenceStart(anchor, tag) => {
                self.no_anchor(anchor, tag.is_some(), place);
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (event, span) => items.push(self.node(event, span, depth + 1)?),
                    }
                }
                Ok(Node { place, kind: Kind::List(items) })
            }
            Event::MappingStart(anchor, tag) => {
                self.no_anchor(anchor, tag.is_some(), place);
                Ok(Node { place, kind: Kind::Map(self.entries(depth)?) })
            }
            Event::Alias(_) => {
                self.anchors_are_errors(place);
                Ok(Node { place, kind: Kind::Scalar { text: String::new(), quoted: false } })
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => Err(Stop::Noted),
        }
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<Entry>, Stop> {
        let mut entries: Vec<Entry> = Vec::new();
        // The line of each key; a mapping may hold very many.
        let mut seen: HashMap<String, usize> = HashMap::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Ok(entries);
            }
            let key = self.node(event, span, depth + 1)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            let Kind::Scalar { text, .. } = key.kind else {
                self.notes.push(
                    Diagnostic::error(
                        "key-not-text",
                        key.place,
                        "冒号前面必须是一个名字",
                        "what stands before the colon must be a name",
                    )
                    .help(
                        "以花括号或方括号开头的文字，给整段加上单引号",
                        "put single quotes round a text that starts with a brace or a bracket",
                    ),
                );
                continue;
            };
            if let Some(line) = seen.get(&text) {
                self.notes.push(repeated(&text, key.place, *line));
                continue;
            }
            seen.insert(text.clone(), key.place.span.line);
            entries.push(Entry { key: text, key_place: key.place, value });
        }
    }

    fn no_anchor(&mut self, anchor: usize, tag: bool, place: Place) {
        if anchor != 0 || tag {
            self.anchors_are_errors(place);
        }
    }

    fn anchors_are_errors(&mut self, place: Place) {
        self.notes.push(anchor_or_tag(place));
    }

    fn place(&self, span: YamlSpan) -> Place {
        place(self.file, span.start, span.end)
    }
}

/// A key that stands in its mapping already.
fn repeated(key: &str, place: Place, line: usize) -> Diagnostic {
    let note =
        Diagnostic::error("duplicate-key", place, format!("`{key}` 写了两次"), format!("`{key}` is written twice"))
            .label(format!("第 {line} 行已经有了"), format!("already on line {line}"));
    match key {
        "action" | "rule" | "behaviour" | "id" | "name" | "from" => note.help(
            "这是列表里的下一项时，前面加 `- `；否则保留一个",
            "if this is the next entry of a list, put `- ` before it; else keep one",
        ),
        _ if key.contains('.') || key == "is" || key == "any_debt" => note.help(
            "保留一个；同一事实要写两个条件时，用 `all_of` 分开写",
            "keep one; two tests on the same fact go under `all_of`",
        ),
        _ => note.help("两处合并成一处", "put the two together into one"),
    }
}

fn place(file: FileId, start: Marker, end: Marker) -> Place {
    let span = Span { line: start.line(), column: start.col(), end_line: end.line(), end_column: end.col() };
    Place { file, span }
}

fn first_line(place: Place) -> Place {
    let Span { line, column, end_line, .. } = place.span;
    if end_line == line {
        return place;
    }
    Place { file: place.file, span: Span { line, column, end_line: line, end_column: usize::MAX } }
}
