//! What follows from a rule, one line each: the band, the steps with their dates, the yardstick, the behaviour.

use super::words::{Words, full_width, quote};
use crate::diagnostic::Text;
use crate::fact::{FactId, FactKind};
use crate::rule::{
    ConductThen, CostThen, Count, Due, DueStart, GroupKey, Operand, Overlap, PaymentPlace, PlannedAction, Then,
    TriageThen, Window, YardstickRole,
};

/// What follows.
pub(super) fn then(words: &Words<'_>, then: &Then) -> Vec<Text> {
    match then {
        Then::Triage(steps) => triage(words, steps),
        Then::Cost(cost) => self::cost(words, cost),
        Then::Conduct(conduct) => self::conduct(words, conduct),
    }
}

fn triage(words: &Words<'_>, steps: &TriageThen) -> Vec<Text> {
    let set = words.set;
    let mut lines = Vec::new();
    if let Some(band) = steps.band.as_ref().and_then(|b| set.bands.get(&b.it)) {
        lines.push(named("放在", "一档", "put it in the band ", &titled(&band.title, band.title_en())));
    }
    lines.extend(steps.actions.iter().map(|a| action(words, a)));
    lines.extend(list(
        "列出不要做的事：",
        "list what not to do: ",
        steps.avoid.iter().filter_map(|a| set.avoid.get(&a.it)).map(|a| titled(&a.title, a.title_en())),
    ));
    let referrals = steps.referrals.iter().filter_map(|r| set.referrals.get(&r.it));
    let referrals = referrals.map(|r| titled(&r.title, r.title_en()));
    lines.extend(list("转介", "refer to ", referrals));
    let letters = steps.letters.iter().filter_map(|l| set.letters.get(&l.it));
    let letters = letters.map(|l| titled(&l.title, l.title_en()));
    lines.extend(list("备好信函", "prepare the letter ", letters));
    match &steps.payment {
        Some(PaymentPlace::Hold) => lines.push(Text::new("先不付这笔债", "do not pay this debt for now")),
        Some(PaymentPlace::Tier(tier)) => {
            let tier = set.tiers.get(&tier.it).map(|t| titled(&t.title, t.title_en()));
            lines.extend(tier.map(|t| named("付款次序放在", "一级", "pay it in the tier ", &t)));
        }
        None => {}
    }
    if lines.is_empty() {
        lines.push(Text::new("只作说明", "only explain"));
    }
    lines
}

fn action(words: &Words<'_>, planned: &PlannedAction) -> Text {
    let title = words.set.actions.get(&planned.action.it).map(|a| titled(&a.title, a.title_en())).unwrap_or_default();
    let Text { zh, en } = title;
    match planned.due.as_ref().map(|d| due(words, d)) {
        Some(due) => Text::new(format!("要办{zh}，{}", due.zh), format!("do {en}, {}", due.en)),
        None => Text::new(format!("要办{zh}（没有定日期）"), format!("do {en} (no date set)")),
    }
}

pub(super) fn due(words: &Words<'_>, due: &Due) -> Text {
    // Steps are dated from the day the answer is for, whichever day the rule is judged by.
    let today = Text::new("计算日", "the day of the answer");
    let fact = |id: &FactId| words.fact(*id);
    match due {
        Due::Today => Text::new("就在计算日当天", "on the day of the answer"),
        Due::On(id) => Text::new(
            format!("就在{}当天（遇休息日不顺延）", fact(id).zh),
            format!("on the date of “{}” (not moved off a day off)", fact(id).en),
        ),
        Due::Before(id) => Text::new(
            format!("最迟在{}的前一天", fact(id).zh),
            format!("by the day before the date of “{}”", fact(id).en),
        ),
        Due::After { quantity, unit, start, roll } => {
            let length = words.quantity(quantity, *unit);
            let start = match start {
                DueStart::AsOf => today,
                DueStart::Fact(id) => {
                    let name = fact(id);
                    Text::new(name.zh, format!("the date of “{}”", name.en))
                }
            };
            let (roll, roll_en) = if *roll {
                ("最后一天是休息日的，顺延到下一个工作日", "a last day off moves to the next working day")
            } else {
                ("遇休息日不顺延", "a last day off does not move")
            };
            let space = if length.zh.starts_with(|c: char| c.is_ascii()) { " " } else { "" };
            Text::new(
                format!("最迟在{}之后{space}{}以内（{0}当天不算；{roll}）", start.zh, length.zh),
                format!("within {} after {} (that day not counted; {roll_en})", length.en, start.en),
            )
        }
    }
}

fn cost(words: &Words<'_>, cost: &CostThen) -> Vec<Text> {
    let line = words.value(&cost.yardstick.it);
    let mut lines = vec![match cost.role {
        YardstickRole::Reference => Text::new(
            format!("拿这笔债的综合年成本同{}比，以它为准（前面已有为准的线的，用前面的）", line.zh),
            format!(
                "hold the all-in annual cost of the debt against {}; this line decides unless an earlier rule’s did",
                line.en
            ),
        ),
        YardstickRole::Information => Text::new(
            format!("拿这笔债的综合年成本同{}比，只供参考", line.zh),
            format!("show the all-in annual cost of the debt beside {}, for information only", line.en),
        ),
    }];
    let steps = triage(words, &cost.steps);
    let nothing = cost.steps.band.is_none()
        && cost.steps.actions.is_empty()
        && cost.steps.avoid.is_empty()
        && cost.steps.referrals.is_empty()
        && cost.steps.letters.is_empty()
        && cost.steps.payment.is_none();
    if !nothing {
        lines.extend(steps.into_iter().map(|s| {
            Text::new(format!("高于这条线的，{}", s.zh), format!("where the cost is above the line, {}", s.en))
        }));
    }
    lines
}

fn conduct(words: &Words<'_>, conduct: &ConductThen) -> Vec<Text> {
    let set = words.set;
    let mut lines = Vec::new();
    let severity = set.severities.get(&conduct.severity.it).map(|s| s.label.clone());
    if let (Some(behaviour), Some(severity)) = (set.behaviours.get(&conduct.behaviour.it), severity) {
        let title = titled(&behaviour.title, behaviour.title_en());
        lines.push(Text::new(
            format!("认定为催收行为{}，程度是“{}”", title.zh, severity.zh),
            format!("this is the conduct {}, severity “{}”", title.en, severity.en),
        ));
    }
    let kinds = set.vocabulary.find("household.evidence").map_or(&[][..], |(_, f)| f.kind.choices());
    let evidence: Vec<&Text> =
        conduct.evidence.iter().filter_map(|e| kinds.iter().find(|c| c.name == e.it)).map(|c| &c.label).collect();
    if !evidence.is_empty() {
        let zh: String = evidence.iter().map(|t| quote(&full_width(&t.zh))).collect();
        let en: Vec<String> = evidence.iter().map(|t| quote(&t.en)).collect();
        lines.push(Text::new(format!("留好证据{zh}"), format!("keep {}", en.join(", "))));
    }
    let channels = conduct.report_to.iter().filter_map(|c| set.channels.get(&c.it));
    let channels = channels.map(|c| titled(&c.title, c.title_en()));
    lines.extend(list("依次可以找", "report to, in this order: ", channels));
    if let Some(overlap) = &conduct.overlap {
        lines.push(within(words, overlap));
    }
    lines.extend(list(
        "列出不要做的事：",
        "list what not to do: ",
        conduct.avoid.iter().filter_map(|a| set.avoid.get(&a.it)).map(|a| titled(&a.title, a.title_en())),
    ));
    lines
}

/// The hours of which an answer says how long a contact lasted inside.
fn within(words: &Words<'_>, overlap: &Overlap) -> Text {
    let hours = |(from, until): &(Operand, Operand)| {
        let (from, until) = (words.operand(from, &FactKind::Time), words.operand(until, &FactKind::Time));
        Text::new(format!("{}至{}", from.zh, until.zh), format!("{} to {}", from.en, until.en))
    };
    let between = hours(&overlap.between);
    match overlap.agreed.as_ref().map(hours) {
        None => Text::new(
            format!("说明有多少秒落在{}之间", between.zh),
            format!("say how many seconds lay between {}", between.en),
        ),
        Some(agreed) => Text::new(
            format!("说明有多少秒落在{}之间，约定的{}除外", between.zh, agreed.zh),
            format!("say how many seconds lay between {}, those agreed ({}) left out", between.en, agreed.en),
        ),
    }
}

/// How contacts are counted together.
pub(super) fn grouping(count: &Count) -> Text {
    let keys: Vec<Text> = count.by.iter().copied().map(key).collect();
    let window = match count.window {
        Window::CalendarDay => Text::new("在同一个自然日（北京时间）里", "on one calendar day (Beijing time)"),
        Window::RollingHours(hours) => {
            Text::new(format!("在任何连续 {hours} 小时里"), format!("in any {hours} hours running"))
        }
        Window::ConsecutiveDays(days) => Text::new(
            format!("在任何连续 {days} 个自然日（北京时间）里"),
            format!("on any {days} calendar days running (Beijing time)"),
        ),
        Window::DaysAfterConversation(days) => Text::new(
            format!("在一次通话以后的 {days} 天（通话当天是第 1 天）里"),
            format!("within {days} days after a conversation, whose own day is the first,"),
        ),
    };
    if keys.is_empty() {
        return Text::new(
            format!("这些联系，{}的合起来数", window.zh),
            format!("those {} are counted together", window.en),
        );
    }
    let keys = Text::join(&keys, "并且", " and ");
    Text::new(
        format!("这些联系，{}、{}的合起来数", keys.zh, window.zh),
        format!("those with {} {} are counted together", keys.en, window.en),
    )
}

fn key(key: GroupKey) -> Text {
    match key {
        GroupKey::CreditorGroup => {
            Text::new("属于同一债权人（含其委托机构）", "the same creditor (its agencies included)")
        }
        GroupKey::FromNumber => Text::new("来自同一号码", "the same calling number"),
        GroupKey::ToNumber => Text::new("打给同一号码", "the same number called"),
        GroupKey::Recipient => Text::new("打给同一类被联系人", "the same recipient"),
        GroupKey::Debt => Text::new("为同一笔债", "the same debt"),
    }
}

/// A title in quotation marks; in English by its English title where it has one.
fn titled(zh: &str, en: Option<String>) -> Text {
    let zh = quote(&full_width(zh));
    Text { en: en.map_or_else(|| zh.clone(), |en| quote(&en)), zh }
}

fn named(before: &str, after: &str, en: &str, title: &Text) -> Text {
    Text::new(format!("{before}{}{after}", title.zh), format!("{en}{}", title.en))
}

/// A line that names several things; nothing where there are none.
fn list(zh: &str, en: &str, titles: impl Iterator<Item = Text>) -> Option<Text> {
    let titles: Vec<Text> = titles.collect();
    let all = Text::join(&titles, "", ", ");
    (!titles.is_empty()).then(|| Text::new(format!("{zh}{}", all.zh), format!("{en}{}", all.en)))
}
