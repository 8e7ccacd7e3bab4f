//! What popular advice gets wrong, with the law and the rules behind the right answer.

use serde::Serialize;
use utoipa::ToSchema;

use super::view::{CheckedView, Labelled, RegisteredArticle, RuleName, articles, place, strength};
use crate::rule::{Erratum, ErratumId, ErratumWords, RuleSet};

/// A saying that people in debt are told, set right.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErratumView {
    /// Its id.
    #[schema(example = "payment-order-cannot-pay")]
    pub id: ErratumId,
    /// The saying and its correction, in Chinese.
    #[serde(flatten)]
    pub words: ErratumWords,
    /// The same in English, where somebody wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<ErratumWords>,
    /// How binding the right answer is.
    pub strength: Option<Labelled>,
    /// How the right answer was checked, where it says more than the articles it cites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<CheckedView>,
    /// The articles behind the right answer, as they read in their newest version.
    pub articles: Vec<RegisteredArticle>,
    /// The rules that hold the right answer.
    pub rules: Vec<RuleName>,
    /// The file it stands in.
    #[schema(example = "cn/errata/popular-advice.yaml")]
    pub file: String,
    /// The line of that file.
    pub line: usize,
}

/// All errata, in the order of the files.
pub(crate) fn errata(set: &RuleSet) -> Vec<ErratumView> {
    set.errata.values().map(|e| view(set, e)).collect()
}

fn view(set: &RuleSet, erratum: &Erratum) -> ErratumView {
    let (file, line) = place(set, erratum.place);
    let named = |id: &str| set.rules.iter().find(|r| r.id.as_str() == id).map(RuleName::of);
    ErratumView {
        id: erratum.id.clone(),
        words: erratum.words.clone(),
        en: erratum.en.clone(),
        strength: strength(set, erratum.strength.as_ref().map(|s| &s.it), erratum.cite.iter().map(|c| &c.it)),
        checked: erratum.checked.map(CheckedView::of),
        articles: erratum.cite.iter().filter_map(|c| articles(set, &c.it, false).into_iter().next()).collect(),
        rules: erratum.rules.iter().filter_map(|r| named(r.it.as_str())).collect(),
        file,
        line,
    }
}
