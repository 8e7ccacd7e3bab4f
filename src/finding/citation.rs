//! The law behind a line, as it stood on the day the line is judged by.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::evaluate::Session;
use crate::fact::Subject;
use crate::readback::numbered;
use crate::rule::{Citation, Force, ForceId, How, Rule, RuleId, Slot, StrengthId};
use crate::source::Placed;

/// An article as it stood on the day a line is judged by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CitedArticle {
    /// The citation as rules write it, by the newest number.
    #[schema(example = "civil-procedure-law/128")]
    pub citation: String,
    /// The title of the instrument.
    #[schema(example = "民事诉讼法")]
    pub law: String,
    /// The number on that day; absent where it could not be verified.
    #[schema(example = "128")]
    pub article: Option<String>,
    /// What the article says, in our own words.
    pub gist: String,
    /// Its level of force.
    #[schema(example = "civil")]
    pub force: ForceId,
    /// How a breach at that level may be spoken of; only where a line speaks of a breach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wording: Option<String>,
    /// Said of an article that only advises (`不宜`): to act otherwise is no breach.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub advisory: bool,
    /// How its text was checked.
    pub checked: How,
    /// The day it was checked on.
    pub checked_on: NaiveDate,
    /// Whether the instrument's first day in force could not be verified.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub date_unverified: bool,
    /// Said where it is not known whether the instrument binds this lender.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub binds_unknown: bool,
}

/// The rule a line comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleReference {
    /// Its id.
    #[schema(example = "complaint-served")]
    pub id: RuleId,
    /// Its title.
    #[schema(example = "已收到起诉状副本")]
    pub title: String,
    /// Its title in English, where it has one.
    #[schema(example = "A copy of the complaint has been served")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// The file it stands in.
    #[schema(example = "cn/triage/court.yaml")]
    pub file: String,
    /// The line of that file.
    #[schema(example = 12)]
    pub line: usize,
    /// How binding the line is: law, court practice, a standard, a rule of thumb.
    #[schema(example = "law")]
    pub strength: StrengthId,
    /// The same for people.
    #[schema(example = "法律")]
    pub strength_label: String,
    /// What the rule leaves out of its articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_modelled: Option<String>,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_modelled_en: Option<String>,
}

/// Looks up citations on a day. What was not in force then, or does not bind this subject, is left out.
/// With `breach`, each says how a breach of it may be spoken of.
pub(crate) fn cited(
    session: &Session<'_>,
    cite: &[Placed<Citation>],
    subject: Subject,
    day: NaiveDate,
    breach: bool,
) -> Vec<CitedArticle> {
    cite.iter().filter_map(|c| one(session, &c.it, subject, day, breach)).collect()
}

/// Looks up citations for the household as a whole: what binds one of these debts counts.
pub(crate) fn cited_for_any(
    session: &Session<'_>,
    cite: &[Placed<Citation>],
    debts: &[Subject],
    day: NaiveDate,
) -> Vec<CitedArticle> {
    let best = |c: &Placed<Citation>| {
        let each = debts.iter().filter_map(|debt| one(session, &c.it, *debt, day, false));
        each.min_by_key(|article| article.binds_unknown)
    };
    cite.iter().filter_map(best).collect()
}

fn one(
    session: &Session<'_>,
    citation: &Citation,
    subject: Subject,
    day: NaiveDate,
    breach: bool,
) -> Option<CitedArticle> {
    let set = &session.program.set;
    let law = set.laws.get(&citation.law)?;
    let found = law.article_on(&citation.article, day)?;
    let binds = session.binds(law, subject);
    if binds.is_not_met() {
        return None;
    }
    let article = (!found.article.number_unverified).then(|| found.number.to_owned());
    let name = match &article {
        Some(number) => format!("《{}》{}", law.title, numbered(number).zh),
        None => format!("《{}》(条号待核)", law.title),
    };
    let force = set.forces.get(&law.force);
    // Check: a level of force with articles that only advise has words for them.
    let advised = |f: &'_ Force| f.advisory.as_ref().filter(|_| found.article.advisory).unwrap_or(&f.wording).clone();
    let wording = force.map(|f| advised(f).fill(|slot| if *slot == Slot::Law { name.clone() } else { String::new() }));
    Some(CitedArticle {
        citation: citation.to_string(),
        law: law.title.clone(),
        article,
        gist: found.article.gist.clone(),
        force: law.force.clone(),
        wording: wording.filter(|_| breach),
        advisory: found.article.advisory,
        checked: found.article.checked.how,
        checked_on: found.article.checked.on,
        date_unverified: found.version.date_unverified,
        binds_unknown: !binds.is_met(),
    })
}

/// The rule a line comes from, with how binding it is: as the rule says, else by the strongest force among the
/// articles that bind here.
pub(crate) fn reference(session: &Session<'_>, rule: &Rule, cited: &[CitedArticle]) -> RuleReference {
    let set = &session.program.set;
    let by_force = || {
        let forces = cited.iter().filter_map(|c| set.forces.get_full(&c.force));
        forces.min_by_key(|(position, ..)| *position).map(|(_, _, force)| force.strength.it.clone())
    };
    // Without either, the weakest there is: nothing may speak as law by default.
    let strength = rule.strength.clone().or_else(by_force).or_else(|| set.strengths.keys().last().cloned());
    let strength = strength.unwrap_or_else(|| StrengthId::from(""));
    RuleReference {
        id: rule.id.clone(),
        title: rule.title.clone(),
        title_en: rule.title_en(),
        file: set.sources.path(rule.place.file).to_owned(),
        line: rule.place.span.line,
        strength_label: set.strengths.get(&strength).map(|s| s.label.zh.clone()).unwrap_or_default(),
        strength,
        not_modelled: rule.not_modelled.clone(),
        not_modelled_en: rule.not_modelled_en(),
    }
}
