//! Two rule folders over the same portfolios: whose answer changes, which lines appear, disappear or move, and which rule
//! caused it. Nothing here reads files or prints; `cli/diff` does.

mod definitions;
mod lines;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use rayon::prelude::*;
use serde::Serialize;

pub use definitions::{DefinitionChange, FieldChange};
pub use lines::Subject;
pub use words::{Aspect, Change, Part, kind};

use crate::diagnostic::Text;
use crate::engine::{Engine, Explain};
use crate::fact::{Input, LIMITS, Problem};
use crate::plan::Answer;
use crate::rule::{RuleId, RuleSet};
use crate::trial::with_day;
use definitions::Definitions;
use lines::{Line, lines, order};

/// A portfolio to compare answers on.
#[derive(Debug, Clone)]
pub struct Given {
    /// What it is called: the name of a case, the line of a file.
    pub name: String,
    /// Where it is written.
    pub place: String,
    /// What both are given.
    pub input: Input,
}

/// What changed between two rule folders.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// The old rules.
    pub old: Side,
    /// The new rules.
    pub new: Side,
    /// What the folders say differently.
    pub definitions: Vec<DefinitionChange>,
    /// How many portfolios were compared.
    pub portfolios: usize,
    /// How many of them have another answer.
    pub affected: usize,
    /// The changed lines, by what caused them.
    pub causes: Vec<Cause>,
    /// Portfolios that one side, or both, cannot read.
    pub unread: Vec<Unread>,
}

/// One of the two rule folders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The pack.
    pub ruleset: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its files.
    pub digest: String,
    /// How many rules it has.
    pub rules: usize,
}

/// What caused lines to change, with the lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The rule the lines come from; absent for the budget and the order, which no single rule makes.
    pub rule: Option<RuleId>,
    /// Its title.
    pub title: Option<String>,
    /// Where it is written, in the new folder if it is still there.
    pub place: Option<String>,
    /// What became of the rule itself; absent where it is the same in both folders.
    pub change: Option<Change>,
    /// The changed definitions it leans on: a value, a term, a phrase list, an article.
    pub because_of: Vec<String>,
    /// The changed lines.
    pub lines: Vec<LineChange>,
}

/// A line that is not the same in both answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineChange {
    /// The portfolio.
    pub portfolio: String,
    /// Where the portfolio is written.
    pub place: String,
    /// What became of the line.
    pub change: Change,
    /// What the line is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// What it says differently; of a line that appeared or disappeared, what it says.
    pub aspects: Vec<AspectChange>,
    /// Other rules that had a part in it.
    pub also: Vec<RuleId>,
}

/// Something a line says differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AspectChange {
    /// What.
    pub aspect: Aspect,
    /// What it said.
    pub old: Option<String>,
    /// What it says.
    pub new: Option<String>,
}

/// A portfolio that could not be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// The portfolio.
    pub portfolio: String,
    /// Where it is written.
    pub place: String,
    /// What the old rules cannot read.
    pub old: Vec<Text>,
    /// What the new rules cannot read.
    pub new: Vec<Text>,
}

impl LineChange {
    /// Whether both are about the same portfolio.
    pub fn same_portfolio(&self, other: &Self) -> bool {
        self.portfolio == other.portfolio && self.place == other.place
    }
}

impl Comparison {
    /// Whether anything changed: a definition, a line of an answer, or whether a portfolio can be read.
    pub fn is_changed(&self) -> bool {
        !self.definitions.is_empty()
            || !self.causes.is_empty()
            || self.unread.iter().any(|u| u.old.is_empty() != u.new.is_empty())
    }
}

/// The portfolios of the cases of both folders: those of the new one, then those only the old one has. A case that was
/// edited is compared as the new folder has it.
pub fn cases(old: &RuleSet, new: &RuleSet) -> Vec<Given> {
    let mut all: IndexMap<(String, usize), Given> = IndexMap::new();
    for set in [new, old] {
        // Nothing keeps two cases from having one name.
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for case in &set.cases {
            let number = seen.entry(&case.name).or_default();
            *number += 1;
            let place = format!("{}:{}", set.sources.path(case.place.file), case.place.span.line);
            let given = || Given { name: case.name.clone(), place, input: with_day(case) };
            all.entry((case.name.clone(), *number)).or_insert_with(given);
        }
    }
    all.into_values().collect()
}

/// Compares the answers of two engines, portfolio by portfolio.
pub fn compare(old: &Engine, new: &Engine, portfolios: &[Given]) -> Comparison {
    let (before, after) = (Definitions::read(&old.rules().sources), Definitions::read(&new.rules().sources));
    let definitions = definitions::changes(&before, &after);
    let touched = definitions::touched(&before, &after, &definitions);
    let results: Vec<One> = portfolios.par_iter().map(|given| one(old, new, given, &touched)).collect();
    let mut affected = 0;
    let mut unread = Vec::new();
    let mut by_rule: BTreeMap<Option<RuleId>, Vec<LineChange>> = BTreeMap::new();
    for result in results {
        match result {
            One::Compared(changes) => {
                affected += usize::from(!changes.is_empty());
                for (rule, change) in changes {
                    by_rule.entry(rule).or_default().push(change);
                }
            }
            One::Unread(which) => unread.push(which),
        }
    }
    Comparison {
        old: side(old.rules()),
        new: side(new.rules()),
        portfolios: portfolios.len(),
        affected,
        causes: causes(old.rules(), new.rules(), by_rule, &definitions, &touched),
        definitions,
        unread,
    }
}

fn side(set: &RuleSet) -> Side {
    Side {
        ruleset: set.pack.id.clone(),
        version: set.pack.version.clone(),
        digest: set.digest.clone(),
        rules: set.rules.len(),
    }
}

/// Changed definitions by the rule that leans on them.
type Touched = BTreeMap<String, BTreeSet<String>>;

/// The causes in the order of the rules, new ones first, and last what no single rule made.
fn causes(
    old: &RuleSet,
    new: &RuleSet,
    mut by_rule: BTreeMap<Option<RuleId>, Vec<LineChange>>,
    definitions: &[DefinitionChange],
    touched: &Touched,
) -> Vec<Cause> {
    let mut all = Vec::new();
    for set in [new, old] {
        for rule in &set.rules {
            let Some(lines) = by_rule.remove(&Some(rule.id.clone())) else { continue };
            let own = definitions.iter().find(|d| d.section == "rules" && d.id.as_deref() == Some(rule.id.as_str()));
            let because_of = touched.get(rule.id.as_str()).cloned().unwrap_or_default();
            all.push(Cause {
                rule: Some(rule.id.clone()),
                title: Some(rule.title.clone()),
                place: Some(format!("{}:{}", set.sources.path(rule.place.file), rule.place.span.line)),
                change: own.map(|d| d.change),
                because_of: because_of.into_iter().filter(|id| id != rule.id.as_str()).collect(),
                lines,
            });
        }
    }
    if let Some(lines) = by_rule.remove(&None) {
        all.push(Cause { rule: None, title: None, place: None, change: None, because_of: Vec::new(), lines });
    }
    all
}

/// How one portfolio went.
enum One {
    Compared(Vec<(Option<RuleId>, LineChange)>),
    Unread(Unread),
}

fn one(old: &Engine, new: &Engine, given: &Given, touched: &Touched) -> One {
    let answer = |engine: &Engine| -> Result<Answer, Vec<Problem>> {
        Ok(engine.answer(engine.read(&given.input, &LIMITS)?, Explain::Findings))
    };
    match (answer(old), answer(new)) {
        (Ok(before), Ok(after)) => {
            let pair = Pair { given, touched, before: lines(&before, old.rules()), after: lines(&after, new.rules()) };
            One::Compared(pair.changes(&order(&before), &order(&after)))
        }
        (before, after) => {
            let words = |side: Result<Answer, Vec<Problem>>| -> Vec<Text> {
                let say = |p: Problem| {
                    Text::new(format!("{}：{}", p.pointer, p.message.zh), format!("{}: {}", p.pointer, p.message.en))
                };
                side.err().unwrap_or_default().into_iter().map(say).collect()
            };
            One::Unread(Unread {
                portfolio: given.name.clone(),
                place: given.place.clone(),
                old: words(before),
                new: words(after),
            })
        }
    }
}

/// The two answers to one portfolio.
struct Pair<'p> {
    given: &'p Given,
    touched: &'p Touched,
    before: Vec<Line>,
    after: Vec<Line>,
}

impl Pair<'_> {
    fn changes(&self, old_order: &[&str], new_order: &[&str]) -> Vec<(Option<RuleId>, LineChange)> {
        let mut all = Vec::new();
        for line in &self.after {
            match self.before.iter().find(|b| same_subject(b, line)) {
                None => all.push(self.whole(line, Change::Appeared)),
                Some(before) => all.extend(self.changed(before, line)),
            }
        }
        for line in &self.before {
            if !self.after.iter().any(|a| same_subject(a, line)) {
                all.push(self.whole(line, Change::Disappeared));
            }
        }
        all.extend(self.reordered(old_order, new_order));
        without_echoes(&mut all);
        self.pushed_aside(&mut all);
        all
    }

    /// The order, the few lines at the top and the other steps of a debt change with what one rule says: where a rule
    /// that was touched speaks up about the same debt, the change is that rule's.
    fn pushed_aside(&self, all: &mut [(Option<RuleId>, LineChange)]) {
        let is_touched = |rule: &Option<RuleId>| rule.as_ref().is_some_and(|r| self.touched.contains_key(r.as_str()));
        let pushers: Vec<(Option<RuleId>, Subject)> = all
            .iter()
            .filter(|(rule, change)| is_touched(rule) && change.subject.part.acts())
            .map(|(rule, change)| (rule.clone(), change.subject.clone()))
            .collect();
        for (rule, change) in all.iter_mut().filter(|(rule, _)| !is_touched(rule)) {
            let subject = &change.subject;
            let pusher = pushers.iter().find(|(_, by)| subject.part.is_shared() || by.about == subject.about);
            if let Some((by, _)) = pusher.filter(|_| subject.part.is_shared() || subject.part.acts()) {
                change.also.extend(rule.take());
                rule.clone_from(by);
            }
        }
    }

    /// A line that is in one answer only.
    fn whole(&self, line: &Line, change: Change) -> (Option<RuleId>, LineChange) {
        let rules: Vec<RuleId> = line.rules.iter().map(|(id, _)| id.clone()).collect();
        let reasons = line.rules.iter().filter(|(_, text)| !text.is_empty());
        let said = reasons.map(|(_, text)| (Aspect::Reason, text.clone())).take(1).chain(line.aspects.clone());
        let aspects = said.map(|(aspect, text)| match change {
            Change::Disappeared => AspectChange { aspect, old: Some(text), new: None },
            Change::Appeared | Change::Moved | Change::Changed => AspectChange { aspect, old: None, new: Some(text) },
        });
        self.made(line, change, aspects.collect(), rules)
    }

    /// A line that is in both answers and says something else.
    fn changed(&self, before: &Line, after: &Line) -> Option<(Option<RuleId>, LineChange)> {
        let mut aspects = Vec::new();
        let mut parties: Vec<RuleId> = Vec::new();
        let said = |line: &Line, id: &RuleId| line.rules.iter().find(|(r, _)| r == id).map(|(_, text)| text.clone());
        for (id, _) in after.rules.iter().chain(&before.rules) {
            let (old, new) = (said(before, id), said(after, id));
            if old != new && !parties.contains(id) {
                parties.push(id.clone());
                let shown = |text: Option<String>| text.map(|t| if t.is_empty() { id.to_string() } else { t });
                aspects.push(AspectChange { aspect: Aspect::Reason, old: shown(old), new: shown(new) });
            }
        }
        let text = |line: &Line, aspect| line.aspects.iter().find(|(a, _)| *a == aspect).map(|(_, t)| t.clone());
        let mut seen = BTreeSet::new();
        for (aspect, _) in after.aspects.iter().chain(&before.aspects) {
            let (old, new) = (text(before, *aspect), text(after, *aspect));
            if seen.insert(*aspect) && old != new {
                aspects.push(AspectChange { aspect: *aspect, old, new });
            }
        }
        if aspects.is_empty() {
            return None;
        }
        if parties.is_empty() {
            parties = after.rules.iter().chain(&before.rules).map(|(id, _)| id.clone()).collect();
        }
        let moved = aspects.iter().any(|a| a.aspect.moves());
        // What moved comes first: a day is read before a sentence.
        aspects.sort_by_key(|a| !a.aspect.moves());
        Some(self.made(after, if moved { Change::Moved } else { Change::Changed }, aspects, parties))
    }

    /// The line under the rule that caused it: one that was itself changed, or that leans on something that was.
    fn made(
        &self,
        line: &Line,
        change: Change,
        aspects: Vec<AspectChange>,
        mut rules: Vec<RuleId>,
    ) -> (Option<RuleId>, LineChange) {
        let rank = |id: &RuleId| match self.touched.get(id.as_str()) {
            Some(causes) if causes.contains(id.as_str()) => 0,
            Some(_) => 1,
            None => 2,
        };
        let mut seen = BTreeSet::new();
        rules.retain(|id| seen.insert(id.clone()));
        rules.sort_by_key(rank);
        let mut rules = rules.into_iter();
        let cause = rules.next();
        let change = LineChange {
            portfolio: self.given.name.clone(),
            place: self.given.place.clone(),
            change,
            subject: line.subject.clone(),
            aspects,
            also: rules.filter(|id| rank(id) < 2).collect(),
        };
        (cause, change)
    }

    /// Debts that are in both answers, in another order.
    fn reordered(&self, old: &[&str], new: &[&str]) -> Option<(Option<RuleId>, LineChange)> {
        let before: Vec<&str> = old.iter().copied().filter(|d| new.contains(d)).collect();
        let after: Vec<&str> = new.iter().copied().filter(|d| old.contains(d)).collect();
        if before == after {
            return None;
        }
        let (old, new) = (Some(before.join("、")), Some(after.join("、")));
        let change = LineChange {
            portfolio: self.given.name.clone(),
            place: self.given.place.clone(),
            change: Change::Moved,
            subject: Subject { part: Part::Order, about: None, id: "order".to_owned(), title: String::new() },
            aspects: vec![AspectChange { aspect: Aspect::Rank, old, new }],
            also: Vec::new(),
        };
        Some((None, change))
    }
}

/// A rule's reason stands beside its action and again beside whom to turn to: it is told once.
fn without_echoes(all: &mut Vec<(Option<RuleId>, LineChange)>) {
    let told: Vec<AspectChange> = all
        .iter()
        .filter(|(_, c)| c.subject.part == Part::Action)
        .flat_map(|(_, c)| c.aspects.iter().filter(|a| a.aspect == Aspect::Reason).cloned())
        .collect();
    all.retain_mut(|(_, change)| {
        if change.subject.part == Part::Referral && change.change == Change::Changed {
            change.aspects.retain(|a| !told.contains(a));
        }
        !change.aspects.is_empty()
    });
}

fn same_subject(a: &Line, b: &Line) -> bool {
    a.subject.part == b.subject.part && a.subject.about == b.subject.about && a.subject.id == b.subject.id
}
