//! `ashore explain`: the page of a check, or the list of all.

use serde_json::json;

use super::{Context, Ended, Format, complain, out};
use crate::check::pages::{Page, codes, page, pages};
use crate::diagnostic::{Text, closest};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The word in brackets behind `error` or `warning`; all checks are listed without one
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// How to print
    #[arg(long, default_value = "human")]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let found = match &args.code {
        None => None,
        Some(code) => {
            let Some(page) = page(code) else {
                complain(no_such_code(code).in_language(context.language));
                return Ended::Misused;
            };
            Some(page)
        }
    };
    match (args.format, found) {
        (Format::Human, Some(page)) => out(&page.show(context.language)),
        (Format::Human, None) => {
            let width = codes().map(str::len).max().unwrap_or_default();
            for page in pages() {
                out(&format!("{:width$}  {}\n", page.code, page.title.in_language(context.language)));
            }
        }
        (Format::Json, Some(page)) => out(&super::json(&as_json(&page))),
        (Format::Json, None) => out(&super::json(&pages().map(|p| as_json(&p)).collect::<Vec<_>>())),
    }
    Ended::Well
}

fn no_such_code(code: &str) -> Text {
    match closest(code, codes()) {
        Some(close) => Text::new(
            format!("没有 `{code}` 这个代码；是不是想写 `{close}`？"),
            format!("no check is called `{code}`; did you mean `{close}`?"),
        ),
        None => Text::new(
            format!("没有 `{code}` 这个代码；全部代码：ashore explain"),
            format!("no check is called `{code}`; for all of them: ashore explain"),
        ),
    }
}

fn as_json(page: &Page) -> serde_json::Value {
    let example = |right: bool| -> Vec<serde_json::Value> {
        let of_kind = page.examples.iter().filter(|e| e.right == right);
        of_kind.map(|e| json!({ "file": e.file, "is_change": e.is_change, "text": e.text })).collect()
    };
    json!({
        "code": page.code,
        "severity": page.severity.word(),
        "title": page.title,
        "finds": page.finds,
        "why": page.why,
        "wrong": example(false),
        "right": example(true),
    })
}
