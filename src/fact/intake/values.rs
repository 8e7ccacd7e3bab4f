//! The value of a field, read by the type of its fact.

use super::Reader;
use super::escape;
use crate::diagnostic::Text;
use crate::fact::input::Input;
use crate::fact::literal::{literal, plain};
use crate::fact::meant::meant;
use crate::fact::value::Value;
use crate::fact::vocabulary::{Fact, FactKind, Field};

impl Reader<'_> {
    /// A fact's value; `None` when it is not known or was reported.
    pub(super) fn value(&mut self, input: &Input, fact: &Fact, pointer: &str) -> Option<Value> {
        if input.is_unknown() {
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
            self.received.problem(
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
                if items.len() > self.received.limits.records {
                    self.received.too_many(pointer, items.len(), self.received.limits.records);
                    return None;
                }
                let mut rows = Vec::with_capacity(items.len());
                for (i, item) in items.iter().enumerate() {
                    rows.extend(self.row(item, fields, &format!("{pointer}/{i}")));
                }
                // A row that could not be read was reported; the portfolio is refused all the same.
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
                let should = kind.describe();
                let better = match input {
                    Input::Text(text) | Input::Number(text) => meant(kind, text),
                    Input::YesNo(_) | Input::Null | Input::List(_) | Input::Map(_) => None,
                };
                self.received.wrong_type(pointer, (&should.zh, &should.en), input, better.as_deref());
                return None;
            }
        };
        let read = match kind {
            FactKind::Text => plain(text, self.received.limits.text_chars).map(Value::Text),
            _ => literal(kind, text),
        };
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                let Text { zh, en } = error.sentence();
                self.received.problem(pointer, error.code, zh, en);
                None
            }
        }
    }

    fn choices(&mut self, items: &[Input], kind: &FactKind, pointer: &str) -> Option<Value> {
        if items.len() > self.received.limits.records {
            self.received.too_many(pointer, items.len(), self.received.limits.records);
            return None;
        }
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

    fn row(&mut self, item: &Input, fields: &[Field], at: &str) -> Option<Vec<Option<Value>>> {
        let entries = self.received.object(item, at)?;
        let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
        self.received.known_fields(entries, at, &names);
        let mut row = Vec::with_capacity(fields.len());
        for field in fields {
            let value = match item.get(&field.name) {
                None => None,
                Some(given) if given.is_unknown() => None,
                Some(given) => {
                    let pointer = format!("{at}/{}", escape(&field.name));
                    let value = self.typed(given, &field.kind, &pointer);
                    if let (Some(Value::Date(day)), Some(as_of)) = (&value, self.as_of)
                        && *day > as_of
                    {
                        self.received.problem(
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
}
