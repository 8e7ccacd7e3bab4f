//! What can be shown of a whole rule set without a single case: conditions that can never hold together, rules that
//! repeat each other or collide, choices that no rule covers, things that nothing uses.
//!
//! `check` looks at names and types, one definition at a time; here rules are held against each other. Every truth of
//! a test comes from the evaluator itself, and whatever is said about two rules is shown on a portfolio that was
//! answered: what cannot be shown that way is not said. Everything here is a warning; a rule set exists without it.

mod citations;
mod collide;
mod contradiction;
mod covered;
mod formula;
mod imply;
mod search;
mod slots;
mod space;
mod unused;
mod used;
mod values;
mod witness;

use std::cell::Cell;
use std::rc::Rc;

use chrono::NaiveDate;

use search::TOTAL_BUDGET;

use crate::check::{Checked, check};
use crate::diagnostic::{Diagnostic, sort};
use crate::engine::Engine;
use crate::program::Formula;
use crate::rule::{Rule, RuleSet, Status};
use crate::source::Sources;

/// What examining rule files gives.
#[derive(Debug)]
pub struct Examined {
    /// Every mistake, and everything that can be said of the rules as a whole, in reading order.
    pub diagnostics: Vec<Diagnostic>,
    /// An engine for the rules, when no mistake was an error.
    pub engine: Option<Engine>,
    /// The files, for showing mistakes.
    pub sources: Sources,
}

/// Checks files and, where they hold no error, looks at the rules as a whole: what `ashore check` tells.
pub fn examine(sources: Sources) -> Examined {
    let Checked { mut diagnostics, rules, sources } = check(sources);
    let engine = rules.map(Engine::new);
    if let Some(engine) = &engine {
        diagnostics.extend(prove(engine));
        sort(&mut diagnostics);
    }
    Examined { diagnostics, engine, sources }
}

/// Everything that can be said of the rules of an engine as a whole, in reading order.
pub fn prove(engine: &Engine) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    let mut prover = Prover::new(engine);
    contradiction::check(&mut prover, &mut notes);
    imply::check(&mut prover, &mut notes);
    collide::check(&mut prover, &mut notes);
    covered::check(&mut prover, &mut notes);
    slots::check(&mut prover, &mut notes);
    prover.cut_short(&mut notes);
    unused::check(engine.rules(), &mut notes);
    values::check(engine.rules(), &mut notes);
    citations::check(engine.rules(), &mut notes);
    sort(&mut notes);
    notes.dedup();
    notes
}

/// What the checks share: the engine, and a space of facts for each day that was asked about.
struct Prover<'e> {
    engine: &'e Engine,
    /// The latest day on which anything changes: rules without an end are looked at as they stand then.
    newest: NaiveDate,
    spaces: Vec<(NaiveDate, space::Space<'e>)>,
    /// The steps that are left for searching.
    left: Rc<Cell<usize>>,
}

impl<'e> Prover<'e> {
    fn new(engine: &'e Engine) -> Self {
        Self {
            engine,
            newest: newest_change(engine.rules()),
            spaces: Vec::new(),
            left: Rc::new(Cell::new(TOTAL_BUDGET)),
        }
    }

    /// Whether there are steps left for searching.
    fn may_search(&self) -> bool {
        self.left.get() > 0
    }

    /// Says that the rules are too many to be held against each other to the end, where they are.
    fn cut_short(&self, notes: &mut Vec<Diagnostic>) {
        let Some(first) = self.engine.rules().rules.first().filter(|_| !self.may_search()) else { return };
        let n = self.engine.rules().rules.len();
        notes.push(
            Diagnostic::warning(
                "search-cut-short",
                first.place,
                format!("{n} 条规则放在一起没有查完：查找超过 {TOTAL_BUDGET} 步"),
                format!("the {n} rules were not held against each other to the end: the search took more than {TOTAL_BUDGET} steps"),
            )
            .help("把规则分成几个文件夹分别检查", "check the rules in several folders, one at a time"),
        );
    }

    /// Asks something about the facts as they can be on a day.
    fn with<T>(&mut self, day: NaiveDate, ask: impl FnOnce(&Self, &space::Space<'e>) -> T) -> T {
        let known = self.spaces.iter().position(|(d, _)| *d == day).map(|at| self.spaces.swap_remove(at).1);
        let space = known.unwrap_or_else(|| {
            let space = space::Space::new(self.engine.program(), day, self.left.clone());
            // Working out its values costs about as much as a step for each test.
            let _ = space.may_spend(self.engine.program().tests.len());
            space
        });
        let answer = ask(self, &space);
        self.spaces.push((day, space));
        answer
    }

    /// Wants the facts to be such that a rule applies on a day.
    fn applies(&self, problem: &mut search::Problem<'_, 'e>, number: usize, rule: &Rule, day: NaiveDate) {
        problem.want(&self.condition(number, rule, day), formula::MET);
        if let Some(day) = rule.judge_by.day_of_debt(&self.engine.program().set.engine_facts) {
            problem.know(day);
        }
    }

    /// All that a rule asks of the facts on a day: its condition, without its exception, of contacts that count, and
    /// that one of the laws it cites that are in force binds the debt.
    fn condition(&self, number: usize, rule: &Rule, day: NaiveDate) -> Formula {
        let program = self.engine.program();
        let Some(compiled) = program.rules.get(number) else { return Formula::All(Vec::new()) };
        let mut all = vec![compiled.when.clone()];
        all.extend(compiled.unless.clone().map(|unless| Formula::None(vec![unless])));
        all.extend(compiled.only.clone());
        all.extend(compiled.conversation.clone());
        let in_force = program.set.laws_in_force(rule, day);
        let binding: Option<Vec<_>> = in_force.map(|law| program.law_conditions.get(&law.id).cloned()).collect();
        if let Some(binding) = binding.filter(|b| rule.strength.is_none() && !b.is_empty()) {
            all.push(Formula::Any(binding));
        }
        Formula::All(all)
    }

    /// The rules that are evaluated, with their numbers.
    fn rules(&self) -> impl Iterator<Item = (usize, &'e Rule)> + use<'e> {
        self.engine.rules().rules.iter().enumerate().filter(|(_, r)| r.status != Status::Retired)
    }

    /// The day a rule is looked at first: its last, or the newest there is.
    fn day_of(&self, rule: &Rule) -> NaiveDate {
        let last = rule.until.map_or(self.newest, |until| until.min(self.newest));
        rule.from.map_or(last, |from| from.max(last))
    }

    /// The days on which to look at a rule: first as it stands at its newest, then each day in its period on which a
    /// value changes.
    fn days(&self, rule: &Rule) -> Vec<NaiveDate> {
        let set = self.engine.rules();
        let changes = set.values.keys().flat_map(|id| set.days_of_change(id)).chain(rule.from);
        let mut days: Vec<_> = changes.filter(|d| rule.holds_on(*d)).collect();
        days.sort_unstable();
        days.dedup();
        days.reverse();
        days.insert(0, self.day_of(rule));
        days
    }

    /// A day on which both rules hold, if there is one.
    fn common_day(&self, a: &Rule, b: &Rule) -> Option<NaiveDate> {
        let day = self.day_of(a).min(self.day_of(b));
        let from = a.from.max(b.from);
        let day = from.map_or(day, |from| from.max(day));
        (a.holds_on(day) && b.holds_on(day)).then_some(day)
    }
}

/// The latest day on which a value, an article or a rule begins.
fn newest_change(set: &RuleSet) -> NaiveDate {
    let values = set.values.keys().flat_map(|id| set.days_of_change(id));
    let laws = set.laws.values().flat_map(|l| l.versions.iter().map(|v| v.from));
    let rules = set.rules.iter().filter_map(|r| r.from);
    values.chain(laws).chain(rules).max().unwrap_or(NaiveDate::MIN)
}
