//! The rulebook: everything in the rules on one page that a lawyer can read who never sees YAML, and the same in parts
//! for the API. Pure: rules in, text out; no clock, so the same rules give the same bytes.

mod calendar;
mod catalogue;
mod errata;
mod laws;
mod rule;
mod stages;
mod values;
mod view;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;

pub use errata::ErratumView;
pub use laws::{LawArticle, LawVersionView, LawView, NotModelled};
pub use rule::{RuleParts, SaysView, SignedView};
pub use stages::{StageAvoid, StageLetter, StageName, StageRule, StageStep, StageView, StagesView};
pub use values::{DerivedFrom, EntryView, ValueOnDay, ValueView};
pub use view::{CaseReference, CheckedView, Labelled, RegisteredArticle, RuleName};

pub(crate) use errata::errata;
pub(crate) use laws::laws;
pub(crate) use rule::{parts, says};
pub(crate) use stages::{stage_like, stages, stages_named};
pub(crate) use values::values_on;

use crate::rule::{Rule, RuleSet, Then};
use calendar::YearPage;
use catalogue::Catalogue;
use rule::RulePage;
use values::ValuePage;

/// A part of the book: rules that lead to the same kind of thing.
#[derive(Debug, Serialize)]
struct Part {
    id: &'static str,
    title: &'static str,
    about: &'static str,
    chapters: Vec<Chapter>,
}

/// A chapter: the rules of one file.
#[derive(Debug, Serialize)]
struct Chapter {
    anchor: String,
    title: String,
    about: String,
    file: String,
    rules: Vec<RulePage>,
}

/// Everything on the page.
#[derive(Debug, Serialize)]
struct Page<'p> {
    title: &'p str,
    version: &'p str,
    jurisdiction: &'p str,
    limits: &'p [String],
    digest: &'p str,
    counts: Counts,
    /// The last day on which an article was checked.
    checked: Option<NaiveDate>,
    stages: Vec<StageView>,
    triage: Part,
    cost: Part,
    conduct: Part,
    values: Vec<ValuePage>,
    calendar: Vec<YearPage>,
    catalogue: Catalogue,
    laws: Vec<LawView>,
    errata: Vec<ErratumView>,
}

#[derive(Debug, Serialize)]
struct Counts {
    rules: usize,
    laws: usize,
    articles: usize,
    uncovered: usize,
    values: usize,
    cases: usize,
}

/// Names each template after its file.
macro_rules! templates {
    ($($name:literal,)*) => {
        const TEMPLATES: &[(&str, &str)] = &[$((concat!($name, ".html"), include_str!(concat!("pages/", $name, ".html")))),*];
    };
}

templates! {
    "book",
    "calendar",
    "conduct",
    "contents",
    "cover",
    "errata",
    "guide",
    "laws",
    "letters",
    "limits",
    "macros",
    "not-modelled",
    "part",
    "stages",
    "steps",
    "terms",
    "values",
}

/// The whole rulebook as one HTML page.
pub fn book(set: &RuleSet) -> Result<String, minijinja::Error> {
    let mut pages = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?;
    pages.set_syntax(syntax);
    pages.set_auto_escape_callback(|_| AutoEscape::Html);
    pages.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    // With debugging on, an error prints everything there is.
    pages.set_debug(false);
    pages.add_filter("day", |text: &str| day(text));
    for (name, text) in TEMPLATES {
        pages.add_template(name, text)?;
    }
    pages.get_template("book.html")?.render(minijinja::context! {
        style => Value::from_safe_string(include_str!("pages/book.css").to_owned()),
        book => Value::from(minijinja::value::Serde(page(set))),
    })
}

fn page(set: &RuleSet) -> Page<'_> {
    let laws = laws(set);
    let articles = || laws.iter().flat_map(|l| &l.versions).flat_map(|v| &v.articles);
    Page {
        title: &set.pack.title,
        version: &set.pack.version,
        jurisdiction: &set.pack.jurisdiction,
        limits: &set.pack.limits,
        digest: &set.digest,
        counts: Counts {
            rules: set.rules.len(),
            laws: laws.len(),
            articles: articles().count(),
            uncovered: articles().filter(|a| a.rules.is_empty()).count(),
            values: set.values.len(),
            cases: set.cases.len(),
        },
        checked: articles().map(|a| a.checked.on).max(),
        stages: stages::all_stages(set),
        triage: triage(set),
        cost: cost(set),
        conduct: conduct(set),
        values: values::pages(set),
        calendar: calendar::calendar(set),
        catalogue: catalogue::catalogue(set),
        laws,
        errata: errata(set),
    }
}

fn triage(set: &RuleSet) -> Part {
    Part {
        id: "triage",
        title: "先办什么",
        about: "对每一笔债和整个家庭：该办什么、哪天以前、不要做什么、找谁帮忙、钱先付给谁。",
        chapters: chapters(set, |r| matches!(r.then, Then::Triage(_))),
    }
}

fn cost(set: &RuleSet) -> Part {
    Part {
        id: "cost",
        title: "成本和哪条线比",
        about: "把一笔债的综合年成本同哪条线比，高于、正好、不高于时各怎么说。",
        chapters: chapters(set, |r| matches!(r.then, Then::Cost(_))),
    }
}

fn conduct(set: &RuleSet) -> Part {
    Part {
        id: "conduct",
        title: "催收行为",
        about: "哪些联系算哪种行为，程度多重，留什么证据，找谁反映。",
        chapters: chapters(set, |r| matches!(r.then, Then::Conduct(_))),
    }
}

fn chapters(set: &RuleSet, belongs: fn(&Rule) -> bool) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for rule in set.rules.iter().filter(|r| belongs(r)) {
        let page = rule::page(set, rule);
        if let Some(chapter) = chapters.iter_mut().find(|c| c.file == page.file) {
            chapter.rules.push(page);
        } else {
            let (title, about) = heading(set, rule, &page.file);
            let anchor = format!("file-{}", page.file.trim_end_matches(".yaml").replace('/', "-"));
            chapters.push(Chapter { anchor, title, about, file: page.file.clone(), rules: vec![page] });
        }
    }
    chapters
}

/// What the first remark of a file says it is about: its heading, and the rest.
fn heading(set: &RuleSet, rule: &Rule, file: &str) -> (String, String) {
    let text = set.sources.get(rule.place.file).map_or("", |f| f.text.as_str());
    let remark = text.lines().find_map(|line| {
        let words = line.strip_prefix('#')?.trim();
        // Lines such as `# yaml-language-server: …` speak to editors.
        (!words.is_ascii()).then_some(words)
    });
    let Some(remark) = remark else { return (file.to_owned(), String::new()) };
    match remark.split_once(['：', '。']) {
        Some((title, about)) => (title.to_owned(), about.to_owned()),
        None => (remark.to_owned(), String::new()),
    }
}

/// A date as Chinese papers write it; anything else as it is.
fn day(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), crate::readback::date)
}
