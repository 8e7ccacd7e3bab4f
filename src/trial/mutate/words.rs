//! Changes in words that a lawyer understands: what stood there, and what stands there instead.

use crate::diagnostic::Text;
use crate::fact::FactKind;
use crate::rule::{
    Comparison, Condition, DatedValue, Due, DueStart, HashableValue, Length, LengthUnit, Matcher, Operand, PhraseId,
    Quantity, RuleSet, Test, ValueId, Window,
};

pub(super) struct Words<'w> {
    pub(super) set: &'w RuleSet,
}

/// “A” becomes “B”.
pub(super) fn becomes(what: &Text, from: &Text, to: &Text) -> Text {
    Text::new(
        format!("{}：把“{}”改成“{}”", what.zh, from.zh, to.zh),
        format!("{}: “{}” becomes “{}”", what.en, from.en, to.en),
    )
}

impl Words<'_> {
    /// A test that became another.
    pub(super) fn changed(&self, test: &Test, to: &Matcher, value: Option<&DatedValue>) -> Text {
        let Some(fact) = self.set.vocabulary.get(test.fact) else { return Text::default() };
        let what = Text::new(format!("{}({})", fact.label.zh, fact.name), format!("{} ({})", fact.label.en, fact.name));
        let gone = match (&test.matcher, to) {
            (Matcher::OneOf(all), Matcher::OneOf(left)) if left.len() < all.len() => {
                all.iter().find(|l| !left.contains(l)).map(|l| word(l, &fact.kind))
            }
            (Matcher::Says(all), Matcher::Says(left)) if left.len() < all.len() => {
                all.iter().find(|p| !left.contains(p)).map(|p| self.phrase(p))
            }
            _ => None,
        };
        match gone {
            Some(gone) => Text::new(
                format!("{}：从选项里去掉“{}”", what.zh, gone.zh),
                format!("{}: “{}” is dropped from the list", what.en, gone.en),
            ),
            None => {
                becomes(&what, &self.matcher(&test.matcher, &fact.kind, None), &self.matcher(to, &fact.kind, value))
            }
        }
    }

    pub(super) fn dropped(&self, condition: &Condition) -> Text {
        let said = self.condition(condition);
        Text::new(format!("去掉条件“{}”", said.zh), format!("the condition “{}” is dropped", said.en))
    }

    pub(super) fn removed_exception(&self, condition: &Condition) -> Text {
        let said = self.condition(condition);
        Text::new(format!("去掉例外“{}”", said.zh), format!("the exception “{}” is removed", said.en))
    }

    /// All became any, or the other way round.
    pub(super) fn swapped(&self, parts: &[Condition], was_all: bool) -> Text {
        let parts: Vec<Text> = parts.iter().map(|p| self.condition(p)).collect();
        let list = Text::join(&parts, "；", "; ");
        let (zh, en) = if was_all {
            ("“都要满足”改成“满足一项即可”", "“all of” becomes “any of”")
        } else {
            ("“满足一项即可”改成“都要满足”", "“any of” becomes “all of”")
        };
        Text::new(format!("把{zh}：{}", list.zh), format!("{en}: {}", list.en))
    }

    fn condition(&self, condition: &Condition) -> Text {
        let each = |parts: &[Condition]| parts.iter().map(|p| self.condition(p)).collect::<Vec<Text>>();
        match condition {
            Condition::All(parts) => Text::join(&each(parts), "，并且", " and "),
            Condition::Any(parts) => {
                let any = Text::join(&each(parts), "，或者", " or ");
                Text::new(format!("({})", any.zh), format!("({})", any.en))
            }
            Condition::None(parts) => {
                let any = Text::join(&each(parts), "，或者", " or ");
                Text::new(format!("没有({})", any.zh), format!("not ({})", any.en))
            }
            Condition::AnyDebt(inner) => {
                let inner = self.condition(inner);
                Text::new(format!("有一笔债({})", inner.zh), format!("some debt ({})", inner.en))
            }
            Condition::Term(_, inner) => self.condition(inner),
            Condition::Test(test) => {
                let Some(fact) = self.set.vocabulary.get(test.fact) else { return Text::default() };
                let said = self.matcher(&test.matcher, &fact.kind, None);
                Text::new(format!("{}{}", fact.label.zh, said.zh), format!("{} {}", fact.label.en, said.en))
            }
        }
    }

    fn matcher(&self, matcher: &Matcher, kind: &FactKind, new: Option<&DatedValue>) -> Text {
        let operand = |o: &Operand| self.operand(o, kind, new);
        let length = |l: &Length| self.quantity(&l.quantity, l.unit, new);
        match matcher {
            Matcher::Known => Text::new("已知", "known"),
            Matcher::Unknown => Text::new("未知", "not known"),
            Matcher::OneOf(list) => {
                let all: Vec<Text> = list.iter().map(|l| word(l, kind)).collect();
                let all = Text::join(&all, "、", ", ");
                Text::new(format!("为{}", all.zh), format!("is {}", all.en))
            }
            Matcher::Compare(comparison, o) => {
                let (said, other) = (compared(*comparison, kind), operand(o));
                Text::new(format!("{} {}", said.zh, other.zh), format!("{} {}", said.en, other.en))
            }
            Matcher::Between(a, b) => {
                let (a, b) = (operand(a), operand(b));
                Text::new(format!("在 {} 和 {} 之间", a.zh, b.zh), format!("between {} and {}", a.en, b.en))
            }
            Matcher::Within(l, of) => {
                let (l, of) = (length(l), operand(of));
                Text::new(format!("在{}前后 {} 内", of.zh, l.zh), format!("within {} of {}", l.en, of.en))
            }
            Matcher::WithinLast(l) => {
                let l = length(l);
                Text::new(format!("在最近 {} 内", l.zh), format!("within the last {}", l.en))
            }
            Matcher::WithinNext(l) => {
                let l = length(l);
                Text::new(format!("在今后 {} 内", l.zh), format!("within the next {}", l.en))
            }
            Matcher::OlderThan(l) => {
                let l = length(l);
                Text::new(format!("早于 {} 以前", l.zh), format!("older than {}", l.en))
            }
            Matcher::Says(phrases) => {
                let all: Vec<Text> = phrases.iter().map(|p| self.phrase(p)).collect();
                let all = Text::join(&all, "、", ", ");
                Text::new(format!("说到{}", all.zh), format!("says {}", all.en))
            }
        }
    }

    fn phrase(&self, id: &PhraseId) -> Text {
        Text::new(self.set.phrases.get(id).map_or(id.as_str(), |p| p.title.as_str()), id.as_str())
    }

    fn operand(&self, operand: &Operand, kind: &FactKind, new: Option<&DatedValue>) -> Text {
        match operand {
            Operand::Literal(literal) => word(literal, kind),
            Operand::Value(id) => self.value(id, new),
            Operand::Fact(fact) => match self.set.vocabulary.get(*fact) {
                Some(fact) => fact.label.clone(),
                None => Text::default(),
            },
            Operand::AsOf => Text::new("判断的当天", "the judge day"),
        }
    }

    /// A comparison with what it is compared with.
    pub(super) fn comparison(&self, comparison: Comparison, operand: &Operand, new: Option<&DatedValue>) -> Text {
        self.matcher(&Matcher::Compare(comparison, operand.clone()), &FactKind::Count, new)
    }

    fn value(&self, id: &ValueId, new: Option<&DatedValue>) -> Text {
        let found = self.set.values.get(id).or(new.filter(|v| v.id == *id));
        match found {
            Some(value) => Text::new(value.title.clone(), id.to_string()),
            None => Text::new(id.to_string(), id.to_string()),
        }
    }

    pub(super) fn quantity(&self, quantity: &Quantity, unit: LengthUnit, new: Option<&DatedValue>) -> Text {
        match quantity {
            Quantity::Number(n) => unit.count(i64::from(*n)),
            Quantity::Value(id) => {
                let (value, unit) = (self.value(id, new), unit.label());
                Text::new(format!("“{}”({})", value.zh, unit.zh), format!("{} ({})", value.en, unit.en))
            }
        }
    }

    pub(super) fn due(&self, due: &Due, new: Option<&DatedValue>) -> Text {
        let label = |id| self.set.vocabulary.get(id).map_or_else(Text::default, |f| f.label.clone());
        match due {
            Due::Today => Text::new("当天", "today"),
            Due::On(fact) => label(*fact),
            Due::Before(fact) => {
                let fact = label(*fact);
                Text::new(format!("{}的前一天", fact.zh), format!("the day before {}", fact.en))
            }
            Due::After { quantity, unit, start, .. } => {
                let length = self.quantity(quantity, *unit, new);
                let start = match start {
                    DueStart::AsOf => Text::new("今天", "today"),
                    DueStart::Fact(fact) => label(*fact),
                };
                Text::new(format!("{}后 {}", start.zh, length.zh), format!("{} after {}", length.en, start.en))
            }
        }
    }
}

pub(super) fn window(window: Window) -> Text {
    match window {
        Window::CalendarDay => Text::new("同一天", "a calendar day"),
        Window::RollingHours(n) => Text::new(format!("连续 {n} 小时"), format!("{n} hours in a row")),
        Window::ConsecutiveDays(n) => Text::new(format!("连续 {n} 天"), format!("{n} days in a row")),
        Window::DaysAfterConversation(n) => {
            Text::new(format!("通话以后 {n} 天"), format!("{n} days after a conversation"))
        }
    }
}

fn word(literal: &HashableValue, kind: &FactKind) -> Text {
    Text::new(literal.value.show(kind), literal.value.wire(kind))
}

fn compared(comparison: Comparison, kind: &FactKind) -> Text {
    let (zh, en) = match (comparison, kind) {
        (Comparison::AtLeast, FactKind::Date) => ("不早于", "on or after"),
        (Comparison::MoreThan, FactKind::Date) => ("晚于", "after"),
        (Comparison::AtMost, FactKind::Date) => ("不晚于", "on or before"),
        (Comparison::LessThan, FactKind::Date) => ("早于", "before"),
        (Comparison::AtLeast, _) => ("至少", "at least"),
        (Comparison::MoreThan, _) => ("多于", "more than"),
        (Comparison::AtMost, _) => ("至多", "at most"),
        (Comparison::LessThan, _) => ("少于", "less than"),
    };
    Text::new(zh, en)
}
