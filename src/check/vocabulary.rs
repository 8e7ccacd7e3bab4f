//! The vocabulary: each fact once, each with a way to learn it.

use super::change::{may_become, sentences};
use super::names::{Noun, unknown};
use crate::diagnostic::Diagnostic;
use crate::fact::{Fact, FactKind, Vocabulary};
use crate::syntax::FactDraft;

pub(super) fn vocabulary(drafts: Vec<FactDraft>, notes: &mut Vec<Diagnostic>) -> Vocabulary {
    let mut all = Vocabulary::default();
    for draft in drafts {
        sentences(&draft, notes);
        let may_become = may_become(&draft, notes);
        let fact = Fact { may_become, ..draft.fact };
        let (name, place) = (fact.name.clone(), fact.place);
        if fact.derived.is_none() && fact.question.is_none() {
            notes.push(
                Diagnostic::warning(
                    "fact-without-question",
                    place,
                    format!("事实 `{name}` 没有写怎么问(question)"),
                    format!("the fact `{name}` has no `question`"),
                )
                .help("写一句问当事人的话", "write the sentence to ask the person"),
            );
        }
        exhaustive(&fact, notes);
        if let Some(first) = all.add(fact) {
            let there = first.place;
            notes.push(
                Diagnostic::error(
                    "duplicate-id",
                    place,
                    format!("事实 `{name}` 定义了两次"),
                    format!("the fact `{name}` is defined twice"),
                )
                .also(there, "第一次在这里", "first here"),
            );
        }
    }
    all
}

/// Only a choice can be exhaustive, and only its own options can be left out.
fn exhaustive(fact: &Fact, notes: &mut Vec<Diagnostic>) {
    let Some(except) = &fact.exhaustive else { return };
    if !matches!(fact.kind, FactKind::Choice(_)) {
        notes.push(
            Diagnostic::error(
                "exhaustive-without-options",
                except.place,
                format!("`{}` 不是单选，不能要求穷尽", fact.name),
                format!("`{}` is no choice and cannot be exhaustive", fact.name),
            )
            .help("删去 exhaustive", "remove `exhaustive`"),
        );
        return;
    }
    let names = || fact.kind.choices().iter().map(|c| c.name.as_str());
    for option in except.it.iter().filter(|e| !names().any(|n| n == e.it)) {
        notes.push(unknown(Noun::OPTION, option.place, &option.it, names()));
    }
}
