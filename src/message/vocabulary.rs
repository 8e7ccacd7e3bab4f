//! The words of all patterns, found in one pass over a sentence: as they are written, as they are disguised, as they
//! sound.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};

use super::pattern::Word;
use super::sequence::{Found, Occurrences};
use super::syllables::{Sound, readings, sounds};
use crate::rule::Lexicon;

/// In so many ways a word is heard at most.
const MOST_READINGS: usize = 8;

/// A word by its number.
type WordNumber = usize;

/// All words, and the sets they belong to.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: Vec<Vec<char>>,
    /// The words of each set, sorted.
    members: Vec<Vec<WordNumber>>,
    /// For each word, the patterns that are looked at when it is found.
    patterns_of: Vec<Vec<usize>>,
    as_written: Option<AhoCorasick>,
    by_sound: Option<AhoCorasick>,
    /// The words that are searched for by sound.
    sounding: Vec<WordNumber>,
    /// Words of one letter, by its sound: they are heard only where the sound is written in Latin letters.
    single: HashMap<u32, Vec<WordNumber>>,
    disguises: Option<AhoCorasick>,
    /// What each disguise means.
    meant: Vec<Vec<char>>,
}

/// Gathers words and sets until the automata are built.
#[derive(Debug, Default)]
pub(super) struct Words {
    numbers: HashMap<Vec<char>, WordNumber>,
    sets: HashMap<Vec<WordNumber>, usize>,
    vocabulary: Vocabulary,
}

impl Words {
    /// The set of these words, and the length of its shortest; `None` where no word is left of it.
    pub(super) fn set(&mut self, any: &[Word], lists: &HashMap<&str, Vec<Vec<char>>>) -> Option<(usize, usize)> {
        let mut members: Vec<WordNumber> = Vec::with_capacity(any.len());
        let mut shortest = usize::MAX;
        for word in any {
            let listed = match word {
                Word::Letters(letters) => std::slice::from_ref(letters),
                Word::Listed(id) => lists.get(id.as_str()).map_or(&[][..], Vec::as_slice),
            };
            for letters in listed.iter().filter(|l| !l.is_empty()) {
                shortest = shortest.min(letters.len());
                members.push(self.word(letters));
            }
        }
        members.sort_unstable();
        members.dedup();
        if members.is_empty() {
            return None;
        }
        let next = self.sets.len();
        let set = *self.sets.entry(members.clone()).or_insert(next);
        if set == next {
            self.vocabulary.members.push(members);
        }
        Some((set, shortest))
    }

    fn word(&mut self, letters: &[char]) -> WordNumber {
        if let Some(number) = self.numbers.get(letters) {
            return *number;
        }
        let number = self.vocabulary.words.len();
        self.numbers.insert(letters.to_vec(), number);
        self.vocabulary.words.push(letters.to_vec());
        number
    }

    /// All words are known: the automata are built. `anchors` holds, for each pattern, the sets it is looked for by.
    pub(super) fn finish(self, lexicon: &Lexicon, anchors: &[Vec<usize>]) -> Vocabulary {
        let mut all = self.vocabulary;
        all.patterns_of = vec![Vec::new(); all.words.len()];
        for (pattern, sets) in anchors.iter().enumerate() {
            for word in sets.iter().filter_map(|set| all.members.get(*set)).flatten() {
                if let Some(patterns) = all.patterns_of.get_mut(*word) {
                    patterns.push(pattern);
                }
            }
        }
        all.as_written = automaton(all.words.iter().map(|w| text_of(w)), MatchKind::Standard);
        let heard = all.words.iter().enumerate();
        let heard = heard.flat_map(|(number, word)| in_sounds(word).into_iter().map(move |sounds| (number, sounds)));
        let (sounding, texts): (Vec<WordNumber>, Vec<String>) = heard.unzip();
        all.sounding = sounding;
        all.by_sound = automaton(texts.into_iter(), MatchKind::Standard);
        for (number, word) in all.words.iter().enumerate() {
            if let [letter] = word.as_slice() {
                for (syllable, _) in readings(*letter) {
                    all.single.entry(syllable).or_default().push(number);
                }
            }
        }
        let mut written = Vec::new();
        for disguise in &lexicon.disguises {
            let means = super::normalise::letters(&disguise.means.it);
            for form in &disguise.written {
                let form = super::normalise::letters(&form.it);
                if !form.is_empty() && !means.is_empty() {
                    written.push(text_of(&form));
                    all.meant.push(means.clone());
                }
            }
        }
        all.disguises = automaton(written.into_iter(), MatchKind::LeftmostLongest);
        all
    }
}

/// A search for many texts at once; `None` where there is nothing to search for, or far too much.
fn automaton(texts: impl Iterator<Item = String>, kind: MatchKind) -> Option<AhoCorasick> {
    let texts: Vec<String> = texts.collect();
    if texts.is_empty() { None } else { AhoCorasick::builder().match_kind(kind).build(texts).ok() }
}

fn text_of(letters: &[char]) -> String {
    letters.iter().collect()
}

/// A word as its sounds, each a character of a private area, in every way it may be read; none for a single letter, and
/// where a letter has no sound. Of a word with many readings only the usual one is taken.
fn in_sounds(word: &[char]) -> Vec<String> {
    if word.len() < 2 {
        return Vec::new();
    }
    let mut ways = vec![String::new()];
    for letter in word {
        let mut syllables: Vec<char> = readings(*letter).into_iter().filter_map(|(s, _)| as_character(s)).collect();
        syllables.dedup();
        if ways.len() * syllables.len() > MOST_READINGS {
            syllables.truncate(1);
        }
        ways = ways.iter().flat_map(|way| syllables.iter().map(move |s| format!("{way}{s}"))).collect();
    }
    ways
}

fn as_character(syllable: u32) -> Option<char> {
    char::from_u32(0xE000 + syllable)
}

/// A text with the position of each of its characters by byte.
struct Searched {
    text: String,
    /// For each byte at which a character starts, its position; at the end, the length.
    position: Vec<usize>,
}

impl Searched {
    fn new(letters: impl Iterator<Item = char>) -> Self {
        let (mut text, mut position) = (String::new(), Vec::new());
        let mut length = 0;
        for letter in letters {
            text.push(letter);
            position.resize(text.len(), length);
            length += 1;
        }
        position.push(length);
        Self { text, position }
    }

    fn at(&self, byte: usize) -> usize {
        self.position.get(byte).copied().unwrap_or_default()
    }
}

impl Vocabulary {
    /// Every word that stands in a sentence, however it is written; and those among them that stand as they are written,
    /// where there are others.
    pub(super) fn find(&self, sentence: &[char]) -> (Occurrences<'_>, Option<Occurrences<'_>>) {
        let mut found: Vec<(WordNumber, Found)> = Vec::new();
        self.written(sentence.iter().copied(), |word, start, end| found.push((word, Found::new(start, end))));
        let mut others = self.under_disguise(sentence);
        others.extend(self.heard(sentence));
        if others.is_empty() {
            return (Occurrences::new(found, &self.members), None);
        }
        let as_written = Occurrences::new(found.clone(), &self.members);
        found.extend(others);
        (Occurrences::new(found, &self.members), Some(as_written))
    }

    /// The patterns that may stand in a sentence, each once, in order.
    pub(super) fn candidates(&self, found: &Occurrences<'_>) -> Vec<usize> {
        let mut all: Vec<usize> = found.words().filter_map(|w| self.patterns_of.get(w)).flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn written(&self, letters: impl Iterator<Item = char>, mut each: impl FnMut(WordNumber, usize, usize)) {
        let Some(automaton) = &self.as_written else { return };
        let searched = Searched::new(letters);
        for m in automaton.find_overlapping_iter(&searched.text) {
            each(m.pattern().as_usize(), searched.at(m.start()), searched.at(m.end()));
        }
    }

    /// Words that stand there once disguises are taken off.
    fn under_disguise(&self, sentence: &[char]) -> Vec<(WordNumber, Found)> {
        let Some(automaton) = &self.disguises else { return Vec::new() };
        let searched = Searched::new(sentence.iter().copied());
        // Letters with the stretch of the sentence they stand for, and whether they were put there.
        let mut letters: Vec<(char, Found, bool)> = Vec::new();
        let mut done = 0;
        let plain = |from: usize, to: usize| {
            let stretch = sentence.get(from..to).unwrap_or_default().iter().zip(from..);
            stretch.map(|(c, at)| (*c, Found::new(at, at + 1), false))
        };
        for m in automaton.find_iter(&searched.text) {
            let place = Found::new(searched.at(m.start()), searched.at(m.end()));
            letters.extend(plain(done, place.start));
            letters.extend(self.meant.get(m.pattern().as_usize()).into_iter().flatten().map(|c| (*c, place, true)));
            done = place.end;
        }
        if done == 0 {
            return Vec::new();
        }
        letters.extend(plain(done, sentence.len()));
        let mut found = Vec::new();
        self.written(letters.iter().map(|(c, ..)| *c), |word, start, end| {
            let Some(stretch) = letters.get(start..end) else { return };
            if let (Some(first), Some(last), true) =
                (stretch.first(), stretch.last(), stretch.iter().any(|(.., put)| *put))
            {
                found.push((word, Found::new(first.1.start, last.1.end)));
            }
        });
        found
    }

    /// Words written with other letters of the same sound.
    fn heard(&self, sentence: &[char]) -> Vec<(WordNumber, Found)> {
        let mut found = Vec::new();
        let runs = sounds(sentence);
        for sound in runs.iter().flatten().filter(|s| s.toned.is_none() && s.letters.len() > 1) {
            let place = Found::new(sound.letters.start, sound.letters.end);
            found.extend(self.single.get(&sound.syllable).into_iter().flatten().map(|word| (*word, place)));
        }
        let Some(automaton) = &self.by_sound else { return found };
        for run in runs {
            let searched = Searched::new(run.iter().filter_map(|s| as_character(s.syllable)));
            for m in automaton.find_overlapping_iter(&searched.text) {
                let Some(number) = self.sounding.get(m.pattern().as_usize()) else { continue };
                let stretch = run.get(searched.at(m.start())..searched.at(m.end())).unwrap_or_default();
                let word = self.words.get(*number).map_or(&[][..], Vec::as_slice);
                if let (true, Some(first), Some(last)) =
                    (same_sound(word, stretch, sentence), stretch.first(), stretch.last())
                {
                    found.push((*number, Found::new(first.letters.start, last.letters.end)));
                }
            }
        }
        found
    }
}

/// Whether a stretch that has a word's syllables may be that word. The longer the word and the more of its letters stand
/// there, the less the tones matter; a word of two letters that shares neither is another word.
fn same_sound(word: &[char], stretch: &[Sound], sentence: &[char]) -> bool {
    let (mut same, mut latin, mut other_tone) = (0, 0, 0);
    for (letter, heard) in word.iter().zip(stretch) {
        match heard.toned {
            None => latin += 1,
            Some(_) if sentence.get(heard.letters.start) == Some(letter) => same += 1,
            Some(toned) if readings(*letter).iter().any(|(_, tone)| *tone == toned) => {}
            Some(_) => other_tone += 1,
        }
    }
    if same == word.len() {
        return false;
    }
    if latin == word.len() {
        return true;
    }
    match word.len() {
        0 | 1 => false,
        2 => same == 1 && other_tone == 0,
        _ => same > 0 && other_tone * 2 < word.len() && (other_tone == 0 || same * 2 >= word.len()),
    }
}
