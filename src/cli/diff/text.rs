//! A comparison as text for a terminal.

use std::fmt::Write;

use super::{Names, apart};
use crate::compare::{Change, Comparison, DefinitionChange, LineChange, Unread, kind};
use crate::diagnostic::{Language, Text};
use crate::rule::RuleId;

/// How many characters of one text are printed; the JSON and the page hold all of it.
const SHOWN_CHARS: usize = 160;
/// How much of what is the same is printed beside a difference in a long text.
const AROUND_CHARS: usize = 16;
/// How many portfolios of one cause are printed.
const PORTFOLIOS_SHOWN: usize = 12;

pub(super) fn text(names: &Names, comparison: &Comparison, language: Language) -> String {
    let mut out = String::new();
    let say = |text: Text| text.in_language(language).to_owned();
    let (old, new) = (&comparison.old, &comparison.new);
    let _ = writeln!(
        out,
        "{}\n",
        say(Text::new(
            format!(
                "规则对比：{}({} {}) → {}({} {})",
                names.old, old.ruleset, old.version, names.new, new.ruleset, new.version
            ),
            format!(
                "rules compared: {} ({} {}) → {} ({} {})",
                names.old, old.ruleset, old.version, names.new, new.ruleset, new.version
            ),
        ))
    );
    if !comparison.is_changed() {
        let all = comparison.portfolios;
        let _ = writeln!(
            out,
            "{}",
            say(Text::new(
                format!("没有变化：规则相同，{all} 份材料的答复相同"),
                format!("nothing changed: the rules are the same, and so are the answers to {all} portfolios"),
            ))
        );
        unread(&mut out, &comparison.unread, language);
        return out;
    }
    let count = comparison.definitions.len();
    let _ = writeln!(
        out,
        "{}",
        say(Text::new(format!("【规则文件】{count} 处不同"), format!("[rule files] {count} differ")))
    );
    for definition in &comparison.definitions {
        definition_change(&mut out, definition, language);
    }
    let (affected, all) = (comparison.affected, comparison.portfolios);
    let _ = writeln!(
        out,
        "\n{}",
        say(Text::new(
            format!("【答复】{all} 份材料，{affected} 份的答复变了"),
            format!("[answers] {affected} of {all} portfolios have another answer"),
        ))
    );
    for cause in &comparison.causes {
        let _ = writeln!(out, "\n■ {}", say(super::page::heading(cause)));
        let portfolios: Vec<&[LineChange]> = cause.lines.chunk_by(LineChange::same_portfolio).collect();
        for lines in portfolios.iter().take(PORTFOLIOS_SHOWN) {
            if let Some(first) = lines.first() {
                let _ = writeln!(out, "  {} ({})", first.portfolio, first.place);
            }
            lines.iter().for_each(|line| line_change(&mut out, line, language));
        }
        let more = portfolios.len().saturating_sub(PORTFOLIOS_SHOWN);
        if more > 0 {
            let more = Text::new(
                format!("(另有 {more} 份材料，见 --html 或 --format json)"),
                format!("({more} more portfolios, see --html or --format json)"),
            );
            let _ = writeln!(out, "  {}", more.in_language(language));
        }
    }
    unread(&mut out, &comparison.unread, language);
    out
}

fn definition_change(out: &mut String, definition: &DefinitionChange, language: Language) {
    let what = kind(&definition.section);
    let id = definition.id.as_deref().unwrap_or_default();
    let title = definition.title.as_ref().map(|t| format!(" {t}")).unwrap_or_default();
    let place = definition.place.as_ref().map(|p| format!(" ({p})")).unwrap_or_default();
    let head = format!("  {} {} {id}{title}{place}", definition.change.sign(), what.in_language(language));
    let _ = writeln!(out, "{}", head.trim_end());
    for field in &definition.fields {
        let _ = writeln!(out, "      {}", from_to(&field.path, field.old.as_deref(), field.new.as_deref()));
    }
}

fn line_change(out: &mut String, line: &LineChange, language: Language) {
    let part = line.subject.part.text();
    let about = line.subject.about.as_ref().map(|a| format!("{a} ")).unwrap_or_default();
    let also: Vec<&str> = line.also.iter().map(RuleId::as_str).collect();
    let also = if also.is_empty() { String::new() } else { format!(" [{}]", also.join(", ")) };
    let title = &line.subject.title;
    let what = if title.is_empty() { String::new() } else { format!(" · {about}{title}") };
    let _ = write!(out, "    {} {}{what}{also}", line.change.sign(), part.in_language(language));
    match line.change {
        // Of a whole line the first words say enough here.
        Change::Appeared | Change::Disappeared => {
            let said = line.aspects.iter().find_map(|a| a.new.as_deref().or(a.old.as_deref()));
            let _ = writeln!(out, "{}", said.map(|s| format!("：{}", short(s))).unwrap_or_default());
        }
        Change::Moved | Change::Changed => {
            out.push('\n');
            for aspect in &line.aspects {
                let name = aspect.aspect.text();
                let name = name.in_language(language);
                let _ = writeln!(out, "        {}", from_to(name, aspect.old.as_deref(), aspect.new.as_deref()));
            }
        }
    }
}

fn from_to(name: &str, old: Option<&str>, new: Option<&str>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => {
            let (old, new) = around(old, new);
            format!("{name}：{old} → {new}")
        }
        (Some(old), None) => format!("{name}：− {}", short(old)),
        (None, Some(new)) => format!("{name}：+ {}", short(new)),
        (None, None) => name.to_owned(),
    }
}

/// Long texts cut to where they differ.
fn around(old: &str, new: &str) -> (String, String) {
    if old.chars().count().max(new.chars().count()) <= SHOWN_CHARS / 2 {
        return (old.to_owned(), new.to_owned());
    }
    let [head, old, new, tail] = apart(old, new);
    let skipped = head.chars().count().saturating_sub(AROUND_CHARS);
    let before: String = head.chars().skip(skipped).collect();
    let after: String = tail.chars().take(AROUND_CHARS).collect();
    let left_out = |out: bool| if out { "…" } else { "" };
    let (first, last) = (left_out(skipped > 0), left_out(after.len() < tail.len()));
    let cut = |middle: &str| format!("{first}{before}{}{after}{last}", short(middle)).replace('\n', " ");
    (cut(&old), cut(&new))
}

fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARS).collect();
    if text.chars().count() > SHOWN_CHARS {
        shown.push('…');
    }
    shown.replace('\n', " ")
}

fn unread(out: &mut String, unread: &[Unread], language: Language) {
    if unread.is_empty() {
        return;
    }
    let count = unread.len();
    let head = Text::new(
        format!("【没有对比】{count} 份材料读不了"),
        format!("[not compared] {count} portfolios cannot be read"),
    );
    let _ = writeln!(out, "\n{}", head.in_language(language));
    for one in unread {
        let _ = writeln!(out, "  {} ({})", one.portfolio, one.place);
        let sides = [(Text::new("旧规则", "old rules"), &one.old), (Text::new("新规则", "new rules"), &one.new)];
        for (side, problems) in sides {
            for problem in problems {
                let _ = writeln!(out, "    {}：{}", side.in_language(language), problem.in_language(language));
            }
        }
    }
}
