//! All phrases of the rules, ready to be looked for together.

use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;

use super::normalise::{Letter, letters, sentences};
use super::pattern::parse;
use super::sequence::{Found, Place};
use super::vocabulary::{Gathering, Vocabulary};
use super::{Counts, Label, Marked, Read};
use crate::rule::{Context, Effect, Lexicon, Phrase, PhraseId, Reach, Side};
use crate::source::Placed;

/// All phrases of the rules, ready to be looked for together.
#[derive(Debug)]
pub struct Reader {
    vocabulary: Vocabulary,
    patterns: Vec<Pattern>,
    contexts: Vec<Context>,
    /// For each phrase list, the shared contexts that do not matter to it.
    despite: Vec<Vec<usize>>,
}

/// What a pattern belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Phrase(usize),
    /// A context of one phrase list.
    Own(usize, bool, bool),
    Context(usize),
    Mark(usize),
}

/// All of these sequences in one sentence.
#[derive(Debug)]
struct Pattern {
    owner: Owner,
    parts: Vec<Vec<Place>>,
}

/// What stands in one sentence: for each owner, where.
type Hits = BTreeMap<Owner, Vec<Hit>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    found: Found,
    in_quotes: bool,
    disguised: bool,
}

/// One sentence with what stands in it.
struct Scanned {
    letters: Vec<Letter>,
    hits: Hits,
}

impl Reader {
    /// Makes phrases ready. What cannot be read of them was refused by `check`, and is left out here.
    pub fn new(lexicon: &Lexicon, phrases: &IndexMap<PhraseId, Phrase>) -> Self {
        let lists = lexicon.words.values().map(|w| (w.id.as_str(), w.any.iter().map(|w| letters(&w.it)).collect()));
        let mut building = Building {
            lists: lists.collect(),
            gathering: Gathering::default(),
            patterns: Vec::new(),
            anchors: Vec::new(),
        };
        for (number, phrase) in phrases.values().enumerate() {
            for pattern in &phrase.says {
                building.add(Owner::Phrase(number), &pattern.0);
            }
            for own in &phrase.not_when {
                let owner = Owner::Own(number, own.side != Side::After, own.side != Side::Before);
                building.add(owner, std::slice::from_ref(&own.says));
            }
        }
        for (number, context) in lexicon.contexts.values().enumerate() {
            context.says.iter().for_each(|p| building.add(Owner::Context(number), std::slice::from_ref(p)));
        }
        for (number, mark) in lexicon.marks.values().enumerate() {
            mark.says.iter().for_each(|p| building.add(Owner::Mark(number), std::slice::from_ref(p)));
        }
        let context = |id: &Placed<_>| lexicon.contexts.get_index_of(&id.it);
        Self {
            vocabulary: building.gathering.finish(lexicon, &building.anchors),
            patterns: building.patterns,
            contexts: lexicon.contexts.values().cloned().collect(),
            despite: phrases.values().map(|p| p.despite.iter().filter_map(context).collect()).collect(),
        }
    }

    /// Reads a message.
    pub fn read(&self, text: &str) -> Read {
        let original: Vec<char> = text.chars().collect();
        let scanned: Vec<Scanned> = sentences(&original).into_iter().map(|letters| self.scan(letters)).collect();
        let through = |c: &usize| self.contexts.get(*c).is_some_and(|c| c.reach == Reach::Message);
        let anywhere: Vec<usize> = scanned
            .iter()
            .flat_map(|s| s.hits.keys())
            .filter_map(|owner| if let Owner::Context(c) = owner { Some(*c) } else { None })
            .filter(through)
            .collect();
        let (mut labels, mut marks) = (Vec::new(), Vec::new());
        for (number, sentence) in scanned.iter().enumerate() {
            for (owner, hits) in &sentence.hits {
                match owner {
                    Owner::Phrase(phrase) => {
                        let judge = |hit: &Hit| (self.counts(sentence, *phrase, hit, &anywhere), *hit);
                        let judged: Vec<(Counts, Hit)> = hits.iter().map(judge).collect();
                        // Of all places in one sentence those that count for most, quoted from the first to the last.
                        if let Some(counts) = judged.iter().map(|(counts, _)| *counts).min() {
                            let these = judged.iter().filter(|(c, _)| *c == counts).map(|(_, hit)| *hit);
                            let (found, disguised) = together(&sentence.letters, these);
                            let (words, at) = quoted(&original, &sentence.letters, found);
                            labels.push(Label { phrase: *phrase, sentence: number, words, at, counts, disguised });
                        }
                    }
                    Owner::Mark(mark) => marks.extend(hits.first().map(|hit| Marked {
                        mark: *mark,
                        sentence: number,
                        words: quoted(&original, &sentence.letters, hit.found).0,
                    })),
                    Owner::Own(..) | Owner::Context(_) => {}
                }
            }
        }
        labels.sort_by_key(|l| (l.sentence, l.at.start, l.phrase));
        Read { labels, marks, sentences: scanned.len() }
    }

    fn scan(&self, letters: Vec<Letter>) -> Scanned {
        let glyphs: Vec<char> = letters.iter().map(|l| l.glyph).collect();
        let (occurrences, as_written) = self.vocabulary.find(&glyphs);
        let mut hits = Hits::new();
        for pattern in self.vocabulary.candidates(&occurrences) {
            let Some(pattern) = self.patterns.get(pattern) else { continue };
            // Nobody hides that a threat is none: what takes a meaning away is read as it is written, not by its sound.
            // Only of the others it can be asked whether they stand there without disguise.
            let (read, plain) = match (pattern.owner, &as_written) {
                (_, None) => (&occurrences, None),
                (Owner::Own(..) | Owner::Context(_), Some(as_written)) => (as_written, None),
                (Owner::Phrase(_) | Owner::Mark(_), Some(as_written)) => (&occurrences, Some(as_written)),
            };
            let mut parts: Vec<Vec<Found>> = Vec::with_capacity(pattern.parts.len());
            for part in &pattern.parts {
                let found = read.sequence(part);
                if found.is_empty() {
                    break;
                }
                parts.push(found);
            }
            if parts.len() < pattern.parts.len() {
                continue;
            }
            let plain: Option<Vec<Vec<Found>>> = plain.map(|p| pattern.parts.iter().map(|s| p.sequence(s)).collect());
            let stands_plain = |part: usize, found: &Found| {
                plain.as_ref().is_none_or(|p| p.get(part).is_some_and(|places| places.contains(found)))
            };
            let of_owner = hits.entry(pattern.owner).or_default();
            if let [one] = parts.as_slice() {
                of_owner.extend(one.iter().map(|found| Hit {
                    found: *found,
                    in_quotes: in_quotes(&letters, *found),
                    disguised: !stands_plain(0, found),
                }));
                continue;
            }
            let first: Vec<Found> = parts.iter().filter_map(|p| p.first().copied()).collect();
            let in_quotes = first.iter().all(|f| in_quotes(&letters, *f));
            let disguised = !first.iter().enumerate().all(|(part, found)| stands_plain(part, found));
            of_owner.extend(around(first).map(|found| Hit { found, in_quotes, disguised }));
        }
        for of_owner in hits.values_mut() {
            of_owner.sort_unstable();
            of_owner.dedup();
        }
        Scanned { letters, hits }
    }

    /// Whether a phrase that stands there is said.
    fn counts(&self, sentence: &Scanned, phrase: usize, hit: &Hit, anywhere: &[usize]) -> Counts {
        let despite = self.despite.get(phrase).map_or(&[][..], Vec::as_slice);
        let mut unclear = hit.in_quotes.then_some(Counts::Unclear(None));
        for (number, context) in self.contexts.iter().enumerate().filter(|(n, _)| !despite.contains(n)) {
            let applies = if context.reach == Reach::Message {
                anywhere.contains(&number)
            } else {
                let hits = sentence.hits.get(&Owner::Context(number)).map_or(&[][..], Vec::as_slice);
                hits.iter().any(|h| takes_away(context, h.found, hit.found, &sentence.letters))
            };
            match (applies, context.makes) {
                (true, Effect::NotSaid) => return Counts::Not(Some(number)),
                (true, Effect::Unclear) => unclear = unclear.or(Some(Counts::Unclear(Some(number)))),
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
                return Counts::Not(None);
            }
        }
        unclear.unwrap_or(Counts::Said)
    }
}

/// The stretch from the first of these places to the last.
fn around(places: impl IntoIterator<Item = Found>) -> Option<Found> {
    places.into_iter().reduce(|a, b| Found { start: a.start.min(b.start), end: a.end.max(b.end) })
}

/// Hits of one phrase as one: the stretch they stand in, and whether one of them is disguised.
fn together(letters: &[Letter], hits: impl Iterator<Item = Hit> + Clone) -> (Found, bool) {
    let disguised = hits.clone().any(|hit| hit.disguised || symbols_inside(letters, hit.found));
    (around(hits.map(|hit| hit.found)).unwrap_or(Found { start: 0, end: 0 }), disguised)
}

/// Whether a context that stands in the same sentence takes a phrase's meaning away. Words of the phrase itself do not.
fn takes_away(context: &Context, at: Found, phrase: Found, letters: &[Letter]) -> bool {
    let inside = phrase.start <= at.start && at.end <= phrase.end;
    let (before, after) = (at.start < phrase.start, at.end > phrase.end);
    let side = match context.side {
        Side::Either => true,
        Side::Before => before,
        Side::After => after,
    };
    let distance = if before { phrase.start.saturating_sub(at.end) } else { at.start.saturating_sub(phrase.end) };
    let near = context.within.is_none_or(|within| usize::try_from(within).is_ok_and(|within| distance <= within));
    let clause = |position: usize| letters.get(position).map(|l| l.clause);
    let last = |f: Found| f.end.saturating_sub(1);
    let same_clause = context.reach != Reach::Clause
        || if before { clause(last(at)) == clause(phrase.start) } else { clause(at.start) == clause(last(phrase)) };
    !inside && side && near && same_clause
}

/// Whether a phrase stands between quotation marks, most of it at least: its end may reach into the sentence around.
fn in_quotes(letters: &[Letter], found: Found) -> bool {
    let stretch = letters.get(found.start..found.end).unwrap_or_default();
    let inside = stretch.iter().filter(|l| l.in_quotes).count();
    inside * 2 > stretch.len()
}

/// The words as they stand in the message, inserted symbols and all, and where.
fn quoted(original: &[char], letters: &[Letter], found: Found) -> (String, std::ops::Range<usize>) {
    let at = |i: usize| letters.get(i).map_or(0, |l| l.position);
    let (from, to) = (at(found.start), at(found.end.saturating_sub(1)) + 1);
    (original.get(from..to).unwrap_or_default().iter().collect(), from..to)
}

/// Whether symbols that mean nothing stand between letters of one word.
fn symbols_inside(letters: &[Letter], found: Found) -> bool {
    let stretch = letters.get(found.start..found.end).unwrap_or_default();
    stretch.windows(2).any(|pair| match pair {
        [a, b] => a.clause == b.clause && b.position > a.position + 1,
        _ => false,
    })
}

/// Patterns being gathered.
struct Building<'l> {
    lists: HashMap<&'l str, Vec<Vec<char>>>,
    gathering: Gathering,
    patterns: Vec<Pattern>,
    /// For each pattern, the set it is looked for by.
    anchors: Vec<usize>,
}

impl Building<'_> {
    fn add(&mut self, owner: Owner, all: &[Placed<String>]) {
        let parts: Option<Vec<_>> = all.iter().map(|p| parse(&p.it).ok()).collect();
        let Some(parts) = parts else { return };
        // Every combination of the parts' variants is a pattern of its own; one part is the rule.
        let mut combinations: Vec<Vec<super::pattern::Sequence>> = vec![Vec::new()];
        for variants in parts {
            combinations = combinations
                .iter()
                .flat_map(|before| variants.iter().map(move |v| before.iter().chain([v]).cloned().collect()))
                .take(super::MAX_VARIANTS)
                .collect();
        }
        for parts in combinations {
            self.pattern(owner, &parts);
        }
    }

    fn pattern(&mut self, owner: Owner, parts: &[super::pattern::Sequence]) {
        let mut anchor: Option<(usize, usize)> = None;
        let mut placed = Vec::with_capacity(parts.len());
        for part in parts {
            let mut places = Vec::with_capacity(part.len());
            for step in part {
                let Some((set, shortest)) = self.gathering.set(&step.any, &self.lists) else { return };
                if anchor.is_none_or(|(_, length)| shortest > length) {
                    anchor = Some((set, shortest));
                }
                places.push(Place { gap: step.gap, set });
            }
            placed.push(places);
        }
        if let Some((set, _)) = anchor {
            self.patterns.push(Pattern { owner, parts: placed });
            self.anchors.push(set);
        }
    }
}
