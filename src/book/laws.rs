//! Act by act: each article with the rules that rest on it, those that have none, and what rules leave out.

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{CheckedView, RuleName, article_name, place};
use crate::diagnostic::Text;
use crate::readback::{Clause, read_condition};
use crate::rule::{Citation, Law, LawId, LawVersion, RuleSet};

/// One instrument, article by article.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LawView {
    /// Its id.
    pub id: LawId,
    /// Its title.
    #[schema(example = "民事诉讼法")]
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// Its level of force.
    #[schema(example = "civil")]
    pub force: String,
    /// The same for people.
    pub force_label: Text,
    /// How a breach of it may be spoken of.
    pub wording: String,
    /// Whom it binds, where not everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applies_when: Option<Clause>,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its versions, newest first.
    pub versions: Vec<LawVersionView>,
    /// How many articles are registered, in all versions.
    pub articles: usize,
    /// How many of them a rule rests on.
    pub covered: usize,
    /// What rules leave out of it.
    pub not_modelled: Vec<NotModelled>,
    /// The file it stands in.
    pub file: String,
    /// The line of that file.
    pub line: usize,
}

/// The articles of an instrument over a stretch of time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LawVersionView {
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force; absent where it is open.
    pub until: Option<NaiveDate>,
    /// Whether the first day could not be verified.
    pub date_unverified: bool,
    /// Its articles, in the order of the file.
    pub articles: Vec<LawArticle>,
}

/// One article and the rules that rest on it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LawArticle {
    /// Its key in this version: its number, or a word where that could not be verified.
    #[schema(example = "128")]
    pub key: String,
    /// Its number as people write it.
    #[schema(example = "第128条")]
    pub name: String,
    /// What it says, in our own words.
    pub gist: String,
    /// How it was checked.
    pub checked: CheckedView,
    /// Its number in the next version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub succeeded_by: Option<String>,
    /// The rules that rest on it.
    pub rules: Vec<RuleName>,
    /// Other things that rest on it: dated values, lines of the do-not list and errata, by title.
    pub also: Vec<String>,
}

/// What a rule leaves out of the articles it cites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotModelled {
    /// The rule.
    pub rule: RuleName,
    /// What it leaves out.
    pub text: String,
}

/// Who rests on an article of a version.
#[derive(Default)]
struct Resting {
    rules: Vec<RuleName>,
    also: Vec<String>,
}

/// An article of a version: the instrument, the version's first day, the key.
type Key<'k> = (&'k LawId, NaiveDate, &'k str);

/// All instruments.
pub(crate) fn laws(set: &RuleSet) -> Vec<LawView> {
    let mut resting: IndexMap<Key<'_>, Resting> = IndexMap::new();
    for rule in &set.rules {
        let name = RuleName::of(rule);
        for key in rule.cite.iter().flat_map(|c| keys(set, &c.it)) {
            let rules = &mut resting.entry(key).or_default().rules;
            if !rules.contains(&name) {
                rules.push(name.clone());
            }
        }
    }
    let values = set.values.values().flat_map(|v| v.cite.iter().map(|c| (c, format!("数值：{}", v.title))));
    let avoid = set.avoid.values().flat_map(|a| a.cite.iter().map(|c| (&c.it, format!("不要做的事：{}", a.title))));
    let errata =
        set.errata.values().flat_map(|e| e.cite.iter().map(|c| (&c.it, format!("错误说法：{}", e.words.says))));
    for (citation, title) in values.chain(avoid).chain(errata) {
        for key in keys(set, citation) {
            resting.entry(key).or_default().also.push(title.clone());
        }
    }
    set.laws.values().map(|law| view(set, law, &resting)).collect()
}

/// The articles a citation stands for: one in each version that holds it.
fn keys<'s>(set: &'s RuleSet, citation: &Citation) -> Vec<Key<'s>> {
    let Some((id, law)) = set.laws.get_key_value(&citation.law) else { return Vec::new() };
    law.numbers(&citation.article)
        .into_iter()
        .filter_map(|(version, number, _)| Some((id, version.from, version.articles.get_key_value(number)?.0.as_str())))
        .collect()
}

fn view(set: &RuleSet, law: &Law, resting: &IndexMap<Key<'_>, Resting>) -> LawView {
    let versions: Vec<LawVersionView> = law.versions.iter().rev().map(|v| version(law, v, resting)).collect();
    let articles = || versions.iter().flat_map(|v| &v.articles);
    let force = set.forces.get(&law.force);
    let (file, line) = place(set, law.place);
    LawView {
        id: law.id.clone(),
        title: law.title.clone(),
        issuer: law.issuer.clone(),
        force: law.force.to_string(),
        force_label: force.map_or_else(Text::default, |f| f.label.clone()),
        wording: force.map(|f| f.wording.fill(|_| format!("《{}》", law.title))).unwrap_or_default(),
        applies_when: law.applies_when.as_ref().map(|c| read_condition(set, c)),
        note: law.note.clone(),
        articles: articles().count(),
        covered: articles().filter(|a| !a.rules.is_empty()).count(),
        not_modelled: not_modelled(set, law),
        versions,
        file,
        line,
    }
}

fn version(law: &Law, version: &LawVersion, resting: &IndexMap<Key<'_>, Resting>) -> LawVersionView {
    let article = |(key, article): (&String, &crate::rule::Article)| {
        let here = resting.get(&(&law.id, version.from, key.as_str()));
        LawArticle {
            key: key.clone(),
            name: article_name(key, article),
            gist: article.gist.clone(),
            checked: CheckedView::of(article.checked),
            succeeded_by: article.succeeded_by.clone(),
            rules: here.map(|r| r.rules.clone()).unwrap_or_default(),
            also: here.map(|r| r.also.clone()).unwrap_or_default(),
        }
    };
    LawVersionView {
        from: version.from,
        until: version.until,
        date_unverified: version.date_unverified,
        articles: version.articles.iter().map(article).collect(),
    }
}

fn not_modelled(set: &RuleSet, law: &Law) -> Vec<NotModelled> {
    let cites = |rule: &&crate::rule::Rule| rule.cite.iter().any(|c| c.it.law == law.id);
    set.rules
        .iter()
        .filter(cites)
        .filter_map(|r| Some(NotModelled { rule: RuleName::of(r), text: r.not_modelled.clone()? }))
        .collect()
}
