//! What a condition says more than once. Changing a part that another part settles anyway changes nothing, and a change
//! that changes nothing is not worth a case. Only the shape is looked at, and only what holds whatever is known.

use std::cmp::Ordering;

use crate::fact::{FactId, Value};
use crate::rule::{Comparison, Condition, HashableValue, Matcher, Operand};

/// The same condition without groups that hold a single part, groups in groups of one kind, and repeated parts.
pub(super) fn simplified(condition: &Condition) -> Condition {
    match condition {
        Condition::All(parts) => {
            let inner = |c: &Condition| match c {
                Condition::All(inner) => Some(inner.clone()),
                _ => None,
            };
            single(flat(parts, inner), Condition::All)
        }
        Condition::Any(parts) => single(any_parts(parts), Condition::Any),
        Condition::None(parts) => Condition::None(any_parts(parts)),
        Condition::AnyDebt(inner) => Condition::AnyDebt(Box::new(simplified(inner))),
        Condition::Term(_, inner) => simplified(inner),
        Condition::Test(test) => Condition::Test(test.clone()),
    }
}

fn any_parts(parts: &[Condition]) -> Vec<Condition> {
    flat(parts, |c| match c {
        Condition::Any(inner) => Some(inner.clone()),
        _ => None,
    })
}

/// The parts, those of groups inside among them, each once.
fn flat(parts: &[Condition], inside: fn(&Condition) -> Option<Vec<Condition>>) -> Vec<Condition> {
    let mut all: Vec<Condition> = Vec::with_capacity(parts.len());
    for part in parts.iter().map(simplified) {
        for part in inside(&part).unwrap_or_else(|| vec![part]) {
            if !all.iter().any(|c| same(c, &part)) {
                all.push(part);
            }
        }
    }
    all
}

fn single(mut parts: Vec<Condition>, group: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            group(parts)
        }
        None => group(parts),
    }
}

/// Whether two conditions say the same, wherever they are written.
fn same(a: &Condition, b: &Condition) -> bool {
    let each = |a: &[Condition], b: &[Condition]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
    match (a, b) {
        (Condition::All(a), Condition::All(b))
        | (Condition::Any(a), Condition::Any(b))
        | (Condition::None(a), Condition::None(b)) => each(a, b),
        (Condition::AnyDebt(a), Condition::AnyDebt(b)) => same(a, b),
        (Condition::Test(a), Condition::Test(b)) => a.fact == b.fact && a.matcher == b.matcher,
        _ => false,
    }
}

/// Whether the second holds wherever the first does, and is known wherever the first is known to hold.
pub(super) fn implies(first: &Condition, second: &Condition) -> bool {
    if same(first, second) {
        return true;
    }
    match (first, second) {
        (_, Condition::All(parts)) => parts.iter().all(|p| implies(first, p)),
        (Condition::Any(parts), _) => parts.iter().all(|p| implies(p, second)),
        (_, Condition::Any(parts)) => parts.iter().any(|p| implies(first, p)) || one_implies(first, second),
        (Condition::None(stronger), Condition::None(weaker)) => {
            weaker.iter().all(|w| stronger.iter().any(|s| implies(w, s)))
        }
        (_, Condition::None(parts)) => parts.iter().all(|p| excludes(first, p)) || one_implies(first, second),
        (Condition::AnyDebt(a), Condition::AnyDebt(b)) => implies(a, b),
        (Condition::Test(a), Condition::Test(b)) if a.fact == b.fact => narrower(&a.matcher, &b.matcher),
        _ => one_implies(first, second),
    }
}

fn one_implies(first: &Condition, second: &Condition) -> bool {
    matches!(first, Condition::All(parts) if parts.iter().any(|p| implies(p, second)))
}

fn narrower(first: &Matcher, second: &Matcher) -> bool {
    match (first, second) {
        (Matcher::OneOf(few), Matcher::OneOf(many)) => few.iter().all(|l| many.iter().any(|m| m.value == l.value)),
        (Matcher::Compare(one, Operand::Literal(limit)), Matcher::Compare(other, Operand::Literal(wider))) => {
            let Some(order) = limit.value.order(&wider.value) else { return false };
            match (one, other) {
                (Comparison::AtLeast | Comparison::MoreThan, Comparison::AtLeast)
                | (Comparison::MoreThan, Comparison::MoreThan) => order.is_ge(),
                (Comparison::AtLeast, Comparison::MoreThan) => order.is_gt(),
                (Comparison::AtMost | Comparison::LessThan, Comparison::AtMost)
                | (Comparison::LessThan, Comparison::LessThan) => order.is_le(),
                (Comparison::AtMost, Comparison::LessThan) => order == Ordering::Less,
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether the two can never hold together, by tests on one fact that takes a single word.
fn excludes(a: &Condition, b: &Condition) -> bool {
    match (a, b) {
        (_, Condition::All(parts)) => parts.iter().any(|p| excludes(a, p)),
        (Condition::All(parts), _) => parts.iter().any(|p| excludes(p, b)),
        (Condition::Test(x), Condition::Test(y)) if x.fact == y.fact => match (&x.matcher, &y.matcher) {
            (Matcher::OneOf(x), Matcher::OneOf(y)) => {
                single_word(x) && !x.iter().any(|l| y.iter().any(|m| m.value == l.value))
            }
            _ => false,
        },
        _ => false,
    }
}

fn single_word(list: &[HashableValue]) -> bool {
    list.iter().all(|l| matches!(l.value, Value::Choice(_) | Value::YesNo(_)))
}

/// Whether a condition that holds rules out that a fact is this word.
pub(super) fn rules_out(holds: &Condition, fact: FactId, word: &HashableValue) -> bool {
    match holds {
        Condition::All(parts) => parts.iter().any(|p| rules_out(p, fact, word)),
        Condition::Any(parts) => parts.iter().all(|p| rules_out(p, fact, word)),
        Condition::None(parts) => parts.iter().any(|p| match p {
            Condition::Test(t) if t.fact == fact => {
                matches!(&t.matcher, Matcher::OneOf(list) if list.iter().any(|l| l.value == word.value))
            }
            _ => false,
        }),
        Condition::Test(t) if t.fact == fact => match &t.matcher {
            Matcher::OneOf(list) => single_word(list) && !list.iter().any(|l| l.value == word.value),
            _ => false,
        },
        Condition::Term(_, inner) => rules_out(inner, fact, word),
        Condition::Test(_) | Condition::AnyDebt(_) => false,
    }
}
