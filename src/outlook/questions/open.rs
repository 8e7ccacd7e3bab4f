//! The facts nobody gave on which something still hangs: rules nobody can tell, days of steps, payments, figures.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::weight::Worth;
use super::{Changes, active};
use crate::evaluate::{DueDate, Outcome, Standing, Truth, due_date};
use crate::fact::{FactId, Missing, Reading, Subject};
use crate::outlook::tried::Tried;
use crate::plan::Here;
use crate::plan::order::band_of;
use crate::program::RuleNumber;
use crate::rule::{Rule, Then};

/// What stands in place of the number of facts a rule needs, where it ended for want of one.
pub(super) const AFTER: usize = 1_000;

/// How many combinations of values are tried to see whether a rule hangs on a fact. What is still open then may.
const MAX_TRIED: usize = 64;

/// How urgent a rule is by its band, and how many facts it needs.
pub(super) type Rank = (usize, usize);

/// What is known of a fact nobody gave.
#[derive(Default)]
pub(super) struct Open {
    pub(super) subjects: BTreeSet<Subject>,
    /// The rules that hang on it.
    pub(super) decides: BTreeMap<RuleNumber, Rank>,
    /// For each debt or contact, the rules that may have ended as they did because this is not known.
    pub(super) may_be_held: BTreeMap<Subject, BTreeSet<RuleNumber>>,
    /// The outcomes that hang on nothing else.
    pub(super) alone: Vec<(Subject, Outcome)>,
    pub(super) changes: BTreeSet<Changes>,
    /// Whether something that is paid or worked out hangs on it besides.
    pub(super) figures: bool,
    /// What an answer about each debt or contact is worth.
    pub(super) worth: BTreeMap<Subject, Worth>,
}

impl Open {
    /// Whether nothing is open because of it: the answer goes by its not being known.
    pub(super) fn is_presumed(&self) -> bool {
        !self.figures && !self.decides.is_empty() && self.decides.values().all(|(_, needs)| *needs == AFTER)
    }

    /// What leaves something open first; danger, then clocks of the law, then everything else; of these what is most
    /// likely to change the first step, decides most, the most urgent band, and the rule that needs the fewest facts; then
    /// what is paid; then figures. `clocks` is the position after the last band of clocks.
    pub(super) fn rank(&self, clocks: usize) -> impl Ord + use<> {
        self.ranked(self.worth.values().max().copied(), clocks)
    }

    /// The same for one debt or contact.
    pub(super) fn rank_for(&self, subject: Subject, clocks: usize) -> impl Ord + use<> {
        self.ranked(self.worth.get(&subject).copied(), clocks)
    }

    fn ranked(&self, worth: Option<Worth>, clocks: usize) -> impl Ord + use<> {
        let no_payment = !self.changes.contains(&Changes::Payment);
        let first = self.decides.values().min().copied();
        let class = first.map(|(band, _)| band.min(clocks));
        let decisive = (class, Reverse(worth.unwrap_or_default()), first, Reverse(self.decides.len()));
        (self.is_presumed(), self.decides.is_empty(), decisive, no_payment)
    }
}

/// Every fact nobody gave on which something hangs.
pub(super) fn open(here: &Here<'_>, tried: &mut Tried<'_>) -> BTreeMap<FactId, Open> {
    let mut open: BTreeMap<FactId, Open> = BTreeMap::new();
    for outcome in &here.outcomes.outcomes {
        let Some(rule) = active(here, outcome.rule) else { continue };
        match &outcome.truth {
            Truth::NotKnown(missing) => {
                let missing = tried.that_decide(outcome, missing, MAX_TRIED);
                undecided(here, rule, outcome, &missing, &mut open);
            }
            Truth::Met => undated(here, rule, outcome, &mut open),
            Truth::NotMet | Truth::Failed(_) => {}
        }
    }
    unpaid(here, &mut open);
    uncosted(here, &mut open);
    open
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

/// What a rule changes when it applies.
pub(super) fn changed_by(rule: &Rule) -> impl Iterator<Item = Changes> {
    let order = rule.steps().is_some_and(|s| s.band.is_some());
    let payment = rule.steps().is_some_and(|s| s.payment.is_some());
    let figure = matches!(rule.then, Then::Cost(_));
    let finding = (!order && !payment && !figure).then_some(Changes::Finding);
    let of = |is: bool, what: Changes| is.then_some(what);
    [of(order, Changes::Order), of(payment, Changes::Payment), of(figure, Changes::Figure), finding]
        .into_iter()
        .flatten()
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
