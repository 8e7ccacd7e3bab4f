//! Conditions: what must hold of the facts. One test a fact; tests nest under all, any and none.

use std::cmp::Ordering;

use super::id::{PhraseId, TermId, ValueId};
use crate::fact::{FactId, Value};
use crate::source::Place;

/// A condition on facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// All must hold; an empty list holds.
    All(Vec<Condition>),
    /// At least one must hold.
    Any(Vec<Condition>),
    /// None may hold.
    None(Vec<Condition>),
    /// At least one debt of the household meets it.
    AnyDebt(Box<Condition>),
    /// What a term stands for. Kept with its name so that the rule can be read back as it was written.
    Term(TermId, Box<Condition>),
    /// One test on one fact.
    Test(Test),
}

/// One test on one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// The fact.
    pub fact: FactId,
    /// What it must be.
    pub matcher: Matcher,
    /// Where the test is written.
    pub place: Place,
}

/// What a fact must be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Matcher {
    /// It is known.
    Known,
    /// It is not known.
    Unknown,
    /// It equals one of these; a `choices` fact contains one of them.
    OneOf(Vec<Literal>),
    /// It stands in this relation to something.
    Compare(Comparison, Operand),
    /// It lies between two bounds: both included, except for times of day, where the end is excluded and may wrap.
    Between(Operand, Operand),
    /// It lies within a length of a date, before or after.
    Within(Length, Operand),
    /// It lies in the last stretch of this length, the judge day included.
    WithinLast(Length),
    /// It lies in the next stretch of this length, the judge day included.
    WithinNext(Length),
    /// It is further back than this.
    OlderThan(Length),
    /// The text says one of these phrases.
    Says(Vec<PhraseId>),
}

/// A value written in a rule; kept with its text so that equal tests can be recognised.
pub(super) type Literal = HashableValue;

/// A [`Value`] that can be a key: tests that are the same are evaluated once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashableValue {
    /// The value.
    pub value: Value,
    /// Its text in the rule.
    pub text: String,
}

impl std::hash::Hash for HashableValue {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// A relation between two values of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Not less than; for dates, on or after.
    AtLeast,
    /// Greater than; for dates, after.
    MoreThan,
    /// Not greater than; for dates, on or before.
    AtMost,
    /// Less than; for dates, before.
    LessThan,
}

impl Comparison {
    /// Whether a value stands in this relation to another that it is ordered so against.
    pub(crate) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::AtLeast => order.is_ge(),
            Self::MoreThan => order.is_gt(),
            Self::AtMost => order.is_le(),
            Self::LessThan => order.is_lt(),
        }
    }
}

/// What a fact is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A value written in the rule.
    Literal(Literal),
    /// A dated value, as of the judge day.
    Value(ValueId),
    /// Another fact.
    Fact(FactId),
    /// The judge day.
    AsOf,
}

/// A number that is written out or kept as a dated value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// Written out.
    Number(u32),
    /// A dated value.
    Value(ValueId),
}

/// A length of time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Length {
    /// How many.
    pub quantity: Quantity,
    /// Of what.
    pub unit: LengthUnit,
}

/// The units lengths of time come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LengthUnit {
    /// Calendar days.
    Days,
    /// Working days by the calendar in the rules.
    WorkingDays,
    /// Months, clamped to the end of the month.
    Months,
    /// Years.
    Years,
}

impl Matcher {
    /// Whether it shows, as it is written, what it holds values against.
    pub(crate) fn says_its_limits(&self) -> bool {
        let literal = |o: &Operand| matches!(o, Operand::Literal(_));
        match self {
            Self::Compare(_, o) => literal(o),
            Self::Between(from, to) => literal(from) && literal(to),
            Self::Within(..) | Self::WithinLast(_) | Self::WithinNext(_) | Self::OlderThan(_) => false,
            Self::Known | Self::Unknown | Self::OneOf(_) | Self::Says(_) => true,
        }
    }

    /// What the fact is compared with.
    pub(crate) fn operands(&self) -> impl Iterator<Item = &Operand> {
        let (first, second) = match self {
            Self::Compare(_, operand) | Self::Within(_, operand) => (Some(operand), None),
            Self::Between(from, to) => (Some(from), Some(to)),
            Self::Known
            | Self::Unknown
            | Self::OneOf(_)
            | Self::WithinLast(_)
            | Self::WithinNext(_)
            | Self::OlderThan(_)
            | Self::Says(_) => (None, None),
        };
        first.into_iter().chain(second)
    }
}

impl Condition {
    /// Where it begins: the place of its first test.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::None(parts) => parts.iter().find_map(Self::place),
            Self::AnyDebt(inner) | Self::Term(_, inner) => inner.place(),
            Self::Test(test) => Some(test.place),
        }
    }

    /// This condition and every one inside it, outermost first, what terms mean included.
    pub fn walk<'c>(&'c self, see: &mut impl FnMut(&'c Condition)) {
        see(self);
        match self {
            Self::All(parts) | Self::Any(parts) | Self::None(parts) => parts.iter().for_each(|p| p.walk(see)),
            Self::AnyDebt(inner) | Self::Term(_, inner) => inner.walk(see),
            Self::Test(_) => {}
        }
    }
}
