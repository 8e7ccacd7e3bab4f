//! JSON to [`Input`], exact to the last digit: numbers are kept as they were written.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use thiserror::Error;

use super::input::Input;

/// The bytes are not JSON.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {line}, column {column}: {reason}")]
pub struct NotJson {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What the parser said; it never quotes the content.
    pub reason: &'static str,
}

/// Reads JSON.
pub fn from_json(bytes: &[u8]) -> Result<Input, NotJson> {
    let whole = std::str::from_utf8(bytes).map_err(|e| {
        let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
        let line = before.split(|b| *b == b'\n').count();
        NotJson { line, column: 1, reason: "this is not UTF-8 text" }
    })?;
    if let Some((line, column)) = too_deep(whole) {
        return Err(NotJson { line, column, reason: "lists and objects nest more than 16 deep" });
    }
    let raw: &RawValue = serde_json::from_str(whole).map_err(|e| not_json(&e))?;
    read(raw).map_err(|broken| {
        // A broken escape inside a text passes the first reading; find the text again to name its line.
        let before = whole.find(broken).and_then(|at| whole.get(..at)).unwrap_or_default();
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        NotJson { line: before.split('\n').count(), column, reason: "a text holds a broken escape" }
    })
}

/// How deep lists and objects may nest. A portfolio needs five; reading goes down one call for each.
const MAX_DEPTH: usize = 16;

/// Where nesting goes past the limit: line and column, from 1.
fn too_deep(text: &str) -> Option<(usize, usize)> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let (mut line, mut column) = (1, 0);
    for c in text.chars() {
        column += 1;
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            '[' | '{' if !in_text => depth += 1,
            ']' | '}' if !in_text => depth = depth.saturating_sub(1),
            '\n' => (line, column) = (line + 1, 0),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some((line, column));
        }
    }
    None
}

fn not_json(error: &serde_json::Error) -> NotJson {
    use serde_json::error::Category;
    let reason = match error.classify() {
        Category::Eof => "the text ends too early",
        Category::Syntax | Category::Data | Category::Io => "this is not valid JSON",
    };
    NotJson { line: error.line(), column: error.column(), reason }
}

/// Reads one piece; the error is the text that could not be read.
fn read(raw: &RawValue) -> Result<Input, &str> {
    let text = raw.get();
    Ok(match text.as_bytes().first() {
        Some(b'{') => {
            let object: Object<'_> = serde_json::from_str(text).map_err(|_| text)?;
            let entries = object.0.into_iter().map(|(key, value)| Ok::<_, &str>((key, read(value)?)));
            Input::Map(entries.collect::<Result<_, _>>()?)
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|_| text)?;
            Input::List(items.into_iter().map(read).collect::<Result<_, _>>()?)
        }
        Some(b'"') => Input::Text(serde_json::from_str(text).map_err(|_| text)?),
        Some(b't') => Input::YesNo(true),
        Some(b'f') => Input::YesNo(false),
        Some(b'n') | None => Input::Null,
        Some(_) => Input::Number(text.to_owned()),
    })
}

/// An object with its keys in order and repeats kept.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::with_capacity(map.size_hint().unwrap_or(8));
                while let Some(entry) = map.next_entry::<String, &RawValue>()? {
                    entries.push(entry);
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_every_digit() {
        let input = from_json(br#"{"amount": 100000000000000.01, "again": [1.10, "x"], "again": null}"#).unwrap();
        assert_eq!(input.get("amount"), Some(&Input::Number("100000000000000.01".into())));
        let Input::Map(entries) = input else { panic!("an object") };
        assert_eq!(entries.len(), 3, "a repeated key is kept for `intake` to refuse");
    }

    #[test]
    fn a_mistake_says_where_and_nothing_of_the_content() {
        let error = from_json(b"{\n  \"as_of\": 2026-11-22\n}").unwrap_err();
        assert_eq!((error.line, error.reason), (2, "this is not valid JSON"));
        assert_eq!(from_json(b"{\"a\":").unwrap_err().reason, "the text ends too early");
        let broken = from_json(b"{\"a\":\n \"\\ud800\"}").unwrap_err();
        assert_eq!((broken.line, broken.reason), (2, "a text holds a broken escape"));
    }

    #[test]
    fn nesting_stops_at_its_limit_however_well_closed() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(from_json(nested(16).as_bytes()).is_ok());
        let error = from_json(nested(17).as_bytes()).unwrap_err();
        assert_eq!((error.line, error.column, error.reason), (1, 17, "lists and objects nest more than 16 deep"));
        assert!(from_json(nested(1_000_000).as_bytes()).is_err());
        assert!(from_json(br#"["[[[[[[[[[[[[[[[[[[[[\"[[["]"#).is_ok(), "brackets inside a text do not nest");
    }
}
