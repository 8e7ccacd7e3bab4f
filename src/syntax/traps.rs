//! Traps in the raw text of a file, found before it is parsed: encodings, tabs, characters nobody sees, marks that
//! version control left behind. YAML reads them as plain text or blames another line.

use super::look_alikes::look_alikes;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Place, SourceFile, Span};

/// Notes every trap in a file. Block texts and comments are the author's own.
pub(super) fn traps(file: FileId, source: &SourceFile, notes: &mut Vec<Diagnostic>) {
    let once = |line: usize, column: usize| place(file, line, column, 1);
    if source.text.starts_with('\u{feff}') {
        notes.push(
            Diagnostic::error(
                "byte-order-mark",
                once(1, 0),
                "文件开头有看不见的 BOM 字符",
                "the file starts with an invisible byte order mark",
            )
            .help("另存为“UTF-8(无 BOM)”", "save as UTF-8 without BOM"),
        );
    }
    // A file in another encoding, or indented with tabs throughout, has one mistake and not one in each line.
    if let Some((line, column)) = first(source, |c| c == '\u{fffd}') {
        notes.push(
            Diagnostic::error(
                "not-utf8",
                once(line, column),
                "从这里起不是 UTF-8 编码",
                "from here on this is not UTF-8 text",
            )
            .help("把文件另存为 UTF-8 编码", "save the file as UTF-8"),
        );
    }
    // The indentation of the key whose block text (`|` or `>`) we are in: that text is the author's own.
    let mut block: Option<usize> = None;
    let mut tabs: Vec<Place> = Vec::new();
    for (index, line) in source.text.split('\n').enumerate() {
        let number = index + 1;
        let mark = |column: usize, width: usize| place(file, number, column, width);
        let indent: Vec<char> = line.chars().take_while(|c| c.is_whitespace()).collect();
        let in_block = block.is_some_and(|key| line.trim().is_empty() || indent.len() > key);
        tabs.extend(indent.iter().position(|c| *c == '\t').map(|column| mark(column, 1)));
        if let Some(column) = indent.iter().position(|c| *c == '\u{3000}' || *c == '\u{a0}') {
            notes.push(
                Diagnostic::error(
                    "odd-space",
                    mark(column, 1),
                    "缩进里有全角空格或不换行空格",
                    "an ideographic or no-break space is used for indentation",
                )
                .help("改用半角空格", "use plain spaces"),
            );
        }
        if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") || line.trim_end() == "=======" {
            notes.push(
                Diagnostic::error(
                    "merge-conflict",
                    mark(0, 7),
                    "这里有没处理完的合并冲突标记",
                    "a mark of an unfinished merge stands here",
                )
                .help(
                    "两种写法留一种，删去 `<<<<<<<`、`=======`、`>>>>>>>` 三行",
                    "keep one of the two versions and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`",
                ),
            );
        }
        if !line.trim_start().starts_with('#') {
            unseen(line, &mark, notes);
        }
        if !in_block {
            let opens = [": |", ": >", ": |-", ": >-"].iter().any(|end| line.trim_end().ends_with(end));
            block = opens.then_some(indent.len());
            look_alikes(line, indent.len(), &mark, notes);
        }
    }
    if let Some(first) = tabs.first() {
        let (zh, en) = match tabs.len() {
            1 => (String::new(), String::new()),
            lines => (format!("，本文件共 {lines} 行"), format!(", on {lines} lines of this file")),
        };
        notes.push(
            Diagnostic::error(
                "tab",
                *first,
                format!("缩进里有制表符(Tab){zh}"),
                format!("a tab is used for indentation{en}"),
            )
            .help("改用空格，每层两个", "use spaces, two for each level"),
        );
    }
}

fn place(file: FileId, line: usize, column: usize, width: usize) -> Place {
    Place { file, span: Span { line, column, end_line: line, end_column: column + width } }
}

/// Where a character first stands: line and column.
fn first(source: &SourceFile, is: impl Fn(char) -> bool) -> Option<(usize, usize)> {
    let line_and_column = |(index, line): (usize, &str)| Some((index + 1, line.chars().position(&is)?));
    source.text.split('\n').enumerate().find_map(line_and_column)
}

/// A character without width inside a line: it comes with text copied from Word or a web page, and makes two names that
/// look the same differ.
fn unseen(line: &str, mark: &dyn Fn(usize, usize) -> Place, notes: &mut Vec<Diagnostic>) {
    let is_unseen = |c: char| matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let found = line.chars().enumerate().find(|(column, c)| is_unseen(*c) && (*column > 0 || *c != '\u{feff}'));
    if let Some((column, c)) = found {
        let code = u32::from(c);
        notes.push(
            Diagnostic::error(
                "invisible-character",
                mark(column, 1),
                format!("这里有看不见的字符 U+{code:04X}"),
                format!("an invisible character U+{code:04X} stands here"),
            )
            .help(
                "删去它；从 Word 或网页复制来的文字常带有它",
                "remove it; text copied from Word or a web page brings it along",
            ),
        );
    }
}
