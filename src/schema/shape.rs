//! The bricks of a schema: mappings with described fields, lists, words with meanings, names of things that exist.

use serde_json::{Map, Value, json};

/// A field of a mapping.
pub(super) struct Field {
    key: &'static str,
    needed: bool,
    schema: Value,
    about: String,
}

/// A field that must be there, with what it is for: Chinese, English.
pub(super) fn need(key: &'static str, schema: Value, zh: &str, en: &str) -> Field {
    Field { key, needed: true, schema, about: both(zh, en) }
}

/// A field that may be there.
pub(super) fn may(key: &'static str, schema: Value, zh: &str, en: &str) -> Field {
    Field { key, needed: false, schema, about: both(zh, en) }
}

/// A description in both languages, Chinese first.
pub(super) fn both(zh: &str, en: &str) -> String {
    format!("{zh}\n{en}")
}

/// A mapping with these fields and no others.
pub(super) fn mapping(about: (&str, &str), fields: Vec<Field>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields {
        if field.needed {
            required.push(json!(field.key));
        }
        properties.insert(field.key.to_owned(), described(field.schema, field.about));
    }
    let mut schema = json!({
        "type": "object",
        "description": both(about.0, about.1),
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        put(&mut schema, "required", Value::Array(required));
    }
    schema
}

/// The schema with a description of its own. Beside a `$ref` it is a remark, which editors show and validators skip.
pub(super) fn described(mut schema: Value, about: String) -> Value {
    put(&mut schema, "description", Value::String(about));
    schema
}

/// Sets one keyword of a schema.
pub(super) fn put(schema: &mut Value, keyword: &str, value: Value) {
    if let Some(map) = schema.as_object_mut() {
        map.insert(keyword.to_owned(), value);
    }
}

/// Another definition of the same file.
pub(super) fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// A text. A number without quotes is one too, as for the reader.
pub(super) fn text() -> Value {
    json!({ "type": ["string", "number"] })
}

/// A number, or a text that is read as one (`100_000`, `24%`).
pub(super) fn figure(pattern: &str, hint: (&str, &str)) -> Value {
    json!({ "type": ["number", "string"], "pattern": pattern, "errorMessage": format!("{} / {}", hint.0, hint.1) })
}

/// A text of a given form. The type is a list of one on purpose: of a plain type, the language server writes its own
/// message over ours when several forms are possible.
pub(super) fn form(pattern: &str, hint: (&str, &str)) -> Value {
    json!({ "type": ["string"], "pattern": pattern, "errorMessage": format!("{} / {}", hint.0, hint.1) })
}

/// A whole number that is not negative.
pub(super) fn whole_number() -> Value {
    let mut schema = figure("^[0-9][0-9_]*$", ("这里写整数", "write a whole number"));
    put(&mut schema, "type", json!(["integer", "string"]));
    put(&mut schema, "minimum", json!(0));
    schema
}

/// `true` or `false`.
pub(super) fn yes_no() -> Value {
    json!({ "enum": [true, false], "enumDescriptions": ["是 / yes", "否 / no"] })
}

/// A list of at least one.
pub(super) fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items, "minItems": 1 })
}

/// One, or a list of them.
pub(super) fn one_or_more(item: &Value) -> Value {
    json!({ "anyOf": [item, list(item)] })
}

/// One of several forms.
pub(super) fn any_of(forms: Vec<Value>) -> Value {
    Value::Object(Map::from_iter([("anyOf".to_owned(), Value::Array(forms))]))
}

/// The words of a reader, each with its meaning. The two tables have one length, or this does not compile.
pub(super) fn words<T, const N: usize>(known: &[(&str, T)], meanings: [(&str, &str); N]) -> Value {
    let list: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
    let told: Vec<String> = meanings.iter().map(|(zh, en)| format!("{zh} / {en}")).collect();
    json!({ "type": "string", "enum": list, "enumDescriptions": told })
}

/// Names from a small, settled list: anything else is a mistake.
pub(super) fn closed<'n>(names: impl IntoIterator<Item = (&'n str, String)>) -> Value {
    let (names, told): (Vec<&str>, Vec<String>) = names.into_iter().unzip();
    if names.is_empty() {
        return json!({ "type": "string" });
    }
    json!({ "type": "string", "enum": names, "enumDescriptions": told })
}

/// Names that authors add every day: those that exist are offered, a new one of the right form is let through, because
/// a schema that is a day old must not call a good rule wrong. Whether the name exists is for `ashore check`.
///
/// The names stand here twice. As snippets they are offered (of alternatives in a list, the language server would also
/// offer an "array item undefined"); under `then` they explain themselves when pointed at.
pub(super) fn open(names: &[(String, String)], pattern: &str, hint: (&str, &str)) -> Value {
    let mut schema = form(pattern, hint);
    if names.is_empty() {
        return schema;
    }
    // A pattern and not an `enum`, which would list every name to whoever points at one.
    let known: Vec<String> = names.iter().map(|(name, _)| name.replace('.', "\\.")).collect();
    let offered: Vec<Value> =
        names.iter().map(|(name, told)| json!({ "label": name, "bodyText": name, "description": told })).collect();
    let told: Vec<Value> = names.iter().map(|(name, told)| json!({ "const": name, "description": told })).collect();
    put(&mut schema, "defaultSnippets", Value::Array(offered));
    put(&mut schema, "if", json!({ "pattern": format!("^({})$", known.join("|")) }));
    put(&mut schema, "then", json!({ "anyOf": told }));
    schema
}

/// A name as ids are written.
pub(super) const ID: &str = "^[a-z0-9._-]+$";
/// What to say of a name that is not.
pub(super) const ID_HINT: (&str, &str) =
    ("只用小写英文字母、数字、下划线、连字符和点", "use lower-case letters, digits, `_`, `-` and `.` only");

/// The id of something being defined.
pub(super) fn id() -> Value {
    form(ID, ID_HINT)
}

/// A date.
pub(super) fn date() -> Value {
    form(
        "^[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$",
        ("日期写成 2026-01-31", "write a date as 2026-01-31"),
    )
}

/// A label in both languages.
pub(super) fn label() -> Value {
    refer("label")
}
