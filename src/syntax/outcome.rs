//! What follows from a rule, as written: steps with due dates, a yardstick, a behaviour.

use super::read::{Fields, Name, Notes, TextDraft, expected, items, name, names, placed, text, word, yes_no};
use super::tree::Node;
use crate::rule::{
    ActionId, AvoidId, BandId, BehaviourId, ChannelId, LengthUnit, LetterId, ReferralId, RuleScope, SeverityId,
    ValueId, YardstickRole,
};
use crate::source::Placed;

/// What follows, as written.
#[derive(Debug)]
pub(crate) enum ThenDraft {
    Triage(StepsDraft),
    Cost(Box<CostDraft>),
    Conduct(ConductDraft),
}

/// Steps, as written. `because` is absent only inside a cost rule, which has its own.
#[derive(Debug)]
pub(crate) struct StepsDraft {
    pub(crate) band: Option<Placed<BandId>>,
    pub(crate) because: Option<TextDraft>,
    pub(crate) today: Option<TextDraft>,
    pub(crate) actions: Vec<PlannedDraft>,
    pub(crate) avoid: Vec<Placed<AvoidId>>,
    pub(crate) referrals: Vec<Placed<ReferralId>>,
    pub(crate) letters: Vec<Placed<LetterId>>,
    pub(crate) payment: Option<Name>,
}

/// A yardstick, as written.
#[derive(Debug)]
pub(crate) struct CostDraft {
    pub(crate) yardstick: Placed<ValueId>,
    pub(crate) role: YardstickRole,
    pub(crate) because: TextDraft,
    pub(crate) above: TextDraft,
    pub(crate) at_line: Option<TextDraft>,
    pub(crate) not_above: Option<TextDraft>,
    pub(crate) steps: StepsDraft,
}

/// A behaviour, as written.
#[derive(Debug)]
pub(crate) struct ConductDraft {
    pub(crate) behaviour: Placed<BehaviourId>,
    pub(crate) severity: Placed<SeverityId>,
    pub(crate) because: TextDraft,
    pub(crate) evidence: Vec<Name>,
    pub(crate) report_to: Vec<Placed<ChannelId>>,
    pub(crate) avoid: Vec<Placed<AvoidId>>,
    pub(crate) overlap: Option<OverlapDraft>,
}

/// Hours of the day, as written: from when until when, and those of them that were agreed.
#[derive(Debug)]
pub(crate) struct OverlapDraft {
    pub(crate) between: (Node, Node),
    pub(crate) agreed: Option<(Node, Node)>,
}

/// An action with its due date, as written.
#[derive(Debug)]
pub(crate) struct PlannedDraft {
    pub(crate) action: Placed<ActionId>,
    pub(crate) due: Option<DueDraft>,
}

/// A due date, as written.
#[derive(Debug)]
pub(crate) enum DueDraft {
    Today,
    On(Name),
    Before(Name),
    After { quantity: QuantityDraft, unit: LengthUnit, start: DueStartDraft, roll: bool },
}

/// The day a length is counted from, as written.
#[derive(Debug)]
pub(crate) enum DueStartDraft {
    AsOf,
    Fact(Name),
}

/// A number or the name of a value, as written.
#[derive(Debug)]
pub(crate) enum QuantityDraft {
    Number(u32),
    Value(Placed<ValueId>),
}

/// What a yardstick is for.
pub(crate) const ROLES: [(&str, YardstickRole); 2] =
    [("reference", YardstickRole::Reference), ("information", YardstickRole::Information)];

/// The units a due date is counted in.
pub(crate) const DUE_UNITS: [(&str, LengthUnit); 4] = [
    ("days", LengthUnit::Days),
    ("working_days", LengthUnit::WorkingDays),
    ("months", LengthUnit::Months),
    ("years", LengthUnit::Years),
];

/// A due date without a fact: the judge day itself.
pub(crate) const TODAY: &str = "today";

fn draft(node: Option<&Node>, notes: &mut Notes) -> Option<TextDraft> {
    node.and_then(|n| name(n, notes)).map(TextDraft)
}

pub(super) fn then(node: &Node, scope: Option<RuleScope>, notes: &mut Notes) -> Option<ThenDraft> {
    let mut f = Fields::open(node, ("结果(then)", "outcome (`then`)"), notes)?;
    let conduct = matches!(scope, Some(RuleScope::Contact | RuleScope::Contacts));
    let then = if conduct {
        conduct_draft(&mut f, notes).map(ThenDraft::Conduct)
    } else if node.get("yardstick").is_some() {
        cost_draft(&mut f, notes).map(|c| ThenDraft::Cost(Box::new(c)))
    } else {
        let because = draft(f.required("because", notes), notes);
        let steps = steps(&mut f, because, notes);
        Some(ThenDraft::Triage(steps)).filter(|t| !matches!(t, ThenDraft::Triage(s) if s.because.is_none()))
    };
    f.close(notes);
    then
}

fn conduct_draft(f: &mut Fields<'_>, notes: &mut Notes) -> Option<ConductDraft> {
    let behaviour = f.required("behaviour", notes).and_then(|n| name(n, notes));
    let severity = f.required("severity", notes).and_then(|n| name(n, notes));
    let because = draft(f.required("because", notes), notes);
    let evidence = f.optional("evidence", notes).map(|n| names(n, notes)).unwrap_or_default();
    let report_to = f.optional("report_to", notes).map(|n| names(n, notes)).unwrap_or_default();
    let avoid = f.optional("avoid", notes).map(|n| names(n, notes)).unwrap_or_default();
    let overlap = f.optional("overlap", notes).and_then(|n| overlap(n, notes));
    Some(ConductDraft {
        behaviour: behaviour?.map(BehaviourId::from),
        severity: severity?.map(SeverityId::from),
        because: because?,
        evidence,
        report_to: placed(report_to),
        avoid: placed(avoid),
        overlap,
    })
}

/// `{ between: [quiet_from, quiet_until], agreed: [debt.agreed_from, debt.agreed_until] }`.
fn overlap(node: &Node, notes: &mut Notes) -> Option<OverlapDraft> {
    let mut f = Fields::open(node, ("重合的时段", "overlap"), notes)?;
    let between = f.required("between", notes).and_then(|n| two_times(n, notes));
    let agreed = f.optional("agreed", notes).map(|n| two_times(n, notes));
    f.close(notes);
    Some(OverlapDraft {
        between: between?,
        agreed: match agreed {
            Some(read) => Some(read?),
            None => None,
        },
    })
}

fn two_times(node: &Node, notes: &mut Notes) -> Option<(Node, Node)> {
    if let [from, until] = items(node).as_slice() {
        return Some(((*from).clone(), (*until).clone()));
    }
    notes.push(
        expected(node, ("起止两个钟点", "two times of day"))
            .help("写成 `[quiet_from, quiet_until]`", "write it like `[quiet_from, quiet_until]`"),
    );
    None
}

fn cost_draft(f: &mut Fields<'_>, notes: &mut Notes) -> Option<CostDraft> {
    let yardstick = f.required("yardstick", notes);
    let (value, role) = yardstick.map_or((None, None), |n| yardstick_draft(n, notes));
    let because = draft(f.required("because", notes), notes);
    let above = draft(f.required("above", notes), notes);
    let at_line = draft(f.optional("at_line", notes), notes);
    let not_above = draft(f.optional("not_above", notes), notes);
    let steps = steps(f, None, notes);
    Some(CostDraft { yardstick: value?, role: role?, because: because?, above: above?, at_line, not_above, steps })
}

fn yardstick_draft(node: &Node, notes: &mut Notes) -> (Option<Placed<ValueId>>, Option<YardstickRole>) {
    let Some(mut f) = Fields::open(node, ("对照线", "yardstick"), notes) else { return (None, None) };
    let value = f.required("value", notes).and_then(|n| name(n, notes)).map(|n| n.map(ValueId::from));
    let role = f.required("role", notes).and_then(|n| word(n, &ROLES, notes));
    f.close(notes);
    (value, role)
}

fn steps(f: &mut Fields<'_>, because: Option<TextDraft>, notes: &mut Notes) -> StepsDraft {
    StepsDraft {
        band: f.optional("band", notes).and_then(|n| name(n, notes)).map(|n| n.map(BandId::from)),
        because,
        today: draft(f.optional("today", notes), notes),
        actions: planned(f, notes),
        avoid: placed(f.optional("avoid", notes).map(|n| names(n, notes)).unwrap_or_default()),
        referrals: placed(f.optional("referrals", notes).map(|n| names(n, notes)).unwrap_or_default()),
        letters: placed(f.optional("letters", notes).map(|n| names(n, notes)).unwrap_or_default()),
        payment: f.optional("payment", notes).and_then(|n| name(n, notes)),
    }
}

fn planned(f: &mut Fields<'_>, notes: &mut Notes) -> Vec<PlannedDraft> {
    let Some(list) = f.optional("actions", notes) else { return Vec::new() };
    items(list).into_iter().filter_map(|n| planned_action(n, notes)).collect()
}

fn planned_action(node: &Node, notes: &mut Notes) -> Option<PlannedDraft> {
    if let Some(bare) = node.text().filter(|t| !t.is_empty()) {
        notes.push(
            expected(node, ("安排的行动(`action: …`)", "a planned action (`action: …`)"))
                .help(format!("写成 `- action: {bare}`"), format!("write `- action: {bare}`")),
        );
        return None;
    }
    let mut f = Fields::open(node, ("安排的行动", "planned action"), notes)?;
    let action = f.required("action", notes).and_then(|n| name(n, notes));
    let due = f.optional("due", notes).and_then(|n| due(n, notes));
    f.close(notes);
    Some(PlannedDraft { action: action?.map(ActionId::from), due })
}

fn due(node: &Node, notes: &mut Notes) -> Option<DueDraft> {
    if node.text() == Some(TODAY) {
        return Some(DueDraft::Today);
    }
    let first = notes.len();
    let mut f = Fields::open(node, ("期限", "due date"), notes)?;
    let on = f.optional("on", notes).and_then(|n| name(n, notes)).map(DueDraft::On);
    let before = f.optional("before", notes).and_then(|n| name(n, notes)).map(DueDraft::Before);
    let mut lengths = Vec::new();
    for (key, unit) in DUE_UNITS {
        if let Some(quantity) = f.optional(key, notes).and_then(|n| quantity(n, notes)) {
            lengths.push((quantity, unit));
        }
    }
    let start = if lengths.is_empty() { f.optional("after", notes) } else { f.required("after", notes) };
    let start = start
        .and_then(|n| name(n, notes))
        .map(|n| if n.it == "as_of" { DueStartDraft::AsOf } else { DueStartDraft::Fact(n) });
    let roll = f.optional("roll", notes).and_then(|n| yes_no(n, notes)).unwrap_or(true);
    f.close(notes);
    // What was said of its parts says enough.
    if notes.len() > first {
        return None;
    }
    let after = match (lengths.pop(), start) {
        (Some((quantity, unit)), Some(start)) if lengths.is_empty() => {
            Some(DueDraft::After { quantity, unit, start, roll })
        }
        _ => None,
    };
    let mut given: Vec<DueDraft> = [on, before, after].into_iter().flatten().collect();
    if given.len() != 1 {
        notes.push(expected(node, ("一种期限", "one kind of due date")).help(
            "写成 `{ days: 15, after: 事实 }`、`{ on: 事实 }`、`{ before: 事实 }` 或 `today`",
            "write `{ days: 15, after: fact }`, `{ on: fact }`, `{ before: fact }` or `today`",
        ));
        return None;
    }
    given.pop()
}

pub(super) fn quantity(node: &Node, notes: &mut Notes) -> Option<QuantityDraft> {
    let written = text(node, notes)?;
    if let Ok(number) = written.parse::<u32>() {
        return Some(QuantityDraft::Number(number));
    }
    Some(QuantityDraft::Value(Placed { it: ValueId::from(written), place: node.place }))
}
