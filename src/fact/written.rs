//! A value as a request would give it.

use serde::{Serialize, Serializer};

use super::input::Input;
use super::value::Value;
use super::vocabulary::FactKind;

/// A value as a request would give it.
pub(crate) fn written(value: &Value, kind: &FactKind) -> Option<Input> {
    Some(match value {
        Value::YesNo(yes) => Input::YesNo(*yes),
        Value::Count(n) => Input::Number(n.to_string()),
        Value::Choices(all) if all.is_empty() => Input::Text("none".into()),
        Value::Choices(all) => {
            let name = |i: &usize| kind.choices().get(*i).map(|c| Input::Text(c.name.clone()));
            Input::List(all.iter().map(name).collect::<Option<_>>()?)
        }
        Value::Records(rows) => {
            let FactKind::Records(fields) = kind else { return None };
            let row = |row: &Vec<Option<Value>>| {
                let known = fields.iter().zip(row).filter_map(|(f, v)| Some((f, v.as_ref()?)));
                let each = known.map(|(f, v)| Some((f.name.clone(), written(v, &f.kind)?)));
                each.collect::<Option<Vec<_>>>().map(Input::Map)
            };
            Input::List(rows.iter().map(row).collect::<Option<_>>()?)
        }
        other => Input::Text(other.wire(kind)),
    })
}

impl Serialize for Input {
    /// As JSON; a number that is no whole one is written as a text, which requests take as well.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::YesNo(yes) => serializer.serialize_bool(*yes),
            Self::Number(number) => match number.parse::<i64>() {
                Ok(whole) => serializer.serialize_i64(whole),
                Err(_) => serializer.serialize_str(number),
            },
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(entries) => serializer.collect_map(entries.iter().map(|(k, v)| (k, v))),
        }
    }
}
