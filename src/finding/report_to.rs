//! Where to report what was shown, in order, and by which day where the time for it is limited.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::diagnostic::Language;
use crate::evaluate::{Outcome, Session, Truth, later, number};
use crate::fact::{Subject, Value};
use crate::rule::{Channel, ChannelId, CountingSlot, How, ReportFrom, ReportLimit, RuleSet, Sentence};

/// A place to report to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportTo {
    /// Its id.
    #[schema(example = "police_110")]
    pub channel: ChannelId,
    /// Its title.
    #[schema(example = "公安机关110")]
    pub title: String,
    /// Its title in English, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// How to reach it.
    pub how: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how_en: Option<String>,
    /// What it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes: Option<String>,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes_en: Option<String>,
    /// Whether it is not known that it takes this lender's cases.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub takes_unknown: bool,
    /// Report before this day, where the time is limited and the day of the conduct is known.
    #[schema(example = "2027-05-12")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<NaiveDate>,
    /// Whether that day has passed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub passed: bool,
    /// What to say of the time limit; also where it cannot be worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// The same in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_en: Option<String>,
    /// How its details were checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<How>,
}

/// The first and the last day on which a behaviour was shown, as far as days are known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LastSeen {
    days: Option<(NaiveDate, NaiveDate)>,
    some_unknown: bool,
}

impl LastSeen {
    /// Adds the days of the contacts that show it: a rule may be judged by another day than the one it happened on.
    pub(super) fn add(&mut self, session: &Session<'_>, outcome: &Outcome) {
        let local_date = session.program.set.engine_facts.local_date;
        let contacts = outcome.contacts();
        self.some_unknown |= contacts.is_empty();
        for contact in contacts {
            match session.value(local_date, Subject::Contact(contact)) {
                Some(Value::Date(day)) => {
                    let (first, last) = self.days.unwrap_or((*day, *day));
                    self.days = Some((first.min(*day), last.max(*day)));
                }
                _ => self.some_unknown = true,
            }
        }
    }

    /// The day the time runs from. Of several of which some are not known, the last known day is early enough; the
    /// first is not.
    fn day(self, from: ReportFrom) -> Option<NaiveDate> {
        match from {
            ReportFrom::LastDay => self.days.map(|(_, last)| last),
            ReportFrom::FirstDay => self.days.filter(|_| !self.some_unknown).map(|(first, _)| first),
        }
    }
}

/// A channel that was open on the day the answer is for and takes this lender's cases.
pub(super) fn report_to(session: &Session<'_>, id: &ChannelId, outcome: &Outcome, days: LastSeen) -> Option<ReportTo> {
    let set = &session.program.set;
    let channel: &Channel = set.channels.get(id)?;
    let today = session.portfolio.as_of;
    let open = channel.from.is_none_or(|from| from <= today) && channel.until.is_none_or(|until| today <= until);
    let takes = session.program.channel_conditions.get(id).map_or(Truth::Met, |c| session.formula(c, outcome.subject));
    if !open || takes.is_not_met() {
        return None;
    }
    let limit = channel.within.as_ref().map(|limit| told(set, limit, days, today));
    Some(ReportTo {
        channel: id.clone(),
        title: channel.title.clone(),
        title_en: channel.title_en(),
        how: channel.how.clone(),
        how_en: channel.how_en(),
        takes: channel.takes.clone(),
        takes_en: channel.takes_en(),
        takes_unknown: !takes.is_met(),
        before: limit.as_ref().and_then(|l| l.before),
        passed: limit.as_ref().and_then(|l| l.before).is_some_and(|before| before < today),
        limit: limit.as_ref().map(|l| l.zh.clone()),
        limit_en: limit.map(|l| l.en),
        checked: channel.checked.map(|c| c.how),
    })
}

/// A time limit as it stands today.
struct Told {
    before: Option<NaiveDate>,
    zh: String,
    en: String,
}

fn told(set: &RuleSet, limit: &ReportLimit, days: LastSeen, today: NaiveDate) -> Told {
    let from = days.day(limit.counted_from);
    let judged = from.unwrap_or(today);
    let before = from.and_then(|from| later(set, from, &limit.length, judged));
    let sentence: &Sentence = match before {
        None => &limit.day_unknown,
        Some(before) if before < today => &limit.passed,
        Some(before) if before == today => &limit.today,
        Some(_) => &limit.before,
    };
    let long = number(set, &limit.length.quantity, judged).map(|n| limit.length.unit.count(i64::from(n)));
    let fill = |language: Language| {
        let written = match language {
            Language::Zh => &sentence.zh,
            Language::En => &sentence.en,
        };
        written.fill(|slot| match slot {
            CountingSlot::From => from.map(|d| d.to_string()).unwrap_or_default(),
            CountingSlot::On | CountingSlot::Last => before.map(|d| d.to_string()).unwrap_or_default(),
            CountingSlot::Length => long.as_ref().map(|l| l.in_language(language).to_owned()).unwrap_or_default(),
            CountingSlot::Year => String::new(),
        })
    };
    Told { before, zh: fill(Language::Zh), en: fill(Language::En) }
}
