//! Mistakes as a person reads them in a terminal (snippet with carets), and as JSON for tools.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Diagnostic, Language, Severity};
use crate::source::Sources;

/// All mistakes as text, with the offending words marked; carets line up under double-width characters.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, language: Language) -> String {
    let renderer = Renderer::plain();
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&renderer.render(&[group(diagnostic, sources, language)]));
        out.push_str("\n\n");
    }
    out
}

fn group<'a>(d: &'a Diagnostic, sources: &'a Sources, language: Language) -> Group<'a> {
    let level = match d.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(d.message.in_language(language)).id(d.code);
    let mut group = Group::with_title(title);
    if let Some(file) = sources.get(d.place.file) {
        let mut mark = AnnotationKind::Primary.span(file.byte_range(d.place.span));
        if let Some(label) = &d.label {
            mark = mark.label(label.in_language(language));
        }
        group = group.element(Snippet::source(file.text.as_str()).path(file.path.as_str()).annotation(mark));
    }
    if let Some((place, text)) = &d.also
        && let Some(file) = sources.get(place.file)
    {
        let mark = AnnotationKind::Context.span(file.byte_range(place.span)).label(text.in_language(language));
        group = group.element(Snippet::source(file.text.as_str()).path(file.path.as_str()).annotation(mark));
    }
    if let Some(help) = &d.help {
        group = group.element(Level::HELP.message(help.in_language(language)));
    }
    group
}

/// All mistakes as JSON, one object each, lines and columns counted from 1 in characters.
pub fn as_json(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    let one = |d: &Diagnostic| {
        json!({
            "code": d.code,
            "severity": d.severity.word(),
            "file": sources.path(d.place.file),
            "line": d.place.span.line,
            "column": d.place.span.column + 1,
            "end_line": d.place.span.end_line,
            "end_column": d.place.span.end_column + 1,
            "message": { "zh": d.message.zh, "en": d.message.en },
            "also": d.also.as_ref().map(|(place, text)| json!({
                "file": sources.path(place.file),
                "line": place.span.line,
                "column": place.span.column + 1,
                "message": { "zh": text.zh, "en": text.en },
            })),
            "help": d.help.as_ref().map(|h| json!({ "zh": h.zh, "en": h.en })),
        })
    };
    Value::Array(diagnostics.iter().map(one).collect())
}
