//! The fields of an object: which ones there may be, and what is not one of them.

use super::{Entries, Reader};
use crate::diagnostic::{Text, closest};
use crate::fact::input::Input;
use crate::fact::portfolio::{Cell, Record};
use crate::fact::vocabulary::FactScope;

impl Reader<'_> {
    pub(super) fn blank(&self, scope: FactScope) -> Record {
        Record(vec![Cell::Blank; self.vocabulary.slots(scope)])
    }

    /// The facts of one subject. A fact may stand beside `id` or under `facts`.
    pub(super) fn record(&mut self, entries: &Entries, scope: FactScope, at: &str, structural: &[&str]) -> Record {
        let mut record = self.blank(scope);
        let mut given: Vec<&str> = Vec::with_capacity(entries.len());
        self.fill(&mut record, entries, scope, at, structural, &mut given);
        if let Some((_, more @ Input::Map(_))) = entries.iter().find(|(k, _)| k == "facts") {
            let inside = format!("{at}/facts");
            if let Some(more) = self.object(more, &inside) {
                self.fill(&mut record, more, scope, &inside, &[], &mut given);
            }
        }
        record
    }

    fn fill<'e>(
        &mut self,
        record: &mut Record,
        entries: &'e Entries,
        scope: FactScope,
        at: &str,
        structural: &[&str],
        given: &mut Vec<&'e str>,
    ) {
        for (key, value) in entries {
            let pointer = format!("{at}/{}", escape(key));
            if given.contains(&key.as_str()) {
                self.given_twice(&pointer, key);
                continue;
            }
            given.push(key);
            if structural.contains(&key.as_str()) || (key == "facts" && matches!(value, Input::Map(_))) {
                continue;
            }
            let vocabulary = self.vocabulary;
            let Some((_, fact)) = vocabulary.find(&format!("{}.{key}", scope.prefix())) else {
                self.unknown_field(&pointer, key, scope, structural);
                continue;
            };
            if fact.derived.is_some() {
                self.problem(
                    &pointer,
                    "computed-fact",
                    format!("`{key}` 由程序计算，不能填写"),
                    format!("`{key}` is computed and cannot be given"),
                );
                continue;
            }
            if let Some(value) = self.value(value, fact, &pointer)
                && let Some(cell) = record.0.get_mut(fact.slot)
            {
                *cell = Cell::Known(value);
            }
        }
    }

    fn unknown_field(&mut self, pointer: &str, key: &str, scope: FactScope, structural: &[&str]) {
        let names: Vec<&str> = self
            .vocabulary
            .iter()
            .filter(|(_, f)| f.scope == scope && f.derived.is_none())
            .filter_map(|(_, f)| f.name.as_str().split_once('.').map(|(_, n)| n))
            .chain(structural.iter().copied())
            .collect();
        // The scope is said by where a fact stands: `debt.legal_stage` is `legal_stage` inside a debt.
        let bare = key.split_once('.').map(|(_, bare)| bare).filter(|bare| names.contains(bare));
        let otherwise = match bare {
            Some(bare) => Text::new(format!("；写成 `{bare}`"), format!("; write `{bare}`")),
            None => Text::new("；词汇见接口文档", "; see the vocabulary in the API documentation"),
        };
        self.no_such_field(pointer, key, &names, otherwise);
    }

    fn no_such_field(&mut self, pointer: &str, key: &str, names: &[&str], otherwise: Text) {
        let hint = close_or(key, names, otherwise);
        self.problem(
            pointer,
            "unknown-field",
            format!("没有 `{key}` 这个字段{}", hint.zh),
            format!("there is no field `{key}`{}", hint.en),
        );
    }

    fn given_twice(&mut self, pointer: &str, key: &str) {
        self.problem(pointer, "duplicate-field", format!("`{key}` 填了两次"), format!("`{key}` is given twice"));
    }

    pub(super) fn list<'i>(&mut self, input: Option<&'i Input>, at: &str, limit: usize) -> &'i [Input] {
        match input {
            None | Some(Input::Null) => &[],
            Some(Input::List(items)) if items.len() > limit => {
                self.too_many(at, items.len(), limit);
                &[]
            }
            Some(Input::List(items)) => items,
            Some(other) => {
                self.wrong_type(at, ("列表", "a list"), other, None);
                &[]
            }
        }
    }

    /// Not what belongs here; with the way to write it, where that can be told.
    pub(super) fn wrong_type(&mut self, at: &str, should: (&str, &str), input: &Input, better: Option<&str>) {
        let is = input.describe();
        let so = better.map(|b| (format!("；写成 `{b}`"), format!("; write `{b}`"))).unwrap_or_default();
        self.problem(
            at,
            "wrong-type",
            format!("这里应当是{}，却是{}{}", should.0, is.0, so.0),
            format!("expected {}, found {}{}", should.1, is.1, so.1),
        );
    }

    pub(super) fn too_many(&mut self, at: &str, count: usize, limit: usize) {
        self.problem(
            at,
            "too-many",
            format!("有 {count} 项，上限 {limit}；请分次提交"),
            format!("{count} entries, the limit is {limit}; send them in parts"),
        );
    }

    pub(super) fn object<'i>(&mut self, input: &'i Input, at: &str) -> Option<&'i Entries> {
        if let Input::Map(entries) = input {
            if entries.len() > self.limits.fields {
                self.too_many(at, entries.len(), self.limits.fields);
                return None;
            }
            let limit = self.limits.field_chars;
            if let Some(long) = entries.iter().map(|(key, _)| key.chars().count()).find(|n| *n > limit) {
                self.problem(
                    at,
                    "field-name-too-long",
                    format!("有一个字段名有 {long} 个字，上限 {limit}"),
                    format!("a field name has {long} characters, the limit is {limit}"),
                );
                return None;
            }
            return Some(entries);
        }
        self.wrong_type(at, ("对象", "an object"), input, None);
        None
    }

    pub(super) fn known_fields(&mut self, entries: &Entries, at: &str, names: &[&str]) {
        for (i, (key, _)) in entries.iter().enumerate() {
            let pointer = format!("{at}/{}", escape(key));
            if !names.contains(&key.as_str()) {
                let otherwise = Text::new(
                    format!("；可用的有：{}", names.join("、")),
                    format!("; known fields: {}", names.join(", ")),
                );
                self.no_such_field(&pointer, key, names, otherwise);
            } else if entries.iter().take(i).any(|(k, _)| k == key) {
                self.given_twice(&pointer, key);
            }
        }
    }
}

/// The name somebody may have meant, as the end of a sentence; else what is said otherwise.
pub(super) fn close_or(written: &str, names: &[&str], otherwise: Text) -> Text {
    match closest(written, names.iter().copied()) {
        Some(close) => Text::new(format!("；是不是想写 `{close}`？"), format!("; did you mean `{close}`?")),
        None => otherwise,
    }
}

/// A key inside a JSON Pointer (RFC 6901).
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
