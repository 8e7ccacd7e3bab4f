//! Texts with slots: every slot stands for something that can be filled where the text is used.

use super::Known;
use super::names::{Noun, fact_meant, unknown};
use super::values::is_a_table;
use crate::diagnostic::Diagnostic;
use crate::fact::FactScope;
use crate::rule::{Slot, Template, TemplateError, ValueId};
use crate::source::{Place, SourceFile, Span};
use crate::syntax::{Notes, TextDraft};

/// Where a text is used, which decides what can be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// A rule of this scope.
    Rule(FactScope),
    /// A rule on contacts counted together.
    Counted,
    /// A letter on a debt.
    Letter,
    /// The wording of a level of force.
    Wording,
}

/// Looks up the slots of a text.
pub(super) fn template(draft: &TextDraft, used: Use, known: &Known<'_>, notes: &mut Notes) -> Template {
    match Template::parse(&draft.0.it, |name| slot(name, used, known)) {
        Ok(template) => template,
        Err(errors) => {
            for error in errors {
                notes.push(match error {
                    TemplateError::Unclosed(name) => Diagnostic::error(
                        "slot-unclosed",
                        place(&name, draft, known, |before, after| before.ends_with("{{") && !after.starts_with("}}")),
                        "`{{` 没有对应的 `}}`",
                        "`{{` without `}}`",
                    )
                    .help("补上 `}}`，如 `{{ debt.balance }}`", "add `}}`, as in `{{ debt.balance }}`"),
                    TemplateError::SingleBraces(name) => Diagnostic::error(
                        "slot-unclosed",
                        place(&name, draft, known, |before, after| {
                            before.ends_with('{') && !before.ends_with("{{") && after.starts_with('}')
                        }),
                        format!("`{name}` 只有一层花括号，会原样印出来"),
                        format!("`{name}` stands in single braces and would be printed as it is"),
                    )
                    .write_instead(Some(format!("{{{{ {name} }}}}"))),
                    TemplateError::Unknown(name) => unknown_slot(&name, draft, used, known),
                });
            }
            Template::default()
        }
    }
}

fn unknown_slot(name: &str, draft: &TextDraft, used: Use, known: &Known<'_>) -> Diagnostic {
    let place = place(name, draft, known, |before, after| before.ends_with("{{") && after.starts_with("}}"));
    if let Some(value) = name.strip_prefix("value.").and_then(|id| known.values.get(id)).filter(|v| v.is_table()) {
        return is_a_table(value, place);
    }
    let elsewhere = ["count", "limit", "day", "plan.amount", "plan.months", "plan.start_on", "law", "as_of"];
    if known.vocabulary.find(name).is_some() || elsewhere.contains(&name) {
        return Diagnostic::error(
            "unknown-slot",
            place,
            format!("这里填不了 `{name}`"),
            format!("`{name}` cannot be filled in here"),
        )
        .help(
            match used {
                Use::Rule(_) => "只能填这条规则的 scope 看得到的事实、`value.…` 和 `as_of`",
                Use::Counted => "计数规则只能填 `count`、`limit`、`day`、`as_of`、`value.…` 和家庭的事实",
                Use::Letter => "信函只能填债务和家庭的事实、`value.…`、`plan.…` 和 `as_of`",
                Use::Wording => "这里只能填 `law` 和 `value.…`",
            },
            match used {
                Use::Rule(_) => "write facts that a rule of this scope sees, `value.…` or `as_of`",
                Use::Counted => "write `count`, `limit`, `day`, `as_of`, `value.…` or facts of the household",
                Use::Letter => "write facts of the debt or the household, `value.…`, `plan.…` or `as_of`",
                Use::Wording => "write `law` or `value.…`",
            },
        );
    }
    let figures = known.values.values().filter(|v| !v.is_table());
    let values: Vec<String> = figures.map(|v| format!("value.{}", v.id)).collect();
    let more = match used {
        Use::Letter => vec!["plan.amount", "plan.months", "plan.start_on", "as_of"],
        Use::Counted => vec!["count", "limit", "day", "as_of"],
        Use::Rule(_) => vec!["as_of"],
        Use::Wording => vec!["law"],
    };
    let names = known.vocabulary.names().chain(values.iter().map(String::as_str)).chain(more);
    let note = unknown(Noun::SLOT, place, name, names);
    note.write_instead(fact_meant(name, known.vocabulary).map(str::to_owned))
}

/// The place of the name of a slot; `fits` looks at what stands before and after it.
fn place(name: &str, draft: &TextDraft, known: &Known<'_>, fits: fn(&str, &str) -> bool) -> Place {
    let text = draft.0.place;
    known.sources.get(text.file).filter(|_| !name.is_empty()).map_or(text, |file| slot_place(name, text, file, fits))
}

/// The place of a slot inside its text, which may run over many lines.
fn slot_place(name: &str, text: Place, file: &SourceFile, fits: fn(&str, &str) -> bool) -> Place {
    const LONGEST_TEXT: usize = 200;
    let first = text.span.line;
    let found = (first..first + LONGEST_TEXT).filter_map(|number| {
        let line = file.line(number);
        let (before, _) = line.match_indices(name).map(|(at, _)| line.split_at(at)).find(|(before, after)| {
            let rest = after.strip_prefix(name).unwrap_or_default();
            fits(before.trim_end(), rest.trim_start())
        })?;
        Some((number, before.chars().count()))
    });
    // The first line of the text may hold the same slot of another one before it.
    let mut found = found.filter(|at| *at >= (text.span.line, text.span.column));
    match found.next() {
        Some((line, column)) => {
            let end_column = column + name.chars().count();
            Place { file: text.file, span: Span { line, column, end_line: line, end_column } }
        }
        None => text,
    }
}

/// What a slot stands for here.
pub(super) fn slot(name: &str, used: Use, known: &Known<'_>) -> Option<Slot> {
    if let Some(id) = name.strip_prefix("value.") {
        return known.values.get(id).filter(|v| !v.is_table()).map(|v| Slot::Value(ValueId::clone(&v.id)));
    }
    if let Some((id, fact)) = known.vocabulary.find(name) {
        let seen = match used {
            Use::Rule(scope) => fact.scope <= scope,
            Use::Counted => fact.scope == FactScope::Household,
            Use::Letter => fact.scope <= FactScope::Debt,
            Use::Wording => false,
        };
        return seen.then_some(Slot::Fact(id));
    }
    let slot = match name {
        "as_of" => Slot::AsOf,
        "count" => Slot::Count,
        "limit" => Slot::Limit,
        "day" => Slot::Day,
        "plan.amount" => Slot::PlanAmount,
        "plan.months" => Slot::PlanMonths,
        "plan.start_on" => Slot::PlanStart,
        "law" => Slot::Law,
        _ => return None,
    };
    let fits = match slot {
        Slot::AsOf => used != Use::Wording,
        Slot::Count | Slot::Limit | Slot::Day => used == Use::Counted,
        Slot::PlanAmount | Slot::PlanMonths | Slot::PlanStart => used == Use::Letter,
        Slot::Law => used == Use::Wording,
        Slot::Fact(_) | Slot::Value(_) => true,
    };
    fits.then_some(slot)
}
