//! Sentences of a rule with a fact in them that may not be known when the rule applies: the client would read
//! “…未知” in the middle of a sentence. Shown on a portfolio.

use super::Prover;
use super::search::Problem;
use super::witness::{Witness, about};
use crate::diagnostic::Diagnostic;
use crate::fact::{FactId, Reading};
use crate::rule::{Rule, RuleScope, Slot, Status, Template, Then};

pub(super) fn check(prover: &mut Prover<'_>, notes: &mut Vec<Diagnostic>) {
    let rules = prover.rules().filter(|(_, r)| r.status == Status::Active && r.scope != RuleScope::Contacts);
    for (number, rule) in rules {
        let mut facts: Vec<FactId> = texts(rule).into_iter().flat_map(facts_in).collect();
        facts.sort_unstable();
        facts.dedup();
        for fact in facts {
            look(prover, number, rule, fact, notes);
        }
    }
}

/// What a rule says when it applies. What a cost rule says needs a cost that was worked out.
fn texts(rule: &Rule) -> Vec<&Template> {
    match &rule.then {
        Then::Triage(then) => std::iter::once(&then.because).chain(&then.today).collect(),
        Then::Conduct(then) => vec![&then.because],
        Then::Cost(then) => vec![&then.because],
    }
}

fn facts_in(template: &Template) -> Vec<FactId> {
    let fact = |slot: &Slot| if let Slot::Fact(fact) = slot { Some(*fact) } else { None };
    template.slots().filter_map(fact).collect()
}

fn look(prover: &mut Prover<'_>, number: usize, rule: &Rule, fact: FactId, notes: &mut Vec<Diagnostic>) {
    let day = prover.day_of(rule);
    let example = prover.with(day, |prover, space| {
        let mut problem = Problem::new(space);
        prover.applies(&mut problem, number, rule, day);
        if let Some(unknown) = space.position(fact, None) {
            problem.fix(fact, unknown);
        }
        let mut example = None;
        let vocabulary = space.vocabulary();
        problem.solve(&mut |solution| {
            let witness = Witness::new(prover.engine, space, solution, rule.scope).filter(|w| {
                let reading = w.portfolio.read(vocabulary, fact, about(rule));
                w.meets(&[number]) && matches!(reading, Reading::NotKnown(_))
            });
            example = witness.map(|w| w.show());
            example.is_some()
        });
        example
    });
    let (Some(example), Some(declared)) = (example, prover.engine.rules().vocabulary.get(fact)) else { return };
    notes.push(
        Diagnostic::warning(
            "slot-may-be-unknown",
            rule.place,
            format!("规则 `{}` 适用时可能还不知道 `{}`，话里却要填它", rule.id, declared.name),
            format!("the rule `{}` says `{}`, which may not be known when it applies", rule.id, declared.name),
        )
        .help(
            format!("在 when 里加 `{}: known`，或换一句不用它的话；例如 given: {example}", declared.name),
            format!("add `{}: known` under `when`, or say it without; for example given: {example}", declared.name),
        ),
    );
}
