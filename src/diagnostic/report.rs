//! Mistakes as tools and callers read them: the one shape of `ashore check --format json` and of the API.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Diagnostic, Severity, Text};
use crate::source::{Sources, Span};

/// The most mistakes that are listed at once; the rest is counted. Nobody mends a thousand before looking again.
pub const MAX_LISTED: usize = 1_000;

/// One mistake in a rule file. Lines and columns count from 1, in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "unknown-fact", "severity": "error", "file": "cn/triage/court.yaml",
    "line": 26, "column": 7, "end_line": 26, "end_column": 23,
    "message": { "zh": "没有名为 `debt.legal_stege` 的事实", "en": "unknown fact `debt.legal_stege`" },
    "label": { "zh": "没有这个事实", "en": "no fact has this name" }, "also": null,
    "help": { "zh": "是不是想写 `debt.legal_stage`？", "en": "did you mean `debt.legal_stage`?" }
}))]
pub struct Report {
    /// The stable name of the mistake, in words.
    #[schema(example = "unknown-fact")]
    pub code: &'static str,
    /// Whether the rules can still be used.
    pub severity: Severity,
    /// The file it stands in, from the rule folder on.
    #[schema(example = "cn/triage/court.yaml")]
    pub file: String,
    /// First line.
    #[schema(example = 26)]
    pub line: usize,
    /// First column.
    #[schema(example = 7)]
    pub column: usize,
    /// Last line.
    #[schema(example = 26)]
    pub end_line: usize,
    /// Column after the last character.
    #[schema(example = 23)]
    pub end_column: usize,
    /// What is wrong.
    pub message: Text,
    /// What to say under the marked words.
    pub label: Option<Text>,
    /// Another place that belongs to it.
    pub also: Option<OtherPlace>,
    /// What to do about it.
    pub help: Option<Text>,
}

/// Another place that belongs to a mistake, such as the first of two definitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OtherPlace {
    /// The file.
    #[schema(example = "cn/triage/claims.yaml")]
    pub file: String,
    /// The line.
    #[schema(example = 3)]
    pub line: usize,
    /// The column.
    #[schema(example = 5)]
    pub column: usize,
    /// What there is to say of it.
    pub message: Text,
}

impl Report {
    /// A mistake with the names of its places.
    pub fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let place = diagnostic.place;
        let span = sources.get(place.file).map_or(Span::default(), |file| file.clip(place.span));
        Self {
            code: diagnostic.code,
            severity: diagnostic.severity,
            file: sources.path(diagnostic.place.file).to_owned(),
            line: span.line,
            column: span.column + 1,
            end_line: span.end_line,
            end_column: span.end_column + 1,
            message: diagnostic.message.clone(),
            label: diagnostic.label.clone(),
            also: diagnostic.also.as_ref().map(|(place, text)| OtherPlace {
                file: sources.path(place.file).to_owned(),
                line: place.span.line,
                column: place.span.column + 1,
                message: text.clone(),
            }),
            help: diagnostic.help.clone(),
        }
    }
}

/// What checking found, counted and listed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Reports {
    /// How many mistakes keep the rules from being used.
    #[schema(example = 1)]
    pub errors: usize,
    /// How many things somebody should look at.
    #[schema(example = 0)]
    pub warnings: usize,
    /// The mistakes in reading order, at most 1,000.
    pub diagnostics: Vec<Report>,
    /// How many more there are; absent where all are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<usize>,
}

impl Reports {
    /// Counts and lists mistakes.
    pub fn new(diagnostics: &[Diagnostic], sources: &Sources) -> Self {
        let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        Self {
            errors,
            warnings: diagnostics.len() - errors,
            diagnostics: diagnostics.iter().take(MAX_LISTED).map(|d| Report::new(d, sources)).collect(),
            left_out: diagnostics.len().checked_sub(MAX_LISTED).filter(|n| *n > 0),
        }
    }

    /// The first error, or else the first warning.
    pub fn first(&self) -> Option<&Report> {
        self.diagnostics.iter().find(|d| d.severity == Severity::Error).or_else(|| self.diagnostics.first())
    }
}
