//! Rules that ended as they did because something is not known, as nobody having seen a paper.

use std::collections::BTreeMap;

use super::open::{AFTER, Open, changed_by};
use super::{MAX_SUBJECTS, active};
use crate::evaluate::Truth;
use crate::fact::{FactId, FactScope, Reading, Subject};
use crate::outlook::tried::Effect;
use crate::plan::Here;
use crate::plan::order::band_of;
use crate::rule::{Rule, RuleScope};

/// For each fact of which rules ask whether it is known: the rules nothing else settles.
pub(super) fn may_be_held(here: &Here<'_>, open: &mut BTreeMap<FactId, Open>) {
    let program = here.session.program;
    let mut kept_out: BTreeMap<Subject, Vec<Option<FactId>>> = BTreeMap::new();
    for (fact, rules) in program.reads.told_apart() {
        let Some(declared) = program.set.vocabulary.get(*fact).filter(|f| f.derived.is_none()) else { continue };
        let subjects: Vec<Subject> = match declared.scope {
            FactScope::Household => vec![Subject::Household],
            FactScope::Debt => here.open_debts().take(MAX_SUBJECTS).collect(),
            FactScope::Contact => here.session.portfolio.judged_contacts().take(MAX_SUBJECTS).collect(),
        };
        let unknown = |subject: &Subject| !matches!(here.session.read(*fact, *subject), Reading::Known(_));
        for subject in subjects.into_iter().filter(unknown) {
            for number in rules {
                let Some(rule) = active(here, *number) else { continue };
                let hangs = abouts(here, rule, subject).into_iter().any(|about| {
                    let by = kept_out.entry(about).or_insert_with(|| here.session.kept_out(about)).get(number.0);
                    let elsewhere = by.is_some_and(|by| by.is_some_and(|by| by != *fact));
                    !elsewhere && !here.session.is_settled_without(*number, about, *fact)
                });
                if hangs {
                    open.entry(*fact).or_default().may_be_held.entry(subject).or_default().insert(*number);
                }
            }
        }
    }
}

/// Those of the rules that some value of the fact ends otherwise. They are asked after what leaves a rule open.
pub(super) fn are_held(here: &Here<'_>, open: &mut Open, effects: &BTreeMap<Subject, Vec<Effect>>) {
    for (subject, rules) in std::mem::take(&mut open.may_be_held) {
        let turned = effects.get(&subject).into_iter().flatten().flat_map(|e| &e.turned);
        let ended = turned.filter(|t| rules.contains(&t.rule) && matches!(t.was, Truth::Met | Truth::NotMet));
        for number in ended.map(|t| t.rule) {
            let Some(rule) = active(here, number) else { continue };
            open.subjects.insert(subject);
            open.changes.extend(changed_by(rule));
            open.decides.entry(number).or_insert_with(|| (band_of(here.session, rule), AFTER));
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
