//! Imports: which columns of a list mean what.

use super::read::{Fields, Notes, count, expected, id, label, name, names, texts};
use super::tree::{Kind, Node};
use crate::rule::{DurationColumns, FactColumn, GivenFact, Import, ImportId, Mask, NumberColumns, StampColumns};
use crate::source::Placed;

pub(super) fn import(node: &Node, notes: &mut Notes) -> Option<Import> {
    let mut f = Fields::open(node, ("导入格式", "import"), notes)?;
    let import_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| label(n, notes));
    let always = f.optional("always", notes).map(|n| given(n, notes)).unwrap_or_default();
    let at = f.required("at", notes).and_then(|n| stamps(n, notes));
    let number = f.optional("number", notes).map(|n| numbers(n, notes));
    let duration = f.optional("duration", notes).map(|n| durations(n, notes));
    let facts = f.optional("facts", notes).map(|n| facts(n, notes)).unwrap_or_default();
    let totals = f.optional("totals", notes).map(|n| texts(n, notes)).unwrap_or_default();
    f.close(notes);
    let import_id = import_id?;
    Some(Import {
        id: ImportId::from(import_id.it),
        title: title?,
        always,
        at: at?,
        // What was written and could not be read is not the same as nothing: the whole import waits for its mending.
        number: number.map_or(Some(None), |n| n.map(Some))?,
        duration: duration.map_or(Some(None), |d| d.map(Some))?,
        facts,
        totals,
        place: import_id.place,
    })
}

fn stamps(node: &Node, notes: &mut Notes) -> Option<StampColumns> {
    let mut f = Fields::open(node, ("时间列", "columns of stamps"), notes)?;
    let columns = f.required("columns", notes).map(|n| names(n, notes));
    let date_columns = f.optional("date_columns", notes).map(|n| names(n, notes)).unwrap_or_default();
    let formats = f.required("formats", notes).map(|n| names(n, notes));
    f.close(notes);
    Some(StampColumns { columns: columns?, date_columns, formats: formats? })
}

fn numbers(node: &Node, notes: &mut Notes) -> Option<NumberColumns> {
    let mut f = Fields::open(node, ("号码列", "columns of numbers"), notes)?;
    let columns = f.required("columns", notes).map(|n| names(n, notes));
    let own_columns = f.optional("own_columns", notes).map(|n| names(n, notes)).unwrap_or_default();
    let drop_prefixes = f.optional("drop_prefixes", notes).map(|n| texts(n, notes)).unwrap_or_default();
    let mask = f.required("mask", notes).and_then(|n| mask(n, notes));
    f.close(notes);
    Some(NumberColumns { columns: columns?, own_columns, drop_prefixes, mask: mask? })
}

fn mask(node: &Node, notes: &mut Notes) -> Option<Mask> {
    let mut f = Fields::open(node, ("打码方式", "mask"), notes)?;
    let first = f.required("first", notes).and_then(|n| size(n, notes));
    let last = f.required("last", notes).and_then(|n| size(n, notes));
    let whole_up_to = f.required("whole_up_to", notes).and_then(|n| size(n, notes));
    f.close(notes);
    Some(Mask { first: first?, last: last?, whole_up_to: whole_up_to? })
}

fn size(node: &Node, notes: &mut Notes) -> Option<usize> {
    count(node, notes).and_then(|n| usize::try_from(n).ok())
}

fn durations(node: &Node, notes: &mut Notes) -> Option<DurationColumns> {
    let mut f = Fields::open(node, ("时长列", "columns of durations"), notes)?;
    let columns = f.required("columns", notes).map(|n| names(n, notes));
    let formats = f.required("formats", notes).map(|n| names(n, notes));
    let connected_from_seconds = f.optional("connected_from_seconds", notes).and_then(|n| count(n, notes));
    let at_most_seconds = f.required("at_most_seconds", notes).and_then(|n| count(n, notes));
    f.close(notes);
    Some(DurationColumns {
        columns: columns?,
        formats: formats?,
        connected_from_seconds,
        at_most_seconds: at_most_seconds?,
    })
}

fn facts(node: &Node, notes: &mut Notes) -> Vec<FactColumn> {
    let Kind::Map(entries) = &node.kind else {
        notes.push(expected(node, ("事实的映射", "a mapping of facts")).help(
            "每个事实写成 `contact.direction: { columns: [ … ], words: { … } }`",
            "write each fact as `contact.direction: { columns: [ … ], words: { … } }`",
        ));
        return Vec::new();
    };
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let fact = Placed { it: entry.key.clone(), place: entry.key_place };
        let Some(mut f) = Fields::open(&entry.value, ("事实的列", "column of a fact"), notes) else { continue };
        let columns = f.required("columns", notes).map(|n| names(n, notes));
        let words = f.optional("words", notes).map(|n| given(n, notes)).unwrap_or_default();
        let with = f.optional("with", notes).map(|n| given(n, notes)).unwrap_or_default();
        f.close(notes);
        all.extend(columns.map(|columns| FactColumn { fact, columns, words, with }));
    }
    all
}

/// Names with values, in the order written.
fn given(node: &Node, notes: &mut Notes) -> Vec<GivenFact> {
    let Kind::Map(entries) = &node.kind else {
        notes.push(
            expected(node, ("映射(`名字: 值`)", "a mapping (`name: value`)"))
                .help("写成 `{ 名字: 值 }`", "write it as `{ name: value }`"),
        );
        return Vec::new();
    };
    let pair = |entry: &super::Entry, notes: &mut Notes| {
        let value = name(&entry.value, notes)?;
        Some((Placed { it: entry.key.clone(), place: entry.key_place }, value))
    };
    entries.iter().filter_map(|entry| pair(entry, notes)).collect()
}
