//! What to do: the steps of every triage rule that applies, and of every cost rule whose line is exceeded.

use chrono::NaiveDate;

use super::citation::{CitedArticle, RuleReference, cited, reference};
use super::words::{FactUsed, Words};
use crate::evaluate::{CostOutcome, DueDate, Outcome, Session, due_date};
use crate::fact::Subject;
use crate::money::yardstick::Position;
use crate::program::{Program, RuleNumber};
use crate::rule::{ActionId, AvoidId, BandId, Due, LetterId, PaymentPlace, ReferralId, Status, Then, TriageThen};

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

/// What one rule asks for one subject, without a word: what the order of the list and the place of payment hang on.
/// It borrows from the rules, so that many states of the facts can be asked about one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'p> {
    /// The rule.
    pub(crate) rule: RuleNumber,
    /// For whom.
    pub(crate) subject: Subject,
    /// The day it is judged by.
    pub(crate) day: NaiveDate,
    /// What the rule says, with its texts.
    pub(crate) then: &'p TriageThen,
    /// Where its steps stand in the act-first list.
    pub(crate) band: Option<&'p BandId>,
    /// What to do, the first step first, with the day it is due.
    pub(crate) actions: Vec<(&'p ActionId, Option<DueDate>)>,
    /// Where the debt stands in the pay-first list.
    pub(crate) payment: Option<&'p PaymentPlace>,
}

/// Whoever asks for steps, in words or not.
pub(crate) trait Asks {
    /// For whom.
    fn subject(&self) -> Subject;
    /// Where the steps stand.
    fn band(&self) -> Option<&BandId>;
    /// What to do, the first step first, with the day it is due.
    fn actions(&self) -> impl Iterator<Item = (&ActionId, Option<&DueDate>)>;
}

impl Asks for Asked<'_> {
    fn subject(&self) -> Subject {
        self.subject
    }

    fn band(&self) -> Option<&BandId> {
        self.band
    }

    fn actions(&self) -> impl Iterator<Item = (&ActionId, Option<&DueDate>)> {
        self.actions.iter().map(|(action, due)| (*action, due.as_ref()))
    }
}

impl Asks for TriageFinding {
    fn subject(&self) -> Subject {
        self.subject
    }

    fn band(&self) -> Option<&BandId> {
        self.band.as_ref()
    }

    fn actions(&self) -> impl Iterator<Item = (&ActionId, Option<&DueDate>)> {
        self.actions.iter().map(|(action, due)| (action, due.as_ref()))
    }
}

/// What active rules ask for: those of the outcomes given that are met, and cost rules whose line is exceeded.
pub(crate) fn asked<'p, 'o>(
    session: &Session<'p>,
    outcomes: impl IntoIterator<Item = &'o Outcome>,
    costs: &[CostOutcome],
) -> Vec<Asked<'p>> {
    let program = session.program;
    let exceeded = |o: &Outcome| {
        let cost = costs.iter().find(|c| c.rule == o.rule && c.debt == o.subject);
        cost.is_some_and(|c| c.standing.position() == Some(Position::Above))
    };
    let ask = |o: &Outcome| {
        let (rule, _) = program.rule(o.rule).filter(|(r, _)| r.status == Status::Active && o.truth.is_met())?;
        let then = match &rule.then {
            Then::Triage(then) => then,
            Then::Cost(then) if exceeded(o) => &then.steps,
            Then::Cost(_) | Then::Conduct(_) => return None,
        };
        let day = o.day.unwrap_or(session.portfolio.as_of);
        let due = |due: &Due| due_date(session, due, o.subject, day);
        Some(Asked {
            rule: o.rule,
            subject: o.subject,
            day,
            then,
            band: then.band.as_ref().map(|b| &b.it),
            actions: then.actions.iter().map(|a| (&a.action.it, a.due.as_ref().map(due))).collect(),
            payment: then.payment.as_ref(),
        })
    };
    let mut all: Vec<Asked<'p>> = outcomes.into_iter().filter_map(ask).collect();
    stand_back(program, &mut all);
    all
}

/// Takes the place of payment, and the day of a step, from a rule that yields to another one that says it too. What a
/// rule says is what is written in it: one that stands back itself still makes others stand back.
fn stand_back(program: &Program, all: &mut [Asked<'_>]) {
    let yields = |asked: &Asked<'_>| program.rule(asked.rule).is_some_and(|(rule, _)| !rule.yields_to.is_empty());
    if !all.iter().any(yields) {
        return;
    }
    let said: Vec<(Subject, RuleNumber, &TriageThen)> = all.iter().map(|a| (a.subject, a.rule, a.then)).collect();
    for asked in all {
        let Some((rule, _)) = program.rule(asked.rule) else { continue };
        for other in &rule.yields_to {
            let is_it = |number: RuleNumber| program.rule(number).is_some_and(|(r, _)| r.id == other.it);
            for (.., then) in said.iter().filter(|(subject, number, _)| *subject == asked.subject && is_it(*number)) {
                if then.payment.is_some() {
                    asked.payment = None;
                }
                let says = |action: &ActionId| then.actions.iter().any(|a| a.action.it == *action);
                for (_, due) in asked.actions.iter_mut().filter(|(action, _)| says(action)) {
                    *due = None;
                }
            }
        }
    }
}

/// What the outcomes ask for, in words.
pub(super) fn findings<'o>(
    session: &Session<'_>,
    outcomes: impl IntoIterator<Item = &'o Outcome>,
    costs: &[CostOutcome],
) -> Vec<TriageFinding> {
    asked(session, outcomes, costs).into_iter().filter_map(|asked| in_words(session, asked)).collect()
}

fn in_words(session: &Session<'_>, asked: Asked<'_>) -> Option<TriageFinding> {
    let (rule, compiled) = session.program.rule(asked.rule)?;
    let Asked { subject, day, then, .. } = asked;
    let words = Words { session, subject, day, counted: None };
    let citations = cited(session, &rule.cite, subject, day, false);
    let english = rule.english.as_ref();
    Some(TriageFinding {
        rule: asked.rule,
        reference: reference(session, rule, &citations),
        subject,
        band: asked.band.cloned(),
        because: words.fill(&then.because),
        because_en: words.fill_en(english.and_then(|e| e.because.as_ref())),
        today: then.today.as_ref().map(|t| words.fill(t)),
        // Never a line in English that stands beside nothing.
        today_en: words.fill_en(english.and_then(|e| e.today.as_ref()).filter(|_| then.today.is_some())),
        actions: asked.actions.into_iter().map(|(action, due)| (action.clone(), due)).collect(),
        avoid: then.avoid.iter().map(|a| a.it.clone()).collect(),
        referrals: then.referrals.iter().map(|r| r.it.clone()).collect(),
        letters: then.letters.iter().map(|l| l.it.clone()).collect(),
        payment: asked.payment.cloned(),
        facts: words.facts_used(compiled),
        citations,
    })
}
