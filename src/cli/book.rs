//! `ashore book`: the rulebook as one HTML page.

use std::path::PathBuf;

use super::{Context, Ended, complain, out};
use crate::book::book;
use crate::diagnostic::Language;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to write the page; standard output where absent
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let engine = match context.engine() {
        Ok(engine) => engine,
        Err(ended) => return ended,
    };
    let page = match book(engine.rules()) {
        Ok(page) => page,
        Err(error) => {
            complain(&format!("{}{error:#}", context.say("规则书排不出来：", "the rulebook cannot be laid out: ")));
            return Ended::Outside;
        }
    };
    let Some(path) = &args.out else {
        out(&page);
        return Ended::Well;
    };
    if let Err(error) = std::fs::write(path, page) {
        complain(&format!("{}: {error}", path.display()));
        return Ended::Outside;
    }
    let count = engine.rules().rules.len();
    out(&match context.language {
        Language::Zh => format!("{count} 条规则写进了 {}\n", path.display()),
        Language::En => format!("{count} rules written to {}\n", path.display()),
    });
    Ended::Well
}
