//! Why an answer is not as expected: for what is missing, the rules that would give it. How one rule ended, and how a
//! day or an amount was worked out, is told in the files beside.

mod figures;
mod outcome;

use super::judge::{HOLD, Judge, is_step};
use super::lines::{Reason, note};
use crate::diagnostic::Text;
use crate::evaluate::{Outcome, Truth};
use crate::fact::Subject;
use crate::plan::Step;
use crate::rule::{ActionId, Expectation, Expected, PaymentPlace, Rule, Status, Then};
use crate::source::Placed;

/// How many rules or subjects are explained for one expectation.
const SHOWN: usize = 3;

/// Why an expectation failed.
pub(super) fn because(judge: &Judge<'_>, expectation: &Expectation) -> Vec<Reason> {
    Why { judge, reasons: Vec::new() }.explain(expectation)
}

struct Why<'w, 'j> {
    judge: &'w Judge<'j>,
    reasons: Vec<Reason>,
}

impl Why<'_, '_> {
    fn explain(mut self, expectation: &Expectation) -> Vec<Reason> {
        let absent = expectation.absent;
        match &expectation.expected {
            Expected::Rule { rule, debt, contact, .. } => {
                self.rule_named(&rule.it, debt.as_deref(), contact.as_deref());
            }
            Expected::Today(rule) => self.rule_named(&rule.it, None, None),
            expected @ Expected::Action { action, debt, .. } => {
                let steps: Vec<&Step> =
                    self.judge.steps().filter(|(l, s, _)| is_step(expected, l, s)).map(|(_, s, _)| s).collect();
                steps.iter().take(SHOWN).for_each(|step| self.due(step));
                if let Some(action) = action.as_ref().filter(|_| steps.is_empty() || absent) {
                    let gives = |r: &Rule| plans(r, &action.it);
                    self.givers(gives, debt.as_deref(), absent);
                }
            }
            Expected::Conduct { behaviour, contacts, .. } => {
                let gives = |r: &Rule| matches!(&r.then, Then::Conduct(t) if t.behaviour.it.as_str() == behaviour.it);
                self.conduct(gives, contacts, absent);
            }
            expected @ Expected::Cost { debt, yardstick, .. } => {
                let found: Vec<_> = self.judge.costs(expected).collect();
                for finding in &found {
                    finding.steps.iter().for_each(|step| self.note(Text::same(step.clone())));
                    self.missing(&finding.missing.iter().map(|m| m.fact.clone()).collect::<Vec<_>>());
                }
                if let Some(line) = yardstick.as_ref().filter(|_| found.is_empty()) {
                    let gives = |r: &Rule| matches!(&r.then, Then::Cost(t) if t.yardstick.it.as_str() == line.it);
                    self.givers(gives, Some(debt), absent);
                }
            }
            Expected::Payment { debt, amount, tier, rule } => {
                if amount.is_some() {
                    self.payment(debt);
                }
                match (rule, tier) {
                    (Some(rule), _) => self.rule_named(&rule.it, Some(debt), None),
                    (None, Some(tier)) => self.givers(|r| places(r, &tier.it), Some(debt), absent),
                    (None, None) => {}
                }
            }
            Expected::Surplus(_) => self.surplus(),
            Expected::Avoid { avoid, rule } => self.raisers(rule.as_ref(), |r| avoids(r, &avoid.it), absent),
            Expected::Referral { referral: id, rule } => {
                let refers = |r: &Rule| r.steps().is_some_and(|s| s.referrals.iter().any(|x| x.it.as_str() == id.it));
                self.raisers(rule.as_ref(), refers, absent);
            }
            Expected::Letter { letter: id, .. } => {
                let actions = &self.judge.engine.rules().actions;
                let in_action =
                    |a: &ActionId| actions.get(a).is_some_and(|a| a.letters.iter().any(|l| l.it.as_str() == id.it));
                let gives = |r: &Rule| {
                    r.steps().is_some_and(|s| {
                        s.letters.iter().any(|l| l.it.as_str() == id.it)
                            || s.actions.iter().any(|a| in_action(&a.action.it))
                    })
                };
                self.givers(gives, None, absent);
            }
            Expected::Question(fact) => self.question(&fact.it),
            Expected::Order(_) => self.order(),
        }
        self.reasons
    }

    fn note(&mut self, text: Text) {
        self.reasons.push(note(0, text));
    }

    fn missing(&mut self, names: &[String]) {
        if !names.is_empty() {
            self.note(Text::new(format!("缺 {}", names.join("、")), format!("missing {}", names.join(", "))));
        }
    }

    /// How a rule ended, for each subject an expectation is about.
    fn rule_named(&mut self, rule: &str, debt: Option<&str>, contact: Option<&str>) {
        let ends = self.judge.ends(rule, debt, contact);
        for outcome in ends.iter().take(SHOWN) {
            self.outcome(outcome, true);
        }
        self.more(ends.len());
        if ends.is_empty() {
            self.note(Text::new(
                "这条规则没有对这个对象运行：已停用，或者对象不是它的 scope",
                "the rule did not run for this subject: it is retired, or the subject is not of its scope",
            ));
        }
    }

    fn more(&mut self, all: usize) {
        let more = all.saturating_sub(SHOWN);
        if more > 0 {
            self.note(Text::new(format!("另有 {more} 个，没有列出"), format!("{more} more not listed")));
        }
    }

    /// The rules that would give what is missing, or gave what should be absent.
    fn givers(&mut self, gives: impl Fn(&Rule) -> bool, debt: Option<&str>, absent: bool) {
        let judge = self.judge;
        let about =
            |o: &&Outcome| debt.is_none() || !matches!(o.subject, Subject::Debt(_)) || judge.id(o.subject) == debt;
        let active = |o: &&Outcome| judge.rule(o).is_some_and(|r| r.status == Status::Active && gives(r));
        let ends: Vec<&Outcome> = judge.outcomes.outcomes.iter().filter(active).filter(about).collect();
        let ends: Vec<&Outcome> = ends.into_iter().filter(|o| o.truth.is_met() == absent).collect();
        self.outcomes(&ends, absent);
    }

    /// The rules that would raise a line; where one is named, that one.
    fn raisers(&mut self, named: Option<&Placed<String>>, raises: impl Fn(&Rule) -> bool, absent: bool) {
        let Some(named) = named else { return self.givers(raises, None, absent) };
        let raises = |r: &Rule| r.id.as_str() == named.it && raises(r);
        if self.judge.engine.rules().rules.iter().any(raises) {
            self.givers(raises, None, absent);
        } else {
            self.note(Text::new(
                format!("规则 {} 里没有写它", named.it),
                format!("rule {} does not hold it", named.it),
            ));
        }
    }

    fn outcomes(&mut self, ends: &[&Outcome], all: bool) {
        for outcome in ends.iter().take(SHOWN) {
            self.outcome(outcome, all);
        }
        self.more(ends.len());
        if ends.is_empty() {
            self.note(Text::new("没有规则会给出它", "no rule would give it"));
        }
    }

    /// The rules of a behaviour for the contacts that are expected, those that counted first.
    fn conduct(&mut self, gives: impl Fn(&Rule) -> bool, contacts: &[String], absent: bool) {
        let judge = self.judge;
        let about = |o: &&Outcome| match o.subject {
            Subject::Contact(_) => {
                contacts.is_empty() || judge.id(o.subject).is_some_and(|id| contacts.iter().any(|c| c == id))
            }
            Subject::Debt(_) | Subject::Household => true,
        };
        let of = |o: &&Outcome| judge.rule(o).is_some_and(&gives);
        let mut ends: Vec<&Outcome> = judge.outcomes.outcomes.iter().filter(of).filter(about).collect();
        ends.sort_by_key(|o| (o.truth.is_met() != absent, std::cmp::Reverse(o.contacts().len())));
        self.outcomes(&ends, true);
    }

    fn question(&mut self, name: &str) {
        let judge = self.judge;
        let Some((id, fact)) = judge.engine.rules().vocabulary.find(name) else { return };
        let portfolio = judge.session.portfolio;
        let subjects =
            std::iter::once(Subject::Household).chain(portfolio.debt_subjects()).chain(portfolio.contact_subjects());
        for subject in subjects {
            let Some(value) = judge.session.value(id, subject) else { continue };
            let (value, who) = (value.wire(&fact.kind), judge.id(subject));
            self.note(Text::new(
                format!("{}的 {name} 已经知道：{value}", who.unwrap_or("家庭")),
                format!("{name} of {} is known: {value}", who.unwrap_or("the household")),
            ));
        }
        let waits = |o: &&Outcome| matches!(&o.truth, Truth::NotKnown(missing) if missing.iter().any(|m| m.fact == id));
        let waiting = judge.outcomes.outcomes.iter().filter(waits).filter_map(|o| judge.rule(o)).count();
        self.note(Text::new(
            format!("有 {waiting} 条规则的结果取决于 {name}"),
            format!("{waiting} rules hang on {name}"),
        ));
    }
}

/// Whether a rule puts debts into a tier, or holds them back.
fn places(rule: &Rule, tier: &str) -> bool {
    match rule.steps().and_then(|s| s.payment.as_ref()) {
        Some(PaymentPlace::Tier(id)) => id.it.as_str() == tier,
        Some(PaymentPlace::Hold) => tier == HOLD,
        None => false,
    }
}

fn plans(rule: &Rule, action: &str) -> bool {
    rule.steps().is_some_and(|s| s.actions.iter().any(|a| a.action.it.as_str() == action))
}

fn avoids(rule: &Rule, avoid: &str) -> bool {
    let list = match &rule.then {
        Then::Conduct(then) => &then.avoid,
        Then::Triage(then) => &then.avoid,
        Then::Cost(then) => &then.steps.avoid,
    };
    list.iter().any(|a| a.it.as_str() == avoid)
}
