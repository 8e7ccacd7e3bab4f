//! The small things every page names: rules, articles, cases and places, with the words people read.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::diagnostic::Text;
use crate::rule::{
    Article, Case, Checked, Citation, Expected, How, LawId, LawVersion, Rule, RuleId, RuleSet, StrengthId,
};
use crate::source::Place;

/// A rule, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleName {
    /// Its id.
    pub id: RuleId,
    /// Its title.
    #[schema(example = "已收到起诉状副本")]
    pub title: String,
}

impl RuleName {
    pub(crate) fn of(rule: &Rule) -> Self {
        Self { id: rule.id.clone(), title: rule.title.clone() }
    }
}

/// How something was checked, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckedView {
    /// The day.
    pub on: NaiveDate,
    /// How.
    pub how: How,
    /// The same for people.
    pub how_label: Text,
}

impl CheckedView {
    pub(crate) fn of(checked: Checked) -> Self {
        Self { on: checked.on, how: checked.how, how_label: checked.how.label() }
    }
}

/// Something with an id and a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Labelled {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Text,
}

/// An article of the registry, in one of its versions.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegisteredArticle {
    /// The citation, by the newest number.
    #[schema(example = "civil-procedure-law/128")]
    pub citation: String,
    /// The instrument, as in `/v1/laws`.
    #[schema(example = "civil-procedure-law")]
    pub law_id: LawId,
    /// Its title.
    #[schema(example = "民事诉讼法")]
    pub law: String,
    /// Its number in this version; absent where it could not be verified.
    #[schema(example = "128")]
    pub article: Option<String>,
    /// The number as people write it.
    #[schema(example = "第128条")]
    pub name: String,
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force.
    pub until: Option<NaiveDate>,
    /// What it says, in our own words.
    pub gist: String,
    /// Its level of force.
    #[schema(example = "civil")]
    pub force: String,
    /// The same for people.
    pub force_label: Text,
    /// How a breach of it may be spoken of; only where the rule finds a breach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wording: Option<String>,
    /// How its text was checked.
    pub checked: How,
    /// The day it was checked on.
    pub checked_on: NaiveDate,
    /// The same for people.
    pub checked_label: Text,
}

/// An article in every version that holds it, newest first.
pub(crate) fn articles(set: &RuleSet, citation: &Citation, breach: bool) -> Vec<RegisteredArticle> {
    let Some(law) = set.laws.get(&citation.law) else { return Vec::new() };
    let force = set.forces.get(&law.force);
    let one = |(version, number, article): (&LawVersion, &str, &Article)| {
        let name = article_name(number, article);
        let title = format!("《{}》{name}", law.title);
        RegisteredArticle {
            citation: citation.to_string(),
            law_id: law.id.clone(),
            law: law.title.clone(),
            article: (!article.number_unverified).then(|| number.to_owned()),
            name,
            from: version.from,
            until: version.until,
            gist: article.gist.clone(),
            force: law.force.to_string(),
            force_label: force.map_or_else(Text::default, |f| f.label.clone()),
            wording: force.filter(|_| breach).map(|f| f.wording.fill(|_| title.clone())),
            checked: article.checked.how,
            checked_on: article.checked.on,
            checked_label: article.checked.how.label(),
        }
    };
    law.numbers(&citation.article).into_iter().map(one).collect()
}

/// The number of an article as people write it; one that could not be verified says so.
pub(crate) fn article_name(number: &str, article: &Article) -> String {
    if article.number_unverified { "（条号待核）".to_owned() } else { crate::readback::numbered(number).zh }
}

/// A case that tests a rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseReference {
    /// What it shows.
    pub name: String,
    /// What it expects of the rule: `met`, `not_met`, `not_known`, `failed`; absent where it expects something that the
    /// rule leads to.
    #[schema(example = json!(["met"]))]
    pub expects: Vec<&'static str>,
    /// The file it stands in.
    #[schema(example = "cn/cases/triage-court.yaml")]
    pub file: String,
    /// The line of that file.
    pub line: usize,
}

/// The cases that test a rule.
pub(crate) fn cases(set: &RuleSet, rule: &Rule) -> Vec<CaseReference> {
    set.cases.iter().filter_map(|case| case_of(set, case, rule)).collect()
}

fn case_of(set: &RuleSet, case: &Case, rule: &Rule) -> Option<CaseReference> {
    let mut named = false;
    let mut expects: Vec<&'static str> = Vec::new();
    let mut expect = |word: &'static str| {
        if !expects.contains(&word) {
            expects.push(word);
        }
    };
    for expectation in &case.expect {
        if expectation.expected.rule().is_none_or(|it| it.it != rule.id.as_str()) {
            continue;
        }
        named = true;
        if let Expected::Rule { is, .. } = &expectation.expected {
            expect(if expectation.absent { "not_met" } else { is.it });
        }
    }
    let (file, line) = place(set, case.place);
    named.then(|| CaseReference { name: case.name.clone(), expects, file, line })
}

/// How binding something is: as it says itself, else by the strongest force among what it cites.
pub(crate) fn strength<'c>(
    set: &RuleSet,
    said: Option<&StrengthId>,
    cite: impl IntoIterator<Item = &'c Citation>,
) -> Option<Labelled> {
    let force = |c: &Citation| set.laws.get(&c.law).and_then(|law| set.forces.get_full(&law.force));
    let strongest =
        || cite.into_iter().filter_map(force).min_by_key(|(rank, ..)| *rank).map(|(_, _, f)| &f.strength.it);
    let level = said.or_else(strongest).and_then(|id| set.strengths.get(id))?;
    Some(Labelled { id: level.id.to_string(), label: level.label.clone() })
}

/// The file and the line of a place.
pub(crate) fn place(set: &RuleSet, place: Place) -> (String, usize) {
    (set.sources.path(place.file).to_owned(), place.span.line)
}
