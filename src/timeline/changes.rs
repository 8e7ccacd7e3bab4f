//! Two states held against each other, in words: sentences from the titles of rules, steps and bands, with short frames.

use chrono::NaiveDate;

use super::law::LawDays;
use super::live::Stand;
use super::state::{Line, Place, State};
use super::{ChangeKind, TimelineChange};
use crate::diagnostic::Text;
use crate::fact::Subject;
use crate::plan::Here;
use crate::program::RuleNumber;
use crate::readback::{figure, numbered};
use crate::rule::{ActionId, Rule, RuleId, RuleSet, ValueId};

/// A day and the day before it.
pub(super) struct Comparing<'c> {
    pub(super) here: &'c Here<'c>,
    pub(super) law: &'c LawDays,
    pub(super) day: NaiveDate,
    pub(super) before: &'c State,
    pub(super) after: &'c State,
}

/// Words in Chinese, and in English where what they name has an English title.
struct Named {
    zh: String,
    en: Option<String>,
}

impl Comparing<'_> {
    /// Everything that differs, deadlines first.
    pub(super) fn changes(&self) -> Vec<TimelineChange> {
        let mut all = Vec::new();
        self.passed(&mut all);
        self.near(&mut all);
        self.values(&mut all);
        self.articles(&mut all);
        self.rules(&mut all);
        self.next_steps(&mut all);
        self.payments(&mut all);
        self.order(&mut all);
        all
    }

    fn set(&self) -> &RuleSet {
        &self.here.session.program.set
    }

    fn rule(&self, number: RuleNumber) -> Option<&Rule> {
        self.here.session.program.rule(number).map(|(rule, _)| rule)
    }

    fn change(
        &self,
        kind: ChangeKind,
        subject: Subject,
        rule: Option<RuleNumber>,
        zh: String,
        en: Option<String>,
    ) -> TimelineChange {
        let rule: Option<RuleId> = rule.and_then(|number| self.rule(number)).map(|rule| rule.id.clone());
        let (debt, contact) = (self.here.debt_id(subject), self.here.contact_id(subject));
        TimelineChange { kind, text: zh, text_en: en, debt, contact, rule }
    }

    fn action(&self, id: &ActionId) -> Named {
        let action = self.set().actions.get(id);
        Named {
            zh: action.map_or_else(|| id.to_string(), |a| a.title.clone()),
            en: action.and_then(crate::rule::Action::title_en),
        }
    }

    fn band(&self, position: usize) -> Named {
        let band = self.set().bands.get_index(position).map(|(_, band)| band);
        Named { zh: band.map_or_else(String::new, |b| b.title.clone()), en: band.and_then(crate::rule::Band::title_en) }
    }

    /// The last day of a step, or a day worked out, was yesterday.
    fn passed(&self, all: &mut Vec<TimelineChange>) {
        let yesterday = self.day.pred_opt();
        for ((subject, action), step) in &self.before.steps {
            if let Some(on) = step.due.filter(|on| Some(*on) == yesterday) {
                let name = self.action(action);
                let en = name.en.map(|title| format!("the last day for “{title}”, {on}, has passed"));
                let zh = format!("“{}”的期限 {on} 已过", name.zh);
                all.push(self.change(ChangeKind::DeadlinePasses, *subject, Some(step.rule), zh, en));
            }
        }
        for ((subject, fact), on) in &self.before.worked_out {
            if let Some(fact) = self.set().vocabulary.get(*fact).filter(|_| Some(*on) == yesterday) {
                let Text { zh, en } = &fact.label;
                let (zh, en) = (format!("{zh} {on} 已过"), format!("{en}: {on} has passed"));
                all.push(self.change(ChangeKind::DeadlinePasses, *subject, None, zh, Some(en)));
            }
        }
    }

    /// A day that is still to come has entered the horizon of its band.
    fn near(&self, all: &mut Vec<TimelineChange>) {
        for (key @ (subject, action), step) in &self.after.steps {
            let Some(on) = step.due.filter(|on| self.day <= *on) else { continue };
            let was = self.before.steps.get(key).filter(|was| was.due == Some(on));
            if was.is_some_and(|was| step.urgency.0 < was.urgency.0) {
                let (name, band) = (self.action(action), self.band(step.urgency.0));
                let left = (on - self.day).num_days();
                let zh = format!("“{}”的期限 {on} 还有 {left} 天，进入“{}”", name.zh, band.zh);
                let en = name.en.zip(band.en).map(|(name, band)| {
                    format!("{left} days are left for “{name}”, until {on}; it now stands under “{band}”")
                });
                all.push(self.change(ChangeKind::DeadlineNear, *subject, Some(step.rule), zh, en));
            }
        }
    }

    fn values(&self, all: &mut Vec<TimelineChange>) {
        for (id, (days, resting)) in &self.law.values {
            let here = resting.iter().find(|r| r.holds(self.after)).or_else(|| {
                // A rule that ends with the value still says what it was.
                resting.iter().find(|r| r.holds(self.before))
            });
            let Some(first) = here.filter(|_| days.contains(&self.day)) else { continue };
            let Some(value) = self.set().values.get(id) else { continue };
            let shown = |day: Option<NaiveDate>| day.map(|day| self.figure(id, day));
            let (Some(was), Some(is)) = (shown(self.day.pred_opt()), shown(Some(self.day))) else { continue };
            if was.zh == is.zh {
                continue;
            }
            let zh = format!("“{}”由 {} 变为 {}", value.title, was.zh, is.zh);
            let en = format!("`{id}` changes from {} to {}", was.en, is.en);
            let mut subjects: Vec<Subject> = resting.iter().map(|r| r.subject).collect();
            subjects.dedup();
            // What several debts rest on is said once, of none of them.
            let subject = if subjects.len() == 1 { first.subject } else { Subject::Household };
            all.push(self.change(ChangeKind::ValueChanges, subject, Some(first.rule), zh, Some(en)));
        }
    }

    /// A value on a day; of a value that differs from place to place, the one for where the household lives.
    fn figure(&self, id: &ValueId, day: NaiveDate) -> Text {
        let set = self.set();
        let value = set.value_on(id, day).or_else(|| {
            let declared = set.values.get(id)?;
            let crate::rule::ValueSource::ByOption { by, .. } = &declared.source else { return None };
            let (fact, place) = set.vocabulary.find(&by.it)?;
            let crate::fact::Value::Choice(i) = self.here.session.value(fact, Subject::Household)? else { return None };
            let option = place.kind.choices().get(*i)?;
            declared.option_on(&option.name, day).map(|entry| entry.value.clone())
        });
        let none = || Text::new("没有", "nothing");
        match (value, set.values.get(id)) {
            (Some(value), Some(declared)) => figure(&value, declared.unit),
            _ => none(),
        }
    }

    fn articles(&self, all: &mut Vec<TimelineChange>) {
        for (citation, (days, resting)) in &self.law.articles {
            let holds = |r: &&super::law::Resting| r.holds(self.before) && r.holds(self.after);
            let Some(first) = resting.iter().find(holds).filter(|_| days.contains(&self.day)) else { continue };
            let Some(law) = self.set().laws.get(&citation.law) else { continue };
            let was = self.day.pred_opt().and_then(|day| law.article_on(&citation.article, day));
            let is = law.article_on(&citation.article, self.day);
            let number = |n: &str| numbered(n);
            let title = &law.title;
            let (zh, en) = match (was, is) {
                (Some(was), Some(is)) => {
                    let (was, is) = (number(was.number), number(is.number));
                    (
                        format!("《{title}》新文本施行，{}改为{}", was.zh, is.zh),
                        format!("a new text of `{}` is in force: {} becomes {}", citation.law, was.en, is.en),
                    )
                }
                (Some(was), None) => {
                    let was = number(was.number);
                    (
                        format!("《{title}》{}不再施行", was.zh),
                        format!("{} of `{}` is no longer in force", was.en, citation.law),
                    )
                }
                (None, Some(is)) => {
                    let is = number(is.number);
                    (
                        format!("《{title}》{}开始施行", is.zh),
                        format!("{} of `{}` comes into force", is.en, citation.law),
                    )
                }
                (None, None) => continue,
            };
            all.push(self.change(ChangeKind::LawChanges, Subject::Household, Some(first.rule), zh, Some(en)));
        }
    }

    fn rules(&self, all: &mut Vec<TimelineChange>) {
        let (before, after) = (&self.before.rules, &self.after.rules);
        let mut keys: Vec<&(RuleNumber, Subject)> = before.keys().chain(after.keys()).collect();
        keys.sort_unstable_by_key(|(number, subject)| (*subject, *number));
        keys.dedup();
        for key in keys {
            let of = |state: &std::collections::BTreeMap<(RuleNumber, Subject), Stand>| {
                state.get(key).copied().unwrap_or(Stand::NotMet)
            };
            let Some(rule) = self.rule(key.0) else { continue };
            let (kind, zh, en) = match (of(before), of(after)) {
                (was, is) if was == is => continue,
                (_, Stand::Met) => (ChangeKind::RuleBeginsToApply, "从这天起适用", "applies from this day"),
                (Stand::Open, _) => (ChangeKind::RuleCeasesToApply, "不会再适用", "can no longer apply"),
                (Stand::Met, Stand::Open) => {
                    (ChangeKind::RuleCeasesToApply, "从这天起不一定还适用", "may no longer apply from this day")
                }
                (Stand::Met, Stand::NotMet) => {
                    (ChangeKind::RuleCeasesToApply, "从这天起不再适用", "no longer applies from this day")
                }
                (Stand::NotMet, _) => (
                    ChangeKind::RuleBeginsToApply,
                    "从这天起可能适用，要先弄清还缺的事实",
                    "may apply from this day, once what is missing is known",
                ),
            };
            let (zh, en) = (format!("{zh}：{}", rule.title), rule.title_en().map(|title| format!("{en}: {title}")));
            all.push(self.change(kind, key.1, Some(key.0), zh, en));
        }
    }

    fn next_steps(&self, all: &mut Vec<TimelineChange>) {
        let (before, after) = (&self.before.next, &self.after.next);
        let subjects: std::collections::BTreeSet<&Subject> = before.keys().chain(after.keys()).collect();
        for subject in subjects {
            let (was, is) = (before.get(subject), after.get(subject));
            if was == is {
                continue;
            }
            let step = is.and_then(|(action, _)| self.after.steps.get(&(*subject, action.clone())));
            let (zh, en) = match (was, is) {
                (Some((was, from)), Some((is, to))) if was == is => {
                    let near = |c: &TimelineChange| {
                        c.kind == ChangeKind::DeadlineNear && c.debt == self.here.debt_id(*subject)
                    };
                    // That its day is near has been said.
                    if all.iter().any(near) {
                        continue;
                    }
                    let (step, from, to) = (self.action(is), self.band(*from), self.band(*to));
                    let en = step.en.zip(from.en.zip(to.en));
                    (
                        format!("下一步仍是“{}”，由“{}”改列“{}”", step.zh, from.zh, to.zh),
                        en.map(|(step, (from, to))| {
                            format!("the next step is still “{step}”; it moves from “{from}” to “{to}”")
                        }),
                    )
                }
                (was, Some((is, _))) => {
                    let by = step.and_then(|step| step.due);
                    let by_zh = by.map(|on| format!("({on} 前)")).unwrap_or_default();
                    let by_en = by.map(|on| format!(" (by {on})")).unwrap_or_default();
                    let is = self.action(is);
                    match was.map(|(was, _)| self.action(was)) {
                        Some(was) => (
                            format!("下一步由“{}”变为“{}”{by_zh}", was.zh, is.zh),
                            was.en
                                .zip(is.en)
                                .map(|(was, is)| format!("the next step changes from “{was}” to “{is}”{by_en}")),
                        ),
                        None => (
                            format!("要办的第一步：“{}”{by_zh}", is.zh),
                            is.en.map(|is| format!("there is a first step now: “{is}”{by_en}")),
                        ),
                    }
                }
                (Some((was, _)), None) => {
                    let was = self.action(was);
                    let en = was.en.map(|was| format!("“{was}” falls away; no step is left"));
                    (format!("“{}”不用再办，没有别的要办", was.zh), en)
                }
                (None, None) => continue,
            };
            all.push(self.change(ChangeKind::NextStepChanges, *subject, step.map(|s| s.rule), zh, en));
        }
    }

    fn payments(&self, all: &mut Vec<TimelineChange>) {
        let named = |place: &Place| match place {
            Place::Held => Named { zh: "先不付".to_owned(), en: Some("not paid for now".to_owned()) },
            Place::Tier(id) => {
                let tier = self.set().tiers.get(id);
                Named {
                    zh: tier.map_or_else(|| id.to_string(), |t| t.title.clone()),
                    en: tier.and_then(crate::rule::PaymentTier::title_en),
                }
            }
        };
        for (subject, place) in &self.after.places {
            let Some(was) = self.before.places.get(subject).filter(|was| *was != place) else { continue };
            let (was, is) = (named(was), named(place));
            let zh = format!("付款由“{}”改为“{}”", was.zh, is.zh);
            let en = was.en.zip(is.en).map(|(was, is)| format!("in the payments it moves from “{was}” to “{is}”"));
            all.push(self.change(ChangeKind::PaymentChanges, *subject, None, zh, en));
        }
    }

    /// Of the lines there on both days, the first that now stands before one it stood behind.
    fn order(&self, all: &mut Vec<TimelineChange>) {
        let place = |line: &Line| self.before.order.iter().position(|l| l == line);
        let kept: Vec<(&Line, usize)> = self.after.order.iter().filter_map(|line| Some((line, place(line)?))).collect();
        let overtaken = kept.iter().enumerate().find_map(|(i, (line, was))| {
            let others = kept.iter().skip(i + 1).filter(|(_, other)| other < was);
            others.min_by_key(|(_, other)| *other).map(|(other, _)| (*line, *other))
        });
        if let Some((line, other)) = overtaken {
            let (one, two) = (self.line(line), self.line(other));
            let zh = format!("先办次序：{}排到{}前面", one.zh, two.zh);
            let en =
                one.en.zip(two.en).map(|(one, two)| format!("in the order of steps {one} now stands before {two}"));
            all.push(self.change(ChangeKind::RankChanges, line.0, None, zh, en));
        }
    }

    fn line(&self, (subject, action): &Line) -> Named {
        match (self.here.debt_id(*subject), action) {
            (Some(debt), _) => Named { zh: format!("债务 {debt} "), en: Some(format!("debt {debt}")) },
            (None, Some(action)) => {
                let Named { zh, en } = self.action(action);
                Named { zh: format!("“{zh}”"), en: en.map(|en| format!("“{en}”")) }
            }
            (None, None) => Named { zh: "家庭".to_owned(), en: Some("the household".to_owned()) },
        }
    }
}
