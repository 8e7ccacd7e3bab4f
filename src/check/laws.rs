//! The citation registry: versions in order, without overlap; renumbered articles lead somewhere.

use indexmap::IndexMap;

use super::Known;
use super::catalogue::Catalogue;
use super::condition::{Sight, resolve};
use super::names::{self, Noun};
use crate::diagnostic::Diagnostic;
use crate::rule::{Law, LawId, LawVersion};
use crate::source::{Place, Placed};
use crate::syntax::ConditionDraft;

pub(super) fn laws(
    all: Vec<Law<ConditionDraft>>,
    known: &Known<'_>,
    notes: &mut Vec<Diagnostic>,
) -> IndexMap<LawId, Law> {
    let mut resolved = Vec::with_capacity(all.len());
    for law in all {
        let mut versions = law.versions;
        versions.sort_by_key(|v| v.from);
        check_versions(&law.id, &versions, law.place, notes);
        resolved.push(Law {
            applies_when: law.applies_when.as_ref().map(|c| resolve(c, known, Sight::DEBT, notes)),
            id: law.id,
            title: law.title,
            issuer: law.issuer,
            force: law.force,
            versions,
            note: law.note,
            place: law.place,
        });
    }
    names::unique(resolved, |l| (l.id.clone(), l.place), Noun::LAW, notes)
}

fn check_versions(id: &LawId, versions: &[LawVersion], place: Place, notes: &mut Vec<Diagnostic>) {
    for pair in versions.windows(2) {
        let [earlier, later] = pair else { continue };
        if earlier.until.is_none_or(|until| until >= later.from) {
            let from = later.from;
            notes.push(
                Diagnostic::error(
                    "law-versions-overlap",
                    place,
                    format!("`{id}` 的两个版本在 {from} 同时有效"),
                    format!("two versions of `{id}` are in force on {from}"),
                )
                .help(
                    format!("给较早的版本写上 until({from} 的前一天)"),
                    format!("give the earlier version an until, the day before {from}"),
                ),
            );
        }
        for (number, article) in &earlier.articles {
            if let Some(next) = &article.succeeded_by
                && !later.articles.contains_key(next)
            {
                notes.push(
                    names::unknown(Noun::ARTICLE, article.place, next, later.articles.keys().map(String::as_str))
                        .label(
                            format!("第 {number} 条的后续条文不存在"),
                            format!("what article {number} became is not there"),
                        ),
                );
            }
        }
    }
}

/// Every law has a level of force that is declared.
pub(super) fn check_forces(laws: &IndexMap<LawId, Law>, catalogue: &Catalogue, notes: &mut Vec<Diagnostic>) {
    for law in laws.values() {
        names::known(&Placed { it: law.force.clone(), place: law.place }, &catalogue.forces, Noun::FORCE, notes);
    }
}
