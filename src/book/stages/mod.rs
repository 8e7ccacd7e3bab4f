//! Stage by stage: each option of a fact that rules must cover (`exhaustive`), what it means, and the rules that know
//! it, with their next steps. A counsellor opens the book at what is in the client's hands and reads everything there.
//!
//! Which rule belongs to which option follows from its condition alone, see `applies`; no stage is named here.

mod applies;
mod rule;
#[cfg(test)]
mod tests;
mod view;

use crate::book::view::RuleName;
use crate::diagnostic::closest;
use crate::fact::{Choice, Fact, FactId};
use crate::rule::{Condition, Rule, RuleSet, Status};
use applies::{applies, nearness};
use rule::{avoid, of_rule};

pub use view::{StageAvoid, StageLetter, StageName, StageRule, StageStep, StageView, StagesView};

/// Every fact that rules must cover, its options with the rules that know them by name.
pub(crate) fn stages(set: &RuleSet) -> Vec<StagesView> {
    let name = |of: &Covered<'_>, (position, option): (usize, &Choice)| StageName {
        name: option.name.clone(),
        label: option.label.clone(),
        about: option.about.clone(),
        rules: of.knowing(position).into_iter().map(|(rule, _)| RuleName::of(rule)).collect(),
    };
    let each = covered(set).map(|of| StagesView {
        fact: of.fact.name.clone(),
        label: of.fact.label.clone(),
        question: of.fact.question.clone(),
        stages: of.fact.kind.choices().iter().enumerate().map(|option| name(&of, option)).collect(),
    });
    each.collect()
}

/// The options of this name in full: one of each fact that has it.
pub(crate) fn stages_named(set: &RuleSet, name: &str) -> Vec<StageView> {
    covered(set)
        .filter_map(|of| of.fact.kind.choices().iter().position(|c| c.name == name).and_then(|p| of.stage(p)))
        .collect()
}

/// Every option of every fact that rules must cover, in full.
pub(crate) fn all_stages(set: &RuleSet) -> Vec<StageView> {
    covered(set)
        .flat_map(|of| (0..of.fact.kind.choices().len()).filter_map(|p| of.stage(p)).collect::<Vec<_>>())
        .collect()
}

/// The option whose name is like this one.
pub(crate) fn stage_like(set: &RuleSet, name: &str) -> Option<String> {
    let facts: Vec<Covered<'_>> = covered(set).collect();
    closest(name, facts.iter().flat_map(|of| of.fact.kind.choices()).map(|c| c.name.as_str())).map(str::to_owned)
}

/// A fact that rules must cover, with the rules that tell its options apart and the options each can apply with.
struct Covered<'s> {
    set: &'s RuleSet,
    id: FactId,
    fact: &'s Fact,
    rules: Vec<(&'s Rule, Vec<bool>)>,
}

fn covered(set: &RuleSet) -> impl Iterator<Item = Covered<'_>> {
    set.vocabulary.iter().filter(|(_, f)| f.exhaustive.is_some()).map(|(id, fact)| {
        let options = fact.kind.choices().len();
        let mut rules = Vec::new();
        for rule in set.rules.iter().filter(|r| r.status != Status::Retired) {
            let with: Vec<bool> = (0..options).map(|option| applies(rule, id, option)).collect();
            // A rule that applies with all options, or with all but one (not yet settled), says nothing of any of them.
            if with.iter().filter(|can| !**can).count() > 1 {
                rules.push((rule, with));
            }
        }
        Covered { set, id, fact, rules }
    })
}

/// A rule that names an option in a list no longer than this is about it.
const NEAR: usize = 3;

/// How many tests a condition makes.
fn asks(condition: &Condition) -> usize {
    let mut tests = 0;
    condition.walk(&mut |part| tests += usize::from(matches!(part, Condition::Test(_))));
    tests
}

impl<'s> Covered<'s> {
    /// The rules that know an option, each with the number of options it can apply with; nearest first: those that name
    /// it in the shortest list, then those that apply with the fewest others.
    fn knowing(&self, option: usize) -> Vec<(&'s Rule, usize)> {
        let knows = self.rules.iter().filter(|(_, with)| with.get(option) == Some(&true));
        let mut knowing: Vec<(&Rule, usize)> =
            knows.map(|(rule, with)| (*rule, with.iter().filter(|can| **can).count())).collect();
        // Of rules that are near, the one that asks for least besides is the one a reader looks for.
        knowing.sort_by_key(|(rule, count)| {
            let nearness = nearness(&rule.when, self.id, option).unwrap_or(*count);
            (nearness > NEAR, if nearness > NEAR { nearness } else { 0 }, asks(&rule.when), *count)
        });
        knowing
    }

    fn stage(&self, position: usize) -> Option<StageView> {
        let option = self.fact.kind.choices().get(position)?;
        let knowing = self.knowing(position);
        Some(StageView {
            fact: self.fact.name.clone(),
            name: option.name.clone(),
            label: option.label.clone(),
            about: option.about.clone(),
            options: self.fact.kind.choices().len(),
            rules: knowing.iter().map(|(rule, count)| of_rule(self.set, rule, (self.id, position), *count)).collect(),
            avoid: avoid(self.set, knowing.iter().map(|(rule, _)| *rule)),
        })
    }
}
