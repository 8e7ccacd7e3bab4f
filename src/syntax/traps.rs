//! Look-alikes that YAML reads as plain text or blames on the wrong line: full-width punctuation, tabs, odd spaces.
//! They are looked for in the raw text before it is parsed.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Place, SourceFile, Span};

/// Notes every look-alike in the structure of a file. Text in quotes and comments is the author's own.
pub(super) fn traps(file: FileId, source: &SourceFile, notes: &mut Vec<Diagnostic>) {
    // The indentation of the key whose block text (`|` or `>`) we are in: that text is the author's own.
    let mut block: Option<usize> = None;
    for (index, line) in source.text.split('\n').enumerate() {
        let mark = |column: usize, width: usize| Place {
            file,
            span: Span { line: index + 1, column, end_line: index + 1, end_column: column + width },
        };
        if index == 0 && line.starts_with('\u{feff}') {
            notes.push(
                Diagnostic::error(
                    "byte-order-mark",
                    mark(0, 1),
                    "文件开头有看不见的 BOM 字符",
                    "the file starts with an invisible byte order mark",
                )
                .help("另存为“UTF-8(无 BOM)”", "save as UTF-8 without BOM"),
            );
        }
        if let Some(column) = line.chars().position(|c| c == '\u{fffd}') {
            notes.push(
                Diagnostic::error("not-utf8", mark(column, 1), "这里的字符不是 UTF-8 编码", "this is not UTF-8 text")
                    .help("把文件另存为 UTF-8 编码", "save the file as UTF-8"),
            );
        }
        let indent: Vec<char> = line.chars().take_while(|c| c.is_whitespace()).collect();
        if let Some(column) = indent.iter().position(|c| *c == '\t') {
            notes.push(
                Diagnostic::error("tab", mark(column, 1), "缩进里有制表符(Tab)", "a tab is used for indentation")
                    .help("改用空格，每层两个", "use spaces, two for each level"),
            );
        }
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
        let in_block = block.is_some_and(|key| line.trim().is_empty() || indent.len() > key);
        if !in_block {
            let opens = [": |", ": >", ": |-", ": >-"].iter().any(|end| line.trim_end().ends_with(end));
            block = opens.then_some(indent.len());
            full_width(line, indent.len(), &mark, notes);
        }
    }
}

/// A name at the head of a line followed by a full-width colon, or a list in full-width brackets.
fn full_width(line: &str, indent: usize, mark: &dyn Fn(usize, usize) -> Place, notes: &mut Vec<Diagnostic>) {
    let mut chars = line.chars().skip(indent).peekable();
    let mut column = indent;
    while chars.next_if(|c| *c == '-' || *c == ' ').is_some() {
        column += 1;
    }
    let name_start = column;
    while chars.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')).is_some() {
        column += 1;
    }
    let look_alike = |notes: &mut Vec<Diagnostic>, column: usize, wrong: char, right: char| {
        notes.push(
            Diagnostic::error(
                "full-width-punctuation",
                mark(column, 1),
                format!("这里是全角的 `{wrong}`"),
                format!("this is a full-width `{wrong}`"),
            )
            .help(format!("改成半角的 `{right}`"), format!("use the plain `{right}`")),
        );
    };
    match chars.next() {
        Some('\u{ff1a}') if column > name_start => look_alike(notes, column, '\u{ff1a}', ':'),
        Some(':') if column > name_start => {
            let spaces = std::iter::from_fn(|| chars.next_if(|c| *c == ' ')).count();
            let at = column + 1 + spaces;
            match chars.peek() {
                // `title:文字` is one word to YAML, and the line after it gets the blame.
                Some(c) if spaces == 0 && !c.is_whitespace() => notes.push(
                    Diagnostic::error(
                        "no-space-after-colon",
                        mark(column, 1),
                        "冒号后面缺少空格",
                        "there is no space after the colon",
                    )
                    .help("冒号后面加一个半角空格", "put a space after the colon"),
                ),
                Some('{') if line.contains("{{") && line.chars().nth(at + 1) == Some('{') => notes.push(
                    Diagnostic::error(
                        "slot-unquoted",
                        mark(at, 2),
                        "以 `{{` 开头的文字没有加引号",
                        "a text that starts with `{{` has no quotes",
                    )
                    .help("给整段文字加上单引号", "put the whole text in single quotes"),
                ),
                Some('\u{ff3b}' | '\u{3010}') => look_alike(notes, at, '\u{ff3b}', '['),
                Some('\u{ff5b}') => look_alike(notes, at, '\u{ff5b}', '{'),
                Some(quote @ ('\u{201c}' | '\u{2018}')) => {
                    // A whole value in curly quotes was meant to be quoted; a sentence may well begin with a quotation.
                    let quote = *quote;
                    if line.trim_end().ends_with(['\u{201d}', '\u{2019}']) && line.matches(quote).count() == 1 {
                        look_alike(notes, at, quote, '\'');
                    }
                }
                Some('\u{3000}') => notes.push(
                    Diagnostic::error(
                        "odd-space",
                        mark(at, 1),
                        "冒号后面是全角空格",
                        "an ideographic space follows the colon",
                    )
                    .help("改用半角空格", "use a plain space"),
                ),
                Some('[') => {
                    // Inside a plain list a full-width comma silently joins two items into one.
                    let rest: Vec<char> = chars.collect();
                    if rest.iter().any(|c| matches!(c, '\'' | '"' | '#')) {
                        return;
                    }
                    let inside: Vec<char> = rest.iter().take_while(|c| **c != ']').copied().collect();
                    let has_plain_comma = inside.contains(&',');
                    for (offset, c) in inside.iter().enumerate() {
                        let neighbour =
                            |i: Option<usize>| i.and_then(|i| inside.get(i)).is_some_and(char::is_ascii_alphanumeric);
                        let between_words = neighbour(offset.checked_sub(1)) && neighbour(Some(offset + 1));
                        if matches!(c, '\u{ff0c}' | '\u{3001}') && (between_words || !has_plain_comma) {
                            look_alike(notes, at + offset, *c, ',');
                        }
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
}
