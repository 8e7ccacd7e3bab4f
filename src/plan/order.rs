//! Where everything that is asked for stands in the act-first list, without a word: for each debt its most urgent step
//! with the others behind it, household steps by themselves; by the band at worst, the band, then nearest day (running
//! clocks before those that ran out), dearer month of delay, larger balance, order of the request. `actions` puts it in
//! words.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::evaluate::{DueDate, Session, least_cost};
use crate::fact::{FactId, Subject, Value};
use crate::finding::triage::Asks;
use crate::money::{Money, words};
use crate::rule::{ActionId, BandId, Rule, Then};

/// Where a step stands: band by position, then how near its day is.
pub(crate) type Urgency = (usize, Nearness);

/// How far a day is from today, before or after it. A clock that still runs comes before one that ran out as many days
/// ago: something can still be kept. What has no day comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// So many days away; whether it has passed.
    Days(u64, bool),
    /// It has no day.
    Undated,
}

impl Nearness {
    fn of(day: NaiveDate, as_of: NaiveDate) -> Self {
        let days = (day - as_of).num_days();
        Self::Days(days.unsigned_abs(), days < 0)
    }

    /// Whether its day has passed.
    pub(crate) fn has_passed(self) -> bool {
        matches!(self, Self::Days(_, true))
    }

    /// Whether its day is today or within so many days.
    pub(crate) fn is_within(self, days: u64) -> bool {
        matches!(self, Self::Days(away, false) if away <= days)
    }
}

/// A line of the act-first list before it is put in words.
#[derive(Debug)]
pub(crate) struct Placed<'a> {
    /// Whose line it is.
    pub(crate) subject: Subject,
    /// Why it stands where it stands.
    pub(crate) key: Key,
    /// What to do, the most urgent step first.
    pub(crate) steps: Vec<StepDraft<'a>>,
}

/// A step before it is put in words.
#[derive(Debug)]
pub(crate) struct StepDraft<'a> {
    /// What to do.
    pub(crate) action: &'a ActionId,
    /// By when.
    pub(crate) due: Option<&'a DueDate>,
    /// Where it stands.
    pub(crate) urgency: Urgency,
    /// Who asks for it, by position, the most urgent first.
    pub(crate) reasons: Vec<usize>,
}

/// What lines are ordered by. The order itself is [`CRITERIA`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// The most urgent band it may belong to, by what is not known as well.
    pub(crate) worst: usize,
    /// Where its most urgent step stands.
    pub(crate) urgency: Urgency,
    /// What a month of delay costs; zero where that is not known.
    pub(crate) delay: Decimal,
    /// The balance; zero where it is not known.
    pub(crate) balance: Money,
    /// Its place in the request.
    pub(crate) subject: Subject,
}

words! {
    /// What can put one line before another.
    pub enum Criterion {
        /// The band it may belong to at worst.
        BandAtWorst = "band_at_worst",
        /// The band of its most urgent step.
        Band = "band",
        /// How near the day of that step is.
        Due = "due",
        /// What a month of delay costs.
        CostOfDelay = "cost_of_delay",
        /// What is owed.
        Balance = "balance",
        /// Which was named first.
        OrderOfRequest = "order_of_request",
    }
}

type Compare = fn(&Key, &Key) -> Ordering;

/// The criteria in their order: the first on which two lines differ decides.
const CRITERIA: [(Criterion, Compare); 6] = [
    // Where one is more urgent now than the other can turn out to be, the band itself says it.
    (
        Criterion::BandAtWorst,
        |a, b| if a.is_above(b) || b.is_above(a) { Ordering::Equal } else { a.worst.cmp(&b.worst) },
    ),
    (Criterion::Band, |a, b| a.urgency.0.cmp(&b.urgency.0)),
    (Criterion::Due, |a, b| a.urgency.1.cmp(&b.urgency.1)),
    (Criterion::CostOfDelay, |a, b| Reverse(a.delay).cmp(&Reverse(b.delay))),
    (Criterion::Balance, |a, b| Reverse(a.balance).cmp(&Reverse(b.balance))),
    (Criterion::OrderOfRequest, |a, b| a.subject.cmp(&b.subject)),
];

impl Key {
    /// The key of a line whose most urgent step stands here, and which may belong to a more urgent band.
    pub(crate) fn new(urgency: Urgency, may: Option<usize>, (delay, balance): Weight, subject: Subject) -> Self {
        let key = Self { worst: urgency.0, urgency, delay, balance, subject };
        may.map_or(key, |band| key.at_worst(band))
    }

    /// The same where the line may belong to this band.
    pub(crate) fn at_worst(self, band: usize) -> Self {
        Self { worst: self.urgency.0.min(band), ..self }
    }

    /// Whether its band is more urgent than the other's can turn out to be.
    fn is_above(&self, other: &Self) -> bool {
        self.urgency.0 < other.worst
    }

    /// The first criterion on which two lines differ, and how; nothing where they differ on none.
    pub(crate) fn differs(&self, other: &Self) -> Option<(Criterion, Ordering)> {
        let compared = CRITERIA.iter().map(|(criterion, compare)| (*criterion, compare(self, other)));
        compared.into_iter().find(|(_, order)| order.is_ne())
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.differs(other).map_or(Ordering::Equal, |(_, order)| order)
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Everything that is asked for, in the order of the act-first list.
///
/// `may` gives the more urgent band something may belong to by what is not known.
pub(crate) fn order<'a, A: Asks>(
    session: &Session<'_>,
    asks: &'a [A],
    may: &dyn Fn(Subject) -> Option<usize>,
) -> Vec<Placed<'a>> {
    let mut by_subject: BTreeMap<Subject, Vec<StepDraft<'a>>> = BTreeMap::new();
    for (reason, asked) in asks.iter().enumerate() {
        let Some(band) = asked.band() else { continue };
        let drafts = by_subject.entry(asked.subject()).or_default();
        for (action, due) in asked.actions() {
            add(drafts, action, due, urgency(session, band, due), reason);
        }
    }
    let mut lines: Vec<Placed<'a>> = Vec::new();
    for (subject, mut drafts) in by_subject {
        drafts.sort_by_key(|d| d.urgency);
        // A debt is one line with its next step; the household has one line for each thing to do.
        match subject {
            Subject::Debt(_) | Subject::Contact(_) => lines.extend(placed(session, subject, drafts, may(subject))),
            Subject::Household => {
                lines.extend(drafts.into_iter().filter_map(|d| placed(session, subject, vec![d], None)));
            }
        }
    }
    lines.sort_by_key(|line| line.key);
    lines
}

/// Adds a step; the same action asked for by several rules is one step with several reasons.
pub(crate) fn add<'a>(
    drafts: &mut Vec<StepDraft<'a>>,
    action: &'a ActionId,
    due: Option<&'a DueDate>,
    urgency: Urgency,
    reason: usize,
) {
    match drafts.iter_mut().find(|d| d.action == action) {
        Some(draft) => {
            if urgency < draft.urgency {
                // The day goes with the reason that is most urgent: a clock nobody knows is not hidden by a later date.
                draft.due = due.or(draft.due);
                draft.urgency = urgency;
                draft.reasons.insert(0, reason);
            } else {
                draft.due = draft.due.or(due);
                draft.reasons.push(reason);
            }
        }
        None => drafts.push(StepDraft { action, due, urgency, reasons: vec![reason] }),
    }
}

fn placed<'a>(
    session: &Session<'_>,
    subject: Subject,
    steps: Vec<StepDraft<'a>>,
    may: Option<usize>,
) -> Option<Placed<'a>> {
    let key = Key::new(steps.first()?.urgency, may, weight(session, subject), subject);
    Some(Placed { subject, key, steps })
}

/// What tells debts of one urgency apart: what a month of delay costs, and the balance; zero where not known.
pub(crate) type Weight = (Decimal, Money);

/// The weight of a debt; the household has none.
pub(crate) fn weight(session: &Session<'_>, subject: Subject) -> Weight {
    let balance = balance(session, subject);
    let delay = balance.and_then(|b| cost_of_delay(session, subject, b)).unwrap_or_default();
    (delay, balance.unwrap_or(Money::ZERO))
}

/// What is owed on a debt, where it is known. The household has no balance of its own.
pub(crate) fn balance(session: &Session<'_>, subject: Subject) -> Option<Money> {
    let amount = |fact: FactId| match session.value(fact, subject) {
        Some(Value::Amount(amount)) => Some(*amount),
        _ => None,
    };
    match subject {
        Subject::Debt(_) => amount(session.program.set.engine_facts.balance),
        Subject::Household | Subject::Contact(_) => None,
    }
}

/// What a month of delay costs: the balance at the all-in rate, for a twelfth of a year.
fn cost_of_delay(session: &Session<'_>, subject: Subject, balance: Money) -> Option<Decimal> {
    let (rate, _) = least_cost(session, subject)?;
    balance.decimal().checked_mul(rate.decimal())?.checked_div(Decimal::from(12))
}

/// The band of a step, moved on where its day lies beyond the band's horizon, and the day that counts. A day that is
/// not known counts as today: it may be.
pub(crate) fn urgency(session: &Session<'_>, band: &BandId, due: Option<&DueDate>) -> Urgency {
    let bands = &session.program.set.bands;
    let as_of = session.portfolio.as_of;
    let nearness = match due {
        Some(DueDate::On { on, .. }) => Nearness::of(*on, as_of),
        Some(DueDate::NotKnown(_) | DueDate::Failed(_)) => Nearness::of(as_of, as_of),
        None => Nearness::Undated,
    };
    let (band, nearness) = match (bands.get(band).and_then(|b| b.horizon.as_ref()), nearness) {
        (Some((days, otherwise)), Nearness::Days(away, false)) if away > u64::from(*days) => (&otherwise.it, nearness),
        // Among clocks of the law a day that is only set here, such as tomorrow for a call, comes after them.
        (Some((days, _)), Nearness::Days(away, passed)) if is_set_here(due) => {
            (band, Nearness::Days(away + u64::from(*days), passed))
        }
        _ => (band, nearness),
    };
    (bands.get_index_of(band).unwrap_or(usize::MAX), nearness)
}

/// How urgent a rule is: by the band of its steps, or by the band its severity stands for; last where it has none.
pub(crate) fn band_of(session: &Session<'_>, rule: &Rule) -> usize {
    let set = &session.program.set;
    let band = match &rule.then {
        Then::Triage(then) => then.band.as_ref(),
        Then::Conduct(then) => set.severities.get(&then.severity.it).and_then(|s| s.band.as_ref()),
        Then::Cost(then) => then.steps.band.as_ref(),
    };
    band.and_then(|b| set.bands.get_index_of(&b.it)).unwrap_or(set.bands.len())
}

/// Whether a day is counted from the day of the answer: no law sets it.
pub(crate) fn is_set_here(due: Option<&DueDate>) -> bool {
    matches!(due, Some(DueDate::On { counted_from: None, length: Some(_), .. }))
}
