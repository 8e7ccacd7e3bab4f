//! Phrases: a list matches its own examples and none of its near misses.

use indexmap::IndexMap;

use super::names::{self, Noun};
use crate::diagnostic::Diagnostic;
use crate::message::{CompiledPhrase, Message, Said};
use crate::rule::{Phrase, PhraseId};

pub(super) fn phrases(all: Vec<Phrase>, notes: &mut Vec<Diagnostic>) -> IndexMap<PhraseId, Phrase> {
    for phrase in &all {
        let compiled = CompiledPhrase::new(phrase);
        for example in &phrase.examples {
            if Message::new(&example.it).says(&compiled) == Said::NotSaid {
                notes.push(
                    Diagnostic::error(
                        "phrase-misses-example",
                        example.place,
                        format!("话术 `{}` 没有认出自己的例句", phrase.id),
                        format!("the phrase list `{}` does not match its own example", phrase.id),
                    )
                    .help(
                        "在 says 里补上说法，或检查 not_when 是否把它排除了",
                        "add to `says`, or see whether `not_when` rules it out",
                    ),
                );
            }
        }
        for near_miss in &phrase.near_misses {
            if let Said::Said(words) = Message::new(&near_miss.it).says(&compiled) {
                notes.push(
                    Diagnostic::error(
                        "phrase-hits-near-miss",
                        near_miss.place,
                        format!("话术 `{}` 把合法的说法也当成了违规", phrase.id),
                        format!("the phrase list `{}` matches its own near miss", phrase.id),
                    )
                    .label(format!("因为“{words}”"), format!("because of “{words}”"))
                    .help(
                        "把 says 写得更具体，或在 not_when 里加上语境",
                        "make `says` more specific, or add a context to `not_when`",
                    ),
                );
            }
        }
    }
    names::unique(all, |p| (p.id.clone(), p.place), Noun::PHRASE, notes)
}
