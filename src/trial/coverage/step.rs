//! Edges: which side of a limit a value lies on, and whether it is the very next value there. A step is one fen, one
//! day, one second, one of a count, a hundredth of a percent.

use rust_decimal::Decimal;

use crate::fact::Value;
use crate::rule::{Comparison, Matcher};

/// The comparisons a matcher is made of, one for each limit it holds values against.
pub(super) fn edges(matcher: &Matcher, time: bool) -> Vec<Comparison> {
    match matcher {
        Matcher::Known | Matcher::Unknown | Matcher::OneOf(_) | Matcher::Says(_) => Vec::new(),
        Matcher::Compare(comparison, _) => vec![*comparison],
        // The end of a stretch of hours is the first moment outside it.
        Matcher::Between(..) if time => vec![Comparison::AtLeast, Comparison::LessThan],
        Matcher::Between(..) | Matcher::Within(..) | Matcher::WithinLast(_) | Matcher::WithinNext(_) => {
            vec![Comparison::AtLeast, Comparison::AtMost]
        }
        Matcher::OlderThan(_) => vec![Comparison::LessThan],
    }
}

/// Whether the value that comes out otherwise than the limit itself lies below it.
pub(super) fn crosses_below(comparison: Comparison) -> bool {
    matches!(comparison, Comparison::AtLeast | Comparison::LessThan)
}

/// Where a value lies as seen from a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lies {
    /// At it.
    At,
    /// Next to it, below.
    JustBelow,
    /// Next to it, above.
    JustAbove,
    /// Further away.
    Away,
}

/// Where `value` lies as seen from `limit`.
pub(super) fn lies(value: &Value, limit: &Value) -> Lies {
    let whole = |away: i64| lies_by(Decimal::from(away), Decimal::ONE);
    match (value, limit) {
        (Value::Amount(a), Value::Amount(b)) => {
            a.checked_sub(*b).map_or(Lies::Away, |away| lies_by(away.decimal(), Decimal::new(1, 2)))
        }
        (Value::Rate(a), Value::Rate(b)) => {
            a.decimal().checked_sub(b.decimal()).map_or(Lies::Away, |away| lies_by(away, Decimal::new(1, 4)))
        }
        (Value::Count(a), Value::Count(b)) => a.checked_sub(*b).map_or(Lies::Away, whole),
        (Value::Date(a), Value::Date(b)) => whole((*a - *b).num_days()),
        // Of a time that is not known to the second, the end nearer to the limit counts.
        (Value::Time(a), Value::Time(b)) if a.latest < b.earliest => whole(i64::from(a.latest) - i64::from(b.earliest)),
        (Value::Time(a), Value::Time(b)) if a.earliest > b.earliest => {
            whole(i64::from(a.earliest) - i64::from(b.earliest))
        }
        (Value::Time(a), Value::Time(_)) if a.earliest == a.latest => Lies::At,
        _ => Lies::Away,
    }
}

fn lies_by(away: Decimal, step: Decimal) -> Lies {
    if away.is_zero() {
        Lies::At
    } else if away.abs() > step {
        Lies::Away
    } else if away.is_sign_negative() {
        Lies::JustBelow
    } else {
        Lies::JustAbove
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{FactKind, literal};

    #[test]
    fn the_next_value_on_either_side_is_a_step_away() {
        let check = |kind: &FactKind, value, limit, expected| {
            let read = |text| literal(kind, text).unwrap();
            assert_eq!(lies(&read(value), &read(limit)), expected, "{value} {limit}");
        };
        check(&FactKind::Count, "90", "90", Lies::At);
        check(&FactKind::Count, "89", "90", Lies::JustBelow);
        check(&FactKind::Count, "92", "90", Lies::Away);
        check(&FactKind::Amount, "50000.01", "50000", Lies::JustAbove);
        check(&FactKind::Amount, "49999", "50000", Lies::Away);
        check(&FactKind::Rate, "23.99%", "24%", Lies::JustBelow);
        check(&FactKind::Date, "2026-03-01", "2026-02-28", Lies::JustAbove);
        check(&FactKind::Time, "22:00", "22:00", Lies::At);
    }
}
