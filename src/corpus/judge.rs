//! Each message judged as somebody would get it: a contact by itself, answered by all rules.

use rayon::prelude::*;

use super::{Corpus, Message};
use crate::conduct::timeline::timeline;
use crate::diagnostic::Diagnostic;
use crate::engine::{Engine, Explain};
use crate::evaluate::Session;
use crate::fact::{Input, LIMITS};
use crate::trial::Progress;

/// The day of the answers, and when each message came: a morning of an ordinary Thursday, so that the hour shows nothing.
const AS_OF: &str = "2026-11-22";
const AT: &str = "2026-11-12T10:15:30+08:00";
/// What is known of a message where its labels do not say otherwise.
const USUALLY: [(&str, &str); 5] =
    [("at", AT), ("channel", "sms"), ("direction", "outbound"), ("recipient", "self"), ("content_kind", "verbatim")];
/// The one fact of a message that belongs to its debt.
const CREDITOR_TYPE: &str = "creditor_type";

/// A message and what the rules read in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged<'c> {
    /// The message.
    pub message: &'c Message,
    /// What is shown by its words, each behaviour once.
    pub found: Vec<Found>,
    /// The codes of what cannot be told.
    pub cannot_tell: Vec<String>,
}

/// A behaviour that the words of a message show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its code.
    pub code: String,
    /// The first rule that found it.
    pub rule: String,
    /// The words.
    pub words: String,
}

impl Judged<'_> {
    /// What the message shows and nobody found.
    pub fn missed(&self) -> Vec<&str> {
        let found = |code: &&str| self.found.iter().any(|f| f.code == *code);
        self.message.shows.iter().map(String::as_str).filter(|c| !found(c)).collect()
    }

    /// What was found and the message does not show.
    pub fn wrong(&self) -> Vec<&Found> {
        let Message { shows, may, unclear, .. } = self.message;
        let labelled = |code: &String| shows.contains(code) || may.contains(code) || unclear.contains(code);
        self.found.iter().filter(|f| !labelled(&f.code)).collect()
    }
}

/// Judges the messages that are picked, on all cores; what comes out stands in their order. What is given with a message
/// and cannot be read is a mistake of its file.
pub fn judge<'c>(
    engine: &Engine,
    corpus: &'c Corpus,
    picked: impl Fn(&Message) -> bool,
    done: Progress<'_>,
) -> Result<Vec<Judged<'c>>, Vec<Diagnostic>> {
    let messages: Vec<&Message> = corpus.messages.iter().filter(|m| picked(m)).collect();
    let one = |message: &&'c Message| {
        let judged = of(engine, message);
        done();
        judged
    };
    let all: Vec<Result<Judged<'c>, Vec<Diagnostic>>> = messages.par_iter().map(one).collect();
    let (mut judged, mut mistakes) = (Vec::with_capacity(all.len()), Vec::new());
    for result in all {
        match result {
            Ok(one) => judged.push(one),
            Err(of_message) => mistakes.extend(of_message),
        }
    }
    if mistakes.is_empty() { Ok(judged) } else { Err(mistakes) }
}

fn of<'c>(engine: &Engine, message: &'c Message) -> Result<Judged<'c>, Vec<Diagnostic>> {
    let log = engine.read_contacts(&request(message), &LIMITS).map_err(|problems| {
        let mistake = |p: crate::fact::Problem| {
            let of_contact = p.pointer.rsplit('/').next().unwrap_or_default();
            Diagnostic::error(
                "wrong-value",
                message.place,
                format!("这条消息的 `{of_contact}` 读不了：{}", p.message.zh),
                format!("`{of_contact}` of this message cannot be read: {}", p.message.en),
            )
        };
        problems.into_iter().map(mistake).collect::<Vec<_>>()
    })?;
    let outcomes = engine.outcomes(log.portfolio, Explain::Findings);
    let session = Session::over(engine.program(), &outcomes);
    let (mut found, mut cannot_tell) = (Vec::<Found>::new(), Vec::new());
    for entry in timeline(&session, &outcomes.outcomes) {
        for shown in entry.shows {
            let Some(words) = shown.words.filter(|_| found.iter().all(|f| f.code != shown.code)) else { continue };
            found.push(Found { code: shown.code, rule: shown.rule.to_string(), words });
        }
        let behaviours = &engine.rules().behaviours;
        cannot_tell.extend(entry.cannot_tell.iter().filter_map(|b| behaviours.get(b)).map(|b| b.code.clone()));
    }
    Ok(Judged { message, found, cannot_tell })
}

/// The message as somebody would send it in.
fn request(message: &Message) -> Input {
    let text = |text: &str| Input::Text(text.to_owned());
    let given = |name: &str| message.given.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let map = |fields: Vec<(&str, Input)>| Input::Map(fields.into_iter().map(|(k, v)| (k.to_owned(), v)).collect());
    let mut contact = vec![("id", text("m")), ("debt", text("d")), ("content_text", text(&message.say))];
    contact.extend(USUALLY.iter().map(|(name, usual)| (*name, given(name).unwrap_or_else(|| text(usual)))));
    let further = |name: &str| name != CREDITOR_TYPE && USUALLY.iter().all(|(usual, _)| *usual != name);
    let further = message.given.iter().filter(|(name, _)| further(name));
    contact.extend(further.map(|(name, value)| (name.as_str(), value.clone())));
    let lender = given(CREDITOR_TYPE).unwrap_or_else(|| text("consumer_finance"));
    let debt = map(vec![("id", text("d")), (CREDITOR_TYPE, lender), ("creditor_group", text("g"))]);
    map(vec![("as_of", text(AS_OF)), ("debts", Input::List(vec![debt])), ("contacts", Input::List(vec![map(contact)]))])
}
