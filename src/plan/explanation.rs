//! Every rule with its outcome, for those who want to see why and why not: what is one fact away first.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::Here;
use super::answer::{NotWorkedOut, RuleOutcome};
use super::conditions::{Keep, Sentences, conditions};
use super::distance::{Needs, Wish, needs};
use super::order::band_of;
use crate::diagnostic::{Language, Text};
use crate::evaluate::{Outcome, Truth};
use crate::fact::{Missing, Reading, Value};
use crate::finding::{Words, cited, reference};
use crate::program::{CompiledRule, RuleNumber};
use crate::readback::judged_by;
use crate::rule::{Matcher, Rule, RuleId, Status};

/// The one fact a rule is away from being met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HingesOn {
    /// The fact; absent where it is one more contact in a count.
    #[schema(example = "debt.legal_stage")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// Its name for people.
    #[schema(example = "法律阶段")]
    pub label: String,
    /// The same in English.
    pub label_en: String,
    /// The debt it is a fact of, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt: Option<String>,
    /// The contact it is a fact of, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What it is.
    #[schema(example = "还没有进入法律程序")]
    pub is: String,
    /// The same in English.
    pub is_en: String,
    /// What it would have to be.
    #[schema(example = "法律阶段是“收到起诉状副本”")]
    pub would_be: String,
    /// The same in English.
    pub would_be_en: String,
}

/// Which conditions are told of rules that are further than one fact away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// All of them.
    Full,
    /// Terms that came out as they should in one line; of rules that are not met and no near miss, only what keeps them
    /// from being met.
    Short,
}

/// Every rule with its outcome; or one of them.
pub(super) fn explanation(here: &Here<'_>, only: Option<&RuleId>, depth: Depth) -> Vec<RuleOutcome> {
    let program = here.session.program;
    let mut sentences: BTreeMap<RuleNumber, Sentences> = BTreeMap::new();
    let mut told: Vec<(Place, RuleOutcome)> = Vec::new();
    for outcome in &here.outcomes.outcomes {
        let Some((rule, compiled)) = program.rule(outcome.rule) else { continue };
        if only.is_some_and(|id| *id != rule.id) {
            continue;
        }
        let said = sentences.entry(outcome.rule).or_insert_with(|| Sentences::new(here, rule, compiled));
        let line = line(here, outcome, (rule, compiled), said, depth);
        told.push((place(here, rule, &line), line));
    }
    // A stable sort: what stands alike stays in the order of the rules.
    told.sort_by_key(|(place, _)| *place);
    told.into_iter().map(|(_, line)| line).collect()
}

/// Where a line stands: near misses by urgency, what is not known, what is met, the rest by distance.
type Place = (u8, usize);

fn place(here: &Here<'_>, rule: &Rule, line: &RuleOutcome) -> Place {
    match line.outcome.as_str() {
        _ if line.near_miss => (0, band_of(here.session, rule)),
        "not_known" | "failed" => (1, 0),
        "met" => (2, 0),
        _ => (3, line.distance.unwrap_or(usize::MAX)),
    }
}

fn line(
    here: &Here<'_>,
    outcome: &Outcome,
    (rule, compiled): (&Rule, &CompiledRule),
    sentences: &Sentences,
    depth: Depth,
) -> RuleOutcome {
    let day = outcome.day.unwrap_or(here.session.portfolio.as_of);
    let words = Words { session: here.session, subject: outcome.subject, day, counted: outcome.counted.as_ref() };
    let (missing, reason) = match &outcome.truth {
        Truth::NotKnown(missing) => (here.missing(missing), None),
        Truth::Failed(reason) => (Vec::new(), Some(reason.0.zh.clone())),
        Truth::Met | Truth::NotMet => (Vec::new(), None),
    };
    let exception = exception(here, outcome);
    let needs = needs(here, rule, compiled, outcome);
    let hinges_on = needs.as_ref().and_then(|needs| hinges_on(here, rule, sentences, outcome, needs));
    let keep = match depth {
        Depth::Full => Keep::All,
        Depth::Short if hinges_on.is_none() && outcome.truth.is_not_met() => Keep::Failing,
        Depth::Short => Keep::Folded,
    };
    RuleOutcome {
        rule: reference(here.session, rule, &cited(here.session, &rule.cite, outcome.subject, day, false)),
        status: rule.status,
        debt: here.debt_id(outcome.subject),
        contact: here.contact_id(outcome.subject),
        outcome: outcome.truth.word().to_owned(),
        day: outcome.day,
        distance: needs.as_ref().map(Needs::distance),
        near_miss: hinges_on.is_some(),
        hinges_on,
        conditions: conditions(here, rule, sentences, outcome, keep),
        facts: words.facts_used(compiled),
        missing,
        reason,
        exception_en: exception.as_ref().and_then(|_| rule.unless_because_en()),
        exception,
    }
}

/// The one fact, where a single one is away. What a message says is none: it was said, and will not be said otherwise.
fn hinges_on(
    here: &Here<'_>,
    rule: &Rule,
    sentences: &Sentences,
    outcome: &Outcome,
    needs: &Needs,
) -> Option<HingesOn> {
    if needs.distance() != 1 {
        return None;
    }
    if needs.facts.first().is_some_and(|of| was_said(here, *of)) {
        return None;
    }
    // That a fact is known goes without saying where it has to be something.
    let plain = |wish: &&Wish| needs.wishes.len() > 1 && asks_only_whether_known(here, **wish);
    let wishes: Option<Vec<Text>> =
        needs.wishes.iter().filter(|w| !plain(w)).map(|wish| would_be(here, rule, sentences, *wish)).collect();
    let wishes = wishes?;
    let Some(of) = needs.facts.first() else {
        let there = outcome.counted.as_ref().map_or(0, |c| c.contacts.len()).to_string();
        let count = sentences.count()?;
        return Some(HingesOn {
            fact: None,
            label: "合起来数到的次数".to_owned(),
            label_en: "contacts counted together".to_owned(),
            debt: here.debt_id(outcome.subject),
            contact: None,
            is_en: there.clone(),
            is: there,
            would_be: count.zh.clone(),
            would_be_en: count.en.clone(),
        });
    };
    let fact = here.session.program.set.vocabulary.get(of.fact)?;
    let is = is(here, *of);
    let would_be = Text::join(&wishes, "，并且", ", and ");
    Some(HingesOn {
        fact: Some(fact.name.to_string()),
        label: fact.label.zh.clone(),
        label_en: fact.label.en.clone(),
        debt: here.debt_id(of.subject),
        contact: here.contact_id(of.subject),
        is: is.zh,
        is_en: is.en,
        would_be: would_be.zh,
        would_be_en: would_be.en,
    })
}

fn is(here: &Here<'_>, of: Missing) -> Text {
    let fact = here.session.program.set.vocabulary.get(of.fact);
    match (fact, here.session.read(of.fact, of.subject)) {
        (_, Reading::Known(Value::Choices(none))) if none.is_empty() => Text::new("没有", "none"),
        (Some(fact), Reading::Known(value)) => {
            Text::new(value.show_in(&fact.kind, Language::Zh), value.show_in(&fact.kind, Language::En))
        }
        (_, Reading::Failed(reason)) => reason.0.clone(),
        _ => Text::new("未知", "not known"),
    }
}

/// Whether it is the text of a message that was given.
fn was_said(here: &Here<'_>, of: Missing) -> bool {
    of.fact == here.session.program.set.engine_facts.content_text
        && matches!(here.session.read(of.fact, of.subject), Reading::Known(_))
}

fn asks_only_whether_known(here: &Here<'_>, wish: Wish) -> bool {
    let test = match wish {
        Wish::Test(id, true) => here.session.program.tests.get(id.0),
        Wish::Test(_, false) | Wish::Day | Wish::Contact => None,
    };
    test.is_some_and(|test| test.test.matcher == Matcher::Known)
}

/// What a wish says.
fn would_be(here: &Here<'_>, rule: &Rule, sentences: &Sentences, wish: Wish) -> Option<Text> {
    let set = &here.session.program.set;
    match wish {
        Wish::Test(id, holds) => {
            let test = &here.session.program.tests.get(id.0)?.test;
            let text = match sentences.test(id) {
                Some(text) => text.clone(),
                // Whom a law binds is written beside the law, not in the rule.
                None => crate::readback::read_condition(set, &crate::rule::Condition::Test(test.clone())).text,
            };
            Some(if holds {
                text
            } else {
                Text::new(format!("不是这样：{}", text.zh), format!("not so: {}", text.en))
            })
        }
        Wish::Day => {
            let by = judged_by(set, rule);
            Some(Text::new(
                format!("{}落在规则和所引条文施行的时间里", by.zh),
                format!("{} falls within the time in which the rule and what it cites are in force", by.en),
            ))
        }
        Wish::Contact => Some(sentences.count()?.clone()),
    }
}

/// The exception in the lawyers' words, where all but it would have held.
fn exception(here: &Here<'_>, outcome: &Outcome) -> Option<String> {
    let (rule, compiled) = here.session.program.rule(outcome.rule).filter(|_| outcome.truth.is_not_met())?;
    let unless = compiled.unless.as_ref()?;
    let excepted = here.session.formula(&compiled.when, outcome.subject).is_met()
        && here.session.formula(unless, outcome.subject).is_met();
    excepted.then(|| rule.unless_because.clone().unwrap_or_default())
}

/// Active rules that failed, with the reason.
pub(super) fn not_worked_out(here: &Here<'_>) -> Vec<NotWorkedOut> {
    let failed = here.outcomes.outcomes.iter().filter_map(|o| {
        let (rule, _) = here.session.program.rule(o.rule).filter(|(r, _)| r.status == Status::Active)?;
        let Truth::Failed(reason) = &o.truth else { return None };
        let day = o.day.unwrap_or(here.session.portfolio.as_of);
        Some(NotWorkedOut {
            rule: reference(here.session, rule, &cited(here.session, &rule.cite, o.subject, day, false)),
            debt: here.debt_id(o.subject),
            contact: here.contact_id(o.subject),
            reason: reason.0.zh.clone(),
        })
    });
    failed.collect()
}
