//! `ashore diff`: reads both rule folders and the portfolios, and shows what `compare` finds.

mod page;
mod text;

use std::fs;
use std::path::{Path, PathBuf};

use super::revision::read_revision;
use super::{Context, Ended, Format, complain, json, out};
use crate::check::check;
use crate::compare::{Comparison, Given, cases, compare};
use crate::diagnostic::{Text, render};
use crate::engine::Engine;
use crate::fact::from_json;
use crate::source::read_folder;

/// The largest file of portfolios that is read.
const MAX_CORPUS_BYTES: u64 = 268_435_456;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing changed; 1 something changed; 2 wrong usage; 3 one of the folders has mistakes or a portfolio cannot be read; 4 a file or git failed."
)]
pub(super) struct Args {
    /// The old rules: a folder, or a git revision of the rule folder
    old: String,
    /// The new rules, likewise; the rule folder as it is now when left out
    new: Option<String>,
    /// Portfolios, one JSON object a line; the cases of both folders when left out
    #[arg(long, value_name = "FILE")]
    corpus: Option<PathBuf>,
    /// How to print
    #[arg(long, default_value = "human")]
    format: Format,
    /// Also write a page to read in a browser or print
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// What the two sides are called.
struct Names {
    old: String,
    new: String,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    match compared(context, args) {
        Ok((names, comparison)) => show(context, args, &names, &comparison),
        Err(ended) => ended,
    }
}

fn compared(context: &Context, args: &Args) -> Result<(Names, Comparison), Ended> {
    let now = context.rules.display().to_string();
    let names = Names { old: args.old.clone(), new: args.new.clone().unwrap_or(now) };
    let old = engine(context, &names.old)?;
    let new = engine(context, &names.new)?;
    let portfolios = match &args.corpus {
        Some(path) => corpus(context, path)?,
        None => cases(old.rules(), new.rules()),
    };
    Ok((names, compare(&old, &new, &portfolios)))
}

fn show(context: &Context, args: &Args, names: &Names, comparison: &Comparison) -> Ended {
    if let Some(path) = &args.html {
        let written = page::page(names, comparison, context.language)
            .map_err(|e| e.to_string())
            .and_then(|html| fs::write(path, html).map_err(|e| e.to_string()));
        if let Err(error) = written {
            complain(&format!("{}: {error}", path.display()));
            return Ended::Outside;
        }
    }
    out(&match args.format {
        Format::Human => text::text(names, comparison, context.language),
        Format::Json => json(comparison),
    });
    if comparison.is_changed() { Ended::Mistakes } else { Ended::Well }
}

/// Two texts by what they share: how both begin, what only the old one says, what only the new one says, how both end.
fn apart(old: &str, new: &str) -> [String; 4] {
    let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    // A date or a number is read as a whole: what is the same must not end inside one.
    let inside = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let mut before = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    while before > 0 && inside(a.get(before - 1)) {
        before -= 1;
    }
    let room = a.len().min(b.len()) - before;
    let mut after = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
    while after > 0 && inside(a.get(a.len() - after)) {
        after -= 1;
    }
    let part = |all: &[char], from: usize, until: usize| all.get(from..until).unwrap_or_default().iter().collect();
    [
        part(&a, 0, before),
        part(&a, before, a.len() - after),
        part(&b, before, b.len() - after),
        part(&a, a.len() - after, a.len()),
    ]
}

/// The rules of a folder, or of a revision where there is no such folder.
fn engine(context: &Context, name: &str) -> Result<Engine, Ended> {
    let folder = Path::new(name);
    let sources = if folder.is_dir() {
        read_folder(folder).map_err(|error| error.text())
    } else {
        read_revision(&context.rules, name)
    };
    let sources = sources.map_err(|why| {
        complain(why.in_language(context.language));
        Ended::Outside
    })?;
    let checked = check(sources);
    checked.rules.map(Engine::new).ok_or_else(|| {
        complain(&render(&checked.diagnostics, &checked.sources, context.language));
        let say = Text::new(
            format!("`{name}` 的规则有错误，改正以后才能对比"),
            format!("the rules of `{name}` have mistakes; they can be compared once those are mended"),
        );
        complain(say.in_language(context.language));
        Ended::Unanswerable
    })
}

/// The portfolios of a file, one a line. A line that is no JSON ends the comparison: a corpus read in part would say
/// that nothing changed where nobody looked.
#[expect(clippy::disallowed_methods, reason = "the file the user named")]
fn corpus(context: &Context, path: &Path) -> Result<Vec<Given>, Ended> {
    let shown = path.display();
    let outside = |message: String| {
        complain(&message);
        Ended::Outside
    };
    let bytes = fs::metadata(path).map_err(|e| outside(format!("{shown}: {e}")))?.len();
    if bytes > MAX_CORPUS_BYTES {
        return Err(outside(format!("{shown}: {bytes} > {MAX_CORPUS_BYTES} bytes")));
    }
    let bytes = fs::read(path).map_err(|e| outside(format!("{shown}: {e}")))?;
    let mut all = Vec::new();
    for (index, line) in bytes.split(|b| *b == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let number = index + 1;
        let input = from_json(line).map_err(|error| {
            complain(&format!("{shown}:{number}: {} {error}", context.say("不是 JSON：", "not JSON:")));
            Ended::Unanswerable
        })?;
        let case_ref = input.get("case_ref").and_then(|c| c.text()).map(str::to_owned);
        let name = case_ref.unwrap_or_else(|| context.say("第 N 行", "line N").replace('N', &number.to_string()));
        all.push(Given { name, place: format!("{shown}:{number}"), input });
    }
    if all.is_empty() {
        complain(&format!("{shown}: {}", context.say("里面一份材料也没有", "there is no portfolio in it")));
        return Err(Ended::Unanswerable);
    }
    Ok(all)
}
