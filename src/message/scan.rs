//! Which patterns stand in a sentence, and which only in the message as a whole.

use std::collections::{BTreeMap, HashSet};

use super::gathering::{Owner, Part, Pattern};
use super::normalise::Letter;
use super::sequence::{Found, Occurrences};
use super::vocabulary::Vocabulary;
use crate::rule::Reach;

/// What stands in one sentence: for each owner, where.
pub(super) type Hits = BTreeMap<Owner, Vec<Hit>>;

/// A pattern that stands in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub(super) found: Found,
    pub(super) in_quotes: bool,
    pub(super) disguised: bool,
}

/// One sentence with what stands in it.
pub(super) struct Scanned<'v> {
    pub(super) letters: Vec<Letter>,
    pub(super) hits: Hits,
    words: Occurrences<'v>,
    /// The words that stand there as they are written, where others stand there in disguise.
    as_written: Option<Occurrences<'v>>,
    /// Patterns whose parts may stand in other sentences.
    across: Vec<usize>,
}

/// A pattern whose parts stand in several sentences: for each part the sentences and places.
pub(super) struct Across {
    pub(super) owner: Owner,
    pub(super) parts: Vec<Vec<(usize, Hit)>>,
}

/// Looks for every pattern in one sentence.
pub(super) fn sentence<'v>(letters: Vec<Letter>, vocabulary: &'v Vocabulary, patterns: &[Pattern]) -> Scanned<'v> {
    let glyphs: Vec<char> = letters.iter().map(|l| l.glyph).collect();
    let (words, as_written) = vocabulary.find(&glyphs);
    let candidates = vocabulary.candidates(&words);
    let mut scanned = Scanned { letters, hits: Hits::new(), words, as_written, across: Vec::new() };
    for number in candidates {
        let Some(pattern) = patterns.get(number) else { continue };
        if pattern.reach == Reach::Message {
            scanned.across.push(number);
            continue;
        }
        let hits = scanned.pattern(pattern);
        if !hits.is_empty() {
            scanned.hits.entry(pattern.owner).or_default().extend(hits);
        }
    }
    for of_owner in scanned.hits.values_mut() {
        of_owner.sort_unstable();
        of_owner.dedup();
    }
    scanned
}

/// Looks for the patterns whose parts may stand in several sentences.
pub(super) fn across(sentences: &[Scanned<'_>], patterns: &[Pattern]) -> Vec<Across> {
    let mut candidates: Vec<usize> = sentences.iter().flat_map(|s| &s.across).copied().collect();
    candidates.sort_unstable();
    candidates.dedup();
    let whole = |pattern: &Pattern| {
        if sentences.iter().any(|s| s.stands(&pattern.none)) {
            return None;
        }
        let everywhere = |part: &Part| {
            let places = sentences
                .iter()
                .enumerate()
                .flat_map(|(n, s)| s.places(pattern.owner, part).into_iter().map(move |h| (n, h)));
            Some(places.collect::<Vec<_>>()).filter(|places| !places.is_empty())
        };
        let parts: Option<Vec<_>> = pattern.parts.iter().map(everywhere).collect();
        Some(Across { owner: pattern.owner, parts: parts? })
    };
    candidates.into_iter().filter_map(|number| patterns.get(number)).filter_map(whole).collect()
}

impl Scanned<'_> {
    /// Where a pattern stands.
    fn pattern(&self, pattern: &Pattern) -> Vec<Hit> {
        let mut parts: Vec<Vec<Hit>> = Vec::with_capacity(pattern.parts.len());
        for part in &pattern.parts {
            let places = self.places(pattern.owner, part);
            if places.is_empty() {
                return Vec::new();
            }
            parts.push(places);
        }
        if self.stands(&pattern.none) {
            return Vec::new();
        }
        let mut hits = match parts.as_slice() {
            [_] => parts.pop().unwrap_or_default(),
            _ => self.nearest(&parts, pattern.reach),
        };
        if pattern.reach == Reach::Clause {
            hits.retain(|hit| self.one_clause(hit.found));
        }
        hits
    }

    /// Everywhere a part stands.
    fn places(&self, owner: Owner, part: &Part) -> Vec<Hit> {
        // Nobody hides that a threat is none: what takes a meaning away is read as it is written, not by its sound.
        // Only of the others it can be asked whether they stand there without disguise.
        let (read, plain) = match (owner, &self.as_written) {
            (_, None) => (&self.words, None),
            (Owner::Own(..) | Owner::Context(_), Some(as_written)) => (as_written, None),
            (Owner::Phrase(_) | Owner::Mark(_), Some(as_written)) => (&self.words, Some(as_written)),
        };
        let mut found: Vec<Found> = part.iter().flat_map(|sequence| read.sequence(sequence)).collect();
        // Of those that end alike the longest: with the words that may be left out.
        found.sort_unstable_by_key(|f| (f.end, f.start));
        found.dedup_by_key(|f| f.end);
        if found.is_empty() {
            return Vec::new();
        }
        let plain: Option<HashSet<Found>> =
            plain.map(|p| part.iter().flat_map(|sequence| p.sequence(sequence)).collect());
        let hit = |found: Found| Hit {
            found,
            in_quotes: in_quotes(&self.letters, found),
            disguised: plain.as_ref().is_some_and(|plain| !plain.contains(&found)),
        };
        found.into_iter().map(hit).collect()
    }

    /// Whether one of these stands there, as it is written.
    fn stands(&self, any: &[Part]) -> bool {
        let read = self.as_written.as_ref().unwrap_or(&self.words);
        any.iter().flatten().any(|sequence| !read.sequence(sequence).is_empty())
    }

    /// The tightest stretches in which every part stands.
    fn nearest(&self, parts: &[Vec<Hit>], reach: Reach) -> Vec<Hit> {
        let mut all: Vec<(usize, Hit)> =
            parts.iter().enumerate().flat_map(|(part, hits)| hits.iter().map(move |hit| (part, *hit))).collect();
        if reach == Reach::Clause {
            all.retain(|(_, hit)| self.one_clause(hit.found));
        }
        all.sort_unstable_by_key(|(part, hit)| (hit.found.end, hit.found.start, *part));
        // Of each part the place that begins last, of those that end here or before.
        let mut latest: Vec<Option<Hit>> = vec![None; parts.len()];
        let mut tightest: Vec<Hit> = Vec::new();
        for (part, hit) in all {
            let Some(best) = latest.get_mut(part) else { continue };
            if best.is_none_or(|b| b.found.start <= hit.found.start) {
                *best = Some(hit);
            }
            let Some(together) = latest.iter().copied().reduce(both).flatten() else { continue };
            if tightest.last().is_none_or(|t| t.found.start < together.found.start) {
                tightest.push(together);
            }
        }
        tightest
    }

    fn one_clause(&self, found: Found) -> bool {
        let clause = |position: usize| self.letters.get(position).map(|l| l.clause);
        clause(found.start) == clause(found.end.saturating_sub(1))
    }
}

/// The stretch from one place to the other.
fn both(a: Option<Hit>, b: Option<Hit>) -> Option<Hit> {
    let (a, b) = (a?, b?);
    Some(Hit {
        found: a.found.to(b.found),
        in_quotes: a.in_quotes && b.in_quotes,
        disguised: a.disguised || b.disguised,
    })
}

/// Whether a phrase stands between quotation marks, most of it at least: its end may reach into the sentence around.
pub(super) fn in_quotes(letters: &[Letter], found: Found) -> bool {
    let stretch = letters.get(found.start..found.end).unwrap_or_default();
    let inside = stretch.iter().filter(|l| l.in_quotes).count();
    inside * 2 > stretch.len()
}
