//! From what was given to a [`Portfolio`]: every field is looked up in the vocabulary and read by its type, and every
//! problem is reported at once, with a JSON Pointer and the remedy.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::input::Input;
use super::literal::literal;
use super::portfolio::{Cell, Contact, Debt, Portfolio, Record};
use super::value::Value;
use super::vocabulary::{Fact, FactKind, FactScope, Vocabulary};
use crate::diagnostic::{Text, closest};

/// How much one request may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Debts.
    pub debts: usize,
    /// Contacts.
    pub contacts: usize,
    /// Entries of one list of records.
    pub records: usize,
    /// Characters of an id.
    pub id_chars: usize,
    /// Fields of one object.
    pub fields: usize,
    /// Problems that are listed; more are counted.
    pub problems: usize,
}

/// The limits that apply unless the operator sets others.
pub const LIMITS: Limits =
    Limits { debts: 200, contacts: 10_000, records: 1_000, id_chars: 64, fields: 300, problems: 200 };

/// One thing wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A JSON Pointer to the place.
    pub pointer: String,
    /// The stable name of the problem.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: Text,
}

/// Reads a portfolio, or says everything that is wrong with it.
pub fn intake(input: &Input, vocabulary: &Vocabulary, limits: &Limits) -> Result<Portfolio, Vec<Problem>> {
    let mut reader = Reader { vocabulary, limits, as_of: None, problems: Vec::new(), unlisted: 0 };
    let portfolio = reader.portfolio(input);
    if reader.unlisted > 0 {
        let (more, limit) = (reader.unlisted, limits.problems);
        let message = Text::new(
            format!("另有 {more} 处问题没有列出(最多列 {limit} 处)"),
            format!("{more} more problems are not listed (at most {limit} are)"),
        );
        reader.problems.push(Problem { pointer: String::new(), code: "more-problems", message });
    }
    match portfolio {
        Some(portfolio) if reader.problems.is_empty() => Ok(portfolio),
        _ => Err(reader.problems),
    }
}

struct Reader<'v> {
    vocabulary: &'v Vocabulary,
    limits: &'v Limits,
    as_of: Option<NaiveDate>,
    problems: Vec<Problem>,
    unlisted: usize,
}

type Entries = [(String, Input)];

impl Reader<'_> {
    fn problem(&mut self, pointer: &str, code: &'static str, zh: impl Into<String>, en: impl Into<String>) {
        if self.problems.len() < self.limits.problems {
            self.problems.push(Problem { pointer: pointer.to_owned(), code, message: Text::new(zh, en) });
        } else {
            self.unlisted += 1;
        }
    }

    fn portfolio(&mut self, input: &Input) -> Option<Portfolio> {
        let entries = self.object(input, "")?;
        self.known_fields(entries, "", &["as_of", "case_ref", "household", "debts", "contacts"]);
        self.as_of = self.as_of(input);
        let case_ref = self.case_ref(input.get("case_ref"));
        let household = match input.get("household") {
            None | Some(Input::Null) => self.blank(FactScope::Household),
            Some(given) => {
                let entries = self.object(given, "/household").unwrap_or_default();
                self.record(entries, FactScope::Household, "/household", &[])
            }
        };
        let debts = self.debts(input.get("debts"));
        let contacts = self.contacts(input.get("contacts"), &debts);
        if debts.is_empty() && contacts.is_empty() && self.problems.is_empty() {
            self.problem(
                "",
                "empty-portfolio",
                "没有债务也没有催收联系,没有可以回答的",
                "there is no debt and no contact to answer for",
            );
        }
        Some(Portfolio { as_of: self.as_of?, case_ref, household, debts, contacts })
    }

    fn as_of(&mut self, input: &Input) -> Option<NaiveDate> {
        let given = match input.get("as_of") {
            Some(Input::Text(text)) => Some(text),
            None | Some(Input::Null) => {
                self.problem(
                    "/as_of",
                    "missing-field",
                    "缺少 `as_of`:要写明按哪一天计算(如 2026-11-22)",
                    "`as_of` is missing: say for which day to answer (such as 2026-11-22)",
                );
                return None;
            }
            Some(_) => None,
        };
        if let Some(Value::Date(date)) = given.and_then(|t| literal(&FactKind::Date, t).ok()) {
            Some(date)
        } else {
            self.problem(
                "/as_of",
                "wrong-type",
                "`as_of` 要写成日期,如 2026-11-22",
                "`as_of` is a date such as 2026-11-22",
            );
            None
        }
    }

    fn case_ref(&mut self, input: Option<&Input>) -> Option<String> {
        match input {
            None | Some(Input::Null) => None,
            Some(Input::Text(text)) if text.chars().count() <= self.limits.id_chars => Some(text.clone()),
            Some(_) => {
                let limit = self.limits.id_chars;
                self.problem(
                    "/case_ref",
                    "wrong-type",
                    format!("`case_ref` 是不含个人信息的编号,最多 {limit} 个字"),
                    format!("`case_ref` is a reference without personal data of at most {limit} characters"),
                );
                None
            }
        }
    }

    fn debts(&mut self, input: Option<&Input>) -> Vec<Debt> {
        let items = self.list(input, "/debts", self.limits.debts);
        let mut debts = Vec::with_capacity(items.len());
        let mut seen = HashMap::new();
        for (i, item) in items.iter().enumerate() {
            let at = format!("/debts/{i}");
            let Some(entries) = self.object(item, &at) else { continue };
            let id = self.id(item, &at, i, &mut seen);
            let record = self.record(entries, FactScope::Debt, &at, &["id"]);
            debts.push(Debt { id, record });
        }
        debts
    }

    fn contacts(&mut self, input: Option<&Input>, debts: &[Debt]) -> Vec<Contact> {
        let items = self.list(input, "/contacts", self.limits.contacts);
        let by_id: HashMap<&str, usize> = debts.iter().enumerate().map(|(i, d)| (d.id.as_str(), i)).collect();
        let mut contacts = Vec::with_capacity(items.len());
        let mut seen = HashMap::new();
        for (i, item) in items.iter().enumerate() {
            let at = format!("/contacts/{i}");
            let Some(entries) = self.object(item, &at) else { continue };
            let id = self.id(item, &at, i, &mut seen);
            let debt = self.debt_of(item.get("debt"), &at, &by_id);
            let record = self.record(entries, FactScope::Contact, &at, &["id", "debt"]);
            contacts.push(Contact { id, debt, record });
        }
        contacts
    }

    fn debt_of(&mut self, input: Option<&Input>, at: &str, by_id: &HashMap<&str, usize>) -> Option<usize> {
        match input {
            None | Some(Input::Null) => None,
            Some(Input::Text(text)) if text == "unknown" => None,
            Some(Input::Text(text)) => {
                let found = by_id.get(text.as_str()).copied();
                if found.is_none() {
                    let mut known: Vec<&str> = by_id.keys().copied().collect();
                    known.sort_unstable();
                    let (zh, en) = match closest(text, known) {
                        Some(close) => (format!(";是不是想写 `{close}`?"), format!("; did you mean `{close}`?")),
                        None => {
                            (";不知道是哪一笔可以不填".to_owned(), "; leave it out when it is not known".to_owned())
                        }
                    };
                    self.problem(
                        &format!("{at}/debt"),
                        "unknown-debt",
                        format!("没有编号为 `{text}` 的债务{zh}"),
                        format!("there is no debt with the id `{text}`{en}"),
                    );
                }
                found
            }
            Some(_) => {
                self.problem(
                    &format!("{at}/debt"),
                    "wrong-type",
                    "`debt` 要写债务的编号(文字)",
                    "`debt` is the id of a debt, a text",
                );
                None
            }
        }
    }

    fn id(&mut self, item: &Input, at: &str, position: usize, seen: &mut HashMap<String, usize>) -> String {
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

    fn blank(&self, scope: FactScope) -> Record {
        Record(vec![Cell::Blank; self.vocabulary.slots(scope)])
    }

    /// The facts of one subject. A fact may stand beside `id` or under `facts`.
    fn record(&mut self, entries: &Entries, scope: FactScope, at: &str, structural: &[&str]) -> Record {
        let mut record = self.blank(scope);
        let mut given: Vec<&str> = Vec::with_capacity(entries.len());
        self.fill(&mut record, entries, scope, at, structural, &mut given);
        if let Some((_, Input::Map(more))) = entries.iter().find(|(k, _)| k == "facts") {
            self.fill(&mut record, more, scope, &format!("{at}/facts"), &[], &mut given);
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
                self.problem(
                    &pointer,
                    "duplicate-field",
                    format!("`{key}` 填了两次"),
                    format!("`{key}` is given twice"),
                );
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
                    format!("`{key}` 由程序计算,不能填写"),
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
        let (zh, en) = match closest(key, names.iter().copied()) {
            Some(close) => (format!(";是不是想写 `{close}`?"), format!("; did you mean `{close}`?")),
            None => (";词汇见接口文档".to_owned(), "; see the vocabulary in the API documentation".to_owned()),
        };
        self.problem(
            pointer,
            "unknown-field",
            format!("没有 `{key}` 这个字段{zh}"),
            format!("there is no field `{key}`{en}"),
        );
    }

    /// A fact's value; `None` when it is not known or was reported.
    fn value(&mut self, input: &Input, fact: &Fact, pointer: &str) -> Option<Value> {
        if matches!(input, Input::Null) || matches!(input, Input::Text(t) if t == "unknown") {
            return None;
        }
        if fact.may_be_never && matches!(input, Input::Text(t) if t == "never") {
            return Some(Value::Never);
        }
        let value = self.typed(input, &fact.kind, pointer)?;
        let day = match &value {
            Value::Date(date) => Some(*date),
            Value::Instant(moment) => Some(moment.date()),
            _ => None,
        };
        if let (Some(day), Some(as_of)) = (day, self.as_of)
            && day > as_of
            && !fact.may_be_future
        {
            self.problem(
                pointer,
                "date-after-as-of",
                format!("{day} 晚于计算日 {as_of};{}不能在将来", fact.label.zh),
                format!("{day} is after as_of {as_of}; {} cannot lie in the future", fact.label.en),
            );
            return None;
        }
        Some(value)
    }

    fn typed(&mut self, input: &Input, kind: &FactKind, pointer: &str) -> Option<Value> {
        let text = match (input, kind) {
            (Input::YesNo(b), FactKind::YesNo) => return Some(Value::YesNo(*b)),
            (Input::List(items), FactKind::Choices(_)) => return self.choices(items, kind, pointer),
            (Input::List(items), FactKind::Records(fields)) => {
                if items.len() > self.limits.records {
                    self.too_many(pointer, items.len(), self.limits.records);
                    return None;
                }
                let mut rows = Vec::with_capacity(items.len());
                for (i, item) in items.iter().enumerate() {
                    rows.push(self.row(item, fields, &format!("{pointer}/{i}"))?);
                }
                return Some(Value::Records(rows));
            }
            (Input::Number(text), FactKind::Amount | FactKind::Rate | FactKind::Count)
            | (
                Input::Text(text),
                FactKind::Amount
                | FactKind::Rate
                | FactKind::Choice(_)
                | FactKind::Choices(_)
                | FactKind::Date
                | FactKind::Instant
                | FactKind::Time
                | FactKind::Text,
            ) => text,
            _ => {
                let (should, is) = (kind.describe(), input.describe());
                self.problem(
                    pointer,
                    "wrong-type",
                    format!("这里应当是{},却是{}", should.zh, is.0),
                    format!("expected {}, found {}", should.en, is.1),
                );
                return None;
            }
        };
        match literal(kind, text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(pointer, error.code, error.message.zh, error.message.en);
                None
            }
        }
    }

    fn choices(&mut self, items: &[Input], kind: &FactKind, pointer: &str) -> Option<Value> {
        let mut all = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            if let Some(Value::Choices(one)) = self.typed(item, kind, &format!("{pointer}/{i}")) {
                all.extend(one);
            }
        }
        all.sort_unstable();
        all.dedup();
        // An empty list says nothing: whoever means "none" has the word for it.
        (!all.is_empty()).then_some(Value::Choices(all))
    }

    fn row(&mut self, item: &Input, fields: &[super::vocabulary::Field], at: &str) -> Option<Vec<Option<Value>>> {
        let entries = self.object(item, at)?;
        let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
        self.known_fields(entries, at, &names);
        let mut row = Vec::with_capacity(fields.len());
        for field in fields {
            let value = match item.get(&field.name) {
                None | Some(Input::Null) => None,
                Some(Input::Text(t)) if t == "unknown" => None,
                Some(given) => {
                    let pointer = format!("{at}/{}", escape(&field.name));
                    let value = self.typed(given, &field.kind, &pointer);
                    if let (Some(Value::Date(day)), Some(as_of)) = (&value, self.as_of)
                        && *day > as_of
                    {
                        self.problem(
                            &pointer,
                            "date-after-as-of",
                            format!("{day} 晚于计算日 {as_of}"),
                            format!("{day} is after as_of {as_of}"),
                        );
                    }
                    value
                }
            };
            row.push(value);
        }
        Some(row)
    }

    fn list<'i>(&mut self, input: Option<&'i Input>, at: &str, limit: usize) -> &'i [Input] {
        match input {
            None | Some(Input::Null) => &[],
            Some(Input::List(items)) if items.len() > limit => {
                self.too_many(at, items.len(), limit);
                &[]
            }
            Some(Input::List(items)) => items,
            Some(other) => {
                let is = other.describe();
                self.problem(
                    at,
                    "wrong-type",
                    format!("这里应当是列表,却是{}", is.0),
                    format!("expected a list, found {}", is.1),
                );
                &[]
            }
        }
    }

    fn too_many(&mut self, at: &str, count: usize, limit: usize) {
        self.problem(
            at,
            "too-many",
            format!("有 {count} 项,上限 {limit};请分次提交"),
            format!("{count} entries, the limit is {limit}; send them in parts"),
        );
    }

    fn object<'i>(&mut self, input: &'i Input, at: &str) -> Option<&'i Entries> {
        if let Input::Map(entries) = input {
            if entries.len() > self.limits.fields {
                self.too_many(at, entries.len(), self.limits.fields);
                return None;
            }
            return Some(entries);
        }
        let is = input.describe();
        self.problem(
            at,
            "wrong-type",
            format!("这里应当是对象,却是{}", is.0),
            format!("expected an object, found {}", is.1),
        );
        None
    }

    fn known_fields(&mut self, entries: &Entries, at: &str, names: &[&str]) {
        for (i, (key, _)) in entries.iter().enumerate() {
            let pointer = format!("{at}/{}", escape(key));
            if !names.contains(&key.as_str()) {
                let (zh, en) = match closest(key, names.iter().copied()) {
                    Some(close) => (format!(";是不是想写 `{close}`?"), format!("; did you mean `{close}`?")),
                    None => {
                        (format!(";可用的有:{}", names.join("、")), format!("; known fields: {}", names.join(", ")))
                    }
                };
                self.problem(
                    &pointer,
                    "unknown-field",
                    format!("没有 `{key}` 这个字段{zh}"),
                    format!("there is no field `{key}`{en}"),
                );
            } else if entries.iter().take(i).any(|(k, _)| k == key) {
                self.problem(
                    &pointer,
                    "duplicate-field",
                    format!("`{key}` 填了两次"),
                    format!("`{key}` is given twice"),
                );
            }
        }
    }
}

/// A key inside a JSON Pointer (RFC 6901).
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
