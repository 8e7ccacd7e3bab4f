//! A condition piece by piece: every part in words, in the shape its author wrote, so that of each can be said how it
//! came out. A sentence to sign leaves out what goes without saying; here every test stands for itself.

use super::clause::{Clause, ClauseKind};
use super::test;
use super::words::{Figures, Words};
use crate::diagnostic::Text;
use crate::fact::FactScope;
use crate::rule::{Condition, Rule, RuleSet};

/// A part of a condition in words. Parts that must all hold lie side by side, however they were nested.
pub(crate) struct Piece<T> {
    /// How its parts belong together.
    pub(crate) kind: ClauseKind,
    /// A test or term in words; for the others the words that stand before their parts.
    pub(crate) text: Text,
    /// What the reader of the tests calls this one, where it is a test.
    pub(crate) test: Option<T>,
    /// Its parts.
    pub(crate) parts: Vec<Piece<T>>,
}

impl<T> Piece<T> {
    fn list(kind: ClauseKind, parts: Vec<Self>) -> Self {
        Self { kind, text: Clause::before(kind, parts.len()), test: None, parts }
    }

    /// Parts that must all hold, or the one part it is.
    pub(crate) fn side_by_side(&self) -> &[Self] {
        match self.kind {
            ClauseKind::All => &self.parts,
            _ => std::slice::from_ref(self),
        }
    }
}

/// A condition of a rule piece by piece, with what its tests are called, one for each test in order.
pub(crate) fn pieces<T>(set: &RuleSet, rule: &Rule, condition: &Condition, tests: Vec<T>) -> Piece<T> {
    piece(&Words::of_rule(set, rule, Figures::Shown), condition, &mut tests.into_iter())
}

fn piece<T>(words: &Words<'_>, condition: &Condition, tests: &mut std::vec::IntoIter<T>) -> Piece<T> {
    let mut each =
        |parts: &[Condition]| -> Vec<Piece<T>> { parts.iter().map(|part| piece(words, part, tests)).collect() };
    match condition {
        Condition::All(parts) => {
            let mut flat = Vec::with_capacity(parts.len());
            for part in each(parts) {
                match part.kind {
                    ClauseKind::All => flat.extend(part.parts),
                    _ => flat.push(part),
                }
            }
            match flat.pop() {
                Some(only) if flat.is_empty() => only,
                last => {
                    flat.extend(last);
                    Piece::list(ClauseKind::All, flat)
                }
            }
        }
        Condition::Any(parts) => Piece::list(ClauseKind::Any, each(parts)),
        Condition::None(parts) => Piece::list(ClauseKind::None, each(parts)),
        Condition::AnyDebt(inner) => {
            let inner = piece(&words.about(FactScope::Debt), inner, tests);
            Piece::list(ClauseKind::AnyDebt, vec![inner])
        }
        Condition::Term(id, meaning) => Piece {
            kind: ClauseKind::Term,
            text: words.term(id),
            test: None,
            parts: vec![piece(words, meaning, tests)],
        },
        Condition::Test(test) => {
            Piece { kind: ClauseKind::Test, text: test::test(words, test), test: tests.next(), parts: Vec::new() }
        }
    }
}
