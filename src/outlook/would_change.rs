//! What would change this: for each finding, step and place in the order the nearest change of known facts that would
//! turn it, one fact if one is enough, else two. Every change was tried by the rules before it is told. Only facts that
//! the vocabulary lets somebody act on or find out are moved, only to what it lets them become, and never a date.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::candidates::{Candidate, candidates, nearest_first};
use super::sentences;
use super::tried::{Line, Tried};
use crate::evaluate::{Given, Outcome, Wanted};
use crate::fact::{Changeable, Input, Subject, written};
use crate::money::words;
use crate::plan::Here;
use crate::rule::{ActionId, RuleId, RuleScope, Status, Then};

/// Of how many outcomes of one rule a change is looked for.
const MAX_OF_RULE: usize = 6;
/// How many findings are looked at.
const MAX_FINDINGS: usize = 80;
/// How many pairs of changes are tried for one finding.
const MAX_PAIRS: usize = 40;

words! {
    /// What would turn.
    pub enum Of {
        /// A finding: what a rule found.
        Finding = "finding",
        /// A next step of the act-first list.
        Action = "action",
        /// The place of a debt among the debts of the act-first list.
        Rank = "rank",
    }
}

words! {
    /// How a change comes about.
    pub enum By {
        /// The client can do it.
        Act = "act",
        /// It may turn out when somebody looks it up or proves it.
        FindOut = "find_out",
    }
}

/// The nearest change that would turn something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WouldChange {
    /// What would turn.
    pub of: Of,
    /// The rule of the finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// The debt, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt: Option<String>,
    /// The contacts of the finding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
    /// The step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<ActionId>,
    /// How the change comes about; where one of two has to be found out, so has the whole.
    pub by: By,
    /// The facts that would be otherwise: one, or two of which neither is enough.
    pub changes: Vec<Change>,
    /// In words: if this, then that.
    #[schema(example = "若有证据证明：2026-11-12 20:10 的联系不是这家债权人的，次数降为 3，“有效通话超频”就不成立")]
    pub text: String,
    /// The same in English.
    pub text_en: String,
}

/// One fact that would be otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Change {
    /// The fact.
    #[schema(example = "contact.connected")]
    pub fact: String,
    /// Its name for people.
    pub label: String,
    /// The debt it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt: Option<String>,
    /// The contact it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What it is now, as a request gives it.
    #[schema(value_type = serde_json::Value)]
    pub from: Option<Input>,
    /// What it would be, as a request gives it.
    #[schema(value_type = serde_json::Value)]
    pub to: Input,
    /// What it would be, for people.
    pub to_label: String,
}

/// What was found for one outcome.
struct Turn<'o> {
    outcome: &'o Outcome,
    with: Vec<Candidate>,
}

/// `now` is the act-first list as it stands.
pub(super) fn would_change(here: &Here<'_>, now: &[Line], tried: &mut Tried<'_>) -> Vec<WouldChange> {
    tried.begin();
    let turns = findings(here, tried);
    let mut all: Vec<WouldChange> =
        turns.iter().filter_map(|t| told(here, Of::Finding, Some(t.outcome), None, &t.with, None)).collect();
    all.extend(actions(here, tried, &turns, now));
    all.extend(ranks(here, tried, &turns, now));
    all
}

/// For each rule that applies and shows, what would keep it from applying.
fn findings<'h>(here: &Here<'h>, tried: &mut Tried<'_>) -> Vec<Turn<'h>> {
    let mut of_rule: BTreeMap<_, usize> = BTreeMap::new();
    let mut turns = Vec::new();
    for outcome in here.outcomes.outcomes.iter().filter(|o| o.truth.is_met() && shows(here, o)) {
        let seen = of_rule.entry(outcome.rule).or_default();
        *seen += 1;
        if *seen > MAX_OF_RULE || turns.len() >= MAX_FINDINGS {
            continue;
        }
        if let Some(with) = turned_by(here, tried, outcome) {
            turns.push(Turn { outcome, with });
        }
    }
    turns
}

/// Whether a rule that applies is told: a yardstick by itself is not.
fn shows(here: &Here<'_>, outcome: &Outcome) -> bool {
    let rule = here.session.program.rule(outcome.rule).map(|(r, _)| r).filter(|r| r.status == Status::Active);
    rule.is_some_and(|r| match &r.then {
        Then::Triage(_) | Then::Conduct(_) => true,
        Then::Cost(_) => {
            here.outcomes.costs.iter().any(|c| c.rule == outcome.rule && c.debt == outcome.subject && c.is_above())
        }
    })
}

/// The nearest change that turns an outcome, or the nearest two.
fn turned_by(here: &Here<'_>, tried: &mut Tried<'_>, outcome: &Outcome) -> Option<Vec<Candidate>> {
    let wanted = tried.wanted([outcome.rule]);
    let mut all = candidates(here, tried, outcome);
    nearest_first(here, &mut all);
    if let Some(one) = all.iter().find(|c| turns(tried, &[c.given()], outcome, &wanted)) {
        return Some(vec![one.clone()]);
    }
    let mut left = MAX_PAIRS;
    for (i, first) in all.iter().enumerate() {
        for second in all.iter().skip(i + 1) {
            if (first.fact, first.subject) == (second.fact, second.subject) {
                continue;
            }
            left = left.checked_sub(1)?;
            if turns(tried, &[first.given(), second.given()], outcome, &wanted) {
                return Some(vec![first.clone(), second.clone()]);
            }
        }
    }
    None
}

/// Whether an outcome turns with these facts otherwise: by its rule alone where nothing else bears on it, which costs
/// little.
fn turns(tried: &mut Tried<'_>, given: &[Given], outcome: &Outcome, wanted: &Wanted) -> bool {
    let more_bears_on_it = outcome.counted.is_some()
        || tried.reads_found(outcome.rule)
        || tried.is_cost(outcome.rule)
        || tried.may_repeat(given);
    if more_bears_on_it {
        return tried.turns(given, outcome, wanted);
    }
    tried.rule_with(given, outcome.rule, outcome.subject).is_some_and(|t| t.is_not_met())
}

/// For each next step, what would put another one in its place.
fn actions(here: &Here<'_>, tried: &mut Tried<'_>, turns: &[Turn<'_>], now: &[Line]) -> Vec<WouldChange> {
    let mut all = Vec::new();
    for line in now {
        let asks = |turn: &&Turn<'_>| turn.outcome.subject == line.subject && line.rules.contains(&turn.outcome.rule);
        let reasons: Vec<&Turn<'_>> = turns.iter().filter(asks).collect();
        let mut ways: Vec<Vec<Candidate>> = reasons.iter().map(|t| t.with.clone()).collect();
        for (i, first) in reasons.iter().enumerate() {
            for second in reasons.iter().skip(i + 1) {
                if let ([one], [other]) = (first.with.as_slice(), second.with.as_slice())
                    && one != other
                {
                    ways.push(vec![one.clone(), other.clone()]);
                }
            }
        }
        let found = ways.into_iter().find_map(|way| {
            let given: Vec<Given> = way.iter().map(Candidate::given).collect();
            let then = tried.lines_with(&given)?;
            let same = |l: &Line| l.subject == line.subject && l.action == line.action && is_next(l, line, &then);
            (!then.iter().any(same)).then_some((way, then))
        });
        let Some((way, then)) = found else { continue };
        let instead = then.iter().find(|l| l.subject == line.subject && line.subject != Subject::Household);
        let consequence = sentences::other_step(here, line, instead);
        all.extend(told(here, Of::Action, None, Some(line), &way, Some(consequence)));
    }
    all
}

/// A line of a debt is its next step; the household has a line for each.
fn is_next(found: &Line, wanted: &Line, all: &[Line]) -> bool {
    wanted.subject == Subject::Household || all.iter().find(|l| l.subject == found.subject) == Some(found)
}

/// For each debt, what would give it another place among the debts.
fn ranks(here: &Here<'_>, tried: &mut Tried<'_>, turns: &[Turn<'_>], now: &[Line]) -> Vec<WouldChange> {
    let debts = |lines: &[Line]| -> Vec<Subject> {
        lines.iter().map(|l| l.subject).filter(|s| matches!(s, Subject::Debt(_))).collect()
    };
    let before = debts(now);
    if before.len() < 2 {
        return Vec::new();
    }
    let mut ways: Vec<&Vec<Candidate>> = Vec::new();
    for turn in turns.iter().filter(|t| matches!(t.outcome.subject, Subject::Debt(_))) {
        if !ways.contains(&&turn.with) {
            ways.push(&turn.with);
        }
    }
    ways.sort_by_key(|way| way.len());
    let mut found: BTreeMap<Subject, (&Vec<Candidate>, usize, usize)> = BTreeMap::new();
    for way in ways {
        let given: Vec<Given> = way.iter().map(Candidate::given).collect();
        let Some(lines) = tried.lines_with(&given) else { break };
        let after = debts(&lines);
        for (place, debt) in before.iter().enumerate() {
            let then = after.iter().position(|d| d == debt);
            if let Some(then) = then.filter(|then| *then != place && after.len() == before.len()) {
                found.entry(*debt).or_insert((way, place + 1, then + 1));
            }
        }
    }
    let mut all = Vec::new();
    for line in now {
        if let Some((way, from, to)) = found.remove(&line.subject) {
            let consequence = sentences::other_place(here, line.subject, from, to);
            all.extend(told(here, Of::Rank, None, Some(line), way, Some(consequence)));
        }
    }
    all
}

fn told(
    here: &Here<'_>,
    of: Of,
    outcome: Option<&Outcome>,
    line: Option<&Line>,
    with: &[Candidate],
    consequence: Option<crate::diagnostic::Text>,
) -> Option<WouldChange> {
    let set = &here.session.program.set;
    let rule = outcome.and_then(|o| here.session.program.rule(o.rule)).map(|(rule, _)| rule);
    let by = if with.iter().all(|c| c.by == Changeable::Person) { By::Act } else { By::FindOut };
    let consequence = match (consequence, outcome) {
        (Some(consequence), _) => consequence,
        (None, Some(outcome)) => sentences::not_found(here, outcome)?,
        (None, None) => return None,
    };
    let text = sentences::if_then(here, by, with, &consequence);
    let contacts = outcome.map(Outcome::contacts).unwrap_or_default();
    let contact_id = |i: &usize| here.contact_id(Subject::Contact(*i));
    let subject = outcome.map(|o| o.subject).or_else(|| line.map(|l| l.subject));
    let action =
        line.filter(|_| of == Of::Action).and_then(|l| set.actions.get_index(l.action)).map(|(id, _)| id.clone());
    let is_contact = rule.is_some_and(|r| matches!(r.scope, RuleScope::Contact));
    Some(WouldChange {
        of,
        rule: rule.map(|r| r.id.clone()),
        debt: subject.filter(|_| !is_contact).and_then(|s| here.debt_id(s)),
        contacts: contacts.iter().filter_map(contact_id).collect(),
        action,
        by,
        changes: with.iter().filter_map(|c| change(here, c)).collect(),
        text: text.zh,
        text_en: text.en,
    })
}

fn change(here: &Here<'_>, candidate: &Candidate) -> Option<Change> {
    let declared = here.session.program.set.vocabulary.get(candidate.fact)?;
    let from = here.session.value(candidate.fact, candidate.subject);
    Some(Change {
        fact: declared.name.to_string(),
        label: declared.label.zh.clone(),
        debt: here.debt_id(candidate.subject),
        contact: here.contact_id(candidate.subject),
        from: from.and_then(|value| written(value, &declared.kind)),
        to: written(&candidate.value, &declared.kind)?,
        to_label: candidate.value.show(&declared.kind),
    })
}
