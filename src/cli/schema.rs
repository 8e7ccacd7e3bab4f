//! `ashore schema`: prints, writes or compares the schemas of rule files; what they say, `schema` knows.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::{Context, Ended, complain, out};
use crate::schema::{FOLDER, KINDS, SchemaFile, modelines, schemas};
use crate::source::Sources;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which one to print; without it, the kinds are listed
    kind: Option<String>,
    /// Write all of them into the folder `schema` of the rule folder
    #[arg(long, conflicts_with_all = ["kind", "check"])]
    write: bool,
    /// Say which are stale, and which rule files do not name theirs in the first line
    #[arg(long, conflicts_with = "kind")]
    check: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    if args.kind.is_none() && !args.write && !args.check {
        list(context);
        return Ended::Well;
    }
    if let Some(kind) = &args.kind
        && !KINDS.iter().any(|k| k.name == kind)
    {
        let names: Vec<&str> = KINDS.iter().map(|k| k.name).collect();
        complain(context.say(
            &format!("没有 `{kind}` 这一种；可以写：{}", names.join("、")),
            &format!("there is no kind `{kind}`; write one of {}", names.join(", ")),
        ));
        return Ended::Misused;
    }
    let sources = match context.sources() {
        Ok(sources) => sources,
        Err(ended) => return ended,
    };
    let Some(all) = schemas(&sources) else {
        complain(context.say(
            "规则里有读不懂的地方，生成的 schema 会缺东西；先改正：ashore check",
            "part of the rules cannot be read, and the schemas would lack it; mend it first: ashore check",
        ));
        return Ended::Mistakes;
    };
    if args.write {
        return write(context, &all);
    }
    if args.check {
        return compare(context, &all, &sources);
    }
    for schema in all.iter().filter(|s| Some(s.kind) == args.kind.as_deref()) {
        out(&schema.json);
    }
    Ended::Well
}

fn list(context: &Context) {
    let mut text = String::new();
    for kind in KINDS {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:<12}{}", kind.name, kind.about().in_language(context.language));
    }
    out(&text);
}

fn path_of(rules: &Path, schema: &SchemaFile) -> PathBuf {
    rules.join(FOLDER).join(schema.file_name())
}

fn write(context: &Context, all: &[SchemaFile]) -> Ended {
    let folder = context.rules.join(FOLDER);
    let done = std::fs::create_dir_all(&folder).map_err(|e| (folder.clone(), e)).and_then(|()| {
        all.iter().try_for_each(|schema| {
            let path = path_of(&context.rules, schema);
            std::fs::write(&path, &schema.json).map_err(|e| (path, e))
        })
    });
    if let Err((path, error)) = done {
        complain(&format!("{}: {error}", path.display()));
        return Ended::Outside;
    }
    let (count, folder) = (all.len(), folder.display());
    out(context.say(&format!("写了 {count} 个 schema，在 {folder}\n"), &format!("wrote {count} schemas to {folder}\n")));
    Ended::Well
}

#[expect(clippy::disallowed_methods, reason = "the schemas of the rule folder the user names are compared")]
fn compare(context: &Context, all: &[SchemaFile], sources: &Sources) -> Ended {
    let stale: Vec<PathBuf> = all
        .iter()
        .map(|schema| (path_of(&context.rules, schema), schema))
        .filter(|(path, schema)| std::fs::read_to_string(path).ok().as_deref() != Some(schema.json.as_str()))
        .map(|(path, _)| path)
        .collect();
    for path in &stale {
        let path = path.display();
        complain(context.say(
            &format!("{path} 过时了或者没有：ashore schema --write"),
            &format!("{path} is stale or missing: ashore schema --write"),
        ));
    }
    let misplaced = modelines(sources);
    for file in &misplaced {
        complain(context.say(
            &format!("{} 的第一行应当是：{}", file.path, file.wanted),
            &format!("the first line of {} should be: {}", file.path, file.wanted),
        ));
    }
    if !stale.is_empty() || !misplaced.is_empty() {
        return Ended::Mistakes;
    }
    out(context.say("schema 都是最新的\n", "the schemas are fresh\n"));
    Ended::Well
}
