//! The small language phrases are written in, read into steps:
//!
//! | written | means |
//! | --- | --- |
//! | `打断` | these letters |
//! | `(打|砍)` | one of these; an empty one may be left out: `你(的|)腿` |
//! | `{family}` | one word of the list of this id |
//! | `…` | a few letters, or none |
//! | `……` | anything to the end of the sentence |

use super::normalise::letters;

/// How many letters `…` stands for at most.
pub(crate) const FEW_LETTERS: usize = 8;
/// Into how many plain sequences one pattern may unfold at most: a pattern of many optional parts.
pub(crate) const MAX_VARIANTS: usize = 32;

/// A pattern without options: words that follow each other.
pub(super) type Sequence = Vec<Step>;

/// One word of a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// How many letters may stand before it, after the word before.
    pub(super) gap: Gap,
    /// Any of these.
    pub(super) any: Vec<Word>,
}

/// Letters between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// None.
    None,
    /// A few.
    Few,
    /// Any number.
    Any,
}

/// A word of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// These letters.
    Letters(Vec<char>),
    /// A word of the list of this id.
    Listed(String),
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PatternError {
    /// `{` or `(` without its partner, or the other way round.
    Unpaired(char),
    /// `(` inside `(`.
    Nested,
    /// `{}` or a group with nothing in it.
    Empty,
    /// It begins or ends with a gap, which means nothing.
    LooseGap,
    /// No letters at all.
    Nothing,
    /// It unfolds into so many sequences.
    TooManyVariants(usize),
}

/// A piece of a pattern as written.
enum Piece {
    Plain(Vec<char>),
    Group(Vec<Option<Word>>),
    Gap(Gap),
}

/// Reads a pattern.
pub(super) fn parse(written: &str) -> Result<Vec<Sequence>, PatternError> {
    let pieces = pieces(written)?;
    if matches!(pieces.first(), Some(Piece::Gap(_))) || matches!(pieces.last(), Some(Piece::Gap(_))) {
        return Err(PatternError::LooseGap);
    }
    // What was read so far, each with the distance at which the next word stands.
    let mut variants: Vec<(Sequence, Gap)> = vec![(Vec::new(), Gap::None)];
    for piece in pieces {
        let (words, optional): (Vec<Word>, bool) = match piece {
            Piece::Gap(wider) => {
                for (_, gap) in &mut variants {
                    *gap = wider.max(*gap);
                }
                continue;
            }
            Piece::Plain(letters) => (vec![Word::Letters(letters)], false),
            Piece::Group(words) => {
                let optional = words.iter().any(Option::is_none);
                (words.into_iter().flatten().collect(), optional)
            }
        };
        // What follows an optional part that is left out keeps the distance of that part.
        let without = if optional { variants.clone() } else { Vec::new() };
        for (variant, gap) in &mut variants {
            let gap = std::mem::replace(gap, Gap::None);
            variant.push(Step { gap: if variant.is_empty() { Gap::None } else { gap }, any: words.clone() });
        }
        variants.extend(without);
        if variants.len() > MAX_VARIANTS {
            return Err(PatternError::TooManyVariants(variants.len()));
        }
    }
    let variants: Vec<Sequence> = variants.into_iter().map(|(v, _)| v).filter(|v| !v.is_empty()).collect();
    if variants.is_empty() { Err(PatternError::Nothing) } else { Ok(variants) }
}

/// The lists a pattern names.
pub(crate) fn lists(written: &str) -> Result<Vec<String>, PatternError> {
    let steps = parse(written)?.into_iter().flatten();
    let named = steps.flat_map(|s| s.any).filter_map(|w| match w {
        Word::Listed(id) => Some(id),
        Word::Letters(_) => None,
    });
    Ok(named.collect())
}

/// How many letters a pattern has at least, each list counted as two; `None` where it cannot be read.
pub(crate) fn least_letters(written: &str) -> Option<usize> {
    let length = |word: &Word| match word {
        Word::Letters(letters) => letters.len(),
        Word::Listed(_) => 2,
    };
    let of = |s: &Sequence| s.iter().map(|step| step.any.iter().map(length).min().unwrap_or(0)).sum();
    parse(written).ok()?.iter().map(of).min()
}

fn pieces(written: &str) -> Result<Vec<Piece>, PatternError> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = written.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '…' | '.' => {
                let mut dots = 1;
                while rest.next_if_eq(&c).is_some() {
                    dots += 1;
                }
                match (c, dots) {
                    ('.', 1 | 2) => {}
                    ('…', 1) | ('.', 3) => end(&mut plain, &mut pieces, Piece::Gap(Gap::Few)),
                    _ => end(&mut plain, &mut pieces, Piece::Gap(Gap::Any)),
                }
            }
            '{' => {
                let id = until(&mut rest, '}').ok_or(PatternError::Unpaired('{'))?;
                let id = id.trim();
                if id.is_empty() {
                    return Err(PatternError::Empty);
                }
                end(&mut plain, &mut pieces, Piece::Group(vec![Some(Word::Listed(id.to_owned()))]));
            }
            '(' | '（' => {
                let close = if c == '(' { ')' } else { '）' };
                let inside = until(&mut rest, close).ok_or(PatternError::Unpaired(c))?;
                end(&mut plain, &mut pieces, Piece::Group(group(&inside)?));
            }
            '}' | ')' | '）' => return Err(PatternError::Unpaired(c)),
            _ => plain.push(c),
        }
    }
    if !letters(&plain).is_empty() {
        pieces.push(Piece::Plain(letters(&plain)));
    }
    Ok(pieces)
}

/// Puts a piece behind the letters before it.
fn end(plain: &mut String, pieces: &mut Vec<Piece>, piece: Piece) {
    let before = letters(&std::mem::take(plain));
    if !before.is_empty() {
        pieces.push(Piece::Plain(before));
    }
    pieces.push(piece);
}

fn until(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, close: char) -> Option<String> {
    let mut inside = String::new();
    for c in rest.by_ref() {
        if c == close {
            return Some(inside);
        }
        inside.push(c);
    }
    None
}

fn group(inside: &str) -> Result<Vec<Option<Word>>, PatternError> {
    if inside.contains(['(', '（']) {
        return Err(PatternError::Nested);
    }
    let words: Vec<Option<Word>> = inside.split(['|', '｜']).map(word).collect();
    if words.iter().all(Option::is_none) { Err(PatternError::Empty) } else { Ok(words) }
}

fn word(written: &str) -> Option<Word> {
    let written = written.trim();
    if let Some(id) = written.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
        return Some(Word::Listed(id.trim().to_owned()));
    }
    let letters = letters(written);
    (!letters.is_empty()).then_some(Word::Letters(letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(written: &str) -> Vec<String> {
        let word = |w: &Word| match w {
            Word::Letters(l) => l.iter().collect::<String>(),
            Word::Listed(id) => format!("{{{id}}}"),
        };
        let step = |s: &Step| {
            let gap = match s.gap {
                Gap::None => "",
                Gap::Few => "…",
                Gap::Any => "……",
            };
            format!("{gap}{}", s.any.iter().map(word).collect::<Vec<_>>().join("|"))
        };
        parse(written).unwrap().iter().map(|s| s.iter().map(step).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn words_groups_lists_and_gaps_become_steps() {
        assert_eq!(shown("打断…腿"), ["打断 …腿"]);
        assert_eq!(
            shown("(打|砍)断{you}(的|)(腿|{limb})"),
            ["打|砍 断 {you} 的 腿|{limb}", "打|砍 断 {you} 腿|{limb}"]
        );
        assert_eq!(shown("去……（砸｜烧）"), ["去 ……砸|烧"]);
        assert_eq!(shown("去...砸"), ["去 …砸"], "three full stops are a gap, too");
        assert_eq!(shown("去…(你家|)砸"), ["去 …你家 砸", "去 …砸"], "a part left out leaves its distance");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert_eq!(parse("打{you"), Err(PatternError::Unpaired('{')));
        assert_eq!(parse("打)"), Err(PatternError::Unpaired(')')));
        assert_eq!(parse("打(|)"), Err(PatternError::Empty));
        assert_eq!(parse("打((a|b)|c)"), Err(PatternError::Nested));
        assert_eq!(parse("…打"), Err(PatternError::LooseGap));
        assert_eq!(parse("，。"), Err(PatternError::Nothing));
        assert_eq!(parse(&"(a|)".repeat(6)), Err(PatternError::TooManyVariants(64)));
    }
}
