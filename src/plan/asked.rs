//! A letter asked for by name, also one that no rule asked for.

use super::answer::LetterLine;
use super::letters::{is_about_debt, line};
use super::{Here, payments};
use crate::diagnostic::closest;
use crate::evaluate::{Outcomes, Session};
use crate::fact::Subject;
use crate::finding::Findings;
use crate::rule::LetterId;

/// Why nobody can say which letter is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoLetter {
    /// The pack has no letter of this name.
    NoSuchLetter {
        /// The closest one it has.
        close: Option<String>,
    },
    /// The portfolio has no debt of this id.
    NoSuchDebt {
        /// The debts it has.
        debts: Vec<String>,
    },
    /// The letter is about one debt, and several are open.
    WhichDebt {
        /// The open debts.
        debts: Vec<String>,
    },
    /// The letter is about a debt, and none is open.
    NoDebt,
}

/// One letter: for the debt that is named, or for the only one that is open.
pub(crate) fn letter(
    session: &Session<'_>,
    outcomes: &Outcomes,
    findings: &Findings,
    id: &str,
    debt: Option<&str>,
) -> Result<LetterLine, NoLetter> {
    let here = Here { session, outcomes };
    let letters = &session.program.set.letters;
    let Some(letter) = letters.get(&LetterId::from(id)) else {
        let close = closest(id, letters.keys().map(LetterId::as_str)).map(str::to_owned);
        return Err(NoLetter::NoSuchLetter { close });
    };
    let subject = match (debt.map(|d| named(&here, d)).transpose()?, is_about_debt(&here, letter)) {
        (_, false) => Subject::Household,
        (Some(debt), true) => debt,
        (None, true) => only(&here)?,
    };
    let payments = payments::payments(&here, &findings.triage);
    Ok(line(&here, letter, subject, &payments))
}

/// The debt of this id, open or not: a letter may be about one that is paid off.
fn named(here: &Here<'_>, debt: &str) -> Result<Subject, NoLetter> {
    let mut all = here.session.portfolio.debt_subjects();
    let found = all.find(|s| here.debt_id(*s).as_deref() == Some(debt));
    let debts = || here.session.portfolio.debts.iter().map(|d| d.id.clone()).collect();
    found.ok_or_else(|| NoLetter::NoSuchDebt { debts: debts() })
}

fn only(here: &Here<'_>) -> Result<Subject, NoLetter> {
    let open: Vec<Subject> = here.open_debts().collect();
    match open.as_slice() {
        [] => Err(NoLetter::NoDebt),
        [one] => Ok(*one),
        several => Err(NoLetter::WhichDebt { debts: several.iter().filter_map(|s| here.debt_id(*s)).collect() }),
    }
}
