//! All phrases of the rules, ready to be looked for together.

use std::ops::Range;
use std::sync::OnceLock;

use indexmap::{IndexMap, IndexSet};

use super::gathering::{Owner, Pattern, gather};
use super::learned::{Heard, Learned, Lesson, ONE};
use super::normalise::{Letter, sentences};
use super::scan::{self, Across, Hit, Scanned};
use super::sequence::Found;
use super::vocabulary::Vocabulary;
use super::{Because, Counts, Label, Marked, Read};
use crate::rule::{Context, Effect, LabelledMessage, Lexicon, Phrase, PhraseId, Reach, Side};
use crate::source::Placed;

/// All phrases of the rules, ready to be looked for together.
#[derive(Debug)]
pub struct Reader {
    vocabulary: Vocabulary,
    patterns: Vec<Pattern>,
    contexts: Vec<Context>,
    /// For each phrase list, the shared contexts that do not matter to it.
    despite: Vec<Vec<usize>>,
    /// The phrase lists that learn from labelled messages, each with the number of its behaviour.
    learners: Vec<(usize, usize)>,
    /// The labelled messages, then the examples of the lists.
    lessons: Vec<Lesson>,
    labelled: usize,
    behaviours: usize,
    /// What the lessons teach, once a message is read.
    learned: OnceLock<Learned>,
}

/// From here on a message shows a behaviour, although no phrase of the list stands in it.
const SHOWS: i64 = ONE / 10 * 2;
/// From here on a part of a long message does: among many parts one is sooner taken for something it is not.
const SHOWS_IN_PART: i64 = ONE / 10 * 6;
/// So many letters around words that stand in a long message are read with them.
const AROUND: usize = 8;
/// Below this it does not show it, although one does.
const DOUBTED: i64 = -ONE / 10 * 11;

/// A message with what stands in it.
struct Message<'v> {
    original: Vec<char>,
    sentences: Vec<Scanned<'v>>,
    /// The contexts that reach through the whole message and stand somewhere in it.
    anywhere: IndexSet<usize>,
}

impl Reader {
    /// Makes phrases ready. What cannot be read of them was refused by `check`, and is left out here.
    pub fn new(lexicon: &Lexicon, phrases: &IndexMap<PhraseId, Phrase>) -> Self {
        let (vocabulary, patterns) = gather(lexicon, phrases);
        let context = |id: &Placed<_>| lexicon.contexts.get_index_of(&id.it);
        let mut codes: Vec<&str> =
            phrases.values().filter_map(|p| p.labelled.as_ref()).map(|c| c.it.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        let number = |code: &Placed<String>| codes.binary_search(&code.it.as_str()).ok();
        let numbers = |codes: &[Placed<String>]| codes.iter().filter_map(number).collect();
        let lesson = |message: &LabelledMessage| Lesson {
            text: message.say.it.clone(),
            shows: numbers(&message.shows),
            unsure: numbers(&message.unsure),
        };
        let learner = |(phrase, it): (usize, &Phrase)| Some((phrase, number(it.labelled.as_ref()?)?));
        Self {
            vocabulary,
            patterns,
            contexts: lexicon.contexts.values().cloned().collect(),
            despite: phrases.values().map(|p| p.despite.iter().filter_map(context).collect()).collect(),
            learners: phrases.values().enumerate().filter_map(learner).collect(),
            lessons: lexicon.messages.iter().map(lesson).chain(examples(phrases, &codes)).collect(),
            labelled: lexicon.messages.len(),
            behaviours: codes.len(),
            learned: OnceLock::new(),
        }
    }

    /// Learns from the labelled messages now, so that no message has to wait for it.
    pub fn prepare(&self) {
        self.taught();
    }

    /// What the labelled messages teach, learned when it is first asked for.
    fn taught(&self) -> &Learned {
        self.learned.get_or_init(|| Learned::from(&self.lessons, self.behaviours))
    }

    /// Reads a message: by the patterns, and by what labelled messages teach.
    pub fn read(&self, text: &str) -> Read {
        let (mut read, message) = self.patterns(text);
        if !self.learners.is_empty() && !self.lessons.is_empty() {
            self.weigh(&mut read, &message, self.taught());
            read.labels.sort_by_key(|l| (l.sentence, l.at.start, l.phrase));
        }
        read
    }

    /// Reads a message by the patterns alone.
    pub(crate) fn read_patterns(&self, text: &str) -> Read {
        self.patterns(text).0
    }

    /// What labelled messages teach of this one: it shows something no pattern was written for; or it does not show what
    /// a pattern finds, because it reads like the lawful ones.
    fn weigh(&self, read: &mut Read, message: &Message<'_>, learned: &Learned) {
        let mut heard = learned.hear(&message.original, message.sentences.iter().map(|s| s.letters.as_slice()));
        heard.retain(|heard| !heard.is_new());
        // Where in the message each was heard.
        let places: Vec<Range<usize>> = heard.iter().filter_map(|heard| message.place(&heard.parts)).collect();
        let long = heard.len() > 1;
        for (phrase, behaviour) in &self.learners {
            // Said already, or nobody can tell.
            let mut settled = false;
            for label in read.labels.iter_mut().filter(|l| l.phrase == *phrase) {
                let parts = heard.iter().zip(&places);
                let parts = parts.filter(|(_, at)| at.start < label.at.end && label.at.start < at.end);
                let in_part = parts.map(|(heard, _)| heard.score(*behaviour)).max();
                let near = if long { message.near(label) } else { None };
                let alone = near.and_then(|near| learned.alone(&message.original, near, *behaviour));
                match label.counts {
                    Counts::Said if in_part.max(alone).is_some_and(|score| score < DOUBTED) => {
                        label.counts = Counts::Not(Because::Unlike);
                    }
                    // A question or the like somewhere else in one long breath does not take away what stands there by
                    // itself. What is known of the whole message, such as a warning, does.
                    Counts::Not(Because::Context(c))
                        if self.reaches(c, Reach::Sentence) && alone.is_some_and(|score| score >= SHOWS_IN_PART) =>
                    {
                        label.counts = self.whose(message, label.sentence, message.letters_of(label), *phrase);
                        settled = true;
                    }
                    // A warning, the news, a service desk: in long ones their examples read like the real thing.
                    Counts::Not(Because::Context(c)) if long && self.reaches(c, Reach::Message) => settled = true,
                    Counts::Said | Counts::Unclear(_) => settled = true,
                    Counts::Not(_) => {}
                }
            }
            let enough = if long { SHOWS_IN_PART } else { SHOWS };
            let clearest = heard.iter().rev().max_by_key(|heard| heard.score(*behaviour));
            if let Some(clearest) = clearest.filter(|heard| !settled && heard.score(*behaviour) >= enough) {
                read.labels.extend(self.label_learned(message, learned, clearest, *phrase, *behaviour));
            }
        }
    }

    /// A phrase that only labelled messages tell of: the sentence that speaks for it the most. Who speaks may still be
    /// unclear; what else takes a meaning away, the lessons know.
    fn label_learned(
        &self,
        message: &Message<'_>,
        learned: &Learned,
        heard: &Heard,
        phrase: usize,
        behaviour: usize,
    ) -> Option<Label> {
        let (number, letters) = learned.loudest(heard, behaviour)?;
        let found = Found::new(letters.start, letters.end);
        let counts = self.whose(message, number, found, phrase);
        let (words, at) = message.quoted(number, found);
        let like = learned.most_like(heard, behaviour, self.labelled);
        // Which of its letters are the threat nobody knows, so neither whether they are disguised.
        Some(Label { phrase, sentence: number, words, at, counts, disguised: false, like })
    }

    /// Whether a shared context reaches so far.
    fn reaches(&self, context: usize, reach: Reach) -> bool {
        self.contexts.get(context).is_some_and(|context| context.reach == reach)
    }

    /// Whether it is clear whose words stand there: not where they are quoted, or a context of the sentence or the message
    /// says that somebody else's are told.
    fn whose(&self, message: &Message<'_>, number: usize, found: Found, phrase: usize) -> Counts {
        let Some(sentence) = message.sentences.get(number) else { return Counts::Said };
        if scan::in_quotes(&sentence.letters, found) {
            return Counts::Unclear(Because::Quoted);
        }
        let despite = self.despite.get(phrase).map_or(&[][..], Vec::as_slice);
        let of_sentence = sentence.hits.keys().filter_map(|owner| match owner {
            Owner::Context(context) => Some(*context),
            Owner::Phrase(_) | Owner::Own(..) | Owner::Mark(_) => None,
        });
        let told = |c: &usize| self.contexts.get(*c).is_some_and(|context| context.makes == Effect::Unclear);
        let all = message.anywhere.iter().copied().chain(of_sentence);
        let unclear = all.filter(|c| !despite.contains(c)).find(told);
        unclear.map_or(Counts::Said, |context| Counts::Unclear(Because::Context(context)))
    }

    fn patterns(&self, text: &str) -> (Read, Message<'_>) {
        let original: Vec<char> = text.chars().collect();
        let scan = |letters| scan::sentence(letters, &self.vocabulary, &self.patterns);
        let sentences: Vec<Scanned<'_>> = sentences(&original).into_iter().map(scan).collect();
        let through = |owner: &Owner| match owner {
            Owner::Context(c) => self.contexts.get(*c).filter(|c| c.reach == Reach::Message).map(|_| *c),
            _ => None,
        };
        let anywhere = sentences.iter().flat_map(|s| s.hits.keys()).filter_map(through).collect();
        let message = Message { original, sentences, anywhere };
        let (mut labels, mut marks) = (Vec::new(), Vec::new());
        for (number, sentence) in message.sentences.iter().enumerate() {
            for (owner, hits) in &sentence.hits {
                match owner {
                    Owner::Phrase(phrase) => labels.extend(self.label(&message, number, *phrase, hits)),
                    Owner::Mark(mark) => marks.extend(hits.first().map(|hit| Marked {
                        mark: *mark,
                        sentence: number,
                        words: message.quoted(number, hit.found).0,
                    })),
                    Owner::Own(..) | Owner::Context(_) => {}
                }
            }
        }
        let across = scan::across(&message.sentences, &self.patterns);
        labels.extend(across.iter().filter_map(|across| self.label_across(&message, across)));
        labels.sort_by_key(|l| (l.sentence, l.at.start, l.phrase));
        (Read { labels, marks, sentences: message.sentences.len() }, message)
    }

    /// A phrase that stands in one sentence: of all its places there those that count for most, quoted from the first to
    /// the last.
    fn label(&self, message: &Message<'_>, number: usize, phrase: usize, hits: &[Hit]) -> Option<Label> {
        let sentence = message.sentences.get(number)?;
        let judge = |hit: &Hit| (self.counts(sentence, phrase, hit, &message.anywhere), *hit);
        let judged: Vec<(Counts, Hit)> = hits.iter().map(judge).collect();
        let counts = judged.iter().map(|(counts, _)| *counts).min()?;
        let these = judged.iter().filter(|(c, _)| *c == counts).map(|(_, hit)| *hit);
        let disguised = these.clone().any(|hit| hit.disguised || symbols_inside(&sentence.letters, hit.found));
        let (words, at) = message.quoted(number, these.map(|hit| hit.found).reduce(Found::to)?);
        Some(Label { phrase, sentence: number, words, at, counts, disguised, like: None })
    }

    /// A phrase whose parts stand in several sentences. Each part is taken where it counts for most; the whole counts as
    /// much as the least of them.
    fn label_across(&self, message: &Message<'_>, across: &Across) -> Option<Label> {
        let Owner::Phrase(phrase) = across.owner else { return None };
        let mut parts: Vec<(Counts, usize, Hit)> = Vec::with_capacity(across.parts.len());
        for places in &across.parts {
            let judge = |(number, hit): &(usize, Hit)| {
                let sentence = message.sentences.get(*number)?;
                Some((self.counts(sentence, phrase, hit, &message.anywhere), *number, *hit))
            };
            parts.push(places.iter().filter_map(judge).min()?);
        }
        let counts = parts.iter().map(|(counts, ..)| *counts).max()?;
        let sentence = parts.iter().map(|(_, number, _)| *number).min()?;
        let quoted: Vec<_> = parts.iter().map(|(_, number, hit)| message.quoted(*number, hit.found).1).collect();
        let at = quoted.iter().map(|at| at.start).min()?..quoted.iter().map(|at| at.end).max()?;
        let disguised = parts.iter().any(|(_, number, hit)| {
            let letters = message.sentences.get(*number).map_or(&[][..], |s| s.letters.as_slice());
            hit.disguised || symbols_inside(letters, hit.found)
        });
        let words = message.original.get(at.clone()).unwrap_or_default().iter().collect();
        Some(Label { phrase, sentence, words, at, counts, disguised, like: None })
    }

    /// Whether a phrase that stands there is said.
    fn counts(&self, sentence: &Scanned<'_>, phrase: usize, hit: &Hit, anywhere: &IndexSet<usize>) -> Counts {
        let despite = self.despite.get(phrase).map_or(&[][..], Vec::as_slice);
        let mut unclear = hit.in_quotes.then_some(Counts::Unclear(Because::Quoted));
        for (number, context) in self.contexts.iter().enumerate().filter(|(n, _)| !despite.contains(n)) {
            let applies = if context.reach == Reach::Message {
                anywhere.contains(&number)
            } else {
                let hits = sentence.hits.get(&Owner::Context(number)).map_or(&[][..], Vec::as_slice);
                hits.iter().any(|h| takes_away(context, h.found, hit.found, &sentence.letters))
            };
            match (applies, context.makes) {
                (true, Effect::NotSaid) => return Counts::Not(Because::Context(number)),
                (true, Effect::Unclear) => unclear = unclear.or(Some(Counts::Unclear(Because::Context(number)))),
                (false, _) => {}
            }
        }
        for (owner, hits) in sentence.hits.range(Owner::Own(phrase, false, false)..=Owner::Own(phrase, true, true)) {
            let Owner::Own(_, before, after) = owner else { continue };
            let stands = |h: &Hit| match (before, after) {
                (true, false) => h.found.end <= hit.found.start,
                (false, true) => h.found.start >= hit.found.end,
                _ => true,
            };
            if hits.iter().any(stands) {
                return Counts::Not(Because::Own);
            }
        }
        unclear.unwrap_or(Counts::Said)
    }
}

/// The examples and near misses of a list are lessons, too. What they show of other behaviours nobody has said.
fn examples(phrases: &IndexMap<PhraseId, Phrase>, codes: &[&str]) -> Vec<Lesson> {
    let mut lessons = Vec::new();
    for phrase in phrases.values() {
        let Some(code) = phrase.labelled.as_ref().and_then(|c| codes.binary_search(&c.it.as_str()).ok()) else {
            continue;
        };
        let unsure: Vec<usize> = (0..codes.len()).filter(|c| *c != code).collect();
        let shown = phrase.examples.iter().map(|text| (text, vec![code]));
        for (text, shows) in shown.chain(phrase.near_misses.iter().map(|text| (text, Vec::new()))) {
            lessons.push(Lesson { text: text.it.clone(), shows, unsure: unsure.clone() });
        }
    }
    lessons
}

impl Message<'_> {
    /// The letters of a label in its sentence.
    fn letters_of(&self, label: &Label) -> Found {
        let letters = self.sentences.get(label.sentence).map_or(&[][..], |s| s.letters.as_slice());
        let at = |position: usize| letters.partition_point(|l| l.position < position);
        Found::new(at(label.at.start), at(label.at.end))
    }

    /// The words of a label with the letters around them.
    fn near(&self, label: &Label) -> Option<&[Letter]> {
        let letters = self.sentences.get(label.sentence)?.letters.as_slice();
        let Found { start, end, .. } = self.letters_of(label);
        letters.get(start.saturating_sub(AROUND)..(end + AROUND).min(letters.len()))
    }

    /// Where these letters of sentences stand in the message, from the first to the last.
    fn place(&self, parts: &[(usize, Range<usize>)]) -> Option<Range<usize>> {
        let at = |(sentence, letters): &(usize, Range<usize>)| {
            self.quoted(*sentence, Found::new(letters.start, letters.end)).1
        };
        Some(parts.first().map(at)?.start..parts.last().map(at)?.end)
    }

    /// The words as they stand in the message, inserted symbols and all, and where.
    fn quoted(&self, sentence: usize, found: Found) -> (String, Range<usize>) {
        let letter = |i: usize| self.sentences.get(sentence).and_then(|s| s.letters.get(i)).map_or(0, |l| l.position);
        let (from, to) = (letter(found.start), letter(found.end.saturating_sub(1)) + 1);
        (self.original.get(from..to).unwrap_or_default().iter().collect(), from..to)
    }
}

/// Whether a context that stands in the same sentence takes a phrase's meaning away. Words of the phrase itself do not;
/// what stands between its words stands before those that follow.
fn takes_away(context: &Context, at: Found, phrase: Found, letters: &[Letter]) -> bool {
    let between = (at.start..at.end).all(|letter| phrase.is_gap(letter));
    let inside = phrase.start <= at.start && at.end <= phrase.end;
    if inside && !between {
        return false;
    }
    let next = (at.end..phrase.end).find(|letter| !phrase.is_gap(*letter)).unwrap_or(phrase.end);
    let last = |f: Found| f.end.saturating_sub(1);
    // The letters that face each other, and how many stand between them.
    let (before, facing, distance) = if between {
        (true, (last(at), next), next - at.end)
    } else if at.start < phrase.start {
        (true, (last(at), phrase.start), phrase.start.saturating_sub(at.end))
    } else {
        (false, (last(phrase), at.start), at.start.saturating_sub(phrase.end))
    };
    let side = match context.side {
        Side::Either => true,
        Side::Before => before,
        Side::After => !before || at.end > phrase.end,
    };
    let near = context.within.is_none_or(|within| usize::try_from(within).is_ok_and(|within| distance <= within));
    let clause = |position: usize| letters.get(position).map(|l| l.clause);
    side && near && (context.reach != Reach::Clause || clause(facing.0) == clause(facing.1))
}

/// Whether symbols that mean nothing stand between letters of one word.
fn symbols_inside(letters: &[Letter], found: Found) -> bool {
    let stretch = letters.get(found.start..found.end).unwrap_or_default();
    stretch.windows(2).any(|pair| match pair {
        [a, b] => a.clause == b.clause && b.position > a.position + 1,
        _ => false,
    })
}
