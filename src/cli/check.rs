//! `ashore check`.

use super::{Context, Ended, Format, out};
use crate::diagnostic::{Severity, Text, any_error, as_json, render};
use crate::prove::{Examined, examine};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print
    #[arg(long, default_value = "human")]
    format: Format,
    /// End with 1 for warnings as well
    #[arg(long)]
    deny_warnings: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let examined = match context.sources() {
        Ok(sources) => examine(sources),
        Err(ended) => return ended,
    };
    out(&match args.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&as_json(&examined.diagnostics, &examined.sources));
            format!("{}\n", json.unwrap_or_default())
        }
        Format::Human => {
            let shown = render(&examined.diagnostics, &examined.sources, context.language);
            format!("{shown}{}\n", summary(&examined).in_language(context.language))
        }
    });
    let fails = any_error(&examined.diagnostics) || args.deny_warnings && !examined.diagnostics.is_empty();
    if fails { Ended::Mistakes } else { Ended::Well }
}

fn summary(examined: &Examined) -> Text {
    let files = examined.sources.len();
    let errors = examined.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let warnings = examined.diagnostics.len() - errors;
    let (zh, en) = examined.engine.as_ref().map_or_else(Default::default, |engine| {
        let (rules, cases) = (engine.rules().rules.len(), engine.rules().cases.len());
        (format!("，{rules} 条规则，{cases} 个案例"), format!(", {rules} rules, {cases} cases"))
    });
    Text::new(
        format!("检查了 {files} 个文件{zh}：{errors} 处错误，{warnings} 处提醒"),
        format!("checked {files} files{en}; errors: {errors}, warnings: {warnings}"),
    )
}
