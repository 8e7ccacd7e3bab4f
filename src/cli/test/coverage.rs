//! What the cases cover, for people: a line for each rule, then what no case shows, by rule.

use std::fmt::Write;

use super::line;
use crate::diagnostic::{Language, Text};
use crate::engine::Engine;
use crate::trial::{Coverage, PointKind, RuleCoverage};

/// Beyond this, the name of a rule moves its own line to the right.
const NAME_WIDTH: usize = 36;
/// How wide a column is.
const COLUMN_WIDTH: usize = 8;

/// The table, the gaps and the sum.
pub(super) fn human(engine: &Engine, coverage: &Coverage, min: Option<u8>, language: Language) -> String {
    let mut text = String::from("\n");
    let heads: [Text; 9] = [
        Text::new("规则", "rule"),
        Text::new("适用", "met"),
        Text::new("不适用", "not met"),
        Text::new("未知", "unknown"),
        Text::new("算不出", "failed"),
        Text::new("例外", "unless"),
        Text::new("条件", "each"),
        Text::new("选项", "words"),
        Text::new("边界", "edges"),
    ];
    row(&mut text, heads.iter().map(|h| h.in_language(language).to_owned()));
    for rule in &coverage.rules {
        if let Some((named, _)) = engine.program().rule(rule.rule) {
            row(&mut text, std::iter::once(named.id.to_string()).chain(marks(rule)));
        }
    }
    for rule in &coverage.rules {
        gaps(&mut text, engine, rule, language);
    }
    sum(&mut text, coverage, min, language);
    text
}

fn marks(rule: &RuleCoverage) -> impl Iterator<Item = String> {
    let endings = rule.endings;
    let of = |kind| match rule.count(kind) {
        (_, 0) => "-".to_owned(),
        (seen, all) => format!("{seen}/{all}"),
    };
    [endings.met, endings.not_met, endings.not_known, endings.failed].map(|n| n.to_string()).into_iter().chain([
        of(PointKind::Exception),
        of(PointKind::Condition),
        of(PointKind::Word),
        of(PointKind::Edge),
    ])
}

fn row(text: &mut String, cells: impl Iterator<Item = String>) {
    for (column, cell) in cells.enumerate() {
        let wanted = if column == 0 { NAME_WIDTH } else { COLUMN_WIDTH };
        // A Chinese character is as wide as two others.
        let width: usize = cell.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let gap = " ".repeat(wanted.saturating_sub(width));
        let (before, after) = if column == 0 { ("", gap.as_str()) } else { (gap.as_str(), "") };
        let _ = write!(text, "{before}{cell}{after}");
    }
    text.push('\n');
}

/// What no case shows of a rule. One that never applies has nothing else to show yet.
fn gaps(text: &mut String, engine: &Engine, of: &RuleCoverage, language: Language) {
    let Some((rule, _)) = engine.program().rule(of.rule) else { return };
    let never = of.endings.met == 0;
    let gaps = of.points.iter().filter(|p| p.cases == 0 && (!never || p.kind == PointKind::Ending));
    let gaps: Vec<String> =
        gaps.map(|p| format!("  · {} [{}]\n", p.gap.in_language(language), line(engine, p.place))).collect();
    if gaps.is_empty() {
        return;
    }
    let head = Text::new(
        format!("\n规则 {}“{}” --> {}", rule.id, rule.title, line(engine, rule.place)),
        format!("\nrule {} ({}) --> {}", rule.id, rule.title, line(engine, rule.place)),
    );
    let _ = writeln!(text, "{}\n{}", head.in_language(language), gaps.concat().trim_end());
}

fn sum(text: &mut String, coverage: &Coverage, min: Option<u8>, language: Language) {
    let (seen, all) = coverage.total();
    let percent = coverage.percent();
    let min = min
        .map_or_else(Text::default, |min| Text::new(format!("，要求至少 {min}%"), format!(", at least {min}% wanted")));
    let of = |kind| {
        let (seen, all) = coverage.count(kind);
        format!("{seen}/{all}")
    };
    let [endings, exceptions, conditions, words, edges] = PointKind::ALL.map(of);
    let sum = Text::new(
        format!(
            "\n{} 条规则的 {all} 处里案例覆盖了 {seen} 处({percent}%{})：结果 {endings}，例外 {exceptions}，条件 {conditions}，选项 {words}，边界 {edges}",
            coverage.rules.len(),
            min.zh
        ),
        format!(
            "\nof {all} points of {} rules the cases show {seen} ({percent}%{}): endings {endings}, exceptions {exceptions}, conditions {conditions}, words {words}, edges {edges}",
            coverage.rules.len(),
            min.en
        ),
    );
    let _ = writeln!(text, "{}", sum.in_language(language));
}
