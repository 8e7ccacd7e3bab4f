//! Definitions of facts.

use super::head_of;
use super::read::{Fields, Name, Notes, date, expected, id, label, name, names, text, texts, word, yes_no};
use super::tree::{Kind, Node};
use crate::diagnostic::{Diagnostic, Text};
use crate::fact::{Changeable, Choice, Fact, FactKind, FactName, FactScope, Field, Phase};
use crate::source::{Place, Placed};

/// Who can change a fact.
pub(crate) const CHANGEABLE: [(&str, Changeable); 3] =
    [("person", Changeable::Person), ("evidence", Changeable::Evidence), ("nobody", Changeable::Nobody)];

/// After which rules a computed fact is known.
pub(crate) const PHASES: [(&str, Phase); 2] = [("conduct", Phase::Conduct), ("cost", Phase::Cost)];

/// The types of facts; options and fields are read where a type has them.
pub(crate) const TYPES: [(&str, FactKind); 11] = [
    ("yes_no", FactKind::YesNo),
    ("choice", FactKind::Choice(Vec::new())),
    ("choices", FactKind::Choices(Vec::new())),
    ("amount", FactKind::Amount),
    ("rate", FactKind::Rate),
    ("count", FactKind::Count),
    ("date", FactKind::Date),
    ("instant", FactKind::Instant),
    ("time", FactKind::Time),
    ("text", FactKind::Text),
    ("records", FactKind::Records(Vec::new())),
];

/// A fact as read.
#[derive(Debug)]
pub(crate) struct FactDraft {
    /// Whether the values may be proposed is for checking to say; until then it has none.
    pub(crate) fact: Fact,
    /// The values that may be proposed as a change, where they are listed.
    pub(crate) may_become: Option<Placed<Vec<Name>>>,
    /// Where a sentence for yes or no stands.
    pub(crate) sentences: Vec<Place>,
}

/// Words that say something else where a choice could stand, so that no option may have them as its name.
pub(crate) const RESERVED: [&str; 5] = ["unknown", "known", "never", "true", "false"];

pub(super) fn fact(node: &Node, notes: &mut Notes) -> Option<FactDraft> {
    let mut fields = Fields::open(node, ("事实", "fact"), notes)?;
    let fact_name = fields.required("name", notes).and_then(|n| id(n, notes));
    let shown = fields.required("label", notes).and_then(|n| label(n, notes));
    let kind = kind(&mut fields, notes);
    let question = fields.optional("question", notes).and_then(|n| text(n, notes));
    let about = fields.optional("about", notes).and_then(|n| text(n, notes));
    let settled_by = fields.optional("settled_by", notes).map(|n| texts(n, notes)).unwrap_or_default();
    let changeable_by =
        fields.optional("changeable_by", notes).and_then(|n| word(n, &CHANGEABLE, notes)).unwrap_or(Changeable::Nobody);
    let may_become = fields.optional("may_become", notes).map(|n| values_listed(n, notes));
    let (yes, no) = (fields.optional("if_true", notes), fields.optional("if_false", notes));
    let sentences = [yes, no].into_iter().flatten().map(head_of).collect();
    let (if_true, if_false) = (yes.and_then(|n| label(n, notes)), no.and_then(|n| label(n, notes)));
    let derived = fields.optional("derived", notes).and_then(|n| text(n, notes));
    let phase = fields.optional("phase", notes).and_then(|n| word(n, &PHASES, notes)).unwrap_or(Phase::Given);
    let exhaustive = fields.optional("exhaustive", notes).and_then(|n| exhaustive(n, notes));
    let may_be_future = fields.optional("may_be_future", notes).and_then(|n| yes_no(n, notes)).unwrap_or(false);
    let may_be_never = fields.optional("may_be_never", notes).and_then(|n| yes_no(n, notes)).unwrap_or(false);
    fields.close(notes);
    let (fact_name, label, kind) = (fact_name?, shown?, kind?);
    let Some(scope) = FactScope::of_name(&fact_name.it) else {
        notes.push(
            Diagnostic::error(
                "bad-fact-name",
                fact_name.place,
                format!("`{}` 没有说明是谁的事实", fact_name.it),
                format!("`{}` does not say whose fact it is", fact_name.it),
            )
            .help("以 household.、debt. 或 contact. 开头", "start with household., debt. or contact."),
        );
        return None;
    };
    let fact = Fact {
        name: FactName::from(fact_name.it),
        scope,
        kind,
        label,
        question,
        about,
        settled_by,
        changeable_by,
        may_become: None,
        if_true,
        if_false,
        derived,
        phase,
        exhaustive,
        may_be_future,
        may_be_never,
        place: fact_name.place,
        slot: 0,
    };
    Some(FactDraft { fact, may_become, sentences })
}

/// The values a fact may become, of which there is at least one.
fn values_listed(node: &Node, notes: &mut Notes) -> Placed<Vec<Name>> {
    if super::items(node).is_empty() {
        notes.push(
            Diagnostic::error("empty-field", head_of(node), "这里没有列出任何值", "no value is listed here").help(
                "列出可以建议改成的值；什么都不建议的，删去 may_become，把 changeable_by 写成 nobody",
                "list the values that may be proposed; where none may be, remove `may_become` and write `changeable_by: nobody`",
            ),
        );
    }
    Placed { it: names(node, notes), place: head_of(node) }
}

/// `true`, or the options for which no rule is needed.
fn exhaustive(node: &Node, notes: &mut Notes) -> Option<Placed<Vec<Name>>> {
    let except = match node.kind {
        Kind::Map(_) => {
            let mut fields = Fields::open(node, ("穷尽要求(exhaustive)", "`exhaustive`"), notes)?;
            let except = fields.required("except", notes).map(|n| names(n, notes));
            fields.close(notes);
            except?
        }
        Kind::List(_) => {
            notes.push(
                expected(node, ("`true` 或 `{ except: [ … ] }`", "`true` or `{ except: [ … ] }`"))
                    .help("不用写规则的选项列在 `except` 里", "the options that need no rule stand under `except`"),
            );
            return None;
        }
        Kind::Scalar { .. } => yes_no(node, notes)?.then(Vec::new)?,
    };
    Some(Placed { it: except, place: node.place })
}

/// The type with its options or fields.
fn kind(fields: &mut Fields<'_>, notes: &mut Notes) -> Option<FactKind> {
    let node = fields.required("type", notes)?;
    let plain: Vec<(&str, usize)> = TYPES.iter().enumerate().map(|(i, (w, _))| (*w, i)).collect();
    let kind = TYPES.into_iter().nth(word(node, &plain, notes)?).map(|(_, kind)| kind)?;
    match kind {
        FactKind::Choice(_) => Some(FactKind::Choice(options(fields.required("options", notes)?, notes))),
        FactKind::Choices(_) => Some(FactKind::Choices(options(fields.required("options", notes)?, notes))),
        FactKind::Records(_) => {
            let list = fields.required("fields", notes)?;
            Some(FactKind::Records(super::items(list).into_iter().filter_map(|n| record_field(n, notes)).collect()))
        }
        other => Some(other),
    }
}

fn options(node: &Node, notes: &mut Notes) -> Vec<Choice> {
    let Kind::Map(entries) = &node.kind else {
        notes.push(
            expected(node, ("选项的映射", "a mapping of options"))
                .help("每个选项写成 `名字: { zh: …, en: … }`", "write each option as `name: { zh: …, en: … }`"),
        );
        return Vec::new();
    };
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        if RESERVED.contains(&entry.key.as_str()) {
            notes.push(
                Diagnostic::error(
                    "reserved-option",
                    entry.key_place,
                    format!("`{}` 不能作选项名", entry.key),
                    format!("`{}` cannot name an option", entry.key),
                )
                .help("“不知道”不是选项：不填就是不知道", "not known is no option: leaving a fact out says so"),
            );
            continue;
        }
        all.extend(option(&entry.key, &entry.value, notes));
    }
    all
}

/// The label of an option, what the option means, and how it is kept where it is a kind of evidence.
fn option(name: &str, node: &Node, notes: &mut Notes) -> Option<Choice> {
    let mut fields = Fields::open(node, ("选项", "option"), notes)?;
    let zh = fields.required("zh", notes).and_then(|n| text(n, notes));
    let en = fields.required("en", notes).and_then(|n| text(n, notes));
    let about = fields.optional("about", notes).and_then(|n| label(n, notes));
    let rung = fields.optional("rung", notes).and_then(|n| super::read::name(n, notes));
    let keep = fields.optional("keep", notes).and_then(|n| label(n, notes));
    fields.close(notes);
    Some(Choice { name: name.to_owned(), label: Text::new(zh?, en?), about, rung, keep })
}

fn record_field(node: &Node, notes: &mut Notes) -> Option<Field> {
    let mut fields = Fields::open(node, ("条目的字段", "field of an entry"), notes)?;
    let field_name = fields.required("name", notes).and_then(|n| name(n, notes));
    let field_label: Option<Text> = fields.required("label", notes).and_then(|n| label(n, notes));
    let kind = kind(&mut fields, notes);
    fields.close(notes);
    Some(Field { name: field_name?.it, label: field_label?, kind: kind? })
}

/// A date and the head of its definition; kept here so that `values` and `laws` read periods alike.
pub(super) fn period(
    fields: &mut Fields<'_>,
    notes: &mut Notes,
) -> (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>) {
    let from = fields.optional("from", notes).and_then(|n| date(n, notes));
    let until = fields.optional("until", notes);
    let last = until.and_then(|n| date(n, notes));
    if let (Some(from), Some(last), Some(node)) = (from, last, until)
        && last < from
    {
        notes.push(
            Diagnostic::error(
                "period-backwards",
                head_of(node),
                format!("终止日 {last} 早于起始日 {from}"),
                format!("`until` {last} is before `from` {from}"),
            )
            .help("until 是最后一个有效日(含)", "`until` is the last day in force, inclusive"),
        );
    }
    (from, last)
}
