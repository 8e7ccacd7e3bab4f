//! `ashore check`.

use std::collections::BTreeSet;

use super::{Context, Ended, json, out, sarif};
use crate::diagnostic::{Diagnostic, Severity, Text, any_error, as_json, render};
use crate::prove::{Examined, examine};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print
    #[arg(long, default_value = "human")]
    format: Form,
    /// End with 1 for warnings as well
    #[arg(long)]
    deny_warnings: bool,
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
    let examined = match context.sources() {
        Ok(sources) => examine(sources),
        Err(ended) => return ended,
    };
    let Examined { diagnostics, sources, .. } = &examined;
    out(&match args.format {
        Form::Json => json(&as_json(diagnostics, sources)),
        Form::Sarif => {
            let root = context.rules.display().to_string();
            json(&sarif::as_sarif(diagnostics, sources, &root, context.language))
        }
        Form::Human => {
            let shown = render(diagnostics, sources, context.language);
            let summary = summary(&examined);
            let more = how_to_learn_more(diagnostics, context);
            format!("{shown}{}\n{more}", summary.in_language(context.language))
        }
    });
    let fails = any_error(diagnostics) || args.deny_warnings && !diagnostics.is_empty();
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
