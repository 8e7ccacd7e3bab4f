//! The vocabulary: each fact once, each with a way to learn it.

use crate::diagnostic::Diagnostic;
use crate::fact::{Fact, Vocabulary};

pub(super) fn vocabulary(facts: Vec<Fact>, notes: &mut Vec<Diagnostic>) -> Vocabulary {
    let mut all = Vocabulary::default();
    for fact in facts {
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
