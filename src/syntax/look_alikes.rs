//! Signs that look like YAML's and are not: full-width punctuation, a missing space, a comparison written as in a
//! spreadsheet. Each is marked in its place; what the parser would say of them blames another.

use std::iter::Peekable;

use crate::diagnostic::Diagnostic;
use crate::source::Place;

type Mark<'m> = &'m dyn Fn(usize, usize) -> Place;

/// Notes every look-alike in the structure of one line. Text in quotes and comments is the author's own.
pub(super) fn look_alikes(line: &str, indent: usize, mark: Mark<'_>, notes: &mut Vec<Diagnostic>) {
    let chars: Vec<char> = line.chars().collect();
    let mut rest = chars.iter().copied().enumerate().skip(indent).peekable();
    match rest.peek() {
        Some((column, '\u{ff03}')) => return notes.push(look_alike(mark(*column, 1), '\u{ff03}', '#')),
        Some((column, dash @ ('\u{ff0d}' | '\u{2013}' | '\u{2014}' | '\u{2022}'))) => {
            return notes.push(look_alike(mark(*column, 1), *dash, '-'));
        }
        _ => {}
    }
    let mut dash = None;
    while let Some((column, c)) = rest.next_if(|(_, c)| *c == '-' || *c == ' ') {
        dash = (c == '-').then_some(column);
    }
    let name_start = rest.peek().map_or(chars.len(), |(column, _)| *column);
    while rest.next_if(|(_, c)| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')).is_some() {}
    let Some((column, sign)) = rest.next().filter(|(column, _)| *column > name_start) else { return };
    match sign {
        ':' | '\u{ff1a}' if dash.is_some() => notes.push(
            Diagnostic::error(
                "no-space-after-dash",
                mark(name_start - 1, 1),
                "`-` 后面缺少空格",
                "there is no space after the `-`",
            )
            .help("`-` 后面加一个半角空格", "put a space after the `-`"),
        ),
        '\u{ff1a}' => notes.push(look_alike(mark(column, 1), sign, ':')),
        ':' => value(&chars, column, &mut rest, mark, notes),
        _ => {}
    }
}

fn look_alike(place: Place, wrong: char, right: char) -> Diagnostic {
    Diagnostic::error(
        "full-width-punctuation",
        place,
        format!("这里是全角的 `{wrong}`"),
        format!("this is a full-width `{wrong}`"),
    )
    .help(format!("改成半角的 `{right}`"), format!("use the plain `{right}`"))
}

/// What stands after `name:`.
fn value(
    chars: &[char],
    colon: usize,
    rest: &mut Peekable<impl Iterator<Item = (usize, char)>>,
    mark: Mark<'_>,
    notes: &mut Vec<Diagnostic>,
) {
    while rest.next_if(|(_, c)| *c == ' ').is_some() {}
    let Some((at, first)) = rest.peek().copied() else { return };
    let text: &[char] = chars.get(at..).unwrap_or_default();
    let whole: String = text.iter().collect();
    match first {
        '\u{3000}' | '\u{a0}' => notes.push(
            Diagnostic::error(
                "odd-space",
                mark(at, 1),
                "冒号后面是全角空格或不换行空格",
                "an ideographic or no-break space follows the colon",
            )
            .help("改用半角空格", "use a plain space"),
        ),
        // `title:文字` is one word to YAML, and the line after it gets the blame.
        c if at == colon + 1 && !c.is_whitespace() => notes.push(
            Diagnostic::error(
                "no-space-after-colon",
                mark(colon, 1),
                "冒号后面缺少空格",
                "there is no space after the colon",
            )
            .help("冒号后面加一个半角空格", "put a space after the colon"),
        ),
        '{' if text.get(1) == Some(&'{') => notes.push(
            Diagnostic::error(
                "slot-unquoted",
                mark(at, 2),
                "以 `{{` 开头的文字没有加引号",
                "a text that starts with `{{` has no quotes",
            )
            .help("给整段文字加上单引号", "put the whole text in single quotes"),
        ),
        '\u{ff3b}' | '\u{3010}' => notes.push(look_alike(mark(at, 1), first, '[')),
        '\u{ff5b}' => notes.push(look_alike(mark(at, 1), first, '{')),
        '\u{201c}' | '\u{2018}' => {
            // A whole value in curly quotes was meant to be quoted; a sentence may well begin with a quotation.
            if whole.trim_end().ends_with(['\u{201d}', '\u{2019}']) && text.iter().filter(|c| **c == first).count() == 1
            {
                notes.push(look_alike(mark(at, 1), first, '\''));
            }
        }
        '[' | '{' => flow(text, at, mark, notes),
        '>' | '<' | '=' | '\u{2265}' | '\u{2264}' | '\u{ff1e}' | '\u{ff1c}' => comparison(&whole, at, mark, notes),
        '\'' | '"' | '|' => {}
        _ => cut_by_hash(text, at, mark, notes),
    }
}

/// A list or mapping on one line. A full-width comma silently joins two items into one; any other full-width sign
/// ends up inside a name.
fn flow(text: &[char], at: usize, mark: Mark<'_>, notes: &mut Vec<Diagnostic>) {
    if text.iter().any(|c| matches!(c, '\'' | '"' | '#')) {
        return;
    }
    let has_plain_comma = text.contains(&',');
    for (offset, c) in text.iter().enumerate() {
        let is_word = |i: Option<usize>| i.and_then(|i| text.get(i)).is_some_and(char::is_ascii_alphanumeric);
        let (after_word, before_word) = (is_word(offset.checked_sub(1)), is_word(Some(offset + 1)));
        let right = match c {
            '\u{ff0c}' | '\u{3001}' if after_word && before_word || text.first() == Some(&'[') && !has_plain_comma => {
                ','
            }
            '\u{ff1a}' if after_word => ':',
            '\u{ff5d}' if offset + 1 == text.len() => '}',
            '\u{ff3d}' | '\u{3011}' if offset + 1 == text.len() => ']',
            _ => continue,
        };
        notes.push(look_alike(mark(at + offset, 1), *c, right));
    }
}

/// `>= 90`, as in a spreadsheet.
fn comparison(whole: &str, at: usize, mark: Mark<'_>, notes: &mut Vec<Diagnostic>) {
    let whole = whole.trim_end();
    let limit = whole.trim_start_matches(['>', '<', '=', '\u{2265}', '\u{2264}', '\u{ff1e}', '\u{ff1c}', '\u{ff1d}']);
    let sign = whole.strip_suffix(limit).unwrap_or_default();
    // A lone `>` opens a folded text, and a word is a text that happens to begin with a sign.
    if !limit.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    let word = match sign {
        ">" | "\u{ff1e}" => "more_than",
        ">=" | "\u{2265}" | "\u{ff1e}=" | "\u{ff1e}\u{ff1d}" => "at_least",
        "<" | "\u{ff1c}" => "less_than",
        "<=" | "\u{2264}" | "\u{ff1c}=" | "\u{ff1c}\u{ff1d}" => "at_most",
        _ => return,
    };
    let limit = limit.trim();
    notes.push(
        Diagnostic::error(
            "comparison-sign",
            mark(at, sign.chars().count()),
            format!("比较不写符号 `{sign}`"),
            format!("a comparison is not written with the sign `{sign}`"),
        )
        .help(format!("写成 `{{ {word}: {limit} }}`"), format!("write `{{ {word}: {limit} }}`")),
    );
}

/// `见附件 #3`: to YAML the rest of the line is a comment. Comments of authors have a space behind the sign.
fn cut_by_hash(text: &[char], at: usize, mark: Mark<'_>, notes: &mut Vec<Diagnostic>) {
    let cut = text.windows(3).position(|w| matches!(w, [' ', '#', next] if !next.is_whitespace() && *next != '#'));
    if let Some(offset) = cut.filter(|_| text.first() != Some(&'#')) {
        notes.push(
            Diagnostic::error(
                "text-cut-by-hash",
                mark(at + offset + 1, 1),
                "`#` 把后面的文字变成了注释",
                "the `#` turns the rest of this text into a comment",
            )
            .help(
                "给整段文字加上单引号；若真是注释，`#` 后面加一个空格",
                "put the whole text in single quotes; if it is a comment, put a space after the `#`",
            ),
        );
    }
}
