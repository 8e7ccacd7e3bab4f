//! Rule set to program.

use std::collections::{BTreeMap, HashMap};

use super::index::Index;
use super::{CompiledRule, CompiledTest, Formula, Program, Reads, RuleNumber, Stage, TermRead, TestId, needs_day};
use crate::fact::{FactId, FactScope};
use crate::rule::{
    Condition, FirstQuestions, JudgeBy, Matcher, Operand, Rule, RuleScope, RuleSet, Status, TermId, Test, Then,
};
use indexmap::IndexMap;

/// Makes rules ready for evaluation. Nothing can fail: a [`RuleSet`] exists only if checking passed.
pub fn compile(set: RuleSet) -> Program {
    let mut tests = Tests::new(&set);
    let rules: Vec<CompiledRule> = set.rules.iter().map(|rule| compiled(rule, &mut tests)).collect();
    let debt_condition = |condition: &Condition, tests: &mut Tests<'_>| tests.formula(condition, JudgeBy::DecisionDate);
    let channel_conditions = set
        .channels
        .values()
        .filter_map(|c| c.takes_when.as_ref().map(|w| (c.id.clone(), debt_condition(w, &mut tests))))
        .collect();
    let letter_conditions = set
        .letters
        .values()
        .filter_map(|l| l.not_when.as_ref().map(|(w, _)| (l.id.clone(), debt_condition(w, &mut tests))))
        .collect();
    let law_conditions: IndexMap<_, _> = set
        .laws
        .values()
        .filter_map(|l| l.applies_when.as_ref().map(|w| (l.id.clone(), debt_condition(w, &mut tests))))
        .collect();
    let first_conditions = set
        .first_questions
        .iter()
        .flat_map(FirstQuestions::all)
        .filter_map(|(_, q)| q.when.as_ref().map(|w| (q.fact, debt_condition(w, &mut tests))))
        .collect();
    let mut term = |id| set.terms.get(&TermId::from(id)).map(|term| debt_condition(&term.when, &mut tests));
    let terms_read: BTreeMap<_, _> =
        TermRead::ALL.into_iter().filter_map(|read| Some((read, term(read.id())?))).collect();
    let tests = tests.list;
    let stages = [Stage::Contact, Stage::Contacts, Stage::Cost, Stage::Debt, Stage::Household]
        .into_iter()
        .map(|stage| {
            let here =
                set.rules.iter().enumerate().filter(|(_, r)| r.status != Status::Retired && Stage::of(r) == stage);
            (stage, Index::new(here.map(|(i, _)| RuleNumber(i)), &rules, &tests))
        })
        .collect();
    let reads = Reads::new(&set, &tests, &rules, &law_conditions, terms_read.get(&TermRead::LeftOutOfPlan));
    Program {
        set,
        tests,
        rules,
        reads,
        stages,
        channel_conditions,
        letter_conditions,
        law_conditions,
        first_conditions,
        terms_read,
    }
}

impl Stage {
    /// When a rule's turn comes.
    pub(crate) fn of(rule: &Rule) -> Self {
        match (rule.scope, &rule.then) {
            (_, Then::Cost(_)) => Self::Cost,
            (RuleScope::Contact, _) => Self::Contact,
            (RuleScope::Contacts, _) => Self::Contacts,
            (RuleScope::Debt, _) => Self::Debt,
            (RuleScope::Household, _) => Self::Household,
        }
    }
}

pub(super) fn compiled(rule: &Rule, tests: &mut Tests<'_>) -> CompiledRule {
    let when = tests.formula(&rule.when, rule.judge_by);
    let unless = rule.unless.as_ref().map(|c| tests.formula(c, rule.judge_by));
    CompiledRule {
        asks_any_debt: std::iter::once(&when).chain(&unless).any(Formula::asks_any_debt),
        when,
        unless,
        only: rule.count.as_ref().map(|c| tests.formula(&c.only, JudgeBy::EventDate)),
        conversation: rule
            .count
            .as_ref()
            .and_then(|c| c.conversation.as_ref())
            .map(|c| tests.formula(c, JudgeBy::EventDate)),
    }
}

/// The distinct tests met so far.
pub(super) struct Tests<'s> {
    set: &'s RuleSet,
    pub(super) list: Vec<CompiledTest>,
    numbers: HashMap<(FactId, Matcher, JudgeBy), TestId>,
}

impl<'s> Tests<'s> {
    fn new(set: &'s RuleSet) -> Self {
        Self { set, list: Vec::new(), numbers: HashMap::new() }
    }

    /// Tests to add to; new ones come after those that are there.
    pub(super) fn resume(set: &'s RuleSet, list: Vec<CompiledTest>) -> Self {
        let key = |t: &CompiledTest| (t.test.fact, t.test.matcher.clone(), t.judge_by);
        let numbers = list.iter().enumerate().map(|(i, t)| (key(t), TestId(i))).collect();
        Self { set, list, numbers }
    }

    fn formula(&mut self, condition: &Condition, judge_by: JudgeBy) -> Formula {
        match condition {
            Condition::All(parts) => {
                let mut flat = Vec::with_capacity(parts.len());
                for part in parts {
                    match self.formula(part, judge_by) {
                        Formula::All(inner) => flat.extend(inner),
                        other => flat.push(other),
                    }
                }
                Formula::All(flat)
            }
            Condition::Any(parts) => Formula::Any(self.each(parts, judge_by)),
            Condition::None(parts) => Formula::None(self.each(parts, judge_by)),
            Condition::AnyDebt(inner) => Formula::AnyDebt(Box::new(self.formula(inner, judge_by))),
            Condition::Term(_, meaning) => self.formula(meaning, judge_by),
            Condition::Test(test) => Formula::Test(self.number(test, judge_by)),
        }
    }

    fn each(&mut self, parts: &[Condition], judge_by: JudgeBy) -> Vec<Formula> {
        parts.iter().map(|p| self.formula(p, judge_by)).collect()
    }

    fn number(&mut self, test: &Test, judge_by: JudgeBy) -> TestId {
        let judge_by = if needs_day(&test.matcher) { judge_by } else { JudgeBy::DecisionDate };
        let key = (test.fact, test.matcher.clone(), judge_by);
        if let Some(id) = self.numbers.get(&key) {
            return *id;
        }
        let id = TestId(self.list.len());
        let scope = self.scope(test, judge_by);
        self.list.push(CompiledTest { test: test.clone(), judge_by, scope });
        self.numbers.insert(key, id);
        id
    }

    fn scope(&self, test: &Test, judge_by: JudgeBy) -> FactScope {
        let of = |fact: FactId| self.set.vocabulary.get(fact).map_or(FactScope::Household, |f| f.scope);
        let operand = |o: &Operand| match o {
            Operand::Fact(fact) => of(*fact),
            Operand::Literal(_) | Operand::Value(_) | Operand::AsOf => FactScope::Household,
        };
        let day = match judge_by {
            JudgeBy::DecisionDate => FactScope::Household,
            JudgeBy::ContractDate | JudgeBy::FilingDate => FactScope::Debt,
            JudgeBy::EventDate => FactScope::Contact,
        };
        let other = match &test.matcher {
            Matcher::Compare(_, o) | Matcher::Within(_, o) => operand(o),
            Matcher::Between(a, b) => operand(a).max(operand(b)),
            // A phrase is weighed by whether the text is verbatim or retold, which belongs to the contact.
            Matcher::Says(_) => FactScope::Contact,
            Matcher::Known
            | Matcher::Unknown
            | Matcher::OneOf(_)
            | Matcher::WithinLast(_)
            | Matcher::WithinNext(_)
            | Matcher::OlderThan(_) => FactScope::Household,
        };
        of(test.fact).max(day).max(other)
    }
}
