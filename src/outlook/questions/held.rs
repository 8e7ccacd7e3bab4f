//! Rules that ended as they did because something is not known: each fact that would end them otherwise.

use super::open::{AFTER, Open, changed_by};
use super::{MAX_SUBJECTS, active};
use std::collections::BTreeMap;

use crate::evaluate::{Given, Truth};
use crate::fact::{FactId, FactScope, Reading, Subject};
use crate::outlook::tried::Tried;
use crate::plan::Here;
use crate::plan::order::band_of;
use crate::program::RuleNumber;
use crate::rule::{Rule, RuleScope};

/// Rules that ended as they did because something is not known, as nobody having seen a paper: each fact that would end
/// them otherwise. They are asked after those that leave a rule open.
pub(super) fn held_for_want(here: &Here<'_>, tried: &mut Tried<'_>, open: &mut BTreeMap<FactId, Open>) {
    let program = here.session.program;
    let mut kept_out: BTreeMap<Subject, Vec<Option<FactId>>> = BTreeMap::new();
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
                let turns = abouts(here, rule, subject).into_iter().any(|about| {
                    let by = kept_out.entry(about).or_insert_with(|| here.session.kept_out(about)).get(number.0);
                    let elsewhere = by.is_some_and(|by| by.is_some_and(|by| by != *fact));
                    !elsewhere && turns(here, tried, (*fact, subject), *number, about)
                });
                if turns {
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
