//! The box at the top: at most three lines, most urgent first.

use super::Here;
use super::answer::TodayLine;
use crate::evaluate::DueDate;
use crate::finding::TriageFinding;

/// How many lines the box holds. More would not be read by somebody in distress.
const MAX_LINES: usize = 3;

pub(super) fn today(here: &Here<'_>, findings: &[TriageFinding]) -> Vec<TodayLine> {
    let bands = &here.session.program.set.bands;
    let mut lines = Vec::new();
    for finding in findings {
        let Some(text) = &finding.today else { continue };
        let first = finding.actions.iter().find_map(|(_, due)| match due {
            Some(DueDate::On { on, .. }) => Some(*on),
            _ => None,
        });
        let band = finding.band.as_ref().and_then(|b| bands.get_index_of(b)).unwrap_or(usize::MAX);
        let key = (band, first.is_none(), first, finding.subject);
        let debt = here.debt_id(finding.subject);
        lines.push((key, TodayLine { text: text.clone(), debt, due: first, rule: finding.reference.clone() }));
    }
    lines.sort_by_key(|(a, _)| *a);
    lines.into_iter().map(|(_, line)| line).take(MAX_LINES).collect()
}
