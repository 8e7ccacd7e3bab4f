//! From the parts of a rule to one sentence.
//!
//! Lists of plain tests are joined with 并且 or 或者. A list that holds another list is numbered, each depth in its own
//! way, as statutes are: an item then ends where the next number of its depth begins, and nothing can be read twice.

use std::fmt::Write;

use super::Reading;
use super::clause::{Clause, ClauseKind};
use super::words::chinese_number;
use crate::diagnostic::{Language, Text};

/// The whole rule.
pub(super) fn sentence(reading: &Reading) -> Text {
    Text::new(zh(reading), en(reading))
}

fn zh(reading: &Reading) -> String {
    let mut out = String::new();
    let language = Language::Zh;
    if let Some(status) = &reading.status {
        let _ = write!(out, "【{}】", status.zh);
    }
    out.push_str(&reading.subject.zh);
    out.push('：');
    if let Some(counting) = &reading.counting {
        let _ = write!(out, "只数这样的联系——{}。", read(&counting.only, 1, language));
        if let Some(talk) = &counting.conversation {
            let _ = write!(out, "算通话的——{}。", read(talk, 1, language));
        }
        let _ = write!(out, "{}。", counting.how.zh);
    }
    let _ = write!(out, "如果{}", read(&reading.when, 1, language));
    if let Some(unless) = &reading.unless {
        out.push_str(match reading.when.kind {
            ClauseKind::Test | ClauseKind::Term => "，但",
            ClauseKind::All if plain(&reading.when) => "，但",
            _ => "；但即使这样，",
        });
        out.push_str(&exception(unless));
    }
    let _ = write!(out, "，那么：{}。", Text::join(&reading.then, "；", "; ").zh);
    for more in [&reading.grounds, &reading.strength, &Some(reading.validity.clone())].into_iter().flatten() {
        let _ = write!(out, "{}。", more.zh);
    }
    out
}

fn en(reading: &Reading) -> String {
    let mut out = String::new();
    let language = Language::En;
    if let Some(status) = &reading.status {
        let _ = write!(out, "[{}] ", status.en);
    }
    let _ = write!(out, "{}: ", reading.subject.en);
    if let Some(counting) = &reading.counting {
        let _ = write!(out, "count only contacts where {}. ", read(&counting.only, 1, language));
        if let Some(talk) = &counting.conversation {
            let _ = write!(out, "A conversation is a contact where {}. ", read(talk, 1, language));
        }
        let _ = write!(out, "Of these, {}. If ", counting.how.en);
    } else {
        out.push_str("if ");
    }
    out.push_str(&read(&reading.when, 1, language));
    if let Some(unless) = &reading.unless {
        let even = if plain(&reading.when) && reading.when.kind != ClauseKind::Any { "," } else { "; even then," };
        let _ = write!(out, "{even} except where {}", exception_en(unless));
    }
    let _ = write!(out, ", then: {}.", Text::join(&reading.then, "；", "; ").en);
    for more in [&reading.grounds, &reading.strength, &Some(reading.validity.clone())].into_iter().flatten() {
        let _ = write!(out, " {}.", more.en);
    }
    out
}

/// Whether the clause is one line, or a list of such lines: it needs no numbers.
fn plain(clause: &Clause) -> bool {
    match clause.kind {
        ClauseKind::Test | ClauseKind::Term => true,
        ClauseKind::All | ClauseKind::Any => clause.parts.iter().all(single),
        ClauseKind::None | ClauseKind::AnyDebt | ClauseKind::NoDebt => single(clause),
    }
}

/// Whether the clause is one line that can stand in a list without numbers.
fn single(clause: &Clause) -> bool {
    match clause.kind {
        ClauseKind::Test | ClauseKind::Term => true,
        ClauseKind::All | ClauseKind::Any => false,
        ClauseKind::None | ClauseKind::AnyDebt | ClauseKind::NoDebt => {
            matches!(clause.parts.as_slice(), [only] if only.is_leaf())
        }
    }
}

/// An exception of one line, or a numbered list of exceptions: 但……的除外.
fn exception(unless: &Clause) -> String {
    if single(unless) {
        return format!("{}的除外", read(unless, 1, Language::Zh));
    }
    match unless.kind {
        ClauseKind::Any => format!("有下列情形之一的除外：{}", items(unless, 1, Language::Zh)),
        ClauseKind::All => format!("下列情形同时具备的除外：{}", items(unless, 1, Language::Zh)),
        _ => format!("有这种情形的除外：{}", read(unless, 1, Language::Zh)),
    }
}

fn exception_en(unless: &Clause) -> String {
    let numbered = !single(unless) && matches!(unless.kind, ClauseKind::Any | ClauseKind::All);
    if numbered {
        return format!("{}: {}", unless.text.en, items(unless, 1, Language::En));
    }
    read(unless, 1, Language::En)
}

/// The parts of a clause, numbered.
fn items(clause: &Clause, depth: usize, language: Language) -> String {
    let parts = clause.parts.iter().enumerate().map(|(i, part)| {
        let number = marker(depth, i.saturating_add(1), language);
        format!("{number}{}", read(part, depth.saturating_add(1), language))
    });
    let parts: Vec<String> = parts.collect();
    parts.join(match language {
        Language::Zh => "；",
        Language::En => "; ",
    })
}

/// A clause as words. `depth` is the depth its own numbers have, should it need them.
fn read(clause: &Clause, depth: usize, language: Language) -> String {
    let text = clause.text.in_language(language);
    let colon = match language {
        Language::Zh => "：",
        Language::En => ": ",
    };
    match clause.kind {
        ClauseKind::Test | ClauseKind::Term => text.to_owned(),
        ClauseKind::All | ClauseKind::Any if plain(clause) => {
            let parts: Vec<String> = clause.parts.iter().map(|p| read(p, depth, language)).collect();
            parts.join(match (clause.kind, language) {
                (ClauseKind::Any, Language::Zh) => "，或者",
                (ClauseKind::Any, Language::En) => ", or ",
                (_, Language::Zh) => "，并且",
                (_, Language::En) => ", and ",
            })
        }
        ClauseKind::None | ClauseKind::AnyDebt | ClauseKind::NoDebt if clause.parts.len() == 1 => {
            let inner: String = clause.parts.iter().map(|p| read(p, depth, language)).collect();
            format!("{text}{colon}{inner}")
        }
        _ => format!("{text}{colon}{}", items(clause, depth, language)),
    }
}

/// The number of an item; each depth has its own form.
fn marker(depth: usize, n: usize, language: Language) -> String {
    const CIRCLED: [&str; 10] = ["①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩"];
    match (language, depth) {
        (Language::Zh, 1) => format!("（{}）", chinese_number(n)),
        (Language::Zh, 2) => format!("{n}．"),
        (Language::Zh, 3) => format!("（{n}）"),
        (Language::En, 1) => format!("({n}) "),
        (Language::En, 2) => {
            let letter = u8::try_from(n).ok().and_then(|n| n.checked_add(b'a' - 1)).filter(u8::is_ascii_lowercase);
            letter.map_or_else(|| format!("[{n}] "), |l| format!("({}) ", char::from(l)))
        }
        (Language::Zh, 4) => {
            n.checked_sub(1).and_then(|i| CIRCLED.get(i)).map_or_else(|| format!("[{n}]"), |c| (*c).to_owned())
        }
        (_, deeper) => format!("[{deeper}-{n}] "),
    }
}
