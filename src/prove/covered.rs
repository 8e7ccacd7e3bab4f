//! Options of a fact declared `exhaustive` for which no rule says what to do.
//!
//! A rule covers an option when it plans steps, can apply with the option, and tells it apart from others: a rule that
//! applies to every option, or to all but one, says nothing about any of them.

use super::Prover;
use super::formula::MET;
use super::search::{Found, Problem};
use crate::diagnostic::Diagnostic;
use crate::fact::{Fact, FactId, FactScope, Value};
use crate::rule::{Rule, RuleScope, Status};

pub(super) fn check(prover: &mut Prover<'_>, notes: &mut Vec<Diagnostic>) {
    let engine = prover.engine;
    for (id, fact) in engine.rules().vocabulary.iter().filter(|(_, f)| f.exhaustive.is_some()) {
        fact_covered(prover, id, fact, notes);
    }
}

fn fact_covered(prover: &mut Prover<'_>, id: FactId, fact: &Fact, notes: &mut Vec<Diagnostic>) {
    let options = fact.kind.choices();
    let mut covered = vec![false; options.len()];
    for (number, rule) in prover.rules().filter(|(_, r)| plans(r, fact.scope)) {
        let can = applies_with(prover, number, rule, id, options.len());
        if can.iter().filter(|c| !**c).count() < 2 {
            continue;
        }
        covered.iter_mut().zip(can).for_each(|(so_far, can)| *so_far |= can);
    }
    // Without steps left nothing was shown of any option.
    if !prover.may_search() {
        return;
    }
    let exempt = |name: &str| fact.exhaustive.iter().flat_map(|e| &e.it).any(|e| e.it == name);
    for (option, _) in options.iter().zip(covered).filter(|(o, covered)| !*covered && !exempt(&o.name)) {
        let name = fact.name.as_str().split_once('.').map_or("", |(_, rest)| rest);
        let example = format!("given: {{ debts: [{{ id: a, {name}: {} }}] }}", option.name);
        notes.push(
            Diagnostic::warning(
                "option-not-covered",
                fact.place,
                format!("没有规则说明 `{}` 为 `{}`（{}）时该办什么", fact.name, option.name, option.label.zh),
                format!("no rule says what to do when `{}` is `{}` ({})", fact.name, option.name, option.label.en),
            )
            .help(
                format!("写一条规则，或写进 exhaustive 的 except 里；例子：{example}"),
                format!("write a rule, or name it under `except` of `exhaustive`; for example {example}"),
            ),
        );
    }
}

fn plans(rule: &Rule, scope: FactScope) -> bool {
    let fits = match scope {
        FactScope::Household => rule.scope == RuleScope::Household,
        FactScope::Debt => rule.scope == RuleScope::Debt,
        FactScope::Contact => rule.scope == RuleScope::Contact,
    };
    fits && rule.status == Status::Active && rule.steps().is_some_and(|s| !s.actions.is_empty())
}

/// With which options of a fact a rule can apply.
fn applies_with(prover: &mut Prover<'_>, number: usize, rule: &Rule, fact: FactId, options: usize) -> Vec<bool> {
    let day = prover.day_of(rule);
    prover.with(day, |prover, space| {
        let can = |option: usize| {
            let Some(candidate) = space.position(fact, Some(&Value::Choice(option))) else { return true };
            let mut problem = Problem::new(space);
            problem.want(&prover.condition(number, rule, day), MET).fix(fact, candidate);
            !matches!(problem.possible(), Found::No { .. })
        };
        (0..options).map(can).collect()
    })
}
