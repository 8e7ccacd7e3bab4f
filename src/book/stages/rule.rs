//! A rule as somebody wants it who has to act: its steps with their dates, why, what not to do, and the law.

use super::applies::{Left, left};
use super::view::{StageAvoid, StageLetter, StageRule, StageStep};
use crate::book::rule::with_slots;
use crate::book::view::{articles, strength};
use crate::diagnostic::Text;
use crate::fact::FactId;
use crate::readback::{due_in_words, read_part};
use crate::rule::{AvoidId, Condition, PaymentPlace, PlannedAction, Rule, RuleSet, Then};
use crate::source::Placed;

/// A rule that knows an option of a fact.
pub(super) fn of_rule(set: &RuleSet, rule: &Rule, (fact, option): (FactId, usize), applies_with: usize) -> StageRule {
    let steps = rule.steps();
    let because = match &rule.then {
        Then::Triage(then) => &then.because,
        Then::Cost(then) => &then.because,
        Then::Conduct(then) => &then.because,
    };
    let besides = |condition: &Condition| match left(condition, fact, option) {
        Left::Open(rest) => Some(read_part(set, rule, &rest)),
        Left::Met | Left::NotMet => None,
    };
    StageRule {
        id: rule.id.clone(),
        title: rule.title.clone(),
        scope: rule.scope,
        status: rule.status,
        applies_with,
        when: besides(&rule.when),
        unless: rule.unless.as_ref().and_then(besides),
        band: steps.and_then(|s| s.band.as_ref()).and_then(|b| set.bands.get(&b.it)).map(|b| b.title.clone()),
        because: with_slots(set, because),
        today: steps.and_then(|s| s.today.as_ref()).map(|t| with_slots(set, t)),
        steps: steps.into_iter().flat_map(|s| &s.actions).filter_map(|a| step(set, rule, a)).collect(),
        payment: steps.and_then(|s| s.payment.as_ref()).map(|p| payment(set, p)),
        avoid: avoided(rule).iter().map(|a| a.it.clone()).collect(),
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

fn avoided(rule: &Rule) -> &[Placed<AvoidId>] {
    match &rule.then {
        Then::Triage(then) => &then.avoid,
        Then::Cost(then) => &then.steps.avoid,
        Then::Conduct(then) => &then.avoid,
    }
}

/// The do-not lines of some rules, each once.
pub(super) fn avoid<'r>(set: &RuleSet, rules: impl Iterator<Item = &'r Rule>) -> Vec<StageAvoid> {
    let mut all: Vec<StageAvoid> = Vec::new();
    for line in rules.flat_map(avoided).filter_map(|a| set.avoid.get(&a.it)) {
        let line = StageAvoid { id: line.id.clone(), title: line.title.clone(), because: line.because.clone() };
        if !all.contains(&line) {
            all.push(line);
        }
    }
    all
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
