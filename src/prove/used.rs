//! Which names rules and the catalogue use.

use std::collections::BTreeSet;
use std::fmt::Display;

use crate::fact::Parameters;
use crate::rule::{
    Condition, Due, Matcher, Operand, PaymentPlace, Quantity, Rule, RuleSet, Slot, Template, Then, TriageThen,
    ValueSource,
};

pub(super) const ACTION: &str = "action";
pub(super) const AVOID: &str = "line of the do-not list";
pub(super) const REFERRAL: &str = "referral";
pub(super) const LETTER: &str = "letter";
pub(super) const CHANNEL: &str = "channel";
pub(super) const BEHAVIOUR: &str = "behaviour";
pub(super) const PHRASE: &str = "phrase list";
pub(super) const BAND: &str = "band";
pub(super) const TIER: &str = "payment tier";
pub(super) const TERM: &str = "term";
pub(super) const VALUE: &str = "value";

/// The names that are used, by kind.
#[derive(Default)]
pub(super) struct Used(BTreeSet<(&'static str, String)>);

impl Used {
    pub(super) fn contains(&self, kind: &'static str, id: &str) -> bool {
        self.0.contains(&(kind, id.to_owned()))
    }

    fn add(&mut self, kind: &'static str, id: &impl Display) {
        self.0.insert((kind, id.to_string()));
    }

    /// The names of one kind, in order.
    pub(super) fn names(&self, kind: &'static str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(k, _)| *k == kind).map(|(_, id)| id.as_str())
    }

    /// What a rule uses.
    pub(super) fn rule(&mut self, rule: &Rule) {
        self.condition(&rule.when);
        rule.unless.iter().for_each(|c| self.condition(c));
        if let Some(count) = &rule.count {
            self.condition(&count.only);
            self.operand(&count.limit);
        }
        match &rule.then {
            Then::Triage(then) => self.steps(then),
            Then::Cost(then) => {
                self.add(VALUE, &then.yardstick.it);
                let texts = [Some(&then.above), then.at_line.as_ref(), then.not_above.as_ref()];
                texts.into_iter().flatten().for_each(|t| self.template(t));
                self.steps(&then.steps);
            }
            Then::Conduct(then) => {
                self.add(BEHAVIOUR, &then.behaviour.it);
                then.report_to.iter().for_each(|c| self.add(CHANNEL, &c.it));
                then.avoid.iter().for_each(|a| self.add(AVOID, &a.it));
                self.template(&then.because);
            }
        }
    }

    /// What the catalogue uses of itself, and what the formulas use of the values.
    pub(super) fn catalogue(&mut self, set: &RuleSet) {
        for action in set.actions.values() {
            action.letters.iter().for_each(|l| self.add(LETTER, &l.it));
        }
        for letter in set.letters.values() {
            letter.instead.iter().for_each(|l| self.add(LETTER, &l.it));
            self.template(&letter.body);
            letter.needs.iter().for_each(|slot| self.slot(slot));
        }
        for band in set.bands.values() {
            band.horizon.iter().for_each(|(_, other)| self.add(BAND, &other.it));
        }
        for severity in set.severities.values() {
            severity.band.iter().for_each(|b| self.add(BAND, &b.it));
        }
        for value in set.values.values() {
            if let ValueSource::Multiple { of, .. } = &value.source {
                self.add(VALUE, of);
            }
        }
        let conditions = set.channels.values().filter_map(|c| c.takes_when.as_ref());
        conditions.chain(set.laws.values().filter_map(|l| l.applies_when.as_ref())).for_each(|c| self.condition(c));
        for (id, _) in Parameters::IDS {
            self.add(VALUE, &id);
        }
    }

    fn steps(&mut self, then: &TriageThen) {
        then.band.iter().for_each(|b| self.add(BAND, &b.it));
        for planned in &then.actions {
            self.add(ACTION, &planned.action.it);
            if let Some(Due::After { quantity: Quantity::Value(id), .. }) = &planned.due {
                self.add(VALUE, id);
            }
        }
        then.avoid.iter().for_each(|a| self.add(AVOID, &a.it));
        then.referrals.iter().for_each(|r| self.add(REFERRAL, &r.it));
        then.letters.iter().for_each(|l| self.add(LETTER, &l.it));
        if let Some(PaymentPlace::Tier(tier)) = &then.payment {
            self.add(TIER, &tier.it);
        }
        self.template(&then.because);
        then.today.iter().for_each(|t| self.template(t));
    }

    fn template(&mut self, template: &Template) {
        template.slots().for_each(|slot| self.slot(slot));
    }

    fn slot(&mut self, slot: &Slot) {
        if let Slot::Value(id) = slot {
            self.add(VALUE, id);
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
                for part in parts {
                    self.condition(part);
                }
            }
            Condition::AnyDebt(inner) => self.condition(inner),
            Condition::Term(term, inner) => {
                self.add(TERM, term);
                self.condition(inner);
            }
            Condition::Test(test) => {
                test.matcher.operands().for_each(|o| self.operand(o));
                match &test.matcher {
                    Matcher::Says(phrases) => phrases.iter().for_each(|p| self.add(PHRASE, p)),
                    Matcher::Within(length, _)
                    | Matcher::WithinLast(length)
                    | Matcher::WithinNext(length)
                    | Matcher::OlderThan(length) => {
                        if let Quantity::Value(id) = &length.quantity {
                            self.add(VALUE, id);
                        }
                    }
                    Matcher::Known
                    | Matcher::Unknown
                    | Matcher::OneOf(_)
                    | Matcher::Compare(..)
                    | Matcher::Between(..) => {}
                }
            }
        }
    }

    fn operand(&mut self, operand: &Operand) {
        if let Operand::Value(id) = operand {
            self.add(VALUE, id);
        }
    }
}
