//! What to ask next: the facts nobody gave that can still change the answer, with what each possible answer would bring.
//! Danger and clocks come before money, rules that hang on one fact before rules that hang on three.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::answers::{PossibleAnswer, answers};
use super::tried::{Effect, Line, Tried};
use crate::evaluate::{DueDate, Given, Outcome, Session, Standing, Truth, Turned, due_date};
use crate::fact::{FactId, FactScope, Missing, Reading, Subject};
use crate::money::words;
use crate::plan::Here;
use crate::plan::order::{Urgency, band_of, urgency};
use crate::program::RuleNumber;
use crate::rule::{Rule, RuleId, RuleScope, Status, Then};

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

/// Of how many questions, first by what their answers bring, it is tried how many of these change the first step.
const WEIGHED: usize = 10;
/// With how many answers that differ in what they bring a question is weighed.
const MAX_ANSWERS: usize = 8;
/// Of how many debts or contacts it is tried what ended for want of a fact.
const MAX_SUBJECTS: usize = 24;
/// What stands in place of the number of facts a rule needs, where it ended for want of one.
const AFTER: usize = 1_000;

/// How urgent a rule is by its band, and how many facts it needs.
type Rank = (usize, usize);

/// What is known of a fact nobody gave.
#[derive(Default)]
struct Open {
    subjects: BTreeSet<Subject>,
    /// The rules that hang on it.
    decides: BTreeMap<RuleNumber, Rank>,
    /// The outcomes that hang on nothing else.
    alone: Vec<(Subject, Outcome)>,
    changes: BTreeSet<Changes>,
    /// Whether something that is paid or worked out hangs on it besides.
    figures: bool,
    /// Of a thousand answers, all equally likely, how many bring a step more urgent than the first one.
    overtakes: usize,
    /// Of a thousand answers about each debt or contact, how many change the first step, where that was tried.
    changes_first: BTreeMap<Subject, usize>,
}

impl Open {
    /// Whether nothing is open because of it: the answer goes by its not being known.
    fn is_presumed(&self) -> bool {
        !self.figures && !self.decides.is_empty() && self.decides.values().all(|(_, needs)| *needs == AFTER)
    }

    /// What leaves something open first; the most urgent band; of one band what is most likely to change the first step,
    /// then the rule that needs the fewest facts; then what is paid; then figures.
    fn rank(&self) -> impl Ord + use<> {
        let no_payment = !self.changes.contains(&Changes::Payment);
        let first = self.decides.values().min().copied();
        let band = first.map(|(band, _)| band);
        let weight = self.changes_first.values().max().copied();
        let decisive = (band, Reverse((weight, self.overtakes)), first, Reverse(self.decides.len()));
        (self.is_presumed(), self.decides.is_empty(), decisive, no_payment)
    }
}

/// What to ask, most decisive first.
///
/// `lines` is the act-first list as it stands.
pub(super) fn questions(here: &Here<'_>, lines: &[Line], tried: &mut Tried<'_>) -> Vec<Question> {
    let mut open: BTreeMap<FactId, Open> = BTreeMap::new();
    for outcome in &here.outcomes.outcomes {
        let Some(rule) = active(here, outcome.rule) else { continue };
        match &outcome.truth {
            Truth::NotKnown(missing) => undecided(here, rule, outcome, missing, &mut open),
            Truth::Met => undated(here, rule, outcome, &mut open),
            Truth::NotMet | Truth::Failed(_) => {}
        }
    }
    unpaid(here, &mut open);
    uncosted(here, &mut open);
    tried.begin();
    held_for_want(here, tried, &mut open);
    tried.begin();
    let mut ranked: Vec<(FactId, Open)> = open.into_iter().collect();
    ranked.sort_by_key(|(fact, o)| (o.rank(), *fact));
    let mut told: Vec<(FactId, Open, BTreeMap<Subject, Vec<Effect>>)> = Vec::with_capacity(ranked.len());
    for (fact, mut open) in ranked {
        let rules: BTreeSet<RuleNumber> = open.decides.keys().copied().collect();
        let subjects = open.subjects.iter().take(MAX_SUBJECTS);
        let effects = subjects.map(|subject| (*subject, tried.effects(fact, *subject, &rules))).collect();
        let hung = !open.decides.is_empty();
        without_idle(here, &mut open, &effects);
        // What only rules hung on that no answer makes hold is not asked.
        if !(hung && open.decides.is_empty()) || open.changes.iter().any(|c| *c == Changes::Due) || open.figures {
            told.push((fact, open, effects));
        }
    }
    for (_, open, effects) in &mut told {
        open.overtakes = overtakes(here, effects, lines.first().map(|line| line.urgency));
    }
    told.sort_by_key(|(fact, o, _)| (o.rank(), *fact));
    for (fact, open, effects) in told.iter_mut().take(WEIGHED) {
        weigh(here, tried, lines, *fact, (open, effects));
    }
    told.sort_by_key(|(fact, o, _)| (o.rank(), *fact));
    told.iter().filter_map(|(fact, o, effects)| question(here, *fact, o, effects)).collect()
}

fn active<'h>(here: &Here<'h>, number: RuleNumber) -> Option<&'h Rule> {
    here.session.program.rule(number).map(|(r, _)| r).filter(|r| r.status == Status::Active)
}

/// A rule nobody can tell: each fact it hangs on.
fn undecided(here: &Here<'_>, rule: &Rule, outcome: &Outcome, missing: &[Missing], open: &mut BTreeMap<FactId, Open>) {
    let rank = (band_of(here.session, rule), distinct(missing));
    for Missing { fact, subject } in missing {
        let entry = open.entry(*fact).or_default();
        entry.subjects.insert(*subject);
        entry.changes.extend(changed_by(rule));
        if missing.len() == 1 {
            entry.alone.push((*subject, outcome.clone()));
        }
        let decides = entry.decides.entry(outcome.rule).or_insert(rank);
        *decides = rank.min(*decides);
    }
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

/// Of a thousand answers, all equally likely, how many bring a step more urgent than the first one; about the debt or
/// contact where most do.
fn overtakes(here: &Here<'_>, effects: &BTreeMap<Subject, Vec<Effect>>, first: Option<Urgency>) -> usize {
    let more_urgent = |t: &Turned| {
        let step =
            active(here, t.rule).filter(|_| t.now.is_met()).and_then(|r| most_urgent(here.session, r, t.subject));
        step.is_some_and(|step| first.is_none_or(|first| step < first))
    };
    let brings = |effect: &&Effect| effect.turned.iter().any(more_urgent);
    let share = |effects: &Vec<Effect>| (1_000 * effects.iter().filter(brings).count()).checked_div(effects.len());
    effects.values().filter_map(share).max().unwrap_or(0)
}

/// How many answers change the first step, about each debt or contact.
fn weigh(
    here: &Here<'_>,
    tried: &mut Tried<'_>,
    lines: &[Line],
    fact: FactId,
    (open, of_subjects): (&mut Open, &BTreeMap<Subject, Vec<Effect>>),
) {
    let first = |lines: &[Line]| lines.first().map(|line| (line.subject, line.action));
    for (subject, effects) in of_subjects {
        // Answers that turn the same rules are weighed once, each with how many they are.
        let mut alike: Vec<(&Effect, usize)> = Vec::new();
        for effect in effects {
            match alike.iter_mut().find(|(other, _)| other.turned == effect.turned) {
                Some((_, count)) => *count += 1,
                None => alike.push((effect, 1)),
            }
        }
        if alike.len() > MAX_ANSWERS {
            alike.sort_by_key(|(_, count)| Reverse(*count));
            alike.truncate(MAX_ANSWERS);
        }
        // An answer that turns nothing but notes leaves the first step as it is.
        let may_change = |effect: &Effect| {
            let rules = effect.turned.iter().map(|t| t.rule).chain(effect.recounted.iter().map(|(rule, _)| *rule));
            rules.into_iter().any(|rule| active(here, rule).is_some_and(may_move_steps))
        };
        let mut changing = 0;
        for (effect, count) in alike.into_iter().filter(|(effect, _)| may_change(effect)) {
            let given = [Given::known(fact, *subject, effect.value.clone())];
            let Some(then) = tried.lines_with(&given) else { return };
            if first(&then) != first(lines) {
                changing += count;
            }
        }
        if let Some(share) = (1_000 * changing).checked_div(effects.len()) {
            open.changes_first.insert(*subject, share);
        }
    }
}

/// Whether the act-first list may hang on a rule: by its steps, or through what it finds for other rules.
fn may_move_steps(rule: &Rule) -> bool {
    match &rule.then {
        Then::Triage(then) => then.band.is_some(),
        Then::Conduct(_) | Then::Cost(_) => true,
    }
}

/// Where the most urgent step of a rule would stand; a day that is not known counts as today.
fn most_urgent(session: &Session<'_>, rule: &Rule, subject: Subject) -> Option<Urgency> {
    let then = rule.steps()?;
    let band = &then.band.as_ref()?.it;
    let due = |due| due_date(session, due, subject, session.portfolio.as_of);
    then.actions.iter().map(|a| urgency(session, band, a.due.as_ref().map(due).as_ref())).min()
}

/// What a rule changes when it applies.
fn changed_by(rule: &Rule) -> impl Iterator<Item = Changes> {
    let order = rule.steps().is_some_and(|s| s.band.is_some());
    let payment = rule.steps().is_some_and(|s| s.payment.is_some());
    let figure = matches!(rule.then, Then::Cost(_));
    let finding = (!order && !payment && !figure).then_some(Changes::Finding);
    let of = |is: bool, what: Changes| is.then_some(what);
    [of(order, Changes::Order), of(payment, Changes::Payment), of(figure, Changes::Figure), finding]
        .into_iter()
        .flatten()
}

/// Rules that ended as they did because something is not known, as nobody having seen a paper: each fact that would end
/// them otherwise. They are asked after those that leave a rule open.
fn held_for_want(here: &Here<'_>, tried: &mut Tried<'_>, open: &mut BTreeMap<FactId, Open>) {
    let program = here.session.program;
    for (fact, rules) in program.reads.told_apart() {
        let Some(declared) = program.set.vocabulary.get(*fact).filter(|f| f.derived.is_none()) else { continue };
        let subjects: Vec<Subject> = match declared.scope {
            FactScope::Household => vec![Subject::Household],
            FactScope::Debt => here.open_debts().take(MAX_SUBJECTS).collect(),
            FactScope::Contact => here.session.portfolio.judged_contacts().take(MAX_SUBJECTS).collect(),
        };
        for subject in subjects {
            if matches!(here.session.read(*fact, subject), Reading::Known(_)) {
                continue;
            }
            for number in rules {
                let Some(rule) = active(here, *number) else { continue };
                if abouts(here, rule, subject)
                    .into_iter()
                    .any(|about| turns(here, tried, (*fact, subject), *number, about))
                {
                    let entry = open.entry(*fact).or_default();
                    entry.subjects.insert(subject);
                    entry.changes.extend(changed_by(rule));
                    entry.decides.entry(*number).or_insert((band_of(here.session, rule), AFTER));
                }
            }
        }
    }
}

/// Whom a rule that reads a subject's facts looks at.
fn abouts(here: &Here<'_>, rule: &Rule, subject: Subject) -> Vec<Subject> {
    match (rule.scope, subject) {
        (RuleScope::Household, _) => vec![Subject::Household],
        (RuleScope::Debt, Subject::Debt(_)) | (RuleScope::Contact, Subject::Contact(_)) => vec![subject],
        (RuleScope::Contact, Subject::Debt(debt)) => {
            let of_debt = |c: &Subject| {
                let Subject::Contact(i) = c else { return false };
                here.session.portfolio.contacts.get(*i).is_some_and(|c| c.debt == Some(debt))
            };
            here.session.portfolio.judged_contacts().filter(of_debt).take(MAX_SUBJECTS).collect()
        }
        (RuleScope::Debt, Subject::Household) => here.open_debts().take(MAX_SUBJECTS).collect(),
        (RuleScope::Contact, Subject::Household) => {
            here.session.portfolio.judged_contacts().take(MAX_SUBJECTS).collect()
        }
        (RuleScope::Debt, Subject::Contact(_)) | (RuleScope::Contacts, _) => Vec::new(),
    }
}

/// Whether a rule that ended for want of a fact ends otherwise with some value of it.
fn turns(
    here: &Here<'_>,
    tried: &mut Tried<'_>,
    (fact, subject): (FactId, Subject),
    rule: RuleNumber,
    about: Subject,
) -> bool {
    if here.session.is_settled_without(rule, about, fact) {
        return false;
    }
    let was = here.session.outcome_of(rule, about);
    let mut values = tried.values_of_rule(fact, subject, rule).into_iter();
    matches!(was, Truth::Met | Truth::NotMet)
        && values.any(|value| {
            let given = [Given::known(fact, subject, value)];
            tried.rule_with(&given, rule, about).is_some_and(|now| now != was)
        })
}

/// A rule that applies, with a step whose day nobody can tell.
fn undated(here: &Here<'_>, rule: &Rule, outcome: &Outcome, open: &mut BTreeMap<FactId, Open>) {
    let day = outcome.day.unwrap_or(here.session.portfolio.as_of);
    let dues = rule.steps().into_iter().flat_map(|s| s.actions.iter().filter_map(|a| a.due.as_ref()));
    for due in dues {
        let DueDate::NotKnown(missing) = due_date(here.session, due, outcome.subject, day) else { continue };
        let rank = (band_of(here.session, rule), distinct(&missing));
        for Missing { fact, subject } in missing {
            let entry = open.entry(fact).or_default();
            entry.subjects.insert(subject);
            entry.changes.insert(Changes::Due);
            let decides = entry.decides.entry(outcome.rule).or_insert(rank);
            *decides = rank.min(*decides);
        }
    }
}

fn distinct(missing: &[Missing]) -> usize {
    let mut facts: Vec<FactId> = missing.iter().map(|m| m.fact).collect();
    facts.sort_unstable();
    facts.dedup();
    facts.len()
}

/// Facts the pay-first list hangs on.
fn unpaid(here: &Here<'_>, open: &mut BTreeMap<FactId, Open>) {
    let facts = &here.session.program.set.engine_facts;
    let household = std::iter::once((facts.surplus, Subject::Household));
    let debts = here.open_debts().map(|d| (facts.balance, d));
    for (fact, subject) in household.chain(debts) {
        if let Reading::NotKnown(missing) = here.session.read(fact, subject) {
            hangs(missing, Changes::Payment, open);
        }
    }
}

/// Facts the cost of a debt hangs on, where a line for it was chosen.
fn uncosted(here: &Here<'_>, open: &mut BTreeMap<FactId, Open>) {
    for cost in &here.outcomes.costs {
        if let Standing::NotKnown { missing } = &cost.standing {
            hangs(missing.clone(), Changes::Figure, open);
        }
    }
}

fn hangs(missing: Vec<Missing>, what: Changes, open: &mut BTreeMap<FactId, Open>) {
    for Missing { fact, subject } in missing {
        let entry = open.entry(fact).or_default();
        entry.subjects.insert(subject);
        entry.changes.insert(what);
        entry.figures = true;
    }
}

fn question(here: &Here<'_>, fact: FactId, open: &Open, effects: &BTreeMap<Subject, Vec<Effect>>) -> Option<Question> {
    let set = &here.session.program.set;
    let declared = set.vocabulary.get(fact)?;
    let evidence = set.vocabulary.get(set.engine_facts.evidence).map_or(&[][..], |f| f.kind.choices());
    let paper =
        |name: &String| evidence.iter().find(|c| c.name == *name).map_or_else(|| name.clone(), |c| c.label.zh.clone());
    // Whose answer is more likely to change the first step is asked first.
    let mut subjects: Vec<Subject> = open.subjects.iter().copied().collect();
    subjects.sort_by_key(|s| Reverse(open.changes_first.get(s).copied()));
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
