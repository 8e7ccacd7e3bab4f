//! What is of interest when facts are otherwise: some rules, the rules that bear on them through what an earlier stage
//! finds, and the facts either reads.

use crate::evaluate::is_severe;
use crate::fact::FactId;
use crate::program::{Program, RuleNumber, Stage};

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
    pub(crate) fn rules(program: &Program, wanted: impl IntoIterator<Item = RuleNumber>) -> Self {
        let facts = &program.set.engine_facts;
        let mut rules = vec![false; program.set.rules.len()];
        let mut read: Vec<FactId> = Vec::new();
        let mut want = |rule: RuleNumber, read: &mut Vec<FactId>| {
            if let Some(place) = rules.get_mut(rule.0).filter(|place| !**place) {
                *place = true;
                read.extend(program.reads.of_rule(rule));
            }
        };
        let mut costs = false;
        for rule in wanted {
            costs |= is_of_stage(program, rule, Stage::Cost);
            want(rule, &mut read);
        }
        // From the last stage to the first: what one reads, an earlier one finds.
        let plan = [facts.debt_to_plan, facts.months_at_surplus].iter().any(|fact| read.contains(fact));
        if plan {
            read.extend(program.reads.of_plan());
        }
        costs |= [facts.cost_position, facts.yardstick_rate].iter().any(|fact| read.contains(fact));
        if costs {
            read.push(facts.all_in_rate);
            let of_cost = (0..program.set.rules.len()).map(RuleNumber);
            of_cost.filter(|rule| is_of_stage(program, *rule, Stage::Cost)).for_each(|rule| want(rule, &mut read));
        }
        let severe = read.contains(&facts.severe_conduct);
        if severe {
            let all = (0..program.set.rules.len()).map(RuleNumber);
            all.filter(|rule| is_severe(program, *rule)).for_each(|rule| want(rule, &mut read));
        }
        let mut mask = vec![false; program.set.vocabulary.iter().len()];
        for fact in read {
            if let Some(place) = mask.get_mut(fact.0) {
                *place = true;
            }
        }
        Self { rules: Some(rules), severe, costs, plan, read: Some(mask) }
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

fn is_of_stage(program: &Program, rule: RuleNumber, stage: Stage) -> bool {
    program.rule(rule).is_some_and(|(r, _)| Stage::of(r) == stage)
}
