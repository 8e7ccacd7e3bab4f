//! What the YAML parser said, in plain words and at the place an author has to mend: the parser often blames the line
//! after it.

use saphyr_parser::ScanError;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Place, SourceFile, Span};

pub(super) fn syntax_error(file: FileId, source: &SourceFile, error: &ScanError) -> Diagnostic {
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

/// An anchor, an alias or a tag.
pub(super) fn anchor_or_tag(place: Place) -> Diagnostic {
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
