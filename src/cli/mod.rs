//! The command line: a file for each command, and what they share.
//!
//! Exit codes: 0 all is well; 1 the rules or their cases have mistakes, the cases show or notice less than was asked for
//! (`test --min`, `--min-score`, `phrases --min-recall`, `--max-alarms`), `fmt --check` or `schema --check` found a file that would change, `diff` found a
//! change, `replay` another answer, or `record deletions` a proof that does not hold; 2 the command was written wrongly, or names a rule, a debt, a contact, a letter, a case, a code or a decision that is not there; 3 the
//! input cannot be answered: a portfolio, a list to import, a letter that cannot be printed from it, or one of the two rule folders of `diff`; 4 something outside failed (a file, a port, git).

mod batch;
mod book;
mod check;
mod conduct;
mod diff;
mod evaluate;
mod explain;
mod fmt;
mod import;
mod interview;
mod key;
mod letter;
mod money;
mod mutate;
mod new;
mod openapi;
mod phrases;
mod print;
mod probe;
mod read;
mod record;
mod replay;
mod revision;
mod sarif;
mod schema;
mod serve;
mod telemetry;
mod test;
mod why;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use serde::Serialize;

use crate::check::check as check_rules;
use crate::diagnostic::{Language, render};
use crate::engine::Engine;
use crate::source::{Sources, read_folder};

/// Ashore (上岸): what to do first about overdue debts, by which date, and by which law.
#[derive(Debug, Parser)]
#[command(
    name = "ashore",
    version,
    about,
    after_help = "Exit codes: 0 well; 1 mistakes in the rules or their cases, or (fmt --check, schema --check, diff, replay) something would change or did; 2 wrong usage; 3 the input cannot be answered; 4 a file or port failed."
)]
struct Cli {
    /// The rule folder
    #[arg(long, global = true, env = "ASHORE_RULES", default_value = "rules", value_name = "DIR")]
    rules: PathBuf,
    /// Language of messages
    #[arg(long, global = true, env = "ASHORE_LANG", default_value = "zh")]
    lang: Lang,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Lang {
    /// Chinese
    Zh,
    /// English
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Zh,
            Lang::En => Self::En,
        }
    }
}

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer over HTTP
    Serve(Box<serve::Args>),
    /// Ask a running service whether it takes requests; for health checks in containers
    Probe(probe::Args),
    /// Answer one portfolio from a file or standard input
    Evaluate(evaluate::Args),
    /// Why and why not: what is one fact away, how a rule ended, why one debt stands before another
    Why(why::Args),
    /// Ask question by question, what decides most first, and end in a saved portfolio and a printed plan
    Interview(interview::Args),
    /// Turn a call list or exported messages (CSV) into the contacts of a portfolio
    Import(import::Args),
    /// Make, list, exchange and take back the keys callers of the service need
    Key(key::Args),
    /// Judge contacts alone: what they show, or a page for the police or a regulator
    Conduct(conduct::Args),
    /// Print one letter for a portfolio, or say why it is not printed and which to send instead
    Letter(letter::Args),
    /// Compute one figure: a schedule, a cost, a ledger, a path, with the steps to it
    Money(money::Args),
    /// Check the rules: every mistake of every file at once
    Check(check::Args),
    /// Explain a check: what it finds, why it matters, wrong and right
    Explain(explain::Args),
    /// Run the test cases of the rules
    Test(test::Args),
    /// Read labelled messages: what is found, missed and wrongly flagged
    Phrases(phrases::Args),
    /// Print the OpenAPI document
    Openapi(openapi::Args),
    /// JSON Schemas of rule files, for editors
    Schema(schema::Args),
    /// Order and align rule files; comments stay
    Fmt(fmt::Args),
    /// Show whose answer changes between two rule folders or git revisions
    Diff(diff::Args),
    /// Write a commented skeleton of something new into the right rule file
    New(new::Args),
    /// Read rules back as sentences
    Read(read::Args),
    /// Write the rulebook: one page to read and print
    Book(book::Args),
    /// Make a decision of the record again under the rules of its day, and tell whether the answer is the same
    Replay(replay::Args),
    /// Keys for a record of decisions, deletion from it, and the proof of that
    Record(record::Args),
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Well,
    Mistakes,
    Misused,
    Unanswerable,
    Outside,
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Well => Self::from(0),
            Ended::Mistakes => Self::from(1),
            Ended::Misused => Self::from(2),
            Ended::Unanswerable => Self::from(3),
            Ended::Outside => Self::from(4),
        }
    }
}

/// Runs the command that was given. A command line that cannot be read ends with 2, by the argument parser.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let context = Context { rules: cli.rules, language: cli.lang.into() };
    let ended = match cli.command {
        Command::Serve(args) => serve::run(&context, &args),
        Command::Probe(args) => probe::run(&context, &args),
        Command::Evaluate(args) => evaluate::run(&context, &args),
        Command::Why(args) => why::run(&context, &args),
        Command::Interview(args) => interview::run(&context, &args),
        Command::Import(args) => import::run(&context, &args),
        Command::Key(args) => key::run(&context, &args),
        Command::Conduct(args) => conduct::run(&context, &args),
        Command::Letter(args) => letter::run(&context, &args),
        Command::Money(args) => money::run(&context, &args),
        Command::Check(args) => check::run(&context, &args),
        Command::Explain(args) => explain::run(&context, &args),
        Command::Test(args) => test::run(&context, &args),
        Command::Phrases(args) => phrases::run(&context, &args),
        Command::Openapi(args) => openapi::run(&context, &args),
        Command::Schema(args) => schema::run(&context, &args),
        Command::Fmt(args) => fmt::run(&context, &args),
        Command::Diff(args) => diff::run(&context, &args),
        Command::New(args) => new::run(&context, &args),
        Command::Read(args) => read::run(&context, &args),
        Command::Book(args) => book::run(&context, &args),
        Command::Replay(args) => replay::run(&context, &args),
        Command::Record(args) => record::run(&context, &args),
    };
    ended.into()
}

/// What every command is given.
struct Context {
    rules: PathBuf,
    language: Language,
}

impl Context {
    /// Reads the rule folder.
    fn sources(&self) -> Result<Sources, Ended> {
        read_folder(&self.rules).map_err(|error| {
            complain(error.text().in_language(self.language));
            Ended::Outside
        })
    }

    /// An engine, or the mistakes that keep it from being made.
    fn engine(&self) -> Result<Engine, Ended> {
        let checked = check_rules(self.sources()?);
        if let Some(rules) = checked.rules {
            Ok(Engine::new(rules))
        } else {
            complain(&render(&checked.diagnostics, &checked.sources, self.language));
            complain(self.say(
                "规则有错误，先改正再运行；完整检查：ashore check",
                "the rules have mistakes; mend them first: ashore check",
            ));
            Err(Ended::Mistakes)
        }
    }

    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }
}

/// Prints to standard output. A reader that went away (`| head`) is no failure of ours.
fn out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// What programs read, as it is printed.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}

/// Prints to standard error.
fn complain(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end());
}
