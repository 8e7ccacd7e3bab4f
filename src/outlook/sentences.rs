//! What would change something, in a sentence: if this turns out or is done, then that.

use super::candidates::Candidate;
use super::tried::Line;
use super::would_change::By;
use crate::diagnostic::{Language, Text};
use crate::evaluate::Outcome;
use crate::fact::{Fact, FactKind, Precision, Subject, Value};
use crate::plan::Here;
use crate::rule::Then;

/// If this, then that.
pub(super) fn if_then(here: &Here<'_>, by: By, with: &[Candidate], then: &Text) -> Text {
    let parts: Vec<Text> = with.iter().filter_map(|c| part(here, c)).collect();
    let zh: Vec<&str> = parts.iter().map(|p| p.zh.as_str()).collect();
    let en: Vec<&str> = parts.iter().map(|p| p.en.as_str()).collect();
    let (zh, en) = (zh.join("，并且"), en.join(", and "));
    match by {
        By::Act => {
            Text::new(format!("如果做到：{zh}，{}", then.zh), format!("If this is done: {en}, then {}", then.en))
        }
        By::FindOut => Text::new(
            format!("如果查明并有证据证明：{zh}，{}", then.zh),
            format!("If it turns out, with proof, that {en}, then {}", then.en),
        ),
    }
}

/// One fact as it would be: of whom, and what.
fn part(here: &Here<'_>, candidate: &Candidate) -> Option<Text> {
    let set = &here.session.program.set;
    let declared = set.vocabulary.get(candidate.fact)?;
    let whose = whose(here, candidate.subject);
    let what = what(here, declared, candidate);
    Some(Text::new(format!("{}{}", whose.zh, what.zh), format!("{}{}", whose.en, what.en)))
}

fn what(here: &Here<'_>, declared: &Fact, candidate: &Candidate) -> Text {
    let facts = &here.session.program.set.engine_facts;
    if candidate.fact == facts.contact_creditor_group {
        return Text::new("不是这家债权人或者它委托的机构打的", "was not made by this creditor or its agencies");
    }
    let sentence = match candidate.value {
        Value::YesNo(true) => declared.if_true.as_ref(),
        Value::YesNo(false) => declared.if_false.as_ref(),
        _ => None,
    };
    if let Some(sentence) = sentence {
        return sentence.clone();
    }
    let shown = |value: &Value, language: Language| value.show_in(&declared.kind, language);
    let unit = if matches!(declared.kind, FactKind::Amount) { " 元" } else { "" };
    let now = here.session.value(candidate.fact, candidate.subject);
    let was = |language: Language| now.map(|v| shown(v, language));
    let (zh, en) = (was(Language::Zh).unwrap_or_default(), was(Language::En).unwrap_or_default());
    Text::new(
        format!("“{}”是 {}{unit}(现在填的是 {zh}{unit})", declared.label.zh, shown(&candidate.value, Language::Zh)),
        format!("“{}” is {} (given as {en})", declared.label.en, shown(&candidate.value, Language::En)),
    )
}

/// Whose fact it is, where that has to be said.
fn whose(here: &Here<'_>, subject: Subject) -> Text {
    let set = &here.session.program.set;
    match subject {
        Subject::Household => Text::new("", ""),
        Subject::Debt(_) => {
            let id = here.debt_id(subject).unwrap_or_default();
            let name = here.platform_name(subject).map_or_else(|| id.clone(), |name| format!("{name}({id})"));
            Text::new(format!("{name}这笔："), format!("of {name}: "))
        }
        Subject::Contact(_) => {
            let id = here.contact_id(subject).unwrap_or_default();
            let at = match here.session.value(set.engine_facts.at, subject) {
                Some(Value::Instant(m)) if m.precision == Precision::Day => m.date().to_string(),
                Some(Value::Instant(m)) => m.at.format("%Y-%m-%d %H:%M").to_string(),
                _ => String::new(),
            };
            let space = if at.is_empty() { "" } else { " " };
            Text::new(format!("{at}{space}的联系({id})"), format!("the contact of {at}{space}({id}): "))
        }
    }
}

/// That what an outcome found would not be found.
pub(super) fn not_found(here: &Here<'_>, outcome: &Outcome) -> Option<Text> {
    let set = &here.session.program.set;
    let (rule, _) = here.session.program.rule(outcome.rule)?;
    let (title, title_en) = match &rule.then {
        Then::Conduct(then) => set.behaviours.get(&then.behaviour.it).map(|b| (b.title.clone(), b.title_en()))?,
        Then::Triage(_) | Then::Cost(_) => (rule.title.clone(), rule.title_en()),
    };
    let title_en = title_en.unwrap_or_else(|| title.clone());
    Some(match &outcome.counted {
        Some(counted) => {
            let limit = counted.limit.unwrap_or_default();
            Text::new(
                format!("这一段的次数就不再越过 {limit} 次这条线，“{title}”不成立"),
                format!("the count no longer passes the line of {limit}, and “{title_en}” does not hold"),
            )
        }
        None => Text::new(format!("“{title}”就不成立"), format!("“{title_en}” does not hold")),
    })
}

/// That another step would come next.
pub(super) fn other_step(here: &Here<'_>, line: &Line, instead: Option<&Line>) -> Text {
    let actions = &here.session.program.set.actions;
    let title = |line: &Line| {
        let action = actions.get_index(line.action).map(|(_, a)| a);
        let zh = action.map(|a| a.title.clone()).unwrap_or_default();
        let en = action.and_then(crate::rule::Action::title_en).unwrap_or_else(|| zh.clone());
        Text::new(zh, en)
    };
    let now = title(line);
    match instead.map(title) {
        Some(next) => Text::new(
            format!("下一步就不是“{}”，而是“{}”", now.zh, next.zh),
            format!("the next step is not “{}” but “{}”", now.en, next.en),
        ),
        None => Text::new(format!("就不用“{}”", now.zh), format!("“{}” is not needed", now.en)),
    }
}

/// That a debt would have another place.
pub(super) fn other_place(here: &Here<'_>, subject: Subject, from: usize, to: usize) -> Text {
    let id = here.debt_id(subject).unwrap_or_default();
    let name = here.platform_name(subject).map_or_else(|| id.clone(), |name| format!("{name}({id})"));
    Text::new(
        format!("在各笔债里，{name}从第 {from} 位变为第 {to} 位"),
        format!("among the debts {name} moves from place {from} to place {to}"),
    )
}
