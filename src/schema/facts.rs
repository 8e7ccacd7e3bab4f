//! Facts as an editor knows them: what each means, which tests fit it, which values it can take.

use serde_json::{Map, Value, json};

use super::names::{new_value, of_units};
use super::shape::{any_of, both, closed, date, described, figure, form, list, one_or_more, put, refer, text, yes_no};
use crate::check::{WITHIN_UNITS, fits};
use crate::fact::{Choice, Fact, FactKind, FactScope, Field, Vocabulary};
use crate::rule::Unit;
use crate::syntax::words::MATCHERS;
use crate::syntax::{Definitions, MatcherKey};

/// Puts a definition for the test of every fact (`fact.NAME`) and for its value in a portfolio (`given.NAME`), with
/// what they are made of.
pub(super) fn facts(vocabulary: &Vocabulary, all: &Definitions, into: &mut Map<String, Value>) {
    for scope in [FactScope::Household, FactScope::Debt, FactScope::Contact] {
        for kind in [FactKind::Amount, FactKind::Rate, FactKind::Count, FactKind::Date, FactKind::Time] {
            let of = Compared { vocabulary, all, kind: &kind, scope };
            into.insert(format!("operand.{}.{}", kind.word(), scope.prefix()), of.operand());
            into.insert(format!("test.{}.{}", kind.word(), scope.prefix()), of.test());
        }
    }
    let text = Compared { vocabulary, all, kind: &FactKind::Text, scope: FactScope::Contact };
    into.insert("test.text".to_owned(), text.test());
    into.insert("length".to_owned(), length(all));
    into.insert("within".to_owned(), within(all));
    for (_, fact) in vocabulary.iter() {
        let name = fact.name.as_str();
        if !fact.kind.choices().is_empty() {
            into.insert(format!("choice.{name}"), choices(fact.kind.choices()));
        }
        if !matches!(fact.kind, FactKind::Records(_)) {
            into.insert(format!("fact.{name}"), described(test(fact), about(fact)));
        }
        if fact.derived.is_none() {
            into.insert(format!("given.{name}"), described(given(fact), about(fact)));
        }
    }
}

/// What a fact is, for people: Chinese first.
pub(super) fn about(fact: &Fact) -> String {
    let kind = fact.kind.describe();
    let told = [("问", &fact.question), ("说明", &fact.about), ("由程序计算", &fact.derived)];
    let more = told.iter().filter_map(|(word, more)| more.as_ref().map(|more| format!("\n{word}：{more}")));
    let zh = format!("{}：{}{}", fact.label.zh, kind.zh, more.collect::<String>());
    both(&zh, &format!("{}: {}", fact.label.en, kind.en))
}

/// The test of one fact.
fn test(fact: &Fact) -> Value {
    let scope = fact.scope.prefix();
    match &fact.kind {
        FactKind::YesNo => json!({
            "enum": [true, false, "known", "unknown"],
            "enumDescriptions": ["是 / yes", "否 / no", KNOWN, UNKNOWN],
        }),
        FactKind::Choice(_) | FactKind::Choices(_) => {
            let word = refer(&format!("choice.{}", fact.name));
            any_of(vec![word.clone(), list(&word), told()])
        }
        FactKind::Text => refer("test.text"),
        FactKind::Instant => any_of(vec![literal(&fact.kind), told()]),
        kind => refer(&format!("test.{}.{scope}", kind.word())),
    }
}

const KNOWN: &str = "知道(填了) / we have been told";
const UNKNOWN: &str = "不知道(没填) / we have not been told";

/// Whether we have been told at all.
fn told() -> Value {
    json!({ "type": "string", "enum": ["known", "unknown"], "enumDescriptions": [KNOWN, UNKNOWN] })
}

fn choices(all: &[Choice]) -> Value {
    let about = |c: &Choice| c.about.as_ref().map_or_else(String::new, |a| format!("\n{}", a.zh));
    closed(all.iter().map(|c| (c.name.as_str(), format!("{} / {}{}", c.label.zh, c.label.en, about(c)))))
}

/// A value written out.
pub(super) fn literal(kind: &FactKind) -> Value {
    match kind {
        FactKind::YesNo => yes_no(),
        FactKind::Amount => {
            let mut schema = figure("^[0-9][0-9_]*(\\.[0-9]+)?$", ("金额写元，最多两位小数", "an amount in yuan"));
            put(&mut schema, "minimum", json!(0));
            schema
        }
        FactKind::Rate => {
            form("^[0-9][0-9_]*(\\.[0-9]+)? *%$", ("利率要带百分号，如 24%", "a rate has a percent sign"))
        }
        FactKind::Count => super::shape::whole_number(),
        FactKind::Date => date(),
        FactKind::Instant => {
            form("^[0-9]{4}-[0-9]{2}-[0-9]{2}", ("时刻写成 2026-01-31T22:40:00+08:00", "a time or a date"))
        }
        FactKind::Time => form("^[0-2][0-9]:[0-5][0-9]$", ("钟点写成 \"22:00\"", "write a time of day as \"22:00\"")),
        FactKind::Text | FactKind::Choice(_) | FactKind::Choices(_) | FactKind::Records(_) => text(),
    }
}

/// What facts of one type and scope are compared with.
struct Compared<'c> {
    vocabulary: &'c Vocabulary,
    all: &'c Definitions,
    kind: &'c FactKind,
    scope: FactScope,
}

impl Compared<'_> {
    fn test(&self) -> Value {
        let mut forms = vec![self.matchers(), told(), literal(self.kind), list(&literal(self.kind))];
        if *self.kind == FactKind::Text {
            // Every word is a text: known and unknown come first, so that they are offered with their meaning.
            forms.rotate_left(1);
        }
        let mut schema = any_of(forms);
        put(&mut schema, "defaultSnippets", Value::Array(self.snippets()));
        schema
    }

    /// The tests right behind the colon: inside empty braces the language server offers nothing.
    fn snippets(&self) -> Vec<Value> {
        let fitting = MATCHERS.iter().filter(|(_, key)| fits(*key, self.kind));
        let snippet = |(word, key): &(&str, MatcherKey)| {
            let (zh, en) = meaning(*key, self.kind);
            let body = match key {
                MatcherKey::Between => json!({ *word: ["$1", "$2"] }),
                MatcherKey::Within => json!({ *word: { "days": "$1", "of": "as_of" } }),
                _ => json!({ *word: "$1" }),
            };
            json!({ "label": format!("{word}: …"), "description": both(zh, en), "body": body })
        };
        fitting.map(snippet).collect()
    }

    /// `{ at_least: 90 }`
    fn matchers(&self) -> Value {
        let mut properties = Map::new();
        for (word, key) in MATCHERS.iter().filter(|(_, key)| fits(*key, self.kind)) {
            let (zh, en) = meaning(*key, self.kind);
            properties.insert((*word).to_owned(), described(self.operand_of(*key), both(zh, en)));
        }
        json!({ "type": "object", "properties": properties, "additionalProperties": false, "minProperties": 1 })
    }

    fn operand_of(&self, key: MatcherKey) -> Value {
        let operand = refer(&format!("operand.{}.{}", self.kind.word(), self.scope.prefix()));
        match key {
            MatcherKey::Between => json!({ "type": "array", "items": operand, "minItems": 2, "maxItems": 2 }),
            MatcherKey::Within => refer("within"),
            MatcherKey::WithinLast | MatcherKey::WithinNext | MatcherKey::OlderThan => refer("length"),
            MatcherKey::Says => one_or_more(&refer("name.phrase")),
            MatcherKey::AtLeast
            | MatcherKey::MoreThan
            | MatcherKey::AtMost
            | MatcherKey::LessThan
            | MatcherKey::OnOrAfter
            | MatcherKey::OnOrBefore
            | MatcherKey::Before
            | MatcherKey::After => operand,
        }
    }

    /// A value written out, a dated value, another fact of the same type, or the judge day.
    fn operand(&self) -> Value {
        let mut forms = vec![literal(self.kind)];
        if *self.kind == FactKind::Date {
            forms.push(json!({ "const": "as_of", "description": "判断日：计算日，或联系那天 / the day the rule is judged by" }));
        } else {
            let units: Vec<Unit> =
                [Unit::Rate, Unit::Amount, Unit::Count, Unit::Days, Unit::Months, Unit::Years, Unit::Time]
                    .into_iter()
                    .filter(|u| u.kind() == *self.kind)
                    .collect();
            forms.extend(constants(of_units(self.all, &units)));
            forms.push(new_value());
        }
        let same_type = || self.vocabulary.iter().map(|(_, f)| f).filter(|f| f.kind == *self.kind);
        let near = same_type().filter(|f| f.scope <= self.scope);
        forms.extend(constants(near.map(|f| (f.name.as_str(), format!("{} / {}", f.label.zh, f.label.en))).collect()));
        let far: Vec<String> =
            same_type().filter(|f| f.scope > self.scope).map(|f| f.name.as_str().replace('.', "\\.")).collect();
        if !far.is_empty() {
            // A fact of the household may be compared with one of a debt where a debt is looked at; it is let through
            // and not offered, because most conditions on the household see no debt.
            forms.push(json!({ "type": "string", "pattern": format!("^({})$", far.join("|")) }));
        }
        any_of(forms)
    }
}

fn constants(names: Vec<(&str, String)>) -> impl Iterator<Item = Value> {
    names.into_iter().map(|(name, about)| json!({ "const": name, "description": about }))
}

/// `15 days`, or a dated value in days, months or years.
fn length(all: &Definitions) -> Value {
    let written = form(
        "^[0-9]+ +(day|days|month|months|year|years)$",
        ("写成 15 days、3 months 或 3 years", "write `15 days`, `3 months` or `3 years`"),
    );
    let mut forms = vec![written];
    forms.extend(constants(of_units(all, &[Unit::Days, Unit::Months, Unit::Years])));
    forms.push(new_value());
    any_of(forms)
}

/// `{ days: 7, of: as_of }`
fn within(all: &Definitions) -> Value {
    let mut properties = Map::new();
    for (word, unit) in WITHIN_UNITS {
        let unit = match unit {
            crate::rule::LengthUnit::Days | crate::rule::LengthUnit::WorkingDays => Unit::Days,
            crate::rule::LengthUnit::Months => Unit::Months,
            crate::rule::LengthUnit::Years => Unit::Years,
        };
        let about = both("相差不超过多少，前后都算", "at most so much apart, before or after");
        properties.insert(word.to_owned(), described(quantity(all, unit), about));
    }
    let of = described(refer("operand.date.contact"), both("和哪一天相比", "from which day"));
    properties.insert("of".to_owned(), of);
    json!({
        "type": "object",
        "properties": properties,
        "required": ["of"],
        "additionalProperties": false,
        "minProperties": 2,
        "maxProperties": 2,
    })
}

/// A number, or a dated value in this unit.
pub(super) fn quantity(all: &Definitions, unit: Unit) -> Value {
    let mut forms = vec![super::shape::whole_number()];
    forms.extend(constants(of_units(all, &[unit])));
    forms.push(new_value());
    any_of(forms)
}

/// What a matcher means: Chinese, English.
fn meaning(key: MatcherKey, kind: &FactKind) -> (&'static str, &'static str) {
    match key {
        MatcherKey::AtLeast => ("大于等于", "at least"),
        MatcherKey::MoreThan => ("大于", "more than"),
        MatcherKey::AtMost => ("小于等于", "at most"),
        MatcherKey::LessThan => ("小于", "less than"),
        MatcherKey::Between if *kind == FactKind::Time => (
            "在两个钟点之间，含头不含尾，可以跨午夜：[\"22:00\", \"08:00\"]",
            "between two times of day, the first included, the last not; may pass midnight",
        ),
        MatcherKey::Between => ("在两者之间，两头都含：[1, 30]", "between the two, both included"),
        MatcherKey::OnOrAfter => ("这天或以后", "on this day or later"),
        MatcherKey::OnOrBefore => ("这天或以前", "on this day or earlier"),
        MatcherKey::Before => ("早于这天", "before this day"),
        MatcherKey::After => ("晚于这天", "after this day"),
        MatcherKey::Within => (
            "和那天相差不超过这段时间，前后都算：{ days: 7, of: as_of }",
            "at most so far from that day, before or after",
        ),
        MatcherKey::WithinLast => ("在判断日以前的这段时间里，两头都含：15 days", "in the time before the judge day"),
        MatcherKey::WithinNext => ("在判断日以后的这段时间里，两头都含：15 days", "in the time after the judge day"),
        MatcherKey::OlderThan => {
            ("比这段时间还早，正好那么久不算：3 years", "longer ago than this; exactly so long ago is not")
        }
        MatcherKey::Says => ("说了这一组话术；列出几组时，说了任何一组", "says one of these phrases"),
    }
}

/// The value of one fact in a portfolio: typed, or not known.
fn given(fact: &Fact) -> Value {
    let mut forms = vec![value(&fact.kind, Some(fact)), not_known()];
    if fact.may_be_never {
        forms.push(json!({ "const": "never", "description": "从来没有过 / it never happened" }));
    }
    any_of(forms)
}

fn not_known() -> Value {
    json!({ "enum": ["unknown", null], "enumDescriptions": [UNKNOWN, UNKNOWN] })
}

fn value(kind: &FactKind, fact: Option<&Fact>) -> Value {
    match kind {
        FactKind::Choice(all) => fact.map_or_else(|| choices(all), |f| refer(&format!("choice.{}", f.name))),
        FactKind::Choices(all) => {
            let word = fact.map_or_else(|| choices(all), |f| refer(&format!("choice.{}", f.name)));
            let mut words = one_or_more(&word);
            if let Some(list) = words.pointer_mut("/anyOf/1") {
                // An empty list says nothing, and may be written.
                put(list, "minItems", json!(0));
            }
            words
        }
        FactKind::Records(fields) => {
            let properties: Map<String, Value> = fields.iter().map(record_field).collect();
            json!({ "type": "array", "items": { "type": "object", "properties": properties, "additionalProperties": false } })
        }
        FactKind::Rate => any_of(vec![literal(kind), json!({ "type": "number", "minimum": 0, "maximum": 3 })]),
        FactKind::Text => json!({ "type": "string" }),
        other => literal(other),
    }
}

fn record_field(field: &Field) -> (String, Value) {
    let about = both(&field.label.zh, &field.label.en);
    (field.name.clone(), described(any_of(vec![value(&field.kind, None), not_known()]), about))
}
