//! How an answer stands on a day, without words: the steps with their days, what comes next for each debt, the order,
//! and where each debt stands among the payments.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::again::{Again, Standing};
use super::live::{LiveRules, Stand};
use super::thresholds::{Moving, shifted};
use crate::evaluate::{CostOutcome, DueDate, Outcome, Session, due_date};
use crate::fact::{Fact, FactId, FactKind, FactScope, Portfolio, Subject, Value};
use crate::money::yardstick::Position;
use crate::outlook::May;
use crate::plan::Here;
use crate::plan::order::{Key, StepDraft, Urgency, Weight, add, urgency, weight};
use crate::program::{RuleNumber, Stage};
use crate::rule::{ActionId, Due, DueStart, JudgeBy, PaymentPlace, Quantity, Rule, Status, Then, TierId, TriageThen};

/// How many days a day counted from the answer may be moved by days off.
const DAYS_OFF: i64 = 12;

/// A rule with steps, for a subject.
struct Advice<'a> {
    number: RuleNumber,
    rule: &'a Rule,
    subject: Subject,
    then: &'a TriageThen,
    /// Its place among the rules that may end otherwise; a rule that holds whatever the day has none.
    live: Option<usize>,
    /// The days of its steps.
    dues: Vec<Option<StepDay<'a>>>,
}

/// The day of a step.
enum StepDay<'a> {
    /// It is what it is.
    Fixed(DueDate),
    /// It moves with the day of the answer.
    Moves(&'a Due),
}

/// A step on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StepOn {
    /// Its last day, where that is not counted from the day of the answer.
    pub(super) due: Option<NaiveDate>,
    pub(super) urgency: Urgency,
    pub(super) rule: RuleNumber,
}

/// Where a debt stands among the payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Not paid until something is settled.
    Held,
    /// In this tier.
    Tier(TierId),
}

/// A line of the act-first list: a debt, or a step of the household.
pub(super) type Line = (Subject, Option<ActionId>);

/// How an answer stands on a day.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) rules: BTreeMap<(RuleNumber, Subject), Stand>,
    pub(super) steps: BTreeMap<(Subject, ActionId), StepOn>,
    /// What comes next for each debt, and the band it stands in.
    pub(super) next: BTreeMap<Subject, (ActionId, usize)>,
    /// The lines of the act-first list; a step of the household is a line of its own.
    pub(super) order: Vec<Line>,
    pub(super) places: BTreeMap<Subject, Place>,
    /// The days worked out for open debts, such as when limitation ends.
    pub(super) worked_out: BTreeMap<(Subject, FactId), NaiveDate>,
}

/// Why a step is asked for.
#[derive(Debug, Clone, Copy)]
struct Reason {
    rule: RuleNumber,
    /// Whether it has a day.
    has_due: bool,
    /// Whether that day runs along with the day of the answer.
    runs: bool,
}

/// Makes states.
pub(super) struct States<'a, 'm> {
    here: &'a Here<'a>,
    moving: &'a Moving<'m>,
    live: &'a LiveRules,
    again: Again<'a, 'm>,
    advice: Vec<Advice<'a>>,
    weights: BTreeMap<Subject, Weight>,
    may: &'a BTreeMap<Subject, May>,
    /// The facts that are days worked out from other facts.
    dates: Vec<FactId>,
}

impl<'a, 'm> States<'a, 'm> {
    pub(super) fn new(
        here: &'a Here<'a>,
        moving: &'a Moving<'m>,
        live: &'a LiveRules,
        may: &'a BTreeMap<Subject, May>,
    ) -> Self {
        let mut all = advice(here.session, &here.outcomes.outcomes, &here.outcomes.costs, live.whole);
        let moves: BTreeSet<(RuleNumber, Subject)> = live.rules.iter().map(|l| (l.rule, l.subject)).collect();
        all.retain(|a| !moves.contains(&(a.number, a.subject)));
        all.extend(live.rules.iter().enumerate().filter_map(|(place, l)| {
            let (rule, _) = here.session.program.rule(l.rule)?;
            let (number, subject) = (l.rule, l.subject);
            Some(Advice { number, rule, subject, then: rule.steps()?, live: Some(place), dues: Vec::new() })
        }));
        all.sort_by_key(|a| (Stage::of(a.rule), a.subject, a.number));
        for one in &mut all {
            one.dues = dues(here.session, moving, one);
        }
        let debts = here.session.portfolio.debt_subjects();
        let weights = debts.map(|debt| (debt, weight(here.session, debt))).collect();
        let vocabulary = here.session.program.set.vocabulary.iter();
        let dated = |f: &Fact| f.derived.is_some() && f.scope == FactScope::Debt && f.kind == FactKind::Date;
        let dates = vocabulary.filter(|(_, f)| dated(f)).map(|(id, _)| id).collect();
        Self { here, moving, live, again: Again::new(moving, live), advice: all, weights, may, dates }
    }

    /// The days of steps worth looking at: the day after each, the day its band begins to count it as near, and those
    /// on which two steps may change places.
    pub(super) fn days(&self) -> BTreeSet<NaiveDate> {
        let set = &self.here.session.program.set;
        let facts = std::iter::once(self.here.session.portfolio).chain(self.moving.states());
        let worked_out = facts.flat_map(|facts| self.worked_out(facts).into_values());
        let mut days: BTreeSet<NaiveDate> = worked_out.filter_map(|on| on.succ_opt()).collect();
        let clocks = self.clocks();
        for clock in &clocks {
            let Clock::On { on, .. } = clock.clock else { continue };
            days.extend([on.succ_opt()].into_iter().flatten());
            let horizon = set.bands.get_index(clock.band).and_then(|(_, band)| band.horizon.as_ref());
            days.extend(horizon.and_then(|(ahead, _)| shifted(on, -i64::from(*ahead))));
        }
        for one in &clocks {
            for other in &clocks {
                if one.may_stand_with(other) {
                    changes_of_place(one.clock, other.clock, &mut days);
                }
            }
        }
        days.retain(|day| self.moving.window.has(*day));
        days
    }

    /// How the answer stands on a day. Days are asked for in their order.
    pub(super) fn on(&mut self, day: NaiveDate) -> State {
        match self.again.on_day(day) {
            Standing::Live(stands) => {
                let session = Session::new(self.here.session.program, self.again.facts());
                let rules = self.live.rules.iter().zip(&stands).map(|(l, stand)| ((l.rule, l.subject), *stand));
                let holds = |a: &&Advice<'_>| a.live.is_none_or(|place| stands.get(place) == Some(&Stand::Met));
                let advice: Vec<&Advice<'_>> = self.advice.iter().filter(holds).collect();
                State { rules: rules.collect(), ..self.state(&session, day, &advice) }
            }
            Standing::Whole(outcomes) => {
                let program = self.here.session.program;
                let session = Session::over(program, &outcomes);
                let mut advice = advice(&session, &outcomes.outcomes, &outcomes.costs, false);
                for one in &mut advice {
                    one.dues = dues(&session, self.moving, one);
                }
                let active = |o: &&Outcome| program.rule(o.rule).is_some_and(|(r, _)| r.status == Status::Active);
                let mut rules: BTreeMap<(RuleNumber, Subject), Stand> = BTreeMap::new();
                // Contacts counted together may show a rule on several days: once is enough for it to hold.
                for outcome in outcomes.outcomes.iter().filter(active) {
                    let stand = Stand::of(&outcome.truth);
                    let known = rules.entry((outcome.rule, outcome.subject)).or_insert(stand);
                    *known = stand.max(*known);
                }
                let advice: Vec<&Advice<'_>> = advice.iter().collect();
                State { rules, ..self.state(&session, day, &advice) }
            }
        }
    }

    fn state(&self, session: &Session<'_>, day: NaiveDate, advice: &[&Advice<'_>]) -> State {
        let said = said(session, day, advice);
        let mut reasons: Vec<Reason> = Vec::new();
        let mut by_subject: BTreeMap<Subject, Vec<StepDraft<'_>>> = BTreeMap::new();
        for one in &said {
            let Some(band) = &one.advice.then.band else { continue };
            let drafts = by_subject.entry(one.advice.subject).or_default();
            for (action, due, runs) in &one.steps {
                let urgency = urgency(session, &band.it, due.as_ref());
                add(drafts, action, due.as_ref(), urgency, reasons.len());
                reasons.push(Reason { rule: one.advice.number, has_due: due.is_some(), runs: *runs });
            }
        }
        let worked_out = self.worked_out(session.portfolio);
        let mut state = State { places: places(session, &said, self.here), worked_out, ..State::default() };
        let mut lines: Vec<(Key, Line)> = Vec::new();
        for (subject, mut drafts) in by_subject {
            drafts.sort_by_key(|d| d.urgency);
            let weight = self.weights.get(&subject).copied().unwrap_or_default();
            let household = subject == Subject::Household;
            for draft in drafts.iter().take(if household { usize::MAX } else { 1 }) {
                let action = household.then(|| draft.action.clone());
                let may = self.may.get(&subject).map(|may| may.band);
                lines.push((Key::new(draft.urgency, may, weight, subject), (subject, action)));
            }
            if let Some(first) = drafts.first().filter(|_| !household) {
                state.next.insert(subject, (first.action.clone(), first.urgency.0));
            }
            state.steps.extend(drafts.into_iter().filter_map(|draft| {
                // The day of a step is that of the first reason that has one.
                let of = |reason: &usize| reasons.get(*reason).copied();
                let runs = draft.reasons.iter().filter_map(of).find(|r| r.has_due).is_some_and(|r| r.runs);
                let due = match draft.due {
                    Some(DueDate::On { on, .. }) if !runs => Some(*on),
                    _ => None,
                };
                let step = StepOn { due, urgency: draft.urgency, rule: draft.reasons.first().and_then(of)?.rule };
                Some(((subject, draft.action.clone()), step))
            }));
        }
        lines.sort_by_key(|(key, _)| *key);
        state.order = lines.into_iter().map(|(_, line)| line).collect();
        state
    }

    fn worked_out(&self, facts: &Portfolio) -> BTreeMap<(Subject, FactId), NaiveDate> {
        let vocabulary = &self.here.session.program.set.vocabulary;
        let of = |debt: Subject| {
            self.dates.iter().filter_map(move |fact| match facts.value(vocabulary, *fact, debt) {
                Some(Value::Date(on)) => Some(((debt, *fact), *on)),
                _ => None,
            })
        };
        self.here.open_debts().flat_map(of).collect()
    }

    /// Every step any rule may ask for, with its clock.
    fn clocks(&self) -> Vec<StepClock> {
        let set = &self.here.session.program.set;
        let mut clocks: BTreeSet<StepClock> = BTreeSet::new();
        // Of the steps of a debt that run along with the answer, none stands first but the nearest that is always there.
        let mut nearest: BTreeMap<(Subject, usize), i64> = BTreeMap::new();
        let mut running: Vec<(Subject, StepClock, i64)> = Vec::new();
        for one in &self.advice {
            let Some(band) = one.then.band.as_ref().and_then(|b| set.bands.get_index_of(&b.it)) else { continue };
            let horizon = set.bands.get_index(band).and_then(|(_, b)| b.horizon.as_ref());
            let otherwise = horizon.and_then(|(_, otherwise)| set.bands.get_index_of(&otherwise.it)).unwrap_or(band);
            let ahead = horizon.map_or(0, |(days, _)| i64::from(*days));
            for due in one.dues.iter().flatten() {
                for clock in self.clocks_of(one, due, ahead) {
                    let of_step = StepClock { band, otherwise, clock };
                    match clock {
                        Clock::Ahead { least, most } if one.subject != Subject::Household => {
                            running.push((one.subject, of_step, least));
                            // One that may be taken back, moved by days off or counted to another band proves nothing.
                            if one.live.is_none() && one.rule.yields_to.is_empty() && least == most && band == otherwise
                            {
                                let known = nearest.entry((one.subject, band)).or_insert(least);
                                *known = least.min(*known);
                            }
                        }
                        Clock::On { .. } | Clock::Ahead { .. } => drop(clocks.insert(of_step)),
                    }
                }
            }
        }
        let first = |(subject, of_step, least): &(Subject, StepClock, i64)| {
            nearest.get(&(*subject, of_step.band)).is_none_or(|nearest| least <= nearest)
        };
        clocks.extend(running.iter().filter(|step| first(step)).map(|(_, of_step, _)| *of_step));
        clocks.into_iter().collect()
    }

    /// The clocks a step may have: of a day that hangs on a changing value or fact, all there will be.
    fn clocks_of(&self, advice: &Advice<'_>, due: &StepDay<'_>, horizon: i64) -> Vec<Clock> {
        let clock = |due: &DueDate| match due {
            DueDate::On { on, .. } => Clock::On { on: *on },
            // A day nobody knows counts as today.
            DueDate::NotKnown(_) | DueDate::Failed(_) => Clock::Ahead { least: 0, most: 0 },
        };
        match due {
            StepDay::Fixed(due) => vec![clock(due)],
            StepDay::Moves(Due::Today) => vec![Clock::Ahead { least: 0, most: 0 }],
            StepDay::Moves(Due::After { quantity, roll, start: DueStart::AsOf, .. }) => {
                let numbers = self.moving.numbers(quantity);
                let ahead = |n: &u32| {
                    let least = i64::from(*n) + horizon;
                    Clock::Ahead { least, most: if *roll { least + DAYS_OFF } else { least } }
                };
                numbers.iter().map(ahead).collect()
            }
            StepDay::Moves(due @ (Due::On(_) | Due::Before(_) | Due::After { .. })) => {
                let value = match due {
                    Due::After { quantity: Quantity::Value(id), .. } => self.moving.changing.get(id),
                    _ => None,
                };
                let judged: Vec<NaiveDate> =
                    std::iter::once(self.moving.window.as_of).chain(value.into_iter().flatten().copied()).collect();
                let facts = std::iter::once(self.here.session.portfolio).chain(self.moving.states());
                let on = |facts| {
                    let session = Session::new(self.here.session.program, facts);
                    let days = judged.iter().map(|day| clock(&due_date(&session, due, advice.subject, *day)));
                    days.collect::<Vec<Clock>>()
                };
                facts.flat_map(on).collect()
            }
        }
    }
}

/// A step's clock and the bands it may stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct StepClock {
    band: usize,
    otherwise: usize,
    clock: Clock,
}

impl StepClock {
    fn may_stand_with(&self, other: &Self) -> bool {
        [self.band, self.otherwise].iter().any(|band| *band == other.band || *band == other.otherwise)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Clock {
    /// A day.
    On { on: NaiveDate },
    /// So many days ahead of the day of the answer, whatever that is.
    Ahead { least: i64, most: i64 },
}

/// The days on which two steps may change places: a day that passed moves away, one that comes draws near.
fn changes_of_place(one: Clock, other: Clock, days: &mut BTreeSet<NaiveDate>) {
    match (one, other) {
        (Clock::On { on: first }, Clock::On { on: second }) if first < second => {
            let half = (second - first).num_days();
            days.extend(shifted(first, half / 2 + half % 2));
        }
        (Clock::On { on }, Clock::Ahead { least, most }) => {
            // As far ahead as the other they stand together, a day later this one is nearer; once it has passed, it
            // stands behind from the day it lies as far back.
            days.extend((-most..=1 - least).filter_map(|by| shifted(on, by)));
            days.extend((least..=most).filter_map(|by| shifted(on, by)));
        }
        _ => {}
    }
}

/// The rules that hold and have steps; with `any_cost`, those of every line a cost is held against, exceeded or not.
fn advice<'a>(session: &Session<'a>, outcomes: &[Outcome], costs: &[CostOutcome], any_cost: bool) -> Vec<Advice<'a>> {
    let program = session.program;
    let exceeded = |o: &Outcome| {
        let cost = costs.iter().find(|c| c.rule == o.rule && c.debt == o.subject);
        cost.is_some_and(|c| c.standing.position() == Some(Position::Above))
    };
    let one = |o: &Outcome| {
        let (rule, _) = program.rule(o.rule).filter(|(rule, _)| rule.status == Status::Active)?;
        let then = match &rule.then {
            Then::Triage(then) => then,
            Then::Cost(then) if any_cost || exceeded(o) => &then.steps,
            Then::Cost(_) | Then::Conduct(_) => return None,
        };
        Some(Advice { number: o.rule, rule, subject: o.subject, then, live: None, dues: Vec::new() })
    };
    outcomes.iter().filter(|o| o.truth.is_met()).filter_map(one).collect()
}

fn dues<'a>(session: &Session<'_>, moving: &Moving<'_>, advice: &Advice<'a>) -> Vec<Option<StepDay<'a>>> {
    let judged = session.day(advice.rule.judge_by, advice.subject).unwrap_or(session.portfolio.as_of);
    let one = |due: &'a Due| {
        let moves = match due {
            Due::Today | Due::After { start: DueStart::AsOf, .. } => true,
            Due::On(fact) | Due::Before(fact) => moving.jumps(*fact).next().is_some(),
            Due::After { quantity, start: DueStart::Fact(fact), .. } => {
                let value = matches!(quantity, Quantity::Value(id) if moving.changing.contains_key(id));
                (value && advice.rule.judge_by == JudgeBy::DecisionDate) || moving.jumps(*fact).next().is_some()
            }
        };
        if moves { StepDay::Moves(due) } else { StepDay::Fixed(due_date(session, due, advice.subject, judged)) }
    };
    advice.then.actions.iter().map(|a| a.due.as_ref().map(one)).collect()
}

/// Whether a due date is always so many days ahead of the answer.
fn runs_along(due: &Due) -> bool {
    matches!(due, Due::Today | Due::After { start: DueStart::AsOf, .. })
}

/// What a rule says on a day, once those it stands back before have spoken.
struct Said<'s, 'a> {
    advice: &'s Advice<'a>,
    /// The steps with their days, and whether those run along with the day of the answer.
    steps: Vec<(&'a ActionId, Option<DueDate>, bool)>,
    payment: Option<&'a PaymentPlace>,
}

fn said<'s, 'a>(session: &Session<'_>, day: NaiveDate, advice: &[&'s Advice<'a>]) -> Vec<Said<'s, 'a>> {
    let one = |a: &&'s Advice<'a>| {
        let judged = session.day(a.rule.judge_by, a.subject).unwrap_or(day);
        let due = |due: &StepDay<'_>| match due {
            StepDay::Fixed(due) => due.clone(),
            StepDay::Moves(due) => due_date(session, due, a.subject, judged),
        };
        let runs = |due: &Option<StepDay<'_>>| matches!(due, Some(StepDay::Moves(due)) if runs_along(due));
        let steps = a.then.actions.iter().zip(&a.dues).map(|(p, d)| (&p.action.it, d.as_ref().map(due), runs(d)));
        Said { advice: a, steps: steps.collect(), payment: a.then.payment.as_ref() }
    };
    let mut said: Vec<Said<'s, 'a>> = advice.iter().map(one).collect();
    for one in said.iter_mut().filter(|s| !s.advice.rule.yields_to.is_empty()) {
        let first = |a: &&&Advice<'_>| {
            a.subject == one.advice.subject && one.advice.rule.yields_to.iter().any(|id| id.it == a.rule.id)
        };
        for other in advice.iter().filter(first) {
            if other.then.payment.is_some() {
                one.payment = None;
            }
            let says = |action: &ActionId| other.then.actions.iter().any(|a| a.action.it == *action);
            for (_, due, _) in one.steps.iter_mut().filter(|(action, ..)| says(action)) {
                *due = None;
            }
        }
    }
    said
}

/// Where each open debt stands among the payments.
fn places(session: &Session<'_>, said: &[Said<'_, '_>], here: &Here<'_>) -> BTreeMap<Subject, Place> {
    let tiers = &session.program.set.tiers;
    let place = |debt: Subject| {
        let own = || said.iter().filter(move |s| s.advice.subject == debt).filter_map(|s| s.payment);
        if own().any(|p| *p == PaymentPlace::Hold) {
            return Place::Held;
        }
        let tier = |p: &PaymentPlace| match p {
            PaymentPlace::Tier(tier) => tiers.get_index_of(&tier.it),
            PaymentPlace::Hold => None,
        };
        let named = own().filter_map(tier).min().and_then(|i| tiers.get_index(i)).map(|(id, _)| id.clone());
        let usual = || tiers.values().find(|t| t.default).map(|t| t.id.clone());
        Place::Tier(named.or_else(usual).unwrap_or_else(|| TierId::from("others")))
    };
    here.open_debts().map(|debt| (debt, place(debt))).collect()
}
