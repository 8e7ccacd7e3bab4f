//! `ashore phrases`: how well the rules read messages that people have labelled.

use std::fmt::Write;
use std::path::PathBuf;

use rust_decimal::Decimal;
use serde_json::json;

use super::mutate::percentage;
use super::test::bar;
use super::{Context, Ended, Format, complain, out};
use crate::corpus::{CodeFigures, Corpus, Counted, Figures, Judged, figures, judge, read};
use crate::diagnostic::{Language, Text, closest, render};
use crate::fact::Input;
use crate::source::{Sources, read_folder};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of labelled messages: a folder for each set, in it files of one behaviour each
    #[arg(default_value = "tests/messages", value_name = "FOLDER")]
    folder: PathBuf,
    /// Only this set
    #[arg(long, value_name = "NAME")]
    set: Option<String>,
    /// Print each message that was missed or wrongly flagged
    #[arg(long)]
    misses: bool,
    /// End with 1 when a set has fewer than this percentage of its labels found
    #[arg(long, value_name = "PERCENT", value_parser = percentage)]
    min_recall: Option<Decimal>,
    /// End with 1 when a set has more than this percentage of its near misses flagged
    #[arg(long, value_name = "PERCENT", value_parser = percentage)]
    max_alarms: Option<Decimal>,
    /// How to print
    #[arg(long, default_value = "human")]
    format: Format,
}

/// A set and how its messages were read.
struct Set<'j> {
    name: &'j str,
    figures: Figures,
    judged: Vec<&'j Judged<'j>>,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    measured(context, args).unwrap_or_else(|ended| ended)
}

fn measured(context: &Context, args: &Args) -> Result<Ended, Ended> {
    let language = context.language;
    let engine = context.engine()?;
    let sources = read_folder(&args.folder).map_err(|error| {
        complain(error.text().in_language(language));
        Ended::Outside
    })?;
    let corpus = read(sources, engine.rules()).map_err(|(mistakes, sources)| {
        complain(&render(&mistakes, &sources, language));
        Ended::Mistakes
    })?;
    let mut names: Vec<&str> = corpus.messages.iter().map(|m| m.set.as_str()).collect();
    names.dedup();
    if let Some(set) = &args.set
        && !names.contains(&set.as_str())
    {
        complain(no_set(set, &names).in_language(language));
        return Err(Ended::Misused);
    }
    let picked = |name: &str| args.set.as_ref().is_none_or(|set| set == name);
    let bar = bar(corpus.messages.len());
    let judged = judge(&engine, &corpus, |m| picked(&m.set), &|| bar.inc(1));
    bar.finish_and_clear();
    let judged = judged.map_err(|mistakes| {
        complain(&render(&mistakes, &corpus.sources, language));
        Ended::Mistakes
    })?;
    let of_set = |name| {
        let judged: Vec<&Judged<'_>> = judged.iter().filter(|j| j.message.set == name).collect();
        Set { name, figures: figures(judged.iter().copied()), judged }
    };
    let sets: Vec<Set<'_>> = names.into_iter().filter(|n| picked(n)).map(of_set).collect();
    let all = figures(&judged);
    let missed = gates(args, &sets);
    out(&match args.format {
        Format::Human => human(args, &corpus.sources, &sets, &all, language),
        Format::Json => as_json(args, &corpus, &sets, &all, &missed),
    });
    for gate in &missed {
        complain(gate.in_language(language));
    }
    Ok(if missed.is_empty() { Ended::Well } else { Ended::Mistakes })
}

fn no_set(set: &str, names: &[&str]) -> Text {
    match closest(set, names.iter().copied()) {
        Some(near) => Text::new(
            format!("没有叫 `{set}` 的一组；是不是想写 `{near}`？"),
            format!("there is no set `{set}`; did you mean `{near}`?"),
        ),
        None => Text::new(
            format!("没有叫 `{set}` 的一组；有：{}", names.join("、")),
            format!("there is no set `{set}`; there are: {}", names.join(", ")),
        ),
    }
}

/// What was asked for and not reached. Each set stands for itself: a good one does not make up for a bad one.
fn gates(args: &Args, sets: &[Set<'_>]) -> Vec<Text> {
    let mut missed = Vec::new();
    for Set { name, figures, .. } in sets {
        let Counted { of, all } = figures.total.sums.labels;
        if let Some(min) = args.min_recall.filter(|min| !figures.total.sums.labels.reaches(*min)) {
            let share = percent(figures.total.sums.labels);
            missed.push(Text::new(
                format!("{}：标注 {all} 处，读出 {of} 处，{share}，低于要求的 {min}%；逐条看：ashore phrases --misses", shown(name, Language::Zh)),
                format!("{}: of {all} labels {of} were found, {share}, below the {min}% asked for; see them with `ashore phrases --misses`", shown(name, Language::En)),
            ));
        }
        let Counted { of, all } = figures.total.sums.near_misses;
        if let Some(max) = args.max_alarms.filter(|max| !figures.total.sums.near_misses.stays_within(*max)) {
            let share = percent(figures.total.sums.near_misses);
            missed.push(Text::new(
                format!("{}：合法或无辜的 {all} 条，误报 {of} 条，{share}，高于允许的 {max}%；逐条看：ashore phrases --misses", shown(name, Language::Zh)),
                format!("{}: of {all} near misses {of} were flagged, {share}, above the {max}% allowed; see them with `ashore phrases --misses`", shown(name, Language::En)),
            ));
        }
    }
    missed
}

/// The name of a set; files that stand in no folder have none.
fn shown(name: &str, language: Language) -> &str {
    match (name, language) {
        ("", Language::Zh) => "未分组",
        ("", Language::En) => "no set",
        (name, _) => name,
    }
}

fn percent(counted: Counted) -> String {
    counted.percent().map_or_else(|| "–".to_owned(), |p| format!("{p:.1}%"))
}

fn human(args: &Args, sources: &Sources, sets: &[Set<'_>], all: &Figures, language: Language) -> String {
    let mut text = String::new();
    for set in sets {
        if args.misses {
            set.judged.iter().for_each(|one| miss(&mut text, one, sources, language));
        }
        table(&mut text, shown(set.name, language), &set.figures, language);
    }
    if sets.len() > 1 {
        let everything = match language {
            Language::Zh => "全部",
            Language::En => "all sets",
        };
        table(&mut text, everything, all, language);
    }
    text
}

/// A message that was missed or wrongly flagged, with its words.
fn miss(text: &mut String, judged: &Judged<'_>, sources: &Sources, language: Language) {
    let (missed, wrong, message) = (judged.missed(), judged.wrong(), judged.message);
    if missed.is_empty() && wrong.is_empty() {
        return;
    }
    let mut said = Vec::new();
    if !missed.is_empty() {
        let codes = missed.join(", ");
        said.push(match language {
            Language::Zh => format!("没有读出 {codes}"),
            Language::En => format!("missed {codes}"),
        });
    }
    said.extend(wrong.iter().map(|f| match language {
        Language::Zh => format!("误报 {}（规则 {}：“{}”）", f.code, f.rule, f.words),
        Language::En => format!("wrongly found {} (rule {}: “{}”)", f.code, f.rule, f.words),
    }));
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{} {}", sources.line(message.place), said.join("；"));
    let given: Vec<String> = message.given.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect();
    let given = if given.is_empty() { String::new() } else { format!("  {{ {} }}", given.join(", ")) };
    let _ = writeln!(text, "    {}{given}", message.say);
}

fn plain(value: &Input) -> String {
    match value {
        Input::Text(text) | Input::Number(text) => text.clone(),
        Input::YesNo(yes) => yes.to_string(),
        Input::Null | Input::List(_) | Input::Map(_) => "…".to_owned(),
    }
}

fn table(text: &mut String, name: &str, figures: &Figures, language: Language) {
    let headings = match language {
        Language::Zh => ["编号", "读出/标注", "召回", "准确", "误报/近似合法", "伪装读出", "灰色答不能判断"],
        Language::En => {
            ["code", "found/labels", "recall", "precision", "near misses flagged", "disguised", "grey told so"]
        }
    };
    let total = &figures.total;
    let _ = match language {
        Language::Zh => writeln!(text, "{name}：{} 条消息", total.messages),
        Language::En => writeln!(text, "{name}: {} messages", total.messages),
    };
    let widths: Vec<usize> = headings.iter().map(|h| width(h).max(6) + 2).collect();
    let mut line = |cells: [String; 7]| {
        let padded =
            cells.iter().zip(&widths).map(|(cell, to)| format!("{cell}{}", " ".repeat(to.saturating_sub(width(cell)))));
        let _ = writeln!(text, "{}", padded.collect::<String>().trim_end());
    };
    line(headings.map(str::to_owned));
    for (code, of_code) in &figures.codes {
        line(cells(code, of_code));
    }
    line(cells(
        match language {
            Language::Zh => "合计",
            Language::En => "total",
        },
        &total.sums,
    ));
    let (noticed, share) = (total.noticed, percent(total.noticed));
    let alarms = percent(total.sums.near_misses);
    let _ = match language {
        Language::Zh => {
            writeln!(text, "误报率 {alarms}；有问题的消息里 {}/{} 条至少读出一项，{share}\n", noticed.of, noticed.all)
        }
        Language::En => writeln!(
            text,
            "false alarms {alarms}; of the messages with a breach {}/{} had something found, {share}\n",
            noticed.of, noticed.all
        ),
    };
}

fn cells(code: &str, figures: &CodeFigures) -> [String; 7] {
    let of = |c: Counted| if c.all == 0 { "–".to_owned() } else { format!("{}/{}", c.of, c.all) };
    [
        code.to_owned(),
        of(figures.labels),
        percent(figures.labels),
        percent(figures.right),
        of(figures.near_misses),
        of(figures.disguised),
        of(figures.unclear),
    ]
}

/// How wide a text is in a terminal: Chinese characters take two places.
fn width(text: &str) -> usize {
    text.chars().map(|c| if ('\u{2e80}'..='\u{ffef}').contains(&c) { 2 } else { 1 }).sum()
}

fn as_json(args: &Args, corpus: &Corpus, sets: &[Set<'_>], all: &Figures, missed: &[Text]) -> String {
    let sets_json: Vec<_> =
        sets.iter().map(|s| json!({ "set": s.name, "codes": s.figures.codes, "total": s.figures.total })).collect();
    let mut report = json!({ "sets": sets_json, "total": all.total, "gates_missed": missed });
    if args.misses {
        let misses = sets.iter().flat_map(|s| &s.judged).filter(|j| !(j.missed().is_empty() && j.wrong().is_empty()));
        let misses: Vec<_> = misses
            .map(|j| {
                let wrong: Vec<_> =
                    j.wrong().iter().map(|f| json!({ "code": f.code, "rule": f.rule, "words": f.words })).collect();
                json!({
                    "set": j.message.set,
                    "file": corpus.sources.path(j.message.place.file),
                    "line": j.message.place.span.line,
                    "say": j.message.say,
                    "missed": j.missed(),
                    "wrong": wrong,
                })
            })
            .collect();
        if let Some(fields) = report.as_object_mut() {
            fields.insert("misses".to_owned(), misses.into());
        }
    }
    super::json(&report)
}
