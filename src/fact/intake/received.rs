//! What is wrong with a request, gathered as it is read: objects, lists and ids of any request, each problem with a JSON
//! Pointer and the remedy.

use std::collections::HashMap;

use super::{Entries, Limits, Problem};
use crate::diagnostic::{Text, closest};
use crate::fact::input::Input;

/// A request being read.
pub(crate) struct Received<'l> {
    pub(crate) limits: &'l Limits,
    problems: Vec<Problem>,
}

impl<'l> Received<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self { limits, problems: Vec::new() }
    }

    /// Whether nothing is wrong so far.
    pub(crate) fn is_well(&self) -> bool {
        self.problems.is_empty()
    }

    pub(crate) fn no_such_field(&mut self, pointer: &str, key: &str, names: &[&str], otherwise: Text) {
        let hint = close_or(key, names, otherwise);
        self.problem(
            pointer,
            "unknown-field",
            format!("没有 `{key}` 这个字段{}", hint.zh),
            format!("there is no field `{key}`{}", hint.en),
        );
    }

    pub(crate) fn given_twice(&mut self, pointer: &str, key: &str) {
        self.problem(pointer, "duplicate-field", format!("`{key}` 填了两次"), format!("`{key}` is given twice"));
    }

    pub(crate) fn list<'i>(&mut self, input: Option<&'i Input>, at: &str, limit: usize) -> &'i [Input] {
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
    pub(crate) fn wrong_type(&mut self, at: &str, should: (&str, &str), input: &Input, better: Option<&str>) {
        let is = input.describe();
        let so = better.map(|b| (format!("；写成 `{b}`"), format!("; write `{b}`"))).unwrap_or_default();
        self.problem(
            at,
            "wrong-type",
            format!("这里应当是{}，却是{}{}", should.0, is.0, so.0),
            format!("expected {}, found {}{}", should.1, is.1, so.1),
        );
    }

    pub(crate) fn too_many(&mut self, at: &str, count: usize, limit: usize) {
        self.problem(
            at,
            "too-many",
            format!("有 {count} 项，上限 {limit}；请分次提交"),
            format!("{count} entries, the limit is {limit}; send them in parts"),
        );
    }

    pub(crate) fn object<'i>(&mut self, input: &'i Input, at: &str) -> Option<&'i Entries> {
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

    pub(crate) fn known_fields(&mut self, entries: &Entries, at: &str, names: &[&str]) {
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

    /// What was read, or everything that is wrong with it.
    pub(crate) fn end<T>(mut self, read: Option<T>) -> Result<T, Vec<Problem>> {
        if self.full() {
            let limit = self.limits.problems;
            let message = Text::new(
                format!("问题超过 {limit} 处，后面的没有再检查；先改正这些"),
                format!("more than {limit} problems; what follows was not read: mend these first"),
            );
            self.problems.push(Problem { pointer: String::new(), code: "more-problems", message });
        }
        match read {
            Some(read) if self.problems.is_empty() => Ok(read),
            _ => Err(self.problems),
        }
    }

    pub(crate) fn problem(&mut self, pointer: &str, code: &'static str, zh: impl Into<String>, en: impl Into<String>) {
        if !self.full() {
            self.problems.push(Problem { pointer: pointer.to_owned(), code, message: Text::new(zh, en) });
        }
    }

    /// Whether as many problems were found as are listed. Received stops then: a flood of mistakes costs no more.
    pub(crate) fn full(&self) -> bool {
        self.problems.len() >= self.limits.problems
    }

    pub(crate) fn id(&mut self, item: &Input, at: &str, position: usize, seen: &mut HashMap<String, usize>) -> String {
        let limit = self.limits.id_chars;
        let id = match item.get("id") {
            Some(Input::Text(text)) if !text.trim().is_empty() && text.chars().count() <= limit => text.clone(),
            None | Some(Input::Null) => {
                self.problem(
                    &format!("{at}/id"),
                    "missing-field",
                    "缺少编号 `id`(不要用姓名、证件号)",
                    "`id` is missing (no names or ID numbers)",
                );
                return String::new();
            }
            Some(_) => {
                self.problem(
                    &format!("{at}/id"),
                    "wrong-type",
                    format!("`id` 是 1 到 {limit} 个字的文字"),
                    format!("`id` is a text of 1 to {limit} characters"),
                );
                return String::new();
            }
        };
        if let Some(first) = seen.insert(id.clone(), position) {
            self.problem(
                &format!("{at}/id"),
                "duplicate-id",
                format!("编号 `{id}` 用了两次(第 {} 项和第 {} 项)", first + 1, position + 1),
                format!("the id `{id}` is used twice (entries {} and {})", first + 1, position + 1),
            );
        }
        id
    }
}

/// The name somebody may have meant, as the end of a sentence; else what is said otherwise.
pub(crate) fn close_or(written: &str, names: &[&str], otherwise: Text) -> Text {
    match closest(written, names.iter().copied()) {
        Some(close) => Text::new(format!("；是不是想写 `{close}`？"), format!("; did you mean `{close}`?")),
        None => otherwise,
    }
}

/// A key inside a JSON Pointer (RFC 6901).
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
