//! A rule's conditions for one subject, part by part: in words, how each came out, what was there, and what is missing.
//! What else decides stands before them: the day, the law on that day, a count and its limit.

use serde::Serialize;
use utoipa::ToSchema;

use super::Here;
use super::distance::limit;
use crate::diagnostic::{Language, Text};
use crate::evaluate::{Outcome, Truth};
use crate::fact::{Reading, Subject, Value};
use crate::finding::{NamedFact, Words};
use crate::money::words;
use crate::program::{CompiledRule, Formula, TestId};
use crate::readback::{ClauseKind, Piece, count_in_words, judged_by, period, pieces};
use crate::rule::{Count, Matcher, Rule};

/// How many debts of the household are listed one by one.
const DEBTS_SHOWN: usize = 8;

words! {
    /// What a part of a rule's conditions is.
    pub enum ConditionKind {
        /// All its parts must hold.
        All = "all",
        /// At least one of its parts must hold.
        Any = "any",
        /// None of its parts may hold.
        None = "none",
        /// Its part must hold of at least one debt; its parts are the debts, at most eight, those that decide first.
        AnyDebt = "any_debt",
        /// What is asked of any debt, for one of them.
        Debt = "debt",
        /// A term of the rules; its parts are what it means.
        Term = "term",
        /// One test of one fact.
        Test = "test",
        /// How many contacts were counted together, against the limit.
        Count = "count",
        /// The day the rule is judged by is not known.
        Day = "day",
        /// The rule does not apply on the day it is judged by.
        Period = "period",
        /// No cited article is in force on that day and surely binds this lender.
        Law = "law",
    }
}

/// A part of a rule's conditions, and how it came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConditionPart {
    /// What it is.
    pub kind: ConditionKind,
    /// The exception: the rule is met where this part is not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unless: bool,
    /// In words; for lists the words that stand before their parts.
    #[schema(example = "法律阶段是“收到起诉状副本”")]
    pub text: String,
    /// The same in English.
    pub text_en: String,
    /// `met`, `not_met`, `not_known` or `failed`.
    #[schema(example = "met")]
    pub outcome: String,
    /// The debt, for parts of what is asked of any debt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt: Option<String>,
    /// What was there, where it is known. Of a message only the words that were found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The same in English, where it reads otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_en: Option<String>,
    /// What it was held against, where the words do not say it: a dated value on its day, the ends of a stretch of time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<String>,
    /// The facts that are missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<NamedFact>,
    /// Why it could not be worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Its parts.
    #[schema(no_recursion)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ConditionPart>,
}

/// The conditions of a rule in words, made once for all subjects.
pub(super) struct Sentences {
    when: Piece<TestId>,
    unless: Option<Piece<TestId>>,
    count: Option<Text>,
}

impl Sentences {
    pub(super) fn new(here: &Here<'_>, rule: &Rule, compiled: &CompiledRule) -> Self {
        let set = &here.session.program.set;
        let unless = rule.unless.as_ref().zip(compiled.unless.as_ref());
        Self {
            when: pieces(set, rule, &rule.when, compiled.when.tests()),
            unless: unless.map(|(condition, formula)| pieces(set, rule, condition, formula.tests())),
            count: count_in_words(set, rule),
        }
    }

    /// A test in words.
    pub(super) fn test(&self, id: TestId) -> Option<&Text> {
        std::iter::once(&self.when).chain(&self.unless).find_map(|piece| test(piece, id))
    }

    /// How often contacts have to be counted together.
    pub(super) fn count(&self) -> Option<&Text> {
        self.count.as_ref()
    }
}

fn test(piece: &Piece<TestId>, id: TestId) -> Option<&Text> {
    if piece.test == Some(id) {
        return Some(&piece.text);
    }
    piece.parts.iter().find_map(|part| test(part, id))
}

/// How much is told of a rule's conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// Everything.
    All,
    /// Every condition; a term that came out as the rule asks for is one line.
    Folded,
    /// Only what keeps the rule from being met.
    Failing,
}

/// The parts of a rule's conditions.
pub(super) fn conditions(
    here: &Here<'_>,
    rule: &Rule,
    sentences: &Sentences,
    outcome: &Outcome,
    keep: Keep,
) -> Vec<ConditionPart> {
    let told = Told { here };
    let subject = outcome.subject;
    let mut parts: Vec<ConditionPart> = told.force(rule, outcome).into_iter().collect();
    parts.extend(rule.count.as_ref().zip(sentences.count()).map(|(count, text)| told.count(count, text, outcome)));
    let when = sentences.when.side_by_side().iter();
    parts.extend(when.filter_map(|piece| told.part(piece, subject, true, keep)));
    let unless = sentences.unless.as_ref().and_then(|piece| told.part(piece, subject, false, keep));
    parts.extend(unless.map(|part| ConditionPart { unless: true, ..part }));
    parts
}

struct Told<'t> {
    here: &'t Here<'t>,
}

impl Told<'_> {
    fn line(&self, kind: ConditionKind, text: &Text, truth: &Truth) -> ConditionPart {
        let (missing, reason) = match truth {
            Truth::NotKnown(missing) => (self.here.missing(missing), None),
            Truth::Failed(reason) => (Vec::new(), Some(reason.0.zh.clone())),
            Truth::Met | Truth::NotMet => (Vec::new(), None),
        };
        ConditionPart {
            kind,
            unless: false,
            text: text.zh.clone(),
            text_en: text.en.clone(),
            outcome: truth.word().to_owned(),
            debt: None,
            value: None,
            value_en: None,
            against: Vec::new(),
            missing,
            reason,
            parts: Vec::new(),
        }
    }

    /// The day and the law, where they keep the rule from being met.
    fn force(&self, rule: &Rule, outcome: &Outcome) -> Option<ConditionPart> {
        let (session, subject) = (self.here.session, outcome.subject);
        let set = &session.program.set;
        let by = judged_by(set, rule);
        let Some(day) = outcome.day else {
            let missing = session.day(rule.judge_by, subject).err().unwrap_or_default();
            let text = Text::new(format!("按{}判断", by.zh), format!("judged by {}", by.en));
            return Some(self.line(ConditionKind::Day, &text, &Truth::NotKnown(missing)));
        };
        let force = session.in_force(rule, subject, day);
        if force.is_met() {
            return None;
        }
        let on_the_day = |kind, text: &Text| {
            let text = Text::new(format!("{}，按{}判断", text.zh, by.zh), format!("{}, judged by {}", text.en, by.en));
            ConditionPart { value: Some(day.to_string()), ..self.line(kind, &text, &force) }
        };
        if !rule.holds_on(day) {
            return Some(on_the_day(ConditionKind::Period, &period(rule)));
        }
        let laws: Vec<_> = set.laws_in_force(rule, day).collect();
        if laws.is_empty() {
            let text = Text::new("所引条文至少有一条在施行", "at least one of the cited articles is in force");
            return Some(on_the_day(ConditionKind::Law, &text));
        }
        let text = Text::new("所引法规中至少有一部约束这一方", "at least one of the cited laws binds this lender");
        let conditions = laws.iter().filter_map(|law| session.program.law_conditions.get(&law.id));
        let (value, value_en) = self.known(&conditions.flat_map(Formula::tests).collect::<Vec<_>>(), subject);
        Some(ConditionPart { value, value_en, ..self.line(ConditionKind::Law, &text, &force) })
    }

    /// What is known of what these tests look at, each fact once: it is by this that a law binds or does not.
    fn known(&self, tests: &[TestId], subject: Subject) -> (Option<String>, Option<String>) {
        let vocabulary = &self.here.session.program.set.vocabulary;
        let mut seen = Vec::new();
        let mut words: Vec<Text> = Vec::new();
        for of in tests.iter().filter_map(|id| self.here.session.asks_of(*id, subject)) {
            if seen.contains(&of) {
                continue;
            }
            seen.push(of);
            let known = vocabulary.get(of.fact).zip(self.here.session.value(of.fact, subject));
            words.extend(known.map(|(fact, value)| {
                let shown = |language| value.show_in(&fact.kind, language);
                Text::new(
                    format!("{}：{}", fact.label.zh, shown(Language::Zh)),
                    format!("{}: {}", fact.label.en, shown(Language::En)),
                )
            }));
        }
        let all = Text::join(&words, "，", ", ");
        if words.is_empty() { (None, None) } else { (Some(all.zh), Some(all.en)) }
    }

    /// How many were counted, and how many more may count.
    fn count(&self, count: &Count, text: &Text, outcome: &Outcome) -> ConditionPart {
        let counted = outcome.counted.as_ref();
        let (sure, possible) = counted.map_or((0, 0), |c| (c.contacts.len(), c.possible.len()));
        let (mut zh, mut en) = (sure.to_string(), None);
        if possible > 0 {
            en = Some(format!("{sure}, and {possible} that may count"));
            zh = format!("{sure}，另有 {possible} 次未定");
        }
        let limit = limit(self.here, count, outcome);
        let held = self.line(ConditionKind::Count, text, &outcome.truth);
        ConditionPart { value: Some(zh), value_en: en, against: limit.iter().map(i64::to_string).collect(), ..held }
    }

    /// How a part comes out.
    fn truth(&self, piece: &Piece<TestId>, subject: Subject) -> Truth {
        let mut each = piece.parts.iter().map(|part| self.truth(part, subject));
        match piece.kind {
            ClauseKind::All | ClauseKind::Term => Truth::all(each),
            ClauseKind::Any => Truth::any(each),
            ClauseKind::None => Truth::any(each).opposite(),
            ClauseKind::AnyDebt | ClauseKind::NoDebt => {
                let debts = self.here.session.portfolio.debt_subjects();
                let any = debts.flat_map(|debt| piece.parts.iter().map(move |part| (part, debt)));
                let any = Truth::any(any.map(|(part, debt)| self.truth(part, debt)));
                if piece.kind == ClauseKind::NoDebt { any.opposite() } else { any }
            }
            ClauseKind::Test => match piece.test {
                Some(id) => self.here.session.test(id, subject),
                None => each.next().unwrap_or(Truth::NotMet),
            },
        }
    }

    /// A part in words with its parts; nothing where it came out as it is asked for and only what fails is told.
    fn part(&self, piece: &Piece<TestId>, subject: Subject, holds: bool, keep: Keep) -> Option<ConditionPart> {
        let truth = self.truth(piece, subject);
        let as_asked = if holds { truth.is_met() } else { truth.is_not_met() };
        if as_asked && keep == Keep::Failing {
            return None;
        }
        let list = |kind, holds: bool| {
            let parts: Vec<&Piece<TestId>> = match piece.kind {
                ClauseKind::Term if as_asked && keep == Keep::Folded => Vec::new(),
                // What a term means is said side by side below it.
                ClauseKind::Term => piece.parts.iter().flat_map(Piece::side_by_side).collect(),
                _ => piece.parts.iter().collect(),
            };
            let parts = parts.into_iter().filter_map(|part| self.part(part, subject, holds, keep)).collect();
            self.list(kind, piece, &truth, parts)
        };
        Some(match piece.kind {
            ClauseKind::All => list(ConditionKind::All, holds),
            ClauseKind::Any => list(ConditionKind::Any, holds),
            ClauseKind::None => list(ConditionKind::None, !holds),
            ClauseKind::Term => list(ConditionKind::Term, holds),
            ClauseKind::AnyDebt | ClauseKind::NoDebt => {
                self.list(ConditionKind::AnyDebt, piece, &truth, self.debts(piece, holds, keep))
            }
            ClauseKind::Test => self.test(piece, subject, &truth),
        })
    }

    /// A list: what is missing, or why it failed, is said where it belongs, at the tests.
    fn list(
        &self,
        kind: ConditionKind,
        piece: &Piece<TestId>,
        truth: &Truth,
        parts: Vec<ConditionPart>,
    ) -> ConditionPart {
        ConditionPart { parts, missing: Vec::new(), reason: None, ..self.line(kind, &piece.text, truth) }
    }

    /// The debts of which one is asked, those that decide first.
    fn debts(&self, piece: &Piece<TestId>, holds: bool, keep: Keep) -> Vec<ConditionPart> {
        let Some(asked) = piece.parts.first() else { return Vec::new() };
        let debts = self.here.session.portfolio.debt_subjects();
        let mut each: Vec<(Subject, Truth)> = debts.map(|debt| (debt, self.truth(asked, debt))).collect();
        let decides = |truth: &Truth| match truth {
            Truth::Met => 0,
            Truth::Failed(_) => 1,
            Truth::NotKnown(_) => 2,
            Truth::NotMet => 3,
        };
        each.sort_by_key(|(debt, truth)| (decides(truth), *debt));
        let line = |(debt, truth): &(Subject, Truth)| {
            let id = self.here.debt_id(*debt);
            let name = id.clone().unwrap_or_default();
            let text = Text::new(format!("债务 {name}"), format!("debt {name}"));
            // Of a debt that does not do, only what keeps it from doing.
            let (holds, keep) = if truth.is_met() { (holds, keep) } else { (true, Keep::Failing) };
            let parts = asked.side_by_side().iter().filter_map(|part| self.part(part, *debt, holds, keep)).collect();
            let told = self.line(ConditionKind::Debt, &text, truth);
            ConditionPart { debt: id, parts, missing: Vec::new(), reason: None, ..told }
        };
        each.iter().take(DEBTS_SHOWN).map(line).collect()
    }

    fn test(&self, piece: &Piece<TestId>, subject: Subject, truth: &Truth) -> ConditionPart {
        let told = self.line(ConditionKind::Test, &piece.text, truth);
        let session = self.here.session;
        let looked =
            piece.test.and_then(|id| Some((session.program.tests.get(id.0)?, session.looked_at(id, subject)?)));
        let Some((compiled, (reading, limits))) = looked else { return told };
        let Some(fact) = session.program.set.vocabulary.get(compiled.test.fact) else { return told };
        let matcher = &compiled.test.matcher;
        let against = if matcher.says_its_limits() { Vec::new() } else { limits };
        let shown = match (matcher, reading) {
            (Matcher::Says(phrases), _) => {
                let day = session.portfolio.as_of;
                Words { session, subject, day, counted: None }.said(phrases).map(Text::same)
            }
            (_, Reading::Known(value)) if !matches!(value, Value::Text(_)) => {
                Some(Text::new(value.show_in(&fact.kind, Language::Zh), value.show_in(&fact.kind, Language::En)))
            }
            // What somebody wrote is not said again.
            (_, Reading::Known(_) | Reading::NotKnown(_) | Reading::Failed(_)) => None,
        };
        ConditionPart {
            value_en: shown.as_ref().filter(|text| text.zh != text.en).map(|text| text.en.clone()),
            value: shown.map(|text| text.zh),
            against: against.iter().map(|value| value.show(&fact.kind)).collect(),
            ..told
        }
    }
}
