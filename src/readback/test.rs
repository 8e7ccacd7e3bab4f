//! One test on one fact, in words. Each says whether its edge is in or out.

use super::words::{Words, either, full_width, literal_text, quote};
use crate::diagnostic::Text;
use crate::fact::{FactKind, Value};
use crate::rule::{Comparison, HashableValue, Length, Matcher, Operand, PhraseId, Test};

/// A test in words.
pub(super) fn test(words: &Words<'_>, test: &Test) -> Text {
    let Some(fact) = words.set.vocabulary.get(test.fact) else { return Text::default() };
    let name = words.fact(test.fact);
    let said = Saying { words, kind: &fact.kind, name };
    match &test.matcher {
        Matcher::Known => said.known("已经知道", "it is known: "),
        Matcher::Unknown => said.known("不知道", "it is not known: "),
        Matcher::OneOf(list) => said.one_of(list),
        Matcher::Compare(comparison, operand) => said.compare(*comparison, operand),
        Matcher::Between(from, to) => said.between(from, to),
        Matcher::Within(length, of) => said.within(length, of),
        Matcher::WithinLast(length) => said.lately(length, true),
        Matcher::WithinNext(length) => said.lately(length, false),
        Matcher::OlderThan(length) => said.older(length),
        Matcher::Says(phrases) => said.says(phrases),
    }
}

/// How often, for contacts counted together.
pub(super) fn times(words: &Words<'_>, comparison: Comparison, limit: &Operand) -> Text {
    let name = Text::new("次数", "the number of contacts");
    let mut said = Saying { words, kind: &FactKind::Count, name }.compare(comparison, limit);
    if matches!(limit, Operand::Literal(_)) {
        said.zh.push_str(" 次");
    }
    said
}

struct Saying<'s> {
    words: &'s Words<'s>,
    kind: &'s FactKind,
    name: Text,
}

impl Saying<'_> {
    fn known(&self, zh: &str, en: &str) -> Text {
        // A claim is asked with 是否, unless its label is a question already.
        let whether = *self.kind == FactKind::YesNo && self.name.zh.starts_with('“') && !self.name.zh.contains("是否");
        let whether = if whether { "是否" } else { "" };
        Text::new(format!("{zh}{whether}{}", self.name.zh), format!("{en}{}", self.name.en))
    }

    fn then(&self, zh: impl AsRef<str>, en: impl AsRef<str>) -> Text {
        Text::new(format!("{}{}", self.name.zh, zh.as_ref()), format!("{} {}", self.name.en, en.as_ref()))
    }

    fn one_of(&self, list: &[HashableValue]) -> Text {
        let values: Vec<Text> = list.iter().map(|l| literal_text(l, self.kind)).collect();
        let one = either(&values);
        let never = list.iter().any(|l| l.value == Value::Never);
        match self.kind {
            FactKind::YesNo => self.then(format!("为{}", one.zh), format!("is {}", one.en)),
            FactKind::Choices(_) if values.len() > 2 => {
                let list = Text::join(&values, "、", ", ");
                self.then(format!("包含{}中的至少一项", list.zh), format!("include at least one of {}", list.en))
            }
            FactKind::Choices(_) => self.then(format!("包含{}", one.zh), format!("include {}", one.en)),
            FactKind::Choice(_) => self.then(format!("是{}", one.zh), format!("is {}", one.en)),
            _ if never => self.then(format!("是{}", one.zh), format!("is {}", one.en)),
            _ => self.then(format!("等于 {}", one.zh), format!("equals {}", one.en)),
        }
    }

    fn compare(&self, comparison: Comparison, operand: &Operand) -> Text {
        let other = self.words.operand(operand, self.kind);
        let (zh, en) = (&other.zh, &other.en);
        if *self.kind == FactKind::Date {
            return match comparison {
                Comparison::AtLeast => self.then(format!("在{zh}当天或以后"), format!("is on or after {en}")),
                Comparison::MoreThan => {
                    self.then(format!("在{zh}之后（不含当天）"), format!("is after {en} (that day excluded)"))
                }
                Comparison::AtMost => self.then(format!("在{zh}当天或以前"), format!("is on or before {en}")),
                Comparison::LessThan => {
                    self.then(format!("在{zh}之前（不含当天）"), format!("is before {en} (that day excluded)"))
                }
            };
        }
        let zh = spaced(zh);
        let zh = zh.trim_end();
        match comparison {
            Comparison::AtLeast => self.then(format!("至少为{zh}"), format!("is at least {en}")),
            Comparison::MoreThan => self.then(format!("超过{zh}"), format!("is more than {en}")),
            Comparison::AtMost => self.then(format!("不超过{zh}"), format!("is not more than {en}")),
            Comparison::LessThan => self.then(format!("低于{zh}"), format!("is less than {en}")),
        }
    }

    fn between(&self, from: &Operand, to: &Operand) -> Text {
        let (first, last) = (self.words.operand(from, self.kind), self.words.operand(to, self.kind));
        if *self.kind == FactKind::Date {
            return self.then(
                format!("在{}至{}之间（两头都含）", first.zh, last.zh),
                format!("is between {} and {} (both included)", first.en, last.en),
            );
        }
        if *self.kind != FactKind::Time {
            return self.then(
                format!("在{}至{}之间（两头都含）", spaced(&first.zh), spaced(&last.zh)),
                format!("is between {} and {} (both included)", first.en, last.en),
            );
        }
        match (from, to) {
            (Operand::Literal(a), Operand::Literal(b)) => {
                let wraps = a.value.order(&b.value).is_some_and(std::cmp::Ordering::is_gt);
                let (next, next_en) = if wraps { ("次日", " of the next day") } else { ("", "") };
                self.then(
                    format!("从 {} 到{next} {}（含 {0}，不含 {1}）", first.zh, last.zh),
                    format!("is from {} to {}{next_en} ({0} included, {1} excluded)", first.en, last.en),
                )
            }
            _ => self.then(
                format!("从{}到{}（含起点，不含终点；起点晚于终点的，跨过午夜到次日）", first.zh, last.zh),
                format!("is from {} to {} (the start included, the end excluded; a start later than the end runs past midnight)", first.en, last.en),
            ),
        }
    }

    fn within(&self, length: &Length, of: &Operand) -> Text {
        let (length, of) = (self.words.length(length), self.words.operand(of, self.kind));
        self.then(
            format!("与{}相差不超过{}（前后都算，正好相差这么久也算）", of.zh, spaced(&length.zh)),
            format!("is no further than {} from {} (before or after, exactly that included)", length.en, of.en),
        )
    }

    fn lately(&self, length: &Length, past: bool) -> Text {
        let (length, day) = (self.words.length(length), self.words.judge_day());
        let (zh, en) = if past { ("以前", "up to") } else { ("以后", "from") };
        self.then(
            format!("在{}{zh}的{}之内（首尾两天都算）", day.zh, spaced(&length.zh)),
            format!("lies within {} {en} {} (first and last day included)", length.en, day.en),
        )
    }

    fn older(&self, length: &Length) -> Text {
        let (length, day) = (self.words.length(length), self.words.judge_day());
        self.then(
            format!("距{}已超过{}（正好这么久不算）", day.zh, spaced(&length.zh)),
            format!("is more than {} before {} (exactly that long is not)", length.en, day.en),
        )
    }

    fn says(&self, phrases: &[PhraseId]) -> Text {
        let title = |id: &PhraseId| {
            let title = self.words.set.phrases.get(id).map_or_else(|| id.to_string(), |p| full_width(&p.title));
            Text::new(quote(&title), quote(&title))
        };
        let any = either(&phrases.iter().map(title).collect::<Vec<_>>());
        self.then(format!("里有话术{}", any.zh), format!("holds the phrases {}", any.en))
    }
}

/// Spaces around a figure, none around a word.
fn spaced(text: &str) -> String {
    let ascii = |c: Option<char>| if c.is_some_and(|c| c.is_ascii()) { " " } else { "" };
    format!("{}{text}{}", ascii(text.chars().next()), ascii(text.chars().next_back()))
}
