//! `ashore evaluate`.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{Context, Ended, batch, complain, json, out, print};
use crate::engine::{Engine, Explain};
use crate::fact::{Input, LIMITS, Portfolio, Problem, from_json};
use crate::sheet::calendar::calendar;
use crate::sheet::plan;

/// The largest file that is read.
const MAX_INPUT_BYTES: u64 = 67_108_864;

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Human,
    /// For programs
    Json,
    /// A page to print for the counsellor and the client
    Html,
    /// A calendar of deadlines and of the days on which the answer changes by itself
    Ics,
}

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The portfolio, a JSON file, or with --ndjson a file of one on each line; standard input when left out or `-`
    file: Option<PathBuf>,
    /// How to print
    #[arg(long, default_value = "human")]
    format: Form,
    /// Add every rule with its outcome (JSON only)
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    batch: batch::Args,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let explain = if args.explain { Explain::Full } else { Explain::Findings };
    if args.batch.asked_for() {
        return batch::run(context, args.file.as_deref(), explain, &args.batch);
    }
    let (engine, portfolio) = match portfolio(context, args.file.as_deref()) {
        Ok(read) => read,
        Err(ended) => return ended,
    };
    let answer = engine.answer(portfolio, explain);
    let printed = match args.format {
        Form::Human => Ok(print::answer(&answer, context.language)),
        Form::Json => Ok(json(&answer)),
        Form::Html => plan::page(&answer),
        Form::Ics => Ok(calendar(&answer)),
    };
    match printed {
        Ok(text) => out(&text),
        Err(error) => {
            complain(&format!("{}{error:#}", context.say("这页排不出来：", "the page cannot be laid out: ")));
            return Ended::Outside;
        }
    }
    Ended::Well
}

/// The engine and the portfolio of a file, or of standard input; what is wrong with either is said.
pub(super) fn portfolio(context: &Context, file: Option<&Path>) -> Result<(Engine, Portfolio), Ended> {
    let (engine, _, input) = input(context, file)?;
    let portfolio = engine.read(&input, &LIMITS).map_err(|problems| said(context, problems))?;
    Ok((engine, portfolio))
}

/// The engine, the bytes of a file or of standard input, and the JSON they are.
pub(super) fn input(context: &Context, file: Option<&Path>) -> Result<(Engine, Vec<u8>, Input), Ended> {
    let bytes = read(file).map_err(|message| {
        complain(&message);
        Ended::Outside
    })?;
    let engine = context.engine()?;
    let input = from_json(&bytes).map_err(|error| {
        complain(&format!("{} {error}", context.say("不是 JSON:", "not JSON:")));
        Ended::Unanswerable
    })?;
    Ok((engine, bytes, input))
}

/// Says what is wrong with the input.
pub(super) fn said(context: &Context, problems: Vec<Problem>) -> Ended {
    for problem in problems {
        let at = if problem.pointer.is_empty() { "/" } else { &problem.pointer };
        complain(&format!("{at} [{}]: {}", problem.code, problem.message.in_language(context.language)));
    }
    Ended::Unanswerable
}

/// The bytes of a file, or of standard input.
#[expect(clippy::disallowed_methods, reason = "the file the user named")]
pub(super) fn read(file: Option<&Path>) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    if let Some(path) = file.filter(|f| f.as_os_str() != "-") {
        let size = std::fs::metadata(path).map_err(|e| format!("{}: {e}", path.display()))?.len();
        if size > MAX_INPUT_BYTES {
            return Err(format!("{}: {size} > {MAX_INPUT_BYTES} bytes", path.display()));
        }
        bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    } else {
        std::io::stdin().lock().take(MAX_INPUT_BYTES + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_INPUT_BYTES {
            return Err(format!("> {MAX_INPUT_BYTES} bytes"));
        }
    }
    Ok(bytes)
}
