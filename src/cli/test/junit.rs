//! How the cases went as JUnit XML: a suite for each file. No times stand in it, so that the same cases give the same
//! bytes.

use std::path::Path;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{human, line};
use crate::cli::{Ended, complain};
use crate::diagnostic::Language;
use crate::engine::Engine;
use crate::trial::Verdict;

/// Writes the report.
pub(super) fn write(path: &Path, engine: &Engine, verdicts: &[Verdict], language: Language) -> Result<(), Ended> {
    let text = report(engine, verdicts, language).to_string().map_err(|error| {
        complain(&format!("{}: {error}", path.display()));
        Ended::Outside
    })?;
    std::fs::write(path, text).map_err(|error| {
        complain(&format!("{}: {error}", path.display()));
        Ended::Outside
    })
}

fn report(engine: &Engine, verdicts: &[Verdict], language: Language) -> Report {
    let mut report = Report::new("ashore test");
    for of_file in verdicts.chunk_by(|a, b| a.place.file == b.place.file) {
        let Some(first) = of_file.first() else { continue };
        let mut suite = TestSuite::new(engine.rules().sources.path(first.place.file));
        suite.add_test_cases(of_file.iter().map(|v| case(engine, v, language)));
        report.add_test_suite(suite);
    }
    report
}

fn case(engine: &Engine, verdict: &Verdict, language: Language) -> TestCase {
    let status = match verdict.failures.first() {
        None => TestCaseStatus::success(),
        Some(first) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let all: Vec<String> = verdict.failures.iter().map(|f| human::failure(engine, f, language)).collect();
            let said = |text: &crate::diagnostic::Text| text.in_language(language).to_owned();
            status.set_message(format!("{} ≠ {}", said(&first.expected), said(&first.actual)));
            status.set_type("expectation");
            status.set_description(all.concat());
            status
        }
    };
    let mut case = TestCase::new(verdict.name.as_str(), status);
    case.set_classname(line(engine, verdict.place));
    case
}
