//! Text to tree. Repeated keys, aliases, tags and a second document are mistakes; a tree is given back all the same
//! where the rest can be read, so that one slip does not hide the others.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span as YamlSpan, StrInput};

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

fn anchor_or_tag(place: Place) -> Diagnostic {
    Diagnostic::error(
        "anchor-or-tag",
        place,
        "规则文件不能使用 YAML 的锚点(&)、别名(*)和标签(!)",
        "rule files do not use YAML anchors (&), aliases (*) or tags (!)",
    )
    .help(
        "把内容写全；开头是 & * ! 的文字请加单引号",
        "write it out; put single quotes round a text that starts with & * or !",
    )
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

fn syntax_error(file: FileId, source: &SourceFile, error: &ScanError) -> Diagnostic {
    let at = error.marker();
    let line = at.line().max(1);
    let width = source.text.lines().nth(line - 1).map_or(0, |l| l.chars().count());
    let column = at.col().min(width);
    let place = Place { file, span: Span { line, column, end_line: line, end_column: (column + 1).min(width.max(1)) } };
    let info = error.info();
    if info.contains("unknown anchor") {
        return anchor_or_tag(place);
    }
    let lines: Vec<&str> = source.text.lines().collect();
    let mark = |line: usize, column: usize| Place {
        file,
        span: Span { line, column, end_line: line, end_column: column + 1 },
    };
    if let Some((line, column)) = unclosed(&lines, line) {
        return Diagnostic::error("yaml-syntax", mark(line, column), "这个括号没有成对", "this bracket has no partner")
            .help(
                "补上另一半：列表写成 `[甲, 乙]`，映射写成 `{ 名字: 内容 }`",
                "add the other one: a list is `[a, b]`, a mapping `{ name: content }`",
            );
    }
    if let Some(column) = too_far_in(&lines, line).filter(|_| info.contains("mapping values are not allowed")) {
        return Diagnostic::error(
            "yaml-syntax",
            mark(line, column),
            "这一行比上一行多缩进了",
            "this line is indented further than the one above",
        )
        .help(
            "和上一行左边对齐；上一行的内容另起一行写时，上一行以冒号结尾",
            "line it up with the line above; if it is the content of that line, that line ends with its colon",
        );
    }
    let (zh, en, help) = plain(info);
    let note = Diagnostic::error("yaml-syntax", place, zh, en);
    let (help_zh, help_en) = help.unwrap_or((
        "检查这一行和上一行的缩进、冒号后的空格、引号和括号是否成对",
        "look at this line and the one above: indentation, the space after a colon, quotes and brackets in pairs",
    ));
    note.help(help_zh, help_en)
}

/// A bracket that was opened on this line or a little above and never closed: the parser blames the line after it.
fn unclosed(lines: &[&str], line: usize) -> Option<(usize, usize)> {
    const ABOVE: usize = 3;
    (line.saturating_sub(ABOVE).max(1)..=line).rev().find_map(|number| {
        let mut open = Vec::new();
        for (column, c) in lines.get(number - 1)?.chars().enumerate() {
            match c {
                '#' | '\'' | '"' => return None,
                '[' | '{' => open.push(column),
                ']' | '}' => {
                    open.pop();
                }
                _ => {}
            }
        }
        open.first().map(|column| (number, *column))
    })
}

/// Where a line begins that is indented further than a line above it that has its content already.
fn too_far_in(lines: &[&str], line: usize) -> Option<usize> {
    let start = |text: &str| text.chars().position(|c| c != ' ' && c != '-');
    let above = lines.iter().take(line.saturating_sub(1)).rev().find(|l| !l.trim().is_empty())?;
    let column = start(lines.get(line.saturating_sub(1))?)?;
    (column > start(above)? && !above.trim_end().ends_with(':')).then_some(column)
}

type Words = (&'static str, &'static str);

/// What the parser said, in plain words where the case is known: Chinese, English, remedy.
fn plain(info: &str) -> (String, String, Option<Words>) {
    let known: [(&str, Words, Words); 8] = [
        (
            "block sequence entries are not allowed",
            ("这里不能以 `-` 开头", "a `-` cannot stand here"),
            (
                "列表另起一行写；不适用的内容删去这一行；文字以 `-` 开头时加单引号",
                "begin a list on a line of its own; remove the line if nothing applies; put single quotes round a text that starts with `-`",
            ),
        ),
        (
            "expected '-' indicator",
            ("这里的缩进和同一条的其他行不一致", "this line is not indented like the others of its entry"),
            ("和同一条里其他的行左边对齐", "line it up with the other lines of the entry"),
        ),
        (
            "did not find expected key",
            ("这里应当是 `名字: 内容`", "expected `name: content` here"),
            (
                "检查缩进；文字里有引号、冒号或花括号时，给整段文字加单引号",
                "look at the indentation; put a text with quotes, colons or braces in single quotes",
            ),
        ),
        (
            "simple key expect",
            ("上一行缺少冒号，或者冒号后面缺少空格", "the line above has no colon, or no space after it"),
            ("写成 `名字: 内容`", "write `name: content`"),
        ),
        (
            "mapping values are not allowed",
            ("一行里有两个冒号", "there are two colons on one line"),
            ("文字里有“冒号加空格”时，给整段文字加单引号", "put a text with a colon and a space in single quotes"),
        ),
        (
            "quoted scalar",
            ("引号没有成对", "a quotation mark has no partner"),
            (
                "补上另一半引号；单引号文字里的单引号要写两个，检查引号和括号是否成对",
                "add the other one; inside single quotes a single quote is written twice",
            ),
        ),
        (
            "',' or ']'",
            ("方括号没有成对，或者少了逗号", "a square bracket has no partner, or a comma is missing"),
            ("列表写成 `[甲, 乙]`", "write a list as `[a, b]`"),
        ),
        (
            "',' or '}'",
            ("花括号没有成对，或者少了逗号", "a brace has no partner, or a comma is missing"),
            ("映射写成 `{ 名字: 内容, 名字: 内容 }`", "write a mapping as `{ name: content, name: content }`"),
        ),
    ];
    match known.iter().find(|(part, ..)| info.contains(part)) {
        Some((_, (zh, en), help)) => ((*zh).to_owned(), (*en).to_owned(), Some(*help)),
        None => (format!("YAML 写法有误：{info}"), format!("this is not valid YAML: {info}"), None),
    }
}
