//! What collectors say, as lawyers write it: phrases, the words they are made of, the disguises words wear, the contexts
//! that take a phrase's meaning away, and the marks that tell more of a sentence.

use indexmap::IndexMap;

use super::id::{ContextId, MarkId, PhraseId, WordListId};
use crate::diagnostic::Text;
use crate::source::{Place, Placed};

/// A list of phrases for one thing that is said.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// Its id.
    pub id: PhraseId,
    /// Its title.
    pub title: String,
    /// What is done by saying it, where that is written.
    pub act: Option<SpeechAct>,
    /// Any of these.
    pub says: Vec<PhrasePattern>,
    /// Unless one of these stands in the same sentence.
    pub not_when: Vec<PhraseContext>,
    /// The code of the behaviour whose labelled messages teach how it is said otherwise, and how lawful messages with
    /// the same words go on.
    pub labelled: Option<Placed<String>>,
    /// Contexts of the pack that do not matter to it.
    pub despite: Vec<Placed<ContextId>>,
    /// Messages it must match.
    pub examples: Vec<Placed<String>>,
    /// Messages it must not match.
    pub near_misses: Vec<Placed<String>>,
    /// Where it is declared.
    pub place: Place,
}

/// One way of saying it: all of these patterns together, and none of those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhrasePattern {
    /// What has to stand there, in any order.
    pub all: Vec<Placed<String>>,
    /// What must not stand there with it.
    pub none: Vec<Placed<String>>,
    /// Where they have to stand together.
    pub reach: Reach,
}

impl PhrasePattern {
    /// All of these in one sentence.
    pub fn of(all: Vec<Placed<String>>) -> Self {
        Self { all, none: Vec::new(), reach: Reach::Sentence }
    }
}

/// Words of one list that take its meaning away, in the same sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseContext {
    /// The pattern.
    pub says: Placed<String>,
    /// On which side of the phrase.
    pub side: Side,
}

/// On which side of a phrase something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// On either.
    Either,
    /// Before it.
    Before,
    /// After it.
    After,
}

/// What is done by saying something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeechAct {
    /// Telling.
    Inform,
    /// Demanding.
    Demand,
    /// Threatening.
    Threat,
    /// Insulting.
    Insult,
    /// Posing as somebody.
    Impersonate,
    /// Disclosing to others.
    Disclose,
    /// Asking for money, a loan, a contact.
    Solicit,
}

impl SpeechAct {
    /// The words for them.
    pub(crate) const WORDS: [(&'static str, Self); 7] = [
        ("inform", Self::Inform),
        ("demand", Self::Demand),
        ("threat", Self::Threat),
        ("insult", Self::Insult),
        ("impersonate", Self::Impersonate),
        ("disclose", Self::Disclose),
        ("solicit", Self::Solicit),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, act)| *act == self).map_or("inform", |(word, _)| word)
    }
}

/// Words that stand for one another in patterns: `{family}`.
#[derive(Debug, Clone)]
pub struct WordList {
    /// Its id.
    pub id: WordListId,
    /// Its title.
    pub title: String,
    /// The words.
    pub any: Vec<Placed<String>>,
    /// Where it is declared.
    pub place: Place,
}

/// How a word is written to slip past a reader.
#[derive(Debug, Clone)]
pub struct Disguise {
    /// What is meant.
    pub means: Placed<String>,
    /// How it is written.
    pub written: Vec<Placed<String>>,
}

/// A context that takes a phrase's meaning away: a negation, a warning, a question.
#[derive(Debug, Clone)]
pub struct Context {
    /// Its id.
    pub id: ContextId,
    /// Its title.
    pub title: Text,
    /// Any of these patterns.
    pub says: Vec<Placed<String>>,
    /// On which side of the phrase.
    pub side: Side,
    /// How far it reaches.
    pub reach: Reach,
    /// At most so many letters between it and the phrase.
    pub within: Option<u32>,
    /// What it makes of the phrase.
    pub makes: Effect,
    /// Where it is declared.
    pub place: Place,
}

/// How far a context reaches, or what stands together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To the next comma.
    Clause,
    /// To the end of the sentence.
    Sentence,
    /// Through the whole message.
    Message,
}

impl Reach {
    /// The words for them.
    pub(crate) const WORDS: [(&'static str, Self); 3] =
        [("clause", Self::Clause), ("sentence", Self::Sentence), ("message", Self::Message)];
}

/// What a context makes of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is not said.
    NotSaid,
    /// Whose words they are cannot be told from the text.
    Unclear,
}

impl Effect {
    /// The words for them.
    pub(crate) const WORDS: [(&'static str, Self); 2] = [("not_said", Self::NotSaid), ("unclear", Self::Unclear)];
}

/// What more a sentence tells: who is meant, on which condition, by when, as whom somebody speaks.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Its id.
    pub id: MarkId,
    /// What it tells.
    pub tells: Tells,
    /// Its title.
    pub title: Text,
    /// Any of these patterns.
    pub says: Vec<Placed<String>>,
    /// Where it is declared.
    pub place: Place,
}

/// What a mark tells of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tells {
    /// Who is meant.
    Target,
    /// On which condition, or whether it was done already.
    Condition,
    /// By when.
    TimeLimit,
    /// As whom the writer speaks.
    Speaker,
}

impl Tells {
    /// The words for them.
    pub(crate) const WORDS: [(&'static str, Self); 4] = [
        ("target", Self::Target),
        ("condition", Self::Condition),
        ("time_limit", Self::TimeLimit),
        ("speaker", Self::Speaker),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, tells)| *tells == self).map_or("target", |(word, _)| word)
    }
}

/// A message that somebody has labelled, for phrase lists to learn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledMessage {
    /// The message.
    pub say: Placed<String>,
    /// The codes of the behaviours it shows.
    pub shows: Vec<Placed<String>>,
    /// The codes of those it may or may not show.
    pub unsure: Vec<Placed<String>>,
}

/// Everything phrases lean on.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Words that stand for one another.
    pub words: IndexMap<WordListId, WordList>,
    /// How words are disguised.
    pub disguises: Vec<Disguise>,
    /// What takes a phrase's meaning away.
    pub contexts: IndexMap<ContextId, Context>,
    /// What more a sentence tells.
    pub marks: IndexMap<MarkId, Mark>,
    /// Messages that phrase lists learn from.
    pub messages: Vec<LabelledMessage>,
}
