//! Dated values that a rule reads on days for which there is none, and values that speak as law though nobody checked
//! them.

use indexmap::IndexSet;

use crate::diagnostic::Diagnostic;
use crate::rule::{DatedEntry, DatedValue, Rule, RuleSet, Status, Uses, ValueSource};

pub(super) fn check(set: &RuleSet, notes: &mut Vec<Diagnostic>) {
    let mut in_use = IndexSet::new();
    for rule in set.rules.iter().filter(|r| r.status != Status::Retired) {
        let used = Uses::of(rule).values;
        for value in used.iter().filter_map(|id| set.values.get(id)) {
            covers(set, rule, value, notes);
        }
        in_use.extend(used);
    }
    for value in set.values.values().filter(|v| (in_use.contains(&v.id) || v.is_table()) && !v.cite.is_empty()) {
        unchecked(value, notes);
    }
}

/// Whether a value is there on every day on which a rule holds.
fn covers(set: &RuleSet, rule: &Rule, value: &DatedValue, notes: &mut Vec<Diagnostic>) {
    let Some((first, last)) = set.base_of(&value.id).and_then(DatedValue::period) else { return };
    // A rule judged by a day of the debt reads values of long ago; which ones its condition says.
    let late = rule.from.filter(|from| *from < first && !rule.judge_by.is_of_debt());
    let early = last.filter(|last| rule.until.is_none_or(|until| *last < until) && !rule.judge_by.is_of_debt());
    let Some(bare) = late.or(early) else { return };
    let shown = last.map_or_else(|| "…".to_owned(), |l| l.to_string());
    notes.push(
        Diagnostic::warning(
            "value-not-in-force",
            rule.place,
            format!("规则 `{}` 用到的数值 `{}` 不是一直都有：{bare} 就没有", rule.id, value.id),
            format!(
                "the rule `{}` reads `{}`, which has no value on some of its days, such as {bare}",
                rule.id, value.id
            ),
        )
        .also(value.place, format!("数值从 {first} 到 {shown}"), format!("the value goes from {first} to {shown}"))
        .help(
            "补上那段时间的数值，或用 from / until 限定规则",
            "add the missing stretch, or limit the rule with from / until",
        ),
    );
}

/// A value that cites law and says nowhere how it was checked.
fn unchecked(value: &DatedValue, notes: &mut Vec<Diagnostic>) {
    let entries: Vec<&DatedEntry> = match &value.source {
        ValueSource::Series(entries) => entries.iter().collect(),
        ValueSource::ByOption { options, .. } => options.values().flat_map(|s| &s.entries).collect(),
        ValueSource::Multiple { .. } => return,
    };
    if let Some(entry) = entries.into_iter().find(|e| e.checked.is_none()) {
        notes.push(
            Diagnostic::warning(
                "value-unchecked",
                entry.place,
                format!("数值 `{}` 从 {} 起的一段没有写核对记录", value.id, entry.from),
                format!("nobody says how the stretch of `{}` from {} was checked", value.id, entry.from),
            )
            .help(
                "加上 `checked: { on: 日期, how: full_text }`，没见过原文就如实写 memory",
                "add `checked: { on: date, how: full_text }`; where nobody has seen the text, say `memory`",
            ),
        );
    }
}
