//! What only advises and what evidence weighs: an article that says `不宜` carries a notice and nothing more, and each
//! kind of evidence stands on a rung that is there.

use indexmap::IndexMap;

use super::catalogue::Catalogue;
use super::names::{Noun, known};
use crate::diagnostic::Diagnostic;
use crate::fact::Vocabulary;
use crate::rule::{Article, Citation, Law, LawId, Rule, RungId, Then};
use crate::source::Placed;
use crate::syntax::Notes;

pub(super) fn check(
    rules: &[Rule],
    laws: &IndexMap<LawId, Law>,
    catalogue: &Catalogue,
    vocabulary: &Vocabulary,
    notes: &mut Notes,
) {
    for law in laws.values() {
        worded(law, catalogue, notes);
    }
    for rule in rules {
        mild(rule, laws, catalogue, notes);
    }
    let choices = vocabulary.iter().flat_map(|(_, fact)| fact.kind.choices());
    for rung in choices.filter_map(|c| c.rung.as_ref()) {
        known(&rung.clone().map(RungId::from), &catalogue.evidence_ladder, Noun::RUNG, notes);
    }
}

/// A breach is spoken of by its level of force; what is no breach needs words of its own.
fn worded(law: &Law, catalogue: &Catalogue, notes: &mut Notes) {
    let Some(force) = catalogue.forces.get(&law.force).filter(|f| f.advisory.is_none()) else { return };
    let articles = law.versions.iter().flat_map(|v| v.articles.values());
    if let Some(article) = articles.into_iter().find(|a| a.advisory) {
        notes.push(
            Diagnostic::error(
                "advisory-without-wording",
                article.place,
                format!("`{}` 有只说“不宜”的条文，效力层级 `{}` 没有写怎么说", law.id, force.id),
                format!(
                    "`{}` has an article that only advises, and the force `{}` has no words for it",
                    law.id, force.id
                ),
            )
            .also(force.place, "效力层级在这里", "the level of force is here")
            .help(
                "在 forces 里给它写上 `advisory: …`，{{ law }} 处填法律和条号",
                "write `advisory: …` for it under `forces`; {{ law }} is filled in",
            ),
        );
    }
}

/// A rule whose strongest citation only advises gives a notice.
fn mild(rule: &Rule, laws: &IndexMap<LawId, Law>, catalogue: &Catalogue, notes: &mut Notes) {
    let Then::Conduct(then) = &rule.then else { return };
    let cited = |c: &Placed<Citation>| -> Option<(usize, &Article)> {
        let law = laws.get(&c.it.law)?;
        let (_, _, article) = law.numbers(&c.it.article).into_iter().next()?;
        Some((catalogue.forces.get_index_of(&law.force)?, article))
    };
    let articles: Vec<(usize, &Article)> = rule.cite.iter().filter_map(cited).collect();
    let Some(strongest) = articles.iter().map(|(force, _)| *force).min() else { return };
    if !articles.iter().filter(|(force, _)| *force == strongest).all(|(_, article)| article.advisory) {
        return;
    }
    let Some((mildest, level)) = catalogue.severities.first() else { return };
    if then.severity.it == *mildest || !catalogue.severities.contains_key(&then.severity.it) {
        return;
    }
    notes.push(
        Diagnostic::error(
            "advisory-too-severe",
            then.severity.place,
            format!("规则 `{}` 最强的依据只说“不宜”，严重程度不能是 `{}`", rule.id, then.severity.it),
            format!("the strongest thing `{}` cites only advises: it cannot be `{}`", rule.id, then.severity.it),
        )
        .help(
            format!("写 `severity: {mildest}`（{}），或者补引有约束力的条文", level.label.zh),
            format!("write `severity: {mildest}`, or cite an article that binds"),
        ),
    );
}
