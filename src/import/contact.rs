//! A row as a contact: each cell read by what its column means. What cannot be read stays not known, with a remark.

mod cells;
mod facts;

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::format::{Format, Stamp};
use super::header::Header;
use super::number::{self, Selected};
use super::rows::Row;
use super::{Contact, Lines, Options, Remark, RemarkKind, cell};
use crate::diagnostic::Text;
use crate::fact::{FactScope, Vocabulary};
use crate::rule::Import;

const AT: &str = "contact.at";
const DIRECTION: &str = "contact.direction";
const CONNECTED: &str = "contact.connected";
const DURATION: &str = "contact.duration_seconds";
const FROM_NUMBER: &str = "contact.from_number";
const TO_NUMBER: &str = "contact.to_number";
/// The direction in which the person calls the collector.
const BY_THE_PERSON: &str = "inbound";

/// Reads rows one after the other.
pub(super) struct Reader<'i> {
    import: &'i Import,
    vocabulary: &'i Vocabulary,
    options: &'i Options,
    header: &'i Header,
    stamps: Vec<Format>,
    durations: Vec<Format>,
    contacts: Vec<Contact>,
    lines: Lines,
    remarks: Vec<Remark>,
    empty: usize,
    others: usize,
    /// Where a contact was first seen, and how long it took.
    seen: HashMap<Key, (usize, Option<u32>)>,
    seen_cells: HashMap<Vec<String>, usize>,
    /// The first number behind each masked one with its line, and the others that were named.
    behind: HashMap<String, (usize, Vec<String>)>,
    masked_in_file: bool,
}

/// What two rows about the same contact have in common: time, number, direction, text.
type Key = (String, String, Option<Value>, Vec<Value>);

/// A row while it is read.
#[derive(Default)]
struct Draft {
    facts: IndexMap<String, Value>,
    doubts: Vec<(Option<String>, Text)>,
    stamp: Stamp,
    number: Option<String>,
    seconds: Option<u32>,
}

impl Draft {
    fn doubt(&mut self, column: Option<&str>, zh: impl Into<String>, en: impl Into<String>) {
        self.doubts.push((column.map(str::to_owned), Text::new(zh, en)));
    }
}

impl<'i> Reader<'i> {
    pub(super) fn new(
        import: &'i Import,
        vocabulary: &'i Vocabulary,
        options: &'i Options,
        header: &'i Header,
    ) -> Self {
        let doubtful = |text: &Text| Remark::new(header.line, None, RemarkKind::Doubtful, text.clone());
        // Checked definitions have good formats only.
        let durations = import.duration.iter().flat_map(|d| &d.formats);
        Self {
            import,
            vocabulary,
            options,
            header,
            stamps: import.at.formats.iter().filter_map(|f| Format::stamp(&f.it).ok()).collect(),
            durations: durations.filter_map(|f| Format::duration(&f.it).ok()).collect(),
            contacts: Vec::new(),
            lines: Lines::default(),
            remarks: header.remarks.iter().map(doubtful).collect(),
            empty: 0,
            others: 0,
            seen: HashMap::new(),
            seen_cells: HashMap::new(),
            behind: HashMap::new(),
            masked_in_file: false,
        }
    }

    pub(super) fn finish(mut self) -> (Vec<Contact>, Lines, Vec<Remark>) {
        self.remarks.sort_by_key(|r| r.line);
        let mut summary = |lines: usize, zh: &str, en: &str| {
            if lines > 0 {
                self.remarks.push(Remark::summary(lines, RemarkKind::Dropped, Text::new(zh, en)));
            }
        };
        summary(self.empty, "空行", "empty lines");
        summary(self.others, "不是所选号码的通话或短信，没有导入", "lines from numbers that were not selected");
        (self.contacts, self.lines, self.remarks)
    }

    pub(super) fn row(&mut self, row: &Row) {
        if row.line == self.header.line {
            return;
        }
        self.lines.read += 1;
        if row.cells.iter().all(|c| c.trim().is_empty()) {
            self.empty += 1;
            self.lines.dropped += 1;
            return;
        }
        if row.line < self.header.line {
            return self.drop(row, "表头上面的标题行，不是联系", "a title above the header, no contact");
        }
        if row.cells.iter().map(|c| cell::header(c)).eq(self.header.cells.iter().cloned()) {
            return self.drop(row, "重复的表头", "the header again");
        }
        let mut draft = Draft::default();
        self.whole(row, &mut draft);
        self.stamp(row, &mut draft);
        if draft.stamp.date.is_none() && self.is_total(row) {
            return self.drop(row, "合计行，不是联系", "a line that adds up, no contact");
        }
        self.number(row, &mut draft);
        match self.is_selected(draft.number.as_deref()) {
            Selected::Yes => {}
            Selected::Perhaps => draft.doubt(
                self.name(self.header.number).as_deref(),
                "号码在文件里已经打码，看得见的几位与所选号码相符，按是所选号码导入；请核对",
                "the number is masked in the file; what can be seen fits a selected number: check it",
            ),
            Selected::No if draft.number.is_none() => {
                return self.drop(
                    row,
                    "没有读出号码，看不出是不是所选号码",
                    "no number to tell whether it was selected",
                );
            }
            Selected::No => {
                self.others += 1;
                self.lines.dropped += 1;
                return;
            }
        }
        self.duration(row, &mut draft);
        self.facts(row, &mut draft);
        if draft.stamp.date.is_none() && draft.number.is_none() && !self.holds_a_fact(row) {
            return self.drop(row, "没有时间、号码和内容，不是联系", "no time, number or content: no contact");
        }
        self.keep(row, draft);
    }

    fn drop(&mut self, row: &Row, zh: &str, en: &str) {
        self.lines.dropped += 1;
        self.remarks.push(Remark::new(row.line, None, RemarkKind::Dropped, Text::new(zh, en)));
    }

    /// A column by its header in the file.
    fn name(&self, column: Option<usize>) -> Option<String> {
        let cell = self.header.cells.get(column?)?;
        self.header.columns.iter().map(|c| &c.header).find(|h| cell::header(h) == *cell).cloned()
    }

    fn is_total(&self, row: &Row) -> bool {
        let first = row.cells.iter().map(|c| cell::plain(c).0).find(|c| !c.is_empty()).unwrap_or_default();
        self.import.totals.iter().any(|t| first.starts_with(t.as_str()))
    }

    /// Whether a column of a fact, other than those that every line has, holds something.
    fn holds_a_fact(&self, row: &Row) -> bool {
        let columns = self.header.facts.iter().flatten().chain(self.header.duration.iter());
        columns.filter_map(|i| row.cells.get(*i)).any(|c| !c.trim().is_empty())
    }

    fn is_selected(&self, number: Option<&str>) -> Selected {
        match number {
            _ if self.options.only.is_empty() => Selected::Yes,
            Some(number) => number::selected(number, &self.options.only),
            None => Selected::No,
        }
    }

    /// Puts the numbers where they belong: the caller's is the one that calls. Where the direction is not known the other
    /// side counts as the caller, because only its calls are counted.
    fn place_numbers(&mut self, row: &Row, draft: &mut Draft) {
        let own = self.one_number(row, self.header.own, draft);
        let by_person = draft.facts.get(DIRECTION).and_then(Value::as_str) == Some(BY_THE_PERSON);
        let other = draft.number.clone().map(|n| self.masked(row, &n, draft));
        let own = own.map(|n| self.hidden(&n));
        let (from, to) = if by_person { (own, other) } else { (other, own) };
        for (fact, number) in [(FROM_NUMBER, from), (TO_NUMBER, to)] {
            if let (Some(number), Some(_)) = (number, self.vocabulary.find(fact)) {
                draft.facts.insert(fact.to_owned(), Value::String(number));
            }
        }
    }

    fn hidden(&self, number: &str) -> String {
        match &self.import.number {
            Some(definition) if self.options.mask => number::masked(number, definition.mask),
            _ => number.to_owned(),
        }
    }

    /// The number as it is shown; another number that looks the same is said once.
    fn masked(&mut self, row: &Row, number: &str, draft: &mut Draft) -> String {
        let hidden = self.hidden(number);
        if hidden == number {
            return hidden;
        }
        let (first, known) = self.behind.entry(hidden.clone()).or_insert_with(|| (row.line, vec![number.to_owned()]));
        if !known.iter().any(|n| n == number) {
            known.push(number.to_owned());
            let first = *first;
            let name = self.name(self.header.number);
            draft.doubt(
                name.as_deref(),
                format!("打码后与第 {first} 行的另一个号码看起来一样，按号码计数会算在一起；不打码(`mask=false`)可以分开"),
                format!("masked, it looks the same as another number, that of line {first}; without masking (`mask=false`) they stay apart"),
            );
        }
        hidden
    }

    fn keep(&mut self, row: &Row, mut draft: Draft) {
        if !self.repeats(row, &mut draft) {
            self.place_numbers(row, &mut draft);
            let mut contact = IndexMap::new();
            contact.insert("id".to_owned(), json!(format!("{}-{}", self.options.prefix, row.line)));
            if let Some(debt) = &self.options.debt {
                contact.insert("debt".to_owned(), json!(debt));
            }
            for (_, fact) in self.vocabulary.iter().filter(|(_, f)| f.scope == FactScope::Contact) {
                if let (Some(value), Some((_, short))) =
                    (draft.facts.get(fact.name.as_str()), fact.name.as_str().split_once('.'))
                {
                    contact.insert(short.to_owned(), value.clone());
                }
            }
            self.contacts.push(Contact(contact));
            self.lines.kept += 1;
            self.lines.doubtful += usize::from(!draft.doubts.is_empty());
            for (column, because) in draft.doubts {
                self.remarks.push(Remark::new(row.line, column, RemarkKind::Doubtful, because));
            }
        }
    }

    /// Whether the row says again what another said: the same second, number, direction and text, and as long.
    fn repeats(&mut self, row: &Row, draft: &mut Draft) -> bool {
        let to_the_second = matches!(draft.stamp.time, Some((_, true)));
        let (at, number) = (draft.facts.get(AT).and_then(Value::as_str), draft.number.as_ref());
        if let (true, Some(at), Some(number)) = (to_the_second, at, number) {
            let as_they_stand = self.import.facts.iter().filter(|f| f.words.is_empty());
            let texts = as_they_stand.filter_map(|f| draft.facts.get(&f.fact.it)).cloned().collect();
            let key = (at.to_owned(), number.clone(), draft.facts.get(DIRECTION).cloned(), texts);
            match self.seen.get(&key) {
                Some((first, seconds)) if *seconds == draft.seconds => {
                    let first = *first;
                    self.drop(
                        row,
                        &format!("与第 {first} 行是同一秒、同一号码、同一方向，只留一条"),
                        &format!("the same second, number and direction as line {first}; kept once"),
                    );
                    return true;
                }
                Some((first, _)) => draft.doubt(
                    None,
                    format!("与第 {first} 行是同一秒、同一号码、同一方向，时长不同；两条都留下，请核对"),
                    format!("the same second, number and direction as line {first}, of another length; both are kept: check them"),
                ),
                None => {
                    self.seen.insert(key, (row.line, draft.seconds));
                }
            }
            return false;
        }
        if let Some(first) = self.seen_cells.get(&row.cells) {
            draft.doubt(
                None,
                format!("与第 {first} 行完全一样，但时间没有到秒或者没有号码，看不出是不是重复；两条都留下"),
                format!(
                    "the same as line {first}, without seconds or a number to tell whether it repeats it; both are kept"
                ),
            );
        } else {
            self.seen_cells.insert(row.cells.clone(), row.line);
        }
        false
    }
}
