//! Which row holds the headers, by which separator, and which column means what.

use super::rows::{Row, rows};
use super::{Column, ImportError, cell};
use crate::diagnostic::Text;
use crate::rule::Import;
use crate::source::Placed;

/// The separators that lists are written with.
const SEPARATORS: [(u8, &str); 3] = [(b',', ","), (b'\t', "tab"), (b';', ";")];

/// The header stands within so many lines; carriers print a title and the owner of the number above it.
const HEADER_WITHIN_LINES: usize = 60;

/// The headers of a list.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// The separator as a byte, and as it is shown.
    pub(super) separator: (u8, &'static str),
    /// The line it stands on.
    pub(super) line: usize,
    /// Its cells, made comparable.
    pub(super) cells: Vec<String>,
    pub(super) at: Option<usize>,
    pub(super) date: Option<usize>,
    pub(super) number: Option<usize>,
    pub(super) own: Option<usize>,
    pub(super) duration: Option<usize>,
    /// For each fact of the definition, in its order.
    pub(super) facts: Vec<Option<usize>>,
    /// Columns that were looked for and not found, and columns that fit beside the one that is read.
    pub(super) remarks: Vec<Text>,
    /// What is read, as written in the file.
    pub(super) columns: Vec<Column>,
    /// Headers that nothing is read from.
    pub(super) not_read: Vec<String>,
}

/// Finds the header of a list.
pub(super) fn find(lines: &[String], import: &Import) -> Result<Header, ImportError> {
    let head = lines.get(..HEADER_WITHIN_LINES.min(lines.len())).unwrap_or_default();
    let mut best: Option<(usize, Header)> = None;
    for separator in SEPARATORS {
        for row in rows(head, separator.0) {
            let header = Header::of(&row, separator, import);
            let found = header.columns.len();
            let good = (header.at.is_some() || header.date.is_some()) && found >= 2;
            if good && best.as_ref().is_none_or(|(most, _)| found > *most) {
                best = Some((found, header));
            }
        }
    }
    best.map(|(_, header)| header).ok_or_else(|| not_found(head, import))
}

/// What was looked for, and what the widest row holds instead.
fn not_found(head: &[String], import: &Import) -> ImportError {
    const SHOWN: usize = 12;
    let mut widest: Vec<String> = Vec::new();
    for (separator, _) in SEPARATORS {
        for row in rows(head, separator) {
            if row.cells.len() > widest.len() {
                widest = row.cells;
            }
        }
    }
    let looked_for = import.at.columns.iter().chain(&import.at.date_columns);
    ImportError::NoHeader {
        looked_for: looked_for.map(|c| c.it.clone()).take(SHOWN).collect(),
        found: widest.iter().take(SHOWN).map(|c| super::shown(&cell::plain(c).0)).collect(),
        within: HEADER_WITHIN_LINES,
    }
}

impl Header {
    fn of(row: &Row, separator: (u8, &'static str), import: &Import) -> Self {
        let mut header = Self {
            separator,
            line: row.line,
            cells: row.cells.iter().map(|c| cell::header(c)).collect(),
            at: None,
            date: None,
            number: None,
            own: None,
            duration: None,
            facts: Vec::new(),
            remarks: Vec::new(),
            columns: Vec::new(),
            not_read: Vec::new(),
        };
        let (has_dates, none) = (!import.at.date_columns.is_empty(), Vec::new());
        header.at = header.column(&row.cells, &import.at.columns, "at");
        header.date = header.column(&row.cells, &import.at.date_columns, "date");
        let number = import.number.as_ref();
        header.number = header.column(&row.cells, number.map_or(&none, |n| &n.columns), "number");
        header.own = header.column(&row.cells, number.map_or(&none, |n| &n.own_columns), "own_number");
        let duration = import.duration.as_ref();
        header.duration = header.column(&row.cells, duration.map_or(&none, |d| &d.columns), "duration");
        for fact in &import.facts {
            let at = header.column(&row.cells, &fact.columns, &fact.fact.it);
            header.facts.push(at);
        }
        if header.at.is_none() && has_dates && header.date.is_some() {
            header.lacks(&import.at.columns);
        }
        if let (None, Some(number)) = (header.number, number) {
            header.lacks(&number.columns);
        }
        if let (None, Some(duration)) = (header.duration, duration) {
            header.lacks(&duration.columns);
        }
        for (fact, _) in import.facts.iter().zip(header.facts.clone()).filter(|(_, at)| at.is_none()) {
            // What is true of every contact of the list is known without its column.
            if !import.always.iter().any(|(known, _)| known.it == fact.fact.it) && header.names(&fact.fact.it, import) {
                header.lacks(&fact.columns);
            }
        }
        header.not_read = row
            .cells
            .iter()
            .enumerate()
            .filter(|(i, c)| !header.reads(*i) && !c.trim().is_empty())
            .map(|(_, c)| super::shown(&cell::plain(c).0))
            .collect();
        header
    }

    /// Whether nothing else of the list gives the fact.
    fn names(&self, fact: &str, import: &Import) -> bool {
        let given = |i: usize| self.facts.get(i).is_some_and(Option::is_some);
        !import.facts.iter().enumerate().any(|(i, f)| f.fact.it == fact && given(i))
    }

    pub(super) fn reads(&self, column: usize) -> bool {
        let fixed = [self.at, self.date, self.number, self.own, self.duration];
        fixed.into_iter().chain(self.facts.iter().copied()).flatten().any(|read| read == column)
    }

    /// The column with the first of these headers that the row has.
    fn column(&mut self, written: &[String], headers: &[Placed<String>], read_as: &str) -> Option<usize> {
        let mut found: Vec<usize> = Vec::new();
        for name in headers {
            let name = cell::header(&name.it);
            found.extend(self.cells.iter().enumerate().filter(|(_, c)| **c == name).map(|(i, _)| i));
        }
        let shown = |i: &usize| written.get(*i).map(|c| cell::plain(c).0).unwrap_or_default();
        let first = found.first()?;
        let names: Vec<String> = found.iter().map(|i| format!("`{}`", shown(i))).collect();
        if found.len() > 1 {
            self.remarks.push(Text::new(
                format!("{} 列都对得上，只读了 {}；不对就改表头", names.join("、"), shown(first)),
                format!(
                    "the columns {} all fit, {} is read; rename it if that is wrong",
                    names.join(", "),
                    shown(first)
                ),
            ));
        }
        self.columns.push(Column { header: shown(first), read_as: read_as.to_owned() });
        Some(*first)
    }

    /// A column that was looked for and is not there.
    fn lacks(&mut self, headers: &[Placed<String>]) {
        const SHOWN: usize = 6;
        let names: Vec<String> = headers.iter().take(SHOWN).map(|h| format!("`{}`", h.it)).collect();
        self.remarks.push(Text::new(
            format!("没有找到这一列，这项内容都按不知道处理；找过的表头：{}；表头写法不同，加到导入格式里", names.join("、")),
            format!("this column is not there, and what it says is not known; looked for {}; add another header to the import", names.join(", ")),
        ));
    }
}
