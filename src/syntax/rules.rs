//! Definitions of rules, as written: names are names, texts are texts.

use chrono::NaiveDate;

use super::ConditionDraft;
use super::condition::{MATCHERS, MatcherKey, condition};
use super::english::rule_english;
use super::facts::period;
use super::laws::citations;
use super::outcome::{ThenDraft, then};
use super::read::{Fields, Notes, TextDraft, count, date, expected, id, items, name, names, placed, text, word};
use super::tree::{Entry, Kind, Node};
use crate::diagnostic::{Diagnostic, Text};
use crate::rule::{Citation, GroupKey, JudgeBy, RuleEnglish, RuleId, RuleScope, Signed, Status, StrengthId, Window};
use crate::source::{Place, Placed};

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
    pub(crate) yields_to: Vec<Placed<RuleId>>,
    pub(crate) cite: Vec<Placed<Citation>>,
    pub(crate) not_modelled: Option<String>,
    pub(crate) english: Option<RuleEnglish<TextDraft>>,
    pub(crate) reads: Option<Signed>,
    pub(crate) place: Place,
}

/// How contacts are counted, as written.
#[derive(Debug)]
pub(crate) struct CountDraft {
    pub(crate) only: ConditionDraft,
    pub(crate) conversation: Option<ConditionDraft>,
    pub(crate) by: Vec<GroupKey>,
    pub(crate) window: Window,
    pub(crate) comparison: Placed<MatcherKey>,
    pub(crate) limit: Node,
}

/// What a rule looks at.
pub(crate) const SCOPES: [(&str, RuleScope); 4] = [
    ("debt", RuleScope::Debt),
    ("household", RuleScope::Household),
    ("contact", RuleScope::Contact),
    ("contacts", RuleScope::Contacts),
];

/// Whether a rule speaks to clients.
pub(crate) const STATES: [(&str, Status); 3] =
    [("draft", Status::Draft), ("active", Status::Active), ("retired", Status::Retired)];

/// The day a rule is judged by.
pub(crate) const JUDGE_DAYS: [(&str, JudgeBy); 4] = [
    ("decision_date", JudgeBy::DecisionDate),
    ("event_date", JudgeBy::EventDate),
    ("contract_date", JudgeBy::ContractDate),
    ("filing_date", JudgeBy::FilingDate),
];

/// What contacts counted together have in common.
pub(crate) const GROUP_KEYS: [(&str, GroupKey); 5] = [
    ("creditor_group", GroupKey::CreditorGroup),
    ("from_number", GroupKey::FromNumber),
    ("to_number", GroupKey::ToNumber),
    ("recipient", GroupKey::Recipient),
    ("debt", GroupKey::Debt),
];

/// The stretch of time that is a word by itself; the others carry a number.
pub(crate) const WINDOWS: [(&str, Window); 1] = [("calendar_day", Window::CalendarDay)];

/// The comparisons a count can be held against.
pub(crate) const LIMITS: [MatcherKey; 4] =
    [MatcherKey::AtLeast, MatcherKey::MoreThan, MatcherKey::AtMost, MatcherKey::LessThan];

/// The fields of `then`, for authors who write them one level too far out.
const OUTCOME_FIELDS: [&str; 17] = [
    "band",
    "because",
    "today",
    "actions",
    "avoid",
    "referrals",
    "letters",
    "payment",
    "behaviour",
    "severity",
    "evidence",
    "report_to",
    "overlap",
    "yardstick",
    "above",
    "at_line",
    "not_above",
];

pub(super) fn rule(node: &Node, notes: &mut Notes) -> Option<RuleDraft> {
    let mut f = Fields::open(node, ("规则", "rule"), notes)?;
    f.elsewhere(&OUTCOME_FIELDS, "then");
    let rule_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let scope = f.required("scope", notes).and_then(|n| word(n, &SCOPES, notes));
    let (from, until) = period(&mut f, notes);
    let status = f.optional("status", notes).and_then(|n| word(n, &STATES, notes)).unwrap_or(Status::Active);
    let judge_by =
        f.optional("judge_by", notes).and_then(|n| word(n, &JUDGE_DAYS, notes).map(|it| Placed { it, place: n.place }));
    let strength = f.optional("strength", notes).and_then(|n| name(n, notes)).map(|n| n.map(StrengthId::from));
    let counted = match (scope, f.optional("count", notes)) {
        (Some(RuleScope::Contacts), None) => {
            f.required("count", notes);
            None
        }
        (_, found) => found,
    };
    let when = f.required("when", notes);
    let compared = when.is_some_and(|n| n.get("count").is_some());
    let (when, limit) = when.map_or((None, None), |n| split_count(n, counted.is_some(), notes));
    let count = counted.and_then(|n| count_draft(n, compared, limit, notes));
    let unless = f.optional("unless", notes).and_then(|n| condition(n, notes));
    let unless_because = f.optional("unless_because", notes).and_then(|n| text(n, notes));
    let then = f.required("then", notes).and_then(|n| then(n, scope, notes));
    let yields_to = placed(f.optional("yields_to", notes).map(|n| names(n, notes)).unwrap_or_default());
    let cite = citations(f.optional("cite", notes), notes);
    let not_modelled = f.optional("not_modelled", notes).and_then(|n| text(n, notes));
    let english = f.optional("en", notes).and_then(|n| rule_english(n, notes));
    let reads = f.optional("reads", notes).and_then(|n| signed(n, notes));
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
        yields_to,
        cite,
        not_modelled,
        english,
        reads,
        place: rule_id.place,
    })
}

/// `{ sentence: '…', by: ZL, on: 2026-11-22 }`: the sentence a reviewer signed.
fn signed(node: &Node, notes: &mut Notes) -> Option<Signed> {
    let mut f = Fields::open(node, ("复核过的句子", "signed sentence"), notes)?;
    let sentence = f.required("sentence", notes).and_then(|n| text(n, notes));
    let by = f.required("by", notes).and_then(|n| name(n, notes));
    let on = f.required("on", notes).and_then(|n| date(n, notes));
    f.close(notes);
    let by = by?;
    // The initials mark the place: the sentence is too long to underline.
    Some(Signed { sentence: sentence?, by: by.it, on: on?, place: by.place })
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
        let (_, key) = MATCHERS.iter().find(|(w, k)| *w == e.key && LIMITS.contains(k))?;
        Some((Placed { it: *key, place: e.key_place }, &e.value))
    });
    if key.is_none() {
        notes.push(
            expected(&found.value, ("一个比较", "one comparison"))
                .help("写成 `{ more_than: 3 }` 这样", "write it like `{ more_than: 3 }`"),
        );
    }
    (when, key)
}

fn count_draft(node: &Node, compared: bool, limit: Option<Limit<'_>>, notes: &mut Notes) -> Option<CountDraft> {
    let mut f = Fields::open(node, ("计数", "count"), notes)?;
    let only = f.required("where", notes).and_then(|n| condition(n, notes));
    let by =
        f.required("by", notes).map(|n| items(n).into_iter().filter_map(|k| word(k, &GROUP_KEYS, notes)).collect());
    let window = f.required("window", notes).and_then(|n| window(n, notes));
    let conversation = match window {
        Some(Window::DaysAfterConversation(_)) => f.required("conversation", notes),
        _ => f.optional("conversation", notes),
    };
    if let (Some(talk), Some(window)) = (conversation, window)
        && !matches!(window, Window::DaysAfterConversation(_))
    {
        notes.push(
            Diagnostic::error(
                "conversation-without-window",
                talk.place,
                "写了哪些联系算通话(conversation)，时间窗却不从通话算起",
                "this says which contacts are conversations, but the window does not begin with one",
            )
            .help(
                "删去 conversation，或把 window 写成 `{ days_after_conversation: 7 }`",
                "leave `conversation` out, or write the window as `{ days_after_conversation: 7 }`",
            ),
        );
    }
    let conversation = conversation.and_then(|n| condition(n, notes));
    f.close(notes);
    let Some((comparison, limit)) = limit else {
        // A comparison that could not be read has been noted.
        if compared {
            return None;
        }
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
    Some(CountDraft { only: only?, conversation, by: by?, window: window?, comparison, limit: limit.clone() })
}

/// A stretch of time of so many hours or days.
type Length = fn(u32) -> Window;

/// The stretches of time that carry a number.
const LENGTHS: [(&str, Length); 3] = [
    ("rolling_hours", Window::RollingHours),
    ("consecutive_days", Window::ConsecutiveDays),
    ("days_after_conversation", Window::DaysAfterConversation),
];

fn window(node: &Node, notes: &mut Notes) -> Option<Window> {
    if let Kind::Map(_) = node.kind {
        let mut f = Fields::open(node, ("时间窗", "window"), notes)?;
        let found: Vec<(u32, Window)> = LENGTHS
            .iter()
            .filter_map(|(key, make)| f.optional(key, notes).and_then(|n| count(n, notes)).map(|n| (n, make(n))))
            .collect();
        f.close(notes);
        let &[(number, window)] = found.as_slice() else {
            notes.push(one_window(node));
            return None;
        };
        if number == 0 {
            notes.push(one_window(node));
            return None;
        }
        return Some(window);
    }
    let first = notes.len();
    let window = word(node, &WINDOWS, notes);
    for note in notes.iter_mut().skip(first) {
        note.help = Some(Text::new(
            "可用的有：`calendar_day`、`{ rolling_hours: 24 }`、`{ consecutive_days: 7 }`、`{ days_after_conversation: 7 }`",
            "write one of `calendar_day`, `{ rolling_hours: 24 }`, `{ consecutive_days: 7 }`, `{ days_after_conversation: 7 }`",
        ));
    }
    window
}

fn one_window(node: &Node) -> Diagnostic {
    expected(node, ("一种时间窗", "one window")).help(
        "只留 `{ rolling_hours: 24 }`、`{ consecutive_days: 7 }` 或 `{ days_after_conversation: 7 }` 中的一种，数大于零",
        "keep one of `{ rolling_hours: 24 }`, `{ consecutive_days: 7 }`, `{ days_after_conversation: 7 }`, a number above zero",
    )
}
