//! The facts and the rules as they stand on another day. Everything else in the timeline asks here, so that how a day is
//! evaluated can be changed in one place.

use chrono::NaiveDate;

use super::live::{LiveRules, Stand};
use super::thresholds::{Moving, computed};
use crate::evaluate::{Outcomes, Session, evaluate, record_to_plan};
use crate::fact::{Portfolio, Subject, move_to};

/// How rules stand on a day.
pub(super) enum Standing {
    /// Those that may end otherwise, in their order; every other rule stands as it does today.
    Live(Vec<Stand>),
    /// All of them.
    Whole(Outcomes),
}

/// The facts, moved from day to day.
pub(super) struct Again<'a, 'm> {
    moving: &'a Moving<'m>,
    live: &'a LiveRules,
    facts: Portfolio,
    /// How the rules that may end otherwise stood on the last day looked at.
    stands: Vec<Stand>,
}

impl<'a, 'm> Again<'a, 'm> {
    pub(super) fn new(moving: &'a Moving<'m>, live: &'a LiveRules) -> Self {
        let portfolio = moving.session.portfolio;
        // Contacts are many and their messages long; where no rule on one of them moves, they are not copied.
        let contacts = live.rules.iter().any(|l| matches!(l.subject, Subject::Contact(_)));
        let facts = Portfolio {
            as_of: portfolio.as_of,
            case_ref: None,
            household: portfolio.household.clone(),
            debts: portfolio.debts.clone(),
            contacts: if contacts { portfolio.contacts.clone() } else { Vec::new() },
        };
        Self { moving, live, facts, stands: Vec::new() }
    }

    /// Moves to a day and says how the rules stand on it. The facts of that day are in [`Self::facts`], or with the
    /// outcomes where everything was evaluated.
    pub(super) fn on_day(&mut self, day: NaiveDate) -> Standing {
        let program = self.moving.session.program;
        let set = &program.set;
        if self.live.whole {
            let mut portfolio = self.moving.session.portfolio.clone();
            portfolio.as_of = day;
            return Standing::Whole(evaluate(program, portfolio, false));
        }
        let another = |d: &NaiveDate| self.facts.as_of < *d && *d <= day;
        if self.moving.regimes.iter().any(another) {
            self.facts = computed(&self.facts, set, day);
        }
        move_to(&mut self.facts, &set.vocabulary, &set.engine_facts, day);
        // On a day that is looked at for the order of steps alone, every rule stands as it did.
        if self.stands.is_empty() || self.live.days.contains(&day) {
            if self.live.to_plan {
                record_to_plan(program, &mut self.facts);
            }
            let session = Session::new(program, &self.facts);
            self.stands = self.live.rules.iter().map(|live| live.stand(&session)).collect();
        }
        Standing::Live(self.stands.clone())
    }

    /// The facts of the day last asked for, where not everything was evaluated.
    pub(super) fn facts(&self) -> &Portfolio {
        &self.facts
    }
}
