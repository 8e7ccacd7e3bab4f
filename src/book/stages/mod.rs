//! Stage by stage: each option of a fact that rules must cover (`exhaustive`), what it means, and the rules that know
//! it, with their next steps. A counsellor opens the book at what is in the client's hands and reads everything there.
//!
//! Which rule belongs to which option follows from its condition alone, see `applies`; no stage is named here.

mod applies;
mod rule;
mod view;

use crate::fact::{Choice, Fact, FactId};
use crate::rule::{Rule, RuleSet, Status};
use applies::applies;
use rule::of_rule;

pub use view::{StageAvoid, StageLetter, StageRule, StageStep, StageView, StagesView};

/// Every fact that rules must cover, option by option.
pub(crate) fn stages(set: &RuleSet) -> Vec<StagesView> {
    let covered = set.vocabulary.iter().filter(|(_, f)| f.exhaustive.is_some());
    covered.map(|(id, fact)| of_fact(set, id, fact)).collect()
}

fn of_fact(set: &RuleSet, id: FactId, fact: &Fact) -> StagesView {
    let options = fact.kind.choices();
    let mut knowing: Vec<(&Rule, Vec<bool>)> = Vec::new();
    for rule in set.rules.iter().filter(|r| r.status != Status::Retired) {
        let with: Vec<bool> = (0..options.len()).map(|option| applies(rule, id, option)).collect();
        // A rule that applies with all options, or with all but one (not yet settled), says nothing of any of them.
        if with.iter().filter(|can| !**can).count() > 1 {
            knowing.push((rule, with));
        }
    }
    knowing.sort_by_key(|(_, with)| count(with));
    let of_option = |(position, option): (usize, &Choice)| StageView {
        name: option.name.clone(),
        label: option.label.clone(),
        about: option.about.clone(),
        rules: knowing
            .iter()
            .filter(|(_, with)| with.get(position) == Some(&true))
            .map(|(rule, with)| of_rule(set, rule, count(with)))
            .collect(),
    };
    StagesView {
        fact: fact.name.clone(),
        label: fact.label.clone(),
        question: fact.question.clone(),
        stages: options.iter().enumerate().map(of_option).collect(),
    }
}

fn count(with: &[bool]) -> usize {
    with.iter().filter(|can| **can).count()
}
