//! JSON Schemas of rule files, for editors: completion, explanation and underlines while a lawyer writes.
//!
//! They are made from the rules themselves (vocabulary, names that exist) and from the tables of the readers and the
//! checker (words, tests, who sees what). They see the shape of a file; what it means is for `check`.

mod cases;
mod catalogue;
mod conditions;
mod english;
mod errata;
mod facts;
mod imports;
mod laws;
mod modeline;
mod names;
mod phrases;
mod rules;
mod shape;
#[cfg(test)]
mod tests;
mod told;
mod vocabulary;

pub use modeline::{Misplaced, modeline, modelines};

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diagnostic::Text;
use crate::fact::{FactKind, FactScope, Vocabulary};
use crate::source::Sources;
use crate::syntax::{Definitions, read_all};
use shape::{both, closed, described, refer};

/// The folder of the schemas, inside the rule folder.
pub const FOLDER: &str = "schema";

/// A kind of rule file: its name, what it holds, and the sections that may stand in it.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The name of the schema: `rules` for `schema/rules.json`.
    pub name: &'static str,
    /// The sections of such files.
    pub sections: &'static [&'static str],
    zh: &'static str,
    en: &'static str,
}

impl Kind {
    /// What such files hold.
    pub fn about(&self) -> Text {
        Text::new(self.zh, self.en)
    }
}

const fn kind(name: &'static str, sections: &'static [&'static str], zh: &'static str, en: &'static str) -> Kind {
    Kind { name, sections, zh, en }
}

/// Every kind of rule file. The last takes every section, for files that mix them.
pub const KINDS: [Kind; 17] = [
    kind(
        "pack",
        &["pack", "forces", "strengths", "severities", "evidence_ladder"],
        "规则包说明、效力层级、依据强度、严重程度、证据阶梯",
        "the pack and its degrees",
    ),
    kind("facts", &["facts"], "事实：词汇表", "facts: the vocabulary"),
    kind("terms", &["terms"], "术语", "terms"),
    kind("laws", &["laws"], "法律和条文", "laws and their articles"),
    kind("values", &["values"], "会随日期变的数", "dated values"),
    kind("calendar", &["calendar"], "节假日和调休", "holidays"),
    kind(
        "phrases",
        &["phrases", "words", "contexts", "disguises", "marks"],
        "催收话术、词组、语境、伪装写法、句子标记",
        "phrases of collectors and what they lean on",
    ),
    kind("messages", &["messages"], "有标注的消息：话术照着学", "labelled messages, for phrase lists to learn from"),
    kind(
        "actions",
        &["actions", "bands", "payment_tiers", "avoid", "referrals"],
        "行动、档位、付款顺位、不要做的事、转介",
        "actions and the lists they stand in",
    ),
    kind("behaviours", &["behaviours"], "催收行为的名录", "behaviours of collectors"),
    kind("channels", &["channels"], "投诉、报警、咨询的去处", "places to complain to"),
    kind("letters", &["letters"], "信函和文书底稿", "letters"),
    kind("errata", &["errata"], "流传的错误说法", "what popular advice gets wrong"),
    kind("imports", &["imports"], "导入：运营商详单、短信导出怎么读", "imports: lists of carriers and phones"),
    kind("rules", &["rules"], "规则", "rules"),
    kind("cases", &["cases"], "案例", "test cases"),
    kind("all", &[], "什么都可以放的文件", "files that mix sections"),
];

/// Each section with the definition of its entries; `pack` is no list.
const SECTIONS: [(&str, &str, &str, &str); 28] = [
    ("pack", "pack", "规则包的说明", "what the pack says of itself"),
    ("facts", "fact", "事实", "facts"),
    ("terms", "term", "术语：给一组条件起的名字", "terms: names for conditions"),
    ("laws", "law", "法律文件和条文", "laws with their articles"),
    ("values", "value", "会随日期变的数", "dated values"),
    ("calendar", "year", "每年的节假日和调休上班日", "holidays and days worked, by year"),
    ("phrases", "phrase", "催收话术", "phrases of collectors"),
    ("words", "words", "词组：几个可以互换的词", "words that stand for one another"),
    ("contexts", "shared_context", "语境：让话术不算数的话", "contexts that take a phrase's meaning away"),
    ("disguises", "disguise", "伪装写法", "how words are disguised"),
    ("marks", "mark", "句子标记", "marks of sentences"),
    ("messages", "message", "有标注的消息", "labelled messages"),
    ("bands", "band", "先办次序的档位，急的在前", "bands of the act-first list, most urgent first"),
    ("payment_tiers", "tier", "付款次序的档位，先付的在前", "tiers of the pay-first list, first paid first"),
    ("actions", "action", "行动", "actions"),
    ("avoid", "avoid", "不要做的事", "the do-not list"),
    ("referrals", "referral", "转介去处", "referrals"),
    ("behaviours", "behaviour", "催收行为的名录", "behaviours of collectors"),
    ("severities", "severity", "严重程度，从轻到重", "degrees of severity, weakest first"),
    ("forces", "force", "效力层级，从高到低", "levels of force, strongest first"),
    ("strengths", "strength", "依据强度，从强到弱", "degrees of strength, most binding first"),
    ("evidence_ladder", "rung", "证据阶梯，从强到弱", "the ladder of evidence, strongest first"),
    ("channels", "channel", "投诉、报警、咨询的去处", "places to complain to"),
    ("letters", "letter", "信函和文书底稿", "letters"),
    ("errata", "erratum", "流传的错误说法和正确的说法", "what popular advice gets wrong, set right"),
    ("imports", "import", "怎么读运营商详单、短信导出等表格", "how to read lists of carriers and phones"),
    ("rules", "rule", "规则", "rules"),
    ("cases", "case", "案例：规则的考题", "test cases"),
];

/// One schema, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaFile {
    /// The name of its kind.
    pub kind: &'static str,
    /// Its text, as JSON.
    pub json: String,
}

impl SchemaFile {
    /// Its name on disk.
    pub fn file_name(&self) -> String {
        format!("{}.json", self.kind)
    }
}

/// The schemas of all kinds. `None` where part of the rules cannot be read: what stands there would be missing from
/// the schemas, and every use of it would look wrong. Mistakes of meaning do not matter here.
pub fn schemas(sources: &Sources) -> Option<Vec<SchemaFile>> {
    let all = read_all(sources, &mut Vec::new());
    if all.unreadable_file || !all.unread.is_empty() {
        return None;
    }
    let definitions = definitions(&all);
    let file = |kind: &Kind| {
        let json = serde_json::to_string_pretty(&schema(kind, &definitions)).unwrap_or_default();
        SchemaFile { kind: kind.name, json: json + "\n" }
    };
    Some(KINDS.iter().map(file).collect())
}

fn definitions(all: &Definitions) -> Map<String, Value> {
    let mut vocabulary = Vocabulary::default();
    for draft in &all.facts {
        vocabulary.add(draft.fact.clone());
    }
    let mut into = Map::new();
    names::names(all, &mut into);
    facts::facts(&vocabulary, all, &mut into);
    fact_names(&vocabulary, &mut into);
    conditions::conditions(&vocabulary, &mut into);
    vocabulary::vocabulary(&mut into);
    laws::laws(&mut into);
    catalogue::catalogue(all, &mut into);
    phrases::phrases(all, &mut into);
    english::english(&mut into);
    errata::errata(&mut into);
    imports::imports(&vocabulary, &mut into);
    rules::rules(all, &mut into);
    cases::cases(&vocabulary, &mut into);
    into
}

/// Facts where they are named and not tested.
fn fact_names(vocabulary: &Vocabulary, into: &mut Map<String, Value>) {
    let all = || vocabulary.iter().map(|(_, fact)| fact);
    let told = |kind: Option<FactKind>, widest: FactScope| {
        let chosen = all().filter(|f| f.scope <= widest && kind.as_ref().is_none_or(|kind| f.kind == *kind));
        let names: Vec<(&str, String)> =
            chosen.map(|f| (f.name.as_str(), format!("{} / {}", f.label.zh, f.label.en))).collect();
        closed(names)
    };
    into.insert("fact_name".to_owned(), told(None, FactScope::Contact));
    for scope in [FactScope::Household, FactScope::Debt, FactScope::Contact] {
        let asked = all().filter(|f| f.scope == scope && f.derived.is_none());
        let names = asked.map(|f| (f.name.as_str(), format!("{} / {}", f.label.zh, f.label.en)));
        into.insert(format!("fact_to_ask.{}", scope.prefix()), closed(names));
    }
    into.insert("date_fact".to_owned(), told(Some(FactKind::Date), FactScope::Debt));
    into.insert("amount_fact".to_owned(), told(Some(FactKind::Amount), FactScope::Debt));
    let evidence = vocabulary.find("household.evidence").is_some_and(|(_, f)| !f.kind.choices().is_empty());
    let evidence = if evidence { refer("choice.household.evidence") } else { shape::text() };
    into.insert("evidence".to_owned(), evidence);
}

/// The schema of one kind with the definitions it reaches, and no others.
fn schema(kind: &Kind, definitions: &Map<String, Value>) -> Value {
    let mut properties = Map::new();
    for (section, entry, zh, en) in SECTIONS {
        if kind.sections.is_empty() || kind.sections.contains(&section) {
            let entries = match section {
                "pack" => refer(entry),
                _ => json!({ "type": "array", "items": refer(entry) }),
            };
            properties.insert(section.to_owned(), described(entries, both(zh, en)));
        }
    }
    let root = Value::Object(properties);
    let mut reached = BTreeSet::new();
    reach(&root, definitions, &mut reached);
    let used: Map<String, Value> =
        reached.into_iter().filter_map(|name| definitions.get(&name).map(|schema| (name, schema.clone()))).collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": "由 ashore schema --write 生成，不要手改 / written by ashore schema --write, not by hand",
        "title": format!("Ashore {}", kind.name),
        "description": both(kind.zh, kind.en),
        "type": "object",
        "properties": root,
        "additionalProperties": false,
        "definitions": used,
    })
}

fn reach(schema: &Value, definitions: &Map<String, Value>, reached: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(name) = map.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/definitions/"))
                && reached.insert(name.to_owned())
                && let Some(next) = definitions.get(name)
            {
                reach(next, definitions, reached);
            }
            for value in map.values() {
                reach(value, definitions, reached);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| reach(value, definitions, reached)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
