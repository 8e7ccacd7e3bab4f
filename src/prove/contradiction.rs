//! Conditions that can never hold together, exceptions that can never matter, and tests that change nothing.

use super::formula::{MET, NOT, OPEN};
use super::search::{Found, Problem};
use super::{Prover, formula};
use crate::diagnostic::Diagnostic;
use crate::program::Formula;
use crate::rule::{Condition, Rule};
use crate::source::Place;

pub(super) fn check(prover: &mut Prover<'_>, notes: &mut Vec<Diagnostic>) {
    for (number, rule) in prover.rules() {
        if never_holds(prover, number, rule, notes) {
            continue;
        }
        exception(prover, number, rule, notes);
        redundant(prover, number, rule, notes);
    }
}

/// Whether a rule can never apply, on any day on which a value it reads changes.
fn never_holds(prover: &mut Prover<'_>, number: usize, rule: &Rule, notes: &mut Vec<Diagnostic>) -> bool {
    let days = prover.days(rule);
    for day in &days {
        let found = prover.with(*day, |prover, space| {
            let mut problem = Problem::new(space);
            prover.applies(&mut problem, number, rule, *day);
            problem.possible()
        });
        if !matches!(found, Found::No { .. }) {
            return false;
        }
    }
    let Some(day) = days.first() else { return false };
    let parts = parts(prover, number, rule);
    let core = prover.with(*day, |_, space| core(&parts, space));
    notes.push(say_never(rule, &core));
    true
}

/// One of the things that must hold for a rule to apply: the formula, what it must come out as, where it is written.
struct Part<'p> {
    formula: &'p Formula,
    wanted: formula::Outcomes,
    place: Option<Place>,
}

fn parts<'p>(prover: &Prover<'p>, number: usize, rule: &Rule) -> Vec<Part<'p>> {
    let Some(compiled) = prover.engine.program().rules.get(number) else { return Vec::new() };
    let mut all = flat(&compiled.when, &rule.when);
    if let (Some(only), Some(count)) = (&compiled.only, &rule.count) {
        all.extend(flat(only, &count.only));
    }
    if let (Some(unless), Some(written)) = (&compiled.unless, &rule.unless) {
        all.push(Part { formula: unless, wanted: NOT, place: written.place() });
    }
    all
}

/// The parts of a conjunction with the conditions they were made from: both are flattened alike.
fn flat<'p>(formula: &'p Formula, condition: &Condition) -> Vec<Part<'p>> {
    let mut places = Vec::new();
    places_of(condition, &mut places);
    match formula {
        Formula::All(parts) => parts
            .iter()
            .enumerate()
            .map(|(i, formula)| Part { formula, wanted: MET, place: places.get(i).copied().flatten() })
            .collect(),
        other => vec![Part { formula: other, wanted: MET, place: condition.place() }],
    }
}

fn places_of(condition: &Condition, into: &mut Vec<Option<Place>>) {
    match condition {
        Condition::All(parts) => parts.iter().for_each(|p| places_of(p, into)),
        Condition::Term(_, inner) => places_of(inner, into),
        other => into.push(other.place()),
    }
}

/// The fewest parts, in the order written, that cannot hold together.
fn core<'c, 'p>(parts: &'c [Part<'p>], space: &super::space::Space<'_>) -> Vec<&'c Part<'p>> {
    let mut kept: Vec<&Part<'p>> = parts.iter().collect();
    for part in parts {
        let without: Vec<&Part<'p>> = kept.iter().copied().filter(|k| !std::ptr::eq(*k, part)).collect();
        let mut problem = Problem::new(space);
        for other in &without {
            problem.want(other.formula, other.wanted);
        }
        if matches!(problem.possible(), Found::No { .. }) {
            kept = without;
        }
    }
    kept
}

fn say_never(rule: &Rule, core: &[&Part<'_>]) -> Diagnostic {
    // An exception that swallows the rule is mended in the exception.
    let exception = core.iter().any(|p| p.wanted == NOT);
    let core: Vec<Place> = core.iter().filter_map(|p| p.place).collect();
    let note = Diagnostic::warning(
        "never-holds",
        core.last().copied().unwrap_or(rule.place),
        format!("规则 `{}` 的条件不可能同时成立，它永远不会适用", rule.id),
        format!("the conditions of the rule `{}` can never hold together: it never applies", rule.id),
    );
    let note = if exception {
        note.help(
            "例外包括了规则适用的全部情形：改窄 unless，或改正其中的条件",
            "the exception covers all that the rule is about: narrow `unless`, or mend a condition",
        )
    } else {
        note.help(
            "改正其中一个条件；要“满足一个就行”，写在 `any_of` 下面",
            "mend one of them; conditions of which one is enough stand under `any_of`",
        )
    };
    match core.as_slice() {
        [first, .., last] if first != last => {
            note.label("和上面标出的条件矛盾", "contradicts the other condition").also(*first, "这一条", "this one")
        }
        _ => note.label("单独就不可能成立", "cannot hold by itself"),
    }
}

/// An exception that never holds where the rule's condition does.
fn exception(prover: &mut Prover<'_>, number: usize, rule: &Rule, notes: &mut Vec<Diagnostic>) {
    let Some(written) = &rule.unless else { return };
    let day = prover.day_of(rule);
    let found = prover.with(day, |prover, space| {
        let Some(compiled) = prover.engine.program().rules.get(number) else { return Found::Yes };
        let Some(unless) = &compiled.unless else { return Found::Yes };
        let mut problem = Problem::new(space);
        // An exception that is only open already keeps the rule from being met.
        problem.want(&compiled.when, MET).want(unless, MET | OPEN);
        problem.possible()
    });
    if matches!(found, Found::No { .. }) {
        notes.push(
            Diagnostic::warning(
                "exception-never-matters",
                written.place().unwrap_or(rule.place),
                format!("规则 `{}` 的例外(unless)从来不会起作用", rule.id),
                format!("the exception of the rule `{}` can never matter", rule.id),
            )
            .help(
                "条件成立时例外总不成立：删去 unless，或改正其中的条件",
                "wherever the condition holds, the exception does not: remove `unless`, or mend it",
            ),
        );
    }
}

/// Tests, written in the rule itself, without which it would come out the same for all facts.
fn redundant(prover: &mut Prover<'_>, number: usize, rule: &Rule, notes: &mut Vec<Diagnostic>) {
    let day = prover.day_of(rule);
    let parts = parts(prover, number, rule);
    let when: Vec<&Part<'_>> = parts.iter().filter(|p| p.wanted == MET).collect();
    for part in &when {
        let Some(place) = part.place.filter(|p| p.file == rule.place.file) else { continue };
        let rest = || when.iter().filter(|p| !std::ptr::eq(**p, *part)).map(|p| p.formula.clone()).collect();
        let rest = Formula::All(rest());
        let changes = prover.with(day, |_, space| {
            let ask = |rest_is, part_is| {
                let mut problem = Problem::new(space);
                problem.want(&rest, rest_is).want(part.formula, part_is);
                !matches!(problem.possible(), Found::No { .. })
            };
            ask(MET, NOT | OPEN) || ask(OPEN, NOT)
        });
        if !changes {
            notes.push(
                Diagnostic::warning(
                    "redundant-condition",
                    place,
                    format!("去掉这一条，规则 `{}` 的结果也完全一样", rule.id),
                    format!("without this condition the rule `{}` would come out the same", rule.id),
                )
                .help(
                    "别的条件已经包含它：删去，或检查是不是写错了事实",
                    "the others already contain it: remove it, or see whether another fact was meant",
                ),
            );
        }
    }
}
