//! [`Input`] back to JSON, so that what was told can be kept and sent. Numbers are written as they were read.

use super::input::Input;

/// As JSON, indented, ending in a line break.
pub fn to_json(input: &Input) -> String {
    let mut text = String::new();
    write(input, 0, &mut text);
    text.push('\n');
    text
}

fn write(input: &Input, depth: usize, text: &mut String) {
    match input {
        Input::Null => text.push_str("null"),
        Input::YesNo(true) => text.push_str("true"),
        Input::YesNo(false) => text.push_str("false"),
        Input::Number(number) => text.push_str(number),
        Input::Text(word) => quoted(word, text),
        Input::List(items) => {
            between(('[', ']'), items.iter(), depth, text, |item, text| write(item, depth + 1, text));
        }
        Input::Map(entries) => between(('{', '}'), entries.iter(), depth, text, |(key, value), text| {
            quoted(key, text);
            text.push_str(": ");
            write(value, depth + 1, text);
        }),
    }
}

fn between<T>(
    (open, close): (char, char),
    parts: impl ExactSizeIterator<Item = T>,
    depth: usize,
    text: &mut String,
    mut each: impl FnMut(T, &mut String),
) {
    text.push(open);
    let some = parts.len() > 0;
    for (i, part) in parts.enumerate() {
        text.push_str(if i > 0 { ",\n" } else { "\n" });
        text.push_str(&"  ".repeat(depth + 1));
        each(part, text);
    }
    if some {
        text.push('\n');
        text.push_str(&"  ".repeat(depth));
    }
    text.push(close);
}

fn quoted(word: &str, text: &mut String) {
    // A text can always be written.
    text.push_str(&serde_json::to_string(word).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::from_json;

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let given = br#"{"a": [1.10, "\"\u4e00\n", true, null, {}], "b": {"c": []}, "amount": 100000000000000.01}"#;
        let read = from_json(given).unwrap();
        let written = to_json(&read);
        assert_eq!(from_json(written.as_bytes()).unwrap(), read);
        assert!(written.starts_with("{\n  \"a\": [\n    1.10,\n"), "{written}");
        assert!(written.ends_with("  \"amount\": 100000000000000.01\n}\n"), "{written}");
    }
}
