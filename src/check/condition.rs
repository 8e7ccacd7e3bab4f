//! Conditions: every fact exists and may be seen from here, every test fits the type of its fact, every value fits too.

use super::Known;
use super::names::unknown;
use crate::diagnostic::Diagnostic;
use crate::fact::{Fact, FactId, FactKind, FactScope, Phase, Value, literal};
use crate::rule::{
    Comparison, Condition, HashableValue, Length, LengthUnit, Matcher, Operand, PhraseId, Quantity, Test, Unit, ValueId,
};
use crate::source::Placed;
use crate::syntax::{ConditionDraft, Kind, MatcherKey, Name, Node, Notes, TestDraft, expected};

/// What a condition may look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sight {
    /// The narrowest scope whose facts it may read; wider ones are seen too.
    scope: FactScope,
    /// The latest stage whose results it may read.
    phase: Phase,
}

impl Sight {
    /// What a condition on the household may see.
    pub(super) const HOUSEHOLD: Self = Self { scope: FactScope::Household, phase: Phase::Cost };
    /// What a condition on a debt may see.
    pub(super) const DEBT: Self = Self { scope: FactScope::Debt, phase: Phase::Cost };
    /// What a cost rule may see: everything but the outcome of cost rules.
    pub(super) const COST: Self = Self { scope: FactScope::Debt, phase: Phase::Conduct };
    /// What a condition on a contact may see: conduct rules come first.
    pub(super) const CONTACT: Self = Self { scope: FactScope::Contact, phase: Phase::Given };
    /// Everything, for checking a term by itself.
    const ALL: Self = Self { scope: FactScope::Contact, phase: Phase::Cost };

    fn may_read(self, fact: &Fact) -> bool {
        fact.scope <= self.scope
    }
}

/// Resolves a condition. Where something is wrong it is noted, and that part is left out of the result, which is
/// never used: a rule set with errors does not come into being.
pub(super) fn resolve(draft: &ConditionDraft, known: &Known<'_>, sight: Sight, notes: &mut Notes) -> Condition {
    Resolver { known, sight, notes, within: Vec::new() }.condition(draft)
}

/// Checks every term by itself, so that a mistake in one shows even when no rule uses it.
pub(super) fn check_terms(known: &Known<'_>, notes: &mut Notes) {
    for term in known.terms.values() {
        let name = Placed { it: term.id.as_str().to_owned(), place: term.place };
        Resolver { known, sight: Sight::ALL, notes, within: Vec::new() }.term(&name);
    }
}

struct Resolver<'r> {
    known: &'r Known<'r>,
    sight: Sight,
    notes: &'r mut Notes,
    // The terms being resolved, to notice a circle.
    within: Vec<String>,
}

impl Resolver<'_> {
    fn condition(&mut self, draft: &ConditionDraft) -> Condition {
        match draft {
            ConditionDraft::All(parts) => Condition::All(self.each(parts)),
            ConditionDraft::Any(parts) => Condition::Any(self.each(parts)),
            ConditionDraft::None(parts) => Condition::None(self.each(parts)),
            ConditionDraft::Term(name) => self.term(name),
            ConditionDraft::AnyDebt(inner) => {
                let sight = std::mem::replace(&mut self.sight, Sight::DEBT);
                let inner = self.condition(inner);
                self.sight = sight;
                Condition::AnyDebt(Box::new(inner))
            }
            ConditionDraft::Test { fact, test } => self.test(fact, test),
        }
    }

    fn each(&mut self, parts: &[ConditionDraft]) -> Vec<Condition> {
        parts.iter().map(|p| self.condition(p)).collect()
    }

    fn term(&mut self, name: &Name) -> Condition {
        let nothing = Condition::All(Vec::new());
        let Some(term) = self.known.terms.get(name.it.as_str()) else {
            let names = self.known.terms.keys().map(crate::rule::TermId::as_str);
            self.notes.push(unknown("unknown-term", name.place, ("术语", "term"), &name.it, names));
            return nothing;
        };
        if self.within.contains(&name.it) {
            self.notes.push(Diagnostic::error(
                "term-circle",
                name.place,
                format!("术语 `{}` 用自己来定义自己", name.it),
                format!("the term `{}` is defined by itself", name.it),
            ));
            return nothing;
        }
        self.within.push(name.it.clone());
        let condition = self.condition(&term.when);
        self.within.pop();
        condition
    }

    fn test(&mut self, name: &Name, test: &TestDraft) -> Condition {
        let nothing = Condition::All(Vec::new());
        let Some((id, fact)) = self.known.vocabulary.find(&name.it) else {
            let note = unknown("unknown-fact", name.place, ("事实", "fact"), &name.it, self.known.vocabulary.names());
            self.notes.push(note.label("词汇表里没有这个名字", "no fact has this name"));
            return nothing;
        };
        if !self.sight.may_read(fact) {
            self.out_of_sight(name, fact);
            return nothing;
        }
        if fact.phase > self.sight.phase {
            self.notes.push(
                Diagnostic::error(
                    "fact-too-early",
                    name.place,
                    format!("`{}` 要等后面的规则算出来,这里还用不了", name.it),
                    format!("`{}` is found by later rules and cannot be read here", name.it),
                )
                .help(
                    "先判断催收行为,再比较成本,最后才是债务和家庭的规则",
                    "conduct is judged first, then cost, then debts and the household",
                ),
            );
            return nothing;
        }
        if let FactKind::Records(_) = fact.kind {
            self.notes.push(
                Diagnostic::error(
                    "records-in-condition",
                    name.place,
                    format!("`{}` 是条目列表,规则不能直接比较", name.it),
                    format!("`{}` is a list of entries and cannot be tested", name.it),
                )
                .help(
                    "使用由它算出的事实,如 household.monthly_income",
                    "use a fact computed from it, such as household.monthly_income",
                ),
            );
            return nothing;
        }
        let matchers = match test {
            TestDraft::OneOf(nodes) => self.one_of(nodes, &fact.kind).into_iter().collect(),
            TestDraft::Matchers(list) => {
                list.iter().filter_map(|(key, node)| self.matcher(*key, node, fact)).collect::<Vec<_>>()
            }
        };
        let tests = matchers.into_iter().map(|matcher| Condition::Test(Test { fact: id, matcher, place: name.place }));
        Condition::All(tests.collect())
    }

    fn out_of_sight(&mut self, name: &Name, fact: &Fact) {
        let note = Diagnostic::error(
            "fact-out-of-sight",
            name.place,
            format!("这里不能用 `{}`:它是{}的事实", name.it, scope_zh(fact.scope)),
            format!("`{}` cannot be read here: it is a fact of a {}", name.it, fact.scope.prefix()),
        );
        self.notes.push(match (self.sight.scope, fact.scope) {
            (FactScope::Household, FactScope::Debt) => note.help(
                "用 `any_debt:` 写“任何一笔债”,或把规则的 scope 改为 debt",
                "use `any_debt:`, or make it a rule with `scope: debt`",
            ),
            _ => note.help("改规则的 scope,或换一个事实", "change the scope of the rule, or use another fact"),
        });
    }

    fn one_of(&mut self, nodes: &[Node], kind: &FactKind) -> Option<Matcher> {
        if let [Node { kind: Kind::Scalar { text, quoted: false }, .. }] = nodes {
            match text.as_str() {
                "known" => return Some(Matcher::Known),
                "unknown" => return Some(Matcher::Unknown),
                _ => {}
            }
        }
        let values: Vec<HashableValue> = nodes.iter().filter_map(|n| self.literal(n, kind)).collect();
        (!values.is_empty()).then_some(Matcher::OneOf(values))
    }

    /// A value written in the rule.
    fn literal(&mut self, node: &Node, kind: &FactKind) -> Option<HashableValue> {
        let Some(text) = node.text() else {
            self.notes.push(expected(node, ("一个值", "a value")));
            return None;
        };
        if *kind == FactKind::Rate && !text.ends_with('%') {
            self.notes.push(
                Diagnostic::error(
                    "rate-without-percent",
                    node.place,
                    format!("利率 `{text}` 没有百分号"),
                    format!("the rate `{text}` has no percent sign"),
                )
                .help(format!("写成 `{text}%`"), format!("write `{text}%`")),
            );
            return None;
        }
        match literal(kind, text) {
            Ok(value) => Some(HashableValue { value, text: text.to_owned() }),
            Err(error) => {
                let note = Diagnostic::error("wrong-value", node.place, error.message.zh, error.message.en);
                self.notes.push(yes_no_help(note, kind, text));
                None
            }
        }
    }

    fn matcher(&mut self, key: Placed<MatcherKey>, node: &Node, fact: &Fact) -> Option<Matcher> {
        use MatcherKey as K;
        let kind = &fact.kind;
        let number = matches!(kind, FactKind::Amount | FactKind::Rate | FactKind::Count);
        let date = *kind == FactKind::Date;
        let fits = match key.it {
            K::AtLeast | K::MoreThan | K::AtMost | K::LessThan => number,
            K::Between => number || date || *kind == FactKind::Time,
            K::OnOrAfter
            | K::OnOrBefore
            | K::Before
            | K::After
            | K::Within
            | K::WithinLast
            | K::WithinNext
            | K::OlderThan => date,
            K::Says => *kind == FactKind::Text,
        };
        if !fits {
            self.wrong_matcher(key, fact);
            return None;
        }
        let compare = |comparison, operand: Option<Operand>| operand.map(|o| Matcher::Compare(comparison, o));
        match key.it {
            K::AtLeast | K::OnOrAfter => compare(Comparison::AtLeast, self.operand(node, kind)),
            K::MoreThan | K::After => compare(Comparison::MoreThan, self.operand(node, kind)),
            K::AtMost | K::OnOrBefore => compare(Comparison::AtMost, self.operand(node, kind)),
            K::LessThan | K::Before => compare(Comparison::LessThan, self.operand(node, kind)),
            K::Between => self.between(node, kind),
            K::Within => self.within(node),
            K::WithinLast => self.length(node).map(Matcher::WithinLast),
            K::WithinNext => self.length(node).map(Matcher::WithinNext),
            K::OlderThan => self.length(node).map(Matcher::OlderThan),
            K::Says => self.says(node),
        }
    }

    fn wrong_matcher(&mut self, key: Placed<MatcherKey>, fact: &Fact) {
        let (zh, en) = match &fact.kind {
            FactKind::YesNo => ("直接写 `true` 或 `false`", "write `true` or `false`"),
            FactKind::Choice(_) | FactKind::Choices(_) => {
                ("直接写选项,几个选项用列表", "write the choice, or a list of choices")
            }
            FactKind::Amount | FactKind::Rate | FactKind::Count => (
                "用 at_least、more_than、at_most、less_than 或 between",
                "use at_least, more_than, at_most, less_than or between",
            ),
            FactKind::Date => (
                "用 on_or_after、on_or_before、before、after、between、within、within_last、within_next 或 older_than",
                "use on_or_after, on_or_before, before, after, between, within, within_last, within_next or older_than",
            ),
            FactKind::Time => ("用 between: [\"22:00\", \"08:00\"]", "use between: [\"22:00\", \"08:00\"]"),
            FactKind::Text => ("用 says: 话术编号", "use says: phrase_id"),
            FactKind::Instant => {
                ("用 contact.local_date 或 contact.local_time", "use contact.local_date or contact.local_time")
            }
            FactKind::Records(_) => ("使用由它算出的事实", "use a fact computed from it"),
        };
        let kind = fact.kind.describe();
        let note = Diagnostic::error(
            "test-does-not-fit",
            key.place,
            format!("`{}` 的类型是{},不能这样比较", fact.name, kind.zh),
            format!("`{}` is {}, and this test does not fit it", fact.name, kind.en),
        );
        self.notes.push(note.help(zh, en));
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
            return self.value(node, &value.id, value.unit, kind).map(Operand::Value);
        }
        // A word that is no literal was meant to be the id of a value.
        let word = text.chars().next().is_some_and(|c| c.is_ascii_lowercase());
        if word && !matches!(kind, FactKind::Choice(_) | FactKind::Choices(_)) {
            let names = self.known.values.keys().map(ValueId::as_str);
            self.notes.push(unknown("unknown-value", node.place, ("数值", "value"), text, names));
            return None;
        }
        self.literal(node, kind).map(Operand::Literal)
    }

    fn value(&mut self, node: &Node, id: &ValueId, unit: Unit, kind: &FactKind) -> Option<ValueId> {
        if unit.kind().word() == kind.word() {
            return Some(id.clone());
        }
        self.notes.push(Diagnostic::error(
            "wrong-unit",
            node.place,
            format!("`{id}` 的单位是 {},不能与{}比较", unit.word(), kind.describe().zh),
            format!("`{id}` is in {} and cannot be compared with {}", unit.word(), kind.describe().en),
        ));
        None
    }

    fn other_fact(&mut self, node: &Node, text: &str, kind: &FactKind) -> Option<FactId> {
        let Some((id, other)) = self.known.vocabulary.find(text) else {
            let names = self.known.vocabulary.names();
            self.notes.push(unknown("unknown-fact", node.place, ("事实", "fact"), text, names));
            return None;
        };
        if !self.sight.may_read(other) {
            let name = Placed { it: text.to_owned(), place: node.place };
            self.out_of_sight(&name, other);
            return None;
        }
        if other.kind.word() != kind.word() {
            self.notes.push(Diagnostic::error(
                "wrong-unit",
                node.place,
                format!("`{text}` 是{},类型不同,不能比较", other.kind.describe().zh),
                format!("`{text}` is {}: the types differ", other.kind.describe().en),
            ));
            return None;
        }
        Some(id)
    }

    fn between(&mut self, node: &Node, kind: &FactKind) -> Option<Matcher> {
        if let Kind::List(list) = &node.kind
            && let [from, to] = list.as_slice()
        {
            let (from, to) = (self.operand(from, kind), self.operand(to, kind));
            if let (Some(Operand::Literal(a)), Some(Operand::Literal(b))) = (&from, &to)
                && *kind != FactKind::Time
                && greater(&a.value, &b.value)
            {
                self.notes.push(
                    Diagnostic::error(
                        "empty-range",
                        node.place,
                        "前一个数大于后一个,永远不会成立",
                        "the first bound is above the second: this can never hold",
                    )
                    .help("把两个数对调", "swap the two bounds"),
                );
            }
            return Some(Matcher::Between(from?, to?));
        }
        self.notes.push(expected(node, ("两个值的列表,如 `[1, 30]`", "a list of two values such as `[1, 30]`")));
        None
    }

    fn within(&mut self, node: &Node) -> Option<Matcher> {
        let unit = [("days", LengthUnit::Days), ("months", LengthUnit::Months), ("years", LengthUnit::Years)]
            .into_iter()
            .find_map(|(key, unit)| node.get(key).map(|n| (n, unit)));
        let stray = matches!(&node.kind, Kind::Map(entries) if entries.len() != 2);
        let (Some((quantity, unit)), Some(of), false) = (unit, node.get("of"), stray) else {
            self.notes.push(expected(node, ("`{ days: 7, of: as_of }`", "`{ days: 7, of: as_of }`")));
            return None;
        };
        let quantity = self.quantity(quantity, unit)?;
        let of = self.operand(of, &FactKind::Date)?;
        Some(Matcher::Within(Length { quantity, unit }, of))
    }

    /// `15 days`, `3 years`, or the id of a value in days, months or years.
    fn length(&mut self, node: &Node) -> Option<Length> {
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
            let unit = match value.unit {
                Unit::Days => Some(LengthUnit::Days),
                Unit::Months => Some(LengthUnit::Months),
                Unit::Years => Some(LengthUnit::Years),
                Unit::Rate | Unit::Amount | Unit::Count | Unit::Time => None,
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
            "写成 `15 days`、`3 months`、`3 years`,或写以天、月、年为单位的数值编号",
            "write `15 days`, `3 months`, `3 years`, or the id of a value in one of these units",
        );
        self.notes.push(note);
        None
    }

    fn quantity(&mut self, node: &Node, unit: LengthUnit) -> Option<Quantity> {
        let text = node.text().unwrap_or_default();
        if let Ok(number) = text.parse::<u32>() {
            return Some(Quantity::Number(number));
        }
        quantity_value(&Placed { it: ValueId::from(text), place: node.place }, unit, self.known, self.notes)
    }

    fn says(&mut self, node: &Node) -> Option<Matcher> {
        let list = match &node.kind {
            Kind::List(list) => list.iter().collect(),
            Kind::Scalar { .. } | Kind::Map(_) => vec![node],
        };
        let mut ids = Vec::with_capacity(list.len());
        for item in list {
            let text = item.text().unwrap_or_default();
            if self.known.phrases.contains_key(text) {
                ids.push(PhraseId::from(text));
            } else {
                let names = self.known.phrases.keys().map(PhraseId::as_str);
                self.notes.push(unknown("unknown-phrase", item.place, ("话术", "phrase list"), text, names));
            }
        }
        (!ids.is_empty()).then_some(Matcher::Says(ids))
    }
}

/// Looks up what a fact is compared with, for tests outside conditions (the limit of a count).
pub(super) fn operand(
    node: &Node,
    kind: &FactKind,
    known: &Known<'_>,
    sight: Sight,
    notes: &mut Notes,
) -> Option<Operand> {
    Resolver { known, sight, notes, within: Vec::new() }.operand(node, kind)
}

/// A quantity kept as a dated value: it exists, and its unit is the one wanted.
pub(super) fn quantity_value(
    used: &Placed<ValueId>,
    unit: LengthUnit,
    known: &Known<'_>,
    notes: &mut Notes,
) -> Option<Quantity> {
    let Some(value) = known.values.get(&used.it) else {
        let names = known.values.keys().map(ValueId::as_str);
        notes.push(unknown("unknown-value", used.place, ("数值", "value"), used.it.as_str(), names));
        return None;
    };
    let wanted = match unit {
        LengthUnit::Days | LengthUnit::WorkingDays => Unit::Days,
        LengthUnit::Months => Unit::Months,
        LengthUnit::Years => Unit::Years,
    };
    if value.unit != wanted {
        notes.push(Diagnostic::error(
            "wrong-unit",
            used.place,
            format!("`{}` 的单位是 {},这里要 {}", used.it, value.unit.word(), wanted.word()),
            format!("`{}` is in {}, this wants {}", used.it, value.unit.word(), wanted.word()),
        ));
        return None;
    }
    Some(Quantity::Value(used.it.clone()))
}

fn yes_no_help(note: Diagnostic, kind: &FactKind, text: &str) -> Diagnostic {
    if *kind != FactKind::YesNo {
        return note;
    }
    match text {
        "yes" | "Yes" | "YES" | "是" | "有" | "True" | "on" => note.help("是写 `true`", "write `true` for yes"),
        "no" | "No" | "NO" | "否" | "没有" | "False" | "off" => note.help("否写 `false`", "write `false` for no"),
        _ => note,
    }
}

fn greater(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Amount(a), Value::Amount(b)) => a > b,
        (Value::Rate(a), Value::Rate(b)) => a > b,
        (Value::Count(a), Value::Count(b)) => a > b,
        (Value::Date(a), Value::Date(b)) => a > b,
        _ => false,
    }
}

fn scope_zh(scope: FactScope) -> &'static str {
    match scope {
        FactScope::Household => "家庭",
        FactScope::Debt => "债务",
        FactScope::Contact => "催收联系",
    }
}
