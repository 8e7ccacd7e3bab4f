//! Trying changes: for each, the cases in which it could make a difference, until one notices.
//!
//! All cases run once on the rules as they are. A change to when a rule applies is first tried on that rule alone, over
//! the facts that are already computed; only where the rule ends otherwise does the whole case run again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::super::{Verdict, is_asking, judging, verdict};
use super::{Mutant, Operator, mutants};
use crate::engine::{Engine, Explain};
use crate::evaluate::{Outcome, Outcomes, evaluate_rule};
use crate::fact::{LIMITS, Portfolio};
use crate::program::RuleNumber;
use crate::rule::Case;

/// A change that was tried.
#[derive(Debug)]
pub struct Tried {
    /// The change.
    pub mutant: Mutant,
    /// The case that noticed it, by position; absent where none did.
    pub noticed_by: Option<usize>,
}

/// All changes that were tried.
#[derive(Debug)]
pub struct Report {
    /// In the order in which what they change is written.
    pub tried: Vec<Tried>,
}

impl Report {
    /// How many were noticed.
    pub fn noticed(&self) -> usize {
        self.tried.iter().filter(|t| t.noticed_by.is_some()).count()
    }

    /// The changes nobody noticed.
    pub fn survivors(&self) -> impl Iterator<Item = &Mutant> {
        self.tried.iter().filter(|t| t.noticed_by.is_none()).map(|t| &t.mutant)
    }

    /// Noticed changes in hundredths of a percent of all, rounded down; all of nothing is everything.
    pub fn score(&self) -> usize {
        (self.noticed() * 10_000).checked_div(self.tried.len()).unwrap_or(10_000)
    }
}

/// Tries the changes that are wanted, telling `progress` how many there are and after each that one more is done.
/// Cases that fail on the rules as they are come back instead: with them nothing can be shown.
pub fn run(
    engine: &Engine,
    wanted: impl Fn(&Mutant) -> bool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report, Vec<Verdict>> {
    let bench = Bench::new(engine)?;
    let all: Vec<Mutant> = mutants(engine.rules()).into_iter().filter(|m| wanted(m)).collect();
    progress(Progress::Total(all.len()));
    let engines: Mutex<Vec<Engine>> = Mutex::new(Vec::new());
    let tried = all
        .into_par_iter()
        .map(|mutant| {
            let spare = engines.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut changed = spare.unwrap_or_else(|| Engine::new(engine.rules().clone()));
            let noticed_by = bench.noticed_by(&mut changed, &mutant);
            engines.lock().unwrap_or_else(PoisonError::into_inner).push(changed);
            progress(Progress::One);
            Tried { mutant, noticed_by }
        })
        .collect();
    Ok(Report { tried })
}

/// How far the trying has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many changes will be tried.
    Total(usize),
    /// One more is done.
    One,
}

/// A case as it runs on the rules as they are.
struct Baseline<'b> {
    case: &'b Case,
    /// As given.
    portfolio: Portfolio,
    outcomes: Outcomes,
    by_rule: BTreeMap<RuleNumber, Vec<Outcome>>,
    /// The rules its expectations speak of.
    names: BTreeSet<&'b str>,
}

struct Bench<'b> {
    cases: Vec<Baseline<'b>>,
}

impl<'b> Bench<'b> {
    fn new(engine: &'b Engine) -> Result<Self, Vec<Verdict>> {
        let set = engine.rules();
        let all: Vec<Result<Baseline<'b>, Verdict>> = set.cases.par_iter().map(|c| baseline(engine, c)).collect();
        let (mut cases, mut failed) = (Vec::with_capacity(all.len()), Vec::new());
        for one in all {
            match one {
                Ok(case) => cases.push(case),
                Err(verdict) => failed.push(verdict),
            }
        }
        if failed.is_empty() { Ok(Self { cases }) } else { Err(failed) }
    }

    /// The first case that notices a change: those that speak of the rule come first, then those in which it is met.
    fn noticed_by(&self, engine: &mut Engine, mutant: &Mutant) -> Option<usize> {
        let rank = |case: &Baseline<'_>| {
            mutant
                .rules
                .iter()
                .map(|(number, rule)| {
                    (!case.names.contains(rule.id.as_str()), !case.ends(*number).iter().any(|o| o.truth.is_met()))
                })
                .min()
        };
        let mut order: Vec<usize> = (0..self.cases.len()).collect();
        order.sort_by_key(|i| self.cases.get(*i).and_then(rank));
        let operator = mutant.operator;
        let undo = apply(engine, mutant);
        let noticed = order.into_iter().find(|i| {
            self.cases.get(*i).is_some_and(|case| {
                let differs = operator.is_on_truth() && case.ends_otherwise(engine, mutant);
                let follows = || operator.is_on_outcome() && case.could_show(operator) && case.speaks(mutant);
                (differs || follows()) && case.fails(engine, differs || operator.is_on_stages())
            })
        });
        take_back(engine, mutant, undo);
        noticed
    }
}

fn baseline<'b>(engine: &'b Engine, case: &'b Case) -> Result<Baseline<'b>, Verdict> {
    let Ok(portfolio) = engine.read(&case.portfolio(), &LIMITS) else { return Err(verdict(engine, case)) };
    let outcomes = engine.outcomes(portfolio.clone(), Explain::Findings);
    if !passes(engine, case, &outcomes) {
        return Err(verdict(engine, case));
    }
    let mut by_rule: BTreeMap<RuleNumber, Vec<Outcome>> = BTreeMap::new();
    for outcome in &outcomes.outcomes {
        by_rule.entry(outcome.rule).or_default().push(outcome.clone());
    }
    let names = case.expect.iter().filter_map(|e| e.expected.rule()).map(|rule| rule.it.as_str()).collect();
    Ok(Baseline { case, portfolio, outcomes, by_rule, names })
}

impl Baseline<'_> {
    fn ends(&self, number: RuleNumber) -> &[Outcome] {
        self.by_rule.get(&number).map_or(&[], Vec::as_slice)
    }

    /// Whether one of the changed rules ends otherwise.
    fn ends_otherwise(&self, engine: &Engine, mutant: &Mutant) -> bool {
        mutant
            .rules
            .iter()
            .any(|(number, _)| evaluate_rule(engine.program(), &self.outcomes.portfolio, *number) != self.ends(*number))
    }

    /// Whether something it expects could fail by such a change.
    fn could_show(&self, operator: Operator) -> bool {
        self.case.expect.iter().any(|e| operator.shows_in(&e.expected))
    }

    /// Whether one of the changed rules says anything here.
    fn speaks(&self, mutant: &Mutant) -> bool {
        mutant.rules.iter().any(|(number, _)| self.ends(*number).iter().any(|o| !o.truth.is_not_met()))
    }

    /// Whether the case fails on changed rules. Where they end as before, only what follows is worked out anew.
    fn fails(&self, engine: &Engine, anew: bool) -> bool {
        if anew {
            let outcomes = engine.outcomes(self.portfolio.clone(), Explain::Findings);
            !passes(engine, self.case, &outcomes)
        } else {
            !passes(engine, self.case, &self.outcomes)
        }
    }
}

/// Whether a case holds. Why it does not is asked for no change: that would cost more than all the rest. What to ask
/// costs more than everything else in an answer, so it is worked out only where nothing else shows the change.
fn passes(engine: &Engine, case: &Case, outcomes: &Outcomes) -> bool {
    let holds = |asking: bool| {
        let mut expected = case.expect.iter().filter(|e| is_asking(e) == asking).peekable();
        expected.peek().is_none() || judging(engine, asking, outcomes, |judge| expected.all(|e| judge.holds(e)))
    };
    holds(false) && holds(true)
}

type Undo = Vec<crate::program::Replaced>;

fn apply(engine: &mut Engine, mutant: &Mutant) -> Undo {
    let program = engine.program_mut();
    for value in &mutant.values {
        program.set.values.insert(value.id.clone(), value.clone());
    }
    mutant.rules.iter().filter_map(|(number, rule)| program.replace(*number, rule.clone())).collect()
}

fn take_back(engine: &mut Engine, mutant: &Mutant, undo: Undo) {
    let program = engine.program_mut();
    for replaced in undo.into_iter().rev() {
        program.put_back(replaced);
    }
    for value in &mutant.values {
        program.set.values.shift_remove(&value.id);
    }
}
