//! The vocabulary: every fact by name, type, label and question, as declared in `rules/…/facts`. It is the single
//! source for the checker, the request schema and the questions that are asked.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::value::Value;
use crate::diagnostic::Text;
use crate::ids::ids;
use crate::source::{Place, Placed};

ids! {
    /// The name of a fact: `debt.served_on`.
    FactName,
}

/// Which fact of the vocabulary: its position in the order of declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub(crate) usize);

/// Whom a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactScope {
    /// The household as a whole.
    Household,
    /// One debt.
    Debt,
    /// One contact by a collector.
    Contact,
}

impl FactScope {
    /// The first word of the names of these facts.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Debt => "debt",
            Self::Contact => "contact",
        }
    }

    /// The scope a name belongs to.
    pub fn of_name(name: &str) -> Option<Self> {
        let (prefix, _) = name.split_once('.')?;
        [Self::Household, Self::Debt, Self::Contact].into_iter().find(|s| s.prefix() == prefix)
    }
}

/// The stage of evaluation after which a computed fact can be read. Rules of an earlier stage may not use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Given in the request, or computed from given facts alone.
    Given,
    /// Known once the conduct rules have been evaluated.
    Conduct,
    /// Known once the cost rules have been evaluated.
    Cost,
}

/// One word a choice can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The word in YAML and JSON.
    pub name: String,
    /// The word for people.
    pub label: Text,
    /// What it means for the person, and what it does not mean.
    pub about: Option<Text>,
    /// The rung of the ladder of evidence, for kinds of evidence.
    pub rung: Option<Placed<String>>,
    /// How to keep it, for kinds of evidence.
    pub keep: Option<Text>,
}

/// One field of the entries of a `records` fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in YAML and JSON.
    pub name: String,
    /// Its name for people.
    pub label: Text,
    /// Its type.
    pub kind: FactKind,
}

/// The type of a fact, with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactKind {
    /// Yes or no.
    YesNo,
    /// One of several words.
    Choice(Vec<Choice>),
    /// Any number of several words.
    Choices(Vec<Choice>),
    /// Yuan, to the fen.
    Amount,
    /// A rate per year.
    Rate,
    /// A whole number.
    Count,
    /// A civil date.
    Date,
    /// A point in time, to the second, the minute or the day.
    Instant,
    /// A time of day in Beijing.
    Time,
    /// Free text.
    Text,
    /// A list of entries with fields; read by formulas, not by rules.
    Records(Vec<Field>),
}

impl FactKind {
    /// The word for this type in YAML and in messages.
    pub fn word(&self) -> &'static str {
        match self {
            Self::YesNo => "yes_no",
            Self::Choice(_) => "choice",
            Self::Choices(_) => "choices",
            Self::Amount => "amount",
            Self::Rate => "rate",
            Self::Count => "count",
            Self::Date => "date",
            Self::Instant => "instant",
            Self::Time => "time",
            Self::Text => "text",
            Self::Records(_) => "records",
        }
    }

    /// The type as people say it.
    pub fn describe(&self) -> Text {
        match self {
            Self::YesNo => Text::new("“是或否”的值(写 true 或 false)", "true or false"),
            Self::Choice(_) => Text::new("选项之一", "one of the choices"),
            Self::Choices(_) => Text::new("选项的列表", "a list of choices"),
            Self::Amount => Text::new("金额(元，最多两位小数)", "an amount in yuan with at most two decimals"),
            Self::Rate => Text::new("年利率(如 24%)", "a rate per year such as 24%"),
            Self::Count => Text::new("不小于零的整数", "a whole number, zero or more"),
            Self::Date => Text::new("日期(如 2026-01-31)", "a date such as 2026-01-31"),
            Self::Instant => Text::new(
                "时刻(如 2026-01-31T22:40:00+08:00)或日期",
                "a time such as 2026-01-31T22:40:00+08:00, or a date",
            ),
            Self::Time => Text::new("钟点(如 22:00)", "a time of day such as 22:00"),
            Self::Text => Text::new("文字", "a text"),
            Self::Records(_) => Text::new("条目列表", "a list of entries"),
        }
    }

    /// The words of a choice; empty for other types.
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::Choice(c) | Self::Choices(c) => c,
            Self::YesNo
            | Self::Amount
            | Self::Rate
            | Self::Count
            | Self::Date
            | Self::Instant
            | Self::Time
            | Self::Text
            | Self::Records(_) => &[],
        }
    }
}

/// Who can bring about a change of a fact; what cannot be changed is never proposed as a way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changeable {
    /// The person can act on it.
    Person,
    /// Evidence can show that it is otherwise.
    Evidence,
    /// Nobody.
    Nobody,
}

/// One fact of the vocabulary.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its name.
    pub name: FactName,
    /// Whom it is about.
    pub scope: FactScope,
    /// Its type.
    pub kind: FactKind,
    /// Its name for people.
    pub label: Text,
    /// What to ask to learn it.
    pub question: Option<String>,
    /// More about what belongs in it.
    pub about: Option<String>,
    /// The papers that settle it (options of `household.evidence`).
    pub settled_by: Vec<String>,
    /// Who can change it.
    pub changeable_by: Changeable,
    /// The only values that may be proposed as a change, in the order of declaration; each of a fact of several words
    /// is one word that may be added. Without it any other value may be, within what [`Changeable`] allows.
    pub may_become: Option<Vec<Value>>,
    /// The sentence that says yes, where it says more than the label.
    pub if_true: Option<Text>,
    /// The sentence that says no.
    pub if_false: Option<Text>,
    /// How it is computed, for facts that are; they cannot be given in a request.
    pub derived: Option<String>,
    /// When it can be read.
    pub phase: Phase,
    /// Whether rules must say what to do for each of its options, and which options need no rule.
    pub exhaustive: Option<Placed<Vec<Placed<String>>>>,
    /// Whether a date may lie after the day the answer is for.
    pub may_be_future: bool,
    /// Whether a date may be `never`.
    pub may_be_never: bool,
    /// Where it is declared.
    pub place: Place,
    /// Its place in the record of its scope.
    pub(crate) slot: usize,
}

/// All facts.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    facts: IndexMap<FactName, Fact>,
    /// How many facts each scope has.
    slots: BTreeMap<FactScope, usize>,
}

impl Vocabulary {
    /// Adds a fact; gives back the one already there under this name.
    pub(crate) fn add(&mut self, mut fact: Fact) -> Option<&Fact> {
        if self.facts.contains_key(&fact.name) {
            return self.facts.get(&fact.name);
        }
        let of_scope = self.slots.entry(fact.scope).or_default();
        fact.slot = *of_scope;
        *of_scope += 1;
        self.facts.insert(fact.name.clone(), fact);
        None
    }

    /// The fact of this name.
    pub fn find(&self, name: &str) -> Option<(FactId, &Fact)> {
        self.facts.get_full(name).map(|(i, _, f)| (FactId(i), f))
    }

    /// A fact by id. Ids come from this vocabulary, so the fact is there; `None` only for an id of another one.
    pub fn get(&self, id: FactId) -> Option<&Fact> {
        self.facts.get_index(id.0).map(|(_, f)| f)
    }

    /// All facts in the order of declaration.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FactId, &Fact)> {
        self.facts.values().enumerate().map(|(i, f)| (FactId(i), f))
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.facts.keys().map(FactName::as_str)
    }

    /// How many facts a scope has.
    pub(crate) fn slots(&self, scope: FactScope) -> usize {
        self.slots.get(&scope).copied().unwrap_or(0)
    }
}
