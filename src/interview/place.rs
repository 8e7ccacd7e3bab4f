//! Where an answer stands in a portfolio: looking at what was written there, and writing.

use crate::fact::{Input, Subject};

/// The field of a contact that says which debt it is about. It is no fact of the vocabulary.
pub(super) const DEBT_OF_CONTACT: &str = "debt";

/// A fact's name inside its subject: `legal_stage` of `debt.legal_stage`.
pub(super) fn bare(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, bare)| bare)
}

/// What was written of a subject.
fn of(portfolio: &Input, subject: Subject) -> Option<&Input> {
    let item = |list: &str, i: usize| match portfolio.get(list) {
        Some(Input::List(items)) => items.get(i),
        _ => None,
    };
    match subject {
        Subject::Household => portfolio.get("household"),
        Subject::Debt(i) => item("debts", i),
        Subject::Contact(i) => item("contacts", i),
    }
}

/// What was written for a field of a subject, beside its id or under `facts`.
fn written<'i>(portfolio: &'i Input, subject: Subject, field: &str) -> Option<&'i Input> {
    let object = of(portfolio, subject)?;
    object.get(field).or_else(|| object.get("facts")?.get(field))
}

/// Whether it says in so many words that the client does not know: `"unknown"`, or a list with nothing in it. A field
/// that is left out, or `null`, was not asked yet.
pub(super) fn said_unknown(portfolio: &Input, subject: Subject, field: &str) -> bool {
    match written(portfolio, subject, field) {
        Some(Input::Text(word)) => word == "unknown",
        Some(Input::List(items)) => items.is_empty(),
        _ => false,
    }
}

/// The JSON Pointer to a field of a subject, in the body of a request. A field that stands under `facts` stays there:
/// written beside it as well, it would be given twice.
pub(super) fn pointer(portfolio: &Input, subject: Subject, field: &str) -> String {
    let at = match subject {
        Subject::Household => "household".to_owned(),
        Subject::Debt(i) => format!("debts/{i}"),
        Subject::Contact(i) => format!("contacts/{i}"),
    };
    let below = of(portfolio, subject).and_then(|o| o.get("facts")).is_some_and(|facts| facts.get(field).is_some());
    format!("/portfolio/{at}/{}{field}", if below { "facts/" } else { "" })
}

/// Writes a value at the pointer of a question into a portfolio. What is not there on the way is begun; `-` is the place
/// after the last entry of a list.
pub fn put(portfolio: &mut Input, pointer: &str, value: Input) {
    let steps: Vec<&str> = pointer.strip_prefix("/portfolio").unwrap_or(pointer).split('/').skip(1).collect();
    put_at(portfolio, &steps, value);
}

fn put_at(at: &mut Input, steps: &[&str], value: Input) {
    let Some((step, rest)) = steps.split_first() else {
        *at = value;
        return;
    };
    let position: Option<usize> = step.parse().ok();
    if (*step == "-" || position.is_some()) && !matches!(at, Input::List(_) | Input::Map(_)) {
        *at = Input::List(Vec::new());
    }
    if let Input::List(items) = at {
        // No pointer makes a list longer than by one.
        let place = position.unwrap_or(items.len()).min(items.len());
        if place == items.len() {
            items.push(Input::Null);
        }
        if let Some(item) = items.get_mut(place) {
            put_at(item, rest, value);
        }
        return;
    }
    if !matches!(at, Input::Map(_)) {
        *at = Input::Map(Vec::new());
    }
    if let Input::Map(entries) = at {
        if !entries.iter().any(|(key, _)| key == step) {
            entries.push(((*step).to_owned(), Input::Null));
        }
        if let Some((_, below)) = entries.iter_mut().find(|(key, _)| key == step) {
            put_at(below, rest, value);
        }
    }
}
