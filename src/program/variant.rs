//! A program with one rule replaced, and back again, without compiling the others anew.

use super::compile::{Tests, compiled};
use super::{CompiledRule, Program, Reads, RuleNumber, Stage, TermRead, TestId};
use crate::rule::Rule;

/// What a replaced rule was, so that it can be put back.
#[derive(Debug)]
#[must_use = "the program keeps the other rule until it is put back"]
pub(crate) struct Replaced {
    number: RuleNumber,
    rule: Rule,
    compiled: CompiledRule,
    /// How many tests there were before.
    tests: usize,
    /// What read what before.
    reads: Reads,
    /// The test the rule stood under.
    anchor: Option<TestId>,
}

impl Program {
    /// Puts another rule in the place of one. It has the same scope and the same kind of outcome, so that its stage
    /// stays the same; nothing happens where there is no such rule.
    pub(crate) fn replace(&mut self, number: RuleNumber, rule: Rule) -> Option<Replaced> {
        let before = self.tests.len();
        let mut tests = Tests::resume(&self.set, std::mem::take(&mut self.tests));
        let new = compiled(&rule, &mut tests);
        self.tests = tests.list;
        let stage = Stage::of(&rule);
        let old_rule = std::mem::replace(self.set.rules.get_mut(number.0)?, rule);
        let old = std::mem::replace(self.rules.get_mut(number.0)?, new);
        // The test it stood under may not be one of its own any more.
        let anchor = self.stages.get_mut(&stage).and_then(|index| index.lift(number));
        let reads = std::mem::take(&mut self.reads);
        self.reads = self.read_anew();
        Some(Replaced { number, rule: old_rule, compiled: old, tests: before, reads, anchor })
    }

    fn read_anew(&self) -> Reads {
        let left_out = self.terms_read.get(&TermRead::LeftOutOfPlan);
        Reads::new(&self.set, &self.tests, &self.rules, &self.law_conditions, left_out)
    }

    /// Puts a replaced rule back. Several are put back in the opposite order.
    pub(crate) fn put_back(&mut self, replaced: Replaced) {
        let Replaced { number, rule, compiled, tests, reads, anchor } = replaced;
        self.reads = reads;
        self.tests.truncate(tests);
        if let (Some(test), Some(index)) = (anchor, self.stages.get_mut(&Stage::of(&rule))) {
            index.settle(number, test);
        }
        if let (Some(in_set), Some(in_program)) = (self.set.rules.get_mut(number.0), self.rules.get_mut(number.0)) {
            *in_set = rule;
            *in_program = compiled;
        }
    }
}
