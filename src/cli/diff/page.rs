//! A comparison as a page to read in a browser or print: one file, nothing loaded from elsewhere.

use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;
use serde_json::json;

use super::{Names, apart};
use crate::compare::{AspectChange, Cause, Change, Comparison, DefinitionChange, FieldChange, LineChange, kind};
use crate::diagnostic::{Language, Text};
use crate::rule::RuleId;

const TEMPLATE: &str = include_str!("page.html");

/// The page.
pub(super) fn page(names: &Names, comparison: &Comparison, language: Language) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.add_template("page.html", TEMPLATE)?;
    let definitions: Vec<Definition> = comparison.definitions.iter().map(|d| definition(d, language)).collect();
    let causes: Vec<Group> = comparison.causes.iter().map(|c| group(c, language)).collect();
    let unread: Vec<_> = comparison
        .unread
        .iter()
        .map(|u| {
            let say = |texts: &[Text]| texts.iter().map(|t| t.in_language(language).to_owned()).collect::<Vec<_>>();
            json!({ "portfolio": u.portfolio, "place": u.place, "old": say(&u.old), "new": say(&u.new) })
        })
        .collect();
    let all = json!({
        "zh": language == Language::Zh,
        "old_name": names.old,
        "new_name": names.new,
        "old": comparison.old,
        "new": comparison.new,
        "changed": comparison.is_changed(),
        "portfolios": comparison.portfolios,
        "affected": comparison.affected,
        "definitions": definitions,
        "causes": causes,
        "unread": unread,
    });
    environment.get_template("page.html")?.render(Serde(all))
}

/// What a cause is called: its rule, what became of the rule, and the changed things it leans on.
pub(super) fn heading(cause: &Cause) -> Text {
    let Some(rule) = &cause.rule else {
        return Text::new("收支和次序(不是某一条规则单独决定的)", "budget and order (no single rule makes them)");
    };
    let (title, place) = (cause.title.as_deref().unwrap_or_default(), cause.place.as_deref().unwrap_or_default());
    let own = cause.change.map_or_else(Text::default, own);
    let because_of = cause.because_of.join("、");
    let (zh_of, en_of) = if cause.because_of.is_empty() {
        (String::new(), String::new())
    } else {
        (format!("；用到的 {because_of} 变了"), format!("; it uses {because_of}, which changed"))
    };
    Text::new(
        format!("规则 {rule} {title} ({place}{}{zh_of})", own.zh),
        format!("rule {rule} {title} ({place}{}{en_of})", own.en),
    )
}

fn own(change: Change) -> Text {
    match change {
        Change::Appeared => Text::new("；新规则", "; a new rule"),
        Change::Disappeared => Text::new("；已删去", "; removed"),
        Change::Moved | Change::Changed => Text::new("；规则有改动", "; the rule changed"),
    }
}

#[derive(Serialize)]
struct Definition<'c> {
    sign: &'static str,
    change: Change,
    kind: String,
    id: Option<&'c str>,
    title: Option<&'c str>,
    place: Option<&'c str>,
    fields: Vec<ShownChange>,
}

fn definition(definition: &DefinitionChange, language: Language) -> Definition<'_> {
    let kind = kind(&definition.section).in_language(language).to_owned();
    let field = |f: &FieldChange| shown(f.path.clone(), f.old.as_deref(), f.new.as_deref());
    Definition {
        sign: definition.change.sign(),
        change: definition.change,
        kind,
        id: definition.id.as_deref(),
        title: definition.title.as_deref(),
        place: definition.place.as_deref(),
        fields: definition.fields.iter().map(field).collect(),
    }
}

#[derive(Serialize)]
struct Group<'c> {
    heading: String,
    count: usize,
    portfolios: Vec<Portfolio<'c>>,
}

#[derive(Serialize)]
struct Portfolio<'c> {
    name: &'c str,
    place: &'c str,
    lines: Vec<ShownLine<'c>>,
}

#[derive(Serialize)]
struct ShownLine<'c> {
    sign: &'static str,
    change: Change,
    word: String,
    part: String,
    about: Option<&'c str>,
    title: &'c str,
    also: Vec<&'c str>,
    aspects: Vec<ShownChange>,
}

#[derive(Serialize)]
struct ShownChange {
    name: String,
    head: String,
    old: Option<String>,
    new: Option<String>,
    tail: String,
}

/// Texts shorter than this are shown whole, side by side.
const SHORT_CHARS: usize = 24;

fn shown(name: String, old: Option<&str>, new: Option<&str>) -> ShownChange {
    if let (Some(before), Some(after)) = (old, new)
        && before.chars().count().min(after.chars().count()) > SHORT_CHARS
    {
        let [head, old, new, tail] = apart(before, after);
        let some = |text: String| Some(text).filter(|t| !t.is_empty());
        return ShownChange { name, head, old: some(old), new: some(new), tail };
    }
    let own = |text: Option<&str>| text.map(str::to_owned);
    ShownChange { name, head: String::new(), old: own(old), new: own(new), tail: String::new() }
}

fn group(cause: &Cause, language: Language) -> Group<'_> {
    let portfolios = cause.lines.chunk_by(LineChange::same_portfolio).filter_map(|lines| {
        let first = lines.first()?;
        let lines = lines.iter().map(|l| line(l, language)).collect();
        Some(Portfolio { name: &first.portfolio, place: &first.place, lines })
    });
    Group {
        heading: heading(cause).in_language(language).to_owned(),
        count: cause.lines.len(),
        portfolios: portfolios.collect(),
    }
}

fn line(line: &LineChange, language: Language) -> ShownLine<'_> {
    let aspect = |a: &'_ AspectChange| a.aspect.text().in_language(language).to_owned();
    ShownLine {
        sign: line.change.sign(),
        change: line.change,
        word: line.change.text().in_language(language).to_owned(),
        part: line.subject.part.text().in_language(language).to_owned(),
        about: line.subject.about.as_deref(),
        title: &line.subject.title,
        also: line.also.iter().map(RuleId::as_str).collect(),
        aspects: line.aspects.iter().map(|a| shown(aspect(a), a.old.as_deref(), a.new.as_deref())).collect(),
    }
}
