//! The first line of a rule file, by which an editor finds the schema: which one a file needs, and whether it says so.

use super::{FOLDER, KINDS, Kind};
use crate::source::{SourceFile, Sources};

/// A rule file whose first line does not name the schema it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misplaced {
    /// The file, relative to the rule folder.
    pub path: String,
    /// What its first line should be.
    pub wanted: String,
}

const HEAD: &str = "# yaml-language-server: $schema=";

/// The first line of a file at `path` (relative to the rule folder) that holds these sections.
pub fn modeline(path: &str, sections: &[&str]) -> String {
    let up = "../".repeat(path.matches('/').count());
    format!("{HEAD}{up}{FOLDER}/{}.json", kind_of(sections))
}

/// The narrowest kind with room for these sections.
fn kind_of(sections: &[&str]) -> &'static str {
    let fits = |kind: &&Kind| sections.iter().all(|s| kind.sections.contains(s));
    if sections.is_empty() {
        return "all";
    }
    KINDS.iter().find(fits).map_or("all", |kind| kind.name)
}

/// The files whose first line is missing or names a schema without room for what they hold.
pub fn modelines(sources: &Sources) -> Vec<Misplaced> {
    let mut misplaced = Vec::new();
    for (_, file) in sources.iter() {
        let sections = sections(file);
        let wanted = modeline(&file.path, &sections);
        let first = file.text.lines().next().unwrap_or_default();
        let everything = modeline(&file.path, &[]);
        if first != wanted && first != everything {
            misplaced.push(Misplaced { path: file.path.clone(), wanted });
        }
    }
    misplaced
}

/// The sections of a file: its keys without indentation.
fn sections(file: &SourceFile) -> Vec<&str> {
    let key = |line: &'_ str| {
        line.split_once(':').is_some_and(|(key, _)| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    };
    file.text.lines().filter(|line| key(line)).filter_map(|line| line.split_once(':').map(|(key, _)| key)).collect()
}
