//! With which options of a fact a rule can apply, from its condition alone.

use crate::fact::{FactId, Value};
use crate::rule::{Condition, Matcher, Rule, Test};

/// Whether a rule can apply to a debt (a household, a contact) whose fact has this option.
pub(super) fn applies(rule: &Rule, fact: FactId, option: usize) -> bool {
    let held = |c: &Condition| can_be(c, fact, option);
    held(&rule.when).met && rule.unless.as_ref().is_none_or(|c| held(c).not_met)
}

/// What can come of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CanBe {
    met: bool,
    not_met: bool,
}

/// What can come of a condition once one fact is settled and every other may be anything. Other facts are not held
/// against each other: a rule is rather listed once too often than left out. A household rule that looks for any debt
/// is read as if this debt were the only one.
fn can_be(condition: &Condition, fact: FactId, option: usize) -> CanBe {
    let of = |part: &Condition| can_be(part, fact, option);
    match condition {
        Condition::All(parts) => {
            CanBe { met: parts.iter().all(|p| of(p).met), not_met: parts.iter().any(|p| of(p).not_met) }
        }
        Condition::Any(parts) => {
            CanBe { met: parts.iter().any(|p| of(p).met), not_met: parts.iter().all(|p| of(p).not_met) }
        }
        Condition::None(parts) => {
            CanBe { met: parts.iter().all(|p| of(p).not_met), not_met: parts.iter().any(|p| of(p).met) }
        }
        Condition::AnyDebt(inner) | Condition::Term(_, inner) => of(inner),
        Condition::Test(test) if test.fact == fact => tested(test, option),
        Condition::Test(_) => CanBe { met: true, not_met: true },
    }
}

fn tested(test: &Test, option: usize) -> CanBe {
    let met = match &test.matcher {
        Matcher::Known => true,
        Matcher::Unknown => false,
        Matcher::OneOf(words) => words.iter().any(|w| w.value == Value::Choice(option)),
        // No other test fits a choice; were there one, it could come out either way.
        Matcher::Compare(..)
        | Matcher::Between(..)
        | Matcher::Within(..)
        | Matcher::WithinLast(_)
        | Matcher::WithinNext(_)
        | Matcher::OlderThan(_)
        | Matcher::Says(_) => return CanBe { met: true, not_met: true },
    };
    CanBe { met, not_met: !met }
}
