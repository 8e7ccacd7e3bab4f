//! What pages share. Texts of a portfolio come from strangers too: every text is escaped, and characters that nobody
//! sees, or that change how others are read, are shown by their number.

use std::fmt::Write;

use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use serde::Serialize;
use serde_json::Value;

/// Where templates are filled: with escaping, and with `cut`, which shortens a text and says so.
pub(crate) fn environment(undefined: UndefinedBehavior) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(undefined);
    // Else a mistake in a template would print what stands on the page, and a portfolio is somebody's private life.
    environment.set_debug(false);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("cut", |text: String, length: usize| match text.char_indices().nth(length) {
        Some((at, _)) => format!("{}…（没有印完）", text.get(..at).unwrap_or_default()),
        None => text,
    });
    environment
}

/// What is to stand on a page, with every character to be seen.
pub(crate) fn visible<T: Serialize>(page: &T) -> Result<Value, Error> {
    let value = serde_json::to_value(page)
        .map_err(|error| Error::new(ErrorKind::BadSerialization, "the page cannot be laid out").with_source(error))?;
    Ok(shown(value))
}

/// Fills a template.
pub(crate) fn filled(
    environment: &mut Environment<'static>,
    template: &'static str,
    page: Value,
) -> Result<String, Error> {
    environment.add_template("page.html", template)?;
    environment.get_template("page.html")?.render(minijinja::value::Serde(page))
}

fn shown(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(with_hidden(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(shown).collect()),
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(key, item)| (key, shown(item))).collect()),
        other => other,
    }
}

fn with_hidden(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => clean.push(' '),
            c if hidden(c) => {
                // Writing to a string cannot fail.
                let _ = write!(clean, "[U+{:04X}]", u32::from(c));
            }
            c => clean.push(c),
        }
    }
    clean
}
