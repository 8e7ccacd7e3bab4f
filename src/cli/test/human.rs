//! How the cases went, for people: each failure with what came instead, and why.

use std::fmt::Write;

use super::{line, place};
use crate::diagnostic::{Language, Text};
use crate::engine::Engine;
use crate::trial::{Failure, Verdict};

/// Every failure, then how many passed.
pub(super) fn verdicts(engine: &Engine, verdicts: &[Verdict], language: Language) -> String {
    let failed: Vec<&Verdict> = verdicts.iter().filter(|v| !v.failures.is_empty()).collect();
    let mut text = String::new();
    for verdict in &failed {
        let _ = writeln!(text, "✗ {}\n  --> {}", verdict.name, place(engine, verdict.place));
        for failure in &verdict.failures {
            let _ = writeln!(text, "{}", self::failure(engine, failure, language));
        }
    }
    let (all, failed) = (verdicts.len(), failed.len());
    let passed = all - failed;
    let sum = Text::new(
        format!("{all} 个案例：{passed} 个通过，{failed} 个不通过"),
        format!("{all} cases: {passed} passed, {failed} failed"),
    );
    let _ = writeln!(text, "{}", sum.in_language(language));
    text
}

/// One failure, with why.
pub(super) fn failure(engine: &Engine, failure: &Failure, language: Language) -> String {
    let at = place(engine, failure.place);
    let head = Text::new(
        format!("  预期({at})：{}\n  实际：{}\n", failure.expected.zh, failure.actual.zh),
        format!("  expected ({at}): {}\n  actual: {}\n", failure.expected.en, failure.actual.en),
    );
    let mut text = head.in_language(language).to_owned();
    for reason in &failure.because {
        let at = reason.place.map(|p| format!(" [{}]", line(engine, p))).unwrap_or_default();
        let words = reason.text.in_language(language);
        let _ = writeln!(text, "  {}{} {words}{at}", "  ".repeat(reason.depth + 1), reason.mark.sign());
    }
    text
}
