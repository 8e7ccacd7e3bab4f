//! Texts with their slots filled, and the facts a rule used, in the words of people.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::diagnostic::{Language, Text};
use crate::evaluate::{Counted, Session, least_cost};
use crate::fact::{FactId, FactKind, FactScope, Missing, Reading, Subject, Value, Vocabulary};
use crate::message::Said;
use crate::program::{CompiledRule, TestId};
use crate::rule::{Matcher, PhraseId, Slot, Template};

/// A fact by name and label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct NamedFact {
    /// Its name.
    #[schema(example = "debt.served_on")]
    pub fact: String,
    /// Its name for people.
    #[schema(example = "起诉状副本送达日")]
    pub label: String,
}

/// Missing facts by name and label, each once, in the order of the vocabulary.
pub(crate) fn named(missing: &[Missing], vocabulary: &Vocabulary) -> Vec<NamedFact> {
    let mut facts: Vec<FactId> = missing.iter().map(|m| m.fact).collect();
    facts.sort_unstable();
    facts.dedup();
    let name =
        |id: &FactId| vocabulary.get(*id).map(|f| NamedFact { fact: f.name.to_string(), label: f.label.zh.clone() });
    facts.iter().filter_map(name).collect()
}

/// A fact a line rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FactUsed {
    /// Its name.
    #[schema(example = "debt.served_on")]
    pub fact: String,
    /// Its name for people.
    #[schema(example = "起诉状副本送达日")]
    pub label: String,
    /// Its value for people. Of a message only the words that were found.
    #[schema(example = "2026-11-10")]
    pub value: String,
}

/// Fills texts for one subject on one day.
pub(crate) struct Words<'w> {
    pub(crate) session: &'w Session<'w>,
    pub(crate) subject: Subject,
    pub(crate) day: NaiveDate,
    pub(crate) counted: Option<&'w Counted>,
}

impl Words<'_> {
    /// The text with its slots filled. What is not known is said to be not known.
    pub(crate) fn fill(&self, template: &Template) -> String {
        template.fill(|slot| self.slot(slot, Language::Zh))
    }

    /// The English beside a text, where there is one, with its slots filled in English.
    pub(crate) fn fill_en(&self, template: Option<&Template>) -> Option<String> {
        template.map(|t| t.fill(|slot| self.slot(slot, Language::En)))
    }

    pub(crate) fn slot(&self, slot: &Slot, language: Language) -> String {
        let say = |zh: String, en: String| match language {
            Language::Zh => zh,
            Language::En => en,
        };
        match slot {
            Slot::Fact(id) => self.fact(*id, language),
            Slot::Value(id) => {
                let set = &self.session.program.set;
                let kind = set.values.get(id).map_or(FactKind::Text, |v| v.unit.kind());
                match set.value_on(id, self.day) {
                    // A rate of the law is said as it is: 0.0175 % a day is not 0.02 %.
                    Some(Value::Rate(rate)) => rate.to_string(),
                    Some(value) => value.show_in(&kind, language),
                    None => say("（这一天没有数值）".to_owned(), "(no figure for this day)".to_owned()),
                }
            }
            Slot::AsOf => self.session.portfolio.as_of.to_string(),
            Slot::Count => self.counted.map_or_else(String::new, |c| c.contacts.len().to_string()),
            Slot::Limit => self.counted.and_then(|c| c.limit).map_or_else(String::new, |l| l.to_string()),
            Slot::Day => match self.counted {
                Some(Counted { from, to, .. }) if from != to => {
                    say(format!("{from} 至 {to}"), format!("{from} to {to}"))
                }
                Some(counted) => counted.to.to_string(),
                None => self.day.to_string(),
            },
            Slot::PlanAmount | Slot::PlanMonths | Slot::PlanStart | Slot::Law => String::new(),
        }
    }

    /// A fact as people read it.
    pub(crate) fn fact(&self, id: FactId, language: Language) -> String {
        let say = |zh: String, en: String| match language {
            Language::Zh => zh,
            Language::En => en,
        };
        let vocabulary = &self.session.program.set.vocabulary;
        let Some(fact) = vocabulary.get(id) else { return String::new() };
        let Text { zh, en } = &fact.label;
        let not_known = || say(format!("({zh}未知)"), format!("({en}: not known)"));
        match self.session.read(id, self.subject) {
            Reading::Known(value) => value.show_in(&fact.kind, language),
            // Fees that are not known can only raise the cost: what is known of it can be said.
            Reading::NotKnown(_) if id == self.session.program.set.engine_facts.all_in_rate => {
                match least_cost(self.session, self.subject) {
                    Some((rate, _)) => {
                        let rate = rate.percent(2);
                        say(format!("至少 {rate}"), format!("at least {rate}"))
                    }
                    None => not_known(),
                }
            }
            Reading::NotKnown(_) => not_known(),
            Reading::Failed(reason) => say(format!("({zh}:{})", reason.0.zh), format!("({en}: {})", reason.0.en)),
        }
    }

    /// The facts a rule looked at that are known, each once, in the order of the rule.
    pub(crate) fn facts_used(&self, rule: &CompiledRule) -> Vec<FactUsed> {
        let mut used: Vec<FactUsed> = Vec::new();
        let tests = rule.when.tests().into_iter().chain(rule.unless.iter().flat_map(crate::program::Formula::tests));
        for fact in tests.filter_map(|id| self.fact_used(id)) {
            if !used.contains(&fact) {
                used.push(fact);
            }
        }
        used
    }

    fn fact_used(&self, id: TestId) -> Option<FactUsed> {
        let test = &self.session.program.tests.get(id.0)?.test;
        let vocabulary = &self.session.program.set.vocabulary;
        let fact = vocabulary.get(test.fact)?;
        // A debt's facts do not speak for the household, and one contact's not for several.
        let own = match self.subject {
            Subject::Household => fact.scope == FactScope::Household,
            Subject::Debt(_) => fact.scope != FactScope::Contact,
            Subject::Contact(_) => true,
        };
        let value = self.session.value(test.fact, self.subject).filter(|_| own)?;
        let shown = match &test.matcher {
            Matcher::Says(phrases) => self.said(phrases)?,
            _ => value.show(&fact.kind),
        };
        Some(FactUsed { fact: fact.name.to_string(), label: fact.label.zh.clone(), value: shown })
    }

    /// The words of a message that were found, as they stand in it.
    pub(crate) fn said(&self, phrases: &[PhraseId]) -> Option<String> {
        let message = self.session.message(self.subject)?;
        let positions = phrases.iter().filter_map(|id| self.session.program.set.phrases.get_index_of(id));
        positions.map(|phrase| message.says(phrase)).find_map(|said| match said {
            Said::Said(words) | Said::Unclear(words) => Some(words),
            Said::NotSaid => None,
        })
    }
}
