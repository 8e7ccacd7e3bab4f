//! Text to rows of cells, each with the line it begins on. The `csv` crate reads a row; where a row ends is found here,
//! so that line numbers are exact and a quote that is never closed spoils its own line and no other.

use csv::ReaderBuilder;

/// A row of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The line it begins on, from 1.
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
    /// Whether a quote was opened in it and never closed.
    pub(super) unclosed: bool,
}

/// A quoted text runs over at most so many lines; a longer one is a quote that was never closed.
const MAX_QUOTED_LINES: usize = 200;

/// The lines of a text, however they end.
pub(super) fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.strip_suffix('\n').unwrap_or(&text);
    if text.is_empty() { Vec::new() } else { text.split('\n').map(str::to_owned).collect() }
}

/// The rows of these lines; an empty line is a row without cells.
pub(super) fn rows(lines: &[String], separator: u8) -> Vec<Row> {
    let mut rows = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(first) = lines.get(at) {
        let line = at + 1;
        at += 1;
        if first.trim().is_empty() {
            rows.push(Row { line, cells: Vec::new(), unclosed: false });
            continue;
        }
        let mut state = State::Start;
        state.read(first, separator);
        if state != State::Quoted {
            rows.push(Row { line, cells: cells(first, separator, true), unclosed: false });
            continue;
        }
        let more = lines.get(at..).unwrap_or_default().iter().take(MAX_QUOTED_LINES);
        let end = more.enumerate().find_map(|(i, next)| {
            state.read(next, separator);
            (state != State::Quoted).then_some((i + 1, state))
        });
        match end {
            // Behind a quote that closes stands a separator or nothing; anything else is the next quote being opened.
            Some((count, ended)) if ended != State::Odd => {
                let whole = lines.get(at - 1..at + count).unwrap_or_default().join("\n");
                rows.push(Row { line, cells: cells(&whole, separator, true), unclosed: false });
                at += count;
            }
            Some(_) | None => rows.push(Row { line, cells: cells(first, separator, false), unclosed: true }),
        }
    }
    rows
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a cell.
    Start,
    Plain,
    Quoted,
    /// Behind a quote that may close the cell, or be the first half of a doubled one.
    Closing,
    /// A quoted cell went on behind its closing quote.
    Odd,
}

impl State {
    fn read(&mut self, line: &str, separator: u8) {
        // A quoted text goes on behind the end of the line.
        for c in line.chars() {
            let ends = c == char::from(separator);
            *self = match (*self, c) {
                (Self::Odd, _) => return,
                (Self::Quoted, '"') => Self::Closing,
                (Self::Start | Self::Closing, '"') | (Self::Quoted, _) => Self::Quoted,
                (Self::Start | Self::Plain | Self::Closing, _) if ends => Self::Start,
                (Self::Closing, c) if !c.is_whitespace() => Self::Odd,
                (Self::Closing, _) => Self::Closing,
                (Self::Start | Self::Plain, _) => Self::Plain,
            };
        }
    }
}

fn cells(text: &str, separator: u8, quoting: bool) -> Vec<String> {
    const BUFFER_BYTES: usize = 512;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .quoting(quoting)
        .buffer_capacity(BUFFER_BYTES)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    // What is read is text and rows may have any number of cells: there is nothing that can fail.
    match reader.read_record(&mut record) {
        Ok(_) => record.iter().map(str::to_owned).collect(),
        Err(_) => vec![text.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, Vec<String>, bool)> {
        rows(&lines(text), b',').into_iter().map(|r| (r.line, r.cells, r.unclosed)).collect()
    }

    fn row(line: usize, cells: &[&str], unclosed: bool) -> (usize, Vec<String>, bool) {
        (line, cells.iter().map(|c| (*c).to_owned()).collect(), unclosed)
    }

    #[test]
    fn a_quoted_text_runs_over_lines_and_an_unclosed_one_spoils_its_own_line_alone() {
        assert_eq!(
            read("a,b\r\n\r\n1,\"x\ny\",2\n3,4\n"),
            [
                row(1, &["a", "b"], false),
                row(2, &[], false),
                row(3, &["1", "x\ny", "2"], false),
                row(5, &["3", "4"], false)
            ]
        );
        assert_eq!(
            read("1,\"x\n2,y\n3,\"z\",5"),
            [row(1, &["1", "\"x"], true), row(2, &["2", "y"], false), row(3, &["3", "z", "5"], false)]
        );
        assert_eq!(read("1,\"x"), [row(1, &["1", "\"x"], true)]);
        assert_eq!(read("1,\"a \"\"b\"\" c\",2"), [row(1, &["1", "a \"b\" c", "2"], false)]);
        assert_eq!(read("=\"138\",2"), [row(1, &["=\"138\"", "2"], false)]);
        assert_eq!(read(""), []);
    }
}
