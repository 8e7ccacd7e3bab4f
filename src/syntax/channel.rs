//! Definitions of where to report: channels with their time limits, and the ladder of evidence that is taken there.

use super::ConditionDraft;
use super::catalogue::sentence;
use super::condition::optional;
use super::english::channel_english;
use super::facts::period;
use super::laws::checked;
use super::outcome::{QuantityDraft, quantity};
use super::read::{Fields, Notes, id, label, text, word};
use super::tree::Node;
use crate::diagnostic::Diagnostic;
use crate::rule::{Channel, ChannelId, LengthUnit, ReportFrom, ReportLimit, Rung, RungId};

/// From which day the time for a report runs.
pub(crate) const REPORT_FROM: [(&str, ReportFrom); 2] =
    [("last_day", ReportFrom::LastDay), ("first_day", ReportFrom::FirstDay)];

/// A channel whose condition and time limit are still names.
pub(crate) type ChannelDraft = Channel<ConditionDraft, LimitDraft>;

pub(super) fn rung(node: &Node, notes: &mut Notes) -> Option<Rung> {
    let mut f = Fields::open(node, ("证据阶梯的一级", "rung of evidence"), notes)?;
    let rung_id = f.required("id", notes).and_then(|n| id(n, notes));
    let shown = f.required("label", notes).and_then(|n| label(n, notes));
    f.close(notes);
    let rung_id = rung_id?;
    Some(Rung { id: RungId::from(rung_id.it), label: shown?, place: rung_id.place })
}

/// The length of a time limit as written: its unit, and how many or which dated value.
pub(crate) type LimitDraft = (LengthUnit, QuantityDraft);

/// The units a time limit may be written in.
pub(crate) const LIMIT_UNITS: [(&str, LengthUnit); 3] =
    [("days", LengthUnit::Days), ("months", LengthUnit::Months), ("years", LengthUnit::Years)];

fn limit(node: &Node, notes: &mut Notes) -> Option<ReportLimit<LimitDraft>> {
    let mut f = Fields::open(node, ("报告的时限", "time limit of a channel"), notes)?;
    let written: Vec<(LengthUnit, &Node)> =
        LIMIT_UNITS.iter().filter_map(|(key, unit)| Some((*unit, f.optional(key, notes)?))).collect();
    let counted_from = f.required("counted_from", notes).and_then(|n| word(n, &REPORT_FROM, notes));
    let mut say = |key, notes: &mut Notes| f.required(key, notes).and_then(|n| sentence(n, notes));
    let before = say("before", notes);
    let today = say("today", notes);
    let passed = say("passed", notes);
    let day_unknown = say("day_unknown", notes);
    f.close(notes);
    let [(unit, length)] = written.as_slice() else {
        notes.push(
            Diagnostic::error(
                "bad-length",
                super::head_of(node),
                "时限要写一个长度，而且只写一个",
                "a time limit has one length",
            )
            .help("写成 `months: 数值编号` 或 `days: 数`", "write `months: id of a value` or `days: number`"),
        );
        return None;
    };
    Some(ReportLimit {
        length: (*unit, quantity(length, notes)?),
        counted_from: counted_from?,
        before: before?,
        today: today?,
        passed: passed?,
        day_unknown: day_unknown?,
    })
}

pub(super) fn channel(node: &Node, notes: &mut Notes) -> Option<ChannelDraft> {
    let mut f = Fields::open(node, ("投诉渠道", "channel"), notes)?;
    let channel_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let how = f.required("how", notes).and_then(|n| text(n, notes));
    let takes = f.optional("takes", notes).and_then(|n| text(n, notes));
    let takes_when = optional(&mut f, "takes_when", notes);
    let within = f.optional("within", notes).map(|n| limit(n, notes));
    let (from, until) = period(&mut f, notes);
    let checked = f.optional("checked", notes).and_then(|n| checked(n, notes));
    let english = f.optional("en", notes).and_then(|n| channel_english(n, notes));
    f.close(notes);
    let channel_id = channel_id?;
    Some(Channel {
        id: ChannelId::from(channel_id.it),
        title: title?,
        how: how?,
        takes,
        takes_when,
        within: match within {
            Some(read) => Some(read?),
            None => None,
        },
        from,
        until,
        checked,
        english,
        place: channel_id.place,
    })
}
