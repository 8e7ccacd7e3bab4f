//! The box at the top: at most three lines, most urgent first.

use super::Here;
use super::answer::TodayLine;
use super::order::urgency;
use crate::evaluate::DueDate;
use crate::finding::TriageFinding;

/// How many lines the box holds. More would not be read by somebody in distress.
const MAX_LINES: usize = 3;
/// A legal clock that ends within so many days is in the box even where its rule has no line for it.
const LAST_DAYS: u64 = 3;

pub(super) fn today(here: &Here<'_>, findings: &[TriageFinding]) -> Vec<TodayLine> {
    let mut lines = Vec::new();
    for finding in findings {
        let Some(band) = &finding.band else { continue };
        let steps = finding
            .actions
            .iter()
            .map(|(action, due)| (urgency(here.session, band, due.as_ref()), action, due.as_ref()));
        let first = steps.min_by_key(|(key, ..)| *key);
        let key = first.map_or_else(|| urgency(here.session, band, None), |(key, ..)| key);
        // A clock that has far to run is no matter for today, and one that ran out is not said to run.
        let bands = &here.session.program.set.bands;
        if bands.get_index_of(band) != Some(key.0) || key.1.has_passed() {
            continue;
        }
        // A day the client sets for himself is no clock of the law.
        let by_law = matches!(first, Some((_, _, Some(DueDate::On { counted_from: Some(_), .. }))));
        let ends = by_law && bands.get(band).is_some_and(|b| b.horizon.is_some()) && key.1.is_within(LAST_DAYS);
        let title = first.and_then(|(_, action, _)| here.session.program.set.actions.get(action)).filter(|_| ends);
        let (text, text_en) = match (&finding.today, title) {
            (Some(text), _) => (text.clone(), finding.today_en.clone()),
            (None, Some(action)) => (action.title.clone(), action.title_en()),
            (None, None) => continue,
        };
        let due = match first.and_then(|(.., due)| due) {
            Some(DueDate::On { on, .. }) => Some(*on),
            _ => None,
        };
        let debt = here.debt_id(finding.subject);
        let line = TodayLine { text, text_en, debt, due, rule: finding.reference.clone() };
        // The same step asked for by several rules is one line.
        if !lines.iter().any(|(_, l): &(_, TodayLine)| l.text == line.text && l.debt == line.debt) {
            lines.push(((key, finding.subject), line));
        }
    }
    lines.sort_by_key(|(a, _)| *a);
    lines.into_iter().map(|(_, line)| line).take(MAX_LINES).collect()
}
