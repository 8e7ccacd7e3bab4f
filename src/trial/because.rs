//! Why an answer is not as expected: for a rule, each condition with the value that was there and what it was held
//! against; for what is missing, the rules that would give it; for a day or an amount, how it was worked out.

use super::judge::{Judge, due_on, is_step};
use super::lines::{Mark, Reason, joined, note, same};
use crate::diagnostic::Text;
use crate::evaluate::{Outcome, Outline, Part, RuleOutline, Truth};
use crate::fact::{FactKind, Reading, Subject, Value};
use crate::plan::{Due, Step};
use crate::rule::{
    ActionId, Due as DueRule, DueStart, Expectation, Expected, LengthUnit, Matcher, Operand, Quantity, Rule, Status,
    Test, Then,
};

/// How many rules or subjects are explained for one expectation.
const SHOWN: usize = 3;
/// How many contacts of a count are listed.
const CONTACTS_SHOWN: usize = 8;
/// How many characters of a text are repeated.
const TEXT_SHOWN: usize = 60;

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
                    finding.steps.iter().for_each(|step| self.note(same(step.clone())));
                    self.missing(&finding.missing.iter().map(|m| m.fact.clone()).collect::<Vec<_>>());
                }
                if let Some(line) = yardstick.as_ref().filter(|_| found.is_empty()) {
                    let gives = |r: &Rule| matches!(&r.then, Then::Cost(t) if t.yardstick.it.as_str() == line.it);
                    self.givers(gives, Some(debt), absent);
                }
            }
            Expected::Payment { debt, .. } => self.payment(debt),
            Expected::Surplus(_) => self.surplus(),
            Expected::Avoid(id) => self.givers(|r| avoids(r, &id.it), None, absent),
            Expected::Referral(id) => {
                let gives = |r: &Rule| r.steps().is_some_and(|s| s.referrals.iter().any(|x| x.it.as_str() == id.it));
                self.givers(gives, None, absent);
            }
            Expected::Letter(id) => {
                let actions = &self.judge.engine.rules().actions;
                let in_action = |a: &ActionId| actions.get(a).is_some_and(|a| a.letters.iter().any(|l| l.it.as_str() == id.it));
                let gives = |r: &Rule| {
                    r.steps().is_some_and(|s| {
                        s.letters.iter().any(|l| l.it.as_str() == id.it) || s.actions.iter().any(|a| in_action(&a.action.it))
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
        let about = |o: &&Outcome| debt.is_none() || !matches!(o.subject, Subject::Debt(_)) || judge.id(o.subject) == debt;
        let active = |o: &&Outcome| judge.rule(o).is_some_and(|r| r.status == Status::Active && gives(r));
        let ends: Vec<&Outcome> = judge.outcomes.outcomes.iter().filter(active).filter(about).collect();
        let ends: Vec<&Outcome> = ends.into_iter().filter(|o| o.truth.is_met() == absent).collect();
        self.outcomes(&ends, absent);
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
            Subject::Contact(_) => contacts.is_empty() || judge.id(o.subject).is_some_and(|id| contacts.iter().any(|c| c == id)),
            Subject::Debt(_) | Subject::Household => true,
        };
        let of = |o: &&Outcome| judge.rule(o).is_some_and(|r| gives(r));
        let mut ends: Vec<&Outcome> = judge.outcomes.outcomes.iter().filter(of).filter(about).collect();
        ends.sort_by_key(|o| (o.truth.is_met() != absent, std::cmp::Reverse(o.contacts().len())));
        self.outcomes(&ends, true);
    }

    /// One rule for one subject; without `all`, only what keeps it from being met.
    fn outcome(&mut self, outcome: &Outcome, all: bool) {
        let judge = self.judge;
        let Some((rule, compiled)) = judge.engine.program().rule(outcome.rule) else { return };
        self.reasons.push(Reason {
            depth: 0,
            mark: Mark::from(&outcome.truth),
            text: self.headline(outcome, rule),
            place: Some(rule.place),
        });
        let force = outcome.day.map(|day| judge.session.in_force(rule, outcome.subject, day));
        if let Some(force) = force.filter(|f| !f.is_met()) {
            let text = Text::new(
                "这一天规则或所引条文不在施行期内，或者不约束这个对象",
                "on this day neither the rule nor what it cites is in force, or it does not bind this subject",
            );
            self.reasons.push(Reason { depth: 1, mark: Mark::from(&force), text, place: Some(rule.place) });
        }
        let outline = RuleOutline::new(rule, compiled);
        self.count(outcome, rule, outline.only.as_ref());
        for part in outline.when.parts() {
            self.part(part, outcome.subject, 1, all);
        }
        if let Some(unless) = &outline.unless {
            let truth = judge.session.outline(unless, outcome.subject);
            if all || !truth.is_not_met() {
                let because = rule.unless_because.as_deref().unwrap_or_default();
                let text = Text::new(format!("例外 unless {because}"), format!("exception: unless {because}"));
                self.line(1, &truth, Text::new(text.zh.trim_end(), text.en.trim_end()), unless.first_test());
                for part in unless.parts() {
                    self.part(part, outcome.subject, 2, true);
                }
            }
        }
    }

    fn headline(&self, outcome: &Outcome, rule: &Rule) -> Text {
        let ending = self.judge.ending(outcome);
        let id = self.judge.id(outcome.subject).unwrap_or_default();
        let (zh, en) = match outcome.subject {
            Subject::Household => (String::new(), String::new()),
            Subject::Debt(_) => (format!("，债务 {id}"), format!(", debt {id}")),
            Subject::Contact(_) => (format!("，联系 {id}"), format!(", contact {id}")),
        };
        let day = outcome.day.map(|d| d.to_string());
        let on = |zh: &str| day.as_ref().map(|d| format!("{zh}{d}")).unwrap_or_default();
        Text::new(
            format!("规则 {}“{}”{zh}{}：{}", rule.id, rule.title, on("，按 "), ending.zh),
            format!("rule {} ({}){en}{}: {}", rule.id, rule.title, on(", as of "), ending.en),
        )
    }

    /// How contacts were counted, and why others were not.
    fn count(&mut self, outcome: &Outcome, rule: &Rule, only: Option<&Outline<'_>>) {
        let (Some(only), Some(count)) = (only, &rule.count) else { return };
        let vocabulary = &self.judge.engine.rules().vocabulary;
        let limit = format!("{}: {}", count.comparison.word(false), count.limit.written(vocabulary));
        let (contacts, possible, against) = outcome.counted.as_ref().map_or((0, 0, None), |c| {
            (c.contacts.len(), c.possible.len(), c.limit)
        });
        let against = against.map(|l| format!(" = {l}")).unwrap_or_default();
        self.line(
            1,
            &outcome.truth,
            Text::new(
                format!("count: {{ {limit} }} —— 计入 {contacts} 次，另有 {possible} 次未定{against}"),
                format!("count: {{ {limit} }} — {contacts} counted, {possible} uncertain{against}"),
            ),
            None,
        );
        let portfolio = self.judge.session.portfolio;
        for contact in portfolio.contact_subjects().take(CONTACTS_SHOWN) {
            let truth = self.judge.session.outline(only, contact);
            let id = self.judge.id(contact).unwrap_or_default();
            let text = match &truth {
                Truth::Met => Text::new(format!("联系 {id} 计入"), format!("contact {id} counts")),
                Truth::NotMet => Text::new(format!("联系 {id} 不计入"), format!("contact {id} does not count")),
                Truth::NotKnown(_) | Truth::Failed(_) => {
                    Text::new(format!("联系 {id} 是否计入未定"), format!("contact {id} may count"))
                }
            };
            self.line(2, &truth, text, None);
            for part in only.parts() {
                self.part(part, contact, 3, false);
            }
        }
    }

    fn line(&mut self, depth: usize, truth: &Truth, text: Text, test: Option<&Test>) {
        self.reasons.push(Reason { depth, mark: Mark::from(truth), text, place: test.map(|t| t.place) });
    }

    /// A part of a condition and how it came out; without `all`, only where it is not met.
    fn part(&mut self, outline: &Outline<'_>, subject: Subject, depth: usize, all: bool) {
        let truth = self.judge.session.outline(outline, subject);
        if !all && truth.is_met() {
            return;
        }
        let (word, parts) = match &outline.part {
            Part::Test(test, id) => {
                let text = self.tested(test, self.judge.session.looked_at(*id, subject), &truth);
                return self.line(depth, &truth, text, Some(test));
            }
            Part::All(parts) => ("all_of", parts),
            Part::Any(parts) => ("any_of", parts),
            Part::None(parts) => ("none_of", parts),
            Part::AnyDebt(inner) => {
                self.line(depth, &truth, same("any_debt"), outline.first_test());
                for debt in self.judge.session.portfolio.debt_subjects().take(CONTACTS_SHOWN) {
                    let of = self.judge.session.outline(inner, debt);
                    let id = self.judge.id(debt).unwrap_or_default();
                    self.line(depth + 1, &of, Text::new(format!("债务 {id}"), format!("debt {id}")), None);
                    for part in inner.parts() {
                        self.part(part, debt, depth + 2, false);
                    }
                }
                return;
            }
        };
        self.line(depth, &truth, same(word), outline.first_test());
        for part in parts {
            self.part(part, subject, depth + 1, true);
        }
    }

    /// A test with the value that was there and what it was held against.
    fn tested(&self, test: &Test, looked: Option<(Reading<'_>, Vec<Value>)>, truth: &Truth) -> Text {
        let vocabulary = &self.judge.engine.rules().vocabulary;
        let written = test.written(vocabulary);
        let kind = vocabulary.get(test.fact).map_or(FactKind::Text, |f| f.kind.clone());
        let Some((reading, limits)) = looked else { return same(written) };
        let is = match reading {
            Reading::Known(Value::Text(text)) => quoted(text),
            Reading::Known(value) => Text::new(format!("实为 {}", value.wire(&kind)), format!("is {}", value.wire(&kind))),
            Reading::NotKnown(missing) => {
                let names = self.judge.names(&missing);
                Text::new(format!("未知：{}", names.join("、")), format!("not known: {}", names.join(", ")))
            }
            Reading::Failed(reason) => reason.0.clone(),
        };
        let against: Vec<String> = if says_its_limits(&test.matcher) {
            Vec::new()
        } else {
            limits.iter().map(|l| l.wire(&kind)).collect()
        };
        let mut words = vec![is];
        if !against.is_empty() {
            words.push(Text::new(format!("对照 {}", against.join(" 至 ")), format!("against {}", against.join(" to "))));
        }
        if let Truth::Failed(reason) = truth
            && !words.contains(&reason.0)
        {
            words.push(reason.0.clone());
        }
        let words = joined(&words, "，", ", ");
        Text::new(format!("{written} —— {}", words.zh), format!("{written} — {}", words.en))
    }

    /// How a step's day was worked out.
    fn due(&mut self, step: &Step) {
        let Some(due) = &step.due else {
            return self.note(Text::new(
                format!("{} 没有写期限", step.action),
                format!("{} has no due date", step.action),
            ));
        };
        let judge = self.judge;
        let met = judge.outcomes.outcomes.iter().filter(|o| o.truth.is_met());
        let planned = met.filter_map(|o| judge.rule(o).zip(o.day)).find_map(|(rule, day)| {
            step.because.iter().find(|b| b.rule.id == rule.id)?;
            let planned = rule.steps()?.actions.iter().find(|a| a.action.it == step.action)?;
            planned.due.as_ref().map(|d| (d, planned.action.place, day))
        });
        let counted = planned.map_or_else(|| same(""), |(rule, _, day)| self.counted(rule, due, day));
        let result = result(step, due);
        self.reasons.push(Reason {
            depth: 0,
            mark: Mark::Note,
            text: Text::new(
                format!("{}：{}{}", step.action, counted.zh, result.zh),
                format!("{}: {}{}", step.action, counted.en, result.en),
            ),
            place: planned.map(|(_, place, _)| place),
        });
        self.missing(&due.missing.iter().map(|m| m.fact.clone()).collect::<Vec<_>>());
    }

    /// From which day how long is counted.
    fn counted(&self, rule: &DueRule, due: &Due, day: chrono::NaiveDate) -> Text {
        let set = self.judge.engine.rules();
        let fact = |id| set.vocabulary.get(id).map_or("", |f| f.name.as_str());
        match rule {
            DueRule::Today => Text::new("计算当天", "the day of the answer"),
            DueRule::On(id) => Text::new(format!("{} 当天", fact(*id)), format!("on {}", fact(*id))),
            DueRule::Before(id) => {
                Text::new(format!("{} 的前一天", fact(*id)), format!("the day before {}", fact(*id)))
            }
            DueRule::After { quantity, unit, start, .. } => {
                let from = due.counted_from.map_or_else(|| self.judge.answer.as_of.to_string(), |d| d.to_string());
                let start = match start {
                    DueStart::AsOf => "as_of",
                    DueStart::Fact(id) => fact(*id),
                };
                let long = match quantity {
                    Quantity::Number(n) => n.to_string(),
                    Quantity::Value(id) => {
                        let n = set.value_on(id, day).map_or_else(|| "?".to_owned(), |v| v.wire(&FactKind::Count));
                        format!("{n}({id})")
                    }
                };
                let (zh, en) = match unit {
                    LengthUnit::Days => ("日", "days"),
                    LengthUnit::WorkingDays => ("个工作日", "working days"),
                    LengthUnit::Months => ("个月", "months"),
                    LengthUnit::Years => ("年", "years"),
                };
                Text::new(
                    format!("从 {from}({start})的次日起算 {long} {zh}"),
                    format!("{long} {en} from the day after {from} ({start})"),
                )
            }
        }
    }

    fn payment(&mut self, debt: &str) {
        let payments = &self.judge.answer.payments;
        if let Some(held) = payments.held.iter().find(|h| h.debt == debt) {
            return self.note(Text::new(
                format!("债务 {debt} 先不付：{}(规则 {})", held.because, held.rule.id),
                format!("debt {debt} is held back: {} (rule {})", held.because, held.rule.id),
            ));
        }
        let missing: Vec<String> = payments.missing.iter().map(|m| m.fact.clone()).collect();
        self.missing(&missing);
        let Some(line) = payments.lines.iter().find(|l| l.debt == debt) else { return };
        let how = payments.method.iter().find(|t| t.tier == line.tier).map_or("", |t| t.method.as_str());
        let part = |l: &crate::plan::PaymentLine, none: &str| {
            format!("{} {}/{}", l.debt, l.amount.as_deref().unwrap_or(none), l.balance.as_deref().unwrap_or(none))
        };
        let with = |none: &str| {
            payments.lines.iter().filter(|l| l.tier == line.tier).map(|l| part(l, none)).collect::<Vec<_>>().join(" + ")
        };
        let available = payments.available.as_deref().unwrap_or("?");
        self.note(Text::new(
            format!("可还 {available}；{} 一档按 {how}，各笔(付/余额)：{}", line.tier, with("未知")),
            format!("{available} available; tier {} paid {how}, each (paid/balance): {}", line.tier, with("not known")),
        ));
    }

    fn surplus(&mut self) {
        let budget = &self.judge.answer.budget;
        let sum = |none: &str| {
            let [income, essentials, surplus] =
                [&budget.income, &budget.essentials, &budget.surplus].map(|a| a.as_deref().unwrap_or(none).to_owned());
            (income, essentials, surplus)
        };
        let ((i, e, s), (income, essentials, surplus)) = (sum("未知"), sum("not known"));
        self.note(Text::new(
            format!("收入 {i} − 基本生活 {e} = 结余 {s}"),
            format!("income {income} − essentials {essentials} = surplus {surplus}"),
        ));
        self.missing(&budget.missing.iter().map(|m| m.fact.clone()).collect::<Vec<_>>());
    }

    fn question(&mut self, name: &str) {
        let judge = self.judge;
        let Some((id, fact)) = judge.engine.rules().vocabulary.find(name) else { return };
        let portfolio = judge.session.portfolio;
        let subjects = std::iter::once(Subject::Household).chain(portfolio.debt_subjects()).chain(portfolio.contact_subjects());
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

    fn order(&mut self) {
        for line in &self.judge.answer.actions {
            let debt = line.debt.as_deref();
            let due = |none: &str| due_on(&line.next_step).map_or_else(|| none.to_owned(), |d| d.to_string());
            let balance = |none: &str| line.balance.clone().unwrap_or_else(|| none.to_owned());
            let action = &line.next_step.action;
            self.note(Text::new(
                format!(
                    "{}. {}：{}，{action} {}，余额 {}",
                    line.rank,
                    debt.unwrap_or("家庭"),
                    line.band,
                    due("无日期"),
                    balance("未知")
                ),
                format!(
                    "{}. {}: {}, {action} {}, balance {}",
                    line.rank,
                    debt.unwrap_or("household"),
                    line.band,
                    due("no date"),
                    balance("not known")
                ),
            ));
        }
    }
}

/// What came of a due date: the day, and whether it was moved.
fn result(step: &Step, due: &Due) -> Text {
    let Some(on) = due_on(step) else {
        let reason = due.reason.clone().unwrap_or_default();
        return Text::new(format!("，日期未知 {reason}").trim_end(), format!(", day not known {reason}").trim_end());
    };
    let mut text = match due.moved_from {
        Some(from) => Text::new(
            format!("，末日 {from} 是休息日，顺延到 {on}"),
            format!(", ending on {from}, a day off, moved to {on}"),
        ),
        None => Text::new(format!("，到 {on}"), format!(", ending on {on}")),
    };
    if let Some(year) = due.no_calendar_for {
        text.zh.push_str(&format!("，没有 {year} 年的日历，未顺延"));
        text.en.push_str(&format!(", not moved for want of a calendar for {year}"));
    }
    text
}

/// Whether a matcher as written shows what it holds values against.
fn says_its_limits(matcher: &Matcher) -> bool {
    let literal = |o: &Operand| matches!(o, Operand::Literal(_));
    match matcher {
        Matcher::Compare(_, o) => literal(o),
        Matcher::Between(from, to) => literal(from) && literal(to),
        Matcher::Within(..) | Matcher::WithinLast(_) | Matcher::WithinNext(_) | Matcher::OlderThan(_) => false,
        Matcher::Known | Matcher::Unknown | Matcher::OneOf(_) | Matcher::Says(_) => true,
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

/// A text as far as it is repeated.
fn quoted(text: &str) -> Text {
    let shown: String = text.chars().take(TEXT_SHOWN).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    Text::new(format!("原文“{shown}{more}”"), format!("text “{shown}{more}”"))
}
