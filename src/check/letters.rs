//! Letters: what they fill in, need and attach exists, and one that cannot be sent leads to one that can.

use indexmap::IndexMap;

use super::Known;
use super::condition::{Sight, one_of_these, quantity_value, resolve};
use super::names::{Noun, unknown};
use super::template::{Use, slot, template};
use crate::diagnostic::Diagnostic;
use crate::rule::{LengthUnit, Letter, LetterId, NeededSlot, Quantity, Slot, Unit, ValueId};
use crate::source::Placed;
use crate::syntax::{LetterDraft, Name, NeedDraft, Notes, QuantityDraft};

pub(super) fn letter(draft: LetterDraft, known: &Known<'_>, notes: &mut Notes) -> Letter {
    let needs = draft.needs.iter().filter_map(|n| need(n, known, notes)).collect();
    are_evidence(draft.needs_proof.iter().chain(&draft.attach), known, notes);
    Letter {
        body: template(&draft.body, Use::Letter, known, notes),
        id: draft.id,
        title: draft.title,
        kind: draft.kind,
        to: draft.to,
        needs,
        needs_proof: draft.needs_proof,
        attach: draft.attach,
        do_not_claim: draft.do_not_claim,
        not_when: draft.not_when.map(|(when, because)| (resolve(&when, known, Sight::DEBT, notes), because)),
        instead: draft.instead,
        english: draft.english,
        place: draft.place,
    }
}

fn need(draft: &NeedDraft, known: &Known<'_>, notes: &mut Notes) -> Option<NeededSlot> {
    let Some(slot) = slot(&draft.name.it, Use::Letter, known) else {
        notes.push(unknown(Noun::SLOT, draft.name.place, &draft.name.it, known.vocabulary.names()));
        return None;
    };
    let Some(at_most) = &draft.at_most else { return Some(NeededSlot { slot, at_most: None }) };
    if slot != Slot::PlanMonths {
        notes.push(
            Diagnostic::error(
                "limit-not-on-plan",
                draft.name.place,
                format!("`at_most` 只用于 `plan.months`，这里写的是 `{}`", draft.name.it),
                format!("`at_most` is for `plan.months` only, this is `{}`", draft.name.it),
            )
            .help(
                "写成 `plan.months: { at_most: 期数 }`；别的事实写在 `not_when` 里，如 `debt.balance: { more_than: 100000 }`",
                "write `plan.months: { at_most: number }`; other facts belong in `not_when`, such as `debt.balance: { more_than: 100000 }`",
            ),
        );
        return None;
    }
    let at_most = match at_most {
        QuantityDraft::Number(n) => Quantity::Number(*n),
        QuantityDraft::Value(id) => months(id, known, notes)?,
    };
    Some(NeededSlot { slot, at_most: Some(at_most) })
}

/// A dated value that counts months.
fn months(id: &Placed<ValueId>, known: &Known<'_>, notes: &mut Notes) -> Option<Quantity> {
    let unit = known.values.get(&id.it).map(|v| v.unit);
    if let Some(unit) = unit.filter(|u| *u != Unit::Months) {
        let note = Diagnostic::error(
            "wrong-unit",
            id.place,
            format!("`{}` 的单位是 {}，这里要 {}", id.it, unit.word(), Unit::Months.word()),
            format!("`{}` is in {}, this wants {}", id.it, unit.word(), Unit::Months.word()),
        );
        let others = known.values.values().filter(|v| v.unit == Unit::Months).map(|v| v.id.as_str());
        notes.push(one_of_these(note, others));
        return None;
    }
    quantity_value(id, LengthUnit::Months, known, notes)
}

/// Notes every name that is no option of `household.evidence`.
pub(super) fn are_evidence<'n>(names: impl Iterator<Item = &'n Name>, known: &Known<'_>, notes: &mut Notes) {
    let kinds = known.vocabulary.find("household.evidence").map_or(&[][..], |(_, f)| f.kind.choices());
    for name in names.filter(|n| !kinds.iter().any(|c| c.name == n.it)) {
        let note = unknown(Noun::EVIDENCE, name.place, &name.it, kinds.iter().map(|c| c.name.as_str()));
        let meant = kinds.iter().find(|c| c.label.zh == name.it).map(|c| c.name.clone());
        notes.push(if meant.is_some() { note.write_instead(meant) } else { note });
    }
}

/// Whoever follows `instead` comes to a letter at last: never round in a circle.
pub(super) fn lead_somewhere(letters: &IndexMap<LetterId, Letter>, notes: &mut Notes) {
    for (index, letter) in letters.values().enumerate() {
        let mut at = letter;
        // A circle is said once, at its first letter.
        for _ in 0..letters.len() {
            let next = at.instead.as_ref().and_then(|i| letters.get_full(&i.it));
            let Some((_, _, next)) = next.filter(|(place, ..)| *place >= index) else { break };
            if next.id == letter.id {
                let place = letter.instead.as_ref().map_or(letter.place, |i| i.place);
                notes.push(
                    Diagnostic::error(
                        "instead-circle",
                        place,
                        format!("从 `{}` 改用别的信，绕一圈又回到它自己", letter.id),
                        format!("what is sent instead of `{}` leads back to it", letter.id),
                    )
                    .help(
                        "删去其中一封信的 `instead`，或者改成不在圈里的一封",
                        "remove `instead` from one of them, or name a letter outside the circle",
                    ),
                );
                break;
            }
            at = next;
        }
    }
}
