//! Mistakes as SARIF 2.1.0, which code hosts show beside the lines of a pull request.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::check::pages::pages;
use crate::diagnostic::{Diagnostic, Language};
use crate::source::{Place, Sources};

/// All mistakes as one run. Paths begin with `root`, the rule folder as it was given, so that they are relative to the
/// repository when the command is run at its top.
pub(super) fn as_sarif(diagnostics: &[Diagnostic], sources: &Sources, root: &str, language: Language) -> Value {
    let rules: Vec<Value> = pages()
        .map(|page| {
            json!({
                "id": page.code,
                "shortDescription": { "text": page.title.in_language(language) },
                "fullDescription": { "text": page.finds.in_language(language) },
                "help": { "text": page.show(language) },
                "defaultConfiguration": { "level": page.severity.word() },
            })
        })
        .collect();
    let results: Vec<Value> = diagnostics.iter().map(|d| result(d, sources, root, language)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ashore",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(d: &Diagnostic, sources: &Sources, root: &str, language: Language) -> Value {
    // A host shows the message and nothing else: the remedy belongs into it.
    let parts = [Some(&d.message), d.label.as_ref(), d.help.as_ref()];
    let text: Vec<&str> = parts.into_iter().flatten().map(|t| t.in_language(language)).collect();
    let also: Vec<Value> = d
        .also
        .iter()
        .map(|(place, text)| {
            let mut there = location(*place, sources, root);
            if let Some(there) = there.as_object_mut() {
                there.insert("message".to_owned(), json!({ "text": text.in_language(language) }));
            }
            there
        })
        .collect();
    json!({
        "ruleId": d.code,
        "level": d.severity.word(),
        "message": { "text": text.join("\n") },
        "locations": [location(d.place, sources, root)],
        "relatedLocations": also,
    })
}

fn location(place: Place, sources: &Sources, root: &str) -> Value {
    let root = root.trim_start_matches("./").trim_end_matches('/').replace('\\', "/");
    let path = sources.path(place.file);
    let uri = if root.is_empty() || root == "." { path.to_owned() } else { format!("{root}/{path}") };
    let span = sources.get(place.file).map_or(place.span, |file| file.clip(place.span));
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": encoded(&uri) },
            "region": {
                "startLine": span.line,
                "startColumn": span.column + 1,
                "endLine": span.end_line,
                "endColumn": span.end_column + 1,
            },
        },
    })
}

/// A path as a URI: what is no plain letter is written in percent.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        let c = char::from(byte);
        if byte.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~') {
            uri.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
