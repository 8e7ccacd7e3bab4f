//! `ashore read`: rules as sentences, and the line to paste once somebody has signed one.

use std::fmt::Write;

use chrono::NaiveDate;
use serde_json::json;

use super::{Context, Ended, Format, complain, out};
use crate::book::says;
use crate::diagnostic::{Language, closest};
use crate::readback::{Figures, read, reads_line, to_sign};
use crate::rule::{Rule, RuleSet};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The rules to read; all where none is named
    #[arg(value_name = "RULE")]
    named: Vec<String>,
    /// Initials of who signs: prints the line to paste
    #[arg(long, requires = "on", value_name = "INITIALS")]
    by: Option<String>,
    /// The day it is signed
    #[arg(long, requires = "by", value_name = "DATE")]
    on: Option<NaiveDate>,
    /// How to print
    #[arg(long, default_value = "human")]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let engine = match context.engine() {
        Ok(engine) => engine,
        Err(ended) => return ended,
    };
    let set = engine.rules();
    for wanted in &args.named {
        if !set.rules.iter().any(|r| r.id.as_str() == wanted) {
            let close = closest(wanted, set.rules.iter().map(|r| r.id.as_str()));
            complain(&match (context.language, close) {
                (Language::Zh, Some(close)) => format!("没有这条规则：`{wanted}`；是不是想写 `{close}`？"),
                (Language::Zh, None) => format!("没有这条规则：`{wanted}`"),
                (Language::En, Some(close)) => format!("there is no rule `{wanted}`; did you mean `{close}`?"),
                (Language::En, None) => format!("there is no rule `{wanted}`"),
            });
            return Ended::Misused;
        }
    }
    let wanted = |rule: &&Rule| args.named.is_empty() || args.named.iter().any(|w| w == rule.id.as_str());
    let rules: Vec<&Rule> = set.rules.iter().filter(wanted).collect();
    match args.format {
        Format::Human => rules.iter().for_each(|rule| out(&shown(set, rule, args))),
        Format::Json => {
            let all: Vec<_> = rules
                .iter()
                .map(|rule| {
                    json!({
                        "rule": rule.id,
                        "title": rule.title,
                        "title_en": rule.title_en(),
                        "to_sign": to_sign(set, rule),
                        "reading": read(set, rule, Figures::Shown),
                    })
                })
                .collect();
            out(&super::json(&all));
        }
    }
    Ended::Well
}

fn shown(set: &RuleSet, rule: &Rule, args: &Args) -> String {
    let sentence = read(set, rule, Figures::Shown).sentence;
    let mut text = format!("{} {}  {}\n", rule.id, rule.title, set.sources.line(rule.place));
    if let Some(title) = rule.title_en() {
        let _ = writeln!(text, "  {title}");
    }
    let _ = write!(text, "  {}\n  {}\n", sentence.zh, sentence.en);
    for said in says(set, rule) {
        if let Some(english) = &said.text_en {
            let _ = write!(text, "  {}：{}\n  {}: {english}\n", said.label.zh, said.text, said.label.en);
        }
    }
    if let (Some(by), Some(on)) = (&args.by, args.on) {
        let _ = writeln!(text, "    {}", reads_line(set, rule, by, &on.to_string()));
    }
    text.push('\n');
    text
}
