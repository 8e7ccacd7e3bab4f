//! Whether a behaviour is found as expected: shown or not to be told, how severe, and where it can be reported.

use super::{Found, Judge};
use crate::diagnostic::Text;
use crate::finding::{CannotTell, ConductFinding};
use crate::rule::Expected;
use crate::source::Placed;

impl<'j> Judge<'j> {
    pub(super) fn conduct(&self, expected: &Expected) -> Found {
        let Expected::Conduct { behaviour, verdict, count, severity, report_to, .. } = expected else {
            return (false, Text::default());
        };
        let counted = |f: &ConductFinding| count.is_none_or(|n| counts(f).any(|c| u32::try_from(c) == Ok(n.it)));
        let shown = self.shown(expected).any(counted);
        let there = match verdict.as_ref().map(|v| v.it.as_str()) {
            Some("shown") => shown,
            Some("cannot_tell") => self.left_open(expected),
            // Only what is shown has a severity and is reported.
            _ => shown || (severity.is_none() && report_to.is_empty() && self.open(expected).next().is_some()),
        };
        let seen = self.answer.conduct_findings.iter().map(|f| {
            let times: Vec<String> = f.occurrences.iter().map(|o| o.contacts.join("+")).collect();
            let rest = format!("({})[{}]", times.join(", "), f.rule.id);
            let channels: Vec<&str> = channels(f).collect();
            Text::new(
                format!("{} 成立{rest} 严重程度 {} 投诉 {}", f.behaviour, f.severity, channels.join("、")),
                format!("{} shown{rest} severity {} report to {}", f.behaviour, f.severity, channels.join(", ")),
            )
        });
        let about = |c: &&CannotTell| c.behaviours.iter().any(|b| b.behaviour.as_str() == behaviour.it);
        let unsure = self.answer.conduct_cannot_tell.iter().filter(about).map(|c| {
            let missing: Vec<&str> = c.missing.iter().map(|m| m.fact.as_str()).collect();
            let of = c.contacts.join("、");
            Text::new(
                format!("不能判断：{} 缺 {}({of})", behaviour.it, missing.join("、")),
                format!("cannot tell: {} for want of {} ({of})", behaviour.it, missing.join(", ")),
            )
        });
        (there, Text::join(&seen.chain(unsure).collect::<Vec<_>>(), "；", "; "))
    }

    /// What keeps the behaviour that is expected from being told, of the contacts that are expected.
    fn open<'e>(&self, expected: &'e Expected) -> impl Iterator<Item = &'j CannotTell> + use<'j, 'e> {
        self.answer.conduct_cannot_tell.iter().filter(move |c| {
            let Expected::Conduct { behaviour, contacts, .. } = expected else { return false };
            c.behaviours.iter().any(|b| b.behaviour.as_str() == behaviour.it)
                && contacts.iter().all(|id| c.contacts.contains(id))
        })
    }

    /// Whether the behaviour that is expected cannot be told, and was not shown by anything else.
    pub(in crate::trial) fn left_open(&self, expected: &Expected) -> bool {
        let Expected::Conduct { behaviour, .. } = expected else { return false };
        let found = self.answer.conduct_findings.iter().any(|f| f.behaviour.as_str() == behaviour.it);
        !found && self.open(expected).next().is_some()
    }

    /// The findings that are so severe and so reported, too, as is expected.
    fn shown<'e>(&self, expected: &'e Expected) -> impl Iterator<Item = &'j ConductFinding> + use<'j, 'e> {
        self.found(expected).filter(move |f| {
            let Expected::Conduct { severity, report_to, .. } = expected else { return false };
            severity.as_ref().is_none_or(|s| f.severity.as_str() == s.it) && in_order(report_to, channels(f))
        })
    }

    /// The findings that are of the behaviour, by the rule and with the contacts that are expected.
    pub(in crate::trial) fn found<'e>(
        &self,
        expected: &'e Expected,
    ) -> impl Iterator<Item = &'j ConductFinding> + use<'j, 'e> {
        self.answer.conduct_findings.iter().filter(move |f| {
            let Expected::Conduct { behaviour, contacts, rule, .. } = expected else { return false };
            let seen: Vec<&String> = f.occurrences.iter().flat_map(|o| &o.contacts).collect();
            f.behaviour.as_str() == behaviour.it
                && contacts.iter().all(|c| seen.contains(&c))
                && rule.as_ref().is_none_or(|r| f.rule.id.as_str() == r.it)
        })
    }
}

/// How often a behaviour was counted, each time it was shown.
pub(in crate::trial) fn counts(finding: &ConductFinding) -> impl Iterator<Item = usize> {
    finding.occurrences.iter().filter_map(|o| o.count)
}

/// Where a behaviour can be reported.
pub(in crate::trial) fn channels(finding: &ConductFinding) -> impl Iterator<Item = &str> {
    finding.report_to.iter().map(|r| r.channel.as_str())
}

/// Whether all that is wanted stands in a list, in that order.
fn in_order<'a>(wanted: &[Placed<String>], mut all: impl Iterator<Item = &'a str>) -> bool {
    wanted.iter().all(|w| all.any(|id| id == w.it))
}
