//! `ashore money`.

use std::path::PathBuf;

use super::{Context, Ended, complain, evaluate, out};
use crate::diagnostic::closest;
use crate::figures::CALLS;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to compute, such as `schedule` or `settlement`; without it, the list
    call: Option<String>,
    /// The terms, a JSON file; standard input when left out or `-`
    file: Option<PathBuf>,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let Some(name) = &args.call else {
        let names: Vec<&str> = CALLS.iter().map(|(name, _)| *name).collect();
        out(&format!("{}\n", names.join("\n")));
        return Ended::Well;
    };
    let Some((_, compute)) = CALLS.iter().find(|(known, _)| known == name) else {
        let problem = context.say("没有这项计算：", "there is no such computation:");
        let close = closest(name, CALLS.iter().map(|(known, _)| *known));
        let hint = close.map(|close| format!("{} `{close}`?", context.say("；是不是", "; did you mean")));
        complain(&format!("{problem} `{name}`{}", hint.unwrap_or_default()));
        return Ended::Misused;
    };
    let (engine, _, input) = match evaluate::input(context, args.file.as_deref()) {
        Ok(read) => read,
        Err(ended) => return ended,
    };
    match compute(&engine, &input) {
        Ok(answer) => {
            out(&answer);
            Ended::Well
        }
        Err(problems) => evaluate::said(context, problems),
    }
}
