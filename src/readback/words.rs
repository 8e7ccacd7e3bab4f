//! The words sentences are made of: names in quotation marks, dates, amounts, dated values with their latest figure.

use chrono::{Datelike, NaiveDate};

use crate::diagnostic::{Language, Text};
use crate::fact::{Fact, FactId, FactKind, FactScope, Value};
use crate::rule::{
    Condition, HashableValue, JudgeBy, Length, LengthUnit, Matcher, Operand, Quantity, Rule, RuleScope, RuleSet,
    TermId, Unit, ValueId, ValueSource,
};

/// Whether the latest figure of a dated value is said beside its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figures {
    /// Said, with the day it holds from.
    Shown,
    /// Left out.
    Hidden,
}

/// A figure as said: 15 天.
pub type Said = Text;

/// What sentences about one rule, or one condition, are made with.
#[derive(Clone, Copy)]
pub(super) struct Words<'w> {
    pub(super) set: &'w RuleSet,
    /// The scope whose facts need no word for whose they are.
    pub(super) own: FactScope,
    judge_by: Option<JudgeBy>,
    figures: Figures,
}

impl<'w> Words<'w> {
    pub(super) fn of_rule(set: &'w RuleSet, rule: &Rule, figures: Figures) -> Self {
        let own = match rule.scope {
            RuleScope::Household => FactScope::Household,
            RuleScope::Debt => FactScope::Debt,
            RuleScope::Contact | RuleScope::Contacts => FactScope::Contact,
        };
        Self { set, own, judge_by: Some(rule.judge_by), figures }
    }

    /// A condition alone is about the narrowest thing it looks at.
    pub(super) fn of_condition(set: &'w RuleSet, condition: &Condition) -> Self {
        Self { set, own: narrowest(set, condition), judge_by: None, figures: Figures::Shown }
    }

    pub(super) fn judged_by(self, judge_by: JudgeBy) -> Self {
        Self { judge_by: Some(judge_by), ..self }
    }

    pub(super) fn about(self, own: FactScope) -> Self {
        Self { own, ..self }
    }

    /// The day the rule is judged by.
    pub(super) fn judge_day(&self) -> Text {
        match self.judge_by {
            Some(JudgeBy::DecisionDate) => Text::new("计算日", "the day of the answer"),
            Some(JudgeBy::EventDate) => Text::new("联系当天", "the day of the contact"),
            Some(JudgeBy::ContractDate) => Text::new("合同签订日", "the day of the contract"),
            Some(JudgeBy::FilingDate) => Text::new("起诉日", "the day the suit was filed"),
            None => Text::new("判断日", "the day the rule is judged by"),
        }
    }

    /// A fact by its label, with whose it is where that is not plain.
    pub(super) fn fact(&self, id: FactId) -> Text {
        let Some(fact) = self.set.vocabulary.get(id) else { return Text::default() };
        let whose = self.whose(fact);
        let zh = full_width(&fact.label.zh);
        // Labels that are questions or claims need marks to be told from the sentence around them.
        let question = ["是否", "有没有", "谁", "哪", "多少"].iter().any(|w| zh.contains(w));
        let marked = fact.kind == FactKind::YesNo || question;
        Text::new(
            format!("{}{}", whose.zh, if marked { quote(&zh) } else { zh }),
            format!("{}{}", whose.en, if marked { quote(&fact.label.en) } else { fact.label.en.clone() }),
        )
    }

    /// That a term is met, by its title.
    pub(super) fn term(&self, id: &TermId) -> Text {
        let title = quote(&self.set.terms.get(id).map_or_else(|| id.to_string(), |t| full_width(&t.title)));
        Text::new(format!("符合术语{title}"), format!("the term {title} is met"))
    }

    fn whose(&self, fact: &Fact) -> Text {
        if fact.scope == self.own {
            return Text::default();
        }
        match fact.scope {
            FactScope::Household => Text::new("家庭的", "the household’s "),
            FactScope::Debt => Text::new("所涉债务的", "the debt’s "),
            FactScope::Contact => Text::new("这次联系的", "the contact’s "),
        }
    }

    /// What a fact is compared with.
    pub(super) fn operand(&self, operand: &Operand, kind: &FactKind) -> Text {
        match operand {
            Operand::Literal(literal) => literal_text(literal, kind),
            Operand::Value(id) => self.value(id),
            Operand::Fact(id) => self.fact(*id),
            Operand::AsOf => self.judge_day(),
        }
    }

    /// A dated value by title, with its latest figure.
    pub(super) fn value(&self, id: &ValueId) -> Text {
        self.value_in(id, None)
    }

    fn value_in(&self, id: &ValueId, unit: Option<LengthUnit>) -> Text {
        let title = self.set.values.get(id).map_or_else(|| id.to_string(), |v| full_width(&v.title));
        let name = quote(&title);
        let figure = match (self.figures, latest(self.set, id)) {
            (Figures::Shown, Some(latest)) => latest.say(unit),
            _ => return Text::same(name),
        };
        Text::new(format!("{name}（{}）", figure.zh), format!("{name} ({})", figure.en))
    }

    pub(super) fn length(&self, length: &Length) -> Text {
        self.quantity(&length.quantity, length.unit)
    }

    pub(super) fn quantity(&self, quantity: &Quantity, unit: LengthUnit) -> Text {
        match quantity {
            Quantity::Number(n) => unit.count(i64::from(*n)),
            Quantity::Value(id) => self.value_in(id, Some(unit)),
        }
    }
}

/// The last figure of a dated value, and from when until when it holds.
struct Latest {
    from: NaiveDate,
    until: Option<NaiveDate>,
    value: Value,
    unit: Unit,
}

impl Latest {
    fn say(&self, length: Option<LengthUnit>) -> Text {
        let figure = match (&self.value, length) {
            (Value::Count(n), Some(unit)) => unit.count(*n),
            (value, _) => figure(value, self.unit),
        };
        match self.until {
            None => {
                Text::new(format!("{}起为 {}", date(self.from), figure.zh), format!("{} from {}", figure.en, self.from))
            }
            Some(until) => Text::new(
                format!("{}至{}为 {}", date(self.from), date(until), figure.zh),
                format!("{} from {} until {until}", figure.en, self.from),
            ),
        }
    }
}

/// A dated value by title with its latest figure as an answer fills it in: 答辩期：15. The unit stands in the text.
pub(crate) fn latest_text(set: &RuleSet, id: &ValueId) -> Text {
    let title = set.values.get(id).map_or_else(|| id.to_string(), |v| v.title.clone());
    match latest(set, id) {
        // A rate of the law is said as it is: 0.0175 % a day is not 0.02 %.
        Some(Latest { value: Value::Rate(rate), .. }) => {
            Text::new(format!("{title}：{rate}"), format!("{title}: {rate}"))
        }
        Some(latest) => {
            let shown = latest.value.show(&latest.unit.kind());
            Text::new(format!("{title}：{shown}"), format!("{title}: {shown}"))
        }
        None => Text::same(title),
    }
}

/// The last figure of a dated value, through the multiples it is derived from.
fn latest(set: &RuleSet, id: &ValueId) -> Option<Latest> {
    let unit = set.values.get(id)?.unit;
    let ValueSource::Series(entries) = &set.base_of(id)?.source else { return None };
    let last = entries.last()?;
    Some(Latest { from: last.from, until: last.until, value: set.value_on(id, last.from)?, unit })
}

/// A figure with its unit: `15 天`, `24%`, `50000 元`.
pub(crate) fn figure(value: &Value, unit: Unit) -> Said {
    match (value, unit) {
        (Value::Count(n), Unit::Days) => LengthUnit::Days.count(*n),
        (Value::Count(n), Unit::Months) => LengthUnit::Months.count(*n),
        (Value::Count(n), Unit::Years) => LengthUnit::Years.count(*n),
        (value, unit) => value_text(value, &unit.kind()),
    }
}

pub(super) fn literal_text(literal: &HashableValue, kind: &FactKind) -> Text {
    value_text(&literal.value, kind)
}

/// A value as said in a sentence.
fn value_text(value: &Value, kind: &FactKind) -> Text {
    let choice = |i: &usize| {
        let none = Text::default();
        let label = kind.choices().get(*i).map_or(&none, |c| &c.label);
        Text::new(quote(&full_width(&label.zh)), quote(&label.en))
    };
    match value {
        Value::YesNo(yes) => {
            if *yes {
                Text::new("“是”", "yes")
            } else {
                Text::new("“否”", "no")
            }
        }
        Value::Choice(i) => choice(i),
        Value::Choices(all) => either(&all.iter().map(choice).collect::<Vec<_>>()),
        Value::Amount(money) => {
            let yuan = money.to_string();
            let yuan = yuan.strip_suffix(".00").unwrap_or(&yuan);
            Text::new(format!("{yuan} 元"), format!("{yuan} yuan"))
        }
        // A daily rate has four decimals.
        Value::Rate(rate) => Text::same(rate.percent(4)),
        Value::Date(day) => Text::new(date(*day), day.to_string()),
        Value::Never => Text::new("“从未”", "“never”"),
        Value::Bands(_) => Text::new(value.show_in(kind, Language::Zh), value.show_in(kind, Language::En)),
        Value::Count(_) | Value::Instant(_) | Value::Time(_) | Value::Text(_) | Value::Records(_) => {
            Text::same(value.show(kind))
        }
    }
}

/// `a`, `a或b`, `a、b、c之一`: one of several things that carry their own quotation marks.
pub(super) fn either(all: &[Text]) -> Text {
    if all.len() < 3 {
        return Text::join(all, "或", " or ");
    }
    let list = Text::join(all, "、", ", ");
    Text::new(format!("{}之一", list.zh), format!("one of {}", list.en))
}

/// A date as Chinese papers write it.
pub(crate) fn date(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// A name in quotation marks; marks inside it become single ones.
pub(super) fn quote(name: &str) -> String {
    format!("“{}”", name.replace('“', "‘").replace('”', "’"))
}

/// Brackets as Chinese sentences write them. Labels and titles are also read in tables, where half-width ones stand.
pub(super) fn full_width(text: &str) -> String {
    text.replace('(', "（").replace(')', "）")
}

/// A number below one hundred in Chinese: for 第175条之一 and for numbering.
pub(super) fn chinese_number(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |d: usize| DIGITS.get(d).copied().unwrap_or_default();
    match (n / 10, n % 10) {
        (0, one) => digit(one).to_owned(),
        (1, one) => format!("十{}", digit(one)),
        (ten, one) if ten < 10 => format!("{}十{}", digit(ten), digit(one)),
        _ => n.to_string(),
    }
}

fn narrowest(set: &RuleSet, condition: &Condition) -> FactScope {
    match condition {
        Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
            parts.iter().map(|p| narrowest(set, p)).max().unwrap_or(FactScope::Household)
        }
        // What is asked of some debt of the household is asked of the household.
        Condition::AnyDebt(_) => FactScope::Household,
        Condition::Term(_, meaning) => narrowest(set, meaning),
        Condition::Test(test) => {
            let of = |id: FactId| set.vocabulary.get(id).map_or(FactScope::Household, |f| f.scope);
            let other = match &test.matcher {
                Matcher::Compare(_, Operand::Fact(id)) => of(*id),
                _ => FactScope::Household,
            };
            of(test.fact).max(other)
        }
    }
}
