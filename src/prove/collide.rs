//! Rules in force on the same day that give one debt two places in the pay-first list, or the same step two deadlines
//! from the same day: shown on a portfolio for which the engine meets both.
//!
//! A debt held out of payment by one rule is held, whatever tier another gives it; and steps counted from today simply
//! go by the earlier day. Neither is a collision.

use super::Prover;
use super::search::{Found, Problem};
use super::witness::Witness;
use crate::diagnostic::{Diagnostic, Text};
use crate::fact::Value;
use crate::rule::{Due, DueStart, LengthUnit, PaymentPlace, PlannedAction, Quantity, Rule, RuleSet};

pub(super) fn check(prover: &mut Prover<'_>, notes: &mut Vec<Diagnostic>) {
    let rules: Vec<(usize, &Rule)> = prover.rules().filter(|(_, r)| r.steps().is_some()).collect();
    for (position, (first, a)) in rules.iter().enumerate() {
        for (second, b) in rules.iter().skip(position + 1) {
            let yields = |x: &Rule, y: &Rule| x.yields_to.iter().any(|r| r.it == y.id);
            if a.scope != b.scope || yields(a, b) || yields(b, a) {
                continue;
            }
            let Some(day) = prover.common_day(a, b).filter(|_| prover.may_search()) else { continue };
            for clash in clashes(prover.engine.rules(), a, b, day) {
                look(prover, (*first, a), (*second, b), day, &clash, notes);
            }
        }
    }
}

/// What two rules would give differently.
struct Clash {
    /// Two tiers, or two deadlines.
    tiers: bool,
    what: Text,
    place: crate::source::Place,
    other: crate::source::Place,
}

fn clashes(set: &RuleSet, a: &Rule, b: &Rule, day: chrono::NaiveDate) -> Vec<Clash> {
    let mut all = Vec::new();
    let (Some(one), Some(two)) = (a.steps(), b.steps()) else { return all };
    if let (Some(PaymentPlace::Tier(x)), Some(PaymentPlace::Tier(y))) = (&one.payment, &two.payment)
        && x.it != y.it
    {
        all.push(Clash {
            tiers: true,
            what: Text::new(
                format!("付款顺位 `{}` 和 `{}`", x.it, y.it),
                format!("the payment tiers `{}` and `{}`", x.it, y.it),
            ),
            place: y.place,
            other: x.place,
        });
    }
    for x in &one.actions {
        for y in two.actions.iter().filter(|y| y.action.it == x.action.it && differ(set, x, y, day)) {
            all.push(Clash {
                tiers: false,
                what: Text::new(
                    format!("行动 `{}` 的两个期限", x.action.it),
                    format!("two deadlines for the action `{}`", x.action.it),
                ),
                place: y.action.place,
                other: x.action.place,
            });
        }
    }
    all
}

/// Whether two plans of an action count differently from the same fact.
fn differ(set: &RuleSet, x: &PlannedAction, y: &PlannedAction, day: chrono::NaiveDate) -> bool {
    // On which day a length begins, how long it is, in what unit, and whether its last day moves off a holiday.
    let counted = |due: &Due| match due {
        Due::Today | Due::After { start: DueStart::AsOf, .. } => None,
        Due::On(fact) => Some((*fact, 0, LengthUnit::Days, false)),
        Due::Before(fact) => Some((*fact, -1, LengthUnit::Days, false)),
        Due::After { quantity, unit, start: DueStart::Fact(fact), roll } => {
            let number = match quantity {
                Quantity::Number(n) => Some(i64::from(*n)),
                Quantity::Value(id) => match set.value_on(id, day) {
                    Some(Value::Count(n)) => Some(n),
                    _ => None,
                },
            };
            number.map(|n| (*fact, n, *unit, *roll))
        }
    };
    let (x, y) = (x.due.as_ref().and_then(counted), y.due.as_ref().and_then(counted));
    x.zip(y).is_some_and(|(x, y)| x.0 == y.0 && x != y)
}

fn look(
    prover: &mut Prover<'_>,
    (first, a): (usize, &Rule),
    (second, b): (usize, &Rule),
    day: chrono::NaiveDate,
    clash: &Clash,
    notes: &mut Vec<Diagnostic>,
) {
    let (found, shown) = prover.with(day, |prover, space| {
        let mut problem = Problem::new(space);
        prover.applies(&mut problem, first, a, day);
        prover.applies(&mut problem, second, b, day);
        let mut shown = None;
        let found = problem.solve(&mut |solution| {
            let witness = Witness::new(prover.engine, space, solution, a.scope);
            shown = witness.filter(|w| w.meets(&[first, second])).map(|w| w.show());
            shown.is_some()
        });
        (found, shown)
    });
    let also = Text::new(format!("规则 `{}` 在这里", a.id), format!("the rule `{}` is here", a.id));
    let (zh, en) = (&clash.what.zh, &clash.what.en);
    let text = Text::new(
        format!("规则 `{}` 和 `{}` 会同时适用，却给出{zh}", a.id, b.id),
        format!("the rules `{}` and `{}` can apply together and give {en}", a.id, b.id),
    );
    let note = match (found, shown) {
        (Found::Yes, Some(example)) => {
            let note = if clash.tiers {
                Diagnostic::warning("tiers-collide", clash.place, text.zh, text.en)
            } else {
                Diagnostic::warning("deadlines-collide", clash.place, text.zh, text.en)
            };
            note.help(
                format!(
                    "给其中一条加条件，或写 `yields_to: [{}]` 让另一条优先；同时适用的例子：given: {example}",
                    a.id
                ),
                format!(
                    "narrow one of them, or let one stand back with `yields_to: [{}]`; both apply to given: {example}",
                    a.id
                ),
            )
        }
        // Facts that are computed were set to what no portfolio at hand leads to: that is no proof either.
        (Found::CutShort | Found::No { offered: true }, _) => Diagnostic::warning(
            "search-cut-short",
            clash.place,
            format!("规则 `{}` 和 `{}` 是否会同时适用没有查完；它们给出{zh}", a.id, b.id),
            format!(
                "whether the rules `{}` and `{}` can apply together was not searched to the end; they give {en}",
                a.id, b.id
            ),
        )
        .help(
            "写一个案例说明两条同时适用时应当怎样，并用 `yields_to` 写明谁让谁",
            "write a case that says what follows when both apply, and say with `yields_to` which one stands back",
        ),
        _ => return,
    };
    notes.push(note.also(clash.other, also.zh, also.en));
}
