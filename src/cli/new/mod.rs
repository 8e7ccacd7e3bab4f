//! `ashore new`: writes a commented skeleton into the right file. What has to be filled in is left blank, and
//! `ashore check` names every blank.

mod book;
mod skeleton;

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::fmt::replace;
use super::{Context, Ended, complain, out};
use crate::diagnostic::Text;
use crate::source::read_folder;
use book::{Book, Definition};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
    /// The file to write into; chosen by what it is when left out
    #[arg(long = "in", global = true, value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A rule, as a draft
    Rule {
        /// Its id: lower-case letters and hyphens
        id: String,
        /// What it looks at
        #[arg(long)]
        scope: Scope,
    },
    /// A value with dates
    Value {
        /// Its id
        id: String,
        /// What it counts
        #[arg(long)]
        unit: Unit,
    },
    /// A law with a version and an article
    Law {
        /// Its id
        id: String,
    },
    /// Two test cases of a rule: one it applies to, one it does not
    Case {
        /// The rule to test
        #[arg(long, value_name = "ID")]
        rule: String,
    },
    /// A list of phrases
    Phrase {
        /// Its id
        id: String,
    },
    /// An action
    Action {
        /// Its id
        id: String,
    },
    /// A term: a name for a condition
    Term {
        /// Its id
        id: String,
    },
    /// A fact
    Fact {
        /// Its name: household.…, debt.… or contact.…
        name: String,
    },
    /// A behaviour of collectors
    Behaviour {
        /// Its id
        id: String,
    },
    /// A saying that is wrong, set right
    Erratum {
        /// Its id
        id: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scope {
    /// Each debt
    Debt,
    /// The household as a whole
    Household,
    /// Each contact of a collector
    Contact,
    /// Contacts counted together
    Contacts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unit {
    /// A rate per year
    Rate,
    /// Yuan
    Amount,
    /// A number of things
    Count,
    /// Calendar days
    Days,
    /// Months
    Months,
    /// Years
    Years,
    /// A time of day
    Time,
    /// A progressive table
    Bands,
}

/// The word for it in rule files, as it is given on the command line.
fn word(choice: &impl ValueEnum) -> String {
    choice.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

impl What {
    /// The section of the rule files it belongs to.
    fn section(&self) -> &'static str {
        match self {
            Self::Rule { .. } => "rules",
            Self::Value { .. } => "values",
            Self::Law { .. } => "laws",
            Self::Case { .. } => "cases",
            Self::Phrase { .. } => "phrases",
            Self::Action { .. } => "actions",
            Self::Term { .. } => "terms",
            Self::Fact { .. } => "facts",
            Self::Behaviour { .. } => "behaviours",
            Self::Erratum { .. } => "errata",
        }
    }

    /// The id of what is new; for a case the rule it tests.
    fn id(&self) -> &str {
        match self {
            Self::Rule { id, .. }
            | Self::Value { id, .. }
            | Self::Law { id }
            | Self::Phrase { id }
            | Self::Action { id }
            | Self::Term { id }
            | Self::Fact { name: id }
            | Self::Behaviour { id }
            | Self::Erratum { id } => id,
            Self::Case { rule } => rule,
        }
    }
}

/// Why nothing was written.
type Refused = (Ended, Text);

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    match write(context, args) {
        Ok(said) => {
            out(&format!("{}\n", said.in_language(context.language)));
            Ended::Well
        }
        Err((ended, why)) => {
            complain(why.in_language(context.language));
            ended
        }
    }
}

fn write(context: &Context, args: &Args) -> Result<Text, Refused> {
    let sources = read_folder(&context.rules).map_err(|error| (Ended::Outside, error.text()))?;
    let book = Book::read(&sources);
    let what = &args.what;
    may_be_new(&book, what)?;
    let file = match &args.file {
        Some(path) => named(context, path)?,
        None => book.file_for(what).ok_or_else(no_place)?,
    };
    let text = skeleton::skeleton(&book, what, &file);
    let (whole, line) = book.insert(&file, what.section(), &text).map_err(|why| (Ended::Mistakes, why))?;
    let path = context.rules.join(&file);
    let shown = path.display().to_string();
    replace(&path, &whole).map_err(|e| (Ended::Outside, Text::same(format!("{shown}: {e}"))))?;
    Ok(done(what, &shown, line))
}

fn no_place() -> Refused {
    let why = Text::new(
        "不知道该写进哪个文件，请用 --in 指定，比如 --in cn/triage/court.yaml",
        "no file to write into; name one with --in, such as --in cn/triage/court.yaml",
    );
    (Ended::Misused, why)
}

/// Whether there can be a new definition of this id; a case needs its rule.
fn may_be_new(book: &Book, what: &What) -> Result<(), Refused> {
    let id = what.id();
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.');
    if id.is_empty() || !id.chars().all(good) {
        let why = Text::new(
            format!("`{id}` 不能用作编号：只用小写英文字母、数字、下划线和连字符"),
            format!("`{id}` cannot be an id: use lower-case letters, digits, `_` and `-` only"),
        );
        return Err((Ended::Misused, why));
    }
    if let What::Case { rule } = what {
        return if book.find("rules", rule).is_some() { Ok(()) } else { Err(no_rule(book, rule)) };
    }
    if let What::Fact { name } = what
        && !["household.", "debt.", "contact."].iter().any(|scope| name.starts_with(scope) && name.len() > scope.len())
    {
        let why = Text::new(
            format!("`{name}` 没有说明是谁的事实：以 household.、debt. 或 contact. 开头"),
            format!("`{name}` does not say whose fact it is: start with household., debt. or contact."),
        );
        return Err((Ended::Misused, why));
    }
    match book.find(what.section(), id) {
        None => Ok(()),
        Some(there) => Err(taken(book, what.section(), id, there)),
    }
}

fn taken(book: &Book, section: &str, id: &str, there: &Definition) -> Refused {
    let joint = if id.contains('_') { '_' } else { '-' };
    let free = (2..1000).map(|n| format!("{id}{joint}{n}")).find(|other| book.find(section, other).is_none());
    let (free, place) = (free.unwrap_or_default(), there.place());
    let why = Text::new(
        format!(
            "`{id}` 已经有了：{place}。换一个编号，比如 `{free}`；从某一天起改规定的，在原来那里加新的一段，不要另起编号"
        ),
        format!(
            "`{id}` is there already: {place}. Take another id, such as `{free}`; where the law changes on a day, add a stretch there instead"
        ),
    );
    (Ended::Misused, why)
}

fn no_rule(book: &Book, rule: &str) -> Refused {
    let close = crate::diagnostic::closest(rule, book.all("rules").map(|d| d.id.as_str()));
    let (zh, en) = close.map_or_else(
        || ("；先写规则：ashore new rule".to_owned(), "; write it first: ashore new rule".to_owned()),
        |name| (format!("。是不是想写 `{name}`？"), format!("; did you mean `{name}`?")),
    );
    (Ended::Misused, Text::new(format!("没有规则 `{rule}`{zh}"), format!("there is no rule `{rule}`{en}")))
}

/// The file the user named, relative to the rule folder: as it stands, or below the rule folder.
fn named(context: &Context, path: &Path) -> Result<String, Refused> {
    let inside = path.strip_prefix(&context.rules).unwrap_or(path);
    let plain =
        inside.components().all(|c| matches!(c, std::path::Component::Normal(_) | std::path::Component::CurDir));
    let yaml = inside.extension().is_some_and(|e| e == "yaml");
    if plain && yaml {
        let parts = inside.components().filter(|c| matches!(c, std::path::Component::Normal(_)));
        return Ok(parts.map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"));
    }
    let (path, rules) = (path.display(), context.rules.display());
    let why = Text::new(
        format!("`{path}` 不在规则文件夹 {rules} 里，或者不是 .yaml 文件"),
        format!("`{path}` is not a .yaml file inside the rule folder {rules}"),
    );
    Err((Ended::Misused, why))
}

fn done(what: &What, path: &str, line: usize) -> Text {
    let next = match what {
        What::Rule { id, .. } => format!("ashore new case --rule {id}"),
        What::Case { .. }
        | What::Value { .. }
        | What::Law { .. }
        | What::Phrase { .. }
        | What::Action { .. }
        | What::Term { .. }
        | What::Fact { .. }
        | What::Behaviour { .. } => "ashore test".to_owned(),
        What::Erratum { .. } => "ashore book --out 规则书.html".to_owned(),
    };
    let id = what.id();
    Text::new(
        format!(
            "已写入 {path}:{line}({id})\n接下来：\n  1. 把 … 换成内容，用不着的行删去\n  2. ashore check(会指出还没有填的地方)\n  3. {next}"
        ),
        format!(
            "written to {path}:{line} ({id})\nnext:\n  1. replace each …, and remove the lines you do not need\n  2. ashore check (it names what is still to be filled in)\n  3. {next}"
        ),
    )
}
