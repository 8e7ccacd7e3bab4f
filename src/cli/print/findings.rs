//! Conduct and cost, as printed.

use std::fmt::Write;

use super::{Page, heading, labels};
use crate::finding::{CannotTell, CitedArticle, ConductFinding};
use crate::plan::{Answer, LeftOut};
use crate::rule::{BehaviourId, How, YardstickRole};

/// How many contacts of one occurrence are named.
const CONTACTS_SHOWN: usize = 12;

pub(super) fn conduct(text: &mut Page, found: &[ConductFinding], open: &[CannotTell], not_shown: &[BehaviourId]) {
    heading(text, "催收行为");
    if found.is_empty() {
        let looked = !not_shown.is_empty() || !open.is_empty();
        text.push_str(if looked {
            "  按现有规则没有发现不当行为。\n"
        } else {
            "  没有可以判断的催收联系。\n"
        });
    }
    for finding in found {
        behaviour(text, finding);
    }
    for open in open {
        let why = open.reason.clone().unwrap_or_else(|| format!("缺 {}", labels(&open.missing)));
        let titles: Vec<&str> = open.behaviours.iter().map(|b| b.title.as_str()).collect();
        let _ = writeln!(text, "  ? 不能判断({why})：{} —— 联系 {}", titles.join("、"), some(&open.contacts));
        for range in &open.counts {
            let limit = range.limit.map(|n| format!("，界限 {n}")).unwrap_or_default();
            let days =
                if range.from == range.to { range.to.to_string() } else { format!("{} 至 {}", range.from, range.to) };
            let _ = writeln!(
                text,
                "      {days}：确定 {} 次，至多 {} 次{limit}[规则 {}]",
                range.count, range.count_at_most, range.rule
            );
        }
    }
}

/// Contacts that no count holds, by the reason.
pub(super) fn left_out(text: &mut Page, all: &[LeftOut]) {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for left in all {
        match reasons.iter_mut().find(|(because, _)| *because == left.because) {
            Some((_, contacts)) => contacts.push(left.contact.clone()),
            None => reasons.push((&left.because, vec![left.contact.clone()])),
        }
    }
    for (because, contacts) in reasons {
        let _ = writeln!(text, "  - 没有计数：{because} —— 联系 {}", some(&contacts));
    }
}

fn behaviour(text: &mut Page, finding: &ConductFinding) {
    let debt = finding.debt.as_ref().map(|d| format!("债务 {d}，")).unwrap_or_default();
    let _ = writeln!(
        text,
        "\n  ■ {} {}({debt}{})[规则 {}]",
        finding.code, finding.title, finding.severity_label, finding.rule.id
    );
    text.below("    ", finding.title_en.as_ref());
    for occurrence in &finding.occurrences {
        let words: Vec<String> = occurrence
            .facts
            .iter()
            .filter(|f| f.fact == "contact.content_text")
            .map(|f| format!("“{}”", f.value))
            .collect();
        let words = if words.is_empty() { String::new() } else { format!(" 原话：{}", words.join("、")) };
        let _ = writeln!(text, "    {}{words}(联系 {})", occurrence.because, some(&occurrence.contacts));
        text.below("    ", occurrence.because_en.as_ref());
    }
    for citation in &finding.citations {
        let binds = if citation.binds_unknown { "(放款机构类型未知，若适用)" } else { "" };
        let wording = citation.wording.clone().unwrap_or_else(|| short_citation(citation));
        let _ = writeln!(text, "    依据：{wording}{}{binds}", how(citation.checked));
    }
    let keep: Vec<String> = finding
        .evidence
        .iter()
        .map(|e| match e.held {
            Some(true) => format!("{}(已有)", e.label),
            Some(false) => format!("{}(还没有)", e.label),
            None => e.label.clone(),
        })
        .collect();
    if !keep.is_empty() {
        let _ = writeln!(text, "    留证：{}", keep.join("、"));
    }
    let doors: Vec<&str> = finding.report_to.iter().map(|r| r.title.as_str()).collect();
    if !doors.is_empty() {
        let _ = writeln!(text, "    去哪里：{}", doors.join(" → "));
    }
    for door in &finding.report_to {
        if let Some(limit) = &door.limit {
            let _ = writeln!(text, "    时限：{limit}");
            text.below("    ", door.limit_en.as_ref());
        }
    }
}

pub(super) fn cost(text: &mut Page, answer: &Answer) {
    heading(text, "借款成本");
    if answer.cost_findings.is_empty() {
        text.push_str("  没有适用的对照线，或者还不知道放款人类型。\n");
    }
    for finding in &answer.cost_findings {
        let role = match finding.role {
            YardstickRole::Reference => "对照线",
            YardstickRole::Information => "参考",
        };
        let rate = finding.all_in_rate.as_deref().unwrap_or("未知");
        let least = if finding.at_least { "至少 " } else { "" };
        let line = finding.yardstick_rate.as_deref().unwrap_or("未知");
        let position = match finding.position.as_str() {
            "above" => "高于",
            "at_line" => "在线上(差额出自取整)",
            "not_above" => "不高于",
            _ => "不能判断",
        };
        let _ = writeln!(
            text,
            "\n  ■ 债务 {}：年成本 {least}{rate},{role} {line}({}，{})：{position}[规则 {}]",
            finding.debt, finding.yardstick_title, finding.rule.strength_label, finding.rule.id
        );
        let _ = writeln!(text, "    为什么用这条线：{}", finding.why);
        text.below("    ", finding.why_en.as_ref());
        if !finding.message.is_empty() {
            let _ = writeln!(text, "    {}", finding.message);
            text.below("    ", finding.message_en.as_ref());
        }
        if let Some(excess) = &finding.excess {
            let _ = writeln!(text, "    整个期限多付约 {excess} 元");
        }
        for step in &finding.steps {
            let _ = writeln!(text, "    · {step}");
        }
        if !finding.missing.is_empty() {
            let _ = writeln!(text, "    缺：{}", labels(&finding.missing));
        }
    }
}

/// An article in a few words.
pub(super) fn short_citation(citation: &CitedArticle) -> String {
    match &citation.article {
        Some(number) => format!("{}第{number}条", citation.law),
        None => format!("{}(条号待核)", citation.law),
    }
}

fn how(how: How) -> &'static str {
    match how {
        How::FullText => "",
        How::TwoSecondary | How::Secondary => "(据二手资料)",
        How::WeakSecondary | How::Memory => "(待核)",
    }
}

fn some(contacts: &[String]) -> String {
    let shown: Vec<&str> = contacts.iter().take(CONTACTS_SHOWN).map(String::as_str).collect();
    let more = contacts.len().saturating_sub(CONTACTS_SHOWN);
    if more > 0 { format!("{} 等 {} 次", shown.join("、"), contacts.len()) } else { shown.join("、") }
}
