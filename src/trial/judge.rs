//! One expectation held against the answer.

use super::describe::{describe, ending};
use super::lines::{joined, or_nothing, same};
use super::{Failure, because, bless};
use crate::diagnostic::Text;
use crate::engine::Engine;
use crate::evaluate::{Outcome, Outcomes, Session, Truth};
use crate::fact::Subject;
use crate::finding::{CannotTell, ConductFinding, CostFinding};
use crate::plan::{ActionLine, Answer, Step};
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
            Expected::Rule { rule, debt, contact, is } => {
                let ends = self.ends(&rule.it, debt.as_deref(), contact.as_deref());
                (overall(&ends) == is.it, self.endings(&ends))
            }
            Expected::Action { .. } => self.action(expected),
            Expected::Conduct { .. } => self.conduct(expected),
            Expected::Cost { .. } => self.cost(expected),
            Expected::Payment { debt, amount } => {
                let line = answer.payments.lines.iter().find(|l| l.debt == *debt);
                let paid = line.and_then(|l| l.amount.clone());
                let shown = match &paid {
                    Some(paid) => same(format!("{debt}: {paid}")),
                    None => Text::new(format!("{debt}: 没有金额"), format!("{debt}: no amount")),
                };
                (paid.as_deref().is_some_and(|p| same_amount(p, &amount.it)), shown)
            }
            Expected::Surplus(amount) => {
                let surplus = answer.budget.surplus.clone();
                let shown = surplus.clone().map_or_else(|| Text::new("未知", "not known"), same);
                (surplus.as_deref().is_some_and(|s| same_amount(s, &amount.it)), shown)
            }
            Expected::Avoid(id) => listed(&id.it, answer.avoid.iter().map(|a| a.avoid.as_str())),
            Expected::Referral(id) => listed(&id.it, answer.referrals.iter().map(|r| r.referral.as_str())),
            Expected::Today(rule) => listed(&rule.it, answer.today.iter().map(|t| t.rule.id.as_str())),
            Expected::Question(fact) => listed(&fact.it, answer.questions.iter().map(|q| q.fact.as_str())),
            Expected::Letter(letter) => listed(&letter.it, answer.letters.iter().map(|l| l.letter.as_str())),
            Expected::Order(order) => {
                let actual = self.order();
                let wanted = among(&actual, order);
                (wanted.iter().eq(order.iter().map(|o| &o.it)), same(actual.join(" → ")))
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
        if words.is_empty() { ending("not_met") } else { joined(&words, "；", "; ") }
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
    pub(super) fn order(&self) -> Vec<String> {
        self.answer.actions.iter().filter_map(|a| a.debt.clone()).collect()
    }

    fn action(&self, expected: &Expected) -> Found {
        let Expected::Action { debt, due, band, .. } = expected else { return (false, same("")) };
        let there = self.steps().any(|(line, step, next)| {
            is_step(expected, line, step)
                && due.is_none_or(|d| due_on(step) == Some(d.it))
                && band.as_ref().is_none_or(|b| !next || line.band.as_str() == b.it)
        });
        let show = |(line, step, _): (&ActionLine, &Step, bool)| {
            let rules: Vec<&str> = step.because.iter().map(|b| b.rule.id.as_str()).collect();
            let rest = format!("[{}] ({})", line.band, rules.join("、"));
            let due = due_on(step).map_or_else(|| Text::new("无日期", "no date"), |d| same(d.to_string()));
            let who = line.debt.as_deref();
            Text::new(
                format!("{}: {} {} {rest}", who.unwrap_or("家庭"), step.action, due.zh),
                format!("{}: {} {} {rest}", who.unwrap_or("household"), step.action, due.en),
            )
        };
        let lines: Vec<Text> = self.steps().filter(|(l, ..)| debt.is_none() || l.debt == *debt).map(show).collect();
        (there, joined(&lines, "；", "; "))
    }

    fn conduct(&self, expected: &Expected) -> Found {
        let Expected::Conduct { behaviour, verdict, count, .. } = expected else { return (false, same("")) };
        let counted = |f: &ConductFinding| count.is_none_or(|n| counts(f).any(|c| u32::try_from(c) == Ok(n.it)));
        let shown = self.shown(expected).any(counted);
        let there = match verdict.as_ref().map(|v| v.it.as_str()) {
            Some("shown") => shown,
            Some("cannot_tell") => self.left_open(expected),
            _ => shown || self.open(expected).next().is_some(),
        };
        let seen = self.answer.conduct_findings.iter().map(|f| {
            let times: Vec<String> = f.occurrences.iter().map(|o| o.contacts.join("+")).collect();
            let rest = format!("({})[{}]", times.join(", "), f.rule.id);
            Text::new(format!("{} 成立{rest}", f.behaviour), format!("{} shown{rest}", f.behaviour))
        });
        let about = |c: &&CannotTell| c.behaviours.iter().any(|b| b.behaviour.as_str() == behaviour.it);
        let unsure = self.answer.conduct_cannot_tell.iter().filter(about).map(|c| {
            let missing: Vec<&str> = c.missing.iter().map(|m| m.fact.as_str()).collect();
            let of = c.contacts.join("、");
            Text::new(
                format!("不能判断：{} 缺 {}({of})", behaviour.it, missing.join("、")),
                format!("cannot tell: {} for want of {} ({of})", behaviour.it, missing.join(", ")),
            )
        });
        (there, joined(&seen.chain(unsure).collect::<Vec<_>>(), "；", "; "))
    }

    /// What keeps the behaviour that is expected from being told, of the contacts that are expected.
    fn open<'e>(&self, expected: &'e Expected) -> impl Iterator<Item = &'j CannotTell> + use<'j, 'e> {
        self.answer.conduct_cannot_tell.iter().filter(move |c| {
            let Expected::Conduct { behaviour, contacts, .. } = expected else { return false };
            c.behaviours.iter().any(|b| b.behaviour.as_str() == behaviour.it)
                && contacts.iter().all(|id| c.contacts.contains(id))
        })
    }

    /// Whether the behaviour that is expected cannot be told, and was not shown by anything else.
    pub(super) fn left_open(&self, expected: &Expected) -> bool {
        let Expected::Conduct { behaviour, .. } = expected else { return false };
        let found = self.answer.conduct_findings.iter().any(|f| f.behaviour.as_str() == behaviour.it);
        !found && self.open(expected).next().is_some()
    }

    /// The findings that are of the behaviour, by the rule and with the contacts that are expected.
    pub(super) fn shown<'e>(&self, expected: &'e Expected) -> impl Iterator<Item = &'j ConductFinding> + use<'j, 'e> {
        self.answer.conduct_findings.iter().filter(move |f| {
            let Expected::Conduct { behaviour, contacts, rule, .. } = expected else { return false };
            let seen: Vec<&String> = f.occurrences.iter().flat_map(|o| &o.contacts).collect();
            f.behaviour.as_str() == behaviour.it
                && contacts.iter().all(|c| seen.contains(&c))
                && rule.as_ref().is_none_or(|r| f.rule.id.as_str() == r.it)
        })
    }

    fn cost(&self, expected: &Expected) -> Found {
        let Expected::Cost { position, rate, .. } = expected else { return (false, same("")) };
        let there = self.costs(expected).any(|f| {
            position.as_ref().is_none_or(|p| f.position == p.it)
                && rate.as_ref().is_none_or(|r| f.all_in_rate.as_deref().is_some_and(|a| same_rate(a, &r.it)))
        });
        let all = self.answer.cost_findings.iter().map(|f| {
            let line = format!("{}: {} {}", f.debt, f.yardstick, f.position);
            let rate = |unknown: &str| format!("{line} {}", f.all_in_rate.as_deref().unwrap_or(unknown));
            Text::new(rate("未知"), rate("not known"))
        });
        (there, joined(&all.collect::<Vec<_>>(), "；", "; "))
    }

    /// The cost findings of the debt and yardstick that are expected.
    pub(super) fn costs<'e>(&self, expected: &'e Expected) -> impl Iterator<Item = &'j CostFinding> + use<'j, 'e> {
        self.answer.cost_findings.iter().filter(move |f| {
            let Expected::Cost { debt, yardstick, .. } = expected else { return false };
            f.debt == *debt && yardstick.as_ref().is_none_or(|y| f.yardstick.as_str() == y.it)
        })
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

/// How often a behaviour was counted, each time it was shown.
pub(super) fn counts(finding: &ConductFinding) -> impl Iterator<Item = usize> {
    finding.occurrences.iter().filter_map(|o| o.count)
}

/// Of an order, what an expectation speaks of.
pub(super) fn among(actual: &[String], order: &[Placed<String>]) -> Vec<String> {
    actual.iter().filter(|d| order.iter().any(|o| o.it == **d)).cloned().collect()
}

fn listed<'a>(wanted: &str, all: impl Iterator<Item = &'a str>) -> Found {
    let all: Vec<&str> = all.collect();
    (all.contains(&wanted), Text::new(all.join("、"), all.join(", ")))
}

/// `500` and `500.00` are one amount.
pub(super) fn same_amount(shown: &str, written: &str) -> bool {
    let parse = |t: &str| t.replace('_', "").parse::<crate::money::Money>().ok();
    parse(shown).is_some() && parse(shown) == parse(written)
}

/// `18%` and `18.00%` are one rate.
pub(super) fn same_rate(shown: &str, written: &str) -> bool {
    let parse = |t: &str| t.trim_end_matches('%').parse::<rust_decimal::Decimal>().ok().map(|d| d.normalize());
    parse(shown).is_some() && parse(shown) == parse(written)
}
