//! `ashore money`.

use std::path::PathBuf;

use super::{Context, Ended, complain, evaluate, out};
use crate::diagnostic::{Language, closest};
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
        let close = closest(name, CALLS.iter().map(|(known, _)| *known));
        complain(&match (context.language, close) {
            (Language::Zh, Some(close)) => format!("没有这项计算：`{name}`；是不是想写 `{close}`？"),
            (Language::Zh, None) => format!("没有这项计算：`{name}`；不写名字就列出全部"),
            (Language::En, Some(close)) => format!("there is no computation `{name}`; did you mean `{close}`?"),
            (Language::En, None) => format!("there is no computation `{name}`; without a name all are listed"),
        });
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
