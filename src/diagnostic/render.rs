//! Mistakes as a person reads them in a terminal (snippet with carets), and as JSON for tools.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Diagnostic, Language, Report, Severity};
use crate::source::{SourceFile, Sources, Span};

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
        let label = d.label.as_ref().map(|l| l.in_language(language));
        group = group.element(snippet(file, d.place.span, AnnotationKind::Primary, label));
    }
    if let Some((place, text)) = &d.also
        && let Some(file) = sources.get(place.file)
    {
        let label = Some(text.in_language(language));
        group = group.element(snippet(file, place.span, AnnotationKind::Context, label));
    }
    if let Some(help) = &d.help {
        group = group.element(Level::HELP.message(help.in_language(language)));
    }
    group
}

/// The marked lines alone: showing a mistake costs no more in a long file than in a short one.
fn snippet<'a>(
    file: &'a SourceFile,
    span: Span,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Snippet<'a, Annotation<'a>> {
    let (number, lines, marked) = file.lines_of(span);
    let mark = kind.span(marked).label(label);
    Snippet::source(lines).line_start(number).path(file.path.as_str()).annotation(mark)
}

/// All mistakes as JSON, one object each.
pub fn as_json(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    json!(diagnostics.iter().map(|d| Report::new(d, sources)).collect::<Vec<_>>())
}
