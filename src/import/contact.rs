//! A row as a contact: each cell read by what its column means. What cannot be read stays not known, with a remark.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::encoding::UNREADABLE;
use super::format::{Format, Misfit, Stamp};
use super::header::Header;
use super::number::{self, Read, Selected};
use super::rows::Row;
use super::{Contact, Lines, Options, Remark, RemarkKind, cell, shown};
use crate::diagnostic::Text;
use crate::fact::{FactKind, FactScope, MAX_TEXT_CHARS, Vocabulary, literal};
use crate::rule::{FactColumn, GivenFact, Import};

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

    fn plain(&self, row: &Row, column: Option<usize>, draft: &mut Draft) -> Option<String> {
        let (text, spoilt) = cell::plain(row.cells.get(column?)?);
        if spoilt {
            let name = self.name(column);
            draft.doubt(name.as_deref(), "单元格里有控制字符，已经去掉", "control characters in the cell were removed");
        }
        (!text.is_empty()).then_some(text)
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

    /// Whether the row is as wide as the header, closed its quotes and could be read.
    fn whole(&self, row: &Row, draft: &mut Draft) {
        let wanted = self.header.cells.len();
        // Lists end their lines with separators; what is empty is missing to nobody.
        let width = row.cells.iter().rposition(|c| !c.trim().is_empty()).map_or(0, |i| i + 1);
        let width = if row.cells.len() < wanted { row.cells.len() } else { width.max(wanted) };
        if width != wanted {
            draft.doubt(
                None,
                format!("这一行有 {width} 格，表头有 {wanted} 格；请核对，内容里的逗号要加引号"),
                format!(
                    "the line has {width} cells, the header {wanted}: check it; a text with a separator wants quotes"
                ),
            );
        }
        if row.unclosed {
            draft.doubt(
                None,
                "引号没有成对，这一行按没有引号读",
                "a quote is not closed; the line was read without quotes",
            );
        }
        if row.cells.iter().any(|c| c.contains(UNREADABLE)) {
            let sign = UNREADABLE;
            draft.doubt(
                None,
                format!("有读不出的字符，显示为 `{sign}`"),
                format!("characters that cannot be read are shown as `{sign}`"),
            );
        }
    }

    fn stamp(&self, row: &Row, draft: &mut Draft) {
        let (at, date) = (self.header.at, self.header.date);
        let main = self.one_stamp(row, at, draft);
        let beside = self.one_stamp(row, date, draft);
        let stamp =
            Stamp { date: main.date.or(beside.date), time: main.time.or(beside.time), zone: main.zone.or(beside.zone) };
        let written =
            |column: Option<usize>| column.and_then(|c| row.cells.get(c)).is_some_and(|c| !c.trim().is_empty());
        if stamp.date.is_none() && !(written(at) || written(date)) {
            draft.doubt(None, "没有写时间，按不知道处理", "no time is given; it is not known");
        } else if stamp.date.is_none() && stamp.time.is_some() {
            draft.doubt(
                None,
                "有钟点，没有日期，时间按不知道处理",
                "a time of day without a date; the time is not known",
            );
        }
        let Some(text) = stamp.shown() else { return };
        match literal(&FactKind::Instant, &text) {
            Ok(_) => {
                draft.stamp = stamp;
                draft.facts.insert(AT.to_owned(), Value::String(text));
            }
            Err(_) => draft.doubt(
                self.name(at.or(date)).as_deref(),
                format!("`{text}` 不是合理的时间，按不知道处理"),
                format!("`{text}` is no sensible time; it is not known"),
            ),
        }
    }

    fn one_stamp(&self, row: &Row, column: Option<usize>, draft: &mut Draft) -> Stamp {
        let Some(text) = self.plain(row, column, draft) else { return Stamp::default() };
        let read: Vec<Result<Stamp, Misfit>> = self.stamps.iter().map(|f| f.read_stamp(&text)).collect();
        if let Some(Ok(stamp)) = read.iter().find(|r| r.is_ok()) {
            return *stamp;
        }
        let name = self.name(column);
        if !self.is_total(row) {
            let shown = shown(&text);
            if read.contains(&Err(Misfit::Calendar)) {
                draft.doubt(
                    name.as_deref(),
                    format!("`{shown}` 在日历和钟表上没有，按不知道处理"),
                    format!("there is no such day or time as `{shown}`; it is not known"),
                );
            } else {
                draft.doubt(
                    name.as_deref(),
                    format!("`{shown}` 不合任何时间格式，按不知道处理；格式写在导入格式的 `formats` 里"),
                    format!("`{shown}` fits no format of the import; it is not known"),
                );
            }
        }
        Stamp::default()
    }

    fn number(&mut self, row: &Row, draft: &mut Draft) {
        draft.number = self.one_number(row, self.header.number, draft);
        if draft.number.as_ref().is_some_and(|n| n.contains('*')) && !self.masked_in_file {
            self.masked_in_file = true;
            let name = self.name(self.header.number);
            draft.doubt(
                name.as_deref(),
                "文件里的号码已经打码，不同的号码可能看起来一样；按号码计数前请核对",
                "numbers are masked in the file, and two may look the same: check before counting by number",
            );
        }
    }

    fn one_number(&self, row: &Row, column: Option<usize>, draft: &mut Draft) -> Option<String> {
        let text = self.plain(row, column, draft)?;
        let prefixes = self.import.number.as_ref().map(|n| n.drop_prefixes.as_slice()).unwrap_or_default();
        let name = self.name(column);
        match number::read(&text, prefixes) {
            Read::Number(number, beside) => {
                if beside {
                    draft.doubt(
                        name.as_deref(),
                        "号码旁边还有别的字，只取了号码",
                        "only the number was taken of what is written",
                    );
                }
                Some(number)
            }
            Read::Figure => {
                draft.doubt(
                    name.as_deref(),
                    "号码被表格软件改成了科学计数，后几位已经丢失，按不知道处理；请从原文件导入",
                    "a spreadsheet turned the number into a figure and its digits are lost; import the original file",
                );
                None
            }
            Read::NoNumber => {
                draft.doubt(name.as_deref(), "这里不是号码，按不知道处理", "this is no number; it is not known");
                None
            }
            Read::Empty => None,
        }
    }

    fn is_selected(&self, number: Option<&str>) -> Selected {
        match number {
            _ if self.options.only.is_empty() => Selected::Yes,
            Some(number) => number::selected(number, &self.options.only),
            None => Selected::No,
        }
    }

    fn duration(&self, row: &Row, draft: &mut Draft) {
        let (Some(definition), column) = (&self.import.duration, self.header.duration) else { return };
        let Some(text) = self.plain(row, column, draft) else { return };
        let limit = definition.at_most_seconds;
        let name = self.name(column);
        match self.durations.iter().find_map(|f| f.read_duration(&text)) {
            Some(seconds) if seconds <= limit => {
                draft.seconds = Some(seconds);
                draft.facts.insert(DURATION.to_owned(), json!(seconds));
            }
            Some(seconds) => draft.doubt(
                name.as_deref(),
                format!("时长 {seconds} 秒，超过上限 {limit} 秒，按不知道处理"),
                format!("{seconds} seconds are more than the limit of {limit}; the duration is not known"),
            ),
            None => {
                let shown = shown(&text);
                draft.doubt(
                    name.as_deref(),
                    format!("`{shown}` 不是时长，按不知道处理"),
                    format!("`{shown}` is no duration; it is not known"),
                );
            }
        }
    }

    fn facts(&self, row: &Row, draft: &mut Draft) {
        for (definition, column) in self.import.facts.iter().zip(&self.header.facts) {
            let Some(raw) = column.and_then(|c| row.cells.get(c)).filter(|c| !c.trim().is_empty()) else { continue };
            let taken = if definition.words.is_empty() {
                self.text(raw, definition, *column, draft)
            } else {
                self.word(row, definition, *column, draft)
            };
            if let Some(value) = taken {
                draft.facts.insert(definition.fact.it.clone(), value);
                self.give(&definition.with, draft);
            }
        }
        for (fact, value) in &self.import.always {
            if !draft.facts.contains_key(&fact.it) {
                self.give(&[(fact.clone(), value.clone())], draft);
            }
        }
        self.connected(draft);
        if self.header.facts.iter().zip(&self.import.facts).any(|(c, f)| c.is_some() && f.fact.it == DIRECTION)
            && !draft.facts.contains_key(DIRECTION)
            && draft.doubts.iter().all(|(c, _)| c.is_none() || *c != self.direction_column())
        {
            draft.doubt(
                self.direction_column().as_deref(),
                "没有写方向，按不知道处理",
                "no direction is given; it is not known",
            );
        }
    }

    fn direction_column(&self) -> Option<String> {
        let mut columns = self.header.facts.iter().zip(&self.import.facts).filter(|(_, f)| f.fact.it == DIRECTION);
        columns.find_map(|(column, _)| self.name(*column))
    }

    /// A text as it stands, cut at the length that requests may have.
    fn text(&self, raw: &str, definition: &FactColumn, column: Option<usize>, draft: &mut Draft) -> Option<Value> {
        let name = self.name(column);
        let (text, spoilt) = cell::text(raw);
        if spoilt {
            let sign = UNREADABLE;
            draft.doubt(
                name.as_deref(),
                format!("内容里有控制字符，显示为 `{sign}`"),
                format!("control characters in the text are shown as `{sign}`"),
            );
        }
        let (length, limit) = (text.chars().count(), MAX_TEXT_CHARS);
        let text = if length > limit {
            draft.doubt(
                name.as_deref(),
                format!("内容有 {length} 个字，上限 {limit}，后面的没有导入；请另行粘贴"),
                format!(
                    "the text has {length} characters, the limit is {limit}; the rest was left out: add it by hand"
                ),
            );
            text.chars().take(limit).collect()
        } else {
            text
        };
        let (_, fact) = self.vocabulary.find(&definition.fact.it)?;
        literal(&fact.kind, &text).ok().map(|_| Value::String(text))
    }

    /// What a word of the column means. Several facts may be read from one column, each by its own words.
    fn word(&self, row: &Row, definition: &FactColumn, column: Option<usize>, draft: &mut Draft) -> Option<Value> {
        let text = self.plain(row, column, draft)?;
        let written = cell::header(&text);
        let means = |d: &'i FactColumn| d.words.iter().find(|(word, _)| cell::header(&word.it) == written);
        let known = self.import.facts.iter().zip(&self.header.facts).filter(|(_, c)| **c == column);
        let known = known.filter(|(d, _)| means(d).is_some()).count() > 0;
        let found = definition.words.iter().find(|(word, _)| cell::header(&word.it) == written);
        let Some((_, value)) = found else {
            if !known {
                let shown = shown(&text);
                let doubt = Text::new(
                    format!("不认识 `{shown}` 这个词，按不知道处理；常见的词加到导入格式的 `words` 里"),
                    format!("`{shown}` is no word of the import; what it says is not known"),
                );
                let doubt = (self.name(column), doubt);
                if !draft.doubts.contains(&doubt) {
                    draft.doubts.push(doubt);
                }
            }
            return None;
        };
        self.value(&definition.fact.it, &value.it)
    }

    fn value(&self, fact: &str, value: &str) -> Option<Value> {
        let (_, fact) = self.vocabulary.find(fact)?;
        Some(match &fact.kind {
            FactKind::YesNo => json!(value == "true"),
            FactKind::Count => json!(value.replace('_', "").parse::<u32>().ok()?),
            FactKind::Choice(_)
            | FactKind::Choices(_)
            | FactKind::Amount
            | FactKind::Rate
            | FactKind::Date
            | FactKind::Instant
            | FactKind::Time
            | FactKind::Text
            | FactKind::Records(_) => json!(value),
        })
    }

    fn give(&self, given: &[GivenFact], draft: &mut Draft) {
        for (fact, value) in given {
            if let Some(value) = self.value(&fact.it, &value.it) {
                draft.facts.insert(fact.it.clone(), value);
            }
        }
    }

    /// Whether the call was answered, by its length; a word of the list that says otherwise leaves it open.
    fn connected(&self, draft: &mut Draft) {
        let from = self.import.duration.as_ref().and_then(|d| d.connected_from_seconds);
        let (Some(from), Some(seconds)) = (from, draft.seconds) else { return };
        let by_length = json!(seconds >= from);
        match draft.facts.get(CONNECTED) {
            Some(said) if *said != by_length => {
                draft.facts.shift_remove(CONNECTED);
                let column = self.name(self.header.duration);
                draft.doubt(
                    column.as_deref(),
                    format!("表里说的接没接通，和时长 {seconds} 秒对不上，是否接通按不知道处理"),
                    format!("the list and a duration of {seconds} seconds disagree on whether the call was answered; that is not known"),
                );
            }
            Some(_) => {}
            None => {
                draft.facts.insert(CONNECTED.to_owned(), by_length);
            }
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
