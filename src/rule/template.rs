//! Texts with slots: `{{ value.answer_days }}`, `{{ debt.served_on }}`. A slot names one thing; there is no code.

use super::id::ValueId;
use crate::fact::FactId;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<S = Slot> {
    /// Text as it is.
    Text(String),
    /// Something to be filled in.
    Slot(S),
}

/// What a slot stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// A fact.
    Fact(FactId),
    /// A dated value, as of the judge day.
    Value(ValueId),
    /// The day the answer is for.
    AsOf,
    /// How many contacts were counted.
    Count,
    /// The limit they were counted against.
    Limit,
    /// The day or window they were counted in.
    Day,
    /// What this debt is paid a month under the proposed plan.
    PlanAmount,
    /// How many months the proposed plan takes.
    PlanMonths,
    /// The day of the first payment under the proposed plan.
    PlanStart,
    /// The title of an instrument, in the wordings of force levels.
    Law,
}

/// A text with slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template<S = Slot> {
    /// Its pieces in order.
    pub pieces: Vec<Piece<S>>,
}

impl<S> Default for Template<S> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

/// A slot that cannot be filled, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateError {
    /// `{{` without `}}`, with the first word behind it.
    Unclosed(String),
    /// A name that can be filled in, in single braces.
    SingleBraces(String),
    /// A name that stands for nothing.
    Unknown(String),
}

impl<S> Template<S> {
    /// Reads a template; `slot` says what a name stands for.
    pub fn parse(text: &str, mut slot: impl FnMut(&str) -> Option<S>) -> Result<Self, Vec<TemplateError>> {
        let mut pieces = Vec::new();
        let mut errors = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            errors.extend(single_braces(before, &mut slot));
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            let (name, tail) = match after.split_once("}}") {
                // A name never runs over a line or into the next slot.
                Some((name, tail)) if !name.contains(['{', '}', '\n']) => (name, tail),
                _ => {
                    let word = after.split(|c: char| c.is_whitespace() || c == '{' || c == '}').find(|w| !w.is_empty());
                    errors.push(TemplateError::Unclosed(word.unwrap_or_default().to_owned()));
                    rest = after;
                    continue;
                }
            };
            match slot(name.trim()) {
                Some(slot) => pieces.push(Piece::Slot(slot)),
                None => errors.push(TemplateError::Unknown(name.trim().to_owned())),
            }
            rest = tail;
        }
        errors.extend(single_braces(rest, &mut slot));
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        if errors.is_empty() { Ok(Self { pieces }) } else { Err(errors) }
    }

    /// The text with its slots filled.
    pub fn fill(&self, mut fill: impl FnMut(&S) -> String) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Slot(slot) => fill(slot),
            })
            .collect()
    }

    /// Its slots.
    pub fn slots(&self) -> impl Iterator<Item = &S> {
        self.pieces.iter().filter_map(|p| match p {
            Piece::Slot(slot) => Some(slot),
            Piece::Text(_) => None,
        })
    }
}

/// Names in single braces, `{debt.balance}`, that stand for something: they would be printed as they are.
fn single_braces<S>(text: &str, slot: &mut impl FnMut(&str) -> Option<S>) -> Vec<TemplateError> {
    let names = text.split('{').skip(1).filter_map(|after| after.split_once('}')).map(|(name, _)| name.trim());
    names.filter(|name| slot(name).is_some()).map(|name| TemplateError::SingleBraces(name.to_owned())).collect()
}
