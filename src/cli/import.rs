//! `ashore import`.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::json;

use super::evaluate::read;
use super::{Context, Ended, Format, complain, out};
use crate::diagnostic::{Language, closest};
use crate::import::{ImportError, Imported, Options, Remark, RemarkKind, import};
use crate::rule::ImportId;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The list, a CSV file in UTF-8 or GB18030; standard input when left out or `-`
    file: Option<PathBuf>,
    /// The kind of list: an id under `imports` in the rules
    #[arg(long = "as", value_name = "KIND")]
    kind: String,
    /// The debt that all contacts are about, where that is known
    #[arg(long, value_name = "ID")]
    debt: Option<String>,
    /// Numbers to take, each whole or with `*` at the end; lines from others are left out and counted
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    only: Vec<String>,
    /// Hide the middle of numbers; two may then look the same, which is said
    #[arg(long, value_name = "BOOL", default_value_t = true, action = clap::ArgAction::Set)]
    mask: bool,
    /// What ids begin with; use another for each file
    #[arg(long, value_name = "TEXT", default_value = "line")]
    prefix: String,
    /// Human: contacts on standard output, remarks on standard error. JSON: all of it on standard output
    #[arg(long, default_value = "human")]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let bytes = match read(args.file.as_deref()) {
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
    let set = engine.rules();
    let Some(definition) = set.imports.get(args.kind.as_str()) else {
        let kinds: Vec<&str> = set.imports.keys().map(ImportId::as_str).collect();
        complain(&no_such_kind(context, &args.kind, &kinds));
        return Ended::Misused;
    };
    let options = Options {
        debt: args.debt.clone(),
        only: args.only.clone(),
        mask: args.mask,
        prefix: args.prefix.clone(),
        ..Options::default()
    };
    match import(&bytes, definition, &set.vocabulary, &options) {
        Ok(imported) => {
            match args.format {
                Format::Human => {
                    out(&super::json(&json!({ "contacts": imported.contacts })));
                    complain(&told(context.language, &imported));
                }
                Format::Json => out(&super::json(&imported)),
            }
            Ended::Well
        }
        Err(error) => {
            let (text, remedy) = (error.text(), error.remedy());
            let between = context.say("；", "; ");
            complain(&format!(
                "{}{between}{} [{}]",
                text.in_language(context.language),
                remedy.in_language(context.language),
                error.code()
            ));
            match error {
                ImportError::BadNumber { .. } | ImportError::BadPrefix { .. } | ImportError::BadDebt { .. } => {
                    Ended::Misused
                }
                ImportError::Utf16
                | ImportError::Empty
                | ImportError::TooManyLines { .. }
                | ImportError::TooManyContacts { .. }
                | ImportError::NoHeader { .. } => Ended::Unanswerable,
            }
        }
    }
}

fn no_such_kind(context: &Context, kind: &str, kinds: &[&str]) -> String {
    match (context.language, closest(kind, kinds.iter().copied())) {
        (Language::Zh, Some(close)) => format!("没有 `{kind}` 这种表格；是不是想写 `{close}`？"),
        (Language::Zh, None) => format!("没有 `{kind}` 这种表格；可用的有：{}", kinds.join("、")),
        (Language::En, Some(close)) => format!("there is no kind of list `{kind}`; did you mean `{close}`?"),
        (Language::En, None) => format!("there is no kind of list `{kind}`; write one of {}", kinds.join(", ")),
    }
}

/// What became of the lines, for people.
fn told(language: Language, imported: &Imported) -> String {
    let lines = imported.lines;
    let zh = language == Language::Zh;
    let mut text = if zh {
        format!(
            "读了 {} 行({})：{} 行成为联系，其中 {} 行存疑；{} 行没有导入\n",
            lines.read, imported.encoding, lines.kept, lines.doubtful, lines.dropped
        )
    } else {
        format!(
            "{} lines read ({}): {} became contacts, {} of them doubtful; {} dropped\n",
            lines.read, imported.encoding, lines.kept, lines.doubtful, lines.dropped
        )
    };
    for remark in &imported.remarks {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", one(zh, remark));
    }
    text
}

fn one(zh: bool, remark: &Remark) -> String {
    let place = match (remark.line, zh) {
        (Some(line), true) => format!("第 {line} 行"),
        (Some(line), false) => format!("line {line}"),
        (None, true) => format!("共 {} 行", remark.lines),
        (None, false) => format!("{} lines", remark.lines),
    };
    let column = remark.column.as_ref().map(|c| if zh { format!("“{c}”列") } else { format!(", column “{c}”") });
    let kind = match (remark.kind, zh) {
        (RemarkKind::Dropped, true) => "未导入",
        (RemarkKind::Doubtful, true) => "存疑",
        (RemarkKind::Dropped, false) => "dropped",
        (RemarkKind::Doubtful, false) => "doubtful",
    };
    let because = if zh { &remark.because } else { &remark.because_en };
    format!("{place}{} [{kind}] {because}", column.unwrap_or_default())
}
