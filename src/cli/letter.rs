//! `ashore letter`.

use std::path::PathBuf;

use super::evaluate::portfolio;
use super::{Context, Ended, complain, out};
use crate::diagnostic::Language;
use crate::engine::Explain;
use crate::plan::{LetterLine, NoLetter};
use crate::sheet::letter;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The letter's id
    id: String,
    /// The portfolio, a JSON file; standard input when left out or `-`
    file: Option<PathBuf>,
    /// The debt it is about; needed where several are open
    #[arg(long, value_name = "ID")]
    debt: Option<String>,
    /// Print a page for the printer instead of plain text
    #[arg(long)]
    html: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let (engine, portfolio) = match portfolio(context, args.file.as_deref()) {
        Ok(read) => read,
        Err(ended) => return ended,
    };
    let outcomes = engine.outcomes(portfolio, Explain::Findings);
    let letter = match engine.letter(&outcomes, &args.id, args.debt.as_deref()) {
        Ok(letter) => letter,
        Err(why) => return no_letter(context, args, &why),
    };
    if !letter.ready {
        refuse(context, &letter);
        return Ended::Unanswerable;
    }
    let printed = if args.html { letter::page(&letter, &engine.basis(&outcomes)) } else { Ok(letter::text(&letter)) };
    match printed {
        Ok(text) => out(&text),
        Err(error) => {
            complain(&format!("{}{error:#}", context.say("这封信排不出来：", "the letter cannot be laid out: ")));
            return Ended::Outside;
        }
    }
    if !args.html {
        advise(context, &letter);
    }
    Ended::Well
}

fn no_letter(context: &Context, args: &Args, why: &NoLetter) -> Ended {
    let zh = context.language == Language::Zh;
    let id = &args.id;
    match why {
        NoLetter::NoSuchLetter { close } => {
            let meant = close
                .as_ref()
                .map(|c| if zh { format!("；是不是 `{c}`？") } else { format!("; did you mean `{c}`?") });
            let what =
                if zh { format!("没有编号为 `{id}` 的信函") } else { format!("there is no letter `{id}`") };
            complain(&(what + &meant.unwrap_or_default()));
            Ended::Misused
        }
        NoLetter::NoSuchDebt { debts } | NoLetter::WhichDebt { debts } => {
            let what = context.say("用 --debt 指明是哪一笔债：", "say which debt with --debt: ");
            complain(&format!("{what}{}", debts.join(", ")));
            Ended::Misused
        }
        NoLetter::NoDebt => {
            complain(context.say(
                "这封信要说一笔债，材料里没有还没结清的债",
                "this letter is about a debt, and none of those given is open",
            ));
            Ended::Unanswerable
        }
    }
}

/// Why the letter is not printed, and what to send instead.
fn refuse(context: &Context, letter: &LetterLine) {
    let head = if letter.forbidden.is_some() {
        context.say("这封信不能发给这笔债", "this letter must not be sent for this debt")
    } else {
        context.say("这封信现在还不能打印", "this letter is not ready to be printed")
    };
    complain(&format!("{head}: {}", letter.title));
    for reason in &letter.reasons {
        complain(&format!("  · {reason}"));
    }
    if let Some(instead) = &letter.instead {
        let debt = letter.debt.as_ref().map(|d| format!(" --debt {d}")).unwrap_or_default();
        complain(&format!("{}{instead}{debt}", context.say("先用：ashore letter ", "use instead: ashore letter ")));
    }
}

/// What belongs on no letter, beside it: what to find out first, what not to write, what to attach.
fn advise(context: &Context, letter: &LetterLine) {
    let list = |head: &str, lines: &[String]| {
        if !lines.is_empty() {
            complain(head);
            for line in lines {
                complain(&format!("  · {line}"));
            }
        }
    };
    let first: Vec<String> = letter.check_first.iter().map(|f| f.label.clone()).collect();
    list(context.say("发出以前先弄清：", "find out before sending it:"), &first);
    list(context.say("不要写：", "do not write:"), &letter.do_not_claim);
    let attach: Vec<String> = letter
        .attach
        .iter()
        .map(|e| {
            let held = match e.held {
                Some(true) => context.say("已有", "in hand"),
                Some(false) => context.say("还没有", "not in hand"),
                None => context.say("有没有还不知道", "not known"),
            };
            format!("{}({held})", e.label)
        })
        .collect();
    list(context.say("要附上：", "attach:"), &attach);
}
