//! Messages that people have labelled: what each shows. Among the rules phrase lists learn from them; beside the rules,
//! in files of their own, they measure how well that went.

use super::cases::input;
use super::parse::parse;
use super::read::{Fields, Name, Notes, expected, items, name, names, yes_no};
use super::tree::{Kind, Node, head};
use crate::diagnostic::Diagnostic;
use crate::fact::Input;
use crate::source::{FileId, Placed, SourceFile};

/// One file of labelled messages.
#[derive(Debug)]
pub(crate) struct MessagesDraft {
    /// What the file is about.
    pub(crate) code: Name,
    pub(crate) messages: Vec<MessageDraft>,
}

/// One labelled message.
#[derive(Debug)]
pub(crate) struct MessageDraft {
    pub(crate) say: Name,
    pub(crate) shows: Vec<Name>,
    pub(crate) may: Vec<Name>,
    pub(crate) unclear: Vec<Name>,
    pub(crate) near_miss: bool,
    pub(crate) disguised: bool,
    pub(crate) given: Vec<(Name, Input)>,
}

/// Reads one file. Odd characters are left alone: strangers wrote these texts, some of them to slip past a reader.
pub(crate) fn messages(file: FileId, source: &SourceFile, notes: &mut Notes) -> Option<MessagesDraft> {
    let before = notes.len();
    let Some(node) = parse(file, source, notes) else {
        if notes.len() == before {
            notes.push(
                Diagnostic::error("empty-file", head(file), "文件里没有内容", "there is nothing in this file").help(
                    "写上 `code:` 和 `messages:`，或者删去文件",
                    "write `code:` and `messages:`, or remove the file",
                ),
            );
        }
        return None;
    };
    let mut f = Fields::open(&node, ("有标注的消息文件", "file of labelled messages"), notes)?;
    let code = f.required("code", notes).and_then(|n| name(n, notes));
    let all = f.required("messages", notes).map(|n| items(n).into_iter().filter_map(|m| message(m, notes)).collect());
    f.close(notes);
    Some(MessagesDraft { code: code?, messages: all? })
}

/// Reads one labelled message.
pub(super) fn message(node: &Node, notes: &mut Notes) -> Option<MessageDraft> {
    let before = notes.len();
    let mut f = Fields::open(node, ("消息", "message"), notes)?;
    let say = f.required("say", notes).and_then(|n| name(n, notes));
    let mut codes = |key, notes: &mut Notes| f.optional(key, notes).map(|n| names(n, notes)).unwrap_or_default();
    let (shows, may, unclear) = (codes("shows", notes), codes("may", notes), codes("unclear", notes));
    let mut flag = |key, notes: &mut Notes| f.optional(key, notes).and_then(|n| yes_no(n, notes)).unwrap_or_default();
    let (near_miss, disguised) = (flag("near_miss", notes), flag("disguised", notes));
    let given = f.optional("given", notes).map(|n| given(n, notes)).unwrap_or_default();
    f.close(notes);
    // A label that is misspelt is one mistake, not two.
    let say = say.filter(|_| notes.len() == before)?;
    if shows.is_empty() && unclear.is_empty() && !near_miss {
        notes.push(
            Diagnostic::error(
                "missing-field",
                say.place,
                "没有标注这条消息说明什么",
                "nothing says what this message shows",
            )
            .help(
                "写 `shows: [ … ]`、`unclear: [ … ]` 或 `near_miss: true`",
                "write `shows: [ … ]`, `unclear: [ … ]` or `near_miss: true`",
            ),
        );
        return None;
    }
    if let Some(code) = shows.first().filter(|_| near_miss) {
        notes.push(
            Diagnostic::error(
                "wrong-value",
                code.place,
                format!("标了 `near_miss: true` 的消息又标了 `{}`", code.it),
                format!("a message with `near_miss: true` is labelled `{}` too", code.it),
            )
            .help("两个标注删去一个", "remove one of the two labels"),
        );
        return None;
    }
    Some(MessageDraft { say, shows, may, unclear, near_miss, disguised, given })
}

fn given(node: &Node, notes: &mut Notes) -> Vec<(Name, Input)> {
    let Kind::Map(entries) = &node.kind else {
        notes.push(
            expected(node, ("映射(`事实: 值`)", "a mapping (`fact: value`)"))
                .help("写成 `given: { recipient: parent }`", "write it as `given: { recipient: parent }`"),
        );
        return Vec::new();
    };
    entries.iter().map(|e| (Placed { it: e.key.clone(), place: e.key_place }, input(&e.value))).collect()
}
