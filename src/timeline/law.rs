//! The dated values and articles that change in the window, and the rules here that rest on them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::live::{LiveRules, Stand};
use super::state::State;
use super::thresholds::{Moving, is_judged_by_answer};
use crate::evaluate::Session;
use crate::fact::{Subject, values_behind};
use crate::plan::Here;
use crate::program::{CompiledRule, Formula, RuleNumber};
use crate::rule::{Citation, Rule, Status, Uses, ValueId};

/// A rule for a subject that rests on something that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Resting {
    pub(super) rule: RuleNumber,
    pub(super) subject: Subject,
    /// Whether it holds on some days only.
    sometimes: bool,
}

impl Resting {
    /// Whether it holds in a state.
    pub(super) fn holds(&self, state: &State) -> bool {
        !self.sometimes || state.rules.get(&(self.rule, self.subject)) == Some(&Stand::Met)
    }
}

/// What changes on which days, and who rests on it.
#[derive(Debug, Default)]
pub(super) struct LawDays {
    pub(super) values: BTreeMap<ValueId, (Vec<NaiveDate>, BTreeSet<Resting>)>,
    pub(super) articles: BTreeMap<Citation, (BTreeSet<NaiveDate>, BTreeSet<Resting>)>,
}

impl LawDays {
    pub(super) fn new(here: &Here<'_>, moving: &Moving<'_>, live: &LiveRules) -> Self {
        let mut law = Self::default();
        let program = here.session.program;
        if moving.changing.is_empty() && moving.laws.is_empty() {
            return law;
        }
        let met = here.outcomes.outcomes.iter().filter(|o| o.truth.is_met());
        let moves: BTreeSet<(RuleNumber, Subject)> = live.rules.iter().map(|l| (l.rule, l.subject)).collect();
        let steady = met.map(|o| (o.rule, o.subject)).filter(|key| !moves.contains(key));
        let steady = steady.map(|(rule, subject)| Resting { rule, subject, sometimes: live.whole });
        let sometimes = moves.iter().map(|(rule, subject)| Resting { rule: *rule, subject: *subject, sometimes: true });
        for resting in steady.chain(sometimes) {
            let Some((rule, compiled)) = program.rule(resting.rule).filter(|(r, _)| r.status == Status::Active) else {
                continue;
            };
            if is_judged_by_answer(rule.judge_by, resting.subject) {
                law.articles_of(moving, rule, resting);
            }
            if !moving.changing.is_empty() {
                law.values_of(here.session, moving, (rule, compiled), resting);
            }
        }
        law
    }

    /// The days worth looking at.
    pub(super) fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let values = self.values.values().flat_map(|(days, _)| days.iter().copied());
        values.chain(self.articles.values().flat_map(|(days, _)| days.iter().copied()))
    }

    fn articles_of(&mut self, moving: &Moving<'_>, rule: &Rule, resting: Resting) {
        for cited in rule.cite.iter().filter(|c| moving.laws.contains(&c.it.law)) {
            let Some(law) = moving.session.program.set.laws.get(&cited.it.law) else { continue };
            let edges = law.numbers(&cited.it.article).into_iter().flat_map(|(version, ..)| {
                [Some(version.from), version.until.and_then(|day| day.succ_opt())].into_iter().flatten()
            });
            let days: BTreeSet<NaiveDate> = edges.filter(|day| moving.window.has(*day)).collect();
            if !days.is_empty() {
                let entry = self.articles.entry(cited.it.clone()).or_default();
                entry.0.extend(days);
                entry.1.insert(resting);
            }
        }
    }

    /// The changing values a rule leans on: with its outcome, and with the tests that hold or may turn.
    fn values_of(
        &mut self,
        session: &Session<'_>,
        moving: &Moving<'_>,
        (rule, compiled): (&Rule, &CompiledRule),
        resting: Resting,
    ) {
        let set = &session.program.set;
        let mut all = vec![Uses::of_then(&rule.then)];
        let formulas = std::iter::once(&compiled.when).chain(&compiled.unless);
        for id in formulas.flat_map(Formula::tests) {
            if let Some(test) = session.program.tests.get(id.0)
                && (moving.may_turn(id) || session.test(id, resting.subject).is_met())
            {
                all.push(Uses::of_test(&test.test));
            }
        }
        let judged = is_judged_by_answer(rule.judge_by, resting.subject);
        for uses in all {
            let behind = uses.facts.iter().flat_map(|fact| values_behind(&set.engine_facts, *fact));
            let computed: Vec<ValueId> = behind.map(|id| ValueId::from(*id)).collect();
            for id in uses.values.iter().filter(|_| judged).chain(&computed) {
                if let Some(days) = moving.changing.get(id) {
                    let entry = self.values.entry(id.clone()).or_insert_with(|| (days.clone(), BTreeSet::new()));
                    entry.1.insert(resting);
                }
            }
        }
    }
}
