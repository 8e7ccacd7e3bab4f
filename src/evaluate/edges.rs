//! The values that stand for all a fact can take: for every edge a test draws, the value at the edge and one step to each
//! side of it. Between two edges all values behave alike.

use chrono::{Days, FixedOffset, NaiveDate, TimeZone};
use rust_decimal::Decimal;

use super::days::{before, later};
use crate::fact::{Fact, FactKind, Moment, Precision, TimeOfDay, Value};
use crate::money::{Money, Rate};
use crate::program::{CompiledTest, Program};
use crate::rule::{Length, Matcher, Operand};

/// A text in which no phrase stands.
const PLAIN: &str = "好";
/// The seconds of a day.
const DAY: u32 = 86_400;
/// Noon, in seconds.
const NOON: u32 = 43_200;
/// With more choices in a list than this, not every set of them is tried.
const MAX_SET: usize = 4;

/// The edges a test draws on its own fact.
pub(crate) fn edges_of(program: &Program, test: &CompiledTest, day: NaiveDate) -> Vec<Value> {
    let set = &program.set;
    let of = |operand: &Operand| match operand {
        Operand::Literal(literal) => Some(literal.value.clone()),
        Operand::Value(id) => set.value_on(id, day),
        Operand::AsOf => Some(Value::Date(day)),
        Operand::Fact(_) => None,
    };
    // A limit that follows a day of the debt has been each of its values for some debt.
    let ever = |operand: &Operand| match operand {
        Operand::Value(id) if test.judge_by.is_of_debt() => {
            set.days_of_change(id).into_iter().filter_map(|day| set.value_on(id, day)).collect()
        }
        _ => Vec::new(),
    };
    let around = |length: &Length, of: NaiveDate| {
        let ends = [before(set, of, length, day), later(set, of, length, day), Some(of)];
        ends.into_iter().flatten().map(Value::Date).collect::<Vec<_>>()
    };
    match &test.test.matcher {
        Matcher::OneOf(list) => list.iter().map(|l| l.value.clone()).collect(),
        Matcher::Compare(_, operand) => of(operand).into_iter().chain(ever(operand)).collect(),
        Matcher::Between(a, b) => [of(a), of(b)].into_iter().flatten().collect(),
        Matcher::Within(length, operand) => match of(operand) {
            Some(Value::Date(of)) => around(length, of),
            _ => around(length, day),
        },
        Matcher::WithinLast(length) | Matcher::WithinNext(length) | Matcher::OlderThan(length) => around(length, day),
        Matcher::Known | Matcher::Unknown | Matcher::Says(_) => Vec::new(),
    }
}

/// The values a fact is tried with, each once. Of a text these are the ones given.
pub(crate) fn values_at(fact: &Fact, edges: &[Value], texts: Vec<String>, day: NaiveDate) -> Vec<Value> {
    let mut all: Vec<Value> = match &fact.kind {
        FactKind::YesNo => vec![Value::YesNo(true), Value::YesNo(false)],
        FactKind::Choice(choices) => (0..choices.len()).map(Value::Choice).collect(),
        FactKind::Choices(choices) => sets(choices.len(), edges),
        FactKind::Records(_) => vec![Value::Records(Vec::new())],
        FactKind::Instant => moment(day).into_iter().collect(),
        FactKind::Time if edges.is_empty() => vec![Value::Time(TimeOfDay::exactly(NOON))],
        FactKind::Time => times(edges),
        FactKind::Amount if edges.is_empty() => Money::from_fen(100).into_iter().map(Value::Amount).collect(),
        FactKind::Rate if edges.is_empty() => vec![Value::Rate(Rate::new(Decimal::new(1, 1)))],
        FactKind::Count if edges.is_empty() => vec![Value::Count(1)],
        FactKind::Text => {
            let words = edges.iter().cloned().chain(texts.into_iter().map(Value::Text));
            words.chain([Value::Text(PLAIN.to_owned())]).collect()
        }
        _ => edges.iter().flat_map(neighbours).collect(),
    };
    if fact.derived.is_none() {
        // What a request cannot say is not tried.
        all.retain(|v| match v {
            Value::Date(date) => fact.may_be_future || *date <= day,
            Value::Amount(amount) => !amount.is_negative(),
            _ => true,
        });
    }
    if fact.kind == FactKind::Date {
        all.extend([Value::Date(day)]);
    }
    if fact.may_be_never {
        all.push(Value::Never);
    }
    let mut distinct: Vec<Value> = Vec::with_capacity(all.len());
    for value in all {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// A value and those one step below and above it.
pub(crate) fn neighbours(value: &Value) -> Vec<Value> {
    match value {
        Value::Amount(amount) => {
            let fen = Money::from_fen(1).unwrap_or(Money::ZERO);
            let sides = [amount.checked_sub(fen), Some(*amount), amount.checked_add(fen)];
            sides.into_iter().flatten().map(Value::Amount).collect()
        }
        Value::Rate(rate) => {
            let step = Decimal::new(1, 4);
            let below = rate.decimal().checked_sub(step).filter(|r| !r.is_sign_negative());
            let sides = [below, Some(rate.decimal()), rate.decimal().checked_add(step)];
            sides.into_iter().flatten().map(|r| Value::Rate(Rate::new(r))).collect()
        }
        Value::Count(n) => [n - 1, *n, n + 1].into_iter().filter(|n| *n >= 0).map(Value::Count).collect(),
        Value::Date(date) => {
            let (one, sides) = (Days::new(1), [*date]);
            let sides = sides.into_iter().chain(date.checked_sub_days(one)).chain(date.checked_add_days(one));
            sides.map(Value::Date).collect()
        }
        other => vec![other.clone()],
    }
}

/// Noon of a day in Beijing.
fn moment(day: NaiveDate) -> Option<Value> {
    let zone = FixedOffset::east_opt(8 * 3_600)?;
    let at = zone.from_local_datetime(&day.and_hms_opt(12, 0, 0)?).single()?;
    Some(Value::Instant(Moment { at, precision: Precision::Second }))
}

/// Times of day at every edge and a second before, as times known to the second.
fn times(edges: &[Value]) -> Vec<Value> {
    let seconds = edges.iter().filter_map(|e| match e {
        Value::Time(time) => Some(time.earliest),
        _ => None,
    });
    seconds.flat_map(|s| [s, (s + DAY - 1) % DAY, (s + 1) % DAY]).map(|s| Value::Time(TimeOfDay::exactly(s))).collect()
}

/// Sets of choices: none, each by itself, and together those that tests ask for.
fn sets(choices: usize, edges: &[Value]) -> Vec<Value> {
    let mut named: Vec<usize> =
        edges.iter().flat_map(|e| if let Value::Choices(c) = e { c.clone() } else { Vec::new() }).collect();
    named.sort_unstable();
    named.dedup();
    let other = (0..choices).find(|c| !named.contains(c));
    let mut all = vec![Value::Choices(Vec::new())];
    all.extend(named.iter().copied().chain(other).map(|c| Value::Choices(vec![c])));
    if named.len() <= MAX_SET {
        for first in 0..named.len() {
            for second in first + 1..named.len() {
                all.extend(named.get(first).zip(named.get(second)).map(|(a, b)| Value::Choices(vec![*a, *b])));
            }
        }
    }
    if named.len() > 2 {
        all.push(Value::Choices(named));
    }
    all
}
