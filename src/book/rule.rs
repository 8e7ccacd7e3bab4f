//! One rule with everything a reviewer wants beside it: its sentence, its law, its values, its cases, what it says.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::values::{ValueView, values_of};
use super::view::{CaseReference, Labelled, RegisteredArticle, articles, cases, place};
use crate::diagnostic::Text;
use crate::readback::{Figures, Reading, latest_text, read, to_sign};
use crate::rule::{JudgeBy, Rule, RuleId, RuleScope, RuleSet, Slot, Status, Template, Then};

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
}

/// A rule as the book shows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RulePage {
    id: RuleId,
    /// What links point to: a rule that has several periods has several pages.
    pub(super) anchor: String,
    title: String,
    scope: RuleScope,
    status: Status,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    judge_by: JudgeBy,
    strength: Option<Labelled>,
    not_modelled: Option<String>,
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
        scope: rule.scope,
        status: rule.status,
        from: rule.from,
        until: rule.until,
        judge_by: rule.judge_by,
        strength: strength.map(|s| Labelled { id: s.id.to_string(), label: s.label.clone() }),
        not_modelled: rule.not_modelled.clone(),
        parts: parts(set, rule),
        file,
        line,
    }
}

fn says(set: &RuleSet, rule: &Rule) -> Vec<SaysView> {
    let mut all = Vec::new();
    let mut say = |part, zh: &str, en: &str, template: Option<&Template>| {
        if let Some(template) = template.filter(|t| !t.pieces.is_empty()) {
            all.push(SaysView { part, label: Text::new(zh, en), text: with_slots(set, template) });
        }
    };
    match &rule.then {
        Then::Triage(steps) => {
            say("because", "为什么", "why", Some(&steps.because));
            say("today", "最上面的提示", "at the top", steps.today.as_ref());
        }
        Then::Cost(cost) => {
            say("because", "为什么用这条线", "why this line", Some(&cost.because));
            say("above", "高于这条线", "above the line", Some(&cost.above));
            say("at_line", "差额只是取整造成的", "at the line", cost.at_line.as_ref());
            say("not_above", "没有高于这条线", "not above the line", cost.not_above.as_ref());
            say("today", "最上面的提示", "at the top", cost.steps.today.as_ref());
        }
        Then::Conduct(conduct) => say("because", "看到了什么", "what was seen", Some(&conduct.because)),
    }
    all
}

/// A text with its slots named in 〔 〕; dated values with their latest figure.
pub(super) fn with_slots(set: &RuleSet, template: &Template) -> String {
    template.fill(|slot| {
        let name = match slot {
            Slot::Fact(id) => set.vocabulary.get(*id).map(|f| f.label.zh.clone()).unwrap_or_default(),
            Slot::Value(id) => latest_text(set, id),
            Slot::AsOf => "计算日".to_owned(),
            Slot::Count => "次数".to_owned(),
            Slot::Limit => "上限".to_owned(),
            Slot::Day => "哪一天".to_owned(),
            Slot::PlanAmount => "每月可还".to_owned(),
            Slot::PlanMonths => "期数".to_owned(),
            Slot::PlanStart => "首次还款日".to_owned(),
            Slot::Law => "法律名称".to_owned(),
        };
        format!("〔{name}〕")
    })
}
