//! Citations: the article exists, and something a rule cites is in force on every day the rule holds.

use chrono::{Days, NaiveDate};
use indexmap::IndexMap;

use super::names::{Noun, unknown};
use crate::diagnostic::Diagnostic;
use crate::fact::{FactKind, meant};
use crate::rule::{Citation, How, Law, LawId};
use crate::source::{Place, Placed};

/// Notes a citation of an article that is not in the registry.
pub(super) fn exists(citation: &Placed<Citation>, laws: &IndexMap<LawId, Law>, notes: &mut Vec<Diagnostic>) -> bool {
    let Citation { law: named, article } = &citation.it;
    let Some(law) = laws.get(named).filter(|_| !article.is_empty()) else {
        notes.push(not_an_article(citation, laws));
        return false;
    };
    if !law.numbers(article).is_empty() {
        return true;
    }
    let newest = law.versions.last();
    let renumbered = law.versions.iter().filter_map(|v| v.articles.get(article)).find_map(|a| a.succeeded_by.clone());
    // One number is as close as another: a guess would put a wrong article into a rule.
    let guessable = article.parse::<u32>().is_err();
    let note = unknown(
        Noun::ARTICLE,
        citation.place,
        article,
        newest.into_iter().filter(|_| guessable).flat_map(|v| v.articles.keys()).map(String::as_str),
    );
    notes.push(match renumbered {
        Some(next) => note.help(
            format!("这一条已改为第 {next} 条：引用最新条号 `{}/{next}`，旧日期由程序自动对应", citation.it.law),
            format!(
                "this article is now {next}: cite `{}/{next}`; older days are found by themselves",
                citation.it.law
            ),
        ),
        None => match number(article).filter(|n| !law.numbers(n).is_empty()) {
            Some(number) => note.write_instead(Some(format!("{named}/{number}"))),
            None if note.help.is_none() => note.help(
                format!("核对条号；确有这一条时，先在 laws/ 里给 `{named}` 补上它"),
                format!("check the number; if the article exists, add it to `{named}` in laws/ first"),
            ),
            None => note,
        },
    });
    false
}

/// A citation whose law is not known by its id, or that has no article.
fn not_an_article(citation: &Placed<Citation>, laws: &IndexMap<LawId, Law>) -> Diagnostic {
    let Citation { law, article } = &citation.it;
    let written = law.as_str();
    // Lawyers cite by title: 《民法典》第六百七十八条.
    let bare = |title: &str| title.trim_start_matches("中华人民共和国").to_owned();
    let by_title = laws.values().filter(|l| written.contains(&bare(&l.title))).max_by_key(|l| l.title.len());
    let note = if article.is_empty() {
        Diagnostic::error(
            "bad-citation",
            citation.place,
            format!("`{written}` 不是引用"),
            format!("`{written}` is not a citation"),
        )
        .help("写成“法律编号/条号”，如 `civil-code/678`", "write `law-id/article`, such as `civil-code/678`")
    } else {
        unknown(Noun::LAW, citation.place, written, laws.keys().map(LawId::as_str))
    };
    let Some(law) = by_title else { return note };
    let after = if article.is_empty() { written.rsplit('第').next().unwrap_or_default() } else { article };
    let number = number(after).unwrap_or_else(|| if article.is_empty() { "…".to_owned() } else { article.clone() });
    note.write_instead(Some(format!("{}/{number}", law.id)))
}

/// The number of an article in figures: `第六百七十八条`, `第678条`, `0678`.
fn number(article: &str) -> Option<String> {
    let words = article.trim().trim_start_matches('第').trim_end_matches('条').trim_start_matches('0');
    if words.parse::<u32>().is_ok() {
        return (words != article).then(|| words.to_owned());
    }
    meant(&FactKind::Count, words)
}

type Period = (NaiveDate, Option<NaiveDate>);

/// The stretches of time in which any of these citations is in force, merged and in order.
fn in_force(cite: &[Placed<Citation>], laws: &IndexMap<LawId, Law>) -> Vec<Period> {
    let mut periods: Vec<Period> = cite
        .iter()
        .filter_map(|c| laws.get(&c.it.law).map(|law| law.numbers(&c.it.article)))
        .flatten()
        .map(|(version, _, _)| (version.from, version.until))
        .collect();
    periods.sort_unstable();
    let mut merged: Vec<Period> = Vec::new();
    for (from, until) in periods {
        match merged.last_mut() {
            Some((_, last))
                if last.is_none_or(|l| l.checked_add_days(Days::new(1)).is_none_or(|next| from <= next)) =>
            {
                *last = match (*last, until) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    _ => None,
                };
            }
            _ => merged.push((from, until)),
        }
    }
    merged
}

/// Notes a rule that holds on days on which nothing it cites is in force, and one that rests on nothing anybody has seen.
pub(super) fn cover(
    rule: (&str, Place),
    (from, until): (Option<NaiveDate>, Option<NaiveDate>),
    cite: &[Placed<Citation>],
    laws: &IndexMap<LawId, Law>,
    notes: &mut Vec<Diagnostic>,
) {
    let periods = in_force(cite, laws);
    let Some(first) = cite.first() else { return };
    let covered = |start: NaiveDate| {
        periods.iter().find(|(a, b)| *a <= start && b.is_none_or(|b| start <= b)).is_some_and(|(_, b)| {
            match (b, until) {
                (None, _) => true,
                (Some(b), Some(until)) => until <= *b,
                (Some(_), None) => false,
            }
        })
    };
    let open_end = until.is_none() && periods.last().is_some_and(|(_, last)| last.is_some());
    let starts_bare = from.is_some_and(|from| !covered(from));
    if starts_bare || (from.is_none() && open_end && periods.len() > 1) {
        let shown: Vec<String> = periods
            .iter()
            .map(|(a, b)| format!("{a} – {}", b.map_or_else(|| "…".to_owned(), |b| b.to_string())))
            .collect();
        notes.push(
            Diagnostic::error(
                "citation-not-in-force",
                first.place,
                format!("规则 `{}` 有效的日子里，它引用的条文并非一直有效", rule.0),
                format!("on some days on which the rule `{}` holds, nothing it cites is in force", rule.0),
            )
            .help(
                format!("引用的条文有效期：{}；改规则的 from / until，或补引当时有效的条文", shown.join("、")),
                format!(
                    "what it cites is in force {}; change from / until, or cite what was in force then",
                    shown.join(", ")
                ),
            ),
        );
    }
    let weakest = |how: How| matches!(how, How::WeakSecondary | How::Memory);
    let all_unseen = cite.iter().all(|c| {
        laws.get(&c.it.law)
            .is_some_and(|law| law.numbers(&c.it.article).first().is_some_and(|(_, _, a)| weakest(a.checked.how)))
    });
    if all_unseen {
        notes.push(
            Diagnostic::warning(
                "citation-unverified",
                first.place,
                format!("规则 `{}` 只依据没有核对过原文的条文", rule.0),
                format!("the rule `{}` rests only on articles whose text nobody has seen", rule.0),
            )
            .help("核对条文，或者写明 strength: heuristic", "check the text, or say `strength: heuristic`"),
        );
    }
}
