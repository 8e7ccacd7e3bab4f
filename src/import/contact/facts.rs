//! Facts that are read from a column as they stand, or by its words, and what follows from them.

use serde_json::{Value, json};

use super::{CONNECTED, DIRECTION, Draft, Reader};
use crate::diagnostic::Text;
use crate::fact::{FactKind, MAX_TEXT_CHARS, literal};
use crate::import::encoding::UNREADABLE;
use crate::import::rows::Row;
use crate::import::{cell, shown};
use crate::rule::{FactColumn, GivenFact};

impl<'i> Reader<'i> {
    pub(super) fn facts(&self, row: &Row, draft: &mut Draft) {
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
}
