//! `ashore fmt`: gives rule files their usual layout, or says which lack it; what the layout is, `format` knows.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Context, Ended, complain, out};
use crate::diagnostic::{Text, render};
use crate::format::{LeftAlone, format};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Rule files; every file of the rule folder when left out
    files: Vec<PathBuf>,
    /// Change nothing; name the files that would change and end with 1 if there are any
    #[arg(long)]
    check: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let files = match files(context, args) {
        Ok(files) => files,
        Err(ended) => return ended,
    };
    let mut counts = Counts { files: files.len(), ..Counts::default() };
    let mut ended = Ended::Well;
    for (path, text) in files {
        let shown = path.display().to_string();
        match format(&shown, &text) {
            Ok(formatted) if formatted == text => {}
            Ok(_) if args.check => {
                counts.changed += 1;
                out(&format!("{shown}\n"));
                ended = Ended::Mistakes;
            }
            Ok(formatted) => match replace(&path, &formatted) {
                Ok(()) => {
                    counts.changed += 1;
                    out(&format!("{shown}\n"));
                }
                Err(error) => {
                    complain(&format!("{shown}: {error}"));
                    return Ended::Outside;
                }
            },
            Err(left) => {
                counts.left += 1;
                ended = Ended::Mistakes;
                complain(&match left {
                    LeftAlone::Mistakes(notes, sources) => render(&notes, &sources, context.language),
                    LeftAlone::Unsure(why) => format!("{shown}: {}", why.in_language(context.language)),
                });
            }
        }
    }
    out(&format!("{}\n", counts.summary(args.check).in_language(context.language)));
    ended
}

#[derive(Default)]
struct Counts {
    files: usize,
    changed: usize,
    left: usize,
}

impl Counts {
    fn summary(&self, check: bool) -> Text {
        let Self { files, changed, left } = self;
        let (zh, en) = if check { ("需要排版", "would change") } else { ("已排版", "changed") };
        let (zh_left, en_left) = match left {
            0 => (String::new(), String::new()),
            left => (format!("，{left} 个没有动"), format!(", left alone: {left}")),
        };
        Text::new(
            format!("{files} 个文件：{changed} 个{zh}{zh_left}"),
            format!("files: {files}, {en}: {changed}{en_left}"),
        )
    }
}

/// The files with their text.
#[expect(clippy::disallowed_methods, reason = "the files the user named")]
fn files(context: &Context, args: &Args) -> Result<Vec<(PathBuf, String)>, Ended> {
    if args.files.is_empty() {
        return Ok(context.sources()?.iter().map(|(_, f)| (context.rules.join(&f.path), f.text.clone())).collect());
    }
    let read = |path: &PathBuf| {
        let bytes = fs::read(path).map_err(|error| {
            complain(&format!("{}: {error}", path.display()));
            Ended::Outside
        })?;
        Ok((path.clone(), String::from_utf8_lossy(&bytes).into_owned()))
    };
    args.files.iter().map(read).collect()
}

/// Puts a new text in the place of a file at once: whoever reads it meanwhile sees the old one or the new one whole. A
/// link stays a link.
pub(super) fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.ashore-{}", std::process::id()));
    let put = || {
        fs::write(&beside, text)?;
        if let Ok(metadata) = fs::metadata(&path) {
            fs::set_permissions(&beside, metadata.permissions())?;
        }
        fs::rename(&beside, &path)
    };
    put().inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}
