//! Every contact in order of time: when, how, who to whom, and what it shows.

use chrono::{NaiveDate, Timelike};
use serde::Serialize;
use utoipa::ToSchema;

use super::labels::{Readers, SentenceLabel, labels, readers};
use crate::evaluate::{Outcome, Session};
use crate::fact::{Contact, Moment, Precision, Subject, Value};
use crate::finding::{Words, conduct, kept};
use crate::rule::{BehaviourId, ConductThen, RuleId, SeverityId, Status};

/// One contact, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// The contact.
    #[schema(example = "c1")]
    pub contact: String,
    /// The debt it is about, where known.
    pub debt: Option<String>,
    /// The day in Beijing.
    #[schema(example = "2026-11-12")]
    pub date: Option<NaiveDate>,
    /// The time of day in Beijing, as exactly as it is known.
    #[schema(example = "22:40:05")]
    pub time: Option<String>,
    /// How exactly the time is known: `second`, `minute`, `day`, or `unknown`.
    #[schema(example = "second")]
    pub precision: String,
    /// How it was made.
    pub channel: Option<WordOf>,
    /// Who began it.
    pub direction: Option<WordOf>,
    /// Who the collector said they were.
    pub claimed_identity: Option<WordOf>,
    /// The number it came from, as given.
    pub from_number: Option<String>,
    /// The agency, as given.
    pub agency: Option<String>,
    /// Who was contacted.
    pub recipient: Option<WordOf>,
    /// Whether a call was connected.
    pub connected: Option<bool>,
    /// How long it lasted.
    pub duration_seconds: Option<i64>,
    /// What it shows, by itself or together with others, most severe first.
    pub shows: Vec<Shows>,
    /// What was read in its words, sentence by sentence, whether it counts or not.
    pub labels: Vec<SentenceLabel>,
    /// What it may show: what would settle it stands under `cannot_tell` of the report.
    pub cannot_tell: Vec<BehaviourId>,
    /// Evidence in hand of the kinds that what it shows asks for. Whether a piece is of this contact nobody has said.
    pub held: Vec<WordOf>,
}

/// A word of the vocabulary with its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WordOf {
    /// The word.
    #[schema(example = "sms")]
    pub word: String,
    /// For people.
    #[schema(example = "短信")]
    pub label: String,
    /// In English.
    #[schema(example = "text message")]
    pub label_en: String,
}

/// A behaviour that a contact shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Shows {
    /// The behaviour.
    #[schema(example = "night_contact")]
    pub behaviour: BehaviourId,
    /// Its code in the taxonomy.
    #[schema(example = "A1")]
    pub code: String,
    /// Its title.
    pub title: String,
    /// Its title in English, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// How severe.
    #[schema(example = "notice")]
    pub severity: SeverityId,
    /// The same for people.
    pub severity_label: String,
    /// The rule.
    #[schema(example = "night-contact")]
    pub rule: RuleId,
    /// Whether it is shown only together with the other contacts that were counted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub counted_together: bool,
    /// The words that show it, as they stand in the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What is noted of one contact.
#[derive(Default)]
struct Noted<'s> {
    shows: Vec<(&'s ConductThen, Shows)>,
    may_show: Vec<&'s BehaviourId>,
}

/// Every contact, the earliest first. Of one day those without a time come last, and those without a day at the end.
pub(crate) fn timeline(session: &Session<'_>, outcomes: &[Outcome]) -> Vec<TimelineEntry> {
    let mut noted: Vec<Noted<'_>> = Vec::new();
    noted.resize_with(session.portfolio.contacts.len(), Noted::default);
    for outcome in outcomes {
        note(session, outcome, &mut noted);
    }
    let at = |position: usize| match session.value(session.program.set.engine_facts.at, Subject::Contact(position)) {
        Some(Value::Instant(moment)) => Some(*moment),
        _ => None,
    };
    let mut order: Vec<(Option<Moment>, usize)> =
        (0..session.portfolio.contacts.len()).map(|position| (at(position), position)).collect();
    order.sort_by_key(|(moment, position)| {
        let day = moment.map(|m| (m.date(), m.precision == Precision::Day, m.at));
        (day.is_none(), day, *position)
    });
    let readers = readers(session.program);
    let entry = |(moment, position): &(Option<Moment>, usize)| {
        let contact = session.portfolio.contacts.get(*position)?;
        let noted = noted.get_mut(*position).map(std::mem::take).unwrap_or_default();
        Some(entry(session, contact, Subject::Contact(*position), *moment, noted, &readers))
    };
    order.iter().filter_map(entry).collect()
}

/// Notes for each contact of an outcome what it shows or may show.
fn note<'s>(session: &'s Session<'_>, outcome: &Outcome, noted: &mut [Noted<'s>]) {
    let set = &session.program.set;
    let (Some((rule, compiled)), Some(then)) = (session.program.rule(outcome.rule), conduct(session, outcome)) else {
        return;
    };
    let Some(behaviour) =
        set.behaviours.get(&then.behaviour.it).filter(|_| rule.status == Status::Active && !outcome.truth.is_not_met())
    else {
        return;
    };
    let certain = if outcome.truth.is_met() { outcome.contacts() } else { Vec::new() };
    let open = if outcome.truth.is_met() { Vec::new() } else { outcome.contacts() };
    for position in open.iter().chain(outcome.possible_contacts()) {
        if let Some(of_contact) = noted.get_mut(*position).filter(|n| !n.may_show.contains(&&behaviour.id)) {
            of_contact.may_show.push(&behaviour.id);
        }
    }
    if certain.is_empty() {
        return;
    }
    let day = outcome.day.unwrap_or(session.portfolio.as_of);
    let words = Words { session, subject: outcome.subject, day, counted: outcome.counted.as_ref() };
    let content = set.vocabulary.get(set.engine_facts.content_text).map(|f| f.name.as_str());
    let said = words.facts_used(compiled).into_iter().find(|f| Some(f.fact.as_str()) == content).map(|f| f.value);
    let shown = Shows {
        behaviour: behaviour.id.clone(),
        code: behaviour.code.clone(),
        title: behaviour.title.clone(),
        title_en: behaviour.title_en(),
        severity: then.severity.it.clone(),
        severity_label: set.severities.get(&then.severity.it).map(|s| s.label.zh.clone()).unwrap_or_default(),
        rule: rule.id.clone(),
        counted_together: outcome.counted.is_some(),
        words: said,
    };
    for position in certain {
        // A contact may stand in several stretches of one rule.
        let of_contact = noted.get_mut(position);
        if let Some(of_contact) = of_contact.filter(|n| n.shows.iter().all(|(_, there)| there.rule != shown.rule)) {
            of_contact.shows.push((then, shown.clone()));
        }
    }
}

fn entry(
    session: &Session<'_>,
    contact: &Contact,
    subject: Subject,
    moment: Option<Moment>,
    Noted { mut shows, may_show }: Noted<'_>,
    readers: &Readers,
) -> TimelineEntry {
    let set = &session.program.set;
    let rank = |s: &Shows| set.severities.get_index_of(&s.severity);
    shows.sort_by_key(|(_, s)| std::cmp::Reverse(rank(s)));
    let open = may_show.into_iter().filter(|b| shows.iter().all(|(_, s)| s.behaviour != **b)).cloned().collect();
    let held =
        kept(session, shows.iter().flat_map(|(then, _)| &then.evidence)).into_iter().filter(|e| e.held == Some(true));
    let text = |name: &str| match value(session, name, subject) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    TimelineEntry {
        contact: contact.id.clone(),
        debt: contact.debt.and_then(|i| session.portfolio.debts.get(i)).map(|d| d.id.clone()),
        date: moment.map(|m| m.date()),
        time: moment.and_then(time),
        precision: match moment.map(|m| m.precision) {
            Some(Precision::Second) => "second",
            Some(Precision::Minute) => "minute",
            Some(Precision::Day) => "day",
            None => "unknown",
        }
        .to_owned(),
        channel: word(session, "contact.channel", subject),
        direction: word(session, "contact.direction", subject),
        claimed_identity: word(session, "contact.claimed_identity", subject),
        from_number: text("contact.from_number"),
        agency: text("contact.agency_name"),
        recipient: word(session, "contact.recipient", subject),
        connected: match value(session, "contact.connected", subject) {
            Some(Value::YesNo(connected)) => Some(*connected),
            _ => None,
        },
        duration_seconds: match value(session, "contact.duration_seconds", subject) {
            Some(Value::Count(seconds)) => Some(*seconds),
            _ => None,
        },
        held: held
            .map(|e| WordOf { label_en: label_en(session, &e.evidence), word: e.evidence, label: e.label })
            .collect(),
        shows: shows.into_iter().map(|(_, s)| s).collect(),
        labels: labels(session, subject, readers),
        cannot_tell: open,
    }
}

/// A fact by name: what the picture and the list show is not what rules must have, so a vocabulary may do without it.
pub(super) fn value<'s>(session: &'s Session<'_>, name: &str, subject: Subject) -> Option<&'s Value> {
    let (id, _) = session.program.set.vocabulary.find(name)?;
    session.value(id, subject)
}

/// The word of a choice with its labels.
pub(super) fn word(session: &Session<'_>, name: &str, subject: Subject) -> Option<WordOf> {
    let (id, fact) = session.program.set.vocabulary.find(name)?;
    let Some(Value::Choice(position)) = session.value(id, subject) else { return None };
    let choice = fact.kind.choices().get(*position)?;
    Some(WordOf { word: choice.name.clone(), label: choice.label.zh.clone(), label_en: choice.label.en.clone() })
}

fn label_en(session: &Session<'_>, evidence: &str) -> String {
    let set = &session.program.set;
    let kinds = set.vocabulary.get(set.engine_facts.evidence).map_or(&[][..], |f| f.kind.choices());
    kinds.iter().find(|c| c.name == evidence).map(|c| c.label.en.clone()).unwrap_or_default()
}

/// The time of day as exactly as it is known.
fn time(moment: Moment) -> Option<String> {
    match moment.precision {
        Precision::Second => Some(moment.at.format("%H:%M:%S").to_string()),
        Precision::Minute => Some(format!("{:02}:{:02}", moment.at.hour(), moment.at.minute())),
        Precision::Day => None,
    }
}
