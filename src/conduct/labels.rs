//! What was read in a message, sentence by sentence: which words, which phrase list, whether they count and why not.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::timeline::WordOf;
use crate::evaluate::Session;
use crate::fact::Subject;
use crate::message::{Because, Counts, Label, Read};
use crate::program::{Formula, Program};
use crate::rule::{Matcher, PhraseId, Status, Then};

/// Words of a message that stand in a phrase list, or that are like messages the list learned from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SentenceLabel {
    /// The sentence, from 1.
    #[schema(example = 1)]
    pub sentence: usize,
    /// The words as they stand in the message.
    #[schema(example = "打断你的腿")]
    pub words: String,
    /// Their first character, counted from 0 in characters of the message.
    #[schema(example = 10)]
    pub from: usize,
    /// The character after their last.
    #[schema(example = 15)]
    pub to: usize,
    /// The phrase list.
    #[schema(example = "threat_of_violence")]
    pub phrase: PhraseId,
    /// Its title.
    pub title: String,
    /// The codes of the behaviours whose rules read the list. Whether one is shown depends on the rule's other conditions too.
    #[schema(example = json!(["D1"]))]
    pub codes: Vec<String>,
    /// What is done by saying it, where the list says: `inform`, `demand`, `threat`, `insult`, `impersonate`, `disclose` or `solicit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "threat")]
    pub act: Option<String>,
    /// Whether the words count.
    pub counts: WordsCount,
    /// Why they do not count, or why nobody can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<LabelContext>,
    /// The labelled message of the rules that this one is like, where no phrase of the list stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub like: Option<LikeMessage>,
    /// Whether they are written to slip past a reader.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub disguised: bool,
    /// What more the sentence tells: who is meant, on which condition, by when, as whom somebody speaks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<SentenceMark>,
}

/// Whether words that stand in a message count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WordsCount {
    /// They are said.
    Said,
    /// Whose words they are cannot be told from the text.
    Unclear,
    /// A context takes their meaning away, or the message does not read like those the list learned from.
    NotSaid,
}

/// Why words do not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LabelContext {
    /// The shared context of the rules; absent for every other reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "negated")]
    pub context: Option<String>,
    /// For people.
    #[schema(example = "否定")]
    pub title: String,
    /// In English.
    #[schema(example = "negated")]
    pub title_en: String,
}

/// A message that people have labelled, and from which the rules learn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LikeMessage {
    /// Its text.
    #[schema(example = "再不还钱就卸你一条腿")]
    pub say: String,
    /// Its file, and the line.
    #[schema(example = "cn/messages/D1.yaml:4")]
    pub place: String,
}

/// A mark that a sentence carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SentenceMark {
    /// What it tells: `target`, `condition`, `time_limit` or `speaker`.
    #[schema(example = "target")]
    pub tells: String,
    /// The mark.
    #[serde(flatten)]
    pub mark: WordOf,
    /// The words as they stand in the message.
    pub words: String,
}

/// For each phrase list, by position, the codes of the behaviours whose rules read it.
pub(super) type Readers = BTreeMap<usize, Vec<String>>;

/// Which behaviours' rules read which phrase lists. A list that a rule asks not to be said is none of its.
pub(super) fn readers(program: &Program) -> Readers {
    let set = &program.set;
    let mut readers = Readers::new();
    for (rule, compiled) in set.rules.iter().zip(&program.rules).filter(|(rule, _)| rule.status == Status::Active) {
        let Then::Conduct(then) = &rule.then else { continue };
        let Some(behaviour) = set.behaviours.get(&then.behaviour.it) else { continue };
        let mut tests = Vec::new();
        asked(&compiled.when, &mut tests);
        compiled.only.iter().for_each(|only| asked(only, &mut tests));
        for test in tests.into_iter().filter_map(|id| program.tests.get(id.0)) {
            let Matcher::Says(phrases) = &test.test.matcher else { continue };
            for phrase in phrases.iter().filter_map(|id| set.phrases.get_index_of(id)) {
                let codes = readers.entry(phrase).or_default();
                if !codes.contains(&behaviour.code) {
                    codes.push(behaviour.code.clone());
                }
            }
        }
    }
    for codes in readers.values_mut() {
        codes.sort_unstable();
    }
    readers
}

fn asked(formula: &Formula, into: &mut Vec<crate::program::TestId>) {
    match formula {
        Formula::All(parts) | Formula::Any(parts) => parts.iter().for_each(|part| asked(part, into)),
        Formula::AnyDebt(inner) => asked(inner, into),
        Formula::None(_) => {}
        Formula::Test(id) => into.push(*id),
    }
}

/// What was read in the message of a contact; empty where there is none, and where it says nothing known.
pub(super) fn labels(session: &Session<'_>, subject: Subject, readers: &Readers) -> Vec<SentenceLabel> {
    let Some(read) = session.message(subject) else { return Vec::new() };
    read.labels.iter().filter_map(|label| one(session, &read, label, readers)).collect()
}

fn one(session: &Session<'_>, read: &Read, label: &Label, readers: &Readers) -> Option<SentenceLabel> {
    let set = &session.program.set;
    let (_, phrase) = set.phrases.get_index(label.phrase)?;
    let marks = read.marks.iter().filter(|m| m.sentence == label.sentence).filter_map(|marked| {
        let (_, mark) = set.lexicon.marks.get_index(marked.mark)?;
        let title = WordOf { word: mark.id.to_string(), label: mark.title.zh.clone(), label_en: mark.title.en.clone() };
        Some(SentenceMark { tells: mark.tells.word().to_owned(), mark: title, words: marked.words.clone() })
    });
    let (counts, context) = counting(session, label.counts);
    Some(SentenceLabel {
        sentence: label.sentence + 1,
        words: label.words.clone(),
        from: label.at.start,
        to: label.at.end,
        phrase: phrase.id.clone(),
        title: phrase.title.clone(),
        codes: readers.get(&label.phrase).cloned().unwrap_or_default(),
        act: phrase.act.map(|act| act.word().to_owned()),
        counts,
        context,
        like: label
            .like
            .and_then(|number| set.lexicon.messages.get(number))
            .map(|message| LikeMessage { say: message.say.it.clone(), place: set.sources.line(message.say.place) }),
        disguised: label.disguised,
        marks: marks.collect(),
    })
}

fn counting(session: &Session<'_>, counts: Counts) -> (WordsCount, Option<LabelContext>) {
    let own = |zh: &str, en: &str| LabelContext { context: None, title: zh.to_owned(), title_en: en.to_owned() };
    let shared = |position: usize| {
        let (_, context) = session.program.set.lexicon.contexts.get_index(position)?;
        let id = Some(context.id.to_string());
        Some(LabelContext { context: id, title: context.title.zh.clone(), title_en: context.title.en.clone() })
    };
    let why = |because| match because {
        Because::Context(position) => shared(position),
        Because::Quoted => Some(own("引号里的话", "between quotation marks")),
        Because::Own => Some(own("这组话术的例外", "an exception of the phrase list")),
        Because::Unlike => Some(own(
            "整条消息不像标注为这种行为的消息",
            "the message as a whole does not read like those labelled with it",
        )),
    };
    match counts {
        Counts::Said => (WordsCount::Said, None),
        Counts::Unclear(because) => (WordsCount::Unclear, why(because)),
        Counts::Not(because) => (WordsCount::NotSaid, why(because)),
    }
}
