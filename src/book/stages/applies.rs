//! With which options of a fact a rule can apply, how near it is to one of them, and what else it asks, from its
//! condition alone.

use crate::fact::{FactId, Value};
use crate::rule::{Condition, Matcher, Rule, Test};

/// What is left of a condition once one fact is settled and nothing else is known.
#[derive(Debug)]
pub(super) enum Left {
    /// It holds, whatever the other facts are.
    Met,
    /// It does not hold, whatever they are.
    NotMet,
    /// It depends on this.
    Open(Condition),
}

/// Whether a rule can apply to a debt (a household, a contact) whose fact has this option. Other facts are not held
/// against each other: a rule is rather listed once too often than left out.
pub(super) fn applies(rule: &Rule, fact: FactId, option: usize) -> bool {
    let left = |c: &Condition| left(c, fact, option);
    !matches!(left(&rule.when), Left::NotMet) && !rule.unless.as_ref().is_some_and(|c| matches!(left(c), Left::Met))
}

/// What is left of a condition. A household rule that looks for any debt is read as if this debt were the only one.
pub(super) fn left(condition: &Condition, fact: FactId, option: usize) -> Left {
    let each = |parts: &[Condition]| parts.iter().map(|p| left(p, fact, option)).collect::<Vec<_>>();
    match condition {
        Condition::All(parts) => {
            joined(each(parts), |p| matches!(p, Left::NotMet), (Left::NotMet, Left::Met), Condition::All)
        }
        Condition::Any(parts) => {
            joined(each(parts), |p| matches!(p, Left::Met), (Left::Met, Left::NotMet), Condition::Any)
        }
        Condition::None(parts) => {
            let parts = each(parts);
            if parts.iter().any(|p| matches!(p, Left::Met)) {
                return Left::NotMet;
            }
            let open = open(parts);
            if open.is_empty() { Left::Met } else { Left::Open(Condition::None(open)) }
        }
        Condition::AnyDebt(inner) => match left(inner, fact, option) {
            Left::Open(inner) => Left::Open(Condition::AnyDebt(Box::new(inner))),
            settled => settled,
        },
        // A term that is not settled keeps its name.
        Condition::Term(_, inner) => match left(inner, fact, option) {
            Left::Open(_) => Left::Open(condition.clone()),
            settled => settled,
        },
        Condition::Test(test) if test.fact == fact => tested(test, option),
        Condition::Test(_) => Left::Open(condition.clone()),
    }
}

/// Parts of which one settles the whole, or that are settled together once none is open.
fn joined(
    parts: Vec<Left>,
    decides: impl Fn(&Left) -> bool,
    (decided, otherwise): (Left, Left),
    list: fn(Vec<Condition>) -> Condition,
) -> Left {
    if parts.iter().any(decides) {
        return decided;
    }
    let mut open = open(parts);
    match open.pop() {
        None => otherwise,
        Some(only) if open.is_empty() => Left::Open(only),
        Some(last) => {
            open.push(last);
            Left::Open(list(open))
        }
    }
}

fn open(parts: Vec<Left>) -> Vec<Condition> {
    let open = |part| match part {
        Left::Open(condition) => Some(condition),
        Left::Met | Left::NotMet => None,
    };
    parts.into_iter().filter_map(open).collect()
}

fn tested(test: &Test, option: usize) -> Left {
    match &test.matcher {
        Matcher::Known => Left::Met,
        Matcher::OneOf(_) if names(test, option).is_some() => Left::Met,
        Matcher::OneOf(_) | Matcher::Unknown => Left::NotMet,
        // No other test fits a choice; were there one, it could come out either way.
        Matcher::Compare(..)
        | Matcher::Between(..)
        | Matcher::Within(..)
        | Matcher::WithinLast(_)
        | Matcher::WithinNext(_)
        | Matcher::OlderThan(_)
        | Matcher::Says(_) => Left::Open(Condition::Test(test.clone())),
    }
}

/// In how long a list a test names this option.
fn names(test: &Test, option: usize) -> Option<usize> {
    let Matcher::OneOf(words) = &test.matcher else { return None };
    words.iter().any(|w| w.value == Value::Choice(option)).then_some(words.len())
}

/// The shortest list in which a condition names this option; nothing where it does not name it.
pub(super) fn nearness(condition: &Condition, fact: FactId, option: usize) -> Option<usize> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().filter_map(|p| nearness(p, fact, option)).min(),
        Condition::AnyDebt(inner) | Condition::Term(_, inner) => nearness(inner, fact, option),
        Condition::Test(test) if test.fact == fact => names(test, option),
        // What must not hold is not what the rule is about.
        Condition::None(_) | Condition::Test(_) => None,
    }
}
