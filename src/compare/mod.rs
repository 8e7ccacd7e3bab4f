//! Two rule folders over the same portfolios: whose answer changes, which lines appear, disappear or move, and which rule
//! caused it. Nothing here reads files or prints; `cli/diff` does.

mod definitions;
mod lines;
mod pair;
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
use definitions::Definitions;
use lines::{lines, order};
use pair::Pair;

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
            let place = set.sources.line(case.place);
            let given = || Given { name: case.name.clone(), place, input: case.portfolio() };
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
                place: Some(set.sources.line(rule.place)),
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
