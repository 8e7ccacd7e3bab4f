//! What stands on the screen: a question with its answers, why it is asked, and the answer so far.

use std::io::{Result, Write};

use super::session::numbered;
use crate::diagnostic::Language;
use crate::interview::{InterviewReply, InterviewStage, NextKind, NextQuestion};
use crate::plan::{ActionLine, Due};

/// How many lines of the act-first list are shown on the way.
const ACTIONS_SHOWN: usize = 3;
/// How many rules are named as the reason for a question.
const RULES_SHOWN: usize = 6;
/// How many answers stand on one line.
const IN_A_ROW: usize = 4;

fn say(language: Language, zh: &str, en: &str) -> String {
    match language {
        Language::Zh => zh.to_owned(),
        Language::En => en.to_owned(),
    }
}

/// A question, with how many are left, whom it is about and the answers that fit.
pub(super) fn question(
    next: &NextQuestion,
    reply: &InterviewReply,
    language: Language,
    to: &mut impl Write,
) -> Result<()> {
    let left = match next.stage {
        InterviewStage::Minimum => {
            let left = reply.asked_left_in_minimum;
            say(language, &format!("必问，还有 {left} 项"), &format!("first questions, {left} left"))
        }
        InterviewStage::Decisive => {
            let left = reply.left_decisive;
            say(language, &format!("还有 {left} 项会改变结果"), &format!("{left} left that could change the answer"))
        }
    };
    let about = match (&next.debt, &next.contact, next.kind) {
        (_, _, NextKind::AddDebt | NextKind::AddContact) | (None, None, _) => String::new(),
        (Some(debt), _, _) => {
            let name = next.platform_name.as_deref().map(|n| format!(" {}", clean(n))).unwrap_or_default();
            say(language, &format!(" · 债务 {}{name}", clean(debt)), &format!(" · debt {}{name}", clean(debt)))
        }
        (None, Some(contact), _) => {
            say(language, &format!(" · 联系 {}", clean(contact)), &format!(" · contact {}", clean(contact)))
        }
    };
    let asked = match language {
        Language::Zh => &next.question,
        Language::En => next.question_en.as_ref().or(next.label_en.as_ref()).unwrap_or(&next.question),
    };
    writeln!(to, "\n[{left}{about}] {asked}")?;
    if matches!(next.kind, NextKind::AddDebt | NextKind::AddContact) {
        return writeln!(to, "  {}", say(language, "1) 有  2) 没有了", "1) yes  2) no more"));
    }
    in_rows(&numbered(&next.answers, language), to)?;
    for field in next.fields.iter().filter(|f| !f.answers.is_empty() && f.kind != "yes_no") {
        writeln!(to, "  {}:", say(language, &field.label, &field.label_en))?;
        in_rows(&numbered(&field.answers, language), to)?;
    }
    if let Some(how) = how(next, language) {
        writeln!(to, "  ({how})")?;
    }
    Ok(())
}

fn in_rows(answers: &[String], to: &mut impl Write) -> Result<()> {
    answers.chunks(IN_A_ROW).try_for_each(|row| writeln!(to, "  {}", row.join("  ")))
}

/// How to write the answer, where no list says it.
fn how(next: &NextQuestion, language: Language) -> Option<String> {
    let (zh, en) = match next.value_type.as_deref()? {
        "choices" => ("可以写几个，如 1、3", "several at once, such as 1, 3"),
        "amount" => ("元，如 5000.50", "yuan, such as 5000.50"),
        "rate" => ("年利率，如 24%", "a year, such as 24%"),
        "date" => ("如 2026-01-31", "such as 2026-01-31"),
        "instant" => ("如 2026-01-31 22:40；只记得哪天也行", "such as 2026-01-31 22:40, or the day alone"),
        "time" => ("如 22:00", "such as 22:00"),
        "records" => return Some(how_to_list(next, language)),
        _ => return None,
    };
    Some(say(language, zh, en))
}

fn how_to_list(next: &NextQuestion, language: Language) -> String {
    let labels = next.fields.iter().map(|f| say(language, &f.label, &f.label_en)).collect::<Vec<_>>().join(" ");
    say(
        language,
        &format!("一行一项，写：{labels}。写完空一行；一项也没有写“没有”；说不上来直接空行"),
        &format!(
            "an entry a line: {labels}. An empty line ends the list; `no` for none at all; an empty line at once: not known"
        ),
    )
}

/// Why a question is asked: the rules that hang on it and the papers that settle it.
pub(super) fn why(next: &NextQuestion, language: Language, to: &mut impl Write) -> Result<()> {
    let titles = next.why.iter().map(|d| match language {
        Language::Zh => d.title.as_str(),
        Language::En => d.title_en.as_deref().unwrap_or(&d.title),
    });
    let titles: Vec<&str> = titles.collect();
    if titles.is_empty() {
        let first = say(
            language,
            "每个人都要先问的，后面的问题看它",
            "it is asked of everybody first; later questions hang on it",
        );
        writeln!(to, "  {first}")?;
    }
    for title in titles.iter().take(RULES_SHOWN) {
        writeln!(to, "  · {}{title}", say(language, "决定：", "decides: "))?;
    }
    let more = titles.len().saturating_sub(RULES_SHOWN);
    if more > 0 {
        writeln!(to, "  · {}", say(language, &format!("另外 {more} 条规则"), &format!("and {more} more rules")))?;
    }
    if !next.settled_by.is_empty() {
        writeln!(to, "  · {}{}", say(language, "看什么材料：", "papers: "), next.settled_by.join("、"))?;
    }
    for answer in next.answers.iter().filter(|_| language == Language::Zh) {
        if let Some(about) = &answer.about {
            writeln!(to, "  {}：{about}", answer.label)?;
        }
    }
    Ok(())
}

/// The lines of the box at the top.
pub(super) fn urgent(reply: &InterviewReply, language: Language) -> String {
    let lines = reply.today.iter().map(|line| {
        let due = line.due.map(|day| format!("({day})")).unwrap_or_default();
        let text = match language {
            Language::Zh => &line.text,
            Language::En => line.text_en.as_ref().unwrap_or(&line.text),
        };
        format!("  ! {text}{due}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The answer so far: today, and what comes first.
pub(super) fn so_far(reply: &InterviewReply, language: Language, to: &mut impl Write) -> Result<()> {
    let urgent = urgent(reply, language);
    writeln!(to, "{}", say(language, "【今天】", "[Today]"))?;
    if urgent.is_empty() {
        writeln!(to, "  {}", say(language, "没有今天必须办的急事。", "Nothing has to be done today."))?;
    } else {
        writeln!(to, "{urgent}")?;
    }
    let Some(answer) = &reply.answer else { return Ok(()) };
    writeln!(to, "{}", say(language, "【先办】", "[First]"))?;
    if answer.actions.is_empty() {
        writeln!(to, "  {}", say(language, "没有要办的事。", "There is nothing to do."))?;
    }
    for line in answer.actions.iter().take(ACTIONS_SHOWN) {
        writeln!(to, "  {}", action(line, language))?;
    }
    if !answer.actions.is_empty() {
        certain(reply, language, to)?;
    }
    Ok(())
}

/// Whether the first step may still change.
pub(super) fn certain(reply: &InterviewReply, language: Language, to: &mut impl Write) -> Result<()> {
    let text = if reply.first_step_certain {
        say(language, "第一步已经确定，再问也不会变。", "The first step is certain, whatever is found out.")
    } else {
        say(language, "第一步还可能变。", "The first step may still change.")
    };
    writeln!(to, "  {text}")
}

fn action(line: &ActionLine, language: Language) -> String {
    let whose = match (&line.debt, &line.platform_name) {
        (Some(debt), Some(name)) => format!("{} {}", clean(debt), clean(name)),
        (Some(debt), None) => clean(debt),
        (None, _) => say(language, "家里", "household"),
    };
    let title = match language {
        Language::Zh => &line.next_step.title,
        Language::En => line.next_step.title_en.as_ref().unwrap_or(&line.next_step.title),
    };
    format!("{}. {whose}：{title}{}", line.rank, by(line.next_step.due.as_ref(), language))
}

fn by(due: Option<&Due>, language: Language) -> String {
    let Some(due) = due else { return String::new() };
    match due.on {
        Some(day) if due.status == "missed" => say(language, &format!("({day} 已过)"), &format!(" ({day} has passed)")),
        Some(day) => say(language, &format!("({day} 前)"), &format!(" (by {day})")),
        None => say(language, "(期限还不知道)", " (the day is not known)"),
    }
}

/// A text of a file, without what a terminal would take for a command.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
