//! Words in order: where all of a pattern's words stand in a sentence, at the distances the pattern allows.

use super::pattern::{FEW_LETTERS, Gap};

/// Where something stands in a sentence, in letters: from, to before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// One word of a pattern: any word of this set, at this distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) gap: Gap,
    pub(super) set: usize,
}

/// The words found in a sentence, by the sets they belong to.
#[derive(Debug, Default)]
pub(super) struct Occurrences {
    /// Sorted.
    all: Vec<(usize, Found)>,
}

impl Occurrences {
    pub(super) fn new(mut all: Vec<(usize, Found)>) -> Self {
        all.sort_unstable();
        all.dedup();
        Self { all }
    }

    /// The sets of which a word was found, each once.
    pub(super) fn sets(&self) -> impl Iterator<Item = usize> + '_ {
        self.all.chunk_by(|a, b| a.0 == b.0).filter_map(|chunk| chunk.first()).map(|(set, _)| *set)
    }

    /// Where words of a set stand, in order.
    fn of(&self, set: usize) -> &[(usize, Found)] {
        let from = self.all.partition_point(|(s, _)| *s < set);
        let to = self.all.partition_point(|(s, _)| *s <= set);
        self.all.get(from..to).unwrap_or_default()
    }

    /// Everywhere the words of a sequence stand one after the other; of those that end alike, the tightest.
    pub(super) fn sequence(&self, places: &[Place]) -> Vec<Found> {
        let mut places = places.iter();
        let Some(first) = places.next() else { return Vec::new() };
        let mut reached: Vec<Found> = self.of(first.set).iter().map(|(_, f)| *f).collect();
        for place in places {
            reached.sort_unstable_by_key(|f| (f.end, f.start));
            let next = self.of(place.set).iter().filter_map(|(_, word)| {
                let before = reached.get(..reached.partition_point(|f| f.end <= word.start))?.last()?;
                let distance = word.start - before.end;
                let near = match place.gap {
                    Gap::None => distance == 0,
                    Gap::Few => distance <= FEW_LETTERS,
                    Gap::Any => true,
                };
                near.then_some(Found { start: before.start, end: word.end })
            });
            reached = next.collect();
            if reached.is_empty() {
                break;
            }
        }
        reached
    }
}
