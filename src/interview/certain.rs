//! Whether the first step stays the first step, whatever is found out.

use crate::plan::Answer;
use crate::rule::{Rule, RuleId, RuleSet, Then};

/// Whether no rule hangs on an unknown fact that is at least as urgent as the first line of the act-first list. What the
/// client cannot say stays unknown: it leaves the step uncertain all the same. What the answer
/// presumes, such as that no paper was seen, is not counted.
pub(super) fn first_step_certain(set: &RuleSet, answer: &Answer, more_to_tell: bool) -> bool {
    let first = answer.actions.first().and_then(|line| set.bands.get_index_of(&line.band));
    // Without a step, any rule that could bring one leaves it open.
    let limit = first.or_else(|| set.bands.len().checked_sub(1));
    let as_urgent = |id: &RuleId| {
        let of_rule = set.rules.iter().filter(|rule| rule.id == *id).filter_map(|rule| band(set, rule)).min();
        of_rule.zip(limit).is_some_and(|(band, limit)| band <= limit)
    };
    let open = answer.questions.iter().filter(|q| !q.presumed);
    !more_to_tell && !open.flat_map(|q| &q.decides).any(|d| as_urgent(&d.rule))
}

/// The band of a rule's steps, or the band its severity stands for.
fn band(set: &RuleSet, rule: &Rule) -> Option<usize> {
    let band = match &rule.then {
        Then::Triage(then) => then.band.as_ref(),
        Then::Conduct(then) => set.severities.get(&then.severity.it).and_then(|s| s.band.as_ref()),
        Then::Cost(then) => then.steps.band.as_ref(),
    };
    band.and_then(|band| set.bands.get_index_of(&band.it))
}
