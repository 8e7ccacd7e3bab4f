//! `ashore evaluate`.

use std::io::Read;
use std::path::PathBuf;

use super::{Context, Ended, Format, complain, json, out, print};
use crate::engine::Explain;
use crate::fact::{LIMITS, from_json};

/// The largest file that is read.
const MAX_INPUT_BYTES: u64 = 67_108_864;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The portfolio, a JSON file; standard input when left out or `-`
    file: Option<PathBuf>,
    /// How to print
    #[arg(long, default_value = "human")]
    format: Format,
    /// Add every rule with its outcome (JSON only)
    #[arg(long)]
    explain: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let bytes = match read(args) {
        Ok(bytes) => bytes,
        Err(message) => {
            complain(&message);
            return Ended::Outside;
        }
    };
    let engine = match context.engine() {
        Ok(engine) => engine,
        Err(ended) => return ended,
    };
    let input = match from_json(&bytes) {
        Ok(input) => input,
        Err(error) => {
            complain(&format!("{} {error}", context.say("不是 JSON:", "not JSON:")));
            return Ended::Unanswerable;
        }
    };
    let portfolio = match engine.read(&input, &LIMITS) {
        Ok(portfolio) => portfolio,
        Err(problems) => {
            for problem in problems {
                let at = if problem.pointer.is_empty() { "/" } else { &problem.pointer };
                complain(&format!("{at} [{}]: {}", problem.code, problem.message.in_language(context.language)));
            }
            return Ended::Unanswerable;
        }
    };
    let explain = if args.explain { Explain::Full } else { Explain::Findings };
    let answer = engine.answer(portfolio, explain);
    out(&match args.format {
        Format::Human => print::answer(&answer, context.language),
        Format::Json => json(&answer),
    });
    Ended::Well
}

#[expect(clippy::disallowed_methods, reason = "the file the user named")]
fn read(args: &Args) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    if let Some(path) = args.file.as_deref().filter(|f| f.as_os_str() != "-") {
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
