//! The names that exist in the rules, with what they stand for, as things an editor can offer.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::shape::{ID, ID_HINT, closed, form, open};
use crate::diagnostic::Text;
use crate::rule::{DatedValue, Unit, ValueSource};
use crate::syntax::{ConditionDraft, Definitions};

/// Puts the definitions of all names that rules point to.
pub(super) fn names(all: &Definitions, into: &mut Map<String, Value>) {
    let mut put = |name: &str, schema: Value| into.insert(format!("name.{name}"), schema);
    let shown = |label: &Text| format!("{} / {}", label.zh, label.en);
    put("band", closed(all.bands.iter().map(|b| (b.id.as_str(), b.title.clone()))));
    put("severity", closed(all.severities.iter().map(|s| (s.id.as_str(), shown(&s.label)))));
    put("strength", closed(all.strengths.iter().map(|s| (s.id.as_str(), shown(&s.label)))));
    put("rung", closed(all.evidence_ladder.iter().map(|r| (r.id.as_str(), shown(&r.label)))));
    put("force", closed(all.forces.iter().map(|f| (f.id.as_str(), shown(&f.label)))));
    let hold = ("hold", "先不付，等弄清楚再说 / not paid until something is settled".to_owned());
    let tiers = all.tiers.iter().map(|t| (t.id.as_str(), t.title.clone()));
    put("payment", closed(tiers.chain([hold])));
    let mut add = |name: &str, names: Vec<(&str, String)>| {
        let names: Vec<(String, String)> = names.into_iter().map(|(name, told)| (name.to_owned(), told)).collect();
        put(name, open(&names, ID, ID_HINT));
    };
    add("action", all.actions.iter().map(|a| (a.id.as_str(), a.title.clone())).collect());
    add("avoid", all.avoid.iter().map(|a| (a.id.as_str(), a.title.clone())).collect());
    add("referral", all.referrals.iter().map(|r| (r.id.as_str(), r.title.clone())).collect());
    add("letter", all.letters.iter().map(|l| (l.id.as_str(), l.title.clone())).collect());
    add("channel", all.channels.iter().map(|c| (c.id.as_str(), c.title.clone())).collect());
    add("phrase", all.phrases.iter().map(|p| (p.id.as_str(), p.title.clone())).collect());
    add("behaviour", all.behaviours.iter().map(|b| (b.id.as_str(), behaviour(&b.title, b.about.as_deref()))).collect());
    add("rule", all.rules.iter().map(|r| (r.id.as_str(), r.title.clone())).collect());
    add("term", all.terms.iter().map(|t| (t.id.as_str(), term(&t.title, &t.when))).collect());
    add("value", all.values.iter().map(|v| (v.id.as_str(), value(v))).collect());
    add("rate_value", of_units(all, &[Unit::Rate]));
    put("citation", citations(all));
}

/// The dated values in one of these units, with their titles.
pub(super) fn of_units<'a>(all: &'a Definitions, units: &[Unit]) -> Vec<(&'a str, String)> {
    all.values.iter().filter(|v| units.contains(&v.unit) && !v.is_table()).map(|v| (v.id.as_str(), value(v))).collect()
}

/// A value that was added after the schema was written: a plain word.
pub(super) fn new_value() -> Value {
    form("^[a-z][a-z0-9_]*$", ("写数、数值编号或事实名", "write a figure, the id of a value or the name of a fact"))
}

fn behaviour(title: &str, about: Option<&str>) -> String {
    about.map_or_else(|| title.to_owned(), |about| format!("{title}：{about}"))
}

fn value(value: &DatedValue) -> String {
    let source = match &value.source {
        ValueSource::Series(entries) => entries
            .last()
            .map_or_else(String::new, |last| format!("，{} 起 {}", last.from, last.value.show(&value.unit.kind()))),
        ValueSource::ByOption { by, options } => {
            format!("，按 {}：{}", by.it, options.keys().map(String::as_str).collect::<Vec<_>>().join("、"))
        }
        ValueSource::Multiple { of, times } => format!("，{times} × {of}"),
    };
    format!("{}({}{source})", value.title, value.unit.word())
}

/// The title of a term with the facts it looks at.
fn term(title: &str, when: &ConditionDraft) -> String {
    let mut facts = Vec::new();
    facts_of(when, &mut facts);
    if facts.is_empty() { title.to_owned() } else { format!("{title}\n{}", facts.join("、")) }
}

fn facts_of<'c>(condition: &'c ConditionDraft, into: &mut Vec<&'c str>) {
    match condition {
        ConditionDraft::All(parts) | ConditionDraft::Any(parts) | ConditionDraft::None(parts) => {
            for part in parts {
                facts_of(part, into);
            }
        }
        ConditionDraft::AnyDebt(inner) => facts_of(inner, into),
        ConditionDraft::Term(name) => into.extend((!into.contains(&name.it.as_str())).then_some(name.it.as_str())),
        ConditionDraft::Test { fact, .. } => {
            into.extend((!into.contains(&fact.it.as_str())).then_some(fact.it.as_str()));
        }
    }
}

/// Every article by its newest number, with its gist as it reads in the newest version.
fn citations(all: &Definitions) -> Value {
    let mut names: IndexMap<String, String> = IndexMap::new();
    for law in &all.laws {
        for version in &law.versions {
            let until = version.until.map_or_else(String::new, |day| format!("(至 {day})"));
            for (number, article) in version.articles.iter().filter(|(_, a)| a.succeeded_by.is_none()) {
                names.insert(format!("{}/{number}", law.id), format!("{}{until}：{}", law.title, article.gist));
            }
        }
    }
    let names: Vec<(String, String)> = names.into_iter().collect();
    let hint = ("写成“法律编号/条号”，如 civil-code/678", "write `law-id/article`, such as civil-code/678");
    open(&names, "^[a-z0-9._-]+/.+$", hint)
}
