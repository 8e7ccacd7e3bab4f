//! The box at the top: at most three lines, most urgent first.

use super::Here;
use super::actions::urgency;
use super::answer::TodayLine;
use crate::evaluate::DueDate;
use crate::finding::TriageFinding;

/// How many lines the box holds. More would not be read by somebody in distress.
const MAX_LINES: usize = 3;

pub(super) fn today(here: &Here<'_>, findings: &[TriageFinding]) -> Vec<TodayLine> {
    let mut lines = Vec::new();
    for finding in findings {
        let (Some(text), Some(band)) = (&finding.today, &finding.band) else { continue };
        let steps = finding.actions.iter().map(|(_, due)| (urgency(here, band, due.as_ref()), due.as_ref()));
        let (key, due) = steps.min_by_key(|(key, _)| *key).unwrap_or_else(|| (urgency(here, band, None), None));
        // A clock that has far to run is no matter for today.
        if here.session.program.set.bands.get_index_of(band) != Some(key.0) {
            continue;
        }
        let due = match due {
            Some(DueDate::On { on, .. }) => Some(*on),
            _ => None,
        };
        let debt = here.debt_id(finding.subject);
        lines.push((
            (key, finding.subject),
            TodayLine {
                text: text.clone(),
                text_en: finding.today_en.clone(),
                debt,
                due,
                rule: finding.reference.clone(),
            },
        ));
    }
    lines.sort_by_key(|(a, _)| *a);
    lines.into_iter().map(|(_, line)| line).take(MAX_LINES).collect()
}
