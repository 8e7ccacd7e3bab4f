//! What to do: the steps of every triage rule that applies, and of every cost rule whose line is exceeded.

use super::citation::{CitedArticle, RuleReference, cited, reference};
use super::words::{FactUsed, Words};
use crate::evaluate::{CostOutcome, DueDate, Outcome, Session, due_date};
use crate::fact::Subject;
use crate::money::yardstick::Position;
use crate::program::RuleNumber;
use crate::rule::{ActionId, AvoidId, BandId, LetterId, PaymentPlace, ReferralId, Then, TriageThen};

/// The steps that follow from one rule for one subject.
#[derive(Debug, Clone)]
pub struct TriageFinding {
    /// The rule.
    pub rule: RuleNumber,
    /// The rule, for people.
    pub reference: RuleReference,
    /// For whom.
    pub subject: Subject,
    /// Where its steps stand in the act-first list.
    pub band: Option<BandId>,
    /// Why.
    pub because: String,
    /// Why, in English, where it is written.
    pub because_en: Option<String>,
    /// A line for the box at the top.
    pub today: Option<String>,
    /// The same in English, where it is written.
    pub today_en: Option<String>,
    /// What to do, the first step first, with the day it is due.
    pub actions: Vec<(ActionId, Option<DueDate>)>,
    /// What not to do.
    pub avoid: Vec<AvoidId>,
    /// Whom to turn to.
    pub referrals: Vec<ReferralId>,
    /// Letters besides those of the actions.
    pub letters: Vec<LetterId>,
    /// Where the debt stands in the pay-first list.
    pub payment: Option<PaymentPlace>,
    /// The facts it rests on.
    pub facts: Vec<FactUsed>,
    /// The law behind it.
    pub citations: Vec<CitedArticle>,
}

pub(super) fn findings(session: &Session<'_>, outcomes: &[&Outcome], costs: &[CostOutcome]) -> Vec<TriageFinding> {
    let exceeded = |o: &Outcome| {
        let cost = costs.iter().find(|c| c.rule == o.rule && c.debt == o.subject);
        cost.is_some_and(|c| c.standing.position() == Some(Position::Above))
    };
    let mut findings: Vec<TriageFinding> = outcomes
        .iter()
        .filter(|o| o.truth.is_met())
        .filter_map(|o| {
            let (rule, _) = session.program.rule(o.rule)?;
            match &rule.then {
                Then::Triage(then) => finding(session, o, then),
                Then::Cost(then) if exceeded(o) => finding(session, o, &then.steps),
                Then::Cost(_) | Then::Conduct(_) => None,
            }
        })
        .collect();
    stand_back(session, &mut findings);
    findings
}

/// Takes the place of payment, and the day of a step, from a rule that yields to another one that says it too.
fn stand_back(session: &Session<'_>, findings: &mut [TriageFinding]) {
    type Said = (Subject, String, bool, Vec<ActionId>);
    let said = |f: &TriageFinding| -> Said {
        let actions = f.actions.iter().map(|(action, _)| action.clone()).collect();
        (f.subject, f.reference.id.to_string(), f.payment.is_some(), actions)
    };
    let all: Vec<Said> = findings.iter().map(said).collect();
    for finding in findings {
        let Some((rule, _)) = session.program.rule(finding.rule) else { continue };
        for other in &rule.yields_to {
            let holds = |s: &&Said| s.0 == finding.subject && s.1 == other.it.as_str();
            for (_, _, pays, actions) in all.iter().filter(holds) {
                if *pays {
                    finding.payment = None;
                }
                for (_, due) in finding.actions.iter_mut().filter(|(action, _)| actions.contains(action)) {
                    *due = None;
                }
            }
        }
    }
}

fn finding(session: &Session<'_>, outcome: &Outcome, then: &TriageThen) -> Option<TriageFinding> {
    let (rule, compiled) = session.program.rule(outcome.rule)?;
    let day = outcome.day.unwrap_or(session.portfolio.as_of);
    let words = Words { session, subject: outcome.subject, day, counted: None };
    let citations = cited(session, &rule.cite, outcome.subject, day, false);
    let english = rule.english.as_ref();
    Some(TriageFinding {
        rule: outcome.rule,
        reference: reference(session, rule, &citations),
        subject: outcome.subject,
        band: then.band.as_ref().map(|b| b.it.clone()),
        because: words.fill(&then.because),
        because_en: words.fill_en(english.and_then(|e| e.because.as_ref())),
        today: then.today.as_ref().map(|t| words.fill(t)),
        // Never a line in English that stands beside nothing.
        today_en: words.fill_en(english.and_then(|e| e.today.as_ref()).filter(|_| then.today.is_some())),
        actions: then
            .actions
            .iter()
            .map(|a| (a.action.it.clone(), a.due.as_ref().map(|d| due_date(session, d, outcome.subject, day))))
            .collect(),
        avoid: then.avoid.iter().map(|a| a.it.clone()).collect(),
        referrals: then.referrals.iter().map(|r| r.it.clone()).collect(),
        letters: then.letters.iter().map(|l| l.it.clone()).collect(),
        payment: then.payment.clone(),
        facts: words.facts_used(compiled),
        citations,
    })
}
