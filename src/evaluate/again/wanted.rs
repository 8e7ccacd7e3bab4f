//! What is of interest when facts are otherwise: some rules, the rules that bear on them through what an earlier stage
//! finds, and what has to be computed anew for either.

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
    /// What is to be computed anew.
    pub(super) anew: Anew,
}

/// What is computed anew from given facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anew {
    /// Nothing: nothing computed is read.
    Nothing,
    /// Everything but the all-in cost, which takes longer than all the rest.
    ButRate,
    /// Everything.
    Everything,
}

impl Wanted {
    /// All rules.
    pub(super) fn everything() -> Self {
        Self { rules: None, severe: true, costs: true, plan: true, anew: Anew::Everything }
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
        let anew = Anew::for_facts(program, &read);
        Self { rules: Some(rules), severe, costs, plan, anew }
    }

    /// Whether a rule is of interest.
    pub(super) fn has(&self, rule: RuleNumber) -> bool {
        self.rules.as_ref().is_none_or(|rules| rules.get(rule.0).copied().unwrap_or(false))
    }
}

impl Anew {
    /// What is computed anew so that these facts are as they would be.
    pub(super) fn for_facts(program: &Program, read: &[FactId]) -> Self {
        let computed = |fact: &FactId| program.set.vocabulary.get(*fact).is_some_and(|f| f.derived.is_some());
        if read.contains(&program.set.engine_facts.all_in_rate) {
            Self::Everything
        } else if read.iter().any(computed) {
            Self::ButRate
        } else {
            Self::Nothing
        }
    }
}

fn is_of_stage(program: &Program, rule: RuleNumber, stage: Stage) -> bool {
    program.rule(rule).is_some_and(|(r, _)| Stage::of(r) == stage)
}
