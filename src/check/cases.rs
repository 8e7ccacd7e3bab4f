//! Cases: every name in them stands for something, and every rule has a case in which it applies and one in which it
//! does not.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::hash::Hash;

use indexmap::{IndexMap, IndexSet};

use super::catalogue::Catalogue;
use super::names::{self, Noun};
use crate::diagnostic::Diagnostic;
use crate::fact::{Input, Vocabulary};
use crate::rule::{
    BehaviourId, Case, Citation, DatedValue, Expectation, Expected, Law, LawId, Rule, RuleId, Status, Then, ValueId,
};
use crate::source::Placed;
use crate::syntax::Notes;

pub(super) fn check(
    cases: &[Case],
    rules: &[Rule],
    catalogue: &Catalogue,
    vocabulary: &Vocabulary,
    values: &IndexMap<ValueId, DatedValue>,
    laws: &IndexMap<LawId, Law>,
    notes: &mut Notes,
) {
    let ids: IndexMap<RuleId, ()> = rules.iter().map(|r| (r.id.clone(), ())).collect();
    let cited: IndexSet<String> = rules.iter().flat_map(|r| &r.cite).map(|c| c.it.to_string()).collect();
    let checker = Names { ids: &ids, cited: &cited, catalogue, vocabulary, values, laws };
    for case in cases {
        for expectation in &case.expect {
            checker.check(&expectation.expected, notes);
            ids_given(case, expectation, notes);
        }
    }
    covered(cases, rules, notes);
}

/// The debts and contacts an expectation speaks of are in the portfolio of its case.
fn ids_given(case: &Case, expectation: &Expectation, notes: &mut Notes) {
    let ids = |list: &str| match case.given.get(list) {
        Some(Input::List(items)) => items.iter().filter_map(|i| i.get("id")).filter_map(Input::text).collect(),
        _ => Vec::new(),
    };
    let mut look = |written: &str, known: Vec<&str>, noun: Noun| {
        if !known.contains(&written) {
            notes.push(names::unknown(noun, expectation.place, written, known));
        }
    };
    let (debts, contacts): (Vec<&String>, Vec<&String>) = match &expectation.expected {
        Expected::Rule { debt, contact, .. } => (debt.iter().collect(), contact.iter().collect()),
        Expected::Action { debt, .. } | Expected::Letter { debt, .. } => (debt.iter().collect(), Vec::new()),
        Expected::Conduct { contacts, .. } => (Vec::new(), contacts.iter().collect()),
        Expected::Cost { debt, .. } | Expected::Payment { debt, .. } => (vec![debt], Vec::new()),
        Expected::Order(order) => (order.iter().map(|d| &d.it).collect(), Vec::new()),
        Expected::Surplus(_)
        | Expected::Avoid { .. }
        | Expected::Referral { .. }
        | Expected::Today(_)
        | Expected::Question(_) => return,
    };
    for id in debts {
        look(id, ids("debts"), Noun::GIVEN_DEBT);
    }
    for id in contacts {
        look(id, ids("contacts"), Noun::GIVEN_CONTACT);
    }
}

struct Names<'n> {
    ids: &'n IndexMap<RuleId, ()>,
    /// Articles as rules cite them.
    cited: &'n IndexSet<String>,
    catalogue: &'n Catalogue,
    vocabulary: &'n Vocabulary,
    values: &'n IndexMap<ValueId, DatedValue>,
    laws: &'n IndexMap<LawId, Law>,
}

impl Names<'_> {
    fn rule(&self, name: &Placed<String>, notes: &mut Notes) {
        named(name, self.ids, Noun::RULE, notes);
    }

    fn check(&self, expected: &Expected, notes: &mut Notes) {
        let c = self.catalogue;
        match expected {
            Expected::Rule { rule, cite, .. } => {
                self.rule(rule, notes);
                for citation in cite {
                    self.citation(citation, notes);
                }
            }
            Expected::Today(rule) => self.rule(rule, notes),
            Expected::Action { action, rule, band, .. } => {
                if let Some(action) = action {
                    named(action, &c.actions, Noun::ACTION, notes);
                }
                if let Some(band) = band {
                    named(band, &c.bands, Noun::BAND, notes);
                }
                self.by(rule.as_ref(), notes);
            }
            Expected::Conduct { behaviour, rule, severity, report_to, .. } => {
                named(behaviour, &c.behaviours, Noun::BEHAVIOUR, notes);
                if let Some(severity) = severity {
                    named(severity, &c.severities, Noun::SEVERITY, notes);
                }
                for channel in report_to {
                    named(channel, &c.channels, Noun::CHANNEL, notes);
                }
                self.by(rule.as_ref(), notes);
            }
            Expected::Cost { yardstick: Some(value), .. } => named(value, self.values, Noun::VALUE, notes),
            Expected::Payment { tier, rule, .. } => {
                if let Some(tier) = tier {
                    c.payment(tier.clone(), notes);
                }
                self.by(rule.as_ref(), notes);
            }
            Expected::Avoid { avoid, rule } => {
                named(avoid, &c.avoid, Noun::AVOID, notes);
                self.by(rule.as_ref(), notes);
            }
            Expected::Referral { referral, rule } => {
                named(referral, &c.referrals, Noun::REFERRAL, notes);
                self.by(rule.as_ref(), notes);
            }
            Expected::Letter { letter, missing, check_first, instead, .. } => {
                named(letter, &c.letters, Noun::LETTER, notes);
                if let Some(instead) = instead {
                    named(instead, &c.letters, Noun::LETTER, notes);
                }
                let of_plan = |n: &&Placed<String>| n.it.starts_with("plan.");
                for fact in missing.iter().filter(|n| !of_plan(n)).chain(check_first) {
                    if self.vocabulary.find(&fact.it).is_none() {
                        notes.push(names::unknown_fact(fact.place, &fact.it, self.vocabulary));
                    }
                }
            }
            Expected::Question(name) => {
                if self.vocabulary.find(&name.it).is_none() {
                    notes.push(names::unknown_fact(name.place, &name.it, self.vocabulary));
                }
            }
            Expected::Cost { yardstick: None, .. } | Expected::Surplus(_) | Expected::Order(_) => {}
        }
    }

    fn by(&self, rule: Option<&Placed<String>>, notes: &mut Notes) {
        if let Some(rule) = rule {
            self.rule(rule, notes);
        }
    }

    /// An article as rules cite it. One that no rule cites any more may have a new number.
    fn citation(&self, written: &Placed<String>, notes: &mut Notes) {
        if self.cited.contains(&written.it) {
            return;
        }
        let (law, article) = written.it.split_once('/').unwrap_or((&written.it, ""));
        let citation = Citation { law: LawId::from(law.to_owned()), article: article.to_owned() };
        if super::citations::exists(&written.clone().map(|_| citation), self.laws, notes) {
            notes.push(
                Diagnostic::error(
                    "unknown-article",
                    written.place,
                    format!("没有规则引用 `{}`", written.it),
                    format!("no rule cites `{}`", written.it),
                )
                .help("写这条规则的 cite 里有的条文", "name an article that the rule cites"),
            );
        }
    }
}

/// Notes a name in an expectation that stands for nothing.
fn named<K, V>(name: &Placed<String>, map: &IndexMap<K, V>, noun: Noun, notes: &mut Notes)
where
    K: From<String> + Hash + Eq + Display + Borrow<str>,
{
    names::known(&name.clone().map(K::from), map, noun, notes);
}

/// Notes rules without a case in which they apply, or without one in which they do not.
fn covered(cases: &[Case], rules: &[Rule], notes: &mut Notes) {
    let all = || cases.iter().flat_map(|c| &c.expect);
    let fires: HashSet<&str> = all().filter(|e| !e.absent).filter_map(rule_met).collect();
    let shown: HashSet<&str> = all().filter(|e| !e.absent).filter_map(behaviour_shown).collect();
    let rests: HashSet<&str> = all().filter_map(rule_not_met).collect();
    let behaviour = |rule: &Rule| match &rule.then {
        Then::Conduct(then) => Some(then.behaviour.it.clone()),
        Then::Triage(_) | Then::Cost(_) => None,
    };
    let mut finders: HashMap<BehaviourId, usize> = HashMap::new();
    for found in rules.iter().filter_map(behaviour) {
        *finders.entry(found).or_default() += 1;
    }
    for rule in rules.iter().filter(|r| r.status != Status::Retired) {
        let id = rule.id.as_str();
        // A behaviour that only one rule finds shows that rule.
        let alone = behaviour(rule).filter(|b| finders.get(b) == Some(&1));
        let by_behaviour = alone.is_some_and(|b| shown.contains(b.as_str()));
        let lacks = match (fires.contains(id) || by_behaviour, rests.contains(id)) {
            (true, true) => continue,
            (false, true) => ("适用", "in which it applies"),
            (true, false) => ("不适用", "in which it does not apply"),
            (false, false) => ("适用和不适用", "in which it applies, nor one in which it does not"),
        };
        notes.push(
            Diagnostic::warning(
                "rule-without-case",
                rule.place,
                format!("规则 `{id}` 没有{}的案例", lacks.0),
                format!("the rule `{id}` has no case {}", lacks.1),
            )
            .help(
                "在 cases/ 里写：适用用 `rules: [ { rule: …, is: met } ]`，不适用用 `is: not_met`",
                "write one in cases/: `rules: [ { rule: …, is: met } ]`, or `is: not_met`",
            ),
        );
    }
}

fn rule_met(e: &Expectation) -> Option<&str> {
    let otherwise = matches!(&e.expected, Expected::Rule { is, .. } if is.it != "met");
    e.expected.rule().filter(|_| !otherwise).map(|rule| rule.it.as_str())
}

fn behaviour_shown(e: &Expectation) -> Option<&str> {
    match &e.expected {
        Expected::Conduct { behaviour, verdict, .. } if verdict.as_ref().is_none_or(|v| v.it != "cannot_tell") => {
            Some(&behaviour.it)
        }
        _ => None,
    }
}

fn rule_not_met(e: &Expectation) -> Option<&str> {
    match (&e.expected, e.absent) {
        (Expected::Rule { rule, is: Placed { it: "met", .. }, .. }, true)
        | (Expected::Rule { rule, is: Placed { it: "not_met" | "not_known", .. }, .. }, false) => Some(&rule.it),
        _ => None,
    }
}
