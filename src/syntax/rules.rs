//! Definitions of rules, as written: names are names, texts are texts.

use chrono::NaiveDate;

use super::ConditionDraft;
use super::catalogue::placed;
use super::condition::{MATCHERS, MatcherKey, condition};
use super::facts::period;
use super::laws::citations;
use super::read::{Fields, Name, Notes, count, expected, id, items, name, names, text, word, yes_no};
use super::tree::{Entry, Kind, Node};
use crate::diagnostic::Diagnostic;
use crate::rule::{
    ActionId, AvoidId, BandId, BehaviourId, ChannelId, Citation, GroupKey, JudgeBy, LengthUnit, LetterId, ReferralId,
    RuleId, RuleScope, SeverityId, Status, StrengthId, ValueId, Window, YardstickRole,
};
use crate::source::{Place, Placed};

/// A text whose slots have not been looked up.
#[derive(Debug, Clone)]
pub(crate) struct TextDraft(pub(crate) Name);

/// A rule as written.
#[derive(Debug)]
pub(crate) struct RuleDraft {
    pub(crate) id: RuleId,
    pub(crate) title: String,
    pub(crate) scope: RuleScope,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) until: Option<NaiveDate>,
    pub(crate) status: Status,
    pub(crate) judge_by: Option<Placed<JudgeBy>>,
    pub(crate) strength: Option<Placed<StrengthId>>,
    pub(crate) when: ConditionDraft,
    pub(crate) unless: Option<ConditionDraft>,
    pub(crate) unless_because: Option<String>,
    pub(crate) count: Option<CountDraft>,
    pub(crate) then: ThenDraft,
    pub(crate) cite: Vec<Placed<Citation>>,
    pub(crate) not_modelled: Option<String>,
    pub(crate) place: Place,
}

/// How contacts are counted, as written.
#[derive(Debug)]
pub(crate) struct CountDraft {
    pub(crate) only: ConditionDraft,
    pub(crate) by: Vec<GroupKey>,
    pub(crate) window: Window,
    pub(crate) comparison: Placed<MatcherKey>,
    pub(crate) limit: Node,
}

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

pub(super) fn rule(node: &Node, notes: &mut Notes) -> Option<RuleDraft> {
    let mut f = Fields::open(node, ("规则", "rule"), notes)?;
    let rule_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let scopes = [
        ("debt", RuleScope::Debt),
        ("household", RuleScope::Household),
        ("contact", RuleScope::Contact),
        ("contacts", RuleScope::Contacts),
    ];
    let scope = f.required("scope", notes).and_then(|n| word(n, &scopes, notes));
    let (from, until) = period(&mut f, notes);
    let states = [("draft", Status::Draft), ("active", Status::Active), ("retired", Status::Retired)];
    let status = f.optional("status", notes).and_then(|n| word(n, &states, notes)).unwrap_or(Status::Active);
    let days = [
        ("decision_date", JudgeBy::DecisionDate),
        ("event_date", JudgeBy::EventDate),
        ("contract_date", JudgeBy::ContractDate),
    ];
    let judge_by =
        f.optional("judge_by", notes).and_then(|n| word(n, &days, notes).map(|it| Placed { it, place: n.place }));
    let strength = f.optional("strength", notes).and_then(|n| name(n, notes)).map(|n| n.map(StrengthId::from));
    let counted = match (scope, f.optional("count", notes)) {
        (Some(RuleScope::Contacts), None) => {
            f.required("count", notes);
            None
        }
        (_, found) => found,
    };
    let when = f.required("when", notes);
    let (when, limit) = when.map_or((None, None), |n| split_count(n, counted.is_some(), notes));
    let count = counted.and_then(|n| count_draft(n, limit, notes));
    let unless = f.optional("unless", notes).and_then(|n| condition(n, notes));
    let unless_because = f.optional("unless_because", notes).and_then(|n| text(n, notes));
    let then = f.required("then", notes).and_then(|n| then(n, scope, notes));
    let cite = citations(f.optional("cite", notes), notes);
    let not_modelled = f.optional("not_modelled", notes).and_then(|n| text(n, notes));
    f.close(notes);
    let rule_id = rule_id?;
    if scope? == RuleScope::Contacts && count.is_none() {
        return None;
    }
    Some(RuleDraft {
        id: RuleId::from(rule_id.it),
        title: title?,
        scope: scope?,
        from,
        until,
        status,
        judge_by,
        strength,
        when: when?,
        unless,
        unless_because,
        count,
        then: then?,
        cite,
        not_modelled,
        place: rule_id.place,
    })
}

type Limit<'n> = (Placed<MatcherKey>, &'n Node);

/// Takes `count: { more_than: … }` out of a condition; the rest is an ordinary condition.
fn split_count<'n>(node: &'n Node, counting: bool, notes: &mut Notes) -> (Option<ConditionDraft>, Option<Limit<'n>>) {
    let Kind::Map(entries) = &node.kind else { return (condition(node, notes), None) };
    let Some(found) = entries.iter().find(|e| e.key == "count").filter(|_| counting) else {
        return (condition(node, notes), None);
    };
    let rest: Vec<Entry> = entries.iter().filter(|e| e.key != "count").cloned().collect();
    let when = if rest.is_empty() {
        Some(ConditionDraft::All(Vec::new()))
    } else {
        condition(&Node { place: node.place, kind: Kind::Map(rest) }, notes)
    };
    let limit = match &found.value.kind {
        Kind::Map(tests) => tests.first().filter(|_| tests.len() == 1),
        Kind::Scalar { .. } | Kind::List(_) => None,
    };
    let key = limit.and_then(|e| {
        let allowed = [MatcherKey::AtLeast, MatcherKey::MoreThan, MatcherKey::AtMost, MatcherKey::LessThan];
        let (_, key) = MATCHERS.iter().find(|(w, k)| *w == e.key && allowed.contains(k))?;
        Some((Placed { it: *key, place: e.key_place }, &e.value))
    });
    if key.is_none() {
        notes.push(expected(
            &found.value,
            ("一个比较,如 `{ more_than: 3 }`", "one comparison such as `{ more_than: 3 }`"),
        ));
    }
    (when, key)
}

fn count_draft(node: &Node, limit: Option<Limit<'_>>, notes: &mut Notes) -> Option<CountDraft> {
    let mut f = Fields::open(node, ("计数", "count"), notes)?;
    let only = f.required("where", notes).and_then(|n| condition(n, notes));
    let keys = [
        ("creditor_group", GroupKey::CreditorGroup),
        ("from_number", GroupKey::FromNumber),
        ("recipient", GroupKey::Recipient),
        ("debt", GroupKey::Debt),
    ];
    let by = f.required("by", notes).map(|n| items(n).into_iter().filter_map(|k| word(k, &keys, notes)).collect());
    let window = f.required("window", notes).and_then(|n| window(n, notes));
    f.close(notes);
    let Some((comparison, limit)) = limit else {
        notes.push(
            Diagnostic::error(
                "missing-field",
                node.place,
                "有 `count` 却没有在 `when` 里写次数",
                "there is a `count` but no limit in `when`",
            )
            .help("在 when 里写 `count: { more_than: 3 }`", "write `count: { more_than: 3 }` under `when`"),
        );
        return None;
    };
    Some(CountDraft { only: only?, by: by?, window: window?, comparison, limit: limit.clone() })
}

fn window(node: &Node, notes: &mut Notes) -> Option<Window> {
    if let Kind::Map(_) = node.kind {
        let mut f = Fields::open(node, ("时间窗", "window"), notes)?;
        let hours = f.optional("rolling_hours", notes).and_then(|n| count(n, notes)).map(Window::RollingHours);
        let days = f.optional("consecutive_days", notes).and_then(|n| count(n, notes)).map(Window::ConsecutiveDays);
        f.close(notes);
        if hours.is_some() == days.is_some() {
            notes.push(expected(
                node,
                (
                    "一种时间窗:`{ rolling_hours: 24 }` 或 `{ consecutive_days: 7 }`",
                    "one window: `{ rolling_hours: 24 }` or `{ consecutive_days: 7 }`",
                ),
            ));
            return None;
        }
        return hours.or(days);
    }
    word(node, &[("calendar_day", Window::CalendarDay)], notes)
}

fn draft(node: Option<&Node>, notes: &mut Notes) -> Option<TextDraft> {
    node.and_then(|n| name(n, notes)).map(TextDraft)
}

fn then(node: &Node, scope: Option<RuleScope>, notes: &mut Notes) -> Option<ThenDraft> {
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
    Some(ConductDraft {
        behaviour: behaviour?.map(BehaviourId::from),
        severity: severity?.map(SeverityId::from),
        because: because?,
        evidence,
        report_to: placed(report_to),
        avoid: placed(avoid),
    })
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
    let roles = [("reference", YardstickRole::Reference), ("information", YardstickRole::Information)];
    let role = f.required("role", notes).and_then(|n| word(n, &roles, notes));
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
    let mut f = Fields::open(node, ("安排的行动", "planned action"), notes)?;
    let action = f.required("action", notes).and_then(|n| name(n, notes));
    let due = f.optional("due", notes).and_then(|n| due(n, notes));
    f.close(notes);
    Some(PlannedDraft { action: action?.map(ActionId::from), due })
}

fn due(node: &Node, notes: &mut Notes) -> Option<DueDraft> {
    if node.text() == Some("today") {
        return Some(DueDraft::Today);
    }
    let mut f = Fields::open(node, ("期限", "due date"), notes)?;
    let on = f.optional("on", notes).and_then(|n| name(n, notes)).map(DueDraft::On);
    let before = f.optional("before", notes).and_then(|n| name(n, notes)).map(DueDraft::Before);
    let units = [
        ("days", LengthUnit::Days),
        ("working_days", LengthUnit::WorkingDays),
        ("months", LengthUnit::Months),
        ("years", LengthUnit::Years),
    ];
    let mut lengths = Vec::new();
    for (key, unit) in units {
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
    if start.is_none() && !lengths.is_empty() {
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
        notes.push(expected(
            node,
            (
                "一种期限:`{ days: 15, after: 事实 }`、`{ on: 事实 }`、`{ before: 事实 }` 或 `today`",
                "one kind of due date: `{ days: 15, after: fact }`, `{ on: fact }`, `{ before: fact }` or `today`",
            ),
        ));
        return None;
    }
    given.pop()
}

fn quantity(node: &Node, notes: &mut Notes) -> Option<QuantityDraft> {
    let written = text(node, notes)?;
    if let Ok(number) = written.parse::<u32>() {
        return Some(QuantityDraft::Number(number));
    }
    Some(QuantityDraft::Value(Placed { it: ValueId::from(written), place: node.place }))
}
