//! JSON to the terms of a computation: every bad field at once, with a JSON Pointer and the remedy.

use chrono::NaiveDate;

use crate::diagnostic::Text;
use crate::fact::{FactKind, Input, Limits, Problem, Received, Value, close_or, escape, literal};
use crate::money::{Money, Rate, Word};

/// Something that is read from JSON.
pub(crate) trait Term: Sized {
    /// Reads it; none where it was reported.
    fn read(input: &Input, at: &str, received: &mut Received<'_>) -> Option<Self>;

    /// What it is where the field is left out; none where it is needed, which is reported.
    fn absent(at: &str, received: &mut Received<'_>) -> Option<Self> {
        received.problem(at, "missing-field", "缺少这个字段", "this field is missing");
        None
    }
}

/// Reads the terms of one call, or says everything that is wrong with them.
pub(crate) fn terms<T: Term>(input: &Input, limits: &Limits) -> Result<T, Vec<Problem>> {
    let mut received = Received::new(limits);
    let terms = T::read(input, "", &mut received);
    received.end(terms)
}

/// One field of an object.
pub(crate) fn field<T: Term>(input: &Input, name: &str, at: &str, received: &mut Received<'_>) -> Option<T> {
    let at = format!("{at}/{}", escape(name));
    match input.get(name) {
        Some(given) if !given.is_unknown() => T::read(given, &at, received),
        Some(_) | None => T::absent(&at, received),
    }
}

/// Says which fields a struct of terms has, each read by its type. A field marked `signed` is an amount that may be
/// below zero.
macro_rules! read_terms {
    ($type:ty { $($field:ident $(: $signed:ident)?),* $(,)? }) => {
        impl $crate::figures::read::Term for $type {
            fn read(
                input: &$crate::fact::Input,
                at: &str,
                received: &mut $crate::fact::Received<'_>,
            ) -> Option<Self> {
                let entries = received.object(input, at)?;
                received.known_fields(entries, at, &[$(stringify!($field)),*]);
                $(let $field = $crate::figures::read::read_terms!(@field input, $field, at, received $(, $signed)?);)*
                Some(Self { $($field: $field?),* })
            }
        }
    };
    (@field $input:ident, $field:ident, $at:ident, $received:ident) => {
        $crate::figures::read::field($input, stringify!($field), $at, $received)
    };
    (@field $input:ident, $field:ident, $at:ident, $received:ident, signed) => {
        $crate::figures::read::field::<$crate::figures::read::Signed>($input, stringify!($field), $at, $received)
            .map(|signed| signed.0)
    };
}

pub(crate) use read_terms;

/// An amount that may be below zero.
pub(crate) struct Signed(pub(crate) Money);

impl Term for Signed {
    fn read(input: &Input, at: &str, received: &mut Received<'_>) -> Option<Self> {
        let positive = match input {
            Input::Number(text) | Input::Text(text) => text.strip_prefix('-'),
            Input::Null | Input::YesNo(_) | Input::List(_) | Input::Map(_) => None,
        };
        match positive {
            Some(positive) => {
                Money::read(&Input::Text(positive.to_owned()), at, received).map(|amount| Signed(-amount))
            }
            None => Money::read(input, at, received).map(Signed),
        }
    }
}

/// A value of one of the types that facts have as well, read and refused in the same words.
macro_rules! value {
    ($type:ty, $kind:ident, $variant:ident($value:ident) => $read:expr, $($given:ident)|+) => {
        impl Term for $type {
            fn read(input: &Input, at: &str, received: &mut Received<'_>) -> Option<Self> {
                let text = match input {
                    $(Input::$given(text))|+ => text,
                    other => {
                        let should = FactKind::$kind.describe();
                        received.wrong_type(at, (&should.zh, &should.en), other, None);
                        return None;
                    }
                };
                match literal(&FactKind::$kind, text) {
                    Ok(Value::$variant($value)) => $read,
                    Ok(_) => None,
                    Err(error) => {
                        let Text { zh, en } = error.sentence();
                        received.problem(at, error.code, zh, en);
                        None
                    }
                }
            }
        }
    };
}

value!(Money, Amount, Amount(amount) => Some(amount), Number | Text);
value!(Rate, Rate, Rate(rate) => Some(rate), Number | Text);
value!(NaiveDate, Date, Date(day) => Some(day), Text);
value!(u32, Count, Count(count) => u32::try_from(count).ok(), Number | Text);
value!(i64, Count, Count(count) => Some(count), Number | Text);

impl Term for bool {
    fn read(input: &Input, at: &str, received: &mut Received<'_>) -> Option<Self> {
        if let Input::YesNo(yes) = input {
            return Some(*yes);
        }
        let should = FactKind::YesNo.describe();
        received.wrong_type(at, (&should.zh, &should.en), input, None);
        None
    }
}

impl Term for String {
    fn read(input: &Input, at: &str, received: &mut Received<'_>) -> Option<Self> {
        let limit = received.limits.id_chars;
        match input {
            Input::Text(text) if text.trim().is_empty() => {
                received.problem(at, "empty-text", "这里不能是空的", "this must not be empty");
                None
            }
            Input::Text(text) if text.chars().count() <= limit => Some(text.clone()),
            Input::Text(text) => {
                let long = text.chars().count();
                received.problem(
                    at,
                    "text-too-long",
                    format!("这里有 {long} 个字，上限 {limit}"),
                    format!("this has {long} characters, the limit is {limit}"),
                );
                None
            }
            other => {
                received.wrong_type(at, ("文字", "a text"), other, None);
                None
            }
        }
    }
}

impl<T: Word> Term for T {
    fn read(input: &Input, at: &str, received: &mut Received<'_>) -> Option<Self> {
        let Input::Text(text) = input else {
            received.wrong_type(at, ("文字", "a text"), input, None);
            return None;
        };
        let found = T::WORDS.iter().find(|(word, _)| word == text).map(|(_, option)| *option);
        if found.is_none() {
            let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
            let otherwise =
                Text::new(format!("；可用的有：{}", words.join("、")), format!("; use one of {}", words.join(", ")));
            let hint = close_or(text, &words, otherwise);
            let shown: String = text.chars().take(received.limits.field_chars).collect();
            received.problem(
                at,
                "unknown-choice",
                format!("没有 `{shown}` 这个选项{}", hint.zh),
                format!("there is no option `{shown}`{}", hint.en),
            );
        }
        found
    }
}

impl<T: Term> Term for Option<T> {
    fn read(input: &Input, at: &str, received: &mut Received<'_>) -> Option<Self> {
        T::read(input, at, received).map(Some)
    }

    fn absent(_: &str, _: &mut Received<'_>) -> Option<Self> {
        Some(None)
    }
}

impl<T: Term> Term for Vec<T> {
    fn read(input: &Input, at: &str, received: &mut Received<'_>) -> Option<Self> {
        let limit = received.limits.records;
        let items = received.list(Some(input), at, limit);
        let mut all = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            all.extend(T::read(item, &format!("{at}/{i}"), received));
        }
        // An entry that could not be read was reported; the terms are refused all the same.
        Some(all)
    }
}
