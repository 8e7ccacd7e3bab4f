//! How letters sound. A word written with other letters of the same sound, or in the Latin letters of pinyin, is heard.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use pinyin::{ToPinyin, ToPinyinMulti};

/// A stretch of a sentence that sounds as one syllable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sound {
    /// The number of the syllable, without its tone.
    pub(super) syllable: u32,
    /// With its tone, where a Chinese letter stands there.
    pub(super) toned: Option<&'static str>,
    /// The letters it is written in.
    pub(super) letters: Range<usize>,
}

/// All syllables of standard Chinese that a letter has, numbered.
static SYLLABLES: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut all: Vec<&'static str> =
        ('\u{4e00}'..='\u{9fff}').filter_map(|c| c.to_pinyin_multi()).flatten().map(pinyin::Pinyin::plain).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().zip(1..).collect()
});

/// The longest syllable: `zhuang`.
const LONGEST: usize = 6;
/// With fewer Latin letters it is a word of another language, or an abbreviation.
const LEAST_LATIN: usize = 4;

/// How a letter sounds.
pub(super) fn sound(letter: char) -> Option<(u32, &'static str)> {
    let pinyin = letter.to_pinyin()?;
    Some((*SYLLABLES.get(pinyin.plain())?, pinyin.with_tone()))
}

/// How a letter may sound: 还 is read hái and huán.
pub(super) fn readings(letter: char) -> Vec<(u32, &'static str)> {
    let numbered = |pinyin: pinyin::Pinyin| Some((*SYLLABLES.get(pinyin.plain())?, pinyin.with_tone()));
    letter.to_pinyin_multi().into_iter().flatten().filter_map(numbered).collect()
}

/// The sounds of a sentence, in runs: what has no sound parts one run from the next.
pub(super) fn sounds(sentence: &[char]) -> Vec<Vec<Sound>> {
    let mut runs = vec![Vec::new()];
    let mut position = 0;
    while let Some(&letter) = sentence.get(position) {
        let end = if letter.is_ascii_lowercase() { latin_until(sentence, position) } else { position + 1 };
        let heard = match sound(letter) {
            Some((syllable, toned)) => vec![Sound { syllable, toned: Some(toned), letters: position..end }],
            None if letter.is_ascii_lowercase() => latin(sentence, position..end),
            None => Vec::new(),
        };
        match runs.last_mut() {
            Some(run) if !heard.is_empty() => run.extend(heard),
            _ => runs.push(Vec::new()),
        }
        position = end;
    }
    runs.retain(|run| run.len() > 1);
    runs
}

fn latin_until(sentence: &[char], from: usize) -> usize {
    let length = sentence.iter().skip(from).take_while(|c| c.is_ascii_lowercase()).count();
    from + length
}

/// A run of Latin letters as syllables, the longest first; nothing where it is no pinyin.
fn latin(sentence: &[char], run: Range<usize>) -> Vec<Sound> {
    // A single syllable between Chinese letters (打si你) is heard, too.
    let between = run.start > 0 || run.end < sentence.len();
    if run.len() < LEAST_LATIN && !between {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut position = run.start;
    while position < run.end {
        let next = (1..=LONGEST.min(run.end - position)).rev().find_map(|length| {
            let letters = position..position + length;
            let text: String = sentence.get(letters.clone())?.iter().collect();
            Some(Sound { syllable: *SYLLABLES.get(text.as_str())?, toned: None, letters })
        });
        let Some(next) = next else { return Vec::new() };
        position = next.letters.end;
        found.push(next);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str) -> Vec<Vec<String>> {
        let letters: Vec<char> = text.chars().collect();
        let shown = |s: &Sound| letters[s.letters.clone()].iter().collect();
        sounds(&letters).iter().map(|run| run.iter().map(shown).collect()).collect()
    }

    #[test]
    fn pinyin_is_cut_into_syllables_and_other_words_are_not_heard() {
        assert_eq!(heard("baotongxunlu"), [["bao", "tong", "xun", "lu"]]);
        assert_eq!(heard("打si你"), [["打", "si", "你"]]);
        assert_eq!(heard("用app还"), Vec::<Vec<String>>::new());
        assert_eq!(sound('坐').unwrap().1, sound('做').unwrap().1);
    }
}
