//! Imports: each once, reading facts that exist, giving values they can have, by formats that can be read.

use indexmap::IndexMap;

use super::names::{Noun, unique, unknown, unknown_fact};
use crate::diagnostic::Diagnostic;
use crate::fact::{Fact, FactKind, FactScope, Vocabulary, literal};
use crate::import::Format;
use crate::rule::{FactColumn, GivenFact, Import, ImportId};
use crate::source::Placed;
use crate::syntax::Notes;

pub(super) fn imports(all: Vec<Import>, vocabulary: &Vocabulary, notes: &mut Notes) -> IndexMap<ImportId, Import> {
    for import in &all {
        for format in &import.at.formats {
            readable(format, Format::stamp(&format.it), notes);
        }
        for format in import.duration.iter().flat_map(|d| &d.formats) {
            readable(format, Format::duration(&format.it), notes);
        }
        given(&import.always, vocabulary, notes);
        for column in &import.facts {
            fact_column(column, vocabulary, notes);
        }
        headers_once(import, notes);
    }
    unique(all, |i| (i.id.clone(), i.place), Noun::IMPORT, notes)
}

fn readable(format: &Placed<String>, read: Result<Format, crate::diagnostic::Text>, notes: &mut Notes) {
    if let Err(wrong) = read {
        notes.push(Diagnostic::error("bad-import-format", format.place, wrong.zh, wrong.en).help(
            "用 年、月、日、时、分、秒、午(上午下午)、区(时区) 写，如 `年-月-日 时:分:秒`；同一个字第二次出现就是这个字本身",
            "write it with 年 月 日 时 分 秒 午 区, such as `年-月-日 时:分:秒`; a word that comes again is the character itself",
        ));
    }
}

/// The fact of a contact that is named, if it can be given.
fn fact<'v>(name: &Placed<String>, vocabulary: &'v Vocabulary, notes: &mut Notes) -> Option<&'v Fact> {
    let Some((_, fact)) = vocabulary.find(&name.it).filter(|(_, f)| f.scope == FactScope::Contact) else {
        notes.push(unknown_fact(name.place, &name.it, vocabulary));
        return None;
    };
    if fact.derived.is_some() {
        notes.push(
            Diagnostic::error(
                "computed-fact",
                name.place,
                format!("`{}` 由程序计算，不能从表格读", name.it),
                format!("`{}` is computed and cannot be read from a list", name.it),
            )
            .help("写出它由哪些事实算出", "name the facts it is computed from"),
        );
        return None;
    }
    Some(fact)
}

fn given(all: &[GivenFact], vocabulary: &Vocabulary, notes: &mut Notes) {
    for (name, value) in all {
        if let Some(fact) = fact(name, vocabulary, notes) {
            fits(fact, value, notes);
        }
    }
}

fn fits(fact: &Fact, value: &Placed<String>, notes: &mut Notes) {
    let choices = fact.kind.choices();
    if !choices.is_empty() {
        if !choices.iter().any(|c| c.name == value.it) {
            let note = unknown(Noun::OPTION, value.place, &value.it, choices.iter().map(|c| c.name.as_str()));
            let meant = choices.iter().find(|c| c.label.zh == value.it);
            notes.push(note.write_instead(meant.map(|c| c.name.clone())));
        }
        return;
    }
    if let Err(error) = literal(&fact.kind, &value.it) {
        let note = Diagnostic::error("bad-value", value.place, error.message.zh, error.message.en);
        notes.push(match error.help {
            Some(help) => note.help(help.zh, help.en),
            None => note,
        });
    }
}

fn fact_column(column: &FactColumn, vocabulary: &Vocabulary, notes: &mut Notes) {
    given(&column.with, vocabulary, notes);
    let Some(fact) = fact(&column.fact, vocabulary, notes) else { return };
    if column.words.is_empty() && fact.kind != FactKind::Text {
        notes.push(
            Diagnostic::error(
                "missing-field",
                column.fact.place,
                format!("`{}` 不是文字，要写明表里的词是什么意思", fact.name),
                format!("`{}` is no text: say what the words of the column mean", fact.name),
            )
            .help("加一行 `words: { 表里的词: 值 }`", "add a line `words: { word: value }`"),
        );
    }
    for (_, value) in &column.words {
        fits(fact, value, notes);
    }
}

/// A header stands for one thing. Facts that are read by words may share a column: each knows its own words.
fn headers_once(import: &Import, notes: &mut Notes) {
    let mut seen: IndexMap<String, (&Placed<String>, bool)> = IndexMap::new();
    let numbers = import.number.iter().flat_map(|n| n.columns.iter().chain(&n.own_columns));
    let durations = import.duration.iter().flat_map(|d| &d.columns);
    let fixed = import.at.columns.iter().chain(&import.at.date_columns).chain(numbers).chain(durations);
    let by_fact = import.facts.iter().flat_map(|f| f.columns.iter().map(move |c| (c, !f.words.is_empty(), f)));
    let all = fixed.map(|c| (c, false, None)).chain(by_fact.map(|(c, words, f)| (c, words, Some(f))));
    for (header, by_words, of) in all {
        let first = seen.get(&header.it).copied();
        let twice_in_one = of.is_some_and(|f| f.columns.iter().filter(|c| c.it == header.it).count() > 1);
        if let Some((first, _)) = first.filter(|(_, first_by_words)| !(*first_by_words && by_words) || twice_in_one) {
            notes.push(
                Diagnostic::error(
                    "header-listed-twice",
                    header.place,
                    format!("表头 `{}` 写了两次", header.it),
                    format!("the header `{}` is listed twice", header.it),
                )
                .also(first.place, "第一次在这里", "first here")
                .help("一个表头只能有一个意思，删去一处", "a header means one thing: remove one of them"),
            );
        } else {
            seen.insert(header.it.clone(), (header, by_words));
        }
    }
}
