//! One expectation held against the answer. Conduct and money have their own files.

mod conduct;
mod letters;
mod money;

pub(super) use conduct::{channels, counts};
pub(super) use money::{HOLD, same_amount, same_rate};

use super::describe::{describe, ending};
use super::lines::or_nothing;
use super::{Failure, because, bless};
use crate::diagnostic::Text;
use crate::engine::Engine;
use crate::evaluate::{Outcome, Outcomes, Session, Truth};
use crate::fact::Subject;
use crate::finding::{RuleReference, cited};
use crate::plan::{ActionLine, Answer, ReferralLine, Step};
use crate::rule::{Expectation, Expected, Rule};
use crate::source::Placed;

pub(super) struct Judge<'j> {
    pub(super) engine: &'j Engine,
    pub(super) session: &'j Session<'j>,
    pub(super) outcomes: &'j Outcomes,
    pub(super) answer: &'j Answer,
}

/// Whether something is there, and what there is instead.
type Found = (bool, Text);

impl<'j> Judge<'j> {
    /// What to say when an expectation does not hold.
    pub(super) fn failure(&self, expectation: &Expectation) -> Option<Failure> {
        if self.holds(expectation) {
            return None;
        }
        let (_, actual) = self.look(&expectation.expected);
        Some(Failure {
            expected: describe(expectation),
            actual: or_nothing(actual),
            because: because::because(self, expectation),
            edits: bless::edits(self, expectation),
            place: expectation.place,
        })
    }

    /// Whether the answer is as expected. "Must be absent" means the opposite, except for a rule: not met is asked for,
    /// and not known is not that.
    pub(super) fn holds(&self, expectation: &Expectation) -> bool {
        match (&expectation.expected, expectation.absent) {
            (Expected::Rule { rule, debt, contact, .. }, true) => {
                self.ends(&rule.it, debt.as_deref(), contact.as_deref()).iter().all(|o| o.truth.is_not_met())
            }
            (expected, absent) => self.look(expected).0 != absent,
        }
    }

    fn look(&self, expected: &Expected) -> Found {
        let answer = self.answer;
        match expected {
            Expected::Rule { rule, debt, contact, is, cite } => {
                let ends = self.ends(&rule.it, debt.as_deref(), contact.as_deref());
                if overall(&ends) != is.it || cite.is_empty() {
                    return (overall(&ends) == is.it, self.endings(&ends));
                }
                let cited = self.cited(&ends);
                (cite.iter().all(|c| cited.contains(&c.it)), self.with_citations(&ends, &cited))
            }
            Expected::Action { .. } => self.action(expected),
            Expected::Conduct { .. } => self.conduct(expected),
            Expected::Cost { .. } => self.cost(expected),
            Expected::Payment { .. } => self.payment(expected),
            Expected::Surplus(amount) => {
                let surplus = answer.budget.surplus.clone();
                let shown = surplus.clone().map_or_else(|| Text::new("未知", "not known"), Text::same);
                (surplus.as_deref().is_some_and(|s| same_amount(s, &amount.it)), shown)
            }
            Expected::Avoid { avoid, rule } => {
                let lines = answer.avoid.iter().map(|a| (a.avoid.as_str(), a.raised_by.iter().collect()));
                raised(&avoid.it, rule.as_ref(), lines)
            }
            Expected::Referral { referral, rule } => {
                let by = |r: &'j ReferralLine| r.because.iter().map(|b| &b.rule).collect();
                raised(&referral.it, rule.as_ref(), answer.referrals.iter().map(|r| (r.referral.as_str(), by(r))))
            }
            Expected::Today(rule) => listed(&rule.it, answer.today.iter().map(|t| t.rule.id.as_str())),
            Expected::Question(fact) => listed(&fact.it, answer.questions.iter().map(|q| q.fact.as_str())),
            Expected::Letter { .. } => letters::look(answer, expected),
            Expected::Order(order) => {
                let wanted = among(self.order(), order);
                let shown = self.order().collect::<Vec<_>>().join(" → ");
                (wanted.into_iter().eq(order.iter().map(|o| o.it.as_str())), Text::same(shown))
            }
        }
    }

    /// How a rule ended for whom an expectation is about.
    pub(super) fn ends(&self, rule: &str, debt: Option<&str>, contact: Option<&str>) -> Vec<&'j Outcome> {
        let about = |o: &&Outcome| match (debt, contact, o.subject) {
            (Some(debt), _, Subject::Debt(_)) => self.id(o.subject) == Some(debt),
            (None, Some(contact), Subject::Contact(_)) => self.id(o.subject) == Some(contact),
            (None, Some(_), _) => o.counted.is_some(),
            (Some(_), ..) => false,
            (None, None, _) => true,
        };
        let named = |o: &&Outcome| self.rule(o).is_some_and(|r| r.id.as_str() == rule);
        self.outcomes.outcomes.iter().filter(named).filter(about).collect()
    }

    /// The rule an outcome is of.
    pub(super) fn rule(&self, outcome: &Outcome) -> Option<&'j Rule> {
        self.engine.program().rule(outcome.rule).map(|(rule, _)| rule)
    }

    /// The id the case gave a debt or a contact.
    pub(super) fn id(&self, subject: Subject) -> Option<&'j str> {
        let portfolio = &self.outcomes.portfolio;
        match subject {
            Subject::Debt(i) => portfolio.debts.get(i).map(|d| d.id.as_str()),
            Subject::Contact(i) => portfolio.contacts.get(i).map(|c| c.id.as_str()),
            Subject::Household => None,
        }
    }

    fn endings(&self, ends: &[&Outcome]) -> Text {
        let words: Vec<Text> = ends.iter().map(|o| self.ending(o)).collect();
        if words.is_empty() { ending("not_met") } else { Text::join(&words, "；", "; ") }
    }

    /// The articles a rule rests on where it is met, by their newest numbers.
    fn cited(&self, ends: &[&Outcome]) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for outcome in ends.iter().filter(|o| o.truth.is_met()) {
            let Some(rule) = self.rule(outcome) else { continue };
            let day = outcome.day.unwrap_or(self.answer.as_of);
            for article in cited(self.session, &rule.cite, outcome.subject, day, false) {
                if !all.contains(&article.citation) {
                    all.push(article.citation);
                }
            }
        }
        all
    }

    fn with_citations(&self, ends: &[&Outcome], cited: &[String]) -> Text {
        let Text { zh, en } = self.endings(ends);
        if cited.is_empty() {
            return Text::new(format!("{zh}，没有引用"), format!("{en}, citing nothing"));
        }
        Text::new(format!("{zh}，引用 {}", cited.join("、")), format!("{en}, citing {}", cited.join(", ")))
    }

    /// How a rule ended, with what is missing.
    pub(super) fn ending(&self, outcome: &Outcome) -> Text {
        let word = ending(outcome.truth.word());
        match &outcome.truth {
            Truth::NotKnown(missing) => {
                let names = self.names(missing);
                Text::new(
                    format!("{}，缺 {}", word.zh, names.join("、")),
                    format!("{}, missing {}", word.en, names.join(", ")),
                )
            }
            Truth::Failed(reason) => {
                Text::new(format!("{}：{}", word.zh, reason.0.zh), format!("{}: {}", word.en, reason.0.en))
            }
            Truth::Met | Truth::NotMet => word,
        }
    }

    /// The names of missing facts, each once.
    pub(super) fn names(&self, missing: &[crate::fact::Missing]) -> Vec<String> {
        crate::finding::named(missing, &self.engine.rules().vocabulary).into_iter().map(|n| n.fact).collect()
    }

    /// Every step of the plan with its line, and whether it is the next one.
    pub(super) fn steps(&self) -> impl Iterator<Item = (&'j ActionLine, &'j Step, bool)> + use<'j> {
        self.answer.actions.iter().flat_map(|line| {
            let then = line.then.iter().map(move |step| (line, step, false));
            std::iter::once((line, &line.next_step, true)).chain(then)
        })
    }

    /// The debts of the act-first list in its order.
    pub(super) fn order(&self) -> impl Iterator<Item = &'j str> + use<'j> {
        self.answer.actions.iter().filter_map(|a| a.debt.as_deref())
    }

    fn action(&self, expected: &Expected) -> Found {
        let Expected::Action { debt, due, band, .. } = expected else { return (false, Text::default()) };
        let there = self.steps().any(|(line, step, next)| {
            is_step(expected, line, step)
                && due.is_none_or(|d| due_on(step) == Some(d.it))
                && band.as_ref().is_none_or(|b| !next || line.band.as_str() == b.it)
        });
        let show = |(line, step, _): (&ActionLine, &Step, bool)| {
            let rules: Vec<&str> = step.because.iter().map(|b| b.rule.id.as_str()).collect();
            let rest = format!("[{}] ({})", line.band, rules.join("、"));
            let due = due_on(step).map_or_else(|| Text::new("无日期", "no date"), |d| Text::same(d.to_string()));
            let who = line.debt.as_deref();
            Text::new(
                format!("{}: {} {} {rest}", who.unwrap_or("家庭"), step.action, due.zh),
                format!("{}: {} {} {rest}", who.unwrap_or("household"), step.action, due.en),
            )
        };
        let lines: Vec<Text> = self.steps().filter(|(l, ..)| debt.is_none() || l.debt == *debt).map(show).collect();
        (there, Text::join(&lines, "；", "; "))
    }
}

/// Over several subjects a rule is met when it is met for one, and not met when it is met or open for none.
pub(super) fn overall(ends: &[&Outcome]) -> &'static str {
    Truth::any(ends.iter().map(|o| o.truth.clone())).word()
}

/// Whether a step is the one an expectation is about, whatever its day and band.
pub(super) fn is_step(expected: &Expected, line: &ActionLine, step: &Step) -> bool {
    let Expected::Action { action, debt, rule, .. } = expected else { return false };
    action.as_ref().is_none_or(|a| step.action.as_str() == a.it)
        && debt.as_ref().is_none_or(|d| line.debt.as_ref() == Some(d))
        && rule.as_ref().is_none_or(|r| step.because.iter().any(|b| b.rule.id.as_str() == r.it))
}

/// The day a step is due.
pub(super) fn due_on(step: &Step) -> Option<chrono::NaiveDate> {
    step.due.as_ref().and_then(|due| due.on)
}

/// Of an order, what an expectation speaks of.
pub(super) fn among<'a>(actual: impl Iterator<Item = &'a str>, order: &[Placed<String>]) -> Vec<&'a str> {
    actual.filter(|d| order.iter().any(|o| o.it == *d)).collect()
}

/// Whether a line is there, raised by a rule where one is named.
fn raised<'a>(
    wanted: &str,
    by: Option<&Placed<String>>,
    all: impl Iterator<Item = (&'a str, Vec<&'a RuleReference>)>,
) -> Found {
    let Some(by) = by else { return listed(wanted, all.map(|(id, _)| id)) };
    let mut there = false;
    let mut shown = Vec::new();
    for (id, rules) in all {
        let rules: Vec<&str> = rules.iter().map(|r| r.id.as_str()).collect();
        there |= id == wanted && rules.contains(&by.it.as_str());
        shown.push(Text::new(format!("{id} ({})", rules.join("、")), format!("{id} ({})", rules.join(", "))));
    }
    (there, Text::join(&shown, "、", ", "))
}

fn listed<'a>(wanted: &str, all: impl Iterator<Item = &'a str>) -> Found {
    let all: Vec<&str> = all.collect();
    (all.contains(&wanted), Text::new(all.join("、"), all.join(", ")))
}
