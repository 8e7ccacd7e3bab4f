//! The rule files as places to write into: what is defined where, which file a new definition belongs in, and where in
//! that file.

use std::collections::BTreeSet;

use super::{Scope, What, word};
use crate::diagnostic::{Diagnostic, Severity, Text, render};
use crate::source::{FileId, SourceFile, Sources};
use crate::syntax::{Kind, Node, head_of, tree_of};

/// All rule files with what they define, as far as they can be read.
pub(super) struct Book {
    files: Vec<File>,
    definitions: Vec<Definition>,
}

struct File {
    source: SourceFile,
    tree: Option<Node>,
    notes: Vec<Diagnostic>,
}

/// Something that is defined.
pub(super) struct Definition {
    pub(super) section: String,
    pub(super) id: String,
    pub(super) node: Node,
    pub(super) file: String,
    line: usize,
}

impl Definition {
    /// File and line, for people.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

impl Book {
    pub(super) fn read(sources: &Sources) -> Self {
        let mut book = Self { files: Vec::new(), definitions: Vec::new() };
        for (_, source) in sources.iter() {
            let mut notes = Vec::new();
            let tree = tree_of(FileId(0), source, &mut notes);
            if let Some(Node { kind: Kind::Map(sections), .. }) = &tree {
                for section in sections {
                    let Kind::List(items) = &section.value.kind else { continue };
                    book.definitions.extend(items.iter().map(|node| Definition {
                        section: section.key.clone(),
                        id: id(node),
                        node: node.clone(),
                        file: source.path.clone(),
                        line: head_of(node).span.line,
                    }));
                }
            }
            book.files.push(File { source: source.clone(), tree, notes });
        }
        book
    }

    /// Everything of a section.
    pub(super) fn all<'b>(&'b self, section: &'b str) -> impl Iterator<Item = &'b Definition> {
        self.definitions.iter().filter(move |d| d.section == section)
    }

    /// The definition of this id.
    pub(super) fn find(&self, section: &str, id: &str) -> Option<&Definition> {
        self.definitions.iter().find(|d| d.section == section && d.id == id)
    }

    /// The file a new definition belongs in: where its kin stand.
    pub(super) fn file_for(&self, what: &What) -> Option<String> {
        match what {
            What::Case { rule } => self.file_for_case(rule),
            What::Rule { id, scope } => self.most_alike("rules", id, |d| is_steps(d) && has_scope(d, *scope)),
            What::Fact { name } => {
                let scope = name.split('.').next().unwrap_or_default();
                self.most_alike("facts", name, |d| d.id.starts_with(scope))
            }
            other => self.most_alike(other.section(), other.id(), |_| true),
        }
    }

    /// The file with most words in common with the id; among equals the one that holds most, then the first.
    fn most_alike(&self, section: &str, id: &str, is_kin: impl Fn(&Definition) -> bool) -> Option<String> {
        let words = |id: &str| -> BTreeSet<String> { id.split(['-', '_', '.']).map(str::to_owned).collect() };
        let wanted = words(id);
        let score = |file: &File| {
            let kin: Vec<&Definition> = self.all(section).filter(|d| d.file == file.source.path && is_kin(d)).collect();
            let shared: usize = kin.iter().map(|d| words(&d.id).intersection(&wanted).count()).sum();
            (!kin.is_empty()).then_some((shared, kin.len()))
        };
        let mut best: Option<((usize, usize), &File)> = None;
        for file in &self.files {
            if let Some(score) = score(file)
                && best.is_none_or(|(top, _)| score > top)
            {
                best = Some((score, file));
            }
        }
        best.map(|(_, file)| file.source.path.clone())
    }

    /// The file whose cases speak most of this rule, then of the rules beside it; else a new one named after its file.
    fn file_for_case(&self, rule: &str) -> Option<String> {
        let home = &self.find("rules", rule)?.file;
        let beside: BTreeSet<&str> = self.all("rules").filter(|d| d.file == *home).map(|d| d.id.as_str()).collect();
        let mut best: Option<((usize, usize), &str)> = None;
        for file in &self.files {
            let mut score = (0, 0);
            for case in self.all("cases").filter(|d| d.file == file.source.path) {
                let mut named = Vec::new();
                rules_named(&case.node, &mut named);
                score.0 += named.iter().filter(|n| **n == rule).count();
                score.1 += named.iter().filter(|n| beside.contains(**n)).count();
            }
            if score > (0, 0) && best.is_none_or(|(top, _)| score > top) {
                best = Some((score, &file.source.path));
            }
        }
        best.map(|(_, path)| path.to_owned()).or_else(|| {
            let mut parts: Vec<&str> = home.split('/').collect();
            let file = parts.pop()?;
            let folder = parts.pop().unwrap_or("rules");
            parts.push("cases");
            Some(format!("{}/{folder}-{file}", parts.join("/")))
        })
    }

    /// The text of a file with a definition added at the end of a section, and the line it begins on.
    pub(super) fn insert(&self, path: &str, section: &str, text: &str) -> Result<(String, usize), Text> {
        let Some(file) = self.files.iter().find(|f| f.source.path == path) else {
            let first = self.first_line_of_kin(path);
            let line = first.lines().count() + 2;
            return Ok((format!("{first}{section}:\n{text}"), line));
        };
        if file.notes.iter().any(|n| n.severity == Severity::Error) {
            let sources = Sources::new(vec![file.source.clone()]);
            let say = |language| render(&file.notes, &sources, language);
            let why = Text::new(say(crate::diagnostic::Language::Zh), say(crate::diagnostic::Language::En));
            return Err(Text::new(
                format!("{}先改正这个文件，再往里加", why.zh),
                format!("{}mend this file before adding to it", why.en),
            ));
        }
        let lines: Vec<&str> = file.source.text.lines().collect();
        let sections: &[crate::syntax::Entry] = match &file.tree {
            Some(Node { kind: Kind::Map(sections), .. }) => sections,
            _ => &[],
        };
        let here = sections.iter().position(|s| s.key == section);
        let end = match here {
            Some(index) => sections.get(index + 1).map_or(lines.len(), |next| next.key_place.span.line - 1),
            None => lines.len(),
        };
        // What stands at the margin above the next section belongs to that section.
        let is_between = |line: &str| line.trim().is_empty() || line.starts_with('#');
        let head = here.and_then(|i| sections.get(i)).map_or(0, |s| s.key_place.span.line);
        let mut last = end;
        while last > head
            && lines.get(last - 1).is_some_and(|l| is_between(l))
            && (here.is_some() || l_blank(&lines, last))
        {
            last -= 1;
        }
        let mut whole: Vec<String> = lines.iter().take(last).map(|l| (*l).to_owned()).collect();
        match here.and_then(|i| sections.get(i)) {
            Some(entry) if stands_apart(&entry.value, &lines) => whole.push(String::new()),
            Some(_) => {}
            None => {
                whole.push(String::new());
                whole.push(format!("{section}:"));
            }
        }
        let line = whole.len() + 1;
        whole.extend(text.lines().map(str::to_owned));
        whole.extend(lines.iter().skip(last).map(|l| (*l).to_owned()));
        let newline = if file.source.text.contains("\r\n") { "\r\n" } else { "\n" };
        Ok((whole.join(newline) + newline, line))
    }

    /// The first line that files in the same folder share, if it speaks to an editor.
    fn first_line_of_kin(&self, path: &str) -> String {
        let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let kin = self.files.iter().filter(|f| folder(&f.source.path) == folder(path));
        let mut lines = kin.filter_map(|f| f.source.text.lines().next());
        lines.find(|l| l.starts_with("# yaml-language-server:")).map(|l| format!("{l}\n")).unwrap_or_default()
    }
}

fn l_blank(lines: &[&str], number: usize) -> bool {
    lines.get(number - 1).is_some_and(|l| l.trim().is_empty())
}

/// Whether the entries of a section have blank lines between them.
fn stands_apart(section: &Node, lines: &[&str]) -> bool {
    let Kind::List(items) = &section.kind else { return false };
    let above_blank = |item: &&Node| {
        let mut line = item.place.span.line.saturating_sub(1);
        while line > 0 && lines.get(line - 1).is_some_and(|l| l.trim_start().starts_with('#')) {
            line -= 1;
        }
        line > 0 && l_blank(lines, line)
    };
    let apart = items.iter().skip(1).filter(above_blank).count();
    apart * 2 >= items.len().saturating_sub(1)
}

fn id(node: &Node) -> String {
    ["id", "name"].iter().find_map(|key| node.get(key)?.text()).unwrap_or_default().to_owned()
}

fn has_scope(rule: &Definition, scope: Scope) -> bool {
    rule.node.get("scope").and_then(Node::text) == Some(word(&scope).as_str())
}

/// Whether a rule says what to do or what somebody did; yardsticks stand in files of their own.
fn is_steps(rule: &Definition) -> bool {
    rule.node.get("then").is_none_or(|then| then.get("yardstick").is_none())
}

/// The rules a case names.
fn rules_named<'n>(node: &'n Node, into: &mut Vec<&'n str>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                match entry.value.text() {
                    Some(rule) if entry.key == "rule" => into.push(rule),
                    _ => rules_named(&entry.value, into),
                }
            }
        }
        Kind::List(items) => items.iter().for_each(|i| rules_named(i, into)),
        Kind::Scalar { .. } => {}
    }
}
