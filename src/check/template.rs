//! Texts with slots: every slot stands for something that can be filled where the text is used.

use super::Known;
use super::names::{Noun, unknown};
use crate::diagnostic::Diagnostic;
use crate::fact::FactScope;
use crate::rule::{Slot, Template, TemplateError, ValueId};
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
    let place = draft.0.place;
    match Template::parse(&draft.0.it, |name| slot(name, used, known)) {
        Ok(template) => template,
        Err(errors) => {
            for error in errors {
                notes.push(match error {
                    TemplateError::Unclosed => {
                        Diagnostic::error("slot-unclosed", place, "`{{` 没有对应的 `}}`", "`{{` without `}}`")
                    }
                    TemplateError::Unknown(name) => unknown_slot(&name, draft, used, known),
                });
            }
            Template::default()
        }
    }
}

fn unknown_slot(name: &str, draft: &TextDraft, used: Use, known: &Known<'_>) -> Diagnostic {
    let values: Vec<String> = known.values.keys().map(|id| format!("value.{id}")).collect();
    let more = match used {
        Use::Letter => vec!["plan.amount", "plan.months", "plan.start_on", "as_of"],
        Use::Counted => vec!["count", "limit", "day", "as_of"],
        Use::Rule(_) => vec!["as_of"],
        Use::Wording => vec!["law"],
    };
    let names = known.vocabulary.names().chain(values.iter().map(String::as_str)).chain(more);
    unknown(Noun::SLOT, draft.0.place, name, names)
}

/// What a slot stands for here.
pub(super) fn slot(name: &str, used: Use, known: &Known<'_>) -> Option<Slot> {
    if let Some(id) = name.strip_prefix("value.") {
        return known.values.get(id).map(|v| Slot::Value(ValueId::clone(&v.id)));
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
