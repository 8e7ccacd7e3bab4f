//! The answers a question can be given, and what each would bring. Values that bring the same are one answer: a stretch
//! of days or of amounts, told by its edges.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::tried::Effect;
use crate::diagnostic::Text;
use crate::evaluate::Truth;
use crate::fact::{Fact, FactKind, Input, Subject, Value, written};
use crate::plan::Here;
use crate::program::RuleNumber;
use crate::rule::{RuleId, Status};

/// About how many debts or contacts the answers to one question are told.
const MAX_SUBJECTS: usize = 12;

/// An answer a question can be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PossibleAnswer {
    /// A value as a request gives it; of a stretch, one that lies in it.
    #[schema(value_type = serde_json::Value)]
    pub value: Input,
    /// The answer for people.
    #[schema(example = "是")]
    pub label: String,
    /// The same in English.
    #[schema(example = "yes")]
    pub label_en: String,
    /// The debt it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt: Option<String>,
    /// The contact it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// The rules that would then apply.
    pub brings: Vec<Bring>,
    /// The rules that would then be ruled out.
    pub rules_out: Vec<Bring>,
    /// How many rules would still hang on other facts.
    pub still_open: usize,
}

/// A rule that an answer decides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Bring {
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// The debt it is about, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt: Option<String>,
    /// The contact it is about, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

/// What values have in common that are one answer.
#[derive(PartialEq, Eq)]
struct Alike {
    brings: BTreeSet<(RuleNumber, Subject)>,
    rules_out: BTreeSet<(RuleNumber, Subject)>,
    still_open: usize,
}

pub(super) fn answers(
    here: &Here<'_>,
    declared: &Fact,
    of_subjects: &BTreeMap<Subject, Vec<Effect>>,
) -> Vec<PossibleAnswer> {
    if matches!(declared.kind, FactKind::Text) {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (subject, effects) in of_subjects.iter().take(MAX_SUBJECTS) {
        let mut groups: Vec<(Alike, Vec<&Effect>)> = Vec::new();
        for effect in effects {
            let alike = alike(here, effect);
            match groups.last_mut().filter(|(a, _)| *a == alike && has_order(&declared.kind)) {
                Some((_, same)) => same.push(effect),
                None => groups.push((alike, vec![effect])),
            }
        }
        let count = groups.len();
        for (i, (alike, same)) in groups.iter().enumerate() {
            all.extend(answer(here, declared, *subject, alike, same, (i == 0, i + 1 == count)));
        }
    }
    all
}

/// Whether values of a kind make up stretches.
pub(super) fn has_order(kind: &FactKind) -> bool {
    match kind {
        FactKind::Amount | FactKind::Rate | FactKind::Count | FactKind::Date => true,
        FactKind::YesNo
        | FactKind::Choice(_)
        | FactKind::Choices(_)
        | FactKind::Instant
        | FactKind::Time
        | FactKind::Text
        | FactKind::Records(_) => false,
    }
}

fn alike(here: &Here<'_>, effect: &Effect) -> Alike {
    let active = |rule: &RuleNumber| here.session.program.rule(*rule).is_some_and(|(r, _)| r.status == Status::Active);
    let mut alike = Alike { brings: BTreeSet::new(), rules_out: BTreeSet::new(), still_open: 0 };
    for turned in effect.turned.iter().filter(|t| active(&t.rule)) {
        match turned.now {
            Truth::Met => drop(alike.brings.insert((turned.rule, turned.subject))),
            Truth::NotMet => drop(alike.rules_out.insert((turned.rule, turned.subject))),
            Truth::NotKnown(_) => alike.still_open += 1,
            Truth::Failed(_) => {}
        }
    }
    for (rule, found) in effect.recounted.iter().filter(|(rule, _)| active(rule)) {
        let met = |subject: Subject| (*rule, subject);
        alike.brings.extend(found.iter().filter(|o| o.truth.is_met()).map(|o| met(o.subject)));
        if found.is_empty() {
            let before = here.outcomes.outcomes.iter().filter(|o| o.rule == *rule);
            alike.rules_out.extend(before.map(|o| met(o.subject)));
        }
    }
    alike
}

fn answer(
    here: &Here<'_>,
    declared: &Fact,
    subject: Subject,
    alike: &Alike,
    same: &[&Effect],
    (first, last): (bool, bool),
) -> Option<PossibleAnswer> {
    let (low, high) = (same.first()?, same.last()?);
    let label = label(&declared.kind, &low.value, &high.value, first, last);
    // Of the lowest stretch the value at its edge, of all others their first.
    let told = if first && !last { high } else { low };
    Some(PossibleAnswer {
        value: written(&told.value, &declared.kind)?,
        label: label.zh,
        label_en: label.en,
        debt: here.debt_id(subject),
        contact: here.contact_id(subject),
        brings: alike.brings.iter().filter_map(|(rule, of)| bring(here, *rule, *of)).collect(),
        rules_out: alike.rules_out.iter().filter_map(|(rule, of)| bring(here, *rule, *of)).collect(),
        still_open: alike.still_open,
    })
}

fn bring(here: &Here<'_>, rule: RuleNumber, subject: Subject) -> Option<Bring> {
    let (rule, _) = here.session.program.rule(rule)?;
    Some(Bring {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        title_en: rule.title_en(),
        debt: here.debt_id(subject),
        contact: here.contact_id(subject),
    })
}

/// A value, or a stretch of values by its edges.
fn label(kind: &FactKind, low: &Value, high: &Value, first: bool, last: bool) -> Text {
    use crate::diagnostic::Language::{En, Zh};
    let (zh, en) = (|v: &Value| shown(v, kind, Zh), |v: &Value| shown(v, kind, En));
    let dates = matches!(kind, FactKind::Date) && *low != Value::Never && *high != Value::Never;
    match (has_order(kind), first, last) {
        (false, ..) => Text::new(zh(low), en(low)),
        (true, true, true) => Text::new("不论多少、哪一天", "whatever it is"),
        (true, true, false) if dates => Text::new(format!("{} 或更早", zh(high)), format!("on or before {}", en(high))),
        (true, false, true) if dates => Text::new(format!("{} 或更晚", zh(low)), format!("on or after {}", en(low))),
        (true, true, false) => Text::new(format!("不超过 {}", zh(high)), format!("up to {}", en(high))),
        (true, false, true) => Text::new(format!("{} 或更多", zh(low)), format!("{} or more", en(low))),
        (true, false, false) if low == high => Text::new(zh(low), en(low)),
        (true, false, false) => {
            Text::new(format!("{} 至 {}", zh(low), zh(high)), format!("from {} to {}", en(low), en(high)))
        }
    }
}

fn shown(value: &Value, kind: &FactKind, language: crate::diagnostic::Language) -> String {
    let (Value::Records(rows), FactKind::Records(fields)) = (value, kind) else {
        return value.show_in(kind, language);
    };
    let amount = fields.iter().position(|f| f.name == "amount");
    let amounts: Vec<String> = rows
        .iter()
        .filter_map(|row| row.get(amount?)?.as_ref())
        .map(|v| v.show_in(&FactKind::Amount, language))
        .collect();
    match (amounts.is_empty(), language) {
        (true, _) => value.show_in(kind, language),
        (false, crate::diagnostic::Language::Zh) => format!("每月 {} 元", amounts.join("、")),
        (false, crate::diagnostic::Language::En) => format!("{} yuan a month", amounts.join(", ")),
    }
}
