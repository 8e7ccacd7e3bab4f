//! What an interview asks first.

use super::ConditionDraft;
use super::condition::optional;
use super::read::{Fields, Name, Notes, count, items, label, name};
use super::tree::{Kind, Node};
use crate::diagnostic::Text;

/// A fact that is asked early, still a name.
#[derive(Debug)]
pub(crate) struct FirstDraft {
    pub(crate) fact: Name,
    pub(crate) when: Option<ConditionDraft>,
}

/// The first questions, facts still names.
#[derive(Debug)]
pub(crate) struct FirstQuestionsDraft {
    pub(crate) danger: Vec<FirstDraft>,
    pub(crate) debt: Vec<FirstDraft>,
    pub(crate) household: Vec<FirstDraft>,
    pub(crate) contact: Vec<FirstDraft>,
    pub(crate) contacts: u32,
    pub(crate) add_debt: Text,
    pub(crate) add_contact: Text,
    pub(crate) which_debt: Text,
}

pub(super) fn first_questions(node: &Node, notes: &mut Notes) -> Option<FirstQuestionsDraft> {
    let mut f = Fields::open(node, ("先问什么", "list of first questions"), notes)?;
    let mut list = |key, notes: &mut Notes| f.required(key, notes).map(|n| each(n, notes)).unwrap_or_default();
    let danger = list("danger", notes);
    let debt = list("debt", notes);
    let household = list("household", notes);
    let contact = list("contact", notes);
    let contacts = f.required("contacts", notes).and_then(|n| count(n, notes));
    let mut say = |key, notes: &mut Notes| f.required(key, notes).and_then(|n| label(n, notes));
    let add_debt = say("add_debt", notes);
    let add_contact = say("add_contact", notes);
    let which_debt = say("which_debt", notes);
    f.close(notes);
    Some(FirstQuestionsDraft {
        danger,
        debt,
        household,
        contact,
        contacts: contacts?,
        add_debt: add_debt?,
        add_contact: add_contact?,
        which_debt: which_debt?,
    })
}

fn each(node: &Node, notes: &mut Notes) -> Vec<FirstDraft> {
    items(node).into_iter().filter_map(|n| first(n, notes)).collect()
}

/// A fact by its name, or with the condition it is asked under.
fn first(node: &Node, notes: &mut Notes) -> Option<FirstDraft> {
    if !matches!(node.kind, Kind::Map(_)) {
        return Some(FirstDraft { fact: name(node, notes)?, when: None });
    }
    let mut f = Fields::open(node, ("先问的一项", "first question"), notes)?;
    let fact = f.required("fact", notes).and_then(|n| name(n, notes));
    let when = optional(&mut f, "when", notes);
    f.close(notes);
    Some(FirstDraft { fact: fact?, when })
}
