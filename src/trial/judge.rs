//! One expectation held against the answer.

use super::Failure;
use crate::engine::Engine;
use crate::evaluate::{Outcome, Outcomes, Truth};
use crate::fact::Subject;
use crate::plan::{ActionLine, Answer, Step};
use crate::rule::{Expectation, Expected};
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
            Expected::Rule { rule, debt, contact, is } => self.rule(rule, debt.as_deref(), contact.as_deref(), is),
            Expected::Action { .. } => self.action(expected),
            Expected::Conduct { .. } => self.conduct(expected),
            Expected::Cost { .. } => self.cost(expected),
            Expected::Payment { debt, amount } => {
                let line = answer.payments.lines.iter().find(|l| l.debt == *debt);
                let paid = line.and_then(|l| l.amount.clone());
                (
                    paid.as_deref().is_some_and(|p| same_amount(p, amount)),
                    format!("{debt}:{}", paid.unwrap_or_else(|| "没有金额".into())),
                )
            }
            Expected::Surplus(amount) => {
                let surplus = answer.budget.surplus.clone();
                (surplus.as_deref().is_some_and(|s| same_amount(s, amount)), surplus.unwrap_or_else(|| "未知".into()))
            }
            Expected::Avoid(id) => listed(&id.it, answer.avoid.iter().map(|a| a.avoid.as_str())),
            Expected::Referral(id) => listed(&id.it, answer.referrals.iter().map(|r| r.referral.as_str())),
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

    fn rule(&self, rule: &Placed<String>, debt: Option<&str>, contact: Option<&str>, is: &str) -> Found {
        let ends = self.ends(rule, debt, contact);
        let words: Vec<String> = ends.iter().map(|o| self.ending(o)).collect();
        // Over several subjects a rule is met when it is met for one, and not met when it is met or open for none.
        let overall = Truth::any(ends.iter().map(|o| o.truth.clone()));
        (overall.word() == is, if words.is_empty() { "not_met".into() } else { words.join("; ") })
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

    fn conduct(&self, expected: &Expected) -> Found {
        let Expected::Conduct { behaviour, verdict, contacts, count, rule } = expected else {
            return (false, String::new());
        };
        let shown = self.answer.conduct_findings.iter().filter(|f| f.behaviour.as_str() == behaviour.it).any(|f| {
            let seen: Vec<&String> = f.occurrences.iter().flat_map(|o| &o.contacts).collect();
            contacts.iter().all(|c| seen.contains(&c))
                && count
                    .is_none_or(|n| f.occurrences.iter().any(|o| o.count.is_some_and(|c| u32::try_from(c) == Ok(n))))
                && rule.as_ref().is_none_or(|r| f.rule.id.as_str() == r.it)
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
            _ => shown || open,
        };
        let seen = self.answer.conduct_findings.iter().map(|f| {
            let contacts: Vec<String> = f.occurrences.iter().map(|o| o.contacts.join("+")).collect();
            format!("{} 成立({})[{}]", f.behaviour, contacts.join(", "), f.rule.id)
        });
        let unsure = self.answer.conduct_cannot_tell.iter().map(|c| {
            let behaviours: Vec<&str> = c.behaviours.iter().map(|b| b.behaviour.as_str()).collect();
            let missing: Vec<&str> = c.missing.iter().map(|m| m.fact.as_str()).collect();
            format!("不能判断：{} 缺 {}({})", behaviours.join("、"), missing.join("、"), c.contacts.join("、"))
        });
        (there, seen.chain(unsure).collect::<Vec<_>>().join("; "))
    }

    fn cost(&self, expected: &Expected) -> Found {
        let Expected::Cost { debt, yardstick, position, rate } = expected else { return (false, String::new()) };
        let there = self.answer.cost_findings.iter().any(|f| {
            f.debt == *debt
                && yardstick.as_ref().is_none_or(|y| f.yardstick.as_str() == y.it)
                && position.as_ref().is_none_or(|p| f.position == *p)
                && rate.as_ref().is_none_or(|r| f.all_in_rate.as_deref().is_some_and(|a| same_rate(a, r)))
        });
        let all = self.answer.cost_findings.iter().map(|f| {
            format!("{}:{} {} {}", f.debt, f.yardstick, f.position, f.all_in_rate.as_deref().unwrap_or("未知"))
        });
        (there, all.collect::<Vec<_>>().join("; "))
    }
}

fn listed<'a>(wanted: &str, all: impl Iterator<Item = &'a str>) -> Found {
    let all: Vec<&str> = all.collect();
    (all.contains(&wanted), all.join("、"))
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
    match expected {
        Expected::Rule { rule, debt, contact, is } => {
            format!("规则 {} 为 {is}{}{}", rule.it, opt("债务", debt.clone()), opt("联系", contact.clone()))
        }
        Expected::Action { action, debt, due, rule, band } => format!(
            "行动 {}{}{}{}{}",
            text(action).unwrap_or_default(),
            opt("债务", debt.clone()),
            opt("期限", due.map(|d| d.to_string())),
            opt("规则", text(rule)),
            opt("档位", text(band))
        ),
        Expected::Conduct { behaviour, verdict, contacts, count, rule } => format!(
            "行为 {}{}{}{}{}",
            behaviour.it,
            opt("结论", verdict.clone()),
            opt("联系", (!contacts.is_empty()).then(|| contacts.join("、"))),
            opt("次数", count.map(|c| c.to_string())),
            opt("规则", text(rule))
        ),
        Expected::Cost { debt, yardstick, position, rate } => {
            format!(
                "成本 {debt}{}{}{}",
                opt("对照线", text(yardstick)),
                opt("位置", position.clone()),
                opt("年成本", rate.clone())
            )
        }
        Expected::Payment { debt, amount } => format!("付款 {debt} {amount}"),
        Expected::Surplus(amount) => format!("结余 {amount}"),
        Expected::Avoid(id) => format!("不要做 {}", id.it),
        Expected::Referral(id) => format!("转介 {}", id.it),
        Expected::Today(rule) => format!("今天 {}", rule.it),
        Expected::Question(fact) => format!("追问 {}", fact.it),
        Expected::Letter(letter) => format!("信函 {}", letter.it),
        Expected::Order(order) => format!("先办次序 {}", order.join(" → ")),
    }
}
