//! `ashore interview`: a counsellor without an app asks question by question in the terminal; it ends in a saved
//! portfolio and a printed plan.

mod entries;
mod progress;
mod session;
mod understand;

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{Context, Ended, complain, evaluate};
use crate::engine::{Engine, Explain};
use crate::fact::{Input, LIMITS, from_json, to_json};
use crate::interview::put;
use crate::sheet::plan;
use session::Session;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The day the answer is for, such as 2026-11-22; needed unless an interview is resumed
    #[arg(long, value_name = "DATE", required_unless_present = "resume")]
    as_of: Option<NaiveDate>,
    /// Go on with a portfolio that was saved
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    /// Where to write the portfolio, as `evaluate` and `POST /v1/evaluations` take it; else it is printed at the end
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Where to write the plan, a page to print
    #[arg(long, value_name = "FILE")]
    print: Option<PathBuf>,
    /// Stop after the first ten minutes
    #[arg(long)]
    minimum: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    at_desk(context, args, std::io::stdin().lock(), std::io::stdout().lock())
}

/// The same over any reader and any writer.
fn at_desk(context: &Context, args: &Args, mut from: impl BufRead, mut to: impl Write) -> Ended {
    let engine = match context.engine() {
        Ok(engine) => engine,
        Err(ended) => return ended,
    };
    let begun = match begun(context, &engine, args) {
        Ok(portfolio) => portfolio,
        Err(ended) => return ended,
    };
    for path in [&args.save, &args.print].into_iter().flatten() {
        if path.exists() && !may_overwrite(context, path, &mut from, &mut to) {
            complain(context.say("没有覆盖；换一个文件名再来。", "nothing was overwritten; choose another name"));
            return Ended::Misused;
        }
    }
    let (language, minimum_only) = (context.language, args.minimum);
    let mut session = Session { engine: &engine, language, from, to: &mut to, minimum_only };
    let told = match session.run(begun) {
        Ok(Ok(portfolio)) => portfolio,
        Ok(Err(problems)) => return evaluate::said(context, problems),
        Err(error) => {
            complain(&error.to_string());
            return Ended::Outside;
        }
    };
    drop(session);
    let saved = save(context, args, &told, &mut to);
    let printed = print(context, &engine, args, &told, &mut to);
    if saved && printed { Ended::Well } else { Ended::Outside }
}

/// The portfolio to begin with.
fn begun(context: &Context, engine: &Engine, args: &Args) -> Result<Input, Ended> {
    let mut portfolio = Input::Map(Vec::new());
    if let Some(path) = &args.resume {
        let bytes = evaluate::read(Some(path)).map_err(|message| {
            complain(&message);
            Ended::Outside
        })?;
        portfolio = from_json(&bytes).map_err(|error| {
            complain(&format!("{} {error}", context.say("不是 JSON:", "not JSON:")));
            Ended::Unanswerable
        })?;
    }
    if let (Some(day), Input::Map(_)) = (args.as_of, &portfolio) {
        put(&mut portfolio, "/as_of", Input::Text(day.to_string()));
    }
    // A day put on an older portfolio may lie before what it tells.
    engine.read_begun(&portfolio, &LIMITS).map_err(|problems| evaluate::said(context, problems))?;
    Ok(portfolio)
}

fn may_overwrite(context: &Context, path: &Path, from: &mut impl BufRead, to: &mut impl Write) -> bool {
    let question = context.say("已经有了，覆盖吗？(是/否)", "is there already; overwrite it? (yes or no)");
    let mut line = String::new();
    let asked = write!(to, "{} {question}\n> ", path.display()).and_then(|()| to.flush());
    asked.is_ok() && from.read_line(&mut line).is_ok() && understand::yes_no(line.trim()) == Some(true)
}

/// Writes the portfolio to its file; where there is none or it cannot be written, to the screen, so that nothing told is
/// lost.
fn save(context: &Context, args: &Args, told: &Input, to: &mut impl Write) -> bool {
    let text = to_json(told);
    let Some(path) = &args.save else {
        let head = context.say("\n没有写 --save，材料印在下面：", "\nno --save was given; the portfolio:");
        return writeln!(to, "{head}\n{text}").is_ok();
    };
    match std::fs::write(path, &text) {
        Ok(()) => {
            let (zh, en) = ("材料存进了", "the portfolio was saved to");
            writeln!(to, "\n{} {}", context.say(zh, en), path.display()).is_ok()
        }
        Err(error) => {
            complain(&format!("{}: {error}", path.display()));
            let _ = writeln!(to, "{text}");
            false
        }
    }
}

fn print(context: &Context, engine: &Engine, args: &Args, told: &Input, to: &mut impl Write) -> bool {
    let Some(path) = &args.print else { return true };
    let Ok(portfolio) = engine.read(told, &LIMITS) else {
        let (zh, en) =
            ("还没有一笔债、一次联系，印不出计划。", "no debt and no contact was told: there is no plan to print");
        complain(context.say(zh, en));
        return true;
    };
    let page = match plan::page(&engine.answer(portfolio, Explain::Findings)) {
        Ok(page) => page,
        Err(error) => {
            complain(&format!("{}{error:#}", context.say("这页排不出来：", "the page cannot be laid out: ")));
            return false;
        }
    };
    if let Err(error) = std::fs::write(path, page) {
        complain(&format!("{}: {error}", path.display()));
        return false;
    }
    let (zh, en) = ("计划印进了", "the plan was written to");
    writeln!(to, "{} {}", context.say(zh, en), path.display()).is_ok()
}
