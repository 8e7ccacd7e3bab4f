//! Rules that say again what another rule says: the same outcome, and a condition under which the other applies as
//! well.

use super::Prover;
use super::formula::{NOT, OPEN};
use super::search::{Found, Problem};
use crate::diagnostic::Diagnostic;
use crate::rule::{Count, Due, PaymentPlace, Rule, Status, Then, TriageThen};

pub(super) fn check(prover: &mut Prover<'_>, notes: &mut Vec<Diagnostic>) {
    let rules: Vec<(usize, &Rule)> = prover.rules().filter(|(_, r)| r.status == Status::Active).collect();
    for (position, (first, a)) in rules.iter().enumerate() {
        for (second, b) in rules.iter().skip(position + 1) {
            if !prover.may_search() || a.scope != b.scope || a.judge_by != b.judge_by || !same_outcome(a, b) {
                continue;
            }
            let forth = implies(prover, (*first, a), (*second, b));
            let back = implies(prover, (*second, b), (*first, a));
            match (forth, back) {
                (true, true) => notes.push(repeats(b, a)),
                (true, false) => notes.push(implied(a, b)),
                (false, true) => notes.push(implied(b, a)),
                (false, false) => {}
            }
        }
    }
}

fn repeats(rule: &Rule, other: &Rule) -> Diagnostic {
    let note = Diagnostic::warning(
        "rules-repeat",
        rule.place,
        format!("规则 `{}` 和 `{}` 的条件和结果都一样", rule.id, other.id),
        format!("the rules `{}` and `{}` have the same condition and the same outcome", rule.id, other.id),
    );
    beside(note, other)
}

fn implied(rule: &Rule, other: &Rule) -> Diagnostic {
    let note = Diagnostic::warning(
        "rule-implied",
        rule.place,
        format!("规则 `{}` 适用时，`{}` 一定也适用，结果又一样", rule.id, other.id),
        format!("whenever the rule `{}` applies, `{}` applies too, with the same outcome", rule.id, other.id),
    );
    beside(note, other)
}

fn beside(note: Diagnostic, other: &Rule) -> Diagnostic {
    note.also(other.place, "另一条在这里", "the other is here")
        .help("删去多余的一条，或写出它们的不同之处", "remove the one too many, or say what is different")
}

/// Whether `b` applies wherever `a` does, on every day on which `a` holds.
fn implies(prover: &mut Prover<'_>, (first, a): (usize, &Rule), (second, b): (usize, &Rule)) -> bool {
    let begins = b.from.is_none_or(|from| a.from.is_some_and(|other| from <= other));
    let ends = b.until.is_none_or(|until| a.until.is_some_and(|other| other <= until));
    if !begins || !ends {
        return false;
    }
    // A rule that never applies implies everything, and has a warning of its own.
    let newest = prover.day_of(a);
    let applies = prover.with(newest, |prover, space| {
        let mut problem = Problem::new(space);
        prover.applies(&mut problem, first, a, newest);
        problem.possible() == Found::Yes
    });
    applies
        && prover.days(a).into_iter().all(|day| {
            prover.with(day, |prover, space| {
                let mut problem = Problem::new(space);
                prover.applies(&mut problem, first, a, day);
                problem.want(&prover.condition(second, b, day), NOT | OPEN);
                matches!(problem.possible(), Found::No { .. })
            })
        })
}

/// Whether two rules lead to the same, apart from words.
fn same_outcome(a: &Rule, b: &Rule) -> bool {
    let counted = match (&a.count, &b.count) {
        (None, None) => true,
        (Some(x), Some(y)) => counts_alike(x, y),
        _ => false,
    };
    counted
        && match (&a.then, &b.then) {
            (Then::Conduct(x), Then::Conduct(y)) => x.behaviour.it == y.behaviour.it && x.severity.it == y.severity.it,
            (Then::Cost(x), Then::Cost(y)) => {
                x.yardstick.it == y.yardstick.it && x.role == y.role && steps(&x.steps) == steps(&y.steps)
            }
            (Then::Triage(x), Then::Triage(y)) => steps(x) == steps(y),
            _ => false,
        }
}

fn counts_alike(x: &Count, y: &Count) -> bool {
    x.by == y.by && x.window == y.window && x.comparison == y.comparison && x.limit == y.limit
}

type Steps<'t> = (Option<&'t str>, Vec<(&'t str, Option<&'t Due>)>, Vec<&'t str>, Option<&'t str>);

/// Steps without their words.
fn steps(then: &TriageThen) -> Steps<'_> {
    let lists = then.avoid.iter().map(|a| a.it.as_str());
    let lists = lists.chain(then.referrals.iter().map(|r| r.it.as_str()));
    let lists = lists.chain(then.letters.iter().map(|l| l.it.as_str()));
    let payment = then.payment.as_ref().map(|p| match p {
        PaymentPlace::Hold => "hold",
        PaymentPlace::Tier(tier) => tier.it.as_str(),
    });
    (
        then.band.as_ref().map(|b| b.it.as_str()),
        then.actions.iter().map(|a| (a.action.it.as_str(), a.due.as_ref())).collect(),
        lists.collect(),
        payment,
    )
}
