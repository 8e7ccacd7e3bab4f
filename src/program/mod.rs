//! Rules made ready for evaluation, once: every distinct test has a number, every rule is a formula over test numbers,
//! and rules are found through the test they cannot do without.
//!
//! A [`Program`] never changes. It is shared between requests and replaced as a whole.

mod compile;
mod index;
mod reads;
mod term_read;
mod variant;

use std::collections::BTreeMap;

use indexmap::IndexMap;

pub use compile::compile;
pub use index::Index;
pub(crate) use reads::Reads;
pub(crate) use term_read::TermRead;
pub(crate) use variant::Replaced;

use crate::fact::{FactId, FactScope};
use crate::message::Reader;
use crate::rule::{JudgeBy, Matcher, Rule, RuleSet, Test};

/// The number of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TestId(pub(crate) usize);

/// The number of a rule: its position in the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleNumber(pub(crate) usize);

/// A condition over test numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// All must hold.
    All(Vec<Formula>),
    /// One must hold.
    Any(Vec<Formula>),
    /// None may hold.
    None(Vec<Formula>),
    /// It must hold of one debt.
    AnyDebt(Box<Formula>),
    /// A test.
    Test(TestId),
}

/// A distinct test: evaluated at most once for each subject.
#[derive(Debug, Clone)]
pub struct CompiledTest {
    /// The test.
    pub test: Test,
    /// The day dated values and lengths of time are judged by; the decision day for tests that need none.
    pub judge_by: JudgeBy,
    /// Whose result it is: the narrowest scope that the fact, what it is compared with, and the day belong to.
    pub scope: FactScope,
}

/// A rule over test numbers.
#[derive(Debug, Clone)]
pub struct CompiledRule {
    /// When it applies.
    pub when: Formula,
    /// The exception.
    pub unless: Option<Formula>,
    /// Which contacts are counted.
    pub only: Option<Formula>,
    /// Which contacts are conversations.
    pub conversation: Option<Formula>,
    /// Whether it asks something of any debt.
    pub(crate) asks_any_debt: bool,
}

/// When a rule's turn comes: earlier results are facts for later rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Each contact.
    Contact,
    /// Contacts counted together.
    Contacts,
    /// The cost of each debt.
    Cost,
    /// Each debt.
    Debt,
    /// The household.
    Household,
}

/// Rules ready for evaluation.
#[derive(Debug)]
pub struct Program {
    /// The rules as checked.
    pub set: RuleSet,
    pub(crate) tests: Vec<CompiledTest>,
    pub(crate) rules: Vec<CompiledRule>,
    /// Which facts each test and each rule reads.
    pub(crate) reads: Reads,
    pub(crate) stages: IndexMap<Stage, Index>,
    pub(crate) channel_conditions: IndexMap<crate::rule::ChannelId, Formula>,
    pub(crate) letter_conditions: IndexMap<crate::rule::LetterId, Formula>,
    pub(crate) law_conditions: IndexMap<crate::rule::LawId, Formula>,
    /// When a fact is asked early, for those that are not always.
    pub(crate) first_conditions: IndexMap<FactId, Formula>,
    /// The terms the engine reads by their ids, where the rules have them.
    pub(crate) terms_read: BTreeMap<TermRead, Formula>,
}

impl Program {
    /// All phrases, ready to be looked for.
    pub fn reader(&self) -> &Reader {
        &self.set.reader
    }

    /// The rule of this number.
    pub fn rule(&self, number: RuleNumber) -> Option<(&Rule, &CompiledRule)> {
        self.set.rules.get(number.0).zip(self.rules.get(number.0))
    }
}

impl Formula {
    /// Whether it asks something of any debt.
    fn asks_any_debt(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::None(parts) => parts.iter().any(Self::asks_any_debt),
            Self::AnyDebt(_) => true,
            Self::Test(_) => false,
        }
    }

    /// Every test in it, in order.
    pub fn tests(&self) -> Vec<TestId> {
        let mut all = Vec::new();
        self.collect(&mut all);
        all
    }

    /// Every test that is about the subject itself: what is asked of any debt is not.
    pub(crate) fn own_tests(&self) -> Vec<TestId> {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::None(parts) => parts.iter().flat_map(Self::own_tests).collect(),
            Self::AnyDebt(_) => Vec::new(),
            Self::Test(id) => vec![*id],
        }
    }

    fn collect(&self, into: &mut Vec<TestId>) {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::None(parts) => parts.iter().for_each(|p| p.collect(into)),
            Self::AnyDebt(inner) => inner.collect(into),
            Self::Test(id) => into.push(*id),
        }
    }
}

/// Whether a matcher's outcome depends on the day it is judged by.
pub(crate) fn needs_day(matcher: &Matcher) -> bool {
    use crate::rule::Operand;
    let operand = |o: &Operand| matches!(o, Operand::Value(_) | Operand::AsOf);
    match matcher {
        Matcher::Compare(_, o) => operand(o),
        Matcher::Between(a, b) => operand(a) || operand(b),
        Matcher::Within(..) | Matcher::WithinLast(_) | Matcher::WithinNext(_) | Matcher::OlderThan(_) => true,
        Matcher::Known | Matcher::Unknown | Matcher::OneOf(_) | Matcher::Says(_) => false,
    }
}
