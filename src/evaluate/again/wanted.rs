//! What is of interest when facts are otherwise: some rules, the rules that bear on them through what an earlier stage
//! finds, and the facts either reads.

use super::Again;
use crate::fact::FactId;
use crate::program::RuleNumber;

/// The rules somebody wants to know the outcome of, with what bears on them.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// Those rules and the ones whose outcome they read; nothing where all are wanted.
    rules: Option<Vec<bool>>,
    /// Whether severe conduct is to be found anew.
    pub(super) severe: bool,
    /// Whether the costs of debts are.
    pub(super) costs: bool,
    /// Whether what is to be cleared from the surplus is.
    pub(super) plan: bool,
    /// The facts they read; nothing where all are wanted.
    read: Option<Vec<bool>>,
}

impl Wanted {
    /// All rules.
    pub(super) fn everything() -> Self {
        Self { rules: None, severe: true, costs: true, plan: true, read: None }
    }

    /// Some rules.
    fn rules(again: &Again<'_>, wanted: impl IntoIterator<Item = RuleNumber>) -> Self {
        let program = again.base.program;
        let facts = &program.set.engine_facts;
        let mut rules = vec![false; program.set.rules.len()];
        let mut read = vec![false; program.set.vocabulary.iter().len()];
        let mut want = |rule: RuleNumber, read: &mut [bool]| {
            if rules.get(rule.0) == Some(&false) {
                mark(&mut rules, rule.0);
                program.reads.of_rule(rule).iter().for_each(|fact| mark(read, fact.0));
            }
        };
        let mut costs = false;
        for rule in wanted {
            costs |= again.of_cost.contains(&rule);
            want(rule, &mut read);
        }
        // From the last stage to the first: what one reads, an earlier one finds.
        let any = |read: &[bool], found: &[FactId]| found.iter().any(|fact| read.get(fact.0).copied().unwrap_or(false));
        let plan = any(&read, &[facts.debt_to_plan, facts.months_at_surplus]);
        if plan {
            program.reads.of_plan().iter().for_each(|fact| mark(&mut read, fact.0));
        }
        costs |= any(&read, &[facts.cost_position, facts.yardstick_rate]);
        if costs {
            mark(&mut read, facts.all_in_rate.0);
            again.of_cost.iter().for_each(|rule| want(*rule, &mut read));
        }
        let severe = any(&read, &[facts.severe_conduct]);
        if severe {
            again.of_severe.iter().for_each(|rule| want(*rule, &mut read));
        }
        Self { rules: Some(rules), severe, costs, plan, read: Some(read) }
    }

    /// Whether a rule is of interest.
    pub(super) fn has(&self, rule: RuleNumber) -> bool {
        self.rules.as_ref().is_none_or(|rules| rules.get(rule.0).copied().unwrap_or(false))
    }

    /// Whether any of them reads a fact.
    pub(super) fn reads(&self, fact: FactId) -> bool {
        self.read.as_ref().is_none_or(|read| read.get(fact.0).copied().unwrap_or(false))
    }
}

impl Again<'_> {
    /// These rules, with what bears on them.
    pub(crate) fn wanted(&self, rules: impl IntoIterator<Item = RuleNumber>) -> Wanted {
        Wanted::rules(self, rules)
    }
}

fn mark(all: &mut [bool], place: usize) {
    if let Some(place) = all.get_mut(place) {
        *place = true;
    }
}
