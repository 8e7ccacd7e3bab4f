//! What facts are compared with: values written out, dated values, other facts, lengths of time.

use super::{Resolver, Sight};
use crate::check::Known;
use crate::check::names::{Noun, unknown, unknown_fact};
use crate::check::values::is_a_table;
use crate::diagnostic::{Diagnostic, closest};
use crate::fact::{Fact, FactId, FactKind, FactScope, LiteralError, literal, meant_comparison, meant_length};
use crate::rule::{HashableValue, Length, LengthUnit, Operand, Quantity, Unit, ValueId};
use crate::source::Placed;
use crate::syntax::{Node, Notes, expected, rate_without_percent};

impl Resolver<'_> {
    /// A value written in the rule.
    pub(super) fn literal(&mut self, node: &Node, kind: &FactKind) -> Option<HashableValue> {
        let Some(text) = node.text() else {
            self.notes.push(expected(node, ("一个值", "a value")));
            return None;
        };
        if *kind == FactKind::Rate && !text.ends_with('%') {
            self.notes.push(rate_without_percent(node, text).write_instead(meant_comparison(kind, text)));
            return None;
        }
        match literal(kind, text) {
            Ok(value) => Some(HashableValue { value, text: text.to_owned() }),
            Err(error) => {
                let LiteralError { message, help, .. } = error;
                let note = Diagnostic::error("wrong-value", node.place, message.zh, message.en);
                let note = match help {
                    Some(help) => note.help(help.zh, help.en),
                    None => note,
                };
                let note = note.write_instead(meant_comparison(kind, text));
                self.notes.push(note);
                None
            }
        }
    }

    /// What to compare with: a value written out, a dated value, another fact, or the judge day.
    pub(super) fn operand(&mut self, node: &Node, kind: &FactKind) -> Option<Operand> {
        let Some(text) = node.text() else {
            self.notes
                .push(expected(node, ("一个值、数值编号或事实名", "a value, the id of a value or the name of a fact")));
            return None;
        };
        if text == "as_of" && *kind == FactKind::Date {
            return Some(Operand::AsOf);
        }
        if FactScope::of_name(text).is_some() {
            return self.other_fact(node, text, kind).map(Operand::Fact);
        }
        if let Some(value) = self.known.values.get(text) {
            if value.is_table() {
                self.notes.push(is_a_table(value, node.place));
                return None;
            }
            return self.value(node, &value.id, value.unit, kind).map(Operand::Value);
        }
        // A word that is no literal was meant to be the id of a value.
        let word = text.chars().next().is_some_and(|c| c.is_ascii_lowercase());
        if word && !matches!(kind, FactKind::Choice(_) | FactKind::Choices(_)) {
            let names = self.known.values.keys().map(ValueId::as_str);
            self.notes.push(unknown(Noun::VALUE, node.place, text, names));
            return None;
        }
        self.literal(node, kind).map(Operand::Literal)
    }

    fn value(&mut self, node: &Node, id: &ValueId, unit: Unit, kind: &FactKind) -> Option<ValueId> {
        if unit.kind().word() == kind.word() {
            return Some(id.clone());
        }
        let note = Diagnostic::error(
            "wrong-unit",
            node.place,
            format!("`{id}` 的单位是 {}，不能与{}比较", unit.word(), kind.describe().zh),
            format!("`{id}` is in {} and cannot be compared with {}", unit.word(), kind.describe().en),
        );
        let fitting = self
            .known
            .values
            .values()
            .filter(|v| v.unit.kind().word() == kind.word() && !v.is_table())
            .map(|v| v.id.as_str());
        self.notes.push(one_of_these(note, fitting));
        None
    }

    fn other_fact(&mut self, node: &Node, text: &str, kind: &FactKind) -> Option<FactId> {
        let Some((id, other)) = self.known.vocabulary.find(text) else {
            self.notes.push(unknown_fact(node.place, text, self.known.vocabulary));
            return None;
        };
        if !self.sight.may_read(other) {
            let name = Placed { it: text.to_owned(), place: node.place };
            self.out_of_sight(&name, other);
            return None;
        }
        if other.kind.word() != kind.word() {
            let note = Diagnostic::error(
                "wrong-unit",
                node.place,
                format!("`{text}` 是{}，类型不同，不能比较", other.kind.describe().zh),
                format!("`{text}` is {}: the types differ", other.kind.describe().en),
            );
            self.notes.push(one_of_these(note, facts_of_kind(self.known, kind.word())));
            return None;
        }
        Some(id)
    }

    /// `15 days`, `3 years`, or the id of a value in days, months or years.
    pub(super) fn length(&mut self, node: &Node) -> Option<Length> {
        let text = node.text().unwrap_or_default();
        if let Some((number, unit)) = text.split_once(' ') {
            let unit = match unit.trim() {
                "day" | "days" => Some(LengthUnit::Days),
                "month" | "months" => Some(LengthUnit::Months),
                "year" | "years" => Some(LengthUnit::Years),
                _ => None,
            };
            if let (Ok(number), Some(unit)) = (number.parse::<u32>(), unit) {
                return Some(Length { quantity: Quantity::Number(number), unit });
            }
        } else if let Some(value) = self.known.values.get(text) {
            if value.is_table() {
                self.notes.push(is_a_table(value, node.place));
                return None;
            }
            let unit = match value.unit {
                Unit::Days => Some(LengthUnit::Days),
                Unit::Months => Some(LengthUnit::Months),
                Unit::Years => Some(LengthUnit::Years),
                Unit::Rate | Unit::Amount | Unit::Count | Unit::Time | Unit::Bands => None,
            };
            if let Some(unit) = unit {
                return Some(Length { quantity: Quantity::Value(value.id.clone()), unit });
            }
        }
        let note = Diagnostic::error(
            "bad-length",
            node.place,
            format!("`{text}` 不是一段时间"),
            format!("`{text}` is not a length of time"),
        )
        .help(
            "写成 `15 days`、`3 months`、`3 years`，或写以天、月、年为单位的数值编号",
            "write `15 days`, `3 months`, `3 years`, or the id of a value in one of these units",
        );
        let known = self.known.values.keys().map(ValueId::as_str);
        self.notes.push(match closest(text, known) {
            Some(_) => note.suggest(text, self.known.values.keys().map(ValueId::as_str)),
            None => note.write_instead(meant_length(text)),
        });
        None
    }

    pub(super) fn quantity(&mut self, node: &Node, unit: LengthUnit) -> Option<Quantity> {
        let text = node.text().unwrap_or_default();
        if let Ok(number) = text.parse::<u32>() {
            return Some(Quantity::Number(number));
        }
        quantity_value(&Placed { it: ValueId::from(text), place: node.place }, unit, self.known, self.notes)
    }
}

/// Looks up what a fact is compared with, for tests outside conditions (the limit of a count).
pub(in crate::check) fn operand(
    node: &Node,
    kind: &FactKind,
    known: &Known<'_>,
    sight: Sight,
    notes: &mut Notes,
) -> Option<Operand> {
    Resolver { known, sight, notes, within: Vec::new(), size: 0 }.operand(node, kind)
}

/// The facts of a type that a rule on debts may read.
pub(in crate::check) fn facts_of_kind<'k>(known: &Known<'k>, kind: &str) -> impl Iterator<Item = &'k str> {
    let of_kind = move |fact: &&Fact| fact.kind.word() == kind && fact.scope <= FactScope::Debt;
    known.vocabulary.iter().map(|(_, fact)| fact).filter(of_kind).map(|fact| fact.name.as_str())
}

/// Names a few things that would fit.
pub(in crate::check) fn one_of_these<'n>(note: Diagnostic, fitting: impl Iterator<Item = &'n str>) -> Diagnostic {
    const SHOWN: usize = 4;
    let names: Vec<String> = fitting.take(SHOWN).map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return note;
    }
    note.help(
        format!("换成合适的，如 {}", names.join("、")),
        format!("use one that fits, such as {}", names.join(", ")),
    )
}

/// A quantity kept as a dated value: it exists, and its unit is the one wanted.
pub(in crate::check) fn quantity_value(
    used: &Placed<ValueId>,
    unit: LengthUnit,
    known: &Known<'_>,
    notes: &mut Notes,
) -> Option<Quantity> {
    let Some(value) = known.values.get(&used.it) else {
        let names = known.values.keys().map(ValueId::as_str);
        notes.push(unknown(Noun::VALUE, used.place, used.it.as_str(), names));
        return None;
    };
    if value.is_table() {
        notes.push(is_a_table(value, used.place));
        return None;
    }
    let wanted = match unit {
        LengthUnit::Days | LengthUnit::WorkingDays => Unit::Days,
        LengthUnit::Months => Unit::Months,
        LengthUnit::Years => Unit::Years,
    };
    if value.unit != wanted {
        let note = Diagnostic::error(
            "wrong-unit",
            used.place,
            format!("`{}` 的单位是 {}，这里要 {}", used.it, value.unit.word(), wanted.word()),
            format!("`{}` is in {}, this wants {}", used.it, value.unit.word(), wanted.word()),
        );
        notes.push(match value.unit {
            Unit::Days | Unit::Months | Unit::Years => {
                note.write_instead(Some(format!("{}: {}", value.unit.word(), used.it)))
            }
            Unit::Rate | Unit::Amount | Unit::Count | Unit::Time | Unit::Bands => {
                one_of_these(note, known.values.values().filter(|v| v.unit == wanted).map(|v| v.id.as_str()))
            }
        });
        return None;
    }
    Some(Quantity::Value(used.it.clone()))
}
