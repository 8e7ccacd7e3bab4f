//! Words in order: where all of a pattern's words stand in a sentence, at the distances the pattern allows.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::pattern::{FEW_LETTERS, Gap};

/// Where something stands in a sentence, in letters: from, to before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Which letters lie between its words, the first letter of the stretch being the lowest bit. Later letters than the
    /// bits reach are taken for its words.
    gaps: u64,
}

impl Found {
    /// A stretch without gaps.
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start, end, gaps: 0 }
    }

    /// Whether a letter lies between its words.
    pub(super) fn is_gap(self, position: usize) -> bool {
        position.checked_sub(self.start).is_some_and(|bit| bit < 64 && self.gaps >> bit & 1 == 1)
    }

    /// The stretch from one of two places to the other.
    pub(super) fn to(self, other: Self) -> Self {
        let mut all = Self::new(self.start.min(other.start), self.end.max(other.end));
        let is_word = |f: Self, at: usize| f.start <= at && at < f.end && !f.is_gap(at);
        for bit in 0..64.min(all.end - all.start) {
            let at = all.start + bit;
            if !is_word(self, at) && !is_word(other, at) {
                all.gaps |= 1 << bit;
            }
        }
        all
    }
}

/// One word of a pattern: any word of this set, at this distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) gap: Gap,
    pub(super) set: usize,
}

/// The words found in a sentence.
#[derive(Debug)]
pub(super) struct Occurrences<'v> {
    /// By the number of the word, sorted.
    all: Vec<(usize, Found)>,
    /// The words of each set, sorted.
    members: &'v [Vec<usize>],
    /// Where words of a set stand, worked out when a pattern first asks.
    of_set: RefCell<HashMap<usize, Rc<[Found]>>>,
}

impl<'v> Occurrences<'v> {
    pub(super) fn new(mut all: Vec<(usize, Found)>, members: &'v [Vec<usize>]) -> Self {
        all.sort_unstable();
        all.dedup();
        Self { all, members, of_set: RefCell::default() }
    }

    /// The words that were found, each once.
    pub(super) fn words(&self) -> impl Iterator<Item = usize> + '_ {
        self.all.chunk_by(|a, b| a.0 == b.0).filter_map(|chunk| chunk.first()).map(|(word, _)| *word)
    }

    /// Where words of a set stand.
    fn of(&self, set: usize) -> Rc<[Found]> {
        if let Some(known) = self.of_set.borrow().get(&set) {
            return Rc::clone(known);
        }
        let members = self.members.get(set).map_or(&[][..], Vec::as_slice);
        let of_word = |chunk: &&[(usize, Found)]| chunk.first().is_some_and(|(w, _)| members.binary_search(w).is_ok());
        let chunks = self.all.chunk_by(|a, b| a.0 == b.0).filter(of_word);
        let found: Rc<[Found]> = chunks.flatten().map(|(_, found)| *found).collect();
        self.of_set.borrow_mut().insert(set, Rc::clone(&found));
        found
    }

    /// Everywhere the words of a sequence stand one after the other; of those that end alike, the tightest.
    pub(super) fn sequence(&self, places: &[Place]) -> Vec<Found> {
        let mut places = places.iter();
        let Some(first) = places.next() else { return Vec::new() };
        let mut reached: Vec<Found> = self.of(first.set).to_vec();
        for place in places {
            reached.sort_unstable_by_key(|f| (f.end, f.start));
            let words = self.of(place.set);
            let next = words.iter().filter_map(|word| {
                let before = reached.get(..reached.partition_point(|f| f.end <= word.start))?.last()?;
                let distance = word.start - before.end;
                let near = match place.gap {
                    Gap::None => distance == 0,
                    Gap::Few => distance <= FEW_LETTERS,
                    Gap::Any => true,
                };
                near.then(|| before.to(*word))
            });
            reached = next.collect();
            if reached.is_empty() {
                break;
            }
        }
        reached
    }
}
