//! When a contact was, between which numbers and how long: cells read by formats.

use serde_json::{Value, json};

use super::{AT, DURATION, Draft, Reader};
use crate::fact::{FactKind, literal};
use crate::import::encoding::UNREADABLE;
use crate::import::format::{Misfit, Stamp};
use crate::import::number::{self, Read};
use crate::import::rows::Row;
use crate::import::{cell, shown};

impl Reader<'_> {
    pub(super) fn plain(&self, row: &Row, column: Option<usize>, draft: &mut Draft) -> Option<String> {
        let (text, spoilt) = cell::plain(row.cells.get(column?)?);
        if spoilt {
            let name = self.name(column);
            draft.doubt(name.as_deref(), "单元格里有控制字符，已经去掉", "control characters in the cell were removed");
        }
        (!text.is_empty()).then_some(text)
    }

    /// Whether the row is as wide as the header, closed its quotes and could be read.
    pub(super) fn whole(&self, row: &Row, draft: &mut Draft) {
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

    pub(super) fn stamp(&self, row: &Row, draft: &mut Draft) {
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

    pub(super) fn number(&mut self, row: &Row, draft: &mut Draft) {
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

    pub(super) fn one_number(&self, row: &Row, column: Option<usize>, draft: &mut Draft) -> Option<String> {
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

    pub(super) fn duration(&self, row: &Row, draft: &mut Draft) {
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
}
