//! The days on which a test may turn, for one subject: found from what it compares, never by trying every day. A day
//! too many costs a look at it; a day too few would be a change nobody is told of, so in doubt a day is in.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::Window;
use crate::evaluate::{Session, before, later};
use crate::fact::{FactId, Parameters, Portfolio, Subject, Value, derive, values_behind};
use crate::program::{CompiledTest, Formula, TestId, needs_day};
use crate::rule::{
    DatedEntry, JudgeBy, Law, LawId, Length, LengthUnit, Matcher, Operand, Quantity, RuleSet, ValueId, ValueSource,
};

/// How many days after the end of a month a length in months may still turn: the end of a month is cut.
const MONTH_SLACK: u64 = 4;
/// How many days holidays may add to a length in working days, besides two days off in seven.
const HOLIDAY_SLACK: u64 = 20;

/// What moves with the days of a window, and when.
pub(super) struct Moving<'m> {
    pub(super) session: &'m Session<'m>,
    pub(super) window: Window,
    /// The dated values that change, with the days.
    pub(super) changing: BTreeMap<ValueId, Vec<NaiveDate>>,
    /// The first days on which a formula reads another value.
    pub(super) regimes: Vec<NaiveDate>,
    /// The facts as they are computed from then on.
    states: Vec<Portfolio>,
    /// Facts that jump, with the days.
    jumps: BTreeMap<FactId, BTreeSet<NaiveDate>>,
    /// Whether a test can turn at all, for anybody.
    may_turn: Vec<bool>,
    /// The laws of which a version begins or ends.
    pub(super) laws: BTreeSet<LawId>,
}

impl<'m> Moving<'m> {
    pub(super) fn new(session: &'m Session<'m>, window: Window) -> Self {
        let set = &session.program.set;
        let mut moving = Self {
            session,
            window,
            changing: changing(set, window),
            regimes: Vec::new(),
            states: Vec::new(),
            jumps: BTreeMap::new(),
            may_turn: Vec::new(),
            laws: BTreeSet::new(),
        };
        let edge = |law: &&Law| law.versions.iter().any(|v| window.has_edge(Some(v.from), v.until));
        moving.laws = set.laws.values().filter(edge).map(|law| law.id.clone()).collect();
        moving.regimes();
        let facts = &set.engine_facts;
        let first_late_days =
            session.portfolio.debt_subjects().filter_map(|debt| moving.overdue_since(debt)?.succ_opt());
        let first_late_days: Vec<NaiveDate> = first_late_days.filter(|day| window.has(*day)).collect();
        moving.jump(facts.overdue_count, first_late_days);
        moving.settle();
        moving
    }

    /// Notes the days on which a fact takes another value. [`Self::settle`] has to follow.
    pub(super) fn jump(&mut self, fact: FactId, days: impl IntoIterator<Item = NaiveDate>) {
        let days: BTreeSet<NaiveDate> = days.into_iter().collect();
        if !days.is_empty() {
            self.jumps.entry(fact).or_default().extend(days);
        }
    }

    /// The days on which a fact jumps.
    pub(super) fn jumps(&self, fact: FactId) -> impl Iterator<Item = NaiveDate> {
        self.jumps.get(&fact).into_iter().flatten().copied()
    }

    /// The facts from each day on which a formula reads another value.
    pub(super) fn states(&self) -> &[Portfolio] {
        &self.states
    }

    /// Works out which tests can turn.
    pub(super) fn settle(&mut self) {
        self.may_turn = self.session.program.tests.iter().map(|test| self.can_turn(test)).collect();
    }

    /// Whether a test can turn for somebody.
    pub(super) fn may_turn(&self, test: TestId) -> bool {
        self.may_turn.get(test.0).copied().unwrap_or(false)
    }

    /// Whether some test of a formula can turn for somebody.
    pub(super) fn may_turn_in(&self, formula: &Formula) -> bool {
        match formula {
            Formula::All(parts) | Formula::Any(parts) | Formula::None(parts) => {
                parts.iter().any(|part| self.may_turn_in(part))
            }
            Formula::AnyDebt(inner) => self.may_turn_in(inner),
            Formula::Test(id) => self.may_turn(*id),
        }
    }

    /// The days of the window on which a test may turn for a subject.
    pub(super) fn days(&self, id: TestId, subject: Subject) -> BTreeSet<NaiveDate> {
        let mut days = BTreeSet::new();
        let Some(test) = self.session.program.tests.get(id.0).filter(|_| self.may_turn(id)) else { return days };
        let owner = self.session.owner(test.scope, subject);
        for fact in facts_of(test) {
            days.extend(self.jumps.get(&fact).into_iter().flatten());
        }
        let by_answer = is_judged_by_answer(test.judge_by, owner);
        if by_answer {
            days.extend(values_of(&test.test.matcher).filter_map(|id| self.changing.get(id)).flatten());
        }
        for state in std::iter::once(self.session.portfolio).chain(&self.states) {
            Turning { moving: self, test, owner, state, by_answer }.add(&mut days);
        }
        days.retain(|day| self.window.has(*day));
        days
    }

    /// The numbers a quantity stands for in the window.
    pub(super) fn numbers(&self, quantity: &Quantity) -> Vec<u32> {
        match quantity {
            Quantity::Number(n) => vec![*n],
            Quantity::Value(id) => {
                let counts = self.values(id).into_iter().filter_map(|value| match value {
                    Value::Count(n) => u32::try_from(n).ok(),
                    _ => None,
                });
                counts.collect()
            }
        }
    }

    /// The values that a dated value takes in the window.
    fn values(&self, id: &ValueId) -> Vec<Value> {
        let days = std::iter::once(self.window.as_of).chain(self.changing.get(id).into_iter().flatten().copied());
        days.filter_map(|day| self.session.program.set.value_on(id, day)).collect()
    }

    fn can_turn(&self, test: &CompiledTest) -> bool {
        let facts = &self.session.program.set.engine_facts;
        if facts_of(test).any(|fact| fact == facts.overdue_days || self.jumps.contains_key(&fact)) {
            return true;
        }
        if !matches!(test.judge_by, JudgeBy::DecisionDate | JudgeBy::EventDate) || !needs_day(&test.test.matcher) {
            return false;
        }
        let changes = values_of(&test.test.matcher).any(|id| self.changing.contains_key(id));
        let lengths = matches!(
            test.test.matcher,
            Matcher::Within(..) | Matcher::WithinLast(_) | Matcher::WithinNext(_) | Matcher::OlderThan(_)
        );
        changes || lengths || test.test.matcher.operands().any(|operand| matches!(operand, Operand::AsOf))
    }

    /// The day a debt fell overdue: what its days are counted from.
    fn overdue_since(&self, debt: Subject) -> Option<NaiveDate> {
        let overdue_days = self.session.program.set.engine_facts.overdue_days;
        match self.session.value(overdue_days, debt) {
            Some(Value::Count(days)) => shifted(self.window.as_of, -*days),
            _ => None,
        }
    }

    /// Computes the facts anew for each day on which a formula reads another value.
    fn regimes(&mut self) {
        let set = &self.session.program.set;
        let read = |id: &str| self.changing.get(&ValueId::from(id)).cloned().unwrap_or_default();
        let moved: Vec<(FactId, BTreeSet<NaiveDate>)> = set
            .vocabulary
            .iter()
            .map(|(fact, _)| (fact, values_behind(&set.engine_facts, fact)))
            .filter(|(_, values)| !values.is_empty())
            .map(|(fact, values)| (fact, values.iter().flat_map(|id| read(id)).collect()))
            .collect();
        let days: BTreeSet<NaiveDate> = moved.iter().flat_map(|(_, days)| days).copied().collect();
        self.states = days.iter().map(|day| computed(self.session.portfolio, set, *day)).collect();
        self.regimes = days.into_iter().collect();
        for (fact, days) in moved {
            self.jump(fact, days);
        }
    }
}

/// A portfolio with its facts computed for a day.
pub(super) fn computed(portfolio: &Portfolio, set: &RuleSet, day: NaiveDate) -> Portfolio {
    let mut portfolio = portfolio.clone();
    portfolio.as_of = day;
    let parameters: Parameters = set.parameters_on(day);
    derive(&mut portfolio, &set.vocabulary, &set.engine_facts, &parameters);
    portfolio
}

/// Whether the day a test is judged by is the day of the answer.
pub(super) fn is_judged_by_answer(judge_by: JudgeBy, subject: Subject) -> bool {
    match judge_by {
        JudgeBy::DecisionDate => true,
        JudgeBy::EventDate => !matches!(subject, Subject::Contact(_)),
        JudgeBy::ContractDate | JudgeBy::FilingDate => false,
    }
}

/// The day so many days on, or back.
pub(super) fn shifted(day: NaiveDate, by: i64) -> Option<NaiveDate> {
    let days = Days::new(by.unsigned_abs());
    if by < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) }
}

fn facts_of(test: &CompiledTest) -> impl Iterator<Item = FactId> {
    let compared = test.test.matcher.operands().filter_map(|operand| match operand {
        Operand::Fact(fact) => Some(*fact),
        Operand::Literal(_) | Operand::Value(_) | Operand::AsOf => None,
    });
    std::iter::once(test.test.fact).chain(compared)
}

fn values_of(matcher: &Matcher) -> impl Iterator<Item = &ValueId> {
    let length = match matcher {
        Matcher::Within(length, _)
        | Matcher::WithinLast(length)
        | Matcher::WithinNext(length)
        | Matcher::OlderThan(length) => Some(&length.quantity),
        Matcher::Known
        | Matcher::Unknown
        | Matcher::OneOf(_)
        | Matcher::Compare(..)
        | Matcher::Between(..)
        | Matcher::Says(_) => None,
    };
    let length = length.and_then(|quantity| match quantity {
        Quantity::Value(id) => Some(id),
        Quantity::Number(_) => None,
    });
    let operands = matcher.operands().filter_map(|operand| match operand {
        Operand::Value(id) => Some(id),
        Operand::Literal(_) | Operand::Fact(_) | Operand::AsOf => None,
    });
    operands.chain(length)
}

/// The dated values that begin, change or end in the window, with those days.
fn changing(set: &RuleSet, window: Window) -> BTreeMap<ValueId, Vec<NaiveDate>> {
    let days = |entries: &[DatedEntry]| -> BTreeSet<NaiveDate> {
        let ends = entries.iter().filter_map(|e| e.until.and_then(|until| until.succ_opt()));
        entries.iter().map(|e| e.from).chain(ends).filter(|day| window.has(*day)).collect()
    };
    let one = |id: &ValueId| {
        let days: BTreeSet<NaiveDate> = match &set.base_of(id)?.source {
            ValueSource::Series(entries) => days(entries),
            ValueSource::ByOption { options, .. } => options.values().flat_map(|o| days(&o.entries)).collect(),
            ValueSource::Multiple { .. } => BTreeSet::new(),
        };
        (!days.is_empty()).then(|| (id.clone(), days.into_iter().collect()))
    };
    set.values.keys().filter_map(one).collect()
}

/// One test on one state of the facts.
struct Turning<'t> {
    moving: &'t Moving<'t>,
    test: &'t CompiledTest,
    owner: Subject,
    state: &'t Portfolio,
    by_answer: bool,
}

impl Turning<'_> {
    fn add(&self, days: &mut BTreeSet<NaiveDate>) {
        let set = &self.moving.session.program.set;
        let overdue_days = set.engine_facts.overdue_days;
        match (self.read(self.test.test.fact), &self.test.test.matcher) {
            (Some(Value::Count(now)), matcher) if self.test.test.fact == overdue_days => {
                for limit in self.counts(matcher) {
                    self.reaches(*now, limit, days);
                }
            }
            (Some(Value::Count(limit)), matcher) => {
                let against = matcher.operands().any(|o| matches!(o, Operand::Fact(fact) if *fact == overdue_days));
                if let (true, Some(Value::Count(now))) = (against, self.read(overdue_days)) {
                    self.reaches(*now, *limit, days);
                }
            }
            (Some(Value::Date(date)), matcher) if self.by_answer => self.dated(*date, matcher, days),
            _ => {}
        }
    }

    fn read(&self, fact: FactId) -> Option<&Value> {
        self.state.value(&self.moving.session.program.set.vocabulary, fact, self.owner)
    }

    /// The day a count that grows by one a day reaches a limit, and the day after.
    fn reaches(&self, now: i64, limit: i64, days: &mut BTreeSet<NaiveDate>) {
        let reached = limit.checked_sub(now).and_then(|by| shifted(self.state.as_of, by));
        days.extend(reached);
        days.extend(reached.and_then(|day| day.succ_opt()));
    }

    /// The numbers a matcher holds a count against.
    fn counts(&self, matcher: &Matcher) -> Vec<i64> {
        let count = |value: &Value| match value {
            Value::Count(n) => Some(*n),
            _ => None,
        };
        let of = |operand: &Operand| -> Vec<i64> {
            match operand {
                Operand::Literal(literal) => count(&literal.value).into_iter().collect(),
                Operand::Value(id) => self.moving.values(id).iter().filter_map(count).collect(),
                Operand::Fact(fact) => self.read(*fact).and_then(count).into_iter().collect(),
                Operand::AsOf => Vec::new(),
            }
        };
        match matcher {
            Matcher::OneOf(list) => list.iter().filter_map(|l| count(&l.value)).collect(),
            other => other.operands().flat_map(of).collect(),
        }
    }

    /// The days on which a date changes sides against the day of the answer.
    fn dated(&self, date: NaiveDate, matcher: &Matcher, days: &mut BTreeSet<NaiveDate>) {
        let set = &self.moving.session.program.set;
        let has_come = |days: &mut BTreeSet<NaiveDate>| {
            days.insert(date);
            days.extend(date.succ_opt());
        };
        let back = |length: &Length, days: &mut BTreeSet<NaiveDate>| {
            self.near(date, length, later, days, |day| before(set, day, length, day).map(|edge| edge.cmp(&date)));
        };
        let ahead = |length: &Length, days: &mut BTreeSet<NaiveDate>| {
            self.near(date, length, before, days, |day| later(set, day, length, day).map(|edge| edge.cmp(&date)));
            if length.unit == LengthUnit::WorkingDays {
                self.calendar_ends(length, days);
            }
        };
        match matcher {
            Matcher::Compare(_, Operand::AsOf) => has_come(days),
            Matcher::Between(from, to) if [from, to].iter().any(|o| matches!(o, Operand::AsOf)) => has_come(days),
            Matcher::Within(length, Operand::AsOf) => {
                back(length, days);
                ahead(length, days);
            }
            Matcher::WithinLast(length) => {
                has_come(days);
                back(length, days);
            }
            Matcher::WithinNext(length) => {
                has_come(days);
                ahead(length, days);
            }
            Matcher::OlderThan(length) => back(length, days),
            Matcher::Compare(..)
            | Matcher::Between(..)
            | Matcher::Within(..)
            | Matcher::Known
            | Matcher::Unknown
            | Matcher::OneOf(_)
            | Matcher::Says(_) => {}
        }
    }

    /// The days near one end of a length on which the other end changes sides.
    fn near(
        &self,
        date: NaiveDate,
        length: &Length,
        end: impl Fn(&RuleSet, NaiveDate, &Length, NaiveDate) -> Option<NaiveDate>,
        days: &mut BTreeSet<NaiveDate>,
        side: impl Fn(NaiveDate) -> Option<Ordering>,
    ) {
        let set = &self.moving.session.program.set;
        for n in self.moving.numbers(&length.quantity) {
            // Working days ahead are at least as many days, and no more than twice as many besides the holidays.
            let (unit, slack) = match length.unit {
                LengthUnit::Days => (LengthUnit::Days, 1),
                LengthUnit::WorkingDays => (LengthUnit::Days, HOLIDAY_SLACK + u64::from(n)),
                LengthUnit::Months | LengthUnit::Years => (length.unit, MONTH_SLACK),
            };
            let plain = Length { quantity: Quantity::Number(n), unit };
            if let Some(middle) = end(set, date, &plain, date) {
                turns(middle, slack, &side, days);
            }
        }
    }

    /// The days on which a length in working days runs out of the calendars there are.
    fn calendar_ends(&self, length: &Length, days: &mut BTreeSet<NaiveDate>) {
        let set = &self.moving.session.program.set;
        let window = self.moving.window;
        let longest = self.moving.numbers(&length.quantity).into_iter().max().unwrap_or_default();
        for year in window.as_of.year()..=window.until.year() + 1 {
            let Some(new_year) = NaiveDate::from_ymd_opt(year, 1, 1) else { continue };
            let known = |day: Option<NaiveDate>| day.and_then(|d| set.calendar.is_working_day(d)).is_some();
            if known(Some(new_year)) != known(new_year.pred_opt()) {
                let reach = 2 * u64::from(longest) + HOLIDAY_SLACK;
                turns(new_year, reach, |day| later(set, day, length, day).map(|_| Ordering::Equal), days);
            }
        }
    }
}

/// The days up to so many days from one on which something is not what it was the day before.
fn turns(middle: NaiveDate, slack: u64, what: impl Fn(NaiveDate) -> Option<Ordering>, days: &mut BTreeSet<NaiveDate>) {
    let reach = Days::new(slack + 1);
    let (Some(mut day), Some(last)) = (middle.checked_sub_days(reach), middle.checked_add_days(reach)) else { return };
    let mut was = what(day);
    while let Some(next) = day.succ_opt().filter(|next| *next <= last) {
        let is = what(next);
        if is != was {
            days.insert(next);
        }
        (day, was) = (next, is);
    }
}
