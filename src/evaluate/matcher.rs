//! One test on one fact.

use chrono::NaiveDate;

use super::days::{before, later};
use super::{Session, Truth};
use crate::diagnostic::Text;
use crate::fact::{Missing, Reading, Reason, Subject, TimeOfDay, Value};
use crate::message::Said;
use crate::program::CompiledTest;
use crate::rule::{Comparison, Length, Matcher, Operand, PhraseId, ValueId};

pub(super) fn evaluate(session: &Session<'_>, test: &CompiledTest, subject: Subject) -> Truth {
    let here = Here { session, test, subject };
    let reading = session.read(test.test.fact, subject);
    match (&test.test.matcher, reading) {
        (Matcher::Known, reading) => Truth::of(matches!(reading, Reading::Known(_))),
        (Matcher::Unknown, reading) => Truth::of(!matches!(reading, Reading::Known(_))),
        (_, Reading::NotKnown(missing)) => Truth::NotKnown(missing),
        (_, Reading::Failed(reason)) => Truth::Failed(reason.clone()),
        (matcher, Reading::Known(value)) => here.matches(matcher, value).unwrap_or_else(|gap| gap),
    }
}

/// What a test holds values against for a subject; nothing where that is not known, or where the test has no edge.
pub(super) fn limits(session: &Session<'_>, test: &CompiledTest, subject: Subject) -> Vec<Value> {
    Here { session, test, subject }.limits(&test.test.matcher).unwrap_or_default()
}

/// A first and a last day.
type Stretch = (NaiveDate, NaiveDate);

struct Here<'h> {
    session: &'h Session<'h>,
    test: &'h CompiledTest,
    subject: Subject,
}

/// An outcome, or the outcome that takes its place when something to compare with is missing.
type Result<T> = std::result::Result<T, Truth>;

fn failed(zh: impl Into<String>, en: impl Into<String>) -> Truth {
    Truth::Failed(Reason(Text::new(zh, en)))
}

impl Here<'_> {
    fn matches(&self, matcher: &Matcher, value: &Value) -> Result<Truth> {
        match matcher {
            Matcher::Known | Matcher::Unknown => Ok(Truth::Met),
            Matcher::OneOf(list) => Ok(Truth::of(list.iter().any(|l| equal(value, &l.value)))),
            // What never happened lies neither before nor after anything.
            _ if *value == Value::Never => Ok(Truth::NotMet),
            Matcher::Compare(comparison, operand) => {
                let other = self.operand(operand)?;
                compare(*comparison, value, &other).map(Truth::of)
            }
            Matcher::Between(from, to) => self.between(value, from, to),
            Matcher::Within(length, of) => {
                let of = date(&self.operand(of)?)?;
                lies_in(value, self.around(of, length)?)
            }
            Matcher::WithinLast(length) => lies_in(value, self.last(length)?),
            Matcher::WithinNext(length) => lies_in(value, self.next(length)?),
            Matcher::OlderThan(length) => Ok(Truth::of(date(value)? < self.last(length)?.0)),
            Matcher::Says(phrases) => Ok(self.says(phrases)),
        }
    }

    /// What a matcher holds values against, in the order of its edges; nothing for matchers without edges.
    fn limits(&self, matcher: &Matcher) -> Result<Vec<Value>> {
        let days = |(first, last): Stretch| vec![Value::Date(first), Value::Date(last)];
        match matcher {
            Matcher::Known | Matcher::Unknown | Matcher::OneOf(_) | Matcher::Says(_) => Ok(Vec::new()),
            Matcher::Compare(_, operand) => Ok(vec![self.operand(operand)?]),
            Matcher::Between(from, to) => Ok(vec![self.operand(from)?, self.operand(to)?]),
            Matcher::Within(length, of) => self.around(date(&self.operand(of)?)?, length).map(days),
            Matcher::WithinLast(length) => self.last(length).map(days),
            Matcher::WithinNext(length) => self.next(length).map(days),
            Matcher::OlderThan(length) => Ok(vec![Value::Date(self.last(length)?.0)]),
        }
    }

    /// The days up to a length away from `of`, before and after.
    fn around(&self, of: NaiveDate, length: &Length) -> Result<Stretch> {
        Ok((self.earlier(of, length)?, self.later(of, length)?))
    }

    /// The last days of this length, the judge day included.
    fn last(&self, length: &Length) -> Result<Stretch> {
        let today = self.day()?;
        Ok((self.earlier(today, length)?, today))
    }

    /// The next days of this length, the judge day included.
    fn next(&self, length: &Length) -> Result<Stretch> {
        let today = self.day()?;
        Ok((today, self.later(today, length)?))
    }

    fn day(&self) -> Result<NaiveDate> {
        self.session.day(self.test.judge_by, self.subject).map_err(Truth::NotKnown)
    }

    fn value(&self, id: &ValueId) -> Result<Value> {
        let day = self.day()?;
        self.session.program.set.value_on(id, day).ok_or_else(|| {
            let title = self.session.program.set.values.get(id).map_or(id.as_str(), |v| v.title.as_str());
            failed(format!("规则里没有 {day} 的“{title}”"), format!("the rules hold no `{id}` for {day}"))
        })
    }

    fn operand(&self, operand: &Operand) -> Result<Value> {
        match operand {
            Operand::Literal(literal) => Ok(literal.value.clone()),
            Operand::Value(id) => self.value(id),
            Operand::AsOf => self.day().map(Value::Date),
            Operand::Fact(fact) => match self.session.read(*fact, self.subject) {
                Reading::Known(value) => Ok(value.clone()),
                Reading::NotKnown(missing) => Err(Truth::NotKnown(missing)),
                Reading::Failed(reason) => Err(Truth::Failed(reason.clone())),
            },
        }
    }

    fn later(&self, day: NaiveDate, length: &Length) -> Result<NaiveDate> {
        later(&self.session.program.set, day, length, self.day()?)
            .ok_or_else(|| failed("期限算不出来", "the length of time cannot be worked out"))
    }

    fn earlier(&self, day: NaiveDate, length: &Length) -> Result<NaiveDate> {
        before(&self.session.program.set, day, length, self.day()?)
            .ok_or_else(|| failed("期限算不出来", "the length of time cannot be worked out"))
    }

    fn between(&self, value: &Value, from: &Operand, to: &Operand) -> Result<Truth> {
        let (from, to) = (self.operand(from)?, self.operand(to)?);
        if let (Value::Time(time), Value::Time(from), Value::Time(to)) = (value, &from, &to) {
            return Ok(self.between_times(*time, from.earliest, to.earliest));
        }
        let above = compare(Comparison::AtLeast, value, &from)?;
        let below = compare(Comparison::AtMost, value, &to)?;
        Ok(Truth::of(above && below))
    }

    /// `[from, to)`, wrapping midnight where it must. A time not known to the second is inside when all of it is.
    fn between_times(&self, time: TimeOfDay, from: u32, to: u32) -> Truth {
        let inside =
            |second: u32| if from <= to { from <= second && second < to } else { second >= from || second < to };
        let (first, last) = (inside(time.earliest), inside(time.latest));
        // A stamp to the minute is far shorter than any quiet time, so its two ends tell all there is.
        if first == last {
            return Truth::of(first);
        }
        Truth::NotKnown(vec![Missing { fact: self.session.program.set.engine_facts.at, subject: self.subject }])
    }

    fn says(&self, phrases: &[PhraseId]) -> Truth {
        let Some(message) = self.session.message(self.subject) else { return Truth::NotMet };
        let mut unclear = false;
        for phrase in phrases.iter().filter_map(|id| self.session.program.set.phrases.get_index_of(id)) {
            match message.says(phrase) {
                Said::Said(_) => return Truth::Met,
                Said::Unclear(_) => unclear = true,
                Said::NotSaid => {}
            }
        }
        if unclear { self.unclear() } else { Truth::NotMet }
    }

    /// Words that are quoted or told of others: retold, they are the collector's own; verbatim, they may be somebody else's.
    fn unclear(&self) -> Truth {
        let set = &self.session.program.set;
        let kind = set.engine_facts.content_kind;
        let choices = set.vocabulary.get(kind).map_or(&[][..], |f| f.kind.choices());
        match self.session.read(kind, self.subject) {
            Reading::Known(Value::Choice(i)) if choices.get(*i).is_some_and(|c| c.name == "verbatim") => failed(
                "这句话是引用或者转述的，单凭文字不能判断是谁说的",
                "the words are quoted or retold; whose they are cannot be told from the text",
            ),
            Reading::NotKnown(missing) => Truth::NotKnown(missing),
            Reading::Known(_) | Reading::Failed(_) => Truth::Met,
        }
    }
}

fn types_differ() -> Truth {
    failed("比较的两边类型不同", "the two sides have different types")
}

fn lies_in(value: &Value, (first, last): Stretch) -> Result<Truth> {
    let day = date(value)?;
    Ok(Truth::of(first <= day && day <= last))
}

fn date(value: &Value) -> Result<NaiveDate> {
    match value {
        Value::Date(date) => Ok(*date),
        _ => Err(types_differ()),
    }
}

/// Equality as rules mean it: several words contain the one asked for.
pub(super) fn equal(value: &Value, literal: &Value) -> bool {
    match (value, literal) {
        (Value::Choices(all), Value::Choices(one)) => one.iter().all(|w| all.contains(w)),
        _ => value == literal,
    }
}

/// Compares two values of one type.
fn compare(comparison: Comparison, a: &Value, b: &Value) -> Result<bool> {
    a.order(b).map(|order| comparison.holds(order)).ok_or_else(types_differ)
}
