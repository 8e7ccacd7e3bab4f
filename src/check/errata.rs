//! Errata: each once, with grounds for the right answer, pointing at articles and rules that exist.

use indexmap::IndexMap;

use super::catalogue::Catalogue;
use super::names::{Noun, known, unique, unknown};
use super::{Known, citations};
use crate::diagnostic::Diagnostic;
use crate::rule::{Erratum, ErratumId, Rule};
use crate::syntax::Notes;

pub(super) fn errata(
    all: Vec<Erratum>,
    rules: &[Rule],
    names: &Known<'_>,
    catalogue: &Catalogue,
    notes: &mut Notes,
) -> IndexMap<ErratumId, Erratum> {
    for erratum in &all {
        grounds(erratum, notes);
        for citation in &erratum.cite {
            citations::exists(citation, names.laws, notes);
        }
        if let Some(strength) = &erratum.strength {
            known(strength, &catalogue.strengths, Noun::STRENGTH, notes);
        }
        for rule in erratum.rules.iter().filter(|named| rules.iter().all(|r| r.id != named.it)) {
            notes.push(unknown(Noun::RULE, rule.place, rule.it.as_str(), rules.iter().map(|r| r.id.as_str())));
        }
    }
    unique(all, |e| (e.id.clone(), e.place), Noun::ERRATUM, notes)
}

/// One saying is not put right by another that rests on nothing.
fn grounds(erratum: &Erratum, notes: &mut Notes) {
    if erratum.cite.is_empty() && erratum.strength.is_none() {
        notes.push(
            Diagnostic::error(
                "erratum-without-grounds",
                erratum.place,
                format!("`{}` 的正确说法没有引用条文，也没有写明依据强度", erratum.id),
                format!("what `{}` calls right cites nothing and does not say how binding it is", erratum.id),
            )
            .help(
                "写上 `cite: [...]`；若是行业做法或经验，写 `strength: practice` 或 `strength: heuristic`",
                "write `cite: [...]`, or `strength: practice` or `strength: heuristic`",
            ),
        );
    }
}
