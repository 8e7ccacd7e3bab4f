//! A mapping being read, field by field: what is missing, what was never asked for, what stands a level too far out. What
//! a field holds is read in the file above.

use super::Notes;
use crate::diagnostic::{Diagnostic, closest};
use crate::source::Place;
use crate::syntax::tree::{Entry, Kind, Node};

/// A mapping being read: which fields were asked for, so that `close` can name the others.
pub(crate) struct Fields<'n> {
    place: Place,
    entries: &'n [Entry],
    asked: Vec<&'static str>,
    // What is being read, for messages: ("规则", "rule").
    what: (&'static str, &'static str),
    // Fields of another mapping that authors put here, and where they belong.
    elsewhere: Option<(&'static [&'static str], &'static str)>,
    // What is not there. Said at the end: a misspelt or misplaced key may explain it.
    missing: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// Starts reading `node` as a mapping; anything else is noted.
    pub(crate) fn open(node: &'n Node, what: (&'static str, &'static str), notes: &mut Notes) -> Option<Self> {
        match &node.kind {
            Kind::Map(entries) => {
                Some(Self { place: node.place, entries, asked: Vec::new(), what, elsewhere: None, missing: Vec::new() })
            }
            Kind::Scalar { text, .. } if text.is_empty() => {
                notes.push(
                    Diagnostic::error(
                        "empty-field",
                        node.place,
                        format!("这里应当是{}，却什么也没有", what.0),
                        format!("expected a {}, found nothing", what.1),
                    )
                    .help("写上内容，或者删去这一项", "write its content, or remove the entry"),
                );
                None
            }
            Kind::Scalar { .. } | Kind::List(_) => {
                let (is_zh, is_en) = node.describe();
                notes.push(
                    Diagnostic::error(
                        "wrong-type",
                        node.place,
                        format!("{}要写成映射(`名字: 内容`)，这里却是{is_zh}", what.0),
                        format!("a {} is a mapping (`name: content`), found {is_en}", what.1),
                    )
                    .help(
                        "每行一个 `名字: 内容`，或者写成 `{ 名字: 内容 }`",
                        "one `name: content` a line, or `{ name: content }`",
                    ),
                );
                None
            }
        }
    }

    /// The field, if it is there. A key with nothing behind it is noted: it is never what an author means.
    pub(crate) fn optional(&mut self, key: &'static str, notes: &mut Notes) -> Option<&'n Node> {
        self.asked.push(key);
        #[cfg(test)]
        super::super::asked::note(self.what.1, key, false);
        let entry = self.entries.iter().find(|e| e.key == key)?;
        if nothing(&entry.value) {
            // Where its content stands one level too far out, that is the mistake.
            let moved = self.elsewhere.is_some_and(|(_, under)| under == key);
            if !(moved && self.entries.iter().any(|e| self.belongs_elsewhere(e))) {
                notes.push(empty(entry));
            }
            return None;
        }
        Some(&entry.value)
    }

    /// The field, which has to be there.
    pub(crate) fn required(&mut self, key: &'static str, notes: &mut Notes) -> Option<&'n Node> {
        #[cfg(test)]
        super::super::asked::note(self.what.1, key, true);
        if !self.entries.iter().any(|e| e.key == key) {
            self.missing.push(key);
        }
        self.optional(key, notes)
    }

    /// Says where fields belong that are often written here by mistake.
    pub(crate) fn elsewhere(&mut self, fields: &'static [&'static str], under: &'static str) {
        self.elsewhere = Some((fields, under));
    }

    /// Ends the reading: what is missing is a mistake, and so is every field that was never asked for.
    pub(crate) fn close(mut self, notes: &mut Notes) {
        let (zh, en) = self.what;
        let asked = std::mem::take(&mut self.asked);
        let stray: Vec<&Entry> = self.entries.iter().filter(|e| !asked.contains(&e.key.as_str())).collect();
        self.misplaced(&stray, notes);
        for entry in stray {
            if cut_by_comma(entry) {
                notes.push(
                    Diagnostic::error(
                        "text-cut-by-comma",
                        entry.key_place,
                        "花括号里的逗号把一句话截断了",
                        "a comma inside braces cuts this text in two",
                    )
                    .help("给整句话加上单引号", "put the whole text in single quotes"),
                );
            } else if let Some(note) = number_cut(entry) {
                notes.push(note);
            } else if !self.belongs_elsewhere(entry) {
                let note = Diagnostic::error(
                    "unknown-key",
                    entry.key_place,
                    format!("{zh}没有 `{}` 这一项", entry.key),
                    format!("a {en} has no field `{}`", entry.key),
                );
                // A misspelt key is why the right one is missing.
                let close = closest(&entry.key, asked.iter().copied());
                self.missing.retain(|missing| Some(*missing) != close);
                notes.push(note.suggest_or_list(&entry.key, asked.iter().copied()));
            }
        }
        notes.extend(self.missing.iter().map(|key| self.lacks(key)));
    }

    fn belongs_elsewhere(&self, entry: &Entry) -> bool {
        self.elsewhere.is_some_and(|(fields, _)| fields.contains(&entry.key.as_str()))
    }

    /// Fields written one level too far out: one mistake, and the reason why the field they belong under is not there.
    fn misplaced(&mut self, stray: &[&Entry], notes: &mut Notes) {
        let Some((_, under)) = self.elsewhere else { return };
        let found: Vec<&Entry> = stray.iter().copied().filter(|e| self.belongs_elsewhere(e)).collect();
        let Some(first) = found.first() else { return };
        let keys: Vec<String> = found.iter().map(|e| format!("`{}`", e.key)).collect();
        notes.push(
            Diagnostic::error(
                "unknown-key",
                first.key_place,
                format!("{}没有 `{}` 这一项", self.what.0, first.key),
                format!("a {} has no field `{}`", self.what.1, first.key),
            )
            .help(
                format!("{} 写在 `{under}` 下面，多缩进两格", keys.join("、")),
                format!("{} go under `{under}`, two spaces further in", keys.join(", ")),
            ),
        );
        self.missing.retain(|key| *key != under);
    }

    /// A field that is not there, said at the head of the mapping, with the id when it has one.
    fn lacks(&self, key: &str) -> Diagnostic {
        let (zh, en) = self.what;
        let id = self.entries.iter().find(|e| matches!(e.key.as_str(), "id" | "name")).and_then(|e| e.value.text());
        let of = id.map_or(String::new(), |id| format!(" `{id}`"));
        let place = self.entries.first().map_or(self.place, |e| e.key_place);
        Diagnostic::error("missing-field", place, format!("{zh}{of} 缺少 `{key}`"), format!("{en}{of} has no `{key}`"))
            .help(format!("加一行 `{key}: …`"), format!("add a line `{key}: …`"))
    }
}

/// Whether nothing was written: `until:`, `until: null`, `until: ~`.
fn nothing(node: &Node) -> bool {
    matches!(&node.kind, Kind::Scalar { text, quoted: false } if matches!(text.as_str(), "" | "null" | "Null" | "NULL" | "~"))
}

/// A key with nothing behind it: never what an author means.
fn empty(entry: &Entry) -> Diagnostic {
    Diagnostic::error(
        "empty-field",
        entry.key_place,
        format!("`{}` 后面没有内容", entry.key),
        format!("nothing follows `{}`", entry.key),
    )
    .help(
        "写上内容，或者删去这一行；内容写在下面几行时要多缩进两格",
        "write its content, or remove the line; content on the lines below is indented by two more spaces",
    )
}

/// A stray piece of a Chinese sentence where a field should be: `{ about: 一句话, 另一半 }`.
fn cut_by_comma(entry: &Entry) -> bool {
    let bare = matches!(&entry.value.kind, Kind::Scalar { text, quoted: false } if text.is_empty());
    bare && (!entry.key.is_ascii() || entry.key.contains(char::is_whitespace))
}

/// The rest of a number where a field should be: `{ value: 100,000 }`.
pub(in crate::syntax) fn number_cut(entry: &Entry) -> Option<Diagnostic> {
    let bare = matches!(&entry.value.kind, Kind::Scalar { text, quoted: false } if text.is_empty());
    (bare && entry.key.chars().all(|c| c.is_ascii_digit() || c == '.')).then(|| {
        Diagnostic::error(
            "text-cut-by-comma",
            entry.key_place,
            "花括号里的逗号把数字截断了",
            "a comma inside braces cuts this number in two",
        )
        .help("数字不用逗号分节，写成 `100000` 或 `100_000`", "write numbers without commas: `100000` or `100_000`")
    })
}
