//! Reading what collectors say: a message is normalised, cut into sentences, and searched for the phrases of the rules.
//! The words themselves are all in `rules/…/phrases`; here is only how they are looked for.

mod normalise;

use normalise::{Letter, normalise};

use crate::rule::{Phrase, PhraseContext};

/// A message, normalised and cut into sentences.
#[derive(Debug)]
pub struct Message {
    sentences: Vec<Vec<Letter>>,
    original: Vec<char>,
}

/// What was found of a phrase in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It is said; the words as they stand in the message.
    Said(String),
    /// It stands only inside quotation marks: whose words they are cannot be told from the text.
    Quoted(String),
    /// It is not said.
    NotSaid,
}

impl Message {
    /// Reads a message.
    pub fn new(text: &str) -> Self {
        let original: Vec<char> = text.chars().collect();
        Self { sentences: normalise(&original), original }
    }

    /// Looks for a phrase. A sentence in which one of the phrase's contexts stands does not count.
    pub fn says(&self, phrase: &CompiledPhrase) -> Said {
        let mut quoted = None;
        for sentence in &self.sentences {
            for pattern in &phrase.patterns {
                for found in occurrences(sentence, pattern) {
                    if phrase.contexts.iter().any(|c| c.applies(sentence, &found)) {
                        continue;
                    }
                    let words = self.words(sentence, &found);
                    if found.in_quotes {
                        quoted = quoted.or(Some(words));
                    } else {
                        return Said::Said(words);
                    }
                }
            }
        }
        quoted.map_or(Said::NotSaid, Said::Quoted)
    }

    /// The words as they stand in the message, inserted symbols and all.
    fn words(&self, sentence: &[Letter], found: &Found) -> String {
        let at = |i: usize| sentence.get(i).map_or(0, |l| l.position);
        let (first, last) = (at(found.start), at(found.end.saturating_sub(1)));
        self.original.iter().skip(first).take(last + 1 - first.min(last)).collect()
    }
}

/// A phrase list made ready for searching.
#[derive(Debug, Clone)]
pub struct CompiledPhrase {
    patterns: Vec<Vec<Vec<char>>>,
    contexts: Vec<Context>,
}

#[derive(Debug, Clone)]
enum Context {
    Anywhere(Vec<char>),
    Before(Vec<char>),
    After(Vec<char>),
}

/// Where a pattern stands in a sentence, in normalised letters.
struct Found {
    start: usize,
    end: usize,
    in_quotes: bool,
}

impl CompiledPhrase {
    /// Makes a phrase list ready.
    pub fn new(phrase: &Phrase) -> Self {
        let patterns = phrase.says.iter().map(|p| p.0.iter().map(|w| plain(w)).collect()).collect();
        let contexts = phrase
            .not_when
            .iter()
            .map(|c| match c {
                PhraseContext::Anywhere(w) => Context::Anywhere(plain(w)),
                PhraseContext::Before(w) => Context::Before(plain(w)),
                PhraseContext::After(w) => Context::After(plain(w)),
            })
            .collect();
        Self { patterns, contexts }
    }
}

/// A word of a pattern, normalised the way messages are.
fn plain(word: &str) -> Vec<char> {
    let letters: Vec<char> = word.chars().collect();
    normalise(&letters).into_iter().flatten().map(|l| l.glyph).collect()
}

impl Context {
    fn applies(&self, sentence: &[Letter], found: &Found) -> bool {
        match self {
            Self::Anywhere(word) => positions(sentence, word).next().is_some(),
            Self::Before(word) => positions(sentence, word).any(|at| at + word.len() <= found.start),
            Self::After(word) => positions(sentence, word).any(|at| at >= found.end),
        }
    }
}

/// Every place where all words of a pattern stand: for a single word each occurrence, for several the first of each.
fn occurrences<'s>(sentence: &'s [Letter], pattern: &'s [Vec<char>]) -> Vec<Found> {
    let quoted = |start: usize, end: usize| sentence.iter().skip(start).take(end - start).all(|l| l.in_quotes);
    if let [word] = pattern {
        let found = positions(sentence, word).map(|start| {
            let end = start + word.len();
            Found { start, end, in_quotes: quoted(start, end) }
        });
        return found.collect();
    }
    let mut ends = Vec::with_capacity(pattern.len());
    for word in pattern {
        let Some(start) = positions(sentence, word).next() else { return Vec::new() };
        ends.push((start, start + word.len()));
    }
    let start = ends.iter().map(|e| e.0).min();
    let end = ends.iter().map(|e| e.1).max();
    let in_quotes = ends.iter().all(|(s, e)| quoted(*s, *e));
    start.zip(end).map(|(start, end)| Found { start, end, in_quotes }).into_iter().collect()
}

/// Where a word stands in a sentence. A word that normalises to nothing stands nowhere.
fn positions<'s>(sentence: &'s [Letter], word: &'s [char]) -> impl Iterator<Item = usize> + 's {
    let width = word.len();
    sentence
        .windows(width.max(1))
        .enumerate()
        .filter(move |(_, window)| width > 0 && window.iter().zip(word).all(|(l, w)| l.glyph == *w))
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{PhraseId, PhrasePattern};
    use crate::source::{FileId, Place, Span};

    fn phrase(says: &[&[&str]], not_when: Vec<PhraseContext>) -> CompiledPhrase {
        CompiledPhrase::new(&Phrase {
            id: PhraseId::from("test"),
            title: String::new(),
            says: says.iter().map(|p| PhrasePattern(p.iter().map(|w| (*w).to_owned()).collect())).collect(),
            not_when,
            examples: Vec::new(),
            near_misses: Vec::new(),
            place: Place { file: FileId(0), span: Span::default() },
        })
    }

    #[test]
    fn inserted_symbols_and_width_do_not_hide_a_phrase_and_the_original_is_quoted() {
        let arrest = phrase(&[&["马上抓人"]], vec![]);
        let said = |text: &str| Message::new(text).says(&arrest);
        assert_eq!(said("再不还，马 上*抓\u{200b}人!"), Said::Said("马 上*抓\u{200b}人".into()));
        assert_eq!(said("馬上抓人"), Said::Said("馬上抓人".into()));
        assert_eq!(said("马上还款，有人会来谈"), Said::NotSaid);
    }

    #[test]
    fn a_context_counts_only_in_its_own_sentence() {
        let arrest = phrase(&[&["抓人"]], vec![PhraseContext::Anywhere("不会".into())]);
        let said = |text: &str| Message::new(text).says(&arrest);
        assert_eq!(said("单纯逾期不会抓人"), Said::NotSaid);
        assert_eq!(said("我们不会等了。今天就抓人"), Said::Said("抓人".into()));
    }

    #[test]
    fn words_before_and_after_a_phrase_are_told_apart() {
        let arrest = phrase(&[&["抓人"]], vec![PhraseContext::Before("诈骗分子".into())]);
        assert_eq!(Message::new("诈骗分子会说要抓人").says(&arrest), Said::NotSaid);
        assert_eq!(Message::new("来抓人了，诈骗分子").says(&arrest), Said::Said("抓人".into()));
    }

    #[test]
    fn a_quotation_is_reported_as_one() {
        let arrest = phrase(&[&["抓人"]], vec![]);
        assert_eq!(Message::new("有人冒充我们说“抓人”").says(&arrest), Said::Quoted("抓人".into()));
        assert_eq!(Message::new("他说“抓人”，真的要抓人").says(&arrest), Said::Said("抓人".into()));
        assert_eq!(
            Message::new("“某公司通知，今天抓人").says(&arrest),
            Said::Said("抓人".into()),
            "a mark without a partner"
        );
        assert_eq!(Message::new("【\"某公司\"】抓人").says(&arrest), Said::Said("抓人".into()));
    }

    #[test]
    fn all_words_of_a_pattern_must_stand_in_one_sentence() {
        let both = phrase(&[&["派出所", "自首"]], vec![]);
        assert_eq!(Message::new("今天去派出所自首").says(&both), Said::Said("派出所自首".into()));
        assert_eq!(Message::new("派出所在路口。自首吧").says(&both), Said::NotSaid);
    }
}
