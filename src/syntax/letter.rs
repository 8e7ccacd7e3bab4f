//! Definitions of letters.

use super::ConditionDraft;
use super::condition::optional;
use super::english::title_english;
use super::outcome::{QuantityDraft, quantity};
use super::read::{Fields, Name, Notes, TextDraft, expected, id, items, name, names, text, texts, word};
use super::tree::{Kind, Node};
use crate::rule::{LetterId, LetterKind, TitleEnglish};
use crate::source::{Place, Placed};

/// What a letter is for.
pub(crate) const LETTER_KINDS: [(&str, LetterKind); 3] =
    [("letter", LetterKind::Letter), ("script", LetterKind::Script), ("outline", LetterKind::Outline)];

/// A letter whose names are still names.
#[derive(Debug)]
pub(crate) struct LetterDraft {
    pub(crate) id: LetterId,
    pub(crate) title: String,
    pub(crate) kind: LetterKind,
    pub(crate) to: String,
    pub(crate) needs: Vec<NeedDraft>,
    pub(crate) needs_proof: Vec<Name>,
    pub(crate) attach: Vec<Name>,
    pub(crate) do_not_claim: Vec<String>,
    pub(crate) not_when: Option<(ConditionDraft, String)>,
    pub(crate) instead: Option<Placed<LetterId>>,
    pub(crate) body: TextDraft,
    pub(crate) english: Option<TitleEnglish>,
    pub(crate) place: Place,
}

/// What a letter needs: known, and perhaps no larger than something.
#[derive(Debug)]
pub(crate) struct NeedDraft {
    pub(crate) name: Name,
    pub(crate) at_most: Option<QuantityDraft>,
}

pub(super) fn letter(node: &Node, notes: &mut Notes) -> Option<LetterDraft> {
    let mut f = Fields::open(node, ("信函", "letter"), notes)?;
    let letter_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let kind = f.optional("kind", notes).and_then(|n| word(n, &LETTER_KINDS, notes)).unwrap_or_default();
    let to = f.required("to", notes).and_then(|n| text(n, notes));
    let needs = f.optional("needs", notes).map(|n| items(n).into_iter().filter_map(|n| need(n, notes)).collect());
    let needs_proof = f.optional("needs_proof", notes).map(|n| names(n, notes)).unwrap_or_default();
    let attach = f.optional("attach", notes).map(|n| names(n, notes)).unwrap_or_default();
    let do_not_claim = f.optional("do_not_claim", notes).map(|n| texts(n, notes)).unwrap_or_default();
    let not_when = optional(&mut f, "not_when", notes);
    let not_because =
        if not_when.is_some() { f.required("not_because", notes) } else { f.optional("not_because", notes) };
    if not_because.is_some() && not_when.is_none() {
        f.required("not_when", notes);
    }
    let not_because = not_because.and_then(|n| text(n, notes));
    let instead = f.optional("instead", notes).and_then(|n| name(n, notes)).map(|n| n.map(LetterId::from));
    let body = f.required("body", notes).and_then(|n| name(n, notes));
    let english = f.optional("en", notes).and_then(|n| title_english(n, notes));
    f.close(notes);
    let letter_id = letter_id?;
    Some(LetterDraft {
        id: LetterId::from(letter_id.it),
        title: title?,
        kind,
        to: to?,
        needs: needs.unwrap_or_default(),
        needs_proof,
        attach,
        do_not_claim,
        not_when: not_when.zip(not_because),
        instead,
        body: TextDraft(body?),
        english,
        place: letter_id.place,
    })
}

/// `debt.balance`, or `{ plan.months: { at_most: plan_months_max } }`.
fn need(node: &Node, notes: &mut Notes) -> Option<NeedDraft> {
    let Kind::Map(entries) = &node.kind else {
        return name(node, notes).map(|name| NeedDraft { name, at_most: None });
    };
    let [entry] = entries.as_slice() else {
        notes.push(expected(
            node,
            ("一个名字，或 `{ plan.months: { at_most: 数 } }`", "one name, or `{ plan.months: { at_most: number } }`"),
        ));
        return None;
    };
    let mut f = Fields::open(&entry.value, ("信函所需内容的上限", "limit of a need"), notes)?;
    let at_most = f.required("at_most", notes).and_then(|n| quantity(n, notes));
    f.close(notes);
    let name = Placed { it: entry.key.clone(), place: entry.key_place };
    Some(NeedDraft { name, at_most: Some(at_most?) })
}
