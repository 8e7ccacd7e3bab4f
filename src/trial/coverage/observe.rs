//! What one case shows of each rule: how it ended, and which of its parts decided that.

use super::step::{Lies, crosses_below, edges, lies};
use super::{Key, Seen};
use crate::evaluate::{Counted, Outcome, Outcomes, Outline, Part, RuleOutline, Session, Truth};
use crate::fact::{Reading, Subject, Value};
use crate::program::{Program, TestId};
use crate::rule::{Comparison, Matcher, Rule, Test};

pub(super) fn observe(program: &Program, outlines: &[RuleOutline<'_>], outcomes: &Outcomes) -> Seen {
    let session = Session::over(program, outcomes);
    let mut seen = Seen::default();
    for outcome in &outcomes.outcomes {
        let number = outcome.rule.0;
        let (Some((rule, _)), Some(outline)) = (program.rule(outcome.rule), outlines.get(number)) else { continue };
        let mut observer = Observer { session: &session, number, seen: &mut seen };
        observer.saw(match &outcome.truth {
            Truth::Met => Key::Met,
            Truth::NotMet => Key::NotMet,
            Truth::NotKnown(_) => Key::NotKnown,
            Truth::Failed(_) => Key::Failed,
        });
        if let Some(only) = &outline.only {
            for contact in outcomes.portfolio.contact_subjects() {
                observer.all(only.parts(), contact);
            }
        }
        if holds_so_far(&mut observer, rule, outcome) {
            observer.rule(outline, outcome.subject);
        }
    }
    seen
}

/// Whether everything but the conditions lets the rule apply: it is in force, and the count breaks its limit.
fn holds_so_far(observer: &mut Observer<'_, '_>, rule: &Rule, outcome: &Outcome) -> bool {
    let in_force = |day| observer.session.in_force(rule, outcome.subject, day).is_met();
    if !outcome.day.is_some_and(in_force) {
        return false;
    }
    match (&rule.count, &outcome.counted) {
        (None, _) => true,
        (Some(count), Some(counted)) => observer.count(count.comparison, counted),
        (Some(_), None) => false,
    }
}

struct Observer<'o, 's> {
    session: &'o Session<'s>,
    number: usize,
    seen: &'o mut Seen,
}

impl Observer<'_, '_> {
    fn saw(&mut self, key: Key) {
        self.seen.0.insert((self.number, key));
    }

    fn rule(&mut self, outline: &RuleOutline<'_>, subject: Subject) {
        let excepted = outline.unless.as_ref().map_or(Truth::NotMet, |u| self.session.outline(u, subject));
        if excepted.is_not_met() {
            self.all(outline.when.parts(), subject);
        }
        if let Some(unless) = &outline.unless
            && self.session.outline(&outline.when, subject).is_met()
        {
            if excepted.is_met() {
                self.saw(Key::Exception);
            }
            self.all(unless.parts(), subject);
        }
    }

    /// Parts that must all hold: one decides when every other one holds.
    fn all(&mut self, parts: &[Outline<'_>], subject: Subject) {
        self.each(parts, subject, &Truth::Met);
    }

    /// Parts of which one suffices: one decides when no other one holds.
    fn any(&mut self, parts: &[Outline<'_>], subject: Subject) {
        self.each(parts, subject, &Truth::NotMet);
    }

    /// Looks into the parts that decide: all, while every one is `neutral`; the one that is not, where it is alone.
    fn each(&mut self, parts: &[Outline<'_>], subject: Subject, neutral: &Truth) {
        let mut odd: Option<(&Outline<'_>, Truth)> = None;
        for part in parts {
            let truth = self.session.outline(part, subject);
            if truth == *neutral {
                continue;
            }
            if odd.is_some() {
                return;
            }
            odd = Some((part, truth));
        }
        match odd {
            Some((part, truth)) => {
                match (&truth, neutral) {
                    (Truth::NotMet, Truth::Met) => self.saw(Key::Alone(part.number)),
                    (Truth::Met, Truth::NotMet) => self.saw(Key::Only(part.number)),
                    _ => {}
                }
                self.inside(part, subject, &truth);
            }
            None => parts.iter().for_each(|part| self.inside(part, subject, neutral)),
        }
    }

    /// A part that decides.
    fn inside(&mut self, outline: &Outline<'_>, subject: Subject, truth: &Truth) {
        match &outline.part {
            Part::All(parts) => self.all(parts, subject),
            Part::Any(parts) | Part::None(parts) => self.any(parts, subject),
            Part::AnyDebt(inner) => {
                let debts = || self.session.portfolio.debt_subjects();
                let open: Vec<Subject> = debts().filter(|d| !self.session.outline(inner, *d).is_not_met()).collect();
                match open.as_slice() {
                    [] => debts().for_each(|debt| self.all(inner.parts(), debt)),
                    [only] => self.all(inner.parts(), *only),
                    _ => {}
                }
            }
            Part::Test(test, id) => self.test(outline.number, test, *id, subject, truth),
        }
    }

    fn test(&mut self, number: usize, test: &Test, id: TestId, subject: Subject, truth: &Truth) {
        if matches!(test.matcher, Matcher::Known | Matcher::Unknown | Matcher::Says(_)) {
            return;
        }
        let Some((Reading::Known(value), limits)) = self.session.looked_at(id, subject) else { return };
        if let Matcher::OneOf(words) = &test.matcher
            && truth.is_met()
        {
            for (word, _) in words.iter().enumerate().filter(|(_, w)| Session::is_word(value, &w.value)) {
                self.saw(Key::Word(number, word));
            }
        }
        let time = matches!(value, Value::Time(_));
        for (edge, (limit, comparison)) in limits.iter().zip(edges(&test.matcher, time)).enumerate() {
            match (lies(value, limit), crosses_below(comparison)) {
                (Lies::At, _) => self.saw(Key::At(number, edge)),
                (Lies::JustBelow, true) | (Lies::JustAbove, false) => self.saw(Key::Across(number, edge)),
                _ => {}
            }
        }
    }

    /// A count against its limit, and whether it breaks it. An uncertain count shows no edge.
    fn count(&mut self, comparison: Comparison, counted: &Counted) -> bool {
        let number = i64::try_from(counted.contacts.len()).ok();
        let Some((n, limit)) = number.zip(counted.limit).filter(|_| counted.possible.is_empty()) else { return false };
        match (lies(&Value::Count(n), &Value::Count(limit)), crosses_below(comparison)) {
            (Lies::At, _) => self.saw(Key::CountAt),
            (Lies::JustBelow, true) | (Lies::JustAbove, false) => self.saw(Key::CountAcross),
            _ => {}
        }
        comparison.holds(n.cmp(&limit))
    }
}
