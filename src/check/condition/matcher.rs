//! Tests: which fit the type of which fact.

use std::cmp::Ordering;

use super::Resolver;
use crate::check::names::{Noun, unknown};
use crate::diagnostic::Diagnostic;
use crate::fact::{Fact, FactKind};
use crate::rule::{Comparison, HashableValue, Length, LengthUnit, Matcher, Operand, PhraseId};
use crate::source::Placed;
use crate::syntax::{Kind, MatcherKey, Node, expected};

/// Whether a test can be made of facts of this type.
pub(crate) fn fits(key: MatcherKey, kind: &FactKind) -> bool {
    use MatcherKey as K;
    let number = matches!(kind, FactKind::Amount | FactKind::Rate | FactKind::Count);
    let date = *kind == FactKind::Date;
    match key {
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
    }
}

/// The units of `within: { days: 7, of: as_of }`.
pub(crate) const WITHIN_UNITS: [(&str, LengthUnit); 3] =
    [("days", LengthUnit::Days), ("months", LengthUnit::Months), ("years", LengthUnit::Years)];

impl Resolver<'_> {
    pub(super) fn one_of(&mut self, nodes: &[Node], kind: &FactKind) -> Option<Matcher> {
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

    pub(super) fn matcher(&mut self, key: Placed<MatcherKey>, node: &Node, fact: &Fact) -> Option<Matcher> {
        use MatcherKey as K;
        let kind = &fact.kind;
        if !fits(key.it, kind) {
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
                ("直接写选项，几个选项用列表", "write the choice, or a list of choices")
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
            format!("`{}` 的类型是{}，不能这样比较", fact.name, kind.zh),
            format!("`{}` is {}, and this test does not fit it", fact.name, kind.en),
        );
        self.notes.push(note.help(zh, en));
    }

    fn between(&mut self, node: &Node, kind: &FactKind) -> Option<Matcher> {
        if let Kind::List(list) = &node.kind
            && let [from, to] = list.as_slice()
        {
            let (from, to) = (self.operand(from, kind), self.operand(to, kind));
            if let (Some(Operand::Literal(a)), Some(Operand::Literal(b))) = (&from, &to)
                && *kind != FactKind::Time
                && a.value.order(&b.value).is_some_and(Ordering::is_gt)
            {
                self.notes.push(
                    Diagnostic::error(
                        "empty-range",
                        node.place,
                        "前一个数大于后一个，永远不会成立",
                        "the first bound is above the second: this can never hold",
                    )
                    .help("把两个数对调", "swap the two bounds"),
                );
            }
            return Some(Matcher::Between(from?, to?));
        }
        self.notes.push(
            expected(node, ("两个值的列表", "a list of two values"))
                .help("写成 `[1, 30]` 这样，含两头", "write it like `[1, 30]`, both ends included"),
        );
        None
    }

    fn within(&mut self, node: &Node) -> Option<Matcher> {
        let unit = WITHIN_UNITS.into_iter().find_map(|(key, unit)| node.get(key).map(|n| (n, unit)));
        let stray = matches!(&node.kind, Kind::Map(entries) if entries.len() != 2);
        let (Some((quantity, unit)), Some(of), false) = (unit, node.get("of"), stray) else {
            self.notes.push(expected(node, ("一段长度和一个起点", "a length and the day it is counted from")).help(
                "只写两项，如 `{ days: 7, of: as_of }`",
                "write these two only, such as `{ days: 7, of: as_of }`",
            ));
            return None;
        };
        let quantity = self.quantity(quantity, unit)?;
        let of = self.operand(of, &FactKind::Date)?;
        Some(Matcher::Within(Length { quantity, unit }, of))
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
                let note = unknown(Noun::PHRASE, item.place, text, names);
                self.notes.push(if text.is_ascii() {
                    note
                } else {
                    note.help(
                        "`says` 后面写话术编号；新的说法先写进 phrases/",
                        "`says` takes the id of a phrase list; put new words into phrases/ first",
                    )
                });
            }
        }
        (!ids.is_empty()).then_some(Matcher::Says(ids))
    }
}
