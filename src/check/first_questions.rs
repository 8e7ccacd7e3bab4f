//! What an interview asks first: facts that exist, that somebody can tell, of the subject the list is about, each once.

use super::Known;
use super::condition::{Sight, resolve};
use super::names::unknown_fact;
use crate::diagnostic::Diagnostic;
use crate::fact::{FactId, FactScope};
use crate::rule::{FirstQuestion, FirstQuestions};
use crate::syntax::{FirstDraft, FirstQuestionsDraft, Notes};

pub(super) fn first_questions(draft: FirstQuestionsDraft, known: &Known<'_>, notes: &mut Notes) -> FirstQuestions {
    let mut lists = Lists { known, seen: Vec::new() };
    FirstQuestions {
        danger: lists.list(draft.danger, FactScope::Household, notes),
        debt: lists.list(draft.debt, FactScope::Debt, notes),
        household: lists.list(draft.household, FactScope::Household, notes),
        contact: lists.list(draft.contact, FactScope::Contact, notes),
        contacts: usize::try_from(draft.contacts).unwrap_or(usize::MAX),
        add_debt: draft.add_debt,
        add_contact: draft.add_contact,
        which_debt: draft.which_debt,
    }
}

struct Lists<'l> {
    known: &'l Known<'l>,
    seen: Vec<FactId>,
}

impl Lists<'_> {
    fn list(&mut self, drafts: Vec<FirstDraft>, scope: FactScope, notes: &mut Notes) -> Vec<FirstQuestion> {
        drafts.into_iter().filter_map(|draft| self.one(draft, scope, notes)).collect()
    }

    fn one(&mut self, draft: FirstDraft, scope: FactScope, notes: &mut Notes) -> Option<FirstQuestion> {
        let sight = match scope {
            FactScope::Household => Sight::HOUSEHOLD,
            FactScope::Debt => Sight::DEBT,
            FactScope::Contact => Sight::CONTACT,
        };
        let when = draft.when.map(|when| resolve(&when, self.known, sight, notes));
        let (place, written) = (draft.fact.place, draft.fact.it);
        let Some((id, fact)) = self.known.vocabulary.find(&written) else {
            notes.push(unknown_fact(place, &written, self.known.vocabulary));
            return None;
        };
        if fact.derived.is_some() {
            notes.push(
                Diagnostic::error(
                    "computed-fact",
                    place,
                    format!("`{written}` 由程序计算，不用问"),
                    format!("`{written}` is computed and cannot be asked"),
                )
                .help("写它由哪些事实算出，一项一项问", "ask for the facts it is computed from"),
            );
            return None;
        }
        if fact.scope != scope {
            let (list, of) = (scope.prefix(), fact.scope.prefix());
            notes.push(
                Diagnostic::error(
                    "fact-out-of-sight",
                    place,
                    format!("这里问的是 `{list}`，`{written}` 是 `{of}` 的事实"),
                    format!("this list asks about the {list}, `{written}` is a fact of the {of}"),
                )
                .help(format!("移到 `{of}` 下面"), format!("move it to `{of}`")),
            );
            return None;
        }
        if self.seen.contains(&id) {
            notes.push(
                Diagnostic::error(
                    "duplicate-id",
                    place,
                    format!("`{written}` 列了两次"),
                    format!("`{written}` is listed twice"),
                )
                .help("只留要先问的那一处", "leave it where it is asked first"),
            );
            return None;
        }
        self.seen.push(id);
        Some(FirstQuestion { fact: id, when })
    }
}
