//! Taking over what the answer holds into the expectations that failed, for review: which words of which lines change.
//!
//! Only a value that stands where another could stand is taken over (how a rule ended, a day, a band, an amount, a
//! count, a rate, a position, an order). What is absent altogether, or must be absent, is for a person to decide.
//! Nothing is written here; the texts are changed by place, and every other byte stays.

use super::Verdict;
use super::judge::{Judge, among, counts, due_on, is_step, overall, same_amount, same_rate};
use crate::rule::{Expectation, Expected};
use crate::source::{FileId, Place, Placed, SourceFile, Sources};

/// Words to write in place of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Where the words stand.
    pub place: Place,
    /// What to write there.
    pub to: String,
}

/// One file with the expectations taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blessed {
    /// Which file.
    pub file: FileId,
    /// Its new text.
    pub text: String,
    /// The lines that changed, from the top.
    pub lines: Vec<ChangedLine>,
}

/// A line before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedLine {
    /// Which line, from 1.
    pub line: usize,
    /// As it was.
    pub before: String,
    /// As it is now.
    pub after: String,
}

/// The files in which failed expectations can be taken over, with their new texts, in the order of the files.
pub fn bless(verdicts: &[Verdict], sources: &Sources) -> Vec<Blessed> {
    let edits: Vec<&Edit> = verdicts.iter().flat_map(|v| &v.failures).flat_map(|f| &f.edits).collect();
    let in_file = |id: FileId| edits.iter().filter(move |e| e.place.file == id).copied().collect::<Vec<_>>();
    sources.iter().filter_map(|(id, file)| rewritten(id, file, in_file(id))).collect()
}

fn rewritten(id: FileId, file: &SourceFile, mut edits: Vec<&Edit>) -> Option<Blessed> {
    edits.sort_by_key(|e| e.place);
    edits.dedup();
    let mut text = String::with_capacity(file.text.len());
    let mut at = 0;
    for edit in &edits {
        let range = file.byte_range(edit.place.span);
        // The place of a quoted text takes in the blanks behind it.
        let written = file.text.get(range.clone())?.trim_end();
        text.push_str(file.text.get(at..range.start)?);
        text.push_str(&like(written, &edit.to));
        at = range.start + written.len();
    }
    text.push_str(file.text.get(at..)?);
    let lines = file.text.lines().zip(text.lines()).zip(1..).filter(|((before, after), _)| before != after);
    let lines: Vec<ChangedLine> = lines
        .map(|((before, after), line)| ChangedLine { line, before: before.to_owned(), after: after.to_owned() })
        .collect();
    (!lines.is_empty()).then_some(Blessed { file: id, text, lines })
}

/// The new words in the quotes of the old; in single quotes where they could not stand bare.
fn like(written: &str, to: &str) -> String {
    let bare = to.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '%'));
    match written.chars().next() {
        Some('"') => format!("\"{}\"", to.replace('\\', "\\\\").replace('"', "\\\"")),
        Some('\'') => format!("'{}'", to.replace('\'', "''")),
        _ if bare => to.to_owned(),
        _ => format!("'{}'", to.replace('\'', "''")),
    }
}

/// What would make a failed expectation hold; nothing where a person has to decide.
pub(super) fn edits(judge: &Judge<'_>, expectation: &Expectation) -> Vec<Edit> {
    if expectation.absent { Vec::new() } else { taken_over(judge, &expectation.expected).unwrap_or_default() }
}

fn taken_over(judge: &Judge<'_>, expected: &Expected) -> Option<Vec<Edit>> {
    match expected {
        Expected::Rule { rule, debt, contact, is } => {
            let ends = judge.ends(&rule.it, debt.as_deref(), contact.as_deref());
            Some(vec![edit(is, overall(&ends))])
        }
        Expected::Action { due, band, .. } => {
            let (line, step, next) = only(judge.steps().filter(|(line, step, _)| is_step(expected, line, step)))?;
            let mut edits = Vec::new();
            if let Some(due) = due.as_ref().filter(|d| due_on(step) != Some(d.it)) {
                edits.push(edit(due, &due_on(step)?.to_string()));
            }
            if let Some(band) = band.as_ref().filter(|b| next && b.it != line.band.as_str()) {
                edits.push(edit(band, line.band.as_str()));
            }
            Some(edits)
        }
        Expected::Conduct { verdict, count, .. } => match verdict {
            Some(verdict) if verdict.it == "cannot_tell" => {
                judge.shown(expected).next()?;
                Some(vec![edit(verdict, "shown")])
            }
            Some(verdict) if judge.left_open(expected) => Some(vec![edit(verdict, "cannot_tell")]),
            Some(_) | None => {
                let n = only(only(judge.shown(expected)).into_iter().flat_map(counts))?;
                Some(vec![edit(count.as_ref()?, &n.to_string())])
            }
        },
        Expected::Cost { position, rate, .. } => {
            let finding = only(judge.costs(expected))?;
            let mut edits = Vec::new();
            if let Some(position) = position.as_ref().filter(|p| p.it != finding.position) {
                edits.push(edit(position, &finding.position));
            }
            if let Some(rate) = rate {
                let actual = finding.all_in_rate.as_deref()?;
                edits.extend((!same_rate(actual, &rate.it)).then(|| edit(rate, actual)));
            }
            Some(edits)
        }
        Expected::Payment { debt, amount } => {
            let paid = judge.answer.payments.lines.iter().find(|l| l.debt == *debt)?.amount.as_deref()?;
            (!same_amount(paid, &amount.it)).then(|| vec![edit(amount, paid)])
        }
        Expected::Surplus(amount) => Some(vec![edit(amount, judge.answer.budget.surplus.as_deref()?)]),
        Expected::Order(order) => {
            let actual = among(&judge.order(), order);
            let changed = order.iter().zip(&actual).filter(|(written, actual)| written.it != **actual);
            (actual.len() == order.len()).then(|| changed.map(|(written, actual)| edit(written, actual)).collect())
        }
        Expected::Avoid(_)
        | Expected::Referral(_)
        | Expected::Today(_)
        | Expected::Question(_)
        | Expected::Letter(_) => None,
    }
}

fn edit<T>(written: &Placed<T>, to: &str) -> Edit {
    Edit { place: written.place, to: to.to_owned() }
}

/// The only one there is: where several could be meant, nobody can say which.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
