//! One page for each mistake that checking can find: what it finds, why it matters, a wrong and a right example.
//!
//! A page is a Markdown file named after its code, of one fixed form, so that `ashore explain` can print it in either
//! language and a test can try its examples:
//!
//! ````markdown
//! # unknown-fact
//!
//! severity: error
//!
//! ## zh
//!
//! 标题，一行
//!
//! 查什么，一段。
//!
//! 为什么要紧，一段。
//!
//! ## en
//!
//! the title in one line
//!
//! What it finds, one paragraph.
//!
//! Why it matters, one paragraph.
//!
//! ## examples
//!
//! ```yaml wrong
//! …
//! ```
//!
//! ```yaml right
//! …
//! ```
//! ````
//!
//! Each example is laid beside the shipped pack as the file `zz/example.yaml`. `file=cn/pack.yaml` after `wrong` or
//! `right` names another file, which is replaced when the pack has it; several fences of one kind are laid down
//! together. A fence ` ```diff wrong file=… ` changes a file of the pack: lines with `-` go, lines with `+` come.
//! A character that nobody would see is written `{U+0009}`.

use std::fmt::Write;

use crate::diagnostic::{Language, Severity, Text};

/// Puts each page under its code. Sorted; a test says when a code has no page or a page no code.
macro_rules! pages {
    ($($code:literal,)*) => {
        /// The pages by code, in the order of the alphabet.
        const PAGES: &[(&str, &str)] = &[$(($code, include_str!(concat!($code, ".md")))),*];
    };
}

pages! {
    "action-without-band",
    "advisory-too-severe",
    "advisory-without-wording",
    "anchor-or-tag",
    "article-dropped",
    "article-reused",
    "bad-bands",
    "bad-citation",
    "bad-date",
    "bad-fact-name",
    "bad-id",
    "bad-import-format",
    "bad-length",
    "bad-value",
    "byte-order-mark",
    "citation-not-in-force",
    "citation-outside-period",
    "citation-unverified",
    "cite-without-met",
    "comparison-sign",
    "computed-fact",
    "condition-too-large",
    "conversation-without-window",
    "date-after-as-of",
    "date-in-other-year",
    "deadlines-collide",
    "default-tier",
    "duplicate-id",
    "duplicate-key",
    "duplicate-rule",
    "empty-condition",
    "empty-field",
    "empty-file",
    "empty-range",
    "engine-fact-missing",
    "engine-value-missing",
    "english-missing",
    "english-out-of-step",
    "english-slots-differ",
    "erratum-without-grounds",
    "exception-never-matters",
    "exhaustive-without-options",
    "fact-out-of-sight",
    "fact-too-early",
    "fact-without-question",
    "file-too-deep",
    "full-width-punctuation",
    "header-listed-twice",
    "instead-circle",
    "invisible-character",
    "judge-by-does-not-fit",
    "key-not-text",
    "law-versions-gap",
    "law-versions-overlap",
    "limit-not-on-plan",
    "may-become-does-not-fit",
    "merge-conflict",
    "missing-field",
    "more-mistakes",
    "never-holds",
    "no-space-after-colon",
    "no-space-after-dash",
    "not-utf8",
    "nothing-labelled",
    "odd-space",
    "option-not-covered",
    "overlap-of-several-contacts",
    "pack-missing",
    "period-backwards",
    "phrase-hits-near-miss",
    "phrase-misses-example",
    "phrase-pattern",
    "phrase-too-short",
    "rate-without-percent",
    "reads-differently",
    "records-in-condition",
    "redundant-condition",
    "reserved-option",
    "rule-implied",
    "rule-without-case",
    "rule-without-grounds",
    "rules-repeat",
    "search-cut-short",
    "sentence-does-not-fit",
    "several-documents",
    "slot-may-be-unknown",
    "slot-unclosed",
    "slot-unquoted",
    "tab",
    "term-circle",
    "test-does-not-fit",
    "text-cut-by-comma",
    "text-cut-by-hash",
    "tiers-collide",
    "two-sources",
    "unfilled",
    "unknown-action",
    "unknown-article",
    "unknown-avoid",
    "unknown-band",
    "unknown-behaviour",
    "unknown-channel",
    "unknown-context",
    "unknown-evidence",
    "unknown-fact",
    "unknown-force",
    "unknown-id",
    "unknown-key",
    "unknown-law",
    "unknown-letter",
    "unknown-matcher",
    "unknown-option",
    "unknown-phrase",
    "unknown-referral",
    "unknown-rule",
    "unknown-rung",
    "unknown-severity",
    "unknown-slot",
    "unknown-strength",
    "unknown-term",
    "unknown-tier",
    "unknown-value",
    "unknown-word",
    "unknown-words",
    "unused-definition",
    "value-by-choice",
    "value-circle",
    "value-gap",
    "value-is-a-table",
    "value-not-in-force",
    "value-overlap",
    "value-unchecked",
    "workday-on-weekday",
    "wrong-type",
    "wrong-unit",
    "wrong-value",
    "yaml-syntax",
    "yields-to-does-not-fit",
}

/// What one check is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The stable name of the mistake.
    pub code: &'static str,
    /// Whether the rules can still be used with it.
    pub severity: Severity,
    /// The mistake in one line.
    pub title: Text,
    /// What the check finds.
    pub finds: Text,
    /// Why that matters.
    pub why: Text,
    /// Wrong and right.
    pub examples: Vec<Example>,
}

/// A piece of a rule file that shows the mistake, or its mending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Whether it shows how to write it.
    pub right: bool,
    /// Which file of the pack it is laid down as.
    pub file: &'static str,
    /// Whether it changes that file line by line instead of being one.
    pub is_change: bool,
    /// The text as on the page, invisible characters spelt out.
    pub text: &'static str,
}

/// Where an example goes that does not name its file.
const BESIDE_THE_PACK: &str = "zz/example.yaml";

/// All pages, in the order of their codes.
pub fn pages() -> impl Iterator<Item = Page> {
    PAGES.iter().filter_map(|(code, text)| read(code, text))
}

/// The page of one code.
pub fn page(code: &str) -> Option<Page> {
    PAGES.iter().find(|(known, _)| *known == code).and_then(|(code, text)| read(code, text))
}

/// All codes that have a page, in the order of the alphabet.
pub fn codes() -> impl Iterator<Item = &'static str> + Clone {
    PAGES.iter().map(|(code, _)| *code)
}

fn read(code: &'static str, text: &'static str) -> Option<Page> {
    let rest = text.strip_prefix("# ")?.strip_prefix(code)?.trim_start();
    let (head, rest) = rest.split_once("## zh\n")?;
    let (zh, rest) = rest.split_once("## en\n")?;
    let (en, examples) = rest.split_once("## examples\n")?;
    let severity = match head.trim() {
        "severity: error" => Severity::Error,
        "severity: warning" => Severity::Warning,
        _ => return None,
    };
    let ([zh_title, zh_finds, zh_why], [en_title, en_finds, en_why]) = (three(zh)?, three(en)?);
    Some(Page {
        code,
        severity,
        title: Text::new(zh_title, en_title),
        finds: Text::new(zh_finds, en_finds),
        why: Text::new(zh_why, en_why),
        examples: read_examples(examples)?,
    })
}

/// The three paragraphs of a language, each on one line.
fn three(section: &str) -> Option<[String; 3]> {
    let mut paragraphs = section.trim().split("\n\n").map(|p| p.trim().replace('\n', " "));
    let three = [paragraphs.next()?, paragraphs.next()?, paragraphs.next()?];
    paragraphs.next().is_none().then_some(three)
}

fn read_examples(section: &'static str) -> Option<Vec<Example>> {
    let mut examples = Vec::new();
    let mut rest = section;
    while let Some((_, from)) = rest.split_once("```") {
        let (info, from) = from.split_once('\n')?;
        let (text, after) = from.split_once("```")?;
        rest = after;
        let mut words = info.split(' ');
        let is_change = match words.next()? {
            "yaml" => false,
            "diff" => true,
            _ => return None,
        };
        let right = match words.next()? {
            "right" => true,
            "wrong" => false,
            _ => return None,
        };
        let file = words.next().map_or(Some(BESIDE_THE_PACK), |w| w.strip_prefix("file="))?;
        examples.push(Example { right, file, is_change, text });
    }
    (examples.iter().any(|e| e.right) && examples.iter().any(|e| !e.right)).then_some(examples)
}

impl Page {
    /// The page as a person reads it in a terminal.
    pub fn show(&self, language: Language) -> String {
        let say = |zh: &'static str, en: &'static str| match language {
            Language::Zh => zh,
            Language::En => en,
        };
        let severity = match self.severity {
            Severity::Error => say("错误", "error"),
            Severity::Warning => say("提醒", "warning"),
        };
        let (finds, why) = (say("查什么：", "Finds: "), say("为什么：", "Why: "));
        let mut shown = format!(
            "{} · {severity}\n{}\n\n{finds}{}\n\n{why}{}\n",
            self.code,
            self.title.in_language(language),
            self.finds.in_language(language),
            self.why.in_language(language)
        );
        for example in &self.examples {
            let heading = if example.right { say("这样写", "right") } else { say("错的写法", "wrong") };
            // Writing to a string cannot fail.
            let _ = write!(shown, "\n{heading}{}\n\n", example.where_to(language));
            for line in example.text.lines() {
                let _ = writeln!(shown, "    {line}");
            }
        }
        shown
    }
}

impl Example {
    /// The file it belongs into, where that matters, and the colon before the example.
    fn where_to(&self, language: Language) -> String {
        match (self.file, language) {
            (BESIDE_THE_PACK, Language::Zh) => "：".to_owned(),
            (BESIDE_THE_PACK, Language::En) => ":".to_owned(),
            (file, Language::Zh) => format!("(文件 {file})："),
            (file, Language::En) => format!(" (in {file}):"),
        }
    }

    /// The text of the file it makes: `before` is what the pack has under that name, empty for a new file. Nothing when
    /// it is a change that does not fit.
    pub fn laid_on(&self, before: &str) -> Option<String> {
        let text = invisible(self.text);
        if !self.is_change {
            return Some(text);
        }
        let kept = |other: char| -> String {
            let lines = text.split_inclusive('\n').filter(|l| !l.starts_with(other));
            lines.map(|l| l.strip_prefix(['-', '+', ' ']).unwrap_or(l)).collect()
        };
        let (old, new) = (kept('+'), kept('-'));
        (before.matches(&old).count() == 1).then(|| before.replacen(&old, &new, 1))
    }
}

/// `{U+0009}` as the character it stands for.
fn invisible(text: &str) -> String {
    let mut pieces = text.split("{U+");
    let mut made = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let character = piece
            .split_once('}')
            .and_then(|(hex, rest)| Some((char::from_u32(u32::from_str_radix(hex, 16).ok()?)?, rest)));
        if let Some((character, rest)) = character {
            made.push(character);
            made.push_str(rest);
        } else {
            made.push_str("{U+");
            made.push_str(piece);
        }
    }
    made
}
