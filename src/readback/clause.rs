//! Conditions in words, as a tree: tests and terms are leaves, and lists say how many of their parts must hold.

use serde::Serialize;
use utoipa::ToSchema;

use super::test;
use super::words::Words;
use crate::diagnostic::Text;
use crate::fact::{FactId, FactScope};
use crate::rule::{Condition, Matcher, TermId, Test};

/// How the parts of a clause belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClauseKind {
    /// All parts must hold.
    All,
    /// At least one part must hold.
    Any,
    /// No part may hold.
    None,
    /// The part must hold of at least one debt.
    AnyDebt,
    /// The part may hold of no debt.
    NoDebt,
    /// A term; its part is what it means.
    Term,
    /// One test; it has no parts.
    Test,
}

/// A piece of a condition in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Clause {
    /// How its parts belong together.
    pub kind: ClauseKind,
    /// A test or term in words; for the others the words that stand before their parts.
    pub text: Text,
    /// The term, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<TermId>,
    /// Its parts.
    #[schema(no_recursion)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Clause>,
}

impl Clause {
    pub(super) fn leaf(text: Text) -> Self {
        Self { kind: ClauseKind::Test, text, term: None, parts: Vec::new() }
    }

    fn list(kind: ClauseKind, parts: Vec<Clause>) -> Self {
        Self { kind, text: Self::before(kind, parts.len()), term: None, parts }
    }

    /// The words that stand before so many parts.
    pub(super) fn before(kind: ClauseKind, parts: usize) -> Text {
        match kind {
            ClauseKind::All => Text::new("以下各项都符合", "all of these hold"),
            ClauseKind::Any => Text::new("符合以下任何一项", "at least one of these holds"),
            ClauseKind::None if parts == 1 => Text::new("以下情形不成立", "this does not hold"),
            ClauseKind::None => Text::new("以下没有一项成立", "none of these holds"),
            ClauseKind::AnyDebt => Text::new("至少有一笔债是这样", "at least one debt is like this"),
            ClauseKind::NoDebt => Text::new("没有一笔债是这样", "no debt is like this"),
            ClauseKind::Term | ClauseKind::Test => Text::default(),
        }
    }

    /// Whether it is one line: a test or a term.
    pub fn is_leaf(&self) -> bool {
        matches!(self.kind, ClauseKind::Term | ClauseKind::Test)
    }

    /// The same condition, and this as well, said first.
    pub(super) fn and_first(self, first: Text) -> Self {
        let mut parts = vec![Self::leaf(first)];
        match self.kind {
            ClauseKind::All => parts.extend(self.parts),
            _ => parts.push(self),
        }
        one_or_list(ClauseKind::All, parts)
    }
}

/// A condition in words.
pub(super) fn clause(words: &Words<'_>, condition: &Condition) -> Clause {
    match condition {
        Condition::All(_) => {
            let mut parts = Vec::new();
            flatten(condition, &mut parts);
            one_or_list(ClauseKind::All, conjunction(words, &parts))
        }
        Condition::Any(parts) => one_or_list(ClauseKind::Any, each(words, parts)),
        Condition::None(parts) => none(words, parts),
        Condition::AnyDebt(inner) => {
            Clause::list(ClauseKind::AnyDebt, vec![clause(&words.about(FactScope::Debt), inner)])
        }
        Condition::Term(id, meaning) => {
            let text = words.term(id);
            Clause { kind: ClauseKind::Term, text, term: Some(id.clone()), parts: vec![clause(words, meaning)] }
        }
        Condition::Test(test) => Clause::leaf(test::test(words, test)),
    }
}

fn each(words: &Words<'_>, parts: &[Condition]) -> Vec<Clause> {
    parts.iter().map(|p| clause(words, p)).collect()
}

/// A list of one is that one.
fn one_or_list(kind: ClauseKind, mut parts: Vec<Clause>) -> Clause {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            Clause::list(kind, parts)
        }
        (_, None) => Clause::list(kind, parts),
    }
}

fn none(words: &Words<'_>, parts: &[Condition]) -> Clause {
    let mut parts = each(words, parts);
    if let [only] = parts.as_slice()
        && only.kind == ClauseKind::AnyDebt
        && let Some(only) = parts.pop()
    {
        return Clause::list(ClauseKind::NoDebt, only.parts);
    }
    // None of several is the same as none of the list they are.
    if let [only] = parts.as_slice()
        && only.kind == ClauseKind::Any
        && let Some(only) = parts.pop()
    {
        return Clause::list(ClauseKind::None, only.parts);
    }
    Clause::list(ClauseKind::None, parts)
}

fn flatten<'c>(condition: &'c Condition, into: &mut Vec<&'c Condition>) {
    match condition {
        Condition::All(parts) => parts.iter().for_each(|p| flatten(p, into)),
        Condition::Any(_) | Condition::None(_) | Condition::AnyDebt(_) | Condition::Term(..) | Condition::Test(_) => {
            into.push(condition);
        }
    }
}

/// Conditions that must all hold. `known` beside a test on the same fact is said with that test: 已知……是…….
fn conjunction(words: &Words<'_>, parts: &[&Condition]) -> Vec<Clause> {
    let test = |c: &Condition| match c {
        Condition::Test(test) => Some(test.clone()),
        _ => None,
    };
    let tests: Vec<Test> = parts.iter().filter_map(|c| test(c)).collect();
    let known = |fact: FactId| tests.iter().any(|t| t.fact == fact && t.matcher == Matcher::Known);
    let tested =
        |fact: FactId| tests.iter().any(|t| t.fact == fact && !matches!(t.matcher, Matcher::Known | Matcher::Unknown));
    let said = |condition: &&Condition| match condition {
        Condition::Test(t) if t.matcher == Matcher::Known && tested(t.fact) => None,
        Condition::Test(t) if t.matcher != Matcher::Unknown && t.matcher != Matcher::Known && known(t.fact) => {
            let text = test::test(words, t);
            let text = Text::new(format!("已知{}", text.zh), format!("it is known that {}", text.en));
            Some(Clause::leaf(text))
        }
        other => Some(clause(words, other)),
    };
    parts.iter().filter_map(said).collect()
}
