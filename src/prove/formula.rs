//! Conditions as trees over variables: which fact of which subject each test reads, and which outcomes are still
//! possible while some of them are open.

use crate::fact::{FactId, FactScope};
use crate::program::{Formula, TestId};

use super::space::Space;

/// Which outcomes are possible: any of the three bits below.
pub(super) type Outcomes = u8;
/// It holds.
pub(super) const MET: Outcomes = 1;
/// It does not hold.
pub(super) const NOT: Outcomes = 2;
/// It cannot be told, or could not be worked out.
pub(super) const OPEN: Outcomes = 4;

/// How many debts a household is tried with: a condition on any debt may need one, and another one beside it.
pub(super) const DEBTS: usize = 2;

/// A fact of one subject. Facts of the household and of the contact stand under 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Variable {
    pub(super) fact: FactId,
    pub(super) debt: usize,
}

/// A condition over the variables of a [`super::search::Problem`].
#[derive(Debug, Clone)]
pub(super) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    None(Vec<Node>),
    Test(TestId, Vec<usize>),
}

/// Makes trees, giving each fact of each subject a number.
#[derive(Debug, Default)]
pub(super) struct Variables {
    pub(super) list: Vec<Variable>,
}

impl Variables {
    /// The tree of a formula about the first debt.
    pub(super) fn node(&mut self, formula: &Formula, space: &Space<'_>) -> Node {
        self.about(formula, 0, space)
    }

    /// The tree of a formula about a debt.
    fn about(&mut self, formula: &Formula, debt: usize, space: &Space<'_>) -> Node {
        let mut each = |parts: &[Formula]| parts.iter().map(|p| self.about(p, debt, space)).collect();
        match formula {
            Formula::All(parts) => Node::All(each(parts)),
            Formula::Any(parts) => Node::Any(each(parts)),
            Formula::None(parts) => Node::None(each(parts)),
            Formula::AnyDebt(inner) => Node::Any((0..DEBTS).map(|d| self.about(inner, d, space)).collect()),
            Formula::Test(id) => {
                let read = space.reads(*id).iter().map(|fact| self.number(*fact, debt, space)).collect();
                Node::Test(*id, read)
            }
        }
    }

    /// The number of a fact of a debt, of the household or of the contact.
    pub(super) fn number(&mut self, fact: FactId, debt: usize, space: &Space<'_>) -> usize {
        let debt = if space.scope(fact) == FactScope::Debt { debt } else { 0 };
        let variable = Variable { fact, debt };
        self.list.iter().position(|v| *v == variable).unwrap_or_else(|| {
            self.list.push(variable);
            self.list.len() - 1
        })
    }
}

/// The possible outcomes of all, any or none of several parts, from those of the parts.
pub(super) fn all(parts: impl IntoIterator<Item = Outcomes>) -> Outcomes {
    fold(parts, NOT, MET)
}

/// At least one.
pub(super) fn any(parts: impl IntoIterator<Item = Outcomes>) -> Outcomes {
    fold(parts, MET, NOT)
}

/// Parts taken together; what is decided already needs no further part.
fn fold(parts: impl IntoIterator<Item = Outcomes>, decides: Outcomes, neutral: Outcomes) -> Outcomes {
    let mut so_far = neutral;
    for part in parts {
        so_far = combine(so_far, part, decides, neutral);
        if so_far == decides {
            break;
        }
    }
    so_far
}

/// The opposite.
pub(super) fn opposite(outcomes: Outcomes) -> Outcomes {
    let swap = |from: Outcomes, to: Outcomes| if outcomes & from == 0 { 0 } else { to };
    swap(MET, NOT) | swap(NOT, MET) | (outcomes & OPEN)
}

/// Kleene's rule for two parts: `decides` wins, both `neutral` stay neutral, everything else is open.
fn combine(a: Outcomes, b: Outcomes, decides: Outcomes, neutral: Outcomes) -> Outcomes {
    let one_open = |x: Outcomes, y: Outcomes| x & OPEN != 0 && y & (OPEN | neutral) != 0;
    let open = if one_open(a, b) || one_open(b, a) { OPEN } else { 0 };
    ((a | b) & decides) | (a & b & neutral) | open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_possible_follows_from_what_the_parts_allow() {
        assert_eq!(all([]), MET, "nothing required holds");
        assert_eq!(any([]), NOT, "nothing to choose from does not hold");
        assert_eq!(all([MET | NOT, NOT]), NOT, "one that fails decides");
        assert_eq!(all([MET | NOT, OPEN]), NOT | OPEN, "with one open, all can fail but never hold");
        assert_eq!(any([OPEN, MET | NOT]), MET | OPEN);
        assert_eq!(opposite(MET | OPEN), NOT | OPEN);
    }
}
