//! What an answer rests on: the rules, the dated values its lines used and how those were checked, and its limits.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::answer::{Basis, LetterLine, ValueUsed};
use crate::evaluate::{Outcomes, Session};
use crate::fact::{Subject, Value, values_behind};
use crate::program::{CompiledRule, RuleNumber, TestId};
use crate::readback::figure;
use crate::rule::{DatedEntry, DatedValue, Letter, Rule, Slot, Status, Uses, ValueId, ValueSource};

/// What an answer with these letters rests on.
pub(crate) fn basis(session: &Session<'_>, outcomes: &Outcomes, letters: &[LetterLine]) -> Basis {
    let set = &session.program.set;
    let as_of = session.portfolio.as_of;
    let values = used(session, outcomes, letters);
    let mut stale: Vec<String> = values
        .iter()
        .filter_map(|v| v.stale_after.map(|day| format!("{}({}):{day} 以后的没有核对过", v.title, v.value)))
        .collect();
    stale.dedup();
    Basis {
        ruleset: set.pack.id.clone(),
        ruleset_version: set.pack.version.clone(),
        ruleset_digest: set.digest.clone(),
        engine_version: env!("CARGO_PKG_VERSION").to_owned(),
        as_of,
        stale_values: stale,
        values,
        limits: set.pack.limits.clone(),
    }
}

type Found = BTreeMap<(String, NaiveDate), ValueUsed>;

/// The values that the letters and the rules that hold used, each stretch of time once, by id and time.
fn used(session: &Session<'_>, outcomes: &Outcomes, letters: &[LetterLine]) -> Vec<ValueUsed> {
    let set = &session.program.set;
    let as_of = session.portfolio.as_of;
    let mut found = Found::new();
    let mut rules: BTreeMap<RuleNumber, OfRule> = BTreeMap::new();
    // Most debts are judged by the same rules on the same day.
    let mut seen: BTreeSet<(RuleNumber, NaiveDate)> = BTreeSet::new();
    for outcome in outcomes.outcomes.iter().filter(|o| o.truth.is_met()) {
        let Some((rule, compiled)) = session.program.rule(outcome.rule) else { continue };
        if rule.status != Status::Active {
            continue;
        }
        let day = outcome.day.unwrap_or(as_of);
        let of_rule = rules.entry(outcome.rule).or_insert_with(|| OfRule::new(session, rule, compiled));
        if seen.insert((outcome.rule, day)) {
            leaned_on(session, &of_rule.then, day, &mut found);
        }
        // Of several conditions, one of which is enough, only those that hold were leaned on.
        for (test, uses) in &of_rule.tests {
            if session.test(*test, outcome.subject).is_met() {
                leaned_on(session, uses, day, &mut found);
            }
        }
    }
    for letter in letters.iter().filter(|l| l.ready).filter_map(|l| set.letters.get(&l.letter)) {
        leaned_on(session, &LeansOn::of(session, &letter_uses(letter)), as_of, &mut found);
    }
    found.into_values().collect()
}

/// The values that a piece of a rule leans on: read on the day the rule is judged by, or by formulas on the day of the
/// answer.
struct LeansOn {
    judged: Vec<ValueId>,
    computed: Vec<ValueId>,
}

impl LeansOn {
    fn of(session: &Session<'_>, uses: &Uses) -> Self {
        let facts = &session.program.set.engine_facts;
        let behind = uses.facts.iter().flat_map(|fact| values_behind(facts, *fact));
        Self { judged: uses.values.iter().cloned().collect(), computed: behind.map(|id| ValueId::from(*id)).collect() }
    }

    fn is_empty(&self) -> bool {
        self.judged.is_empty() && self.computed.is_empty()
    }
}

/// What a rule leans on: with its outcome, and with each test that looks at a value.
struct OfRule {
    then: LeansOn,
    tests: Vec<(TestId, LeansOn)>,
}

impl OfRule {
    fn new(session: &Session<'_>, rule: &Rule, compiled: &CompiledRule) -> Self {
        let of_test = |id: TestId| {
            let test = session.program.tests.get(id.0)?;
            Some((id, LeansOn::of(session, &Uses::of_test(&test.test)))).filter(|(_, uses)| !uses.is_empty())
        };
        let tests = compiled.when.tests().into_iter().filter_map(of_test).collect();
        Self { then: LeansOn::of(session, &Uses::of_then(&rule.then)), tests }
    }
}

fn letter_uses(letter: &Letter) -> Uses {
    let mut uses = Uses::default();
    for slot in letter.slots() {
        match slot {
            Slot::Value(id) => drop(uses.values.insert(id.clone())),
            Slot::Fact(fact) => drop(uses.facts.insert(*fact)),
            _ => {}
        }
    }
    uses
}

fn leaned_on(session: &Session<'_>, uses: &LeansOn, day: NaiveDate, found: &mut Found) {
    uses.judged.iter().for_each(|id| note(session, id, day, found));
    uses.computed.iter().for_each(|id| note(session, id, session.portfolio.as_of, found));
}

fn note(session: &Session<'_>, id: &ValueId, day: NaiveDate, found: &mut Found) {
    let set = &session.program.set;
    let (Some(value), Some(base)) = (set.values.get(id), set.base_of(id)) else { return };
    let (Some(entry), Some(option)) = (entry(session, base, day), option(session, base)) else { return };
    let shown = match &base.source {
        ValueSource::ByOption { .. } => Some(entry.value.clone()),
        ValueSource::Series(_) | ValueSource::Multiple { .. } => set.value_on(id, day),
    };
    let Some(shown) = shown.map(|v| figure(&v, value.unit)) else { return };
    let how = entry.checked.map(|c| c.how);
    let stale_after = value.stale_after.or(base.stale_after).filter(|after| *after < session.portfolio.as_of);
    let used = ValueUsed {
        value: id.clone(),
        title: format!("{}{option}", value.title),
        figure: shown.zh,
        figure_en: shown.en,
        from: entry.from,
        how,
        how_label: how.map(|h| h.label().zh),
        unverified: how.is_none_or(crate::rule::How::is_unverified),
        stale_after: stale_after.filter(|_| entry.until.is_none()),
    };
    found.entry((id.to_string(), entry.from)).or_insert(used);
}

/// The entry that holds on a day: of a series, or for where the household lives.
fn entry<'s>(session: &'s Session<'_>, base: &'s DatedValue, day: NaiveDate) -> Option<&'s DatedEntry> {
    match &base.source {
        ValueSource::ByOption { .. } => base.option_on(&chosen(session, base)?.0, day),
        ValueSource::Series(_) | ValueSource::Multiple { .. } => base.entry_on(day),
    }
}

/// The option in brackets, for a title; nothing to add where the value has no options.
fn option(session: &Session<'_>, base: &DatedValue) -> Option<String> {
    match &base.source {
        ValueSource::ByOption { .. } => chosen(session, base).map(|(_, label)| format!("({label})")),
        ValueSource::Series(_) | ValueSource::Multiple { .. } => Some(String::new()),
    }
}

/// The option that holds for the household, by name and label.
fn chosen(session: &Session<'_>, base: &DatedValue) -> Option<(String, String)> {
    let ValueSource::ByOption { by, .. } = &base.source else { return None };
    let (id, fact) = session.program.set.vocabulary.find(&by.it)?;
    let Some(Value::Choice(i)) = session.value(id, Subject::Household) else { return None };
    fact.kind.choices().get(*i).map(|c| (c.name.clone(), c.label.zh.clone()))
}
