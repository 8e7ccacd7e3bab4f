//! What to ask next: the facts nobody gave that can still change the answer, with what each possible answer would bring.
//! Danger and clocks of the law come first, then what is most likely to change the first step.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

mod held;
mod open;
mod weight;

use held::{are_held, may_be_held};
use open::{AFTER, Open, Rank, open};
use weight::{weigh, worth};

use super::answers::{PossibleAnswer, answers};
use super::tried::{Effect, Line, Tried};
use crate::evaluate::{Outcome, Truth};
use crate::fact::{FactId, Subject};
use crate::money::words;
use crate::plan::Here;
use crate::program::RuleNumber;
use crate::rule::{Rule, RuleId, Status};

/// A question whose answer could change something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Question {
    /// The fact.
    #[schema(example = "household.salary_account_with_creditor")]
    pub fact: String,
    /// Its name for people.
    pub label: String,
    /// What to ask.
    pub question: String,
    /// Its type, by the word of the vocabulary.
    #[schema(example = "yes_no")]
    pub kind: String,
    /// The debts it is asked about, the one first whose answer is most likely to change the first step.
    pub debts: Vec<String>,
    /// The contacts it is asked about.
    pub contacts: Vec<String>,
    /// The papers that would settle it.
    pub settled_by: Vec<String>,
    /// Whether nothing is open because of it: the answer goes by its not being known, such as no paper having been seen,
    /// and would change if it were said. Such questions come last.
    pub presumed: bool,
    /// What its answer can change.
    pub changes: Vec<Changes>,
    /// The answers that can be given, with what each would bring. A text has none: it can be anything.
    pub answers: Vec<PossibleAnswer>,
    /// The rules that hang on it, most urgent first.
    pub decides: Vec<Decides>,
}

/// One thing to ask of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AskNext {
    /// The fact.
    #[schema(example = "debt.legal_stage")]
    pub fact: String,
    /// The debt it is about, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "b")]
    pub debt: Option<String>,
    /// The contact it is about, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

words! {
    /// What an answer can change.
    pub enum Changes {
        /// What is done first.
        Order = "order",
        /// The day something is due.
        Due = "due",
        /// A finding, a referral, a line of the do-not list.
        Finding = "finding",
        /// What is paid.
        Payment = "payment",
        /// A figure.
        Figure = "figure",
    }
}

/// A rule that hangs on a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Decides {
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// How many facts it still needs, this one included.
    pub needs: usize,
}

/// Of how many debts or contacts it is tried what ended for want of a fact.
const MAX_SUBJECTS: usize = 24;

/// How many things to ask next are told.
const MAX_NEXT: usize = 100;

/// What to ask, most decisive first: fact by fact, and one by one.
///
/// `lines` is the act-first list as it stands.
pub(super) fn questions(here: &Here<'_>, lines: &[Line], tried: &mut Tried<'_>) -> (Vec<Question>, Vec<AskNext>) {
    tried.begin();
    let mut open = open(here, tried);
    may_be_held(here, &mut open);
    tried.begin();
    let bands = &here.session.program.set.bands;
    let clocks = bands.values().rposition(|band| band.horizon.is_some()).map_or(0, |last| last + 1);
    let mut ranked: Vec<(FactId, Open)> = open.into_iter().collect();
    ranked.sort_by_key(|(fact, o)| (o.rank(clocks), *fact));
    let mut told: Vec<Told> = Vec::with_capacity(ranked.len());
    for (fact, mut open) in ranked {
        let rules = open.decides.keys().chain(open.may_be_held.values().flatten()).copied().collect();
        let subjects: BTreeSet<Subject> = open.subjects.iter().chain(open.may_be_held.keys()).copied().collect();
        let each = subjects.into_iter().take(MAX_SUBJECTS);
        let mut effects = each.map(|subject| (subject, tried.effects(fact, subject, &rules))).collect();
        are_held(here, &mut open, &effects);
        effects.retain(|subject, _| open.subjects.contains(subject));
        without_idle(here, &mut open, &effects);
        // What no answer makes a difference to is not asked.
        if !open.decides.is_empty() || open.changes.contains(&Changes::Due) || open.figures {
            told.push((fact, open, effects));
        }
    }
    for (fact, open, effects) in &mut told {
        let worth = |effects: &Vec<Effect>| worth(here, *fact, effects, lines.first().map(|line| line.urgency));
        open.worth = effects.iter().map(|(subject, effects)| (*subject, worth(effects))).collect();
    }
    told.sort_by_key(|(fact, o, _)| (o.rank(clocks), *fact));
    tried.begin();
    // What leaves nothing open comes last whatever it is worth.
    for (fact, open, effects) in told.iter_mut().filter(|(_, open, _)| !open.is_presumed()) {
        weigh(here, tried, lines, *fact, (open, effects));
    }
    told.sort_by_key(|(fact, o, _)| (o.rank(clocks), *fact));
    let questions = told.iter().filter_map(|(fact, o, effects)| question(here, *fact, o, effects)).collect();
    (questions, next(here, &told, clocks))
}

/// What leaves something open, one by one, by what an answer about this debt or contact is worth.
fn next(here: &Here<'_>, told: &[Told], clocks: usize) -> Vec<AskNext> {
    let open = told.iter().filter(|(_, open, _)| !open.is_presumed());
    let mut one_by_one: Vec<(&Told, Subject)> =
        open.flat_map(|told| told.1.subjects.iter().map(move |subject| (told, *subject))).collect();
    one_by_one.sort_by_key(|((fact, open, _), subject)| (open.rank_for(*subject, clocks), *fact, *subject));
    let one = |((fact, ..), subject): &(&Told, Subject)| {
        let declared = here.session.program.set.vocabulary.get(*fact)?;
        Some(AskNext {
            fact: declared.name.to_string(),
            debt: here.debt_id(*subject),
            contact: here.contact_id(*subject),
        })
    };
    one_by_one.iter().take(MAX_NEXT).filter_map(one).collect()
}

/// A fact that is asked, with what comes of its values.
type Told = (FactId, Open, BTreeMap<Subject, Vec<Effect>>);

fn active<'h>(here: &Here<'h>, number: RuleNumber) -> Option<&'h Rule> {
    here.session.program.rule(number).map(|(r, _)| r).filter(|r| r.status == Status::Active)
}

/// Takes away the rules that need nothing but this fact and that no value of it makes hold: they do not hang on it. What
/// cannot be tried, as a text, may be anything.
fn without_idle(here: &Here<'_>, open: &mut Open, effects: &BTreeMap<Subject, Vec<Effect>>) {
    let tells = |subject: &Subject, outcome: &Outcome| {
        let effects = effects.get(subject).map_or(&[][..], Vec::as_slice);
        effects.is_empty() || effects.iter().any(|e| e.of(outcome).is_some_and(|t| t.is_met()))
    };
    let (idle, alive): (Vec<_>, Vec<_>) = open.alone.drain(..).partition(|(subject, outcome)| !tells(subject, outcome));
    for (_, outcome) in idle {
        let elsewhere =
            alive.iter().any(|(_, other)| other.rule == outcome.rule)
                || here.outcomes.outcomes.iter().any(|o| {
                    o.rule == outcome.rule && matches!(&o.truth, Truth::NotKnown(missing) if missing.len() > 1)
                });
        if !elsewhere {
            open.decides.remove(&outcome.rule);
        }
    }
}

fn question(here: &Here<'_>, fact: FactId, open: &Open, effects: &BTreeMap<Subject, Vec<Effect>>) -> Option<Question> {
    let set = &here.session.program.set;
    let declared = set.vocabulary.get(fact)?;
    let evidence = set.vocabulary.get(set.engine_facts.evidence).map_or(&[][..], |f| f.kind.choices());
    let paper =
        |name: &String| evidence.iter().find(|c| c.name == *name).map_or_else(|| name.clone(), |c| c.label.zh.clone());
    // Whose answer is worth more is asked first.
    let mut subjects: Vec<Subject> = open.subjects.iter().copied().collect();
    subjects.sort_by_key(|s| Reverse(open.worth.get(s).copied()));
    let mut by_urgency: Vec<(&Rank, &RuleNumber)> = open.decides.iter().map(|(number, rank)| (rank, number)).collect();
    by_urgency.sort_unstable();
    let decides = by_urgency.into_iter().filter_map(|((_, needs), number)| {
        let rule = set.rules.get(number.0)?;
        Some(Decides {
            rule: rule.id.clone(),
            title: rule.title.clone(),
            title_en: rule.title_en(),
            needs: if *needs == AFTER { 1 } else { *needs },
        })
    });
    Some(Question {
        fact: declared.name.to_string(),
        label: declared.label.zh.clone(),
        question: declared.question.clone().unwrap_or_else(|| format!("{}?", declared.label.zh)),
        kind: declared.kind.word().to_owned(),
        debts: subjects.iter().filter_map(|s| here.debt_id(*s)).collect(),
        contacts: subjects.iter().filter_map(|s| here.contact_id(*s)).collect(),
        settled_by: declared.settled_by.iter().map(paper).collect(),
        presumed: open.is_presumed(),
        changes: open.changes.iter().copied().collect(),
        answers: answers(here, declared, effects),
        decides: decides.collect(),
    })
}
