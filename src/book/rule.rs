//! One rule with everything a reviewer wants beside it: its sentence, its law, its values, its cases, what it says.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::values::{ValueView, values_of};
use super::view::{CaseReference, Labelled, RegisteredArticle, articles, cases, place};
use crate::diagnostic::{Language, Text};
use crate::readback::{Figures, Reading, latest_text, read, to_sign};
use crate::rule::{JudgeBy, Rule, RuleEnglish, RuleId, RuleScope, RuleSet, Slot, Status, Template, Then};

/// A rule in parts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleParts {
    /// The rule as sentences, in Chinese and English.
    pub reading: Reading,
    /// The sentence to sign: without today's figures of dated values.
    pub to_sign: String,
    /// What somebody signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<SignedView>,
    /// The exception in its authors' words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unless_because: Option<String>,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unless_because_en: Option<String>,
    /// What it says to the client, slots in 〔 〕.
    pub says: Vec<SaysView>,
    /// The articles it cites, in every version.
    pub articles: Vec<RegisteredArticle>,
    /// The dated values it uses, with their series.
    pub values: Vec<ValueView>,
    /// The cases that test it.
    pub cases: Vec<CaseReference>,
}

/// A sentence somebody signed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignedView {
    /// The sentence.
    pub sentence: String,
    /// Initials.
    #[schema(example = "ZL")]
    pub by: String,
    /// The day.
    pub on: NaiveDate,
}

/// A text for the client.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SaysView {
    /// Which text: `because`, `today`, `above`, `at_line`, `not_above`.
    #[schema(example = "because")]
    pub part: &'static str,
    /// When it is said, for people.
    pub label: Text,
    /// The text.
    pub text: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_en: Option<String>,
}

/// A rule as the book shows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RulePage {
    id: RuleId,
    /// What links point to: a rule that has several periods has several pages.
    pub(super) anchor: String,
    title: String,
    title_en: Option<String>,
    scope: RuleScope,
    status: Status,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    judge_by: JudgeBy,
    strength: Option<Labelled>,
    not_modelled: Option<String>,
    not_modelled_en: Option<String>,
    #[serde(flatten)]
    parts: RuleParts,
    pub(super) file: String,
    line: usize,
}

/// A rule in parts.
pub(crate) fn parts(set: &RuleSet, rule: &Rule) -> RuleParts {
    let breach = matches!(rule.then, Then::Conduct(_));
    RuleParts {
        reading: read(set, rule, Figures::Shown),
        to_sign: to_sign(set, rule),
        signed: rule.reads.as_ref().map(|s| SignedView { sentence: s.sentence.clone(), by: s.by.clone(), on: s.on }),
        unless_because: rule.unless_because.clone(),
        unless_because_en: rule.unless_because_en(),
        says: says(set, rule),
        articles: rule.cite.iter().flat_map(|c| articles(set, &c.it, breach)).collect(),
        values: values_of(set, rule),
        cases: cases(set, rule),
    }
}

/// The page of a rule.
pub(super) fn page(set: &RuleSet, rule: &Rule) -> RulePage {
    let (file, line) = place(set, rule.place);
    let earlier = set.rules.iter().take_while(|r| r.place != rule.place).filter(|r| r.id == rule.id).count();
    let anchor = if earlier == 0 { format!("rule-{}", rule.id) } else { format!("rule-{}--{}", rule.id, earlier + 1) };
    let strength = rule.strength.as_ref().and_then(|s| set.strengths.get(s));
    RulePage {
        id: rule.id.clone(),
        anchor,
        title: rule.title.clone(),
        title_en: rule.title_en(),
        scope: rule.scope,
        status: rule.status,
        from: rule.from,
        until: rule.until,
        judge_by: rule.judge_by,
        strength: strength.map(|s| Labelled { id: s.id.to_string(), label: s.label.clone() }),
        not_modelled: rule.not_modelled.clone(),
        not_modelled_en: rule.not_modelled_en(),
        parts: parts(set, rule),
        file,
        line,
    }
}

/// What a rule says, the English beside it.
pub(crate) fn says(set: &RuleSet, rule: &Rule) -> Vec<SaysView> {
    let mut all = Vec::new();
    let mut say = |part, label: (&str, &str), zh: Option<&Template>, en: fn(&RuleEnglish) -> Option<&Template>| {
        if let Some(template) = zh.filter(|t| !t.pieces.is_empty()) {
            let english = rule.english.as_ref().and_then(en);
            all.push(SaysView {
                part,
                label: Text::new(label.0, label.1),
                text: with_slots(set, template),
                text_en: english.map(|t| with_slots_in(set, t, Language::En)),
            });
        }
    };
    let today = ("最上面的提示", "at the top");
    match &rule.then {
        Then::Triage(steps) => {
            say("because", ("为什么", "why"), Some(&steps.because), |e| e.because.as_ref());
            say("today", today, steps.today.as_ref(), |e| e.today.as_ref());
        }
        Then::Cost(cost) => {
            say("because", ("为什么用这条线", "why this line"), Some(&cost.because), |e| e.because.as_ref());
            say("above", ("高于这条线", "above the line"), Some(&cost.above), |e| e.above.as_ref());
            say("at_line", ("差额只是取整造成的", "at the line"), cost.at_line.as_ref(), |e| {
                e.at_line.as_ref()
            });
            say("not_above", ("没有高于这条线", "not above the line"), cost.not_above.as_ref(), |e| {
                e.not_above.as_ref()
            });
            say("today", today, cost.steps.today.as_ref(), |e| e.today.as_ref());
        }
        Then::Conduct(conduct) => {
            say("because", ("看到了什么", "what was seen"), Some(&conduct.because), |e| e.because.as_ref());
        }
    }
    all
}

/// A text with its slots named in 〔 〕; dated values with their latest figure.
pub(super) fn with_slots(set: &RuleSet, template: &Template) -> String {
    with_slots_in(set, template, Language::Zh)
}

fn with_slots_in(set: &RuleSet, template: &Template, language: Language) -> String {
    template.fill(|slot| {
        let name = match slot {
            Slot::Fact(id) => set.vocabulary.get(*id).map(|f| f.label.clone()).unwrap_or_default(),
            Slot::Value(id) => latest_text(set, id),
            Slot::AsOf => Text::new("计算日", "the day of the answer"),
            Slot::Count => Text::new("次数", "how many"),
            Slot::Limit => Text::new("上限", "the limit"),
            Slot::Day => Text::new("哪一天", "the day"),
            Slot::PlanAmount => Text::new("每月可还", "paid a month"),
            Slot::PlanMonths => Text::new("期数", "months"),
            Slot::PlanStart => Text::new("首次还款日", "first payment"),
            Slot::Law => Text::new("法律名称", "the law"),
        };
        format!("〔{}〕", name.in_language(language))
    })
}
