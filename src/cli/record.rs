//! `ashore record`: keys for inputs, deletion and its proof. And the flags with which a service or a replay is told of a
//! record.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;

use super::{Context, Ended, Format, complain, out};
use crate::clock;
use crate::record::{Deletion, Key, Keys, Place, QUEUE, Record, RecordError, Settings};

/// Where the record is, and the keys of its inputs.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Where {
    /// The record of decisions: `sqlite:FILE`, or `postgres://USER@HOST/DATABASE`
    // What stands in the variable may hold a password, so help does not show it.
    #[arg(long, env = "ASHORE_RECORD", value_name = "PLACE", hide_env_values = true)]
    record: Option<String>,
    /// A key for the inputs of decisions, made by `ashore record key`; of several, the first seals and all open
    #[arg(long = "record-key-file", env = "ASHORE_RECORD_KEY_FILE", value_name = "FILE", value_delimiter = ',')]
    key_files: Vec<PathBuf>,
}

impl Where {
    /// The settings of a record at this place, where one is named.
    fn settings(&self) -> Result<Option<Settings>, RecordError> {
        let Some(place) = &self.record else { return Ok(None) };
        let place: Place = place.parse()?;
        let keys = self.key_files.iter().map(|file| Key::read(file)).collect::<Result<_, _>>()?;
        Ok(Some(Settings { keys: Keys::new(keys), ..Settings::at(place) }))
    }

    /// The record, opened; it has to be named.
    pub(super) fn open(&self, context: &Context) -> Result<Record, Ended> {
        let settings = self.settings().map_err(|error| said(context, &error))?;
        let Some(settings) = settings else {
            complain(context.say(
                "指明记录在哪里：--record sqlite:文件 或 --record postgres://用户@主机/数据库",
                "say where the record is: --record sqlite:FILE or --record postgres://USER@HOST/DATABASE",
            ));
            return Err(Ended::Misused);
        };
        if let Place::Sqlite(path) = &settings.place
            && !path.exists()
        {
            let none = context.say("没有这个记录文件", "there is no such record");
            complain(&format!("{none}: {}", path.display()));
            return Err(Ended::Outside);
        }
        Record::open(settings, clock::system).map_err(|error| said(context, &error))
    }
}

/// What a service keeps of its decisions.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Kept {
    #[command(flatten)]
    at: Where,
    /// Keep the inputs of decisions as well, sealed with the first key
    #[arg(long, env = "ASHORE_RECORD_INPUTS", value_parser = clap::value_parser!(bool), default_value = "false", num_args = 0..=1, default_missing_value = "true")]
    record_inputs: bool,
    /// Delete decisions, and their inputs, that are older than so many days
    #[arg(long, env = "ASHORE_RECORD_DAYS", value_name = "DAYS")]
    record_days: Option<u32>,
    /// How many decisions may wait to be written; over that, requests are turned away at once
    #[arg(long, env = "ASHORE_RECORD_QUEUE", default_value_t = QUEUE)]
    record_queue: usize,
}

impl Kept {
    /// The record, opened, where one is asked for.
    pub(super) fn open(&self, context: &Context) -> Result<Option<Arc<Record>>, Ended> {
        let settings = self.at.settings().map_err(|error| said(context, &error))?;
        let Some(settings) = settings else {
            if self.record_inputs || self.record_days.is_some() || !self.at.key_files.is_empty() {
                complain(context.say(
                    "写了 --record-inputs、--record-days 或 --record-key-file，却没有 --record",
                    "--record-inputs, --record-days or --record-key-file is given, and no --record",
                ));
                return Err(Ended::Misused);
            }
            return Ok(None);
        };
        let place = settings.place.to_string();
        let settings =
            Settings { inputs: self.record_inputs, days: self.record_days, queue: self.record_queue, ..settings };
        let record = Record::open(settings, clock::system).map_err(|error| said(context, &error))?;
        tracing::info!(record = %place, inputs = self.record_inputs, days = self.record_days, "decisions are kept on record");
        Ok(Some(Arc::new(record)))
    }
}

/// Says what is wrong with a record; whoever wrote a flag wrongly can mend it, what fails outside he cannot.
pub(super) fn said(context: &Context, error: &RecordError) -> Ended {
    complain(error.text().in_language(context.language));
    match error {
        RecordError::BadPlace | RecordError::BadSetting(_) | RecordError::BadKey { .. } | RecordError::NoKey { .. } => {
            Ended::Misused
        }
        RecordError::InputNotKept => Ended::Unanswerable,
        _ => Ended::Outside,
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Make a key for inputs, into a file that only you may read, or to standard output
    Key {
        /// The file; it must not be there yet
        file: Option<PathBuf>,
    },
    /// Delete one decision with its input, as its client asks for
    Delete {
        #[command(flatten)]
        at: Where,
        /// The decision
        id: Uuid,
        /// Why, for those who look at deletions; nothing that tells who it was about
        #[arg(long, default_value = "asked for")]
        reason: String,
    },
    /// Delete decisions with their inputs by age
    Purge {
        #[command(flatten)]
        at: Where,
        /// How old a decision may be
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_525))]
        older_than_days: u32,
    },
    /// Show what was deleted, and whether the proof of it holds
    Deletions {
        #[command(flatten)]
        at: Where,
        /// How to print
        #[arg(long, default_value = "human")]
        format: Format,
    },
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let ended = match &args.what {
        What::Key { file } => key(context, file.as_deref()),
        What::Delete { at, id, reason } => delete(context, at, *id, reason),
        What::Purge { at, older_than_days } => purge(context, at, *older_than_days),
        What::Deletions { at, format } => deletions(context, at, *format),
    };
    ended.unwrap_or_else(|ended| ended)
}

fn key(context: &Context, file: Option<&std::path::Path>) -> Result<Ended, Ended> {
    let key = Key::new().map_err(|error| said(context, &error))?;
    let line = format!("{}\n", key.secret());
    let Some(path) = file else {
        out(&line);
        return Ok(Ended::Well);
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(line.as_bytes()));
    written.map_err(|error| {
        complain(&format!("{}: {error}", path.display()));
        Ended::Outside
    })?;
    out(&format!("{} {}\n", context.say("密钥指纹", "fingerprint of the key:"), key.fingerprint()));
    Ok(Ended::Well)
}

fn delete(context: &Context, at: &Where, id: Uuid, reason: &str) -> Result<Ended, Ended> {
    let record = at.open(context)?;
    let deleted = record.delete(id, reason).map_err(|error| said(context, &error));
    record.close();
    if let Some(run) = deleted? {
        out(&(line(&run) + "\n"));
        Ok(Ended::Well)
    } else {
        complain(&format!("{} {id}", context.say("记录里没有这个决定：", "there is no such decision on record:")));
        Ok(Ended::Misused)
    }
}

fn purge(context: &Context, at: &Where, days: u32) -> Result<Ended, Ended> {
    let record = at.open(context)?;
    let runs = record.purge(days, &format!("older than {days} days")).map_err(|error| said(context, &error));
    record.close();
    let runs = runs?;
    if runs.is_empty() {
        out(&format!("{}\n", context.say("没有要删除的", "nothing to delete")));
    }
    for run in &runs {
        out(&(line(run) + "\n"));
    }
    Ok(Ended::Well)
}

fn deletions(context: &Context, at: &Where, format: Format) -> Result<Ended, Ended> {
    let record = at.open(context)?;
    let proof = record.proof().map_err(|error| said(context, &error));
    record.close();
    let proof = proof?;
    match format {
        Format::Json => out(&super::json(&json!({ "deletions": proof.deletions, "problems": proof.problems }))),
        Format::Human => {
            for run in &proof.deletions {
                out(&(line(run) + "\n"));
            }
            for problem in &proof.problems {
                complain(problem.in_language(context.language));
            }
            if proof.problems.is_empty() {
                let n = proof.deletions.len();
                out(&match context.language {
                    crate::diagnostic::Language::Zh => format!("{n} 次删除，前后相接，编号相符\n"),
                    crate::diagnostic::Language::En => {
                        format!("{n} deletions, each follows the one before, and their ids agree\n")
                    }
                });
            }
        }
    }
    Ok(if proof.problems.is_empty() { Ended::Well } else { Ended::Mistakes })
}

fn line(run: &Deletion) -> String {
    let Deletion { number, at, reason, how_many, oldest, newest, ids_sha256, hash, .. } = run;
    format!("{number}  {at}  {how_many}  {oldest} .. {newest}  {reason}\n   ids {ids_sha256}\n   hash {hash}")
}
