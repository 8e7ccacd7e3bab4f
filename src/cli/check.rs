//! `ashore check`.

use super::{Context, Ended, Format, out};
use crate::check::Checked;
use crate::diagnostic::{Severity, Text, any_error, as_json, render};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print
    #[arg(long, default_value = "human")]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let checked = match context.checked() {
        Ok(checked) => checked,
        Err(ended) => return ended,
    };
    let mut checked = checked;
    if let Some(rules) = checked.rules.take() {
        let engine = crate::engine::Engine::new(rules);
        checked.diagnostics.extend(crate::prove::prove(&engine));
        crate::diagnostic::sort(&mut checked.diagnostics);
        checked.rules = Some(engine.rules().clone());
    }
    let errors = checked.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let warnings = checked.diagnostics.len() - errors;
    match args.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&as_json(&checked.diagnostics, &checked.sources));
            out(&format!("{}\n", json.unwrap_or_default()));
        }
        Format::Human => {
            out(&render(&checked.diagnostics, &checked.sources, context.language));
            let (files, zh, en) = (checked.sources.len(), zh_count(&checked), en_count(&checked));
            let summary = Text::new(
                format!("检查了 {files} 个文件{zh}：{errors} 处错误，{warnings} 处提醒"),
                format!("checked {files} files{en}; errors: {errors}, warnings: {warnings}"),
            );
            out(&format!("{}\n", summary.in_language(context.language)));
        }
    }
    if any_error(&checked.diagnostics) { Ended::Mistakes } else { Ended::Well }
}

fn zh_count(checked: &Checked) -> String {
    checked.rules.as_ref().map_or_else(String::new, |r| format!("，{} 条规则，{} 个案例", r.rules.len(), r.cases.len()))
}

fn en_count(checked: &Checked) -> String {
    checked.rules.as_ref().map_or_else(String::new, |r| format!(", {} rules, {} cases", r.rules.len(), r.cases.len()))
}
