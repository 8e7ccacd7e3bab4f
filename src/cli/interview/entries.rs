//! A list told line by line: `工资 9800 每月`.

use super::understand::{Taken, value};
use crate::diagnostic::{Language, Text};
use crate::fact::{FactKind, Field, Input};
use crate::interview::AskedField;

/// What a line of a list was taken for.
pub(super) enum Line {
    /// An entry, as it is shown, and whether every word of it was written as it is meant.
    Entry { entry: Input, shown: String, sure: bool },
    /// No entry, and why.
    Wrong(Text),
}

/// Reads one line. Each word goes to the first field that is still free and that it fits.
pub(super) fn line(fields: &[Field], asked: &[AskedField], typed: &str, language: Language) -> Line {
    let mut filled: Vec<Option<(Input, String)>> = vec![None; fields.len()];
    let mut sure = true;
    for word in typed.split([' ', '\t', ',', '，', '、', ';', '；', '\u{3000}']).filter(|w| !w.is_empty()) {
        let Some((place, input, shown, as_written)) = first_that_fits(fields, asked, &filled, word, language) else {
            let open = open_labels(fields, &filled);
            return Line::Wrong(Text::new(
                format!("看不懂“{word}”；还可以写：{}", open.zh),
                format!("`{word}` fits nothing; still to be told: {}", open.en),
            ));
        };
        sure &= as_written;
        if let Some(field) = filled.get_mut(place) {
            *field = Some((input, shown));
        }
    }
    // Whether an income is certain can be left out; an amount without its kind or how often it comes counts for nothing.
    let missing = fields.iter().zip(&filled).find(|(f, value)| value.is_none() && f.kind != FactKind::YesNo);
    if let Some((field, _)) = missing {
        let Text { zh, en } = &field.label;
        return Line::Wrong(Text::new(format!("还缺：{zh}"), format!("{en} is missing")));
    }
    let shown: Vec<String> = filled.iter().flatten().map(|(_, shown)| shown.clone()).collect();
    let entries = fields.iter().zip(filled).filter_map(|(f, value)| value.map(|(v, _)| (f.name.clone(), v)));
    Line::Entry { entry: Input::Map(entries.collect()), shown: shown.join(" "), sure }
}

fn first_that_fits(
    fields: &[Field],
    asked: &[AskedField],
    filled: &[Option<(Input, String)>],
    word: &str,
    language: Language,
) -> Option<(usize, Input, String, bool)> {
    let free = || {
        let open = fields.iter().zip(asked).zip(filled).enumerate();
        open.filter(|(_, (_, value))| value.is_none()).map(|(i, ((field, asked), _))| (i, field, asked))
    };
    let taken: Vec<(usize, &Field, &AskedField, Taken)> =
        free().map(|(i, f, a)| (i, f, a, value(Some(&f.kind), &a.answers, word, language))).collect();
    let sure = taken.iter().find_map(|(i, f, a, taken)| match taken {
        Taken::Value(input) => Some((*i, input.clone(), shown(f, a, input, language), true)),
        Taken::Perhaps(..) | Taken::Wrong(_) => None,
    });
    sure.or_else(|| {
        taken.iter().find_map(|(i, _, _, taken)| match taken {
            Taken::Perhaps(input, shown) => Some((*i, input.clone(), shown.clone(), false)),
            Taken::Value(_) | Taken::Wrong(_) => None,
        })
    })
}

/// A field's value with the label of its answer, where it has one.
fn shown(field: &Field, asked: &AskedField, input: &Input, language: Language) -> String {
    let word = match input {
        Input::Text(text) | Input::Number(text) => text.clone(),
        Input::YesNo(yes) => {
            let label = field.label.in_language(language);
            return asked
                .answers
                .get(usize::from(!yes))
                .map_or_else(String::new, |a| format!("{label}:{}", super::understand::label(a, language)));
        }
        Input::Null | Input::List(_) | Input::Map(_) => String::new(),
    };
    let choice = field.kind.choices().iter().find(|c| c.name == word);
    choice.map_or(word, |c| c.label.in_language(language).to_owned())
}

fn open_labels(fields: &[Field], filled: &[Option<(Input, String)>]) -> Text {
    let open = fields.iter().zip(filled).filter(|(_, value)| value.is_none()).map(|(f, _)| f.label.clone());
    Text::join(&open.collect::<Vec<_>>(), "、", ", ")
}
