//! Phrases and what they lean on: patterns can be read and name lists that exist; a list matches its own examples and none
//! of its near misses.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::names::{self, Noun};
use crate::diagnostic::Diagnostic;
use crate::message::{MAX_VARIANTS, PatternError, Reader, Said, lists};
use crate::rule::{
    Behaviour, BehaviourId, Context, Disguise, LabelledMessage, Lexicon, Mark, Phrase, PhraseId, WordList, WordListId,
};
use crate::source::Placed;
use crate::syntax::messages::MessageDraft;

/// Phrases and what they lean on, as read.
pub(super) struct Drafts {
    pub(super) phrases: Vec<Phrase>,
    pub(super) words: Vec<WordList>,
    pub(super) disguises: Vec<Disguise>,
    pub(super) contexts: Vec<Context>,
    pub(super) marks: Vec<Mark>,
    pub(super) messages: Vec<MessageDraft>,
}

pub(super) fn phrases(all: Drafts, notes: &mut Vec<Diagnostic>) -> (IndexMap<PhraseId, Phrase>, Lexicon, Reader) {
    let lexicon = Lexicon {
        words: names::unique(all.words, |w| (w.id.clone(), w.place), Noun::WORDS, notes),
        disguises: all.disguises,
        contexts: names::unique(all.contexts, |c| (c.id.clone(), c.place), Noun::CONTEXT, notes),
        marks: names::unique(all.marks, |m| (m.id.clone(), m.place), Noun::MARK, notes),
        messages: all.messages.into_iter().map(labelled).collect(),
    };
    let of_phrases = all.phrases.iter().flat_map(|p| {
        let own = p.not_when.iter().map(|c| &c.says);
        p.says.iter().flat_map(|pattern| pattern.all.iter().chain(&pattern.none)).chain(own)
    });
    let of_contexts = lexicon.contexts.values().flat_map(|c| &c.says);
    let of_marks = lexicon.marks.values().flat_map(|m| &m.says);
    for written in of_phrases.chain(of_contexts).chain(of_marks) {
        pattern(written, &lexicon.words, notes);
    }
    for despite in all.phrases.iter().flat_map(|p| &p.despite) {
        if !lexicon.contexts.contains_key(&despite.it) {
            let known = lexicon.contexts.keys().map(crate::rule::ContextId::as_str);
            notes.push(names::unknown(Noun::CONTEXT, despite.place, despite.it.as_str(), known));
        }
    }
    let phrases = names::unique(all.phrases, |p| (p.id.clone(), p.place), Noun::PHRASE, notes);
    let reader = Reader::new(&lexicon, &phrases);
    messages(&reader, &phrases, notes);
    (phrases, lexicon, reader)
}

fn labelled(draft: MessageDraft) -> LabelledMessage {
    let MessageDraft { say, shows, may, unclear, .. } = draft;
    LabelledMessage { say, shows, unsure: may.into_iter().chain(unclear).collect() }
}

/// Whether the behaviours that labelled messages show exist, and each list that learns from messages has some.
pub(super) fn behaviours(
    phrases: &IndexMap<PhraseId, Phrase>,
    lexicon: &Lexicon,
    behaviours: &IndexMap<BehaviourId, Behaviour>,
    notes: &mut Vec<Diagnostic>,
) {
    let known: BTreeSet<&str> = behaviours.values().map(|b| b.code.as_str()).collect();
    let shown: BTreeSet<&str> = lexicon.messages.iter().flat_map(|m| &m.shows).map(|c| c.it.as_str()).collect();
    let of_messages = lexicon.messages.iter().flat_map(|m| m.shows.iter().chain(&m.unsure));
    let of_phrases = phrases.values().filter_map(|p| p.labelled.as_ref());
    for code in of_messages.chain(of_phrases).filter(|code| !known.contains(code.it.as_str())) {
        notes.push(unknown_behaviour(code, &known));
    }
    for phrase in phrases.values() {
        let Some(code) = phrase.labelled.as_ref().filter(|c| known.contains(c.it.as_str())) else { continue };
        if !shown.contains(code.it.as_str()) {
            notes.push(
                Diagnostic::error(
                    "nothing-labelled",
                    code.place,
                    format!("没有一条标注的消息显示 `{}`，话术 `{}` 无从学起", code.it, phrase.id),
                    format!(
                        "no labelled message shows `{}`: the phrase list `{}` has nothing to learn from",
                        code.it, phrase.id
                    ),
                )
                .help(
                    "在 messages 文件夹里写上显示它的消息，或者删去 labelled",
                    "write messages that show it in a folder `messages`, or remove `labelled`",
                ),
            );
        }
    }
}

/// A behaviour that a label names and nobody has declared.
pub(crate) fn unknown_behaviour(code: &Placed<String>, known: &BTreeSet<&str>) -> Diagnostic {
    let note = Diagnostic::error(
        "unknown-behaviour",
        code.place,
        format!("没有编号为 `{}` 的行为", code.it),
        format!("no behaviour has the code `{}`", code.it),
    );
    note.suggest_or_list(&code.it, known.iter().copied())
}

/// Whether a pattern can be read, and the lists it names exist.
fn pattern(written: &Placed<String>, known: &IndexMap<WordListId, WordList>, notes: &mut Vec<Diagnostic>) {
    let error = match lists(&written.it) {
        Ok(named) => {
            for id in named.iter().filter(|id| !known.contains_key(id.as_str())) {
                notes.push(names::unknown(Noun::WORDS, written.place, id, known.keys().map(WordListId::as_str)));
            }
            return;
        }
        Err(error) => error,
    };
    let (zh, en) = match error {
        PatternError::Unpaired(sign) => (format!("`{sign}` 没有成对"), format!("`{sign}` has no partner")),
        PatternError::Nested => ("括号里又套了括号".to_owned(), "a bracket inside a bracket".to_owned()),
        PatternError::Empty => ("括号里没有词".to_owned(), "a bracket with no word in it".to_owned()),
        PatternError::LooseGap => {
            ("`…` 写在开头或结尾，不起作用".to_owned(), "`…` at the beginning or the end means nothing".to_owned())
        }
        PatternError::Nothing => ("只有标点，没有文字".to_owned(), "punctuation only, no letters".to_owned()),
        PatternError::TooManyVariants(found) => (
            format!("可有可无的部分太多，展开成 {found} 种，最多 {MAX_VARIANTS} 种"),
            format!("too many optional parts: {found} ways of saying it, at most {MAX_VARIANTS}"),
        ),
    };
    notes.push(
        Diagnostic::error(
            "phrase-pattern",
            written.place,
            format!("话术写法有误：{zh}"),
            format!("this pattern cannot be read: {en}"),
        )
        .help(
            "写法：`(打|砍)` 是任选一个，`{词组}` 引用 words 里的词，`…` 隔几个字，`……` 隔任意多的字",
            "`(a|b)` is either, `{list}` a word of that list, `…` a few letters, `……` any number of letters",
        ),
    );
}

fn messages(reader: &Reader, phrases: &IndexMap<PhraseId, Phrase>, notes: &mut Vec<Diagnostic>) {
    for (number, phrase) in phrases.values().enumerate() {
        for example in &phrase.examples {
            if reader.read_patterns(&example.it).says(number) == Said::NotSaid {
                notes.push(
                    Diagnostic::error(
                        "phrase-misses-example",
                        example.place,
                        format!("话术 `{}` 没有认出自己的例句", phrase.id),
                        format!("the phrase list `{}` does not match its own example", phrase.id),
                    )
                    .help(
                        "在 says 里补上说法，或检查 not_when、contexts 是否把它排除了",
                        "add to `says`, or see whether `not_when` or `contexts` rule it out",
                    ),
                );
            }
        }
        for near_miss in &phrase.near_misses {
            if let Said::Said(words) = reader.read_patterns(&near_miss.it).says(number) {
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
}
