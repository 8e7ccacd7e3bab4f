//! `ashore test`: runs the cases of the rules and says what is not as expected, and why.

mod bless;
mod coverage;
mod human;
mod json;
mod junit;

use std::io::IsTerminal;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Context, Ended, Format, complain, mutate, out};
use crate::engine::Engine;
use crate::rule::Case;
use crate::source::Place;
use crate::trial::{self, Coverage, Verdict};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only the cases of files, or with names, that contain one of these, or that name a rule of this id
    #[arg(value_name = "FILE OR NAME")]
    only: Vec<String>,
    /// How to print
    #[arg(long, default_value = "human")]
    format: Format,
    /// Say which sides of which rules no case shows
    #[arg(long)]
    coverage: bool,
    /// With --coverage: end with 1 when less than this many percent are shown
    #[arg(long, requires = "coverage", value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    min: Option<u8>,
    /// Rewrite the expectations that failed to what came instead, for review
    #[arg(long, conflicts_with = "coverage")]
    bless: bool,
    /// Write the results to this file as JUnit XML too
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    #[command(flatten)]
    mutate: mutate::Args,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    if let Some(ended) = mutate::asked(context, &args.mutate, args.format) {
        return ended;
    }
    if args.bless && args.format == Format::Json {
        complain(context.say(
            "--bless 只给人看，不能和 --format json 一起用",
            "--bless prints for people: leave out --format json",
        ));
        return Ended::Misused;
    }
    let engine = match context.engine() {
        Ok(engine) => engine,
        Err(ended) => return ended,
    };
    let cases = match trial::select(&engine, &args.only) {
        Ok(cases) => cases,
        Err(lost) => {
            complain(context.say(
                &format!("没有文件名或名称含有 `{lost}`、或者考规则 `{lost}` 的案例"),
                &format!("no case has `{lost}` in its file or name, or names a rule `{lost}`"),
            ));
            return Ended::Misused;
        }
    };
    let (verdicts, coverage) = tried(&engine, &cases, args.coverage);
    if let Some(path) = &args.junit
        && let Err(ended) = junit::write(path, &engine, &verdicts, context.language)
    {
        return ended;
    }
    let passed = verdicts.iter().all(|v| v.failures.is_empty());
    let covered = coverage.as_ref().is_none_or(|c| args.min.is_none_or(|min| c.percent() >= usize::from(min)));
    out(&match (args.format, &coverage) {
        (Format::Human, None) => human::verdicts(&engine, &verdicts, context.language),
        (Format::Human, Some(coverage)) => {
            let verdicts = human::verdicts(&engine, &verdicts, context.language);
            verdicts + &coverage::human(&engine, coverage, args.min, context.language)
        }
        (Format::Json, None) => json::verdicts(&engine, &verdicts, context.language),
        (Format::Json, Some(coverage)) => json::coverage(&engine, &verdicts, coverage, context.language),
    });
    match (passed, covered) {
        (false, _) if args.bless => bless::run(context, &engine, &verdicts),
        (true, true) => Ended::Well,
        _ => Ended::Mistakes,
    }
}

/// Runs the cases, with a bar where somebody watches.
fn tried(engine: &Engine, cases: &[&Case], coverage: bool) -> (Vec<Verdict>, Option<Coverage>) {
    let bar = bar(cases.len());
    let done = || bar.inc(1);
    let results = if coverage {
        let (verdicts, coverage) = trial::run_with_coverage(engine, cases, &done);
        (verdicts, Some(coverage))
    } else {
        (trial::run_cases(engine, cases, &done), None)
    };
    bar.finish_and_clear();
    results
}

/// A bar on a terminal; nothing anywhere else.
pub(super) fn bar(length: usize) -> ProgressBar {
    let target =
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(u64::try_from(length).ok(), target).with_style(style)
}

/// A place as people read it: file and line.
fn line(engine: &Engine, place: Place) -> String {
    format!("{}:{}", engine.rules().sources.path(place.file), place.span.line)
}

/// A place for editors: file, line and column.
pub(super) fn place(engine: &Engine, place: Place) -> String {
    format!("{}:{}", line(engine, place), place.span.column + 1)
}
