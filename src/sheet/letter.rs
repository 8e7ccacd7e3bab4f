//! A letter as text and as a page to print: a cover note for the person and the counsellor, then the letter on a sheet
//! of its own that can be sent as it is.

use minijinja::UndefinedBehavior;
use serde::Serialize;

use super::lay_out::{environment, filled, visible};
use crate::plan::{Basis, LetterLine};
use crate::rule::LetterKind;

const TEMPLATE: &str = include_str!("letter.html");

/// Everything on the page.
#[derive(Debug, Serialize)]
struct Sheet<'s> {
    title: &'s str,
    to: &'s str,
    debt: &'s str,
    kind: &'static str,
    is_outline: bool,
    is_script: bool,
    check_first: Vec<&'s str>,
    do_not_claim: &'s [String],
    attach: Vec<(&'s str, &'static str)>,
    paragraphs: Vec<Vec<&'s str>>,
    as_of: String,
    basis: &'s Basis,
    digest: String,
}

/// The letter as plain text: its title, then its body.
pub fn text(letter: &LetterLine) -> String {
    let body = letter.text.as_deref().unwrap_or_default();
    format!("{}\n\n{}\n", letter.title, body.trim_end())
}

/// The letter as a page.
pub fn page(letter: &LetterLine, basis: &Basis) -> Result<String, minijinja::Error> {
    let sheet = Sheet {
        kind: match letter.kind {
            LetterKind::Letter => "信函",
            LetterKind::Script => "话术：照着说，不用寄出",
            LetterKind::Outline => "提纲：补完、请律师看过再用",
        },
        is_outline: letter.kind == LetterKind::Outline,
        is_script: letter.kind == LetterKind::Script,
        paragraphs: paragraphs(letter.text.as_deref().unwrap_or_default()),
        as_of: crate::readback::date(basis.as_of),
        basis,
        digest: basis.ruleset_digest.chars().take(12).collect(),
        title: &letter.title,
        to: &letter.to,
        debt: letter.debt.as_deref().unwrap_or_default(),
        check_first: letter.check_first.iter().map(|f| f.label.as_str()).collect(),
        do_not_claim: &letter.do_not_claim,
        attach: letter.attach.iter().map(|e| (e.label.as_str(), in_hand(e.held))).collect(),
    };
    filled(&mut environment(UndefinedBehavior::Strict), TEMPLATE, visible(&sheet)?)
}

fn in_hand(held: Option<bool>) -> &'static str {
    match held {
        Some(true) => "已有",
        Some(false) => "还没有，没有就不写",
        None => "有没有还不知道，没有就不写",
    }
}

/// Paragraphs stand apart by empty lines; the lines of one stay lines.
fn paragraphs(text: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.split(|l| l.is_empty()).filter(|p| !p.is_empty()).map(<[&str]>::to_vec).collect()
}
