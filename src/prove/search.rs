//! Finding values for facts under which conditions come out as wanted, or showing that there are none.
//!
//! The search tries values fact by fact and turns back as soon as what is still possible rules out what is wanted. It
//! is complete within the values of the [`Space`], which stand for all there are, unless its budget runs out first:
//! then it says so.

use super::formula::{self, Node, Outcomes, Variable, Variables};
use super::space::Space;
use crate::program::Formula;

/// How many steps one question may take. Questions about real rules take a few hundred.
const BUDGET: usize = 60_000;
/// How many steps all questions about one rule set may take together: the shipped rules take a twelfth.
pub(super) const TOTAL_BUDGET: usize = 20_000_000;
/// What a question costs besides its steps.
const QUESTION: usize = 20;
/// What an offered solution costs for each test of the program.
const OFFER: usize = 4;
/// How many solutions are offered before giving up: a solution may set computed facts to what no input leads to.
const OFFERS: usize = 60;

/// What a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A solution that was accepted.
    Yes,
    /// There is none; `offered` tells whether solutions were found and none of them was accepted.
    No { offered: bool },
    /// The budget ran out.
    CutShort,
}

/// Conditions over shared facts, each with the outcomes wanted of it.
pub(super) struct Problem<'s, 'e> {
    space: &'s Space<'e>,
    variables: Variables,
    goals: Vec<(Node, Outcomes)>,
    fixed: Vec<(usize, usize)>,
    /// Variables that may not stay without a value.
    known: Vec<usize>,
}

/// Values for some of the variables: the position of the value among the candidates of its fact.
pub(super) struct Solution<'s> {
    pub(super) variables: &'s [Variable],
    pub(super) chosen: &'s [Option<usize>],
}

impl<'s, 'e> Problem<'s, 'e> {
    pub(super) fn new(space: &'s Space<'e>) -> Self {
        Self { space, variables: Variables::default(), goals: Vec::new(), fixed: Vec::new(), known: Vec::new() }
    }

    /// Wants a formula to come out as one of these.
    pub(super) fn want(&mut self, formula: &Formula, outcomes: Outcomes) -> &mut Self {
        let node = self.variables.node(formula, self.space);
        self.goals.push((node, outcomes));
        self
    }

    /// Fixes a fact of the first debt, of the household or of the contact to one of its candidates.
    pub(super) fn fix(&mut self, fact: crate::fact::FactId, candidate: usize) -> &mut Self {
        let variable = self.variables.number(fact, 0, self.space);
        self.fixed.push((variable, candidate));
        self
    }

    /// Wants a fact of the first debt, of the household or of the contact to be known.
    pub(super) fn know(&mut self, fact: crate::fact::FactId) -> &mut Self {
        let variable = self.variables.number(fact, 0, self.space);
        self.known.push(variable);
        self
    }

    /// Whether there is any solution.
    pub(super) fn possible(&self) -> Found {
        self.solve(&mut |_| true)
    }

    /// Looks for a solution that `accept` takes.
    pub(super) fn solve(&self, accept: &mut dyn FnMut(&Solution<'_>) -> bool) -> Found {
        let mut chosen = vec![None; self.variables.list.len()];
        for (variable, candidate) in &self.fixed {
            if let Some(place) = chosen.get_mut(*variable) {
                *place = Some(*candidate);
            }
        }
        if !self.space.may_spend(QUESTION) {
            return Found::CutShort;
        }
        let mut run = Run { problem: self, steps: 0, offers: 0, accept };
        let ended = run.step(&mut chosen);
        // A question that was begun is answered; the next one finds the budget spent.
        let _ = self.space.may_spend(run.steps);
        match ended {
            Some(true) => Found::Yes,
            Some(false) => Found::No { offered: run.offers > 0 },
            None => Found::CutShort,
        }
    }

    fn possible_outcomes(&self, node: &Node, chosen: &[Option<usize>]) -> Outcomes {
        let of = |part: &Node| self.possible_outcomes(part, chosen);
        match node {
            Node::All(parts) => formula::all(parts.iter().map(of)),
            Node::Any(parts) => formula::any(parts.iter().map(of)),
            Node::None(parts) => formula::opposite(formula::any(parts.iter().map(of))),
            Node::Test(test, read) => {
                let value = |i: usize| read.get(i).and_then(|v| chosen.get(*v).copied().flatten());
                self.space.outcomes(*test, value(0), value(1))
            }
        }
    }
}

struct Run<'r, 's, 'e> {
    problem: &'r Problem<'s, 'e>,
    steps: usize,
    offers: usize,
    accept: &'r mut dyn FnMut(&Solution<'_>) -> bool,
}

impl Run<'_, '_, '_> {
    /// `Some(true)` when a solution was accepted, `Some(false)` when there is none from here, `None` out of budget.
    fn step(&mut self, chosen: &mut Vec<Option<usize>>) -> Option<bool> {
        self.steps += 1;
        if self.steps > BUDGET || self.offers >= OFFERS {
            return None;
        }
        let mut undecided = None;
        for (node, wanted) in &self.problem.goals {
            let possible = self.problem.possible_outcomes(node, chosen);
            if possible & wanted == 0 {
                return Some(false);
            }
            if possible & !wanted != 0 && undecided.is_none() {
                undecided = self.open_variable(node, chosen);
            }
        }
        let without = |v: &usize| chosen.get(*v).copied().flatten().is_none();
        let Some(variable) = undecided.or_else(|| self.problem.known.iter().copied().find(without)) else {
            self.offers += 1;
            // To answer a portfolio costs about as much as a few steps for each test.
            let _ = self.problem.space.may_spend(self.problem.space.tests() * OFFER);
            let solution = Solution { variables: &self.problem.variables.list, chosen };
            return Some((self.accept)(&solution));
        };
        let mut candidates = self.problem.variables.list.get(variable).map_or(0, |v| self.problem.space.count(v.fact));
        if self.problem.known.contains(&variable) {
            // The last one is: not known.
            candidates = candidates.saturating_sub(1);
        }
        for candidate in 0..candidates {
            set(chosen, variable, Some(candidate));
            match self.step(chosen) {
                Some(false) => {}
                ended => return ended,
            }
        }
        set(chosen, variable, None);
        Some(false)
    }

    /// The first variable without a value on which the outcome of a condition still depends.
    fn open_variable(&self, node: &Node, chosen: &[Option<usize>]) -> Option<usize> {
        if self.problem.possible_outcomes(node, chosen).count_ones() < 2 {
            return None;
        }
        match node {
            Node::All(parts) | Node::Any(parts) | Node::None(parts) => {
                parts.iter().find_map(|part| self.open_variable(part, chosen))
            }
            Node::Test(_, read) => read.iter().copied().find(|v| chosen.get(*v).copied().flatten().is_none()),
        }
    }
}

fn set(chosen: &mut [Option<usize>], variable: usize, to: Option<usize>) {
    if let Some(place) = chosen.get_mut(variable) {
        *place = to;
    }
}
