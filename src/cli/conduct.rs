//! `ashore conduct`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::evaluate::{input, said};
use super::{Context, Ended, complain, json, out, print};
use crate::conduct::page;
use crate::engine::digest;
use crate::fact::LIMITS;

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Human,
    /// For programs
    Json,
    /// A page to print for the police or a regulator
    Html,
}

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The contacts, a JSON file; standard input when left out or `-`
    file: Option<PathBuf>,
    /// How to print
    #[arg(long, default_value = "human")]
    format: Form,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let (engine, bytes, input) = match input(context, args.file.as_deref()) {
        Ok(read) => read,
        Err(ended) => return ended,
    };
    let log = match engine.read_contacts(&input, &LIMITS) {
        Ok(log) => log,
        Err(problems) => return said(context, problems),
    };
    let report = engine.conduct(log, digest(&bytes));
    let printed = match args.format {
        Form::Human => Ok(print::conduct(&report, context.language)),
        Form::Json => Ok(json(&report)),
        Form::Html => page(&report),
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
