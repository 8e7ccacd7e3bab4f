//! Taking over what the answer holds into the expectations that failed, for review: which words of which lines change.
//!
//! Only a value that stands where another could stand is taken over (how a rule ended, a day, a band, an amount, a tier,
//! a count, a severity, a rate, a position, a role, an order). What is absent altogether, or must be absent, is for a person to decide.
//! Nothing is written here; the texts are changed by place, and every other byte stays.

use super::Verdict;
use super::describe::role_word;
use super::judge::{Judge, among, channels, counts, due_on, is_step, overall, same_amount, same_rate};
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
        Expected::Rule { rule, debt, contact, is, cite } => {
            let ends = judge.ends(&rule.it, debt.as_deref(), contact.as_deref());
            // Articles that are not cited are for a person, and a rule that is not met cites none.
            (overall(&ends) != is.it && cite.is_empty()).then(|| vec![edit(is, overall(&ends))])
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
        Expected::Conduct { .. } => conduct(judge, expected),
        Expected::Cost { position, rate, role, .. } => {
            let finding = only(judge.costs(expected))?;
            let mut edits = Vec::new();
            if let Some(position) = position.as_ref().filter(|p| p.it != finding.position) {
                edits.push(edit(position, &finding.position));
            }
            if let Some(rate) = rate {
                let actual = finding.all_in_rate.as_deref()?;
                edits.extend((!same_rate(actual, &rate.it)).then(|| edit(rate, actual)));
            }
            if let Some(role) = role.as_ref().filter(|r| r.it != finding.role) {
                edits.push(edit(role, role_word(finding.role)));
            }
            Some(edits)
        }
        Expected::Payment { debt, amount, tier, rule } => {
            let paid = judge.paid(debt)?;
            let mut edits = Vec::new();
            if let Some(amount) = amount {
                let actual = paid.amount?;
                edits.extend((!same_amount(actual, &amount.it)).then(|| edit(amount, actual)));
            }
            if let Some(tier) = tier.as_ref().filter(|t| t.it != paid.tier) {
                edits.push(edit(tier, paid.tier));
            }
            if let Some(rule) = rule.as_ref().filter(|r| paid.rule != Some(r.it.as_str())) {
                edits.push(edit(rule, paid.rule?));
            }
            Some(edits)
        }
        Expected::Surplus(amount) => Some(vec![edit(amount, judge.answer.budget.surplus.as_deref()?)]),
        Expected::Order(order) => reordered(order, judge.order()),
        Expected::Avoid { .. }
        | Expected::Referral { .. }
        | Expected::Today(_)
        | Expected::Question(_)
        | Expected::Letter { .. } => None,
    }
}

fn conduct(judge: &Judge<'_>, expected: &Expected) -> Option<Vec<Edit>> {
    let Expected::Conduct { verdict, count, severity, report_to, .. } = expected else { return None };
    let mut edits = Vec::new();
    match verdict {
        Some(verdict) if verdict.it == "cannot_tell" => {
            judge.found(expected).next()?;
            edits.push(edit(verdict, "shown"));
        }
        // What cannot be told has no severity and is not reported.
        Some(verdict) if severity.is_none() && report_to.is_empty() && judge.left_open(expected) => {
            return Some(vec![edit(verdict, "cannot_tell")]);
        }
        Some(_) | None => {}
    }
    if count.is_none() && severity.is_none() && report_to.is_empty() {
        return Some(edits);
    }
    let finding = only(judge.found(expected))?;
    if let Some(count) = count.as_ref().filter(|n| counts(finding).all(|c| u32::try_from(c) != Ok(n.it))) {
        edits.push(edit(count, &only(counts(finding))?.to_string()));
    }
    if let Some(severity) = severity.as_ref().filter(|s| s.it != finding.severity.as_str()) {
        edits.push(edit(severity, finding.severity.as_str()));
    }
    edits.extend(reordered(report_to, channels(finding))?);
    Some(edits)
}

/// What would put a list in the order there is; nothing where something in it is not there.
fn reordered<'a>(written: &[Placed<String>], actual: impl Iterator<Item = &'a str>) -> Option<Vec<Edit>> {
    let actual = among(actual, written);
    let changed = written.iter().zip(&actual).filter(|(written, actual)| written.it != **actual);
    (actual.len() == written.len()).then(|| changed.map(|(written, actual)| edit(written, actual)).collect())
}

fn edit<T>(written: &Placed<T>, to: &str) -> Edit {
    Edit { place: written.place, to: to.to_owned() }
}

/// The only one there is: where several could be meant, nobody can say which.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
