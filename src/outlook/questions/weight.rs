//! What the answers to a question are worth: how likely they are to change the first step, and how much they decide.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::active;
use super::open::Open;
use crate::evaluate::{Given, Session, Truth, Turned, due_date};
use crate::fact::{FactId, Subject};
use crate::outlook::answers::has_order;
use crate::outlook::tried::{Effect, Line, Tried};
use crate::plan::Here;
use crate::plan::order::{Urgency, urgency};
use crate::rule::{Rule, Then};

/// With how many answers that differ in what they bring a question is weighed.
const MAX_ANSWERS: usize = 32;

/// What an answer is worth, all being equally likely, in thousandths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Worth {
    /// How often it changes the first step.
    changes_first: usize,
    /// How many rules it decides.
    decides: usize,
}

/// Answers that bring the same, each with how many they are; a stretch of days or amounts is one answer.
fn alike<'e>(here: &Here<'_>, fact: FactId, effects: &'e [Effect]) -> Vec<(&'e Effect, usize)> {
    let is_stretch = here.session.program.set.vocabulary.get(fact).is_some_and(|f| has_order(&f.kind));
    let mut alike: Vec<(&Effect, usize)> = Vec::new();
    for effect in effects {
        let same = |other: &Effect| other.turned == effect.turned && other.recounted == effect.recounted;
        match alike.iter_mut().find(|(other, _)| same(other)) {
            Some((_, count)) => *count += usize::from(!is_stretch),
            None => alike.push((effect, 1)),
        }
    }
    alike
}

/// What an answer is worth by the rules it turns: whether one brings a step more urgent than the first one.
pub(super) fn worth(here: &Here<'_>, fact: FactId, effects: &[Effect], first: Option<Urgency>) -> Worth {
    let alike = alike(here, fact, effects);
    let more_urgent = |t: &Turned| {
        let step =
            active(here, t.rule).filter(|_| t.now.is_met()).and_then(|r| most_urgent(here.session, r, t.subject));
        step.is_some_and(|step| first.is_none_or(|first| step < first))
    };
    let all: usize = alike.iter().map(|(_, count)| count).sum();
    let overtaking = alike.iter().filter(|(effect, _)| effect.turned.iter().any(more_urgent));
    let overtakes: usize = overtaking.map(|(_, count)| count).sum();
    let is_decided = |t: &&Turned| active(here, t.rule).is_some() && matches!(t.now, Truth::Met | Truth::NotMet);
    let decided = |effect: &Effect| effect.turned.iter().filter(is_decided).count() + effect.recounted.len();
    let decided: usize = alike.iter().map(|(effect, count)| count * decided(effect)).sum();
    let share = |n: usize| (1_000 * n).checked_div(all).unwrap_or(0);
    Worth { changes_first: share(overtakes), decides: share(decided) }
}

/// Tries how many answers change the first step, about each debt or contact.
pub(super) fn weigh(
    here: &Here<'_>,
    tried: &mut Tried<'_>,
    lines: &[Line],
    fact: FactId,
    (open, of_subjects): (&mut Open, &BTreeMap<Subject, Vec<Effect>>),
) {
    let first = |lines: &[Line]| lines.first().map(|line| (line.subject, line.action));
    for (subject, effects) in of_subjects {
        let mut alike = alike(here, fact, effects);
        alike.sort_by_key(|(_, count)| Reverse(*count));
        alike.truncate(MAX_ANSWERS);
        let all: usize = alike.iter().map(|(_, count)| count).sum();
        // An answer that turns nothing but notes leaves the first step as it is.
        let may_change = |effect: &Effect| {
            let rules = effect.turned.iter().map(|t| t.rule).chain(effect.recounted.iter().map(|(rule, _)| *rule));
            rules.into_iter().any(|rule| active(here, rule).is_some_and(may_move_steps))
        };
        let mut changing = 0;
        for (effect, count) in alike.into_iter().filter(|(effect, _)| may_change(effect)) {
            let given = [Given::known(fact, *subject, effect.value.clone())];
            let Some(then) = tried.lines_with(&given) else { return };
            if first(&then) != first(lines) {
                changing += count;
            }
        }
        if let Some(share) = (1_000 * changing).checked_div(all) {
            open.worth.entry(*subject).or_default().changes_first = share;
        }
    }
}

/// Whether the act-first list may hang on a rule: by its steps, or through what it finds for other rules.
fn may_move_steps(rule: &Rule) -> bool {
    match &rule.then {
        Then::Triage(then) => then.band.is_some(),
        Then::Conduct(_) | Then::Cost(_) => true,
    }
}

/// Where the most urgent step of a rule would stand; a day that is not known counts as today.
fn most_urgent(session: &Session<'_>, rule: &Rule, subject: Subject) -> Option<Urgency> {
    let then = rule.steps()?;
    let band = &then.band.as_ref()?.it;
    let due = |due| due_date(session, due, subject, session.portfolio.as_of);
    then.actions.iter().map(|a| urgency(session, band, a.due.as_ref().map(due).as_ref())).min()
}
