//! `ashore test`.

use std::fmt::Write;

use serde_json::json;

use super::{Context, Ended, Format, mutate, out};
use crate::diagnostic::Language;
use crate::engine::Engine;
use crate::trial::{self, Verdict};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print
    #[arg(long, default_value = "human")]
    format: Format,
    #[command(flatten)]
    mutate: mutate::Args,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    if let Some(ended) = mutate::asked(context, &args.mutate, args.format) {
        return ended;
    }
    let engine = match context.engine() {
        Ok(engine) => engine,
        Err(ended) => return ended,
    };
    let verdicts = trial::run(&engine);
    let failed = verdicts.iter().filter(|v| !v.failures.is_empty()).count();
    out(&match args.format {
        Format::Human => human(&engine, &verdicts, failed, context.language),
        Format::Json => as_json(&engine, &verdicts),
    });
    if failed == 0 { Ended::Well } else { Ended::Mistakes }
}

fn place(engine: &Engine, place: crate::source::Place) -> String {
    let file = engine.rules().sources.path(place.file);
    format!("{file}:{}:{}", place.span.line, place.span.column + 1)
}

fn human(engine: &Engine, verdicts: &[Verdict], failed: usize, language: Language) -> String {
    let mut text = String::new();
    let (expected, actual) = match language {
        Language::Zh => ("预期", "实际"),
        Language::En => ("expected", "actual"),
    };
    for verdict in verdicts.iter().filter(|v| !v.failures.is_empty()) {
        let _ = writeln!(text, "✗ {}\n  --> {}", verdict.name, place(engine, verdict.place));
        for failure in &verdict.failures {
            let _ = writeln!(
                text,
                "  {expected}({}):{}\n  {actual}:{}\n",
                place(engine, failure.place),
                failure.expected,
                failure.actual
            );
        }
    }
    let passed = verdicts.len() - failed;
    let _ = match language {
        Language::Zh => writeln!(text, "{} 个案例：{passed} 个通过，{failed} 个不通过", verdicts.len()),
        Language::En => writeln!(text, "{} cases: {passed} passed, {failed} failed", verdicts.len()),
    };
    text
}

fn as_json(engine: &Engine, verdicts: &[Verdict]) -> String {
    let one = |v: &Verdict| {
        let failures: Vec<_> = v
            .failures
            .iter()
            .map(|f| json!({ "place": place(engine, f.place), "expected": f.expected, "actual": f.actual }))
            .collect();
        json!({ "name": v.name, "place": place(engine, v.place), "passed": failures.is_empty(), "failures": failures })
    };
    let all: Vec<_> = verdicts.iter().map(one).collect();
    format!("{}\n", serde_json::to_string_pretty(&all).unwrap_or_default())
}
