//! The answers of two engines to one portfolio: each line that is not the same, under the rule that caused it.

use std::collections::BTreeSet;

use super::lines::Line;
use super::{Aspect, AspectChange, Change, Given, LineChange, Part, Subject, Touched};
use crate::rule::RuleId;

/// The two answers to one portfolio.
pub(super) struct Pair<'p> {
    pub(super) given: &'p Given,
    pub(super) touched: &'p Touched,
    pub(super) before: Vec<Line>,
    pub(super) after: Vec<Line>,
}

impl Pair<'_> {
    pub(super) fn changes(&self, old_order: &[&str], new_order: &[&str]) -> Vec<(Option<RuleId>, LineChange)> {
        let mut all = Vec::new();
        for line in &self.after {
            match self.before.iter().find(|b| same_subject(b, line)) {
                None => all.push(self.whole(line, Change::Appeared)),
                Some(before) => all.extend(self.changed(before, line)),
            }
        }
        for line in &self.before {
            if !self.after.iter().any(|a| same_subject(a, line)) {
                all.push(self.whole(line, Change::Disappeared));
            }
        }
        all.extend(self.reordered(old_order, new_order));
        without_echoes(&mut all);
        self.pushed_aside(&mut all);
        all
    }

    /// The order, the few lines at the top and the other steps of a debt change with what one rule says: where a rule
    /// that was touched speaks up about the same debt, the change is that rule's.
    fn pushed_aside(&self, all: &mut [(Option<RuleId>, LineChange)]) {
        let is_touched = |rule: &Option<RuleId>| rule.as_ref().is_some_and(|r| self.touched.contains_key(r.as_str()));
        let pushers: Vec<(Option<RuleId>, Subject)> = all
            .iter()
            .filter(|(rule, change)| is_touched(rule) && change.subject.part.acts())
            .map(|(rule, change)| (rule.clone(), change.subject.clone()))
            .collect();
        for (rule, change) in all.iter_mut().filter(|(rule, _)| !is_touched(rule)) {
            let subject = &change.subject;
            let pusher = pushers.iter().find(|(_, by)| subject.part.is_shared() || by.about == subject.about);
            if let Some((by, _)) = pusher.filter(|_| subject.part.is_shared() || subject.part.acts()) {
                change.also.extend(rule.take());
                rule.clone_from(by);
            }
        }
    }

    /// A line that is in one answer only.
    fn whole(&self, line: &Line, change: Change) -> (Option<RuleId>, LineChange) {
        let rules: Vec<RuleId> = line.rules.iter().map(|(id, _)| id.clone()).collect();
        let reasons = line.rules.iter().filter(|(_, text)| !text.is_empty());
        let said = reasons.map(|(_, text)| (Aspect::Reason, text.clone())).take(1).chain(line.aspects.clone());
        let aspects = said.map(|(aspect, text)| match change {
            Change::Disappeared => AspectChange { aspect, old: Some(text), new: None },
            Change::Appeared | Change::Moved | Change::Changed => AspectChange { aspect, old: None, new: Some(text) },
        });
        self.made(line, change, aspects.collect(), rules)
    }

    /// A line that is in both answers and says something else.
    fn changed(&self, before: &Line, after: &Line) -> Option<(Option<RuleId>, LineChange)> {
        let mut aspects = Vec::new();
        let mut parties: Vec<RuleId> = Vec::new();
        let said = |line: &Line, id: &RuleId| line.rules.iter().find(|(r, _)| r == id).map(|(_, text)| text.clone());
        for (id, _) in after.rules.iter().chain(&before.rules) {
            let (old, new) = (said(before, id), said(after, id));
            if old != new && !parties.contains(id) {
                parties.push(id.clone());
                let shown = |text: Option<String>| text.map(|t| if t.is_empty() { id.to_string() } else { t });
                aspects.push(AspectChange { aspect: Aspect::Reason, old: shown(old), new: shown(new) });
            }
        }
        let text = |line: &Line, aspect| line.aspects.iter().find(|(a, _)| *a == aspect).map(|(_, t)| t.clone());
        let mut seen = BTreeSet::new();
        for (aspect, _) in after.aspects.iter().chain(&before.aspects) {
            let (old, new) = (text(before, *aspect), text(after, *aspect));
            if seen.insert(*aspect) && old != new {
                aspects.push(AspectChange { aspect: *aspect, old, new });
            }
        }
        if aspects.is_empty() {
            return None;
        }
        if parties.is_empty() {
            parties = after.rules.iter().chain(&before.rules).map(|(id, _)| id.clone()).collect();
        }
        let moved = aspects.iter().any(|a| a.aspect.moves());
        // What moved comes first: a day is read before a sentence.
        aspects.sort_by_key(|a| !a.aspect.moves());
        Some(self.made(after, if moved { Change::Moved } else { Change::Changed }, aspects, parties))
    }

    /// The line under the rule that caused it: one that was itself changed, or that leans on something that was.
    fn made(
        &self,
        line: &Line,
        change: Change,
        aspects: Vec<AspectChange>,
        mut rules: Vec<RuleId>,
    ) -> (Option<RuleId>, LineChange) {
        let rank = |id: &RuleId| match self.touched.get(id.as_str()) {
            Some(causes) if causes.contains(id.as_str()) => 0,
            Some(_) => 1,
            None => 2,
        };
        let mut seen = BTreeSet::new();
        rules.retain(|id| seen.insert(id.clone()));
        rules.sort_by_key(rank);
        let mut rules = rules.into_iter();
        let cause = rules.next();
        let change = LineChange {
            portfolio: self.given.name.clone(),
            place: self.given.place.clone(),
            change,
            subject: line.subject.clone(),
            aspects,
            also: rules.filter(|id| rank(id) < 2).collect(),
        };
        (cause, change)
    }

    /// Debts that are in both answers, in another order.
    fn reordered(&self, old: &[&str], new: &[&str]) -> Option<(Option<RuleId>, LineChange)> {
        let before: Vec<&str> = old.iter().copied().filter(|d| new.contains(d)).collect();
        let after: Vec<&str> = new.iter().copied().filter(|d| old.contains(d)).collect();
        if before == after {
            return None;
        }
        let (old, new) = (Some(before.join("、")), Some(after.join("、")));
        let change = LineChange {
            portfolio: self.given.name.clone(),
            place: self.given.place.clone(),
            change: Change::Moved,
            subject: Subject { part: Part::Order, about: None, id: "order".to_owned(), title: String::new() },
            aspects: vec![AspectChange { aspect: Aspect::Rank, old, new }],
            also: Vec::new(),
        };
        Some((None, change))
    }
}

/// A rule's reason stands beside its action and again beside whom to turn to: it is told once.
fn without_echoes(all: &mut Vec<(Option<RuleId>, LineChange)>) {
    let told: Vec<AspectChange> = all
        .iter()
        .filter(|(_, c)| c.subject.part == Part::Action)
        .flat_map(|(_, c)| c.aspects.iter().filter(|a| a.aspect == Aspect::Reason).cloned())
        .collect();
    all.retain_mut(|(_, change)| {
        if change.subject.part == Part::Referral && change.change == Change::Changed {
            change.aspects.retain(|a| !told.contains(a));
        }
        !change.aspects.is_empty()
    });
}

fn same_subject(a: &Line, b: &Line) -> bool {
    a.subject.part == b.subject.part && a.subject.about == b.subject.about && a.subject.id == b.subject.id
}
