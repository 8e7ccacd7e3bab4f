//! Which known facts may be otherwise, and to what: by the vocabulary, of what a rule reads, itself or through what is
//! computed.

use std::collections::BTreeSet;

use super::tried::Tried;
use crate::evaluate::{Given, Outcome};
use crate::fact::{Changeable, Fact, FactId, FactKind, FactScope, Subject, Value, behind};
use crate::plan::Here;

/// How many contacts of a count are looked at.
const MAX_CONTACTS: usize = 12;

/// One fact of one subject as it might be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) fact: FactId,
    pub(super) subject: Subject,
    pub(super) value: Value,
    pub(super) by: Changeable,
}

impl Candidate {
    pub(super) fn given(&self) -> Given {
        Given::known(self.fact, self.subject, self.value.clone())
    }
}

/// What might be otherwise of the facts an outcome rests on.
pub(super) fn candidates(here: &Here<'_>, tried: &Tried<'_>, outcome: &Outcome) -> Vec<Candidate> {
    let set = &here.session.program.set;
    let mut all: Vec<Candidate> = Vec::new();
    let read = here.session.program.reads.of_rule(outcome.rule);
    let inputs = read.iter().flat_map(|fact| behind(&set.engine_facts, *fact));
    let mut looked_at: BTreeSet<FactId> = BTreeSet::new();
    for fact in read.iter().copied().chain(inputs).filter(|fact| looked_at.insert(*fact)) {
        let Some(declared) = set.vocabulary.get(fact) else { continue };
        let Some(by) = movable(here, fact, declared) else { continue };
        for subject in owners(here, declared.scope, outcome) {
            let Some(now) = here.session.value(fact, subject) else { continue };
            let values = tried.values(fact, subject);
            let allowed = values.iter().filter(|value| *value != now && may_become(declared, now, value));
            all.extend(allowed.map(|value| Candidate { fact, subject, value: value.clone(), by }));
        }
    }
    all
}

/// Who might bring a change of a fact about; nothing where nobody can, or where it is never moved.
fn movable(here: &Here<'_>, fact: FactId, declared: &Fact) -> Option<Changeable> {
    let facts = &here.session.program.set.engine_facts;
    let kind = match declared.kind {
        FactKind::YesNo
        | FactKind::Choice(_)
        | FactKind::Choices(_)
        | FactKind::Amount
        | FactKind::Rate
        | FactKind::Count => true,
        // Whose collectors they were can turn out otherwise.
        FactKind::Text => fact == facts.contact_creditor_group,
        FactKind::Date | FactKind::Instant | FactKind::Time | FactKind::Records(_) => false,
    };
    (kind && declared.derived.is_none() && declared.changeable_by != Changeable::Nobody)
        .then_some(declared.changeable_by)
}

/// Whether the vocabulary lets a fact become this.
fn may_become(declared: &Fact, now: &Value, then: &Value) -> bool {
    let Some(allowed) = &declared.may_become else { return declared.changeable_by == Changeable::Evidence };
    match (now, then) {
        (Value::Choices(before), Value::Choices(after)) => {
            let added = after.iter().filter(|word| !before.contains(word));
            before.iter().all(|word| after.contains(word))
                && added.clone().next().is_some()
                && added.into_iter().all(|word| allowed.iter().any(|a| holds(a, *word)))
        }
        _ => allowed.contains(then),
    }
}

fn holds(allowed: &Value, word: usize) -> bool {
    match allowed {
        Value::Choices(words) => words.contains(&word),
        Value::Choice(one) => *one == word,
        _ => false,
    }
}

/// Whose facts of a scope an outcome rests on.
fn owners(here: &Here<'_>, scope: FactScope, outcome: &Outcome) -> Vec<Subject> {
    let debt_of = |contact: usize| here.session.portfolio.contacts.get(contact).and_then(|c| c.debt);
    match (scope, outcome.subject) {
        (FactScope::Household, _) => vec![Subject::Household],
        (FactScope::Debt, Subject::Debt(_)) => vec![outcome.subject],
        (FactScope::Debt, Subject::Contact(contact)) => debt_of(contact).map(Subject::Debt).into_iter().collect(),
        (FactScope::Debt, Subject::Household) => here.session.portfolio.debt_subjects().collect(),
        (FactScope::Contact, _) => outcome.contacts().into_iter().take(MAX_CONTACTS).map(Subject::Contact).collect(),
    }
}

/// What the client can do before what has to be found out; facts that few rules read, and so say more of this one, before
/// those that many do; of one fact the value that is nearest to what it is now.
pub(super) fn nearest_first(here: &Here<'_>, all: &mut [Candidate]) {
    let far = |c: &Candidate| match (here.session.value(c.fact, c.subject), &c.value) {
        (Some(Value::Amount(now)), Value::Amount(then)) => (now.fen() - then.fen()).unsigned_abs(),
        (Some(Value::Count(now)), Value::Count(then)) => now.abs_diff(*then).into(),
        (Some(Value::Rate(now)), Value::Rate(then)) => {
            let apart = (now.decimal() - then.decimal()).abs();
            apart.mantissa().unsigned_abs()
        }
        _ => 0,
    };
    let readers = |c: &Candidate| here.session.program.reads.by_fact(c.fact).len();
    all.sort_by_cached_key(|c| (c.by != Changeable::Person, readers(c), far(c)));
}
