//! How one rule ended for one subject, condition by condition: what the portfolio holds, what it was held against, and
//! where the condition is written.

use super::Why;
use crate::diagnostic::Text;
use crate::evaluate::{Outcome, Outline, Part, RuleOutline, Truth};
use crate::fact::{FactKind, Reading, Subject, Value};
use crate::rule::{Rule, Test};
use crate::trial::lines::{Mark, Reason};

/// How many contacts or debts are listed one by one.
const SUBJECTS_SHOWN: usize = 8;
/// How many characters of a text are repeated.
const TEXT_SHOWN: usize = 60;

impl Why<'_, '_> {
    /// One rule for one subject; without `all`, only what keeps it from being met.
    pub(super) fn outcome(&mut self, outcome: &Outcome, all: bool) {
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
        let (contacts, possible, against) =
            outcome.counted.as_ref().map_or((0, 0, None), |c| (c.contacts.len(), c.possible.len(), c.limit));
        let against_zh = against.map(|l| format!("，对照 {l}")).unwrap_or_default();
        let against_en = against.map(|l| format!(", against {l}")).unwrap_or_default();
        self.line(
            1,
            &outcome.truth,
            Text::new(
                format!("count: {{ {limit} }} —— 计入 {contacts} 次，另有 {possible} 次未定{against_zh}"),
                format!("count: {{ {limit} }} — {contacts} counted, {possible} uncertain{against_en}"),
            ),
            None,
        );
        let portfolio = self.judge.session.portfolio;
        for contact in portfolio.contact_subjects().take(SUBJECTS_SHOWN) {
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
                self.line(depth, &truth, Text::same("any_debt"), outline.first_test());
                for debt in self.judge.session.portfolio.debt_subjects().take(SUBJECTS_SHOWN) {
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
        self.line(depth, &truth, Text::same(word), outline.first_test());
        for part in parts {
            self.part(part, subject, depth + 1, true);
        }
    }

    /// A test with the value that was there and what it was held against.
    fn tested(&self, test: &Test, looked: Option<(Reading<'_>, Vec<Value>)>, truth: &Truth) -> Text {
        let vocabulary = &self.judge.engine.rules().vocabulary;
        let written = test.written(vocabulary);
        let kind = vocabulary.get(test.fact).map_or(FactKind::Text, |f| f.kind.clone());
        let Some((reading, limits)) = looked else { return Text::same(written) };
        let is = match reading {
            Reading::Known(Value::Text(text)) => quoted(text),
            Reading::Known(value) => {
                Text::new(format!("实为 {}", value.wire(&kind)), format!("is {}", value.wire(&kind)))
            }
            Reading::NotKnown(missing) => {
                let names = self.judge.names(&missing);
                Text::new(format!("未知：{}", names.join("、")), format!("not known: {}", names.join(", ")))
            }
            Reading::Failed(reason) => reason.0.clone(),
        };
        let against: Vec<String> =
            if test.matcher.says_its_limits() { Vec::new() } else { limits.iter().map(|l| l.wire(&kind)).collect() };
        let mut words = vec![is];
        if !against.is_empty() {
            words
                .push(Text::new(format!("对照 {}", against.join(" 至 ")), format!("against {}", against.join(" to "))));
        }
        if let Truth::Failed(reason) = truth
            && !words.contains(&reason.0)
        {
            words.push(reason.0.clone());
        }
        let words = Text::join(&words, "，", ", ");
        Text::new(format!("{written} —— {}", words.zh), format!("{written} — {}", words.en))
    }
}

/// A text as far as it is repeated.
fn quoted(text: &str) -> Text {
    let shown: String = text.chars().take(TEXT_SHOWN).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    Text::new(format!("原文“{shown}{more}”"), format!("text “{shown}{more}”"))
}
