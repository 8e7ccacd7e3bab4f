//! A rule read back: the sentence a lawyer signs, in Chinese with English beside it, made from the rule itself.
//!
//! Pure functions over checked rules. Nothing is left to taste: every comparison says in words whether its edge is in
//! or out, and a list inside a list is numbered, so that a sentence has one meaning. Texts for clients (`because`,
//! `today`) are the authors' own words and are not read back.

mod clause;
mod outcome;
mod piece;
mod sentence;
mod test;
mod words;

#[cfg(test)]
mod tests;

use serde::Serialize;
use utoipa::ToSchema;

pub use clause::{Clause, ClauseKind};
pub(crate) use piece::{Piece, pieces};
pub use words::{Figures, Said};
pub(crate) use words::{date, figure, latest_text};

use crate::diagnostic::Text;
use crate::rule::{Condition, Due, JudgeBy, LawId, Rule, RuleScope, RuleSet, Status};
use words::Words;

/// A rule in words, in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reading {
    /// The whole rule as one sentence.
    pub sentence: Text,
    /// What it looks at: 对每一笔债.
    pub subject: Text,
    /// Which contacts are counted together, for rules that count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counting: Option<Counting>,
    /// When it applies.
    pub when: Clause,
    /// The exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unless: Option<Clause>,
    /// What follows, one line each.
    pub then: Vec<Text>,
    /// The law it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grounds: Option<Text>,
    /// When it is in force, and by which day it is judged.
    pub validity: Text,
    /// How binding it is, where the rule says so itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Text>,
    /// Said of a rule that is not in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Text>,
}

/// Which contacts are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counting {
    /// Which contacts count.
    pub only: Clause,
    /// Which contacts are conversations, where the stretch of time begins with one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<Clause>,
    /// Grouped by what, over which stretch of time.
    pub how: Text,
}

/// Reads a rule back.
pub fn read(set: &RuleSet, rule: &Rule, figures: Figures) -> Reading {
    let words = Words::of_rule(set, rule, figures);
    let counting = rule.count.as_ref().map(|count| Counting {
        only: clause::clause(&words.judged_by(JudgeBy::EventDate), &count.only),
        conversation: count
            .conversation
            .as_ref()
            .map(|talk| clause::clause(&words.judged_by(JudgeBy::EventDate), talk)),
        how: outcome::grouping(count),
    });
    let mut when = clause::clause(&words, &rule.when);
    if let Some(count) = &rule.count {
        when = when.and_first(test::times(&words, count.comparison, &count.limit));
    }
    let mut reading = Reading {
        sentence: Text::default(),
        subject: subject(rule.scope),
        counting,
        when,
        unless: rule.unless.as_ref().map(|c| clause::clause(&words, c)),
        then: outcome::then(&words, &rule.then),
        grounds: grounds(set, rule),
        validity: validity(&words, rule),
        strength: rule
            .strength
            .as_ref()
            .and_then(|s| set.strengths.get(s))
            .map(|s| Text::new(format!("依据强度是“{}”", s.label.zh), format!("Its strength is “{}”", s.label.en))),
        status: status(rule.status),
    };
    reading.sentence = sentence::sentence(&reading);
    reading
}

/// By when a step of a rule is due.
pub(crate) fn due_in_words(set: &RuleSet, rule: &Rule, due: &Due) -> Text {
    outcome::due(&Words::of_rule(set, rule, Figures::Shown), due)
}

/// Reads a piece of a rule's condition.
pub(crate) fn read_part(set: &RuleSet, rule: &Rule, condition: &Condition) -> Clause {
    clause::clause(&Words::of_rule(set, rule, Figures::Shown), condition)
}

/// How often contacts have to be counted together, for a rule that counts.
pub(crate) fn count_in_words(set: &RuleSet, rule: &Rule) -> Option<Text> {
    let count = rule.count.as_ref()?;
    let often = test::times(&Words::of_rule(set, rule, Figures::Shown), count.comparison, &count.limit);
    let how = outcome::grouping(count);
    Some(Text::new(format!("{}（{}）", often.zh, how.zh), format!("{} ({})", often.en, how.en)))
}

/// The day a rule is judged by, in words.
pub(crate) fn judged_by(set: &RuleSet, rule: &Rule) -> Text {
    Words::of_rule(set, rule, Figures::Shown).judge_day()
}

/// Reads a condition that stands alone: a term, whom a law binds, whose complaints a channel takes.
pub fn read_condition(set: &RuleSet, condition: &Condition) -> Clause {
    clause::clause(&Words::of_condition(set, condition), condition)
}

/// The sentence to sign: without today's figures of dated values, which change on their own and are checked apart.
pub fn to_sign(set: &RuleSet, rule: &Rule) -> String {
    read(set, rule, Figures::Hidden).sentence.zh
}

/// The line that keeps a signed sentence in the file of its rule.
pub fn reads_line(set: &RuleSet, rule: &Rule, by: &str, on: &str) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let plain = !by.is_empty() && by.chars().all(char::is_alphanumeric);
    let by = if plain { by.to_owned() } else { quoted(by) };
    format!("reads: {{ sentence: {}, by: {by}, on: {on} }}", quoted(&to_sign(set, rule)))
}

fn subject(scope: RuleScope) -> Text {
    match scope {
        RuleScope::Household => Text::new("对整个家庭", "For the household"),
        RuleScope::Debt => Text::new("对每一笔债", "For each debt"),
        RuleScope::Contact => Text::new("对每一次催收联系", "For each contact by a collector"),
        RuleScope::Contacts => Text::new("把催收联系合起来数", "Contacts by collectors, counted together"),
    }
}

fn status(status: Status) -> Option<Text> {
    match status {
        Status::Active => None,
        Status::Draft => Some(Text::new("草稿，不对当事人说话", "draft, never speaks to a client")),
        Status::Retired => Some(Text::new("已停用，不再计算", "retired, no longer evaluated")),
    }
}

/// The articles, those of one instrument together.
fn grounds(set: &RuleSet, rule: &Rule) -> Option<Text> {
    let mut laws: Vec<(&LawId, Vec<Text>)> = Vec::new();
    for citation in rule.cite.iter().map(|c| &c.it) {
        let number = article_name(set, &citation.law, &citation.article);
        match laws.iter_mut().find(|(law, _)| **law == citation.law) {
            Some((_, numbers)) if numbers.contains(&number) => {}
            Some((_, numbers)) => numbers.push(number),
            None => laws.push((&citation.law, vec![number])),
        }
    }
    let each = laws.into_iter().map(|(law, numbers)| {
        let title = set.laws.get(law).map_or_else(|| law.to_string(), |l| l.title.clone());
        let numbers = Text::join(&numbers, "、", ", ");
        Text::new(format!("《{title}》{}", numbers.zh), format!("《{title}》 {}", numbers.en).trim_end())
    });
    let each: Vec<Text> = each.collect();
    let all = Text::join(&each, "，", "; ");
    (!each.is_empty()).then(|| Text::new(format!("依据{}", all.zh), format!("It rests on {}", all.en)))
}

/// An article as people name it, by its newest number: 第128条. One whose number could not be verified says so.
pub fn article_name(set: &RuleSet, law: &LawId, number: &str) -> Text {
    let article = set.laws.get(law).and_then(|l| l.versions.iter().rev().find_map(|v| v.articles.get(number)));
    if article.is_some_and(|a| a.number_unverified) {
        return Text::new("（条号待核）", "(number not verified)");
    }
    numbered(number)
}

/// The number of an article as people write it.
pub fn numbered(number: &str) -> Text {
    let digits = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit());
    match number.split_once('-') {
        Some(("item", item)) if digits(item) => Text::new(format!("第{item}项"), format!("item {item}")),
        Some((main, more)) if digits(main) && digits(more) => {
            let place = more.parse().map_or_else(|_| more.to_owned(), words::chinese_number);
            Text::new(format!("第{main}条之{place}"), format!("article {main}-{more}"))
        }
        _ if number.starts_with(|c: char| c.is_ascii_digit()) => {
            Text::new(format!("第{number}条"), format!("article {number}"))
        }
        // A word stands for the instrument as a whole.
        _ => Text::default(),
    }
}

/// From when until when a rule applies.
pub(crate) fn period(rule: &Rule) -> Text {
    match (rule.from, rule.until) {
        (None, None) => Text::new("适用时间不限", "It has no first or last day"),
        (Some(from), None) => Text::new(format!("自{}起适用", date(from)), format!("It applies from {from}")),
        (None, Some(until)) => Text::new(
            format!("适用到{}为止（当天仍适用）", date(until)),
            format!("It applies until {until}, that day included"),
        ),
        (Some(from), Some(until)) => Text::new(
            format!("自{}起适用，到{}为止（当天仍适用）", date(from), date(until)),
            format!("It applies from {from} until {until}, both days included"),
        ),
    }
}

/// From when until when, by which day, and what happens where no cited article is in force.
fn validity(words: &Words<'_>, rule: &Rule) -> Text {
    let period = period(rule);
    let day = words.judge_day();
    let by = Text::new(format!("，以{}为准", day.zh), format!(", judged by {}", day.en));
    let lapse = if rule.strength.is_none() && !rule.cite.is_empty() {
        Text::new(
            "；所引条文那天全都失效或者都不约束这类放款人的，不适用",
            "; it does not apply where none of the cited articles is in force that day and binds this lender",
        )
    } else {
        Text::default()
    };
    Text::new(format!("{}{}{}", period.zh, by.zh, lapse.zh), format!("{}{}{}", period.en, by.en, lapse.en))
}
