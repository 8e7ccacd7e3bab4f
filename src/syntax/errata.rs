//! Errata: what popular advice gets wrong.

use super::laws::{checked, citations};
use super::read::{Fields, Notes, id, name, names, placed, text};
use super::tree::Node;
use crate::rule::{Erratum, ErratumId, ErratumWords, StrengthId};

pub(super) fn erratum(node: &Node, notes: &mut Notes) -> Option<Erratum> {
    let mut f = Fields::open(node, ("流传的错误说法", "erratum"), notes)?;
    let erratum_id = f.required("id", notes).and_then(|n| id(n, notes));
    let words = words(&mut f, notes);
    let strength = f.optional("strength", notes).and_then(|n| name(n, notes)).map(|n| n.map(StrengthId::from));
    let checked = f.optional("checked", notes).and_then(|n| checked(n, notes));
    let cite = citations(f.optional("cite", notes), notes);
    let rules = f.optional("rules", notes).map(|n| names(n, notes)).unwrap_or_default();
    let en = f.optional("en", notes).and_then(|n| english(n, notes));
    f.close(notes);
    let erratum_id = erratum_id?;
    Some(Erratum {
        id: ErratumId::from(erratum_id.it),
        words: words?,
        en,
        strength,
        checked,
        cite,
        rules: placed(rules),
        place: erratum_id.place,
    })
}

fn english(node: &Node, notes: &mut Notes) -> Option<ErratumWords> {
    let mut f = Fields::open(node, ("英文", "erratum in English"), notes)?;
    let words = words(&mut f, notes);
    f.close(notes);
    words
}

fn words(f: &mut Fields<'_>, notes: &mut Notes) -> Option<ErratumWords> {
    let says = f.required("says", notes).and_then(|n| text(n, notes));
    let wrong = f.required("wrong", notes).and_then(|n| text(n, notes));
    let right = f.required("right", notes).and_then(|n| text(n, notes));
    Some(ErratumWords { says: says?, wrong: wrong?, right: right? })
}
