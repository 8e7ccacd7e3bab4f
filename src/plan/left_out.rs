//! Contacts that no count holds, and why: they repeat another one, or the debtor began them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::diagnostic::Text;
use crate::evaluate::Session;
use crate::fact::{Repeats, Subject, Value};
use crate::rule::Status;

/// A contact that was left out of the counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeftOut {
    /// The contact.
    #[schema(example = "c2")]
    pub contact: String,
    /// Why.
    #[schema(example = "填明与另一条是同一次联系")]
    pub because: String,
    /// The same in English.
    pub because_en: String,
    /// The contact it repeats; absent for contacts that the debtor began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
}

/// Contacts that repeat another one are judged by no rule; those the debtor began are only not counted.
pub(crate) fn left_out(session: &Session<'_>) -> Vec<LeftOut> {
    let portfolio = session.portfolio;
    let nothing = Text::default();
    let words = session.program.set.pack.wording.as_ref().and_then(|w| w.left_out.as_ref());
    let one = |(i, contact): (usize, &crate::fact::Contact)| {
        let because = match contact.repeats {
            Some(Repeats::Said(_)) => words.map(|w| &w.duplicate),
            Some(Repeats::SameInstant(_)) => words.map(|w| &w.same_instant),
            None if is_inbound(session, i) && counts_nowhere(session, i) => words.map(|w| &w.inbound),
            None => return None,
        };
        let because = because.unwrap_or(&nothing);
        let same_as = contact.repeats.and_then(|r| portfolio.contacts.get(r.original())).map(|c| c.id.clone());
        Some(LeftOut {
            contact: contact.id.clone(),
            because: because.zh.clone(),
            because_en: because.en.clone(),
            same_as,
        })
    };
    portfolio.contacts.iter().enumerate().filter_map(one).collect()
}

fn is_inbound(session: &Session<'_>, contact: usize) -> bool {
    let direction = session.program.set.engine_facts.direction;
    let kind = session.program.set.vocabulary.get(direction).map(|f| &f.kind);
    match session.value(direction, Subject::Contact(contact)) {
        Some(Value::Choice(i)) => kind.and_then(|k| k.choices().get(*i)).is_some_and(|c| c.name == "inbound"),
        _ => false,
    }
}

/// Whether no rule in use counts it: what the rules count is for their authors to say.
fn counts_nowhere(session: &Session<'_>, contact: usize) -> bool {
    let program = session.program;
    program.set.rules.iter().zip(&program.rules).filter(|(rule, _)| rule.status == Status::Active).all(
        |(_, compiled)| {
            let only = compiled.only.as_ref();
            only.is_none_or(|only| session.formula(only, Subject::Contact(contact)).is_not_met())
        },
    )
}
