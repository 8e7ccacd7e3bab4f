//! `ashore check`.

use std::collections::BTreeSet;

use super::{Context, Ended, out, sarif};
use crate::check::Checked;
use crate::diagnostic::{Diagnostic, Severity, Text, any_error, as_json, render};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print
    #[arg(long, default_value = "human")]
    format: Form,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Form {
    /// For people
    Human,
    /// For programs
    Json,
    /// For code hosts, which show it in a pull request (SARIF 2.1.0)
    Sarif,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let checked = match context.checked() {
        Ok(checked) => checked,
        Err(ended) => return ended,
    };
    let errors = checked.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let warnings = checked.diagnostics.len() - errors;
    match args.format {
        Form::Json => {
            let json = serde_json::to_string_pretty(&as_json(&checked.diagnostics, &checked.sources));
            out(&format!("{}\n", json.unwrap_or_default()));
        }
        Form::Sarif => {
            let root = context.rules.display().to_string();
            let sarif = sarif::as_sarif(&checked.diagnostics, &checked.sources, &root, context.language);
            out(&format!("{sarif:#}\n"));
        }
        Form::Human => {
            out(&render(&checked.diagnostics, &checked.sources, context.language));
            let (files, zh, en) = (checked.sources.len(), zh_count(&checked), en_count(&checked));
            let summary = Text::new(
                format!("检查了 {files} 个文件{zh}：{errors} 处错误，{warnings} 处提醒"),
                format!("checked {files} files{en}; errors: {errors}, warnings: {warnings}"),
            );
            out(&format!("{}\n", summary.in_language(context.language)));
            out(&how_to_learn_more(&checked.diagnostics, context));
        }
    }
    if any_error(&checked.diagnostics) { Ended::Mistakes } else { Ended::Well }
}

/// The command that explains what was found, with each code once.
fn how_to_learn_more(diagnostics: &[Diagnostic], context: &Context) -> String {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|d| d.code).collect();
    if codes.is_empty() {
        return String::new();
    }
    let codes = codes.into_iter().collect::<Vec<_>>().join(context.say("、", ", "));
    format!(
        "{}{codes}\n",
        context.say("说明：ashore explain CODE，CODE 为 ", "for more: ashore explain CODE, where CODE is ")
    )
}

fn zh_count(checked: &Checked) -> String {
    checked.rules.as_ref().map_or_else(String::new, |r| format!("，{} 条规则，{} 个案例", r.rules.len(), r.cases.len()))
}

fn en_count(checked: &Checked) -> String {
    checked.rules.as_ref().map_or_else(String::new, |r| format!(", {} rules, {} cases", r.rules.len(), r.cases.len()))
}
