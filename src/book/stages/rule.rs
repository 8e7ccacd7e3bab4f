//! A rule as somebody wants it who has to act: its steps with their dates, why, what not to do, and the law.

use super::view::{StageAvoid, StageLetter, StageRule, StageStep};
use crate::book::rule::with_slots;
use crate::book::view::{articles, strength};
use crate::diagnostic::Text;
use crate::readback::{Figures, due_in_words, read};
use crate::rule::{PaymentPlace, PlannedAction, Rule, RuleSet, Then};

pub(super) fn of_rule(set: &RuleSet, rule: &Rule, applies_with: usize) -> StageRule {
    let reading = read(set, rule, Figures::Shown);
    let steps = rule.steps();
    let because = match &rule.then {
        Then::Triage(then) => &then.because,
        Then::Cost(then) => &then.because,
        Then::Conduct(then) => &then.because,
    };
    let avoid = match &rule.then {
        Then::Triage(then) => &then.avoid,
        Then::Cost(then) => &then.steps.avoid,
        Then::Conduct(then) => &then.avoid,
    };
    StageRule {
        id: rule.id.clone(),
        title: rule.title.clone(),
        scope: rule.scope,
        status: rule.status,
        applies_with,
        when: reading.when,
        unless: reading.unless,
        band: steps.and_then(|s| s.band.as_ref()).and_then(|b| set.bands.get(&b.it)).map(|b| b.title.clone()),
        because: with_slots(set, because),
        today: steps.and_then(|s| s.today.as_ref()).map(|t| with_slots(set, t)),
        steps: steps.into_iter().flat_map(|s| &s.actions).filter_map(|a| step(set, rule, a)).collect(),
        payment: steps.and_then(|s| s.payment.as_ref()).map(|p| payment(set, p)),
        avoid: avoid
            .iter()
            .filter_map(|a| set.avoid.get(&a.it))
            .map(|a| StageAvoid { id: a.id.clone(), title: a.title.clone(), because: a.because.clone() })
            .collect(),
        referrals: steps
            .into_iter()
            .flat_map(|s| &s.referrals)
            .filter_map(|r| set.referrals.get(&r.it))
            .map(|r| r.title.clone())
            .collect(),
        letters: letters(set, rule),
        articles: rule.cite.iter().filter_map(|c| articles(set, &c.it, false).into_iter().next()).collect(),
        strength: strength(set, rule.strength.as_ref(), rule.cite.iter().map(|c| &c.it)),
        not_modelled: rule.not_modelled.clone(),
    }
}

fn step(set: &RuleSet, rule: &Rule, planned: &PlannedAction) -> Option<StageStep> {
    let action = set.actions.get(&planned.action.it)?;
    Some(StageStep {
        action: action.id.clone(),
        title: action.title.clone(),
        who: action.who,
        due: planned.due.as_ref().map(|d| due_in_words(set, rule, d)),
        if_missed: action.if_missed.clone(),
    })
}

fn payment(set: &RuleSet, place: &PaymentPlace) -> Text {
    match place {
        PaymentPlace::Hold => Text::new("先不付，查清再说", "not paid until something is settled"),
        PaymentPlace::Tier(tier) => set.tiers.get(&tier.it).map_or_else(Text::default, |t| Text::same(t.title.clone())),
    }
}

/// The letters of the rule and of its actions, each once.
fn letters(set: &RuleSet, rule: &Rule) -> Vec<StageLetter> {
    let Some(steps) = rule.steps() else { return Vec::new() };
    let of_actions = steps.actions.iter().filter_map(|a| set.actions.get(&a.action.it)).flat_map(|a| &a.letters);
    let mut all: Vec<StageLetter> = Vec::new();
    for letter in of_actions.chain(&steps.letters).filter_map(|l| set.letters.get(&l.it)) {
        let named = StageLetter { id: letter.id.clone(), title: letter.title.clone() };
        if !all.contains(&named) {
            all.push(named);
        }
    }
    all
}
