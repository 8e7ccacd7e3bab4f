//! Changes to one test on one fact: limits moved by a step, comparisons turned, choices dropped or replaced.

use chrono::Days;
use rust_decimal::Decimal;

use super::redundant::rules_out;
use super::{Change, Maker, Operator};
use crate::fact::{FactKind, TimeOfDay, Value};
use crate::money::{Money, Rate};
use crate::rule::{
    Comparison, Condition, DatedEntry, DatedValue, HashableValue, Length, Matcher, Operand, Quantity, Test, ValueId,
    ValueSource,
};

/// What becomes of a thing that was moved, with the dated value it needs for that.
pub(super) type Moved<T> = (T, Option<DatedValue>);

const SECONDS_A_DAY: u32 = 24 * 3600;

impl Maker<'_> {
    pub(super) fn test(&self, test: &Test, around: &[&Condition]) -> Vec<Change<Condition>> {
        let Some(fact) = self.set.vocabulary.get(test.fact) else { return Vec::new() };
        let kind = &fact.kind;
        let plain = |list: Vec<Matcher>| list.into_iter().map(|m| (m, None)).collect::<Vec<Moved<Matcher>>>();
        let found: Vec<(Operator, Vec<Moved<Matcher>>)> = match &test.matcher {
            Matcher::Known => vec![(Operator::Known, plain(vec![Matcher::Unknown]))],
            Matcher::Unknown => vec![(Operator::Known, plain(vec![Matcher::Known]))],
            Matcher::OneOf(list) => Self::one_of(test, list, kind, around),
            Matcher::Compare(comparison, operand) => self.compare(*comparison, operand, kind),
            Matcher::Between(from, to) => {
                let first = self.operand(from, kind).into_iter();
                let last = self.operand(to, kind).into_iter();
                let moved = first
                    .map(|(o, v)| (Matcher::Between(o, to.clone()), v))
                    .chain(last.map(|(o, v)| (Matcher::Between(from.clone(), o), v)));
                vec![(Operator::Limit, moved.collect())]
            }
            Matcher::Within(length, of) => self.length(length, |l| Matcher::Within(l, of.clone())),
            Matcher::WithinLast(length) => self.length(length, Matcher::WithinLast),
            Matcher::WithinNext(length) => self.length(length, Matcher::WithinNext),
            Matcher::OlderThan(length) => self.length(length, Matcher::OlderThan),
            Matcher::Says(phrases) if phrases.len() > 1 => {
                let without = |dropped| phrases.iter().filter(|p| *p != dropped).cloned().collect();
                vec![(Operator::Choice, plain(phrases.iter().map(|p| Matcher::Says(without(p))).collect()))]
            }
            Matcher::Says(_) => Vec::new(),
        };
        let mut all = Vec::new();
        for (operator, matchers) in found {
            for (matcher, value) in matchers {
                let said = self.words.changed(test, &matcher, value.as_ref());
                let to = Condition::Test(Test { matcher, ..test.clone() });
                all.push(Change { values: value.into_iter().collect(), ..Change::new(operator, test.place, said, to) });
            }
        }
        all
    }

    fn one_of(
        test: &Test,
        list: &[HashableValue],
        kind: &FactKind,
        around: &[&Condition],
    ) -> Vec<(Operator, Vec<Moved<Matcher>>)> {
        let open = |word: &HashableValue| !around.iter().any(|a| rules_out(a, test.fact, word));
        if let [only] = list {
            let steps: Vec<Moved<Matcher>> =
                literals(only, kind).into_iter().map(|l| (Matcher::OneOf(vec![l]), None)).collect();
            if !steps.is_empty() {
                return vec![(Operator::Limit, steps)];
            }
            let other =
                neighbour_word(&only.value, kind).map(|value| (Matcher::OneOf(vec![written(value, kind)]), None));
            return vec![(Operator::Choice, other.into_iter().collect())];
        }
        let without = |dropped: &HashableValue| {
            let rest = list.iter().filter(|l| *l != dropped).cloned().collect();
            (Matcher::OneOf(rest), None)
        };
        vec![(Operator::Choice, list.iter().filter(|w| open(w)).map(without).collect())]
    }

    fn compare(
        &self,
        comparison: Comparison,
        operand: &Operand,
        kind: &FactKind,
    ) -> Vec<(Operator, Vec<Moved<Matcher>>)> {
        let moved =
            self.operand(operand, kind).into_iter().map(|(o, v)| (Matcher::Compare(comparison, o), v)).collect();
        let turned = turns(comparison, operand, kind).into_iter();
        let turned = turned.map(|c| (Matcher::Compare(c, operand.clone()), None)).collect();
        vec![(Operator::Limit, moved), (Operator::Comparison, turned)]
    }

    fn length(&self, length: &Length, make: impl Fn(Length) -> Matcher) -> Vec<(Operator, Vec<Moved<Matcher>>)> {
        let moved = self.quantity(&length.quantity).into_iter();
        let moved = moved.map(|(quantity, v)| (make(Length { quantity, unit: length.unit }), v));
        vec![(Operator::Limit, moved.collect())]
    }

    /// What something is compared with, a step up and a step down; another fact or the judge day has no step.
    pub(super) fn operand(&self, operand: &Operand, kind: &FactKind) -> Vec<Moved<Operand>> {
        match operand {
            Operand::Literal(literal) => {
                literals(literal, kind).into_iter().map(|l| (Operand::Literal(l), None)).collect()
            }
            Operand::Value(id) => {
                self.shifted(id).into_iter().map(|v| (Operand::Value(v.id.clone()), Some(v))).collect()
            }
            Operand::Fact(_) | Operand::AsOf => Vec::new(),
        }
    }

    /// A quantity, one more and one less.
    pub(super) fn quantity(&self, quantity: &Quantity) -> Vec<Moved<Quantity>> {
        match quantity {
            Quantity::Number(n) => {
                let steps = [n.checked_add(1), n.checked_sub(1)].into_iter().flatten();
                steps.map(|n| (Quantity::Number(n), None)).collect()
            }
            Quantity::Value(id) => {
                self.shifted(id).into_iter().map(|v| (Quantity::Value(v.id.clone()), Some(v))).collect()
            }
        }
    }

    /// A dated value whose every entry is a step higher, and one whose every entry is a step lower.
    fn shifted(&self, id: &ValueId) -> Vec<DatedValue> {
        let Some(value) = self.set.values.get(id) else { return Vec::new() };
        // A multiple changes when the value it is made from does.
        let Some(base) = self.set.base_of(id) else { return Vec::new() };
        let ValueSource::Series(entries) = &base.source else { return Vec::new() };
        let one = |up: bool| {
            let moved: Option<Vec<DatedEntry>> = entries
                .iter()
                .map(|e| {
                    let value = step(&self.set.value_on(id, e.from)?, up)?;
                    Some(DatedEntry { value, ..e.clone() })
                })
                .collect();
            let (id, title) = if up {
                (format!("{id}+"), format!("{}加一步", value.title))
            } else {
                (format!("{id}-"), format!("{}减一步", value.title))
            };
            Some(DatedValue { id: ValueId::from(id), title, source: ValueSource::Series(moved?), ..value.clone() })
        };
        [one(true), one(false)].into_iter().flatten().collect()
    }
}

/// A comparison turned: its edge, unless a step of the limit is the same, and its opposite.
pub(super) fn turns(comparison: Comparison, operand: &Operand, kind: &FactKind) -> Vec<Comparison> {
    let (edge, opposite) = match comparison {
        Comparison::AtLeast => (Comparison::MoreThan, Comparison::LessThan),
        Comparison::MoreThan => (Comparison::AtLeast, Comparison::AtMost),
        Comparison::AtMost => (Comparison::LessThan, Comparison::MoreThan),
        Comparison::LessThan => (Comparison::AtMost, Comparison::AtLeast),
    };
    // Between whole numbers, fen and days there is nothing: "more than 89" is "at least 90".
    let whole = matches!(kind, FactKind::Count | FactKind::Amount | FactKind::Date);
    let has_step = matches!(operand, Operand::Literal(_) | Operand::Value(_));
    if whole && has_step { vec![opposite] } else { vec![edge, opposite] }
}

fn literals(literal: &HashableValue, kind: &FactKind) -> Vec<HashableValue> {
    [step(&literal.value, true), step(&literal.value, false)]
        .into_iter()
        .flatten()
        .map(|value| written(value, kind))
        .collect()
}

fn written(value: Value, kind: &FactKind) -> HashableValue {
    HashableValue { text: value.wire(kind), value }
}

/// A value one step up or down, where it has steps and does not fall below nothing.
fn step(value: &Value, up: bool) -> Option<Value> {
    match value {
        Value::Count(n) => if up { n.checked_add(1) } else { n.checked_sub(1) }.filter(|n| *n >= 0).map(Value::Count),
        Value::Amount(amount) => {
            let fen = Money::from_fen(1)?;
            let moved = if up { amount.checked_add(fen) } else { amount.checked_sub(fen) };
            moved.filter(|m| !m.is_negative()).map(Value::Amount)
        }
        Value::Rate(rate) => {
            let hundredth = Decimal::new(1, 4);
            let rate = rate.decimal();
            let moved = if up { rate.checked_add(hundredth) } else { rate.checked_sub(hundredth) };
            moved.filter(|r| !r.is_sign_negative()).map(|r| Value::Rate(Rate::new(r)))
        }
        Value::Date(day) => {
            let one = Days::new(1);
            if up { day.checked_add_days(one) } else { day.checked_sub_days(one) }.map(Value::Date)
        }
        Value::Time(time) => {
            let by = if up { 60 } else { SECONDS_A_DAY - 60 };
            Some(Value::Time(TimeOfDay::exactly((time.earliest + by) % SECONDS_A_DAY)))
        }
        Value::YesNo(_)
        | Value::Choice(_)
        | Value::Choices(_)
        | Value::Never
        | Value::Instant(_)
        | Value::Text(_)
        | Value::Records(_)
        | Value::Bands(_) => None,
    }
}

/// The other answer, or the next word of the vocabulary.
fn neighbour_word(value: &Value, kind: &FactKind) -> Option<Value> {
    let next = |i: usize| {
        let count = kind.choices().len();
        let next = if i + 1 < count { Some(i + 1) } else { i.checked_sub(1) };
        next.filter(|n| *n < count)
    };
    match value {
        Value::YesNo(yes) => Some(Value::YesNo(!yes)),
        Value::Choice(i) => next(*i).map(Value::Choice),
        Value::Choices(all) => match all.as_slice() {
            [i] => next(*i).map(|n| Value::Choices(vec![n])),
            _ => None,
        },
        _ => None,
    }
}
