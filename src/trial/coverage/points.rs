//! Everything a case could show of a rule, with what to say when none does.

use super::step::{crosses_below, edges};
use super::{Key, Point, PointKind};
use crate::diagnostic::Text;
use crate::evaluate::{Outline, Part, RuleOutline};
use crate::fact::{Fact, FactId, FactKind};
use crate::rule::{Comparison, HashableValue, JudgeBy, Matcher, Operand, Rule, RuleSet, Test};
use crate::source::Place;

pub(super) fn points(set: &RuleSet, rule: &Rule, outline: &RuleOutline<'_>) -> Vec<(Key, Point)> {
    let mut list = Listing { set, rule, all: Vec::new() };
    list.endings(outline);
    list.root(&outline.when, ("其他条件都成立，只有这一条不成立", "everything else holds and only this does not"));
    if let Some(unless) = &outline.unless {
        list.root(
            unless,
            ("例外的其他部分都成立，只差这一条", "the rest of the exception holds and only this does not"),
        );
    }
    if let Some(only) = &outline.only {
        list.root(only, ("只因为这一条而不计入", "a contact is left out for this alone"));
    }
    list.count();
    list.all
}

struct Listing<'l> {
    set: &'l RuleSet,
    rule: &'l Rule,
    all: Vec<(Key, Point)>,
}

type Words = (&'static str, &'static str);

impl Listing<'_> {
    fn push(&mut self, kind: PointKind, key: Key, (place, inner): (Place, bool), gap: Text) {
        self.all.push((key, Point { kind, place, gap, cases: 0, inner }));
    }

    fn endings(&mut self, outline: &RuleOutline<'_>) {
        let place = (self.rule.place, false);
        let mut ending = |key, zh: &str, en: &str| self.push(PointKind::Ending, key, place, Text::new(zh, en));
        ending(Key::Met, "没有规则适用的案例", "no case in which the rule applies");
        ending(Key::NotMet, "没有规则不适用的案例", "no case in which the rule does not apply");
        if asks(&outline.when) || outline.only.as_ref().is_some_and(asks) {
            ending(
                Key::NotKnown,
                "没有因为事实未知而不能判断的案例",
                "no case in which it cannot be told for want of a fact",
            );
        }
        if let Some(unless) = &outline.unless {
            let place = (unless.first_test().map_or(self.rule.place, |t| t.place), false);
            let gap = Text::new(
                "没有“条件都成立、只因例外而不适用”的案例",
                "no case in which the conditions hold and only the exception keeps it from applying",
            );
            self.push(PointKind::Exception, Key::Exception, place, gap);
        }
    }

    /// Parts of a rule that must all hold. One part alone says what the rule's ending says already.
    fn root(&mut self, outline: &Outline<'_>, words: Words) {
        self.each(outline.parts(), words, Key::Alone, false);
    }

    fn each(&mut self, parts: &[Outline<'_>], words: Words, key: fn(usize) -> Key, inner: bool) {
        for part in parts {
            if parts.len() > 1 && !hangs_on_others(part, parts) {
                let place = part.first_test().map_or(self.rule.place, |t| t.place);
                let (label, (zh, en)) = (self.label(part), words);
                let gap = Text::new(format!("没有“{zh}”的案例：{label}"), format!("no case in which {en}: {label}"));
                self.push(PointKind::Condition, key(part.number), (place, inner), gap);
            }
            self.inside(part);
        }
    }

    fn inside(&mut self, outline: &Outline<'_>) {
        match &outline.part {
            Part::All(parts) => self.each(parts, ("这一支只差这一条", "the branch lacks this alone"), Key::Alone, true),
            Part::Any(parts) => self.each(parts, ("只有这一支成立", "only this branch holds"), Key::Only, true),
            Part::None(parts) => self.each(parts, ("只有这一条排除了它", "this alone rules it out"), Key::Only, true),
            Part::AnyDebt(of) => {
                self.each(of.parts(), ("一笔债只差这一条", "a debt lacks this alone"), Key::Alone, true);
            }
            Part::Test(test, _) => self.test(outline.number, test),
        }
    }

    /// A part as written, shortened where it has parts itself.
    fn label(&self, outline: &Outline<'_>) -> String {
        let first = |parts: &[Outline<'_>]| parts.first().map_or_else(String::new, |p| self.label(p));
        match &outline.part {
            Part::Test(test, _) => test.written(&self.set.vocabulary),
            Part::All(parts) => format!("all_of: [{}, …]", first(parts)),
            Part::Any(parts) => format!("any_of: [{}, …]", first(parts)),
            Part::None(parts) => format!("none_of: [{}{}]", first(parts), if parts.len() > 1 { ", …" } else { "" }),
            Part::AnyDebt(inner) => format!("any_debt: {}", self.label(inner)),
        }
    }

    fn test(&mut self, number: usize, test: &Test) {
        let Some(fact) = self.set.vocabulary.get(test.fact) else { return };
        if let Matcher::OneOf(words) = &test.matcher
            && words.len() > 1
        {
            for (word, HashableValue { text, .. }) in words.iter().enumerate() {
                let label = fact.kind.choices().iter().find(|c| c.name == *text).map_or("", |c| c.label.zh.as_str());
                let gap = Text::new(
                    format!("没有由“{} 为 {text}({label})”决定结果的案例", fact.name),
                    format!("no case is decided by {} being {text}", fact.name),
                );
                self.push(PointKind::Word, Key::Word(number, word), (test.place, true), gap);
            }
        }
        let comparisons = edges(&test.matcher, fact.kind == FactKind::Time);
        for (edge, comparison) in comparisons.into_iter().enumerate() {
            let limit = self.limit(&test.matcher, edge);
            if !cannot_come(fact, self.rule, &test.matcher, edge) {
                self.edge((Key::At(number, edge), Key::Across(number, edge)), test.place, comparison, fact, &limit);
            }
        }
    }

    fn edge(&mut self, (at, across): (Key, Key), place: Place, comparison: Comparison, fact: &Fact, limit: &Text) {
        let name = &fact.name;
        let exactly = Text::new(
            format!("没有“{name} 正好是 {}”的案例", limit.zh),
            format!("no case in which {name} is exactly {}", limit.en),
        );
        let (zh, en) = step(&fact.kind, crosses_below(comparison));
        let next = Text::new(
            format!("没有“{name} 比 {} {zh}”的案例", limit.zh),
            format!("no case in which {name} is {en} {}", limit.en),
        );
        self.push(PointKind::Edge, at, (place, true), exactly);
        self.push(PointKind::Edge, across, (place, true), next);
    }

    fn count(&mut self) {
        let Some(count) = &self.rule.count else { return };
        let limit = count.limit.written(&self.set.vocabulary);
        let (zh, en) = step(&FactKind::Count, crosses_below(count.comparison));
        let at = Text::new(format!("没有“正好 {limit} 次”的案例"), format!("no case with exactly {limit} contacts"));
        let across = Text::new(
            format!("没有“次数比 {limit} {zh}”的案例"),
            format!("no case in which the count is {en} {limit}"),
        );
        self.push(PointKind::Edge, Key::CountAt, (self.rule.place, false), at);
        self.push(PointKind::Edge, Key::CountAcross, (self.rule.place, false), across);
    }

    /// The limit of an edge, in words.
    fn limit(&self, matcher: &Matcher, edge: usize) -> Text {
        let operand = |o: &Operand| o.written(&self.set.vocabulary);
        let before =
            |of: &str, length: String| Text::new(format!("{of} 之前 {length}"), format!("{length} before {of}"));
        let after = |of: &str, length: String| Text::new(format!("{of} 之后 {length}"), format!("{length} after {of}"));
        match (matcher, edge) {
            (Matcher::Compare(_, o) | Matcher::Between(o, _), 0) | (Matcher::Between(_, o), _) => {
                Text::same(operand(o))
            }
            (Matcher::Within(length, of), 0) => before(&operand(of), length.written()),
            (Matcher::Within(length, of), _) => after(&operand(of), length.written()),
            (Matcher::WithinLast(length) | Matcher::OlderThan(length), 0) => before("as_of", length.written()),
            (Matcher::WithinNext(length), 1) => after("as_of", length.written()),
            _ => Text::same("as_of"),
        }
    }
}

/// Whether a part asks if a fact is known that another part reads: where it comes out otherwise, the other cannot be
/// told, so that it never decides alone.
fn hangs_on_others(part: &Outline<'_>, parts: &[Outline<'_>]) -> bool {
    let Part::Test(Test { fact, matcher: Matcher::Known | Matcher::Unknown, .. }, _) = &part.part else { return false };
    parts.iter().any(|other| other.number != part.number && reads(other, *fact))
}

fn reads(outline: &Outline<'_>, fact: FactId) -> bool {
    match &outline.part {
        Part::All(parts) | Part::Any(parts) | Part::None(parts) => parts.iter().any(|p| reads(p, fact)),
        Part::AnyDebt(inner) => reads(inner, fact),
        Part::Test(test, _) => test.fact == fact,
    }
}

/// Whether a part needs a fact that may not be known.
fn asks(outline: &Outline<'_>) -> bool {
    match &outline.part {
        Part::All(parts) | Part::Any(parts) | Part::None(parts) => parts.iter().any(asks),
        Part::AnyDebt(inner) => asks(inner),
        Part::Test(test, _) => !matches!(test.matcher, Matcher::Known | Matcher::Unknown),
    }
}

/// Whether no portfolio can bring a value across this edge: what may not lie in the future never lies after the day of
/// the answer.
fn cannot_come(fact: &Fact, rule: &Rule, matcher: &Matcher, edge: usize) -> bool {
    let today = matches!(
        (matcher, edge),
        (Matcher::WithinLast(_) | Matcher::Within(_, Operand::AsOf), 1)
            | (Matcher::Compare(Comparison::AtMost | Comparison::MoreThan, Operand::AsOf), _)
    );
    today && !fact.may_be_future && rule.judge_by == JudgeBy::DecisionDate
}

/// One step across a limit, in the words of the type: `早 1 天`, `one day before`.
fn step(kind: &FactKind, below: bool) -> Words {
    match (kind, below) {
        (FactKind::Amount, true) => ("少 1 分", "one fen below"),
        (FactKind::Amount, false) => ("多 1 分", "one fen above"),
        (FactKind::Rate, true) => ("低 0.01%", "0.01% below"),
        (FactKind::Rate, false) => ("高 0.01%", "0.01% above"),
        (FactKind::Date, true) => ("早 1 天", "one day before"),
        (FactKind::Date, false) => ("晚 1 天", "one day after"),
        (FactKind::Time, true) => ("早 1 秒", "one second before"),
        (FactKind::Time, false) => ("晚 1 秒", "one second after"),
        (_, true) => ("少 1", "one below"),
        (_, false) => ("多 1", "one above"),
    }
}
