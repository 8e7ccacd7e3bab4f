//! One expectation held against the answer.

use std::fmt::Write;

use super::Failure;
use crate::engine::Engine;
use crate::evaluate::{Outcome, Outcomes, Session, Truth};
use crate::fact::Subject;
use crate::finding::{RuleReference, cited};
use crate::plan::{ActionLine, Answer, Step};
use crate::rule::{Expectation, Expected, YardstickRole};
use crate::source::Placed;

pub(super) struct Judge<'j> {
    pub(super) engine: &'j Engine,
    pub(super) outcomes: &'j Outcomes,
    pub(super) answer: &'j Answer,
}

/// Whether something is there, and what there is instead.
type Found = (bool, String);

impl Judge<'_> {
    pub(super) fn failure(&self, expectation: &Expectation) -> Option<Failure> {
        let (there, actual) = self.look(&expectation.expected);
        // "Must be absent" means the opposite, except for a rule: not met is asked for, and not known is not that.
        let holds = match (&expectation.expected, expectation.absent) {
            (Expected::Rule { rule, debt, contact, .. }, true) => {
                self.ends(rule, debt.as_deref(), contact.as_deref()).iter().all(|o| o.truth.is_not_met())
            }
            (_, absent) => there != absent,
        };
        (!holds).then(|| Failure {
            expected: format!(
                "{}{}",
                if expectation.absent { "不应出现:" } else { "" },
                describe(&expectation.expected)
            ),
            actual,
            place: expectation.place,
        })
    }

    fn look(&self, expected: &Expected) -> Found {
        let answer = self.answer;
        match expected {
            Expected::Rule { rule, debt, contact, is, cite } => {
                self.rule(rule, debt.as_deref(), contact.as_deref(), is, cite)
            }
            Expected::Action { .. } => self.action(expected),
            Expected::Conduct { .. } => self.conduct(expected),
            Expected::Cost { .. } => self.cost(expected),
            Expected::Payment { .. } => self.payment(expected),
            Expected::Surplus(amount) => {
                let surplus = answer.budget.surplus.clone();
                (surplus.as_deref().is_some_and(|s| same_amount(s, amount)), surplus.unwrap_or_else(|| "未知".into()))
            }
            Expected::Avoid { avoid, rule } => raised(
                (&avoid.it, rule.as_ref()),
                answer.avoid.iter().map(|a| (a.avoid.as_str(), a.raised_by.iter().collect())),
            ),
            Expected::Referral { referral, rule } => raised(
                (&referral.it, rule.as_ref()),
                answer.referrals.iter().map(|r| (r.referral.as_str(), r.because.iter().map(|b| &b.rule).collect())),
            ),
            Expected::Today(rule) => listed(&rule.it, answer.today.iter().map(|t| t.rule.id.as_str())),
            Expected::Question(fact) => listed(&fact.it, answer.questions.iter().map(|q| q.fact.as_str())),
            Expected::Letter(letter) => listed(&letter.it, answer.letters.iter().map(|l| l.letter.as_str())),
            Expected::Order(order) => {
                let actual: Vec<&str> = answer.actions.iter().filter_map(|a| a.debt.as_deref()).collect();
                let wanted: Vec<&str> = actual.iter().copied().filter(|d| order.iter().any(|o| o == d)).collect();
                (wanted == *order, actual.join(" → "))
            }
        }
    }

    /// How a rule ended for whom an expectation is about.
    fn ends(&self, rule: &Placed<String>, debt: Option<&str>, contact: Option<&str>) -> Vec<&Outcome> {
        let portfolio = &self.outcomes.portfolio;
        let id = |o: &Outcome| match o.subject {
            Subject::Debt(i) => portfolio.debts.get(i).map(|d| d.id.as_str()),
            Subject::Contact(i) => portfolio.contacts.get(i).map(|c| c.id.as_str()),
            Subject::Household => None,
        };
        let about = |o: &&Outcome| match (debt, contact, o.subject) {
            (Some(debt), _, Subject::Debt(_)) => id(o) == Some(debt),
            (None, Some(contact), Subject::Contact(_)) => id(o) == Some(contact),
            (None, Some(_), _) => o.counted.is_some(),
            (Some(_), ..) => false,
            (None, None, _) => true,
        };
        let named = |o: &&Outcome| self.engine.program().rule(o.rule).is_some_and(|(r, _)| r.id.as_str() == rule.it);
        self.outcomes.outcomes.iter().filter(named).filter(about).collect()
    }

    fn rule(
        &self,
        rule: &Placed<String>,
        debt: Option<&str>,
        contact: Option<&str>,
        is: &str,
        cite: &[Placed<String>],
    ) -> Found {
        let ends = self.ends(rule, debt, contact);
        let words: Vec<String> = ends.iter().map(|o| self.ending(o)).collect();
        // Over several subjects a rule is met when it is met for one, and not met when it is met or open for none.
        let overall = Truth::any(ends.iter().map(|o| o.truth.clone()));
        let holds = overall.word() == is;
        let mut actual = if words.is_empty() { "not_met".into() } else { words.join("; ") };
        if !holds || cite.is_empty() {
            return (holds, actual);
        }
        let shown = self.cited(ends.iter().copied().filter(|o| o.truth.is_met()));
        let _ = write!(actual, "，引用 {}", if shown.is_empty() { "无".into() } else { shown.join("、") });
        (cite.iter().all(|c| shown.contains(&c.it)), actual)
    }

    /// The articles shown for these outcomes, by their newest numbers.
    fn cited<'o>(&self, outcomes: impl Iterator<Item = &'o Outcome>) -> Vec<String> {
        let program = self.engine.program();
        let session = Session::new(program, &self.outcomes.portfolio);
        let mut all: Vec<String> = Vec::new();
        for outcome in outcomes {
            let Some((rule, _)) = program.rule(outcome.rule) else { continue };
            let day = outcome.day.unwrap_or(session.portfolio.as_of);
            for article in cited(&session, &rule.cite, outcome.subject, day, false) {
                if !all.contains(&article.citation) {
                    all.push(article.citation);
                }
            }
        }
        all
    }

    fn ending(&self, outcome: &Outcome) -> String {
        let vocabulary = &self.engine.rules().vocabulary;
        match &outcome.truth {
            Truth::NotKnown(missing) => {
                let names: Vec<&str> =
                    missing.iter().filter_map(|m| vocabulary.get(m.fact)).map(|f| f.name.as_str()).collect();
                format!("not_known(缺 {})", names.join("、"))
            }
            Truth::Failed(reason) => format!("failed({})", reason.0.zh),
            other => other.word().to_owned(),
        }
    }

    fn action(&self, expected: &Expected) -> Found {
        let Expected::Action { action, debt, due, rule, band } = expected else { return (false, String::new()) };
        let matches = |line: &ActionLine, step: &Step, next: bool| {
            action.as_ref().is_none_or(|a| step.action.as_str() == a.it)
                && debt.as_ref().is_none_or(|d| line.debt.as_ref() == Some(d))
                && due.is_none_or(|d| step.due.as_ref().and_then(|s| s.on) == Some(d))
                && rule.as_ref().is_none_or(|r| step.because.iter().any(|b| b.rule.id.as_str() == r.it))
                && band.as_ref().is_none_or(|b| !next || line.band.as_str() == b.it)
        };
        let there = self
            .answer
            .actions
            .iter()
            .any(|line| matches(line, &line.next_step, true) || line.then.iter().any(|s| matches(line, s, false)));
        let show = |line: &ActionLine, step: &Step| {
            let due = step.due.as_ref().and_then(|d| d.on).map_or_else(|| "无日期".to_owned(), |d| d.to_string());
            let rules: Vec<&str> = step.because.iter().map(|b| b.rule.id.as_str()).collect();
            format!(
                "{}:{} {due} [{}] ({})",
                line.debt.as_deref().unwrap_or("家庭"),
                step.action,
                line.band,
                rules.join("、")
            )
        };
        let all = self.answer.actions.iter().filter(|l| debt.is_none() || l.debt == *debt);
        let lines: Vec<String> = all
            .flat_map(|l| std::iter::once(&l.next_step).chain(&l.then).map(|s| show(l, s)).collect::<Vec<_>>())
            .collect();
        (there, lines.join("; "))
    }

    fn payment(&self, expected: &Expected) -> Found {
        let Expected::Payment { debt, amount, tier, rule } = expected else { return (false, String::new()) };
        let by =
            |there: Option<&RuleReference>| rule.as_ref().is_none_or(|r| there.is_some_and(|t| t.id.as_str() == r.it));
        if let Some(held) = self.answer.payments.held.iter().find(|l| l.debt == *debt) {
            let there = amount.is_none() && tier.as_ref().is_none_or(|t| t.it == "hold") && by(Some(&held.rule));
            return (there, format!("{debt}:暂不付款 [hold] ({})", held.rule.id));
        }
        let Some(line) = self.answer.payments.lines.iter().find(|l| l.debt == *debt) else {
            return (false, format!("{debt}:不在付款清单里"));
        };
        let there = amount.as_ref().is_none_or(|a| line.amount.as_deref().is_some_and(|p| same_amount(p, a)))
            && tier.as_ref().is_none_or(|t| line.tier.as_str() == t.it)
            && by(line.rule.as_ref());
        let by = line.rule.as_ref().map(|r| format!(" ({})", r.id)).unwrap_or_default();
        (there, format!("{debt}:{} [{}]{by}", line.amount.as_deref().unwrap_or("没有金额"), line.tier))
    }

    fn conduct(&self, expected: &Expected) -> Found {
        let Expected::Conduct { behaviour, verdict, contacts, count, rule, severity, report_to } = expected else {
            return (false, String::new());
        };
        let shown = self.answer.conduct_findings.iter().filter(|f| f.behaviour.as_str() == behaviour.it).any(|f| {
            let seen: Vec<&String> = f.occurrences.iter().flat_map(|o| &o.contacts).collect();
            contacts.iter().all(|c| seen.contains(&c))
                && count
                    .is_none_or(|n| f.occurrences.iter().any(|o| o.count.is_some_and(|c| u32::try_from(c) == Ok(n))))
                && rule.as_ref().is_none_or(|r| f.rule.id.as_str() == r.it)
                && severity.as_ref().is_none_or(|s| f.severity.as_str() == s.it)
                && in_order(report_to, f.report_to.iter().map(|r| r.channel.as_str()))
        });
        let open = self.answer.conduct_cannot_tell.iter().any(|c| {
            c.behaviours.iter().any(|b| b.behaviour.as_str() == behaviour.it)
                && contacts.iter().all(|id| c.contacts.contains(id))
        });
        let there = match verdict.as_deref() {
            Some("shown") => shown,
            Some("cannot_tell") => {
                open && !self.answer.conduct_findings.iter().any(|f| f.behaviour.as_str() == behaviour.it)
            }
            // Only what is shown has a severity and is reported.
            _ => shown || (open && severity.is_none() && report_to.is_empty()),
        };
        let seen = self.answer.conduct_findings.iter().map(|f| {
            let contacts: Vec<String> = f.occurrences.iter().map(|o| o.contacts.join("+")).collect();
            let report_to: Vec<&str> = f.report_to.iter().map(|r| r.channel.as_str()).collect();
            format!(
                "{} 成立({})[{}] 严重程度 {} 投诉 {}",
                f.behaviour,
                contacts.join(", "),
                f.rule.id,
                f.severity,
                report_to.join("、")
            )
        });
        let unsure = self.answer.conduct_cannot_tell.iter().map(|c| {
            let behaviours: Vec<&str> = c.behaviours.iter().map(|b| b.behaviour.as_str()).collect();
            let missing: Vec<&str> = c.missing.iter().map(|m| m.fact.as_str()).collect();
            format!("不能判断：{} 缺 {}({})", behaviours.join("、"), missing.join("、"), c.contacts.join("、"))
        });
        (there, seen.chain(unsure).collect::<Vec<_>>().join("; "))
    }

    fn cost(&self, expected: &Expected) -> Found {
        let Expected::Cost { debt, yardstick, position, rate, role } = expected else { return (false, String::new()) };
        let there = self.answer.cost_findings.iter().any(|f| {
            f.debt == *debt
                && yardstick.as_ref().is_none_or(|y| f.yardstick.as_str() == y.it)
                && position.as_ref().is_none_or(|p| f.position == *p)
                && rate.as_ref().is_none_or(|r| f.all_in_rate.as_deref().is_some_and(|a| same_rate(a, r)))
                && role.is_none_or(|r| f.role == r)
        });
        let all = self.answer.cost_findings.iter().map(|f| {
            let rate = f.all_in_rate.as_deref().unwrap_or("未知");
            format!("{}:{} {} {rate} {}", f.debt, f.yardstick, f.position, role_word(f.role))
        });
        (there, all.collect::<Vec<_>>().join("; "))
    }
}

fn listed<'a>(wanted: &str, all: impl Iterator<Item = &'a str>) -> Found {
    let all: Vec<&str> = all.collect();
    (all.contains(&wanted), all.join("、"))
}

/// Whether a line is there, raised by a rule where one is named.
fn raised<'a>(
    (wanted, by): (&str, Option<&Placed<String>>),
    all: impl Iterator<Item = (&'a str, Vec<&'a RuleReference>)>,
) -> Found {
    let mut there = false;
    let mut shown = Vec::new();
    for (id, rules) in all {
        let rules: Vec<&str> = rules.iter().map(|r| r.id.as_str()).collect();
        there |= id == wanted && by.is_none_or(|b| rules.contains(&b.it.as_str()));
        shown.push(if by.is_some() { format!("{id} ({})", rules.join("、")) } else { id.to_owned() });
    }
    (there, shown.join("、"))
}

/// Whether all that is wanted stands in a list, in that order.
fn in_order<'a>(wanted: &[Placed<String>], mut all: impl Iterator<Item = &'a str>) -> bool {
    wanted.iter().all(|w| all.any(|id| id == w.it))
}

fn role_word(role: YardstickRole) -> &'static str {
    match role {
        YardstickRole::Reference => "reference",
        YardstickRole::Information => "information",
    }
}

/// `500` and `500.00` are one amount.
fn same_amount(shown: &str, written: &str) -> bool {
    let parse = |t: &str| t.replace('_', "").parse::<crate::money::Money>().ok();
    parse(shown).is_some() && parse(shown) == parse(written)
}

/// `18%` and `18.00%` are one rate.
fn same_rate(shown: &str, written: &str) -> bool {
    let parse = |t: &str| t.trim_end_matches('%').parse::<rust_decimal::Decimal>().ok().map(|d| d.normalize());
    parse(shown).is_some() && parse(shown) == parse(written)
}

fn describe(expected: &Expected) -> String {
    let opt = |name: &str, value: Option<String>| value.map(|v| format!(" {name}={v}")).unwrap_or_default();
    let text = |p: &Option<Placed<String>>| p.as_ref().map(|p| p.it.clone());
    let list = |all: &[Placed<String>]| {
        (!all.is_empty()).then(|| all.iter().map(|p| p.it.as_str()).collect::<Vec<_>>().join("、"))
    };
    match expected {
        Expected::Rule { rule, debt, contact, is, cite } => format!(
            "规则 {} 为 {is}{}{}{}",
            rule.it,
            opt("债务", debt.clone()),
            opt("联系", contact.clone()),
            opt("引用", list(cite))
        ),
        Expected::Action { action, debt, due, rule, band } => format!(
            "行动 {}{}{}{}{}",
            text(action).unwrap_or_default(),
            opt("债务", debt.clone()),
            opt("期限", due.map(|d| d.to_string())),
            opt("规则", text(rule)),
            opt("档位", text(band))
        ),
        Expected::Conduct { behaviour, verdict, contacts, count, rule, severity, report_to } => format!(
            "行为 {}{}{}{}{}{}{}",
            behaviour.it,
            opt("结论", verdict.clone()),
            opt("联系", (!contacts.is_empty()).then(|| contacts.join("、"))),
            opt("次数", count.map(|c| c.to_string())),
            opt("规则", text(rule)),
            opt("严重程度", text(severity)),
            opt("投诉", list(report_to))
        ),
        Expected::Cost { debt, yardstick, position, rate, role } => format!(
            "成本 {debt}{}{}{}{}",
            opt("对照线", text(yardstick)),
            opt("位置", position.clone()),
            opt("年成本", rate.clone()),
            opt("作用", role.map(|r| role_word(r).to_owned()))
        ),
        Expected::Payment { debt, amount, tier, rule } => {
            format!("付款 {debt}{}{}{}", opt("金额", amount.clone()), opt("顺位", text(tier)), opt("规则", text(rule)))
        }
        Expected::Surplus(amount) => format!("结余 {amount}"),
        Expected::Avoid { avoid, rule } => format!("不要做 {}{}", avoid.it, opt("规则", text(rule))),
        Expected::Referral { referral, rule } => format!("转介 {}{}", referral.it, opt("规则", text(rule))),
        Expected::Today(rule) => format!("今天 {}", rule.it),
        Expected::Question(fact) => format!("追问 {}", fact.it),
        Expected::Letter(letter) => format!("信函 {}", letter.it),
        Expected::Order(order) => format!("先办次序 {}", order.join(" → ")),
    }
}
