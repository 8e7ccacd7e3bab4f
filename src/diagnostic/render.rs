//! Mistakes as a person reads them in a terminal (snippet with carets), and as JSON for tools.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Diagnostic, Language, Report, Severity};
use crate::source::{Place, SourceFile, Sources, Span};

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
        group = group.element(shown(file, d.place, AnnotationKind::Primary, label));
    }
    if let Some((place, text)) = &d.also
        && let Some(file) = sources.get(place.file)
    {
        group = group.element(shown(file, *place, AnnotationKind::Context, Some(text.in_language(language))));
    }
    if let Some(help) = &d.help {
        group = group.element(Level::HELP.message(help.in_language(language)));
    }
    group
}

/// The longest line that is shown with its mistake, in bytes; of a longer one only the place is named.
const LONGEST_LINE: usize = 2_000;

/// The lines a mistake is on. The renderer looks through all the text it is given, so it is given no more.
fn shown<'a>(file: &'a SourceFile, place: Place, kind: AnnotationKind, label: Option<&'a str>) -> Element<'a> {
    let span = file.clip(place.span);
    let from = file.byte_range(Span { column: 0, end_line: span.line, end_column: 0, ..span }).start;
    let marked = file.byte_range(span);
    let to = file.byte_range(Span { line: span.end_line, column: usize::MAX, end_column: usize::MAX, ..span }).end;
    let text = file.text.get(from..to).unwrap_or_default();
    if text.len() > LONGEST_LINE {
        return Origin::path(file.path.as_str()).line(span.line).char_column(span.column + 1).into();
    }
    let mut mark = kind.span(marked.start.saturating_sub(from)..marked.end.saturating_sub(from));
    if let Some(label) = label {
        mark = mark.label(label);
    }
    Snippet::source(text).line_start(span.line).path(file.path.as_str()).annotation(mark).into()
}

/// All mistakes as JSON, one object each.
pub fn as_json(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    json!(diagnostics.iter().map(|d| Report::new(d, sources)).collect::<Vec<_>>())
}
