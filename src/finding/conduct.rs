//! What collectors did: each behaviour with the contacts that show it, the counts or words, how severe it is, the law
//! in force on the day, what to keep and where to report it. What cannot be told is said, with what is missing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::citation::{CitedArticle, RuleReference, cited, reference};
use super::counts::{self, CountRange, Rolling24h};
use super::evidence::{EvidenceToKeep, ladder};
use super::overlap::seconds_inside;
use super::report_to::{LastSeen, ReportTo, report_to};
use super::words::{FactUsed, NamedFact, Words, named};
use crate::evaluate::{Outcome, Session, Truth};
use crate::fact::Subject;
use crate::program::RuleNumber;
use crate::rule::{AvoidId, Behaviour, BehaviourId, ConductThen, SeverityId, Then};

/// A behaviour that was shown, by one rule, for the collectors of one debt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConductFinding {
    /// Always `shown`; what cannot be told stands apart.
    #[schema(example = "shown")]
    pub verdict: String,
    /// The behaviour.
    #[schema(example = "excessive_calls")]
    pub behaviour: BehaviourId,
    /// Its code in the taxonomy.
    #[schema(example = "A2")]
    pub code: String,
    /// Its title.
    #[schema(example = "有效通话超频")]
    pub title: String,
    /// Its title in English, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// The debt the contacts are about, where known.
    #[schema(example = "c")]
    pub debt: Option<String>,
    /// How severe.
    #[schema(example = "notice")]
    pub severity: SeverityId,
    /// The same for people.
    pub severity_label: String,
    /// Each time it was shown.
    pub occurrences: Vec<Occurrence>,
    /// The articles in force on the days it happened, by force.
    pub citations: Vec<CitedArticle>,
    /// What to keep, strongest first, with whether it is held and how to keep it.
    pub evidence: Vec<EvidenceToKeep>,
    /// Where to report it, in order.
    pub report_to: Vec<ReportTo>,
    /// The rule.
    pub rule: RuleReference,
    /// What not to do; joined into the do-not list.
    #[serde(skip)]
    pub avoid: Vec<AvoidId>,
}

/// One time a behaviour was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Occurrence {
    /// The day in Beijing.
    pub day: Option<NaiveDate>,
    /// The contacts that show it.
    pub contacts: Vec<String>,
    /// Contacts that may belong to it as well, where several were counted together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<String>,
    /// How many were counted for certain, for limits on numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// How many there can be at the most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count_at_most: Option<usize>,
    /// The limit they were held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// Beside a count by calendar day: the fullest 24 hours that end on that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rolling_24h: Option<Rolling24h>,
    /// The conversation the count begins with, for rules on the days after one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_conversation: Option<String>,
    /// How many whole seconds it lasted inside the hours the rule is about, agreed hours left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_inside: Option<u32>,
    /// In words.
    pub because: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because_en: Option<String>,
    /// The facts it rests on.
    pub facts: Vec<FactUsed>,
}

/// Behaviours that may have been shown, by what is missing to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CannotTell {
    /// The facts that would settle it.
    pub missing: Vec<NamedFact>,
    /// Why it could not be worked out, where nothing is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The contacts concerned.
    pub contacts: Vec<String>,
    /// For limits on numbers: between which numbers the counts lie.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<CountRange>,
    /// The behaviours that might be shown.
    pub behaviours: Vec<NamedBehaviour>,
}

/// A behaviour by id and title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedBehaviour {
    /// Its id.
    #[schema(example = "night_contact")]
    pub behaviour: BehaviourId,
    /// Its title.
    #[schema(example = "夜间催收")]
    pub title: String,
    /// Its title in English, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
}

/// Behaviours that were shown, most severe first.
pub(super) fn shown(session: &Session<'_>, outcomes: &[&Outcome]) -> Vec<ConductFinding> {
    let mut found: BTreeMap<(RuleNumber, Option<usize>), Vec<&Outcome>> = BTreeMap::new();
    for outcome in outcomes.iter().filter(|o| o.truth.is_met() && conduct(session, o).is_some()) {
        found.entry((outcome.rule, debt(session, outcome.subject))).or_default().push(outcome);
    }
    // One behaviour may be shown by several rules: its time runs from the last day of any of them.
    let mut seen: BTreeMap<(&BehaviourId, Option<usize>), LastSeen> = BTreeMap::new();
    for ((_, about), outcomes) in &found {
        for outcome in outcomes {
            let Some(then) = conduct(session, outcome) else { continue };
            seen.entry((&then.behaviour.it, *about)).or_default().add(session, outcome);
        }
    }
    let days = |outcome: &Outcome, about: Option<usize>| {
        let then = conduct(session, outcome)?;
        seen.get(&(&then.behaviour.it, about)).copied()
    };
    let mut findings: Vec<ConductFinding> = found
        .iter()
        .filter_map(|((_, about), outcomes)| finding(session, outcomes, days(outcomes.first()?, *about)?))
        .collect();
    let rank = |f: &ConductFinding| session.program.set.severities.get_index_of(&f.severity);
    findings.sort_by_key(|f| std::cmp::Reverse(rank(f)));
    findings
}

pub(crate) fn conduct<'s>(session: &'s Session<'_>, outcome: &Outcome) -> Option<&'s ConductThen> {
    match &session.program.rule(outcome.rule)?.0.then {
        Then::Conduct(then) => Some(then),
        Then::Triage(_) | Then::Cost(_) => None,
    }
}

fn debt(session: &Session<'_>, subject: Subject) -> Option<usize> {
    match subject {
        Subject::Debt(i) => Some(i),
        Subject::Contact(i) => session.portfolio.contacts.get(i)?.debt,
        Subject::Household => None,
    }
}

fn finding(session: &Session<'_>, outcomes: &[&Outcome], days: LastSeen) -> Option<ConductFinding> {
    let first = outcomes.first()?;
    let (rule, _) = session.program.rule(first.rule)?;
    let then = conduct(session, first)?;
    let set = &session.program.set;
    let behaviour = set.behaviours.get(&then.behaviour.it)?;
    let mut citations: Vec<CitedArticle> = Vec::new();
    for outcome in outcomes {
        let day = outcome.day.unwrap_or(session.portfolio.as_of);
        for cited in cited(session, &rule.cite, outcome.subject, day, true) {
            if !citations.contains(&cited) {
                citations.push(cited);
            }
        }
    }
    citations.sort_by_key(|c| set.forces.get_index_of(&c.force));
    let about = debt(session, first.subject);
    Some(ConductFinding {
        verdict: "shown".into(),
        behaviour: behaviour.id.clone(),
        code: behaviour.code.clone(),
        title: behaviour.title.clone(),
        title_en: behaviour.title_en(),
        debt: about.and_then(|i| session.portfolio.debts.get(i)).map(|d| d.id.clone()),
        severity: then.severity.it.clone(),
        severity_label: set.severities.get(&then.severity.it).map(|s| s.label.zh.clone()).unwrap_or_default(),
        occurrences: outcomes.iter().filter_map(|o| occurrence(session, o, then)).collect(),
        rule: reference(session, rule, &citations),
        citations,
        evidence: ladder(session, then.evidence.iter()),
        report_to: then.report_to.iter().filter_map(|c| report_to(session, &c.it, first, days)).collect(),
        avoid: then.avoid.iter().map(|a| a.it.clone()).collect(),
    })
}

fn occurrence(session: &Session<'_>, outcome: &Outcome, then: &ConductThen) -> Option<Occurrence> {
    let (rule, compiled) = session.program.rule(outcome.rule)?;
    let day = outcome.day.unwrap_or(session.portfolio.as_of);
    let words = Words { session, subject: outcome.subject, day, counted: outcome.counted.as_ref() };
    let counted = outcome.counted.as_ref();
    Some(Occurrence {
        day: outcome.day,
        contacts: counts::ids(session, &outcome.contacts()),
        possible: counts::ids(session, outcome.possible_contacts()),
        count: counted.map(|c| c.contacts.len()),
        count_at_most: counted.map(counts::at_most),
        limit: counted.and_then(|c| c.limit),
        rolling_24h: counted.and_then(|c| c.rolling_24h.as_ref()).map(counts::rolling),
        after_conversation: counted.and_then(|c| counts::ids(session, c.conversation.as_slice()).pop()),
        seconds_inside: then.overlap.as_ref().and_then(|o| seconds_inside(session, o, outcome.subject, day)),
        because: words.fill(&then.because),
        because_en: words.fill_en(rule.english.as_ref().and_then(|e| e.because.as_ref())),
        facts: words.facts_used(compiled),
    })
}

/// Contacts by position, counts left open, and behaviours.
type Concerned = (Vec<usize>, Vec<CountRange>, Vec<BehaviourId>);

/// Behaviours that cannot be told, joined by what is missing: fewest missing facts first.
pub(super) fn cannot_tell(session: &Session<'_>, outcomes: &[&Outcome]) -> Vec<CannotTell> {
    let vocabulary = &session.program.set.vocabulary;
    let mut groups: BTreeMap<(usize, Vec<NamedFact>, Option<String>), Concerned> = BTreeMap::new();
    for outcome in outcomes {
        let Some(then) = conduct(session, outcome) else { continue };
        let key = match &outcome.truth {
            Truth::NotKnown(missing) => {
                let names = named(missing, vocabulary);
                (names.len(), names, None)
            }
            Truth::Failed(reason) => (0, Vec::new(), Some(reason.0.zh.clone())),
            Truth::Met | Truth::NotMet => continue,
        };
        let group = groups.entry(key).or_default();
        group.0.extend(outcome.contacts());
        group.0.extend_from_slice(outcome.possible_contacts());
        group.1.extend(counts::range(session, outcome));
        if !group.2.contains(&then.behaviour.it) {
            group.2.push(then.behaviour.it.clone());
        }
    }
    groups
        .into_iter()
        .map(|((_, missing, reason), (mut contacts, counts, behaviours))| {
            contacts.sort_unstable();
            contacts.dedup();
            let known = |id: &BehaviourId| session.program.set.behaviours.get(id);
            let named = |id: BehaviourId| NamedBehaviour {
                title: known(&id).map(|b| b.title.clone()).unwrap_or_default(),
                title_en: known(&id).and_then(Behaviour::title_en),
                behaviour: id,
            };
            let behaviours = behaviours.into_iter().map(named).collect();
            CannotTell { missing, reason, contacts: counts::ids(session, &contacts), counts, behaviours }
        })
        .collect()
}
