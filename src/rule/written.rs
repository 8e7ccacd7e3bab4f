//! A test as its author would write it, for showing it to people: the words are those of the rule files.

use super::condition::{Comparison, HashableValue, Length, LengthUnit, Matcher, Operand, Quantity, Test};
use crate::diagnostic::Text;
use crate::fact::{FactKind, Vocabulary};

/// How many words of a list are shown.
const WORDS_SHOWN: usize = 8;

impl Test {
    /// The test on one line: `debt.overdue_days: { at_least: 90 }`.
    pub fn written(&self, vocabulary: &Vocabulary) -> String {
        let fact = vocabulary.get(self.fact);
        let date = fact.is_some_and(|f| f.kind == FactKind::Date);
        let name = fact.map_or("", |f| f.name.as_str());
        format!("{name}: {}", self.matcher.written(date, vocabulary))
    }
}

impl Matcher {
    fn written(&self, date: bool, vocabulary: &Vocabulary) -> String {
        let operand = |o: &Operand| o.written(vocabulary);
        match self {
            Self::Known => "known".to_owned(),
            Self::Unknown => "unknown".to_owned(),
            Self::OneOf(list) => words(list.iter().map(|HashableValue { text, .. }| text.as_str())),
            Self::Compare(comparison, o) => format!("{{ {}: {} }}", comparison.word(date), operand(o)),
            Self::Between(from, to) => format!("{{ between: [{}, {}] }}", operand(from), operand(to)),
            Self::Within(length, of) => {
                format!(
                    "{{ within: {{ {}: {}, of: {} }} }}",
                    length.unit.word(),
                    length.quantity.written(),
                    operand(of)
                )
            }
            Self::WithinLast(length) => format!("{{ within_last: {} }}", length.written()),
            Self::WithinNext(length) => format!("{{ within_next: {} }}", length.written()),
            Self::OlderThan(length) => format!("{{ older_than: {} }}", length.written()),
            Self::Says(phrases) => format!("{{ says: {} }}", words(phrases.iter().map(super::PhraseId::as_str))),
        }
    }
}

fn words<'a>(list: impl ExactSizeIterator<Item = &'a str>) -> String {
    let count = list.len();
    let more = if count > WORDS_SHOWN { ", …" } else { "" };
    let shown: Vec<&str> = list.take(WORDS_SHOWN).collect();
    match shown.as_slice() {
        [only] => (*only).to_owned(),
        several => format!("[{}{more}]", several.join(", ")),
    }
}

impl Comparison {
    /// The word for it in rule files; dates have their own.
    pub fn word(self, date: bool) -> &'static str {
        match (self, date) {
            (Self::AtLeast, false) => "at_least",
            (Self::MoreThan, false) => "more_than",
            (Self::AtMost, false) => "at_most",
            (Self::LessThan, false) => "less_than",
            (Self::AtLeast, true) => "on_or_after",
            (Self::MoreThan, true) => "after",
            (Self::AtMost, true) => "on_or_before",
            (Self::LessThan, true) => "before",
        }
    }
}

impl Operand {
    /// What a fact is compared with, as written.
    pub fn written(&self, vocabulary: &Vocabulary) -> String {
        match self {
            Self::Literal(literal) => literal.text.clone(),
            Self::Value(id) => id.to_string(),
            Self::Fact(fact) => vocabulary.get(*fact).map_or_else(String::new, |f| f.name.to_string()),
            Self::AsOf => "as_of".to_owned(),
        }
    }
}

impl Quantity {
    /// The number or the id of the value.
    pub fn written(&self) -> String {
        match self {
            Self::Number(n) => n.to_string(),
            Self::Value(id) => id.to_string(),
        }
    }
}

impl Length {
    /// `3 years`, or the id of a value.
    pub fn written(&self) -> String {
        match &self.quantity {
            Quantity::Number(n) => format!("{n} {}", self.unit.word()),
            Quantity::Value(id) => id.to_string(),
        }
    }
}

impl LengthUnit {
    /// What people call it: 天, days.
    pub fn label(self) -> Text {
        match self {
            Self::Days => Text::new("天", "days"),
            Self::WorkingDays => Text::new("个工作日", "working days"),
            Self::Months => Text::new("个月", "months"),
            Self::Years => Text::new("年", "years"),
        }
    }

    /// So many of it: 15 天.
    pub fn count(self, n: i64) -> Text {
        let label = self.label();
        let en = if n == 1 { label.en.trim_end_matches('s') } else { &label.en };
        Text::new(format!("{n} {}", label.zh), format!("{n} {en}"))
    }

    /// The word for it in rule files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::WorkingDays => "working_days",
            Self::Months => "months",
            Self::Years => "years",
        }
    }
}
