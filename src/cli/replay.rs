//! `ashore replay`: a decision of the record made again under the rules of its day, and held against what was answered.

use std::path::{Path, PathBuf};

use serde_json::json;
use uuid::Uuid;

use super::evaluate::read;
use super::record::{Where, said};
use super::{Context, Ended, Format, complain, out};
use crate::diagnostic::Language;
use crate::record::{Found, Kept, Mark, Outcome, Record, RecordError, Replay, replay};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The decision: what `Ashore-Decision` named
    id: Uuid,
    #[command(flatten)]
    at: Where,
    /// The input, where it was not kept; `-` for standard input
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Print the answer of now instead of what it compares to
    #[arg(long)]
    print: bool,
    /// How to print
    #[arg(long, default_value = "human")]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let record = match args.at.open(context) {
        Ok(record) => record,
        Err(ended) => return ended,
    };
    let ended = again(context, args, &record);
    record.close();
    ended.unwrap_or_else(|ended| ended)
}

fn again(context: &Context, args: &Args, record: &Record) -> Result<Ended, Ended> {
    let failed = |error: RecordError| said(context, &error);
    let kept = match record.wait(record.find(args.id)).map_err(failed)? {
        Found::Kept(kept) => kept,
        Found::Deleted { at } => {
            let day = at.format("%Y-%m-%d");
            complain(&match context.language {
                Language::Zh => format!("决定 {} 已于 {day} 删除", args.id),
                Language::En => format!("the decision {} was deleted on {day}", args.id),
            });
            return Err(Ended::Misused);
        }
        Found::Never => {
            complain(&format!(
                "{} {}",
                context.say("记录里没有这个决定：", "there is no such decision on record:"),
                args.id
            ));
            return Err(Ended::Misused);
        }
    };
    let input = match &args.input {
        Some(file) => given(context, file, &kept)?,
        None => record.input(&kept).map_err(failed)?,
    };
    let digest = &kept.decision.ruleset_digest;
    let packed = record.wait(record.rules(digest)).map_err(failed)?.unwrap_or_default();
    let engine = record.compile(digest, &packed).map_err(failed)?;
    let done = replay(&kept.decision, &engine, &input);
    if args.print {
        out(&String::from_utf8_lossy(&done.bytes));
    } else {
        out(&shown(context, &kept, &done, args.format));
    }
    Ok(if done.outcome == Outcome::SameBytes { Ended::Well } else { Ended::Mistakes })
}

/// The input of a file, where it is that of the decision.
fn given(context: &Context, file: &Path, kept: &Kept) -> Result<Vec<u8>, Ended> {
    let bytes = read(Some(file)).map_err(|message| {
        complain(&message);
        Ended::Outside
    })?;
    let (here, then) = (Mark::of(&bytes), &kept.decision.input);
    if here == *then {
        return Ok(bytes);
    }
    complain(&match context.language {
        Language::Zh => format!(
            "这不是当时的输入：当时 {} 字节，SHA-256 {}；这里 {} 字节，SHA-256 {}",
            then.bytes, then.sha256, here.bytes, here.sha256
        ),
        Language::En => format!(
            "this is not the input of then: it had {} bytes, SHA-256 {}; here are {} bytes, SHA-256 {}",
            then.bytes, then.sha256, here.bytes, here.sha256
        ),
    });
    Err(Ended::Unanswerable)
}

fn shown(context: &Context, kept: &Kept, done: &Replay, format: Format) -> String {
    let d = &kept.decision;
    if format == Format::Json {
        return super::json(&json!({
            "id": d.id.to_string(),
            "at": d.at,
            "asked": d.asked,
            "as_of": d.as_of,
            "ruleset_digest": d.ruleset_digest,
            "ruleset_version": d.ruleset_version,
            "outcome": done.outcome,
            "same_bytes": done.outcome == Outcome::SameBytes,
            "then": { "answer": d.answer, "engine_version": d.engine_version },
            "now": { "answer": done.answer, "engine_version": done.engine_version },
        }));
    }
    let answer = |mark: Option<&Mark>| mark.map_or_else(|| "-".to_owned(), |m| format!("{}  {}", m.sha256, m.bytes));
    format!(
        "{}  {}  {}  {}\n{}  {} {}\n{}  {}  ashore {}\n{}  {}  ashore {}\n{}\n",
        d.id,
        d.at.format("%Y-%m-%dT%H:%M:%SZ"),
        d.asked.kind(),
        d.as_of,
        context.say("规则", "rules"),
        d.ruleset_version,
        d.ruleset_digest,
        context.say("当时", "then"),
        answer(Some(&d.answer)),
        d.engine_version,
        context.say("现在", "now "),
        answer(done.answer.as_ref()),
        done.engine_version,
        done.outcome.text().in_language(context.language),
    )
}
