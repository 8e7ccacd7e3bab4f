//! The portfolios of cases: every fact in them exists and has a value of its type, so that a slip shows at its line
//! and not first when the case is run.

use crate::diagnostic::Diagnostic;
use crate::fact::{LIMITS, Problem, Vocabulary, intake};
use crate::source::Place;
use crate::syntax::{CaseDraft, Kind, Node, Notes, head_of};

pub(super) fn check(cases: &[CaseDraft], vocabulary: &Vocabulary, notes: &mut Notes) {
    for draft in cases {
        if let Err(problems) = intake(&draft.case.portfolio(), vocabulary, &LIMITS) {
            notes.extend(problems.iter().map(|problem| note(problem, &draft.given)));
        }
    }
}

fn note(problem: &Problem, given: &Node) -> Diagnostic {
    let (key, value) = place(given, &problem.pointer);
    // What is wrong and what to do about it are one sentence to those who send requests.
    let halves = |text: &str, mark: &str| match text.split_once(mark) {
        Some((wrong, remedy)) => (wrong.to_owned(), Some(remedy.to_owned())),
        None => (text.to_owned(), None),
    };
    let ((zh, zh_help), (en, en_help)) = (halves(&problem.message.zh, "；"), halves(&problem.message.en, "; "));
    let note = match problem.code {
        "unknown-field" if of_fact(&problem.pointer) => Diagnostic::error("unknown-fact", key, zh, en),
        "unknown-field" => Diagnostic::error("unknown-key", key, zh, en),
        "missing-field" => Diagnostic::error("missing-field", key, zh, en)
            .help("加上编号，如 `id: a`", "give it an id, such as `id: a`"),
        "computed-fact" => Diagnostic::error("computed-fact", key, zh, en)
            .help("删去这一行，写出它由哪些事实算出", "remove the line; give the facts it is computed from"),
        "unknown-debt" => Diagnostic::error("unknown-id", value, zh, en),
        "duplicate-id" => {
            Diagnostic::error("duplicate-id", value, zh, en).help("换一个编号", "give one of them another id")
        }
        "wrong-type" => Diagnostic::error("wrong-value", value, zh, en).help(
            "照 rules/ 里别的案例写：`debts: [ { id: a, … } ]`",
            "write it as other cases do: `debts: [ { id: a, … } ]`",
        ),
        "date-after-as-of" => Diagnostic::error("date-after-as-of", value, zh, en)
            .help("改日期，或者改案例的 `as_of`", "change the date, or the `as_of` of the case"),
        _ => Diagnostic::error("wrong-value", value, zh, en),
    };
    match (zh_help, en_help) {
        (Some(zh), _) if zh.contains("接口文档") => {
            note.help("核对名字；新的事实先在 facts/ 里声明", "check the name; a new fact is declared in facts/ first")
        }
        (Some(zh), Some(en)) => note.help(zh, en),
        _ => note,
    }
}

/// Whether a pointer names a fact, not a part of an entry of a list.
fn of_fact(pointer: &str) -> bool {
    let steps: Vec<&str> = pointer.split('/').skip(1).filter(|step| *step != "facts").collect();
    matches!(steps.as_slice(), ["household", _] | ["debts" | "contacts", _, _])
}

/// The key and the value at a pointer; of what is missing, the place of what should hold it.
fn place(given: &Node, pointer: &str) -> (Place, Place) {
    let (mut at, mut key) = (given, head_of(given));
    let mut value = key;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let next = match &at.kind {
            Kind::Map(entries) => entries.iter().find(|e| e.key == step).map(|e| (e.key_place, &e.value)),
            Kind::List(items) => step.parse().ok().and_then(|i: usize| items.get(i)).map(|n| (head_of(n), n)),
            Kind::Scalar { .. } => None,
        };
        let Some((next_key, node)) = next else { return (key, key) };
        (at, key, value) = (node, next_key, node.place);
    }
    (key, value)
}
