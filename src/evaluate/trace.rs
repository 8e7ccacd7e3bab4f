//! A rule's conditions in the shape their author wrote them, each test with its own place, to say part by part how they
//! come out for a subject. The program shares equal tests between rules, so only the rule itself knows the place.

use super::{Session, Truth, matcher};
use crate::fact::{FactId, Missing, Reading, Subject, Value};
use crate::program::{CompiledRule, Formula, TestId};
use crate::rule::{Condition, Rule, Test};

/// The conditions of one rule.
pub(crate) struct RuleOutline<'p> {
    /// When it applies.
    pub(crate) when: Outline<'p>,
    /// The exception.
    pub(crate) unless: Option<Outline<'p>>,
    /// Which contacts are counted.
    pub(crate) only: Option<Outline<'p>>,
}

/// A part of a condition. Parts that must all hold lie side by side, however they were nested.
pub(crate) struct Outline<'p> {
    /// Its number, different from that of every other part of the rule.
    pub(crate) number: usize,
    /// What it is.
    pub(crate) part: Part<'p>,
}

/// What a part of a condition is.
pub(crate) enum Part<'p> {
    /// All must hold.
    All(Vec<Outline<'p>>),
    /// One must hold.
    Any(Vec<Outline<'p>>),
    /// None may hold.
    None(Vec<Outline<'p>>),
    /// It must hold of one debt.
    AnyDebt(Box<Outline<'p>>),
    /// A test as written in this rule, and the number it shares with equal tests.
    Test(&'p Test, TestId),
}

impl<'p> RuleOutline<'p> {
    /// The outline of a rule.
    pub(crate) fn new(rule: &'p Rule, compiled: &CompiledRule) -> Self {
        let mut next = 0;
        let mut outline =
            |condition: &'p Condition, formula: &Formula| build(condition, &mut formula.tests().into_iter(), &mut next);
        let when = outline(&rule.when, &compiled.when);
        let unless = rule.unless.as_ref().zip(compiled.unless.as_ref()).map(|(c, f)| outline(c, f));
        let only = rule.count.as_ref().zip(compiled.only.as_ref()).map(|(c, f)| outline(&c.only, f));
        Self { when, unless, only }
    }
}

/// A formula holds the tests of its condition in the same order.
fn build<'p>(condition: &'p Condition, ids: &mut impl Iterator<Item = TestId>, next: &mut usize) -> Outline<'p> {
    let number = *next;
    *next += 1;
    let part = match condition {
        Condition::All(parts) => {
            let mut flat = Vec::with_capacity(parts.len());
            for part in parts {
                match build(part, ids, next) {
                    Outline { part: Part::All(inner), .. } => flat.extend(inner),
                    other => flat.push(other),
                }
            }
            match flat.pop() {
                Some(only) if flat.is_empty() => return only,
                last => flat.extend(last),
            }
            Part::All(flat)
        }
        Condition::Any(parts) => Part::Any(parts.iter().map(|p| build(p, ids, next)).collect()),
        Condition::None(parts) => Part::None(parts.iter().map(|p| build(p, ids, next)).collect()),
        Condition::AnyDebt(inner) => Part::AnyDebt(Box::new(build(inner, ids, next))),
        Condition::Term(_, inner) => return build(inner, ids, next),
        Condition::Test(test) => match ids.next() {
            Some(id) => Part::Test(test, id),
            None => Part::All(Vec::new()),
        },
    };
    Outline { number, part }
}

impl<'p> Outline<'p> {
    /// What must all hold for this to hold: its parts, or itself.
    pub(crate) fn parts(&self) -> &[Outline<'p>] {
        match &self.part {
            Part::All(parts) => parts,
            Part::Any(_) | Part::None(_) | Part::AnyDebt(_) | Part::Test(..) => std::slice::from_ref(self),
        }
    }

    /// The first test in it.
    pub(crate) fn first_test(&self) -> Option<&'p Test> {
        match &self.part {
            Part::All(parts) | Part::Any(parts) | Part::None(parts) => parts.iter().find_map(Self::first_test),
            Part::AnyDebt(inner) => inner.first_test(),
            Part::Test(test, _) => Some(test),
        }
    }
}

impl<'e> Session<'e> {
    /// How a part comes out for a subject.
    pub(crate) fn outline(&self, outline: &Outline<'_>, subject: Subject) -> Truth {
        let each = |parts: &[Outline<'_>]| -> Vec<Truth> { parts.iter().map(|p| self.outline(p, subject)).collect() };
        match &outline.part {
            Part::All(parts) => Truth::all(each(parts)),
            Part::Any(parts) => Truth::any(each(parts)),
            Part::None(parts) => Truth::any(each(parts)).opposite(),
            Part::AnyDebt(inner) => Truth::any(self.portfolio.debt_subjects().map(|debt| self.outline(inner, debt))),
            Part::Test(_, id) => self.test(*id, subject),
        }
    }

    /// What a test looked at for a subject, and what it held that against.
    pub(crate) fn looked_at(&self, id: TestId, subject: Subject) -> Option<(Reading<'e>, Vec<Value>)> {
        let test = self.program.tests.get(id.0)?;
        let owner = self.owner(test.scope, subject);
        Some((self.read(test.test.fact, owner), matcher::limits(self, test, owner)))
    }

    /// The fact a test looks at for a subject, and whose it is.
    pub(crate) fn asks_of(&self, id: TestId, subject: Subject) -> Option<Missing> {
        Some(self.whose(self.program.tests.get(id.0)?.test.fact, subject))
    }

    /// A fact as it is asked for a subject: a contact's debt facts are those of its debt.
    pub(crate) fn whose(&self, fact: FactId, subject: Subject) -> Missing {
        let scope = self.program.set.vocabulary.get(fact).map(|f| f.scope);
        Missing { fact, subject: scope.map_or(subject, |scope| self.owner(scope, subject)) }
    }

    /// Whether a value is the one asked for.
    pub(crate) fn is_word(value: &Value, word: &Value) -> bool {
        matcher::equal(value, word)
    }
}
