//! Why one debt stands before another in the act-first list: the first criterion on which they differ, with both sides
//! of it, and the rule that puts the first one where it stands.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::Here;
use super::order::{Criterion, Placed, StepDraft, balance, is_set_here, order};
use crate::diagnostic::{Text, closest};
use crate::evaluate::DueDate;
use crate::fact::Subject;
use crate::finding::{CitedArticle, RuleReference, TriageFinding};
use crate::outlook::May;
use crate::readback::date;
use crate::rule::{Action, Band};

/// Up to so many debts every pair is told; above it each debt with the next, for pairs grow with the square.
const DEBTS_IN_PAIRS: usize = 20;

/// Why one debt stands before another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Before {
    /// The debt that stands first.
    #[schema(example = "a")]
    pub first: String,
    /// The debt that stands after it.
    #[schema(example = "b")]
    pub second: String,
    /// The first criterion on which they differ.
    pub criterion: Criterion,
    /// Both sides of it, in words.
    #[schema(
        example = "“甲平台”的“提交答辩状”2026年11月25日到期，“乙小贷”的“协商还款”没有日期；日子近的在前，没有日期的在后"
    )]
    pub text: String,
    /// The same in English.
    pub text_en: String,
    /// The rule that puts the first debt where it stands, where a band or a day decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleReference>,
    /// The law behind that rule.
    pub citations: Vec<CitedArticle>,
}

/// Why nobody can say which of two debts stands first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoOrder {
    /// The portfolio has no debt of this id.
    NoSuchDebt {
        /// The id that was asked for.
        debt: String,
        /// The closest one it has.
        close: Option<String>,
    },
    /// Nothing is asked for this debt, so that it stands nowhere in the list.
    NotInList {
        /// The debt.
        debt: String,
    },
    /// The two are one.
    Same,
}

/// For every two debts of the act-first list the first criterion on which they differ.
pub(super) fn pairs(here: &Here<'_>, findings: &[TriageFinding], possible: &BTreeMap<Subject, May>) -> Vec<Before> {
    let lines = order(here.session, findings, &|subject| possible.get(&subject).map(|may| may.band));
    let debts: Vec<&Placed<'_>> = lines.iter().filter(|line| matches!(line.subject, Subject::Debt(_))).collect();
    let reach = if debts.len() > DEBTS_IN_PAIRS { 1 } else { debts.len() };
    let pairs = debts.iter().enumerate().flat_map(|(place, first)| {
        let after = debts.iter().skip(place.saturating_add(1)).take(reach);
        after.filter_map(move |second| Why { here, findings }.before(first, second))
    });
    pairs.collect()
}

/// Which of two debts stands first, and why.
pub(super) fn between(
    here: &Here<'_>,
    findings: &[TriageFinding],
    possible: &BTreeMap<Subject, May>,
    (a, b): (&str, &str),
) -> Result<Before, NoOrder> {
    let lines = order(here.session, findings, &|subject| possible.get(&subject).map(|may| may.band));
    let find = |id: &str| {
        let mut all = here.session.portfolio.debt_subjects();
        let Some(subject) = all.find(|debt| here.debt_id(*debt).as_deref() == Some(id)) else {
            let close = closest(id, here.session.portfolio.debts.iter().map(|d| d.id.as_str()));
            return Err(NoOrder::NoSuchDebt { debt: id.to_owned(), close: close.map(str::to_owned) });
        };
        let line = lines.iter().find(|line| line.subject == subject);
        line.ok_or_else(|| NoOrder::NotInList { debt: id.to_owned() })
    };
    let (a, b) = (find(a)?, find(b)?);
    let (first, second) = if a.key <= b.key { (a, b) } else { (b, a) };
    Why { here, findings }.before(first, second).ok_or(NoOrder::Same)
}

struct Why<'w> {
    here: &'w Here<'w>,
    findings: &'w [TriageFinding],
}

impl Why<'_> {
    fn before(&self, first: &Placed<'_>, second: &Placed<'_>) -> Option<Before> {
        let (criterion, Ordering::Less) = first.key.differs(&second.key)? else { return None };
        let text = self.text(criterion, (first, first.steps.first()?), (second, second.steps.first()?));
        let by = match criterion {
            Criterion::Band | Criterion::Due => {
                first.steps.first().and_then(|step| self.findings.get(*step.reasons.first()?))
            }
            Criterion::BandAtWorst | Criterion::CostOfDelay | Criterion::Balance | Criterion::OrderOfRequest => None,
        };
        Some(Before {
            first: self.here.debt_id(first.subject)?,
            second: self.here.debt_id(second.subject)?,
            criterion,
            text: text.zh,
            text_en: text.en,
            rule: by.map(|finding| finding.reference.clone()),
            citations: by.map(|finding| finding.citations.clone()).unwrap_or_default(),
        })
    }

    /// Both sides of a criterion.
    fn text(&self, criterion: Criterion, first: Side<'_>, second: Side<'_>) -> Text {
        let of = |say: &dyn Fn(&Self, Side<'_>) -> Text| (say(self, first), say(self, second));
        match criterion {
            Criterion::BandAtWorst => {
                let (a, b) = of(&Self::worst);
                Text::new(
                    format!("还没确认的先按最坏的算：{}，{}；可能更急的在前，先确认", a.zh, b.zh),
                    format!("what is not confirmed counts at its worst: {}, {}; confirm the former first", a.en, b.en),
                )
            }
            Criterion::Band => {
                let (a, b) = of(&Self::band);
                Text::new(
                    format!("{}，{}；前一档更急", a.zh, b.zh),
                    format!("{}, {}; the former band is more urgent", a.en, b.en),
                )
            }
            Criterion::Due => {
                let (a, b) = of(&Self::due);
                let rule = nearer(first.1, second.1);
                Text::new(
                    format!("同在一档：{}，{}；{}", a.zh, b.zh, rule.zh),
                    format!("in one band: {}, {}; {}", a.en, b.en, rule.en),
                )
            }
            Criterion::CostOfDelay => {
                let (a, b) = of(&Self::delay);
                Text::new(
                    format!("同样急：{}，{}；拖着更贵的在前", a.zh, b.zh),
                    format!("equally urgent: {}, {}; the dearer one to delay comes first", a.en, b.en),
                )
            }
            Criterion::Balance => {
                let (a, b) = of(&Self::owed);
                Text::new(
                    format!("同样急，拖一个月的代价也一样：{}，{}；欠得多的在前", a.zh, b.zh),
                    format!("equally urgent and equally dear to delay: {}, {}; the larger comes first", a.en, b.en),
                )
            }
            Criterion::OrderOfRequest => {
                let (a, b) = of(&Self::name);
                Text::new(
                    format!("{}和{}在前面各项上都一样，按登记的先后", a.zh, b.zh),
                    format!("{} and {} are alike in all of this and stand in the order they were given", a.en, b.en),
                )
            }
        }
    }

    /// What the client calls a debt, or its id.
    fn name(&self, (placed, _): Side<'_>) -> Text {
        let name = self.here.platform_name(placed.subject).or_else(|| self.here.debt_id(placed.subject));
        Text::same(format!("“{}”", name.unwrap_or_default()))
    }

    /// The debt and what is to be done first about it.
    fn step(&self, side: Side<'_>) -> Text {
        let name = self.name(side);
        let action = self.here.session.program.set.actions.get(side.1.action);
        let title = action.map(|a| a.title.clone()).unwrap_or_default();
        let title_en = action.and_then(Action::title_en).unwrap_or_else(|| title.clone());
        Text::new(format!("{}的“{title}”", name.zh), format!("“{title_en}” for {}", name.en))
    }

    fn worst(&self, side: Side<'_>) -> Text {
        let band = self.here.session.program.set.bands.get_index(side.0.key.worst).map(|(_, band)| band);
        let title = band.map(|b| b.title.clone()).unwrap_or_default();
        let title_en = band.and_then(Band::title_en).unwrap_or_else(|| title.clone());
        let name = self.name(side);
        Text::new(format!("{}最坏在“{title}”一档", name.zh), format!("{} is at worst in “{title_en}”", name.en))
    }

    fn band(&self, side: Side<'_>) -> Text {
        let step = self.step(side);
        let band = self.here.session.program.set.bands.get_index(side.1.urgency.0).map(|(_, band)| band);
        let title = band.map(|b| b.title.clone()).unwrap_or_default();
        let title_en = band.and_then(Band::title_en).unwrap_or_else(|| title.clone());
        Text::new(format!("{}在“{title}”一档", step.zh), format!("{} stands in the band “{title_en}”", step.en))
    }

    fn due(&self, side: Side<'_>) -> Text {
        let step = self.step(side);
        let as_of = self.here.session.portfolio.as_of;
        let due = match side.1.due {
            Some(DueDate::On { on, .. }) => match on.cmp(&as_of) {
                Ordering::Less => Text::new(format!("在{}已经过期", date(*on)), format!("was due on {on}")),
                Ordering::Equal => Text::new("今天到期", "is due today"),
                Ordering::Greater => Text::new(format!("{}到期", date(*on)), format!("is due on {on}")),
            },
            Some(DueDate::NotKnown(_) | DueDate::Failed(_)) => {
                Text::new("期限还不知道，先当作今天", "is due on a day that is not known and counts as today")
            }
            None => Text::new("没有日期", "has no date"),
        };
        Text::new(format!("{}{}", step.zh, due.zh), format!("{} {}", step.en, due.en))
    }

    fn delay(&self, side: Side<'_>) -> Text {
        let name = self.name(side);
        let delay = side.0.key.delay.round_dp(2);
        if delay == Decimal::ZERO {
            return Text::new(
                format!("{}拖一个月的代价算不出来", name.zh),
                format!("what a month of delay costs cannot be told for {}", name.en),
            );
        }
        Text::new(
            format!("{}拖一个月约多花 {delay:.2} 元", name.zh),
            format!("a month of delay costs about {delay:.2} yuan for {}", name.en),
        )
    }

    fn owed(&self, side: Side<'_>) -> Text {
        let name = self.name(side);
        match balance(self.here.session, side.0.subject) {
            Some(owed) => {
                Text::new(format!("{}还欠 {owed} 元", name.zh), format!("{owed} yuan are owed on {}", name.en))
            }
            None => {
                Text::new(format!("{}还欠多少不知道", name.zh), format!("what is owed on {} is not known", name.en))
            }
        }
    }
}

/// A line and its next step.
type Side<'s> = (&'s Placed<'s>, &'s StepDraft<'s>);

/// Why one day comes before another.
fn nearer(first: &StepDraft<'_>, second: &StepDraft<'_>) -> Text {
    if second.due.is_none() {
        return Text::new("有日期的在前", "what has a date comes first");
    }
    if is_set_here(second.due) && !is_set_here(first.due) {
        return Text::new("法律定的日子在自己定的日子之前", "a day the law sets comes before one set here");
    }
    if second.urgency.1.has_passed() && !first.urgency.1.has_passed() {
        return Text::new(
            "离今天近的在前，一样近的，还来得及的在前",
            "the nearer day comes first, and of equally near ones the one that can still be kept",
        );
    }
    Text::new("离今天近的在前", "the nearer day comes first")
}
