//! Changes to the rest of a rule: its period, how contacts are counted, what follows from it, the law it rests on.

use std::hash::Hash;

use chrono::{Days, NaiveDate};
use indexmap::{Equivalent, IndexMap};

use super::limits::{Moved, turns};
use super::words::{becomes, window};
use super::{Change, Maker, Operator};
use crate::diagnostic::Text;
use crate::fact::FactKind;
use crate::rule::{
    Citation, ConductThen, CostThen, Count, Due, DueStart, GroupKey, LengthUnit, PaymentPlace, PlannedAction, Quantity,
    Rule, Then, TriageThen, Unit, ValueId, Window, YardstickRole,
};
use crate::source::{Place, Placed};

impl Maker<'_> {
    /// The first and the last day, a day earlier and a day later.
    pub(super) fn period(&self, rule: &Rule) -> Vec<Change<Rule>> {
        let grounds = |day: NaiveDate| {
            rule.strength.is_some() || rule.cite.is_empty() || self.set.laws_in_force(rule, day).next().is_some()
        };
        let day = |day: NaiveDate| Text::new(day.to_string(), day.to_string());
        let mut all = Vec::new();
        let mut add = |what: Text, from: NaiveDate, to: NaiveDate, counts: NaiveDate, rule_then: Rule| {
            // On a day on which nothing it cites is in force the rule does not hold anyway.
            if grounds(counts) {
                all.push(Change::new(Operator::Period, rule.place, becomes(&what, &day(from), &day(to)), rule_then));
            }
        };
        let around = |day: NaiveDate| (day.checked_sub_days(Days::new(1)), day.checked_add_days(Days::new(1)));
        if let Some(from) = rule.from
            && let (Some(before), Some(after)) = around(from)
        {
            let what = || Text::new("生效日(from)", "the first day (from)");
            add(what(), from, before, before, Rule { from: Some(before), ..rule.clone() });
            add(what(), from, after, from, Rule { from: Some(after), ..rule.clone() });
        }
        if let Some(until) = rule.until
            && let (Some(before), Some(after)) = around(until)
        {
            let what = || Text::new("最后一天(until)", "the last day (until)");
            add(what(), until, before, until, Rule { until: Some(before), ..rule.clone() });
            add(what(), until, after, after, Rule { until: Some(after), ..rule.clone() });
        }
        all
    }

    /// How contacts are counted.
    pub(super) fn count(&self, rule: &Rule) -> Vec<Change<Rule>> {
        let Some(count) = &rule.count else { return Vec::new() };
        let mut all: Vec<Change<Count>> =
            self.whole(&count.only, &[]).into_iter().map(|c| c.map(|only| Count { only, ..count.clone() })).collect();
        if let Some(talk) = &count.conversation {
            let changed = self.whole(talk, &[]).into_iter();
            all.extend(changed.map(|c| c.map(|talk| Count { conversation: Some(talk), ..count.clone() })));
        }
        let what = Text::new("次数", "the count");
        let now = self.words.comparison(count.comparison, &count.limit, None);
        for (limit, value) in self.operand(&count.limit, &FactKind::Count) {
            let said = becomes(&what, &now, &self.words.comparison(count.comparison, &limit, value.as_ref()));
            let change = Change::new(Operator::Limit, rule.place, said, Count { limit, ..count.clone() });
            all.push(Change { values: value.into_iter().collect(), ..change });
        }
        for comparison in turns(count.comparison, &count.limit, &FactKind::Count) {
            let said = becomes(&what, &now, &self.words.comparison(comparison, &count.limit, None));
            all.push(Change::new(Operator::Comparison, rule.place, said, Count { comparison, ..count.clone() }));
        }
        for key in &count.by {
            let (zh, en) = match key {
                GroupKey::CreditorGroup => ("同一债权人", "creditor_group"),
                GroupKey::FromNumber => ("同一号码", "from_number"),
                GroupKey::ToNumber => ("同一被叫号码", "to_number"),
                GroupKey::Recipient => ("同一个被联系的人", "recipient"),
                GroupKey::Debt => ("同一笔债", "debt"),
            };
            let said = Text::new(format!("计数不再按“{zh}”分组"), format!("contacts are no longer counted by {en}"));
            let by = count.by.iter().copied().filter(|k| k != key).collect();
            all.push(Change::new(Operator::Group, rule.place, said, Count { by, ..count.clone() }));
        }
        for other in windows(count.window) {
            let what = Text::new("计数的时间段(window)", "the window");
            let said = becomes(&what, &window(count.window), &window(other));
            all.push(Change::new(Operator::Window, rule.place, said, Count { window: other, ..count.clone() }));
        }
        all.into_iter().map(|c| c.map(|count| Rule { count: Some(count), ..rule.clone() })).collect()
    }

    /// What follows.
    pub(super) fn then(&self, rule: &Rule) -> Vec<Change<Rule>> {
        let then = match &rule.then {
            Then::Triage(then) => self.steps(then, rule.place).into_iter().map(|c| c.map(Then::Triage)).collect(),
            Then::Cost(then) => self.cost(then, rule.place),
            Then::Conduct(then) => self.conduct(then).into_iter().map(|c| c.map(Then::Conduct)).collect::<Vec<_>>(),
        };
        then.into_iter().map(|c| c.map(|then| Rule { then, ..rule.clone() })).collect()
    }

    fn steps(&self, then: &TriageThen, place: Place) -> Vec<Change<TriageThen>> {
        let mut all = Vec::new();
        if let Some(band) = &then.band
            && let Some(other) = neighbour(&self.set.bands, &band.it)
        {
            let said = named(("档位", "the band"), &band.it, other);
            let to = TriageThen { band: Some(Placed { it: other.clone(), place: band.place }), ..then.clone() };
            all.push(Change::new(Operator::Band, band.place, said, to));
        }
        if then.today.is_some() {
            let said = Text::new("去掉最上面的“今天”一行(today)", "the line at the top (today) is dropped");
            all.push(Change::new(Operator::Today, place, said, TriageThen { today: None, ..then.clone() }));
        }
        for (index, action) in then.actions.iter().enumerate() {
            let said = dropped(("行动", "action"), action.action.it.as_str());
            let actions = without(&then.actions, index);
            all.push(Change::new(Operator::Action, action.action.place, said, TriageThen { actions, ..then.clone() }));
            let dues = action.due.as_ref().map(|due| self.due(action, due)).unwrap_or_default();
            all.extend(dues.into_iter().map(|c| {
                c.map(|changed| {
                    let mut actions = then.actions.clone();
                    if let Some(here) = actions.get_mut(index) {
                        *here = changed;
                    }
                    TriageThen { actions, ..then.clone() }
                })
            }));
        }
        all.extend(drops(&then.avoid, Operator::Avoid, ("不要做的事", "line of the do-not list"), |avoid| {
            TriageThen { avoid, ..then.clone() }
        }));
        all.extend(drops(&then.referrals, Operator::Referral, ("转介", "referral"), |referrals| TriageThen {
            referrals,
            ..then.clone()
        }));
        let letters = drops(&then.letters, Operator::Letter, ("信函", "letter"), |letters| TriageThen {
            letters,
            ..then.clone()
        });
        // A letter that an action of the rule brings along is there without being named.
        let brought = |id: &str| {
            let actions = then.actions.iter().filter_map(|a| self.set.actions.get(&a.action.it));
            actions.flat_map(|a| &a.letters).any(|l| l.it.as_str() == id)
        };
        all.extend(letters.into_iter().zip(&then.letters).filter(|(_, l)| !brought(l.it.as_str())).map(|(c, _)| c));
        all.extend(self.payment(then, place));
        all
    }

    fn payment(&self, then: &TriageThen, place: Place) -> Option<Change<TriageThen>> {
        let (place, said, payment) = match then.payment.as_ref()? {
            PaymentPlace::Hold => {
                let said =
                    Text::new("去掉“暂不付款”(payment: hold)", "the debt is no longer held back (payment: hold)");
                (place, said, None)
            }
            PaymentPlace::Tier(tier) => {
                let other = neighbour(&self.set.tiers, &tier.it)?;
                let said = named(("付款顺位", "the payment tier"), &tier.it, other);
                let place = tier.place;
                (place, said, Some(PaymentPlace::Tier(Placed { it: other.clone(), place })))
            }
        };
        Some(Change::new(Operator::Payment, place, said, TriageThen { payment, ..then.clone() }))
    }

    fn due(&self, action: &PlannedAction, due: &Due) -> Vec<Change<PlannedAction>> {
        let day =
            |start: DueStart| Due::After { quantity: Quantity::Number(1), unit: LengthUnit::Days, start, roll: false };
        let moved = match due {
            Due::Today => vec![(day(DueStart::AsOf), None)],
            Due::On(fact) => vec![(Due::Before(*fact), None), (day(DueStart::Fact(*fact)), None)],
            Due::Before(fact) => vec![(Due::On(*fact), None)],
            Due::After { quantity, unit, start, roll } => self
                .quantity(quantity)
                .into_iter()
                .map(|(quantity, v)| (Due::After { quantity, unit: *unit, start: start.clone(), roll: *roll }, v))
                .collect(),
        };
        let id = &action.action.it;
        let what = Text::new(format!("行动 {id} 的期限"), format!("the due date of {id}"));
        let now = self.words.due(due, None);
        let change = |(due, value): Moved<Due>| {
            let said = becomes(&what, &now, &self.words.due(&due, value.as_ref()));
            let to = PlannedAction { due: Some(due), ..action.clone() };
            Change { values: value.into_iter().collect(), ..Change::new(Operator::Due, action.action.place, said, to) }
        };
        moved.into_iter().map(change).collect()
    }

    fn cost(&self, then: &CostThen, place: Place) -> Vec<Change<Then>> {
        let mut all: Vec<Change<CostThen>> = self
            .steps(&then.steps, place)
            .into_iter()
            .map(|c| c.map(|steps| CostThen { steps, ..then.clone() }))
            .collect();
        let here = then.yardstick.place;
        let rates: IndexMap<&ValueId, ()> =
            self.set.values.iter().filter(|(_, v)| v.unit == Unit::Rate).map(|(id, _)| (id, ())).collect();
        if let Some(other) = neighbour(&rates, &&then.yardstick.it) {
            let said = named(("对照线", "the yardstick"), &then.yardstick.it, *other);
            let yardstick = Placed { it: (*other).clone(), place: here };
            all.push(Change::new(Operator::Yardstick, here, said, CostThen { yardstick, ..then.clone() }));
        }
        let (role, words) = match then.role {
            YardstickRole::Reference => (YardstickRole::Information, ("reference", "information")),
            YardstickRole::Information => (YardstickRole::Reference, ("information", "reference")),
        };
        let said = named(("对照线的作用(role)", "the role of the yardstick"), words.0, words.1);
        all.push(Change::new(Operator::Role, here, said, CostThen { role, ..then.clone() }));
        all.into_iter().map(|c| c.map(Then::Cost)).collect()
    }

    fn conduct(&self, then: &ConductThen) -> Vec<Change<ConductThen>> {
        let mut all = Vec::new();
        if let Some(other) = neighbour(&self.set.behaviours, &then.behaviour.it) {
            let place = then.behaviour.place;
            let said = named(("行为", "the behaviour"), &then.behaviour.it, other);
            let to = ConductThen { behaviour: Placed { it: other.clone(), place }, ..then.clone() };
            all.push(Change::new(Operator::Behaviour, place, said, to));
        }
        if let Some(other) = neighbour(&self.set.severities, &then.severity.it) {
            let place = then.severity.place;
            let said = named(("严重程度", "the severity"), &then.severity.it, other);
            let to = ConductThen { severity: Placed { it: other.clone(), place }, ..then.clone() };
            all.push(Change::new(Operator::Severity, place, said, to));
        }
        all.extend(drops(&then.report_to, Operator::Channel, ("投诉渠道", "channel"), |report_to| ConductThen {
            report_to,
            ..then.clone()
        }));
        all.extend(drops(&then.avoid, Operator::Avoid, ("不要做的事", "line of the do-not list"), |avoid| {
            ConductThen { avoid, ..then.clone() }
        }));
        all
    }

    /// Each citation swapped for another article of the same law; dropped where there is none.
    pub(super) fn cite(&self, rule: &Rule) -> Vec<Change<Rule>> {
        let one = |(index, cited): (usize, &Placed<Citation>)| {
            let (said, cite) = match self.other_article(rule, &cited.it) {
                Some(other) => {
                    let said = named(("引用", "the citation"), &cited.it, &other);
                    let mut cite = rule.cite.clone();
                    if let Some(here) = cite.get_mut(index) {
                        here.it = other;
                    }
                    (said, cite)
                }
                None if rule.cite.len() > 1 => {
                    (dropped(("引用", "citation"), &cited.it.to_string()), without(&rule.cite, index))
                }
                None => return None,
            };
            Some(Change::new(Operator::Citation, cited.place, said, Rule { cite, ..rule.clone() }))
        };
        rule.cite.iter().enumerate().filter_map(one).collect()
    }

    fn other_article(&self, rule: &Rule, cited: &Citation) -> Option<Citation> {
        let law = self.set.laws.get(&cited.law)?;
        let (version, number, _) = law.numbers(&cited.article).into_iter().next()?;
        let at = version.articles.get_index_of(number)?;
        let (before, after) = (version.articles.iter().take(at).rev(), version.articles.iter().skip(at + 1));
        let other = |article: &String| Citation { law: cited.law.clone(), article: article.clone() };
        let free = |c: &Citation| !rule.cite.iter().any(|there| there.it == *c);
        after.chain(before).filter(|(_, a)| a.succeeded_by.is_none()).map(|(n, _)| other(n)).find(free)
    }
}

fn windows(window: Window) -> Vec<Window> {
    let around = |n: u32| [n.checked_add(1), n.checked_sub(1).filter(|n| *n > 0)].into_iter().flatten();
    match window {
        Window::CalendarDay => vec![Window::RollingHours(24)],
        Window::RollingHours(n) => around(n).map(Window::RollingHours).collect(),
        Window::ConsecutiveDays(n) => around(n).map(Window::ConsecutiveDays).collect(),
        Window::DaysAfterConversation(n) => around(n).map(Window::DaysAfterConversation).collect(),
    }
}

/// What stands next to something in a catalogue: after it, or before it where it is the last.
fn neighbour<'m, K, V, Q>(map: &'m IndexMap<K, V>, id: &Q) -> Option<&'m K>
where
    Q: Hash + Equivalent<K> + ?Sized,
{
    let at = map.get_index_of(id)?;
    let next = map.get_index(at + 1).or_else(|| at.checked_sub(1).and_then(|before| map.get_index(before)));
    next.map(|(id, _)| id)
}

fn without<T: Clone>(list: &[T], index: usize) -> Vec<T> {
    list.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, item)| item.clone()).collect()
}

fn named<T: std::fmt::Display + ?Sized>(what: (&str, &str), from: &T, to: &T) -> Text {
    let said = |t: &T| Text::new(t.to_string(), t.to_string());
    becomes(&Text::new(what.0, what.1), &said(from), &said(to))
}

fn dropped(what: (&str, &str), id: &str) -> Text {
    Text::new(format!("去掉{} {id}", what.0), format!("the {} {id} is dropped", what.1))
}

/// Each line of a list dropped.
fn drops<K: Clone + std::fmt::Display, T>(
    list: &[Placed<K>],
    operator: Operator,
    what: (&str, &str),
    make: impl Fn(Vec<Placed<K>>) -> T,
) -> Vec<Change<T>> {
    let one = |(index, line): (usize, &Placed<K>)| {
        Change::new(operator, line.place, dropped(what, &line.it.to_string()), make(without(list, index)))
    };
    list.iter().enumerate().map(one).collect()
}
