//! `ashore check`.

use super::{Context, Ended, Format, out};
use crate::diagnostic::{Severity, any_error, as_json, render};

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
    let errors = checked.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let warnings = checked.diagnostics.len() - errors;
    match args.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&as_json(&checked.diagnostics, &checked.sources));
            out(&format!("{}\n", json.unwrap_or_default()));
        }
        Format::Human => {
            out(&render(&checked.diagnostics, &checked.sources, context.language));
            let files = checked.sources.len();
            let summary = checked.rules.as_ref().map_or_else(String::new, |r| {
                let (rules, cases) = (r.rules.len(), r.cases.len());
                match context.language {
                    crate::diagnostic::Language::Zh => format!(",{rules} 条规则,{cases} 个案例"),
                    crate::diagnostic::Language::En => format!(", {rules} rules, {cases} cases"),
                }
            });
            out(&match context.language {
                crate::diagnostic::Language::Zh => {
                    format!("检查了 {files} 个文件{summary}:{errors} 处错误,{warnings} 处提醒\n")
                }
                crate::diagnostic::Language::En => {
                    format!("checked {files} files{summary}: {errors} errors, {warnings} warnings\n")
                }
            });
        }
    }
    if any_error(&checked.diagnostics) { Ended::Mistakes } else { Ended::Well }
}
