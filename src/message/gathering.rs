//! The phrases of the rules as patterns of numbered words, each with the words it is looked for by.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::normalise::letters;
use super::pattern::{Sequence, parse};
use super::sequence::Place;
use super::vocabulary::{Vocabulary, Words};
use crate::rule::{Lexicon, Phrase, PhraseId, PhrasePattern, Reach, Side};
use crate::source::Placed;

/// What a pattern belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Phrase(usize),
    /// A context of one phrase list: whether it counts before the phrase, and after it.
    Own(usize, bool, bool),
    Context(usize),
    Mark(usize),
}

/// All of these parts together, and none of those.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) owner: Owner,
    /// Each part is any of its sequences.
    pub(super) parts: Vec<Part>,
    pub(super) none: Vec<Part>,
    pub(super) reach: Reach,
}

/// Any of these sequences.
pub(super) type Part = Vec<Vec<Place>>;

/// Makes patterns ready. What cannot be read of them was refused by `check`, and is left out here.
pub(super) fn gather(lexicon: &Lexicon, phrases: &IndexMap<PhraseId, Phrase>) -> (Vocabulary, Vec<Pattern>) {
    let lists = lexicon.words.values().map(|w| (w.id.as_str(), w.any.iter().map(|w| letters(&w.it)).collect()));
    let mut all =
        Gathering { lists: lists.collect(), words: Words::default(), patterns: Vec::new(), anchors: Vec::new() };
    for (number, phrase) in phrases.values().enumerate() {
        phrase.says.iter().for_each(|pattern| all.add(Owner::Phrase(number), pattern));
        for own in &phrase.not_when {
            let owner = Owner::Own(number, own.side != Side::After, own.side != Side::Before);
            all.add_one(owner, &own.says);
        }
    }
    for (number, context) in lexicon.contexts.values().enumerate() {
        context.says.iter().for_each(|p| all.add_one(Owner::Context(number), p));
    }
    for (number, mark) in lexicon.marks.values().enumerate() {
        mark.says.iter().for_each(|p| all.add_one(Owner::Mark(number), p));
    }
    (all.words.finish(lexicon, &all.anchors), all.patterns)
}

/// Patterns being gathered.
struct Gathering<'l> {
    lists: HashMap<&'l str, Vec<Vec<char>>>,
    words: Words,
    patterns: Vec<Pattern>,
    /// For each pattern, the sets it is looked for by.
    anchors: Vec<Vec<usize>>,
}

impl Gathering<'_> {
    fn add_one(&mut self, owner: Owner, written: &Placed<String>) {
        self.add(owner, &PhrasePattern::of(vec![written.clone()]));
    }

    fn add(&mut self, owner: Owner, pattern: &PhrasePattern) {
        let mut parts = Vec::with_capacity(pattern.all.len());
        // A pattern is looked for by the part whose words are the longest, so the rarest.
        let mut anchor: Option<(usize, Vec<usize>)> = None;
        for written in &pattern.all {
            let Some((part, length, sets)) = self.part(&written.it) else { return };
            if anchor.as_ref().is_none_or(|(longest, _)| length > *longest) {
                anchor = Some((length, sets));
            }
            parts.push(part);
        }
        let Some((_, sets)) = anchor else { return };
        let none = pattern.none.iter().filter_map(|written| self.part(&written.it)).map(|(part, ..)| part).collect();
        self.patterns.push(Pattern { owner, parts, none, reach: pattern.reach });
        self.anchors.push(sets);
    }

    /// The ways of writing a part, with the sets one of which stands wherever it does, and the length of their shortest
    /// word.
    fn part(&mut self, written: &str) -> Option<(Part, usize, Vec<usize>)> {
        let ways: Vec<(Vec<Place>, usize, usize)> =
            parse(written).ok()?.iter().filter_map(|sequence| self.sequence(sequence)).collect();
        let shortest = ways.iter().map(|(_, length, _)| *length).min()?;
        let sets = ways.iter().map(|(.., set)| *set).collect();
        Some((ways.into_iter().map(|(places, ..)| places).collect(), shortest, sets))
    }

    /// A sequence with the set of its longest word, and how long that is.
    fn sequence(&mut self, sequence: &Sequence) -> Option<(Vec<Place>, usize, usize)> {
        let mut longest: Option<(usize, usize)> = None;
        let mut places = Vec::with_capacity(sequence.len());
        for step in sequence {
            let (set, shortest) = self.words.set(&step.any, &self.lists)?;
            if longest.is_none_or(|(length, _)| shortest > length) {
                longest = Some((shortest, set));
            }
            places.push(Place { gap: step.gap, set });
        }
        longest.map(|(length, set)| (places, length, set))
    }
}
