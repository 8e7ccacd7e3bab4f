//! What may be proposed as a change of a fact: only values it can take, and only where somebody can change it or find it
//! out. What a person can do is listed value by value, for not everything that would help is proper.

use super::names::{Noun, unknown};
use crate::diagnostic::Diagnostic;
use crate::fact::{Changeable, Fact, FactKind, Value, literal};
use crate::source::Placed;
use crate::syntax::{FactDraft, Name};

/// The values that may be proposed, where they are listed.
pub(super) fn may_become(draft: &FactDraft, notes: &mut Vec<Diagnostic>) -> Option<Vec<Value>> {
    let fact = &draft.fact;
    let Some(listed) = &draft.may_become else {
        unlisted(fact, notes);
        return None;
    };
    if !(can_change(fact, listed, notes) && has_options(fact, listed, notes)) {
        return None;
    }
    Some(listed.it.iter().filter_map(|written| value(fact, written, notes)).collect())
}

/// A fact of yes and no, or of words, that the person can change says which values are proper.
fn unlisted(fact: &Fact, notes: &mut Vec<Diagnostic>) {
    if fact.changeable_by != Changeable::Person || !countable(&fact.kind) {
        return;
    }
    let name = &fact.name;
    notes.push(
        Diagnostic::error(
            "missing-field",
            fact.place,
            format!("`{name}` 本人能改变，却没有写可以改成什么(may_become)"),
            format!("the person can change `{name}`, but what it `may_become` is not said"),
        )
        .help(
            "加一行 `may_become: [ … ]`，只列当事人正当做得到的值，如 `[false]`",
            "add a line `may_become: [ … ]` with the values a person can properly bring about, such as `[false]`",
        ),
    );
}

fn countable(kind: &FactKind) -> bool {
    matches!(kind, FactKind::YesNo | FactKind::Choice(_) | FactKind::Choices(_))
}

fn can_change(fact: &Fact, listed: &Placed<Vec<Name>>, notes: &mut Vec<Diagnostic>) -> bool {
    let name = &fact.name;
    let (zh, en) = match (&fact.derived, fact.changeable_by) {
        (Some(_), _) => (
            format!("`{name}` 由程序计算，不会单独改变"),
            format!("`{name}` is computed and does not change by itself"),
        ),
        (None, Changeable::Nobody) => (
            format!("`{name}` 谁也改变不了(changeable_by: nobody)，不能写可以改成什么"),
            format!("nobody can change `{name}` (`changeable_by: nobody`), so it may become nothing"),
        ),
        (None, Changeable::Person | Changeable::Evidence) => return true,
    };
    notes.push(Diagnostic::error("may-become-does-not-fit", listed.place, zh, en).help(
        "删去 may_become；当事人做得到的，把 changeable_by 写成 person，查了可能不一样的写 evidence",
        "remove `may_become`; write `changeable_by: person` for what a person can do, `evidence` for what may turn out otherwise",
    ));
    false
}

fn has_options(fact: &Fact, listed: &Placed<Vec<Name>>, notes: &mut Vec<Diagnostic>) -> bool {
    if countable(&fact.kind) {
        return true;
    }
    let (name, kind) = (&fact.name, fact.kind.word());
    notes.push(
        Diagnostic::error(
            "may-become-does-not-fit",
            listed.place,
            format!("`{name}` 的类型是 {kind}，不能列出可以改成什么"),
            format!("`{name}` is of type {kind}: what it may become cannot be listed"),
        )
        .help(
            "删去 may_become；它只用于 yes_no、choice 和 choices",
            "remove `may_become`: it is for yes_no, choice and choices",
        ),
    );
    false
}

fn value(fact: &Fact, written: &Name, notes: &mut Vec<Diagnostic>) -> Option<Value> {
    match literal(&fact.kind, &written.it) {
        Ok(value) => Some(value),
        Err(error) => {
            let choices = fact.kind.choices();
            notes.push(if choices.is_empty() {
                let note = Diagnostic::error("wrong-value", written.place, error.message.zh, error.message.en);
                note.help("是写 true，否写 false", "write true for yes and false for no")
            } else {
                let note = unknown(Noun::OPTION, written.place, &written.it, choices.iter().map(|c| c.name.as_str()));
                let meant = choices.iter().find(|c| c.label.zh == written.it);
                note.write_instead(meant.map(|c| c.name.clone()))
            });
            None
        }
    }
}

/// Sentences for yes and for no belong to facts of yes and no.
pub(super) fn sentences(draft: &FactDraft, notes: &mut Vec<Diagnostic>) {
    let fact = &draft.fact;
    if fact.kind == FactKind::YesNo {
        return;
    }
    let (name, kind) = (&fact.name, fact.kind.word());
    for place in &draft.sentences {
        notes.push(
            Diagnostic::error(
                "sentence-does-not-fit",
                *place,
                format!("`{name}` 的类型是 {kind}，没有“是”和“否”两句话"),
                format!("`{name}` is of type {kind} and has no sentences for yes and no"),
            )
            .help(
                "删去 if_true 和 if_false；选项的说法写在 options 里",
                "remove `if_true` and `if_false`; the words of a choice stand under `options`",
            ),
        );
    }
}
