//! The schemas against the shipped rules and against the readers: fresh, accepting every good file, and with the same
//! fields as the readers ask for.
#![expect(clippy::disallowed_methods, reason = "the committed schemas are read and compared")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::{FOLDER, KINDS, SECTIONS, modelines, schemas};
use crate::source::{SourceFile, Sources, read_folder};
use crate::syntax::{Kind, Node, asked, read_all};

fn shipped() -> Sources {
    read_folder(Path::new("rules")).unwrap()
}

fn made(sources: &Sources) -> BTreeMap<&'static str, Value> {
    let all = schemas(sources).expect("the shipped rules can be read");
    all.iter().map(|s| (s.kind, serde_json::from_str(&s.json).unwrap())).collect()
}

/// A tree as editors see it: YAML 1.2, plain scalars are what they look like.
fn as_json(node: &Node) -> Value {
    match &node.kind {
        Kind::Map(entries) => Value::Object(entries.iter().map(|e| (e.key.clone(), as_json(&e.value))).collect()),
        Kind::List(items) => Value::Array(items.iter().map(as_json).collect()),
        Kind::Scalar { text, quoted: true } => json!(text),
        Kind::Scalar { text, quoted: false } => match text.as_str() {
            "true" => json!(true),
            "false" => json!(false),
            "" | "null" | "~" => Value::Null,
            plain if !plain.starts_with('0') || plain == "0" => match serde_json::from_str::<Value>(plain) {
                Ok(number @ Value::Number(_)) => number,
                _ => json!(plain),
            },
            plain => json!(plain),
        },
    }
}

fn tree(file: &SourceFile) -> Node {
    crate::syntax::tree_of(crate::source::FileId(0), file, &mut Vec::new()).expect("the file is good YAML")
}

/// What a schema says of a text.
fn faults(validator: &Validator, text: &str) -> Vec<String> {
    let file = SourceFile::new("zz.yaml", text);
    validator.iter_errors(&as_json(&tree(&file))).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn the_committed_schemas_are_fresh() {
    let all = schemas(&shipped()).unwrap();
    for schema in &all {
        let path = Path::new("rules").join(FOLDER).join(schema.file_name());
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(there == schema.json, "{} is stale: cargo run -- schema --write", path.display());
    }
    let files = std::fs::read_dir(Path::new("rules").join(FOLDER)).unwrap().count();
    assert_eq!(files, all.len(), "the folder holds a schema that no kind of file needs");
}

#[test]
fn every_shipped_file_is_good_by_the_schema_its_first_line_names_and_by_the_one_for_everything() {
    let sources = shipped();
    assert_eq!(modelines(&sources), []);
    let made: BTreeMap<&str, Validator> =
        made(&sources).into_iter().map(|(kind, schema)| (kind, jsonschema::draft7::new(&schema).unwrap())).collect();
    for (_, file) in sources.iter() {
        let kind = file.text.lines().next().and_then(|l| l.rsplit('/').next()).and_then(|n| n.strip_suffix(".json"));
        let value = as_json(&tree(file));
        for kind in [kind.unwrap(), "all"] {
            let faults: Vec<String> =
                made[kind].iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert_eq!(faults, Vec::<String>::new(), "{} by {kind}.json", file.path);
        }
    }
}

#[test]
fn the_schemas_are_schemas_and_lack_no_definition() {
    for (kind, schema) in made(&shipped()) {
        assert!(jsonschema::draft7::meta::is_valid(&schema), "{kind}");
        let text = schema.to_string();
        for reference in text.split("\"#/definitions/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(schema["definitions"].get(reference).is_some(), "{kind} refers to {reference}");
        }
    }
}

/// What each reader calls the mapping it reads, with the definitions that describe it.
const MAPPINGS: [(&str, &[&str]); 79] = [
    ("`exhaustive`", &["fact.exhaustive"]),
    ("action", &["action"]),
    ("action's English", &["english.action"]),
    ("article", &["article"]),
    ("band", &["band"]),
    ("behaviour", &["behaviour"]),
    ("calendar year", &["year"]),
    ("case", &["case"]),
    ("channel", &["channel"]),
    ("channel's English", &["english.channel"]),
    ("context", &["context", "shared_context"]),
    ("count", &["count"]),
    ("derivation", &["derivation"]),
    ("do-not line's English", &["english.avoid"]),
    ("due date", &["due"]),
    ("erratum", &["erratum"]),
    ("erratum in English", &["erratum.en"]),
    ("expectation", &["expect"]),
    ("expected action", &["expect.action"]),
    ("expected behaviour", &["expect.conduct"]),
    ("expected cost", &["expect.cost"]),
    ("expected do-not line", &["expect.avoid"]),
    ("expected letter", &["expect.letter"]),
    ("expected payment", &["expect.payment"]),
    ("expected referral", &["expect.referral"]),
    ("expected rule", &["expect.rule"]),
    ("column of a fact", &["import.fact"]),
    ("columns of durations", &["import.duration"]),
    ("columns of numbers", &["import.number"]),
    ("columns of stamps", &["import.at"]),
    ("fact", &["fact"]),
    ("field of an entry", &["fact.field"]),
    ("holiday", &["holiday"]),
    ("first question", &["first_question.debt", "first_question.household", "first_question.contact"]),
    ("list of first questions", &["first_questions"]),
    ("import", &["import"]),
    ("label", &["label"]),
    ("law", &["law"]),
    ("letter", &["letter"]),
    ("mask", &["import.mask"]),
    ("level of force", &["force"]),
    ("limit of a need", &["letter.limit"]),
    ("line of the do-not list", &["avoid"]),
    ("option", &["option"]),
    ("outcome (`then`)", &["then.steps", "then.cost", "then.conduct"]),
    ("overlap", &["overlap"]),
    ("part of a table", &["band_of_value"]),
    ("pack", &["pack"]),
    ("sentence in both languages", &["sentence"]),
    ("wording of days", &["wording"]),
    ("payment tier", &["tier"]),
    ("phrase", &["pattern"]),
    ("phrase list", &["phrase"]),
    ("list of words", &["words"]),
    ("disguise", &["disguise"]),
    ("mark", &["mark"]),
    ("message", &["message"]),
    ("planned action", &["planned"]),
    ("reasons for leaving out", &["left_out"]),
    ("record of checking", &["checked"]),
    ("referral", &["referral"]),
    ("referral's English", &["english.referral"]),
    ("rule", &["rule"]),
    ("rule file", &["."]),
    ("rule's English", &["english.rule"]),
    ("rung of evidence", &["rung"]),
    ("severity", &["severity"]),
    ("signed sentence", &["reads"]),
    ("strength", &["strength"]),
    ("stretch of a value", &["entry"]),
    ("term", &["term"]),
    ("time limit of a channel", &["report_limit"]),
    ("tier's English", &["english.tier"]),
    ("title's English", &["english.title"]),
    ("value", &["value"]),
    ("version of a law", &["version"]),
    ("what must be absent", &["expect.not"]),
    ("window", &["window"]),
    ("yardstick", &["yardstick"]),
];

/// Fields that are needed only beside others: the schemas say so with `if`, `oneOf` or `dependencies`, and the pack
/// and the mistakes below hold them to it.
const SOMETIMES: [(&str, &str); 15] = [
    ("fact", "options"),
    ("fact", "fields"),
    ("field of an entry", "options"),
    ("field of an entry", "fields"),
    ("value", "series"),
    ("stretch of a value", "value"),
    ("stretch of a value", "bands"),
    ("band", "otherwise"),
    ("payment tier", "reads"),
    ("payment tier", "extra_because"),
    ("letter", "not_because"),
    ("letter", "not_when"),
    ("rule", "count"),
    ("due date", "after"),
    // The reader has a message of its own for it.
    ("version of a law", "from"),
];

/// Mappings that hold next to nothing, for fields that readers ask for only when something is there or is missing.
const SCRAPS: &str = "
facts: [ { a: 1 }, { type: choice }, { type: records, fields: [ { type: choice }, { type: records } ] } ]
laws: [ { versions: [ { articles: { '1': { checked: { a: 1 } } } } ] } ]
values: [ { a: 1 }, { derived_from: { a: 1 } }, { id: a, unit: rate, series: [ { a: 1 } ] }, { id: b, unit: bands, series: [ { bands: [ { a: 1 } ] } ] } ]
calendar: [ { holidays: [ { a: 1 } ] } ]
phrases: [ { says: [ { a: 1 } ], not_when: [ { a: 1 } ] } ]
words: [ { a: 1 } ]
contexts: [ { a: 1 } ]
disguises: [ { a: 1 } ]
marks: [ { a: 1 } ]
messages: [ { a: 1 } ]
bands: [ { horizon_days: 1 } ]
letters: [ { not_because: a }, { needs: [ { plan.months: { a: 1 } } ] } ]
payment_tiers: [ { method: in_full } ]
errata: [ { en: { a: 1 } } ]
actions: [ { en: { a: 1 } } ]
avoid: [ { en: { a: 1 } } ]
referrals: [ { en: { a: 1 } } ]
channels: [ { en: { a: 1 } } ]
letters: [ { en: { a: 1 } } ]
rules: [ { scope: contacts }, { en: { a: 1 } }, { reads: { a: 1 } }, { count: { window: { a: 1 } } }, { then: { actions: [ { due: { days: 1 } } ] } } ]
cases: [ { expect: { rules: [ { a: 1 } ], conduct: [ { a: 1 } ], cost: [ { a: 1 } ], payments: [ { a: 1 } ], letters: [ { a: 1 } ] } } ]
";

/// The mapping of a definition, which may be one of several forms.
fn mapping_of<'s>(schema: &'s Value, name: &str) -> &'s Map<String, Value> {
    let found = if name == "." { schema } else { &schema["definitions"][name] };
    let forms = found["anyOf"].as_array().into_iter().flatten().chain([found]);
    forms.filter_map(Value::as_object).find(|form| form.contains_key("properties")).unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn the_schemas_have_the_fields_that_the_readers_ask_for_and_no_others() {
    let sources = shipped();
    let schema = made(&sources).remove("all").unwrap();
    asked::take();
    read_all(&sources, &mut Vec::new());
    read_all(&Sources::new(vec![SourceFile::new("scraps.yaml", SCRAPS)]), &mut Vec::new());
    let asked = asked::take();
    let known: BTreeSet<&str> = MAPPINGS.iter().map(|(what, _)| *what).collect();
    assert_eq!(asked.keys().copied().collect::<BTreeSet<_>>(), known, "a mapping that no schema describes");
    for (what, names) in MAPPINGS {
        let parts: Vec<_> = names.iter().map(|name| mapping_of(&schema, name)).collect();
        let described: BTreeSet<&str> =
            parts.iter().flat_map(|p| p["properties"].as_object().unwrap().keys().map(String::as_str)).collect();
        let read: BTreeSet<&str> = asked[what].keys().copied().collect();
        assert_eq!(described, read, "fields of {what}");
        let needed: BTreeSet<&str> = asked[what].iter().filter(|(_, needed)| **needed).map(|(key, _)| *key).collect();
        let required: BTreeSet<&str> = parts
            .iter()
            .flat_map(|p| p.get("required").and_then(Value::as_array).into_iter().flatten())
            .filter_map(Value::as_str)
            .collect();
        let differ: Vec<_> =
            needed.symmetric_difference(&required).filter(|key| !SOMETIMES.contains(&(what, key))).collect();
        assert_eq!(differ, Vec::<&&str>::new(), "needed fields of {what}");
    }
}

#[test]
fn every_field_and_every_word_is_explained() {
    let schema = made(&shipped()).remove("all").unwrap();
    for (what, names) in MAPPINGS {
        for (key, field) in names.iter().flat_map(|name| mapping_of(&schema, name)["properties"].as_object().unwrap()) {
            let told = field["description"].as_str().unwrap_or_default();
            assert!(!told.is_ascii() && told.contains('\n'), "{what}.{key} is told in both languages: {told}");
        }
    }
    each(&schema, &mut |part| {
        if let Some(words) = part.get("enum").and_then(Value::as_array).filter(|_| part.get("errorMessage").is_none()) {
            let told = part.get("enumDescriptions").and_then(Value::as_array).map_or(0, Vec::len);
            let reserved = words.iter().any(|w| w == "never");
            assert!(told == words.len() || reserved, "words without a meaning: {words:?}");
        }
    });
}

fn each(schema: &Value, look: &mut dyn FnMut(&Map<String, Value>)) {
    match schema {
        Value::Object(map) => {
            look(map);
            map.values().for_each(|value| each(value, look));
        }
        Value::Array(list) => list.iter().for_each(|value| each(value, look)),
        _ => {}
    }
}

#[test]
fn each_section_belongs_to_one_kind_of_file() {
    for (section, ..) in SECTIONS {
        let kinds = KINDS.iter().filter(|k| k.sections.contains(&section)).count();
        assert_eq!(kinds, 1, "{section}");
    }
}

#[test]
fn what_is_needed_beside_something_else_is_missed() {
    let validator = jsonschema::draft7::new(&made(&shipped())["all"]).unwrap();
    let rule = "rules: [ { id: a, title: a, scope: debt, strength: law, when: { debt.legal_stage: served }, then: ";
    let step = |due: &str| {
        format!("{rule}{{ because: a, band: danger, actions: [ {{ action: file_answer, due: {due} }} ] }} }} ]")
    };
    let good = [
        "bands: [ { id: a, title: a, horizon_days: 3, otherwise: danger } ]".to_owned(),
        "facts: [ { name: debt.a, label: { zh: a, en: a }, type: choice, options: { x: { zh: a, en: a } } } ]"
            .to_owned(),
        "values: [ { id: a, title: a, unit: rate, series: [ { from: 2026-01-01, value: 24% } ] } ]".to_owned(),
        "values: [ { id: a, title: a, unit: amount, by: household.region, series: { beijing: [ { from: 2026-01-01, value: 24 } ] } } ]".to_owned(),
        "values: [ { id: a, title: a, unit: bands, series: [ { from: 2026-01-01, bands: [ { up_to: 10, fixed: 1 }, { rate: 1% } ] } ] } ]".to_owned(),
        step("today"),
        step("{ days: 15, after: debt.served_on }"),
        step("{ on: debt.served_on }"),
    ];
    for text in good {
        assert_eq!(faults(&validator, &text), Vec::<String>::new(), "{text}");
    }
    let bad = [
        "bands: [ { id: a, title: a, horizon_days: 3 } ]".to_owned(),
        "facts: [ { name: debt.a, label: { zh: a, en: a }, type: choice } ]".to_owned(),
        "facts: [ { name: debt.a, label: { zh: a, en: a }, type: records } ]".to_owned(),
        "facts: [ { name: debt.a, label: { zh: a, en: a }, type: choice, options: { known: { zh: a, en: a } } } ]".to_owned(),
        "payment_tiers: [ { id: a, title: a, method: in_full } ]".to_owned(),
        "values: [ { id: a, title: a, unit: rate } ]".to_owned(),
        "values: [ { id: a, title: a, unit: rate, series: [ { from: 2026-01-01 } ] } ]".to_owned(),
        "values: [ { id: a, title: a, unit: amount, by: household.region, series: [ { from: 2026-01-01, value: 24 } ] } ]".to_owned(),
        "values: [ { id: a, title: a, unit: amount, series: { beijing: [ { from: 2026-01-01, value: 24 } ] } } ]".to_owned(),
        "values: [ { id: a, title: a, unit: bands, series: [ { from: 2026-01-01, bands: [ { up_to: 10, fixed: 1, rate: 1% } ] } ] } ]".to_owned(),
        "rules: [ { id: a, title: a, scope: contacts, when: { debt.legal_stage: served }, then: { behaviour: night_contact, severity: notice, because: a } } ]".to_owned(),
        "laws: [ { id: a, title: a, issuer: a, force: civil, versions: [ { articles: {} } ] } ]".to_owned(),
        "values: [ { id: a, title: a, unit: rate, series: [ { from: 2026-01-01, value: 24 } ] } ]".to_owned(),
        step("today").replace("band: danger, ", ""),
        step("today").replace("strength: law, ", ""),
        step("{ days: 15 }"),
        step("{ days: 15, months: 1, after: debt.served_on }"),
        step("{ on: contact.local_date }"),
        step("tomorrow"),
    ];
    for text in bad {
        assert_ne!(faults(&validator, &text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn rules_that_cannot_be_read_give_no_schemas() {
    let mut files: Vec<SourceFile> = shipped().iter().map(|(_, f)| f.clone()).collect();
    files.push(SourceFile::new("zz.yaml", "facts:\n  - { name: debt.new }\n"));
    assert_eq!(schemas(&Sources::new(files)), None);
}
