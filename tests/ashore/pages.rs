//! The page of each check: its wrong example is found by it, its right one is clean, and no check is without a page.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use ashore::check::{Checked, check, pages};
use ashore::diagnostic::{Diagnostic, Language, Severity, render};
use ashore::prove::{Examined, examine};
use ashore::source::{SourceFile, Sources, read_folder};
use rayon::prelude::*;

static PACK: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    // The cases of the pack say nothing about other files, and there are many examples to try.
    let pack = read_folder(Path::new("rules")).unwrap();
    pack.iter().map(|(_, f)| f.clone()).filter(|f| !f.path.starts_with("cn/cases/")).collect()
});

/// What is said of the pack by itself, without its cases.
static BEFORE: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let examined = examine(Sources::new(PACK.clone()));
    examined.diagnostics.iter().map(|d| d.message.en.clone()).collect()
});

/// What is said anew once the examples of one kind are laid on the pack, and how it is shown. To look at the rules as a
/// `whole` takes longer, and only some checks need it.
fn laid(page: &pages::Page, right: bool, whole: bool) -> (Vec<Diagnostic>, String) {
    let mut files = PACK.clone();
    for example in page.examples.iter().filter(|e| e.right == right) {
        let before = files.iter().position(|f| f.path == example.file).map(|at| files.remove(at).text);
        let text = example.laid_on(before.as_deref().unwrap_or_default());
        let text = text.unwrap_or_else(|| panic!("{}: the change does not fit {}", page.code, example.file));
        files.push(SourceFile::new(example.file, text));
    }
    let (mut diagnostics, sources) = if whole {
        let Examined { diagnostics, sources, .. } = examine(Sources::new(files));
        (diagnostics, sources)
    } else {
        let Checked { diagnostics, sources, .. } = check(Sources::new(files));
        (diagnostics, sources)
    };
    diagnostics.retain(|d| !BEFORE.contains(&d.message.en));
    let shown = render(&diagnostics, &sources, Language::Zh);
    (diagnostics, shown)
}

#[test]
fn wrong_examples_are_found_and_right_ones_are_clean() {
    let all: Vec<pages::Page> = pages::pages().collect();
    let problems: Vec<String> = all
        .par_iter()
        .flat_map_iter(|page| {
            let mut wrong = laid(page, false, false);
            let whole = wrong.0.iter().all(|d| d.code != page.code);
            if whole {
                wrong = laid(page, false, true);
            }
            let right = laid(page, true, whole);
            let found = wrong.0.iter().find(|d| d.code == page.code);
            let unclean = right.0.iter().any(|d| d.code == page.code || d.severity == Severity::Error);
            [
                found.is_none().then(|| format!("{}: the wrong example is not found\n{}", page.code, wrong.1)),
                found
                    .is_some_and(|d| d.severity != page.severity)
                    .then(|| format!("{}: the page has another severity", page.code)),
                unclean.then(|| format!("{}: the right example is not clean\n{}", page.code, right.1)),
            ]
        })
        .flatten()
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let mut used = BTreeSet::new();
    sources(Path::new("src"), &mut |path, text| {
        for call in ["Diagnostic::error(", "Diagnostic::warning("] {
            for rest in text.split(call).skip(1).map(str::trim_start) {
                match rest.strip_prefix('"').and_then(|r| r.split_once('"')) {
                    Some((code, _)) => used.extend([code.to_owned()]),
                    // The codes of unknown names stand in the table of nouns, read below.
                    None => assert!(
                        path.ends_with("check/names.rs") && rest.starts_with("noun.unknown"),
                        "{}: a diagnostic starts with its code as a literal: {}",
                        path.display(),
                        rest.lines().next().unwrap()
                    ),
                }
            }
        }
        if path.ends_with("check/names.rs") {
            let nouns = text.split("Self::new(\"").skip(1);
            used.extend(nouns.map(|rest| rest.split_once('"').unwrap().0.to_owned()));
        }
    });
    let listed: Vec<String> = pages::codes().map(str::to_owned).collect();
    assert!(listed.is_sorted(), "the list in src/check/pages/mod.rs is in the order of the alphabet");
    let readable: BTreeSet<String> = pages::pages().map(|p| p.code.to_owned()).collect();
    let broken: Vec<&String> = listed.iter().filter(|code| !readable.contains(*code)).collect();
    assert!(broken.is_empty(), "these pages do not have the form that src/check/pages/mod.rs describes: {broken:?}");
    let files: BTreeSet<String> = std::fs::read_dir("src/check/pages")
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().unwrap().strip_suffix(".md").map(str::to_owned))
        .collect();
    let listed: BTreeSet<String> = listed.into_iter().collect();
    let apart = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
    assert_eq!(apart(&files, &listed), Vec::<String>::new(), "pages missing from the list in src/check/pages/mod.rs");
    assert_eq!(apart(&used, &listed), Vec::<String>::new(), "codes without a page in src/check/pages/");
    assert_eq!(apart(&listed, &used), Vec::<String>::new(), "pages of codes that nothing reports");
}

/// Hands over every Rust file below a folder, without what follows from its tests.
fn sources(folder: &Path, each: &mut dyn FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, each);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            each(&path, text.split("#[cfg(test)]\nmod ").next().unwrap());
        }
    }
}
