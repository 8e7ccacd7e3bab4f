//! Why and why not, as printed: a sign before each condition, what was there behind it.

use std::fmt::Write;

use super::findings::short_citation;
use crate::diagnostic::Language;
use crate::finding::RuleReference;
use crate::money::Word;
use crate::plan::{Before, ConditionKind, ConditionPart, HingesOn, RuleOutcome};
use crate::rule::Status;

/// What is being printed, in one language.
struct Page {
    text: String,
    language: Language,
}

impl Page {
    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.text, "{:1$}{text}", "", depth.saturating_mul(2));
    }
}

/// The sign of an outcome: held, not held, not known, failed.
fn sign(outcome: &str) -> &'static str {
    match outcome {
        "met" => "✓",
        "not_met" => "✗",
        "not_known" => "?",
        _ => "!",
    }
}

/// The rules that are one fact away, each with those for whom it is.
pub(in crate::cli) fn near(lines: &[RuleOutcome], language: Language) -> String {
    let mut page = Page { text: String::new(), language };
    // Lines of one rule stand together, at the place of the first of them.
    let mut rules: Vec<(&RuleReference, Vec<&RuleOutcome>)> = Vec::new();
    for line in lines {
        match rules.iter_mut().find(|(rule, _)| rule.id == line.rule.id) {
            Some((_, all)) => all.push(line),
            None => rules.push((&line.rule, vec![line])),
        }
    }
    let (all, of) = (lines.len(), rules.len());
    let head = match (language, all) {
        (Language::Zh, 0) => "没有只差一项事实就成立的规则".to_owned(),
        (Language::En, 0) => "no rule is one fact away from being met".to_owned(),
        (Language::Zh, _) => format!("只差一项事实就成立的：{of} 条规则，{all} 处，急的在前"),
        (Language::En, _) => {
            format!("one fact away from being met: {of} rules, in {all} places, most urgent first")
        }
    };
    page.line(0, &head);
    for (rule, lines) in rules {
        let status = lines.first().map_or(Status::Active, |line| line.status);
        page.text.push('\n');
        headline(&mut page, rule, status);
        for (who, sign, hinge) in alike(&page, &lines) {
            let who = who.join(page.say("、", ", "));
            page.line(1, &format!("{sign} {who} {hinge}"));
        }
    }
    page.text
}

/// What is away for whom: those for whom it is the same are one line.
fn alike(page: &Page, lines: &[&RuleOutcome]) -> Vec<(Vec<String>, &'static str, String)> {
    let mut all: Vec<(Vec<String>, &'static str, String)> = Vec::new();
    for line in lines {
        let sign = sign(&line.outcome);
        let hinge = line.hinges_on.as_ref().map(|on| hinge(page, line, on)).unwrap_or_default();
        match all.iter_mut().find(|(_, s, h)| *s == sign && *h == hinge) {
            Some((who, ..)) => who.extend(line.contact.clone().or_else(|| line.debt.clone())),
            None => all.push((vec![who(page, line)], sign, hinge)),
        }
    }
    all
}

/// How one rule ended, condition by condition, for each subject.
pub(in crate::cli) fn rule(lines: &[RuleOutcome], language: Language) -> String {
    let mut page = Page { text: String::new(), language };
    let Some(first) = lines.first() else {
        let nobody = page.say(
            "这条规则没有对这个对象运行：已停用，或者对象不是它的 scope",
            "the rule did not run for this subject: it is retired, or the subject is not of its scope",
        );
        return format!("{nobody}\n");
    };
    headline(&mut page, &first.rule, first.status);
    for line in lines {
        page.text.push('\n');
        let day = line.day.map(|day| match language {
            Language::Zh => format!("，按 {day} 判断"),
            Language::En => format!(", judged by {day}"),
        });
        let who = who(&page, line);
        let ended = ended(&page, line);
        page.line(0, &format!("{} {who} {ended}{}", sign(&line.outcome), day.unwrap_or_default()));
        for part in &line.conditions {
            condition(&mut page, part, 1);
        }
        if let Some(on) = &line.hinges_on {
            let hinge = hinge(&page, line, on);
            page.line(1, &format!("{}{hinge}", page.say("只差一项：", "one fact away: ")));
        }
        let exception = match language {
            Language::Zh => line.exception.as_ref(),
            Language::En => line.exception_en.as_ref().or(line.exception.as_ref()),
        };
        if let Some(exception) = exception {
            page.line(1, &format!("{}{exception}", page.say("例外：", "exception: ")));
        }
    }
    page.text
}

/// Why one debt stands before another.
pub(in crate::cli) fn before(found: &Before, language: Language) -> String {
    let mut page = Page { text: String::new(), language };
    let (first, second, criterion) = (&found.first, &found.second, found.criterion.word());
    page.line(
        0,
        &match language {
            Language::Zh => format!("债务 {first} 在债务 {second} 之前（{criterion}）"),
            Language::En => format!("debt {first} stands before debt {second} ({criterion})"),
        },
    );
    page.line(1, page.say(&found.text, &found.text_en).to_owned().as_str());
    if let Some(rule) = &found.rule {
        headline_at(&mut page, 1, rule, Status::Active);
    }
    for citation in &found.citations {
        let head = page.say("依据：", "law: ").to_owned();
        page.line(1, &format!("{head}{}", short_citation(citation)));
    }
    page.text
}

fn headline(page: &mut Page, rule: &RuleReference, status: Status) {
    headline_at(page, 0, rule, status);
}

fn headline_at(page: &mut Page, depth: usize, rule: &RuleReference, status: Status) {
    let title = match page.language {
        Language::Zh => &rule.title,
        Language::En => rule.title_en.as_ref().unwrap_or(&rule.title),
    };
    let draft = if status == Status::Draft { page.say("（草稿）", " (draft)") } else { "" };
    let head = page.say("规则", "rule").to_owned();
    page.line(depth, &format!("{head} {} {title}{draft}  {}:{}", rule.id, rule.file, rule.line));
}

fn who(page: &Page, line: &RuleOutcome) -> String {
    match (&line.contact, &line.debt) {
        (Some(contact), _) => format!("{} {contact}", page.say("联系", "contact")),
        (None, Some(debt)) => format!("{} {debt}", page.say("债务", "debt")),
        (None, None) => page.say("家庭", "household").to_owned(),
    }
}

fn ended(page: &Page, line: &RuleOutcome) -> String {
    let ended = match line.outcome.as_str() {
        "met" => page.say("成立", "met"),
        "not_met" => page.say("不成立", "not met"),
        "not_known" => page.say("还不知道", "not known"),
        _ => page.say("算不出来", "failed"),
    };
    let away = match (page.language, line.distance) {
        (_, Some(0)) => String::new(),
        (Language::Zh, Some(n)) => format!("，差 {n} 项"),
        (Language::En, Some(n)) => format!(", {n} facts away"),
        (Language::Zh, None) => "，改变事实也不会成立".to_owned(),
        (Language::En, None) => ", and other facts would not bring it about".to_owned(),
    };
    let why = line.reason.as_ref().map(|reason| format!("：{reason}")).unwrap_or_default();
    let away = if line.outcome == "failed" { String::new() } else { away };
    format!("{ended}{why}{away}")
}

fn hinge(page: &Page, line: &RuleOutcome, on: &HingesOn) -> String {
    let whose = match (&on.debt, &on.contact) {
        (Some(debt), _) if on.debt != line.debt => format!("{} {debt} ", page.say("债务", "debt")),
        (_, Some(contact)) if on.contact != line.contact => format!("{} {contact} ", page.say("联系", "contact")),
        _ => String::new(),
    };
    match page.language {
        Language::Zh => format!("{whose}{}：现在是 {}，要 {}", on.label, on.is, on.would_be),
        Language::En => format!("{whose}{}: is {}, would have to be: {}", on.label_en, on.is_en, on.would_be_en),
    }
}

/// A condition with its parts below it.
fn condition(page: &mut Page, part: &ConditionPart, depth: usize) {
    let exception = if part.unless { page.say("例外：", "exception: ") } else { "" };
    let mut words = format!("{} {exception}{}", sign(&part.outcome), page.say(&part.text, &part.text_en));
    let value = match page.language {
        Language::Zh => part.value.as_ref(),
        Language::En => part.value_en.as_ref().or(part.value.as_ref()),
    };
    let mut behind: Vec<String> = value.cloned().into_iter().collect();
    if !part.against.is_empty() {
        behind.push(format!("{} {}", page.say("对照", "against"), part.against.join(page.say(" 至 ", " to "))));
    }
    if !part.missing.is_empty() {
        let missing: Vec<&str> = part.missing.iter().map(|m| m.label.as_str()).collect();
        behind.push(format!("{} {}", page.say("缺", "missing"), missing.join("、")));
    }
    behind.extend(part.reason.clone());
    if !behind.is_empty() {
        let _ = write!(words, " —— {}", behind.join(page.say("，", ", ")));
    }
    page.line(depth, &words);
    // What a term means is of interest where it decides; a term that holds as a whole is one line.
    if part.kind == ConditionKind::Term && part.outcome == "met" && !part.unless {
        return;
    }
    for inner in &part.parts {
        condition(page, inner, depth.saturating_add(1));
    }
}
