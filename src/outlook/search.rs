//! Whether some values of what is not known make a rule hold, and whether a fact can decide one: by trying values, fact
//! after fact, as far as the rule is still open.

use super::tried::Tried;
use crate::evaluate::{Given, Outcome, Truth};
use crate::fact::{Missing, Subject};
use crate::program::RuleNumber;

impl Tried<'_> {
    /// Whether values can be found under which a rule that nobody can tell applies. What cannot be tried, as a text, may
    /// be anything; so may what is still open after so many attempts.
    pub(super) fn can_hold(
        &mut self,
        (rule, subject): (RuleNumber, Subject),
        missing: &[Missing],
        given: &[Given],
        attempts: usize,
    ) -> bool {
        let mut left = attempts;
        self.holds_with(rule, subject, missing, &mut given.to_vec(), &mut left)
    }

    fn holds_with(
        &mut self,
        rule: RuleNumber,
        subject: Subject,
        missing: &[Missing],
        given: &mut Vec<Given>,
        left: &mut usize,
    ) -> bool {
        let Some(next) = missing.iter().find(|m| !given.iter().any(|g| g.fact == m.fact && g.subject == m.subject))
        else {
            return true;
        };
        let values = self.values.of_rule(next.fact, next.subject, rule);
        if values.is_empty() {
            return true;
        }
        for value in values {
            let Some(fewer) = left.checked_sub(1) else { return true };
            *left = fewer;
            given.push(Given::known(next.fact, next.subject, value));
            let holds = match self.again.rule_with(given, rule, subject) {
                Truth::Met => true,
                Truth::NotKnown(more) => self.holds_with(rule, subject, &more, given, left),
                Truth::NotMet | Truth::Failed(_) => false,
            };
            given.pop();
            if holds {
                return true;
            }
        }
        false
    }

    /// Those of the facts a rule is open for want of that can decide it: there are values of all others under which two of
    /// its own end the rule otherwise. Where each fact stands in one condition only, all of them can; else it is tried,
    /// each with so many attempts of its own: one that needs many takes none from the next.
    pub(super) fn that_decide(&mut self, outcome: &Outcome, missing: &[Missing], attempts: usize) -> Vec<Missing> {
        let (rule, subject) = (outcome.rule, outcome.subject);
        let session = self.again.base();
        if outcome.counted.is_some() || self.reads_found(rule) || !session.is_open_twice(rule, subject) {
            return missing.to_vec();
        }
        let decides = |m: &&Missing| self.decides((rule, subject), **m, &mut Vec::new(), &mut { attempts });
        missing.iter().filter(decides).copied().collect()
    }

    fn decides(
        &mut self,
        (rule, subject): (RuleNumber, Subject),
        fact: Missing,
        given: &mut Vec<Given>,
        left: &mut usize,
    ) -> bool {
        let values = self.values.of_rule(fact.fact, fact.subject, rule);
        if values.len() < 2 {
            // A text, or a day by which the rule is judged: what it may be is not tried.
            return true;
        }
        let (mut met, mut not_met, mut open) = (false, false, Vec::new());
        for value in values {
            let Some(fewer) = left.checked_sub(1) else { return true };
            *left = fewer;
            given.push(Given::known(fact.fact, fact.subject, value));
            match self.again.rule_with(given, rule, subject) {
                Truth::Met => met = true,
                Truth::NotMet => not_met = true,
                Truth::NotKnown(more) => open = more,
                Truth::Failed(_) => {}
            }
            given.pop();
        }
        if met && not_met {
            return true;
        }
        let Some(next) = open.into_iter().find(|m| *m != fact) else { return false };
        let values = self.values.of_rule(next.fact, next.subject, rule);
        values.is_empty()
            || values.into_iter().any(|value| {
                given.push(Given::known(next.fact, next.subject, value));
                let decides = self.decides((rule, subject), fact, given, left);
                given.pop();
                decides
            })
    }
}
