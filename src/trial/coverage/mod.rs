//! Which sides of which rules the cases have shown: that a rule applies, does not, cannot be told; that each condition
//! alone made the difference; each word of a list; both sides of each limit, to one step; each exception.
//!
//! A condition is seen only where it decided: with every other one the other way, it would have changed nothing.

mod observe;
mod points;
mod step;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Text;
use crate::evaluate::{Outcomes, RuleOutline};
use crate::program::{Program, RuleNumber};
use crate::rule::Status;
use crate::source::Place;

/// Something a rule has that a case can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// What kind of thing.
    pub kind: PointKind,
    /// The part of the rule it is about.
    pub place: Place,
    /// What to say when no case shows it.
    pub gap: Text,
    /// How many cases show it.
    pub cases: usize,
    /// Whether it lies inside a part that a term may share between rules.
    pub inner: bool,
}

/// The kinds of things a case can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PointKind {
    /// The rule applies, does not, or cannot be told.
    Ending,
    /// The exception keeps it from applying.
    Exception,
    /// One condition alone makes the difference.
    Condition,
    /// One word of a list makes it apply.
    Word,
    /// A value exactly at a limit, or one step across it.
    Edge,
}

impl PointKind {
    /// All kinds, in the order of the columns.
    pub const ALL: [Self; 5] = [Self::Ending, Self::Exception, Self::Condition, Self::Word, Self::Edge];

    /// Its name in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ending => "endings",
            Self::Exception => "exceptions",
            Self::Condition => "conditions",
            Self::Word => "words",
            Self::Edge => "edges",
        }
    }
}

/// In how many cases a rule ended how, for any subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Endings {
    /// It applied.
    pub met: usize,
    /// It did not.
    pub not_met: usize,
    /// It could not be told.
    pub not_known: usize,
    /// It could not be worked out.
    pub failed: usize,
}

/// What the cases have shown of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCoverage {
    /// Which rule.
    pub rule: RuleNumber,
    /// How it ended.
    pub endings: Endings,
    /// Everything a case could show of it.
    pub points: Vec<Point>,
}

impl RuleCoverage {
    /// How many points of a kind there are, and how many have been seen.
    pub fn count(&self, kind: PointKind) -> (usize, usize) {
        let of = || self.points.iter().filter(|p| p.kind == kind);
        (of().filter(|p| p.cases > 0).count(), of().count())
    }
}

/// What the cases have shown of every rule in use, in the order of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// By rule.
    pub rules: Vec<RuleCoverage>,
}

impl Coverage {
    /// Of all points of a kind, how many have been seen, and how many there are.
    pub fn count(&self, kind: PointKind) -> (usize, usize) {
        self.rules.iter().map(|r| r.count(kind)).fold((0, 0), |(a, b), (seen, all)| (a + seen, b + all))
    }

    /// Of all points, how many have been seen, and how many there are.
    pub fn total(&self) -> (usize, usize) {
        PointKind::ALL.iter().map(|k| self.count(*k)).fold((0, 0), |(a, b), (seen, all)| (a + seen, b + all))
    }

    /// The share that has been seen in whole percent, rounded down; 100 where there is nothing to see.
    pub fn percent(&self) -> usize {
        let (seen, all) = self.total();
        seen.saturating_mul(100).checked_div(all).unwrap_or(100)
    }
}

/// Which point of a rule. Parts are named by their number in the rule's outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Met,
    NotMet,
    NotKnown,
    Failed,
    /// The exception alone keeps the rule from applying.
    Exception,
    /// Everything beside this part holds, and it does not.
    Alone(usize),
    /// Nothing beside this part holds, and it does.
    Only(usize),
    /// This word of a list.
    Word(usize, usize),
    /// A value at this edge.
    At(usize, usize),
    /// A value one step across this edge.
    Across(usize, usize),
    /// A count at the limit.
    CountAt,
    /// A count one step across the limit.
    CountAcross,
}

/// What one case has shown: for each rule, by position, its points.
#[derive(Debug, Default)]
pub(super) struct Seen(BTreeSet<(usize, Key)>);

/// The rules with their outlines, made once for all cases.
pub(super) struct Survey<'p> {
    program: &'p Program,
    outlines: Vec<RuleOutline<'p>>,
}

impl<'p> Survey<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        let numbers = (0..program.set.rules.len()).map(RuleNumber);
        let outlines = numbers.filter_map(|n| program.rule(n)).map(|(rule, compiled)| RuleOutline::new(rule, compiled));
        Self { program, outlines: outlines.collect() }
    }

    /// What one case has shown.
    pub(super) fn seen(&self, outcomes: &Outcomes) -> Seen {
        observe::observe(self.program, &self.outlines, outcomes)
    }

    /// What all cases together have shown.
    pub(super) fn coverage(&self, all: Vec<Seen>) -> Coverage {
        let mut cases: BTreeMap<(usize, Key), usize> = BTreeMap::new();
        for key in all.into_iter().flat_map(|seen| seen.0) {
            *cases.entry(key).or_default() += 1;
        }
        let of = |rule: usize, key: Key| cases.get(&(rule, key)).copied().unwrap_or_default();
        let rules = self.outlines.iter().zip(&self.program.set.rules).enumerate();
        let in_use = rules.filter(|(_, (_, rule))| rule.status != Status::Retired);
        let rules = in_use.map(|(number, (outline, rule))| RuleCoverage {
            rule: RuleNumber(number),
            endings: Endings {
                met: of(number, Key::Met),
                not_met: of(number, Key::NotMet),
                not_known: of(number, Key::NotKnown),
                failed: of(number, Key::Failed),
            },
            points: points::points(&self.program.set, rule, outline)
                .into_iter()
                .map(|(key, point)| Point { cases: of(number, key), ..point })
                .collect(),
        });
        Coverage { rules: once(rules.collect()) }
    }
}

/// A term is written once and used by many rules: what lies inside it stands under the first of them, and a case of any
/// of them shows it.
fn once(mut rules: Vec<RuleCoverage>) -> Vec<RuleCoverage> {
    let key = |p: &Point| (p.place, p.gap.clone());
    let mut cases: BTreeMap<(Place, Text), usize> = BTreeMap::new();
    for point in rules.iter().flat_map(|r| &r.points).filter(|p| p.inner) {
        *cases.entry(key(point)).or_default() += point.cases;
    }
    for rule in &mut rules {
        rule.points.retain_mut(|point| {
            if !point.inner {
                return true;
            }
            cases.remove(&key(point)).map(|all| point.cases = all).is_some()
        });
    }
    rules
}
