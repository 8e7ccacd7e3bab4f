//! What two rule folders say differently, definition by definition: added, removed, and each changed field with its path.
//! Places, comments and the order of keys do not count.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::Serialize;

use super::words::Change;
use crate::source::{Place, Sources};
use crate::syntax::{Kind, Node, head_of, tree_of};

/// Sections whose order is part of what they say.
const ORDERED: [&str; 8] =
    ["bands", "payment_tiers", "avoid", "referrals", "severities", "forces", "strengths", "evidence_ladder"];

/// A definition that is not the same in both folders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DefinitionChange {
    /// The section of the rule files it stands in: `rules`, `values` …
    pub section: String,
    /// Its id, or its name where it has none; absent where the order of a section changed.
    pub id: Option<String>,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// What became of it.
    pub change: Change,
    /// Where it is written: file and line, in the new folder unless it was removed.
    pub place: Option<String>,
    /// What changed inside.
    pub fields: Vec<FieldChange>,
}

/// A field that is not the same in both folders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its path inside the definition: `series[2026-12-21].value`.
    pub path: String,
    /// What it said.
    pub old: Option<String>,
    /// What it says.
    pub new: Option<String>,
}

/// The definitions of a folder by section and id.
pub(super) struct Definitions {
    all: IndexMap<(String, String), Definition>,
}

struct Definition {
    node: Node,
    file: String,
    place: Place,
}

impl Definitions {
    /// The definitions of files that have been checked: what cannot be read is not there.
    pub(super) fn read(sources: &Sources) -> Self {
        let mut all = IndexMap::new();
        for (file, source) in sources.iter() {
            let Some(Node { kind: Kind::Map(sections), .. }) = tree_of(file, source, &mut Vec::new()) else { continue };
            for section in sections {
                let nodes = match section.value.kind {
                    Kind::List(items) => items,
                    Kind::Map(_) | Kind::Scalar { .. } => vec![section.value],
                };
                for node in nodes {
                    let id = id(&node);
                    // Two definitions may share an id when their periods do not overlap.
                    let mut key = (section.key.clone(), id.clone());
                    let mut number = 1;
                    while all.contains_key(&key) {
                        number += 1;
                        key.1 = format!("{id} ({number})");
                    }
                    let place = head_of(&node);
                    all.insert(key, Definition { node, file: source.path.clone(), place });
                }
            }
        }
        Self { all }
    }
}

fn id(node: &Node) -> String {
    ["id", "name", "year"].iter().find_map(|key| node.get(key)?.text()).unwrap_or_default().to_owned()
}

/// Everything that is not the same: by section in the order of the alphabet, then in the order of the files.
pub(super) fn changes(old: &Definitions, new: &Definitions) -> Vec<DefinitionChange> {
    let mut all = Vec::new();
    for ((section, id), definition) in &new.all {
        let (change, fields) = match old.all.get(&(section.clone(), id.clone())) {
            None => (Change::Appeared, Vec::new()),
            Some(before) => {
                let mut fields = Vec::new();
                differ(&before.node, &definition.node, "", &mut fields);
                (Change::Changed, fields)
            }
        };
        if change == Change::Appeared || !fields.is_empty() {
            all.push(definition.change(section, id, change, fields));
        }
    }
    for ((section, id), definition) in &old.all {
        if !new.all.contains_key(&(section.clone(), id.clone())) {
            all.push(definition.change(section, id, Change::Disappeared, Vec::new()));
        }
    }
    all.extend(ORDERED.iter().filter_map(|section| reordered(section, old, new)));
    all.sort_by(|a, b| a.section.cmp(&b.section));
    all
}

impl Definition {
    fn change(&self, section: &str, id: &str, change: Change, fields: Vec<FieldChange>) -> DefinitionChange {
        DefinitionChange {
            section: section.to_owned(),
            id: Some(id.to_owned()),
            title: ["title", "label", "name", "says"].iter().find_map(|k| title(self.node.get(k)?)).filter(|t| t != id),
            change,
            place: Some(format!("{}:{}", self.file, self.place.span.line)),
            fields,
        }
    }
}

fn title(node: &Node) -> Option<String> {
    node.text().or_else(|| node.get("zh")?.text()).map(str::to_owned)
}

fn reordered(section: &str, old: &Definitions, new: &Definitions) -> Option<DefinitionChange> {
    let ids = |these: &Definitions, others: &Definitions| -> Vec<String> {
        let both = these.all.keys().filter(|key| key.0 == section && others.all.contains_key(*key));
        both.map(|(_, id)| id.clone()).collect()
    };
    let (before, after) = (ids(old, new), ids(new, old));
    (before != after).then(|| DefinitionChange {
        section: section.to_owned(),
        id: None,
        title: None,
        change: Change::Moved,
        place: None,
        fields: vec![FieldChange {
            path: "order".to_owned(),
            old: Some(before.join("、")),
            new: Some(after.join("、")),
        }],
    })
}

/// Notes every field in which two trees differ.
fn differ(old: &Node, new: &Node, path: &str, into: &mut Vec<FieldChange>) {
    let mut note = |path: String, old: Option<&Node>, new: Option<&Node>| {
        into.push(FieldChange { path, old: old.map(shown), new: new.map(shown) });
    };
    match (&old.kind, &new.kind) {
        (Kind::Scalar { text: a, .. }, Kind::Scalar { text: b, .. }) if a == b => {}
        (Kind::Map(before), Kind::Map(after)) => {
            for entry in before {
                let path = joined(path, &entry.key);
                match new.get(&entry.key) {
                    Some(value) => differ(&entry.value, value, &path, into),
                    None => into.push(FieldChange { path, old: Some(shown(&entry.value)), new: None }),
                }
            }
            for entry in after.iter().filter(|e| old.get(&e.key).is_none()) {
                let path = joined(path, &entry.key);
                into.push(FieldChange { path, old: None, new: Some(shown(&entry.value)) });
            }
        }
        (Kind::List(before), Kind::List(after)) => lists(before, after, path, into),
        _ => note(path.to_owned(), Some(old), Some(new)),
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Entries of a list are the same entry when they have the same name (an id, an action, the day they begin); entries
/// without a name are the same when they say the same.
fn lists(before: &[Node], after: &[Node], path: &str, into: &mut Vec<FieldChange>) {
    let (old, new) = (named(before), named(after));
    for (name, node) in &old {
        match new.get(name) {
            Some(other) => differ(node, other, &format!("{path}[{name}]"), into),
            None => into.push(FieldChange { path: path.to_owned(), old: Some(shown(node)), new: None }),
        }
    }
    for (_, node) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        into.push(FieldChange { path: path.to_owned(), old: None, new: Some(shown(node)) });
    }
    let kept = |names: &IndexMap<String, &Node>, others: &IndexMap<String, &Node>| -> Vec<String> {
        names.keys().filter(|n| others.contains_key(*n)).cloned().collect()
    };
    let (first, second) = (kept(&old, &new), kept(&new, &old));
    if first != second {
        let path = if path.is_empty() { "order".to_owned() } else { format!("{path} (order)") };
        into.push(FieldChange { path, old: Some(first.join("、")), new: Some(second.join("、")) });
    }
}

fn named(list: &[Node]) -> IndexMap<String, &Node> {
    let mut all = IndexMap::with_capacity(list.len());
    for node in list {
        let name = ["id", "name", "from", "action", "year"].iter().find_map(|key| node.get(key)?.text());
        let name = name.map_or_else(|| shown(node), str::to_owned);
        let mut key = name.clone();
        let mut number = 1;
        while all.contains_key(&key) {
            number += 1;
            key = format!("{name} ({number})");
        }
        all.insert(key, node);
    }
    all
}

/// A tree on one line, as it could be written.
fn shown(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar { text, .. } => text.trim_end().to_owned(),
        Kind::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Kind::Map(entries) => {
            let entries: Vec<String> = entries.iter().map(|e| format!("{}: {}", e.key, shown(&e.value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// For each rule that is in the new folder or was in the old one: the changed definitions it leans on, itself first.
/// A rule leans on what it names, and on what that names.
pub(super) fn touched(
    old: &Definitions,
    new: &Definitions,
    changes: &[DefinitionChange],
) -> BTreeMap<String, BTreeSet<String>> {
    let mut changed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for change in changes.iter().filter(|c| !["cases", "errata", "imports", "pack"].contains(&c.section.as_str())) {
        for name in names_of(change) {
            changed.entry(name).or_default().extend(change.id.clone());
        }
    }
    let mentions: Vec<(&(String, String), BTreeSet<String>)> = new
        .all
        .iter()
        .chain(&old.all)
        .filter(|((section, _), _)| section != "cases")
        .map(|(key, definition)| {
            let mut words = BTreeSet::new();
            mentioned(&definition.node, &mut words);
            (key, words)
        })
        .collect();
    let mut touched: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // Terms lean on terms, values on values, actions on letters: as often as something new is found.
    for _ in 0..8 {
        let mut grew = false;
        for ((section, id), words) in &mentions {
            let causes: BTreeSet<String> =
                words.iter().filter_map(|w| changed.get(w)).flatten().filter(|c| *c != id).cloned().collect();
            if section == "rules" {
                touched.entry(id.clone()).or_default().extend(causes);
            } else if !causes.is_empty() && section != "laws" {
                let known = changed.entry(id.clone()).or_default();
                let before = known.len();
                known.extend(causes);
                grew |= known.len() > before;
            }
        }
        if !grew {
            break;
        }
    }
    for change in changes.iter().filter(|c| c.section == "rules") {
        touched.entry(change.id.clone().unwrap_or_default()).or_default().extend(change.id.clone());
    }
    touched.retain(|_, causes| !causes.is_empty());
    touched
}

/// The names under which others speak of a changed definition: its id; of a law, the articles that changed.
fn names_of(change: &DefinitionChange) -> Vec<String> {
    let Some(id) = &change.id else { return Vec::new() };
    if change.section != "laws" {
        return vec![id.clone()];
    }
    let article = |field: &FieldChange| {
        let (_, after) = field.path.split_once(".articles.")?;
        Some(format!("{id}/{}", after.split('.').next()?))
    };
    let mut names: Vec<String> = change.fields.iter().filter_map(article).collect();
    if change.fields.iter().any(|f| article(f).is_none()) || change.fields.is_empty() {
        names.push(id.clone());
    }
    names
}

/// Every word of a tree that could be a name; of a citation the whole and the law.
fn mentioned(node: &Node, into: &mut BTreeSet<String>) {
    match &node.kind {
        Kind::Scalar { text, .. } => words(text, into),
        Kind::List(items) => items.iter().for_each(|i| mentioned(i, into)),
        Kind::Map(entries) => {
            // English sentences and labels are full of words that are also names; their slots are those of the Chinese.
            for entry in entries.iter().filter(|e| e.key != "en") {
                words(&entry.key, into);
                mentioned(&entry.value, into);
            }
        }
    }
}

fn words(text: &str, into: &mut BTreeSet<String>) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    for word in text.split(|c: char| !is_part(c)).filter(|w| !w.is_empty()) {
        into.insert(word.strip_prefix("value.").unwrap_or(word).to_owned());
        into.extend(word.split_once('/').map(|(law, _)| law.to_owned()));
    }
}
