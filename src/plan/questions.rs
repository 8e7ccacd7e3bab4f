//! What to ask next: the facts that rules without an answer hang on. Danger and clocks come before money, rules that
//! hang on one fact before rules that hang on three.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Here;
use super::answer::{Decides, Question};
use super::order::band_of;
use crate::evaluate::Truth;
use crate::fact::{FactId, Missing, Reading, Subject};
use crate::rule::Status;

/// What is known of a fact nobody gave.
#[derive(Default)]
struct Open {
    subjects: BTreeSet<Subject>,
    /// For each rule that hangs on it, by number: how urgent it is, and the fewest facts it still needs.
    decides: BTreeMap<usize, (usize, usize)>,
}

impl Open {
    /// The most decisive rule; facts that decide no rule come last.
    fn rank(&self) -> (bool, Option<(usize, usize)>, Reverse<usize>) {
        (self.decides.is_empty(), self.decides.values().min().copied(), Reverse(self.decides.len()))
    }
}

pub(super) fn questions(here: &Here<'_>) -> Vec<Question> {
    let program = here.session.program;
    let mut open: BTreeMap<FactId, Open> = BTreeMap::new();
    for outcome in &here.outcomes.outcomes {
        let Some((rule, _)) = program.rule(outcome.rule).filter(|(r, _)| r.status == Status::Active) else { continue };
        let Truth::NotKnown(missing) = &outcome.truth else { continue };
        let rank = (band_of(here.session, rule), distinct(missing));
        for Missing { fact, subject } in missing {
            let entry = open.entry(*fact).or_default();
            entry.subjects.insert(*subject);
            let decides = entry.decides.entry(outcome.rule.0).or_insert(rank);
            *decides = rank.min(*decides);
        }
    }
    unpaid(here, &mut open);
    let mut ranked: Vec<(FactId, Open)> = open.into_iter().collect();
    ranked.sort_by_key(|(fact, o)| (o.rank(), *fact));
    ranked.iter().filter_map(|(fact, o)| question(here, *fact, o)).collect()
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
            for Missing { fact, subject } in missing {
                open.entry(fact).or_default().subjects.insert(subject);
            }
        }
    }
}

fn question(here: &Here<'_>, fact: FactId, open: &Open) -> Option<Question> {
    let set = &here.session.program.set;
    let declared = set.vocabulary.get(fact)?;
    let evidence = set.vocabulary.get(set.engine_facts.evidence).map_or(&[][..], |f| f.kind.choices());
    let paper =
        |name: &String| evidence.iter().find(|c| c.name == *name).map_or_else(|| name.clone(), |c| c.label.zh.clone());
    let mut by_urgency: Vec<(&(usize, usize), &usize)> =
        open.decides.iter().map(|(number, rank)| (rank, number)).collect();
    by_urgency.sort_unstable();
    let decides = by_urgency.into_iter().filter_map(|((_, needs), number)| {
        let rule = set.rules.get(*number)?;
        Some(Decides { rule: rule.id.clone(), title: rule.title.clone(), title_en: rule.title_en(), needs: *needs })
    });
    Some(Question {
        fact: declared.name.to_string(),
        label: declared.label.zh.clone(),
        question: declared.question.clone().unwrap_or_else(|| format!("{}?", declared.label.zh)),
        debts: open.subjects.iter().filter_map(|s| here.debt_id(*s)).collect(),
        contacts: open.subjects.iter().filter_map(|s| here.contact_id(*s)).collect(),
        settled_by: declared.settled_by.iter().map(paper).collect(),
        decides: decides.collect(),
    })
}
