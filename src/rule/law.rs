//! The citation registry: instruments, their versions in time, their articles, and how each was checked.

use chrono::NaiveDate;
use indexmap::IndexMap;

use super::condition::Condition;
use super::id::{ForceId, LawId};
use crate::diagnostic::Text;
use crate::source::Place;

/// How a piece of law was checked, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Read in the full text of the instrument.
    FullText,
    /// Two independent secondary sources agree.
    TwoSecondary,
    /// One secondary source.
    Secondary,
    /// One weak source: a lead, never a ground of its own.
    WeakSecondary,
    /// From memory; nobody has seen the text.
    Memory,
}

impl How {
    /// For people.
    pub fn label(self) -> Text {
        match self {
            Self::FullText => Text::new("读过原文", "read in full text"),
            Self::TwoSecondary => Text::new("两份二手资料一致", "two secondary sources agree"),
            Self::Secondary => Text::new("一份二手资料", "one secondary source"),
            Self::WeakSecondary => Text::new("一份不太可靠的资料", "one weak source"),
            Self::Memory => Text::new("凭记忆，待核", "from memory"),
        }
    }

    /// Whether it rests on less than the text itself or two sources that agree.
    pub fn is_unverified(self) -> bool {
        match self {
            Self::FullText | Self::TwoSecondary => false,
            Self::Secondary | Self::WeakSecondary | Self::Memory => true,
        }
    }
}

/// When and how something was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// The day.
    pub on: NaiveDate,
    /// How.
    pub how: How,
}

/// One instrument. `C` is the form of its condition: a draft while it is read, [`Condition`] once checked.
#[derive(Debug, Clone)]
pub struct Law<C = Condition> {
    /// Its id.
    pub id: LawId,
    /// Its title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// Its level of force.
    pub force: ForceId,
    /// Whom it binds, where not everybody.
    pub applies_when: Option<C>,
    /// Its versions, in order of time.
    pub versions: Vec<LawVersion>,
    /// A remark.
    pub note: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// A version of an instrument: its articles over a stretch of time.
// Invariant: the versions of a law do not overlap; `check` rejects anything else.
#[derive(Debug, Clone)]
pub struct LawVersion {
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force, inclusive; open where absent.
    pub until: Option<NaiveDate>,
    /// Whether the first day could not be verified.
    pub date_unverified: bool,
    /// Articles by number.
    pub articles: IndexMap<String, Article>,
}

/// One article.
#[derive(Debug, Clone)]
pub struct Article {
    /// What it says, in our own words.
    pub gist: String,
    /// How it was checked.
    pub checked: Checked,
    /// Whether its number could not be verified (the key is then a word).
    pub number_unverified: bool,
    /// Whether it only advises (`不宜`): to act otherwise is no breach.
    pub advisory: bool,
    /// Its number in the next version.
    pub succeeded_by: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// A reference to an article, by its newest number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// The instrument.
    pub law: LawId,
    /// The article.
    pub article: String,
}

impl std::fmt::Display for Citation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.law, self.article)
    }
}

/// An article as it stood on a day.
#[derive(Debug, Clone, Copy)]
pub struct InForce<'l> {
    /// Its number on that day.
    pub number: &'l str,
    /// The article.
    pub article: &'l Article,
    /// The version it stands in.
    pub version: &'l LawVersion,
}

impl<C> Law<C> {
    /// The article of this (newest) number as it stood on `day`: earlier versions are walked back through
    /// `succeeded_by`. `None` where it was not in force.
    pub fn article_on(&self, number: &str, day: NaiveDate) -> Option<InForce<'_>> {
        self.numbers(number).into_iter().find_map(|(version, number, article)| {
            version.contains(day).then_some(InForce { number, article, version })
        })
    }

    /// Every version that holds the article, newest first, with its number there.
    pub fn numbers(&self, newest: &str) -> Vec<(&LawVersion, &str, &Article)> {
        let mut found: Vec<(&LawVersion, &str, &Article)> = Vec::new();
        let mut wanted = newest.to_owned();
        for version in self.versions.iter().rev() {
            let same = version.articles.get_key_value(&wanted).filter(|(_, a)| a.succeeded_by.is_none());
            let earlier = version.articles.iter().find(|(_, a)| a.succeeded_by.as_deref() == Some(wanted.as_str()));
            if let Some((number, article)) = earlier.or(same) {
                number.clone_into(&mut wanted);
                found.push((version, number, article));
            }
        }
        found
    }
}

impl LawVersion {
    /// Whether this version was in force on `day`.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}
