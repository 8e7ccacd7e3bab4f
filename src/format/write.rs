//! Blocks to lines: two spaces a level, one space after a colon, at most one blank line, comments beside lines aligned.

use super::blocks::{Block, Document, Entry, Item, Leaf, Remark, Words};

/// Beyond this many columns comments in consecutive lines are not aligned: nobody would see that they are.
const WIDEST_ALIGNED: usize = 100;

/// The text of a file.
pub(super) fn write(document: Document) -> String {
    let mut writer = Writer { lines: Vec::new() };
    match document.root {
        Block::Map(entries, tail) => {
            for (i, mut entry) in entries.into_iter().enumerate() {
                // Sections stand apart.
                if i > 0 && entry.lead.first() != Some(&Remark::Blank) {
                    entry.lead.insert(0, Remark::Blank);
                }
                writer.entry(entry, 0, None);
            }
            writer.remarks(tail, 0);
        }
        other => writer.block(other, 0, String::new()),
    }
    writer.remarks(document.end, 0);
    writer.finish()
}

/// A line, and the comment beside it.
#[derive(Default)]
struct Line {
    text: String,
    comment: Option<String>,
}

struct Writer {
    lines: Vec<Line>,
}

impl Writer {
    fn push(&mut self, text: String, comment: Option<String>) {
        self.lines.push(Line { text, comment });
    }

    fn remarks(&mut self, remarks: Vec<Remark>, indent: usize) {
        for remark in remarks {
            match remark {
                Remark::Comment(text) => self.push(format!("{}{text}", spaces(indent)), None),
                Remark::Blank if self.lines.last().is_some_and(|l| !l.text.is_empty()) => {
                    self.push(String::new(), None);
                }
                Remark::Blank => {}
            }
        }
    }

    /// A mapping or list; `prefix` is what the first line begins with instead of its indentation.
    fn block(&mut self, block: Block, indent: usize, prefix: String) {
        match block {
            Block::Leaf(leaf) => self.leaf(leaf, prefix, indent),
            Block::Map(entries, tail) => {
                let mut prefix = Some(prefix).filter(|p| !p.is_empty());
                for entry in entries {
                    self.entry(entry, indent, prefix.take());
                }
                self.remarks(tail, indent);
            }
            Block::List(items, tail) => self.list(items, tail, indent, Some(prefix).filter(|p| !p.is_empty())),
        }
    }

    fn entry(&mut self, entry: Entry, indent: usize, prefix: Option<String>) {
        let Entry { lead, key, comment, value } = entry;
        // The first line of an item has no line above of its own: `list` has put it above the dash.
        if prefix.is_none() {
            self.remarks(lead, indent);
        }
        let head = format!("{}{key}:", prefix.unwrap_or_else(|| spaces(indent)));
        match value {
            Block::Leaf(leaf) => self.leaf(leaf, head + " ", indent),
            below @ (Block::Map(..) | Block::List(..)) => {
                self.push(head, comment);
                let below = opened(below);
                self.block(below, indent + 2, String::new());
            }
        }
    }

    fn list(&mut self, mut items: Vec<Item>, tail: Vec<Remark>, indent: usize, prefix: Option<String>) {
        set_apart(&mut items);
        let mut prefix = prefix;
        for mut item in items {
            item.lead.extend(hoisted(&mut item.value));
            let dash = if let Some(prefix) = prefix.take() {
                prefix + "- "
            } else {
                self.remarks(item.lead, indent);
                spaces(indent) + "- "
            };
            self.block_in_item(item.value, indent, dash);
        }
        self.remarks(tail, indent);
    }

    fn block_in_item(&mut self, value: Block, indent: usize, dash: String) {
        match value {
            Block::Leaf(leaf) => self.leaf(leaf, dash, indent),
            other => self.block(other, indent + 2, dash),
        }
    }

    /// A leaf after `head`, for an owner that stands at `indent`.
    fn leaf(&mut self, leaf: Leaf, head: String, indent: usize) {
        let Leaf { words, comment } = leaf;
        match words {
            Words::Line(text) => self.push((head + &text).trim_end().to_owned(), comment),
            Words::Lines(lines) => {
                let mut lines = lines.into_iter();
                let first = lines.next().unwrap_or_default();
                self.push((head + &first).trim_end().to_owned(), None);
                for line in lines {
                    self.push(if line.is_empty() { line } else { spaces(indent + 2) + &line }, None);
                }
                self.beside_last(comment);
            }
            Words::Spread(first, further) => {
                self.push((head + &first).trim_end().to_owned(), None);
                for (column, line) in further {
                    let text = if line.is_empty() { line } else { spaces(indent + column.max(2)) + &line };
                    self.push(text, None);
                }
                self.beside_last(comment);
            }
            Words::Block(sign, lines) => {
                self.push(head + &sign, comment);
                for line in lines {
                    self.push(if line.is_empty() { line } else { spaces(indent + 2) + &line }, None);
                }
            }
        }
    }

    fn beside_last(&mut self, comment: Option<String>) {
        if let Some(last) = self.lines.last_mut() {
            last.comment = comment;
        }
    }

    /// The lines as text, comments beside consecutive lines in one column.
    fn finish(self) -> String {
        let mut text = String::new();
        for run in self.lines.chunk_by(|a, b| a.comment.is_some() && b.comment.is_some()) {
            let widest = run.iter().map(|l| width(&l.text)).max().unwrap_or_default();
            for line in run {
                text.push_str(&line.text);
                if let Some(comment) = &line.comment {
                    let here = width(&line.text);
                    let gap = if widest > WIDEST_ALIGNED { 0 } else { widest.saturating_sub(here) };
                    text.push_str(&spaces(gap + 2));
                    text.push_str(comment);
                }
                text.push('\n');
            }
        }
        let end = text.trim_end_matches('\n').len();
        text.truncate(end);
        text.push('\n');
        text
    }
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}

/// A block below a key begins without a blank line.
fn opened(block: Block) -> Block {
    let strip = |lead: &mut Vec<Remark>| {
        if lead.first() == Some(&Remark::Blank) {
            lead.remove(0);
        }
    };
    match block {
        Block::Map(mut entries, tail) => {
            entries.first_mut().into_iter().for_each(|e| strip(&mut e.lead));
            Block::Map(entries, tail)
        }
        Block::List(mut items, tail) => {
            items.first_mut().into_iter().for_each(|i| strip(&mut i.lead));
            Block::List(items, tail)
        }
        leaf @ Block::Leaf(_) => leaf,
    }
}

/// Where most entries of a list stand apart, all do.
fn set_apart(items: &mut [Item]) {
    let apart = |item: &Item| item.lead.contains(&Remark::Blank);
    let gaps = items.len().saturating_sub(1);
    let blank = items.iter().skip(1).filter(|i| apart(i)).count();
    if gaps == 0 || blank * 2 < gaps {
        return;
    }
    for item in items.iter_mut().skip(1).filter(|i| !i.lead.contains(&Remark::Blank)) {
        item.lead.insert(0, Remark::Blank);
    }
}

/// The comments above the first line of an item, which belong above its dash.
fn hoisted(value: &mut Block) -> Vec<Remark> {
    let comments = |lead: &mut Vec<Remark>| -> Vec<Remark> {
        std::mem::take(lead).into_iter().filter(|r| matches!(r, Remark::Comment(_))).collect()
    };
    match value {
        Block::Map(entries, _) => entries.first_mut().map(|e| comments(&mut e.lead)).unwrap_or_default(),
        Block::List(items, _) => items
            .first_mut()
            .map(|i| {
                let mut lead = comments(&mut i.lead);
                lead.extend(hoisted(&mut i.value));
                lead
            })
            .unwrap_or_default(),
        Block::Leaf(_) => Vec::new(),
    }
}

/// How many columns a text takes: Chinese characters and full-width marks take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}
