//! Names: each defined once, each use looked up, with a suggestion when a close one exists.

use std::borrow::Borrow;
use std::fmt::Display;
use std::hash::Hash;

use indexmap::IndexMap;

use crate::diagnostic::Diagnostic;
use crate::source::{Place, Placed};

/// Puts definitions under their ids; a second definition of an id is a mistake.
pub(super) fn unique<K: Hash + Eq + Display, V>(
    all: Vec<V>,
    key: impl Fn(&V) -> (K, Place),
    what: (&str, &str),
    notes: &mut Vec<Diagnostic>,
) -> IndexMap<K, V> {
    let mut map: IndexMap<K, V> = IndexMap::with_capacity(all.len());
    for item in all {
        let (id, place) = key(&item);
        if let Some(first) = map.get(&id) {
            let there = key(first).1;
            notes.push(
                Diagnostic::error(
                    "duplicate-id",
                    place,
                    format!("{} `{id}` 定义了两次", what.0),
                    format!("the {} `{id}` is defined twice", what.1),
                )
                .also(there, "第一次在这里", "first here")
                .help("删去一个，或者换一个名字", "remove one, or give it another name"),
            );
            continue;
        }
        map.insert(id, item);
    }
    map
}

/// Notes a use of a name that stands for nothing.
pub(super) fn known<K, V>(
    used: &Placed<K>,
    map: &IndexMap<K, V>,
    code: &'static str,
    what: (&str, &str),
    notes: &mut Vec<Diagnostic>,
) -> bool
where
    K: Hash + Eq + Display + Borrow<str>,
{
    if map.contains_key(&used.it) {
        return true;
    }
    let names = map.keys().map(Borrow::borrow);
    notes.push(unknown(code, used.place, what, used.it.borrow(), names));
    false
}

/// A name that stands for nothing.
pub(super) fn unknown<'n>(
    code: &'static str,
    place: Place,
    what: (&str, &str),
    written: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Diagnostic {
    Diagnostic::error(
        code,
        place,
        format!("没有名为 `{written}` 的{}", what.0),
        format!("unknown {} `{written}`", what.1),
    )
    .suggest(written, names)
}
