//! What labelled messages teach: how much each short stretch of letters, and each run of sounds, speaks for a behaviour
//! or against it. Patterns know what somebody thought of; labelled messages also tell how the rest is said, and how
//! lawful messages with the same words go on.
//!
//! It is an averaged perceptron with a margin: each message is read, and where a behaviour is read too weakly (or, in a
//! message that does not show it, too strongly) the weights of its stretches are moved. All of it in whole numbers and
//! in a fixed order, so that the same messages give the same weights on every machine.

use std::collections::HashMap;
use std::ops::Range;

use super::normalise::{Letter, sentences};
use super::syllables::sounds;

/// One labelled message: its text, the behaviours it shows, and those it may or may not show, all by number.
#[derive(Debug)]
pub(super) struct Lesson {
    pub(super) text: String,
    pub(super) shows: Vec<usize>,
    pub(super) unsure: Vec<usize>,
}

/// How much every stretch speaks for every behaviour.
#[derive(Debug)]
pub(super) struct Learned {
    behaviours: usize,
    /// The stretches, numbered.
    stretches: HashMap<u64, usize>,
    /// For each stretch, the weight for each behaviour; the last row is that of every message.
    weights: Vec<i32>,
    /// For each lesson its stretches, sorted.
    lessons: Vec<Vec<usize>>,
    /// For each behaviour the lessons that show it, in order.
    showing: Vec<Vec<usize>>,
}

/// How a stretch of a message reads, no longer than the lessons are: what is said in the midst of a long talk is not
/// drowned by the rest of it.
#[derive(Debug)]
pub(super) struct Heard {
    /// The letters of each sentence that lie in it: which sentence, from and to.
    pub(super) parts: Vec<(usize, Range<usize>)>,
    /// For each behaviour, how much speaks for it: [`ONE`] is the margin the lessons were learned with.
    scores: Vec<i64>,
    /// What stands in it, and in which sentence.
    stretches: Vec<(usize, usize)>,
}

/// The unit of scores.
pub(super) const ONE: i64 = 1 << 20;
/// How far above zero a message that shows a behaviour is to read, and how far below one that does not. Messages that show
/// it are few among all.
const MARGINS: (i64, i64) = (2 * ONE, ONE);
/// How often the lessons are gone through.
const ROUNDS: usize = 8;
/// How far apart lessons are taken; a prime.
const STRIDE: usize = 7919;
/// The longest stretch of letters, and of sounds.
const LETTERS: usize = 4;
const SOUNDS: usize = 3;
/// So many letters are read as a whole, as most lessons are; a longer message in parts, each with the next.
const AT_ONCE: usize = 130;
const PART: usize = 30;
/// A stretch that only one message has teaches nothing of others.
const LEAST_MESSAGES: usize = 2;

impl Learned {
    /// Learns from labelled messages.
    pub(super) fn from(lessons: &[Lesson], behaviours: usize) -> Self {
        let of_lessons: Vec<Vec<u64>> = lessons
            .iter()
            .map(|lesson| {
                let original: Vec<char> = lesson.text.chars().collect();
                let of_sentence = |s: &Vec<Letter>| stretches(&original, s).into_iter().map(|(_, key)| key);
                let mut all: Vec<u64> = sentences(&original).iter().flat_map(of_sentence).collect();
                all.sort_unstable();
                all.dedup();
                all
            })
            .collect();
        let mut times: HashMap<u64, usize> = HashMap::new();
        for stretch in of_lessons.iter().flatten() {
            *times.entry(*stretch).or_default() += 1;
        }
        let mut known: Vec<u64> = times.into_iter().filter(|(_, n)| *n >= LEAST_MESSAGES).map(|(s, _)| s).collect();
        known.sort_unstable();
        let stretches: HashMap<u64, usize> = known.into_iter().zip(0..).collect();
        let showing = |behaviour| {
            let lessons = lessons.iter().enumerate().filter(|(_, lesson)| lesson.shows.contains(&behaviour));
            lessons.map(|(number, _)| number).collect()
        };
        let mut learned = Self {
            behaviours,
            weights: Vec::new(),
            lessons: Vec::new(),
            showing: (0..behaviours).map(showing).collect(),
            stretches,
        };
        learned.lessons = of_lessons.into_iter().map(|all| learned.numbered(all.into_iter())).collect();
        learned.learn(lessons);
        learned
    }

    /// Goes through the lessons, again and again.
    fn learn(&mut self, lessons: &[Lesson]) {
        let weights = (self.stretches.len() + 1) * self.behaviours;
        self.weights = vec![0; weights];
        // What was added to each weight, each time multiplied by when: from it comes the average over all steps.
        let mut by_time = vec![0_i64; weights];
        let mut time = 1;
        let mut scores = vec![0; self.behaviours];
        for round in 0..ROUNDS {
            for place in 0..lessons.len() {
                // Neighbours, which resemble each other, apart; and each round begun one lesson later.
                let stride = if lessons.len().is_multiple_of(STRIDE) { 1 } else { STRIDE };
                let number = (place * stride + round) % lessons.len();
                let (Some(lesson), Some(stretches)) = (lessons.get(number), self.lessons.get(number)) else {
                    continue;
                };
                let share = share(stretches.len() + 1);
                self.add_up(stretches, &mut scores);
                let moves: Vec<(usize, i32)> = scores
                    .iter()
                    .enumerate()
                    .filter_map(|(b, s)| Some((b, lesson.moves(b, s * i64::from(share))? * share)))
                    .collect();
                if !moves.is_empty() {
                    for row in stretches.iter().copied().chain([self.stretches.len()]) {
                        let from = row * self.behaviours;
                        let weights = self.weights.get_mut(from..).unwrap_or_default();
                        let sums = by_time.get_mut(from..).unwrap_or_default();
                        for (behaviour, by) in &moves {
                            if let (Some(weight), Some(sum)) = (weights.get_mut(*behaviour), sums.get_mut(*behaviour)) {
                                *weight = weight.saturating_add(*by);
                                *sum += i64::from(*by) * time;
                            }
                        }
                    }
                }
                time += 1;
            }
        }
        for (weight, sum) in self.weights.iter_mut().zip(by_time) {
            *weight = weight.saturating_sub(i32::try_from(sum / time).unwrap_or_default());
        }
    }

    /// How a message reads, stretch by stretch.
    pub(super) fn hear<'l>(&self, original: &[char], sentences: impl Iterator<Item = &'l [Letter]>) -> Vec<Heard> {
        let sentences: Vec<&[Letter]> = sentences.collect();
        let letters: usize = sentences.iter().map(|s| s.len()).sum();
        let size = if letters <= AT_ONCE { AT_ONCE } else { PART };
        let mut blocks: Vec<Heard> = Vec::new();
        let mut before = 0;
        for (number, sentence) in sentences.iter().enumerate() {
            let block = |letter: usize| (before + letter) / size;
            for at in block(0)..=block(sentence.len().saturating_sub(1)) {
                let from = (at * size).saturating_sub(before);
                let to = ((at + 1) * size - before).min(sentence.len());
                blocks.resize_with(blocks.len().max(at + 1), || Heard::blank(self.behaviours));
                if let Some(block) = blocks.get_mut(at) {
                    block.parts.push((number, from..to));
                }
            }
            for (letter, key) in stretches(original, sentence) {
                if let (Some(row), Some(block)) = (self.stretches.get(&key), blocks.get_mut(block(letter))) {
                    block.stretches.push((*row, number));
                }
            }
            before += sentence.len();
        }
        let mut heard: Vec<Heard> = match blocks.len() {
            0 | 1 => blocks,
            _ => blocks.windows(2).filter_map(|pair| Some(pair.first()?.with(pair.last()?))).collect(),
        };
        for one in &mut heard {
            one.stretches.sort_unstable();
            let mut rows: Vec<usize> = one.stretches.iter().map(|(row, _)| *row).collect();
            rows.dedup();
            one.scores = self.scores(&rows);
        }
        heard
    }

    /// How some letters of a sentence read by themselves; nothing where no lesson has any of their stretches.
    pub(super) fn alone(&self, original: &[char], letters: &[Letter], behaviour: usize) -> Option<i64> {
        let rows = self.numbered(stretches(original, letters).into_iter().map(|(_, key)| key));
        if rows.is_empty() { None } else { self.scores(&rows).get(behaviour).copied() }
    }

    /// The scores of these stretches.
    fn scores(&self, rows: &[usize]) -> Vec<i64> {
        let mut scores = vec![0; self.behaviours];
        self.add_up(rows, &mut scores);
        let share = i64::from(share(rows.len() + 1));
        for score in &mut scores {
            *score *= share;
        }
        scores
    }

    /// The sentence that speaks for a behaviour the most, with the letters of it that were heard.
    pub(super) fn loudest(&self, heard: &Heard, behaviour: usize) -> Option<(usize, Range<usize>)> {
        let of = |(number, letters): &(usize, Range<usize>)| {
            let rows = heard.stretches.iter().filter(|(_, sentence)| sentence == number);
            let sum: i64 = rows.map(|(row, _)| self.weight(*row, behaviour)).sum();
            (sum, std::cmp::Reverse(*number), letters.clone())
        };
        let loudest = heard.parts.iter().map(of).max_by_key(|(sum, number, _)| (*sum, *number));
        loudest.map(|(_, number, letters)| (number.0, letters))
    }

    /// Of so many lessons the one that shows a behaviour and is most like a message: they share the stretches that speak
    /// for it.
    pub(super) fn most_like(&self, heard: &Heard, behaviour: usize, of: usize) -> Option<usize> {
        let stands = |row: &&usize| heard.stretches.binary_search_by_key(*row, |(row, _)| *row).is_ok();
        let shared = |features: &[usize]| -> i64 {
            let rows = features.iter().filter(stands);
            rows.map(|row| self.weight(*row, behaviour).max(0)).sum()
        };
        let showing = self.showing.get(behaviour).into_iter().flatten().copied().take_while(|number| *number < of);
        let nearest = showing.filter_map(|number| {
            let features = self.lessons.get(number)?;
            Some((shared(features).saturating_mul(i64::from(share(features.len() + 1))), number))
        });
        nearest
            .filter(|(shared, _)| *shared > 0)
            .max_by_key(|(shared, number)| (*shared, std::cmp::Reverse(*number)))
            .map(|(_, n)| n)
    }

    fn weight(&self, row: usize, behaviour: usize) -> i64 {
        self.weights.get(row * self.behaviours + behaviour).copied().map_or(0, i64::from)
    }

    /// The stretches that are known, sorted.
    fn numbered(&self, all: impl Iterator<Item = u64>) -> Vec<usize> {
        let mut numbers: Vec<usize> = all.filter_map(|s| self.stretches.get(&s).copied()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Adds up the weights of these stretches, and those of every message.
    fn add_up(&self, stretches: &[usize], into: &mut [i64]) {
        into.fill(0);
        for row in stretches.iter().copied().chain([self.stretches.len()]) {
            let weights = self.weights.get(row * self.behaviours..).unwrap_or_default();
            for (sum, weight) in into.iter_mut().zip(weights) {
                *sum += i64::from(*weight);
            }
        }
    }
}

impl Lesson {
    /// Which way the weights for a behaviour are to be moved after it was read with this score.
    fn moves(&self, behaviour: usize, score: i64) -> Option<i32> {
        if self.unsure.contains(&behaviour) {
            None
        } else if self.shows.contains(&behaviour) {
            (score < MARGINS.0).then_some(1)
        } else {
            (score > -MARGINS.1).then_some(-1)
        }
    }
}

impl Heard {
    fn blank(behaviours: usize) -> Self {
        Self { parts: Vec::new(), scores: vec![0; behaviours], stretches: Vec::new() }
    }

    /// Two neighbours as one.
    fn with(&self, next: &Self) -> Self {
        let mut parts = self.parts.clone();
        for (number, letters) in &next.parts {
            match parts.last_mut() {
                Some((last, until)) if last == number => until.end = letters.end,
                _ => parts.push((*number, letters.clone())),
            }
        }
        let stretches = self.stretches.iter().chain(&next.stretches).copied().collect();
        Self { parts, scores: self.scores.clone(), stretches }
    }

    /// Whether no lesson has any of its stretches, so that nothing can be said.
    pub(super) fn is_new(&self) -> bool {
        self.stretches.is_empty()
    }

    /// How much speaks for a behaviour.
    pub(super) fn score(&self, behaviour: usize) -> i64 {
        self.scores.get(behaviour).copied().unwrap_or_default()
    }
}

/// What each of so many stretches counts for, so that long messages count no more than short ones: 1024 / √n.
fn share(stretches: usize) -> i32 {
    let n = u64::try_from(stretches).unwrap_or(u64::MAX).clamp(1, 1 << 40);
    let root = (n << 20).isqrt();
    i32::try_from((1_u64 << 20) / root).unwrap_or_default()
}

/// The short stretches of a sentence, each with the letter it begins at: of letters, clause marks and its ends among them,
/// and of sounds.
fn stretches(original: &[char], sentence: &[Letter]) -> Vec<(usize, u64)> {
    let mut letters: Vec<char> = vec!['^'];
    let mut places: Vec<usize> = vec![0];
    let mut clause = sentence.first().map_or(0, |l| l.clause);
    for (place, letter) in sentence.iter().enumerate() {
        if letter.clause != clause {
            letters.push(',');
            clause = letter.clause;
        }
        // Which figure it is tells nothing, only that there is one.
        match letter.glyph {
            '0'..='9' if letters.last() == Some(&'0') => {}
            '0'..='9' => letters.push('0'),
            glyph => letters.push(glyph),
        }
        places.resize(letters.len(), place);
    }
    let end = sentence.last().and_then(|l| original.get(l.position + 1));
    letters.push(match end {
        Some('?' | '\u{ff1f}') => '?',
        Some('!' | '\u{ff01}') => '!',
        _ => '$',
    });
    places.push(sentence.len().saturating_sub(1));
    let mut all = Vec::with_capacity(letters.len() * (LETTERS + SOUNDS));
    for length in 1..=LETTERS {
        // That a sentence begins, ends and has clauses is told by what stands there.
        let told = letters.windows(length).zip(&places).filter(|(stretch, _)| !matches!(stretch, ['^' | '$' | ',']));
        all.extend(told.map(|(stretch, place)| (*place, key(0, stretch.iter().map(|c| u32::from(*c))))));
    }
    let glyphs: Vec<char> = sentence.iter().map(|l| l.glyph).collect();
    for run in sounds(&glyphs) {
        for length in 2..=SOUNDS {
            all.extend(run.windows(length).filter_map(|stretch| {
                Some((stretch.first()?.letters.start, key(1, stretch.iter().map(|s| s.syllable))))
            }));
        }
    }
    all
}

/// One number for a stretch (FNV-1a).
fn key(kind: u32, units: impl Iterator<Item = u32>) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for unit in std::iter::once(kind).chain(units) {
        for byte in unit.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}
