//! Which names rules and the catalogue use. Dated values stand for themselves: the book lists those no rule reads.

use std::collections::BTreeSet;
use std::fmt::Display;

use crate::program::TermRead;
use crate::rule::{FirstQuestions, PaymentPlace, Rule, RuleSet, TermId, Then, TriageThen, Uses};

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

    /// What rules use.
    pub(super) fn rules<'r>(&mut self, rules: impl IntoIterator<Item = &'r Rule>) {
        let mut leaned_on = Uses::default();
        for rule in rules {
            leaned_on.rule(rule);
            match &rule.then {
                Then::Triage(then) => self.steps(then),
                Then::Cost(then) => self.steps(&then.steps),
                Then::Conduct(then) => {
                    self.add(BEHAVIOUR, &then.behaviour.it);
                    then.report_to.iter().for_each(|c| self.add(CHANNEL, &c.it));
                    then.avoid.iter().for_each(|a| self.add(AVOID, &a.it));
                }
            }
        }
        self.leaned_on(&leaned_on);
    }

    /// What the catalogue uses of itself.
    pub(super) fn catalogue(&mut self, set: &RuleSet) {
        for action in set.actions.values() {
            action.letters.iter().for_each(|l| self.add(LETTER, &l.it));
        }
        for letter in set.letters.values() {
            letter.instead.iter().for_each(|l| self.add(LETTER, &l.it));
        }
        for band in set.bands.values() {
            band.horizon.iter().for_each(|(_, other)| self.add(BAND, &other.it));
        }
        for severity in set.severities.values() {
            severity.band.iter().for_each(|b| self.add(BAND, &b.it));
        }
        let mut leaned_on = Uses::default();
        let conditions = set.channels.values().filter_map(|c| c.takes_when.as_ref());
        let conditions = conditions.chain(set.laws.values().filter_map(|l| l.applies_when.as_ref()));
        let conditions = conditions.chain(set.letters.values().filter_map(|l| l.not_when.as_ref().map(|(w, _)| w)));
        let first = set.first_questions.iter().flat_map(FirstQuestions::all);
        let conditions = conditions.chain(first.filter_map(|(_, q)| q.when.as_ref()));
        conditions.for_each(|c| leaned_on.condition(c));
        self.leaned_on(&leaned_on);
        // The program looks for these by itself.
        for term in TermRead::ALL {
            self.add(TERM, &TermId::from(term.id()));
        }
    }

    fn leaned_on(&mut self, uses: &Uses) {
        uses.terms.iter().for_each(|t| self.add(TERM, t));
        uses.phrases.iter().for_each(|p| self.add(PHRASE, p));
    }

    fn steps(&mut self, then: &TriageThen) {
        then.band.iter().for_each(|b| self.add(BAND, &b.it));
        then.actions.iter().for_each(|a| self.add(ACTION, &a.action.it));
        then.avoid.iter().for_each(|a| self.add(AVOID, &a.it));
        then.referrals.iter().for_each(|r| self.add(REFERRAL, &r.it));
        then.letters.iter().for_each(|l| self.add(LETTER, &l.it));
        if let Some(PaymentPlace::Tier(tier)) = &then.payment {
            self.add(TIER, &tier.it);
        }
    }
}
