//! Which facts each test and each rule reads, and so which rules have to be looked at again when a fact is otherwise.

use super::{CompiledRule, CompiledTest, Formula, RuleNumber, TestId};
use indexmap::IndexMap;

use crate::fact::FactId;
use crate::rule::{Due, GroupKey, LawId, Matcher, Operand, Rule, RuleSet, Status};

/// What reads what.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    of_tests: Vec<Vec<FactId>>,
    of_rules: Vec<Vec<FactId>>,
    tests_of: Vec<Vec<TestId>>,
    by_fact: Vec<Vec<RuleNumber>>,
    tests_on: Vec<Vec<TestId>>,
    told_apart: Vec<(FactId, Vec<RuleNumber>)>,
    of_plan: Vec<FactId>,
}

impl Reads {
    /// From the tests, the rules over them, and the conditions of laws.
    pub(super) fn new(
        set: &RuleSet,
        tests: &[CompiledTest],
        rules: &[CompiledRule],
        law_conditions: &IndexMap<LawId, Formula>,
        left_out_of_plan: Option<&Formula>,
    ) -> Self {
        let of_tests: Vec<Vec<FactId>> = tests.iter().map(|t| read_by_test(set, t)).collect();
        let of_test = |id: TestId| of_tests.get(id.0).cloned().unwrap_or_default();
        let tests_of: Vec<Vec<TestId>> = set
            .rules
            .iter()
            .zip(rules)
            .map(|(rule, compiled)| {
                let laws = rule.cite.iter().filter(|_| rule.strength.is_none());
                let laws = laws.filter_map(|c| law_conditions.get(&c.it.law)).flat_map(Formula::tests);
                tidy(tests_of_rule(compiled).into_iter().chain(laws).collect())
            })
            .collect();
        let of_rules: Vec<Vec<FactId>> = set
            .rules
            .iter()
            .zip(&tests_of)
            .map(|(rule, tests)| {
                let mut facts: Vec<FactId> = tests.iter().flat_map(|id| of_test(*id)).collect();
                facts.extend(read_beside(set, rule));
                tidy(facts)
            })
            .collect();
        let mut by_fact = vec![Vec::new(); set.vocabulary.iter().len()];
        for (number, facts) in of_rules.iter().enumerate() {
            if set.rules.get(number).is_some_and(|r| r.status != Status::Retired) {
                for fact in facts {
                    if let Some(readers) = by_fact.get_mut(fact.0) {
                        readers.push(RuleNumber(number));
                    }
                }
            }
        }
        let mut tests_on = vec![Vec::new(); set.vocabulary.iter().len()];
        for (id, test) in tests.iter().enumerate() {
            for fact in std::iter::once(test.test.fact).chain(compared_with(test)) {
                if let Some(on) = tests_on.get_mut(fact.0) {
                    on.push(TestId(id));
                }
            }
        }
        let asks_if_known = |t: &&CompiledTest| matches!(t.test.matcher, Matcher::Known | Matcher::Unknown);
        let told_apart = tidy(tests.iter().filter(asks_if_known).map(|t| t.test.fact).collect());
        let told_apart = told_apart
            .into_iter()
            .map(|fact| {
                let asks = |id: &TestId| tests.get(id.0).is_some_and(|t| t.test.fact == fact && asks_if_known(&t));
                let of_rule = |number: &usize| rules.get(*number).is_some_and(|r| tests_of_rule(r).iter().any(asks));
                (fact, (0..rules.len()).filter(of_rule).map(RuleNumber).collect())
            })
            .collect();
        let facts = &set.engine_facts;
        let mut of_plan = left_out_of_plan.iter().flat_map(|f| f.tests()).flat_map(of_test).collect::<Vec<_>>();
        of_plan.extend([facts.legal_stage, facts.balance, facts.surplus]);
        Self { of_tests, of_rules, tests_of, by_fact, tests_on, told_apart, of_plan: tidy(of_plan) }
    }

    /// The facts a test reads.
    pub(crate) fn of_test(&self, test: TestId) -> &[FactId] {
        self.of_tests.get(test.0).map_or(&[], Vec::as_slice)
    }

    /// The facts a rule reads, in the order of the vocabulary.
    pub(crate) fn of_rule(&self, rule: RuleNumber) -> &[FactId] {
        self.of_rules.get(rule.0).map_or(&[], Vec::as_slice)
    }

    /// The tests of a rule, and of the laws it rests on.
    pub(crate) fn tests_of(&self, rule: RuleNumber) -> &[TestId] {
        self.tests_of.get(rule.0).map_or(&[], Vec::as_slice)
    }

    /// The tests that hold a fact against something, or something against it.
    pub(crate) fn tests_on(&self, fact: FactId) -> &[TestId] {
        self.tests_on.get(fact.0).map_or(&[], Vec::as_slice)
    }

    /// The facts of which some rule asks whether they are known, with those rules: as long as they are not, what holds may
    /// cease to.
    pub(crate) fn told_apart(&self) -> &[(FactId, Vec<RuleNumber>)] {
        &self.told_apart
    }

    /// The rules that read a fact, in the order of the rules.
    pub(crate) fn by_fact(&self, fact: FactId) -> &[RuleNumber] {
        self.by_fact.get(fact.0).map_or(&[], Vec::as_slice)
    }

    /// The facts on which what is to be cleared from the surplus hangs.
    pub(crate) fn of_plan(&self) -> &[FactId] {
        &self.of_plan
    }

    /// Whether what is to be cleared from the surplus hangs on a fact.
    pub(crate) fn is_of_plan(&self, fact: FactId) -> bool {
        self.of_plan.binary_search(&fact).is_ok()
    }
}

fn tidy<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all.dedup();
    all
}

fn tests_of_rule(rule: &CompiledRule) -> Vec<TestId> {
    let formulas = [Some(&rule.when), rule.unless.as_ref(), rule.only.as_ref(), rule.conversation.as_ref()];
    formulas.into_iter().flatten().flat_map(Formula::tests).collect()
}

/// The facts a test holds its own against.
fn compared_with(test: &CompiledTest) -> impl Iterator<Item = FactId> {
    test.test.matcher.operands().filter_map(|o| if let Operand::Fact(f) = o { Some(*f) } else { None })
}

fn read_by_test(set: &RuleSet, test: &CompiledTest) -> Vec<FactId> {
    let facts = &set.engine_facts;
    let mut all: Vec<FactId> = std::iter::once(test.test.fact).chain(compared_with(test)).collect();
    // The day decides which value holds.
    all.extend(test.judge_by.day_of_debt(facts));
    if test.judge_by == crate::rule::JudgeBy::EventDate {
        all.push(facts.local_date);
    }
    if matches!(test.test.matcher, Matcher::Says(_)) {
        all.push(facts.content_kind);
    }
    tidy(all)
}

/// What a rule reads beside its conditions: its day, the days its steps are counted from, and what contacts that are
/// counted together have in common.
fn read_beside(set: &RuleSet, rule: &Rule) -> Vec<FactId> {
    let facts = &set.engine_facts;
    let mut all: Vec<FactId> = rule.judge_by.day_of_debt(facts).into_iter().collect();
    if rule.judge_by == crate::rule::JudgeBy::EventDate {
        all.push(facts.local_date);
    }
    let dues = rule.steps().into_iter().flat_map(|s| s.actions.iter().filter_map(|a| a.due.as_ref()));
    all.extend(dues.filter_map(Due::fact));
    if let Some(count) = &rule.count {
        all.extend([facts.at, facts.local_date]);
        if let Operand::Fact(limit) = &count.limit {
            all.push(*limit);
        }
        for key in &count.by {
            all.extend(match key {
                GroupKey::CreditorGroup => vec![facts.contact_creditor_group, facts.debt_creditor_group],
                GroupKey::FromNumber => vec![facts.from_number],
                GroupKey::ToNumber => vec![facts.to_number, facts.recipient],
                GroupKey::Recipient => vec![facts.recipient],
                GroupKey::Debt => vec![facts.contact_creditor_group],
            });
        }
    }
    all
}
