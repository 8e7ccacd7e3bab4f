//! How the cases went and what they cover, for programs.

use serde_json::{Value, json};

use super::{line, place};
use crate::diagnostic::Language;
use crate::engine::Engine;
use crate::trial::{Coverage, Failure, PointKind, Reason, RuleCoverage, Verdict};

/// One object for each case.
pub(super) fn verdicts(engine: &Engine, verdicts: &[Verdict], language: Language) -> String {
    crate::cli::json(&Value::Array(verdicts.iter().map(|v| verdict(engine, v, language)).collect()))
}

/// The cases, and what they cover.
pub(super) fn coverage(engine: &Engine, verdicts: &[Verdict], coverage: &Coverage, language: Language) -> String {
    let (seen, points) = coverage.total();
    crate::cli::json(&json!({
        "cases": verdicts.iter().map(|v| verdict(engine, v, language)).collect::<Vec<_>>(),
        "coverage": {
            "seen": seen,
            "points": points,
            "percent": coverage.percent(),
            "rules": coverage.rules.iter().filter_map(|r| rule(engine, r, language)).collect::<Vec<_>>(),
        },
    }))
}

fn verdict(engine: &Engine, verdict: &Verdict, language: Language) -> Value {
    let failures: Vec<Value> = verdict.failures.iter().map(|f| failure(engine, f, language)).collect();
    json!({
        "name": verdict.name,
        "place": place(engine, verdict.place),
        "passed": failures.is_empty(),
        "failures": failures,
    })
}

fn failure(engine: &Engine, failure: &Failure, language: Language) -> Value {
    let reason = |r: &Reason| {
        json!({
            "depth": r.depth,
            "outcome": r.mark.word(),
            "text": r.text.in_language(language),
            "place": r.place.map(|p| place(engine, p)),
        })
    };
    json!({
        "place": place(engine, failure.place),
        "expected": failure.expected.in_language(language),
        "actual": failure.actual.in_language(language),
        "reasons": failure.because.iter().map(reason).collect::<Vec<_>>(),
        "can_be_blessed": !failure.edits.is_empty(),
    })
}

fn rule(engine: &Engine, of: &RuleCoverage, language: Language) -> Option<Value> {
    let (rule, _) = engine.program().rule(of.rule)?;
    let counts: serde_json::Map<String, Value> = PointKind::ALL
        .iter()
        .map(|kind| {
            let (seen, points) = of.count(*kind);
            (kind.word().to_owned(), json!({ "seen": seen, "points": points }))
        })
        .collect();
    let gaps = of.points.iter().filter(|p| p.cases == 0);
    let gaps: Vec<Value> = gaps
        .map(|p| json!({ "kind": p.kind.word(), "text": p.gap.in_language(language), "place": line(engine, p.place) }))
        .collect();
    let endings = of.endings;
    Some(json!({
        "rule": rule.id,
        "place": place(engine, rule.place),
        "cases": {
            "met": endings.met,
            "not_met": endings.not_met,
            "not_known": endings.not_known,
            "failed": endings.failed,
        },
        "counts": counts,
        "gaps": gaps,
    }))
}
