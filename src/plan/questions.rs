//! What to ask next: the facts that rules without an answer hang on. Danger and clocks come before money, rules that
//! hang on one fact before rules that hang on three.

use std::collections::BTreeMap;

use super::Here;
use super::answer::{Decides, Question};
use crate::evaluate::Truth;
use crate::fact::{FactId, Missing, Reading, Subject};
use crate::rule::{Rule, Status, Then};

/// What is known of a fact nobody gave.
#[derive(Default)]
struct Open {
    subjects: Vec<Subject>,
    /// Urgency of the rule, how many facts it needs, the rule's number.
    decides: Vec<(usize, usize, usize)>,
}

pub(super) fn questions(here: &Here<'_>) -> Vec<Question> {
    let program = here.session.program;
    let mut open: BTreeMap<FactId, Open> = BTreeMap::new();
    for outcome in &here.outcomes.outcomes {
        let Some((rule, _)) = program.rule(outcome.rule).filter(|(r, _)| r.status == Status::Active) else { continue };
        let Truth::NotKnown(missing) = &outcome.truth else { continue };
        let needs = distinct(missing);
        for Missing { fact, subject } in missing {
            let entry = open.entry(*fact).or_default();
            if !entry.subjects.contains(subject) {
                entry.subjects.push(*subject);
            }
            entry.decides.push((urgency(here, rule), needs, outcome.rule.0));
        }
    }
    unpaid(here, &mut open);
    let mut ranked: Vec<(FactId, Open)> = open.into_iter().collect();
    for (_, entry) in &mut ranked {
        entry.decides.sort_unstable();
        entry.decides.dedup_by_key(|d| d.2);
    }
    ranked.sort_by_key(|(fact, o)| (o.decides.first().map(|d| (d.0, d.1)), std::cmp::Reverse(o.decides.len()), *fact));
    ranked.iter().filter_map(|(fact, o)| question(here, *fact, o)).collect()
}

fn distinct(missing: &[Missing]) -> usize {
    let mut facts: Vec<FactId> = missing.iter().map(|m| m.fact).collect();
    facts.sort_unstable();
    facts.dedup();
    facts.len()
}

/// How urgent a rule is: by the band of its steps; conduct by how severe it is, among the bands of conduct; cost last.
fn urgency(here: &Here<'_>, rule: &Rule) -> usize {
    let set = &here.session.program.set;
    let band = |id: &str| set.bands.get_index_of(id).unwrap_or(set.bands.len());
    match &rule.then {
        Then::Triage(then) => then.band.as_ref().map_or(set.bands.len(), |b| band(b.it.as_str())),
        Then::Conduct(then) if set.severities.get(&then.severity.it).is_some_and(|s| s.severe) => {
            band("severe_conduct")
        }
        Then::Conduct(_) => set.bands.len(),
        Then::Cost(_) => band("reported_or_costly"),
    }
}

/// Facts the pay-first list hangs on.
fn unpaid(here: &Here<'_>, open: &mut BTreeMap<FactId, Open>) {
    let set = &here.session.program.set;
    let facts = &set.engine_facts;
    let household = std::iter::once((facts.surplus, Subject::Household));
    let debts = here.session.portfolio.debt_subjects().map(|d| (facts.balance, d));
    for (fact, subject) in household.chain(debts) {
        if let Reading::NotKnown(missing) = here.session.portfolio.read(&set.vocabulary, fact, subject) {
            for Missing { fact, subject } in missing {
                let entry = open.entry(fact).or_default();
                if !entry.subjects.contains(&subject) {
                    entry.subjects.push(subject);
                }
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
    let decides = open.decides.iter().filter_map(|(_, needs, number)| {
        let rule = set.rules.get(*number)?;
        Some(Decides { rule: rule.id.clone(), title: rule.title.clone(), needs: *needs })
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
